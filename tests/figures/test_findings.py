"""Sentences with which the Overview begins, against the CSV files."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from statistics import median

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.figures.asking import Ask, asking
from lib.figures.overview.findings import (
    ATTENDANCE_OF_YEAR,
    ENDING,
    FINDINGS,
    MEMBERS_WITHOUT,
    NEWEST_CALL,
    PER_INHABITANT,
)
from lib.figures.registry import BY_ID
from lib.metrics.scope import Scope
from tests import calls_from_files as calls
from tests import totals
from tests.programmes import people
from tests.rows import load

TODAY = date.today()
SPAIN = {"my-country": "ES"}
each_dataset = pytest.mark.parametrize("demonstration", [False, True], ids=["facts", "demonstration"])


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def recorded(demonstration: bool) -> list[totals.Row]:
    return [row for row in totals.rows("programme", demonstration) if not totals.is_competition(row)]


def active(demonstration: bool, year: int) -> list[totals.Row]:
    return [row for row in recorded(demonstration) if (term := totals.term(row)) and term[0] <= year <= term[1]]


@pytest.mark.figure("overview.ending")
@each_dataset
def test_what_ends(ask: Ask, demonstration: bool) -> None:
    until = TODAY.year + 2
    running = active(demonstration, TODAY.year)
    ends = [row for row in running if int(row["end_year"]) <= until]
    dedicated = [row for row in ends if totals.is_dedicated(row)]
    known = [amount for row in dedicated if (amount := totals.budget(row)) is not None]
    open_ended = [
        row
        for row in recorded(demonstration)
        if row["start_year"] and int(row["start_year"]) <= TODAY.year and not row["end_year"]
    ]
    answer = ENDING.answer(ask, Scope(demonstration=demonstration), SPAIN)
    assert answer.frame.iloc[0].to_dict() == {
        "home": "ES",
        "home_country": "Spain",
        "until": until,
        "ending": len(ends),
        "dedicated": len(dedicated),
        "with_budget": len(known),
        "running": len(running),
        "end_not_stated": len(open_ended),
        "budget_eur": pytest.approx(float(sum(known))),
        "home_ending": sum(row["country"] == "ES" for row in ends),
    }
    (covered,) = answer.coverage
    assert (covered.known, covered.of) == (len(running), len(running) + len(open_ended))
    assert plain(answer.sentence).startswith(f"{len(ends)} programmes ")
    without_home = ENDING.answer(ask, Scope(demonstration=demonstration))
    assert without_home.frame["home_ending"].isna().all()
    assert "Spain" not in without_home.sentence


@pytest.mark.figure("overview.per_inhabitant")
@each_dataset
@pytest.mark.parametrize("group", ["all", "eu13"])
def test_what_countries_spend_for_their_size(ask: Ask, group: str, demonstration: bool) -> None:
    year = totals.headline_year(demonstration, TODAY)
    money: dict[str, Decimal] = defaultdict(Decimal)
    for row in recorded(demonstration):
        if row["country"] and (part := totals.budget_over_days(row).get(year)):
            money[row["country"]] += part
    each = {iso2: float(part) / people(iso2, year)[0] for iso2, part in money.items()}  # type: ignore[index]
    joined = {row["iso2"]: row["eu_member_since"] for row in totals.rows("country", True)}
    peers = {iso2 for iso2, since in joined.items() if group == "all" or since >= "2004-05-01"} - {"ES"}
    others = [value for iso2, value in each.items() if iso2 in peers]
    shown = PER_INHABITANT.answer(ask, Scope(demonstration=demonstration), {**SPAIN, "compare-with": group})
    row = shown.frame.iloc[0]
    assert row["year"] == year
    assert row["home_eur"] == pytest.approx(each.get("ES"), nan_ok=True) or "ES" not in each
    assert row["others_median"] == pytest.approx(median(others))
    assert row["others_known"] == len(others)
    programmes = {one["country"] for one in totals.rows("programme", demonstration) if may_be_of(one, year)}
    assert row["with_programme"] == len(programmes & peers)
    most = max(each, key=lambda iso2: each[iso2])
    assert row["most_eur"] == pytest.approx(each[most])
    assert shown.sentence.startswith("Spain's PM budget")
    others_said = PER_INHABITANT.answer(ask, Scope(demonstration=demonstration)).sentence
    assert others_said.startswith(f"{row['most_country']} has the largest PM budget")


def may_be_of(row: totals.Row, year: int) -> bool:
    """Active in the year, or began and states no end."""
    term = totals.term(row)
    if term is None:
        return bool(row["start_year"]) and int(row["start_year"]) <= year
    return term[0] <= year <= term[1]


@pytest.mark.figure("overview.newest_call")
@each_dataset
def test_the_newest_call(ask: Ask, demonstration: bool) -> None:
    rows = calls.outcome_rows(demonstration, by_country=False)
    known = rows[rows["projects_funded"].notna() & (rows["pre_proposals_eligible"] > 0)]
    days = calls.all_calls(demonstration)["day"]
    newest = max(known["call_id"], key=lambda call: days[call])
    own = known[known["call_id"] == newest].iloc[0]
    funded, eligible = own["projects_funded"], own["pre_proposals_eligible"]
    row = NEWEST_CALL.answer(ask, Scope(demonstration=demonstration), SPAIN).frame.iloc[0]
    assert (row["call_id"], row["successes"], row["trials"]) == (newest, funded, eligible)
    assert (row["rate_low"], row["rate_high"]) == pytest.approx(calls.closed_form(funded, eligible))
    places = calls.outcome_rows(demonstration, by_country=True)
    places = places[(places["call_id"] == newest) & places["projects_funded"].notna()]
    for of, part in (("home_", places["country"] == "ES"), ("others_", places["country"] != "ES")):
        sums = places[part][["projects_funded", "pre_proposals_eligible"]].sum(min_count=1)
        assert calls.same(row[f"{of}successes"], sums["projects_funded"])
        assert calls.same(row[f"{of}trials"], sums["pre_proposals_eligible"])


@pytest.mark.figure("overview.members_without_programme")
@each_dataset
def test_members_without_a_programme(ask: Ask, demonstration: bool) -> None:
    # In the files nobody's statements of today contradict each other.
    strong = [
        row
        for row in totals.rows("membership", False)
        if not row["evidence"].endswith("joint calls")
        and (not row["to_date"] or totals.last_of(row["to_date"]) >= TODAY)
        and (not row["from_date"] or totals.first_of(row["from_date"]) <= TODAY)
    ]
    members = {row["country"] for row in strong if row["status"] == "member"}
    assert not members & {row["country"] for row in strong if row["status"] == "observer"}
    year = totals.headline_year(demonstration, TODAY)
    lacking = members - {row["country"] for row in active(demonstration, year)}
    open_ended = {row["country"] for row in recorded(demonstration) if row["start_year"] and not row["end_year"]}
    row = MEMBERS_WITHOUT.answer(ask, Scope(demonstration=demonstration), SPAIN).frame.iloc[0]
    assert (row["year"], row["members"], row["without"]) == (year, len(members), len(lacking))
    assert row["may_run"] == len(lacking & open_ended)
    assert row["home_without"] == ("ES" not in {one["country"] for one in active(demonstration, year)})


@pytest.mark.figure("overview.people")
@each_dataset
def test_people_at_events(ask: Ask, demonstration: bool) -> None:
    year = totals.headline_year(demonstration, TODAY)
    expected = totals.overview(year, demonstration)
    row = ATTENDANCE_OF_YEAR.answer(ask, Scope(demonstration=demonstration)).frame.iloc[0]
    assert (row["year"], row["events"]) == (year, expected["events"] or 0)
    assert calls.same(row["attended"], expected["attendance"] if expected["attendance"] is not None else pd.NA)


def test_each_leads_to_a_figure() -> None:
    assert 3 <= len(FINDINGS) <= 6
    assert all(leads_to in BY_ID for _, leads_to in FINDINGS)


# Words ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def small(engine: Engine) -> Ask:
    """Two programmes that end soon, one of which merely allows PM, one without an end; a call; an event of few."""
    load(engine, "country", "iso2,iso3,name,population,population_year\nMT,MLT,Malta,500000,2024\n")
    year = TODAY.year
    load(
        engine,
        "programme",
        "programme_id,name,country,level,start_year,end_year,budget_eur,pm_share\n"
        f"P,P,MT,national,2020,{year},7000000,1\nQ,Q,MT,national,2020,{year + 1},9,0.2\nR,R,MT,national,2020,,5,1\n",
    )
    load(engine, "call", "call_id,name\nA,JTC2025\n")
    load(engine, "call outcome", "call_id,pre_proposals_eligible,projects_funded\nA,110,22\n")
    load(engine, "event", "event_id,name,start_date\nE1,One,2025-05-05\nE2,Two,2025-05-05\n")
    load(engine, "attendance", "event_id,attendee,attended\nE1,a1b2c3d4,yes\n")
    return asking(engine)


def test_sentences(small: Ask) -> None:
    said = [plain(figure.answer(small, Scope(last_year=2025), {"my-country": "MT"}).sentence) for figure, _ in FINDINGS]
    assert said[:-1] == [
        f"2 programmes end by {TODAY.year + 2}, 2 of them in Malta; the 1 of known PM budget is worth EUR 7 million; "
        "1 more states no end.",
        "JTC2025 funded 22 of 110 eligible pre-proposals, 20.0 % (13.6 to 28.4); how many with Malta is not published.",
        "Malta's PM budget for each inhabitant in 2025: EUR 1.76; of all others it is not known.",
        "Which members have no programme active in 2025 is not known: no source says who is a member.",
        "2 events were held in 2025; <5 people came to the 1 of known attendance.",
    ]
    assert said[-1].startswith("Since ")


def test_sentences_of_an_empty_store(engine: Engine) -> None:
    said = [plain(figure.answer(asking(engine), Scope(last_year=2025)).sentence) for figure, _ in FINDINGS]
    assert said[:-1] == [
        f"Which programmes end by {TODAY.year + 2} is not known: none that states its end runs today.",
        "Which part of its proposals the newest call funded is not known.",
        "What countries spend for each inhabitant in 2025 is known of too little to compare them.",
        "Which members have no programme active in 2025 is not known: no source says who is a member.",
        "No event of 2025 is recorded.",
    ]
    assert said[-1].startswith("Nothing changed since ")
