"""Queries on topics, on runs and on the corrections that apply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, Select, func, select

from lib.entities.project import Project, ProjectKeyword
from lib.store.datasets import of_dataset
from lib.store.topic_tables import WHOLE, ProjectTopic, Topic, TopicCorrection, TopicRun
from lib.topics.text import join_texts, read, to_term

#: The most words that are given as the reason for a topic.
_MOST_WORDS = 8


def select_projects(demonstration: bool) -> Select[str]:
    """Select the identifiers of the projects of a dataset."""
    return select(Project.project_id).where(of_dataset(Project.import_id, demonstration))


def select_topics(demonstration: bool) -> Select[int]:
    """Select the ids of the topics of a dataset, including those that have ended."""
    return select(Topic.topic_id).where(Topic.demonstration.is_(demonstration))


def have_topics(connection: Connection, demonstration: bool) -> bool:
    """Whether topics have ever been computed for this dataset alone."""
    runs = select(TopicRun.run_id).where(TopicRun.demonstration.is_(demonstration)).limit(1)
    return connection.scalar(runs) is not None


def list_active_corrections(connection: Connection, demonstration: bool) -> Sequence[Any]:
    """List the corrections of a dataset that have not been undone, in the order in which they were made."""
    return connection.execute(
        select(TopicCorrection)
        .where(TopicCorrection.undone_at.is_(None), TopicCorrection.demonstration.is_(demonstration))
        .order_by(TopicCorrection.correction_id)
    ).all()


def list_excluded_terms(connection: Connection, demonstration: bool) -> list[str]:
    """List the terms that the secretariat has excluded."""
    return [
        str(row.details["term"]) for row in list_active_corrections(connection, demonstration) if row.kind == "exclude"
    ]


def get_latest_run(engine: Engine, demonstration: bool) -> dict[str, Any] | None:
    """Return the latest run over a dataset, None before the first.

    Returns:
        run_id, demonstration, made_at (UTC), made_by, projects, unassigned, topics (numbers of them), by_hand (whether
        the number of topics was set), proposals, report (see lib.topics.compute).
    """
    columns = list(TopicRun.__table__.columns)
    latest = select(*columns).where(TopicRun.demonstration.is_(demonstration)).order_by(TopicRun.run_id.desc()).limit(1)
    with engine.connect() as connection:
        row = connection.execute(latest).one_or_none()
    return None if row is None else dict(row._mapping)


def get_last_combined_run(engine: Engine) -> datetime | None:
    """Return when topics were last computed for facts and demonstration data together (UTC), as older versions did.

    Such topics are shown for neither dataset; their names and corrections are kept for the next run. None if there has
    been no such run.
    """
    with engine.connect() as connection:
        found: datetime | None = connection.scalar(
            select(func.max(TopicRun.made_at)).where(TopicRun.demonstration.is_(None))
        )
    return found


def explain_topics(engine: Engine, project_id: str, demonstration: bool) -> pd.DataFrame:
    """List a project's topics with the reasons for them.

    Returns:
        The columns of `list_project_topics`, words (the distinctive words of the topic that occur in the project's
        text, the most distinctive first, as one text; empty if none does) and pinned (whether the secretariat pinned
        the project to the topic).
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
        distinctive = {row.topic_id: row.telling for row in connection.execute(select(Topic.topic_id, Topic.telling))}
        there = set(read([text]).terms) - {to_term(word) for word in list_excluded_terms(connection, demonstration)}
    words = [
        ", ".join([word for word in distinctive[topic] if to_term(word) in there][:_MOST_WORDS])
        for topic in found["topic_id"]
    ]
    return found.assign(words=pd.Series(words, index=found.index, dtype="object"), pinned=found["topic_id"].isin(held))


def list_project_topics(engine: Engine, project_id: str) -> pd.DataFrame:
    """List a project's topics, the largest share first.

    Returns:
        topic_id, label, colour (its number in the palette), weight (from 0 to 1), terms (a list).
    """
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
