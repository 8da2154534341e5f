"""A table as a CSV file that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import date

import pandas as pd

#: Signs with which a spreadsheet begins a formula, also after blanks or a quote.
_FORMULA = re.compile(r"^[\s'\"]*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def as_csv(table: pd.DataFrame, headers: dict[str, str]) -> bytes:
    """The table's columns in `headers`, under these headers, as UTF-8 with a mark that Excel understands.

    Numbers stay numbers, dates are ISO dates, missing values are empty cells, text is guarded against formulas.
    """
    return csv_of_pages([table], headers)


def csv_of_pages(tables: Iterable[pd.DataFrame], headers: dict[str, str]) -> bytes:
    """`as_csv` of a table that comes in pages, of which only one is held at a time."""
    out = io.BytesIO(b"\xef\xbb\xbf")
    out.seek(0, io.SEEK_END)
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([guarded(header) for header in headers.values()])
    for table in tables:
        for row in table[list(headers)].itertuples(index=False, name=None):
            writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: object) -> object:
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat() if value == value.normalize() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, float):
        return repr(round(value, 8)).removesuffix(".0")
    return value


def file_name(subject: str, facts_only: bool, day: date) -> str:
    """Name of an export: what it holds, whether illustrative rows may be in it, and the day."""
    words = re.sub(r"[^a-z0-9]+", "-", subject.lower()).strip("-")
    return f"icpermed_{words}_{'facts-only' if facts_only else 'with-illustrative-data'}_{day.isoformat()}.csv"
