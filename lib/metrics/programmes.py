"""Funding programmes: by country, over time, side by side, and one by one.

Budgets are summed only for programmes dedicated to PM (pm_share 1): the budget of a programme that merely
allows PM is not money for PM. A programme counts as active in a year when start_year <= year <= end_year, an
open end being active; one whose first year is not known is never counted as active.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Engine, Integer, case, func, literal, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import aliased

from lib.metrics.choices import countries as all_countries
from lib.metrics.filters import Filters, active, in_place, programme_conditions
from lib.metrics.frames import fetch, fetch_one
from lib.store.models import Country, ImportRecord, Organisation, Programme, ProgrammeArea

#: A programme is said to run out soon when its last day lies in this many months from today.
SOON_MONTHS = 24

dedicated = Programme.pm_share == 1


def _dedicated_budget() -> Any:
    return case((dedicated, Programme.budget_eur))


def _count_if(condition: ColumnElement[bool]) -> Any:
    return sql_cast(func.coalesce(func.sum(case((condition, 1), else_=0)), 0), Integer)


def totals(engine: Engine, filters: Filters) -> dict[str, Any]:
    """Sums over the programmes that fit: programmes, dedicated, with_budget, budget_eur (NaN: none known),
    countries, funders, without_country."""
    query = select(
        func.count().label("programmes"),
        _count_if(dedicated).label("dedicated"),
        func.count(_dedicated_budget()).label("with_budget"),
        func.sum(_dedicated_budget()).label("budget_eur"),
        func.count(Programme.country.distinct()).label("countries"),
        func.count(Programme.funder.distinct()).label("funders"),
        _count_if(Programme.country.is_(None)).label("without_country"),
    ).where(*programme_conditions(filters))
    return fetch_one(engine, query)


def by_country(engine: Engine, filters: Filters) -> pd.DataFrame:
    """Programmes by country, one row a country that the filters let through and that has a programme.

    Returns:
        iso2, country, region, status, protocol_order, programmes, dedicated, with_budget, budget_eur (of the
        dedicated ones; NaN where none is known), population, population_year, eur_per_million (inhabitants; NaN
        where either is missing), first_year, without_rate (currencies of dedicated programmes' budgets that no rate
        turns into EUR; missing where there is none); in the EU's order of protocol. European and international
        programmes belong to no country and are not in it.
    """
    sums = (
        select(
            Programme.country,
            func.count().label("programmes"),
            _count_if(dedicated).label("dedicated"),
            func.count(_dedicated_budget()).label("with_budget"),
            func.sum(_dedicated_budget()).label("budget_eur"),
            func.min(Programme.start_year).label("first_year"),
        )
        .where(*programme_conditions(filters))
        .group_by(Programme.country)
        .subquery()
    )
    query = (
        select(
            Country.iso2,
            Country.name.label("country"),
            Country.region,
            Country.status,
            Country.protocol_order,
            sums.c.programmes,
            sums.c.dedicated,
            sums.c.with_budget,
            sums.c.budget_eur,
            Country.population,
            Country.population_year,
            sums.c.first_year,
        )
        .join(sums, sums.c.country == Country.iso2)
        .order_by(Country.protocol_order.is_(None), Country.protocol_order, Country.name)
    )
    found = fetch(engine, query)
    found["eur_per_million"] = found["budget_eur"] / (found["population"].astype("Float64").astype(float) / 1e6)
    found["without_rate"] = found["iso2"].map(_currencies_without_rate(engine, filters)).astype("object")
    return found


def _currencies_without_rate(engine: Engine, filters: Filters) -> pd.Series[Any]:
    """By country, the currencies of dedicated programmes' budgets that are not known in EUR, such as "CHF, USD"."""
    query = (
        select(Programme.country, Programme.currency)
        .where(
            *programme_conditions(filters),
            dedicated,
            Programme.country.is_not(None),
            Programme.currency.is_not(None),
            Programme.budget_original.is_not(None),
            Programme.budget_eur.is_(None),
        )
        .distinct()
        .order_by(Programme.currency)
    )
    return fetch(engine, query).groupby("country")["currency"].agg(", ".join)


def by_year(engine: Engine, filters: Filters, first_year: int, last_year: int) -> pd.DataFrame:
    """Programmes active in each year of the period, all other filters kept.

    Returns:
        year, programmes, dedicated, with_budget, budget_eur (of the dedicated ones active in the year; NaN where
        none is known), countries.
    """
    year_column = _year_series(first_year, last_year)
    query = (
        select(
            year_column.c.year,
            func.count().label("programmes"),
            _count_if(dedicated).label("dedicated"),
            func.count(_dedicated_budget()).label("with_budget"),
            func.sum(_dedicated_budget()).label("budget_eur"),
            func.count(Programme.country.distinct()).label("countries"),
        )
        .join_from(year_column, Programme, active(year_column.c.year, year_column.c.year))
        .where(*programme_conditions(filters.any_year()))
        .group_by(year_column.c.year)
    )
    found = fetch(engine, query).set_index("year").reindex(range(first_year, last_year + 1)).rename_axis("year")
    counts = ["programmes", "dedicated", "with_budget", "countries"]
    found[counts] = found[counts].fillna(0)
    return found.reset_index()


def _year_series(first_year: int, last_year: int) -> Any:
    """The years of a period as rows."""
    years = select(literal(first_year, Integer).label("year")).cte("years", recursive=True)
    return years.union_all(select(years.c.year + 1).where(years.c.year < last_year))


def listing(engine: Engine, filters: Filters, today: date, limit: int | None = None) -> pd.DataFrame:
    """The programmes one by one, by country in order of protocol and name.

    Returns:
        programme_id, programme (name), funder (name), funder_id, iso2, country, level, start_year, end_year, state
        (see `_state`), budget_eur, budget_original, currency, eur_rate, eur_rate_date, approximate, pm (dedicated
        or allows PM), areas, url, description, source_url, as_of, note, part (facts or demonstration), file_name,
        source_row, imported_at. `limit` keeps the first rows only.
    """
    funder = aliased(Organisation)
    query = (
        select(
            Programme.programme_id,
            Programme.name.label("programme"),
            funder.name.label("funder"),
            Programme.funder.label("funder_id"),
            Programme.country.label("iso2"),
            Country.name.label("country"),
            Programme.level,
            Programme.start_year,
            Programme.end_year,
            _state(today).label("state"),
            Programme.budget_eur,
            Programme.budget_original,
            Programme.currency,
            Programme.eur_rate,
            Programme.eur_rate_date,
            Programme.approximate,
            case((dedicated, "dedicated to PM"), else_="allows PM").label("pm"),
            Programme.url,
            Programme.description,
            Programme.source_url,
            Programme.as_of,
            Programme.note,
            case((ImportRecord.demonstration, "demonstration"), else_="facts").label("part"),
            ImportRecord.file_name,
            Programme.source_row,
            ImportRecord.imported_at,
        )
        .outerjoin(funder, funder.organisation_id == Programme.funder)
        .outerjoin(Country, Country.iso2 == Programme.country)
        .join(ImportRecord, ImportRecord.import_id == Programme.import_id)
        .where(*programme_conditions(filters))
        .order_by(Country.protocol_order.is_(None), Country.protocol_order, Programme.name, Programme.programme_id)
        .limit(limit)
    )
    found = fetch(engine, query)
    areas = fetch(
        engine,
        select(ProgrammeArea.programme_id, ProgrammeArea.area)
        .join(Programme, Programme.programme_id == ProgrammeArea.programme_id)
        .where(*programme_conditions(filters))
        .order_by(ProgrammeArea.area),
    )
    joined = areas.groupby("programme_id")["area"].agg("; ".join)
    found.insert(list(found.columns).index("url"), "areas", found["programme_id"].map(joined).astype("object"))
    return found


def _state(today: date) -> Any:
    """Whether a programme runs on `today`: planned, running, running out (in 24 months), end not stated, ended.

    "Not known" where the first year is not known. A programme's last day is the 31 December of its last year. One that
    began and states no end is active, but for how long nobody knows: it has a state of its own.
    """
    soon_year = today.year + SOON_MONTHS // 12 - 1
    # 31 December of a year lies within 24 months of today when the year is this one or the next;
    # that of the year after only on 31 December itself.
    if (today.month, today.day) == (12, 31):
        soon_year += 1
    return case(
        (Programme.start_year.is_(None), "not known"),
        (Programme.start_year > today.year, "planned"),
        (Programme.end_year.is_(None), "end not stated"),
        (Programme.end_year < today.year, "ended"),
        (Programme.end_year <= soon_year, "running out"),
        else_="running",
    )


def comparison(engine: Engine, filters: Filters, codes: tuple[str, ...], today: date) -> pd.DataFrame:
    """Countries side by side, one row a country of `codes`, also where it has no programme.

    Returns:
        iso2, country, population, programmes, dedicated, with_budget, budget_eur, eur_per_million, funders, running,
        running_out, end_not_stated (both counted in running too), first_year, areas (number of ICPerMed areas covered).
    """
    states = _state(today)
    query = (
        select(
            Programme.country.label("iso2"),
            func.count().label("programmes"),
            _count_if(dedicated).label("dedicated"),
            func.count(_dedicated_budget()).label("with_budget"),
            func.sum(_dedicated_budget()).label("budget_eur"),
            func.count(Programme.funder.distinct()).label("funders"),
            _count_if(states.in_(["running", "running out", "end not stated"])).label("running"),
            _count_if(states == "running out").label("running_out"),
            _count_if(states == "end not stated").label("end_not_stated"),
            func.min(Programme.start_year).label("first_year"),
        )
        .where(*programme_conditions(filters), Programme.country.in_(codes))
        .group_by(Programme.country)
    )
    areas = (
        select(Programme.country.label("iso2"), func.count(ProgrammeArea.area.distinct()).label("areas"))
        .join(ProgrammeArea, ProgrammeArea.programme_id == Programme.programme_id)
        .where(*programme_conditions(filters), Programme.country.in_(codes))
        .group_by(Programme.country)
    )
    named = all_countries(engine)
    chosen = named.loc[named["iso2"].isin(codes), ["iso2", "country", "population"]]
    found = chosen.merge(fetch(engine, query), how="left", on="iso2").merge(fetch(engine, areas), how="left", on="iso2")
    states_counted = ["running", "running_out", "end_not_stated"]
    counts = ["programmes", "dedicated", "with_budget", "funders", *states_counted, "areas"]
    found[counts] = found[counts].fillna(0)
    found["eur_per_million"] = found["budget_eur"] / (found["population"].astype("Float64").astype(float) / 1e6)
    return found.reset_index(drop=True)


def by_country_and_year(
    engine: Engine, filters: Filters, codes: tuple[str, ...], first_year: int, last_year: int
) -> pd.DataFrame:
    """Programmes active in each year for each country of `codes`: country, year, value (0 where there is none)."""
    years = _year_series(first_year, last_year)
    query = (
        select(Programme.country.label("iso2"), years.c.year, func.count().label("value"))
        .join_from(years, Programme, active(years.c.year, years.c.year))
        .where(*programme_conditions(filters.any_year()), Programme.country.in_(codes))
        .group_by(Programme.country, years.c.year)
    )
    named = all_countries(engine)
    chosen = named.loc[named["iso2"].isin(codes), ["iso2", "country"]]
    every = chosen.merge(pd.DataFrame({"year": range(first_year, last_year + 1)}), how="cross")
    found = every.merge(fetch(engine, query), how="left", on=["iso2", "year"])
    return found.assign(value=found["value"].fillna(0))[["country", "year", "value"]]


def without_active_programme(engine: Engine, filters: Filters, year: int) -> pd.DataFrame:
    """Countries that the filters let through and that have no programme active in `year`.

    Returns:
        iso2, country, status, programmes (all that are recorded, active or not).
    """
    in_year = programme_conditions(filters.in_year(year))
    recorded = (
        select(func.count())
        .where(Programme.country == Country.iso2, *programme_conditions(filters.any_year()))
        .scalar_subquery()
    )
    has_active = select(Programme.country).where(Programme.country.is_not(None), *in_year)
    query = (
        select(Country.iso2, Country.name.label("country"), Country.status, recorded.label("programmes"))
        .where(Country.iso2.not_in(has_active), *in_place(filters, Country.iso2))
        .order_by(Country.protocol_order.is_(None), Country.protocol_order, Country.name)
    )
    return fetch(engine, query)
