"""XLS workbooks as sheets of typed cells. Formulas count as the values they had when they were saved."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import xlrd

from lib.ingest.readers.cells import Cell, NoValue, Opener, Sheet, translate_errors
from lib.ingest.readers.layout import Block, Layout, LayoutFinder
from lib.ingest.readers.source import UnreadableFileError
from lib.ingest.readers.typed_cells import (
    NumberedRows,
    WorkbookSheet,
    day_or_moment,
    exact_number,
    filled_sheets,
    row_of,
    yes_or_no,
)


def xls_sheets(open_: Opener, size: int, label: str, prefix: str = "") -> list[Sheet]:
    """The sheets of an XLS workbook that hold anything, hidden ones too. Arguments as for xlsx_sheets.

    Raises:
        UnreadableFileError: damaged, protected, or another of the files that Office keeps in the same way.
    """
    with translate_errors(label), _xls_book(open_, label) as book:
        names = [_without_nul(name) for name in book.sheet_names()]
    sheets = [
        WorkbookSheet(name, partial(_xls_rows, open_, place, label), partial(_layout, open_, place, label))
        for place, name in enumerate(names)
    ]
    return filled_sheets(sheets, prefix, label, "XLS")


@contextmanager
def _xls_book(open_: Opener, label: str, formats: bool = False) -> Iterator[xlrd.Book]:
    with open_() as stream:
        content = stream.read()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableFileError(f"{label}: is protected with a password; save it without one")
    with open(os.devnull, "w") as nowhere:
        try:
            book = xlrd.open_workbook(
                file_contents=content, on_demand=True, ragged_rows=True, formatting_info=formats, logfile=nowhere
            )
        except xlrd.XLRDError as error:
            if "encrypted" in str(error):
                raise UnreadableFileError(f"{label}: is protected with a password; save it without one") from None
            if "Can't find workbook" in str(error):
                raise UnreadableFileError(f"{label}: is no Excel workbook; save its table as XLSX or CSV") from None
            raise
        with book:
            yield book


def _xls_rows(open_: Opener, place: int, label: str) -> NumberedRows:
    with _xls_book(open_, label) as book:
        sheet = book.sheet_by_index(place)
        for index in range(sheet.nrows):
            kinds, values = sheet.row_types(index), sheet.row_values(index)
            cells = [_xls_cell(kind, value, book.datemode) for kind, value in zip(kinds, values, strict=True)]
            if row := row_of(dict(enumerate(cells, start=1))):
                yield index + 1, row


def _layout(open_: Opener, place: int, label: str) -> Layout:
    with _xls_book(open_, label, formats=True) as book:
        sheet = book.sheet_by_index(place)
        found = LayoutFinder(bool(sheet.visibility))
        for row, shown in sorted(sheet.rowinfo_map.items()):
            if shown.hidden:
                found.hide_row(row + 1)
        for first_row, end_row, first_column, end_column in sheet.merged_cells:
            found.merge(Block(first_row + 1, end_row, first_column + 1, end_column))
        return found.layout()


def _xls_cell(kind: int, value: str | float, datemode: int) -> Cell:
    if isinstance(value, str):
        return _without_nul(value)
    if kind == xlrd.XL_CELL_NUMBER:
        return exact_number(value)
    if kind == xlrd.XL_CELL_DATE:
        return _xls_date(value, datemode)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return yes_or_no(bool(value))
    return NoValue(xlrd.error_text_from_code.get(int(value), "#VALUE!"))


def _without_nul(text: str) -> str:
    """No text has such a sign, and no store takes it."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _xls_date(value: float, datemode: int) -> Cell:
    """A date, a moment, or (below 1) a time of day; like openpyxl, an error where the calendar has no such day."""
    try:
        moment = xlrd.xldate_as_datetime(value, datemode)
    except (OverflowError, ValueError):
        return NoValue("#VALUE!")
    return str(moment.time()) if 0 <= value < 1 else day_or_moment(moment)
