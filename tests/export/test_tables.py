"""Every form of export, read back by another library to the very values."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lib.export import workbooks
from lib.export.about import About
from lib.export.forms import FORMS, as_bytes, as_csv
from lib.export.frames import of_frame

ABOUT = About(
    "Programmes", {"country": "Malta, Türkiye"}, "All of them.", ("programme.csv",), made=datetime(2026, 11, 24, 9)
)

SCHEMA = pa.schema(
    [
        ("name", pa.string()),
        ("amount", pa.decimal128(19, 2)),
        ("rate", pa.decimal128(19, 8)),
        ("count", pa.int64()),
        ("share", pa.float64()),
        ("day", pa.date32()),
        ("moment", pa.timestamp("us")),
        ("fact", pa.bool_()),
    ]
)
ROWS: list[tuple[Any, ...]] = [
    (
        "Straße; & \"Söhne\",\nneu",
        Decimal("9999999999999.99"),
        Decimal("1.23456789"),
        2**53 + 1,
        0.125,
        date(1958, 1, 1),
        datetime(2024, 3, 14, 9, 30),
        True,
    ),
    (None,) * 8,
    ("=cmd|'x'!A1", Decimal("-5.50"), Decimal("0E-8"), -3, -0.5, date(1850, 1, 1), datetime(2024, 1, 1), False),
]  # fmt: skip


def content(form: str, rows: list[tuple[Any, ...]] = ROWS, size: int = 2) -> bytes:
    columns = [pa.array(values, kind) for values, kind in zip(zip(*rows, strict=True), SCHEMA.types, strict=True)]
    table = pa.Table.from_arrays(columns, schema=SCHEMA)
    return as_bytes(FORMS[form], pa.RecordBatchReader.from_batches(SCHEMA, table.to_batches(size)), ABOUT)


@pytest.mark.parametrize(
    ("form", "bom", "reading"),
    [("csv", True, {}), ("plain-csv", False, {}), ("excel-csv", True, {"sep": ";", "decimal": ","})],
)
def test_csv_is_read_by_pandas(form: str, bom: bool, reading: dict[str, str]) -> None:
    written = content(form)
    assert written.startswith(b"\xef\xbb\xbf") == bom
    back = pd.read_csv(io.BytesIO(written), **reading)
    assert back["name"].tolist()[::2] == [ROWS[0][0], "'=cmd|'x'!A1"]
    assert back["amount"].tolist()[::2] == [9999999999999.99, -5.5]
    assert back["rate"].tolist()[::2] == [1.23456789, 0]
    assert back["share"].tolist()[::2] == [0.125, -0.5]
    assert back["day"].tolist()[::2] == ["1958-01-01", "1850-01-01"]
    assert back["moment"].tolist()[::2] == ["2024-03-14 09:30:00", "2024-01-01 00:00:00"]
    assert back["fact"].tolist()[::2] == ["yes", "no"]
    assert back.iloc[1].isna().all()
    exact = pd.read_csv(io.BytesIO(written), dtype=str, **{**reading, "decimal": "."})
    comma = "," if reading else "."
    assert exact["amount"][0] == f"9999999999999{comma}99"
    assert exact["count"][0] == str(2**53 + 1)


def test_a_negative_number_is_no_text() -> None:
    line = content("csv").decode().splitlines()[-1]
    assert ',-5.50,"0.00000000",-3,-0.5,' in line


def test_workbook_is_read_by_openpyxl() -> None:
    book = openpyxl.load_workbook(io.BytesIO(content("xlsx")))
    assert book.sheetnames == ["Data", "About"]
    sheet = book["Data"]
    assert [cell.value for cell in sheet[1]] == SCHEMA.names
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:H4"
    assert sheet.column_dimensions["A"].width > 12
    first = [cell.value for cell in sheet[2]]
    assert first[0] == ROWS[0][0]
    assert first[4:] == [0.125, datetime(1958, 1, 1), datetime(2024, 3, 14, 9, 30), True]
    assert [cell.value for cell in sheet[3]] == [None] * 8
    formula, amount, *_, day, moment, fact = sheet[4]
    # Text as it is, and never of the type formula.
    assert (formula.value, formula.data_type, formula.quotePrefix) == ("=cmd|'x'!A1", "s", True)
    assert (amount.value, amount.data_type, amount.number_format) == (-5.5, "n", "#,##0.00")
    assert (day.value, moment.value, fact.value) == ("1850-01-01", datetime(2024, 1, 1), False)
    stated = {row[0].value: row[1].value for row in book["About"]}
    assert stated == {
        "Title": "Programmes",
        "Filter: country": "Malta, Türkiye",
        "Definition": "All of them.",
        "Source": "programme.csv",
        "Made": "2026-11-24 09:00:00 UTC",
    }


def test_rows_beyond_a_sheet_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS_IN_SHEET", 4)
    book = openpyxl.load_workbook(io.BytesIO(content("xlsx", ROWS * 3)))
    assert book.sheetnames == ["Data", "About", "Data 2", "Data 3"]
    rows = [row for name in ("Data", "Data 2", "Data 3") for row in book[name].iter_rows(min_row=2, values_only=True)]
    assert [row[0] for row in rows] == [row[0] for row in ROWS * 3]
    assert all(book[name].auto_filter.ref == "A1:H4" for name in ("Data", "Data 2", "Data 3"))


def test_parquet_is_read_to_the_very_values() -> None:
    written = content("parquet", ROWS * 2)
    back = pq.read_table(io.BytesIO(written))
    assert back.schema.equals(SCHEMA)
    assert [tuple(row.values()) for row in back.to_pylist()] == ROWS * 2
    assert json.loads(back.schema.metadata[b"about"]) == [list(line) for line in ABOUT.lines()]


def test_json_is_an_array_of_objects() -> None:
    back = json.loads(content("json"), parse_float=Decimal)
    assert len(back) == 3
    assert list(back[0]) == SCHEMA.names
    assert back[0]["amount"] == ROWS[0][1]
    assert back[0]["rate"] == ROWS[0][2]
    assert back[1] == dict.fromkeys(SCHEMA.names)
    assert (back[2]["name"], back[2]["day"], back[2]["fact"]) == ("=cmd|'x'!A1", "1850-01-01", False)


@pytest.mark.parametrize("form", FORMS)
def test_a_table_without_rows_still_names_its_columns(form: str) -> None:
    table = pd.DataFrame({"a": pd.Series([], dtype="object"), "b": pd.Series([], dtype="Int64")})
    written = as_bytes(FORMS[form], of_frame(table, {"a": "A", "b": "=B"}), ABOUT)
    if form == "json":
        assert json.loads(written) == []
    elif form == "xlsx":
        assert [cell.value for cell in openpyxl.load_workbook(io.BytesIO(written))["Data"][1]] == ["A", "=B"]
    elif form == "parquet":
        assert pq.read_schema(io.BytesIO(written)).names == ["A", "=B"]
    else:
        assert written.decode("utf-8-sig").replace(";", ",") == '"A","\'=B"\n'


def test_figures_with_words_among_them_stay_figures() -> None:
    table = pd.DataFrame({"persons": pd.Series([12, "<5", None, 7.5], dtype="object")})
    headers = {"persons": "Persons"}
    assert as_csv(table, headers).decode("utf-8-sig").splitlines() == ['"Persons"', '"12"', '"<5"', "", '"7.5"']
    sheet = openpyxl.load_workbook(io.BytesIO(as_bytes(FORMS["xlsx"], of_frame(table, headers), ABOUT)))["Data"]
    assert [cell.value for (cell,) in sheet.iter_rows(min_row=2, max_row=5)] == [12, "<5", None, 7.5]
    assert json.loads(as_bytes(FORMS["json"], of_frame(table, headers), ABOUT))[0] == {"Persons": 12}


def test_headers_that_are_alike_are_told_apart() -> None:
    table = pd.DataFrame({"a": [1], "b": [2], "c": [3]})
    back = json.loads(as_bytes(FORMS["json"], of_frame(table, dict.fromkeys("abc", "of")), ABOUT))
    assert back == [{"of": 1, "of (2)": 2, "of (3)": 3}]


def test_a_file_says_when_it_was_made() -> None:
    made = About("x").made.replace(tzinfo=UTC)
    assert abs((datetime.now(UTC) - made).total_seconds()) < 60
