"""What a run of topics would change of those that are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from lib.store.topic_tables import Topic
from lib.topics.resting import find_resting
from lib.topics.topic_continuity import TopicChanges


@dataclass(frozen=True)
class Comparison:
    """What a run would change of the topics that are there.

    Attributes:
        projects: number of those that have a topic now and in the run.
        stay: number of those whose topic continues with them in it.
        topics: number of topics now.
        kept: number of topics that continue.
        added: labels of topics that would come.
        ended: labels of topics that would go.
        resting: why each correction that would have no effect any more has none, as a sentence.
    """

    projects: int
    stay: int
    topics: int
    kept: int
    added: tuple[str, ...]
    ended: tuple[str, ...]
    resting: tuple[str, ...]


def compare_runs(
    connection: Connection,
    demonstration: bool,
    change: TopicChanges,
    there: Sequence[int],
    before: Mapping[str, int],
    after: Mapping[str, int],
    labels: Sequence[str],
) -> Comparison:
    """Compare a run with the topics that are there.

    Args:
        connection: to the store.
        demonstration: the dataset.
        change: which topics continue.
        there: ids of the topics of the latest run.
        before: project -> topic, in the latest run.
        after: project -> cluster.
        labels: of the clusters.
    """
    both = [project for project in before if project in after]
    kept = set(change.kept.values())
    names = {int(row.topic_id): row.label for row in connection.execute(select(Topic.topic_id, Topic.label))}
    now, then = (find_resting(connection, demonstration, found) for found in (None, kept))
    return Comparison(
        projects=len(both),
        stay=sum(change.kept.get(after[project]) == before[project] for project in both),
        topics=len(there),
        kept=len(kept),
        added=tuple(label for number, label in enumerate(labels) if number not in change.kept),
        ended=tuple(names[topic] for topic in there if topic not in kept),
        resting=tuple(why for number, why in then.items() if number not in now),
    )
