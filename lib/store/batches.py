"""Any number of rows out of the store, some thousands at a time, as Arrow columns of dependable types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
from sqlalchemy import Boolean, Connection, Date, DateTime, Engine, Integer, Select, String, type_coerce
from sqlalchemy.types import NullType

from lib.store.types import ScaledInteger

#: Rows that are read at a time. More of them no longer fit into the processor's cache, and all becomes slower.
BATCH = 4_000
#: Digits of a whole number of 64 bits.
_DIGITS = 19


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection to which the store stays as it is now, whatever others load."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # SQLite's transactions are snapshots anyway.
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def schema_of(query: Select[*tuple[Any, ...]]) -> pa.Schema:
    """The columns of a query's answer: names as selected; amounts and rates exact, yes/no, dates and times (UTC)."""
    return pa.schema([(column.key, _arrow_type(column.type)) for column in query.selected_columns])


def batches(connection: Connection, query: Select[*tuple[Any, ...]], size: int = BATCH) -> Iterator[pa.RecordBatch]:
    """The rows of a query's answer, `size` at a time; the server keeps the others. Columns as in `schema_of`."""
    schema = schema_of(query)
    for rows in _rows(connection, query, size):
        columns = zip(*rows, strict=True)
        arrays = [_array(values, kind) for values, kind in zip(columns, schema.types, strict=True)]
        yield pa.record_batch(arrays, schema=schema)


def _rows(connection: Connection, query: Select[*tuple[Any, ...]], size: int) -> Iterator[Sequence[Sequence[Any]]]:
    """The rows as the driver gives them: Arrow turns whole columns into their types, quicker than value by value."""
    if connection.dialect.name == "sqlite":
        result = connection.execute(query)
        cursor: Any = result.cursor
        try:
            while rows := cursor.fetchmany(size):
                yield rows
        finally:
            result.close()
        return
    # The server keeps the rows, which only SQLAlchemy's own reading of them asks for.
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
    """The driver's values in their type: SQLite gives dates and times as text, and yes/no as 1 and 0."""
    if pa.types.is_decimal(kind):
        whole = pa.array(values, pa.int64()).cast(pa.decimal128(_DIGITS, 0))
        # The same digits, with the point elsewhere.
        return pa.Array.from_buffers(kind, len(whole), whole.buffers())
    if pa.types.is_string(kind) or pa.types.is_int64(kind):
        return pa.array(values, kind)
    return pa.array(values).cast(kind)
