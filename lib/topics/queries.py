"""What the pages show of a project's topics and of the latest run, as frames."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, Select, func, select

from lib.store.datasets import of_dataset
from lib.store.models import Project, ProjectKeyword, ProjectTopic, Topic, TopicCorrection, TopicRun
from lib.store.vocabulary import WHOLE
from lib.topics.text import join_texts, read, to_term

#: Words named as the reason for a topic.
_MOST_WORDS = 8


def select_projects(demonstration: bool) -> Select[str]:
    """Identifiers of the projects of a dataset."""
    return select(Project.project_id).where(of_dataset(Project.import_id, demonstration))


def select_topics(demonstration: bool) -> Select[int]:
    """Numbers of the topics of a dataset, gone ones among them."""
    return select(Topic.topic_id).where(Topic.demonstration.is_(demonstration))


def have_topics(connection: Connection, demonstration: bool) -> bool:
    """Whether topics were ever looked for in the dataset alone."""
    runs = select(TopicRun.run_id).where(TopicRun.demonstration.is_(demonstration)).limit(1)
    return connection.scalar(runs) is not None


def list_active_corrections(connection: Connection, demonstration: bool) -> Sequence[Any]:
    """Corrections of a dataset that hold, in the order they were made."""
    return connection.execute(
        select(TopicCorrection)
        .where(TopicCorrection.undone_at.is_(None), TopicCorrection.demonstration.is_(demonstration))
        .order_by(TopicCorrection.correction_id)
    ).all()


def list_excluded_terms(connection: Connection, demonstration: bool) -> list[str]:
    """Terms that the secretariat excluded."""
    return [
        str(row.details["term"]) for row in list_active_corrections(connection, demonstration) if row.kind == "exclude"
    ]


def get_latest_run(engine: Engine, demonstration: bool) -> dict[str, Any] | None:
    """The latest run over a dataset: run_id, demonstration, made_at (UTC), made_by, projects, unassigned, topics,
    by_hand, proposals, report.

    None before the first one.
    """
    columns = list(TopicRun.__table__.columns)
    latest = select(*columns).where(TopicRun.demonstration.is_(demonstration)).order_by(TopicRun.run_id.desc()).limit(1)
    with engine.connect() as connection:
        row = connection.execute(latest).one_or_none()
    return None if row is None else dict(row._mapping)


def get_last_combined_run(engine: Engine) -> datetime | None:
    """When topics were last looked for over facts and demonstration data together (UTC), as was once done. Such topics
    are shown of neither; their names and corrections wait for the next run. None where that never was."""
    with engine.connect() as connection:
        found: datetime | None = connection.scalar(
            select(func.max(TopicRun.made_at)).where(TopicRun.demonstration.is_(None))
        )
    return found


def explain_topics(engine: Engine, project_id: str, demonstration: bool) -> pd.DataFrame:
    """A project's topics, as `topics_of`, with what put it there; its dataset's corrections count.

    Returns:
        topic_id, label, colour, weight, terms; words (those that tell the topic and stand in the project's text, the
        most telling first, as one text; empty: none does), pinned (by the secretariat).
    """
    found = list_project_topics(engine, project_id)
    with engine.connect() as connection:
        parts = connection.execute(
            select(Project.acronym, Project.title, Project.summary).where(Project.project_id == project_id)
        ).one_or_none()
        keywords = connection.scalars(select(ProjectKeyword.keyword).where(ProjectKeyword.project_id == project_id))
        text = join_texts([*(parts or ()), *keywords])
        held = {
            row.topic_id
            for row in list_active_corrections(connection, demonstration)
            if row.kind == "pin" and row.project_id == project_id
        }
        telling = {row.topic_id: row.telling for row in connection.execute(select(Topic.topic_id, Topic.telling))}
        there = set(read([text]).terms) - {to_term(word) for word in list_excluded_terms(connection, demonstration)}
    words = [
        ", ".join([word for word in telling[topic] if to_term(word) in there][:_MOST_WORDS])
        for topic in found["topic_id"]
    ]
    return found.assign(words=pd.Series(words, index=found.index, dtype="object"), pinned=found["topic_id"].isin(held))


def list_project_topics(engine: Engine, project_id: str) -> pd.DataFrame:
    """A project's topics, the largest share first: topic_id, label, colour, weight (from 0 to 1), terms."""
    query = (
        select(Topic.topic_id, Topic.label, Topic.colour, ProjectTopic.weight, Topic.terms)
        .join(ProjectTopic, ProjectTopic.topic_id == Topic.topic_id)
        .where(ProjectTopic.project_id == project_id)
        .order_by(ProjectTopic.weight.desc(), Topic.topic_id)
    )
    with engine.connect() as connection:
        rows = [dict(row._mapping) for row in connection.execute(query)]
    frame = pd.DataFrame(rows, columns=["topic_id", "label", "colour", "weight", "terms"])
    return frame.assign(weight=frame["weight"].astype("float64") / WHOLE)
