"""The export menu: every figure and table of every page, in each form, with the very figures of the screen."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import numpy as np
import openpyxl
import pandas as pd
import pytest
from PIL import Image

from lib.ui import exports
from tests.pages.test_pages import run, sample, sample_url  # noqa: F401

FORMS = ("csv", "excel-csv", "xlsx", "parquet", "json")
PIXELS = {"slide": (1920, 1080), "print": (3000, 1687)}
Makers = dict[str, Callable[[], bytes]]


@pytest.fixture
def makers(monkeypatch: pytest.MonkeyPatch) -> Makers:
    """What the buttons of a page would make, by their keys."""
    found: Makers = {}
    button = exports._button

    def noted(label: str, make: Callable[[], bytes], *more: Any) -> None:
        found[more[-1]] = make
        button(label, make, *more)

    monkeypatch.setattr(exports, "_button", noted)
    return found


def read(form: str, content: bytes) -> pd.DataFrame:
    """An export, read by pandas."""
    file = io.BytesIO(content)
    if form == "csv":
        return pd.read_csv(file)
    if form == "excel-csv":
        return pd.read_csv(file, sep=";", decimal=",")
    if form == "xlsx":
        return pd.read_excel(file, sheet_name="Data")
    return pd.read_parquet(file) if form == "parquet" else pd.DataFrame(json.loads(content))


def on_screen(test: Any) -> dict[str, pd.DataFrame]:
    """The tables that a page shows, by their keys."""
    return {element.proto.id.partition("-")[2].partition("-")[2]: element.value for element in test.dataframe}


def shown_as(key: str, tables: dict[str, pd.DataFrame]) -> pd.DataFrame | None:
    return next((table for name, table in tables.items() if name.endswith((f"table-{key}", f"-{key}"))), None)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("overview", {}),
        ("programmes", {"compare": ["France", "Germany"]}),
        ("calls", {}),
        ("collaboration", {}),
        ("events", {"country": ["Germany", "Spain"]}),
        ("reach", {}),
        ("records", {"entity": "Event"}),
    ],
)
def test_every_form_holds_what_the_screen_shows(page: str, query: dict[str, Any], makers: Makers) -> None:
    test = run(page, **query)
    assert not test.exception
    keys = [name.removeprefix("csv-") for name in makers if name.startswith("csv-")]
    assert keys
    screen, compared = on_screen(test), 0
    for key in keys:
        read_back = {form: read(form, makers[f"{form}-{key}"]()) for form in FORMS}
        rows = {form: len(table) for form, table in read_back.items()}
        assert len(set(rows.values())) == 1, (key, rows)
        shown = shown_as(key, screen)
        if shown is None or page == "records":
            continue
        for column in shown.columns:
            if column in read_back["csv"] and pd.api.types.is_numeric_dtype(shown[column]):
                expected = shown[column].astype("float64").to_numpy()
                for form, table in read_back.items():
                    got = pd.to_numeric(table[column]).astype("float64").to_numpy()[: len(expected)]
                    np.testing.assert_allclose(got, expected, atol=1e-8, err_msg=f"{key}, {column}, {form}")
                    compared += 1
    assert compared or page == "records"


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("page", ["overview", "collaboration", "events", "reach", "calls", "programmes"])
def test_every_chart_is_a_picture_of_the_size(page: str, makers: Makers) -> None:
    run(page)
    pictures = [name for name in makers if name.startswith("png-slide-")]
    assert pictures
    for name in pictures:
        picture = Image.open(io.BytesIO(makers[name]()))
        assert picture.size == PIXELS["slide"]
        # Something is drawn where the chart is: more than the ground and the letters' ink.
        assert len(picture.convert("RGB").crop((100, 200, 1800, 900)).getcolors(1 << 24) or []) > 4, name
    key = pictures[0].removeprefix("png-slide-")
    printed = Image.open(io.BytesIO(makers[f"png-print-{key}"]()))
    assert printed.size == PIXELS["print"]
    assert round(printed.info["dpi"][0]) == 300
    svg = makers[f"svg-slide-{key}"]().decode()
    words = " ".join(ElementTree.fromstring(svg).itertext())
    assert "Source: " in words
    assert "Filters: none" in words
    assert "ICPerMed dashboard" in words
    assert "http" not in svg.replace("http://www.w3.org", "")


@pytest.mark.usefixtures("sample")
def test_a_workbook_says_what_it_holds(makers: Makers) -> None:
    run("events", country=["Germany"], part="facts only")
    book = openpyxl.load_workbook(io.BytesIO(makers["xlsx-event-listing"]()))
    told = [(row[0].value, row[1].value) for row in book["About"]]
    assert ("Filter: country", "Germany") in told
    assert ("Filter: part", "facts only") in told
    assert told[0] == ("Title", "events")
