"""What is made of demonstration data says so, in every kind of file; what is made of facts never does."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any
from xml.etree import ElementTree

import altair as alt
import docx
import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader
from reportlab.platypus import SimpleDocTemplate

from lib.export.about import About, file_name
from lib.export.forms import FORMS, as_bytes
from lib.export.frames import of_frame
from lib.export.pictures import SIZES, as_png, as_svg, chart_pngs
from lib.export.report import KINDS, pdf
from lib.export.report.section import Section
from lib.export.report.sheet import Sheet
from lib.export.report.text import as_text

MARK = "Demonstration data: made up"
TABLE = pd.DataFrame({"name": [f"Name {n:03}" for n in range(60)], "value": range(60)})


def chart(rows: int = 60) -> dict[str, Any]:
    drawn = alt.Chart(TABLE.head(rows)).mark_bar().encode(y="name:N", x="value:Q").properties(height=20 * rows)
    made: dict[str, Any] = drawn.to_dict()
    return made


def section(demonstration: bool) -> Section:
    columns: dict[str, tuple[str, Callable[[object], str]]] = {"name": ("Name", str), "value": ("Value", str)}
    return Section(About("Bars", demonstration=demonstration), TABLE, columns, (chart(),))


def words_of(svg: bytes | str) -> str:
    return " ".join(ElementTree.fromstring(svg).itertext())


def test_names() -> None:
    day = date(2026, 11, 30)
    assert file_name("Budgets by country", False, day) == "icpermed_budgets-by-country_facts_2026-11-30.csv"
    assert file_name("Budgets", True, day, "pdf") == "icpermed_budgets_demonstration-data_2026-11-30.pdf"
    assert file_name("imports", None, day) == "icpermed_imports_2026-11-30.csv", "of neither dataset"


@pytest.mark.parametrize("demonstration", [False, True, None])
def test_tables(demonstration: bool | None) -> None:
    about = About("Bars", demonstration=demonstration)
    table = {form: as_bytes(FORMS[form], of_frame(TABLE, {"name": "Name"}), about) for form in FORMS}
    part = {None: None, False: "facts", True: "demonstration"}[demonstration]
    assert {row.get("part") for row in json.loads(table["json"])} == {part}
    metadata = pq.read_schema(io.BytesIO(table["parquet"])).metadata
    assert metadata[b"dataset"].decode() == (part or "")
    assert (MARK in metadata[b"about"].decode()) == bool(demonstration)
    book = openpyxl.load_workbook(io.BytesIO(table["xlsx"]))
    assert book.sheetnames == ["Demonstration data" if demonstration else "Data", "About"]
    for sheet in book:
        assert (MARK in (sheet.oddHeader.center.text or "")) == bool(demonstration)
    stated = {row[0].value: row[1].value for row in book["About"]}
    assert stated.get("Dataset", "").startswith({None: "", False: "Facts", True: MARK}[demonstration])
    assert ("Dataset" in stated) == (demonstration is not None)


def test_rows_that_say_their_dataset_do_not_say_it_twice() -> None:
    rows = pd.DataFrame({"part": ["demonstration"], "name": ["A"]})
    made = as_bytes(FORMS["json"], of_frame(rows, {"part": "part", "name": "name"}), About("", demonstration=True))
    assert json.loads(made) == [{"part": "demonstration", "name": "A"}]


def test_pictures() -> None:
    for size in SIZES.values():
        # Once below the chart, beside the source, and across it, again where it is tall.
        assert words_of(as_svg([chart()], About("Bars", demonstration=True), size)).count(MARK) >= 3
        assert "emonstration" not in words_of(as_svg([chart()], About("Bars", demonstration=False), size))
    made_up, fact = (
        np.asarray(Image.open(io.BytesIO(as_png([chart(8)], About("Bars", demonstration=d), SIZES["slide"]))))
        for d in (True, False)
    )
    # Across the middle of the chart, where nobody cuts it off.
    assert (made_up[300:800, 500:1400] != fact[300:800, 500:1400]).any()


def test_every_piece_of_a_tall_chart_bears_the_mark() -> None:
    plain, marked = chart_pngs(chart(), 640, 500), chart_pngs(chart(), 640, 500, MARK)
    assert len(plain) == len(marked) >= 3
    for one, other in zip(plain, marked, strict=True):
        pictures = [np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int) for png in (one, other)]
        height = min(len(picture) for picture in pictures)
        assert (pictures[0][:height] != pictures[1][:height]).any(2).sum() > 1_000


@pytest.mark.parametrize("demonstration", [False, True])
def test_reports(demonstration: bool) -> None:
    made = {name: kind.make("Report", [section(demonstration)]) for name, kind in KINDS.items()}
    html = made["html"].decode()
    assert ('<p class="mark">' in html) == (MARK in html) == demonstration
    assert (f"<title>Report ({MARK})</title>" in html) == demonstration
    pdf = PdfReader(io.BytesIO(made["pdf"]))
    assert len(pdf.pages) >= 2
    assert all((sheet.extract_text().count(MARK) >= 2) == demonstration for sheet in pdf.pages), "on every sheet"
    assert (MARK in str(pdf.metadata and pdf.metadata.title)) == demonstration
    document = docx.Document(io.BytesIO(made["docx"]))
    heads = [sheet.header.paragraphs[0].text for sheet in document.sections]
    assert heads == [MARK if demonstration else ""]
    assert (MARK in document.core_properties.title) == demonstration
    slides = Presentation(io.BytesIO(made["pptx"])).slides
    texts = [[shape.text_frame.text for shape in slide.shapes if shape.has_text_frame] for slide in slides]
    assert len(texts) == 3, "the title, and a chart of 60 rows on two slides"
    assert all((MARK in of_slide) == demonstration for of_slide in texts), "on every slide"
    assert (MARK in as_text("Report", [section(demonstration)])) == demonstration


def test_a_text_longer_than_a_sheet_goes_on_to_the_next() -> None:
    table = pdf._pdf_table(
        Sheet([["Channel", "Text"], ["x", "word " * 3_000], ["y", "z" * 9_000]], [3.0, 6.0], 1.0, ())
    )
    out = io.BytesIO()
    SimpleDocTemplate(out).build([table])
    assert len(PdfReader(out).pages) > 2
