"""The pages on collaboration and on one project, walked in a real Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.walk import (
    DESK,
    TELEPHONE,
    Look,
    Walk,
    assert_accessible,
    assert_clean,
    assert_map_is_drawn,
    box_of,
    click_link,
    follow_way,
    start,
)

pytestmark = pytest.mark.browser

PAIR = "/collaboration?who=Germany&with=France"


@pytest.mark.parametrize(
    ("path", "look"),
    [
        (PAIR, TELEPHONE),
        pytest.param("/project?project=X-2016-EBULGRAFT", TELEPHONE, marks=pytest.mark.soak),
        pytest.param("/project", DESK, marks=pytest.mark.soak),
    ],
)
def test_no_violation_no_error_no_foreign_request(browser: Browser, app: str, path: str, look: Look) -> None:
    walk = start(browser, app, look=look)
    walk.go_demonstration(path)
    assert_accessible(walk)
    walk.page.close()


def test_click_on_a_cell_chooses_the_pair_and_can_be_cleared(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration("/collaboration?tab=Map")
    assert_arcs_are_drawn(walk)
    walk.page.get_by_role("tab", name="Matrix").click()
    walk.settle()
    canvas = walk.page.locator(
        ".st-key-figure-collaboration-matrix canvas, .st-key-figure-collaboration-matrix svg.marks"
    ).first
    box = box_of(canvas)
    walk.page.mouse.click(box["x"] + box["width"] * 0.62, box["y"] + box["height"] * 0.45)
    follow_way(walk, "Only these two countries", "who")
    expect(walk.page.get_by_text("The page is narrowed to")).to_be_visible()
    walk.settle()
    assert {"who", "with"} <= walk.query().keys(), "a link keeps the pair"
    expect(walk.page.get_by_role("heading", name=re.compile("^Projects with .* and "))).to_be_visible()

    walk.page.reload()
    walk.settle()
    expect(walk.page.get_by_text("The page is narrowed to")).to_be_visible()
    walk.page.get_by_role("button", name="Clear selection").click()
    walk.settle_without("who")
    expect(walk.page.get_by_text("The page is narrowed to")).to_have_count(0)
    assert_clean(walk)
    walk.page.close()


@pytest.mark.soak
def test_arcs_of_a_project_are_drawn(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration("/project?project=X-2016-EBULGRAFT")
    assert_arcs_are_drawn(walk)
    walk.page.close()


def assert_arcs_are_drawn(walk: Walk) -> None:
    assert_map_is_drawn(walk.page)
    assert_accessible(walk)


@pytest.mark.soak
def test_list_of_a_pair_leads_to_a_project(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration(PAIR)
    table = walk.page.get_by_role("region", name="Projects with Germany and France")
    # The first cell below the header: the link to the page of the latest project.
    page = click_link(walk, table, 40, 52)
    expect(page.get_by_role("heading", name="Project", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Participants and their funders")).to_be_visible()
    assert "project?project=" in page.url
    walk.page.close()
