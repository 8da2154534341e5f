"""The Overview as somebody sees it who is here for the first time, and as somebody who was here before."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from lib.common.visits import COOKIE, Visits
from tests.browser.walk import DESK, NOTES, Look, Walk, assert_accessible

pytestmark = pytest.mark.browser


def newcomer(browser: Browser, app: str, look: Look) -> Walk:
    """A page of a browser that was never here."""
    window = browser.new_context(viewport={"width": look.width, "height": 900}, color_scheme=look.scheme)
    window.add_init_script(NOTES)
    page = window.new_page()
    page.set_default_timeout(30_000)
    return Walk(page, app)


def test_a_tour_greets_once(browser: Browser, app: str, look: Look) -> None:
    walk = newcomer(browser, app, look)
    walk.go("/")
    tour = walk.page.get_by_role("dialog")
    expect(tour).to_contain_text("Step 1 of 5")
    assert_accessible(walk)
    for step in range(2, 6):
        next_step = tour.get_by_role("button", name="Next")
        next_step.focus()
        walk.page.keyboard.press("Enter")
        expect(tour).to_contain_text(f"Step {step} of 5")
    box = tour.bounding_box()
    assert box is not None
    assert box["width"] <= look.width
    walk.settle()
    # The button that had the focus went with the last step.
    tour.get_by_role("button", name="Done").press("Escape")
    expect(tour).to_have_count(0)

    walk.page.reload()
    walk.settle()
    expect(tour).to_have_count(0)
    walk.page.get_by_role("button", name="Take the tour").click()
    expect(tour).to_contain_text("Step 1 of 5")
    tour.get_by_role("button", name="Leave the tour").click()
    expect(tour).to_have_count(0)
    walk.page.context.close()


def test_a_linked_view_is_shown_without_a_tour(browser: Browser, app: str) -> None:
    walk = newcomer(browser, app, DESK)
    walk.go("/?my-country=Spain")
    expect(walk.page.get_by_role("dialog")).to_have_count(0)
    (cookie,) = [one for one in walk.page.context.cookies() if one["name"] == COOKIE]
    assert cookie["value"] == Visits(None, date.today(), is_first=True).written
    walk.page.context.close()
