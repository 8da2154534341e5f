"""The first rows as they would be stored, the differences to the store, and rows with errors that are mended."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from sqlalchemy import Engine, select

from lib.entities.import_record import ImportRecord
from lib.entities.programme import Programme
from lib.export.error_copy import error_copy
from lib.ingest.parsing.given import Given
from lib.ingest.problems import HIDDEN
from lib.ingest.staging.changes import Difference
from lib.ingest.upload import prepare
from lib.ingest.upload.answers import Answers
from lib.ingest.upload.preview import Preview
from tests.ingest.checks.reports import rows
from tests.ingest.dumps import csv_file, everything, load_files

pytestmark = pytest.mark.engines

HEADER = "programme_id;name;country;level;budget_eur;areas\n"
PROGRAMMES = csv_file(
    "programme", f'{HEADER}P1;One;Malta;national;1.234,50;"ELSA;Data & ICT"\nP2;;Luxemburg;national;7,00;\n'
)


def by_field(preview: Preview) -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return {column.field or column.header: (column.reading, column.cells, column.values) for column in preview.columns}


def test_the_first_rows_stand_beside_their_cells(filled: Engine) -> None:
    with prepare(filled, [PROGRAMMES]) as ready:
        (preview,) = ready.previews
    assert (preview.entity, preview.rows, preview.kinds) == ("programme", (2, 3), ("new", "with errors"))
    shown = by_field(preview)
    money = "amounts; comma for decimals, point for thousands"
    assert shown["budget_eur"] == (money, ("1.234,50", "7,00"), ("1234.50", ""))
    assert shown["country"] == ("countries", ("Malta", "Luxemburg"), ("MT", ""))
    assert shown["areas"][1:] == (("ELSA;Data & ICT", ""), ("Data & ICT; ELSA", ""))
    assert shown["currency"] == ("follows from the other columns", ("", ""), ("EUR", ""))


def test_what_may_name_a_person_is_not_shown(filled: Engine) -> None:
    load_files(filled, csv_file("event", "event_id,name,start_date\nE1,Forum,2024-03-04\n"))
    guests = csv_file("attendance", "event_id,attendee,country,attended\nE1,Ada Ärmel,Malta,yes\n")
    with prepare(filled, [guests], Answers("attendance")) as ready:
        (preview,) = ready.previews
        assert ready.differences(10) == []
        assert ready.failing_rows(10) == {}
    shown = by_field(preview)
    assert "Ada" not in str(shown)
    assert shown["attendee"][1:] == ((HIDDEN,), (HIDDEN,))
    assert shown["country"][1:] == (("Malta",), ("MT",))


def test_differences_are_listed_cell_by_cell(filled: Engine) -> None:
    load_files(filled, csv_file("programme", f"{HEADER}P1;Old;MT;national;1,00;\n"))
    content = f"{HEADER}P1;New;MT;national;1,00;\nP2;Two;LU;national;;\nP3;Three;;regional;2,50;ELSA\n"
    with prepare(filled, [csv_file("programme", content)]) as ready:
        assert ready.differences(10) == [
            Difference("changed", 2, "programme", "P1", "name", "Old", "New"),
            Difference("new", 3, "programme", "P2", "", "", "name: Two; country: LU; level: national"),
            Difference(
                "new",
                4,
                "programme",
                "P3",
                "",
                "",
                "name: Three; level: regional; budget_eur: 2.50; budget_original: 2.50; areas: ELSA; currency: EUR",
            ),
        ]
        assert len(ready.differences(1)) == 2


def test_mended_cells_are_loaded_and_counted(filled: Engine) -> None:
    content = f"{HEADER}P1;One;Atlantis;national;1,00;\nP2;Two\nP3;Three;;national;;\nP3;Four;;national;;\n"
    file = csv_file("programme", content)
    before = everything(filled)
    with prepare(filled, [file]) as ready:
        failing = ready.failing_rows(10)["programme.csv"]
        assert ready.failing_rows(1)["programme.csv"].rows == failing.rows[:1]
    assert everything(filled) == before
    assert [row.row for row in failing.rows] == [2, 3, 5]
    assert failing.wrong == ("programme_id", "country", "level")
    assert (failing.rows[0].cells["country"], failing.rows[1].cells["level"]) == ("Atlantis", "")
    mended = Answers(
        given=Given(empty_words={"": frozenset({"n/a"})}, values={"level": {"Bund": "national"}}),
        corrections={
            "programme.csv": {2: {"country": "Malta"}, 3: {"level": "regional"}, 5: {"programme_id": "P4", "name": "4"}}
        },
    )
    load_files(filled, file, answers=mended)
    assert rows(filled, Programme, "programme_id", "name", "country", "level") == [
        ("P1", "One", "MT", "national"),
        ("P2", "Two", None, "regional"),
        ("P3", "Three", None, "national"),
        ("P4", "4", None, "national"),
    ]
    with filled.connect() as connection:
        kept = connection.scalars(select(ImportRecord.options).order_by(ImportRecord.import_id.desc())).first()
    assert kept is not None
    assert kept["cells mended by hand"] == 4
    assert kept["words read as empty"] == {"every column": ["n/a"]}
    assert kept["cells read as"] == {"level": {"Bund": "national"}}


def test_rows_of_persons_are_mended_by_their_number_without_their_names(filled: Engine) -> None:
    content = "attendee,country,organisation_type,registered\nann@zyzzyva.test,Atlantis,university,yes\n"
    content += "ben@zyzzyva.test,Malta,Zyzzyva,yes\n"
    file, answers = csv_file("attendance", content), Answers(given=Given(constants={"event_id": "E1"}))
    load_files(filled, csv_file("event", "event_id,name\nE1,One\n"))
    with prepare(filled, [file], answers) as ready:
        failing = ready.failing_rows(10)["attendance.csv"]
        book = openpyxl.load_workbook(io.BytesIO(error_copy(ready)[2]))
    assert (failing.is_persons, failing.wrong, failing.others) == (
        True,
        ("country", "organisation_type"),
        ("registered",),
    )
    assert [(row.row, *row.cells.values()) for row in failing.rows] == [
        (2, HIDDEN, "university", "yes"),
        (3, "Malta", HIDDEN, "yes"),
    ]
    copied = [[cell.value for cell in row] for row in book.worksheets[0]]
    assert copied[0][:3] == ["what is wrong", "row", "part"]
    assert [row[1:] for row in copied[1:]] == [
        ["2", "facts", None, HIDDEN, "university", "yes"],
        ["3", "facts", None, "Malta", HIDDEN, "yes"],
    ]
    mended = {2: {"country": "MT"}, 3: {"organisation_type": "SME"}}
    loaded = load_files(filled, file, answers=replace(answers, corrections={"attendance.csv": mended}))
    assert loaded.counts["attendance"].new == 2
