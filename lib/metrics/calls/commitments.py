"""Money that funders committed to calls, and what became of it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import (
    BigInteger,
    Engine,
    Integer,
    String,
    and_,
    case,
    cast,
    func,
    or_,
    select,
    text,
    type_coerce,
)

from lib.entities.call import Call
from lib.entities.call_commitment import CallCommitment
from lib.entities.call_outcome import CallOutcome
from lib.entities.country import Country
from lib.entities.organisation import Organisation
from lib.metrics.calls import outcomes
from lib.metrics.conditions import call_conditions, committing, in_dataset, in_place
from lib.metrics.frames import fetch
from lib.metrics.rates import ratio
from lib.metrics.scope import Scope
from lib.store.ordering import in_protocol_order
from lib.store.summary_tables import CallCountry, CallFigures, CallFunder

#: Amounts are recorded whole where they add up to this many hundredths of the published sum, which is often rounded.
_WHOLE = 99


def _recorded(scope: Scope) -> Any:
    """Return by call, as 0 or 1, whether all the money awarded is recorded by funder, and all projects that were
    funded.

    Only then has a funder without an amount awarded nothing, and a country without a participant won nothing. Both are
    inferred from the call's published outcome.
    """
    named = _awarded_by_funder(scope)
    by_call = (
        select(named.c.call_id, func.sum(named.c.awarded_eur).label("named_eur")).group_by(named.c.call_id).subquery()
    )
    named_cents, published_cents = (
        type_coerce(column, BigInteger) for column in (by_call.c.named_eur, CallOutcome.awarded_eur)
    )
    return (
        select(
            CallOutcome.call_id,
            case((named_cents * 100 >= published_cents * _WHOLE, 1), else_=0).label("money"),
            case((CallFigures.projects >= CallOutcome.projects_funded, 1), else_=0).label("projects"),
        )
        .outerjoin(by_call, by_call.c.call_id == CallOutcome.call_id)
        .outerjoin(
            CallFigures,
            (CallFigures.call_id == CallOutcome.call_id) & CallFigures.demonstration.is_(scope.demonstration),
        )
        .where(CallOutcome.country.is_(None), *in_dataset(scope, CallOutcome))
        .subquery()
    )


def _awarded_by_funder(scope: Scope) -> Any:
    """Return money awarded by call and funder, in the dataset shown."""
    dataset = [CallFunder.demonstration.is_(scope.demonstration)]
    return (
        select(CallFunder.call_id, CallFunder.funder, func.sum(CallFunder.awarded_eur).label("awarded_eur"))
        .where(*dataset)
        .group_by(CallFunder.call_id, CallFunder.funder)
        .subquery()
    )


def by_funder(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return what funders committed before the calls opened, and what they awarded; a region's funder is a funder of
    its own.

    Uptake is what was awarded of what was committed, sums over sums over the calls whose money is recorded whole
    (see `_recorded`); of other calls it is not known how much is missing.

    Returns:
        funder_id, funder, country, region (of funders that stand for one), calls (with a commitment), committed_eur,
        awarded_eur (as far as recorded; NaN where none is), compared_committed_eur and compared_awarded_eur (of the
        calls that can be compared), uptake, approximate; the largest commitments first.
    """
    whole, awarded = _recorded(scope), _awarded_by_funder(scope)
    here = in_place(scope, Organisation.country)
    compared = whole.c.money == 1
    committed = (
        select(
            CallCommitment.funder.label("funder_id"),
            func.count().label("calls"),
            func.sum(CallCommitment.committed_eur).label("committed_eur"),
            func.sum(case((compared, CallCommitment.committed_eur))).label("compared_committed_eur"),
            func.sum(
                case((compared & CallCommitment.committed_eur.is_not(None), func.coalesce(awarded.c.awarded_eur, 0)))
            ).label("compared_awarded_eur"),
            func.max(case((CallCommitment.approximate.is_(True), 1), else_=0)).label("about"),
        )
        .join_from(CallCommitment, Call, Call.call_id == CallCommitment.call_id)
        .outerjoin(whole, whole.c.call_id == CallCommitment.call_id)
        .outerjoin(awarded, (awarded.c.call_id == CallCommitment.call_id) & (awarded.c.funder == CallCommitment.funder))
        .where(*call_conditions(scope), *committing(scope))
        .group_by(CallCommitment.funder)
    )
    paid = (
        select(awarded.c.funder.label("funder_id"), func.sum(awarded.c.awarded_eur).label("awarded_eur"))
        .join_from(awarded, Call, Call.call_id == awarded.c.call_id)
        .where(*call_conditions(scope), *([awarded.c.funder.in_(scope.funders)] if scope.funders else []))
        .group_by(awarded.c.funder)
    )
    sums = fetch(engine, committed).merge(fetch(engine, paid), how="outer", on="funder_id")
    funders = fetch(
        engine,
        select(
            Organisation.organisation_id.label("funder_id"),
            Organisation.name.label("funder"),
            Country.name.label("country"),
            Organisation.region,
        )
        .outerjoin(Country, Country.iso2 == Organisation.country)
        .where(Organisation.organisation_id.in_(list(sums["funder_id"])), *here),
    )
    found = funders.merge(sums, how="inner", on="funder_id")
    found = found.assign(
        uptake=ratio(found["compared_awarded_eur"], found["compared_committed_eur"]),
        approximate=found.pop("about").fillna(0).astype(bool),
    )
    return found.sort_values(
        ["committed_eur", "awarded_eur", "funder"],
        ascending=[False, False, True],
        na_position="last",
        ignore_index=True,
    )


#: What became of a country's commitment to a call.
WON, NOTHING_WON, NOT_KNOWN = "won something", "nothing won", "not known"


def results(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return countries whose funders committed money to a call, and whether they won something of it.

    A country won nothing where its outcome says that no project was funded or no money awarded; where no outcome by
    country is published, where all projects of the call are recorded and none has a participant from it.

    Returns:
        call_id, call, iso2, country, funders, committed_eur, projects (NA where not known), awarded_eur (by the
        outcome), result (WON, NOTHING_WON or NOT_KNOWN).
    """
    place = Organisation.country.label("country")
    committed = (
        select(
            CallCommitment.call_id,
            place,
            func.count().label("funders"),
            func.sum(CallCommitment.committed_eur).label("committed_eur"),
        )
        .join(Organisation, Organisation.organisation_id == CallCommitment.funder)
        .where(
            Organisation.country.is_not(None),
            *committing(scope),
            *in_place(scope, Organisation.country),
        )
        .group_by(CallCommitment.call_id, Organisation.country)
        .subquery()
    )
    dataset = [CallCountry.demonstration.is_(scope.demonstration)]
    taking_part = (
        select(
            CallCountry.call_id, CallCountry.country, cast(func.sum(CallCountry.projects), Integer).label("projects")
        )
        .where(*dataset)
        .group_by(CallCountry.call_id, CallCountry.country)
        .subquery()
    )
    whole = _recorded(scope)
    projects = func.coalesce(
        CallOutcome.projects_funded, taking_part.c.projects, case((whole.c.projects == 1, 0), else_=None)
    )
    nothing = or_(projects == 0, CallOutcome.awarded_eur == 0)
    query = (
        select(
            Call.call_id,
            Call.name.label("call"),
            Country.iso2,
            Country.name.label("country"),
            committed.c.funders,
            committed.c.committed_eur,
            cast(projects, Integer).label("projects"),
            CallOutcome.awarded_eur,
            cast(case((nothing, NOTHING_WON), (projects.is_(None), NOT_KNOWN), else_=WON), String).label("result"),
        )
        .join_from(committed, Call, Call.call_id == committed.c.call_id)
        .join(Country, Country.iso2 == committed.c.country)
        .outerjoin(
            CallOutcome,
            and_(
                CallOutcome.call_id == committed.c.call_id,
                # As the unique index has it: the one on countries alone would find every call's row of the country.
                func.coalesce(CallOutcome.country, text("''")) == committed.c.country,
                *in_dataset(scope, CallOutcome),
            ),
        )
        .outerjoin(
            taking_part,
            (taking_part.c.call_id == committed.c.call_id) & (taking_part.c.country == committed.c.country),
        )
        .outerjoin(whole, whole.c.call_id == committed.c.call_id)
        .where(*call_conditions(scope))
        .order_by(*outcomes.latest_first(), *in_protocol_order())
    )
    return fetch(engine, query)
