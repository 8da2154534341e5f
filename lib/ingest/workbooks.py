"""Workbooks, XLSX and XLS, as sheets of typed cells. Formulas count as the values they had when they were saved."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import IO
from zipfile import ZipFile

import openpyxl
import xlrd
from defusedxml.ElementTree import iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, WorkSheetParser

from lib.ingest.archives import checked_members
from lib.ingest.cells import CHUNK, MOST_CHARACTERS, Cell, Opener, Sheet, check_size, failures_told
from lib.ingest.source import Unusable

if openpyxl.LXML or not openpyxl.DEFUSEDXML:
    raise ImportError("openpyxl reads XML without defusedxml; unset OPENPYXL_DEFUSEDXML and import lib before openpyxl")

# openpyxl warns of what it leaves out, such as colours: nothing that the file's owner could use.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")

#: Bytes of a workbook's part that is held in memory as a whole, such as its texts.
_MOST_HELD = 512 * 1024**2
#: Bytes of a row's XML. Without an end the elements of one row would fill the memory.
_LONGEST_ROW = 4 * 1024**2

#: Excel's own limit. Rows beyond it, even empty ones, would be kept by the XML reader.
_LAST_ROW = 1_048_576

# How XLSX writes white space that XML would change.
_ESCAPED_SPACE = re.compile("_x000([9ADad])_")

#: Rows that are not empty, in order, each with its number.
_Rows = Iterator[tuple[int, list[Cell]]]


@dataclass(frozen=True)
class _Xlsx:
    """What all sheets of an XLSX workbook share, and where they are.

    Args:
        parts: name of a sheet and of the zip's member that holds it.
        texts: the workbook's distinct texts, to which cells refer.
        epoch: the day from which dates count.
        dates, durations: numbers of the styles that make a number a date (a time, a duration), or a duration.
    """

    parts: list[tuple[str, str]]
    texts: list[str]
    epoch: datetime
    dates: set[int]
    durations: set[int]


def xlsx_sheets(open_: Opener, size: int, label: str, prefix: str = "") -> list[Sheet]:
    """The sheets of an XLSX workbook that hold anything, hidden ones too.

    Args:
        open_: gives the file's bytes, seekable.
        size: their number.
        label: the file's name, for messages.
        prefix: goes before the sheets' names.

    Raises:
        Unusable: damaged, protected, or unsafe to unpack.
    """
    with failures_told(label), open_() as stream:
        book = _open_xlsx(stream, size, label)
    sheets = [(name, partial(_xlsx_rows, open_, book, part, f"{label} / {name}")) for name, part in book.parts]
    return _filled_sheets(sheets, prefix, label, "XLSX")


def _open_xlsx(stream: IO[bytes], size: int, label: str) -> _Xlsx:
    with ZipFile(stream) as archive:
        for info in checked_members(archive, size, label):
            if info.file_size > _MOST_HELD and not info.filename.startswith("xl/worksheets/"):
                raise Unusable(f"{label}: holds more than {_MOST_HELD // 1024**2} MB of text; save it as CSV")
    # The steps of openpyxl.load_workbook that cells depend on. The others (properties, themes, drawings, the sheets'
    # measures) could fail or take memory for nothing.
    reader = ExcelReader(stream, read_only=True, data_only=True, keep_links=False)
    with reader.archive:
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        book = reader.wb
        apply_stylesheet(reader.archive, book)
        parts = [(sheet.name, rel.target) for sheet, rel in reader.parser.find_sheets() if _is_worksheet(rel.Type)]
    return _Xlsx(parts, reader.shared_strings, book.epoch, book._date_formats, book._timedelta_formats)


def _is_worksheet(relation: str) -> bool:
    """Not a chart or a dialogue on a sheet of its own."""
    return relation.endswith("/worksheet")


class _RowByRow:
    """A stream of a sheet's XML that refuses to go on for too long without a row's end."""

    def __init__(self, stream: IO[bytes], label: str) -> None:
        self._stream, self._label, self._since = stream, label, 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._since += len(data)
        if self._since > _LONGEST_ROW:
            raise Unusable(f"{self._label}: has a row of more than {_LONGEST_ROW // 1024**2} MB; save it as CSV")
        return data

    def row_ends(self) -> None:
        self._since = 0

    def skip_to_end(self) -> None:
        """The zip's checksum of the part is compared at its end."""
        while self._stream.read(_LONGEST_ROW):
            pass


def _xlsx_rows(open_: Opener, book: _Xlsx, part: str, label: str) -> _Rows:
    with open_() as stream, ZipFile(stream) as archive, archive.open(part) as xml:
        source = _RowByRow(xml, label)
        parser = WorkSheetParser(source, book.texts, True, book.epoch, book.dates, book.durations)
        before = 0
        for _, element in iterparse(source):
            if element.tag == ROW_TAG:
                number, cells = parser.parse_row(element)
                element.clear()
                parser.row_dimensions.clear()
                source.row_ends()
                if not before < number <= _LAST_ROW:
                    raise Unusable(
                        f"{label}: row {number} follows row {before}; expected rows in order up to {_LAST_ROW}; "
                        "save the workbook anew in Excel"
                    )
                before = number
                if row := _row({cell["column"]: _xlsx_cell(cell["value"]) for cell in cells}):
                    yield number, row
            elif element.tag == DATA_TAG:
                break
            elif element.tag.endswith("}row"):
                raise Unusable(f"{label}: is saved as Strict Open XML; save it as an ordinary Excel workbook (XLSX)")
        source.skip_to_end()


def _row(cells: dict[int, Cell]) -> list[Cell]:
    """Cells by column (from 1), up to the last that is not empty."""
    filled = [column for column, cell in cells.items() if cell != ""]
    return [cells.get(column, "") for column in range(1, max(filled, default=0) + 1)]


def _xlsx_cell(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPED_SPACE.sub(lambda escaped: chr(int(escaped[1], 16)), value) if "_x000" in value else value
    if isinstance(value, bool):
        return _yes_no(value)
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return _day_or_moment(value)
    if isinstance(value, date):
        return value
    if isinstance(value, timedelta):
        return _duration(value)
    return str(value)  # a time of day


def xls_sheets(open_: Opener, label: str, prefix: str = "") -> list[Sheet]:
    """The sheets of an XLS workbook that hold anything, hidden ones too. Arguments as for xlsx_sheets.

    Raises:
        Unusable: damaged, protected, or another of the files that Office keeps in the same way.
    """
    with failures_told(label), _xls_book(open_, label) as book:
        names = [_without_nul(name) for name in book.sheet_names()]
    sheets = [(name, partial(_xls_rows, open_, place, f"{label} / {name}")) for place, name in enumerate(names)]
    return _filled_sheets(sheets, prefix, label, "XLS")


@contextmanager
def _xls_book(open_: Opener, label: str) -> Iterator[xlrd.Book]:
    with open_() as stream:
        content = stream.read()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unusable(f"{label}: is protected with a password; save it without one")
    with open(os.devnull, "w") as nowhere:
        try:
            book = xlrd.open_workbook(file_contents=content, on_demand=True, ragged_rows=True, logfile=nowhere)
        except xlrd.XLRDError as error:
            if "encrypted" in str(error):
                raise Unusable(f"{label}: is protected with a password; save it without one") from None
            if "Can't find workbook" in str(error):
                raise Unusable(f"{label}: is no Excel workbook; save its table as XLSX or CSV") from None
            raise
        with book:
            yield book


def _xls_rows(open_: Opener, place: int, label: str) -> _Rows:
    with _xls_book(open_, label) as book:
        sheet = book.sheet_by_index(place)
        for index in range(sheet.nrows):
            kinds, values = sheet.row_types(index), sheet.row_values(index)
            cells = [_xls_cell(kind, value, book.datemode) for kind, value in zip(kinds, values, strict=True)]
            if row := _row(dict(enumerate(cells, start=1))):
                yield index + 1, row


def _xls_cell(kind: int, value: str | float, datemode: int) -> Cell:
    if isinstance(value, str):
        return _without_nul(value)
    if kind == xlrd.XL_CELL_NUMBER:
        return _number(value)
    if kind == xlrd.XL_CELL_DATE:
        return _xls_date(value, datemode)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return _yes_no(bool(value))
    error: str = xlrd.error_text_from_code.get(int(value), "#VALUE!")
    return error


def _without_nul(text: str) -> str:
    """No text has such a sign, and no store takes it."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _xls_date(value: float, datemode: int) -> Cell:
    """A date, a moment, or (below 1) a time of day; like openpyxl, an error where the calendar has no such day."""
    try:
        moment = xlrd.xldate_as_datetime(value, datemode)
    except (OverflowError, ValueError):
        return "#VALUE!"
    return str(moment.time()) if 0 <= value < 1 else _day_or_moment(moment)


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _number(value: float) -> Cell:
    """Exactly the number that is shown, 0.1 for the float next to it; text where it is none."""
    number = Decimal(repr(value).removesuffix(".0"))
    return number if number.is_finite() else str(value)


def _day_or_moment(value: datetime) -> date:
    return value.date() if value.time() == time.min else value


def _duration(value: timedelta) -> str:
    """Hours, minutes and seconds, hours going beyond 24."""
    seconds = round(value.total_seconds())
    return f"{'-' if seconds < 0 else ''}{abs(seconds) // 3600}:{abs(seconds) // 60 % 60:02}:{abs(seconds) % 60:02}"


def _filled_sheets(
    sheets: Sequence[tuple[str, Callable[[], _Rows]]], prefix: str, label: str, kind: str
) -> list[Sheet]:
    filled = []
    for name, rows in sheets:
        where = f"{label} / {name}"
        with failures_told(where):
            holds_any = next(rows(), None) is not None
        if holds_any:
            filled.append(Sheet(prefix + name, partial(_read, rows, where), {"kind": kind}))
    return filled


def _read(rows: Callable[[], _Rows], label: str) -> Iterator[tuple[int, list[list[Cell]]]]:
    """The rows in chunks, see Sheet."""
    with failures_told(label):
        every = _every_row(rows(), label)
        number = 1
        while chunk := list(islice(every, CHUNK)):
            yield number, chunk
            number += len(chunk)


def _every_row(rows: _Rows, label: str) -> Iterator[list[Cell]]:
    """With the empty rows between them; those at the end are left out. Raises Unusable beyond the limits."""
    before = 0
    for number, row in rows:
        check_size(label, number, [row])
        if any(isinstance(cell, str) and len(cell) > MOST_CHARACTERS for cell in row):
            raise Unusable(f"{label}: row {number} has a cell of more than {MOST_CHARACTERS:,} characters; shorten it")
        for _ in range(before + 1, number):
            yield []
        yield row
        before = number
