"""CSV exports: safe in a spreadsheet, and true to the table."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd
import pytest

from lib.export.tables import as_csv, file_name, guarded


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", '"=1', "'=1"])
def test_no_text_is_run_as_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Malta", "a=b", "1-2", "Île", ""])
def test_other_text_stays(text: str) -> None:
    assert guarded(text) == text


def test_a_table_is_read_back() -> None:
    table = pd.DataFrame(
        {
            "name": ["Straße; & Söhne", None, "=cmd()"],
            "amount": [1234567.89, float("nan"), -5.0],
            "count": pd.array([1, None, 3], dtype="Int64"),
            "day": pd.to_datetime(["2024-03-14", None, "2024-03-15"]),
        }
    )
    content = as_csv(table, {"name": "Name", "amount": "Amount (EUR)", "count": "Count", "day": "Day"})
    assert content.startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(io.BytesIO(content))
    assert back["Name"].tolist()[::2] == ["Straße; & Söhne", "'=cmd()"]
    assert pd.isna(back["Name"][1])
    assert back["Amount (EUR)"].tolist()[::2] == [1234567.89, -5.0]
    assert back["Count"].tolist()[::2] == [1, 3]
    assert back["Day"].tolist()[::2] == ["2024-03-14", "2024-03-15"]


def test_name_tells_the_part() -> None:
    day = date(2026, 11, 24)
    assert file_name("Programmes & money", True, day) == "icpermed_programmes-money_facts-only_2026-11-24.csv"
    assert "with-illustrative-data" in file_name("x", False, day)
