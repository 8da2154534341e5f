"""From an empty store to filled pages, with the workbook of templates and one export of another system."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from lib.ingest.reference import load_reference
from lib.store.engine import open_engine
from tests.browser.conftest import served
from tests.browser.walk import DESK, Walk, assert_accessible, assert_clean, start

pytestmark = pytest.mark.browser

#: A row of each sheet.
ROWS: dict[str, dict[str, str | float]] = {
    "organisation": {"organisation_id": "GH-MOH", "name": "Ministry of Health", "country": "Ghana"},
    "programme": {
        "programme_id": "P1",
        "name": "A programme",
        "funder": "GH-MOH",
        "country": "Ghana",
        "level": "national",
        "start_year": 2020,
        "end_year": 2099,
        "budget_eur": 1_500_000.5,
        "pm_share": 1,
    },
    "event": {"event_id": "E1", "name": "Workshop in Accra", "country": "Ghana", "start_date": "2025-05-05"},
}
POSTS = (
    "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts,"
    "Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks\n"
    '1790000000000000001,"Mon, Jul 14, 2025",Hello,https://x.com/ICPerMed/status/1790000000000000001,"1,234",5,20,0,1,0,'
    "0,2,1,3,4,0,0\n"
)


def fill(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    for entity, row in ROWS.items():
        place = {cell.value: cell.column for cell in book[entity][1]}
        for name, value in row.items():
            book[entity].cell(2, place[name], value)
    book.save(workbook)


def open_page(walk: Walk, title: str) -> None:
    walk.page.get_by_test_id("stSidebar").get_by_role("link", name=title, exact=True).click()
    expect(walk.page.get_by_role("heading", name=title, level=1)).to_be_visible()
    walk.settle()


def test_an_empty_store_is_filled_with_templates_and_a_foreign_file(
    browser: Browser, sqlite_model: Path, tmp_path: Path
) -> None:
    file = Path(shutil.copy(sqlite_model, tmp_path / "store.sqlite"))
    engine = open_engine(f"sqlite:///{file}")
    load_reference(engine)
    engine.dispose()
    with served(file) as address:
        walk = start(browser, address, look=DESK)
        page, main = walk.page, walk.page.get_by_test_id("stMain")
        walk.go("/")
        expect(main).to_contain_text("Nothing loaded yet.")
        main.get_by_role("link", name="First steps").click()
        expect(page.get_by_role("heading", name="First steps", level=1)).to_be_visible()
        walk.settle()
        assert_accessible(walk)
        with page.expect_download() as download:
            page.get_by_role("button", name="Workbook of all templates, empty").click()
        workbook, posts = tmp_path / "templates.xlsx", tmp_path / "posts.csv"
        download.value.save_as(workbook)
        fill(workbook)
        posts.write_text(POSTS, encoding="utf-8")
        main.get_by_role("link", name="Upload a file").click()
        page.set_input_files("input[type=file]", [workbook, posts])
        page.get_by_label("Your name, for the record").fill("Ada")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Load", exact=True).click(timeout=60_000)
        expect(page.get_by_text("Loaded as import")).to_be_visible(timeout=60_000)
        open_page(walk, "Programmes")
        budgets = page.get_by_test_id("stMetric").filter(has_text="Whole budgets")
        expect(budgets).to_contain_text("EUR\u00a01.5\u00a0million")
        open_page(walk, "First steps")
        expect(main).to_contain_text("Facts are loaded for 4 of 16 data sets.")
        expect(page.get_by_role("button", name="Workbook filled with the facts")).to_be_enabled()
        assert_clean(walk)
        page.close()
