"""The store's tables, and when two rows have one key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Table,
    and_,
    func,
    text,
)

_EMPTY = text("''")
#: Stands for a date that is not known, where keys are compared: on every engine, and in no file.
_NO_DATE = text("'0001-01-01'")


def table_of(model: Any) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def matching(target: Table, other: Any, key: Sequence[str]) -> ColumnElement[bool]:
    """Join rows of two tables by a key; columns that may be empty are compared as the store's own index does."""
    conditions = []
    for name in key:
        mine: ColumnElement[Any] = target.c[name]
        theirs: ColumnElement[Any] = other.c[name]
        if target.c[name].nullable:
            empty = _NO_DATE if isinstance(target.c[name].type, Date) else _EMPTY
            mine, theirs = func.coalesce(mine, empty), func.coalesce(theirs, empty)
        conditions.append(mine == theirs)
    return and_(*conditions)


def key_in_words(key: Iterable[object]) -> str:
    """Write a key for readers."""
    return " + ".join(str(value) for value in key if value is not None)
