"""Compute the topics of all projects of a dataset.

Facts and demonstration data are computed separately: the texts of one have no influence on the topics, words or map of
the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from lib.common.clock import utc_now
from lib.common.progress import Progress, ignore_progress
from lib.services.actors import Actor
from lib.services.rights import CORRECT_TOPICS
from lib.store.audit import record
from lib.store.datasets import dataset_name
from lib.store.engine import write_transaction
from lib.store.topic_tables import ProjectPlace, Topic, TopicFound, TopicRun
from lib.topics.comparison import Comparison, compare_runs
from lib.topics.descriptions import Description, describe
from lib.topics.encoder import is_installed
from lib.topics.layout import lay_out
from lib.topics.model import (
    FEWEST,
    Clusters,
    build_features,
    find_clusters,
)
from lib.topics.project_texts import ProjectTexts, list_warnings, read_texts
from lib.topics.project_topics import add_places, add_shares, read_main_topics, update_project_topics
from lib.topics.queries import list_active_corrections, list_excluded_terms, select_projects, select_topics
from lib.topics.stability import measure_stability
from lib.topics.text import Ints, read
from lib.topics.text_vectors import MANY, embed_texts, keep_vectors
from lib.topics.topic_continuity import TopicChanges, match_topics, pick_free_colours


class TopicsError(Exception):
    """Topics cannot be computed; the message says why."""


@dataclass(frozen=True)
class Computation:
    """The result of a run.

    Attributes:
        run_id: number of the run.
        projects: number of projects.
        unassigned: number of projects that fit no topic.
        topics: ids of the topics.
        report: lists of labels under kept, appeared, vanished, pairs of labels under split (topic, new topic) and
            merged (ended topic, topic that it was merged into), sentences under warnings, and under anew whether the
            topics were searched for without regard to those that were there.
    """

    run_id: int
    projects: int
    unassigned: int
    topics: tuple[int, ...]
    report: dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """A run that is not saved yet.

    Attributes:
        demonstration: its dataset.
        by_hand: whether the number of topics was given.
        anew: whether it searched for topics without regard to those that are there.
        projects: whose texts were read.
        clusters: what was found in them.
        described: what each topic is about.
        stable: the stability of each topic; None where not known.
        places: (projects, 2) coordinates on the map.
        change: which topics continue.
        comparison: with the topics that are there.
        unread: number of texts that the sentence encoder has not read, so that meaning came from words for all; else 0.
    """

    demonstration: bool
    by_hand: bool
    anew: bool
    projects: ProjectTexts
    clusters: Clusters
    described: Sequence[Description]
    stable: Sequence[float | None]
    places: Any
    change: TopicChanges
    comparison: Comparison
    unread: int = 0


def compute_topics(
    engine: Engine,
    demonstration: bool,
    actor: Actor,
    k: int | None = None,
    progress: Progress = ignore_progress,
    *,
    anew: bool = False,
) -> Computation:
    """Compute and save topics; see `draft_topics` for arguments and errors, `save_topics` for what is saved."""
    return save_topics(engine, draft_topics(engine, demonstration, actor, k, progress, anew=anew), actor)


def draft_topics(
    engine: Engine,
    demonstration: bool,
    actor: Actor,
    k: int | None = None,
    progress: Progress = ignore_progress,
    *,
    anew: bool = False,
    most: int | None = MANY,
) -> Draft:
    """Compute topics without saving them.

    Where there are topics, the run continues them: each keeps its id, name, colour and corrections, projects that are
    pinned to a topic count as its own, and projects move only to the nearest of these topics.

    Args:
        engine: the store.
        demonstration: whether to compute the topics of the demonstration data rather than of the facts.
        actor: who asks for it.
        k: number of topics, which are then searched for anew; None to choose it by stability and coherence.
        progress: called with the share that is done; an exception that it raises stops the run.
        anew: whether to search for topics without regard to those that are there. Those that are found again by their
            projects keep their ids all the same.
        most: the most texts that the sentence encoder reads before it; with more that it has not read yet, the topics
            come from the words' vectors. None for any number.

    Raises:
        NotPermittedError: the actor may not compute topics.
        TopicsError: there are too few projects or usable texts, or the number of topics is impossible.
    """
    actor.check_on_record(CORRECT_TOPICS, "compute topics")
    progress(0.0, "Reading the texts")
    projects = read_texts(engine, demonstration)
    _check(projects, k)
    with engine.connect() as connection:
        excluded = list_excluded_terms(connection, demonstration)
        before = read_main_topics(connection, demonstration)
        there = _list_found(connection, demonstration)
        earlier = None if anew or k is not None else _number_earlier(connection, demonstration, projects, before, there)
    progress(0.02, "Reading the texts")
    left = keep_vectors(engine, projects.texts, actor, most, lambda _share, what: progress(0.02, what))
    encoded = None if left else embed_texts(engine, projects.texts)
    progress(0.1, "Weighing the words")
    ready = build_features(read(projects.texts), excluded, encoded=encoded)
    # The search for clusters reports progress from 0.35 to 0.7.
    clusters = find_clusters(ready, k, progress, earlier)
    if not clusters.k or (clusters.main < 0).all():
        raise TopicsError("The projects' texts have too little in common: there are no topics.")
    progress(0.72, "Measuring the stability of the topics")
    stable = measure_stability(
        projects.texts, ready, clusters.main, clusters.k, excluded, lambda _share, what: progress(0.72, what)
    )
    progress(0.8, "Naming the topics")
    described = describe(ready, clusters.main, clusters.k, projects.keywords)
    progress(0.85, "Drawing the map")
    places = lay_out(clusters.smooth, ready.reference)
    after = {
        project: int(topic) for project, topic in zip(projects.project_ids, clusters.main, strict=True) if topic >= 0
    }
    if clusters.continues:
        kept = {cluster: there[number] for cluster, number in enumerate(clusters.continues)}
        ended = [topic for topic in there if topic not in kept.values()]
        change = TopicChanges(kept, [], {}, {}, ended)
    else:
        change = match_topics(before, after, there, clusters.k)
    with engine.connect() as connection:
        labels = [made.label for made in described]
        comparison = compare_runs(connection, demonstration, change, there, before, after, labels)
    return Draft(
        demonstration=demonstration,
        by_hand=k is not None,
        anew=earlier is None,
        projects=projects,
        clusters=clusters,
        described=described,
        stable=stable,
        places=places,
        change=change,
        comparison=comparison,
        unread=left,
    )


def save_topics(engine: Engine, draft: Draft, actor: Actor) -> Computation:
    """Save a run. Topics that continue earlier ones keep their ids, names and colours; corrections apply where their
    topics are.

    Args:
        engine: the store.
        draft: of the same store, with no other run saved since.
        actor: who asks for it; kept on record.

    Raises:
        NotPermittedError: the actor may not compute topics.
    """
    actor.check_on_record(CORRECT_TOPICS, "compute topics")
    with engine.connect() as connection, write_transaction(connection):
        found = _save(connection, draft, actor.name)
        dataset = dataset_name(draft.demonstration)
        record(connection, actor, "compute topics", dataset, after={"topics": len(found.topics)})
        return found


def _list_found(connection: Connection, demonstration: bool) -> list[int]:
    """List the ids of the topics of the latest run, before corrections."""
    own = Topic.demonstration.is_(demonstration)
    return sorted(connection.scalars(select(Topic.topic_id).where(Topic.found, own)))


def _number_earlier(
    connection: Connection,
    demonstration: bool,
    projects: ProjectTexts,
    before: Mapping[str, int],
    there: Sequence[int],
) -> Ints | None:
    """Return the place of each project's topic in `there`, -1 for none; None where there are not two topics."""
    number = {topic: place for place, topic in enumerate(there)}
    pinned = {
        row.project_id: row.topic_id
        for row in list_active_corrections(connection, demonstration)
        if row.kind == "pin" and row.topic_id in number
    }
    topics = {**before, **pinned}
    earlier = np.array([number.get(topics.get(project, -1), -1) for project in projects.project_ids], dtype=np.int64)
    return earlier if len(np.unique(earlier[earlier >= 0])) > 1 else None


def next_topic_id(connection: Connection) -> int:
    """Return the id for a new topic, above all others."""
    return int(connection.scalar(select(func.max(Topic.topic_id))) or 0) + 1


def add_topic(
    connection: Connection,
    topic_id: int,
    demonstration: bool,
    description: Description,
    colour: int,
    *,
    found: bool,
    stability: float | None = None,
) -> None:
    """Add a topic that is shown.

    Args:
        connection: in a transaction that writes.
        topic_id: see `next_topic_id`.
        demonstration: its dataset.
        description: what it is about.
        colour: its number in the palette.
        found: whether a run computed it, not a correction.
        stability: None where not known.
    """
    connection.execute(
        insert(Topic).values(
            topic_id=topic_id,
            demonstration=demonstration,
            label=description.label,
            made_label=description.label,
            terms=description.terms,
            colour=colour,
            shown=True,
            found=found,
            made_stability=stability,
            **description.as_columns(),
        )
    )


def _check(projects: ProjectTexts, k: int | None) -> None:
    different = len({text.strip() for text in projects.texts} - {""})
    if different < FEWEST:
        raise TopicsError(
            f"Topics need at least {FEWEST} projects with different texts; there are {different} "
            f"(in {len(projects.texts)} projects). Import more projects, or summaries for those that have none."
        )
    if k is not None and not 2 <= k <= different // 3:
        raise TopicsError(f"The number of topics must be from 2 to {different // 3} here, not {k}.")


def _save(connection: Connection, draft: Draft, by: str) -> Computation:
    demonstration, projects, clusters = draft.demonstration, draft.projects, draft.clusters
    own = Topic.demonstration.is_(demonstration)
    old = {int(row.topic_id): row for row in connection.execute(select(Topic).where(Topic.found, own)).all()}
    if sorted(old) != sorted({*draft.change.kept.values(), *draft.change.merged, *draft.change.vanished}):
        raise TopicsError("The topics were computed by somebody else meanwhile: compute them again.")
    connection.execute(update(Topic).where(own).values(found=False))
    ids = _save_topics(connection, demonstration, draft.change, old, draft.described, draft.stable)
    # An import may have been undone while the topics were computed.
    there = set(connection.scalars(select_projects(demonstration)))
    rows = [n for n, project in enumerate(projects.project_ids) if project in there]
    connection.execute(delete(TopicFound).where(TopicFound.topic_id.in_(select_topics(demonstration))))
    connection.execute(delete(ProjectPlace).where(ProjectPlace.project_id.in_(select_projects(demonstration))))
    typical: list[float | None] = [
        round(float(t), 4) if m >= 0 else None for t, m in zip(clusters.typical, clusters.main, strict=True)
    ]
    add_places(connection, projects, rows, draft.places, typical)
    add_shares(connection, projects, rows, clusters.shares, ids)
    update_project_topics(connection, demonstration)
    report = _report(connection, draft, ids)
    run_id = int(connection.scalar(select(func.coalesce(func.max(TopicRun.run_id), 0))) or 0) + 1
    unassigned = int((clusters.main < 0).sum())
    connection.execute(
        insert(TopicRun).values(
            run_id=run_id,
            demonstration=demonstration,
            made_at=utc_now(),
            made_by=by,
            projects=len(projects.project_ids),
            unassigned=unassigned,
            topics=clusters.k,
            by_hand=draft.by_hand,
            proposals=clusters.proposals,
            report=report,
        )
    )
    return Computation(run_id, len(projects.project_ids), unassigned, tuple(ids), report)


def _save_topics(
    connection: Connection,
    demonstration: bool,
    change: TopicChanges,
    old: Mapping[int, Any],
    described: Sequence[Description],
    stable: Sequence[float | None],
) -> list[int]:
    """Update the topics that continue and add the others. Returns the id of each cluster."""
    new = [number for number in range(len(described)) if number not in change.kept]
    colours = pick_free_colours([old[topic].colour for topic in change.kept.values()], len(new))
    colour_of = dict(zip(new, colours, strict=True))
    next_id = next_topic_id(connection)
    ids = []
    for number, made in enumerate(described):
        if number in change.kept:
            topic_id = change.kept[number]
            values = {**made.as_columns(), "made_stability": stable[number], "found": True}
            connection.execute(update(Topic).where(Topic.topic_id == topic_id).values(**values))
        else:
            topic_id, next_id = next_id, next_id + 1
            # `update_project_topics` settles the label, and ensures that no two are alike.
            add_topic(
                connection, topic_id, demonstration, made, colour_of[number], found=True, stability=stable[number]
            )
        ids.append(topic_id)
    return ids


def _report(connection: Connection, draft: Draft, ids: Sequence[int]) -> dict[str, Any]:
    change = draft.change
    label = {row.topic_id: row.label for row in connection.execute(select(Topic.topic_id, Topic.label))}
    return {
        "kept": [label[topic] for topic in sorted(change.kept.values())],
        "appeared": [label[ids[number]] for number in change.appeared],
        "split": [[label[topic], label[ids[number]]] for number, topic in change.split.items()],
        "merged": [[label[topic], label[ids[number]]] for topic, number in change.merged.items()],
        "vanished": [label[topic] for topic in change.vanished],
        "warnings": [*list_warnings(draft.projects), *_list_unread(draft.unread)],
        "anew": draft.anew,
    }


def _list_unread(unread: int) -> list[str]:
    if not unread or not is_installed():
        return []
    return [
        f"{unread} texts wait for the sentence encoder, so topics were computed by words alone. The command "
        "icpermed-dashboard topics reads them all, which takes about a minute for every 2,000."
    ]
