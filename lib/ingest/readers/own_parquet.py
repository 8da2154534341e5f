"""Parquet files as sheets: those that we export, and others whose columns hold single values."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lib.common.formatting import MONTH, PRECISION, YEAR
from lib.entities.columns import DATASET_COLUMN
from lib.ingest.readers.archives import MOST_UNPACKED
from lib.ingest.readers.cells import CHUNK, Cell, Opener, Sheet, check_size, translate_errors
from lib.ingest.readers.own_exports import refuse_figure
from lib.ingest.readers.source import UnreadableFileError
from lib.ingest.readers.typed_cells import day_or_moment, exact_number, yes_or_no


def parquet_sheet(open_: Opener, name: str, label: str) -> Sheet | None:
    """A Parquet file as a sheet: its first row holds the names of its columns; None where it has none.

    Args:
        open_: gives the file's bytes, seekable.
        name: the sheet's name.
        label: the file's name, for messages.

    Raises:
        UnreadableFileError: damaged, too large to unpack, with lists or records in its cells, or a figure of ours.
    """
    with translate_errors(label), _opened(open_) as file:
        unpacked = sum(file.metadata.row_group(number).total_byte_size for number in range(file.num_row_groups))
        if unpacked > MOST_UNPACKED:
            raise UnreadableFileError(f"{label}: unpacks to more than {MOST_UNPACKED // 1024**3} GB; split it")
        schema = file.schema_arrow
        for column in schema:
            if pa.types.is_nested(column.type):
                raise UnreadableFileError(
                    f"{label}: the column {column.name!r} holds lists or records; expected one value in each cell"
                )
        about = (schema.metadata or {}).get(b"about")
        if about is not None and DATASET_COLUMN not in schema.names:
            raise refuse_figure(label, dict(json.loads(about)).get("Title", ""))
    return Sheet(name, partial(_read, open_, label), {"kind": "Parquet"}) if schema.names else None


@contextmanager
def _opened(open_: Opener) -> Iterator[pq.ParquetFile]:
    with open_() as stream:
        # Members of a zip are packed once more, which Parquet's readers could not go to and fro in.
        source = stream if stream.seekable() else io.BytesIO(stream.read())
        yield pq.ParquetFile(source)


def _read(open_: Opener, label: str) -> Iterator[tuple[int, list[list[Cell]]]]:
    """The rows in chunks, see Sheet."""
    with translate_errors(label), _opened(open_) as file:
        names = file.schema_arrow.names
        rough = {name: f"{name}{PRECISION}" for name in names if f"{name}{PRECISION}" in names}
        shown = [name for name in names if name not in rough.values()]
        yield 1, [list(shown)]
        number = 2
        for batch in file.iter_batches(CHUNK):
            columns = [_cells(batch, name, rough.get(name)) for name in shown]
            rows = [list(row) for row in zip(*columns, strict=True)]
            check_size(label, number, rows)
            yield number, rows
            number += len(rows)


def _cells(batch: pa.RecordBatch, name: str, precision: str | None) -> list[Cell]:
    """The cells of a column; of a date only as much as is known of it."""
    cells = [_cell(value) for value in batch.column(name).to_pylist()]
    if precision is None:
        return cells
    known = batch.column(precision).to_pylist()
    length = {MONTH: 7, YEAR: 4}
    return [
        cell.isoformat()[: length[how]] if how in length and isinstance(cell, date) else cell
        for cell, how in zip(cells, known, strict=True)
    ]


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return exact_number(value)
    if isinstance(value, datetime):
        return day_or_moment(value)
    if isinstance(value, Decimal | date):
        return value
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
