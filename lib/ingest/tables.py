"""What a sheet holds and where its cells go: the words in which formats describe themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from lib.ingest.sheets import Cell, Sheet

#: What becomes of a field where a key repeats within the file and its format says that this is usual.
Combine = Literal["first", "sum", "min", "max"]


@dataclass(frozen=True)
class Made:
    """A field made of several columns of a row, or of none.

    Args:
        columns: headers of the columns; one that the file lacks gives an empty cell.
        make: from the cells, in this order, to the field's cell as our template would have it ("" for empty).
            Raises lib.ingest.values.Unfit where they do not fit.
    """

    columns: tuple[str, ...]
    make: Callable[..., Cell]


def always(value: str) -> Made:
    """The same cell in every row."""
    return Made((), lambda: value)


@dataclass(frozen=True)
class Part:
    """Rows of one entity that the rows of a sheet give.

    Args:
        entity: name in lib.ingest.schemas.SCHEMAS.
        columns: for a field of that entity's schema, the header of the column that holds it, or how it is made. Headers
            are compared without regard to case and blanks around them. Columns that the sheet lacks are left out,
            unless the field is required.
        repeats: None where a key that repeats is a mistake; else how the repeated rows become one: for each field how
            its values combine, `first` (the first that is not empty) for those not named.
        readings: how to read columns whose convention the format fixes, by field (see lib.ingest.readings).
        split: for rows that hold lists: from a row (header -> cell) to the rows that `columns` then reads.
        only_new: rows whose key the store has are left alone (a list of participants must not rename organisations).
    """

    entity: str
    columns: Mapping[str, str | Made]
    repeats: Mapping[str, Combine] | None = None
    readings: Mapping[str, str] = field(default_factory=dict)
    split: Callable[[dict[str, Cell]], Iterable[dict[str, Cell]]] | None = None
    only_new: bool = False


@dataclass(frozen=True)
class Table:
    """A block of rows of a sheet under one header, recognised as a format.

    Args:
        sheet: where the rows are.
        format: the format's name, such as "Zoom attendee report"; UNKNOWN where none fits.
        header: the column names as the file has them.
        header_row: their row in the sheet, from 1; rows begin below.
        last_row: last row of the block; None: to the end of the sheet.
        parts: what the rows give, parents before children. None of them: the user matches the columns.
        event_name, event_day: what the file says of the event that it is about, to find it in the store.
    """

    sheet: Sheet
    format: str
    header: tuple[str, ...]
    header_row: int = 1
    last_row: int | None = None
    parts: tuple[Part, ...] = ()
    event_name: str | None = None
    event_day: date | None = None


#: Format of a table whose header nobody knows.
UNKNOWN = "unknown columns"


def folded(header: str) -> str:
    """A header as headers are compared."""
    return " ".join(header.split()).casefold()


def is_filled(cell: Cell) -> bool:
    """Whether a cell holds more than blanks."""
    return bool(cell) and not cell.isspace() if isinstance(cell, str) else True


def as_text(cell: Cell) -> str:
    """A cell as text, blanks around it left out; numbers in plain notation, dates as ISO dates."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return cell.isoformat()
