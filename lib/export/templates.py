"""Templates that users fill in: one for each entity that has files, with an example row, as CSV and as a workbook."""

from __future__ import annotations

import io
from datetime import date, datetime

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from lib.entities.fields import Field, Kind
from lib.entities.registry import ENTITIES, SCHEMAS
from lib.export.forms import as_csv
from lib.ingest.examples import GUIDE_HEADER, GUIDE_SHEET
from lib.ingest.parsing.parsers import parse
from lib.ingest.problems import ParseError

#: First line of the sheet that explains the columns.
HINT = "The example row is ignored when it is left in unchanged. Columns that are not needed may be left out."
_GUIDE_WIDTHS = (26, 60, 9, 60, 40)
#: Widths of columns, in characters.
_NARROWEST, _WIDEST = 10, 40
#: How a spreadsheet shows the cells of a column. Text stays text: a long number that is an identifier is not rounded,
#: and a month typed as 2024-03 does not become the first day of it.
_FORMATS = {Kind.DAY: "yyyy-mm-dd", Kind.MOMENT: "yyyy-mm-dd hh:mm", Kind.NUMBER: "General", Kind.COUNT: "0"}
_TEXT_FORMAT = "@"
#: A word that is in no list of allowed words; a parser that has one says so.
_IMPOSSIBLE = "\N{REPLACEMENT CHARACTER}"

_WRAPPED = Alignment(wrap_text=True, vertical="top")


def template_csv(entity: str) -> bytes:
    """Return the entity's columns and its example row, as UTF-8 with the byte order mark that Excel needs."""
    names = list(SCHEMAS[entity].by_name)
    row = pd.DataFrame([ENTITIES[entity].example], columns=names, dtype=object)
    return as_csv(row, {name: name for name in names})


def template_xlsx(entity: str) -> bytes:
    """Return a workbook: a sheet with the entity's columns and its example row, and one that explains the columns."""
    book = Workbook()
    rows = book.active
    rows.title = entity
    _write_rows(rows, entity)
    _write_guide(book.create_sheet(GUIDE_SHEET), entity)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def allowed(field: Field) -> str:
    """Describe what fits in a column, such as "one of: coordinator, partner" or "date"."""
    if field.kind is not Kind.TEXT or field.person:
        return field.kind.value
    try:
        parse(field, _IMPOSSIBLE)
    except ParseError as unfit:
        return str(unfit)
    return Kind.TEXT.value


def _write_rows(sheet: Worksheet, entity: str) -> None:
    example = ENTITIES[entity].example
    for place, field in enumerate(SCHEMAS[entity].fields, start=1):
        text = example.get(field.name, "")
        shown_as = _FORMATS.get(field.kind, _TEXT_FORMAT)
        sheet.cell(1, place, field.name).font = Font(bold=True)
        if text:
            sheet.cell(2, place, _typed(field, text)).number_format = shown_as
        column = sheet.column_dimensions[get_column_letter(place)]
        # For the rows that users add below.
        column.number_format = shown_as
        column.width = min(max(len(field.name), len(text), _NARROWEST), _WIDEST) + 2
    sheet.freeze_panes = "A2"


def _typed(field: Field, text: str) -> str | int | float | date | datetime:
    """Return the example's cell as a spreadsheet holds it."""
    if field.kind in (Kind.DAY, Kind.MOMENT):
        value = parse(field, text)
        assert isinstance(value, date)
        return value
    if field.kind in (Kind.NUMBER, Kind.COUNT):
        return float(text) if "." in text else int(text)
    return text


def _write_guide(sheet: Worksheet, entity: str) -> None:
    sheet.append([HINT])
    sheet.append(GUIDE_HEADER)
    for field in SCHEMAS[entity].fields:
        example = ENTITIES[entity].example.get(field.name, "")
        sheet.append([field.name, field.guide, "yes" if field.required else "no", allowed(field), example])
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=3):
        for cell in row:
            cell.alignment = _WRAPPED
    for place, width in enumerate(_GUIDE_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A3"
