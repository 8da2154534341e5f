"""Tables as CSV, for programs and for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from lib.common.formulas import BEGINS, INSIDE, guarded
from lib.export.about import About
from lib.export.frames import NUMBER, is_mixed, readable, readable_columns

BOM = b"\xef\xbb\xbf"
#: Decimals that Arrow never writes with an exponent.
_MOST_PLAIN = 6


def csv_pieces(
    table: pa.RecordBatchReader, _about: About, *, separator: str = ",", decimal: str = ".", bom: bool = False
) -> Iterator[bytes]:
    if bom:
        yield BOM
    columns = readable_columns(table.schema)
    names = [column.name for column in columns]
    yield _as_csv(pa.schema([(guarded(name), pa.string()) for name in names]).empty_table(), separator, header=True)
    for batch in table:
        ready = [_csv_column(readable(batch, column), column, decimal) for column in columns]
        yield _as_csv(pa.record_batch(ready, names=names), separator, header=False)


def _as_csv(rows: pa.RecordBatch | pa.Table, separator: str, *, header: bool) -> bytes:
    out = pa.BufferOutputStream()
    options = pyarrow.csv.WriteOptions(include_header=header, delimiter=separator)
    pyarrow.csv.write_csv(rows, out, options)
    content: bytes = out.getvalue().to_pybytes()
    return content


def _csv_column(values: pa.Array, column: pa.Field, decimal: str) -> pa.Array:
    """Return the cells of a column as CSV holds them: text guarded, yes or no, times without empty fractions."""
    kind = column.type
    if pa.types.is_string(kind):
        if is_mixed(column):
            return pa.array([_csv_mixed(cell, decimal) for cell in values.to_pylist()], pa.string())
        return _guarded_column(values)
    if pa.types.is_boolean(kind):
        return pc.if_else(values, "yes", "no")
    if pa.types.is_timestamp(kind):
        return _without_fractions(values)
    if pa.types.is_decimal(kind) and kind.scale > _MOST_PLAIN:
        values = _without_exponents(values)
    if decimal != "." and (pa.types.is_decimal(kind) or pa.types.is_floating(kind)):
        return pc.replace_substring(values.cast(pa.string()), ".", decimal)
    return values


def _without_fractions(values: pa.Array) -> pa.Array:
    """Return times without fractions of a second, unless some have one."""
    try:
        return values.cast(pa.timestamp("s"))
    except pa.ArrowInvalid:
        return pc.replace_substring_regex(values.cast(pa.string()), r"\.0+$", "")


def _without_exponents(values: pa.Array) -> pa.Array:
    """Return decimals as they are, or as text where Arrow would write one as `1.2E-7`."""
    if not pc.any(pc.match_substring(values.cast(pa.string()), "E")).as_py():
        return values
    return pa.array([None if value is None else f"{value:f}" for value in values.to_pylist()], pa.string())


def _guarded_column(values: pa.Array) -> pa.Array:
    """Apply `lib.common.formulas.guarded` to a whole column."""
    # Nearly always there is nothing to do, and most columns repeat themselves.
    if not pc.any(pc.match_substring_regex(pc.unique(values), f"{BEGINS}|{INSIDE}")).as_py():
        return values
    if pc.any(pc.match_substring_regex(values, INSIDE)).as_py():
        values = pc.replace_substring_regex(values, INSIDE, r"\1'\2")
    begins = pc.match_substring_regex(values, BEGINS)
    if pc.any(begins).as_py():
        values = pc.if_else(begins, pc.binary_join_element_wise("'", values, ""), values)
    return values


def _csv_mixed(cell: str | None, decimal: str) -> str | None:
    if cell is None:
        return None
    return cell.replace(".", decimal) if NUMBER.fullmatch(cell) else guarded(cell)
