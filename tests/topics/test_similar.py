"""Projects like another: by hand on a small store, and on the sample."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from sqlalchemy import Engine

from lib.topics import similar
from lib.topics.text import to_term
from lib.topics.vectors import embed
from tests import totals
from tests.rows import load

PROJECTS = (
    "project_id,acronym,title,summary,keywords\n"
    "A,ONE,Genome sequencing of tumours,,biopsy;genome\n"
    "B,TWO,Sequencing the genome,Liquid biopsy for tumours,\n"
    "C,THREE,Mental health of carers,,\n"
    "D,FOUR,Genome of the tomato,,\n"
)


def test_nearest_names_the_shared_words(engine: Engine) -> None:
    load(engine, "project", PROJECTS)
    index = similar.build_index(engine, demonstration=False)
    near = similar.find_nearest(index, "A", 5)
    assert near["project_id"].tolist() == ["B", "D"], "C shares no word with A"
    assert set(near["terms"][0].split(", ")) == {"biopsy", "genome", "sequencing", "tumours"}
    assert near["terms"][1] == "genome"
    assert (near["likeness"] < 1).all()


def test_likeness_is_the_cosine_of_tf_idf(engine: Engine) -> None:
    load(engine, "project", PROJECTS)
    texts = {
        # Pairs of words that are terms of the field count beside their words.
        "A": "one genome sequencing genome_sequencing tumours biopsy genome",
        "B": "two sequencing genome liquid biopsy liquid_biopsy tumours",
        "C": "three mental health mental_health carers",
        "D": "four genome tomato",
    }
    # "one", "two", "three" and "four" are English stop words.
    words = {
        name: [w for w in text.split() if w not in ("one", "two", "three", "four")] for name, text in texts.items()
    }
    vocabulary = sorted({word for listed in words.values() for word in listed})

    def vector(name: str) -> list[float]:
        found = []
        for word in vocabulary:
            often = words[name].count(word)
            documents = sum(word in listed for listed in words.values())
            rare = math.log((1 + len(words)) / (1 + documents)) + 1
            found.append((1 + math.log(often)) * rare if often else 0.0)
        return found

    def cosine(one: list[float], other: list[float]) -> float:
        return sum(a * b for a, b in zip(one, other, strict=True)) / (math.hypot(*one) * math.hypot(*other))

    near = similar.find_nearest(similar.build_index(engine, False), "A", 5).set_index("project_id")["likeness"]
    for name in ("B", "D"):
        assert near[name] == pytest.approx(cosine(vector("A"), vector(name)), abs=1e-4)


def test_without_words_or_projects(engine: Engine) -> None:
    assert similar.find_nearest(similar.build_index(engine, False), "A", 5).empty
    load(engine, "project", "project_id,title\nA,1 2 3\nB,4\n")
    assert similar.find_nearest(similar.build_index(engine, False), "A", 5).empty


def test_sample_is_answered_alike_each_time(sample_engine: Engine) -> None:
    first, again = (similar.build_index(sample_engine, True) for _ in range(2))
    assert first.project_ids == again.project_ids
    for project_id in first.project_ids[::40]:
        near = similar.find_nearest(first, project_id, 5)
        assert near.equals(similar.find_nearest(again, project_id, 5))
        assert project_id not in set(near["project_id"])
        assert near["likeness"].is_monotonic_decreasing


@pytest.mark.parametrize("demonstration", [False, True])
def test_an_index_holds_one_dataset(sample_engine: Engine, demonstration: bool) -> None:
    index = similar.build_index(sample_engine, demonstration)
    assert set(index.project_ids) == {row["project_id"] for row in totals.rows("project", demonstration)}


def test_an_index_is_kept_until_the_next_import(engine: Engine) -> None:
    load(engine, "project", "project_id,title\nA,lung cancer\nB,cancer of the lung\n")
    kept = similar.keep_index(engine, False)
    assert similar.keep_index(engine, False) is kept
    assert similar.keep_index(engine, True).project_ids == (), "each dataset has its own"
    assert similar.keep_index(engine, False) is kept
    load(engine, "project", "project_id,title\nC,lung\n")
    assert similar.keep_index(engine, False).project_ids == ("A", "B", "C")
    assert set(similar.list_nearest(engine, "C", 5, False)["project_id"]) == {"A", "B"}
    assert len(similar._kept) <= 2, "indexes of large stores take much memory"


def test_shared_words_are_in_both_texts(sample_engine: Engine) -> None:
    rows = {row["project_id"]: row for row in totals.rows("project", False)}

    def terms(project_id: str) -> set[str]:
        row = rows[project_id]
        text = " ".join(row[name] for name in ("acronym", "title", "summary", "keywords"))
        return {to_term(word) for word in re.findall(r"[^\W_]+(?:[-’'][^\W_]+)*", text)}

    index = similar.build_index(sample_engine, demonstration=False)
    for row in similar.find_nearest(index, "964197", 5).to_dict("records"):
        shared = {to_term(word) for words in row["terms"].split(", ") for word in words.split(" ")}
        assert shared <= terms("964197") & terms(row["project_id"])


def test_meaning_counts_beside_words(sample_engine: Engine) -> None:
    index = similar.build_index(sample_engine, demonstration=True)
    vectors = embed([text_of(row) for row in sorted(totals.rows("project", True), key=lambda row: row["project_id"])])
    centred = vectors - vectors.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    own = 17
    found = similar.measure_likeness(index, index.weights[own], index.meaning[own])
    assert found.meaning == pytest.approx(np.clip(centred @ centred[own], 0, 1), abs=1e-4)
    expected = (1 - similar.MEANING) * found.words + similar.MEANING * found.meaning
    assert found.all == pytest.approx(expected, abs=1e-5)
    assert found.all[own] == pytest.approx(1)


def text_of(row: dict[str, str]) -> str:
    return "\n".join(row[name] for name in ("acronym", "title", "summary", "keywords") if row[name])
