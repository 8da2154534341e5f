"""Every setting, command, option, address, page and make target is documented, and every link leads somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from sqlalchemy import Engine

from docs.make_pictures import FOLDER, PICTURES
from lib.api.figures import MEDIA, described_paths
from lib.api.openapi import openapi
from lib.cli.main import commands
from lib.metrics.addresses import BASE
from lib.ui import pages

ROOT = Path(__file__).parents[1]
OPERATOR = (ROOT / "docs" / "operator.md").read_text("utf-8")
PAGES = [
    path for path in ROOT.glob("**/*.md") if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
]
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def section(heading: str) -> str:
    """The text below a heading of the operator's guide, down to the next one of its level or above."""
    level = heading.split(" ", 1)[0]
    _, _, rest = OPERATOR.partition(f"\n{heading}\n")
    assert rest, heading
    return re.split(rf"\n#{{1,{len(level)}}} ", rest)[0]


def settings() -> Iterator[str]:
    """Names of environment variables and secrets that the code reads."""
    files = [ROOT / "app.py", ROOT / "serve.py", *ROOT.glob("lib/**/*.py"), *ROOT.glob("pages/*.py")]
    for path in files:
        tree = ast.parse(path.read_text("utf-8"))
        constants = {
            node.targets[0].id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            read = None
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "os.environ.get",
                "os.getenv",
                "environ.get",
                "getenv",
                "st.secrets.get",
            ):
                read = node.args[0]
            elif (
                isinstance(node, ast.Subscript)
                and isinstance(node.ctx, ast.Load)
                and ast.unparse(node.value) in ("os.environ", "environ", "st.secrets")
            ):
                read = node.slice
            elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "st.secrets" and node.attr != "get":
                yield node.attr
            if read is not None:
                name = read.value if isinstance(read, ast.Constant) else constants[ast.unparse(read)]
                yield str(name)


def test_every_setting_is_documented() -> None:
    read = set(settings())
    assert {"DATABASE_URL", "ICPERMED_DATA_DIR", "ICPERMED_PSEUDONYM_KEY", "ICPERMED_READ_ONLY"} <= read
    table = section("## Settings")
    documented = set(re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE))
    assert documented == read


def test_every_command_and_option_is_documented() -> None:
    for name, command in commands.commands.items():
        text = section(f"### `{name}`")
        for option in command.params:
            if isinstance(option, click.Option):
                for word in option.opts:
                    assert re.search(rf"`[^`]*{re.escape(word)}\b", text), f"{name} {word}"
    documented = set(re.findall(r"^### `([a-z-]+)`$", OPERATOR, re.MULTILINE))
    assert documented == set(commands.commands)


def test_no_option_is_documented_that_is_not_there() -> None:
    for name, command in commands.commands.items():
        known = {word for option in command.params for word in option.opts}
        assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", section(f"### `{name}`"))) <= known, name


def test_every_address_is_documented(sample_engine: Engine) -> None:
    text = section("## Addresses for programs") + section("## Health")
    documented = set(re.findall(r"`([^`\s]+)`", text))
    rows = set()
    for path in openapi(sample_engine, described_paths(f"/{BASE}"))["paths"]:
        if path.startswith(f"/{BASE}/figures/"):
            continue
        name, _, ending = path.removeprefix(f"/{BASE}/").partition(".")
        if path in documented:
            continue
        assert name in documented, path
        assert f".{ending}" in documented or f"/{BASE}/NAME.{ending}" in documented, path
        rows.add(name)
    assert {"calls", "projects", "topics"} <= rows
    for ending in MEDIA:
        assert f".{ending}" in documented or f"/{BASE}/figures/ID.{ending}" in documented, ending


def test_every_page_of_the_app_is_documented_for_its_users() -> None:
    titles = pages.titles().values()
    assert {page.file for listed in pages.SECTIONS.values() for page in listed} == {
        str(path.relative_to(ROOT)) for path in ROOT.glob("pages/*.py")
    }
    text = " ".join(path.read_text("utf-8") for path in ROOT.glob("docs/user/*.md"))
    assert [title for title in titles if not re.search(rf"\b{re.escape(title)}\b", text)] == []


def test_every_make_target_is_documented() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    _, _, targets = makefile.partition(".PHONY: ")
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for target in targets.partition("\n")[0].split():
        assert f"`make {target}`" in text, target
        assert f"\n{target}:" in makefile, target


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings}, link


def test_every_picture_is_shown_and_made() -> None:
    shown = {
        (page.parent / link).resolve()
        for page in PAGES
        for link in _LINK.findall(page.read_text("utf-8"))
        if link.endswith(".png")
    }
    made = {(FOLDER / f"{picture.name}.png").resolve() for picture in PICTURES}
    assert shown == made == {path.resolve() for path in FOLDER.iterdir()}
    assert all(path.stat().st_size < 100_000 for path in made), "pictures stay small"
