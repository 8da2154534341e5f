"""Each definition explains the figures that it speaks of, and those alone; every figure has one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from lib.metrics import definitions
from lib.ui import exports
from tests.pages.test_pages import run

SOURCE = Path(definitions.__file__)
TEXTS = {name: value for name, value in vars(definitions).items() if name.isupper() and isinstance(value, str)}
#: Choices that bring out figures which a page shows only then.
CHOSEN: dict[str, dict[str, str]] = {
    "collaboration": {"who": "Germany"},
    "calls": {"my-country": "Germany"},
    "topics": {"our-country": "Germany"},
    "project": {"project": "X-2016-EBULGRAFT"},
}
#: By page: the figures (by the name in their files' addresses) and cards (by label), with their definitions.
EXPLAINED: dict[str, dict[str, set[str]]] = {}


def explaining(text: str) -> set[str]:
    """The definitions that a text consists of, without those that are only parts of others in it."""
    inside = {name for name, definition in TEXTS.items() if definition in text}
    return {
        name
        for name in inside
        if not any(TEXTS[name] in TEXTS[other] and TEXTS[name] != TEXTS[other] for other in inside - {name})
    }


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Definitions by figure, gathered while pages are drawn."""
    found: dict[str, str] = {}
    offer = exports.offer

    def note(view: exports.View, key: str) -> None:
        found[key] = view.definition
        offer(view, key)

    monkeypatch.setattr(exports, "offer", note)
    return found


def shown(page: str, dataset: str, figures: dict[str, str]) -> dict[str, set[str]]:
    figures.clear()
    test = run(page, dataset=dataset, **CHOSEN.get(page, {}))
    texts = dict(figures) | {metric.label: metric.help for metric in test.metric}
    return {name: explaining(text) for name, text in texts.items() if text}


def test_definitions_are_constants_of_one_name_each() -> None:
    assigned = [
        node for node in ast.parse(SOURCE.read_text("utf-8")).body if isinstance(node, (ast.Assign, ast.AnnAssign))
    ]
    names = [
        node.target.id for node in assigned if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]
    assert len(names) == len(assigned) == len(set(names)), "each is declared once, as Final"
    assert all(isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "Final" for node in assigned)
    assert len(set(TEXTS.values())) == len(TEXTS), "no two say the same"


def test_a_second_definition_of_a_name_would_be_found() -> None:
    twice = ast.parse("HARDLY: Final = 'a'\nHARDLY: Final = 'b'\n").body
    names = [node.target.id for node in twice]  # type: ignore[attr-defined]
    assert len(names) != len(set(names))
