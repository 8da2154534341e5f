"""Templates that users fill in: the columns of each entity with an example row, as CSV, and as a workbook of one or
more entities, empty or with the rows that the store holds."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

import pandas as pd
import pyarrow as pa
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from lib.common.formulas import BEGINS
from lib.entities.fields import Field, Kind
from lib.entities.registry import ENTITIES, SCHEMAS
from lib.export.forms import as_csv
from lib.export.frames import readable, readable_columns
from lib.export.workbooks import MOST_ROWS_IN_SHEET, MOST_SIGNS
from lib.ingest.examples import GUIDE_HEADER, GUIDE_SHEET, LISTS_SHEET, LISTS_TITLE
from lib.ingest.parsing.parsers import parse
from lib.ingest.problems import ParseError
from lib.ingest.staging.names import fold_name

#: First line of the sheet that explains the columns.
HINT = "The example row is ignored when it is left in unchanged. Columns that are not needed may be left out."
#: The same of a workbook of several entities, whose sheets have no example rows.
HINT_FOR_SEVERAL = (
    "Fill in the sheets that you need and leave the others empty; their order does not matter. Columns that are not "
    "needed may be left out."
)
_GUIDE_WIDTHS = (26, 60, 9, 60, 40)
#: Widths of columns, in characters.
_NARROWEST, _WIDEST = 10, 40
#: How a spreadsheet shows the cells of a column. Text stays text: a long number that is an identifier is not rounded,
#: and a month typed as 2024-03 does not become the first day of it.
_FORMATS = {Kind.DAY: "yyyy-mm-dd", Kind.MOMENT: "yyyy-mm-dd hh:mm", Kind.NUMBER: "General", Kind.COUNT: "0"}
_TEXT_FORMAT = "@"
#: A word that is in no list of allowed words; a parser that has one says so.
_IMPOSSIBLE = "\N{REPLACEMENT CHARACTER}"
#: A list of more values is no help to choose from.
MOST_CHOICES = 5_000
_YES_NO = ("yes", "no")

#: Rows of an entity in the columns of its template; None where it has none.
Rows = Callable[[str], pa.RecordBatchReader | None]
#: What rows of an entity are called where others refer to them: names by key, by entity.
Names = Mapping[str, Mapping[str, str]]
#: Longer names are harder to choose from than shorter ones of the same row.
_SHORT = 60


def template_csv(entity: str) -> bytes:
    """Return the entity's columns and its example row, as UTF-8 with the byte order mark that Excel needs."""
    names = list(SCHEMAS[entity].by_name)
    row = pd.DataFrame([ENTITIES[entity].example], columns=names, dtype=object)
    return as_csv(row, {name: name for name in names})


def template_xlsx(entity: str, names: Names | None = None) -> bytes:
    """Return a workbook: a sheet with the entity's columns and its example row, and one that explains the columns."""
    return templates_xlsx([entity], names)


def templates_xlsx(entities: Sequence[str], names: Names | None = None, rows: Rows | None = None) -> bytes:
    """Return a workbook with a sheet for each entity, and one that explains the columns.

    Columns with fixed words, and those that refer to other rows, have drop-downs; headers have notes.

    Args:
        entities: whose; in the order of loading, whatever their order here.
        names: what can be referred to.
        rows: gives the rows to be edited; without it, the sheet of a single entity has the example row.
    """
    out = io.BytesIO()
    # Row by row, so that memory is that of the file.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        wanted = [entity for entity in SCHEMAS if entity in entities]
        lists = _lists(wanted, names or {})
        for entity in wanted:
            sheet = _Sheet(book, entity, names or {}, lists)
            table = rows and rows(entity)
            if table is not None:
                sheet.write_rows(table)
            elif len(wanted) == 1:
                sheet.write_example()
        _write_guide(book, wanted)
        if lists:
            _write_lists(book, lists)
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


def names_of(rows: Mapping[str, Iterable[tuple[str | None, ...]]]) -> Names:
    """Return what rows are called where others refer to them: by a name of theirs that no other row of the entity goes
    by, the first that is short; where there is none, by their key.

    Args:
        rows: by entity, the key of each and what it is known by.
    """
    return {entity: dict(sorted(_called(of_entity), key=lambda named: named[1])) for entity, of_entity in rows.items()}


def _called(rows: Iterable[tuple[str | None, ...]]) -> Iterator[tuple[str, str]]:
    known = [tuple(name for name in row if name) for row in rows]
    going_by = Counter(folded for names in known for folded in {fold_name(name) for name in names})
    for key, *names in known:
        own = [name for name in names if going_by[fold_name(name)] == 1]
        yield key, next((name for name in own if len(name) <= _SHORT), own[0] if own else key)


# Lists to choose from ---------------------------------------------------------------------------------------------

_EITHER = "yes or no"


def _list_of(entity: str, field: Field) -> str:
    """Name the list that a column's values are chosen from; empty where there is none."""
    if field.refers_to is not None:
        return field.refers_to
    if field.kind is Kind.YES_NO:
        return _EITHER
    return f"{entity}, {field.name}" if field.content.name == "one of" else ""


def _lists(entities: Iterable[str], names: Names) -> dict[str, Sequence[str]]:
    """Return the values of every list that columns of the entities have, by the name of the list."""
    found: dict[str, Sequence[str]] = {}
    for entity in entities:
        for field in SCHEMAS[entity].fields:
            if field.refers_to is not None:
                values: Sequence[str] = list(names.get(field.refers_to, {}).values())
            else:
                values = _YES_NO if field.kind is Kind.YES_NO else field.content.allowed
            name = _list_of(entity, field)
            if name and 0 < len(values) <= MOST_CHOICES:
                found[name] = values
    return found


def _write_lists(book: xlsxwriter.Workbook, lists: Mapping[str, Sequence[str]]) -> None:
    sheet = book.add_worksheet(LISTS_SHEET)
    sheet.hide()
    sheet.write_string(0, 0, LISTS_TITLE)
    rows: Iterator[tuple[str | None, ...]] = zip_longest(*([name, *values] for name, values in lists.items()))
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if value is not None:
                sheet.write_string(number, place, value)


# The sheet of an entity -------------------------------------------------------------------------------------------


class _Sheet:
    """The sheet of an entity's rows."""

    def __init__(
        self, book: xlsxwriter.Workbook, entity: str, names: Names, lists: Mapping[str, Sequence[str]]
    ) -> None:
        self._entity, self._fields, self._names = entity, SCHEMAS[entity].fields, names
        self._sheet = book.add_worksheet(entity)
        self._bold = book.add_format({"bold": True})
        self._begins = re.compile(BEGINS)
        self._formats = [book.add_format({"num_format": _shown_as(field)}) for field in self._fields]
        # Kept as text also when its reader edits the cell.
        self._quoted = book.add_format({"num_format": _TEXT_FORMAT, "quote_prefix": True})
        self._write_headers(list(lists), lists)

    def _write_headers(self, order: list[str], lists: Mapping[str, Sequence[str]]) -> None:
        """Write the headers with their notes, and what the columns below them offer."""
        example = ENTITIES[self._entity].example
        for place, field in enumerate(self._fields):
            width = min(max(len(field.name), len(example.get(field.name, "")), _NARROWEST), _WIDEST) + 2
            # For the rows that users add below.
            self._sheet.set_column(place, place, width, self._formats[place])
            self._sheet.write_string(0, place, field.name, self._bold)
            self._sheet.write_comment(0, place, _note(field, example.get(field.name, "")), {"x_scale": 2})
            name = _list_of(self._entity, field)
            if name in lists:
                self._offer(place, field, order.index(name), len(lists[name]))
        self._sheet.freeze_panes(1, 0)

    def write_example(self) -> None:
        """Write the entity's made-up row."""
        example = ENTITIES[self._entity].example
        for place, field in enumerate(self._fields):
            if example.get(field.name):
                self._write_cell(1, place, _typed(field, example[field.name]))

    def _offer(self, place: int, field: Field, column: int, values: int) -> None:
        letter = xl_col_to_name(column)
        self._sheet.data_validation(
            1,
            place,
            MOST_ROWS_IN_SHEET - 1,
            place,
            {
                "validate": "list",
                "source": f"='{LISTS_SHEET}'!${letter}$3:${letter}${values + 2}",
                # A reference may be to a row that is added on another sheet.
                "show_error": field.refers_to is None,
                "error_type": "warning",
                "error_title": "Not in the list",
                "error_message": "This word is not in the list of words for this column. Keep it anyway?",
            },
        )

    def write_rows(self, table: pa.RecordBatchReader) -> None:
        """Write the rows of the store."""
        number = 0
        columns = {column.name: column for column in readable_columns(table.schema)}
        called = [self._names.get(field.refers_to or "", {}) for field in self._fields]
        for batch in table:
            cells = [readable(batch, columns[field.name]).to_pylist() for field in self._fields]
            for row in zip(*cells, strict=True):
                number += 1
                for place, (field, cell) in enumerate(zip(self._fields, row, strict=True)):
                    if cell is not None:
                        self._write_cell(number, place, _in_sheet(field, called[place].get(cell, cell)))

    def _write_cell(self, row: int, place: int, cell: Any) -> None:
        shown = self._formats[place]
        if isinstance(cell, date):
            self._sheet.write_datetime(row, place, cell, shown)
        elif isinstance(cell, str):
            quoted = self._quoted if self._begins.match(cell) else shown
            self._sheet.write_string(row, place, cell[:MOST_SIGNS], quoted)
        else:
            self._sheet.write_number(row, place, cell, shown)


def _shown_as(field: Field) -> str:
    return _FORMATS.get(field.kind, _TEXT_FORMAT)


def _note(field: Field, example: str) -> str:
    """Say beside a header what the sheet that explains the columns says."""
    needed = "Needed. " if field.required else ""
    note = f"{field.guide[:1].upper()}{field.guide[1:]}.\n{needed}Fits: {allowed(field)}"
    return f"{note}\nExample: {example}" if example else note


def _in_sheet(field: Field, value: Any) -> Any:
    """Return a value of the store as its template has it."""
    if isinstance(value, bool):
        return _YES_NO[not value]
    # The month or the year alone, where no more is known, stays text; so does what a spreadsheet's calendar lacks.
    return str(value) if _shown_as(field) == _TEXT_FORMAT or (field.kind is Kind.DAY and value.year < 1901) else value


def _typed(field: Field, text: str) -> str | int | float | date | datetime:
    """Return the example's cell as a spreadsheet holds it."""
    if field.kind in (Kind.DAY, Kind.MOMENT):
        value = parse(field, text)
        assert isinstance(value, date)
        return value
    if field.kind in (Kind.NUMBER, Kind.COUNT):
        return float(text) if "." in text else int(text)
    return text


def _write_guide(book: xlsxwriter.Workbook, entities: Sequence[str]) -> None:
    sheet = book.add_worksheet(GUIDE_SHEET)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate(_GUIDE_WIDTHS):
        sheet.set_column(place, place, width)
    several = len(entities) > 1
    sheet.write_string(0, 0, HINT_FOR_SEVERAL if several else HINT)
    number = 1
    for entity in entities:
        if several:
            sheet.write_string(number + 1, 0, f"Sheet {entity}: {ENTITIES[entity].about}", bold)
            number += 2
        sheet.write_row(number, 0, GUIDE_HEADER, bold)
        for field in SCHEMAS[entity].fields:
            number += 1
            example = ENTITIES[entity].example.get(field.name, "")
            needed = "yes" if field.required else "no"
            for place, text in enumerate((field.name, field.guide, needed, allowed(field), example)):
                sheet.write_string(number, place, text, wrapped)
        number += 1
    if not several:
        sheet.freeze_panes(2, 0)
