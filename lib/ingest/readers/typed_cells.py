"""What the readers of workbooks share: rows of typed cells, and the empty rows between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from itertools import islice

from lib.ingest.readers.cells import CHUNK, MOST_CHARACTERS, Cell, Sheet, check_size, translate_errors
from lib.ingest.readers.source import UnreadableFileError

#: Rows that are not empty, in order, each with its number.
NumberedRows = Iterator[tuple[int, list[Cell]]]


def row_of(cells: dict[int, Cell]) -> list[Cell]:
    """Cells by column (from 1), up to the last that is not empty."""
    filled = [column for column, cell in cells.items() if cell != ""]
    return [cells.get(column, "") for column in range(1, max(filled, default=0) + 1)]


def yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def exact_number(value: float) -> Cell:
    """Exactly the number that is shown, 0.1 for the float next to it; text where it is none."""
    number = Decimal(repr(value).removesuffix(".0"))
    return number if number.is_finite() else str(value)


def day_or_moment(value: datetime) -> date:
    return value.date() if value.time() == time.min else value


def filled_sheets(
    sheets: Sequence[tuple[str, Callable[[], NumberedRows]]], prefix: str, label: str, kind: str
) -> list[Sheet]:
    filled = []
    for name, rows in sheets:
        where = f"{label} / {name}"
        with translate_errors(where):
            holds_any = next(rows(), None) is not None
        if holds_any:
            filled.append(Sheet(prefix + name, partial(_read, rows, where), {"kind": kind}))
    return filled


def _read(rows: Callable[[], NumberedRows], label: str) -> Iterator[tuple[int, list[list[Cell]]]]:
    """The rows in chunks, see Sheet."""
    with translate_errors(label):
        every = _every_row(rows(), label)
        number = 1
        while chunk := list(islice(every, CHUNK)):
            yield number, chunk
            number += len(chunk)


def _every_row(rows: NumberedRows, label: str) -> Iterator[list[Cell]]:
    """With the empty rows between them; those at the end are left out. Raises UnreadableFileError beyond the limits."""
    before = 0
    for number, row in rows:
        check_size(label, number, [row])
        if any(isinstance(cell, str) and len(cell) > MOST_CHARACTERS for cell in row):
            raise UnreadableFileError(
                f"{label}: row {number} has a cell of more than {MOST_CHARACTERS:,} characters; shorten it"
            )
        for _ in range(before + 1, number):
            yield []
        yield row
        before = number
