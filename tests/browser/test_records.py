"""A row changed by hand in a real browser: the figure follows, and so it does when the change is undone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.walk import TELEPHONE, Walk, assert_accessible, assert_clean, start

pytestmark = pytest.mark.browser


def cards(walk: Walk) -> list[str]:
    walk.go("/programmes")
    return walk.page.get_by_test_id("stMetric").all_inner_texts()


def test_a_budget_is_changed_and_the_change_undone(browser: Browser, own_app: str) -> None:
    walk = start(browser, own_app, look=TELEPHONE)
    page = walk.page
    before = cards(walk)
    walk.go("/records?entity=Programme&row=EP-PERMED")
    page.get_by_role("button", name="Change").click()
    walk.settle()
    assert_accessible(walk)
    page.get_by_label("Budget", exact=True).fill("987 654 321 000")
    page.get_by_label("Why", exact=True).fill("for a test")
    page.get_by_label("Your name, for the record").fill("Ada Ärmel")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    walk.settle()
    assert_accessible(walk)
    changed = page.get_by_role("link", name="or undo it").get_attribute("href")
    assert any("billion" in card for card in cards(walk))
    walk.go(f"/{changed}".replace("//", "/"))
    page.get_by_label("Your name, for the record").fill("Ada Ärmel")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Undo import").click()
    expect(page.get_by_text("was undone.")).to_be_visible()
    assert cards(walk) == before
    assert_clean(walk)
    page.close()
