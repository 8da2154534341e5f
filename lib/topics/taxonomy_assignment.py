"""The weights of all projects in all taxonomies, as the store keeps them, and how they are brought up to date.

What a source itself says of a project's HRCS categories always takes precedence over the terms in its texts.
"""

from __future__ import annotations

import hashlib
import inspect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, Table, delete, func, literal, select, union_all

from lib.common.progress import Progress, ignore_progress
from lib.entities.import_record import ImportRecord
from lib.entities.project import ProjectHealthCategory, ProjectResearchActivity
from lib.services.actors import Actor
from lib.services.rights import CORRECT_TOPICS
from lib.store.audit import record
from lib.store.bulk import add_rows
from lib.store.engine import write_transaction
from lib.store.topic_tables import ProjectTaxonomy, TaxonomyReading, TaxonomyVersion
from lib.topics import taxonomies, taxonomy_weights
from lib.topics.project_texts import select_texts

#: The most identifiers that one statement names.
_AT_ONCE = 10_000


@dataclass(frozen=True)
class Assigned:
    """What `assign` did: the number of projects that were read again, and of all projects."""

    changed: int
    projects: int


def assign(engine: Engine, actor: Actor, progress: Progress = ignore_progress) -> Assigned:
    """Bring the weights of all projects in all taxonomies up to date. Cheap if no import has changed the store since.

    A project is read again if its texts, its source's HRCS percentages or the term lists have changed.

    Args:
        engine: the store.
        actor: who asks for it.
        progress: called with the share that is done and the current step; an exception that it raises ends the work and
            leaves the store unchanged.

    Raises:
        NotPermittedError: the actor may not change the store.
    """
    actor.check(CORRECT_TOPICS, "assign projects to taxonomies")
    while True:
        with engine.connect() as connection:
            version = _current_version(connection)
            if _assigned_version(connection) == version:
                return Assigned(0, int(connection.scalar(select(func.count()).select_from(TaxonomyReading)) or 0))
            progress(0.0, "Reading the projects")
            projects = _read_projects(connection)
            known = {row.project_id: row.digest for row in connection.execute(select(TaxonomyReading))}
        changed = [project for project in projects if known.get(project.project_id) != project.digest]
        rows = _weigh(changed, progress)
        progress(0.9, "Writing the weights")
        with engine.connect() as connection, write_transaction(connection):
            if _current_version(connection) != version:
                # An import was made in the meantime: read again.
                continue
            _replace(connection, changed, rows)
            connection.execute(delete(TaxonomyVersion))
            add_rows(connection, _table(TaxonomyVersion), ["mark"], [[version]])
            record(connection, actor, "assign projects to taxonomies", f"{len(changed)} projects")
        return Assigned(len(changed), len(projects))


def is_current(engine: Engine) -> bool:
    """Whether the weights of all projects are up to date with the last import."""
    with engine.connect() as connection:
        return _assigned_version(connection) == _current_version(connection)


@lru_cache(maxsize=1)
def _method_version() -> str:
    """Return a hash of the term lists and of the code that applies them: if it changes, all projects are read again."""
    code = "".join(inspect.getsource(module) for module in (taxonomies, taxonomy_weights))
    return hashlib.sha256(taxonomies.term_lists() + code.encode()).hexdigest()


def _assigned_version(connection: Connection) -> str | None:
    """Return the version of the store that the weights were made from, None before the first time."""
    found: str | None = connection.scalar(select(TaxonomyVersion.mark))
    return found


def _current_version(connection: Connection) -> str:
    imports = connection.execute(
        select(func.count(), func.max(ImportRecord.import_id), func.count(ImportRecord.undone_at))
    ).one()
    return "-".join(str(piece) for piece in (*imports, _method_version()))


@dataclass(frozen=True)
class _Project:
    project_id: str
    texts: taxonomy_weights.Texts
    labels: dict[str, dict[str, int]]
    digest: str


def _read_projects(connection: Connection) -> list[_Project]:
    """Read every project with its texts and, by taxonomy, the percentages of its source (in hundredths)."""
    labels: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: {taxonomies.HEALTH: {}, taxonomies.ACTIVITY: {}})
    for project_id, taxonomy, category, percent in connection.execute(_select_labels()):
        labels[project_id][taxonomy][category] = int(percent * 100)
    found = []
    for project_id, acronym, title, summary, listed in connection.execute(select_texts(";")):
        # Each engine returns keywords in an order of its own.
        words = ";".join(sorted(listed.split(";"))) if listed else None
        texts: taxonomy_weights.Texts = (acronym, title, summary, words)
        own = labels.get(project_id, {})
        reported = sorted((taxonomy, sorted(shares.items())) for taxonomy, shares in own.items())
        digest = hashlib.sha256(repr((texts, reported, _method_version())).encode()).hexdigest()
        found.append(_Project(project_id, texts, own, digest))
    return found


def _select_labels() -> Any:
    health, activity = ProjectHealthCategory, ProjectResearchActivity
    return union_all(
        select(health.project_id, literal(taxonomies.HEALTH), health.health_category, health.percent).where(
            health.percent > 0
        ),
        select(activity.project_id, literal(taxonomies.ACTIVITY), activity.research_activity, activity.percent).where(
            activity.percent > 0
        ),
    )


_Row = tuple[str, str, str, int, str, str | None]


def _weigh(projects: Sequence[_Project], progress: Progress) -> list[_Row]:
    """Make the rows of ProjectTaxonomy for these projects."""
    rows: list[_Row] = []
    reading = taxonomy_weights.read(project.texts for project in projects)
    for number, taxonomy in enumerate(taxonomies.load_taxonomies().values()):
        progress(0.1 + 0.25 * number, f"Classifying {len(projects)} projects by {taxonomy.name}")
        labelled = [project for project in projects if project.labels.get(taxonomy.name)]
        rows.extend(_from_source(taxonomy, labelled))
        rows.extend(
            (taxonomy.name, project.project_id, found.category, found.weight, "terms", "; ".join(found.words))
            for project, listed in zip(projects, taxonomy_weights.weigh(taxonomy.name, reading), strict=True)
            if not project.labels.get(taxonomy.name)
            for found in listed
        )
    return rows


def _from_source(taxonomy: taxonomies.Taxonomy, projects: Sequence[_Project]) -> Iterator[_Row]:
    """Make the rows of projects of which the source itself reports the categories."""
    if not projects:
        return
    percents = np.array(
        [[project.labels[taxonomy.name].get(name, 0) for name in taxonomy.categories] for project in projects]
    )
    weights = taxonomy_weights.in_millionths(percents)
    for project, row in zip(projects, weights, strict=True):
        for category, weight in zip(taxonomy.categories, row, strict=True):
            if weight:
                yield taxonomy.name, project.project_id, category, int(weight), "source", None


def _replace(connection: Connection, projects: Sequence[_Project], rows: Sequence[_Row]) -> None:
    ids = [project.project_id for project in projects]
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        connection.execute(delete(ProjectTaxonomy).where(ProjectTaxonomy.project_id.in_(some)))
        connection.execute(delete(TaxonomyReading).where(TaxonomyReading.project_id.in_(some)))
    if rows:
        names = ["lens", "project_id", "category", "weight", "origin", "terms"]
        ordered = sorted(rows, key=lambda row: row[:3])
        add_rows(connection, _table(ProjectTaxonomy), names, list(zip(*ordered, strict=True)))
    if projects:
        digests = [project.digest for project in projects]
        add_rows(connection, _table(TaxonomyReading), ["project_id", "digest"], [ids, digests])


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table
