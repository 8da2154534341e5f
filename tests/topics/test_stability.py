"""Stability of topics: 1 for what stays together, little for chance groups; computed independently."""

from __future__ import annotations

import random

import numpy as np
import pytest
from sqlalchemy import Engine, select

from lib.metrics import topics
from lib.metrics.scope import Scope
from lib.metrics.topics import projects as topic_projects
from lib.services.actors import operator
from lib.store.topic_tables import Topic
from lib.topics import compute, corrections
from lib.topics.model import SEED, build_features, find_clusters
from lib.topics.stability import measure_stability
from lib.topics.text import read
from tests.rows import load
from tests.topics.texts import SUBJECTS, as_csv, projects


def test_subjects_that_have_nothing_in_common_are_stable_and_their_mixture_is_not() -> None:
    texts = list(projects(12).values())
    ready = build_features(read(texts))
    clear = find_clusters(ready, 5)
    assert measure_stability(texts, ready, clear.main, 5) == [1.0] * 5
    words = " ".join(SUBJECTS.values()).split()
    mixed = [" ".join(random.Random(number).choices(words, k=25)) for number in range(80)]
    ready = build_features(read(mixed))
    unclear = find_clusters(ready, 6)
    found = measure_stability(mixed, ready, unclear.main, 6)
    assert all(value is not None and 0 <= value < 0.6 for value in found), found


def test_stability_is_the_share_that_keeps_company() -> None:
    """Worked out with sets: of each tenth, the topics found without it, and the one that shares most."""
    words = " ".join(SUBJECTS.values()).split()
    texts = list(projects(10).values()) + [" ".join(random.Random(n).choices(words, k=25)) for n in range(20)]
    ready = build_features(read(texts))
    main = find_clusters(ready, 5).main
    company: dict[int, list[float]] = {topic: [] for topic in range(5)}
    tenth = np.random.RandomState(SEED).permutation(len(texts)) % 10
    for part in range(10):
        rest = [place for place in range(len(texts)) if tenth[place] != part]
        again = find_clusters(build_features(read([texts[place] for place in rest])), 5).main.tolist()
        groups = [{place for place, topic in zip(rest, again, strict=True) if topic == group} for group in range(5)]
        for topic, shares in company.items():
            own = {place for place in rest if main[place] == topic}
            shares.append(max(len(own & group) / len(own | group) for group in groups))
    found = measure_stability(texts, ready, main, 5)
    assert found == pytest.approx([sum(shares) / 10 for shares in company.values()], abs=1e-4)
    assert found == measure_stability(texts, ready, main, 5)
    assert min(value or 0 for value in found) < 1


def test_where_a_tenth_less_is_too_few_it_is_not_known() -> None:
    texts = list(projects(6).values())
    ready = build_features(read(texts))
    assert measure_stability(texts, ready, find_clusters(ready, 5).main, 5) == [None] * 5


def test_corrections_that_move_projects_leave_no_stability(engine: Engine) -> None:
    load(engine, "project", as_csv(projects(12)))
    compute.compute_topics(engine, False, operator("tests"), 4)
    largest, first, second, _ = topic_projects.found_topics(engine, Scope())["topic_id"].tolist()
    merged = corrections.merge(engine, first, second, operator("Ada"))
    split = corrections.split(engine, largest, operator("Ada"))

    def known() -> dict[int, bool]:
        with engine.connect() as connection:
            rows = connection.execute(select(Topic.topic_id, Topic.stability).where(Topic.shown))
            return {row.topic_id: row.stability is not None for row in rows}

    assert {number for number, is_known in known().items() if not is_known} == {second, largest, max(known())}
    by_topic = topics.by_topic(engine, topics.FOUND, Scope()).dropna(subset="category")
    assert by_topic["stability"].isna().sum() == 3
    for number in (merged, split):
        corrections.undo(engine, number, operator("Ada"))
    assert all(known().values())
    assert len(known()) == 4
