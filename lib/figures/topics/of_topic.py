"""One topic: its projects, and where and when they are."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib.charts import plots
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CHANGE, CODE, DAY, EUR, NUMBER, SHARE, YEAR, Column, decimals
from lib.figures.comparison import MY_COUNTRY
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen
from lib.figures.pages import OPEN_PROJECT, project_page
from lib.figures.topics import words
from lib.figures.topics.one import ONE
from lib.figures.topics.ranked import title_of
from lib.figures.topics.specialised import SPECIALISATION, SPECIALISED, with_shares
from lib.metrics import topics
from lib.metrics.scope import Scope
from lib.metrics.topics import projects as topic_projects

#: A project is borderline if the share of its next topic is within this of the topic's.
_BORDERLINE = 0.2
_MOST_BARS = 25


def _whole_percent(value: object) -> str:
    return formatting.percent(value, 0)


# Projects ---------------------------------------------------------------------------------------------------------


def _members(ask: Ask, scope: Scope) -> pd.DataFrame:
    found: pd.DataFrame = ask(topic_projects.members, scope.grouping, scope.topic, scope.without("topic"))
    return found.assign(page=found["project_id"].map(project_page).astype("object"))


def _typical(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    found = _members(ask, scope)
    return words.result(found[found["margin"] > _BORDERLINE], (), "", topic=scope.topic, of=len(found))


def _borderline(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    found = _members(ask, scope)
    near = found[found["margin"] <= _BORDERLINE].sort_values("margin", key=lambda margin: margin.abs())
    return words.result(near, (), "", topic=scope.topic, of=len(found))


def _sentence_of_members(answer: Answer, said: str) -> str:
    if not answer.scope.topic:
        return "No topic is chosen."
    if not answer.context["of"]:
        return f"No project that fits the filters is about “{answer.context['topic']}”."
    count = f"{formatting.number(len(answer.frame))} of {formatting.counted(answer.context['of'], 'project')}"
    return f"{count} of “{answer.context['topic']}” {said}."


_COLUMNS = (
    OPEN_PROJECT,
    Column("acronym", "Acronym"),
    Column("title", "Title"),
    Column("share", "Share in the topic", SHARE, write=_whole_percent),
    Column("typical", "Likeness to the topic's centre", NUMBER, write=decimals(2)),
    Column("other", "Next topic"),
    Column("margin", "Margin", CHANGE, write=_whole_percent),
    Column("money_eur", "Money in the topic (EUR)", EUR),
    Column("start_date", "Start", DAY),
    Column("project_id", "Identifier", CODE),
)

TYPICAL = Figure(
    id="topics.typical_projects",
    title="Typical projects",
    question="Which projects show best what the topic is?",
    unit="projects",
    definition=Definition(
        counts=(
            "Projects that are more about the topic than about any other, by more than 20 percentage points. The most "
            "typical come first: those that are entirely in the topic, and of these the ones nearest to its centre "
            "(likeness from 0 to 1, for found topics)."
        ),
        left_out="Projects with another topic of nearly the same share, or a larger one, are listed as borderline.",
        why="A topic is best understood by the projects in the middle of it.",
        notes=(words.MONEY_TEXT, *words.WHAT_TOPICS_ARE),
    ),
    reviewed=words.REVIEWED,
    entities=("project",),
    narrowed_by=ONE,
    compute=_typical,
    columns=_COLUMNS,
    sentence=lambda answer: _sentence_of_members(answer, "have no other topic of nearly the same share"),
    empty="None: the topic is not the main one of any project that fits the filters.",
)
BORDERLINE = Figure(
    id="topics.borderline_projects",
    title="Borderline projects",
    question="Which projects could as well belong to another topic?",
    unit="projects",
    definition=Definition(
        counts=(
            "Projects that have another topic with nearly the same share, within 20 percentage points, or a larger "
            "one; those between two topics come first. The margin is the share in this topic minus that in the other."
        ),
        left_out="Projects that are clearly more about this topic are listed as typical.",
        why="Shows where topics run into each other, and which projects the secretariat may want to pin.",
        notes=(words.MONEY_TEXT, *words.WHAT_TOPICS_ARE),
    ),
    reviewed=words.REVIEWED,
    entities=("project",),
    narrowed_by=ONE,
    compute=_borderline,
    columns=_COLUMNS,
    sentence=lambda answer: _sentence_of_members(
        answer, "have another topic of nearly the same share, or a larger one"
    ),
    empty="None: no project here has another topic with nearly the same share.",
)


# By year ----------------------------------------------------------------------------------------------------------


def _by_year(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    every, measure = scope.without("topic"), chosen[words.MEASURE.name]
    found, years = (ask(function, scope.grouping, every) for function in (topics.by_topic, topics.by_year))
    rows = words.with_counts(years, words.topics_of(ask, scope), years["year"])
    own = rows[rows["category"] == scope.topic]
    empty = "" if len(own) else "No project of the topic with a known first day fits the filters."
    return words.result(own, words.dated_coverage(years, found, measure), empty)


def _sentence_of_years(answer: Answer) -> str:
    if words.empty_of(answer):
        return words.empty_of(answer)
    rows, column = answer.frame, _measured(answer)
    first, last = rows["year"].min(), rows["year"].max()
    if rows[column].isna().all():
        return f"The money of the topic from {first} to {last} is not known."
    most = words.rows_of(rows.sort_values(column, ascending=False, kind="stable"))[0]
    whole, largest = (_amount(answer, row) for row in (most | {column: rows[column].sum()}, most))
    return f"{_capital(whole)} from {first} to {last}, the most in {most['year']}: {largest}."


def _amount(answer: Answer, row: dict[str, Any]) -> str:
    """Return the projects or the money of a row."""
    return words.write_money(row) if words.is_money(answer) else formatting.counted(int(row["projects"]), "project")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _draw_years(answer: Answer, look: Look) -> Chart | None:
    is_money = words.is_money(answer)
    return plots.line_over_years(
        answer.frame.assign(value=answer.frame["money_eur" if is_money else "projects"]),
        title="Money by year (EUR million)" if is_money else "Projects by year (number)",
        unit="EUR" if is_money else "count",
        dark=look.dark,
    )


TOPIC_BY_YEAR = Figure(
    id="topics.topic_by_year",
    title="The topic by year",
    title_of=lambda answer: title_of(answer, "of the topic, by year"),
    question="How has this topic moved over the years?",
    unit="projects, or EUR",
    definition=Definition(
        counts=f"By the year of the project's first day. {words.PROJECTS_TEXT} {words.MONEY_TEXT}",
        of=f"{words.SHARES} Here of those of the year.",
        left_out=f"Projects without a known first day. {words.MONEY_LEFT_OUT}",
        why="Shows when the topic was funded.",
        notes=words.WHAT_TOPICS_ARE,
    ),
    reviewed=words.REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=ONE,
    options=(words.MEASURE,),
    compute=_by_year,
    columns=(Column("year", "Year", YEAR), *words.SUMS),
    sentence=_sentence_of_years,
    chart=_draw_years,
    empty=words.empty_of,
)


# By country -------------------------------------------------------------------------------------------------------

_NO_COUNTRY = "No country of the topic's participants is known."


def _measured(answer: Answer) -> str:
    return "money_eur" if words.is_money(answer) else "projects"


def _by_country(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    measure = chosen[words.MEASURE.name]
    cells = ask(topics.by_country, scope.grouping, scope.without("topic"), measure)
    column = "money_eur" if measure == topics.MONEY else "projects"
    rows = words.named(with_shares(cells, measure), words.topics_of(ask, scope))
    own = rows[(rows["category"] == scope.topic) & (rows["projects"] > 0)].sort_values(column, ascending=False)
    empty = "" if own[column].notna().any() else _NO_COUNTRY
    named = own.rename(columns={"key": "iso2", "name": "country"})
    return words.result(named, (ask(topics.with_country, scope),), empty)


def _sentence_of_countries(answer: Answer) -> str:
    if words.empty_of(answer):
        return _NO_COUNTRY
    first = words.rows_of(answer.frame)[0]
    count = formatting.counted(len(answer.frame), "country takes", "countries take")
    known = " that is known" if words.is_money(answer) else ""
    return f"{count} part in projects of the topic; {first['country']} has the most{known}: {_amount(answer, first)}."


def _draw_countries(answer: Answer, look: Look) -> Chart | None:
    if words.empty_of(answer):
        return None
    is_money = words.is_money(answer)
    return plots.ranked_bars(
        answer.frame.head(_MOST_BARS),
        measure=_measured(answer),
        name="country",
        title="Money by country (EUR million)" if is_money else "Projects by country (number)",
        unit="EUR" if is_money else "count",
        dark=look.dark,
        home=answer.home_name,
    )


TOPIC_BY_COUNTRY = Figure(
    id="topics.topic_by_country",
    title="The topic by country",
    title_of=lambda answer: title_of(answer, "of the topic, by country"),
    question="Which countries work on this topic?",
    unit="projects, or EUR",
    definition=SPECIALISATION,
    reviewed=words.REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=ONE,
    options=(words.MEASURE, MY_COUNTRY),
    compute=_by_country,
    columns=(
        Column("iso2", "Code", CODE, shown=False),
        Column("country", "Country"),
        words.PROJECTS,
        words.MONEY,
        words.share_column("share", "Share there", "share_words", ("weighted", "weighted_of")),
        SPECIALISED,
        Column("weighted", "Projects (weighted)", words.IN_PARTS.kind, shown=False),
        words.OF_PROJECTS,
    ),
    sentence=_sentence_of_countries,
    chart=_draw_countries,
    empty=words.empty_of,
)
