"""Funding programmes: by country, over time, side by side, and one by one.

Budgets are summed only for programmes dedicated to PM (pm_share 1): the budget of a programme that merely
allows PM is not money for PM. A programme is active in a year when start_year <= year <= end_year. One that states no
end, or whose first year is not known, is never counted as active: these are classes of their own. A single competition
is a call and no programme: it is counted apart, and ends with the year it began in where it states no end.

A budget is told in three ways, each by its name: whole, by the year the programme began in, and spread evenly over the
days from the first day of its first year to the last day of its last.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Engine, Integer, and_, case, func, literal, or_, select, type_coerce
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import aliased

from lib.metrics import reference
from lib.metrics.choices import countries as all_countries
from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.membership import member_status
from lib.metrics.scope import (
    Scope,
    active,
    counted_programmes,
    in_place,
    last_year_of_programme,
    may_be_active,
    programme_conditions,
    runs_out,
)
from lib.store import spread
from lib.store.datasets import part_in_words
from lib.store.dates import with_precision
from lib.store.models import Country, ImportRecord, Organisation, Programme, ProgrammeArea
from lib.store.ordering import in_protocol_order

#: Stands for what a source does not say of a budget.
NOT_STATED = "not stated"

#: The ways in which money is told by year.
OVER_DAYS, BY_START, WHOLE = "spread over the days", "by year of start", "whole, of active programmes"
#: Columns of `by_year` by the way: of programmes, and of single competitions.
_TOLD = {
    OVER_DAYS: ("yearly_eur", "competitions_eur"),
    BY_START: ("started_eur", "competitions_started_eur"),
    WHOLE: ("budget_eur", None),
}

dedicated = Programme.pm_share == 1
competition = Programme.single_competition.is_(True)
end_not_stated = and_(~competition, Programme.start_year.is_not(None), Programme.end_year.is_(None))


def _sum_if(condition: ColumnElement[bool], value: Any) -> Any:
    return func.sum(case((condition, value)))


def _count_if(condition: ColumnElement[bool]) -> Any:
    return sql_cast(func.coalesce(func.sum(case((condition, 1), else_=0)), 0), Integer)


def _sums(scope: Scope) -> list[Any]:
    """Counts and budgets of the programmes that fit, single competitions and those without a stated end apart."""
    counted, known = counted_programmes(scope), Programme.budget_eur.is_not(None)
    return [
        _count_if(counted).label("programmes"),
        _count_if(and_(counted, dedicated)).label("dedicated"),
        _count_if(and_(counted, dedicated, known)).label("with_budget"),
        _sum_if(and_(counted, dedicated), Programme.budget_eur).label("budget_eur"),
        _count_if(end_not_stated).label("end_not_stated"),
        _sum_if(and_(end_not_stated, dedicated), Programme.budget_eur).label("end_not_stated_eur"),
        _count_if(competition).label("competitions"),
        _sum_if(and_(competition, dedicated), Programme.budget_eur).label("competitions_eur"),
    ]


def totals(engine: Engine, scope: Scope) -> dict[str, Any]:
    """Sums over the programmes that fit.

    Returns:
        programmes, dedicated, with_budget, budget_eur (whole, of the dedicated ones; NaN: none known), end_not_stated
        and end_not_stated_eur (without a period part of the programmes, with one beside them), competitions and
        competitions_eur (never part of them), start_not_known, countries, funders, without_country.
    """
    counted = counted_programmes(scope)
    query = select(
        *_sums(scope),
        _count_if(and_(counted, Programme.start_year.is_(None))).label("start_not_known"),
        func.count(case((counted, Programme.country)).distinct()).label("countries"),
        func.count(case((counted, Programme.funder)).distinct()).label("funders"),
        _count_if(and_(counted, Programme.country.is_(None))).label("without_country"),
    ).where(*programme_conditions(scope))
    return fetch_one(engine, query)


def by_country(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Programmes by country, one row a country that the filters let through and that has a programme.

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
            *_sums(scope),
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
    """iso2, yearly_eur, eur_per_million, population_years: see `by_country`."""
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
            # An amount of a year without inhabitants cannot be told for each of them, and so neither can the sum.
            "eur_per_million": years["eur_per_million"].sum(skipna=False),
            "population_years": _years_in_words(years),
        }
        for iso2, years in by_year.groupby("iso2")
    ]
    columns = ["iso2", "yearly_eur", "eur_per_million", "population_years"]
    kinds = {"iso2": "object", "yearly_eur": "float64", "eur_per_million": "float64", "population_years": "object"}
    return pd.DataFrame(rows, columns=columns).astype(kinds)


def _years_in_words(rows: pd.DataFrame) -> str | None:
    """`2016 to 2024; for 2025 to 2026 those of 2024`."""
    same = rows[rows["year"] == rows["population_year"]]["year"]
    other = rows[rows["population_year"].notna() & (rows["year"] != rows["population_year"])]
    parts = [_span(same)] if len(same) else []
    parts += [f"for {_span(years['year'])} those of {year}" for year, years in other.groupby("population_year")]
    return "; ".join(parts) or None


def _span(years: pd.Series[int]) -> str:
    first, last = int(years.min()), int(years.max())
    return str(first) if first == last else f"{first} to {last}"


def _kinds(engine: Engine, scope: Scope, column: Any) -> pd.Series[Any]:
    """By country, what the budgets in budget_eur are, such as "announced plan, call budget"."""
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


def what_is_summed(engine: Engine, scope: Scope) -> pd.DataFrame:
    """What the sum of budgets is made of: amount_kind, money_from ("not stated" where the source does not say),
    programmes, budget_eur; the largest sum first."""
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


def yearly_amounts(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Budgets of programmes dedicated to PM, spread over their days, by programme and calendar year.

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


def coverage(engine: Engine, scope: Scope) -> dict[str, Coverage]:
    """What the figures cover: "terms" (programmes of known first and last year); of budgets, by the way they are told,
    "whole", "on the map" (whole, with a country), "start" (by year of start) and "spread"; "competitions"."""
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
            _count_if(and_(counted, part)).label(name),
            _sum_if(and_(counted, part), Programme.budget_eur).label(f"{name}_eur"),
        )
    ]
    query = select(
        *sums,
        _count_if(counted).label("dedicated"),
        _count_if(counted_programmes(scope)).label("programmes"),
        _count_if(
            and_(counted_programmes(scope), Programme.start_year.is_not(None), Programme.end_year.is_not(None))
        ).label("terms"),
        _count_if(and_(competition, dedicated)).label("competitions"),
        _count_if(and_(competition, dedicated, known, Programme.start_year.is_not(None))).label("dated_competitions"),
    ).where(*programme_conditions(scope))
    row = fetch_one(engine, query)
    of = int(row["dedicated"])
    things = "programmes dedicated to PM"
    #: Two thirds of the money are told by what fewer than half of the programmes state.
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


def _currencies_without_rate(engine: Engine, scope: Scope) -> pd.Series[Any]:
    """By country, the currencies of dedicated programmes' budgets that are not known in EUR, such as "CHF, USD"."""
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


def by_year(engine: Engine, scope: Scope, first_year: int, last_year: int) -> pd.DataFrame:
    """Programmes in each year of the period, all other filters kept.

    Returns:
        year, programmes (active in it), dedicated, with_budget, budget_eur (whole, of the dedicated ones active in the
        year), countries, end_not_stated (that began and state no end), started and started_with_budget (dedicated ones
        that began in the year, and of how many the budget is known), started_eur (their budgets, whole), yearly_eur
        (what falls into the year of budgets spread over days), competitions_eur and
        competitions_started_eur (the same of single competitions); amounts are NaN where none is known.
    """
    years = _year_series(first_year, last_year)
    year = years.c.year
    no_competition = Programme.single_competition.is_not(True)
    runs, begins = and_(active(year, year), no_competition), and_(Programme.start_year == year, no_competition)
    query = (
        select(
            year,
            _count_if(runs).label("programmes"),
            _count_if(and_(runs, dedicated)).label("dedicated"),
            _count_if(and_(runs, dedicated, Programme.budget_eur.is_not(None))).label("with_budget"),
            _sum_if(and_(runs, dedicated), Programme.budget_eur).label("budget_eur"),
            func.count(case((runs, Programme.country)).distinct()).label("countries"),
            _count_if(may_be_active(None, year)).label("end_not_stated"),
            _count_if(and_(begins, dedicated)).label("started"),
            _count_if(and_(begins, dedicated, Programme.budget_eur.is_not(None))).label("started_with_budget"),
            _sum_if(and_(begins, dedicated), Programme.budget_eur).label("started_eur"),
            _sum_if(and_(Programme.start_year == year, competition, dedicated), Programme.budget_eur).label(
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
    """Budgets of programmes dedicated to PM by year, and of single competitions beside them.

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
    found = by_year(engine, scope, first_year, last_year)
    parts = [
        pd.DataFrame({"year": found["year"], "kind": kind, "nominal_eur": found[column].astype(float)})
        for kind, column in zip(("Programmes", "Single competitions"), _TOLD[way], strict=True)
        if column is not None
    ]
    told = pd.concat(parts, ignore_index=True)
    deflated = real and way != WHOLE
    amounts = reference.at_base_prices(told["nominal_eur"], told["year"]) if deflated else told["nominal_eur"]
    return told.assign(eur=amounts)[["year", "kind", "eur", "nominal_eur"]]


def _year_series(first_year: int, last_year: int) -> Any:
    """The years of a period as rows."""
    years = select(literal(first_year, Integer).label("year")).cte("years", recursive=True)
    return years.union_all(select(years.c.year + 1).where(years.c.year < last_year))


def listing(engine: Engine, scope: Scope, today: date, limit: int | None = None) -> pd.DataFrame:
    """The programmes one by one, by country in order of protocol and name.

    Returns:
        programme_id, programme (name), funder (name), funder_id, iso2, country, level, start_year, end_year, state
        (see `_state`), single_competition, amount_kind, money_from, budget_eur, budget_original, currency, eur_rate,
        eur_rate_date, approximate, pm (dedicated or allows PM), areas, url, description, source_url, as_of,
        verified_on, verified_by, note, part (facts or demonstration), file_name, source_row, imported_at. `limit` keeps
        the first rows only.
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
            competition.label("single_competition"),
            Programme.amount_kind,
            Programme.money_from,
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
            *with_precision(Programme.as_of, Programme.verified_on),
            Programme.verified_by,
            Programme.note,
            part_in_words(ImportRecord.demonstration),
            ImportRecord.file_name,
            Programme.source_row,
            ImportRecord.imported_at,
        )
        .outerjoin(funder, funder.organisation_id == Programme.funder)
        .outerjoin(Country, Country.iso2 == Programme.country)
        .join(ImportRecord, ImportRecord.import_id == Programme.import_id)
        .where(*programme_conditions(scope))
        .order_by(*in_protocol_order(Programme.name, Programme.programme_id))
        .limit(limit)
    )
    found = fetch(engine, query)
    areas = fetch(
        engine,
        select(ProgrammeArea.programme_id, ProgrammeArea.area)
        .join(Programme, Programme.programme_id == ProgrammeArea.programme_id)
        .where(*programme_conditions(scope))
        .order_by(ProgrammeArea.area),
    )
    joined = areas.groupby("programme_id")["area"].agg("; ".join)
    found.insert(list(found.columns).index("url"), "areas", found["programme_id"].map(joined).astype("object"))
    return found


def _state(today: date) -> Any:
    """Whether a programme runs on `today`: planned, running, running out (in 24 months), end not stated, ended.

    "Not known" where the first year is not known. A programme's last day is the 31 December of its last year. One that
    began and states no end may run or not, nobody knows: it has a state of its own.
    """
    return case(
        (Programme.start_year.is_(None), "not known"),
        (Programme.start_year > today.year, "planned"),
        (last_year_of_programme.is_(None), "end not stated"),
        (last_year_of_programme < today.year, "ended"),
        (runs_out(today), "running out"),
        else_="running",
    )


def comparison(engine: Engine, scope: Scope, codes: tuple[str, ...], today: date) -> pd.DataFrame:
    """Countries side by side, one row a country of `codes`, also where it has no programme.

    Returns:
        iso2, country, then as in `by_country` programmes, dedicated, with_budget, budget_eur, yearly_eur,
        eur_per_million, competitions, competitions_eur, first_year; funders, running (today, single competitions and
        those without a stated end apart), running_out (counted in running too), end_not_stated, areas (number of
        ICPerMed areas covered).
    """
    states, counted = _state(today), counted_programmes(scope)
    query = (
        select(
            Programme.country.label("iso2"),
            func.count(case((counted, Programme.funder)).distinct()).label("funders"),
            _count_if(and_(counted, states.in_(["running", "running out"]))).label("running"),
            _count_if(and_(counted, states == "running out")).label("running_out"),
        )
        .where(*programme_conditions(scope), Programme.country.in_(codes))
        .group_by(Programme.country)
    )
    areas = (
        select(Programme.country.label("iso2"), func.count(ProgrammeArea.area.distinct()).label("areas"))
        .join(ProgrammeArea, ProgrammeArea.programme_id == Programme.programme_id)
        .where(*programme_conditions(scope), counted, Programme.country.in_(codes))
        .group_by(Programme.country)
    )
    named = all_countries(engine)
    found = named.loc[named["iso2"].isin(codes), ["iso2", "country"]]
    for part in (by_country(engine, scope).drop(columns=["country", "status"]), fetch(engine, query)):
        found = found.merge(part, how="left", on="iso2")
    found = found.merge(fetch(engine, areas), how="left", on="iso2")
    counts = ["programmes", "dedicated", "with_budget", "competitions", "end_not_stated"]
    counts += ["funders", "running", "running_out", "areas"]
    found[counts] = found[counts].fillna(0)
    return found.reset_index(drop=True)


def by_country_and_year(
    engine: Engine, scope: Scope, codes: tuple[str, ...], first_year: int, last_year: int
) -> pd.DataFrame:
    """Programmes active in each year for each country of `codes`: country, year, value (0 where there is none).

    Single competitions and programmes that state no end are not in it.
    """
    years = _year_series(first_year, last_year)
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
    return found.assign(value=found["value"].fillna(0))[["country", "year", "value"]]


def without_active_programme(engine: Engine, scope: Scope, year: int) -> pd.DataFrame:
    """Countries that the filters let through and that have no programme active in `year`.

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
        .where(Country.iso2.not_in(has_active), *in_place(scope, Country.iso2))
        .order_by(*in_protocol_order())
    )
    return fetch(engine, query)
