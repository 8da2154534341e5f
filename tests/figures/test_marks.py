"""What a click on a mark leads to: the figure's row, and as many rows of the store as the mark counts."""

from __future__ import annotations

import pytest

from lib.figures.asking import Ask
from lib.figures.calls import countries, rates
from lib.figures.collaboration import pairs
from lib.figures.events import attendees, listed
from lib.figures.figure import Figure
from lib.figures.marks import (
    Behind,
    behind,
    fields_in,
    fields_of,
    names_of,
    names_of_rows,
    one_row,
    rows_of,
    with_marks,
)
from lib.figures.programmes import lists
from lib.figures.topics import specialised
from lib.metrics.records import record_page
from lib.metrics.scope import Scope

MADE_UP = Scope(demonstration=True)


@pytest.mark.parametrize(
    ("figure", "values", "entity", "counted"),
    [
        (countries.PARTICIPATIONS_BY_COUNTRY, ["Germany"], "project", "projects"),
        (countries.PARTICIPATIONS_BY_COUNTRY, ["Germany"], "participation", "participations"),
        (pairs.MATRIX, ["Belgium", "Czechia"], "project", "projects"),
    ],
)
def test_rows_behind_a_mark_are_those_it_counts(
    ask: Ask, figure: Figure, values: list[str], entity: str, counted: str
) -> None:
    answered = figure.answer(ask, MADE_UP)
    rows = rows_of(answered, values)
    assert len(rows) == 1
    (source,) = (one for one in behind(answered, rows) if one.entity == entity)
    assert ask(record_page, entity, source.scope, 0, 1).total == rows[counted].iloc[0] > 0


def test_a_call_keeps_what_the_page_is_narrowed_to(ask: Ask) -> None:
    answered = rates.SUCCESS_RATE_BY_CALL.answer(ask, Scope(demonstration=True, countries=("DE",)))
    rows = rows_of(answered, ["Example Joint Call 2025"])
    assert Behind("call outcome", Scope(demonstration=True, countries=("DE",), calls=("X-CALL-2025",))) in behind(
        answered, rows
    )


def test_where_attendees_are_from_is_not_where_an_event_was(ask: Ask) -> None:
    answered = attendees.ATTENDEES_BY_COUNTRY.answer(ask, MADE_UP)
    assert behind(answered, rows_of(answered, ["Germany"])) == ()


def test_an_event_is_found_wherever_it_was(ask: Ask) -> None:
    answered = listed.LISTING.answer(ask, MADE_UP)
    event = answered.frame["event_id"].iloc[0]
    found = behind(answered, answered.frame[answered.frame["event_id"] == event])
    assert Behind("event", Scope(demonstration=True, events=(event,))) in found


def test_a_programme_is_one_row(ask: Ask) -> None:
    answered = lists.TIMELINE.answer(ask, MADE_UP)
    assert one_row(answered.frame.iloc[[0]]) == ("programme", answered.frame["programme_id"].iloc[0])
    assert one_row(answered.frame.iloc[[0, 1]]) is None


@pytest.mark.parametrize("values", [[], ["Atlantis"], ["Germany", "Atlantis"], ["<b>Germany</b>"]])
def test_a_value_that_is_not_there_leads_to_no_row(ask: Ask, values: list[str]) -> None:
    answered = countries.PARTICIPATIONS_BY_COUNTRY.answer(ask, MADE_UP)
    assert rows_of(answered, values).empty
    assert behind(answered, rows_of(answered, values)) == ()


def test_a_chart_that_can_be_clicked_stays_silent_to_screen_readers(ask: Ask) -> None:
    answered = rates.SUCCESS_RATE_BY_YEAR.answer(ask, MADE_UP)
    chart = answered.chart()
    assert chart is not None
    written = with_marks(chart, fields_of(chart, answered)).to_dict(validate=False)
    assert written["config"]["mark"] == {"aria": False, "cursor": "pointer"}
    assert fields_in(written) == ("year",)


def test_a_mark_is_called_by_what_readers_see_also_in_capitals(ask: Ask) -> None:
    answered = specialised.BY_FUNDER.answer(ask, Scope())
    row = answered.frame[answered.frame["funder_id"] == "EU-EC"].iloc[:1]
    topic = row["topic"].iloc[0]
    assert names_of(answered, row, [topic, "EC"]) == [topic, "EC"]
    by_country = countries.PARTICIPATIONS_BY_COUNTRY.answer(ask, MADE_UP)
    germany = rows_of(by_country, ["DE", "Germany"])
    assert len(germany) == 1
    assert names_of(by_country, germany, ["DE", "Germany"]) == ["Germany"]


def test_a_long_figure_names_its_first_rows(ask: Ask) -> None:
    answered = countries.PARTICIPATIONS_BY_COUNTRY.answer(ask, MADE_UP)
    assert names_of_rows(answered, 3) == [(name,) for name in answered.frame["country"].head(3)]
