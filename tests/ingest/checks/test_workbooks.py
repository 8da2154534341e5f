"""Workbooks that hide, merge or lack what they show; and tables in forms that few programs write."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine

from lib.entities.event import Event
from lib.entities.programme import Programme
from lib.ingest.problem_codes import Code
from lib.ingest.readers.source import SourceFile
from lib.ingest.upload import NeedsInput, RejectedError, Report, prepare
from lib.services.actors import operator
from tests.ingest.checks.reports import only, report_on, rows
from tests.ingest.dumps import load_files
from tests.ingest.readers.made_files import zipped

PROGRAMMES = [
    ["country", "name", "programme_id", "level", "start_year", "budget_eur"],
    ["DE", "Genome Initiative", "P1", "national", 2021, 12_500_000],
    [None, "Data Plan", "P2", "national", None, 5_000_000],
    ["GR", "Precision Plan", "P3", "national", 2020, 25_000_000],
]
EVENTS = "event_id,name\nE1,One\nE2,Two\n"


def workbook(table: list[list[Any]], arrange: Callable[[Any], None]) -> SourceFile:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in table:
        sheet.append(row)
    arrange(sheet)
    saved = io.BytesIO()
    book.save(saved)
    return SourceFile("list.xlsx", saved.getvalue())


def said(report: Report) -> dict[str, tuple[str, str, str]]:
    """Level, column and first value of the problems, by code."""
    return {g.code: (g.level, g.column, g.examples[0][1]) for g in (*report.errors, *report.warnings)}


def test_merged_cells_count_for_every_row(filled: Engine) -> None:
    def arrange(sheet: Any) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("E2:E3")

    file = workbook(PROGRAMMES, arrange)
    report = report_on(filled, file)
    assert not report.errors
    assert {(g.code, g.column, g.examples) for g in report.warnings} == {
        (Code.MERGED_CELLS, "country", ((2, "A2:A3"),)),
        (Code.MERGED_CELLS, "start_year", ((2, "E2:E3"),)),
    }
    load_files(filled, file)
    assert rows(filled, Programme, "country", "start_year") == [("DE", 2021), ("DE", 2021), ("GR", 2020)]


def test_an_amount_that_rows_share_is_nobodys(filled: Engine) -> None:
    table = [row[:] for row in PROGRAMMES]
    table[2][5] = None
    file = workbook(table, lambda sheet: sheet.merge_cells("F2:F3"))
    report = report_on(filled, file)
    assert [(g.code, g.column, g.rows) for g in report.errors] == [(Code.MERGED_AMOUNT, "budget_eur", 2)]
    with prepare(filled, [file]) as ready, pytest.raises(RejectedError):
        ready.load(operator("x"))


def test_hidden_rows_and_sheets_are_named(filled: Engine) -> None:
    def arrange(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        old = sheet.parent.create_sheet("old")
        old.append(["event_id", "name"])
        old.append(["E1", "One"])
        old.sheet_state = "hidden"

    report = report_on(filled, workbook([["event_id", "name"], ["E2", "a"], ["E3", "b"]], arrange))
    assert {(g.where, g.code, g.examples[0][0]) for g in report.warnings} == {
        ("list.xlsx / Sheet", Code.HIDDEN_ROWS, 3),
        ("list.xlsx / old", Code.HIDDEN_SHEET, 1),
    }


def test_errors_are_missing_values(filled: Engine) -> None:
    table = [["event_id", "name", "city"], ["E1", "#N/A", "Rome"], ["E2", "Two", "#REF!"]]
    file = workbook(table, lambda sheet: None)
    report = report_on(filled, file)
    assert only(report.errors).code == Code.MISSING_VALUE
    assert {(g.code, g.column, g.examples) for g in report.warnings if g.code == Code.ERROR_CELL} == {
        (Code.ERROR_CELL, "name", ((2, "#N/A"),)),
        (Code.ERROR_CELL, "city", ((3, "#REF!"),)),
    }


def test_a_row_of_errors_is_a_row(filled: Engine) -> None:
    report = report_on(filled, workbook([["event_id", "name"], ["#N/A", "#N/A"]], lambda sheet: None))
    assert report.tables[0].rows_bad == 1


def test_formulas_without_values_are_not_empty_cells(filled: Engine) -> None:
    report = report_on(filled, workbook([["event_id", "name"], ["E1", '="A" & "B"']], lambda sheet: None))
    assert said(report)[Code.FORMULA_WITHOUT_VALUE] == ("error", "name", '="A" & "B"')


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lines.jsonl", b'{"event_id":"E1","name":"One"}\n{"event_id":"E2","name":"Two"}\n'),
        ("array.json", json.dumps([{"event_id": "E1", "name": "One"}, {"event_id": "E2", "name": "Two"}]).encode()),
        ("quoted.csv", b'"event_id,name"\n"E1,One"\n"E2,Two"\n'),
        ("mac.csv", EVENTS.replace("\n", "\r").encode()),
        ("prefixed.zip", b"JUNK" * 200 + zipped({"folder/events.csv": EVENTS.encode()})),
    ],
)
def test_forms_that_few_programs_write(filled: Engine, name: str, content: bytes) -> None:
    load_files(filled, SourceFile(name, content))
    assert rows(filled, Event, "event_id", "name") == [("E1", "One"), ("E2", "Two")]


def test_a_file_without_column_names_is_named(filled: Engine) -> None:
    file = SourceFile("guests.csv", b"anna@uni.example,Spain,yes\nbert@min.example,Germany,no\n")
    with pytest.raises(NeedsInput, match=r"guests\.csv: Which column is what\? It has no row with column names\."):
        prepare(filled, [file])


def test_a_column_that_is_there_twice_is_named(filled: Engine) -> None:
    report = report_on(filled, SourceFile("twice.csv", b",event_id,name,name\n0,E1,One,Other\n"))
    assert "2 columns of the file have this name" in str(only(report.errors))
