"""Programmes and their budgets by year: spread over days, by year of start, and whole."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import BigInteger, Engine, and_, case, func, or_, select, type_coerce

from lib.entities.programme import Programme
from lib.metrics import reference
from lib.metrics.conditions import active, may_be_active, programme_conditions
from lib.metrics.frames import fetch
from lib.metrics.programmes.conditions import competition, count_if, dedicated, sum_if, year_series
from lib.metrics.scope import Scope, last_year_of_programme
from lib.store import spread

#: The ways in which money is counted by year.
OVER_DAYS, BY_START, WHOLE = "spread over the days", "by year of start", "whole, of active programmes"
#: Columns of `by_year` by the way: of programmes, and of single competitions.
_COLUMNS = {
    OVER_DAYS: ("yearly_eur", "competitions_eur"),
    BY_START: ("started_eur", "competitions_started_eur"),
    WHOLE: ("budget_eur", None),
}


def yearly_amounts(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return budgets of programmes dedicated to PM, spread over their days, by programme and calendar year.

    Programmes without a budget in EUR, a first or a last year are not in it. With a period: only its years.

    Returns:
        programme_id, iso2 (None for European and international ones), competition, year, cents.
    """
    query = (
        select(
            Programme.programme_id,
            Programme.country.label("iso2"),
            competition.label("competition"),
            Programme.start_year,
            last_year_of_programme.label("last_year"),
            type_coerce(Programme.budget_eur, BigInteger).label("cents"),
        )
        .where(
            *programme_conditions(scope),
            dedicated,
            Programme.budget_eur.is_not(None),
            Programme.start_year.is_not(None),
            last_year_of_programme.is_not(None),
        )
        .order_by(Programme.programme_id)
    )
    found = fetch(engine, query).astype({"competition": "boolean"})
    found["competition"] = found["competition"].fillna(False).astype(bool)
    begins, ends = found["start_year"].to_numpy(dtype="int64"), found["last_year"].to_numpy(dtype="int64")
    parts = spread.spread_by_year(
        found["cents"].to_numpy(dtype="int64"),
        (begins - 1970).astype("datetime64[Y]").astype("datetime64[D]"),
        (ends - 1969).astype("datetime64[Y]").astype("datetime64[D]") - 1,
    )
    parts = found[["programme_id", "iso2", "competition"]].join(parts.set_index("row"), how="inner")
    first, last = scope.first_year, scope.last_year
    inside = parts["year"].between(parts["year"].min() if first is None else first, last or parts["year"].max())
    return parts[inside].reset_index(drop=True)


def by_year(engine: Engine, scope: Scope, first_year: int, last_year: int) -> pd.DataFrame:
    """Return programmes in each year of the period, all other filters kept.

    Returns:
        year, programmes (active in it), dedicated, with_budget, budget_eur (whole, of the dedicated ones active in the
        year), countries, end_not_stated (that began and state no end), started and started_with_budget (dedicated ones
        that began in the year, and of how many the budget is known), started_eur (their budgets, whole), yearly_eur
        (what falls into the year of budgets spread over days), competitions_eur and
        competitions_started_eur (the same of single competitions); amounts are NaN where none is known.
    """
    years = year_series(first_year, last_year)
    year = years.c.year
    no_competition = Programme.single_competition.is_not(True)
    runs, begins = and_(active(year, year), no_competition), and_(Programme.start_year == year, no_competition)
    query = (
        select(
            year,
            count_if(runs).label("programmes"),
            count_if(and_(runs, dedicated)).label("dedicated"),
            count_if(and_(runs, dedicated, Programme.budget_eur.is_not(None))).label("with_budget"),
            sum_if(and_(runs, dedicated), Programme.budget_eur).label("budget_eur"),
            func.count(case((runs, Programme.country)).distinct()).label("countries"),
            count_if(may_be_active(None, year)).label("end_not_stated"),
            count_if(and_(begins, dedicated)).label("started"),
            count_if(and_(begins, dedicated, Programme.budget_eur.is_not(None))).label("started_with_budget"),
            sum_if(and_(begins, dedicated), Programme.budget_eur).label("started_eur"),
            sum_if(and_(Programme.start_year == year, competition, dedicated), Programme.budget_eur).label(
                "competitions_started_eur"
            ),
        )
        .join_from(years, Programme, or_(active(year, year), may_be_active(None, year)))
        .where(*programme_conditions(scope.any_year()))
        .group_by(year)
    )
    found = fetch(engine, query).set_index("year").reindex(range(first_year, last_year + 1)).rename_axis("year")
    counts = ["programmes", "dedicated", "with_budget", "countries", "end_not_stated", "started", "started_with_budget"]
    found[counts] = found[counts].fillna(0)
    parts = yearly_amounts(engine, scope.any_year())
    for name, rows in (("yearly_eur", parts[~parts["competition"]]), ("competitions_eur", parts[parts["competition"]])):
        found[name] = rows.groupby("year")["cents"].sum() / 100
    return found.reset_index()


def budgets_over_years(
    engine: Engine, scope: Scope, way: str, real: bool, first_year: int, last_year: int
) -> pd.DataFrame:
    """Return budgets of programmes dedicated to PM by year, and of single competitions beside them.

    Args:
        engine: the store.
        scope: all but the period narrow them.
        way: OVER_DAYS, BY_START or WHOLE; the last has no single competitions, and no real terms, since whole budgets
            are of many years.
        real: in prices of the base year of lib.metrics.reference.
        first_year, last_year: the years shown.

    Returns:
        year, kind ("Programmes" or "Single competitions"), eur (NaN where none is known, or the year has no price
        index), nominal_eur.
    """
    years = by_year(engine, scope, first_year, last_year)
    parts = [
        pd.DataFrame({"year": years["year"], "kind": kind, "nominal_eur": years[column].astype(float)})
        for kind, column in zip(("Programmes", "Single competitions"), _COLUMNS[way], strict=True)
        if column is not None
    ]
    found = pd.concat(parts, ignore_index=True)
    deflated = real and way != WHOLE
    amounts = reference.at_base_prices(found["nominal_eur"], found["year"]) if deflated else found["nominal_eur"]
    return found.assign(eur=amounts)[["year", "kind", "eur", "nominal_eur"]]
