"""The sentence encoder: like meanings lie close, a text is read once, and without it the vectors of words do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import Engine

from lib.services.actors import operator
from lib.topics import encoder, project_texts, search, similar, text_vectors
from lib.topics.compute import draft_topics
from tests.rows import load
from tests.topics.texts import as_csv, projects

BY = operator("Ada")


@pytest.fixture
def installed(no_sentence_encoder: pytest.MonkeyPatch) -> Iterator[None]:
    """The encoder, which other tests do without."""
    pytest.importorskip("onnxruntime")
    with no_sentence_encoder.context() as patch:
        patch.setattr(encoder, "is_installed", lambda: True)
        yield


def test_pieces_are_those_that_the_model_learned() -> None:
    pieces = encoder._list_pieces("Œdème: BRCA1-mutated\u200b tumours, 日本!")
    assert " ".join(pieces) == "œ ##de ##me : br ##ca ##1 - mu ##tated tu ##mour ##s , 日 本 !"
    assert len(encoder._list_pieces("tumour " * 1_000)) < 200


def test_like_meanings_lie_close_and_texts_without_words_nowhere() -> None:
    pytest.importorskip("onnxruntime")
    one, other, far, none = encoder.encode(
        ["Myocardial infarction of young adults", "heart attack before forty", "kidney stones in children", " \n"]
    )
    assert float(one @ other) > float(one @ far) + 0.2
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-5)
    assert not none.any()


def test_texts_of_the_sample_need_not_be_read(sample_engine: Engine) -> None:
    for demonstration in (False, True):
        texts = project_texts.read_texts(sample_engine, demonstration).texts
        vectors = text_vectors.embed_texts(sample_engine, texts, most=0)
        assert vectors is not None, "python data/vectors/encode_sample.py"
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-2)


@pytest.mark.usefixtures("installed")
def test_a_sentence_finds_what_shares_no_word_with_it(sample_engine: Engine) -> None:
    index = similar.build_index(sample_engine, demonstration=True)
    assert index.encoded
    for query, wanted in (
        ("fibres that hurt for no visible reason", "UBERALGIA"),
        ("Schmetterlingskinder mit Blasen auf der Haut", "RIVERSKIN"),
        ("cálculos renales que se repiten", "CALCULORA"),
    ):
        assert any(wanted in project for project in search.search(index, query, 5).projects["project_id"]), query


def test_each_text_is_read_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    load(engine, "project", as_csv(projects(12)))
    texts = project_texts.read_texts(engine, False).texts
    read: list[str] = []

    def encode(some: list[str]) -> np.ndarray:
        read.extend(some)
        rows = np.array([[len(text), *map(ord, text[:20].ljust(20))] for text in some], dtype=np.float32)
        found = np.zeros((len(some), encoder.WIDTH), dtype=np.float32)
        found[:, : rows.shape[1]] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return found

    monkeypatch.setattr(encoder, "encode", encode)
    assert text_vectors.keep_vectors(engine, texts, BY) == len(texts), "it is not installed"
    assert draft_topics(engine, False, BY, 5).clusters.k == 5, "the vectors of words do"
    monkeypatch.setattr(encoder, "is_installed", lambda: True)
    assert text_vectors.keep_vectors(engine, texts, BY, most=59) == 60
    assert text_vectors.embed_texts(engine, texts) is None
    assert read == []
    assert text_vectors.keep_vectors(engine, texts, BY) == 0
    assert sorted(read) == sorted(texts)
    assert text_vectors.keep_vectors(engine, texts, BY) == 0
    kept = text_vectors.embed_texts(engine, texts, most=0)
    assert len(read) == len(texts)
    assert kept is not None
    assert kept == pytest.approx(encode(list(texts)), abs=1e-3)
