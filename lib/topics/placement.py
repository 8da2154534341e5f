"""Give projects that were added or changed after topics were computed the nearest topics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Engine, delete, select

from lib.common.progress import Progress, ignore_progress
from lib.services.actors import Actor
from lib.services.rights import CORRECT_TOPICS
from lib.store.audit import record
from lib.store.datasets import dataset_name
from lib.store.engine import write_transaction
from lib.store.topic_tables import ProjectPlace, TopicFound
from lib.topics.compute import TopicsError
from lib.topics.layout import place_between
from lib.topics.model import (
    Features,
    Neighbours,
    build_features,
    find_nearest_topics,
    find_neighbours,
    fits_a_topic,
    share_out_topics,
    smooth_texts,
)
from lib.topics.project_texts import ProjectTexts, read_texts
from lib.topics.project_topics import add_places, add_shares, read_main_topics, update_project_topics
from lib.topics.queries import have_topics, list_excluded_terms, select_projects
from lib.topics.text import Ints, read
from lib.topics.text_vectors import embed_texts, keep_vectors


def find_unplaced(engine: Engine, demonstration: bool) -> list[str]:
    """Find the projects of a dataset that are new, or whose texts changed, since the last placement.

    Before the first run these are all projects.
    """
    projects = read_texts(engine, demonstration)
    return [projects.project_ids[n] for n in _list_waiting(engine, projects)]


def _list_waiting(engine: Engine, projects: ProjectTexts) -> list[int]:
    with engine.connect() as connection:
        query = select(ProjectPlace.project_id, ProjectPlace.text_hash)
        placed = {row.project_id: row.text_hash for row in connection.execute(query)}
    pairs = zip(projects.project_ids, projects.hash_texts(), strict=True)
    return [n for n, (project, hashed) in enumerate(pairs) if placed.get(project) != hashed]


def place_projects(engine: Engine, demonstration: bool, actor: Actor, progress: Progress = ignore_progress) -> int:
    """Give the projects of a dataset that are not placed yet the topics that are nearest to them, without a run.

    Returns:
        The number of projects that were placed.

    Raises:
        NotPermittedError: the actor may not update topics.
        TopicsError: topics have not been computed yet.
    """
    actor.check(CORRECT_TOPICS, "update topics")
    progress(0.0, "Reading the texts")
    projects = read_texts(engine, demonstration)
    waiting = np.array(_list_waiting(engine, projects), dtype=np.int64)
    among = np.setdiff1d(np.arange(len(projects.project_ids)), waiting)
    with engine.connect() as connection:
        excluded = list_excluded_terms(connection, demonstration)
        main = read_main_topics(connection, demonstration) if have_topics(connection, demonstration) else {}
        where = {row.project_id: (row.x, row.y) for row in connection.execute(select(ProjectPlace)).all()}
    if len(among) < 2 or not main:
        raise TopicsError("Projects are placed by those that have topics already: compute the topics first.")
    if not len(waiting):
        return 0
    progress(0.1, "Reading the texts")
    left = keep_vectors(engine, projects.texts, actor, progress=lambda _share, what: progress(0.1, what))
    encoded = None if left else embed_texts(engine, projects.texts)
    progress(0.2, "Weighing the words")
    ready = build_features(read(projects.texts), excluded, among, encoded)
    progress(0.6, "Searching neighbours")
    ids = sorted(set(main.values()))
    shares, places = _derive(ready, waiting, projects, main, ids, where)
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
        record(connection, actor, "update topics", dataset_name(demonstration), after={"placed": len(rows)})
    return len(rows)


def _derive(
    ready: Features,
    waiting: Ints,
    projects: ProjectTexts,
    main: Mapping[str, int],
    ids: Sequence[int],
    where: Mapping[str, tuple[float, float]],
) -> tuple[Ints, Any]:
    """Derive shares and coordinates of projects: the topic whose middle is nearest, as a run would, with shares and
    places by their neighbours'."""
    # Those that are placed come first, then those that wait.
    rows = np.concatenate([ready.reference, waiting])
    placed = np.arange(len(ready.reference))
    dense = ready.dense[rows]
    near = find_neighbours(dense, placed)
    number = {topic: n for n, topic in enumerate(ids)}
    around = [projects.project_ids[n] for n in ready.reference.tolist()]
    of_placed = np.array([number.get(main.get(project, -1), -1) for project in around])
    nearest = find_nearest_topics(smooth_texts(dense, placed, near), of_placed, len(ids))[len(placed) :]
    of_waiting = Neighbours(near.places[len(placed) :], near.likeness[len(placed) :])
    own = np.where(fits_a_topic(of_waiting, ready, waiting), nearest, -1)
    shares = share_out_topics(of_waiting, of_placed, own, len(ids))
    coordinates = np.array([where[project] for project in around])
    middle = np.array(
        [
            place_between(likeness[None, :], coordinates[places])[0]
            for places, likeness in zip(of_waiting.places, of_waiting.likeness, strict=True)
        ]
    )
    return shares, middle.round(4)
