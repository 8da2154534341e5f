"""The texts of projects that topics are computed from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from sqlalchemy import Engine, Select, func, select

from lib.entities.project import Project, ProjectKeyword
from lib.topics.queries import select_projects
from lib.topics.text import join_texts

#: A text of at least this many words, with a smaller share of common English ones, is taken to be in another language.
_WORDS, _ENGLISH = 20, 0.1


@dataclass(frozen=True)
class ProjectTexts:
    """The texts of a dataset's projects, in the order of their identifiers, and the keywords in them."""

    project_ids: tuple[str, ...]
    texts: tuple[str, ...]
    keywords: frozenset[str] = frozenset()

    def hash_texts(self) -> list[str]:
        """Return a hash of each text, to tell whether it has changed."""
        return [sha256(text.encode()).hexdigest() for text in self.texts]


def select_texts(separator: str) -> Select[*tuple[Any, ...]]:
    """Select project_id, acronym, title, summary and keywords of every project, by identifier.

    Args:
        separator: joins a project's keywords to one text, in an order that depends on the engine.
    """
    keywords = (
        select(ProjectKeyword.project_id, func.aggregate_strings(ProjectKeyword.keyword, separator).label("keywords"))
        .group_by(ProjectKeyword.project_id)
        .subquery()
    )
    return (
        select(Project.project_id, Project.acronym, Project.title, Project.summary, keywords.c.keywords)
        .outerjoin(keywords, keywords.c.project_id == Project.project_id)
        .order_by(Project.project_id)
    )


def read_texts(engine: Engine, demonstration: bool) -> ProjectTexts:
    """Read acronym, title, summary and keywords of every project of a dataset as one text."""
    with engine.connect() as connection:
        keywords: dict[str, list[str]] = defaultdict(list)
        for project, keyword in connection.execute(
            select(ProjectKeyword.project_id, ProjectKeyword.keyword)
            .where(ProjectKeyword.project_id.in_(select_projects(demonstration)))
            .order_by(ProjectKeyword.position, ProjectKeyword.keyword)
        ):
            keywords[project].append(keyword)
        rows = connection.execute(
            select(Project.project_id, Project.acronym, Project.title, Project.summary).where(
                Project.project_id.in_(select_projects(demonstration))
            )
        ).all()
    # Each engine sorts text in its own way; this order is the same everywhere.
    texts = {row[0]: join_texts([*row[1:], *keywords.get(row[0], ())]) for row in sorted(rows, key=lambda row: row[0])}
    return ProjectTexts(
        tuple(texts), tuple(texts.values()), frozenset(word for words in keywords.values() for word in words)
    )


def list_warnings(projects: ProjectTexts) -> list[str]:
    """List what users should know about the texts, in sentences."""
    empty = sum(not text.strip() for text in projects.texts)
    foreign = sum(not _is_english(text) for text in projects.texts)
    found = []
    if empty:
        found.append(f"{empty} projects have no text and no topic.")
    if foreign:
        found.append(
            f"{foreign} texts do not seem to be in English: they are alike by their language and may form topics of "
            "their own. English titles or keywords would help."
        )
    return found


def _is_english(text: str) -> bool:
    words = text.lower().split()
    return len(words) < _WORDS or sum(word in ENGLISH_STOP_WORDS for word in words) >= _ENGLISH * len(words)
