"""The glossary explains what definitions of figures take for granted."""

from __future__ import annotations

import re

import pytest

from lib.common.glossary import TERMS, terms_in
from lib.docs.glossary import PAGE, glossary_page
from lib.figures.registry import FIGURES

#: Words of the field and of statistics that a policy officer need not know.
HARD_WORDS = (
    *(
        "appropriation",
        "Benjamini",
        "by chance",
        "coordinations",
        "dedicated",
        "engagement",
        "EU13",
        "HICP",
        "Horizon 2020",
    ),
    *("HRCS", "hypergeometric", "ICPerMed", "impressions", "interval", "median", "NUTS", "oversubscription", "PM"),
    *("participations", "pre-proposals", "full proposals", "real terms", "single competition", "specialisation"),
    *("Stage 1", "success rate", "unique reach", "widening", "Wilson's"),
)
TEXTS = {figure.id: f"{figure.title} {figure.definition.text}" for figure in FIGURES}


@pytest.mark.parametrize("word", HARD_WORDS)
def test_what_definitions_take_for_granted_is_explained(word: str) -> None:
    capitals = re.IGNORECASE if word == word.lower() else 0
    written = [found.group() for text in TEXTS.values() for found in re.finditer(rf"(?<!\w){word}\w*", text, capitals)]
    assert written, "no definition uses it"
    assert all(map(terms_in, written)), set(written)


def test_terms_are_explained_in_sentences_and_used() -> None:
    for term in TERMS:
        assert re.fullmatch(r"[A-Z].*[.]", term.explanation), term.name
        assert term.source, term.name
        assert any(term.pattern.search(text) for text in TEXTS.values()), f"{term.name}: no figure uses it"
        assert len(terms_in(term.name)) >= 1, term.name
    assert len({term.name for term in TERMS}) == len(TERMS)


def test_words_are_found_whole() -> None:
    names = [term.name for term in terms_in("pm and PMI of the EU135, remembers")]
    assert names == []


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == glossary_page(), "make docs"
