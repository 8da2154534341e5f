"""The projects that a search finds."""

from __future__ import annotations

from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import DATASET, EUR, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Figure, Result
from lib.figures.options import Chosen
from lib.figures.pages import OPEN_PROJECT, project_page
from lib.figures.project import words
from lib.metrics import project
from lib.metrics.scope import Scope

#: Projects that are listed of those that fit, and of all: nobody reads more one by one.
_MOST, _MOST_OF_ALL = 500, 50


def _found(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    most = _MOST if scope.search else _MOST_OF_ALL
    found = ask(project.search, scope.search, scope.demonstration, most)
    return Result(found.assign(page=found["project_id"].map(project_page).astype("object")), context={"most": most})


def _sentence(answer: Answer) -> str:
    count, search = len(answer.frame), answer.scope.search
    if not search:
        return f"{formatting.counted(count, 'project')}, the latest first." if count else "There is no project yet."
    if not count:
        return f"No project fits “{search}”."
    if count == answer.context["most"]:
        return f"The first {formatting.number(count)} that fit “{search}”; more words narrow the search."
    return f"{formatting.counted(count, 'project fits', 'projects fit')} “{search}”."


FOUND = Figure(
    id="project.found",
    title="Projects that fit",
    title_of=lambda answer: "Projects that fit" if answer.scope.search else "The latest projects",
    question="Which projects have this name, or these words in their title?",
    unit="projects",
    definition=Definition(
        counts=(
            "Projects whose identifier, acronym, title or grant number holds the text; no other filter narrows them. "
            "An acronym or identifier that is just the text comes first, then those that begin with it, then the "
            "latest."
        ),
        left_out=(
            f"Of more than {_MOST} projects that fit, those behind the first {_MOST}; without a text, all but the "
            f"latest {_MOST_OF_ALL}. The page Records has all."
        ),
        why="The way to a project when only part of its name is known.",
    ),
    reviewed=words.REVIEWED,
    entities=("project",),
    narrowed_by=frozenset({"search"}),
    compute=_found,
    columns=(
        OPEN_PROJECT,
        *words.NAMES,
        words.CALL,
        words.START,
        Column("funding_eur", "Funding (EUR)", EUR),
        DATASET,
        words.PROJECT_ID,
    ),
    sentence=_sentence,
)
