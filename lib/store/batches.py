"""Read any number of rows from the store, a few thousand at a time, as Arrow columns of fixed types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
from sqlalchemy import Boolean, Connection, Date, DateTime, Engine, Integer, Select, String, type_coerce
from sqlalchemy.types import NullType

from lib.entities.types import ScaledInteger

#: Rows that are read at once. More of them no longer fit into the processor's cache, which slows everything down.
BATCH = 4_000
#: Digits of a 64-bit integer.
_DIGITS = 19


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Open a connection that sees the store as it is now, whatever others load in the meantime."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # SQLite's transactions are snapshots anyway.
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def schema_of(query: Select[*tuple[Any, ...]]) -> pa.Schema:
    """Return the columns of a query's result: amounts and rates as exact decimals, booleans, dates and times (UTC)."""
    return pa.schema([(column.key, _arrow_type(column.type)) for column in query.selected_columns])


def batches(connection: Connection, query: Select[*tuple[Any, ...]], size: int = BATCH) -> Iterator[pa.RecordBatch]:
    """Read the rows of a query's result, `size` at a time; the server holds the others. Columns as in `schema_of`."""
    schema = schema_of(query)
    for rows in _rows(connection, query, size):
        columns = zip(*rows, strict=True)
        arrays = [_array(values, kind) for values, kind in zip(columns, schema.types, strict=True)]
        yield pa.record_batch(arrays, schema=schema)


def _rows(connection: Connection, query: Select[*tuple[Any, ...]], size: int) -> Iterator[Sequence[Sequence[Any]]]:
    """Read rows as the driver gives them: Arrow converts whole columns faster than SQLAlchemy does single values."""
    if connection.dialect.name == "sqlite":
        result = connection.execute(query)
        cursor: Any = result.cursor
        try:
            while rows := cursor.fetchmany(size):
                yield rows
        finally:
            result.close()
        return
    # Only SQLAlchemy's own streaming makes the server hold the rows.
    untyped = [type_coerce(column, NullType()).label(column.key) for column in query.selected_columns]
    plain = query.with_only_columns(*untyped, maintain_column_froms=True)
    with connection.execute(plain, execution_options={"yield_per": size}) as streamed:
        yield from streamed.partitions()


def _arrow_type(kind: Any) -> pa.DataType:
    if isinstance(kind, ScaledInteger):
        return pa.decimal128(_DIGITS, kind.scale)
    for sql, arrow in (
        (Boolean, pa.bool_()),
        (Integer, pa.int64()),
        (Date, pa.date32()),
        (DateTime, pa.timestamp("us")),
        (String, pa.string()),
    ):
        if isinstance(kind, sql):
            return arrow
    raise TypeError(f"no column type for {kind!r}")


def _array(values: tuple[Any, ...], kind: pa.DataType) -> pa.Array:
    """Convert the driver's values: SQLite gives dates and times as text, and booleans as 1 and 0."""
    if pa.types.is_decimal(kind):
        whole = pa.array(values, pa.int64()).cast(pa.decimal128(_DIGITS, 0))
        # The same digits, with the point elsewhere.
        return pa.Array.from_buffers(kind, len(whole), whole.buffers())
    if pa.types.is_string(kind) or pa.types.is_int64(kind):
        return pa.array(values, kind)
    return pa.array(values).cast(kind)
