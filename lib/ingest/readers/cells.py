"""What the readers of all kinds of files share: cells, sheets, limits, and how failures are reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO

from lib.ingest.readers.layout import Layout
from lib.ingest.readers.source import UnreadableFileError

#: A cell: text as the file has it ("" where empty), or the typed value of a workbook's cell.
Cell = str | Decimal | date | datetime


class NoValue(str):
    """A cell that shows something and has no value: an error such as #N/A, or a formula that was never computed.

    It is an empty text, so that whoever does not ask for it takes the cell for an empty one.

    Args:
        shown: what stands in the cell; a formula begins with an equals sign.
    """

    __slots__ = ("shown",)
    shown: str

    def __new__(cls, shown: str) -> NoValue:
        cell = super().__new__(cls)
        cell.shown = shown
        return cell


#: What spreadsheets show in place of a value.
ERRORS = frozenset(
    {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)

#: Rows that are read at a time, at most. More of them no longer fit into the processor's cache, and reading slows down.
CHUNK = 500

#: Rows of a sheet, the header included.
MOST_ROWS = 1_000_001
MOST_COLUMNS = 2_000
#: Characters of a cell: three times what a cell of a spreadsheet can hold.
MOST_CHARACTERS = 100_000

#: Gives a new stream over the same bytes, from the start.
Opener = Callable[[], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True)
class Doubt:
    """A file whose text can be read in more than one way; only its owner can say which is right.

    Args:
        label: the file's name, and that of its member in a zip.
        readings: for each encoding, words as it reads them; the likeliest first.
    """

    label: str
    readings: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """Rows of cells: a CSV file, a sheet of a workbook, or a member of a zip.

    Args:
        name: "" for a CSV file that came alone, else the sheet's name, the member's name, or both ("a.xlsx / Sheet1").
        read: starts over and gives the rows in chunks: the number of the chunk's first row (from 1; a record with line
            breaks inside is one row, as a spreadsheet numbers it; empty rows count), and the rows. Raises
            UnreadableFileError.
        properties: how the file was read, for its owner: "kind" (such as "CSV" or "XLSX"); for CSV also "encoding" (one
            of ENCODINGS in decoding.py) and, with more than one column, "separator" ("comma", "semicolon", "tab",
            "vertical bar", or the sign that the file names) and "rows" where each stands in quotes as a whole.
        demonstration: which dataset the rows belong to, where the sheet itself says so.
        decimal: the mark of decimals in numbers, where the sheet is an export of ours; else it is inferred.
        layout: what the sheet hides or merges.
        doubt: whether its file's encoding is in doubt.
    """

    name: str
    read: Callable[[], Iterator[tuple[int, list[list[Cell]]]]]
    properties: dict[str, str] = field(default_factory=dict)
    demonstration: bool | None = None
    decimal: str = ""
    layout: Layout = field(default_factory=Layout)
    doubt: Doubt | None = None


def check_size(label: str, first: int, rows: list[list[Cell]]) -> None:
    """Hold rows to the limits on rows and columns.

    Args:
        label: file and sheet, for the message.
        first: number of the first of `rows`.

    Raises:
        UnreadableFileError: too many rows, or cells in a row.
    """
    if first + len(rows) - 1 > MOST_ROWS:
        raise UnreadableFileError(
            f"{label}: has more than {MOST_ROWS - 1:,} rows below its first; split it into several files"
        )
    if max(map(len, rows), default=0) > MOST_COLUMNS:
        number, row = next((number, row) for number, row in enumerate(rows, first) if len(row) > MOST_COLUMNS)
        raise UnreadableFileError(
            f"{label}: row {number} has {len(row):,} cells; at most {MOST_COLUMNS:,} columns can be read"
        )


@contextmanager
def translate_errors(label: str) -> Iterator[None]:
    """Turn whatever a library raises on a damaged file into UnreadableFileError, for the file's owner."""
    try:
        yield
    except (UnreadableFileError, MemoryError):
        raise
    except Exception as error:
        # zipfile, zlib, expat, openpyxl and xlrd promise no set of exceptions: a byte that is wrong may show as a
        # KeyError or an AssertionError deep inside. None of them may reach the user as a crash.
        reason = _without_cells(f"{type(error).__name__}: {error}")[:200]
        raise UnreadableFileError(
            f"{label}: is damaged ({reason}); open it in the program that made it and save it again"
        ) from error


def _without_cells(text: str) -> str:
    """A message in one line, without what stands in quotes, which may be a cell, and that the name of a person."""
    for quote in "'\"":
        before, found, rest = text.partition(quote)
        text = f"{before}...{rest.rpartition(quote)[2] if quote in rest else ''}" if found else text
    return " ".join("..." if "@" in word else word for word in text.split())
