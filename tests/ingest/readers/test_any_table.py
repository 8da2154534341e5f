"""Any table comes back from any kind of file."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as some

from lib.ingest.readers import csv_files
from lib.ingest.readers.sheets import Cell
from lib.ingest.readers.visible_text import visible
from tests.ingest.readers.made_files import Table, only, read, rows_of, xls, xlsx

#: Without joiners, which are removed beside the signs of a line that are Latin.
TEXT = some.text(some.characters(exclude_characters="\0\u200c\u200d", exclude_categories=["Cs"]), max_size=12)
TRICKY = some.text(some.sampled_from(list("ab ,;\t|\"'\r\n=€äß“😀\N{NO-BREAK SPACE}")), max_size=12)


@some.composite
def tables(draw: some.DrawFn, cell: some.SearchStrategy[Any]) -> Table:
    """A header of words and rows as wide.

    The header makes the separator decidable: were all cells arbitrary, `a;b,c` could be read in two ways. Hence also at
    least two columns and a row below the header.
    """
    width = draw(some.integers(2, 5))
    header = draw(some.lists(some.from_regex("[a-z]{1,8}", fullmatch=True), min_size=width, max_size=width))
    return [header, *draw(some.lists(some.lists(cell, min_size=width, max_size=width), min_size=1, max_size=8))]


def csv_bytes(table: Table, codec: str, separator: str, end: str, every: bool) -> bytes:
    """The table as CSV; `every` cell in quotes or those that need them. csv.writer does not quote other line ends."""

    def written(cell: str) -> str:
        doubled = cell.replace('"', '""')
        return f'"{doubled}"' if every or any(sign in cell for sign in f'{separator}"\r\n') else cell

    return "".join(separator.join(map(written, row)) + end for row in table).encode(codec)


SEPARATOR = some.sampled_from(list(csv_files._SEPARATORS))
END = some.sampled_from(["\n", "\r\n", "\r"])


@settings(max_examples=300, deadline=None)
@given(tables(TEXT | TRICKY), some.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), SEPARATOR, END, some.booleans())
def test_any_csv_is_read_back(table: Table, codec: str, separator: str, end: str, every: bool) -> None:
    sheet = only(csv_bytes(table, codec, separator, end, every), codec)
    assert rows_of(sheet) == [[visible(cell) for cell in row] for row in table]
    assert sheet.properties["separator"] == csv_files._SEPARATORS[separator]


#: Windows-1252 whose bytes are nowhere UTF-8 as well: a sharp s and a dash may be one letter of N'Ko.
WINDOWS = some.text(some.sampled_from(list("ab ,;\t|\"'\r\näöüßéçñ€“–…")), max_size=12).filter(
    lambda text: text.encode("cp1252").decode("utf-8", errors="ignore").isascii()
)


@settings(max_examples=100, deadline=None)
@given(tables(WINDOWS), SEPARATOR, END, some.booleans())
def test_any_windows_1252_is_read_back(table: Table, separator: str, end: str, every: bool) -> None:
    assert read(csv_bytes(table, "cp1252", separator, end, every), "cp1252") == table


#: Without its mark UTF-16 is known by the zeros that Latin letters, digits and separators have.
LATIN = some.text(some.characters(min_codepoint=1, max_codepoint=255), max_size=12)


@settings(max_examples=100, deadline=None)
@given(tables(LATIN), some.sampled_from(["utf-16-le", "utf-16-be"]), SEPARATOR, END, some.booleans())
def test_any_utf_16_without_mark_is_read_back(table: Table, codec: str, separator: str, end: str, every: bool) -> None:
    assert read(csv_bytes(table, codec, separator, end, every), codec) == [
        [visible(cell) for cell in row] for row in table
    ]


def trimmed(table: Table) -> list[list[Cell]]:
    """As workbooks are read: Python's values as cells, empty ends left out."""
    rows = [[expected(value) for value in row] for row in table]
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def expected(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return Decimal(repr(value))
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date()
    # XLS can hold it, and no store can.
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value


# Serial numbers of days have a 29 February 1900 that never was; moments are kept to the millisecond.
MOMENTS = some.datetimes(datetime(1900, 3, 1), datetime(2200, 1, 1)).map(lambda moment: moment.replace(microsecond=0))
VALUES = some.none() | some.booleans() | some.dates(date(1900, 3, 1), date(2200, 1, 1)) | MOMENTS
# XML 1.0 has no control characters and no U+FFFE and U+FFFF, and turns \r into \n.
XML_TEXT = some.text(
    some.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | some.sampled_from("\t\n"),
    max_size=12,
)
# openpyxl writes 16 digits at most.
NUMBERS = some.builds(
    lambda digits, power: float(f"{digits}e{power}"), some.integers(-(10**15), 10**15), some.integers(-300, 290)
)


@settings(max_examples=60, deadline=None)
@given(some.lists(some.lists(VALUES | some.integers(-(10**15), 10**15) | NUMBERS | XML_TEXT, max_size=5), max_size=6))
def test_any_xlsx_is_read_back(table: Table) -> None:
    table = [["first"], *table]
    assert read(xlsx({"One": table})) == trimmed(table)


# xlwt counts characters beyond U+FFFF once although XLS counts them twice, and XLS has no numbers but floats.
XLS_TEXT = some.text(some.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF), max_size=12)
XLS_NUMBERS = some.integers(-(2**53), 2**53) | some.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=60, deadline=None)
@given(some.lists(some.lists(VALUES | XLS_NUMBERS | XLS_TEXT, max_size=5), max_size=6))
@example([["a\0b"]])
def test_any_xls_is_read_back(table: Table) -> None:
    table = [["first"], *table]
    assert read(xls({"One": table})) == trimmed(table)
