"""What topics are about, in words: possible labels and distinctive terms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lib.topics.labels import list_distinctive_words, list_label_candidates, list_topic_terms
from lib.topics.model import Features
from lib.topics.taxonomies import list_phrases
from lib.topics.text import Ints


@dataclass(frozen=True)
class Description:
    """What a topic is about: possible labels, its ten terms, and further distinctive words; the best first."""

    candidates: list[str]
    terms: list[str]
    distinctive: list[str]

    @property
    def label(self) -> str:
        return (self.candidates or ["Other subjects"])[0]

    def as_columns(self) -> dict[str, list[str]]:
        """Return the columns of Topic that hold the description."""
        return {"candidates": self.candidates, "made_terms": self.terms, "telling": self.distinctive}


def describe(ready: Features, main: Ints, k: int, keywords: Collection[str]) -> list[Description]:
    """Describe topics; labels prefer the terms of projects' keywords and of the taxonomies."""
    known = {*keywords, *list_phrases()}
    words = (
        list_label_candidates(ready, main, k, known),
        list_topic_terms(ready, main, k),
        list_distinctive_words(ready, main, k),
    )
    return [Description(*of_topic) for of_topic in zip(*words, strict=True)]
