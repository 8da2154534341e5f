"""Find projects like a text or like another project, by shared words and by meaning.

One index serves both. Words are compared as TF-IDF vectors (words that few projects use weigh most; the prose of all
grant applications has no weight; British and American spelling, singular and plural are the same), meaning as the
vectors of the sentence encoder, or of lib.topics.vectors where not every text has one, less their mean over all
projects, since what all projects have in common distinguishes none. The same rows always give the same result.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfTransformer
from sqlalchemy import Engine

from lib.entities.project import Project
from lib.store.datasets import of_dataset
from lib.store.versions import imports_version
from lib.topics import encoder
from lib.topics.project_texts import read_texts, select_texts
from lib.topics.taxonomies import load_taxonomies
from lib.topics.text import Corpus, join_texts, load_prose, number_pairs, read, to_term
from lib.topics.text_vectors import count_vectors, embed_texts
from lib.topics.vectors import embed_corpus

Floats = NDArray[np.float32]

#: Weight of meaning in the likeness; the rest is that of shared words. With it the five nearest projects in the sample
#: have the same HRCS categories and activities most often; between 0.2 and 0.5 it hardly matters.
MEANING = 0.35
#: With fewer projects it is not clear what all have in common: only words are compared.
_FEWEST_FOR_MEANING = 30
#: A project that shares no word is alike only if its meaning is at least this close.
_CLEARLY_ALIKE = 0.45
#: The most shared words that are given as the reason why two projects are alike.
_MOST_TERMS = 6
#: Texts that are read at once, so that a large store is never in memory as rows.
_AT_ONCE = 10_000


@dataclass(frozen=True)
class Index:
    """Texts of all projects, ready to be compared.

    Attributes:
        project_ids: in rising order, one per row of `weights`.
        terms: as most projects write them, one per column of `weights`; also pairs of words such as "gene therapy".
        places: column of each folded term (see lib.topics.text).
        rarity: (terms,) inverse document frequency of each.
        weights: (projects, terms) TF-IDF, each row of length 1 (or 0 if a project has no words).
        meaning: (projects, width) less `centre`, each row of length 1; no columns where there are too few projects.
        centre: (width,) mean over the projects.
        encoded: whether meaning comes from the sentence encoder rather than from words.
    """

    project_ids: tuple[str, ...]
    terms: tuple[str, ...]
    places: dict[str, int]
    rarity: NDArray[np.float64]
    weights: Any
    meaning: Floats
    centre: Floats
    encoded: bool = False


@dataclass(frozen=True)
class Likeness:
    """How alike each project of an index is, from 0 to 1: in all, and by words and by meaning alone."""

    all: NDArray[np.float64]
    words: NDArray[np.float64]
    meaning: NDArray[np.float64]

    def rank(self, most: int, among: NDArray[np.bool_] | None = None) -> list[int]:
        """Return the rows of the projects that are alike, the most alike first, equal ones by identifier.

        Args:
            most: the most rows to return.
            among: (projects,) which projects to consider; all of them if None.
        """
        alike = (self.words > 0) | (self.meaning >= _CLEARLY_ALIKE)
        alike = alike if among is None else alike & among
        order = np.lexsort((np.arange(len(self.all)), -self.all))
        return [int(row) for row in order if alike[row]][:most]


def build_index(engine: Engine, demonstration: bool) -> Index:
    """Read the projects' texts and weigh their words. Takes about 30 seconds for 50,000 projects of 260 words each."""
    ids: list[str] = []

    def texts() -> Iterator[str]:
        query = select_texts("\n").where(of_dataset(Project.import_id, demonstration))
        with engine.connect() as connection:
            for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
                ids.append(row.project_id)
                yield join_texts(row[1:])

    corpus = read(texts())
    names, counts = _count_features(corpus)
    if not names:
        # Not a single word in all texts.
        nothing = np.zeros((len(ids), 0), dtype=np.float32)
        return Index(tuple(ids), (), {}, np.zeros(0), csr_matrix(nothing), nothing, nothing.sum(axis=0))
    weigher = TfidfTransformer(sublinear_tf=True).fit(counts)
    weights = weigher.transform(counts).astype(np.float32).tocsr()
    written = dict(zip(corpus.terms, corpus.spellings, strict=True))
    written |= {" ".join(pair): words for pair, words in _list_field_pairs().items()}
    terms = tuple(written[name] for name in names)
    encoded = _encode(engine, demonstration, ids) if len(ids) >= _FEWEST_FOR_MEANING else None
    meaning, centre = _centre_meaning(embed_corpus(corpus) if encoded is None else encoded)
    places = {name: place for place, name in enumerate(names)}
    return Index(tuple(ids), terms, places, weigher.idf_, weights, meaning, centre, encoded is not None)


#: Indexes that are kept: one of each dataset.
_MOST_KEPT = 2
_kept: OrderedDict[tuple[str, str, int, bool], Index] = OrderedDict()
_keeping, _building = Lock(), Lock()


def keep_index(engine: Engine, demonstration: bool) -> Index:
    """Return the index of a dataset, from memory unless an import has changed the store since it was built."""
    with engine.connect() as connection:
        vectors = count_vectors(connection)
    key = (str(engine.url), imports_version(engine), vectors, demonstration)
    if (index := _recall(key)) is not None:
        return index
    # Whoever needs it meanwhile waits for the one that is being built.
    with _building:
        if (index := _recall(key)) is None:
            index = build_index(engine, demonstration)
            with _keeping:
                _kept[key] = index
                while len(_kept) > _MOST_KEPT:
                    _kept.popitem(last=False)
    return index


def _recall(key: tuple[str, str, int, bool]) -> Index | None:
    with _keeping:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def list_nearest(engine: Engine, project_id: str, most: int, demonstration: bool) -> pd.DataFrame:
    """List the projects of a dataset most like one: see `find_nearest`."""
    return find_nearest(keep_index(engine, demonstration), project_id, most)


def _count_features(corpus: Corpus) -> tuple[list[str], Any]:
    """Count what texts are compared by: their terms, and pairs of terms that form a term of the field ("gene therapy").

    Returns:
        The features by name, and (texts, features) how often each is in each text.
    """
    places = frozenset(corpus.terms)
    said = np.array([term not in load_prose().grant for term in corpus.terms], dtype=bool)
    pairs = sorted(pair for pair in _list_field_pairs() if pair[0] in places and pair[1] in places)
    size = len(corpus.terms)
    codes = number_pairs(corpus, pairs)
    order = np.argsort(codes)
    terms = np.where(corpus.sequence >= 0, corpus.term_of[corpus.sequence], -1)
    beside = terms[:-1] * size + terms[1:]
    beside[(terms[:-1] < 0) | (terms[1:] < 0)] = -1
    found = np.flatnonzero(np.isin(beside, codes))
    texts = np.searchsorted(corpus.starts, found, side="right") - 1
    columns = order[np.searchsorted(codes[order], beside[found])]
    ones = np.ones(len(found), dtype=np.float64)
    paired = csr_matrix((ones, (texts, columns)), shape=(corpus.size, len(pairs)))
    paired.sum_duplicates()
    names = [term for term, kept in zip(corpus.terms, said, strict=True) if kept]
    both = hstack([corpus.count()[:, said], paired], format="csr")
    used = np.asarray(both.sum(axis=0)).ravel() > 0
    named = [*names, *(" ".join(pair) for pair in pairs)]
    return [name for name, kept in zip(named, used, strict=True) if kept], both[:, used]


@lru_cache(maxsize=1)
def _list_field_pairs() -> dict[tuple[str, str], str]:
    """List the pairs of neighbouring words in the terms of the taxonomies: folded, and as written."""
    return {
        (to_term(one), to_term(other)): f"{one} {other}"
        for taxonomy in load_taxonomies().values()
        for listed in taxonomy.terms
        for one, other in pairwise(listed.words.split())
        if not other.endswith("*")
    }


def _encode(engine: Engine, demonstration: bool, ids: Sequence[str]) -> Floats | None:
    """Return the sentence encoder's vectors of projects, None where queries or too many texts cannot be encoded."""
    if not encoder.is_installed():
        return None
    projects = read_texts(engine, demonstration)
    vectors = embed_texts(engine, projects.texts)
    row = {project: place for place, project in enumerate(projects.project_ids)}
    # An import may have come between the two readings.
    if vectors is None or any(project not in row for project in ids):
        return None
    return vectors[[row[project] for project in ids]]


def _centre_meaning(vectors: Floats) -> tuple[Floats, Floats]:
    if len(vectors) < _FEWEST_FOR_MEANING:
        return np.zeros((len(vectors), 0), dtype=np.float32), np.zeros(0, dtype=np.float32)
    centre: Floats = vectors.mean(axis=0)
    # A project without any known word has no meaning.
    known = np.abs(vectors).sum(axis=1, keepdims=True) > 0
    return _normalise(np.where(known, vectors - centre, 0)), centre


def _normalise(rows: Any) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Floats = np.divide(rows, lengths, out=np.zeros(rows.shape, dtype=np.float32), where=lengths > 1e-6)
    return scaled


def weigh_query(index: Index, text: str) -> Any:
    """Return the TF-IDF of a text over the terms of the index: (1, terms), of length 1 (or 0 if it has none)."""
    names, counts = _count_features(read([text]))
    found = {
        index.places[name]: 1 + np.log(times)
        for name, times in zip(names, np.asarray(counts.sum(axis=0)).ravel(), strict=True)
        if name in index.places
    }
    columns = np.array(sorted(found), dtype=np.int64)
    values = np.array([found[column] for column in columns]) * index.rarity[columns]
    length = float(np.linalg.norm(values)) or 1.0
    return csr_matrix((values / length, (np.zeros(len(columns), dtype=np.int64), columns)), shape=(1, len(index.terms)))


def embed_query(index: Index, text: str) -> Floats:
    """Return the meaning of a text as the index compares it: (width,); zeros where no word is known."""
    vector = encoder.encode([text]) if index.encoded else embed_corpus(read([text]))
    if not index.meaning.shape[1] or not vector.any():
        return np.zeros(index.meaning.shape[1], dtype=np.float32)
    row: Floats = _normalise(vector - index.centre)[0]
    return row


def measure_likeness(index: Index, row: Any, meaning: Floats) -> Likeness:
    """Measure how alike every project is to a row of TF-IDF and a meaning."""
    words = np.asarray((index.weights @ row.T).todense(), dtype=np.float64).ravel()
    close = np.clip((index.meaning @ meaning).astype(np.float64), 0, 1)
    share = MEANING if index.meaning.shape[1] else 0.0
    # Rounded, so that the last digit of another machine does not change the order.
    mixed = np.clip((1 - share) * words + share * close, 0, 1).round(6)
    return Likeness(mixed, words.round(6), close.round(6))


def find_nearest(index: Index, project_id: str, most: int) -> pd.DataFrame:
    """Find the projects most like one, the most alike first; those alike in neither words nor meaning are left out.

    Returns:
        project_id, likeness (from 0 to 1), terms (shared words, those that weigh most first, as one text).
    """
    empty = pd.DataFrame({"project_id": [], "likeness": [], "terms": []}).astype(
        {"project_id": "object", "likeness": "float64", "terms": "object"}
    )
    if project_id not in index.project_ids:
        return empty
    own = index.project_ids.index(project_id)
    found = measure_likeness(index, index.weights[own], index.meaning[own])
    rows = [
        {
            "project_id": index.project_ids[row],
            "likeness": found.all[row],
            "terms": ", ".join(name_terms(index, find_shared_terms(index, index.weights[own], row))[:_MOST_TERMS]),
        }
        for row in found.rank(most + 1)
        if row != own
    ][:most]
    return pd.DataFrame(rows) if rows else empty


def find_shared_terms(index: Index, row: Any, project: int) -> list[int]:
    """Find the columns of the words that a row of TF-IDF shares with a project, by falling weight."""
    both = index.weights[project].multiply(row).tocoo()
    # Rounded as in `measure_likeness`; equal ones in alphabetical order.
    ranked = sorted((-round(float(weight), 6), int(column)) for weight, column in zip(both.data, both.col, strict=True))
    return [column for _, column in ranked]


def name_terms(index: Index, columns: Sequence[int]) -> list[str]:
    """Return the words of columns, without those that are part of a pair among them."""
    names = [index.terms[column] for column in columns]
    paired = {to_term(word) for name in names if " " in name for word in name.split(" ")}
    return [name for name in names if to_term(name) not in paired]
