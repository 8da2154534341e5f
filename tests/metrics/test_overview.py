"""The Overview's figures on the sample equal those that tests/totals.py computes from the CSV files."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from sqlalchemy import Engine, func, select

from lib.entities.programme import Programme
from lib.metrics import activity, freshness, overview, programmes
from lib.metrics.activity.money import _money_over_days_from_rows
from lib.metrics.headline import headline_year
from lib.metrics.scope import Scope
from lib.store.datasets import of_dataset
from tests import totals
from tests.rows import load

TODAY = date(2026, 11, 24)


def value_of(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # type: ignore[call-overload,arg-type]


def wanted(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("demonstration", [False, True])
@pytest.mark.parametrize("year", [2016, 2018, 2021, 2024, 2025])
def test_headlines_equal_the_sums_of_the_files(sample_engine: Engine, year: int, demonstration: bool) -> None:
    shown = overview.headlines(sample_engine, Scope(last_year=year, demonstration=demonstration), TODAY)
    now, before = totals.overview(year, demonstration), totals.overview(year - 1, demonstration)
    assert list(shown.index) == list(now) == list(overview.MEASURES)
    for figure in now:
        assert value_of(shown.loc[figure, "value"]) == wanted(now[figure]), f"{figure} of {year}"
        assert value_of(shown.loc[figure, "before"]) == wanted(before[figure]), f"{figure} of the year before {year}"
        assert pd.isna(shown.loc[figure, "until"])


@pytest.mark.slow
@pytest.mark.parametrize("demonstration", [False, True])
@pytest.mark.parametrize("today", [date(2025, 2, 20), date(2024, 2, 29), date(2025, 12, 31)])
def test_a_year_under_way_is_compared_with_the_same_days(
    sample_engine: Engine, today: date, demonstration: bool
) -> None:
    year = today.year
    same_day = today.replace(year=year - 1, day=28 if today == date(2024, 2, 29) else today.day)
    shown = overview.headlines(sample_engine, Scope(last_year=year, demonstration=demonstration), today)
    for figure, definition in overview.MEASURES.items():
        until = (today, same_day) if definition.flow else (None, None)
        now = totals.overview(year, demonstration, until[0])[figure]
        before = totals.overview(year - 1, demonstration, until[1])[figure]
        assert value_of(shown.loc[figure, "value"]) == wanted(now), figure
        assert value_of(shown.loc[figure, "before"]) == wanted(before), figure
        assert pd.isna(shown.loc[figure, "until"]) != definition.flow


@pytest.mark.parametrize("demonstration", [False, True])
@pytest.mark.parametrize("today", [TODAY, date(2024, 6, 1), date(2014, 1, 1)], ids=str)
def test_all_cards_are_of_one_year(sample_engine: Engine, today: date, demonstration: bool) -> None:
    year = totals.headline_year(demonstration, today)
    assert headline_year(sample_engine, demonstration, today) == year
    shown = overview.headlines(sample_engine, Scope(demonstration=demonstration), today, ("programmes", "events"))
    assert set(shown["year"]) == {year}


def test_a_year_of_which_little_is_recorded_makes_no_headline(engine: Engine) -> None:
    assert headline_year(engine, False, TODAY) == 2025, "nothing is recorded"
    load(engine, "call", "call_id,name\nA,JTC2023\nB,JTC2026\n")
    assert headline_year(engine, False, TODAY) == 2023, "2026 is not over"
    load(engine, "project", "project_id,title,start_date\nP,A,2022-01-01\n")
    load(engine, "event", "event_id,name,start_date\nE,One,2022-05-05\n")
    assert headline_year(engine, False, TODAY) == 2022, "of 2023 there is a call and nothing else"
    assert headline_year(engine, False, TODAY, first_year=2023) == 2025, "nothing within the period"
    assert headline_year(engine, False, TODAY, first_year=2026) == 2026
    assert headline_year(engine, False, TODAY, 2018, 2019) == 2019, "a period says its year"


def test_there_is_no_change_where_the_bases_differ(engine: Engine) -> None:
    load(engine, "call", "call_id,name\nA,JTC2024\nB,Other 2024\nC,JTC2025\n")
    load(
        engine,
        "call outcome",
        "call_id,pre_proposals_eligible,projects_funded\nA,100,10\nB,100,30\nC,100,20\n",
    )
    load(
        engine,
        "project",
        "project_id,title,start_date,funding_eur\nP1,A,2024-01-01,100\nP2,B,2025-01-01,200\nP3,C,2025-01-01,\n",
    )
    shown = overview.headlines(engine, Scope(last_year=2025), TODAY)
    assert (shown.loc["success_rate", "before"], shown.loc["success_rate", "value"]) == (0.2, 0.2)
    assert pd.isna(shown.loc["success_rate", "change"]), "one call against two"
    assert (shown.loc["awarded", "value"], shown.loc["awarded", "known"], shown.loc["awarded", "of"]) == (200, 1, 2)
    assert pd.isna(shown.loc["awarded", "change"]), "of one project of 2025 the money is not known"
    load(engine, "project", "project_id,title,start_date,funding_eur\nP3,C,2025-01-01,5\n")
    assert overview.headlines(engine, Scope(last_year=2025), TODAY).loc["awarded", "change"] == 105


def test_a_rate_of_few_proposals_is_shown_as_counts(engine: Engine) -> None:
    load(engine, "call", "call_id,name\nA,JTC2025\n")
    load(engine, "call outcome", "call_id,pre_proposals_eligible,projects_funded\nA,7,1\n")
    shown = overview.headlines(engine, Scope(), TODAY).loc["success_rate"]
    assert (shown["year"], shown["words"]) == (2025, "1 of 7")
    assert pd.isna(shown["value"])


def test_a_rate_that_few_calls_publish_is_shown_as_counts(engine: Engine) -> None:
    load(engine, "call", "call_id,name\nA,JTC2025\nB,Other 2025\n")
    load(engine, "call outcome", "call_id,pre_proposals_eligible,projects_funded\nA,100,20\n")
    assert overview.headlines(engine, Scope(), TODAY).loc["success_rate", "value"] == 0.2, "one of two calls"
    load(engine, "call", "call_id,name\nC,Third 2025\n")
    shown = overview.headlines(engine, Scope(), TODAY).loc["success_rate"]
    assert (shown["words"], shown["known"], shown["of"]) == ("20 of 100", 1, 3)
    assert pd.isna(shown["value"])


def test_change_is_against_the_year_before(sample_engine: Engine) -> None:
    shown = overview.headlines(sample_engine, Scope(last_year=2025), TODAY)
    before, now = totals.overview(2024), totals.overview(2025)
    assert shown.loc["programmes", "change"] == now["programmes"] - before["programmes"]  # type: ignore[operator]
    assert shown.loc["programmes", "before"] == before["programmes"]


@pytest.mark.parametrize("demonstration", [False, True])
def test_series_has_every_year_and_agrees_with_the_files(sample_engine: Engine, demonstration: bool) -> None:
    years = {year: totals.overview(year, demonstration) for year in range(2015, 2027)}
    for figure in overview.MEASURES:
        scope = Scope(first_year=2015, last_year=2026, demonstration=demonstration)
        series = overview.series(sample_engine, scope, figure, TODAY)
        assert list(series["year"]) == list(years)
        for year, value in zip(series["year"], series["value"], strict=True):
            assert value_of(value) == wanted(years[year][figure]), f"{figure} of {year}"


@pytest.mark.parametrize("demonstration", [False, True])
def test_what_figures_cover_is_counted_from_the_files(sample_engine: Engine, demonstration: bool) -> None:
    shown = overview.coverages(sample_engine, Scope(demonstration=demonstration))
    projects = totals.rows("project", demonstration)
    recorded = [row for row in totals.rows("programme", demonstration) if not totals.is_competition(row)]
    dedicated = [row for row in recorded if totals.is_dedicated(row)]
    budgets = [amount for row in dedicated if (amount := totals.budget(row)) is not None]
    spread = [sum(totals.budget_over_days(row).values()) for row in dedicated if totals.budget_over_days(row)]
    dated = [row for row in projects if row["start_date"] and row["end_date"] and row["funding_eur"]]
    events = totals.rows("event", demonstration)
    expected = {
        "programmes": (sum(bool(row["start_year"] and row["end_year"]) for row in recorded), len(recorded)),
        "committed": (len(budgets), len(dedicated)),
        "budgets_over_days": (len(spread), len(dedicated)),
        "projects": (sum(bool(row["start_date"]) for row in projects), len(projects)),
        "awarded_over_days": (len(dated), len(projects)),
        "events": (sum(bool(row["start_date"]) for row in events), len(events)),
    }
    for figure, counts in expected.items():
        assert (shown[figure].known, shown[figure].of) == counts, figure
    money = shown["budgets_over_days"]
    assert (money.known_eur, money.of_eur) == (float(sum(spread)), float(sum(budgets)))
    of_projects = shown["awarded_over_days"]
    assert of_projects.known_eur == float(sum(Decimal(row["funding_eur"]) for row in dated))


@pytest.mark.parametrize("demonstration", [False, True])
def test_the_map_of_awarded_money_says_how_much_of_it_it_shows(sample_engine: Engine, demonstration: bool) -> None:
    covered = activity.coverage_by_country(sample_engine, Scope(demonstration=demonstration))
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for row in totals.rows("participation", demonstration):
        if row["funding_eur"] and row["country"]:
            paid[row["project_id"]] += Decimal(row["funding_eur"])
    projects = {row["project_id"]: Decimal(row["funding_eur"] or 0) for row in totals.rows("project", demonstration)}
    assert (covered.known, covered.of) == (len(paid), len(projects))
    assert covered.known_eur == float(sum(paid.values()))
    assert covered.of_eur == float(sum(max(money, paid[project]) for project, money in projects.items()))
    assert covered.is_enough == demonstration, "of the facts too little is known to compare countries"


def test_money_over_days_from_the_summary_equals_the_rows(sample_engine: Engine) -> None:
    for scope in (Scope(), Scope(demonstration=True), Scope(demonstration=True, levels=("European",))):
        summed = activity.money_over_days(sample_engine, scope)
        raw = _money_over_days_from_rows(sample_engine, scope)
        pd.testing.assert_frame_equal(summed, raw, check_dtype=False)


@pytest.mark.parametrize("countries", [("DE",), ("FR", "MT")])
def test_money_of_countries_over_days_is_that_of_their_participants(
    sample_engine: Engine, countries: tuple[str, ...]
) -> None:
    shown = activity.money_over_days(sample_engine, Scope(countries=countries, demonstration=True))
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for row in totals.rows("participation", True):
        if row["funding_eur"] and row["country"] in countries:
            paid[row["project_id"]] += Decimal(row["funding_eur"])
    years: dict[int, Decimal] = defaultdict(Decimal)
    for row in totals.rows("project", True):
        first, last = totals.first_of(row["start_date"]), totals.last_of(row["end_date"])
        if first and last and row["project_id"] in paid:
            for year, part in totals.over_days(paid[row["project_id"]], first, last).items():
                years[year] += part
    assert dict(zip(shown["year"], shown["awarded_eur"], strict=True)) == {
        year: float(amount) for year, amount in years.items()
    }


@pytest.mark.parametrize("demonstration", [False, True])
def test_sum_of_budgets_is_exact_to_the_cent(sample_engine: Engine, demonstration: bool) -> None:
    query = select(func.sum(Programme.budget_eur)).where(
        Programme.pm_share == 1, of_dataset(Programme.import_id, demonstration)
    )
    with sample_engine.connect() as connection:
        exact = connection.scalar(query)
    files = [row for row in totals.rows("programme", demonstration) if totals.is_dedicated(row)]
    assert exact == sum((totals.budget(row) or Decimal(0) for row in files), Decimal(0))


@pytest.mark.parametrize("demonstration", [False, True])
def test_budgets_of_programmes_that_merely_allow_pm_are_not_summed(sample_engine: Engine, demonstration: bool) -> None:
    files = totals.rows("programme", demonstration)
    assert [row for row in files if not row["pm_share"] and row["budget_eur"]], "the sample has such programmes"
    dedicated = [row for row in files if totals.is_dedicated(row)]
    shown = programmes.totals(sample_engine, Scope(demonstration=demonstration))
    for name, competitions in (("budget_eur", False), ("competitions_eur", True)):
        listed = [totals.budget(row) for row in dedicated if totals.is_competition(row) == competitions]
        assert value_of(shown[name]) == wanted(totals.total(amount for amount in listed if amount is not None))


def test_freshness_names_the_latest_file(sample_engine: Engine) -> None:
    fresh = freshness.freshness(sample_engine, demonstration=False).set_index("entity")
    assert fresh.loc["country", "latest_file"] == "country.csv"
    assert fresh.loc["country", "rows"] == len(totals.rows("country", True))
    assert pd.isna(fresh.loc["post", "latest_file"]), "no post is public: nothing was loaded as a fact"


def test_freshness_says_how_old_the_data_is(sample_engine: Engine) -> None:
    fresh = freshness.freshness(sample_engine, demonstration=False).set_index("entity")
    projects = totals.rows("project", False)
    assert fresh.loc["project", "newest_date"] == pd.Timestamp(max(row["start_date"] for row in projects))
    assert fresh.loc["programme", "newest_as_of"] == pd.Timestamp(
        max(row["as_of"] for row in totals.rows("programme", False))
    )
    assert pd.isna(fresh.loc["post", "newest_date"])


def test_suppressed_figure_of_the_year_before_is_said_to_be_so(engine: Engine) -> None:
    load(engine, "event", "event_id,name,start_date\nE1,One,2024-05-05\nE2,Two,2025-05-05\n")
    load(
        engine,
        "attendance",
        "event_id,attendee,attended\n" + "E1,a1b2c3d4,yes\n" + "".join(f"E2,a1b2c3d{n},yes\n" for n in range(7)),
    )
    shown = overview.headlines(engine, Scope(last_year=2025), TODAY).loc["attendance"]
    assert shown["value"] == 7
    assert shown["before_small"]
    assert pd.isna(shown["change"])
