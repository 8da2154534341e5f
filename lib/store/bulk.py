"""Add many rows to a table at the speed of the engine: by SQLite's executemany or PostgreSQL's COPY."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert


def add_rows(connection: Connection, table: Table, names: Sequence[str], columns: Sequence[Sequence[Any]]) -> None:
    """Add rows given by column, in the transaction of `connection`.

    Args:
        connection: an open connection.
        table: the table.
        names: the columns that are given; the others become NULL.
        columns: the values of each, all of one length, in the column's Python type (Decimal for money).

    Raises:
        ValueError: a value does not fit its column's type (see lib.entities.types).
    """
    ready = [_native(connection, table, name, values) for name, values in zip(names, columns, strict=True)]
    if connection.dialect.name == "postgresql":
        _copy(connection, table, names, ready)
        return
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(names))
    # Compiled columns come in the table's order.
    ordered = [ready[names.index(name)] for name in statement.positiontup or ()]
    connection.exec_driver_sql(str(statement), list(zip(*ordered, strict=True)))


def _native(connection: Connection, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    """Convert values to what the driver takes."""
    kind = table.c[name].type
    processor: Callable[[Any], Any] | None = kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if processor is None:
        return values
    # Values repeat: each distinct one is converted once.
    converted = {value: processor(value) for value in set(values)}
    return [converted[value] for value in values]


def _copy(connection: Connection, table: Table, names: Sequence[str], columns: Sequence[Sequence[Any]]) -> None:
    quote = connection.dialect.identifier_preparer.quote
    listed = ", ".join(quote(name) for name in names)
    driver: Any = connection.connection.dbapi_connection
    # Names come from our own models and are quoted; values go through COPY, never into the statement.
    with driver.cursor() as cursor, cursor.copy(f"COPY {quote(table.name)} ({listed}) FROM STDIN") as copy:
        for row in zip(*columns, strict=True):
            copy.write_row(row)
