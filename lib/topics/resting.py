"""Corrections that have no effect for now, since what they are about is not there, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from lib.store.topic_tables import Topic
from lib.topics.queries import list_active_corrections, select_projects


def find_resting(connection: Connection, demonstration: bool, found: Collection[int] | None = None) -> dict[int, str]:
    """Find the corrections of a dataset that rest.

    Args:
        connection: to the store.
        demonstration: the dataset.
        found: ids of the topics that a run would find; None for those of the latest run.

    Returns:
        By the number of each correction that rests, why it does, as in "the topic “X” is no longer found".
    """
    own = Topic.demonstration.is_(demonstration)
    rows = connection.execute(select(Topic.topic_id, Topic.label, Topic.found).where(own)).all()
    there = {int(row.topic_id) for row in rows if row.found} if found is None else set(found)
    labels = {int(row.topic_id): str(row.label) for row in rows}
    projects = set(connection.scalars(select_projects(demonstration)))
    return explain_resting(list_active_corrections(connection, demonstration), there, labels, projects)


def explain_resting(
    corrections: Sequence[Any], there: set[int], labels: Mapping[int, str], projects: Collection[str]
) -> dict[int, str]:
    """Return why each correction that rests does, by its number.

    Args:
        corrections: those that are not undone, in the order in which they were made.
        there: ids of the topics that a run found.
        labels: of all topics of the dataset.
        projects: ids of all projects of the dataset.
    """
    resting: dict[int, str] = {}
    merged: dict[int, int] = {}

    def why_gone(topic: int) -> str:
        named = f"the topic “{labels.get(topic, topic)}”"
        if topic in merged:
            return f"{named} was merged into “{labels.get(merged[topic], merged[topic])}”"
        return f"{named} is no longer found"

    # Splits and merges come first, in their order: they add topics, and take some away.
    for row in corrections:
        if row.kind not in ("split", "merge"):
            continue
        needed = (row.topic_id, row.details["into"]) if row.kind == "merge" else (row.topic_id,)
        missing = [topic for topic in needed if topic not in there]
        if missing:
            resting[row.correction_id] = why_gone(missing[0])
        elif row.kind == "split":
            there = there | set(row.details["parts"].values())
        else:
            there = there - {row.topic_id}
            merged[row.topic_id] = row.details["into"]
    for row in corrections:
        if row.kind == "pin" and row.project_id not in projects:
            resting[row.correction_id] = f"the project {row.project_id} is no longer in the store"
        elif row.kind in ("pin", "rename") and row.topic_id not in there:
            resting[row.correction_id] = why_gone(row.topic_id)
    return resting
