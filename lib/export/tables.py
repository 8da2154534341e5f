"""Tables as files: one way from columns and batches of rows to CSV, workbooks, Parquet and JSON.

A table is a `pyarrow.RecordBatchReader`: columns with their types, and batches of rows, held one at a time.
Missing values are empty cells, or null; numbers stay numbers, dates are dates, and no text is run as a formula.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import xlsxwriter

from lib.common.clock import utc_now
from lib.common.folding import fold
from lib.common.formatting import MONTH, PRECISION, YEAR
from lib.common.formulas import BEGINS, INSIDE, guarded
from lib.entities.columns import DATASET_COLUMN, DATASETS

BOM = b"\xef\xbb\xbf"
#: Rows of a Parquet file that are read together.
_ROW_GROUP = 100_000
#: Rows of a sheet, and signs of a cell, that a spreadsheet holds.
MOST_ROWS_IN_SHEET = 1_048_576
MOST_SIGNS = 32_767
_NARROWEST, _WIDEST = 10, 60
#: Signs of a file's name that say what it holds.
_LONGEST_NAME = 100
#: Days before this one are text in a workbook, whose calendar begins with it.
_FIRST_DAY = date(1900, 3, 1)
#: Bytes that are given on at a time.
_PIECE = 1 << 20
#: Marks a column of numbers in which words stand in place of some, such as "<5".
_MIXED = {b"mixed": b"numbers and words"}
#: Of a column: how a workbook writes its numbers.
_FORMAT = b"format"
#: Decimals that Arrow never writes with an exponent.
_MOST_PLAIN = 6
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[-+]\d+)?")

#: Stands in every picture and document made of demonstration data.
DEMONSTRATION_MARK = "Demonstration data: made up"
#: Of the mark, on white.
MARK_COLOUR = "#8a4b00"
_DATASETS = {False: "Facts: public figures with a source for each", True: DEMONSTRATION_MARK}


@dataclass(frozen=True)
class About:
    """What a reader of the file should know of it.

    Args:
        title: what the table shows.
        narrowed_to: what it is narrowed to: values by the filter's name.
        definition: how its figures are computed.
        sources: files that the rows came from, a line each.
        answer: what the table answers, in a sentence; empty where it answers no question.
        coverage: of how many of the things it speaks of the values are known, in words; empty: of all.
        demonstration: whether it is made of demonstration data; None where it is of neither dataset, such as the list
            of imports. Every kind of file takes its marks from here.
        made: when the file was made, UTC.
    """

    title: str
    narrowed_to: Mapping[str, str] = field(default_factory=dict)
    definition: str = ""
    sources: tuple[str, ...] = ()
    answer: str = ""
    coverage: str = ""
    demonstration: bool | None = None
    made: datetime = field(default_factory=lambda: utc_now().replace(microsecond=0))

    @property
    def mark(self) -> str:
        """What must stand visibly wherever demonstration data does; empty for everything else."""
        return DEMONSTRATION_MARK if self.demonstration else ""

    @property
    def dataset(self) -> str:
        """The dataset in one word; empty where it is of neither."""
        return "" if self.demonstration is None else DATASETS[self.demonstration]

    def lines(self) -> list[tuple[str, str]]:
        """Return pairs of a label and its value, in the order in which a reader wants them."""
        words = [(f"Filter: {name}", value) for name, value in self.narrowed_to.items()]
        return [
            ("Title", self.title),
            *([("Dataset", _DATASETS[self.demonstration])] if self.demonstration is not None else []),
            *(words or [("Filters", "none")]),
            *([("Answer", self.answer)] if self.answer else []),
            *([("Covers", self.coverage)] if self.coverage else []),
            *([("Definition", self.definition)] if self.definition else []),
            *(("Source", source) for source in self.sources),
            ("Made", f"{self.made:%Y-%m-%d %H:%M:%S} UTC"),
        ]


@dataclass(frozen=True)
class Form:
    """A kind of file.

    Args:
        label: as menus call it.
        ending: of the file's name.
        media: its media type.
        pieces: makes it: its bytes, a piece at a time.
    """

    label: str
    ending: str
    media: str
    pieces: Callable[[pa.RecordBatchReader, About], Iterator[bytes]]


def write(form: Form, table: pa.RecordBatchReader, about: About, out: BinaryIO) -> None:
    """Write a table to a binary stream; memory stays bounded for any number of rows."""
    for piece in form.pieces(table, about):
        out.write(piece)


def as_bytes(form: Form, table: pa.RecordBatchReader, about: About) -> bytes:
    """Return a table as the content of a file."""
    return b"".join(form.pieces(table, about))


def as_csv(table: pd.DataFrame, headers: Mapping[str, str]) -> bytes:
    """Return the columns in `headers` of a DataFrame, under these headers, as CSV that Excel takes for UTF-8."""
    return as_bytes(FORMS["csv"], of_frame(table, headers), About(""))


def file_name(subject: str, demonstration: bool | None, day: date, ending: str = "csv") -> str:
    """Name of an export: what it holds, its dataset (None: neither), and the day."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(subject))[:_LONGEST_NAME].strip("-")
    dataset = {None: "", False: "facts_", True: "demonstration-data_"}[demonstration]
    return f"icpermed_{words}_{dataset}{day.isoformat()}.{ending}"


# DataFrames as tables


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
    more = {_FORMAT: number_format.encode()} if number_format else {}
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


def _number(words: str) -> int | float:
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


def _is_mixed(column: pa.Field) -> bool:
    return bool(column.metadata) and b"mixed" in column.metadata


# Dates


def readable_columns(schema: pa.Schema) -> list[pa.Field]:
    """Return the columns as readers of a file have them: a date is written only as precisely as it is known.

    In Parquet, whose columns have one type, the column `<name>_precision` stays beside it.
    """
    dates = {f"{column.name}{PRECISION}" for column in schema if pa.types.is_date(column.type)}
    return [column for column in schema if column.name not in dates]


def is_rough(schema: pa.Schema, column: pa.Field) -> bool:
    """Whether dates of a column may be known by their month or year alone."""
    return pa.types.is_date(column.type) and f"{column.name}{PRECISION}" in schema.names


def _readable(batch: pa.RecordBatch, column: pa.Field) -> pa.Array:
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


# CSV


def _csv_pieces(
    table: pa.RecordBatchReader, _about: About, *, separator: str = ",", decimal: str = ".", bom: bool = False
) -> Iterator[bytes]:
    if bom:
        yield BOM
    columns = readable_columns(table.schema)
    names = [column.name for column in columns]
    yield _as_csv(pa.schema([(guarded(name), pa.string()) for name in names]).empty_table(), separator, header=True)
    for batch in table:
        ready = [_csv_column(_readable(batch, column), column, decimal) for column in columns]
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
        if _is_mixed(column):
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
    return cell.replace(".", decimal) if _NUMBER.fullmatch(cell) else guarded(cell)


# Workbooks


def _xlsx_pieces(table: pa.RecordBatchReader, about: About) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        _write_workbook(table, about, file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _write_workbook(table: pa.RecordBatchReader, about: About, out: BinaryIO) -> None:
    book = xlsxwriter.Workbook(
        out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": about.title, "comments": about.mark})
    sheets = _Sheets(book, table.schema, about.mark)
    _write_about(book, about)
    for batch in table:
        sheets.add(batch)
    sheets.finish()
    book.close()


class _Sheets:
    """The sheets that a table's rows go to, one after another."""

    def __init__(self, book: xlsxwriter.Workbook, schema: pa.Schema, mark: str) -> None:
        self._book = book
        self._mark = mark
        self._name = "Demonstration data" if mark else "Data"
        self._columns = readable_columns(schema)
        self._bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        # Kept as text also when a reader edits the cell.
        self._quoted = book.add_format({"quote_prefix": True})
        self._formats = [_cell_format(book, column) for column in self._columns]
        self._begins = re.compile(BEGINS)
        self._number = 0
        self._widths: list[int] = []
        self._begin()

    def _begin(self) -> None:
        self._number += 1
        self._sheet = self._book.add_worksheet(self._name if self._number == 1 else f"{self._name} {self._number}")
        self._sheet.freeze_panes(1, 0)
        _mark_sheet(self._sheet, self._mark)
        for place, column in enumerate(self._columns):
            self._sheet.write_string(0, place, column.name, self._bold)
        self._row = 1

    def add(self, batch: pa.RecordBatch) -> None:
        if not self._widths:
            self._widths = [_width(column.name, batch.column(column.name)) for column in self._columns]
        for cells in zip(*(_readable(batch, column).to_pylist() for column in self._columns), strict=True):
            if self._row == MOST_ROWS_IN_SHEET:
                self.finish()
                self._begin()
            for place, cell in enumerate(cells):
                if cell is not None:
                    self._write(place, cell)
            self._row += 1

    def _write(self, place: int, cell: Any) -> None:
        sheet, row, shown = self._sheet, self._row, self._formats[place]
        if isinstance(cell, str):
            if _is_mixed(self._columns[place]) and _NUMBER.fullmatch(cell):
                sheet.write_number(row, place, _number(cell))
            else:
                sheet.write_string(row, place, cell[:MOST_SIGNS], self._quoted if self._begins.match(cell) else None)
        elif isinstance(cell, bool):
            sheet.write_boolean(row, place, cell)
        elif isinstance(cell, date):
            day = cell.date() if isinstance(cell, datetime) else cell
            if day < _FIRST_DAY:
                sheet.write_string(row, place, str(cell))
            else:
                sheet.write_datetime(row, place, cell, shown)
        else:
            sheet.write_number(row, place, cell, shown)

    def finish(self) -> None:
        """Write what belongs to a sheet and is known once its rows are in."""
        for place, width in enumerate(self._widths):
            self._sheet.set_column(place, place, width)
        if self._columns:
            self._sheet.autofilter(0, 0, self._row - 1, len(self._columns) - 1)


def _mark_sheet(sheet: Any, mark: str) -> None:
    """Write the dataset's label, if any, at the head of every printed page, and colour the sheet's tab."""
    if mark:
        sheet.set_header(f"&C&B{mark}")
        sheet.set_tab_color(MARK_COLOUR)


def _cell_format(book: xlsxwriter.Workbook, column: pa.Field) -> Any:
    kind = column.type
    if column.metadata and _FORMAT in column.metadata:
        return book.add_format({"num_format": column.metadata[_FORMAT].decode()})
    if pa.types.is_decimal(kind):
        return book.add_format({"num_format": "#,##0.00" if kind.scale == 2 else "0.########"})
    if pa.types.is_date(kind):
        return book.add_format({"num_format": "yyyy-mm-dd"})
    if pa.types.is_timestamp(kind):
        return book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    return None


def _width(header: str, values: pa.Array) -> int:
    longest = max((len(str(cell)) for cell in values.to_pylist() if cell is not None), default=0)
    return min(max(longest, len(header), _NARROWEST), _WIDEST) + 2


def _write_about(book: xlsxwriter.Workbook, about: About) -> None:
    sheet = book.add_worksheet("About")
    _mark_sheet(sheet, about.mark)
    bold, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    for row, (what, value) in enumerate(about.lines()):
        sheet.write_string(row, 0, what, bold)
        sheet.write_string(row, 1, value[:MOST_SIGNS], wrapped)


# Parquet and JSON


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


def _parquet_pieces(table: pa.RecordBatchReader, about: About) -> Iterator[bytes]:
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


def _json_pieces(table: pa.RecordBatchReader, about: About) -> Iterator[bytes]:
    """Yield a list of rows; each row names its dataset, since a JSON list has no other place for it."""
    yield b"["
    begun = False
    own = {DATASET_COLUMN: about.dataset} if about.dataset and DATASET_COLUMN not in table.schema.names else {}
    columns = readable_columns(table.schema)
    names = [column.name for column in columns]
    for batch in table:
        cells_of = [_json_column(_readable(batch, column), _is_mixed(column)) for column in columns]
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
    return [_number(c) if c is not None and _NUMBER.fullmatch(c) else c for c in cells] if mixed else cells


#: Every kind of file, by the name that the command line and addresses know it by.
FORMS = {
    "csv": Form("CSV", "csv", "text/csv", partial(_csv_pieces, bom=True)),
    "plain-csv": Form("CSV without byte order mark", "csv", "text/csv", _csv_pieces),
    "excel-csv": Form(
        "CSV for European Excel", "csv", "text/csv", partial(_csv_pieces, separator=";", decimal=",", bom=True)
    ),
    "xlsx": Form(
        "Excel workbook (XLSX)",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _xlsx_pieces,
    ),
    "parquet": Form("Parquet", "parquet", "application/vnd.apache.parquet", _parquet_pieces),
    "json": Form("JSON", "json", "application/json", _json_pieces),
}
