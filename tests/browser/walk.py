"""A page of a real Chromium, with everything it asked for and complained about."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, FloatRect, Locator, Page, TimeoutError, expect

from lib.common.visits import COOKIE, visit

#: On a page other than the first, Streamlit looks for its server below the page's address before it finds it above. No
#: setting avoids it: `server.baseUrlPath` only moves both, and the server's address can be told only by a page that
#: embeds the app.
PROBES = re.compile(r"/[a-z]+/_stcore/(health|host-config)$")
#: Notes, from before the page is loaded, when anything last changed on it or went to or came from its server, and what
#: moved without the reader's doing.
NOTES = """(() => {
    const notes = window.walkNotes = {last: 0, unanswered: false, shifts: []};
    const named = one => (one.node?.nodeType === 1 ? one.node : one.node?.parentElement)?.closest("[class*=st-key-]");
    new PerformanceObserver(list => {
        for (const shift of list.getEntries().filter(shift => !shift.hadRecentInput)) {
            const moved = shift.sources.map(one => `${named(one)?.className.match(/st-key-[^ ]*/)} from `
                + `${Math.round(one.previousRect.y)} to ${Math.round(one.currentRect.y)}`);
            notes.shifts.push({score: shift.value, moved});
        }
    }).observe({type: "layout-shift", buffered: true});
    const note = unanswered => { notes.last = performance.now(); notes.unanswered = unanswered; };
    window.WebSocket = class extends WebSocket {
        constructor(...words) { super(...words); this.addEventListener("message", () => note(false)); }
        send(words) { note(true); super.send(words); }
    };
    const changes = new MutationObserver(() => note(notes.unanswered));
    changes.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
})()"""
#: Whether the script has run, its charts are drawn, nothing fades, and a moment has passed in which nothing changed.
#: What was asked of the server must be answered, except for the few messages that it takes without a word.
SETTLED = """() => {
    const since = performance.now() - window.walkNotes.last;
    const all = name => [...document.querySelectorAll(`[data-testid="${name}"]`)].filter(one => one.checkVisibility());
    const drawn = name => all(name).every(one => one.querySelector("svg, canvas"));
    const fades = one => one.playState === "running" && one.effect.getComputedTiming().endTime !== Infinity;
    return document.querySelector("h1")
        && document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]')
        && !document.querySelector('[data-stale="true"]')
        && all("stSkeleton").length === 0 && drawn("stVegaLiteChart") && drawn("stDeckGlJsonChart")
        && !document.getAnimations().some(fades)
        && since > (window.walkNotes.unanswered ? 2000 : 300);
}"""


#: Of a page that is opened: the sum of the scores by which browsers judge that what is read moves.
MOST_SHIFT = 0.1
#: In pixels.
HIGHEST_BAR = 48


@dataclass
class Walk:
    """A page of the browser with everything it asked for and complained about."""

    page: Page
    app: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page, which stands still while it loads, below a bar of one line."""
        self.page.goto(self.app + path)
        self.settle()
        shifts = self.page.evaluate("window.walkNotes.shifts")
        assert sum(shift["score"] for shift in shifts) <= MOST_SHIFT, shifts
        bar = self.page.locator(".st-key-bar").bounding_box()
        assert bar is None or bar["height"] <= HIGHEST_BAR

    def go_demonstration(self, path: str) -> None:
        """Open a page on the demonstration data, with which it is full."""
        self.go(f"{path}{'&' if '?' in path else '?'}dataset=demonstration")

    def settle(self) -> None:
        """Wait until the script has run, its charts are drawn and nothing changes any more."""
        self.page.wait_for_function(SETTLED, polling=100, timeout=180_000)

    def settle_without(self, name: str) -> None:
        """Wait until the address has lost a parameter, and the page shows what that means."""
        self.page.wait_for_url(lambda address: name not in parse_qs(urlparse(address).query), timeout=30_000)
        self.settle()

    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlparse(self.page.url).query)

    def note_request(self, address: str) -> None:
        parsed = urlparse(address)
        if parsed.scheme not in ("data", "blob") and parsed.netloc != urlparse(self.app).netloc:
            self.foreign.append(address)

    def note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not PROBES.search(message.location.get("url", "")):
            self.errors.append(f"{message.text} ({message.location.get('url')})")


@dataclass(frozen=True)
class Look:
    """How wide the window is, in pixels, and which scheme of colours its user prefers."""

    width: int
    scheme: Literal["light", "dark"]


DESK, TELEPHONE = Look(1280, "light"), Look(390, "dark")


@cache
def _window(browser: Browser, look: Look) -> BrowserContext:
    """One for all pages of a look: what it has read of the app's own code it need not read again."""
    window = browser.new_context(viewport={"width": look.width, "height": 900}, color_scheme=look.scheme)
    window.add_init_script(NOTES)
    # Readers who were here before, whom no tour greets.
    been_here = visit(visit(None, date.today()).written, date.today()).written
    window.add_cookies([{"name": COOKIE, "value": been_here, "domain": "localhost", "path": "/"}])
    return window


def start(browser: Browser, app: str, *, look: Look = DESK) -> Walk:
    """A new page, as a user of their own has it."""
    page = _window(browser, look).new_page()
    page.set_default_timeout(60_000)
    walk = Walk(page, app)
    page.on("request", lambda request: walk.note_request(request.url))
    page.on("websocket", lambda socket: walk.note_request(socket.url))
    page.on("console", walk.note_console)
    page.on("pageerror", lambda error: walk.errors.append(str(error)))
    return walk


def assert_clean(walk: Walk) -> None:
    assert walk.foreign == []
    assert walk.errors == []


def assert_accessible(walk: Walk) -> None:
    """No violation that axe finds, nothing beside the page's width, and clean."""
    found = Axe().run(walk.page)
    assert faults(walk.page, found.response) == [], found.generate_report()
    overflow = walk.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0, "the page scrolls sideways"
    assert_clean(walk)


#: Whether an element, given by its selector, is in the menu.
_IN_MENU = """selector => document.querySelector(selector).closest('[data-testid="stSidebarNavItems"]') !== null"""


def faults(page: Page, found: dict[str, Any]) -> list[Any]:
    """The elements that break a rule, but for the menu's list: Streamlit puts its sections there as no list may."""
    return [
        node
        for violation in found["violations"]
        for node in violation["nodes"]
        if violation["id"] not in ("list", "listitem") or not page.evaluate(_IN_MENU, node["target"][0])
    ]


def downloaded(walk: Walk, name: str) -> Path:
    """The file behind a button of the menu that is open, under the name that it is offered by."""
    with walk.page.expect_download() as waiting:
        walk.page.get_by_role("button", name=name, exact=True).click()
    return Path(waiting.value.path()).rename(waiting.value.path().with_name(waiting.value.suggested_filename))


def box_of(place: Locator) -> FloatRect:
    """Where something lies in the window, once it is scrolled to."""
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    return box


def colours_of_map(page: Page) -> int:
    """How many colours the map's canvas shows; an empty canvas shows one."""
    shot = page.locator('[data-testid="stDeckGlJsonChart"] canvas').first.screenshot()
    colours = Image.open(BytesIO(shot)).convert("RGB").getcolors(1 << 20)
    assert colours is not None
    return len(colours)


def assert_map_is_drawn(page: Page) -> None:
    """The map shows countries, borders and shades, at the latest after as many pictures of it as would take seconds."""
    page.locator('[data-testid="stDeckGlJsonChart"] canvas').first.scroll_into_view_if_needed()
    for _ in range(100):
        if colours_of_map(page) > 20:
            return
    pytest.fail("the map shows nothing")


def click_until(walk: Walk, click: Callable[[], None], name: str) -> None:
    """Click until the address has a parameter of this name.

    A chart may still be drawn anew for its theme when it is clicked, and on a busy machine a map takes a slow press for
    no click.
    """
    for _ in range(4):
        click()
        with suppress(TimeoutError):
            walk.page.wait_for_url(lambda address: name in parse_qs(urlparse(address).query), timeout=5_000)
            break
    walk.settle()
    assert name in walk.query()


def follow_way(walk: Walk, way: str, name: str) -> None:
    """Follow a way that the open panel offers, until the address has a parameter of this name and no panel."""
    panel = walk.page.get_by_role("dialog")
    expect(panel.get_by_text("How is this computed?")).to_be_visible()
    panel.get_by_role("button", name=way, exact=True).click()
    expect(panel).to_have_count(0)
    walk.page.wait_for_url(lambda address: name in parse_qs(urlparse(address).query))
    walk.settle()
    assert "mark" not in walk.query()


def click_link(walk: Walk, table: Locator, x: float, y: float) -> Page:
    """Click a link in a table, which only knows of it once the pointer is there. Returns the page that it opens."""
    canvas = table.locator("canvas").first
    box = box_of(canvas)
    for step in range(100):
        walk.page.mouse.move(box["x"] + x + step % 2, box["y"] + y)
        if canvas.evaluate("table => getComputedStyle(table).cursor") == "pointer":
            break
    with walk.page.context.expect_page() as opened:
        walk.page.mouse.click(box["x"] + x, box["y"] + y)
    return opened.value
