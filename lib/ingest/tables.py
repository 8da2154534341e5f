"""What a sheet holds and where its cells go: the terms in which formats describe themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from lib.entities.registry import SCHEMAS, schema_of_rows
from lib.entities.schema import Schema
from lib.ingest.problem_codes import Code
from lib.ingest.readers.sheets import Cell, Sheet

#: What becomes of a field where a key repeats within the file and its format says that this is usual.
Combine = Literal["first", "sum", "min", "max"]


@dataclass(frozen=True)
class Derived:
    """A field derived from several columns of a row, or from none.

    Args:
        columns: headers of the columns; one that the file lacks gives an empty cell.
        derive: from the cells, in this order, to the field's cell as our template would have it ("" for empty).
            Raises ParseError where they do not fit.
    """

    columns: tuple[str, ...]
    derive: Callable[..., Cell]


class Made(Derived):
    """An identifier made of what a row is called, where its file has none."""


def constant(value: str) -> Derived:
    """Give the same cell in every row."""
    return Derived((), lambda: value)


@dataclass(frozen=True)
class LeftOut:
    """Rows that a list has and that count for nothing, such as cancelled orders; a warning says how many they are.

    Args:
        columns: headers by which such a row is recognised.
        is_out: from the cells in these columns to whether the row is one of them.
        code: what the warning says.
    """

    columns: tuple[str, ...]
    is_out: Callable[..., bool]
    code: Code


@dataclass(frozen=True)
class EntityMapping:
    """How the rows of a sheet become rows of an entity.

    Args:
        entity: name in lib.entities.registry.SCHEMAS.
        columns: for a field of that entity's schema, the header of the column that holds it, or how it is derived.
            Headers are compared without regard to case and blanks around them. Columns that the sheet lacks are left
            out, unless the field is required.
        repeats: None where a key that repeats is a mistake; else how the repeated rows become one: for each field how
            its values combine, `first` (the first that is not empty) for those not named.
        complements: None where a row replaces what the store has under its key; else an empty cell leaves what is
            known there, and so do fields with `first`; with `max` and `min` the greater or lesser one is kept.
        notations: how columns are written where the format fixes it, by field (see lib.ingest.parsing.notation).
        left_out: rows that count for nothing.
        split: for rows that hold lists: from a row (header -> cell) to the rows that `columns` then reads.
        agreeing: rows with one key are one row of the store, as the project of several participants is: where they are
            filled they must agree.
        only_new: rows whose key the store has are left alone (a list of participants must not rename organisations).
        by_itself: the rows are those of the entity's own table, where its file gives rows of several.
    """

    entity: str
    columns: Mapping[str, str | Derived]
    repeats: Mapping[str, Combine] | None = None
    notations: Mapping[str, str] = field(default_factory=dict)
    left_out: LeftOut | None = None
    complements: Mapping[str, Combine] | None = None
    split: Callable[[dict[str, Cell]], Iterable[dict[str, Cell]]] | None = None
    agreeing: bool = False
    only_new: bool = False
    by_itself: bool = False

    @property
    def schema(self) -> Schema:
        """The form of its rows."""
        return schema_of_rows(self.entity) if self.by_itself else SCHEMAS[self.entity]


@dataclass(frozen=True)
class Table:
    """A block of rows of a sheet under one header, recognised as a format.

    Args:
        sheet: where the rows are.
        format: the format's name, such as "Zoom attendee report"; UNKNOWN where none fits.
        header: the column names as the file has them.
        header_row: their row in the sheet, from 1; rows begin below.
        last_row: last row of the block; None: to the end of the sheet.
        mappings: the entities that the rows give, parents before children. None: the user matches the columns.
        event_name, event_day: what the file says of the event that it is about, to find it in the store.
    """

    sheet: Sheet
    format: str
    header: tuple[str, ...]
    header_row: int = 1
    last_row: int | None = None
    mappings: tuple[EntityMapping, ...] = ()
    event_name: str | None = None
    event_day: date | None = None


#: Format of a table with an unknown header.
UNKNOWN = "unknown columns"
#: Format of a table with a column for each year.
BY_YEAR = "a column for each year"


def is_filled(cell: Cell) -> bool:
    """Return whether a cell holds more than blanks."""
    return bool(cell) and not cell.isspace() if isinstance(cell, str) else True


def as_text(cell: Cell) -> str:
    """Write a cell as text without blanks around it; numbers in plain notation, dates as ISO dates."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return cell.isoformat()
