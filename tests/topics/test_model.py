"""Clusters: subjects are found again, always alike, and weights add up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from lib.store.topic_tables import WHOLE
from lib.topics.layout import lay_out
from lib.topics.model import build_features, find_clusters, pick_number, round_votes
from lib.topics.text import read
from tests.topics.texts import SUBJECTS, projects

ROOT = Path(__file__).parents[2]
SHOW = """
import json
from lib.topics.layout import lay_out
from lib.topics.labels import list_label_candidates
from lib.topics.model import build_features, find_clusters
from lib.topics.text import read
from bench.topics import sample
ready = build_features(read(sample()[0]))
found = find_clusters(ready, 20)
print(json.dumps([found.main.tolist(), found.shares.tolist(), list_label_candidates(ready, found.main, found.k)]))
"""


def test_subjects_are_found_and_their_number_proposed() -> None:
    texts = projects(16)
    found = find_clusters(build_features(read(texts.values())), None)
    assert found.k in (4, 5)
    five = find_clusters(build_features(read(texts.values())), 5)
    assert adjusted_rand_score([name.split("-")[0] for name in texts], five.main) == 1
    assert {row["k"] for row in found.proposals} >= {4}
    assert five.proposals == []


def test_weights_add_up_to_the_whole() -> None:
    found = find_clusters(build_features(read(projects(12).values())), 5)
    assert set(found.shares.sum(1).tolist()) == {WHOLE}
    assert ((found.shares > 0).sum(1) <= 3).all()
    assert (found.shares.argmax(1) == found.main).all()


def test_votes_become_millionths() -> None:
    votes = np.array([[1.0, 1, 1, 0], [9, 1, 0, 0], [4, 3, 3, 3], [1, 2, 0, 0], [0, 0, 0, 0]])
    parts = round_votes(votes, np.array([True, True, True, False, True]))
    assert parts[0].tolist() == [333_334, 333_333, 333_333, 0]
    assert parts[1].tolist() == [WHOLE, 0, 0, 0], "a tenth is chance"
    assert parts[2].tolist() == [400_000, 300_000, 300_000, 0], "three topics at most"
    assert parts[3].sum() == parts[4].sum() == 0


def test_what_fits_nothing_is_unassigned() -> None:
    texts = [*projects(12).values(), "", "Troubadours wrote poems", "lorem ipsum dolor sit amet"]
    found = find_clusters(build_features(read(texts)), 5)
    assert found.main[-3:].tolist() == [-1, -1, -1]
    assert found.shares[-3:].sum() == 0
    assert (found.main[:-3] >= 0).all()


def test_excluded_terms_do_not_count() -> None:
    ready = build_features(read(projects(12).values()), excluded=["Tumours"])
    kept = {ready.corpus.terms[column] for column in ready.columns}
    assert "tumor" not in kept
    assert "mammography" in kept


def test_fewer_topics_are_proposed_when_they_are_about_as_good() -> None:
    rows = [{"k": 4, "score": 0.10}, {"k": 8, "score": 0.29}, {"k": 12, "score": 0.30}]
    assert pick_number(rows) == 8


@pytest.mark.slow
def test_the_sample_gives_the_same_topics_in_every_process() -> None:
    done = [
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", SHOW],
            cwd=ROOT,
            env=os.environ | extra,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for extra in (
            {"PYTHONHASHSEED": "1"},
            {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "7"},
        )
    ]
    assert json.loads(done[0]) == json.loads(done[1])


def test_kinds_of_processors_give_the_same_topics() -> None:
    """OpenBLAS has another way of adding up for each kind: two old ones that every x86-64 processor can play."""
    outputs = [
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", SHOW],
            cwd=ROOT,
            env=os.environ | {"OPENBLAS_CORETYPE": kind},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for kind in ("Prescott", "Nehalem")
    ]
    one, other = (np.array(json.loads(output)[0]) for output in outputs)
    assert (one == other).mean() > 0.99


def test_positions_are_alike_each_time_and_near_for_like_texts() -> None:
    texts = projects(12)
    found = find_clusters(build_features(read(texts.values())), 5)
    places = lay_out(found.smooth, np.arange(len(texts)))
    assert np.array_equal(places, lay_out(found.smooth, np.arange(len(texts))))
    assert np.abs(places).max() == pytest.approx(1)
    middles = np.array([places[found.main == topic].mean(0) for topic in range(5)])
    nearest = ((places[:, None] - middles[None]) ** 2).sum(2).argmin(1)
    assert (nearest == found.main).mean() > 0.95
    assert len(SUBJECTS) == len(middles)
