"""What the secretariat says of topics: each word is recorded, holds through later runs, and can be taken back.

A correction is of the dataset that its topic is of; none bears on the other one.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, func, insert, select, update

from lib.store.engine import write_transaction
from lib.store.models import ProjectTopic, Topic, TopicCorrection
from lib.topics.compute import describe
from lib.topics.model import Features, build_features
from lib.topics.model import divide as divided
from lib.topics.project_texts import read_texts
from lib.topics.project_topics import update_project_topics
from lib.topics.queries import have_topics, select_projects
from lib.topics.text import read, to_term
from lib.topics.topic_continuity import pick_free_colours

#: A topic of fewer projects is not split.
FEWEST_TO_SPLIT = 6


class CorrectionError(Exception):
    """The correction cannot be made; the message says why."""


def rename(engine: Engine, topic_id: int, label: str, by: str) -> int:
    """Give a topic another label. Returns the number of the correction, as the others do.

    Raises:
        CannotCorrect: no such topic, an empty label, or one that another topic has.
    """
    label = " ".join(label.split())
    if not label:
        raise CorrectionError("A label cannot be empty.")
    with engine.connect() as connection, write_transaction(connection):
        demonstration = _shown(connection, topic_id)
        same = select(Topic.label).where(
            Topic.shown, Topic.demonstration.is_(demonstration), Topic.topic_id != topic_id
        )
        if any(other.casefold() == label.casefold() for other in connection.scalars(same)):
            raise CorrectionError(f"Another topic is called “{label}” already.")
        return _record(connection, demonstration, "rename", by, {"label": label}, topic_id)


def merge(engine: Engine, topic_id: int, into: int, by: str) -> int:
    """Put all of a topic into another one.

    Raises:
        CannotCorrect: no such topic, both are one, or they are of two datasets.
    """
    with engine.connect() as connection, write_transaction(connection):
        demonstration = _shown(connection, topic_id)
        _shown(connection, into, demonstration)
        if topic_id == into:
            raise CorrectionError("A topic cannot be merged with itself.")
        return _record(connection, demonstration, "merge", by, {"into": into}, topic_id)


def pin(engine: Engine, project_id: str, topic_id: int, by: str) -> int:
    """Say that a project belongs to one topic, and to no other.

    Raises:
        CannotCorrect: no such project or topic.
    """
    with engine.connect() as connection, write_transaction(connection):
        demonstration = _shown(connection, topic_id)
        if project_id not in set(connection.scalars(select_projects(demonstration))):
            raise CorrectionError(f"There is no project {project_id} among those of the topic's dataset.")
        return _record(connection, demonstration, "pin", by, {}, topic_id, project_id)


def exclude_term(engine: Engine, demonstration: bool, word: str, by: str) -> int:
    """Say that a term says nothing of a dataset's topics: it is in no label and list from now on, and the next run
    leaves it out.

    Raises:
        CannotCorrect: it is not a single word, or topics were not looked for yet.
    """
    word = word.strip()
    if not word or len(word.split()) > 1:
        raise CorrectionError("Exclude one word at a time, such as “consortium”.")
    with engine.connect() as connection, write_transaction(connection):
        return _record(connection, demonstration, "exclude", by, {"term": to_term(word)})


def split(engine: Engine, topic_id: int, by: str, parts: int = 2) -> int:
    """Split a topic in parts by the texts of its projects. The largest part stays; the others are topics of their own.

    Raises:
        CannotCorrect: no such topic, or too few projects whose main topic it is.
    """
    with engine.connect() as connection:
        demonstration = _shown(connection, topic_id)
        inside = set(_mainly(connection, topic_id))
    projects = read_texts(engine, demonstration)
    rows = [n for n, project in enumerate(projects.project_ids) if project in inside]
    if len(rows) < max(FEWEST_TO_SPLIT, 3 * parts):
        raise CorrectionError(f"The topic has {len(rows)} projects of its own: too few to split it in {parts}.")
    ready = build_features(read([projects.texts[n] for n in rows]))
    if not np.ptp(ready.dense, axis=0).any():
        raise CorrectionError("The texts of its projects are all the same: it cannot be split.")
    main = divided(ready, parts)
    largest = int(np.bincount(main).argmax())
    with engine.connect() as connection, write_transaction(connection):
        _shown(connection, topic_id)
        ids = _add_parts(connection, demonstration, ready, main, parts, largest, topic_id, projects.keywords)
        mapped = {projects.project_ids[n]: ids[part] for n, part in zip(rows, main.tolist(), strict=True)}
        return _record(connection, demonstration, "split", by, {"parts": mapped}, topic_id)


def _mainly(connection: Connection, topic_id: int) -> list[str]:
    """Projects of which a topic has the largest share."""
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
    """New topics for all parts but the largest. Returns the id of each part."""
    described = describe(ready, main, parts, keywords)
    taken = list(connection.scalars(select(Topic.colour).where(Topic.shown, Topic.demonstration.is_(demonstration))))
    colours = iter(pick_free_colours(taken, parts))
    next_id = int(connection.scalar(select(func.max(Topic.topic_id))) or 0) + 1
    ids = []
    for part in range(parts):
        if part == largest:
            ids.append(topic_id)
            continue
        made = described[part]
        connection.execute(
            insert(Topic).values(
                topic_id=next_id,
                demonstration=demonstration,
                label=made.label,
                made_label=made.label,
                candidates=made.candidates,
                made_terms=made.terms,
                terms=made.terms,
                telling=made.telling,
                colour=next(colours),
                found=False,
                shown=True,
            )
        )
        ids.append(next_id)
        next_id += 1
    return ids


def undo(engine: Engine, correction_id: int, by: str) -> None:
    """Take a correction back; what builds on it, such as the name of a part, rests until it is made again.

    Raises:
        CannotCorrect: no such correction, or it was taken back already.
    """
    with engine.connect() as connection, write_transaction(connection):
        row = connection.execute(
            select(TopicCorrection.undone_at, TopicCorrection.demonstration).where(
                TopicCorrection.correction_id == correction_id
            )
        ).one_or_none()
        if row is None:
            raise CorrectionError(f"There is no correction {correction_id}.")
        if row.undone_at is not None:
            raise CorrectionError(f"Correction {correction_id} was taken back already.")
        _need_topics(connection, row.demonstration)
        connection.execute(
            update(TopicCorrection)
            .where(TopicCorrection.correction_id == correction_id)
            .values(undone_at=_now(), undone_by=by)
        )
        update_project_topics(connection, row.demonstration)


def list_corrections(engine: Engine, demonstration: bool) -> pd.DataFrame:
    """Every correction of a dataset, the newest first.

    Returns:
        correction_id, kind, topic_id, topic (its label now), project_id, details (a dict without the parts of a split),
        made_at, made_by, undone_at, undone_by; missing is None.
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
    for row in rows:
        row["details"] = {name: value for name, value in row["details"].items() if name != "parts"}
    return pd.DataFrame(rows, columns=[column.key for column in query.selected_columns], dtype="object")


def _shown(connection: Connection, topic_id: int, demonstration: bool | None = None) -> bool:
    """Of which dataset a topic is that is shown, and must be where one is named."""
    found = connection.scalar(select(Topic.demonstration).where(Topic.topic_id == topic_id, Topic.shown))
    if found is None or (demonstration is not None and found != demonstration):
        raise CorrectionError(f"There is no topic {topic_id}.")
    return bool(found)


def _need_topics(connection: Connection, demonstration: bool) -> None:
    if not have_topics(connection, demonstration):
        raise CorrectionError("There are no topics to correct: look for topics first.")


def _record(
    connection: Connection,
    demonstration: bool,
    kind: str,
    by: str,
    details: dict[str, Any],
    topic_id: int | None = None,
    project_id: str | None = None,
) -> int:
    _need_topics(connection, demonstration)
    number = int(connection.scalar(select(func.coalesce(func.max(TopicCorrection.correction_id), 0))) or 0) + 1
    connection.execute(
        insert(TopicCorrection).values(
            correction_id=number,
            demonstration=demonstration,
            kind=kind,
            topic_id=topic_id,
            project_id=project_id,
            details=details,
            made_at=_now(),
            made_by=by,
        )
    )
    update_project_topics(connection, demonstration)
    return number


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
