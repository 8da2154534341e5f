"""From texts to weights: how much of a project belongs to each category of a taxonomy, by the taxonomy's terms.

A term counts where it stands in a text as whole words; British and American spelling, singular and plural are alike,
and of terms that overlap the longer one counts ("cystic fibrosis" is not "fibrosis").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from lib.common.apportion import apportion
from lib.store.topic_tables import WHOLE
from lib.topics.taxonomies import Taxonomy, load_taxonomies
from lib.topics.text import to_term as folded_term

#: How often a term counts for standing in a title, or among the keywords; in a summary it counts as often as it stands
#: there, at most `_MOST_IN_SUMMARY` times.
_IN_TITLE, _IN_KEYWORDS, _MOST_IN_SUMMARY = 3, 3, 3
#: Categories that score less are dropped: a single passing mention of a hint is not enough.
_LEAST = 3
#: Categories that score less than this share of the best one are mentioned in a text, but not its subject.
_BESIDE_BEST = 0.4
#: The most categories a project can be in.
_MOST_CATEGORIES = 3
#: The most words that are given as the reason for a category.
_MOST_WORDS = 8
#: Letters and digits; hyphens separate words, so that "CAR-T" and "CAR T" are the same.
_WORD = re.compile(r"[^\W_]+")
#: Punctuation that ends a sentence or clause: no term reaches across it.
_BREAKS = frozenset(".;:!?()[]\n")
_PIECES = re.compile(r"[^\W_]+|[.;:!?()\[\]\n]")

#: Acronym, title, summary and keywords (one text, separated by `;`) of a project; None where missing.
Texts = tuple[str | None, str | None, str | None, str | None]


@dataclass(frozen=True)
class Weight:
    """How much of a project belongs to a category, in millionths, and the words that are the reason."""

    category: str
    weight: int
    words: tuple[str, ...]


@lru_cache(maxsize=500_000)
def _fold(word: str) -> str:
    """Return a word's term, with "genomics" reduced to "genomic"."""
    term = folded_term(word)
    return term[:-1] if term.endswith("ics") else term


@dataclass(frozen=True)
class Reading:
    """Texts of projects as numbers of folded words, read once for all taxonomies.

    Attributes:
        words: folded words; the first is empty and stands where a sentence or a field ends.
        sequence: all words of all fields, in their order, as positions in `words`.
        starts: where each field begins in `sequence`; a project has four: acronym, title, summary, keywords.
    """

    words: tuple[str, ...]
    sequence: NDArray[np.int64]
    starts: NDArray[np.int64]

    @property
    def projects(self) -> int:
        return len(self.starts) // _FIELDS


#: How much a term counts in each field, however often it occurs there; for summaries see `_count_terms`.
_FIELD_COUNTS = np.array([1, _IN_TITLE, 0, _IN_KEYWORDS])
_FIELDS, _SUMMARY = 4, 2


def read(texts: Iterable[Texts]) -> Reading:
    """Read the texts of projects."""
    raw: dict[str, int] = {}
    folded: dict[str, int] = {"": 0}
    sequence: list[int] = []
    starts: list[int] = []
    for fields in texts:
        for field in fields:
            starts.append(len(sequence))
            for piece in _PIECES.findall(field or ""):
                number = raw.get(piece)
                if number is None:
                    word = "" if piece in _BREAKS else _fold(piece)
                    number = raw[piece] = folded.setdefault(word, len(folded))
                sequence.append(number)
            sequence.append(0)
    return Reading(tuple(folded), np.array(sequence, dtype=np.int64), np.array(starts, dtype=np.int64))


class _Matcher:
    """Finds the terms of a taxonomy in folded words."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.terms = taxonomy.terms
        self.by_phrase: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self.by_stem: dict[str, list[int]] = defaultdict(list)
        for number, term in enumerate(taxonomy.terms):
            if term.words.endswith("*"):
                self.by_stem[_fold(term.words[:-1])].append(number)
            else:
                self.by_phrase[tuple(_fold(word) for word in _WORD.findall(term.words))].append(number)
        starts: dict[str, set[int]] = defaultdict(set)
        for phrase in self.by_phrase:
            if len(phrase) > 1:
                starts[phrase[0]].add(len(phrase))
        #: Lengths of the phrases of several words that begin with a word, the longest first.
        self.lengths = {word: sorted(lengths, reverse=True) for word, lengths in starts.items()}
        self.stems = sorted(self.by_stem, key=len, reverse=True)

    def match_word(self, word: str) -> list[int]:
        """Return the terms that match a single word: the word itself, and the longest stem that it begins with."""
        stem = next((stem for stem in self.stems if word.startswith(stem)), None)
        both = [*self.by_phrase.get((word,), []), *(self.by_stem[stem] if stem else [])]
        # A category that lists both the word and its stem counts it once.
        return list({self.terms[number].category: number for number in reversed(both)}.values())

    def find(self, reading: Reading) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the positions of terms and their numbers; from the left, the longest term takes its words."""
        words = reading.words
        alone = [self.match_word(word) if word else [] for word in words]
        relevant = np.array([bool(numbers) or word in self.lengths for word, numbers in zip(words, alone, strict=True)])
        sequence = reading.sequence.tolist()
        places: list[int] = []
        found: list[int] = []
        free = 0
        for place in np.flatnonzero(relevant[reading.sequence]).tolist():
            if place < free:
                continue
            numbers, length = alone[sequence[place]], 1
            for longer in self.lengths.get(words[sequence[place]], ()):
                phrase = self.by_phrase.get(tuple(words[number] for number in sequence[place : place + longer]))
                if phrase:
                    numbers, length = phrase, longer
                    break
            free = place + length
            for number in numbers:
                places.append(place)
                found.append(number)
        return np.array(places, dtype=np.int64), np.array(found, dtype=np.int64)


@lru_cache(maxsize=3)
def _matcher(name: str) -> _Matcher:
    return _Matcher(load_taxonomies()[name])


def weigh(name: str, reading: Reading) -> list[list[Weight]]:
    """Weigh the categories of a taxonomy in texts, by its terms. 50,000 texts of 260 words take 3 to 4 seconds.

    Returns:
        For each project its categories, the heaviest first, with weights that add up to WHOLE; empty where its texts
        hold too few terms.
    """
    taxonomy = load_taxonomies()[name]
    column_of = {category: column for column, category in enumerate(taxonomy.categories)}
    columns = np.array([column_of[term.category] for term in taxonomy.terms])
    worth = np.array([term.weight for term in taxonomy.terms])
    counts = _count_terms(name, reading).tocoo()
    scores = np.zeros((reading.projects, len(column_of)), dtype=np.int64)
    np.add.at(scores, (counts.row, columns[counts.col]), counts.data * worth[counts.col])
    weights = in_millionths(_keep_subjects(scores))
    kept = weights[counts.row, columns[counts.col]] > 0
    words: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    reasons = (values[kept].tolist() for values in (counts.row, counts.col, counts.data))
    for row, term, times in zip(*reasons, strict=True):
        words[row, int(columns[term])].append((-int(worth[term]) * times, taxonomy.terms[term].words))
    ranked = np.argsort(-weights, axis=1, kind="stable")[:, :_MOST_CATEGORIES].tolist()
    return [
        [
            Weight(
                taxonomy.categories[column],
                int(weights[row, column]),
                tuple(word for _, word in sorted(words[row, column])[:_MOST_WORDS]),
            )
            for column in ranked[row]
            if weights[row, column] > 0
        ]
        for row in range(reading.projects)
    ]


def _count_terms(name: str, reading: Reading) -> Any:
    """Return how much each term of a taxonomy counts in each project: (projects, terms)."""
    terms = len(load_taxonomies()[name].terms)
    places, found = _matcher(name).find(reading)
    fields = np.searchsorted(reading.starts, places, side="right") - 1
    each, times = np.unique(fields * terms + found, return_counts=True)
    fields, found = each // terms, each % terms
    kind = fields % _FIELDS
    worth = np.where(kind == _SUMMARY, np.minimum(times, _MOST_IN_SUMMARY), _FIELD_COUNTS[kind])
    counts = csr_matrix((worth, (fields // _FIELDS, found)), shape=(reading.projects, terms))
    counts.sum_duplicates()
    return counts


def _keep_subjects(scores: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep the scores of what each text is about; those of categories that are only mentioned become 0."""
    best = scores.max(axis=1, initial=0)[:, None]
    kept = np.where((scores >= _LEAST) & (scores >= _BESIDE_BEST * best), scores, 0)
    order = np.argsort(-kept, axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    return np.where(rank < _MOST_CATEGORIES, kept, 0)


def in_millionths(scores: NDArray[Any]) -> NDArray[np.int64]:
    """Return each row in proportion to its scores, in whole numbers that add up to WHOLE; rows of zeros stay zero."""
    totals = scores.sum(axis=1, keepdims=True).astype(np.float64)
    exact = np.divide(scores * float(WHOLE), totals, out=np.zeros(scores.shape), where=totals > 0)
    floors = np.floor(exact).astype(np.int64)
    rows = np.repeat(np.arange(len(scores)), scores.shape[1])
    wholes = np.where(totals.ravel() > 0, WHOLE, 0).astype(np.int64)
    return apportion(floors.ravel(), (exact - floors).ravel(), rows, wholes).reshape(scores.shape)
