"""A walk through the app in a real Chromium, as a board member would take it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from lib.ingest.sample import load_sample
from lib.store.engine import open_engine
from lib.store.schema import upgrade
from tests.conftest import missing

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
#: On a page other than the first, Streamlit looks for its server below the page's address before it finds it above.
PROBES = re.compile(r"/[a-z]+/_stcore/(health|host-config)$")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app, served as `make run` serves it, with the sample."""
    store = f"sqlite:///{tmp_path_factory.mktemp('app')}/store.sqlite"
    engine = open_engine(store)
    upgrade(engine)
    load_sample(engine)
    engine.dispose()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    log = tmp_path_factory.mktemp("log") / "app.log"
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": store}, stdout=out, stderr=out)
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1)
                break
            except OSError:
                assert server.poll() is None, log.read_text()
                time.sleep(0.25)
        yield f"http://localhost:{port}"
        assert "Traceback" not in log.read_text(), log.read_text()
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        missing("Chromium", "chromium")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, args=FLAGS)


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

    def settle(self) -> None:
        """Wait until the script has run and its charts are drawn."""
        self.page.wait_for_selector("h1")
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=30_000)
        self.page.wait_for_timeout(800)

    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlparse(self.page.url).query)

    def note_request(self, address: str) -> None:
        parsed = urlparse(address)
        if parsed.scheme not in ("data", "blob") and parsed.netloc != urlparse(self.app).netloc:
            self.foreign.append(address)

    def note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not PROBES.search(message.location.get("url", "")):
            self.errors.append(f"{message.text} ({message.location.get('url')})")


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def start(browser: Browser, app: str, *, width: int = 1280, scheme: str = "light") -> Walk:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
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


def colours_of_map(page: Page) -> int:
    """How many colours the map's canvas shows; an empty canvas shows one."""
    shot = page.locator('[data-testid="stDeckGlJsonChart"] canvas').first.screenshot()
    colours = Image.open(BytesIO(shot)).convert("RGB").getcolors(1 << 20)
    assert colours is not None
    return len(colours)


@pytest.mark.parametrize("path", ["/", "/programmes?compare=Germany&compare=France", "/records"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_violation_no_error_no_foreign_request(
    browser: Browser, app: str, path: str, width: int, scheme: str
) -> None:
    walk = start(browser, app, width=width, scheme=scheme)
    walk.go(path)
    found = Axe().run(walk.page)
    assert found.violations_count == 0, found.generate_report()
    overflow = walk.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0, "the page scrolls sideways"
    assert_clean(walk)
    walk.page.context.close()


def test_map_is_drawn_and_a_click_filters_everything(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go("/programmes")
    canvas = walk.page.locator('[data-testid="stDeckGlJsonChart"] canvas').first
    canvas.scroll_into_view_if_needed()
    walk.page.wait_for_timeout(2_000)
    assert colours_of_map(walk.page) > 20, "countries, borders and shades"
    before = walk.page.get_by_test_id("stMetricValue").first.inner_text()
    box = canvas.bounding_box()
    assert box is not None
    # The map opens on Europe with its middle at 13 degrees east, 53 degrees north: Germany.
    germany = box["x"] + box["width"] / 2 - 14, box["y"] + box["height"] / 2 + 18
    walk.page.mouse.move(*germany)
    expect(walk.page.locator(".deck-tooltip")).to_contain_text("Germany")
    for _ in range(5):
        # Software rendering may still be busy with the frame that the click would fall on.
        walk.page.mouse.click(*germany)
        walk.page.wait_for_timeout(3_000)
        if "country" in walk.query():
            break
    expect(walk.page).to_have_url(re.compile("country=Germany"))
    walk.settle()
    after = walk.page.get_by_test_id("stMetricValue").first.inner_text()
    assert int(after) < int(before)

    walk.page.reload()
    walk.settle()
    assert walk.query()["country"] == ["Germany"], "a reload keeps the filter"
    assert walk.page.get_by_test_id("stMetricValue").first.inner_text() == after

    walk.page.get_by_role("link", name="Overview").first.click()
    expect(walk.page.get_by_role("heading", name="Overview", level=1)).to_be_visible()
    walk.settle()
    assert walk.query()["country"] == ["Germany"], "a change of page keeps the filter"

    walk.page.get_by_role("button", name="Reset all filters").click()
    walk.settle()
    assert "country" not in walk.query()
    assert_clean(walk)
    walk.page.context.close()


def test_card_leads_to_the_page_behind_it_with_the_filters(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go("/?country=France&part=facts+only")
    walk.page.get_by_test_id("stMain").get_by_role("link", name="Projects", exact=True).click()
    expect(walk.page.get_by_role("heading", name="Records", level=1)).to_be_visible()
    walk.settle()
    query = walk.query()
    assert query["country"] == ["France"]
    assert query["part"] == ["facts only"]
    assert query["entity"] == ["Project"]
    assert_clean(walk)
    walk.page.context.close()


def test_tables_offer_only_the_download_that_is_safe_in_a_spreadsheet(browser: Browser, app: str) -> None:
    walk = start(browser, app)
    walk.go("/programmes")
    with walk.page.expect_download() as waiting:
        walk.page.get_by_role("button", name="Download as CSV").last.click()
    text = Path(waiting.value.path()).read_text("utf-8-sig")
    assert text.startswith("Programme,Country,Funder,")
    assert waiting.value.suggested_filename.startswith("icpermed_programmes_with-illustrative-data_")
    walk.page.get_by_test_id("stDataFrame").last.hover()
    own = walk.page.get_by_test_id("stElementToolbarButton").get_by_role("button", name=re.compile("^Download as CSV"))
    assert all(not button.is_visible() for button in own.all())
    assert_clean(walk)
    walk.page.context.close()
