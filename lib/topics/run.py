"""A search for topics over all projects of a dataset, and the placing of projects that came after it.

Facts and demonstration data are looked through apart: neither's texts bear on the other's topics, words or map.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from lib.store.bulk import add_rows
from lib.store.engine import write_transaction
from lib.store.models import Project, ProjectKeyword, ProjectPlace, Topic, TopicFound, TopicRun
from lib.topics.chart import between, positions
from lib.topics.derive import excluded_terms, projects_of, refresh, topics_of, was_looked_for
from lib.topics.keep import Change, compare, free_colours
from lib.topics.labels import label_candidates, telling_words, topic_terms
from lib.topics.lenses import field_phrases
from lib.topics.model import (
    FEWEST,
    Clusters,
    Features,
    Progress,
    cluster,
    features,
    neighbours,
    quiet,
    topic_of_neighbours,
    topic_shares,
)
from lib.topics.stability import stabilities
from lib.topics.text import Ints, joined, read

#: A text of so many words without this share of common English ones is taken to be in another language.
_WORDS, _ENGLISH = 20, 0.1


class CannotFindTopics(Exception):
    """There are no topics to be found; the message says why."""


@dataclass(frozen=True)
class Texts:
    """Texts of a dataset's projects, in the order of their identifiers, and the keywords that are in them."""

    project_ids: tuple[str, ...]
    texts: tuple[str, ...]
    keywords: frozenset[str] = frozenset()

    def hashes(self) -> list[str]:
        return [sha256(text.encode()).hexdigest() for text in self.texts]


@dataclass(frozen=True)
class Found:
    """What a run found.

    Attributes:
        run_id: its number.
        projects: that it read.
        unassigned: of them, that fit no topic.
        topics: ids of its topics.
        report: lists of labels under kept, appeared, vanished, pairs of labels under split (topic, new part) and merged
            (gone topic, topic it went into), and sentences under warnings.
    """

    run_id: int
    projects: int
    unassigned: int
    topics: tuple[int, ...]
    report: dict[str, Any]


def read_texts(engine: Engine, demonstration: bool) -> Texts:
    """Acronym, title, summary and keywords of every project of a dataset as one text."""
    with engine.connect() as connection:
        keywords: dict[str, list[str]] = defaultdict(list)
        for project, keyword in connection.execute(
            select(ProjectKeyword.project_id, ProjectKeyword.keyword)
            .where(ProjectKeyword.project_id.in_(projects_of(demonstration)))
            .order_by(ProjectKeyword.position, ProjectKeyword.keyword)
        ):
            keywords[project].append(keyword)
        rows = connection.execute(
            select(Project.project_id, Project.acronym, Project.title, Project.summary).where(
                Project.project_id.in_(projects_of(demonstration))
            )
        ).all()
    # Engines sort text each in its own way; this order is the same everywhere.
    texts = {row[0]: joined([*row[1:], *keywords.get(row[0], ())]) for row in sorted(rows, key=lambda row: row[0])}
    return Texts(tuple(texts), tuple(texts.values()), frozenset(word for words in keywords.values() for word in words))


def find(engine: Engine, demonstration: bool, by: str, k: int | None = None, progress: Progress = quiet) -> Found:
    """Look for topics anew; topics that live on keep their ids, names and colours, and all corrections hold.

    Args:
        engine: the store.
        demonstration: look through the demonstration data, in place of the facts.
        by: who asked for it, for the record.
        k: number of topics; None proposes it.
        progress: told how far it is; what it raises stops the run, and the store stays as it was.

    Raises:
        CannotFindTopics: too few projects, texts that say nothing, or a number of topics that cannot be.
    """
    progress(0.0, "Reading the texts")
    projects = read_texts(engine, demonstration)
    _check(projects, k)
    with engine.connect() as connection:
        excluded = excluded_terms(connection, demonstration)
    progress(0.1, "Weighing the words")
    ready = features(read(projects.texts), excluded)
    # The search tells its progress between 0.35 and 0.7.
    clusters = cluster(ready, k, progress)
    if not clusters.k or (clusters.main < 0).all():
        raise CannotFindTopics("The projects' texts have too little in common: no topics were found.")
    progress(0.72, "Seeing how stable the topics are")
    stable = stabilities(
        projects.texts, ready, clusters.main, clusters.k, excluded, lambda _share, what: progress(0.72, what)
    )
    progress(0.8, "Naming the topics")
    described = describe(ready, clusters.main, clusters.k, projects.keywords)
    progress(0.85, "Drawing the map")
    places = positions(clusters.smooth, ready.reference)
    progress(0.95, "Saving")
    with engine.connect() as connection, write_transaction(connection):
        return _save(connection, demonstration, by, k is not None, projects, clusters, described, stable, places)


@dataclass(frozen=True)
class Described:
    """What a topic is about: labels it may have, its ten terms, and more words that tell it; the best first."""

    candidates: list[str]
    terms: list[str]
    telling: list[str]

    @property
    def label(self) -> str:
        return (self.candidates or ["Other subjects"])[0]


def describe(ready: Features, main: Ints, k: int, keywords: Collection[str]) -> list[Described]:
    """Describe topics; labels prefer what projects' keywords and the lists of the field call things."""
    known = {*keywords, *field_phrases()}
    words = (
        label_candidates(ready, main, k, known),
        topic_terms(ready, main, k),
        telling_words(ready, main, k),
    )
    return [Described(*of_topic) for of_topic in zip(*words, strict=True)]


def _check(projects: Texts, k: int | None) -> None:
    different = len({text.strip() for text in projects.texts} - {""})
    if different < FEWEST:
        raise CannotFindTopics(
            f"Topics need at least {FEWEST} projects with different texts; there are {different} "
            f"(of {len(projects.texts)} projects). Import more projects, or summaries for those that have none."
        )
    if k is not None and not 2 <= k <= different // 3:
        raise CannotFindTopics(f"The number of topics must be from 2 to {different // 3} here, not {k}.")


def warnings(projects: Texts) -> list[str]:
    """What a reader should know of the texts."""
    empty = sum(not text.strip() for text in projects.texts)
    foreign = sum(not _english(text) for text in projects.texts)
    found = []
    if empty:
        found.append(f"{empty} projects have no text and no topic.")
    if foreign:
        found.append(
            f"{foreign} texts seem not to be in English: they are alike by their language and may make topics of "
            "their own. English titles or keywords would help."
        )
    return found


def _english(text: str) -> bool:
    words = text.lower().split()
    return len(words) < _WORDS or sum(word in ENGLISH_STOP_WORDS for word in words) >= _ENGLISH * len(words)


def _save(
    connection: Connection,
    demonstration: bool,
    by: str,
    by_hand: bool,
    projects: Texts,
    clusters: Clusters,
    described: Sequence[Described],
    stable: Sequence[float | None],
    places: Any,
) -> Found:
    after = {
        project: int(topic) for project, topic in zip(projects.project_ids, clusters.main, strict=True) if topic >= 0
    }
    own = Topic.demonstration.is_(demonstration)
    old = {int(row.topic_id): row for row in connection.execute(select(Topic).where(Topic.found, own)).all()}
    change = compare(_main_topics(connection, demonstration), after, sorted(old), clusters.k)
    connection.execute(update(Topic).where(own).values(found=False))
    ids = _save_topics(connection, demonstration, change, old, described, stable)
    # An import may have been taken back while the topics were looked for.
    there = set(connection.scalars(projects_of(demonstration)))
    rows = [n for n, project in enumerate(projects.project_ids) if project in there]
    connection.execute(delete(TopicFound).where(TopicFound.topic_id.in_(topics_of(demonstration))))
    connection.execute(delete(ProjectPlace).where(ProjectPlace.project_id.in_(projects_of(demonstration))))
    typical: list[float | None] = [
        round(float(t), 4) if m >= 0 else None for t, m in zip(clusters.typical, clusters.main, strict=True)
    ]
    _add_places(connection, projects, rows, places, typical)
    _add_shares(connection, projects, rows, clusters.shares, ids)
    refresh(connection, demonstration)
    report = _report(connection, change, ids, projects)
    run_id = int(connection.scalar(select(func.coalesce(func.max(TopicRun.run_id), 0))) or 0) + 1
    unassigned = int((clusters.main < 0).sum())
    connection.execute(
        insert(TopicRun).values(
            run_id=run_id,
            demonstration=demonstration,
            made_at=datetime.now(UTC).replace(tzinfo=None),
            made_by=by,
            projects=len(projects.project_ids),
            unassigned=unassigned,
            topics=clusters.k,
            by_hand=by_hand,
            proposals=clusters.proposals,
            report=report,
        )
    )
    return Found(run_id, len(projects.project_ids), unassigned, tuple(ids), report)


def _main_topics(connection: Connection, demonstration: bool) -> dict[str, int]:
    """Project -> the topic that most of it is in, as found; the lower id where two are as large."""
    main: dict[str, tuple[int, int]] = {}
    for project, topic, weight in connection.execute(
        select(TopicFound.project_id, TopicFound.topic_id, TopicFound.weight).where(
            TopicFound.topic_id.in_(topics_of(demonstration))
        )
    ):
        rank = (-weight, topic)
        if project not in main or rank < main[project]:
            main[project] = rank
    return {project: topic for project, (_, topic) in main.items()}


def _save_topics(
    connection: Connection,
    demonstration: bool,
    change: Change,
    old: Mapping[int, Any],
    described: Sequence[Described],
    stable: Sequence[float | None],
) -> list[int]:
    """Keep the topics that live on and add the others. Returns the id of each cluster."""
    new = [number for number in range(len(described)) if number not in change.kept]
    colours = free_colours([old[topic].colour for topic in change.kept.values()], len(new))
    colour_of = dict(zip(new, colours, strict=True))
    next_id = int(connection.scalar(select(func.coalesce(func.max(Topic.topic_id), 0))) or 0) + 1
    ids = []
    for number, made in enumerate(described):
        values = {
            "candidates": made.candidates,
            "made_terms": made.terms,
            "telling": made.telling,
            "made_stability": stable[number],
            "found": True,
        }
        if number in change.kept:
            topic_id = change.kept[number]
            connection.execute(update(Topic).where(Topic.topic_id == topic_id).values(**values))
        else:
            topic_id, next_id = next_id, next_id + 1
            # The label is settled by `refresh`, which sees to it that no two are alike.
            connection.execute(
                insert(Topic).values(
                    topic_id=topic_id,
                    demonstration=demonstration,
                    label=made.label,
                    made_label=made.label,
                    terms=made.terms,
                    colour=colour_of[number],
                    shown=True,
                    **values,
                )
            )
        ids.append(topic_id)
    return ids


def _add_places(
    connection: Connection, projects: Texts, rows: Sequence[int], places: Any, typical: Sequence[float | None]
) -> None:
    hashes = projects.hashes()
    table: Any = ProjectPlace.__table__
    columns: list[list[Any]] = [
        [projects.project_ids[n] for n in rows],
        [float(places[n, 0]) for n in rows],
        [float(places[n, 1]) for n in rows],
        [typical[n] for n in rows],
        [hashes[n] for n in rows],
        [datetime.now(UTC).replace(tzinfo=None)] * len(rows),
    ]
    if rows:
        add_rows(connection, table, ("project_id", "x", "y", "typical", "text_hash", "placed_at"), columns)


def _add_shares(connection: Connection, projects: Texts, rows: Sequence[int], shares: Ints, ids: Sequence[int]) -> None:
    found: list[tuple[str, int, int]] = [
        (projects.project_ids[n], ids[int(topic)], int(shares[n, topic]))
        for n in rows
        for topic in np.flatnonzero(shares[n])
    ]
    table: Any = TopicFound.__table__
    if found:
        add_rows(connection, table, ("project_id", "topic_id", "weight"), list(zip(*found, strict=True)))


def _report(connection: Connection, change: Change, ids: Sequence[int], projects: Texts) -> dict[str, Any]:
    label = {row.topic_id: row.label for row in connection.execute(select(Topic.topic_id, Topic.label))}
    return {
        "kept": [label[topic] for topic in sorted(change.kept.values())],
        "appeared": [label[ids[number]] for number in change.appeared],
        "split": [[label[topic], label[ids[number]]] for number, topic in change.split.items()],
        "merged": [[label[topic], label[ids[number]]] for topic, number in change.merged.items()],
        "vanished": [label[topic] for topic in change.vanished],
        "warnings": warnings(projects),
    }


def not_placed(engine: Engine, demonstration: bool) -> list[str]:
    """Projects of a dataset that came, or whose texts changed, after they were placed; all of them before the first
    run."""
    projects = read_texts(engine, demonstration)
    return [projects.project_ids[n] for n in _waiting(engine, projects)]


def _waiting(engine: Engine, projects: Texts) -> list[int]:
    with engine.connect() as connection:
        query = select(ProjectPlace.project_id, ProjectPlace.text_hash)
        placed = {row.project_id: row.text_hash for row in connection.execute(query)}
    pairs = zip(projects.project_ids, projects.hashes(), strict=True)
    return [n for n, (project, hashed) in enumerate(pairs) if placed.get(project) != hashed]


def place(engine: Engine, demonstration: bool, progress: Progress = quiet) -> int:
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
        excluded = excluded_terms(connection, demonstration)
        main = _main_topics(connection, demonstration) if was_looked_for(connection, demonstration) else {}
        where = {row.project_id: (row.x, row.y) for row in connection.execute(select(ProjectPlace)).all()}
    if len(among) < 2 or not main:
        raise CannotFindTopics("Projects are placed by those that have topics already: look for topics first.")
    if not len(waiting):
        return 0
    progress(0.2, "Weighing the words")
    ready = features(read(projects.texts), excluded, among)
    progress(0.6, "Looking for neighbours")
    ids = sorted(set(main.values()))
    shares, places = _placed(ready, waiting, projects, main, ids, where)
    progress(0.95, "Saving")
    with engine.connect() as connection, write_transaction(connection):
        there = set(connection.scalars(projects_of(demonstration)))
        rows = [n for n, place in enumerate(waiting.tolist()) if projects.project_ids[place] in there]
        names = Texts(
            tuple(projects.project_ids[n] for n in waiting.tolist()), tuple(projects.texts[n] for n in waiting.tolist())
        )
        for table in (TopicFound, ProjectPlace):
            for start in range(0, len(rows), 500):
                some = [names.project_ids[n] for n in rows[start : start + 500]]
                connection.execute(delete(table).where(table.project_id.in_(some)))
        _add_places(connection, names, rows, places, [None] * len(waiting))
        _add_shares(connection, names, rows, shares, ids)
        refresh(connection, demonstration)
    return len(rows)


def _placed(
    ready: Features,
    waiting: Ints,
    projects: Texts,
    main: Mapping[str, int],
    ids: Sequence[int],
    where: Mapping[str, tuple[float, float]],
) -> tuple[Ints, Any]:
    """Shares and coordinates of projects by their neighbours' topics and places."""
    near = neighbours(ready.dense, ready.reference, waiting)
    number = {topic: n for n, topic in enumerate(ids)}
    around = [projects.project_ids[n] for n in ready.reference.tolist()]
    of_reference = np.array([number.get(main.get(project, -1), -1) for project in around])
    own = topic_of_neighbours(near, of_reference, ready.known[waiting], len(ids))
    shares = topic_shares(near, of_reference, own, len(ids))
    coordinates = np.array([where[project] for project in around])
    middle = np.array(
        [
            between(likeness[None, :], coordinates[places])[0]
            for places, likeness in zip(near.places, near.likeness, strict=True)
        ]
    )
    return shares, middle.round(4)
