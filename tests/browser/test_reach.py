"""The page Reach in a real Chromium: drawn, clicked, cleared, and clean."""

from __future__ import annotations

import re
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.walk import Look, Walk, assert_accessible, assert_clean, box_of, follow_way, start

pytestmark = pytest.mark.browser


def posts_listed(walk: Walk) -> int:
    words = walk.page.get_by_text(re.compile(r"posts? fits?; first is")).inner_text()
    return int(re.sub(r"\D", "", words.split("post")[0]))


def test_reach_is_clean(browser: Browser, app: str, look: Look) -> None:
    walk = start(browser, app, look=look)
    walk.go_demonstration("/reach")
    # As tall as the page, so that nothing is left unchecked below the fold.
    height = walk.page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight")
    walk.page.set_viewport_size({"width": look.width, "height": int(height) + 200})
    walk.settle()
    assert_accessible(walk)
    walk.page.close()


def test_a_click_on_the_heat_map_lists_the_posts_of_the_hour_until_it_is_cleared(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration("/reach?tab=Hours")
    chart = walk.page.locator('[class*="st-key-chart-reach-hours"] svg.marks')
    box = box_of(chart)
    walk.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.6)
    follow_way(walk, "Only this time of posts", "post-hour")
    expect(walk.page.get_by_text(re.compile(r"Only those chosen: \w+day \d\d:00 to \d\d:59 UTC"))).to_be_visible()
    walk.settle()
    assert 0 < posts_listed(walk) < 765
    (hour,) = walk.query()["post-hour"]
    assert re.fullmatch(r"\w+day \d\d:00", hour), "the link to the view holds what was clicked"
    walk.page.get_by_role("button", name="Clear selection").click()
    expect(walk.page.get_by_text("Only those chosen")).to_have_count(0)
    walk.settle()
    assert "post-hour" not in walk.query()
    assert_clean(walk)
    walk.page.close()


@pytest.mark.soak
def test_a_click_on_the_line_lists_the_posts_of_the_week(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration(
        f"/reach?tab=Over+time&from=2024&to=2024&channel=LinkedIn&marked={quote_plus('Calls')}&over-time=Followers"
    )
    # The last of the marks is the unseen target over the last point.
    point = walk.page.locator('[class*="st-key-chart-reach-over-time"] svg.marks .mark-symbol.role-mark path').last
    box = box_of(point)
    walk.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    follow_way(walk, "Only this time of posts", "post-days")
    expect(walk.page.get_by_text(re.compile(r"Only those chosen: LinkedIn \d{4}"))).to_be_visible()
    walk.settle()
    assert posts_listed(walk) <= 7
    assert_clean(walk)
    walk.page.close()


@pytest.mark.soak
def test_overview_leads_to_reach_with_the_year_of_the_card(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration("/?to=2024&tab=Headlines")
    walk.page.get_by_test_id("stMain").get_by_role("link", name="Reach", exact=True).click()
    expect(walk.page.get_by_role("heading", name="Reach", level=1)).to_be_visible()
    walk.settle()
    assert walk.query()["from"] == walk.query()["to"] == ["2024"]
    expect(walk.page.get_by_text("1 January 2024 to 31 December 2024").first).to_be_visible()
    walk.page.close()
