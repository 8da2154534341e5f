"""Figures on events and who came to them, computed anew from the CSV files."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from lib.figures.asking import Ask
from lib.figures.events import against_programmes, attendees, grouped, listed, totals
from lib.figures.figure import Answer
from lib.metrics.events.attendees import NEVER_CAME, STANDINGS, TOOK_PART, WITHOUT_PROGRAMME
from lib.metrics.scope import Scope
from tests import totals as files
from tests.attendance import Bounds, add, expected_cells, persons
from tests.attendance import countries as countries

FACTS, SAMPLE = Scope(), Scope(demonstration=True)
IN_2023 = replace(SAMPLE, first_year=2023, last_year=2023)
#: What the sample cannot show to narrow a figure, though it does, with the test that shows it.
SHOWN_ELSEWHERE: dict[str, dict[str, str]] = {
    "events.absent_countries": dict.fromkeys(
        ("areas", "event_formats", "funders", "levels"), "test_who_never_came_is_of_the_filters"
    )
}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def held(scope: Scope) -> list[files.Row]:
    """The events of the files that fit years and types."""
    return [
        row
        for row in files.rows("event", scope.demonstration)
        if scope.first_year is None or scope.first_year <= int(row["start_date"][:4] or 0) <= (scope.last_year or 0)
        if not scope.event_types or row["type"] in scope.event_types
    ]


def came_to(scope: Scope) -> pd.DataFrame:
    """The rows of the attendance lists of the events that fit."""
    people = persons(scope.demonstration)
    return people[people["event_id"].isin([row["event_id"] for row in held(scope)])]


def figures_of(scope: Scope) -> dict[str, tuple[int, bool]]:
    """By event without a list, the published number of people who attended, and whether it is approximate."""
    lists = set(persons(scope.demonstration)["event_id"])
    return {
        row["subject_id"]: (int(row["value"]), row["approximate"] == "yes")
        for row in files.rows("published_figure", scope.demonstration)
        if (row["subject"], row["quantity"], row["shown"]) == ("event", "attended", "yes")
        if row["subject_id"] not in lists
    }


def by_event(scope: Scope) -> dict[str, tuple[Bounds | None, Bounds | None]]:
    """By event: attended and registered, each the least and the most; None where nothing is known."""
    listed_people = {str(name): group for name, group in came_to(scope).groupby("event_id")}
    told = figures_of(scope)
    found: dict[str, tuple[Bounds | None, Bounds | None]] = {}
    for row in held(scope):
        event_id = row["event_id"]
        if event_id in listed_people:
            group = listed_people[event_id]
            came, away = int(group["came"].sum()), int(group["away"].sum())
            least, most = (1, 4) if 1 <= away <= 4 else (away, away)
            found[event_id] = (came, came), (came + least, came + most)
        elif event_id in told:
            found[event_id] = (told[event_id][0],) * 2, None
        else:
            found[event_id] = None, None
    return found


def summed(numbers: list[Bounds | None]) -> Bounds | None:
    known = [one for one in numbers if one is not None]
    return (sum(one[0] for one in known), sum(one[1] for one in known)) if known else None


def shown(row: Any, name: str) -> Bounds | None:
    """What a row says of a number of persons: least and most; the number itself only where the two are the same."""
    if pd.isna(row[f"{name}_least"]):
        assert pd.isna(row[name])
        return None
    least, most = int(row[f"{name}_least"]), int(row[f"{name}_most"])
    assert pd.isna(row[name]) if least != most else row[name] == least
    words = row[f"{name}_words"]
    if least != most:
        assert words.removeprefix("~") == ("<5" if most < 5 else f"{least:,} to {most:,}".replace(",", "\u00a0"))
    else:
        assert words is None or pd.isna(words) or words.startswith("~")
    return least, most


def card(answer: Answer) -> str:
    return plain(answer.card.value)


@pytest.mark.parametrize("scope", [FACTS, SAMPLE, IN_2023, replace(FACTS, event_types=("workshop",))])
@pytest.mark.figure(
    "events.number", "events.with_attendance", "events.attended", "events.registered", "events.no_shows"
)
def test_sums_over_events(ask: Ask, scope: Scope) -> None:
    found = by_event(scope)
    attended, registered = (summed([one[place] for one in found.values()]) for place in (0, 1))
    known = sum(one[0] is not None for one in found.values())
    assert card(totals.NUMBER.answer(ask, scope)) == str(len(found))
    assert card(totals.WITH_ATTENDANCE.answer(ask, scope)) == str(known)
    for figure, name, expected in (
        (totals.ATTENDED, "attended", attended),
        (totals.REGISTERED, "registered", registered),
    ):
        answer = figure.answer(ask, scope)
        assert shown(answer.frame.iloc[0], name) == expected
        count = known if name == "attended" else sum(one[1] is not None for one in found.values())
        assert plain(answer.card.base) == f"{count} of {len(found)} events"
    answer = totals.NO_SHOWS.answer(ask, scope)
    lists = [one for one in found.values() if one[1] is not None]
    of_lists = summed([one[0] for one in lists])
    if registered is None or of_lists is None or len(lists) * 2 < len(found):
        assert card(answer) == "no data"
        return
    low, high = 1 - of_lists[0] / registered[0], 1 - of_lists[0] / registered[1]
    row = answer.frame.iloc[0]
    assert (int(row["rated_attended_least"]), int(row["rated_attended_most"])) == of_lists
    assert (int(row["rated_registered_least"]), int(row["rated_registered_most"])) == registered
    ends = [f"{end * 100:.1f}" for end in (low, high)]
    assert card(answer) == f"{' to '.join(dict.fromkeys(ends))} %"


@pytest.mark.parametrize("scope", [FACTS, SAMPLE, IN_2023])
@pytest.mark.figure("events.home_countries", "events.attendees_on_map", "events.attendees_by_country")
def test_where_attendees_come_from(ask: Ask, scope: Scope) -> None:
    expected = expected_cells(came_to(scope), "country")
    for figure in (attendees.ATTENDEES_ON_MAP, attendees.ATTENDEES_BY_COUNTRY):
        rows = figure.answer(ask, scope).frame
        assert set(rows["iso2"]) == set(expected)
        for row in rows.to_dict("records"):
            attended, registered = expected[row["iso2"]]
            assert shown(row, "attended") == attended
            assert shown(row, "registered") in (registered, None)
    there = sum(attended[0] > 0 for code, (attended, _) in expected.items() if code)
    assert card(totals.HOME_COUNTRIES.answer(ask, scope)) == (str(there) if there else "no data")


@pytest.mark.parametrize("scope", [FACTS, SAMPLE, IN_2023])
@pytest.mark.figure("events.attendance_by_organisation_type")
def test_kinds_of_organisation(ask: Ask, scope: Scope) -> None:
    expected = expected_cells(came_to(scope), "organisation_type")
    answer = attendees.ATTENDANCE_BY_ORGANISATION_TYPE.answer(ask, scope)
    assert set(answer.frame["organisation_type"].replace("not known", "")) == set(expected)
    for row in answer.frame.to_dict("records"):
        attended, registered = expected["" if row["organisation_type"] == "not known" else row["organisation_type"]]
        assert shown(row, "attended") == attended
        assert shown(row, "registered") in (registered, None)
    of_germans = attendees.ATTENDANCE_BY_ORGANISATION_TYPE.answer(ask, replace(scope, attendees_from=("DE",)))
    assert of_germans.frame.empty
    assert "about too few persons" in of_germans.sentence


@pytest.mark.parametrize("scope", [FACTS, SAMPLE, IN_2023, replace(FACTS, event_types=("workshop",))])
@pytest.mark.figure("events.attendance_by_event", "events.listing")
def test_events_one_by_one(ask: Ask, scope: Scope) -> None:
    expected, events = by_event(scope), {row["event_id"]: row for row in held(scope)}
    everything = listed.LISTING.answer(ask, scope).frame
    assert set(everything["event_id"]) == set(events)
    for row in everything.to_dict("records"):
        event = events[row["event_id"]]
        assert (shown(row, "attended"), shown(row, "registered")) == expected[row["event_id"]]
        for name in ("name", "type", "format", "city", "url"):
            assert ("" if pd.isna(row[name]) else row[name]) == event.get(name, "")
        assert row["approximate"] == figures_of(scope).get(row["event_id"], (0, False))[1]
    known = listed.ATTENDANCE_BY_EVENT.answer(ask, scope)
    assert set(known.frame["event_id"]) == {name for name, numbers in expected.items() if numbers != (None, None)}
    for row in known.frame.to_dict("records"):
        assert (shown(row, "attended"), shown(row, "registered")) == expected[row["event_id"]]
    one = next(iter(events))
    assert list(listed.LISTING.answer(ask, replace(scope, events=(one,))).frame["event_id"]) == [one]
    assert known.figure.answer(ask, replace(scope, events=(one,))).not_narrowed_by == "Not narrowed by event."


@pytest.mark.parametrize("scope", [FACTS, SAMPLE, IN_2023])
@pytest.mark.parametrize("kind", ["type", "format", "year"])
@pytest.mark.figure("events.attendance_by_kind", "events.attendance_by_year")
def test_events_by_kind(ask: Ask, scope: Scope, kind: str) -> None:
    found = by_event(scope)
    expected: dict[str, list[str]] = defaultdict(list)
    for row in held(scope):
        expected[row["start_date"][:4] if kind == "year" else row[kind]].append(row["event_id"])
    if kind == "year":
        expected.pop("", None)
        rows = grouped.ATTENDANCE_BY_YEAR.answer(ask, scope).frame.rename(columns={"year": "kind"})
    else:
        rows = grouped.ATTENDANCE_BY_KIND.answer(ask, scope, {"kind": kind}).frame
    assert {"" if pd.isna(value) else str(value) for value in rows["kind"]} == set(expected)
    for row in rows.to_dict("records"):
        events = expected["" if pd.isna(row["kind"]) else str(row["kind"])]
        assert row["events"] == len(events)
        assert row["events_with_attendance"] == sum(found[event][0] is not None for event in events)
        for place, name in enumerate(("attended", "registered")):
            assert shown(row, name) == summed([found[event][place] for event in events])
        approximate = sum(figures_of(scope).get(event, (0, False))[1] for event in events)
        assert row["approximate"] == approximate
        assert (str(row["attended_words"]).startswith("~")) == bool(approximate)


@pytest.mark.parametrize("scope", [FACTS, SAMPLE, IN_2023])
@pytest.mark.figure("events.calendar", "events.by_host")
def test_months_and_hosts(ask: Ask, scope: Scope) -> None:
    events, found = held(scope), by_event(scope)
    months = grouped.CALENDAR.answer(ask, scope).frame
    counted = Counter(row["start_date"][:7] for row in events if len(row["start_date"]) >= 7)
    assert {f"{int(row.year)}-{int(row.month):02}": row.events for row in months.itertuples()} == counted
    hosts = grouped.EVENTS_BY_HOST.answer(ask, scope).frame
    assert dict(zip(hosts["iso2"].fillna(""), hosts["events"], strict=True)) == Counter(
        row["country"] for row in events
    )
    for row in hosts.to_dict("records"):
        there = [one["event_id"] for one in events if one["country"] == ("" if pd.isna(row["iso2"]) else row["iso2"])]
        assert shown(row, "attended") == summed([found[event][0] for event in there])


def histories(demonstration: bool) -> dict[str, dict[str, Bounds]]:
    """By event what may be published of its new and returning people. Written from the rule in words."""
    people = persons(demonstration)
    came = people[people["came"] & (people["day"] != "")]
    found: dict[str, dict[str, Bounds]] = {}
    could_return = 0
    for day, of_day in came.groupby("day"):
        before = set(came.loc[came["day"] < day, "attendee"])
        new_of_day, sizes = 0, [len(group) for _, group in of_day.groupby("event_id")]
        for event_id, group in of_day.groupby("event_id"):
            size, returning = len(group), int(group["attendee"].isin(before).sum())
            if size < 5 or (before and not 9 <= size <= could_return):
                continue
            cells: dict[str, Bounds] = {"new": (size - returning,) * 2, "returning": (returning,) * 2}
            if 1 <= returning <= 4:
                cells = {"new": (size - 4, size - 1), "returning": (1, 4)}
            elif 1 <= size - returning <= 4:
                cells = {"new": (1, 4), "returning": (size - 4, size - 1)}
            new_of_day += cells["new"][0]
            found[str(event_id)] = cells
        could_return = max([could_return + new_of_day, *(size for size in sizes if size >= 5)])
    return found


@pytest.mark.parametrize("scope", [FACTS, SAMPLE, IN_2023])
@pytest.mark.figure("events.new_and_returning", "events.came_back")
def test_new_and_returning(ask: Ask, scope: Scope) -> None:
    expected: dict[int, dict[str, Bounds]] = defaultdict(lambda: {"new": (0, 0), "returning": (0, 0)})
    days = {row["event_id"]: row["start_date"] for row in files.rows("event", scope.demonstration)}
    for event_id, cells in histories(scope.demonstration).items():
        year = int(days[event_id][:4])
        expected[year] = {name: add(expected[year][name], cell) for name, cell in cells.items()}
    years = {year: cells for year, cells in expected.items() if scope.first_year in (None, year)}
    rows = attendees.NEW_AND_RETURNING.answer(ask, scope).frame
    assert [int(year) for year in rows["year"]] == sorted(years)
    for row in rows.to_dict("records"):
        for name, cell in years[int(row["year"])].items():
            assert shown(row, name) == cell
    answer = totals.CAME_BACK.answer(ask, scope)
    assert shown(answer.frame.iloc[0], "returning") == summed([cells["returning"] for cells in years.values()])


@pytest.mark.figure("events.against_programmes", "events.absent_countries")
def test_programme_countries_and_who_never_came(ask: Ask) -> None:
    recorded = [row for row in files.rows("programme", True) if row["single_competition"] != "yes"]
    funding = Counter(row["country"] for row in recorded if row["country"])
    # Public statements are reference data, and hold beside the made-up rows.
    members = {
        row["country"]
        for row in files.rows("membership", False)
        if row["status"] and (files.last_of(row["to_date"]) or date.today()) >= date.today()
    }
    came = set(persons(True)["country"]) - {""}
    concerned = set(funding) | members
    answer = against_programmes.AGAINST_PROGRAMMES.answer(ask, SAMPLE)
    rows = answer.frame.set_index("iso2")
    assert {name: set(rows.index[rows["standing"] == name]) for name in STANDINGS} == {
        TOOK_PART: concerned & came,
        NEVER_CAME: concerned - came,
        WITHOUT_PROGRAMME: came - concerned,
    }
    assert rows["programmes"].to_dict() == {iso2: funding[iso2] for iso2 in rows.index}
    hosted = Counter(row["country"] for row in files.rows("event", True))
    assert rows["hosted"].to_dict() == {iso2: hosted[iso2] for iso2 in rows.index}
    absent = against_programmes.ABSENT_COUNTRIES.answer(ask, SAMPLE)
    assert set(absent.frame["iso2"]) == concerned - came != set()
    assert plain(absent.sentence).startswith(f"From {len(concerned - came)} members and programme countries nobody")
    only = against_programmes.AGAINST_PROGRAMMES.answer(ask, replace(SAMPLE, levels=("regional",))).frame.set_index(
        "iso2"
    )
    regional = Counter(row["country"] for row in recorded if row["level"] == "regional" and row["country"])
    assert only["programmes"].to_dict() == {iso2: regional[iso2] for iso2 in only.index}
    of_facts = against_programmes.ABSENT_COUNTRIES.answer(ask, FACTS)
    assert of_facts.frame.empty
    assert of_facts.sentence.startswith("There are too few attendance lists to say who never came")
