"""DataFrames as tables of Arrow, and dates as far as they are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from lib.common.formatting import MONTH, PRECISION, YEAR

#: Marks a column of numbers in which words stand in place of some, such as "<5".
_MIXED = {b"mixed": b"numbers and words"}
#: Of a column: how a workbook writes its numbers.
FORMAT = b"format"
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[-+]\d+)?")


def of_frame(
    table: pd.DataFrame, headers: Mapping[str, str], formats: Mapping[str, str] | None = None
) -> pa.RecordBatchReader:
    """Convert the columns in `headers` of a DataFrame, under these headers; where two are alike, the second gets a
    number.

    Args:
        table: the rows.
        headers: by the name of a column.
        formats: of numbers in the cells of a workbook, by the name of a column; others are unformatted.
    """
    return of_frames([table], headers, formats)


def of_frames(
    tables: Iterable[pd.DataFrame], headers: Mapping[str, str], formats: Mapping[str, str] | None = None
) -> pa.RecordBatchReader:
    """Convert pages of one DataFrame as `of_frame` does. The first page decides on the columns' types."""
    names = _distinct_headers(headers.values())
    pages = iter(tables)
    first = _batch(next(pages), headers, names, None)
    if formats:
        fields = [_with_format(field, formats.get(name, "")) for name, field in zip(headers, first.schema, strict=True)]
        first = first.cast(pa.schema(fields))
    return pa.RecordBatchReader.from_batches(
        first.schema, _and(first, (_batch(page, headers, names, first.schema) for page in pages))
    )


def _with_format(column: pa.Field, number_format: str) -> pa.Field:
    more = {FORMAT: number_format.encode()} if number_format else {}
    return column.with_metadata({**(column.metadata or {}), **more})


def _and(first: pa.RecordBatch, others: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield first
    yield from others


def _batch(
    table: pd.DataFrame, headers: Mapping[str, str], names: list[str], schema: pa.Schema | None
) -> pa.RecordBatch:
    columns = [_column(table[name]) for name in headers]
    if schema is None:
        kinds = [(kind, _MIXED if mixed else None) for _, kind, mixed in columns]
        schema = pa.schema([pa.field(n, kind, metadata=more) for n, (kind, more) in zip(names, kinds, strict=True)])
    arrays = [pa.array(values, kind) for (values, _, _), kind in zip(columns, schema.types, strict=True)]
    return pa.record_batch(arrays, schema=schema)


def _column(values: pd.Series[Any]) -> tuple[list[Any], pa.DataType, bool]:
    """Return a column's values with None for missing ones, its type, and whether words stand among its numbers."""
    there = values.notna()
    kind = values.dtype
    plain = [value if known else None for value, known in zip(values.tolist(), there, strict=True)]
    if pd.api.types.is_bool_dtype(kind):
        return plain, pa.bool_(), False
    if pd.api.types.is_integer_dtype(kind):
        return plain, pa.int64(), False
    if pd.api.types.is_float_dtype(kind):
        # Noise beyond the eighth decimal comes from sums of binary floats.
        return [None if value is None else round(value, 8) for value in plain], pa.float64(), False
    if pd.api.types.is_datetime64_any_dtype(kind):
        known = values[there]
        return plain, pa.date32() if (known == known.dt.normalize()).all() else pa.timestamp("us"), False
    mixed = any(isinstance(value, (int, float, Decimal)) for value in plain)
    return [None if value is None else _in_plain_words(value) for value in plain], pa.string(), mixed


def _in_plain_words(value: object) -> str:
    return repr(round(value, 8)).removesuffix(".0") if isinstance(value, float) else str(value)


def as_number(words: str) -> int | float:
    return int(words) if words.removeprefix("-").isdigit() else float(words)


def _distinct_headers(headers: Iterable[str]) -> list[str]:
    """Return headers that are all different."""
    names: list[str] = []
    for header in headers:
        name, number = header, 2
        while name in names:
            name, number = f"{header} ({number})", number + 1
        names.append(name)
    return names


def is_mixed(column: pa.Field) -> bool:
    return bool(column.metadata) and b"mixed" in column.metadata


def readable_columns(schema: pa.Schema) -> list[pa.Field]:
    """Return the columns as readers of a file have them: a date is written only as precisely as it is known.

    In Parquet, whose columns have one type, the column `<name>_precision` stays beside it.
    """
    dates = {f"{column.name}{PRECISION}" for column in schema if pa.types.is_date(column.type)}
    return [column for column in schema if column.name not in dates]


def is_rough(schema: pa.Schema, column: pa.Field) -> bool:
    """Whether dates of a column may be known by their month or year alone."""
    return pa.types.is_date(column.type) and f"{column.name}{PRECISION}" in schema.names


def readable(batch: pa.RecordBatch, column: pa.Field) -> pa.Array:
    """Return the cells of a column; dates as text where not all of them have their day."""
    values = batch.column(column.name)
    if not is_rough(batch.schema, column):
        return values
    precision = batch.column(f"{column.name}{PRECISION}")
    if precision.null_count == len(precision):
        return values
    days, known = values.cast(pa.string()), pc.fill_null(precision, "")
    months, years = (pc.utf8_slice_codeunits(days, 0, length) for length in (7, 4))
    return pc.if_else(pc.equal(known, YEAR), years, pc.if_else(pc.equal(known, MONTH), months, days))
