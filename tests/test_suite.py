"""The suite keeps its own rules: it never waits for a fixed time, and every test is in `make test` or `make soak`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
#: Kills what it has started after a while that chance decides.
AT_RANDOM = TESTS / "ingest" / "kill.py"
LOOPS = (ast.For, ast.While)


def fixed_waits(source: str) -> list[int]:
    """Lines with fixed waits: on a page of a browser, or by a sleep outside of a loop that checks for something."""
    return sorted(_waits(ast.parse(source), in_loop=False))


def _waits(node: ast.AST, *, in_loop: bool) -> Iterator[int]:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "wait_for_timeout" or (name == "sleep" and not in_loop):
            yield node.lineno
    for child in ast.iter_child_nodes(node):
        yield from _waits(child, in_loop=in_loop or isinstance(node, LOOPS))


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("import time\ntime.sleep(1)", [2]),
        ("from time import sleep\ndef test() -> None:\n    sleep(0.5)", [3]),
        ("for _ in range(9):\n    if done():\n        break\n    time.sleep(0.1)", []),
        ("for _ in range(9):\n    page.wait_for_timeout(100)", [2]),
        ("page.wait_for_function('ready')\npage.page.wait_for_timeout(1_000)", [2]),
    ],
)
def test_fixed_waits_are_found(source: str, lines: list[int]) -> None:
    assert fixed_waits(source) == lines


def test_no_test_waits_for_a_fixed_time() -> None:
    files = [path for path in TESTS.rglob("*.py") if path != AT_RANDOM]
    found = {str(path.relative_to(TESTS)): fixed_waits(path.read_text("utf-8")) for path in files}
    assert {name: lines for name, lines in found.items() if lines} == {}
