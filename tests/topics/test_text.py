"""Words that mean the same are one term, names stay whole, and grant prose has no weight."""

from __future__ import annotations

import numpy as np
import pytest

from lib.topics.text import load_prose, read, to_term


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("tumour tumours Tumor tumors", "tumor"),
        ("leukaemia leukemias", "leukemia"),
        ("personalised personalized", "personalized"),
        ("randomisation randomization", "randomization"),
        ("analyses analysis", "analysis"),
        ("metastases metastasis", "metastasis"),
        ("therapies therapy", "therapy"),
        ("viruses virus", "virus"),
        ("modelling modeling", "modeling"),
        ("behavioural behavioral", "behavioral"),
        ("centres centre center", "center"),
        ("RNAs RNA", "rna"),
        ("BRCA1 brca1", "brca1"),
        ("COVID-19 Covid‑19", "covid-19"),
        ("single-cell Single‐cell", "single-cell"),
        ("TNF-α TNF-alpha", "tnf-alpha"),
        ("Parkinson’s Parkinson", "parkinson"),
        ("Ménière Meniere", "meniere"),
    ],
)
def test_written_differently_it_is_one_term(words: str, wanted: str) -> None:
    assert {to_term(word) for word in words.split()} == {wanted}


@pytest.mark.parametrize(
    "word",
    [
        "diabetes",
        "species",
        "genomics",
        "AIDS",
        "hour",
        "hours",
        "four",
        "promise",
        "exercise",
        "disease",
        "sepsis",
        "virus",
        "loss",
        "raise",
        "noise",
    ],
)
def test_what_only_looks_like_a_plural_or_a_british_ending_stays(word: str) -> None:
    assert to_term(word) == {"hours": "hour"}.get(word, word.lower())


def test_grant_prose_and_field_words_are_known_in_any_spelling() -> None:
    assert {"project", "novel", "the", to_term("investigate"), to_term("analyse")} <= load_prose().grant
    assert {to_term("personalised"), to_term("patients"), "medicine"} <= load_prose().field
    assert not {"cancer", "genomic", "ethics", "diabetes"} & (load_prose().grant | load_prose().field)


def test_counts_are_by_term_and_text() -> None:
    corpus = read(["Tumours and a tumour, 12 of 30.", "", "BRCA1 tumor"])
    counts = corpus.count().toarray()
    assert counts[:, corpus.terms.index("tumor")].tolist() == [2, 0, 1]
    assert counts[:, corpus.terms.index("brca1")].tolist() == [0, 0, 1]
    assert "12" not in corpus.terms
    assert "a" not in corpus.terms


def test_a_term_is_spelt_as_most_texts_spell_it() -> None:
    corpus = read(["Tumour tumour tumor", "brca1 BRCA1 BRCA1"])
    assert dict(zip(corpus.terms, corpus.spellings, strict=True)) == {"tumor": "tumour", "brca1": "BRCA1"}


def test_no_texts_and_empty_texts() -> None:
    for texts in ([], [""], ["", "  \n"]):
        corpus = read(texts)
        assert corpus.size == len(texts)
        assert corpus.count().shape == (len(texts), 0)
        assert np.all(corpus.sequence == -1)
