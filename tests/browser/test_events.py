"""The page on events in a real Chromium: clean, and a click on an event narrows the rest."""

from __future__ import annotations

import csv
import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.walk import (
    TELEPHONE,
    assert_accessible,
    assert_clean,
    assert_map_is_drawn,
    box_of,
    click_until,
    downloaded,
    follow_way,
    start,
)

pytestmark = pytest.mark.browser


@pytest.mark.soak
def test_no_violation_no_error_no_foreign_request(browser: Browser, app: str) -> None:
    walk = start(browser, app, look=TELEPHONE)
    walk.go_demonstration("/events")
    assert_accessible(walk)
    walk.page.close()


def test_clicks_on_an_event_and_on_the_map_narrow_the_page(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration("/events")
    assert_accessible(walk)
    chart = walk.page.locator(".st-key-figure-events-registered-and-attended [data-testid='stVegaLiteChart']")
    click_until(walk, chart.locator(".mark-rect.role-mark path").first.click, "mark")
    follow_way(walk, "Only this event", "event")
    (name,) = walk.query()["event"]
    first = chart.locator(".mark-text.role-mark").last.locator("text").first.text_content() or ""
    assert "".join(first.split()).startswith("".join(name.split())), "the event of the first bar is in the address"
    by_kind = walk.page.locator(".st-key-figure-events-attendance-by-kind .mark-rect.role-mark path")
    assert by_kind.count() == 2, "registered and attended of one kind of event"
    walk.page.get_by_role("button", name="Show all events").click()
    walk.settle_without("event")
    assert by_kind.count() > 4

    # The map of origins is drawn, and a click on it filters the attendees.
    walk.page.get_by_role("tab", name="Origin").click()
    walk.settle()
    canvas = walk.page.locator('[data-testid="stDeckGlJsonChart"] canvas').first
    assert_map_is_drawn(walk.page)
    box = box_of(canvas)
    germany = box["x"] + box["width"] / 2 + 6, box["y"] + box["height"] / 2 + 62
    walk.page.mouse.move(*germany)
    expect(walk.page.locator(".deck-tooltip")).to_contain_text(re.compile(r"Germany\s*\d+ to \d+"))
    click_until(walk, lambda: walk.page.mouse.click(*germany), "mark")
    follow_way(walk, "Only this origin of attendees", "attendees-from")
    assert walk.query()["attendees-from"] == ["Germany"]
    assert_clean(walk)
    walk.page.close()


def test_hidden_numbers_are_words_on_the_page_and_in_the_download(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration("/events?tab=Origin")
    figure = walk.page.locator(".st-key-figure-events-attendees-by-country")
    figure.get_by_role("radio", name="Table").click()
    figure.get_by_role("button", name="Export").click()
    file = downloaded(walk, "CSV")
    text = file.read_text("utf-8-sig")
    rows = {row["iso2"]: row for row in csv.DictReader(text.splitlines())}
    assert rows["MT"]["country"] == "Malta"
    assert rows["MT"]["attended"] == "", "missing where something is hidden"
    assert 0 < int(rows["MT"]["attended_least"]) < int(rows["MT"]["attended_most"])
    assert_clean(walk)
    walk.page.close()


@pytest.mark.soak
def test_cards_of_the_overview_lead_here(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration("/?to=2023&tab=Headlines")
    walk.page.locator(".st-key-card-overview-attendance").get_by_role("link", name="Events").click()
    expect(walk.page.get_by_role("heading", name="Events", level=1)).to_be_visible()
    walk.settle()
    assert walk.query()["from"] == walk.query()["to"] == ["2023"]
    assert_clean(walk)
    walk.page.close()
