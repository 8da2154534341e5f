"""Which topics of a new run continue topics of the run before, by the projects they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

#: A topic continues another if they share at least this much of the projects that are in either.
_SAME = 0.25
#: A topic was merged into another, or split off from one, if more than this share of its projects was.
_MOST = 0.5


@dataclass(frozen=True)
class TopicChanges:
    """What happened to topics between two runs.

    Attributes:
        kept: new cluster -> id of the topic that it continues.
        appeared: new clusters that come from no topic.
        split: new cluster -> the topic that most of its projects were in, which another cluster continues.
        merged: ended topic -> new cluster that most of its projects are in.
        vanished: ended topics whose projects are scattered.
    """

    kept: dict[int, int]
    appeared: list[int]
    split: dict[int, int]
    merged: dict[int, int]
    vanished: list[int]


def match_topics(before: Mapping[str, int], after: Mapping[str, int], topics: list[int], clusters: int) -> TopicChanges:
    """Match topics by their projects.

    Args:
        before: project -> topic, in the run before.
        after: project -> new cluster.
        topics: ids of all current topics.
        clusters: number of new clusters.
    """
    shared = np.zeros((len(topics), clusters))
    row = {topic: place for place, topic in enumerate(topics)}
    # Projects in only one of the runs say nothing about how a topic changed.
    both = [project for project in sorted(before) if project in after and before[project] in row]
    for project in both:
        shared[row[before[project]], after[project]] += 1
    old, new = shared.sum(1, keepdims=True), shared.sum(0, keepdims=True)
    union = old + new - shared
    alike = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0).round(9)
    pairs = zip(*linear_sum_assignment(-alike), strict=True)
    kept = {int(b): topics[int(a)] for a, b in pairs if alike[a, b] >= _SAME}
    split: dict[int, int] = {}
    merged: dict[int, int] = {}
    for cluster in range(clusters):
        if cluster not in kept and clusters and len(topics) and shared[:, cluster].max() > _MOST * new[0, cluster]:
            split[cluster] = topics[int(shared[:, cluster].argmax())]
    for topic in topics:
        here = shared[row[topic]]
        if topic not in kept.values() and here.sum() and here.max() > _MOST * here.sum():
            merged[topic] = int(here.argmax())
    appeared = [cluster for cluster in range(clusters) if cluster not in kept and cluster not in split]
    vanished = [topic for topic in topics if topic not in kept.values() and topic not in merged]
    return TopicChanges(kept, appeared, split, merged, vanished)


def pick_free_colours(taken: list[int], wanted: int) -> list[int]:
    """Return the numbers of colours for new topics: the lowest that no topic has."""
    used = Counter(taken)
    free = (number for number in range(len(taken) + wanted) if number not in used)
    return [next(free) for _ in range(wanted)]
