"""Tables as files: one way from columns and batches of rows to CSV, workbooks, Parquet and JSON.

A table is a `pyarrow.RecordBatchReader`: columns with their types, and batches of rows, held one at a time.
Missing values are empty cells, or null; numbers stay numbers, dates are dates, and no text is run as a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.csv

from lib.export.about import About
from lib.export.columnar import json_pieces, parquet_pieces
from lib.export.delimited import csv_pieces
from lib.export.frames import of_frame
from lib.export.workbooks import xlsx_pieces


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


#: Every kind of file, by the name that the command line and addresses know it by.
FORMS = {
    "csv": Form("CSV", "csv", "text/csv", partial(csv_pieces, bom=True)),
    "plain-csv": Form("CSV without byte order mark", "csv", "text/csv", csv_pieces),
    "excel-csv": Form(
        "CSV for European Excel", "csv", "text/csv", partial(csv_pieces, separator=";", decimal=",", bom=True)
    ),
    "xlsx": Form(
        "Excel workbook (XLSX)",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx_pieces,
    ),
    "parquet": Form("Parquet", "parquet", "application/vnd.apache.parquet", parquet_pieces),
    "json": Form("JSON", "json", "application/json", json_pieces),
}
