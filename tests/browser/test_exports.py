"""What leaves the house, taken in a real browser: files that open, addresses that lead back, views under a name."""

from __future__ import annotations

import docx
import openpyxl
import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.browser.walk import assert_accessible, assert_clean, downloaded, start

pytestmark = pytest.mark.browser


def test_the_periodic_report_and_its_figures_are_files_that_open(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go("/report?period=free+dates&first-day=2021-03-01&last-day=2022-08-31")
    assert_accessible(walk)
    walk.page.get_by_role("button", name="Report of this page").click()
    written = docx.Document(str(downloaded(walk, "Word (DOCX)")))
    assert ["news item", "more than 70"] in [[cell.text for cell in row.cells] for row in written.tables[0].rows]
    printed = PdfReader(downloaded(walk, "PDF"))
    assert "more than 70" in printed.pages[0].extract_text()
    walk.page.keyboard.press("Escape")

    walk.page.get_by_role("button", name="Export").first.click()
    book = openpyxl.load_workbook(downloaded(walk, "Excel workbook (XLSX)"))
    assert book.sheetnames == ["Data", "About"]
    assert ["news item", "more than 70"] in [[cell.value for cell in row[:2]] for row in book["Data"]]
    picture = Image.open(downloaded(walk, "PNG for slides"))
    assert picture.size == (1920, 1080)
    assert_clean(walk)
    walk.page.close()


def test_a_view_is_found_again_by_its_address_and_by_its_name(browser: Browser, own_app: str) -> None:
    walk = start(browser, own_app)
    walk.go("/records?country=Germany&entity=Event")
    main = walk.page.get_by_test_id("stMain")
    told = main.get_by_text("rows fit").first.inner_text()
    walk.page.get_by_role("button", name="Link to this view").click()
    codes = walk.page.get_by_test_id("stCode")
    expect(codes).to_have_count(3)
    view, sheet, line = (code.inner_text() for code in codes.all())

    rows = pd.read_csv(line.removeprefix('pandas.read_csv("').removesuffix('")'))
    assert told.startswith(str(len(rows)))
    assert len(pd.read_excel(sheet)) == len(rows)

    walk.page.get_by_label("Name of the view").fill("Veranstaltungen in Deutschland")
    walk.page.get_by_label("Your name, for the record").fill("Ada Ärmel")
    walk.page.get_by_role("button", name="Save view").click()
    expect(walk.page.get_by_text("Saved.")).to_be_visible()
    walk.page.get_by_role("link", name="All saved views").click()
    expect(walk.page.get_by_role("heading", name="Saved views", level=1)).to_be_visible()
    walk.settle()
    assert_accessible(walk)
    grid = walk.page.get_by_test_id("stDataFrame")
    expect(grid).to_contain_text("Veranstaltungen in Deutschland")

    walk.page.goto(view)
    walk.settle()
    assert main.get_by_text("rows fit").first.inner_text() == told
    assert_clean(walk)
    walk.page.close()
