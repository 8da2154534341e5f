"""The page on events: each figure equals one computed from the CSV files alone, written from the definitions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.metrics import activity, overview, programmes
from lib.metrics.events import attendance, attendees, online
from lib.metrics.scope import Scope
from tests import totals
from tests.attendance import Bounds, add, expected_cells, persons, published
from tests.attendance import countries as countries

TODAY = date(2026, 11, 24)
FACTS = Scope()
#: Lists of persons are in the demonstration data alone.
ALL = Scope(demonstration=True)


def bounds(row: Any, measure: str) -> Bounds:
    """What a page shows of a number: the least and the most, with words exactly where the two differ."""
    least, most, words = int(row[measure]), int(row[f"{measure}_most"]), row[f"{measure}_words"]
    if least == most:
        assert words is None or words.startswith("~")
    elif most < 5:
        assert words == "<5"
    else:
        assert words == f"{least:,} to {most:,}".replace(",", "\u00a0")
    return least, most


def test_attendance_of_each_event(sample_engine: Engine) -> None:
    people = persons(True)
    shown = attendance.by_event(sample_engine, ALL).set_index("event_id")
    assert set(shown.index) == {row["event_id"] for row in totals.rows("event", True)}
    for event_id, group in people.groupby("event_id"):
        row = shown.loc[event_id]
        came, away = int(group["came"].sum()), int(group["away"].sum())
        assert bounds(row, "attended") == (came, came), "the sample has no list of fewer than five"
        if 1 <= away <= 4:
            assert bounds(row, "registered") == (came + 1, came + 4)
            assert pd.isna(row["rate"])
        else:
            assert bounds(row, "registered") == (came + away, came + away)
            assert row["rate"] == came / (came + away)
            assert row["no_show"] == pytest.approx(away / (came + away))
        assert row["source"] == "attendance list"


def test_published_attendance_where_there_is_no_list(sample_engine: Engine) -> None:
    shown = attendance.by_event(sample_engine, FACTS).set_index("event_id")
    with_list = set(persons(False)["event_id"])
    figures = [row for row in totals.rows("published_figure", False) if row["subject"] == "event"]
    attended = [row for row in figures if row["quantity"] == "attended" and row["shown"] == "yes"]
    assert attended
    for figure in attended:
        row = shown.loc[figure["subject_id"]]
        assert figure["subject_id"] not in with_list
        assert row["attended"] == int(figure["value"])
        assert (row["attended_words"] or "").startswith("~") == (figure["approximate"] == "yes")
        assert row["source"] == "published figure"
    nothing = shown[~shown.index.isin(with_list | {row["subject_id"] for row in attended})]
    assert nothing["attended"].isna().all(), "viewers and online participants are never attendance"


def test_other_published_figures_stand_apart(sample_engine: Engine) -> None:
    shown = online.online_figures(sample_engine, FACTS)
    figures = [
        row
        for row in totals.rows("published_figure", False)
        if row["subject"] == "event" and row["quantity"] != "attended" and row["shown"] == "yes"
    ]
    expected = sorted(
        ("~" if row["approximate"] == "yes" else "") + row["value"] + " " + row["quantity"] for row in figures
    )
    assert sorted(shown["value"] + " " + shown["quantity"]) == expected


@pytest.mark.parametrize("kind", ["type", "format", "year"])
def test_attendance_by_kind_of_event(sample_engine: Engine, kind: str) -> None:
    held = totals.rows("event", True)
    people = persons(True)
    listed = {str(name): group for name, group in people.groupby("event_id")}
    figures = {
        row["subject_id"]: int(row["value"])
        for row in totals.rows("published_figure", True)
        if row["subject"] == "event" and row["quantity"] == "attended" and row["shown"] == "yes"
    }
    expected: dict[str, list[int]] = defaultdict(lambda: [0] * 6)
    for event in held:
        name = event["start_date"][:4] if kind == "year" else event[kind]
        sums = expected[name]
        sums[0] += 1
        if event["event_id"] in listed:
            group = listed[event["event_id"]]
            came, away = int(group["came"].sum()), int(group["away"].sum())
            least, most = (1, 4) if 1 <= away <= 4 else (away, away)
            sums[1] += 1
            sums[2] += came
            sums[3] += came + least
            sums[4] += came + most
            sums[5] += came
        elif event["event_id"] in figures:
            sums[1] += 1
            sums[2] += figures[event["event_id"]]
    if kind == "year":
        expected.pop("", None)
    shown = attendance.by_kind(sample_engine, ALL, kind)
    names = ["" if pd.isna(value) else str(value) for value in shown[kind]]
    assert set(names) == set(expected)
    for name, row in zip(names, shown.to_dict("records"), strict=True):
        count, known, attended, registered, most_registered, of_lists = expected[name]
        assert (row["events"], row["events_with_attendance"]) == (count, known)
        if known:
            assert bounds(row, "attended") == (attended, attended)
        if of_lists:
            assert bounds(row, "registered") == (registered, most_registered)
            if registered == most_registered:
                assert row["rate"] == of_lists / registered, "sums over sums, of the events that noted both"
            else:
                low, high = of_lists / most_registered, of_lists / registered
                assert row["rate_words"] == f"{low * 100:.1f} to {high * 100:.1f}\u00a0%"


@pytest.mark.parametrize("narrowed", [{}, {"first_year": 2021, "last_year": 2023}, {"countries": ("FR", "AT")}])
@pytest.mark.parametrize("column", ["country", "organisation_type"])
def test_attendance_by_country_and_kind_of_organisation(
    sample_engine: Engine, column: str, narrowed: dict[str, Any]
) -> None:
    people = persons(True)
    hosts = {row["event_id"]: row["country"] for row in totals.rows("event", True)}
    if "countries" in narrowed:
        people = people[people["event_id"].map(hosts).isin(narrowed["countries"])]
    else:
        people = people[
            people["day"].between(f"{narrowed.get('first_year', 1990)}", f"{narrowed.get('last_year', 2100)}x")
        ]
    expected = expected_cells(people, column)
    scope = Scope(demonstration=True, **narrowed)
    if column == "country":
        shown = attendees.by_country(sample_engine, scope).rename(columns={"iso2": "category"})
    else:
        shown = attendees.by_organisation_type(sample_engine, scope)
        shown["category"] = shown["organisation_type"].replace("not known", "")
    assert set(shown["category"]) == set(expected)
    for row in shown.to_dict("records"):
        attended, registered = expected[row["category"]]
        assert bounds(row, "attended") == attended, row["category"]
        if not pd.isna(row["registered"]):
            assert bounds(row, "registered") == registered, row["category"]


def test_attendees_from_some_countries(sample_engine: Engine) -> None:
    people = persons(True)
    shown = attendance.by_event(sample_engine, replace(ALL, attendees_from=("DE",))).set_index("event_id")
    for event_id, group in people.groupby("event_id"):
        cells = published(str(event_id), {str(k): int(v) for k, v in group.groupby("country")["came"].sum().items()})
        away = published(str(event_id), {str(k): int(v) for k, v in group.groupby("country")["away"].sum().items()})
        assert cells is not None
        row = shown.loc[event_id]
        named = cells.get("DE", (0, 0)) != (0, 0) or (away or {}).get("DE", (0, 0)) != (0, 0)
        assert named == (not pd.isna(row["attended"])), "nobody is named for people who are hidden"
        if named:
            assert bounds(row, "attended") == cells["DE"]
    facts = attendance.by_event(sample_engine, replace(FACTS, attendees_from=("DE",))).set_index("event_id")
    assert facts.loc["E02", "attended"] is pd.NA, "nobody knows where the published 300 came from"


def test_new_and_returning(sample_engine: Engine) -> None:
    people = persons(True)
    came = people[people["came"] & (people["day"] != "")]
    expected: dict[int, dict[str, Bounds]] = defaultdict(lambda: {"new": (0, 0), "returning": (0, 0)})
    could_return = 0
    for day, of_day in came.groupby("day"):
        before = set(came.loc[came["day"] < day, "attendee"])
        new_of_day, sizes = 0, [len(group) for _, group in of_day.groupby("event_id")]
        for _, group in of_day.groupby("event_id"):
            size, returning = len(group), int(group["attendee"].isin(before).sum())
            if size < 5 or (before and not 9 <= size <= could_return):
                continue
            cells: dict[str, Bounds] = {"new": (size - returning,) * 2, "returning": (returning,) * 2}
            if 1 <= returning <= 4:
                cells = {"new": (size - 4, size - 1), "returning": (1, 4)}
            elif 1 <= size - returning <= 4:
                cells = {"new": (1, 4), "returning": (size - 4, size - 1)}
            new_of_day += cells["new"][0]
            for name, cell in cells.items():
                expected[int(day[:4])][name] = add(expected[int(day[:4])][name], cell)
        could_return = max([could_return + new_of_day, *(size for size in sizes if size >= 5)])
    shown = attendees.new_and_returning(sample_engine, ALL)
    assert list(shown["year"]) == sorted(expected)
    for row in shown.to_dict("records"):
        for name, cell in expected[int(row["year"])].items():
            assert bounds(row, name) == cell
    totalled = attendance.totals(sample_engine, ALL)
    returning_sum = (sum(cells["returning"][end] for cells in expected.values()) for end in (0, 1))
    assert totalled["returning_words"] == "{:,} to {:,}".format(*returning_sum).replace(",", "\u00a0")


def test_calendar_and_hosts(sample_engine: Engine) -> None:
    held = totals.rows("event", True)
    months = attendance.calendar(sample_engine, ALL)
    counted = pd.Series([row["start_date"][:7] for row in held if row["start_date"]]).value_counts()
    assert {f"{row.year}-{row.month:02}": row.events for row in months.itertuples()} == counted.to_dict()
    hosts = attendance.by_host(sample_engine, ALL)
    by_host = pd.Series([row["country"] for row in held]).value_counts()
    assert dict(zip(hosts["iso2"].fillna(""), hosts["events"], strict=True)) == by_host.to_dict()


def test_programme_countries_and_who_never_came(sample_engine: Engine) -> None:
    recorded = [row for row in totals.rows("programme", True) if row["single_competition"] != "yes"]
    funding = {row["country"] for row in recorded if row["country"]}
    # Public statements are reference data, and hold beside the made-up rows.
    members = {
        row["country"]
        for row in totals.rows("membership", False)
        if row["status"] and (totals.last_of(row["to_date"]) or date.today()) >= date.today()
    }
    came = set(persons(True)["country"]) - {""}
    shown = attendees.against_programmes(sample_engine, ALL).set_index("iso2")
    assert set(shown.index) == funding | members | came
    by_standing = {name: set(shown.index[shown["standing"] == name]) for name in attendees.STANDINGS}
    assert by_standing == {
        attendees.TOOK_PART: (funding | members) & came,
        attendees.NEVER_CAME: (funding | members) - came,
        attendees.WITHOUT_PROGRAMME: came - funding - members,
    }
    assert by_standing[attendees.NEVER_CAME]
    assert by_standing[attendees.WITHOUT_PROGRAMME]


@pytest.mark.parametrize("demonstration", [False, True])
def test_programmes_are_those_that_the_page_on_programmes_counts(sample_engine: Engine, demonstration: bool) -> None:
    scope = Scope(first_year=2025, last_year=2025, demonstration=demonstration)
    here = attendees.against_programmes(sample_engine, scope).set_index("iso2")["programmes"]
    there = programmes.by_country(sample_engine, scope).set_index("iso2")["programmes"]
    assert there.sum() > 0
    assert {iso2: n for iso2, n in here.items() if n} == {iso2: n for iso2, n in there.items() if n}


def test_period_to_the_day_narrows_programmes_to_its_years(sample_engine: Engine) -> None:
    by_day = Scope(demonstration=True, first_day=date(2021, 3, 1), last_day=date(2022, 8, 31))
    by_year = Scope(demonstration=True, first_year=2021, last_year=2022)
    columns = ["iso2", "programmes"]
    one = attendees.against_programmes(sample_engine, by_day)[columns].set_index("iso2")["programmes"]
    other = attendees.against_programmes(sample_engine, by_year)[columns].set_index("iso2")["programmes"]
    common = one.index.intersection(other.index)
    assert len(common) > 20
    assert one[common].equals(other[common])


def test_facts_know_no_list_of_the_demonstration_data(sample_engine: Engine) -> None:
    facts = Scope(demonstration=False)
    found = attendance.totals(sample_engine, facts)
    assert found["events"] == len(totals.rows("event", False))
    assert pd.isna(found["registered"]), "no attendance list is public"
    assert attendees.by_country(sample_engine, facts).empty
    assert attendees.new_and_returning(sample_engine, facts).empty


def test_single_events_and_kinds_can_be_chosen(sample_engine: Engine) -> None:
    listed = attendance.by_event(sample_engine, replace(ALL, event_types=("conference",), event_formats=("on site",)))
    assert set(zip(listed["type"], listed["format"], strict=True)) == {("conference", "on site")}
    one = replace(ALL, events=(listed["event_id"].iloc[0],))
    assert attendance.totals(sample_engine, one)["events"] == 1
    assert attendees.by_country(sample_engine, one)["events"].max() == 1


def test_overview_agrees_with_the_page(sample_engine: Engine) -> None:
    years = attendance.by_kind(sample_engine, ALL, "year").set_index("year")
    by_year = activity.events(sample_engine, ALL).set_index("year")
    assert by_year["attended"].equals(years["attended"])
    cards = overview.headlines(sample_engine, Scope(demonstration=True, last_year=2023), TODAY)
    assert cards.loc["attendance", "value"] == years.loc[2023, "attended"]
    assert cards.loc["attendance", "words"] == (years.loc[2023, "attended_words"] or "")
    published = attendance.by_kind(sample_engine, FACTS, "year").set_index("year")
    shown = overview.headlines(sample_engine, Scope(last_year=2023), TODAY).loc["attendance"]
    assert shown["words"] == published.loc[2023, "attended_words"]
    assert shown["words"].startswith("~"), "a sum with approximate numbers is approximate"
