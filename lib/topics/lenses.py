"""Fixed lenses: what a project is about in the words of HRCS and of the twelve PM topics, by term lists that anyone
can read.

A lens is a list of terms in data/taxonomies. A term counts where it stands in a text as whole words; British and
American spelling, singular and plural are alike, and of terms that overlap the longer one counts ("cystic fibrosis" is
not "fibrosis"). What a source itself says of a project's HRCS categories always wins over the terms.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sqlalchemy import Connection, Engine, Table, delete, func, literal, select, union_all

from lib.store import vocabulary
from lib.store.bulk import add_rows
from lib.store.engine import write_transaction
from lib.store.models import (
    ImportRecord,
    LensMark,
    LensReading,
    Project,
    ProjectHealthCategory,
    ProjectKeyword,
    ProjectLens,
    ProjectResearchActivity,
)
from lib.store.vocabulary import WHOLE
from lib.topics.model import Progress, quiet
from lib.topics.text import term as folded_term

_TAXONOMIES = Path(__file__).parents[2] / "data" / "taxonomies"
#: How often a term counts for standing in a title, or among the keywords; in a summary it counts as often as it stands
#: there, at most `_MOST_IN_SUMMARY` times.
_IN_TITLE, _IN_KEYWORDS, _MOST_IN_SUMMARY = 3, 3, 3
#: A lens says nothing of a project that scores less in all its categories: one mention of a mere hint in passing.
_LEAST = 3
#: Categories that score less than this share of the best one are what a text mentions, not what it is about.
_BESIDE_BEST = 0.4
#: A project is never in more categories than this.
_MOST_CATEGORIES = 3
#: Words named as the reason for a category, those that count most first.
_MOST_WORDS = 8
#: Letters and digits; hyphens part words, so that "CAR-T" and "CAR T" are alike.
_WORD = re.compile(r"[^\W_]+")
#: Marks at which a sentence or a part of one ends: no term reaches across them.
_BREAKS = frozenset(".;:!?()[]\n")
_PIECES = re.compile(r"[^\W_]+|[.;:!?()\[\]\n]")

#: Identifiers are named so many at a time in a statement.
_AT_ONCE = 10_000

Texts = tuple[str | None, str | None, str | None, str | None]


@dataclass(frozen=True)
class Term:
    """A term of a list: words as written, how much it counts (1 a hint, 3 says it), where it is from."""

    category: str
    words: str
    weight: int
    source: str


@dataclass(frozen=True)
class Lens:
    """A fixed set of categories with their terms.

    Attributes:
        name: as the store and the pages call it.
        categories: in their official order.
        terms: all of them.
    """

    name: str
    categories: tuple[str, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Weight:
    """How much of a project belongs to a category, in parts per million, and the words that say so."""

    category: str
    weight: int
    words: tuple[str, ...]


HEALTH, ACTIVITY, PM = "HRCS health category", "HRCS research activity", "PM topic"
_FILES = {HEALTH: "hrcs_health_categories.csv", ACTIVITY: "hrcs_research_activities.csv", PM: "pm_topic_terms.csv"}
_OFFICIAL = {HEALTH: vocabulary.HEALTH_CATEGORIES, ACTIVITY: vocabulary.RESEARCH_ACTIVITIES, PM: vocabulary.PM_TOPICS}


@lru_cache(maxsize=1)
def lenses() -> dict[str, Lens]:
    """The lenses by name."""
    return {name: _read(name) for name in _FILES}


@lru_cache(maxsize=1)
def field_phrases() -> frozenset[str]:
    """Words and phrases of the term lists, whole words only: what the field calls things."""
    return frozenset(term.words for lens in lenses().values() for term in lens.terms if not term.words.endswith("*"))


def _read(name: str) -> Lens:
    with (_TAXONOMIES / _FILES[name]).open(encoding="utf-8", newline="") as file:
        terms = tuple(
            Term(row["category"], row["term"], int(row["weight"]), row["source"]) for row in csv.DictReader(file)
        )
    return Lens(name, _OFFICIAL[name], terms)


@lru_cache(maxsize=1)
def version() -> str:
    """A mark of the term lists and of how they are applied: when it changes, all projects are read anew."""
    parts = [(_TAXONOMIES / file).read_bytes() for file in _FILES.values()]
    return hashlib.sha256(b"\n".join([*parts, Path(__file__).read_bytes()])).hexdigest()


# From texts to weights ------------------------------------------------------------------------------------------


@lru_cache(maxsize=500_000)
def _fold(word: str) -> str:
    """A word's term, and "genomics" the same as "genomic"."""
    term = folded_term(word)
    return term[:-1] if term.endswith("ics") else term


@dataclass(frozen=True)
class Reading:
    """Texts of projects as numbers of folded words, read once for all lenses.

    Attributes:
        words: folded words; the first is empty and stands where a sentence or a part ends.
        sequence: all words of all parts, in their order, as places in `words`.
        starts: where each part begins in `sequence`; a project has four: acronym, title, summary, keywords.
    """

    words: tuple[str, ...]
    sequence: NDArray[np.int64]
    starts: NDArray[np.int64]

    @property
    def projects(self) -> int:
        return len(self.starts) // _PARTS


#: How much a term counts for standing in a part, however often; of a summary see `_counts`.
_PART_COUNTS = np.array([1, _IN_TITLE, 0, _IN_KEYWORDS])
_PARTS, _SUMMARY = 4, 2


def read(texts: Iterable[Texts]) -> Reading:
    """Read acronym, title, summary and keywords (one text, parted by `;`) of projects; None where missing."""
    raw: dict[str, int] = {}
    folded: dict[str, int] = {"": 0}
    sequence: list[int] = []
    starts: list[int] = []
    for parts in texts:
        for part in parts:
            starts.append(len(sequence))
            for piece in _PIECES.findall(part or ""):
                number = raw.get(piece)
                if number is None:
                    word = "" if piece in _BREAKS else _fold(piece)
                    number = raw[piece] = folded.setdefault(word, len(folded))
                sequence.append(number)
            sequence.append(0)
    return Reading(tuple(folded), np.array(sequence, dtype=np.int64), np.array(starts, dtype=np.int64))


class _Matcher:
    """Finds a lens's terms in folded words."""

    def __init__(self, lens: Lens) -> None:
        self.terms = lens.terms
        self.by_phrase: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self.by_stem: dict[str, list[int]] = defaultdict(list)
        for number, term in enumerate(lens.terms):
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

    def alone(self, word: str) -> list[int]:
        """Terms that a word by itself is: the word, and the longest stem that it begins with."""
        stem = next((stem for stem in self.stems if word.startswith(stem)), None)
        both = [*self.by_phrase.get((word,), []), *(self.by_stem[stem] if stem else [])]
        # A category that lists both the word and its stem counts it once.
        return list({self.terms[number].category: number for number in reversed(both)}.values())

    def find(self, reading: Reading) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where terms stand, and which; each word belongs to one term of a category, the longest from the left."""
        words = reading.words
        alone = [self.alone(word) if word else [] for word in words]
        telling = np.array([bool(numbers) or word in self.lengths for word, numbers in zip(words, alone, strict=True)])
        sequence = reading.sequence.tolist()
        places: list[int] = []
        found: list[int] = []
        free = 0
        for place in np.flatnonzero(telling[reading.sequence]).tolist():
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


@lru_cache(maxsize=len(_FILES))
def _matcher(name: str) -> _Matcher:
    return _Matcher(lenses()[name])


def weigh(name: str, reading: Reading) -> list[list[Weight]]:
    """The weights of texts in a lens by its terms. 50,000 of 260 words take 3 to 4 seconds a lens.

    Returns:
        For each project its categories, the heaviest first, with weights that add up to WHOLE; empty where too few
        terms stand in it to say.
    """
    lens = lenses()[name]
    column_of = {category: column for column, category in enumerate(lens.categories)}
    columns = np.array([column_of[term.category] for term in lens.terms])
    worth = np.array([term.weight for term in lens.terms])
    counts = _counts(name, reading).tocoo()
    scores = np.zeros((reading.projects, len(column_of)), dtype=np.int64)
    np.add.at(scores, (counts.row, columns[counts.col]), counts.data * worth[counts.col])
    weights = parts_of_whole(_about(scores))
    telling = weights[counts.row, columns[counts.col]] > 0
    words: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    told = (part[telling].tolist() for part in (counts.row, counts.col, counts.data))
    for row, term, times in zip(*told, strict=True):
        words[row, int(columns[term])].append((-int(worth[term]) * times, lens.terms[term].words))
    ranked = np.argsort(-weights, axis=1, kind="stable")[:, :_MOST_CATEGORIES].tolist()
    return [
        [
            Weight(
                lens.categories[column],
                int(weights[row, column]),
                tuple(word for _, word in sorted(words[row, column])[:_MOST_WORDS]),
            )
            for column in ranked[row]
            if weights[row, column] > 0
        ]
        for row in range(reading.projects)
    ]


def _counts(name: str, reading: Reading) -> Any:
    """(projects, terms) how much each term of a lens counts in each project."""
    terms = len(lenses()[name].terms)
    places, found = _matcher(name).find(reading)
    parts = np.searchsorted(reading.starts, places, side="right") - 1
    each, times = np.unique(parts * terms + found, return_counts=True)
    parts, found = each // terms, each % terms
    kind = parts % _PARTS
    worth = np.where(kind == _SUMMARY, np.minimum(times, _MOST_IN_SUMMARY), _PART_COUNTS[kind])
    counts = csr_matrix((worth, (parts // _PARTS, found)), shape=(reading.projects, terms))
    counts.sum_duplicates()
    return counts


def _about(scores: NDArray[np.int64]) -> NDArray[np.int64]:
    """The scores of what each text is about; 0 for categories that are only mentioned."""
    best = scores.max(axis=1, initial=0)[:, None]
    kept = np.where((scores >= _LEAST) & (scores >= _BESIDE_BEST * best), scores, 0)
    order = np.argsort(-kept, axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    return np.where(rank < _MOST_CATEGORIES, kept, 0)


def parts_of_whole(scores: NDArray[Any]) -> NDArray[np.int64]:
    """Each row in proportion to its scores as whole numbers that add up to WHOLE; a row of zeros stays so.

    What rounding down leaves goes to the largest fractions, the first of equal ones first.
    """
    totals = scores.sum(axis=1, keepdims=True).astype(np.float64)
    exact = np.divide(scores * float(WHOLE), totals, out=np.zeros(scores.shape), where=totals > 0)
    whole = np.floor(exact).astype(np.int64)
    left = np.where(totals > 0, WHOLE, 0).astype(np.int64) - whole.sum(axis=1, keepdims=True)
    order = np.argsort(-(exact - whole), axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    shares: NDArray[np.int64] = whole + (rank < left)
    return shares


# In the store ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Assigned:
    """What `assign` did: projects read anew, and all projects there are."""

    changed: int
    projects: int


def assign(engine: Engine, progress: Progress = quiet) -> Assigned:
    """Bring the weights of all projects in all lenses up to date. Cheap when no import changed the store since.

    A project is read anew where its texts, its source's HRCS percents or the term lists have changed.

    Args:
        engine: the store.
        progress: told the share that is done and the step in words; what it raises ends the work and leaves the store
            as it was.
    """
    while True:
        with engine.connect() as connection:
            mark = _mark_of(connection)
            if connection.scalar(select(LensMark.mark)) == mark:
                return Assigned(0, int(connection.scalar(select(func.count()).select_from(LensReading)) or 0))
            progress(0.0, "Reading the projects")
            projects = _read_projects(connection)
            known = {row.project_id: row.digest for row in connection.execute(select(LensReading))}
        changed = [project for project in projects if known.get(project.project_id) != project.digest]
        rows = _rows(changed, progress)
        progress(0.9, "Writing the weights")
        with engine.connect() as connection, write_transaction(connection):
            if _mark_of(connection) != mark:
                # An import came in between: read again.
                continue
            _replace(connection, changed, rows)
            connection.execute(delete(LensMark))
            add_rows(connection, _table(LensMark), ["mark"], [[mark]])
        return Assigned(len(changed), len(projects))


def is_current(engine: Engine) -> bool:
    """Whether all projects were read through the lenses since the last import."""
    with engine.connect() as connection:
        return connection.scalar(select(LensMark.mark)) == _mark_of(connection)


def _mark_of(connection: Connection) -> str:
    imports = connection.execute(
        select(func.count(), func.max(ImportRecord.import_id), func.count(ImportRecord.undone_at))
    ).one()
    return "-".join(str(part) for part in (*imports, version()))


@dataclass(frozen=True)
class _Project:
    project_id: str
    texts: Texts
    labels: dict[str, dict[str, int]]
    digest: str


def _read_projects(connection: Connection) -> list[_Project]:
    """Every project with its texts and, by lens, the percents of its source (in hundredths)."""
    keywords = (
        select(
            ProjectKeyword.project_id,
            func.aggregate_strings(ProjectKeyword.keyword, ";").label("keywords"),
        )
        .group_by(ProjectKeyword.project_id)
        .subquery()
    )
    labels: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: {HEALTH: {}, ACTIVITY: {}})
    for project_id, lens, category, percent in connection.execute(_labels()):
        labels[project_id][lens][category] = int(percent * 100)
    query = (
        select(Project.project_id, Project.acronym, Project.title, Project.summary, keywords.c.keywords)
        .outerjoin(keywords, keywords.c.project_id == Project.project_id)
        .order_by(Project.project_id)
    )
    found = []
    for project_id, *parts, listed in connection.execute(query):
        # The engines give keywords in orders of their own.
        words = ";".join(sorted(listed.split(";"))) if listed else None
        texts: Texts = (parts[0], parts[1], parts[2], words)
        own = labels.get(project_id, {})
        said = sorted((lens, sorted(shares.items())) for lens, shares in own.items())
        digest = hashlib.sha256(repr((texts, said, version())).encode()).hexdigest()
        found.append(_Project(project_id, texts, own, digest))
    return found


def _labels() -> Any:
    health, activity = ProjectHealthCategory, ProjectResearchActivity
    return union_all(
        select(health.project_id, literal(HEALTH), health.health_category, health.percent).where(health.percent > 0),
        select(activity.project_id, literal(ACTIVITY), activity.research_activity, activity.percent).where(
            activity.percent > 0
        ),
    )


_Row = tuple[str, str, str, int, str, str | None]


def _rows(projects: Sequence[_Project], progress: Progress) -> list[_Row]:
    """Rows of ProjectLens for these projects."""
    rows: list[_Row] = []
    reading = read(project.texts for project in projects)
    for number, lens in enumerate(lenses().values()):
        progress(0.1 + 0.25 * number, f"Reading {len(projects)} projects through the lens {lens.name}")
        labelled = [project for project in projects if project.labels.get(lens.name)]
        rows.extend(_from_source(lens, labelled))
        rows.extend(
            (lens.name, project.project_id, found.category, found.weight, "terms", "; ".join(found.words))
            for project, listed in zip(projects, weigh(lens.name, reading), strict=True)
            if not project.labels.get(lens.name)
            for found in listed
        )
    return rows


def _from_source(lens: Lens, projects: Sequence[_Project]) -> Iterator[_Row]:
    if not projects:
        return
    percents = np.array([[project.labels[lens.name].get(name, 0) for name in lens.categories] for project in projects])
    weights = parts_of_whole(percents)
    for project, row in zip(projects, weights, strict=True):
        for category, weight in zip(lens.categories, row, strict=True):
            if weight:
                yield lens.name, project.project_id, category, int(weight), "source", None


def _replace(connection: Connection, projects: Sequence[_Project], rows: Sequence[_Row]) -> None:
    ids = [project.project_id for project in projects]
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        connection.execute(delete(ProjectLens).where(ProjectLens.project_id.in_(some)))
        connection.execute(delete(LensReading).where(LensReading.project_id.in_(some)))
    if rows:
        names = ["lens", "project_id", "category", "weight", "origin", "terms"]
        add_rows(connection, _table(ProjectLens), names, list(zip(*sorted(rows, key=lambda row: row[:3]), strict=True)))
    if projects:
        digests = [project.digest for project in projects]
        add_rows(connection, _table(LensReading), ["project_id", "digest"], [ids, digests])


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table
