"""Templates: what is read from them is the example, and their second sheet explains each column."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from lib.entities.registry import ENTITIES, SCHEMAS
from lib.export.templates import HINT, allowed, template_csv, template_xlsx
from lib.ingest.examples import GUIDE_SHEET, LISTS_SHEET, is_example
from lib.ingest.formats.recognise import recognise
from lib.ingest.readers.sheets import open_sheets
from lib.ingest.readers.source import SourceFile
from lib.ingest.tables import as_text

ALL = pytest.mark.parametrize("entity", SCHEMAS)


@ALL
def test_csv_is_read_back(entity: str) -> None:
    content = template_csv(entity)
    assert content.startswith(b"\xef\xbb\xbf")
    header, example = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert header == list(SCHEMAS[entity].by_name)
    row = dict(zip(header, example, strict=True))
    assert {name: cell for name, cell in row.items() if cell} == ENTITIES[entity].example
    assert is_example(entity, row)


@ALL
def test_workbook_is_read_back(entity: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(entity)))
    assert book.sheetnames == [entity, GUIDE_SHEET, LISTS_SHEET]
    assert book[LISTS_SHEET].sheet_state == "hidden"
    assert book.active is book[entity]
    header, example = book[entity].iter_rows(values_only=True)
    assert list(header) == list(SCHEMAS[entity].by_name)
    row = {name: _text(cell) for name, cell in zip(header, example, strict=True)}
    assert is_example(entity, row)
    assert {name for name, cell in row.items() if cell} == ENTITIES[entity].example.keys()


def _text(cell: object) -> str:
    """A workbook's cell as the importer has it."""
    if cell is None:
        return ""
    if isinstance(cell, (int, float)):
        return as_text(Decimal(str(cell)))
    assert isinstance(cell, (str, date))
    return as_text(cell)


def test_cells_are_typed() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template_xlsx("project")))["project"]
    cells = {cell.value: sheet.cell(2, cell.column) for cell in sheet[1]}
    # As text: a spreadsheet would make the first day of a month out of the month.
    assert cells["start_date"].value == "2025-01-01"
    assert cells["start_date"].number_format == "@"
    assert cells["funding_eur"].value == 1200000.5
    assert cells["total_cost_eur"].value == 1500000
    assert cells["project_id"].number_format == "@"
    assert sheet.column_dimensions["A"].number_format == "@"
    assert sheet.freeze_panes == "A2"
    programme = openpyxl.load_workbook(io.BytesIO(template_xlsx("programme")))["programme"]
    rates = next(programme.cell(2, cell.column) for cell in programme[1] if cell.value == "eur_rate_date")
    assert rates.value == datetime(2024, 1, 15)
    assert rates.number_format == "yyyy-mm-dd"
    assert all(cell.font.bold for cell in sheet[1])


@ALL
def test_every_column_is_explained(entity: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(entity)))
    rows = list(book[GUIDE_SHEET].iter_rows(values_only=True))
    assert rows[0][0] == HINT
    assert rows[1] == ("column", "what belongs there", "needed", "what fits", "example")
    fields = SCHEMAS[entity].fields
    assert [row[:3] for row in rows[2:]] == [(f.name, f.guide, "yes" if f.required else "no") for f in fields]
    assert [row[4] or "" for row in rows[2:]] == [ENTITIES[entity].example.get(field.name, "") for field in fields]


@pytest.mark.parametrize(
    ("entity", "field", "fits"),
    [
        ("participation", "role", "one of: coordinator, partner"),
        ("project", "start_date", "date, month or year"),
        ("project", "eur_rate_date", "date"),
        ("project", "funding_eur", "number"),
        ("project", "title", "text"),
        ("event", "capacity", "whole number"),
        ("event", "url", "an address beginning with http:// or https://, such as https://www.example.org"),
        ("attendance", "attendee", "text"),
        ("attendance", "attended", "yes or no"),
    ],
)
def test_what_fits_is_said(entity: str, field: str, fits: str) -> None:
    assert allowed(SCHEMAS[entity].by_name[field]) == fits


def test_words_of_lists_are_said() -> None:
    assert allowed(SCHEMAS["project"].by_name["health_categories"]).startswith("one of: Blood, ")
    assert allowed(SCHEMAS["programme"].by_name["areas"]).startswith("one of: Data & ICT, ")


@pytest.mark.parametrize("entity", SCHEMAS)
def test_a_workbook_is_recognised_and_its_guide_is_not_taken_for_rows(entity: str) -> None:
    tables = recognise(open_sheets(SourceFile("template.xlsx", template_xlsx(entity))))
    assert [table.format for table in tables] == [f"{entity} template"]
