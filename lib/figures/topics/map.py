"""The map of projects: those whose texts are alike lie near each other."""

from __future__ import annotations

import pandas as pd

from lib.charts import topics as charts
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CODE, NUMBER, SHARE, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen
from lib.figures.pages import OPEN_PROJECT, project_page
from lib.figures.topics import words
from lib.metrics.scope import Scope
from lib.metrics.topics import projects as topic_projects


def _map(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    points = ask(topic_projects.points, scope.grouping, scope.without("outline"))
    inside = ask(topic_projects.points, scope.grouping, scope) if scope.outline else points
    known = words.topics_of(ask, scope)
    rows = words.named(inside, known).assign(page=inside["project_id"].map(project_page).astype("object"))
    empty = "No placed project lies inside the outline." if len(points) else "No placed project fits the filters."
    return words.result(rows, (), empty, points=points, colours=known.colours)


def middles(points: pd.DataFrame) -> pd.DataFrame:
    """Return the median of each category's points, the largest category first: category, x, y, projects."""
    assigned = points[points["category"].notna()]
    found = assigned.groupby("category").agg(x=("x", "median"), y=("y", "median"), projects=("x", "size"))
    return found.sort_values("projects", ascending=False, kind="stable").reset_index()


def _sentence(answer: Answer) -> str:
    if answer.frame.empty:
        return words.empty_of(answer)
    where = " inside the outline" if answer.scope.outline else " on the map"
    text = f"{formatting.counted(len(answer.frame), 'project')}{where}"
    largest = middles(answer.frame).head(1)
    if largest.empty:
        return f"{text}."
    first = largest.iloc[0]
    return f"{text}; the most, {formatting.number(first['projects'])}, are mainly about “{first['category']}”."


def _draw(answer: Answer, look: Look) -> Chart:
    points = answer.context["points"]
    return charts.map_picture(
        points, colours=answer.context["colours"], labels=middles(points), title="Projects by topic", dark=look.dark
    )


MAP = Figure(
    id="topics.map",
    title="Map of projects",
    question="Which projects are about the same?",
    unit="projects",
    definition=Definition(
        counts=(
            "Projects whose texts are alike lie near each other (t-SNE of the vectors from which topics are computed; "
            "projects added later lie between those they are most like). A point has the colour and shape of the topic "
            "with the project's largest share."
        ),
        left_out=(
            "Projects that were added since topics were last computed or updated have no place yet. An outline filters "
            "every figure of the page to the projects inside it; the picture keeps the others."
        ),
        why="Only nearness has a meaning: axes and distances between far points have none.",
        notes=(words.FOUND_TEXT, words.TAXONOMY),
    ),
    reviewed=words.REVIEWED,
    entities=("project",),
    narrowed_by=words.TOPICS,
    compute=_map,
    columns=(
        OPEN_PROJECT,
        Column("acronym", "Acronym"),
        Column("title", "Title"),
        Column("category", "Mainly about"),
        Column("topic_code", "Topic in addresses", CODE, shown=False),
        Column("share", "Share", SHARE, write=lambda value: formatting.percent(value, 0)),
        Column("project_id", "Identifier", CODE),
        Column("x", "Place from the left (-1 to 1)", NUMBER, shown=False),
        Column("y", "Place from below (-1 to 1)", NUMBER, shown=False),
    ),
    sentence=_sentence,
    chart=_draw,
    empty=words.empty_of,
)
