"""What figures on events cover, and what they say where too little is known."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from lib.figures.asking import Ask, asking
from lib.figures.events import against_programmes, attendees, grouped, listed, totals
from lib.metrics.scope import Scope
from tests import totals as files
from tests.attendance import HEAD, people
from tests.attendance import countries as countries
from tests.figures.test_events import FACTS, SAMPLE, by_event, card, held, plain
from tests.rows import load


def test_who_never_came_is_of_the_filters(countries: Engine) -> None:
    load(countries, "organisation", "organisation_id,name,country\nO1,One,DE\nO2,Two,FR\n")
    load(
        countries,
        "programme",
        "programme_id,name,level,country,funder,areas\nP1,One,national,DE,O1,Data & ICT\nP2,Two,regional,FR,O2,\n",
    )
    load(countries, "event", "event_id,name,start_date,format\nE1,One,2024-05-05,online\nE2,Two,2024-06-05,on site\n")
    load(countries, "attendance", HEAD + people("E1", 0, 9, "MT") + people("E2", 20, 9, "FR"))

    def absent(**narrowed: Any) -> set[str]:
        return set(
            against_programmes.ABSENT_COUNTRIES.answer(asking(countries), replace(FACTS, **narrowed)).frame["iso2"]
        )

    assert absent() == {"DE"}
    assert absent(event_formats=("online",)) == {"DE", "FR"}
    assert absent(levels=("regional",)) == set()
    assert absent(funders=("O2",)) == set()
    assert absent(areas=("Data & ICT",), event_formats=("online",)) == {"DE"}


@pytest.mark.parametrize("scope", [FACTS, SAMPLE, replace(FACTS, event_types=("workshop",))])
@pytest.mark.figure("events.online_figures")
def test_online_figures(ask: Ask, scope: Scope) -> None:
    events = {row["event_id"] for row in held(scope)}
    wanted = [
        row
        for row in files.rows("published_figure", scope.demonstration)
        if row["subject"] == "event" and row["quantity"] != "attended" and row["shown"] == "yes"
        if row["subject_id"] in events
    ]
    answer = listed.ONLINE_FIGURES.answer(ask, scope)
    got = [
        (row["event_id"], row["quantity"], row["number"], bool(row["approximate"]))
        for row in answer.frame.to_dict("records")
    ]
    assert sorted(got) == sorted(
        (row["subject_id"], row["quantity"], float(row["value"]), row["approximate"] == "yes") for row in wanted
    )
    known = answer.coverage[0]
    assert (known.known, known.of) == (len({row["subject_id"] for row in wanted}), len(events))


def test_a_period_of_days_says_how_many_events_may_lie_in_it_too(ask: Ask) -> None:
    """Events that are dated to the month or the year alone are left out, unless all of that lies in it."""
    first, last = "2023-01-15", "2023-05-20"
    scope = replace(FACTS, first_day=date.fromisoformat(first), last_day=date.fromisoformat(last))
    begins = [row["start_date"] for row in files.rows("event", False) if row["start_date"]]
    spans = [(files.first_of(day), files.last_of(day)) for day in begins]
    surely = sum(str(start) >= first and str(end) <= last for start, end in spans)
    maybe = sum(str(start) <= last and str(end) >= first for start, end in spans)
    assert 0 < surely < maybe
    told = f"{surely} of {maybe} events that may lie in these days; of the others only the month or the year is known"
    for figure in (
        totals.ATTENDED,
        grouped.ATTENDANCE_BY_KIND,
        grouped.CALENDAR,
        listed.LISTING,
        listed.ONLINE_FIGURES,
    ):
        answer = figure.answer(ask, scope)
        assert told in plain(answer.covers), figure.id
    assert len(listed.LISTING.answer(ask, scope).frame) == surely
    assert "may lie" not in listed.LISTING.answer(ask, replace(FACTS, first_year=2022, last_year=2022)).covers


def test_the_listing_says_what_it_covers(ask: Ask) -> None:
    numbers = by_event(FACTS).values()
    known = [sum(one[place] is not None for one in numbers) for place in (0, 1)]
    assert plain(listed.LISTING.answer(ask, FACTS).covers) == (
        f"{known[0]} of {len(numbers)} events with a known number of attendees; "
        f"{known[1]} of {len(numbers)} events with a known number of registrations"
    )


def test_the_map_compares_countries_only_where_enough_is_known(countries: Engine) -> None:
    """Below the threshold all countries with attendees have one shade, and none is ranked."""
    load(countries, "attendance", HEAD + people("E1", 0, 9, "MT") + people("E1", 20, 30, "FR"))

    def shades() -> tuple[set[str], str]:
        answer = attendees.ATTENDEES_ON_MAP.answer(asking(countries), FACTS)
        drawn: Any = answer.chart()
        shapes = drawn.to_dict(validate=False)
        return set(re.findall(r"from \d+|some, not compared", str(shapes))), answer.caption

    assert shades() == ({"from 9", "from 12", "from 16", "from 20", "from 23", "from 26"}, ""), "of one of two events"
    load(countries, "event", "event_id,name,start_date\nE3,Three,2024-07-05\n")
    found, caption = shades()
    assert found == {"some, not compared"}
    assert caption.startswith("Not shaded for comparison, since the list by country is known for too few events: 1")
    assert (
        attendees.ATTENDEES_BY_COUNTRY.answer(asking(countries), FACTS).title == "Where attendees come from (persons)"
    )


def test_dates_in_the_chart_are_as_precise_as_they_are_known(ask: Ask) -> None:
    rough = [row for row in files.rows("event", False) if row["start_date"] and len(row["start_date"]) < 10]
    known = set(listed.ATTENDANCE_BY_EVENT.answer(ask, FACTS).frame["event_id"])
    wanted = next(row for row in rough if row["event_id"] in known and len(row["start_date"]) == 4)
    drawn: Any = listed.ATTENDANCE_BY_EVENT.answer(ask, FACTS).chart()
    labels = " ".join(re.findall(r"'label': '([^']*)'", str(drawn.to_dict(validate=False))))
    assert f"{wanted['name'].split()[-1]}, {wanted['start_date']}" in labels.replace("\\n", " ")


def test_sentences(ask: Ask) -> None:
    answer = totals.ATTENDED.answer(ask, FACTS)
    known = sum(one[0] is not None for one in by_event(FACTS).values())
    assert plain(answer.sentence) == f"Attended: {card(answer)} ({known} of {len(held(FACTS))} events)."
    assert card(answer).startswith("~"), "a sum with approximate numbers is approximate"
    assert totals.REGISTERED.answer(ask, FACTS).sentence.startswith("Registered: not known (0")
    assert attendees.ATTENDEES_BY_COUNTRY.answer(ask, FACTS).sentence == "No attendance list fits the filters."
