"""Tables as Excel workbooks, with a sheet that says what they are."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.csv
import xlsxwriter

from lib.common.formulas import BEGINS
from lib.export.about import MARK_COLOUR, About
from lib.export.frames import FORMAT, NUMBER, as_number, is_mixed, readable, readable_columns

#: Rows of a sheet, and signs of a cell, that a spreadsheet holds.
MOST_ROWS_IN_SHEET = 1_048_576
MOST_SIGNS = 32_767
_NARROWEST, _WIDEST = 10, 60
#: Days before this one are text in a workbook, whose calendar begins with it.
_FIRST_DAY = date(1900, 3, 1)
#: Bytes that are given on at a time.
_PIECE = 1 << 20


def xlsx_pieces(table: pa.RecordBatchReader, about: About) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        _write_workbook(table, about, file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _write_workbook(table: pa.RecordBatchReader, about: About, out: BinaryIO) -> None:
    book = xlsxwriter.Workbook(
        out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": about.title, "comments": about.mark})
    sheets = _Sheets(book, table.schema, about.mark)
    _write_about(book, about)
    for batch in table:
        sheets.add(batch)
    sheets.finish()
    book.close()


class _Sheets:
    """The sheets that a table's rows go to, one after another."""

    def __init__(self, book: xlsxwriter.Workbook, schema: pa.Schema, mark: str) -> None:
        self._book = book
        self._mark = mark
        self._name = "Demonstration data" if mark else "Data"
        self._columns = readable_columns(schema)
        self._bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        # Kept as text also when a reader edits the cell.
        self._quoted = book.add_format({"quote_prefix": True})
        self._formats = [_cell_format(book, column) for column in self._columns]
        self._begins = re.compile(BEGINS)
        self.as_number = 0
        self._widths: list[int] = []
        self._begin()

    def _begin(self) -> None:
        self.as_number += 1
        self._sheet = self._book.add_worksheet(self._name if self.as_number == 1 else f"{self._name} {self.as_number}")
        self._sheet.freeze_panes(1, 0)
        _mark_sheet(self._sheet, self._mark)
        for place, column in enumerate(self._columns):
            self._sheet.write_string(0, place, column.name, self._bold)
        self._row = 1

    def add(self, batch: pa.RecordBatch) -> None:
        if not self._widths:
            self._widths = [_width(column.name, batch.column(column.name)) for column in self._columns]
        for cells in zip(*(readable(batch, column).to_pylist() for column in self._columns), strict=True):
            if self._row == MOST_ROWS_IN_SHEET:
                self.finish()
                self._begin()
            for place, cell in enumerate(cells):
                if cell is not None:
                    self._write(place, cell)
            self._row += 1

    def _write(self, place: int, cell: Any) -> None:
        sheet, row, shown = self._sheet, self._row, self._formats[place]
        if isinstance(cell, str):
            if is_mixed(self._columns[place]) and NUMBER.fullmatch(cell):
                sheet.write_number(row, place, as_number(cell))
            else:
                sheet.write_string(row, place, cell[:MOST_SIGNS], self._quoted if self._begins.match(cell) else None)
        elif isinstance(cell, bool):
            sheet.write_boolean(row, place, cell)
        elif isinstance(cell, date):
            day = cell.date() if isinstance(cell, datetime) else cell
            if day < _FIRST_DAY:
                sheet.write_string(row, place, str(cell))
            else:
                sheet.write_datetime(row, place, cell, shown)
        else:
            sheet.write_number(row, place, cell, shown)

    def finish(self) -> None:
        """Write what belongs to a sheet and is known once its rows are in."""
        for place, width in enumerate(self._widths):
            self._sheet.set_column(place, place, width)
        if self._columns:
            self._sheet.autofilter(0, 0, self._row - 1, len(self._columns) - 1)


def _mark_sheet(sheet: Any, mark: str) -> None:
    """Write the dataset's label, if any, at the head of every printed page, and colour the sheet's tab."""
    if mark:
        sheet.set_header(f"&C&B{mark}")
        sheet.set_tab_color(MARK_COLOUR)


def _cell_format(book: xlsxwriter.Workbook, column: pa.Field) -> Any:
    kind = column.type
    if column.metadata and FORMAT in column.metadata:
        return book.add_format({"num_format": column.metadata[FORMAT].decode()})
    if pa.types.is_decimal(kind):
        return book.add_format({"num_format": "#,##0.00" if kind.scale == 2 else "0.########"})
    if pa.types.is_date(kind):
        return book.add_format({"num_format": "yyyy-mm-dd"})
    if pa.types.is_timestamp(kind):
        return book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    return None


def _width(header: str, values: pa.Array) -> int:
    longest = max((len(str(cell)) for cell in values.to_pylist() if cell is not None), default=0)
    return min(max(longest, len(header), _NARROWEST), _WIDEST) + 2


def _write_about(book: xlsxwriter.Workbook, about: About) -> None:
    sheet = book.add_worksheet("About")
    _mark_sheet(sheet, about.mark)
    bold, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    for row, (what, value) in enumerate(about.lines()):
        sheet.write_string(row, 0, what, bold)
        sheet.write_string(row, 1, value[:MOST_SIGNS], wrapped)
