"""Uploading in a real browser: a file in, its report, the valid rows loaded; a wrong cell mended, loaded, undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.walk import TELEPHONE, Look, Walk, assert_clean, faults, start

pytestmark = pytest.mark.browser

BAD = (
    "organisation_id;name;country;type\n"
    "B-1;Übergroße Stiftung;Deutschland;foundation\n"
    "B-2;;Malta;university\n"
    "B-3;=1+1;Atlantis;guild\n"
)


def drop(walk: Walk, path: Path) -> None:
    walk.page.set_input_files("input[type=file]", str(path))


#: Streamlit's own place for files, once it holds some, has a role that axe finds minor fault with; it is not ours.
NOT_OURS = {"rules": {"presentation-role-conflict": {"enabled": False}}}


def assert_accessible(page: Page) -> None:
    found = Axe().run(page, options=NOT_OURS)
    assert faults(page, found.response) == [], found.generate_report()


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_a_bad_file_and_its_valid_rows(browser: Browser, own_app: str, tmp_path: Path) -> None:
    walk = start(browser, own_app)
    page = walk.page
    walk.go("/upload")
    drop(walk, write(tmp_path, "stiftungen.csv", BAD))
    page.get_by_label("Your name, for the record").fill("Ada Ärmel")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2\u00a0rows have errors")).to_be_visible()
    walk.settle()
    assert_accessible(page)
    page.get_by_role("button", name="Make a copy with the errors marked").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download stiftungen with errors.xlsx").click()
    assert download.value.path().stat().st_size > 1_000
    page.get_by_role("button", name="Load 1\u00a0valid row, quarantine 2").click()
    expect(page.get_by_text("2\u00a0rows were quarantined")).to_be_visible()
    page.get_by_role("link", name="See the import, or undo it").click()
    expect(page.get_by_role("heading", name="Quarantined rows")).to_be_visible()
    walk.settle()
    assert_accessible(page)
    assert_clean(walk)
    page.close()


def type_into(walk: Walk, row: int, column: int, text: str) -> None:
    """Type into a cell of the grid of rows with errors; the pinned column of their numbers is column 0."""
    grid = walk.page.locator("[class*=st-key-mend-]")
    grid.locator(".dvn-scroller").click(position={"x": 30, "y": 36 + 35 * row + 17})
    expect(grid.get_by_test_id("data-grid-canvas")).to_be_focused()
    for place in range(1, column + 1):
        walk.page.keyboard.press("ArrowRight")
        expect(grid.get_by_test_id(f"glide-cell-{place}-{row}")).to_be_focused()
    walk.page.keyboard.press("Enter")
    editor = walk.page.locator("#portal textarea")
    editor.fill(text)
    editor.press("Enter")
    walk.settle()


def test_a_wrong_cell_is_mended_loaded_and_undone(browser: Browser, own_app: str, tmp_path: Path) -> None:
    wrong = "organisation_id;name;country\nW-1;Example;Malta\nW-2;Other example;Atlantis\n"
    walk = start(browser, own_app)
    page = walk.page
    walk.go("/upload")
    drop(walk, write(tmp_path, "wrong.csv", wrong))
    page.get_by_label("Your name, for the record").fill("Ada Ärmel")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Mend the rows with errors")).to_be_visible()
    walk.settle()
    type_into(walk, 0, 1, "Luxembourg")
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_text("All rows are valid")).to_be_visible()
    page.get_by_role("button", name="Load", exact=True).click()
    page.get_by_role("link", name="See the import, or undo it").click()
    expect(page.get_by_role("heading", name="Undo this import")).to_be_visible()
    walk.settle()
    page.get_by_role("button", name="Undo import").click()
    expect(page.get_by_role("button", name="Undo import")).to_be_hidden()
    expect(page.get_by_text("was undone")).to_be_visible()
    walk.settle()
    assert_clean(walk)
    page.close()


@pytest.mark.soak
def test_a_second_file_while_the_first_is_loaded(browser: Browser, own_app: str, tmp_path: Path) -> None:
    many = "".join(f"M-{n};Example {n};MT\n" for n in range(40_000))
    first = write(tmp_path, "many.csv", f"organisation_id;name;country\n{many}")
    second = write(tmp_path, "one.csv", "organisation_id;name;country\nS-1;Example;MT\n")
    walk = start(browser, own_app)
    page = walk.page
    walk.go("/upload")
    page.get_by_label("Your name, for the record").fill("Ada")
    page.keyboard.press("Enter")
    drop(walk, first)
    page.get_by_role("button", name="Load", exact=True).click(timeout=90_000)
    expect(page.get_by_test_id("stFileUploader").get_by_text("many.csv")).to_have_count(0, timeout=90_000)
    walk.settle()
    drop(walk, second)
    expect(page.get_by_text("Files: one.csv")).to_be_visible(timeout=90_000)
    walk.settle()
    page.get_by_role("button", name="Load", exact=True).click(timeout=90_000)
    expect(page.get_by_text("one.csv: loaded").or_(page.get_by_text("Loaded as import")).first).to_be_visible(
        timeout=90_000
    )
    walk.go("/imports")
    expect(page.get_by_role("heading", name="Imports")).to_be_visible()
    assert_clean(walk)
    page.close()


@pytest.mark.soak
@pytest.mark.parametrize(
    ("path", "look"), [("/upload", TELEPHONE), ("/imports?import=1", TELEPHONE), ("/organisations", TELEPHONE)]
)
def test_no_violation_no_error_no_foreign_request(
    browser: Browser,
    own_app: str,
    path: str,
    look: Look,
) -> None:
    walk = start(browser, own_app, look=look)
    walk.go(path)
    assert_accessible(walk.page)
    overflow = walk.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0, "the page scrolls sideways"
    assert_clean(walk)
    walk.page.close()
