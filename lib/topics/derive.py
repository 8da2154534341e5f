"""Topics as the reader sees them: what was found, with all corrections of the secretariat on top.

What runs and placings find stays as it is in topic_found; project_topic and what is shown of a topic are made from it
and from the corrections, in their order, whenever one of them changes. So a correction holds through every later run
and leaves no trace once it is taken back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from lib.store.bulk import add_rows
from lib.store.models import Project, ProjectTopic, Topic, TopicCorrection, TopicFound
from lib.store.vocabulary import WHOLE
from lib.topics.labels import distinct
from lib.topics.text import term

#: Project -> topic -> parts of WHOLE.
Shares = dict[str, dict[int, int]]


def active(connection: Connection) -> Sequence[Any]:
    """Corrections that hold, in the order they were made."""
    return connection.execute(
        select(TopicCorrection).where(TopicCorrection.undone_at.is_(None)).order_by(TopicCorrection.correction_id)
    ).all()


def excluded_terms(connection: Connection) -> list[str]:
    """Terms that the secretariat excluded."""
    return [str(row.details["term"]) for row in active(connection) if row.kind == "exclude"]


def refresh(connection: Connection) -> None:
    """Make project_topic and what is shown of the topics anew, in the transaction of `connection`."""
    corrections = active(connection)
    found = connection.execute(select(Topic).order_by(Topic.topic_id)).all()
    there = {int(row.topic_id) for row in found if row.found}
    shares = _found(connection)
    for row in corrections:
        if row.kind == "split" and row.topic_id in there:
            there |= _split(shares, int(row.topic_id), row.details["parts"])
        elif row.kind == "merge" and row.topic_id in there and row.details["into"] in there:
            _merge(shares, int(row.topic_id), int(row.details["into"]))
            there.discard(int(row.topic_id))
    known = set(connection.scalars(select(Project.project_id)))
    for row in corrections:
        if row.kind == "pin" and row.topic_id in there and row.project_id in known:
            shares[row.project_id] = {int(row.topic_id): WHOLE}
    _write(connection, shares)
    _describe(connection, found, there, corrections)


def _found(connection: Connection) -> Shares:
    shares: Shares = defaultdict(dict)
    for project, topic, weight in connection.execute(
        select(TopicFound.project_id, TopicFound.topic_id, TopicFound.weight)
    ):
        shares[project][topic] = weight
    return shares


def _split(shares: Shares, topic: int, parts: dict[str, int]) -> set[int]:
    """Move shares of a topic to the parts it was split in; projects that came later stay. Returns the parts."""
    for project, part in parts.items():
        if topic in shares.get(project, {}) and part != topic:
            shares[project][part] = shares[project].pop(topic)
    return set(parts.values())


def _merge(shares: Shares, topic: int, into: int) -> None:
    for of_project in shares.values():
        if topic in of_project:
            of_project[into] = of_project.get(into, 0) + of_project.pop(topic)


def _write(connection: Connection, shares: Shares) -> None:
    connection.execute(delete(ProjectTopic))
    rows = [(project, topic, shares[project][topic]) for project in sorted(shares) for topic in sorted(shares[project])]
    if rows:
        table: Any = ProjectTopic.__table__
        add_rows(connection, table, ("project_id", "topic_id", "weight"), list(zip(*rows, strict=True)))


def _describe(connection: Connection, found: Sequence[Any], there: set[int], corrections: Sequence[Any]) -> None:
    """Labels, terms and whether a topic is shown."""
    excluded = [str(row.details["term"]) for row in corrections if row.kind == "exclude"]
    out = {term(word) for word in excluded}
    named = {int(row.topic_id): str(row.details["label"]) for row in corrections if row.kind == "rename"}
    shown = [row for row in found if row.topic_id in there]
    given = {row.topic_id: named[row.topic_id] for row in shown if row.topic_id in named}
    others = [row for row in shown if row.topic_id not in given]
    made = distinct([[row.made_label, *row.candidates] for row in others], excluded, given.values())
    labels = given | {row.topic_id: label for row, label in zip(others, made, strict=True)}
    if found:
        connection.execute(
            update(Topic)
            .where(Topic.topic_id == bindparam("which"))
            .values(label=bindparam("label"), terms=bindparam("terms"), shown=bindparam("shown")),
            [
                {
                    "which": row.topic_id,
                    "label": labels.get(row.topic_id, row.label),
                    "terms": [word for word in row.made_terms if term(word) not in out],
                    "shown": row.topic_id in there,
                }
                for row in found
            ],
        )
