"""No regular expression takes longer than its text is long, times a constant, whatever the text."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.backtracking import Automaton

ROOT = Path(__file__).parent.parent
#: Patterns that see no more than 200 letters, as the code says beside them.
CUT_BEFORE = {"lib/ingest/formats/persons.py: _PATTERNS"}
ANCHORED = {"match", "fullmatch"}
SEARCHES = {"search", "sub", "subn", "split", "findall", "finditer"}


@pytest.mark.parametrize(
    ("pattern", "searches", "slow"),
    [
        (r"(\d+)\s*([^\W\d_]+)\.?[\s,]*", True, True),
        (r"(?<!\d)(\d+)\s*+([^\W\d_]+)", True, False),
        (r"a+", True, False),
        (r"a+b", True, True),
        (r"a+b|a", True, True),
        (r"a+b", False, False),
        (r"\s+$", True, True),
        (r"(?<!\s)\s+$", True, False),
        (r"a*a*b", False, True),
        (r"a++a*b", False, False),
        (r"(a+)+b", False, True),
        (r"(a|a)*b", False, True),
        (r"(a|b)*c", False, False),
        (r"x[^>]*>", True, True),
        (r"\b\w+\b!", True, False),
    ],
)
def test_patterns_that_are_slow_are_told_from_those_that_are_not(pattern: str, searches: bool, slow: bool) -> None:
    assert (Automaton(re.compile(pattern), searches=searches).hands_over() is not None) == slow


def test_no_regular_expression_is_slow_on_any_text() -> None:
    slow = {}
    for where, pattern, used in _patterns():
        for searches in sorted({method in SEARCHES for method in used}):
            if (word := Automaton(pattern, searches=searches).hands_over()) is not None:
                slow[f"{where}: {pattern.pattern!r}, {'searches' if searches else 'matches'}"] = word
    assert not slow, "\n".join(f"{where}: slow on {word!r} many times over" for where, word in slow.items())


def _patterns() -> Iterator[tuple[str, re.Pattern[Any], set[str]]]:
    """Every pattern in the code, and the methods that are called with it."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "lib").rglob("*.py"))}
    everywhere = [_called(text) for text in texts.values()]
    for path, text in texts.items():
        if "migrations" in path.parts:
            continue
        if not re.search(r"\bre\.|_patterns?\b", text):
            continue
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        where = str(path.relative_to(ROOT))
        for name, pattern in _named(module):
            calls = [_called(text)] if name.startswith("_") else everywhere
            methods = set[str]().union(*(found.get(name, ()) for found in calls))
            if f"{where}: {name}" not in CUT_BEFORE:
                # One that is called by another name may be used in any way in which its module uses patterns.
                called = methods & (ANCHORED | SEARCHES) or set(re.findall(r"\.(\w+)\(", text)) & (ANCHORED | SEARCHES)
                yield f"{where}: {name}", pattern, called
        yield from ((f"{where}:{line}", *call) for line, *call in _written(ast.parse(text), module))


def _called(text: str) -> dict[str, set[str]]:
    """The methods that are called with each name."""
    called: dict[str, set[str]] = {}
    for name, method in re.findall(r"\b(\w+)(?:\[\w+\])?\.(\w+)\(", text):
        called.setdefault(name, set()).add(method)
    return called


def _named(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The patterns among what a module defines, also inside of tuples, lists and tables."""
    for name, value in vars(module).items():
        inside = [value]
        while inside:
            one = inside.pop()
            if isinstance(one, re.Pattern):
                yield name, one
            elif isinstance(one, dict):
                inside += [*one, *one.values()]
            elif isinstance(one, (list, tuple)) and len(one) < 1000:
                inside += one


def _written(tree: ast.Module, module: ModuleType) -> Iterator[tuple[int, re.Pattern[Any], set[str]]]:
    """The patterns in calls such as re.sub("a+", ...); what a call puts into its pattern counts as a letter."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func) in {f"re.{name}" for name in ANCHORED | SEARCHES}:
            pattern, method = call.args[0], ast.unparse(call.func).removeprefix("re.")
            if isinstance(pattern, ast.JoinedStr):
                text: Any = "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "0" for part in pattern.values
                )
            elif isinstance(pattern, ast.Constant):
                text = pattern.value
            else:
                assert isinstance(pattern, ast.Name), f"{module.__name__}:{call.lineno}: which pattern is this?"
                text = getattr(module, pattern.id)
            flags = next((eval(ast.unparse(k.value), {"re": re}) for k in call.keywords if k.arg == "flags"), 0)
            yield call.lineno, re.compile(text, flags) if not isinstance(text, re.Pattern) else text, {method}
