"""Tables as Parquet and as JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from lib.entities.columns import DATASET_COLUMN
from lib.export.about import About
from lib.export.frames import NUMBER, as_number, is_mixed, readable, readable_columns

#: Rows of a Parquet file that are read together.
_ROW_GROUP = 100_000


class _Pipe(io.RawIOBase):
    """What a library writes, to be taken piece by piece."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._held.append(bytes(piece))
        return len(piece)

    def take(self) -> bytes:
        held, self._held = self._held, []
        return b"".join(held)


def parquet_pieces(table: pa.RecordBatchReader, about: About) -> Iterator[bytes]:
    described = {b"about": json.dumps(about.lines(), ensure_ascii=False).encode(), b"dataset": about.dataset.encode()}
    schema = table.schema.with_metadata({**(table.schema.metadata or {}), **described})
    pipe = _Pipe()
    with pq.ParquetWriter(pipe, schema, compression="zstd") as writer:
        for rows in _grouped(table):
            writer.write_table(rows.replace_schema_metadata(schema.metadata))
            yield pipe.take()
    yield pipe.take()


def _grouped(table: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """Yield the rows in batches of the size of a Parquet row group."""
    held: list[pa.RecordBatch] = []
    for batch in table:
        held.append(batch)
        if sum(len(one) for one in held) >= _ROW_GROUP:
            yield pa.Table.from_batches(held, table.schema)
            held = []
    if held:
        yield pa.Table.from_batches(held, table.schema)


def json_pieces(table: pa.RecordBatchReader, about: About) -> Iterator[bytes]:
    """Yield a list of rows; each row names its dataset, since a JSON list has no other place for it."""
    yield b"["
    begun = False
    own = {DATASET_COLUMN: about.dataset} if about.dataset and DATASET_COLUMN not in table.schema.names else {}
    columns = readable_columns(table.schema)
    names = [column.name for column in columns]
    for batch in table:
        cells_of = [_json_column(readable(batch, column), is_mixed(column)) for column in columns]
        rows = [own | dict(zip(names, cells, strict=True)) for cells in zip(*cells_of, strict=True)]
        if rows:
            lines = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
            yield ((",\n" if begun else "\n") + lines).encode()
            begun = True
    yield b"\n]\n"


def _json_column(values: pa.Array, mixed: bool) -> list[Any]:
    """Return values as JSON has them: amounts as numbers, to the cent; dates and times as ISO text."""
    kind = values.type
    if pa.types.is_decimal(kind):
        # Fifteen digits, as amounts have, are the same in a binary float and back.
        return [None if cell is None else float(cell) for cell in values.to_pylist()]
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return [None if cell is None else cell.isoformat() for cell in values.to_pylist()]
    cells: list[Any] = values.to_pylist()
    return [as_number(c) if c is not None and NUMBER.fullmatch(c) else c for c in cells] if mixed else cells
