"""What loading would change in the store, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields

import pandas as pd
import pyarrow as pa
import streamlit as st

from lib.common import formatting
from lib.export.about import About
from lib.export.frames import of_frame
from lib.figures.columns import Column
from lib.ingest.staging.changes import Difference
from lib.ingest.upload import Prepared, Report
from lib.ui import exports
from lib.ui.tables import show_table
from lib.ui.upload.desk import MOST_LISTED

#: Changed and new rows of each entity that the export has.
_MOST_EXPORTED = 10_000
_TITLE = "What loading would change"
_COLUMNS = (
    Column("kind", "What"),
    Column("entity", "Rows of"),
    Column("key", "Key"),
    Column("field", "Field"),
    Column("old", "In the store"),
    Column("new", "In the file"),
    Column("row", "Row", write=formatting.number),
)


def draw_differences(prepared: Prepared, differences: Sequence[Difference]) -> None:
    """Draw the changed cells, old and new side by side, and the new rows; the export has more of them."""
    if not differences:
        return
    with st.expander("Changes and new rows, one by one", expanded=any(found.field for found in differences)):
        if more := _more(prepared.report):
            st.caption(formatting.plain(more))
        show_table(_frame(differences), _COLUMNS, alt="Values that would change, old and new", key="upload-changes")
        headers = {column.name: column.header for column in _COLUMNS}

        def table() -> pa.RecordBatchReader:
            return of_frame(_frame(prepared.differences(_MOST_EXPORTED)), headers)

        exports.offer_table(_TITLE, table, lambda: About(_TITLE), None, "upload-changes")


def _more(report: Report) -> str:
    """Say how many there are where not all are listed."""
    numbers = {
        "changed": sum(counts.changed for counts in report.counts.values()),
        "new": sum(counts.new for counts in report.counts.values()),
    }
    if all(number <= MOST_LISTED for number in numbers.values()):
        return ""
    every = " and ".join(f"{formatting.number(number)} {kind} rows" for kind, number in numbers.items() if number)
    return (
        f"The first {MOST_LISTED} of each kind, of {every}. The export has up to "
        f"{formatting.number(_MOST_EXPORTED)} of each."
    )


def _frame(differences: Sequence[Difference]) -> pd.DataFrame:
    names = [field.name for field in fields(Difference)]
    return pd.DataFrame([asdict(found) for found in differences], columns=names).replace("", None)
