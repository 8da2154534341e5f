"""A page of a real Chromium, with everything it asked for and complained about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlparse

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, FloatRect, Locator, Page

#: On a page other than the first, Streamlit looks for its server below the page's address before it finds it above. No
#: setting avoids it: `server.baseUrlPath` only moves both, and the server's address can be told only by a page that
#: embeds the app.
PROBES = re.compile(r"/[a-z]+/_stcore/(health|host-config)$")


@dataclass
class Walk:
    """A page of the browser with everything it asked for and complained about."""

    page: Page
    app: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.app + path)
        self.settle()

    def go_demonstration(self, path: str) -> None:
        """Open a page on the demonstration data, with which it is full."""
        self.go(f"{path}{'&' if '?' in path else '?'}dataset=demonstration")

    def settle(self) -> None:
        """Wait until the script has run and its charts are drawn."""
        self.page.wait_for_selector("h1")
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=30_000)
        # What a run replaces is faded until it is gone, and faint letters have too little contrast.
        self.page.wait_for_function("!document.querySelector('[data-stale=\"true\"]')", timeout=30_000)
        self.page.wait_for_timeout(1_200)

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
    return browser.new_context(viewport={"width": look.width, "height": 900}, color_scheme=look.scheme)


def start(browser: Browser, app: str, *, look: Look = DESK) -> Walk:
    """A new page, as a user of their own has it."""
    page = _window(browser, look).new_page()
    page.set_default_timeout(30_000)
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
    assert found.violations_count == 0, found.generate_report()
    overflow = walk.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0, "the page scrolls sideways"
    assert_clean(walk)


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
