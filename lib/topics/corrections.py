"""Corrections of topics by the secretariat: each is recorded, holds through later runs, and can be undone.

A correction belongs to the dataset of its topic and does not affect the other dataset.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, func, insert, select, update

from lib.common.clock import utc_now
from lib.services.actors import Actor
from lib.services.rights import CORRECT_TOPICS
from lib.store.audit import record
from lib.store.datasets import dataset_name
from lib.store.engine import write_transaction
from lib.store.topic_tables import ProjectTopic, Topic, TopicCorrection
from lib.topics.compute import add_topic, next_topic_id
from lib.topics.descriptions import describe
from lib.topics.model import Features, build_features, divide
from lib.topics.project_texts import read_texts
from lib.topics.project_topics import update_project_topics
from lib.topics.queries import have_topics, select_projects
from lib.topics.resting import find_resting
from lib.topics.text import read, to_term
from lib.topics.topic_continuity import pick_free_colours

#: The fewest projects of a topic that can be split.
FEWEST_TO_SPLIT = 6


#: What each kind of correction does, as the audit log calls it.
_ACTIONS = {
    "rename": "rename a topic",
    "merge": "merge topics",
    "pin": "pin a project to a topic",
    "exclude": "exclude a term",
    "split": "split a topic",
}


class CorrectionError(Exception):
    """A correction cannot be made; the message says why."""


def rename(engine: Engine, topic_id: int, label: str, actor: Actor) -> int:
    """Give a topic another label. Returns the number of the correction, like the other functions.

    Raises:
        NotPermittedError: the actor may not correct topics.
        CorrectionError: there is no such topic, the label is empty, or another topic has it.
    """
    actor.check_on_record(CORRECT_TOPICS, "rename a topic")
    label = " ".join(label.split())
    if not label:
        raise CorrectionError("A label cannot be empty.")
    with engine.connect() as connection, write_transaction(connection):
        demonstration = _check_shown(connection, topic_id)
        same = select(Topic.label).where(
            Topic.shown, Topic.demonstration.is_(demonstration), Topic.topic_id != topic_id
        )
        if any(other.casefold() == label.casefold() for other in connection.scalars(same)):
            raise CorrectionError(f"Another topic is called “{label}” already.")
        return _record(connection, demonstration, "rename", actor, {"label": label}, topic_id)


def merge(engine: Engine, topic_id: int, into: int, actor: Actor) -> int:
    """Merge a topic into another one.

    Raises:
        NotPermittedError: the actor may not correct topics.
        CorrectionError: there is no such topic, or the two are the same or of different datasets.
    """
    actor.check_on_record(CORRECT_TOPICS, "merge topics")
    with engine.connect() as connection, write_transaction(connection):
        demonstration = _check_shown(connection, topic_id)
        _check_shown(connection, into, demonstration)
        if topic_id == into:
            raise CorrectionError("A topic cannot be merged with itself.")
        return _record(connection, demonstration, "merge", actor, {"into": into}, topic_id)


def pin(engine: Engine, project_id: str, topic_id: int, actor: Actor) -> int:
    """Pin a project to one topic, so that it belongs to no other.

    Raises:
        NotPermittedError: the actor may not correct topics.
        CorrectionError: there is no such project or topic.
    """
    actor.check_on_record(CORRECT_TOPICS, "pin a project to a topic")
    with engine.connect() as connection, write_transaction(connection):
        demonstration = _check_shown(connection, topic_id)
        if project_id not in set(connection.scalars(select_projects(demonstration))):
            raise CorrectionError(f"There is no project {project_id} among those of the topic's dataset.")
        return _record(connection, demonstration, "pin", actor, {}, topic_id, project_id)


def exclude_term(engine: Engine, demonstration: bool, word: str, actor: Actor) -> int:
    """Exclude a term from a dataset's topics: from all labels and lists at once, and from the next run.

    Raises:
        NotPermittedError: the actor may not correct topics.
        CorrectionError: it is not a single word, or topics have not been computed yet.
    """
    actor.check_on_record(CORRECT_TOPICS, "exclude a term")
    word = word.strip()
    if not word or len(word.split()) > 1:
        raise CorrectionError("Exclude one word at a time, such as “consortium”.")
    with engine.connect() as connection, write_transaction(connection):
        return _record(connection, demonstration, "exclude", actor, {"term": to_term(word)})


def split(engine: Engine, topic_id: int, actor: Actor, parts: int = 2) -> int:
    """Split a topic by the texts of its projects. The largest part keeps its id; the others become new topics.

    Raises:
        NotPermittedError: the actor may not correct topics.
        CorrectionError: there is no such topic, or it is the main topic of too few projects.
    """
    actor.check_on_record(CORRECT_TOPICS, "split a topic")
    with engine.connect() as connection:
        demonstration = _check_shown(connection, topic_id)
        inside = set(_list_main_projects(connection, topic_id))
    projects = read_texts(engine, demonstration)
    rows = [n for n, project in enumerate(projects.project_ids) if project in inside]
    if len(rows) < max(FEWEST_TO_SPLIT, 3 * parts):
        raise CorrectionError(f"The topic is the main one of {len(rows)} projects: too few to split it into {parts}.")
    ready = build_features(read([projects.texts[n] for n in rows]))
    if not np.ptp(ready.dense, axis=0).any():
        raise CorrectionError("The texts of its projects are all the same: it cannot be split.")
    main = divide(ready, parts)
    largest = int(np.bincount(main).argmax())
    with engine.connect() as connection, write_transaction(connection):
        _check_shown(connection, topic_id)
        ids = _add_parts(connection, demonstration, ready, main, parts, largest, topic_id, projects.keywords)
        mapped = {projects.project_ids[n]: ids[part] for n, part in zip(rows, main.tolist(), strict=True)}
        return _record(connection, demonstration, "split", actor, {"parts": mapped}, topic_id)


def _list_main_projects(connection: Connection, topic_id: int) -> list[str]:
    """List the projects of which a topic has the largest share."""
    largest = (
        select(ProjectTopic.project_id, func.max(ProjectTopic.weight).label("weight"))
        .group_by(ProjectTopic.project_id)
        .subquery()
    )
    query = (
        select(ProjectTopic.project_id)
        .join(largest, largest.c.project_id == ProjectTopic.project_id)
        .where(ProjectTopic.topic_id == topic_id, ProjectTopic.weight == largest.c.weight)
    )
    return list(connection.scalars(query))


def _add_parts(
    connection: Connection,
    demonstration: bool,
    ready: Features,
    main: Any,
    parts: int,
    largest: int,
    topic_id: int,
    keywords: Collection[str],
) -> list[int]:
    """Add topics for all parts but the largest. Returns the id of each part."""
    described = describe(ready, main, parts, keywords)
    taken = list(connection.scalars(select(Topic.colour).where(Topic.shown, Topic.demonstration.is_(demonstration))))
    colours = iter(pick_free_colours(taken, parts))
    next_id = next_topic_id(connection)
    ids = []
    for part in range(parts):
        if part == largest:
            ids.append(topic_id)
            continue
        add_topic(connection, next_id, demonstration, described[part], next(colours), found=False)
        ids.append(next_id)
        next_id += 1
    return ids


def undo(engine: Engine, correction_id: int, actor: Actor) -> None:
    """Undo a correction. Others that depend on it, such as the name of a part, have no effect without it.

    Raises:
        NotPermittedError: the actor may not correct topics.
        CorrectionError: there is no such correction, or it has already been undone.
    """
    actor.check_on_record(CORRECT_TOPICS, "undo a correction")
    with engine.connect() as connection, write_transaction(connection):
        row = connection.execute(
            select(TopicCorrection.undone_at, TopicCorrection.demonstration).where(
                TopicCorrection.correction_id == correction_id
            )
        ).one_or_none()
        if row is None:
            raise CorrectionError(f"There is no correction {correction_id}.")
        if row.undone_at is not None:
            raise CorrectionError(f"Correction {correction_id} has already been undone.")
        _check_topics(connection, row.demonstration)
        connection.execute(
            update(TopicCorrection)
            .where(TopicCorrection.correction_id == correction_id)
            .values(undone_at=utc_now(), undone_by=actor.name)
        )
        update_project_topics(connection, row.demonstration)
        record(connection, actor, "undo a correction", f"correction {correction_id}")


def list_corrections(engine: Engine, demonstration: bool) -> pd.DataFrame:
    """List all corrections of a dataset, the newest first.

    Returns:
        correction_id, kind, topic_id, topic (its current label), project_id, details (a dict without the parts of a
        split), made_at, made_by, undone_at, undone_by (times in UTC), rests (why it has no effect for now); None where
        missing.
    """
    query = (
        select(
            TopicCorrection.correction_id,
            TopicCorrection.kind,
            TopicCorrection.topic_id,
            Topic.label.label("topic"),
            TopicCorrection.project_id,
            TopicCorrection.details,
            TopicCorrection.made_at,
            TopicCorrection.made_by,
            TopicCorrection.undone_at,
            TopicCorrection.undone_by,
        )
        .outerjoin(Topic, Topic.topic_id == TopicCorrection.topic_id)
        .where(TopicCorrection.demonstration.is_(demonstration))
        .order_by(TopicCorrection.correction_id.desc())
    )
    with engine.connect() as connection:
        rows = [dict(row._mapping) for row in connection.execute(query)]
        resting = find_resting(connection, demonstration)
    for row in rows:
        row["details"] = {name: value for name, value in row["details"].items() if name != "parts"}
        row["rests"] = resting.get(row["correction_id"])
    return pd.DataFrame(rows, columns=[*(column.key for column in query.selected_columns), "rests"], dtype="object")


def _check_shown(connection: Connection, topic_id: int, demonstration: bool | None = None) -> bool:
    """Return the dataset of a topic; raise an error unless it is shown and in the dataset given, if any."""
    found = connection.scalar(select(Topic.demonstration).where(Topic.topic_id == topic_id, Topic.shown))
    if found is None or (demonstration is not None and found != demonstration):
        raise CorrectionError(f"There is no topic {topic_id}.")
    return bool(found)


def _check_topics(connection: Connection, demonstration: bool) -> None:
    if not have_topics(connection, demonstration):
        raise CorrectionError("There are no topics to correct: compute the topics first.")


def _record(
    connection: Connection,
    demonstration: bool,
    kind: str,
    actor: Actor,
    details: dict[str, Any],
    topic_id: int | None = None,
    project_id: str | None = None,
) -> int:
    _check_topics(connection, demonstration)
    number = int(connection.scalar(select(func.coalesce(func.max(TopicCorrection.correction_id), 0))) or 0) + 1
    connection.execute(
        insert(TopicCorrection).values(
            correction_id=number,
            demonstration=demonstration,
            kind=kind,
            topic_id=topic_id,
            project_id=project_id,
            details=details,
            made_at=utc_now(),
            made_by=actor.name,
        )
    )
    update_project_topics(connection, demonstration)
    what = f"topic {topic_id}" if topic_id is not None else dataset_name(demonstration)
    kept = {name: value for name, value in details.items() if name != "parts"}
    record(connection, actor, _ACTIONS[kind], f"{what}, correction {number}", after={**kept, "project": project_id})
    return number
