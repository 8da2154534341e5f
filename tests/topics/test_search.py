"""Search by meaning, in five languages: what it finds, what it says of the words, and when it finds nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine

from lib.topics import search, similar
from lib.topics.search import EMPTY, NOTHING, Translated
from lib.topics.text import to_term
from tests import totals
from tests.rows import load

TERMS = Path(__file__).parents[2] / "data" / "taxonomies" / "pm_terms.csv"


@pytest.fixture(scope="module")
def index(sample_engine: Engine) -> similar.Index:
    return similar.build_index(sample_engine, demonstration=True)


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {
        row["project_id"]: " ".join(row[name] for name in ("acronym", "title", "summary", "keywords"))
        for row in totals.rows("project", True)
    }


def found(index: similar.Index, query: str, most: int = 5) -> list[str]:
    return search.search(index, query, most).projects["project_id"].tolist()


def test_an_abstract_finds_its_own_project(index: similar.Index) -> None:
    for row in totals.rows("project", True)[::29]:
        if row["summary"]:
            result = search.search(index, row["summary"], 3)
            assert result.projects["project_id"][0] == row["project_id"]
            assert result.projects["likeness"][0] > 0.5
            assert result.projects["likeness"].is_monotonic_decreasing


@pytest.mark.parametrize(
    ("query", "english", "language"),
    [
        ("Krebs", "cancer", "German"),
        ("Früherkennung", "early detection", "German"),
        ("personalisierter Medizin", "personalised medicine", "German"),
        ("Praezisionsmedizin", "precision medicine", "German"),
        ("médecine personnalisée", "personalised medicine", "French"),
        ("medecine personnalisee", "personalised medicine", "French"),
        ("dépistage", "screening", "French"),
        ("biomarcadores", "biomarker", "Spanish"),
        ("cáncer de pulmón", "lung cancer", "Spanish"),
        ("terapia genica", "gene therapy", "Italian"),
        ("TUMORE AL SENO", "breast cancer", "Italian"),
    ],
)
def test_words_of_other_languages_find_english_projects(
    index: similar.Index, query: str, english: str, language: str
) -> None:
    result = search.search(index, query, 5)
    assert result.translated == (Translated(query, english, language),)
    assert result.unknown == ()
    assert result.projects["project_id"].tolist()[:3] == found(index, english)[:3]


def test_a_sentence_is_translated_term_by_term(index: similar.Index, texts: dict[str, str]) -> None:
    result = search.search(index, "Früherkennung von Lungenkrebs mit künstlicher Intelligenz", 5)
    assert [what.english for what in result.translated] == ["early detection", "lung cancer", "artificial intelligence"]
    assert "lung" in texts[result.projects["project_id"][0]].lower()
    assert "mit" not in {key for keys in result.projects["keys"] for key in keys}


def test_english_is_not_translated(index: similar.Index) -> None:
    for query in ("formation of tumours", "a diagnostic test for patients", "kind of cancer", "tumor", "biomarkers"):
        assert search.search(index, query, 1).translated == (), query
    french = search.search(index, "formation des soignants", 1)
    assert french.translated == (Translated("formation", "training", "French"),)
    assert french.unknown == ("soignants",)


def test_every_term_of_the_list_is_found_as_it_is_written(index: similar.Index) -> None:
    with TERMS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 500
    assert {row["language"] for row in rows} == set(search.LANGUAGES)
    assert len({(row["language"], row["term"]) for row in rows}) == len(rows)
    small = {"de": "und", "fr": "et", "es": "y", "it": "gli"}
    for row in rows:
        spans = search._translate(index, f"{row['term']} {small[row['language']]}")
        wanted = [to_term(word) for word in row["english"].split()]
        written = [to_term(word) for word in row["term"].split()]
        assert wanted == written or row["english"] in {span.what.english for span in spans}, row


def test_latin_in_an_english_text_does_not_make_it_another_language(index: similar.Index) -> None:
    text = "The formation of scars (e.g. in burns, Smith et al.) is studied in the patients, per patient and by sex"
    assert search.search(index, text, 1).translated == ()
    assert search.search(index, "la formation des soignants et des patients", 1).translated != ()


def test_spellings_are_alike_and_pairs_of_words_count(index: similar.Index, texts: dict[str, str]) -> None:
    assert found(index, "tumour")[0] == found(index, "tumor")[0]
    first = search.search(index, "gene therapy", 1).projects
    assert "gene therap" in texts[first["project_id"][0]].lower()
    assert first["terms"][0] == "gene therapy"


def test_shared_words_are_highlighted(index: similar.Index) -> None:
    result = search.search(index, "wearable sensors after a stroke", 20)
    keys = [key for keys in result.projects["keys"] for key in keys]
    text = "Wearables — strokes, <b>stroke</b> and *sensors*."
    pieces = search.mark_words(text, keys)
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, hit in pieces if hit] == ["Wearables", "strokes", "stroke", "sensors"]
    assert search.mark_words("", keys) == []
    assert search.mark_words("nothing of it", keys) == [("nothing of it", False)]


def test_nothing_to_search_for(index: similar.Index) -> None:
    for query in ("", "   ", "… !?"):
        result = search.search(index, query, 5)
        assert result.projects.empty
        assert result.notes == (EMPTY,)


def test_unknown_words_find_nothing_and_are_named(index: similar.Index) -> None:
    result = search.search(index, "xqzzy blarghflumph", 5)
    assert result.projects.empty
    assert result.unknown == ("xqzzy", "blarghflumph")
    assert result.notes == (NOTHING,)
    assert search.search(index, "the of and", 5).notes == (NOTHING,)


def test_a_very_long_text_is_cut_and_answered_soon(index: similar.Index) -> None:
    result = search.search(index, "stroke rehabilitation " * 100_000, 3)
    assert result.notes == (search.CUT,)
    assert result.projects["project_id"][0] in found(index, "stroke rehabilitation", 3)


def test_the_same_question_has_the_same_answer(sample_engine: Engine, index: similar.Index) -> None:
    again = similar.build_index(sample_engine, demonstration=True)
    for query in ("kidney disease in children", "salud mental de personas mayores"):
        one, other = search.search(index, query, 10).projects, search.search(again, query, 10).projects
        assert one.equals(other)


def test_without_projects_or_words(engine: Engine) -> None:
    assert search.search(similar.build_index(engine, False), "cancer", 5).notes == (NOTHING,)
    load(engine, "project", "project_id,title\nA,1 2 3\n")
    assert search.search(similar.build_index(engine, False), "cancer", 5).notes == (NOTHING,)


def test_few_projects_are_compared_by_words_alone(engine: Engine) -> None:
    load(engine, "project", "project_id,title\nA,Stroke units\nB,Sleep in old age\n")
    small = similar.build_index(engine, False)
    result = search.search(small, "stroke", 5).projects
    assert result["project_id"].tolist() == ["A"]
    assert result["meaning"].tolist() == [0]


def test_alike_in_meaning_only(index: similar.Index) -> None:
    """A project without a shared word is listed only if its meaning is close."""
    row = similar.weigh_query(index, "xqzzy")
    own = 5
    alike = similar.measure_likeness(index, row, index.meaning[own])
    listed = alike.rank(len(index.project_ids))
    assert listed[0] == own
    assert set(listed) == set(np.flatnonzero(alike.meaning >= 0.45))


def test_excerpt_shows_the_first_shared_word_whole() -> None:
    text = "nothing " * 60 + "here is CFTR at last, and " + "more " * 60
    pieces = search.cut_excerpt(text, ("cftr",), 120)
    shown = "".join(piece for piece, _ in pieces)
    assert [piece for piece, is_shared in pieces if is_shared] == ["CFTR"]
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert 60 < len(shown) <= 124
    assert shown.strip("… ") in text


@pytest.mark.parametrize("text", ["", "short and CFTR", "x" * 500])
def test_excerpt_of_what_is_short_or_one_word(text: str) -> None:
    shown = "".join(piece for piece, _ in search.cut_excerpt(text, ("cftr",), 120))
    assert shown == text or shown == f"{text[:120]} …"
