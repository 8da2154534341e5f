"""The topics of projects as users see them: as computed, with all corrections of the secretariat applied.

What runs and placements compute stays unchanged in topic_found; project_topic, and labels and terms of topics, are
derived from it and from the corrections, in their order, whenever one of them changes. So a correction holds through
all later runs and leaves no trace once it is undone. Facts and demonstration data each have topics and corrections of
their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, bindparam, delete, select, update

from lib.common.clock import utc_now
from lib.store.bulk import add_rows
from lib.store.topic_tables import WHOLE, ProjectPlace, ProjectTopic, Topic, TopicFound
from lib.topics.labels import choose_labels
from lib.topics.project_texts import ProjectTexts
from lib.topics.queries import list_active_corrections, select_projects, select_topics
from lib.topics.resting import explain_resting
from lib.topics.text import Ints, to_term

#: Project -> topic -> weight in millionths.
Shares = dict[str, dict[int, int]]


def update_project_topics(connection: Connection, demonstration: bool) -> None:
    """Derive project_topic and the description of a dataset's topics again, in the transaction of `connection`."""
    corrections = list_active_corrections(connection, demonstration)
    found = connection.execute(
        select(Topic).where(Topic.demonstration.is_(demonstration)).order_by(Topic.topic_id)
    ).all()
    there = {int(row.topic_id) for row in found if row.found}
    shares = _read_computed(connection, demonstration)
    labels = {int(row.topic_id): str(row.label) for row in found}
    known = set(connection.scalars(select_projects(demonstration)))
    resting = explain_resting(corrections, there, labels, known)
    applied = [row for row in corrections if row.correction_id not in resting]
    remade: set[int] = set()
    for row in applied:
        if row.kind == "split":
            there |= _split(shares, int(row.topic_id), row.details["parts"])
            remade.add(int(row.topic_id))
        elif row.kind == "merge":
            _merge(shares, int(row.topic_id), int(row.details["into"]))
            there.discard(int(row.topic_id))
            remade.add(int(row.details["into"]))
    for row in applied:
        if row.kind == "pin":
            shares[row.project_id] = {int(row.topic_id): WHOLE}
    _write(connection, shares, demonstration)
    _describe(connection, found, there, remade, corrections)


def _read_computed(connection: Connection, demonstration: bool) -> Shares:
    shares: Shares = defaultdict(dict)
    for project, topic, weight in connection.execute(
        select(TopicFound.project_id, TopicFound.topic_id, TopicFound.weight).where(
            TopicFound.topic_id.in_(select_topics(demonstration))
        )
    ):
        shares[project][topic] = weight
    return shares


def _split(shares: Shares, topic: int, parts: dict[str, int]) -> set[int]:
    """Move shares of a topic to the topics it was split into; projects added later stay. Returns these topics."""
    for project, part in parts.items():
        if topic in shares.get(project, {}) and part != topic:
            shares[project][part] = shares[project].pop(topic)
    return set(parts.values())


def _merge(shares: Shares, topic: int, into: int) -> None:
    for of_project in shares.values():
        if topic in of_project:
            of_project[into] = of_project.get(into, 0) + of_project.pop(topic)


def _write(connection: Connection, shares: Shares, demonstration: bool) -> None:
    connection.execute(delete(ProjectTopic).where(ProjectTopic.topic_id.in_(select_topics(demonstration))))
    rows = [(project, topic, shares[project][topic]) for project in sorted(shares) for topic in sorted(shares[project])]
    if rows:
        table: Any = ProjectTopic.__table__
        add_rows(connection, table, ("project_id", "topic_id", "weight"), list(zip(*rows, strict=True)))


def _describe(
    connection: Connection, found: Sequence[Any], there: set[int], remade: set[int], corrections: Sequence[Any]
) -> None:
    """Update labels, terms and stability of topics, and whether they are shown."""
    excluded = [str(row.details["term"]) for row in corrections if row.kind == "exclude"]
    out = {to_term(word) for word in excluded}
    named = {int(row.topic_id): str(row.details["label"]) for row in corrections if row.kind == "rename"}
    shown = [row for row in found if row.topic_id in there]
    given = {row.topic_id: named[row.topic_id] for row in shown if row.topic_id in named}
    others = [row for row in shown if row.topic_id not in given]
    made = choose_labels([[row.made_label, *row.candidates] for row in others], excluded, given.values())
    labels = given | {row.topic_id: label for row, label in zip(others, made, strict=True)}
    if found:
        connection.execute(
            update(Topic)
            .where(Topic.topic_id == bindparam("which"))
            .values({name: bindparam(name) for name in ("label", "terms", "stability", "shown")}),
            [
                {
                    "which": row.topic_id,
                    "label": labels.get(row.topic_id, row.label),
                    "terms": [word for word in row.made_terms if to_term(word) not in out],
                    # The stability of topics that a run did not form itself is not known.
                    "stability": None if row.topic_id in remade else row.made_stability,
                    "shown": row.topic_id in there,
                }
                for row in found
            ],
        )


def read_main_topics(connection: Connection, demonstration: bool) -> dict[str, int]:
    """Read project -> the topic with its largest share, as computed; the lower id if two are equal."""
    main: dict[str, tuple[int, int]] = {}
    for project, topic, weight in connection.execute(
        select(TopicFound.project_id, TopicFound.topic_id, TopicFound.weight).where(
            TopicFound.topic_id.in_(select_topics(demonstration))
        )
    ):
        rank = (-weight, topic)
        if project not in main or rank < main[project]:
            main[project] = rank
    return {project: topic for project, (_, topic) in main.items()}


def add_places(
    connection: Connection, projects: ProjectTexts, rows: Sequence[int], places: Any, typical: Sequence[float | None]
) -> None:
    hashes = projects.hash_texts()
    table: Any = ProjectPlace.__table__
    columns: list[list[Any]] = [
        [projects.project_ids[n] for n in rows],
        [float(places[n, 0]) for n in rows],
        [float(places[n, 1]) for n in rows],
        [typical[n] for n in rows],
        [hashes[n] for n in rows],
        [utc_now()] * len(rows),
    ]
    if rows:
        add_rows(connection, table, ("project_id", "x", "y", "typical", "text_hash", "placed_at"), columns)


def add_shares(
    connection: Connection, projects: ProjectTexts, rows: Sequence[int], shares: Ints, ids: Sequence[int]
) -> None:
    found: list[tuple[str, int, int]] = [
        (projects.project_ids[n], ids[int(topic)], int(shares[n, topic]))
        for n in rows
        for topic in np.flatnonzero(shares[n])
    ]
    table: Any = TopicFound.__table__
    if found:
        add_rows(connection, table, ("project_id", "topic_id", "weight"), list(zip(*found, strict=True)))
