"""`make docs-pictures`: the pictures of docs/user, made from the running app on a new store with the sample.

Each is what a reader sees in a window of 1280 by 800 pixels. Their colours are reduced to a palette, so that the
repository stays small.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from lib.cli.main import main as command_line
from lib.services.actors import operator
from lib.services.saved_views import save
from lib.store.engine import open_engine
from tests.browser.conftest import FLAGS, served
from tests.browser.walk import Look, Walk, start

FOLDER = Path(__file__).parent / "user" / "pictures"
_COLOURS = 96
#: What the picture of Upload shows: rows that fit, and two that do not.
_FILE = (
    "organisation_id;name;country;type\n"
    "B-1;Baltic Health Foundation;Estonia;foundation\n"
    "B-2;;Malta;university\n"
    "B-3;Example Institute;Atlantis;guild\n"
)


def _nothing(_walk: Walk) -> None:
    pass


def _drop_a_file(walk: Walk) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "organisations.csv"
        file.write_text(_FILE, "utf-8")
        walk.page.set_input_files("input[type=file]", str(file))
        # Offered once the file was read.
        expect(walk.page.get_by_role("button", name="Check again")).to_be_visible(timeout=60_000)
        as_read = walk.page.get_by_role("heading", name="How the files were read")
        as_read.evaluate("element => element.scrollIntoView({block: 'start'})")
        walk.settle()


def _to_the_first_figure(walk: Walk) -> None:
    walk.page.locator("h2, h3").first.evaluate("element => element.scrollIntoView({block: 'start'})")
    walk.settle()


@dataclass(frozen=True)
class Picture:
    """A picture: its file's name, the address of the page, and what is done there first."""

    name: str
    address: str
    act: Callable[[Walk], None] = _nothing


PICTURES = (
    Picture("overview", "/"),
    Picture("programmes", "/programmes?tab=By+country", _to_the_first_figure),
    Picture("report", "/report?first-day=2021-03-01&last-day=2022-08-31"),
    Picture("saved-views", "/saved"),
    Picture("first-steps", "/first_steps"),
    Picture("upload", "/upload", _drop_a_file),
    Picture("imports", "/imports"),
    Picture("organisations", "/organisations"),
    Picture("calls", "/calls", _to_the_first_figure),
    Picture("collaboration", "/collaboration", _to_the_first_figure),
    Picture("topics", "/topics", _to_the_first_figure),
)


def main() -> None:
    """Make the pictures that are named on the command line, or all."""
    wanted = sys.argv[1:] or [picture.name for picture in PICTURES]
    program = shutil.which("chromium")
    if program is None:
        sys.exit("Chromium is missing; install it with: apt-get install chromium")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = Path(folder) / "store.sqlite"
        address = f"sqlite:///{store}"
        if command_line(["init", "--first-start", "--db", address]):
            sys.exit("the store could not be made")
        by = operator("ICPerMed Secretariat")
        save(open_engine(address), "Joint calls since 2021", "calls", "from=2021", by, shared=True)
        with served(store) as app:
            browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
            for picture in PICTURES:
                if picture.name in wanted:
                    _make(start(browser, app, look=Look(1280, "light")), picture)
            browser.close()


def _make(walk: Walk, picture: Picture) -> None:
    walk.page.set_viewport_size({"width": 1280, "height": 800})
    walk.go(picture.address)
    picture.act(walk)
    shot = Image.open(BytesIO(walk.page.screenshot())).convert("RGB")
    file = FOLDER / f"{picture.name}.png"
    shot.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file.name}: {file.stat().st_size / 1024:.0f} KiB")
    walk.page.close()


if __name__ == "__main__":
    main()
