"""Programmes by country, year and state, against plain Python over the same rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.entities.registry import LISTED
from lib.metrics import activity, programmes, records
from lib.metrics.scope import STATUS_UNKNOWN, Scope
from tests import totals
from tests.programmes import PRICES, equal, fits, in_period, may_run, people
from tests.rows import load

TODAY = date(2026, 11, 24)


NARROWED = [
    {},
    {"countries": ("DE", "FR", "MT", "ES", "BE")},
    {"levels": ("regional",)},
    {"first_year": 2018, "last_year": 2020},
    {"first_year": 2024, "last_year": 2024},
    {"areas": ("ELSA", "Data & ICT")},
    {"regions": ("Northern Europe",), "levels": ("national",), "first_year": 2024},
]


@pytest.mark.parametrize("demonstration", [False, True])
@pytest.mark.parametrize("narrowed", NARROWED)
def test_by_country(sample_engine: Engine, narrowed: dict[str, Any], demonstration: bool) -> None:
    scope = Scope(demonstration=demonstration, **narrowed)
    region = {row["iso2"]: row["region"] for row in totals.rows("country", True)}
    by_country: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in totals.rows("programme", demonstration):
        if row["country"] and fits(row, scope, region) and (in_period(row, scope) or may_run(row, scope)):
            by_country[row["country"]].append(row)
    shown = programmes.by_country(sample_engine, scope).set_index("iso2")
    assert set(shown.index) == set(by_country)
    assert len(shown) or (narrowed.get("levels") and not demonstration), "the filters leave something"
    for iso2, rows in by_country.items():
        got = shown.loc[iso2]
        counted = [row for row in rows if not totals.is_competition(row) and in_period(row, scope)]
        dedicated = [row for row in counted if totals.is_dedicated(row)]
        budgets = {row["programme_id"]: amount for row in dedicated if (amount := totals.budget(row)) is not None}
        assert (got["programmes"], got["dedicated"], got["with_budget"]) == (len(counted), len(dedicated), len(budgets))
        assert equal(got["budget_eur"], totals.total(budgets.values())), iso2
        open_ended = [
            row for row in rows if not totals.is_competition(row) and row["start_year"] and not row["end_year"]
        ]
        assert got["end_not_stated"] == len(open_ended)
        competitions = [row for row in rows if totals.is_competition(row)]
        of_competitions = [totals.budget(row) for row in competitions if totals.is_dedicated(row)]
        assert got["competitions"] == len(competitions)
        assert equal(got["competitions_eur"], totals.total(a for a in of_competitions if a is not None)), iso2
        for column, name in (("amount_kinds", "amount_kind"), ("money_from", "money_from")):
            kinds = {row.get(name) or "not stated" for row in dedicated if row["programme_id"] in budgets}
            assert (got[column] or None if isinstance(got[column], str) else None) == (", ".join(sorted(kinds)) or None)


@pytest.mark.parametrize("demonstration", [False, True])
@pytest.mark.parametrize("period", [{}, {"first_year": 2019, "last_year": 2026}])
def test_yearly_amounts_and_amounts_for_each_inhabitant(
    sample_engine: Engine, period: dict[str, int], demonstration: bool
) -> None:
    shown = programmes.by_country(sample_engine, Scope(demonstration=demonstration, **period)).set_index("iso2")
    years: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in totals.rows("programme", demonstration):
        if row["country"] and not totals.is_competition(row):
            for year, part in totals.budget_over_days(row).items():
                if period.get("first_year", 0) <= year <= period.get("last_year", 9999):
                    years[row["country"]][year] += part
    assert years
    for iso2, row in shown.iterrows():
        amounts = years.get(str(iso2))
        assert equal(row["yearly_eur"], sum(amounts.values()) if amounts else None), iso2
        if amounts:
            found = {year: people(str(iso2), year) for year in amounts}
            for_each = sum(float(amounts[year]) / found[year][0] * 1e6 for year in amounts)  # type: ignore[index]
            assert row["eur_per_million"] == pytest.approx(for_each)
            for year, other in ((year, found[year][1]) for year in amounts):  # type: ignore[index]
                assert year == other or f"those of {other}" in row["population_years"]


@pytest.mark.parametrize("demonstration", [False, True])
def test_budgets_by_year_in_each_way(sample_engine: Engine, demonstration: bool) -> None:
    first, last = 2008, 2034
    scope = Scope(demonstration=demonstration)
    rows = [row for row in totals.rows("programme", demonstration) if totals.is_dedicated(row)]
    expected: dict[tuple[str, str], dict[int, list[Decimal]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        kind = "Single competitions" if totals.is_competition(row) else "Programmes"
        amount = totals.budget(row)
        for year, part in totals.budget_over_days(row).items():
            expected[programmes.OVER_DAYS, kind][year].append(part)
        if amount is not None and row["start_year"]:
            expected[programmes.BY_START, kind][int(row["start_year"])].append(amount)
        if amount is not None and (years := totals.term(row)):
            for year in range(years[0], years[1] + 1):
                expected[programmes.WHOLE, kind][year].append(amount)
    index = {int(row["year"]): float(row["index_2015"]) for row in PRICES}
    for way in (programmes.OVER_DAYS, programmes.BY_START, programmes.WHOLE):
        found = programmes.budgets_over_years(sample_engine, scope, way, False, first, last)
        assert set(found["kind"]) == (
            {"Programmes"} if way == programmes.WHOLE else {"Programmes", "Single competitions"}
        )
        for row in found.to_dict("records"):
            assert equal(row["eur"], totals.total(expected[way, row["kind"]].get(row["year"], []))), (way, row)
        real = programmes.budgets_over_years(sample_engine, scope, way, True, first, last)
        for row in real.to_dict("records"):
            if way == programmes.WHOLE or pd.isna(row["nominal_eur"]):
                assert equal(row["eur"], None) or row["eur"] == row["nominal_eur"]
            elif row["year"] not in index:
                assert pd.isna(row["eur"]), "a year without an index has no real terms"
            else:
                assert row["eur"] == pytest.approx(row["nominal_eur"] * index[max(index)] / index[row["year"]])


def test_a_budget_adds_up_over_its_years_and_ends(engine: Engine) -> None:
    load(
        engine,
        "programme",
        "programme_id,name,level,start_year,end_year,budget_eur,pm_share,single_competition\n"
        "A,A,European,2023,2025,100.00,1,\nB,B,European,2020,,50,1,\nC,C,European,2021,,7,1,yes\nD,D,European,2023,2024,9,,\n",
    )
    parts = programmes.yearly_amounts(engine, Scope())
    found = {key: dict(zip(rows["year"], rows["cents"], strict=True)) for key, rows in parts.groupby("programme_id")}
    assert found == {"A": {2023: 3330, 2024: 3340, 2025: 3330}, "C": {2021: 700}}
    in_2030 = programmes.totals(engine, Scope(first_year=2030, last_year=2030))
    assert (in_2030["programmes"], in_2030["end_not_stated"], in_2030["competitions"]) == (0, 1, 0)
    assert pd.isna(in_2030["budget_eur"])
    assert in_2030["end_not_stated_eur"] == 50
    years = programmes.by_year(engine, Scope(), 2019, 2025).set_index("year")
    assert years["programmes"].tolist() == [0, 0, 0, 0, 2, 2, 1]
    assert years["end_not_stated"].tolist() == [0, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("demonstration", [False, True])
def test_a_sum_says_what_it_adds_up(sample_engine: Engine, demonstration: bool) -> None:
    expected: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for row in totals.rows("programme", demonstration):
        amount = totals.budget(row)
        if totals.is_dedicated(row) and not totals.is_competition(row) and amount is not None:
            key = (row.get("amount_kind") or "not stated", row.get("money_from") or "not stated")
            expected[key].append(amount)
    shown = programmes.what_is_summed(sample_engine, Scope(demonstration=demonstration))
    assert {
        (row["amount_kind"], row["money_from"]): (row["programmes"], row["budget_eur"])
        for row in shown.to_dict("records")
    } == {key: (len(amounts), float(sum(amounts))) for key, amounts in expected.items()}


def test_countries_are_in_order_of_protocol(sample_engine: Engine) -> None:
    order = {row["iso2"]: int(row["protocol_order"]) for row in totals.listed_countries()}
    shown = [order[iso2] for iso2 in programmes.by_country(sample_engine, Scope(demonstration=True))["iso2"]]
    assert shown == sorted(shown)


def test_unknown_status_is_a_choice_of_its_own(sample_engine: Engine) -> None:
    named = programmes.by_country(sample_engine, Scope(statuses=("member",)))
    unknown = programmes.by_country(sample_engine, Scope(statuses=(STATUS_UNKNOWN,)))
    assert set(named["status"]) == {"member"}
    assert unknown["status"].isna().all()
    assert len(named) + len(unknown) <= len(programmes.by_country(sample_engine, Scope()))


@pytest.mark.parametrize(
    ("end", "today", "state"),
    [
        (2025, TODAY, "ended"),
        (2026, TODAY, "running out"),
        (2027, TODAY, "running out"),
        (2028, TODAY, "running"),
        (2028, date(2026, 12, 31), "running out"),
        (None, TODAY, "end not stated"),
    ],
)
def test_state(engine: Engine, end: int | None, today: date, state: str) -> None:
    load(engine, "country", "iso2,iso3,name\nMT,MLT,Malta\n")
    load(
        engine,
        "programme",
        f"programme_id,name,country,level,start_year,end_year\nP,Programme,MT,national,2010,{end or ''}\n",
    )
    assert programmes.listing(engine, Scope(), today)["state"].tolist() == [state]


def test_state_of_planned_and_undated(engine: Engine) -> None:
    load(engine, "programme", "programme_id,name,level,start_year\nA,A,European,2027\nB,B,European,\n")
    listed = programmes.listing(engine, Scope(), TODAY).set_index("programme_id")["state"]
    assert dict(listed) == {"A": "planned", "B": "not known"}
    found = programmes.totals(engine, Scope(first_year=2020))
    assert (found["programmes"], found["end_not_stated"]) == (0, 1), "an unknown start may not even be active"


def test_comparison_has_countries_without_programmes_too(sample_engine: Engine) -> None:
    with_one = {row["country"] for row in totals.rows("programme", False)}
    none = min(row["iso2"] for row in totals.listed_countries() if row["iso2"] not in with_one)
    compared = programmes.comparison(sample_engine, Scope(), ("DE", none), TODAY).set_index("iso2")
    assert compared.loc["DE", "programmes"] > 0
    assert compared.loc[none, "programmes"] == 0
    assert pd.isna(compared.loc[none, "budget_eur"])
    yearly = programmes.by_country_and_year(sample_engine, Scope(), ("DE", none), 2020, 2025)
    assert len(yearly) == 12


def test_gaps_and_active_countries_add_up(sample_engine: Engine) -> None:
    gaps = set(programmes.without_active_programme(sample_engine, Scope(), 2025)["iso2"])
    in_year = programmes.by_country(sample_engine, Scope(first_year=2025, last_year=2025))
    active = set(in_year.loc[in_year["programmes"] > 0, "iso2"])
    assert gaps.isdisjoint(active)
    assert gaps | active == {row["iso2"] for row in totals.listed_countries()}


@pytest.mark.parametrize("countries", [("DE",), ("DE", "FR", "MT"), ("LU",)])
@pytest.mark.parametrize("demonstration", [True, False])
def test_money_by_country_from_summary_equals_files(
    sample_engine: Engine, countries: tuple[str, ...], demonstration: bool
) -> None:
    parts: dict[str, set[tuple[str, str]]] = defaultdict(set)
    money: dict[str, list[Decimal]] = defaultdict(list)
    for row in totals.rows("participation", demonstration):
        parts[row["country"]].add((row["project_id"], row["organisation"]))
        amount = totals.budget(
            {
                "budget_eur": row["funding_eur"],
                "budget_original": row.get("funding_original", ""),
                "currency": row.get("currency", ""),
                "eur_rate": row.get("eur_rate", ""),
            }
        )
        if amount is not None:
            money[row["country"]].append(amount)
    shown = activity.participations_by_country(sample_engine, Scope(countries=countries, demonstration=demonstration))
    assert set(shown["iso2"]) == {iso2 for iso2 in countries if parts[iso2]}
    for row in shown.to_dict("records"):
        assert row["participations"] == len(parts[row["iso2"]])
        assert row["projects"] == len({project for project, _ in parts[row["iso2"]]})
        expected = totals.total(money[row["iso2"]])
        assert (pd.isna(row["awarded_eur"]) and expected is None) or row["awarded_eur"] == float(expected)  # type: ignore[arg-type]


class RawFilters(Scope):
    """Filters for which no summary table answers."""

    @property
    def by_project(self) -> bool:
        return True


@pytest.mark.parametrize(
    "narrowed",
    [
        {},
        {"demonstration": False},
        {"countries": ("DE", "ES")},
        {"levels": ("national",), "first_year": 2018, "last_year": 2023},
        {"regions": ("Southern Europe",), "demonstration": False},
    ],
)
@pytest.mark.parametrize("question", [activity.projects, activity.participations, activity.participations_by_country])
def test_summary_tables_never_differ_from_the_rows(
    sample_engine: Engine, question: object, narrowed: dict[str, object]
) -> None:
    summed = question(sample_engine, Scope(**narrowed))  # type: ignore[operator,arg-type]
    raw = question(sample_engine, RawFilters(**narrowed))  # type: ignore[operator,arg-type]
    pd.testing.assert_frame_equal(summed, raw)


@pytest.mark.parametrize("entity", LISTED)
def test_records_page_through_all_rows(sample_engine: Engine, entity: str) -> None:
    first = records.record_page(sample_engine, entity, Scope(), 0, 40)
    second = records.record_page(sample_engine, entity, Scope(), 1, 40)
    assert len(first.rows) == min(40, first.total)
    assert len(second.rows) == max(0, min(40, first.total - 40))
    narrowed = Scope(countries=("DE",), first_year=2019, last_year=2024, levels=("national",), demonstration=False)
    assert records.record_page(sample_engine, entity, narrowed, 0, 40).total <= first.total


def test_records_name_countries_and_list_no_persons(sample_engine: Engine) -> None:
    listed = records.record_page(sample_engine, "participation", Scope(countries=("MT",), demonstration=True), 0, 10)
    assert set(listed.rows["country"]) == {"Malta"}
    assert "attendance" not in LISTED


def test_records_search_ignores_case_and_takes_signs_as_they_are(sample_engine: Engine) -> None:
    assert records.record_page(sample_engine, "country", Scope(search="malTA"), 0, 10).rows["iso2"].tolist() == ["MT"]
    assert records.record_page(sample_engine, "country", Scope(search="%"), 0, 10).total == sum(
        "%" in " ".join(row.values()) for row in totals.rows("country", True)
    )


def test_programme_without_stated_end_is_never_counted_as_running(engine: Engine) -> None:
    load(engine, "country", "iso2,iso3,name\nMT,MLT,Malta\n")
    load(
        engine,
        "programme",
        "programme_id,name,country,level,start_year,end_year,single_competition\n"
        "A,A,MT,national,2010,,\nB,B,MT,national,2020,2030,\nC,C,MT,national,2026,,yes\n",
    )
    compared = programmes.comparison(engine, Scope(), ("MT",), TODAY).iloc[0]
    counts = compared[["programmes", "running", "end_not_stated", "running_out", "competitions"]]
    assert counts.tolist() == [2, 1, 1, 0, 1]
    states = programmes.listing(engine, Scope(), TODAY).set_index("programme_id")["state"]
    assert dict(states) == {"A": "end not stated", "B": "running", "C": "running out"}
    yearly = programmes.by_country_and_year(engine, Scope(), ("MT",), 2019, 2020)
    assert yearly["value"].tolist() == [0, 1]
    gaps = programmes.without_active_programme(engine, Scope(), 2015).iloc[0]
    assert (gaps["programmes"], gaps["end_not_stated"], gaps["competitions"]) == (2, 1, 1)


def test_budgets_in_another_currency_without_rate_are_named(engine: Engine) -> None:
    load(engine, "country", "iso2,iso3,name\nCH,CHE,Switzerland\nMT,MLT,Malta\n")
    load(
        engine,
        "programme",
        "programme_id,name,country,level,budget_eur,budget_original,currency,pm_share\n"
        "A,A,CH,national,,100,CHF,1\nB,B,CH,national,,100,USD,1\nC,C,CH,national,,100,GBP,\n"
        "D,D,MT,national,100,,,1\n",
    )
    shown = programmes.by_country(engine, Scope()).set_index("iso2")["without_rate"]
    assert shown["CH"] == "CHF, USD", "only of programmes dedicated to PM"
    assert pd.isna(shown["MT"])


def test_comparison_can_leave_places_aside(sample_engine: Engine) -> None:
    scope = Scope(countries=("MT",), levels=("national",), regions=("Southern Europe",), statuses=("member",))
    assert scope.any_place() == Scope(levels=("national",))
    everywhere = replace(scope.any_place(), demonstration=True)
    compared = programmes.comparison(sample_engine, everywhere, ("DE", "MT"), TODAY)
    assert (compared["programmes"] > 0).all()
