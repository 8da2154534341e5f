"""The export menu: every figure and table of every page, in each form, with the very figures of the screen."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from html import escape
from typing import Any
from xml.etree import ElementTree

import numpy as np
import openpyxl
import pandas as pd
import pytest
from PIL import Image
from pypdf import PdfReader

from lib.common.formatting import PRECISION
from lib.ui import exports
from tests import totals
from tests.pages.test_pages import heads, run, run_demonstration

FORMS = ("csv", "excel-csv", "xlsx", "parquet", "json")
PIXELS = {"slide": (1920, 1080), "print": (3000, 1687)}
DEMONSTRATION = {"dataset": "demonstration"}
Makers = dict[str, Callable[[], bytes]]


@pytest.fixture
def makers(monkeypatch: pytest.MonkeyPatch, unfolded: None) -> Makers:
    """What the buttons of a page would make, by their keys, with all menus open."""
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
        return pd.read_excel(file)
    return pd.read_parquet(file) if form == "parquet" else pd.DataFrame(json.loads(content))


def under_headers(table: pd.DataFrame, headers: list[str]) -> pd.DataFrame:
    """An export with the names of its columns as readers see them: those of the workbook, in the same order."""
    values = table.loc[:, [name for name in table if not str(name).endswith(PRECISION)]]
    # JSON, a list of rows, says first of each row of which dataset it is.
    return values.iloc[:, -len(headers) :].set_axis(headers, axis="columns")


def on_screen(test: Any, like: pd.DataFrame) -> list[pd.DataFrame]:
    """The tables that a page shows with columns of an export, in its order, and as many rows."""

    def shows(table: pd.DataFrame) -> bool:
        columns = [name for name in like if name in set(table.columns)]
        return columns == list(table.columns) and len(table) == len(like)

    return [element.value for element in test.dataframe if shows(element.value)]


def same_numbers(shown: pd.DataFrame, exported: pd.DataFrame) -> bool:
    """Whether all columns that are numbers on the screen are the same in an export."""
    for column in shown.columns:
        if pd.api.types.is_numeric_dtype(shown[column]):
            expected = shown[column].astype("Float64").to_numpy("float64", na_value=np.nan)
            found = pd.to_numeric(exported[column], errors="coerce").astype("float64").to_numpy()
            # In place of some numbers readers see words, such as "<5", and so do those of the export.
            words = exported[column].notna().to_numpy() & np.isnan(found)
            if not np.allclose(expected[~words], found[~words], atol=1e-8, equal_nan=True):
                return False
    return True


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("overview", {}),
        ("programmes", {"compare": ["France", "Germany"], "tab": "Compare"}),
        *(("programmes", {"tab": tab}) for tab in ("By country", "All")),
        *(("calls", {"tab": tab}) for tab in ("Outcomes", "Money", "Countries", "Funders")),
        *(("collaboration", {"tab": tab}) for tab in ("Matrix", "Map", "Pairs", "Widening")),
        ("events", {"country": ["Germany", "Spain"]}),
        ("reach", {}),
        *(
            ("topics", {"topic": ["1"], "my-country": ["Austria"], "tab": tab})
            for tab in ("Areas", "Countries and funders", "Peers")
        ),
        ("topics", {"grouping": ["PM topics"], "country": ["Germany"]}),
        ("project", {"project": ["X-2016-EBULGRAFT"]}),
        ("report", {"period": ["free dates"]}),
        ("imports", {"import": ["1"]}),
        ("records", {"entity": "Event"}),
    ],
)
def test_every_form_holds_what_the_screen_shows(page: str, query: dict[str, Any], makers: Makers) -> None:
    test = run_demonstration(page, **query)
    assert not test.exception
    keys = [name.removeprefix("csv-") for name in makers if name.startswith("csv-")]
    assert keys
    compared = 0
    for key in keys:
        read_back = {form: read(form, makers[f"{form}-{key}"]()) for form in FORMS}
        rows = {form: len(table) for form, table in read_back.items()}
        assert len(set(rows.values())) == 1, (key, rows)
        headers = list(read_back["xlsx"])
        named = {form: under_headers(table, headers) for form, table in read_back.items()}
        alike = on_screen(test, named["xlsx"])
        for form, table in named.items():
            assert not alike or any(same_numbers(shown, table) for shown in alike), (key, form)
        compared += bool(alike)
    # Of the records the screen shows a page in words, and the export all that is stored.
    assert compared or page == "records"


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    "page",
    [
        *("overview", "collaboration", "reach"),
        *(pytest.param(page, marks=pytest.mark.soak) for page in ("events", "calls", "programmes", "topics")),
    ],
)
def test_every_chart_is_a_picture_of_the_size(page: str, makers: Makers) -> None:
    run_demonstration(page)
    for name in (name for name in makers if name.startswith("svg-slide-")):
        svg = ElementTree.fromstring(makers[name]())
        assert svg.get("width") == str(PIXELS["slide"][0])
        assert len([part for part in svg.iter() if part.tag.endswith(("}path", "}text", "}image", "}line"))]) > 10, name
    # Drawing the dots takes most of the time: one picture of a page stands for all.
    name = next(name for name in makers if name.startswith("png-slide-"))
    picture = Image.open(io.BytesIO(makers[name]()))
    assert picture.width == PIXELS["slide"][0]
    assert picture.height >= PIXELS["slide"][1]
    # Something is drawn where the chart is: more than the ground and the letters' ink.
    assert len(picture.convert("RGB").crop((100, 200, 1800, 900)).getcolors(1 << 24) or []) > 4, name


@pytest.mark.usefixtures("sample")
def test_a_picture_for_print_and_one_that_scales(makers: Makers) -> None:
    run_demonstration("overview", tab="Over the years")
    key = "overview-programmes-by-year"
    printed = Image.open(io.BytesIO(makers[f"png-print-{key}"]()))
    assert printed.size == PIXELS["print"]
    assert round(printed.info["dpi"][0]) == 300
    svg = makers[f"svg-slide-{key}"]().decode()
    assert "Demonstration data: made up" in svg
    words = " ".join(ElementTree.fromstring(svg).itertext())
    assert "Source: " in words
    assert "Filters: none" in words, "the label names the dataset"
    assert "ICPerMed dashboard" in words
    assert "http" not in svg.replace("http://www.w3.org", "")


@pytest.mark.usefixtures("sample")
def test_a_workbook_says_what_it_holds(makers: Makers) -> None:
    run("events", country=["Germany"], tab="Calendar")
    book = openpyxl.load_workbook(io.BytesIO(makers["xlsx-events-listing"]()))
    stated = [(row[0].value, row[1].value) for row in book["About"]]
    assert ("Filter: country", "Germany") in stated
    assert not any("dataset" in name for name, _ in stated if name)
    assert stated[:2] == [("Title", "All events"), ("Dataset", "Facts: public figures with a source for each")]
    assert "Data" in book.sheetnames


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("page", ["overview", pytest.param("events", marks=pytest.mark.soak)])
def test_a_page_is_a_report_with_all_its_figures(page: str, makers: Makers) -> None:
    test = run_demonstration(page, country=["Malta"])
    html = makers["report-html"]().decode()
    titles = [title for title in heads(test) if f"<h2>{escape(title)}</h2>" in html]
    assert len(titles) >= 2
    assert html.count("<svg") >= 2
    assert "Filters: country: Malta" in html
    assert "Demonstration data: made up" in html
    assert "<script" not in html
    assert "Source: " in html
    pdf = makers["report-pdf"]()
    read_back = PdfReader(io.BytesIO(pdf))
    text = " ".join(" ".join(sheet.extract_text() for sheet in read_back.pages).split())
    assert all(" ".join(title.split()) in text for title in titles)
    assert sum(len(sheet.images) for sheet in read_back.pages) >= 2


def about(makers: Makers, key: str) -> dict[str, str]:
    book = openpyxl.load_workbook(io.BytesIO(makers[f"xlsx-{key}"]()))
    return {row[0].value: row[1].value for row in book["About"]}


@pytest.mark.usefixtures("sample")
def test_the_list_of_posts_is_exported_whole_and_says_what_narrows_it(makers: Makers) -> None:
    posts = totals.rows("post", True)
    run_demonstration("reach", country=["Malta"], tab="Posts")
    assert (
        len(read("csv", makers["csv-reach-ranked-posts"]())) == sum(bool(post["published_at"]) for post in posts) > 200
    )
    stated = about(makers, "reach-ranked-posts")
    assert "Filter: country" not in stated
    assert stated["Definition"].endswith("Not narrowed by country.")
    run_demonstration("reach", channel=["LinkedIn"], **{"post-search": "PERSONALISED"})
    some = [post for post in posts if post["channel"] == "linkedin" and "personalised" in post["text"].lower()]
    assert len(read("csv", makers["csv-reach-ranked-posts"]())) == len(some) > 0
    stated = about(makers, "reach-ranked-posts")
    assert (stated["Filter: channel"], stated["Filter: post search"]) == ("LinkedIn", "PERSONALISED")


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("page", "query", "key", "stated"),
    [
        (
            "calls",
            DEMONSTRATION | {"call": ["X-CALL-2025"], "tab": "Projects"},
            "calls-projects",
            {"call": "Example Joint Call 2025"},
        ),
        (
            "calls",
            {"call": ["JTC2024"], "period": "2024", "tab": "Funders"},
            "calls-money-by-funder",
            {"first day": "2024-01-01"},
        ),
        ("collaboration", {"who": "Germany", "with": "France"}, "collaboration-shared-projects", {"with": "France"}),
        ("events", {"event-type": ["workshop"], "tab": "Calendar"}, "events-listing", {"event type": "workshop"}),
        ("events", {"event": ["E05"], "tab": "Calendar"}, "events-listing", {"event": ""}),
        (
            "programmes",
            {"soon": "true", "tab": "Runs out"},
            "programmes-timeline",
            {"running out soon": "in the next 24 months"},
        ),
        ("topics", {"topic": "1"}, "topics-typical-projects", {"topic": ""}),
        ("topics", {"grouping": "PM topics"}, "topics-ranked", {"grouping": "PM topics"}),
        (
            "project",
            DEMONSTRATION | {"project": "X-2016-EBULGRAFT"},
            "project-participants-and-funders",
            {"project": "X-2016-EBULGRAFT"},
        ),
    ],
)
def test_a_file_says_what_the_page_was_narrowed_to(
    page: str, query: dict[str, Any], key: str, stated: dict[str, str], makers: Makers
) -> None:
    run(page, **query)
    said = about(makers, key)
    for name, value in stated.items():
        assert said[f"Filter: {name}"].startswith(value), said


@pytest.mark.usefixtures("sample")
def test_a_figure_says_what_does_not_narrow_it(makers: Makers) -> None:
    test = run("calls", country=["Spain"], call=["JTC2024"])
    said = heads(test)
    assert "Not narrowed by country." in heads(run("calls", country=["Spain"], call=["JTC2024"], tab="Money"))
    assert "Not narrowed by call." in said
    assert "Filter: call" not in about(makers, "calls-success-rate-by-call")
    assert about(makers, "calls-success-rate-by-call")["Filter: country"] == "Spain"
    assert about(makers, "calls-success-rate-by-call")["Definition"].endswith("Not narrowed by call.")
