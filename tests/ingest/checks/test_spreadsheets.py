"""What spreadsheets do to cells while nobody looks: dates half converted, names made dates, zeros taken off."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from lib.entities.event import Event
from lib.ingest.parsing.given import Given
from lib.ingest.upload.answers import Answers
from tests.ingest.checks.reports import only, questions, report_on, rows
from tests.ingest.dumps import csv_file, load_files
from tests.ingest.files import samples

EVENTS = ["event_id", "name", "start_date"]


def event_book(*dates: Any) -> Any:
    table = [EVENTS, *([f"E{number}", "Meeting", day] for number, day in enumerate(dates))]
    return samples.workbook_file("book.xlsx", {"event": table})


def test_dates_of_which_only_some_were_converted_are_asked_about(filled: Engine) -> None:
    file = event_book(date(2024, 5, 1), date(2024, 3, 2), "13/01/2024", "27/03/2024")
    assert questions(filled, file) == {"start_date": ("kept", "swapped")}
    for answer, first in (("kept", date(2024, 5, 1)), ("swapped", date(2024, 1, 5))):
        answers = Answers(given=Given(notations={"start_date": answer}))
        load_files(filled, file, answers=answers)
        assert rows(filled, Event, "start_date")[::3] == [(first,), (date(2024, 3, 27),)]
        said = any(
            "swapped back" in sentence for sentence in report_on(filled, file, answers=answers).tables[0].read_as
        )
        assert said == (answer == "swapped")


@pytest.mark.parametrize(
    "dates",
    [
        # A typed date that no swap can have made, a text that would have been converted, and no text at all.
        [date(2024, 5, 1), date(2024, 5, 13), "27/03/2024"],
        [date(2024, 5, 1), "05/03/2024", "27/03/2024"],
        [date(2024, 5, 1), date(2024, 3, 2)],
        [date(2024, 5, 5), "27/03/2024"],
    ],
)
def test_other_columns_of_dates_are_not(filled: Engine, dates: list[Any]) -> None:
    assert report_on(filled, event_book(*dates)).errors == ()


def test_dates_and_numbers_in_columns_of_texts(filled: Engine) -> None:
    table = [
        ["project_id", "acronym", "title"],
        ["00123", date(2025, 9, 9), "Methylation of SEPT9"],
        [124, "TRUST", "A zero was taken off"],
        ["G3", 250_000_000_000, "A code with an E"],
        ["G4", 2024, "A number that is a name"],
        ["G5", True, "A word that is one in programs"],
    ]
    report = report_on(filled, samples.workbook_file("book.xlsx", {"project": table}))
    assert report.errors == ()
    assert {(g.code, g.column, g.examples) for g in report.warnings} == {
        ("date-in-text", "acronym", ((2, "2025-09-09"),)),
        ("leading-zero-lost", "project_id", ((3, "124"),)),
        ("truth-value-in-text", "acronym", ((6, "yes"),)),
        ("number-in-text", "acronym", ((4, "250000000000 (2.5E11)"),)),
    }


@pytest.mark.parametrize(
    ("entity", "content", "column"),
    [
        ("event", "event_id,name,start_date,end_date\nE,E,2024-05-02,2042-05-03\n", "start_date"),
        ("event", "event_id,name,start_date\nE,E,2090-05-02\n", "start_date"),
        ("project", "project_id,title,start_date,end_date\nJ,T,2020-01-01,2050-01-01\n", "start_date"),
        ("programme", "programme_id,name,level,end_year\nP,P,national,2099\n", "end_year"),
        ("programme", "programme_id;name;level;budget_eur\nM;M;national;12,5\n", "budget_eur"),
        ("programme", "programme_id;name;level;budget_eur\nM;M;national;670\n", "budget_eur"),
    ],
)
def test_values_out_of_reason(filled: Engine, entity: str, content: str, column: str) -> None:
    report = report_on(filled, csv_file(entity, content))
    assert report.errors == ()
    assert column in {group.column for group in report.warnings}
    assert report.counts[entity].new == 1


@pytest.mark.parametrize("day", ["2204-05-02", "0204-05-02"])
def test_years_that_cannot_be(filled: Engine, day: str) -> None:
    error = only(report_on(filled, csv_file("event", f"event_id,name,start_date\nE,E,{day}\n")).errors)
    assert "1990 to 2100" in error.expected
