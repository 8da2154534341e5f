"""What the owner of a file says holds, and what nobody asked for never keeps rows from being loaded."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from lib.entities.event import Event
from lib.entities.organisation import Organisation
from lib.entities.programme import Programme
from lib.ingest.matching import Match
from lib.ingest.parsing.given import EVERY_COLUMN, Given
from lib.ingest.readers.source import SourceFile
from lib.ingest.upload import NeedsInput, RejectedError, prepare
from lib.ingest.upload.answers import Answers
from lib.ingest.upload.matched import current_match
from lib.services.actors import operator
from tests.conftest import filled_store
from tests.ingest.checks.reports import report_on, rows
from tests.ingest.dumps import csv_file, load_files
from tests.ingest.files.samples import workbook_file

COUNTRIES = "iso2,iso3,name\nDE,DEU,Germany\nFR,FRA,France\nIT,ITA,Italy\n"
#: A list as ministries write it: no column but two is called as in the template, and notes stand below.
PROGRAMMES = (
    "Programme name,Country,Level,Start,End,Budget EUR\n"
    "Genome Initiative,Germany,national,2021,2027,12500000\n"
    "Precision Plan,France,national,2020,2026,25000000\n"
)


def fill(engine: Engine) -> None:
    load_files(engine, csv_file("country", COUNTRIES))


filled = filled_store(fill)


def asked(engine: Engine, file: SourceFile, answers: Answers | None = None) -> Match:
    """The match that is proposed for a file."""
    with pytest.raises(NeedsInput) as needs:
        prepare(engine, [file], answers)
    (request,) = needs.value.requests
    assert request.match is not None
    return request.match


def test_columns_of_her_own_in_a_template_are_listed_as_not_loaded(filled: Engine) -> None:
    content = "event_id;name;start_date;Contact person;Country (ISO)\nRM-1;Workshop;02.05.2024;Anna;IT\n"
    file = csv_file("events", content)
    report = report_on(filled, file)
    assert report.errors == ()
    (table,) = report.tables
    assert (table.format, table.unused) == ("event template", ("Contact person", "Country (ISO)"))
    assert table.proposed == {"Country (ISO)": "country"}
    (warning,) = report.warnings
    assert warning.column == "Country (ISO)"
    with prepare(filled, [file]) as ready:
        match = current_match(ready.found[0])
    assert match is not None
    more = Match(match.entity, {**match.columns, "country": "Country (ISO)"})
    load_files(filled, file, answers=Answers(matches={"events.csv": more}))
    assert rows(filled, Event, "event_id", "country") == [("RM-1", "IT")]
    next_year = csv_file("next", content.replace("RM-1", "RM-2"))
    load_files(filled, next_year)
    assert rows(filled, Event, "event_id", "country")[1] == ("RM-2", "IT"), "what was matched once is remembered"


def test_a_list_of_other_columns_beside_a_templates_is_asked_about(filled: Engine) -> None:
    content = "programme_id,name,level,Land,Beginn,Ende,Laufzeit,Kommentar\nP,N,national,Italy,2020,2024,x,y\n"
    match = asked(filled, csv_file("list", content))
    assert match.columns.items() >= {"programme_id": "programme_id", "country": "Land", "start_year": "Beginn"}.items()


def test_what_the_rows_are_is_said_and_the_columns_are_still_matched(filled: Engine) -> None:
    file = csv_file("list", PROGRAMMES)
    match = asked(filled, file, Answers("programme"))
    assert match.entity == "programme"
    assert {"name": "Programme name", "country": "Country", "start_year": "Start"}.items() <= match.columns.items()
    load_files(filled, file, answers=Answers("programme", accept_proposals=True))
    assert len(rows(filled, Programme, "name")) == 2


def of_first_sheet(sheets: dict[str, list[list[object]]]) -> SourceFile:
    return workbook_file("events.xlsx", sheets)


HEADER: list[object] = ["event_id", "name", "start_date"]


@pytest.mark.parametrize("name", ["old", "events.xlsx / old"])
def test_a_sheet_is_left_out(filled: Engine, name: str) -> None:
    file = of_first_sheet({"now": [HEADER, ["E1", "One", "2024-05-02"]], "old": [HEADER, ["E0", "Zero", "1999-05-02"]]})
    report = report_on(filled, file, answers=Answers(left_out=frozenset({name})))
    assert [table.where for table in report.tables] == ["events.xlsx / now"]
    assert report.left_out == ("events.xlsx / old",)
    every = frozenset({"now", "old"})
    assert report_on(filled, file, answers=Answers(left_out=every)).why_nothing.endswith("every sheet is left out.")


def test_the_row_with_the_column_names_is_said(filled: Engine) -> None:
    content = "event_id,name\nthis,is how it is filled in\nEvent,Called,Of\nE1,One,2024-05-02\n"
    file = csv_file("events", content)
    match = Match("event", {"event_id": "Event", "name": "Called", "start_date": "Of"})
    load_files(filled, file, answers=Answers(header_rows={"events.csv": 3}, matches={"events.csv": match}))
    assert rows(filled, Event, "event_id", "name") == [("E1", "One")]
    bare = csv_file("bare", "E2,Two\nE3,Three\n")
    match = Match("event", {"event_id": "column 1", "name": "column 2"})
    load_files(filled, bare, answers=Answers(header_rows={"": 0}, matches={"bare.csv": match}))
    assert rows(filled, Event, "event_id", "name") == [("E1", "One"), ("E2", "Two"), ("E3", "Three")]


def test_words_and_values_of_columns(filled: Engine) -> None:
    content = "organisation_id,name,country,type,note\nO1,One,n/a,HEI,unknown\nO2,Two,IT,Unknown,\nO3,Three,-,SME,-\n"
    given = Given(
        empty_words={EVERY_COLUMN: frozenset({"N/A", "-"}), "type": frozenset({"unknown"})},
        values={"type": {"hei": "university"}},
    )
    load_files(filled, csv_file("organisation", content), answers=Answers(given_for={"organisation.csv": given}))
    assert rows(filled, Organisation, "organisation_id", "country", "type", "note") == [
        ("O1", None, "university", "unknown"),
        ("O2", "IT", None, None),
        ("O3", None, "SME", None),
    ]


def test_a_value_for_all_rows_and_columns_that_are_not_loaded(filled: Engine) -> None:
    content = "programme_id,name,level,start_year\nP1,One,somewhere,soon\nP2,Two,,later\n"
    given = Given(constants={"level": "national"}, ignored=frozenset({"start_year"}))
    report = report_on(filled, csv_file("p", content), answers=Answers(given_for={"p.csv": given}))
    assert report.errors == ()
    assert report.tables[0].unused == ("level", "start_year")
    without = csv_file("p", "programme_id,name\nP1,One\n")
    load_files(filled, without, answers=Answers(given=Given(constants={"level": "national"})))
    assert rows(filled, Programme, "programme_id", "level") == [("P1", "national")]


BAD = "event_id,name,start_date\nE1,One,never\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("event_id,name,start_date\n", "there are no rows below the column names"),
        (BAD, "every row has errors"),
        (BAD + "E0,Zero,2020-01-01\n", "the store has all rows without errors already"),
    ],
)
def test_nothing_to_load_is_said_only_where_the_store_has_all_of_it(filled: Engine, content: str, why: str) -> None:
    known = csv_file("known", "event_id,name,start_date\nE0,Zero,2020-01-01\n")
    load_files(filled, known)
    file = csv_file("event", content)
    report = report_on(filled, file)
    assert not report.changes_nothing
    assert why in report.why_nothing
    with prepare(filled, [file]) as ready, pytest.raises(RejectedError, match=why):
        ready.load(operator("tests"), quarantine_bad_rows=True)
    assert report_on(filled, known).why_nothing == "Nothing to load: the store has all of it already."


def grows(first: int, last: int, budget: str = "1") -> str:
    lines = [f"P{number},N,national,{budget}" for number in range(first, last)]
    return "\n".join(["programme_id,name,level,budget_eur", *lines])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (grows(20, 22), []),
        (grows(0, 20, "1000000"), ["Budget of funding programmes grows from EUR 20 to EUR 20 million."]),
        (grows(20, 62, "0"), ["Funding programmes grow from 20 to 62."]),
    ],
)
def test_figures_that_would_change_by_much_are_told(filled: Engine, content: str, says: list[str]) -> None:
    assert report_on(filled, csv_file("programme", grows(0, 20))).large_changes == (), "everything is a beginning"
    load_files(filled, csv_file("programme", grows(0, 20)))
    report = report_on(filled, csv_file("programme", content))
    assert [sentence.replace("\N{NO-BREAK SPACE}", " ") for sentence in report.large_changes] == says
