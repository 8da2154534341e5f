"""Columns of cells, and what is inferred from them."""

from __future__ import annotations

from collections.abc import Sequence

from lib.entities.fields import Kind
from lib.ingest.parsing.inference import Evidence, Question
from lib.ingest.parsing.notation import Notation
from lib.ingest.problems import ParseError
from lib.ingest.readers.sheets import Cell


def evidence(kind: Kind, cells: Sequence[Cell]) -> Evidence:
    gathered = Evidence(kind)
    gathered.add(cells)
    return gathered


def reading(kind: Kind, cells: Sequence[Cell], answer: str = "") -> Notation:
    found = evidence(kind, cells).infer(answer)
    assert isinstance(found, Notation)
    return found


def question(kind: Kind, cells: Sequence[Cell], answer: str = "") -> Question:
    found = evidence(kind, cells).infer(answer)
    assert isinstance(found, Question)
    return found


def plain(kind: Kind, cells: Sequence[Cell], answer: str = "") -> list[str]:
    """Every cell in plain form; "unfit" where it is refused."""
    how = reading(kind, cells, answer)
    return [read_or_refused(how, cell) for cell in cells]


def read_or_refused(how: Notation, cell: Cell) -> str:
    try:
        return how.plain(cell)
    except ParseError:
        return "unfit"
