"""The fixed taxonomies, HRCS and the twelve PM topics, as lists of terms in data/taxonomies that anyone can read."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lib.entities.project import HEALTH_CATEGORIES, RESEARCH_ACTIVITIES
from lib.store.topic_tables import PM_TOPICS

_FOLDER = Path(__file__).parents[2] / "data" / "taxonomies"


@dataclass(frozen=True)
class Term:
    """A term of a taxonomy.

    Attributes:
        category: the category it stands for.
        words: as written in the list.
        weight: how much it counts, from 1 (a hint) to 3 (unmistakable).
        source: where it is taken from.
    """

    category: str
    words: str
    weight: int
    source: str


@dataclass(frozen=True)
class Taxonomy:
    """A fixed set of categories with their terms.

    Attributes:
        name: its name in the store and on the pages.
        categories: in their official order.
        terms: of all categories.
    """

    name: str
    categories: tuple[str, ...]
    terms: tuple[Term, ...]


HEALTH, ACTIVITY, PM = "HRCS health category", "HRCS research activity", "PM topic"
_FILES = {HEALTH: "hrcs_health_categories.csv", ACTIVITY: "hrcs_research_activities.csv", PM: "pm_topic_terms.csv"}
_OFFICIAL = {HEALTH: HEALTH_CATEGORIES, ACTIVITY: RESEARCH_ACTIVITIES, PM: PM_TOPICS}


@lru_cache(maxsize=1)
def load_taxonomies() -> dict[str, Taxonomy]:
    """Return the taxonomies by name."""
    return {name: _read(name) for name in _FILES}


@lru_cache(maxsize=1)
def list_phrases() -> frozenset[str]:
    """Return the words and phrases of all taxonomies, without the stems: the vocabulary of the field."""
    return frozenset(
        term.words for taxonomy in load_taxonomies().values() for term in taxonomy.terms if not term.words.endswith("*")
    )


def _read(name: str) -> Taxonomy:
    with (_FOLDER / _FILES[name]).open(encoding="utf-8", newline="") as file:
        terms = tuple(
            Term(row["category"], row["term"], int(row["weight"]), row["source"]) for row in csv.DictReader(file)
        )
    return Taxonomy(name, _OFFICIAL[name], terms)


@lru_cache(maxsize=1)
def term_lists() -> bytes:
    """Return the content of all term lists, to tell whether one of them has changed."""
    return b"\n".join((_FOLDER / file).read_bytes() for file in _FILES.values())
