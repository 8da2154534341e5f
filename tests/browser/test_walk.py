"""A walk through the app in a real Chromium, as a board member would take it."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, expect

from lib.charts import maps
from tests.browser.walk import (
    DESK,
    TELEPHONE,
    Walk,
    assert_accessible,
    assert_clean,
    assert_map_is_drawn,
    click_until,
    downloaded,
    follow_way,
    start,
)

pytestmark = pytest.mark.browser


@pytest.mark.soak
@pytest.mark.parametrize("path", ["/?country=Malta&level=national&from=2020", "/records"])
def test_no_violation_no_error_no_foreign_request(browser: Browser, app: str, path: str) -> None:
    walk = start(browser, app, look=TELEPHONE)
    walk.go(path)
    assert_accessible(walk)
    walk.page.close()


def test_map_is_drawn_and_a_click_makes_a_country_mine(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go_demonstration("/programmes?tab=By+country&measure=Programmes")
    assert_map_shows_all_of_europe(walk)
    before = walk.page.get_by_test_id("stMetricValue").first.inner_text()
    germany = on_map(walk, 10.2, 51.0)
    walk.page.mouse.move(*germany)
    expect(walk.page.locator(".deck-tooltip")).to_contain_text("Germany")
    # deck.gl takes a press that it deals with later than 250 ms for no click. Software rendering is quicker than that
    # unless other work keeps the cores busy.
    click_until(walk, lambda: walk.page.mouse.click(*germany), "mark")
    assert walk.query()["mark"] == ["programmes.by_country", "Germany"]
    follow_way(walk, "Make this my country", "my-country")
    assert walk.query()["my-country"] == ["Germany"]
    after = walk.page.get_by_test_id("stMetricValue").first.inner_text()
    assert after == before, "my country narrows nothing"

    walk.page.reload()
    walk.settle()
    assert walk.query()["my-country"] == ["Germany"], "a reload keeps it"

    walk.page.get_by_role("link", name="Overview").first.click()
    expect(walk.page.get_by_role("heading", name="Overview", level=1)).to_be_visible()
    walk.settle()
    assert walk.query()["my-country"] == ["Germany"], "a change of page keeps it"

    walk.page.get_by_role("button", name="More filters").click()
    walk.page.get_by_text("Only Germany").click()
    expect(walk.page).to_have_url(re.compile("[?&]country=Germany"))
    walk.page.keyboard.press("Escape")
    expect(walk.page.get_by_text("Only Germany")).to_be_hidden()
    walk.settle()
    walk.page.get_by_role("button", name="Reset", exact=True).click()
    expect(walk.page).not_to_have_url(re.compile("country="))
    assert_clean(walk)
    walk.page.close()


def test_card_leads_to_the_page_behind_it_with_the_filters(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go("/?country=France&dataset=demonstration&from=2016&to=2021&tab=Headlines")
    mark = walk.page.get_by_text("everything on this page is made up")
    walk.page.get_by_test_id("stMain").evaluate("page => page.scrollTo(0, 600)")
    expect(mark).to_be_in_viewport()
    box = mark.bounding_box()
    assert box is not None
    assert box["y"] < 150, "the mark stays in sight at the top"
    walk.page.get_by_test_id("stMain").evaluate("page => page.scrollTo(0, 0)")
    begun = walk.page.get_by_test_id("stMetric").filter(has_text="Projects begun").get_by_test_id("stMetricValue")
    count = begun.inner_text()
    link = walk.page.get_by_test_id("stMain").get_by_role("link", name="Projects", exact=True)
    link.click()
    expect(walk.page.get_by_role("heading", name="Records", level=1)).to_be_visible()
    walk.settle()
    query = walk.query()
    assert query["from"] == query["to"] == ["2021"]
    expect(walk.page.get_by_test_id("stMain")).to_contain_text(f"{count} rows fit")
    assert query["country"] == ["France"]
    assert query["dataset"] == ["demonstration"]
    assert query["entity"] == ["Project"]

    # A link with a year that is opened afresh, as in a new tab.
    walk.go("/records?country=France&dataset=demonstration&from=2016&to=2021&year=2021&entity=Project")
    expect(walk.page.locator(".st-key-bar-period button")).to_contain_text("2021")
    expect(walk.page.get_by_test_id("stMain")).to_contain_text(f"{count} rows fit")
    assert_clean(walk)
    walk.page.close()


@pytest.mark.soak
def test_charts_of_one_country_show_their_marks(browser: Browser, app: str) -> None:
    walk = start(browser, app, look=TELEPHONE)
    for tab, chart, marks, least in (
        ("Compare", "programmes-active-by-year", "g.mark-line.role-mark > path", 40),
        ("Runs out", "programmes-timeline", "g.mark-rect.role-mark > path", 10),
        ("By country", "programmes-ranked-by-country", "g.mark-rect.role-mark > path", 10),
        ("By country", "programmes-by-country", "g.mark-symbol.role-mark > path", 10),
    ):
        if f"tab={tab.replace(' ', '+')}" not in walk.page.url:
            path = f"/programmes?country=Malta&compare=Germany&compare=Malta&tab={tab.replace(' ', '+')}"
            walk.go_demonstration(path)
        drawn = walk.page.locator(f".st-key-figure-{chart} {marks}")
        expect(drawn.first).to_be_attached(timeout=20_000)
        boxes = [box for mark in drawn.all() if (box := mark.bounding_box())]
        assert boxes, f"{chart} has no marks"
        assert max(box["height"] for box in boxes) >= least, f"{chart}: {boxes}"
    steps = walk.page.locator(".st-key-figure-programmes-by-country g.mark-symbol.role-mark > path").all()
    tops = sorted(box["y"] for step in steps if (box := step.bounding_box()))
    assert all(lower - upper >= 15 for upper, lower in pairwise(tops)), f"labels of the legend overlap: {tops}"
    assert_accessible(walk)
    walk.page.close()


def on_map(walk: Walk, longitude: float, latitude: float) -> tuple[float, float]:
    """Where a place lies on the page, in pixels: the map opens on Europe."""
    box = walk.page.locator('[data-testid="stDeckGlJsonChart"] canvas').first.bounding_box()
    assert box is not None
    state = maps.fitted(maps.VIEWS["Europe"], maps.WIDTH)
    # Pixels of the page to a pixel of the map: it is shown smaller where there is less room.
    world = 512 * 2**state.zoom * min(1.0, box["height"] / maps.VIEWS["Europe"].height)
    down = math.asinh(math.tan(math.radians(state.latitude))) - math.asinh(math.tan(math.radians(latitude)))
    across = (longitude - state.longitude) / 360 * world
    return box["x"] + box["width"] / 2 + across, box["y"] + box["height"] / 2 + down / (2 * math.pi) * world


def assert_map_shows_all_of_europe(walk: Walk) -> None:
    # The whole map in the window: its middle in the window's.
    canvas = walk.page.locator('[data-testid="stDeckGlJsonChart"] canvas').first
    canvas.evaluate("map => map.scrollIntoView({block: 'center'})")
    assert_map_is_drawn(walk.page)
    for country, *place in (("Iceland", -18.5, 64.8), ("Malta", 14.4, 35.9), ("Finland", 26.0, 64.0)):
        walk.page.mouse.move(*on_map(walk, *place))
        expect(walk.page.locator(".deck-tooltip")).to_contain_text(country)


def test_map_of_a_telephone_shows_iceland_and_malta(browser: Browser, app: str) -> None:
    walk = start(browser, app, look=TELEPHONE)
    walk.go_demonstration("/programmes?tab=By+country&measure=Programmes")
    assert_map_shows_all_of_europe(walk)
    assert_clean(walk)
    walk.page.close()


@pytest.mark.soak
def test_cards_fill_their_rows(browser: Browser, app: str) -> None:
    for look, least in ((DESK, 3), (TELEPHONE, 1)):
        walk = start(browser, app, look=look)
        walk.go("/")
        rows: dict[int, int] = {}
        for card in walk.page.locator("[class*='st-key-card-']").all():
            box = card.bounding_box()
            assert box is not None
            rows[round(box["y"])] = rows.get(round(box["y"]), 0) + 1
        assert min(rows.values()) >= least, rows
        assert max(rows.values()) >= 2, rows
        assert_accessible(walk)
        walk.page.close()


@pytest.mark.soak
def test_what_is_not_among_the_choices_is_named(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go("/?country=Atlantis&country=France&from=1066")
    expect(walk.page.get_by_test_id("stMain")).to_contain_text("country Atlantis, from year 1066")
    assert walk.query() == {"country": ["France"]}
    walk.page.get_by_role("button", name="Reset", exact=True).click()
    walk.settle()
    expect(walk.page.get_by_test_id("stMain")).not_to_contain_text("Atlantis")
    walk.page.close()


@pytest.mark.soak
def test_reset_clears_the_switch_of_the_timeline(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go("/programmes?soon=true&compare=Germany&compare=France")
    assert_accessible(walk)
    walk.page.get_by_role("button", name="Reset", exact=True).click()
    expect(walk.page).to_have_url(f"{app}/programmes?compare=Germany&compare=France")
    assert_clean(walk)
    walk.page.close()


def test_records_are_downloaded_whole(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go("/records?entity=Participation&country=Malta&dataset=demonstration")
    assert_accessible(walk)
    walk.page.get_by_test_id("stDataFrame").last.hover()
    own = walk.page.get_by_test_id("stElementToolbarButton").get_by_role("button", name=re.compile("^Download as CSV"))
    assert all(not button.is_visible() for button in own.all()), "the page's own download is the safe one"
    walk.page.get_by_role("button", name="Export").click()
    file = downloaded(walk, "CSV")
    assert file.name.startswith("icpermed_participation-malta_demonstration-data_")
    lines = file.read_text("utf-8-sig").splitlines()
    assert lines[0].startswith('"part","project_id","organisation","organisation_name","country","country_name",')
    expect(walk.page.get_by_test_id("stMain")).to_contain_text(f"{len(lines) - 1} rows fit")
    assert_clean(walk)
    walk.page.close()
