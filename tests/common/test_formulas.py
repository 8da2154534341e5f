"""Apostrophes against formulas: nothing gets through, and they come off exactly."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.common.formulas import guarded, unguarded
from lib.export.about import About
from lib.export.forms import FORMS, as_bytes
from lib.ingest.readers.sheets import open_sheets
from lib.ingest.readers.source import SourceFile
from lib.ingest.readers.visible_text import visible

#: Texts of the signs that matter, and of any others.
hard_texts = st.text(st.sampled_from("=+-@'\"\t\r\n ,;|a1＝－\xa0é")) | st.text(
    st.characters(exclude_categories=["Cs"])
)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", '"=1', "'=1", "＝1", "\xa0=1"])
def test_no_text_begins_as_a_formula(text: str) -> None:
    assert guarded(text).startswith("'")
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["Malta", "a=b", "1-2", "Île", "", "PD-1/PD-L1", "it's - so", "a, b; c", "x ; y=1"])
def test_other_text_stays(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a;=1", "a;'=1"),
        ('say "=1"', 'say "\'=1"'),
        ("x,\n+1", "x,\n'+1"),
        ("a\t@b", "a\t'@b"),
        ("a; '=1", "a; ''=1"),
        ("HLA-A, -B", "HLA-A, '-B"),
    ],
)
def test_no_text_holds_a_formula_behind_a_separator_or_a_quote(text: str, safe: str) -> None:
    assert guarded(text) == safe
    assert unguarded(safe) == text


@given(hard_texts)
def test_the_text_comes_back_whatever_it_is(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(hard_texts, st.sampled_from(",;\t|"))
def test_no_cell_is_a_formula_under_whatever_separator_the_file_is_opened(text: str, separator: str) -> None:
    table = pa.table({"x": ["Malta"], "text": [text], "y": ["end"]})
    content = as_bytes(FORMS["plain-csv"], table.to_reader(), About("")).decode()
    for naive in (content.replace('"', ""), content):
        for row in csv.reader(io.StringIO(naive, newline=""), delimiter=separator):
            for cell in row:
                assert (
                    not cell.lstrip(" '\"\n").startswith(("=", "+", "-", "@"))
                    or "'" in cell.split(cell.lstrip(" '\"\n"))[0]
                )


@given(st.lists(hard_texts, min_size=1))
def test_a_column_is_guarded_as_each_of_its_texts_is(texts: list[str]) -> None:
    content = as_bytes(FORMS["plain-csv"], pa.table({"t": texts, "n": range(len(texts))}).to_reader(), About(""))
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    assert [row[0] for row in rows[1:]] == [guarded(text) for text in texts]


@given(st.lists(hard_texts.filter(lambda text: "\0" not in text).map(visible), min_size=1))
def test_our_own_import_reads_the_very_texts(texts: list[str]) -> None:
    """Those that a store can hold: readers drop signs that nobody sees."""
    table = pa.table({"part": ["facts"] * len(texts), "name": texts, "event_id": ["x"] * len(texts)})
    for form in ("csv", "plain-csv", "excel-csv"):
        file = SourceFile("own.csv", as_bytes(FORMS[form], table.to_reader(), About("")))
        sheet = open_sheets(file)[0]
        rows = [row for _, chunk in sheet.read() for row in chunk]
        assert [row[0] for row in rows[1:]] == texts


def test_a_file_of_others_is_read_as_it_is() -> None:
    sheets = open_sheets(SourceFile("x.csv", b"name,note\nA,'=x\n"))
    assert [row for _, rows in sheets[0].read() for row in rows] == [["name", "note"], ["A", "'=x"]]


def test_long_runs_of_quotes_take_no_time() -> None:
    text = '"' * 200_000 + ",=" + ";" * 200_000
    assert unguarded(guarded(text)) == text
