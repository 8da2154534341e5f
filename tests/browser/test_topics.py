"""The page on topics, walked in a real Chromium: computed, drawn, narrowed by an outline, searched."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.walk import TELEPHONE, Walk, assert_accessible, assert_clean, box_of, start

pytestmark = pytest.mark.browser


@pytest.mark.soak
def test_topics_are_looked_for_on_the_page(browser: Browser, own_app: str) -> None:
    walk = start(browser, own_app)
    walk.go_demonstration("/topics")
    expect(walk.page.get_by_text("have not been computed yet")).to_be_visible()
    walk.page.get_by_role("textbox", name="Your name, for the record").fill("Ada")
    walk.page.keyboard.press("Enter")
    walk.page.get_by_role("button", name="Compute topics").click()
    expect(walk.page.get_by_role("progressbar")).to_be_visible()
    expect(walk.page.get_by_text("Emerging and fading topics")).to_be_visible(timeout=120_000)
    assert_clean(walk)
    walk.page.close()


CHOSEN = "/topics?grouping=PM+topics&topics-by=money&topic=Omics+and+molecular+profiling&my-country=Austria"


def test_no_violation_no_error_no_foreign_request(browser: Browser, app: str) -> None:
    walk = start(browser, app, look=TELEPHONE)
    walk.go_demonstration(CHOSEN)
    assert_accessible(walk)
    walk.page.close()


def test_outline_on_the_map_narrows_the_page_and_is_kept_by_a_link(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration("/topics?tab=Map")
    before = projects(walk)
    canvas = walk.page.locator("canvas.map")
    box = box_of(canvas)
    left, top = box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"]
    right, bottom = box["x"] + 0.6 * box["width"], box["y"] + 0.6 * box["height"]
    walk.page.mouse.move(left, top)
    walk.page.mouse.down()
    for corner in ((right, top), (right, bottom), (left, bottom)):
        walk.page.mouse.move(*corner, steps=8)
    walk.page.mouse.up()
    narrowed = walk.page.get_by_text(re.compile("^The page is narrowed to"))
    expect(narrowed).to_be_visible()
    walk.settle()
    inside = projects(walk)
    assert 0 < inside < before
    expect(narrowed).to_contain_text(str(inside))

    walk.page.reload()
    walk.settle()
    assert projects(walk) == inside, "a link keeps the outline"
    walk.page.get_by_role("button", name="Clear the outline").click()
    walk.settle_without("outline")
    assert projects(walk) == before
    assert_clean(walk)
    walk.page.close()


@pytest.mark.soak
def test_map_is_zoomed_and_a_run_of_the_page_keeps_the_view(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration("/topics?tab=Map")
    assert_accessible(walk)
    canvas = walk.page.locator("canvas.map")
    closer, wider = (walk.page.get_by_role("button", name=name) for name in ("Zoom in", "Zoom out"))
    whole = walk.page.get_by_role("button", name="Whole map")
    canvas.scroll_into_view_if_needed()
    expect(wider).to_be_disabled()
    drawn = "canvas => canvas.toDataURL()"
    before = canvas.evaluate(drawn)
    closer.click()
    assert canvas.evaluate(drawn) != before
    wider.click()
    expect(whole).to_be_disabled()
    assert canvas.evaluate(drawn) == before, "back at the whole map"

    box = box_of(canvas)
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    walk.page.mouse.dblclick(*middle)
    expect(whole).to_be_enabled()
    assert "outline" not in walk.query(), "a double click draws no outline"
    whole.click()
    assert canvas.evaluate(drawn) == before
    walk.page.mouse.move(*middle)
    scrolled = "document.querySelector('[data-testid=\"stMain\"]').scrollTop"
    at = walk.page.evaluate(scrolled)
    walk.page.keyboard.down("Control")
    walk.page.mouse.wheel(0, -200)
    walk.page.keyboard.up("Control")
    expect(whole).to_be_enabled()
    assert walk.page.evaluate(scrolled) == at, "zooming does not scroll the page"
    assert_clean(walk)
    walk.page.close()


def projects(walk: Walk) -> int:
    card = walk.page.get_by_test_id("stMetric").filter(has_text=re.compile("^Projects"))
    return int(card.first.get_by_test_id("stMetricValue").inner_text())


def test_points_tell_their_projects_and_the_legend_chooses_a_topic(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration("/topics?tab=Map")
    canvas = walk.page.locator("canvas.map")
    box = box_of(canvas)
    tooltip = walk.page.locator(".tooltip")
    for step in range(200):
        walk.page.mouse.move(box["x"] + box["width"] * step / 200, box["y"] + box["height"] / 2)
        if tooltip.is_visible():
            break
    expect(tooltip).to_have_text(re.compile(r"\w+"))
    entry = walk.page.locator(".legend button").nth(1)
    name = entry.inner_text()
    entry.click()
    expect(walk.page.get_by_role("heading", name="Typical projects")).to_be_visible()
    walk.settle()
    assert walk.query()["topic"][0].isdigit()
    expect(walk.page.get_by_role("combobox", name="Topic", exact=True)).to_have_value(name)
    assert_clean(walk)
    walk.page.close()


@pytest.mark.soak
def test_search_marks_words_and_keeps_the_text_to_itself(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration("/topics?tab=Search")
    walk.page.get_by_role("textbox", name="A sentence, or a pasted abstract").fill("Mukoviszidose und <b>CFTR</b>")
    walk.page.locator(".st-key-search-go button").click()
    expect(walk.page.get_by_text("is searched as “cystic fibrosis”")).to_be_visible(timeout=60_000)
    expect(walk.page.locator("mark").filter(has_text="CFTR").first).to_be_visible()
    assert "Mukoviszidose" not in walk.page.url
    assert_clean(walk)
    walk.page.close()
