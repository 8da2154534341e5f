"""Figures of the Overview, against tests/totals.py, which computes them from the CSV files."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.figures.asking import Ask, asking
from lib.figures.overview.by_country import AWARDED_BY_COUNTRY
from lib.figures.overview.by_year import BY_YEAR
from lib.figures.overview.cards import CARDS
from lib.figures.overview.freshness import FRESHNESS
from lib.metrics.scope import Scope
from tests import totals
from tests.rows import load

TODAY = date.today()
each_dataset = pytest.mark.parametrize("demonstration", [False, True], ids=["facts", "demonstration"])


def number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(value)  # type: ignore[arg-type, call-overload]


@pytest.mark.figure(
    "overview.programmes",
    "overview.committed",
    "overview.budgets_over_days",
    "overview.budgets_by_start",
    "overview.countries",
    "overview.calls",
    "overview.success_rate",
    "overview.projects",
    "overview.awarded",
    "overview.awarded_over_days",
    "overview.participations",
    "overview.events",
    "overview.attendance",
    "overview.reach",
)
@each_dataset
@pytest.mark.parametrize("year", [2018, 2021, 2024])
def test_cards(ask: Ask, year: int, demonstration: bool) -> None:
    now, before = totals.overview(year, demonstration), totals.overview(year - 1, demonstration)
    assert CARDS.keys() == now.keys()
    for name, figure in CARDS.items():
        answer = figure.answer(ask, Scope(last_year=year, demonstration=demonstration))
        row = answer.frame.iloc[0]
        assert row["year"] == year
        assert number(row["value"]) == number(now[name]), name
        assert number(row["before"]) == number(before[name]), name
        assert (answer.card.value == "no data") == (now[name] is None and not row["words"])


@pytest.mark.figure(
    "overview.programmes_by_year",
    "overview.committed_by_year",
    "overview.budgets_over_days_by_year",
    "overview.budgets_by_start_by_year",
    "overview.countries_by_year",
    "overview.calls_by_year",
    "overview.success_rate_by_year",
    "overview.projects_by_year",
    "overview.awarded_by_year",
    "overview.awarded_over_days_by_year",
    "overview.participations_by_year",
    "overview.events_by_year",
    "overview.attendance_by_year",
    "overview.reach_by_year",
)
@each_dataset
def test_by_year(ask: Ask, demonstration: bool) -> None:
    years = {year: totals.overview(year, demonstration) for year in range(2015, 2026)}
    for name, figure in BY_YEAR.items():
        found = figure.answer(ask, Scope(first_year=2015, last_year=2025, demonstration=demonstration)).frame
        assert {row["year"]: number(row["value"]) for row in found.to_dict("records")} == {
            year: number(figures[name]) for year, figures in years.items()
        }, name


@each_dataset
def test_cards_of_one_level(ask: Ask, demonstration: bool) -> None:
    scope = Scope(last_year=2024, levels=("national",), demonstration=demonstration)
    rows = [
        row
        for row in totals.rows("programme", demonstration)
        if row["level"] == "national" and not totals.is_competition(row)
    ]
    active = [row for row in rows if (years := totals.term(row)) and years[0] <= 2024 <= years[1]]
    shown = CARDS["programmes"].answer(ask, scope)
    assert shown.frame["value"].iloc[0] == len(active)
    assert BY_YEAR["programmes"].answer(ask, scope).frame["value"].iloc[-1] == len(active)
    assert CARDS["reach"].answer(ask, scope).not_narrowed_by == "Not narrowed by level."


@pytest.mark.figure("overview.awarded_by_country")
@each_dataset
@pytest.mark.parametrize("countries", [(), ("DE", "FR", "MT")], ids=["all", "three"])
def test_awarded_by_country(ask: Ask, countries: tuple[str, ...], demonstration: bool) -> None:
    projects: dict[str, set[str]] = defaultdict(set)
    coordinators: dict[str, set[tuple[str, str]]] = defaultdict(set)
    money: dict[str, list[Decimal]] = defaultdict(list)
    for row in totals.rows("participation", demonstration):
        if not countries or row["country"] in countries:
            projects[row["country"]].add(row["project_id"])
            if row["role"] == "coordinator":
                # A participant with two funders has two rows.
                coordinators[row["country"]].add((row["project_id"], row["organisation"]))
            amount = totals.budget(
                {
                    "budget_eur": row["funding_eur"],
                    "budget_original": row.get("funding_original", ""),
                    "currency": row.get("currency", ""),
                    "eur_rate": row.get("eur_rate", ""),
                }
            )
            money[row["country"]] += [] if amount is None else [amount]
    answer = AWARDED_BY_COUNTRY.answer(ask, Scope(countries=countries, demonstration=demonstration))
    names = {row["iso2"]: row["name"] for row in totals.rows("country", True)}
    shown = {row["iso2"] or "": row for row in answer.frame.to_dict("records")}
    assert set(shown) == set(projects)
    for iso2, row in shown.items():
        assert (row["country"] if iso2 else None) == names.get(iso2)
        assert row["projects"] == len(projects[iso2])
        assert row["coordinations"] == len(coordinators[iso2])
        assert number(row["awarded_eur"]) == number(totals.total(money[iso2])), iso2
    if not countries:
        assert answer.title == (
            "Awarded to participants, by country" if demonstration else "Projects with a participant, by country"
        )


@pytest.mark.figure("overview.freshness")
@each_dataset
def test_freshness(ask: Ask, demonstration: bool) -> None:
    found = FRESHNESS.answer(ask, Scope(demonstration=demonstration, countries=("MT",)))
    assert found.not_narrowed_by == "Not narrowed by country."
    shown = found.frame.set_index("entity")
    for entity in ("programme", "call", "project", "event", "output", "post"):
        rows = totals.rows(entity, demonstration)
        assert shown.loc[entity, "rows"] == len(rows)
        assert (pd.isna(shown.loc[entity, "latest_file"])) == (not rows)
        as_of = [totals.last_of(row["as_of"][:10]) for row in rows if row.get("as_of")]
        newest = max((day for day in as_of if day), default=None)
        assert (
            pd.isna(shown.loc[entity, "newest_as_of"])
            if newest is None
            else (shown.loc[entity, "newest_as_of"] == pd.Timestamp(newest))
        )
    assert pd.isna(shown.loc["attendance", "rows"]), "would give hidden numbers away"


# Words ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def small(engine: Engine) -> Ask:
    """Two calls that publish both numbers, one that does not; events of which one has few people."""
    load(engine, "call", "call_id,name\nA,JTC2024\nB,JTC2025\nC,Other 2025\n")
    load(
        engine,
        "call outcome",
        "call_id,pre_proposals_eligible,projects_funded\nA,100,10\nB,50,10\n",
    )
    load(engine, "event", "event_id,name,start_date\nE1,One,2024-05-05\nE2,Two,2025-05-05\n")
    load(
        engine,
        "attendance",
        "event_id,attendee,attended\nE1,a1b2c3d4,yes\n" + "".join(f"E2,a1b2c3d{n},yes\n" for n in range(7)),
    )
    return asking(engine)


def test_sentences_and_cards(small: Ask) -> None:
    scope = Scope(last_year=2025)
    rate, attendance, awarded, calls = (
        CARDS[name].answer(small, scope) for name in ("success_rate", "attendance", "awarded", "calls")
    )
    assert plain(rate.card.base) == "2025; 10 of 50; 95 %: 11.2 % to 33.0 %; 1 of 2 calls; 2024: 1 of 1"
    assert plain(rate.card.change) == "2024: 10.0 %", "no change where the calls are not the same number"
    assert plain(rate.sentence) == (
        "Call success rate, 2025: 20.0 % (10 of 50; 95 %: 11.2 % to 33.0 %; 1 of 2 calls; 2024: 1 of 1); 2024: 10.0 %."
    )
    assert plain(attendance.sentence) == "Attendance, 2025: 7 (1 of 1 events; 2024: 1 of 1); 2024: not shown."
    assert plain(awarded.sentence) == "Awarded to projects, 2025, by year of start: not known; 2024: not known."
    assert awarded.card.value == "no data"
    assert awarded.card.label == "Awarded to projects"
    assert plain(calls.card.change) == "+ 1 on 2024"
    by_year = BY_YEAR["attendance"].answer(small, scope)
    assert plain(by_year.sentence) == "Attendance: from <5 in 2024 to 7 in 2025."
    hidden = by_year.frame.set_index("year").loc[2024]
    assert (hidden["least"], hidden["most"]) == (1, 4)
    assert pd.isna(hidden["value"])


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_year_under_way_is_said_to_be_so(engine: Engine) -> None:
    year = TODAY.year
    load(engine, "event", f"event_id,name,start_date\nE1,One,{year}-01-01\nE2,Two,{year - 1}-01-01\n")
    card = CARDS["events"].answer(asking(engine), Scope(last_year=year)).card
    assert card.base == f"{year} so far"
    assert card.change == f"as in {year - 1} by then"


def test_a_card_is_of_no_year_before_the_period(engine: Engine) -> None:
    load(engine, "country", "iso2,iso3,name\nMT,MLT,Malta\n")
    load(
        engine,
        "programme",
        "programme_id,name,country,level,start_year,end_year,budget_eur,pm_share\nP,P,MT,national,2018,2020,300,1\n",
    )
    load(engine, "project", "project_id,title,start_date,end_date,funding_eur\nA,A,2018-01-01,2020-12-31,100\n")
    load(engine, "post", "post_id,channel,published_at,impressions\n1,x,2020-06-01,1500\n")
    load(engine, "event", "event_id,name,start_date\nE,One,2020-05-05\n")
    ask = asking(engine)
    for name in ("programmes", "committed", "budgets_over_days", "countries", "awarded_over_days", "reach"):
        newest, later = (
            CARDS[name].answer(ask, Scope(first_year=first)).frame.iloc[0] for first in (None, TODAY.year - 3)
        )
        assert (newest["year"], newest["value"] > 0) == (2020, True), name
        assert (later["year"], bool(later["value"] > 0)) == (TODAY.year - 1, False), name
