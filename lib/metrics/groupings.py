"""What projects can be grouped by, and how much of each belongs to which category, in parts per million."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, select

from lib.entities.project import HEALTH_CATEGORIES, RESEARCH_ACTIVITIES
from lib.store.topic_tables import PM_TOPICS, TAXONOMIES, ProjectTaxonomy, ProjectTopic, Topic

#: project_id, category, weight.
Weights = Select[*tuple[Any, ...]]


def _by_taxonomy(taxonomy: str) -> Callable[[], Weights]:
    return lambda: select(ProjectTaxonomy.project_id, ProjectTaxonomy.category, ProjectTaxonomy.weight).where(
        ProjectTaxonomy.lens == taxonomy
    )


def _found() -> Weights:
    weight = cast(func.sum(ProjectTopic.weight), BigInteger).label("weight")
    return (
        select(ProjectTopic.project_id, Topic.label.label("category"), weight)
        .join(Topic, Topic.topic_id == ProjectTopic.topic_id)
        .group_by(ProjectTopic.project_id, Topic.label)
    )


#: The topics that lib.topics found, by their labels.
FOUND = "Found topics"
#: What projects can be grouped by: the name that pages give it, and the selectable of its weights.
GROUPINGS: dict[str, Callable[[], Weights]] = {FOUND: _found} | {
    taxonomy: _by_taxonomy(taxonomy) for taxonomy in TAXONOMIES
}
#: The categories of the fixed taxonomies, in their order.
CATEGORIES: dict[str, tuple[str, ...]] = dict(
    zip(
        TAXONOMIES,
        (HEALTH_CATEGORIES, RESEARCH_ACTIVITIES, PM_TOPICS),
        strict=True,
    )
)
