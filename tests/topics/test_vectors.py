"""Word vectors: texts of one meaning lie close, in other words and in pieces of words too."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lib.topics import vectors
from lib.topics.text import read


def likeness(one: str, other: str) -> float:
    a, b = vectors.embed([one, other])
    return float(a @ b)


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("breast cancer", "tumours of the breast", "cardiac surgery"),
        ("mental illness in adolescents", "depression of young people", "liver transplantation"),
        ("sequencing the genome", "DNA of an individual", "ethics of insurance"),
        ("myocardial infarction", "heart attack", "kidney stones"),
    ],
)
def test_like_meanings_lie_closer_than_others(text: str, near: str, far: str) -> None:
    assert likeness(text, near) > likeness(text, far) + 0.1


def test_rows_have_length_one_or_none() -> None:
    rows = vectors.embed(["A trial of radiotherapy", "", "– … !", "BRCA1"])
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 0, 1], abs=1e-5)
    assert vectors.embed([]).shape == (0, vectors.load_table().width)


def test_a_text_is_the_weighed_sum_of_its_words() -> None:
    known = vectors.load_table()

    def vector(word: str) -> np.ndarray:
        return known.vectors[known.places[word]]

    # "liver" twice weighs as much as the square root of two.
    wanted = np.sqrt(2) * vector("liver") + vector("transplant")
    (row,) = vectors.embed(["Liver liver transplant"])
    assert row == pytest.approx(wanted / np.linalg.norm(wanted), abs=1e-5)


def test_unknown_words_are_read_in_pieces() -> None:
    known = vectors.load_table()
    pieces = list(vectors.split_word("radiogenomically", known.places))
    assert len(pieces) > 1
    assert "".join(piece.removeprefix("##") for piece in pieces) == "radiogenomically"
    assert vectors.embed_words(["radiogenomically"], known)[0] == pytest.approx(
        known.vectors[[known.places[piece] for piece in pieces]].mean(0), abs=1e-6
    )
    assert not vectors.embed_words(["漢字", "x" * 100], known).any()


def test_hyphens_join_words_that_are_known() -> None:
    assert likeness("blood-pressure", "blood pressure") > 0.9


def test_order_of_texts_changes_nothing() -> None:
    texts = ["gut microbiome", "rare cancers of children", "machine learning on images"]
    assert vectors.embed(texts)[::-1] == pytest.approx(vectors.embed(texts[::-1]), abs=1e-6)


def test_of_texts_read_already() -> None:
    texts = ["gut microbiome", "", "rare cancers"]
    assert np.array_equal(vectors.embed(texts), vectors.embed_corpus(read(texts)))


def test_the_file_is_small_and_holds_no_code() -> None:
    file = Path(vectors.__file__).parents[2] / "data" / "vectors" / "words.npz"
    assert file.stat().st_size < 6_000_000
    with np.load(file, allow_pickle=False) as stored:
        assert set(stored.files) == {"words", "vectors", "scales"}
        assert stored["vectors"].dtype == np.int8
        assert len(stored["words"].tobytes().decode().split("\n")) == len(stored["vectors"]) == len(stored["scales"])
