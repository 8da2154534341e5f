"""Projects like a text or like another project, by the words they share and by what they mean.

One index serves both. Words are compared as TF-IDF vectors (words that few projects use weigh most; the prose of all
grants weighs nothing; British and American spelling, singular and plural are alike), meaning as the vectors of
lib.topics.vectors less their mean over all projects: what every project has in common says nothing. The same rows
always give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfTransformer
from sqlalchemy import Engine, Select, func, select

from lib.store.datasets import of_dataset
from lib.store.models import Project, ProjectKeyword
from lib.topics.taxonomies import load_taxonomies
from lib.topics.text import Corpus, join_texts, load_prose, number_pairs, read, to_term
from lib.topics.vectors import embed_corpus

Floats = NDArray[np.float32]

#: Share of meaning in the likeness; the rest is that of shared words. With it the five nearest projects of the sample
#: are of the same HRCS categories and activities most often; between 0.2 and 0.5 it hardly matters.
MEANING = 0.35
#: With fewer projects there is no telling what all have in common: words alone are compared.
_FEWEST_FOR_MEANING = 30
#: A project that shares no word is alike only if its meaning is at least so close.
_CLEARLY_ALIKE = 0.45
#: Two projects' shared words, named as the reason why they are alike.
_MOST_TERMS = 6
#: Texts are read so many at a time, so that a large store is never in memory as rows.
_AT_ONCE = 10_000


@dataclass(frozen=True)
class Index:
    """Texts of all projects, ready to be compared.

    Attributes:
        project_ids: in rising order, one a row of `weights`.
        terms: as most projects write them, one a column of `weights`; also pairs of words such as "gene therapy".
        places: column of each term as folded (see lib.topics.text).
        rarity: (terms,) inverse document frequency of each.
        weights: (projects, terms) TF-IDF, each row of length 1 (or 0 where a project has no words).
        meaning: (projects, width) less `centre`, each row of length 1; no columns where there are too few projects.
        centre: (width,) mean over the projects.
    """

    project_ids: tuple[str, ...]
    terms: tuple[str, ...]
    places: dict[str, int]
    rarity: NDArray[np.float64]
    weights: Any
    meaning: Floats
    centre: Floats


@dataclass(frozen=True)
class Likeness:
    """How like each project of an index is, from 0 to 1, in all and by words and meaning alone."""

    all: NDArray[np.float64]
    words: NDArray[np.float64]
    meaning: NDArray[np.float64]

    def ranked(self, most: int, among: NDArray[np.bool_] | None = None) -> list[int]:
        """Rows of the projects that are alike, the most alike first; equal ones in the order of their identifiers.

        `among`: (projects,) those that may be; all of them without it.
        """
        alike = (self.words > 0) | (self.meaning >= _CLEARLY_ALIKE)
        alike = alike if among is None else alike & among
        order = np.lexsort((np.arange(len(self.all)), -self.all))
        return [int(row) for row in order if alike[row]][:most]


def build_index(engine: Engine, demonstration: bool) -> Index:
    """Read the projects' texts and weigh their words. Takes some 30 seconds for 50,000 projects of 260 words each."""
    ids: list[str] = []

    def texts() -> Iterator[str]:
        with engine.connect() as connection:
            for row in connection.execution_options(yield_per=_AT_ONCE).execute(_texts(demonstration)):
                ids.append(row.project_id)
                yield join_texts(row[1:])

    corpus = read(texts())
    names, counts = _features(corpus)
    if not names:
        # Not a single word in all texts.
        nothing = np.zeros((len(ids), 0), dtype=np.float32)
        return Index(tuple(ids), (), {}, np.zeros(0), csr_matrix(nothing), nothing, nothing.sum(axis=0))
    weigher = TfidfTransformer(sublinear_tf=True).fit(counts)
    weights = weigher.transform(counts).astype(np.float32).tocsr()
    written = dict(zip(corpus.terms, corpus.spellings, strict=True))
    written |= {" ".join(pair): words for pair, words in _field_pairs().items()}
    terms = tuple(written[name] for name in names)
    meaning, centre = _meaning(corpus)
    places = {name: place for place, name in enumerate(names)}
    return Index(tuple(ids), terms, places, weigher.idf_, weights, meaning, centre)


def _features(corpus: Corpus) -> tuple[list[str], Any]:
    """What texts are compared by: their terms, and pairs of terms that make a term of the field ("gene therapy").

    Returns:
        The features by name, and (texts, features) how often each is in each text.
    """
    places = frozenset(corpus.terms)
    said = np.array([term not in load_prose().grant for term in corpus.terms], dtype=bool)
    pairs = sorted(pair for pair in _field_pairs() if pair[0] in places and pair[1] in places)
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
    both = hstack([corpus.counts()[:, said], paired], format="csr")
    used = np.asarray(both.sum(axis=0)).ravel() > 0
    named = [*names, *(" ".join(pair) for pair in pairs)]
    return [name for name, kept in zip(named, used, strict=True) if kept], both[:, used]


@lru_cache(maxsize=1)
def _field_pairs() -> dict[tuple[str, str], str]:
    """Words that stand side by side in the terms of the taxonomies, folded, and as the lists write them."""
    return {
        (to_term(one), to_term(other)): f"{one} {other}"
        for taxonomy in load_taxonomies().values()
        for listed in taxonomy.terms
        for one, other in pairwise(listed.words.split())
        if not other.endswith("*")
    }


def _meaning(corpus: Corpus) -> tuple[Floats, Floats]:
    if corpus.size < _FEWEST_FOR_MEANING:
        return np.zeros((corpus.size, 0), dtype=np.float32), np.zeros(0, dtype=np.float32)
    vectors = embed_corpus(corpus)
    centre: Floats = vectors.mean(axis=0)
    # A project without a known word stays without meaning.
    known = np.abs(vectors).sum(axis=1, keepdims=True) > 0
    return _of_length_one(np.where(known, vectors - centre, 0)), centre


def _of_length_one(rows: Any) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Floats = np.divide(rows, lengths, out=np.zeros(rows.shape, dtype=np.float32), where=lengths > 1e-6)
    return scaled


def _texts(demonstration: bool) -> Select[*tuple[Any, ...]]:
    keywords = (
        select(ProjectKeyword.project_id, func.aggregate_strings(ProjectKeyword.keyword, "\n").label("keywords"))
        .group_by(ProjectKeyword.project_id)
        .subquery()
    )
    query = (
        select(Project.project_id, Project.acronym, Project.title, Project.summary, keywords.c.keywords)
        .outerjoin(keywords, keywords.c.project_id == Project.project_id)
        .order_by(Project.project_id)
    )
    return query.where(of_dataset(Project.import_id, demonstration))


def weigh_query(index: Index, text: str) -> Any:
    """(1, terms) the TF-IDF of a text by the words of the index, of length 1 (or 0 where it has none of them)."""
    names, counts = _features(read([text]))
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
    """(width,) the meaning of a text as the index compares it; zeros where no word is known."""
    vector = embed_corpus(read([text]))
    if not index.meaning.shape[1] or not vector.any():
        return np.zeros(index.meaning.shape[1], dtype=np.float32)
    row: Floats = _of_length_one(vector - index.centre)[0]
    return row


def measure_likeness(index: Index, row: Any, meaning: Floats) -> Likeness:
    """How like every project is to a row of TF-IDF and a meaning."""
    words = np.asarray((index.weights @ row.T).todense(), dtype=np.float64).ravel()
    close = np.clip((index.meaning @ meaning).astype(np.float64), 0, 1)
    share = MEANING if index.meaning.shape[1] else 0.0
    # Rounded, so that another machine's last digit does not change the order.
    mixed = np.clip((1 - share) * words + share * close, 0, 1).round(6)
    return Likeness(mixed, words.round(6), close.round(6))


def find_nearest(index: Index, project_id: str, most: int) -> pd.DataFrame:
    """The projects most like one, the most alike first; those alike in neither words nor meaning are left out.

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
        for row in found.ranked(most + 1)
        if row != own
    ][:most]
    return pd.DataFrame(rows) if rows else empty


def find_shared_terms(index: Index, row: Any, project: int) -> list[int]:
    """Columns of the words that a row of TF-IDF shares with a project, those that weigh most first."""
    both = index.weights[project].multiply(row).tocoo()
    # Rounded as in `likeness`; equal ones in the order of the alphabet.
    ranked = sorted((-round(float(weight), 6), int(column)) for weight, column in zip(both.data, both.col, strict=True))
    return [column for _, column in ranked]


def name_terms(index: Index, columns: Sequence[int]) -> list[str]:
    """The words of columns, without those that stand in a pair of them already."""
    names = [index.terms[column] for column in columns]
    paired = {to_term(word) for name in names if " " in name for word in name.split(" ")}
    return [name for name in names if to_term(name) not in paired]
