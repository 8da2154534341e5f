"""Answers to forms of EUSurvey, Google and Microsoft."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from lib.entities.attendance import Attendance
from lib.ingest.parsing.given import Given
from lib.ingest.upload import prepare
from lib.ingest.upload.answers import Answers
from lib.services.actors import operator
from tests.ingest.checks.reports import questions
from tests.ingest.checks.reports import rows as stored
from tests.ingest.dumps import csv_file, load_files
from tests.ingest.files import samples
from tests.ingest.formats.tables import applied, column, of_text, only, tables_of


def test_eusurvey() -> None:
    french = only(of_text(samples.EUSURVEY_FRENCH))
    assert (french.format, french.header_row) == ("EUSurvey contributions", 2)
    rows = applied(french, "attendance")
    assert column(rows, "attendee") == ["anne@example.org", "anne autre", "c-3"]
    assert column(rows, "organisation_type") == ["university", "other", ""]
    assert column(rows, "country") == ["France", "France", ""]
    (german,) = applied(only(of_text(samples.EUSURVEY_GERMAN)), "attendance")
    assert german == {
        "attendee": "anna beispiel",
        "registered": "yes",
        "role": "participant",
        "organisation_type": "hospital",
        "country": "Österreich",
    }


def test_eusurvey_that_asks_nothing_leaves_fields_out() -> None:
    table = only(of_text("Contribution ID,Creation date\nc-1,2026-01-01\n"))
    assert set(table.mappings[0].columns) == {"attendee", "alias", "registered", "role"}


GOOGLE = """\
"Timestamp","Email address","First and last name","Institution","Country","Do you agree to the privacy policy?"
"2025/03/01 9:00:12 AM GMT+1","anna@uni.example","Anna Example","Uni Example","Spain","Yes"
"2025/03/01 9:05:40 AM GMT+1","","Bert Sample","Min","Germany","Yes"
"""


def test_a_google_form_is_a_list_of_persons_and_never_of_organisations() -> None:
    table = only(of_text(GOOGLE))
    assert [part.entity for part in table.mappings] == ["attendance"]
    rows = applied(table, "attendance")
    assert column(rows, "attendee") == ["anna@uni.example", "bert sample"]
    assert column(rows, "country") == ["Spain", "Germany"]


def test_a_google_form_in_german_that_asks_for_the_name_alone() -> None:
    rows = applied(
        only(of_text("Zeitstempel,Vor- und Nachname,Land\n01.03.2025 09:00:12,Anna Beispiel,Malta\n")), "attendance"
    )
    assert rows == [{"attendee": "anna beispiel", "role": "participant", "country": "Malta"}]


def test_a_form_that_asks_nobody_who_they_are_is_not_taken_for_a_list_of_persons() -> None:
    assert (
        only(of_text("Timestamp,How was the workshop?,Institution\n2025/03/01,Good,Uni\n")).format == "unknown columns"
    )


MICROSOFT = [
    ["ID", "Start time", "Completion time", "Email", "Name", "Last modified time", "First name", "Surname",
     "E-mail address", "Organisation", "Type of organisation", "Country", "Will you attend on site?"],
    [1, "2025-03-01 09:00", "2025-03-01 09:03", "anonymous", None, None, "Anna", "Example", "anna@uni.example",
     "Uni Example", "University", "Malta", "Yes"],
    [2, "2025-03-01 09:10", "2025-03-01 09:13", "anonymous", None, None, "Bert", "Sample", None, "Min", "Ministry",
     "Malta", "No"],
]  # fmt: skip


def test_microsoft_forms() -> None:
    rows = applied(only(tables_of(samples.workbook_file("form.xlsx", {"Form1": MICROSOFT}))), "attendance")
    assert column(rows, "attendee") == ["anna@uni.example", "bert sample"]
    assert column(rows, "organisation_type") == ["university", "ministry"]


@pytest.mark.parametrize(
    ("answer", "registered", "attended"),
    [("registered", True, None), ("attended", None, True), ("both", True, True), ("unknown", None, None)],
)
def test_what_a_form_was_for_is_asked(
    engine: Engine, answer: str, registered: bool | None, attended: bool | None
) -> None:
    load_files(engine, csv_file("country", "iso2,iso3,name\nES,ESP,Spain\nDE,DEU,Germany\n"))
    load_files(engine, csv_file("event", "event_id,name\nE1,Workshop\n"))
    file = samples.text_file("form.csv", GOOGLE)
    asked = questions(engine, file, Answers(given=Given({"event_id": "E1"})))
    assert asked == {"list_of": ("registered", "attended", "both", "unknown")}
    with prepare(engine, [file], Answers(given=Given({"event_id": "E1", "list_of": answer}))) as ready:
        ready.load(operator("tests"))
    assert set(stored(engine, Attendance, "registered", "attended")) == {(registered, attended)}
