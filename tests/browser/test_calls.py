"""A walk over the page on calls in a real Chromium: charts that are clicked, what is chosen in the address, axe."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.walk import (
    TELEPHONE,
    Walk,
    assert_accessible,
    assert_clean,
    box_of,
    click_link,
    click_until,
    follow_way,
    start,
)

pytestmark = pytest.mark.browser


#: Cards of the overview that lead here.
CARDS = ("Calls", "Call outcomes")
BY_CALL, BY_STAGE = "calls-success-rate-by-call", "calls-proposals-by-stage"
FILLED = "/calls?call=Example+Joint+Call+2025&my-country=Germany&own-group=France&country=Germany"


def test_no_violation_no_error_no_foreign_request(browser: Browser, app: str) -> None:
    walk = start(browser, app, look=TELEPHONE)
    walk.go_demonstration(FILLED)
    assert_accessible(walk)
    walk.page.close()


def chart(page: Page, figure: str) -> Locator:
    return page.locator(f".st-key-figure-{figure} [data-testid='stVegaLiteChart']").first


def click_first_row(walk: Walk, figure: str) -> None:
    """Click below the title and legend of a chart, where the first call stands, and follow the way to it alone."""
    place = chart(walk.page, figure)
    above = {BY_CALL: 22, BY_STAGE: 60}[figure]

    def click() -> None:
        marks = box_of(place.locator("svg, canvas").first)
        walk.page.mouse.click(marks["x"] + marks["width"] / 2, marks["y"] + above)

    click_until(walk, click, "mark")
    follow_way(walk, "Only this call", "call")


@pytest.mark.soak
def test_a_click_on_a_funnel_narrows_the_page(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration("/calls")
    assert_accessible(walk)
    click_first_row(walk, BY_STAGE)
    assert walk.query()["call"] == ["Example Joint Call 2025"]
    assert walk.page.get_by_test_id("stMetricValue").first.inner_text() == "1"
    walk.page.close()


def test_a_click_on_a_call_narrows_the_page_and_can_be_cleared(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration("/calls")
    cards = walk.page.get_by_test_id("stMetricValue")
    assert cards.first.inner_text() == "8"
    click_first_row(walk, BY_CALL)
    assert walk.query()["call"] == ["Example Joint Call 2025"]
    expect(walk.page.get_by_text("Narrowed to Example Joint Call 2025.")).to_be_in_viewport()
    assert cards.first.inner_text() == "1"

    walk.page.reload()
    walk.settle()
    assert walk.query()["call"] == ["Example Joint Call 2025"], "a reload keeps the choice"
    assert cards.first.inner_text() == "1"

    walk.page.get_by_role("button", name="Show all calls").click()
    walk.settle_without("call")
    assert cards.first.inner_text() == "8"
    assert_clean(walk)
    walk.page.close()


@pytest.mark.soak
def test_cards_of_the_overview_lead_to_the_calls_of_their_year(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration("/?to=2024&tab=Headlines")
    main = walk.page.get_by_test_id("stMain")
    addresses = {main.get_by_role("link", name=name, exact=True).get_attribute("href") for name in CARDS}
    assert len(addresses) == 1, "both cards lead to the same page of the same year"
    main.get_by_role("link", name=CARDS[1], exact=True).click()
    expect(walk.page.get_by_role("heading", name="Calls", level=1)).to_be_visible()
    walk.settle()
    assert (walk.query()["from"], walk.query()["to"]) == (["2024"], ["2024"])
    assert walk.page.get_by_test_id("stMetricValue").first.inner_text() == "1"
    assert_clean(walk)
    walk.page.close()


def test_a_project_of_a_call_has_a_link_to_its_page(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration("/calls?call=Example+Joint+Call+2025&tab=Projects")
    table = walk.page.locator(".st-key-figure-calls-projects [data-testid='stDataFrame']").first
    # The first cell below the header.
    opened = click_link(walk, table, 25, 52)
    assert re.search(r"/project\?project=X-2025-[A-Z]+$", opened.url), opened.url
    walk.page.close()
