"""The form of an entity's file: columns, key, references, and what in it is odd."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lib.entities.base import Base, Verified
from lib.entities.fields import CURRENCY, ORIGIN, Field


@dataclass(frozen=True)
class Odd:
    """Values that can be loaded, but that somebody should look at.

    Attributes:
        columns: fields that the rule looks at; rows where one of them is empty pass.
        is_odd: from their values to whether they are odd.
        expected: what would be usual, for the report.
    """

    columns: tuple[str, ...]
    is_odd: Callable[..., Any]
    expected: str


def not_more(smaller: str, larger: str) -> Odd:
    """A number that exceeds one that it is a share of is odd."""
    return Odd((smaller, larger), lambda less, more: less > more, f"not more than {larger}")


def in_euros(*amounts: str, least: int) -> tuple[Odd, ...]:
    """An amount smaller than `least` EUR is odd: it may be in thousands or millions."""
    expected = f"an amount in whole euros, usually EUR {least:,} or more; this one may be in thousands or millions"
    return tuple(Odd((amount,), lambda value: 0 < value < least, expected) for amount in amounts)


@dataclass(frozen=True)
class Child:
    """A list inside a cell that the store keeps as rows of its own.

    Attributes:
        field: of the file.
        model: of these rows; it has the key of the entity's row.
        columns: that make an item.
        numbered: the order of the list is kept, in the column `position`.
    """

    field: str
    model: type[Base]
    columns: tuple[str, ...]
    numbered: bool = False

    @property
    def order(self) -> str:
        """The column by which the items are put in order."""
        return "position" if self.numbered else self.columns[0]


@dataclass(frozen=True)
class Target:
    """A table that rows of the file go to."""

    entity: str
    model: type[Base]
    key: tuple[str, ...]
    columns: tuple[str, ...]
    children: tuple[Child, ...] = ()
    #: A row goes to the table only where one of these columns is filled; empty: always.
    only_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Schema:
    """The form of one entity's file."""

    entity: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    targets: tuple[Target, ...]
    #: Amounts, by the name before `_eur` and `_original`.
    amounts: tuple[str, ...] = ()
    #: Pairs of columns of which the second may not lie before the first.
    ordered: tuple[tuple[str, str], ...] = ()
    odd: tuple[Odd, ...] = ()
    #: Columns that files of earlier versions have, and the entity that now holds what they said.
    retired: Mapping[str, str] = dataclasses.field(default_factory=dict)
    #: Stored rows that agree with the file in these columns are missed where the file lacks them; none: all rows.
    scope: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @property
    def of_persons(self) -> bool:
        """Whether a row is about a single person."""
        return any(field.person for field in self.fields)

    @property
    def required(self) -> set[str]:
        return {field.name for field in self.fields if field.required}

    @property
    def children(self) -> tuple[Child, ...]:
        """The lists in the file's cells."""
        return tuple(child for target in self.targets for child in target.children)


def schema(
    entity: str,
    model: type[Base],
    key: Sequence[str],
    *fields: Field | tuple[Field, ...],
    ordered: tuple[tuple[str, str], ...] = (),
    odd: tuple[Odd, ...] = (),
    scope: tuple[str, ...] = (),
    children: tuple[Child, ...] = (),
    retired: Mapping[str, str] | None = None,
) -> Schema:
    """Make the form of a file whose rows go to one table; the columns on origin and currency are added."""
    flat: list[Field] = []
    for field in fields:
        flat.extend([field] if isinstance(field, Field) else field)
    amounts = amounts_in(flat)
    # What systems count is not checked row by row. A name fits into a note, and names of persons are never kept.
    left_out = set() if issubclass(model, Verified) else {"verified_on", "verified_by"}
    left_out |= {"note"} if any(field.person for field in flat) else set()
    flat.extend([*(CURRENCY if amounts else ()), *(field for field in ORIGIN if field.name not in left_out)])
    in_children = {child.field for child in children}
    columns = columns_of(field for field in flat if field.name not in in_children)
    target = Target(entity, model, tuple(key), columns, children)
    return Schema(entity, tuple(key), tuple(flat), (target,), amounts, ordered, odd, retired or {}, scope)


def amounts_in(fields: Iterable[Field]) -> tuple[str, ...]:
    """The amounts among these fields, by the name before `_eur` and `_original`."""
    suffix = "_original"
    return tuple(field.name.removesuffix(suffix) for field in fields if field.name.endswith(suffix))


def columns_of(fields: Iterable[Field]) -> tuple[str, ...]:
    """The store's columns of these fields."""
    return tuple(column for field in fields for column in field.columns)
