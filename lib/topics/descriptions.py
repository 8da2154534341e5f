"""What topics are about, in words: possible labels and distinctive terms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lib.topics.labels import list_distinctive_words, list_label_candidates, list_topic_terms
from lib.topics.model import Features
from lib.topics.taxonomies import list_phrases
from lib.topics.terms import measure_coherence, pick_terms
from lib.topics.text import Ints

#: Topics whose terms occur together less than this (mean NPMI) are called mixed.
_COHERENT = 0.15


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
    """Describe topics; labels prefer the terms of projects' keywords and of the taxonomies, and say where a topic is
    mixed: its terms seldom occur together."""
    known = {*keywords, *list_phrases()}
    columns = pick_terms(ready.counts, main, k)
    coherent = [value >= _COHERENT for value in measure_coherence(ready.counts, columns)]
    candidates = list_label_candidates(ready, main, k, known)
    words = (
        [
            labels if one else [f"Mixed: {label}" for label in labels]
            for labels, one in zip(candidates, coherent, strict=True)
        ],
        list_topic_terms(ready, columns),
        list_distinctive_words(ready, main, k),
    )
    return [Description(*of_topic) for of_topic in zip(*words, strict=True)]
