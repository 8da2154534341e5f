"""Texts as vectors of meaning, from word vectors that ship with the project (see data/README.md).

A word that is not in the table is split into its longest known pieces ("radiogenomics" into "radio", "##gen",
"##omics"), as in the model that the vectors come from. A text is the sum of its words, each weighing less the more
common it is in English; a repeated word weighs less than as many different ones.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from lib.topics.text import Corpus, read

Floats = NDArray[np.float32]

_FILE = Path(__file__).parents[2] / "data" / "vectors" / "words.npz"
#: The most letters of a word.
_LONGEST = 60


@dataclass(frozen=True)
class Table:
    """Vectors of words and of pieces of words; pieces that continue a word begin with ##."""

    places: dict[str, int]
    vectors: Floats

    @property
    def width(self) -> int:
        return int(self.vectors.shape[1])


@lru_cache(maxsize=1)
def load_table() -> Table:
    """Load the table that ships with the project, once."""
    with np.load(_FILE, allow_pickle=False) as stored:
        words = stored["words"].tobytes().decode("utf-8").split("\n")
        vectors = stored["vectors"].astype(np.float32) * stored["scales"][:, None]
    return Table({word: place for place, word in enumerate(words)}, vectors)


def embed(texts: Iterable[str]) -> Floats:
    """Return the vector of each text: (texts, width), of length 1, or zeros where no word is known.

    50,000 abstracts of 200 words take about 15 seconds.
    """
    return embed_corpus(read(texts))


def embed_corpus(corpus: Corpus) -> Floats:
    """Embed texts that have already been read; see `embed`."""
    small = sorted({word.lower() for word in corpus.words}) or [""]
    places = {word: place for place, word in enumerate(small)}
    columns = np.array([places[word.lower()] for word in corpus.words] or [0], dtype=np.int64)
    are_words = corpus.sequence >= 0
    rows = np.repeat(np.arange(corpus.size), np.diff(corpus.starts))[are_words]
    counts = csr_matrix(
        (np.ones(len(rows), dtype=np.float32), (rows, columns[corpus.sequence[are_words]])),
        shape=(corpus.size, len(small)),
    )
    counts.sum_duplicates()
    counts.data = np.sqrt(counts.data)
    summed = np.asarray(counts @ embed_words(small, load_table()), dtype=np.float32)
    lengths = np.linalg.norm(summed, axis=1, keepdims=True)
    rows_of_one: Floats = np.divide(summed, lengths, out=np.zeros_like(summed), where=lengths > 1e-9)
    return rows_of_one


def embed_words(words: Sequence[str], known: Table) -> Floats:
    """Return the vector of each word: (words, width), the mean of its pieces, zeros where none is known."""
    found = [list(_places(word, known.places)) for word in words]
    rows = np.repeat(np.arange(len(words)), [len(places) for places in found])
    columns = np.array([place for places in found for place in places], dtype=np.int64)
    shares = np.array([1 / len(places) for places in found for _ in places], dtype=np.float32)
    mixing = csr_matrix((shares, (rows, columns)), shape=(len(words), len(known.places)))
    return np.asarray(mixing @ known.vectors, dtype=np.float32)


def _places(word: str, known: dict[str, int]) -> Iterator[int]:
    """Yield the rows of a word: its own, or those of its hyphenated parts, or those of its longest known pieces."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(sign))
    if plain in known:
        yield known[plain]
        return
    for part in plain.replace("’", "-").replace("'", "-").split("-"):
        pieces = list(split_word(part, known))
        yield from (known[piece] for piece in pieces)


def split_word(word: str, known: dict[str, int]) -> Iterator[str]:
    """Split a word into its longest known pieces from the start; none if one of them is unknown."""
    if len(word) > _LONGEST:
        return
    pieces = []
    start = 0
    while start < len(word):
        before = "##" if start else ""
        end = next((end for end in range(len(word), start, -1) if before + word[start:end] in known), None)
        if end is None:
            return
        pieces.append(before + word[start:end])
        start = end
    yield from pieces
