"""What figures on one project share."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd

from lib.figures.asking import Ask
from lib.figures.columns import CODE, DAY, Column
from lib.figures.figure import Answer
from lib.metrics import project
from lib.metrics.scope import Scope

REVIEWED: Final = date(2026, 11, 30)
#: The project; where several are chosen, the first of them.
ONE: Final = frozenset({"projects"})
ONE_TEXT: Final = "Of the chosen project alone, whatever the other filters are; of the first, where several are chosen."
SIMILAR: Final = (
    "Likeness from 0 to 1 is made up of two parts, by acronym, title, summary and keywords. Shared words count 65%: "
    "the cosine of TF-IDF vectors, in which words that few projects use weigh most and the prose of all grants "
    "nothing; British and American spelling, singular and plural are alike, and pairs of words that are terms of the "
    "field, such as gene therapy, count as such. Meaning counts 35%: the cosine of the sums of word vectors that ship "
    "with the dashboard, less what all projects have in common; with fewer than 30 projects words alone are compared. "
    "A project that shares no word is listed only if its meaning is at least 0.45 alike. Named are the shared words "
    "that weigh most."
)

PROJECT_ID = Column("project_id", "Identifier", CODE)
NAMES = (Column("acronym", "Acronym"), Column("title", "Title"))
CALL = Column("call", "Call")
START = Column("start_date", "Start", DAY)


def id_of(scope: Scope) -> str:
    """Return the project's identifier; empty where none is chosen."""
    return scope.projects[0] if scope.projects else ""


def known_of(ask: Ask, scope: Scope) -> dict[str, Any] | None:
    """Return all that is known of the project; None where the dataset has no such project."""
    known = ask(project.details, id_of(scope)) if scope.projects else None
    return known if known and known["demonstration"] == scope.demonstration else None


def name_of(ask: Ask, scope: Scope) -> str:
    """Return the project's acronym, else its title; empty where the dataset has no such project."""
    known = known_of(ask, scope)
    if known is None:
        return ""
    return str(known["title"] if pd.isna(known["acronym"]) else known["acronym"])


def sentence(answer: Answer, said: str) -> str:
    """Return the sentence about the project in the answer's context, or that there is none."""
    if not answer.scope.projects:
        return "No project is chosen."
    if not answer.context["name"]:
        return "This dataset has no such project."
    return said
