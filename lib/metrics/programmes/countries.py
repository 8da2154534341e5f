"""Programmes by country, and the countries without one."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Engine, case, func, select

from lib.entities.country import Country
from lib.entities.programme import Programme
from lib.metrics import reference
from lib.metrics.choices import countries as all_countries
from lib.metrics.conditions import active, counted_programmes, in_place, may_be_active, programme_conditions
from lib.metrics.frames import fetch
from lib.metrics.listed_countries import is_listed
from lib.metrics.membership import member_status
from lib.metrics.programmes.conditions import competition, counts_and_budgets, dedicated, year_series
from lib.metrics.programmes.sums import NOT_STATED
from lib.metrics.programmes.years import yearly_amounts
from lib.metrics.scope import Scope
from lib.store.ordering import in_protocol_order


def by_country(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return programmes by country, one row for each country that passes the filters and has a programme.

    Returns:
        iso2, country, region, status, protocol_order, programmes, dedicated, with_budget, budget_eur (whole, of the
        dedicated ones; NaN where none is known), end_not_stated, end_not_stated_eur, competitions, competitions_eur (as
        in `totals`), first_year, yearly_eur (budgets of the dedicated ones spread over their days: what falls into the
        years of the period, or into all; NaN where none can be spread), eur_per_million (each year's part of yearly_eur
        for a million inhabitants in that year, added up; NaN where nothing is known), population_years (which years'
        inhabitants, in words), amount_kinds and money_from (what budget_eur is made of, in words), without_rate
        (currencies of dedicated programmes' budgets that no rate turns into EUR; missing where there is none); in the
        EU's order of protocol. European and international programmes belong to no country and are not in it.
    """
    sums = (
        select(
            Programme.country,
            *counts_and_budgets(scope),
            func.min(case((counted_programmes(scope), Programme.start_year))).label("first_year"),
        )
        .where(*programme_conditions(scope))
        .group_by(Programme.country)
        .subquery()
    )
    query = (
        select(
            Country.iso2,
            Country.name.label("country"),
            Country.region,
            member_status(scope.demonstration),
            Country.protocol_order,
            *(column for column in sums.c if column.name != "country"),
        )
        .join(sums, sums.c.country == Country.iso2)
        .order_by(*in_protocol_order())
    )
    found = fetch(engine, query)
    spread_out = _per_country(engine, scope)
    found = found.merge(spread_out, how="left", on="iso2")
    for column, name in ((Programme.amount_kind, "amount_kinds"), (Programme.money_from, "money_from")):
        found[name] = found["iso2"].map(_kinds(engine, scope, column)).astype("object")
    found["without_rate"] = found["iso2"].map(_currencies_without_rate(engine, scope)).astype("object")
    return found


def _per_country(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return iso2, yearly_eur, eur_per_million, population_years: see `by_country`."""
    parts = yearly_amounts(engine, scope)
    parts = parts[parts["iso2"].notna() & ~parts["competition"]]
    by_year = parts.groupby(["iso2", "year"])["cents"].sum().reset_index()
    by_year = reference.inhabitants(engine, by_year)
    people = by_year["population"].astype("Float64").astype(float)
    by_year["eur_per_million"] = by_year["cents"] / 100 / (people / 1e6)
    rows = [
        {
            "iso2": iso2,
            "yearly_eur": years["cents"].sum() / 100,
            # An amount of a year without inhabitants cannot be divided among them, and so neither can the sum.
            "eur_per_million": years["eur_per_million"].sum(skipna=False),
            "population_years": _years_in_words(years),
        }
        for iso2, years in by_year.groupby("iso2")
    ]
    columns = ["iso2", "yearly_eur", "eur_per_million", "population_years"]
    kinds = {"iso2": "object", "yearly_eur": "float64", "eur_per_million": "float64", "population_years": "object"}
    return pd.DataFrame(rows, columns=columns).astype(kinds)


def _years_in_words(rows: pd.DataFrame) -> str | None:
    """Return `2016 to 2024; for 2025 to 2026 those of 2024`."""
    same = rows[rows["year"] == rows["population_year"]]["year"]
    other = rows[rows["population_year"].notna() & (rows["year"] != rows["population_year"])]
    parts = [_span(same)] if len(same) else []
    parts += [f"for {_span(years['year'])} those of {year}" for year, years in other.groupby("population_year")]
    return "; ".join(parts) or None


def _span(years: pd.Series[int]) -> str:
    first, last = int(years.min()), int(years.max())
    return str(first) if first == last else f"{first} to {last}"


def _kinds(engine: Engine, scope: Scope, column: Any) -> pd.Series[Any]:
    """Return by country, what the budgets in budget_eur are, such as "announced plan, call budget"."""
    query = (
        select(Programme.country, func.coalesce(column, NOT_STATED).label("kind"))
        .where(
            *programme_conditions(scope),
            counted_programmes(scope),
            dedicated,
            Programme.country.is_not(None),
            Programme.budget_eur.is_not(None),
        )
        .distinct()
    )
    return fetch(engine, query).sort_values("kind").groupby("country")["kind"].agg(", ".join)


def _currencies_without_rate(engine: Engine, scope: Scope) -> pd.Series[Any]:
    """Return by country, the currencies of dedicated programmes' budgets that are not known in EUR, such as "CHF,
    USD"."""
    query = (
        select(Programme.country, Programme.currency)
        .where(
            *programme_conditions(scope),
            counted_programmes(scope),
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


def by_country_and_year(
    engine: Engine, scope: Scope, codes: tuple[str, ...], first_year: int, last_year: int
) -> pd.DataFrame:
    """Return programmes active in each year for each country of `codes`: iso2, country, year, value (0 where there is
    none).

    Single competitions and programmes that state no end are not in it.
    """
    years = year_series(first_year, last_year)
    query = (
        select(Programme.country.label("iso2"), years.c.year, func.count().label("value"))
        .join_from(years, Programme, active(years.c.year, years.c.year))
        .where(
            *programme_conditions(scope.any_year()),
            Programme.single_competition.is_not(True),
            Programme.country.in_(codes),
        )
        .group_by(Programme.country, years.c.year)
    )
    named = all_countries(engine)
    chosen = named.loc[named["iso2"].isin(codes), ["iso2", "country"]]
    every = chosen.merge(pd.DataFrame({"year": range(first_year, last_year + 1)}), how="cross")
    found = every.merge(fetch(engine, query), how="left", on=["iso2", "year"])
    return found.assign(value=found["value"].fillna(0))[["iso2", "country", "year", "value"]]


def without_active_programme(engine: Engine, scope: Scope, year: int) -> pd.DataFrame:
    """Return the listed countries that pass the filters and have no programme active in `year`.

    Returns:
        iso2, country, status, programmes (all that are recorded, active or not, without single competitions),
        end_not_stated (of them: began by that year and state no end, so that they may be active), competitions.
    """
    of_country = [Programme.country == Country.iso2, *programme_conditions(scope.any_year())]

    def recorded(condition: ColumnElement[bool]) -> Any:
        return select(func.count()).where(*of_country, condition).scalar_subquery()

    has_active = select(Programme.country).where(
        Programme.country.is_not(None),
        *programme_conditions(scope.any_year()),
        counted_programmes(scope.in_year(year)),
    )
    query = (
        select(
            Country.iso2,
            Country.name.label("country"),
            member_status(scope.demonstration),
            recorded(Programme.single_competition.is_not(True)).label("programmes"),
            recorded(may_be_active(None, year)).label("end_not_stated"),
            recorded(competition).label("competitions"),
        )
        .where(is_listed(scope.demonstration), Country.iso2.not_in(has_active), *in_place(scope, Country.iso2))
        .order_by(*in_protocol_order())
    )
    return fetch(engine, query)
