"""What the pages and the command line show of topics, as frames."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
from sqlalchemy import Engine, select

from lib.store.models import ImportRecord, Project, ProjectKeyword, ProjectPlace, ProjectTopic, Topic, TopicRun
from lib.store.vocabulary import WHOLE
from lib.topics.derive import active
from lib.topics.text import joined, read, term


def latest_run(engine: Engine) -> dict[str, Any] | None:
    """The latest run: run_id, made_at (UTC), made_by, projects, unassigned, topics, by_hand, proposals, report.

    None before the first one.
    """
    columns = list(TopicRun.__table__.columns)
    with engine.connect() as connection:
        row = connection.execute(select(*columns).order_by(TopicRun.run_id.desc()).limit(1)).one_or_none()
    return None if row is None else dict(row._mapping)


def topics(engine: Engine, facts_only: bool = False) -> pd.DataFrame:
    """Every topic that is shown, that with most projects first.

    A project counts in every topic it belongs to; its money is shared among them by weight, to the cent, so that the
    sums of all topics add up to the money of all projects that have one.

    Returns:
        topic_id, label, terms (a list), colour, projects, mainly (projects whose largest share it is), eur (Decimal;
        None where no project's money is known), projects_with_money.
    """
    with engine.connect() as connection:
        rows = connection.execute(
            select(Topic.topic_id, Topic.label, Topic.terms, Topic.colour).where(Topic.shown).order_by(Topic.topic_id)
        ).all()
    money: dict[int, list[int]] = defaultdict(list)
    often: dict[int, int] = defaultdict(int)
    mainly: dict[int, int] = defaultdict(int)
    for _, shares, cents in _projects(engine, facts_only):
        mainly[min(shares, key=lambda topic: (-shares[topic], topic))] += 1
        for topic in shares:
            often[topic] += 1
        if cents is not None:
            for topic, part in shared(cents, shares).items():
                money[topic].append(part)
    frame = pd.DataFrame(
        {
            "topic_id": [int(row.topic_id) for row in rows],
            "label": [row.label for row in rows],
            "terms": [list(row.terms) for row in rows],
            "colour": [int(row.colour) for row in rows],
            "projects": [often[row.topic_id] for row in rows],
            "mainly": [mainly[row.topic_id] for row in rows],
            "eur": [Decimal(sum(money[row.topic_id])).scaleb(-2) if money[row.topic_id] else None for row in rows],
            "projects_with_money": [len(money[row.topic_id]) for row in rows],
        }
    )
    return frame.sort_values(["projects", "topic_id"], ascending=[False, True], ignore_index=True)


def _projects(engine: Engine, facts_only: bool) -> list[tuple[str, dict[int, int], int | None]]:
    """Each project that has topics: its id, its weights and its money in cents."""
    query = (
        select(ProjectTopic.project_id, ProjectTopic.topic_id, ProjectTopic.weight, Project.funding_eur)
        .join(Project, Project.project_id == ProjectTopic.project_id)
        .join(ImportRecord, ImportRecord.import_id == Project.import_id)
        .order_by(ProjectTopic.project_id, ProjectTopic.topic_id)
    )
    if facts_only:
        query = query.where(ImportRecord.illustrative.is_(False))
    shares: dict[str, dict[int, int]] = defaultdict(dict)
    cents: dict[str, int | None] = {}
    with engine.connect() as connection:
        for project, topic, weight, funding in connection.execute(query):
            shares[project][topic] = weight
            cents[project] = None if funding is None else int(funding.scaleb(2))
    return [(project, shares[project], cents[project]) for project in shares]


def shared(cents: int, weights: Mapping[int, int]) -> dict[int, int]:
    """An amount shared by weights that add up to WHOLE, to the cent; the parts add up to the amount.

    What rounding down leaves over goes to the largest remainders.
    """
    parts = {topic: cents * weight // WHOLE for topic, weight in weights.items()}
    left = cents - sum(parts.values())
    by_remainder = sorted(weights, key=lambda topic: (-(cents * weights[topic] % WHOLE), topic))
    for topic in by_remainder[:left]:
        parts[topic] += 1
    return parts


def placed(engine: Engine, facts_only: bool = False) -> pd.DataFrame:
    """Every placed project, a row each, by project_id: for the map.

    Returns:
        project_id, title, acronym, x, y, typical, topic_id (that with the largest share; NA where it fits none), weight
        (of that share, from 0 to 1; NaN where it fits none), topics (how many it has).
    """
    query = (
        select(
            ProjectPlace.project_id,
            Project.title,
            Project.acronym,
            ProjectPlace.x,
            ProjectPlace.y,
            ProjectPlace.typical,
        )
        .join(Project, Project.project_id == ProjectPlace.project_id)
        .join(ImportRecord, ImportRecord.import_id == Project.import_id)
    )
    if facts_only:
        query = query.where(ImportRecord.illustrative.is_(False))
    with engine.connect() as connection:
        rows = sorted(connection.execute(query).all(), key=lambda row: str(row.project_id))
    weights = {project: shares for project, shares, _ in _projects(engine, facts_only)}
    main: list[tuple[int | None, float, int]] = []
    for row in rows:
        own = weights.get(row.project_id, {})
        best = min(own, key=lambda topic: (-own[topic], topic)) if own else None
        main.append((best, float("nan") if best is None else own[best] / WHOLE, len(own)))
    return pd.DataFrame(
        {
            "project_id": [row.project_id for row in rows],
            "title": [row.title for row in rows],
            "acronym": [row.acronym for row in rows],
            "x": pd.Series([row.x for row in rows], dtype="float64"),
            "y": pd.Series([row.y for row in rows], dtype="float64"),
            "typical": pd.Series([row.typical for row in rows], dtype="float64"),
            "topic_id": pd.Series([topic for topic, _, _ in main], dtype="Int64"),
            "weight": pd.Series([weight for _, weight, _ in main], dtype="float64"),
            "topics": pd.Series([many for _, _, many in main], dtype="int64"),
        }
    )


def reasons(engine: Engine, project_id: str) -> pd.DataFrame:
    """A project's topics, as `topics_of`, with what put it there.

    Returns:
        topic_id, label, colour, weight, terms; words (terms of the topic that stand in the project's text, those that
        tell the topic most first, as one text; empty: none does), pinned (by the secretariat).
    """
    found = topics_of(engine, project_id)
    with engine.connect() as connection:
        parts = connection.execute(
            select(Project.acronym, Project.title, Project.summary).where(Project.project_id == project_id)
        ).one_or_none()
        keywords = connection.scalars(select(ProjectKeyword.keyword).where(ProjectKeyword.project_id == project_id))
        text = joined([*(parts or ()), *keywords])
        held = {row.topic_id for row in active(connection) if row.kind == "pin" and row.project_id == project_id}
    there = set(read([text]).terms)
    words = [", ".join(word for word in terms if term(word) in there) for terms in found["terms"]]
    return found.assign(words=pd.Series(words, index=found.index, dtype="object"), pinned=found["topic_id"].isin(held))


def topics_of(engine: Engine, project_id: str) -> pd.DataFrame:
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
