"""What the readers of workbooks share: rows of typed cells, and the empty rows between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice

from lib.ingest.readers.cells import CHUNK, MOST_CHARACTERS, Cell, NoValue, Sheet, check_size, translate_errors
from lib.ingest.readers.layout import Block, Layout
from lib.ingest.readers.source import UnreadableFileError

#: Rows that are not empty, in order, each with its number.
NumberedRows = Iterator[tuple[int, list[Cell]]]


def row_of(cells: dict[int, Cell]) -> list[Cell]:
    """Cells by column (from 1), up to the last that is not empty."""
    filled = [column for column, cell in cells.items() if cell != "" or type(cell) is NoValue]
    return [cells.get(column, "") for column in range(1, max(filled, default=0) + 1)]


class TruthValue(str):
    """The text of a cell that a workbook keeps as true or false."""

    __slots__ = ()


def yes_or_no(value: bool) -> TruthValue:
    return TruthValue("yes" if value else "no")


def exact_number(value: float) -> Cell:
    """Exactly the number that is shown, 0.1 for the float next to it; text where it is none."""
    number = Decimal(repr(value).removesuffix(".0"))
    return number if number.is_finite() else str(value)


def day_or_moment(value: datetime) -> date:
    return value.date() if value.time() == time.min else value


def duration(value: timedelta) -> str:
    """Hours, minutes and seconds, hours going beyond 24."""
    seconds = round(value.total_seconds())
    return f"{'-' if seconds < 0 else ''}{abs(seconds) // 3600}:{abs(seconds) // 60 % 60:02}:{abs(seconds) % 60:02}"


@dataclass(frozen=True)
class WorkbookSheet:
    """A sheet of a workbook: its name, its rows, given anew by each call, and its layout."""

    name: str
    rows: Callable[[], NumberedRows]
    layout: Callable[[], Layout]


def filled_sheets(sheets: Iterable[WorkbookSheet], prefix: str, label: str, kind: str) -> list[Sheet]:
    """The sheets that hold anything, their merged cells filled. Arguments as for xlsx_sheets."""
    filled = []
    for sheet in sheets:
        where = f"{label} / {sheet.name}"
        with translate_errors(where):
            if next(sheet.rows(), None) is not None:
                layout = sheet.layout()
                read = partial(_read, partial(_with_merged_filled, sheet.rows, layout), where)
                filled.append(Sheet(prefix + sheet.name, read, {"kind": kind}, layout=layout))
    return filled


def _with_merged_filled(rows: Callable[[], NumberedRows], layout: Layout) -> NumberedRows:
    """The rows, with the cells of each merged block filled by its first cell.

    Only rows that hold something of their own are filled: others belong to the block's shape, not to the table.
    """
    waiting = list(reversed(layout.merged))
    open_: list[tuple[Block, Cell]] = []
    for number, row in rows():
        open_ = [(block, cell) for block, cell in open_ if block.last_row >= number]
        while waiting and waiting[-1].first_row <= number:
            block = waiting.pop()
            cell = row[block.first_column - 1] if block.first_row == number and block.first_column <= len(row) else ""
            if cell != "":
                open_.append((block, cell))
        for block, cell in open_:
            _fill(row, block, cell)
        yield number, row


def _fill(row: list[Cell], block: Block, cell: Cell) -> None:
    """Fill a row's cells within a block; those to the right only beside other cells: alone in its row it is a title."""
    beside = [*row[: block.first_column - 1], *row[block.last_column :]]
    last = block.last_column if any(other != "" for other in beside) else block.first_column
    row.extend([""] * (last - len(row)))
    for column in range(block.first_column, last + 1):
        if row[column - 1] == "":
            row[column - 1] = cell


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
