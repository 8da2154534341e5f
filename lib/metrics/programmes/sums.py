"""Sums over all programmes that fit, what they are made of, and what they cover."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Engine, and_, case, func, select

from lib.entities.programme import Programme
from lib.metrics.conditions import counted_programmes, programme_conditions
from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.programmes.conditions import competition, count_if, counts_and_budgets, dedicated, sum_if
from lib.metrics.scope import Scope

#: Stands for what a source does not say of a budget.
NOT_STATED = "not stated"


def totals(engine: Engine, scope: Scope) -> dict[str, Any]:
    """Return sums over the programmes that fit.

    Returns:
        programmes, dedicated, with_budget, budget_eur (whole, of the dedicated ones; NaN: none known), end_not_stated
        and end_not_stated_eur (without a period part of the programmes, with one beside them), competitions and
        competitions_eur (never part of them), start_not_known, countries, funders, without_country.
    """
    counted = counted_programmes(scope)
    query = select(
        *counts_and_budgets(scope),
        count_if(and_(counted, Programme.start_year.is_(None))).label("start_not_known"),
        func.count(case((counted, Programme.country)).distinct()).label("countries"),
        func.count(case((counted, Programme.funder)).distinct()).label("funders"),
        count_if(and_(counted, Programme.country.is_(None))).label("without_country"),
    ).where(*programme_conditions(scope))
    return fetch_one(engine, query)


def what_is_summed(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return what the sum of budgets is made of: amount_kind, money_from ("not stated" where the source does not
    say), programmes, budget_eur; the largest sum first."""
    kinds = [
        func.coalesce(column, NOT_STATED).label(column.name) for column in (Programme.amount_kind, Programme.money_from)
    ]
    query = (
        select(*kinds, func.count().label("programmes"), func.sum(Programme.budget_eur).label("budget_eur"))
        .where(*programme_conditions(scope), counted_programmes(scope), dedicated, Programme.budget_eur.is_not(None))
        # By the labels: PostgreSQL does not see that two expressions with parameters of their own are the same.
        .group_by("amount_kind", "money_from")
        .order_by(func.sum(Programme.budget_eur).desc(), "amount_kind", "money_from")
    )
    return fetch(engine, query)


def coverage(engine: Engine, scope: Scope) -> dict[str, Coverage]:
    """Return what the figures cover, by name.

    Returns:
        "terms" (programmes of known first and last year); of budgets, by the way in which they are counted, "whole",
        "on the map" (whole, with a country), "start" (by year of start) and "spread"; "competitions".
    """
    counted = and_(counted_programmes(scope), dedicated)
    known = Programme.budget_eur.is_not(None)
    parts = {
        "whole": known,
        "start": and_(known, Programme.start_year.is_not(None)),
        "placed": and_(known, Programme.country.is_not(None)),
        "spread": and_(known, Programme.start_year.is_not(None), Programme.end_year.is_not(None)),
    }
    sums = [
        of_part
        for name, part in parts.items()
        for of_part in (
            count_if(and_(counted, part)).label(name),
            sum_if(and_(counted, part), Programme.budget_eur).label(f"{name}_eur"),
        )
    ]
    query = select(
        *sums,
        count_if(counted).label("dedicated"),
        count_if(counted_programmes(scope)).label("programmes"),
        count_if(
            and_(counted_programmes(scope), Programme.start_year.is_not(None), Programme.end_year.is_not(None))
        ).label("terms"),
        count_if(and_(competition, dedicated)).label("competitions"),
        count_if(and_(competition, dedicated, known, Programme.start_year.is_not(None))).label("dated_competitions"),
    ).where(*programme_conditions(scope))
    row = fetch_one(engine, query)
    of = int(row["dedicated"])
    things = "programmes dedicated to PM"
    # Fewer than half of the programmes state all of this, and they hold two thirds of the money.
    enough = 0.4
    total = _eur(row["whole_eur"])
    return {
        "terms": Coverage("programmes with a first and a last year", int(row["terms"]), int(row["programmes"])),
        "whole": Coverage(f"{things} with a budget in EUR", int(row["whole"]), of),
        "start": Coverage(
            f"{things} with a budget and a first year", int(row["start"]), of, _eur(row["start_eur"]), total
        ),
        "spread": Coverage(
            f"{things} with a budget, a first and a last year",
            int(row["spread"]),
            of,
            _eur(row["spread_eur"]),
            total,
            least_share=enough,
        ),
        "on the map": Coverage(
            f"{things} with a budget and a country", int(row["placed"]), of, _eur(row["placed_eur"]), total
        ),
        "competitions": Coverage(
            "single competitions with a budget and a year", int(row["dated_competitions"]), int(row["competitions"])
        ),
    }


def _eur(value: Any) -> float:
    return 0.0 if pd.isna(value) else float(value)
