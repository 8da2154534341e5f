"""Who is a member or an observer of ICPerMed: what follows from the statements of Membership, today.

Public statements are reference data, as countries are: they hold in the demonstration too. Made-up ones hold there
alone.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Engine, Label, String, case, func, or_, select

from lib.entities.country import Country
from lib.entities.membership import EVIDENCE, WEAK_EVIDENCE, Membership
from lib.metrics.frames import fetch
from lib.store.datasets import of_dataset

_STRENGTH = case({evidence: place for place, evidence in enumerate(EVIDENCE)}, value=Membership.evidence)


def _holds_today(demonstration: bool) -> list[ColumnElement[bool]]:
    today = func.current_date()
    return [
        *([] if demonstration else [of_dataset(Membership.import_id, False)]),
        or_(Membership.from_date.is_(None), Membership.from_date <= today),
        or_(Membership.to_date.is_(None), Membership.to_date >= today),
    ]


def member_status(demonstration: bool) -> Label[str | None]:
    """Return the status today of the Country of a query, as its column `status`; NULL where no source gives one.

    It is that of the statement with the strongest evidence, of alike ones that of the newest source. Who only takes
    part in joint calls, or pays in them, has none by that.
    """
    newest = (Membership.as_of.is_(None), Membership.as_of.desc(), Membership.from_date.is_(None))
    found: Any = (
        select(Membership.status)
        .where(
            Membership.country == Country.iso2,
            Membership.status.is_not(None),
            Membership.evidence.not_in(WEAK_EVIDENCE),
            *_holds_today(demonstration),
        )
        .order_by(_STRENGTH, *newest, Membership.from_date.desc(), Membership.status)
        .limit(1)
        .correlate(Country)
        .scalar_subquery()
    )
    status: Label[str | None] = found.label("status")
    return status


def evidence(engine: Engine, demonstration: bool) -> pd.DataFrame:
    """Count the countries by today's evidence of their membership, the strongest first.

    Returns:
        evidence, countries (a country with several kinds counts in each), members, observers (of these countries, those
        that have the status by any evidence: see `member_status`).
    """
    by_status = select(Country.iso2, member_status(demonstration)).subquery()

    def having(status: str) -> Any:
        return func.count(case((by_status.c.status == status, Membership.country)).distinct())

    query = (
        select(
            Membership.evidence.cast(String).label("evidence"),
            func.count(Membership.country.distinct()).label("countries"),
            having("member").label("members"),
            having("observer").label("observers"),
        )
        .join(by_status, by_status.c.iso2 == Membership.country)
        .where(*_holds_today(demonstration))
        .group_by(Membership.evidence)
        .order_by(func.min(_STRENGTH))
    )
    return fetch(engine, query)
