"""Topics for projects that came, or whose texts changed, after topics were computed: those of their neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Engine, delete, select

from lib.store.engine import write_transaction
from lib.store.models import ProjectPlace, TopicFound
from lib.topics.compute import TopicsError
from lib.topics.layout import place_between
from lib.topics.model import (
    Features,
    Progress,
    build_features,
    find_neighbours,
    ignore_progress,
    share_out_topics,
    vote_for_topics,
)
from lib.topics.project_texts import ProjectTexts, read_texts
from lib.topics.project_topics import add_places, add_shares, read_main_topics, update_project_topics
from lib.topics.queries import have_topics, list_excluded_terms, select_projects
from lib.topics.text import Ints, read


def find_unplaced(engine: Engine, demonstration: bool) -> list[str]:
    """Projects of a dataset that came, or whose texts changed, after they were placed; all of them before the first
    run."""
    projects = read_texts(engine, demonstration)
    return [projects.project_ids[n] for n in _waiting(engine, projects)]


def _waiting(engine: Engine, projects: ProjectTexts) -> list[int]:
    with engine.connect() as connection:
        query = select(ProjectPlace.project_id, ProjectPlace.text_hash)
        placed = {row.project_id: row.text_hash for row in connection.execute(query)}
    pairs = zip(projects.project_ids, projects.hashes(), strict=True)
    return [n for n, (project, hashed) in enumerate(pairs) if placed.get(project) != hashed]


def place_projects(engine: Engine, demonstration: bool, progress: Progress = ignore_progress) -> int:
    """Place the projects of a dataset that are not placed yet by their nearest placed ones, without a new run.

    Returns:
        How many were placed.

    Raises:
        CannotFindTopics: there was no run yet.
    """
    progress(0.0, "Reading the texts")
    projects = read_texts(engine, demonstration)
    waiting = np.array(_waiting(engine, projects), dtype=np.int64)
    among = np.setdiff1d(np.arange(len(projects.project_ids)), waiting)
    with engine.connect() as connection:
        excluded = list_excluded_terms(connection, demonstration)
        main = read_main_topics(connection, demonstration) if have_topics(connection, demonstration) else {}
        where = {row.project_id: (row.x, row.y) for row in connection.execute(select(ProjectPlace)).all()}
    if len(among) < 2 or not main:
        raise TopicsError("Projects are placed by those that have topics already: look for topics first.")
    if not len(waiting):
        return 0
    progress(0.2, "Weighing the words")
    ready = build_features(read(projects.texts), excluded, among)
    progress(0.6, "Looking for neighbours")
    ids = sorted(set(main.values()))
    shares, places = _placed(ready, waiting, projects, main, ids, where)
    progress(0.95, "Saving")
    with engine.connect() as connection, write_transaction(connection):
        there = set(connection.scalars(select_projects(demonstration)))
        rows = [n for n, place in enumerate(waiting.tolist()) if projects.project_ids[place] in there]
        names = ProjectTexts(
            tuple(projects.project_ids[n] for n in waiting.tolist()), tuple(projects.texts[n] for n in waiting.tolist())
        )
        for table in (TopicFound, ProjectPlace):
            for start in range(0, len(rows), 500):
                some = [names.project_ids[n] for n in rows[start : start + 500]]
                connection.execute(delete(table).where(table.project_id.in_(some)))
        add_places(connection, names, rows, places, [None] * len(waiting))
        add_shares(connection, names, rows, shares, ids)
        update_project_topics(connection, demonstration)
    return len(rows)


def _placed(
    ready: Features,
    waiting: Ints,
    projects: ProjectTexts,
    main: Mapping[str, int],
    ids: Sequence[int],
    where: Mapping[str, tuple[float, float]],
) -> tuple[Ints, Any]:
    """Shares and coordinates of projects by their neighbours' topics and places."""
    near = find_neighbours(ready.dense, ready.reference, waiting)
    number = {topic: n for n, topic in enumerate(ids)}
    around = [projects.project_ids[n] for n in ready.reference.tolist()]
    of_reference = np.array([number.get(main.get(project, -1), -1) for project in around])
    own = vote_for_topics(near, of_reference, ready.known[waiting], len(ids))
    shares = share_out_topics(near, of_reference, own, len(ids))
    coordinates = np.array([where[project] for project in around])
    middle = np.array(
        [
            place_between(likeness[None, :], coordinates[places])[0]
            for places, likeness in zip(near.places, near.likeness, strict=True)
        ]
    )
    return shares, middle.round(4)
