"""Which projects of a large file are wanted, such as those on personalised medicine in all of CORDIS."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import repeat
from typing import Any

from lib.common.folding import fold
from lib.ingest.parsing.chunk import Chunk

#: Words of the wanted projects by what they choose; a project is wanted that fits one of the words of each.
Only = Mapping[str, frozenset[str]]
#: What chooses projects, and what its words are.
CRITERIA = {
    "project": "identifiers of projects",
    "term": f"words in acronym, title, summary or keywords; {'pm'!r} for those of personalised medicine",
    "legal-basis": "beginnings of the legal basis, such as HORIZON.2.1",
    "topic": "beginnings of the topic of the call, such as HORIZON-HLTH",
    "scheme": "beginnings of the funding scheme, such as HORIZON-RIA",
}
#: Stands for `PM_TERMS` among the terms.
PM = "pm"
#: Folded beginnings of what personalised medicine is called in English, German, French, Spanish and Italian.
PM_TERMS = (
    *(f"{word} {what}" for word in ("personalised", "personalized", "precision", "stratified", "individualised",
                                    "individualized", "genomic", "p4")
      for what in ("medicine", "health", "oncology", "therap", "treatment", "prevention", "diagnos")),
    "pharmacogen", "companion diagnos", "personalisierte medizin", "prazisionsmedizin", "prazisionsonkologie",
    "medecine personnalisee", "medecine de precision", "medicina personalizada", "medicina de precision",
    "medicina personalizzata", "medicina di precisione",
)  # fmt: skip
_BY_BEGINNING = {"legal-basis": "legal_basis", "topic": "call_topic", "scheme": "funding_scheme"}
_TEXTS = ("acronym", "title", "summary", "keywords")


def unwanted_rows(chunk: Chunk, only: Only) -> set[int]:
    """The numbers of the rows of projects that are not wanted."""
    wanted = [True] * len(chunk.rows)
    for criterion, words in only.items():
        if words:
            fits = _fits(chunk, criterion, words)
            wanted = [both and fit for both, fit in zip(wanted, fits, strict=True)]
    return {number for number, is_wanted in zip(chunk.rows, wanted, strict=True) if not is_wanted}


def _fits(chunk: Chunk, criterion: str, words: frozenset[str]) -> Iterable[bool]:
    if criterion == "project":
        return (value in words for value in _column(chunk, "project_id"))
    if criterion == "term":
        pattern = _pattern(words)
        texts = zip(*(_column(chunk, name) for name in _TEXTS), strict=True)
        return (pattern.search(fold(" ".join(map(_text, row)))) is not None for row in texts)
    beginnings = tuple(word.casefold() for word in words)
    return (_text(value).casefold().startswith(beginnings) for value in _column(chunk, _BY_BEGINNING[criterion]))


def _column(chunk: Chunk, name: str) -> Iterable[Any]:
    return chunk.values.get(name) or repeat(None, len(chunk.rows))


def _text(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else value or ""


def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    """Find words where they begin one."""
    terms = {fold(word) for word in words if word.casefold() != PM}
    terms |= set(PM_TERMS) if any(word.casefold() == PM for word in words) else set()
    return re.compile(r"\b(?:" + "|".join(re.escape(" ".join(term.split())) for term in sorted(terms)) + ")")
