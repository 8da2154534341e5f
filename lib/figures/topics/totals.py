"""Sums over the projects that fit, each a single number."""

from __future__ import annotations

import pandas as pd

from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import COUNT, EUR, WEIGHTED, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Card, Figure, Result
from lib.figures.options import Chosen
from lib.figures.topics import words
from lib.metrics import topics
from lib.metrics.scope import Scope

_PROJECTS = Column("projects", "Projects", COUNT)


def _totals(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    """Return one row: topics, projects, with_topic, with_start_date, with_money, unassigned (weighted), money_eur,
    unassigned_eur (both missing where no money is known; what is unassigned is zero where nothing is)."""
    found = ask(topics.by_topic, scope.grouping, scope)
    total = topics.total(found)
    dated = ask(topics.by_year, scope.grouping, scope)["weighted"].sum()
    row = {
        "topics": found["category"].nunique(),
        "projects": round(total["projects"]),
        "with_topic": topics.with_topic(found).known,
        "with_start_date": round(dated),
        "with_money": topics.with_money(found).known,
        "unassigned": total["unassigned"],
        "money_eur": total["money_eur"],
        "unassigned_eur": total["unassigned_eur"] if total["unassigned"] else 0.0,
    }
    return Result(pd.DataFrame([row]))


def _count(answer: Answer, column: str) -> str:
    return formatting.number(answer.frame[column].iloc[0])


def _money(answer: Answer, column: str) -> str:
    value = answer.frame[column].iloc[0]
    return "no data" if pd.isna(value) else formatting.short_euro(value)


TOPICS = Figure(
    id="topics.topics",
    title="Topics",
    question="How many topics do the projects have?",
    unit="topics",
    definition=Definition(
        counts="Topics with a project that fits the filters.",
        why="How widely the funded projects are spread.",
        notes=words.WHAT_TOPICS_ARE,
    ),
    reviewed=words.REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.TOPICS,
    compute=_totals,
    columns=(Column("topics", "Topics", COUNT),),
    sentence=lambda answer: (
        f"{formatting.counted(count, 'topic has', 'topics have')} a project that fits the filters."
        if (count := int(answer.frame["topics"].iloc[0]))
        else words.NOTHING
    ),
    card=lambda answer: Card(_count(answer, "topics")),
)


def _sentence_of_projects(answer: Answer) -> str:
    row = answer.frame.iloc[0]
    return (
        f"Of {formatting.counted(int(row['projects']), 'project')} {formatting.number(row['with_topic'])} have a "
        f"topic, {formatting.number(row['with_start_date'])} a start date, and {formatting.number(row['with_money'])} "
        "a known amount of money; figures leave out projects without the data they need."
    )


PROJECTS = Figure(
    id="topics.projects",
    title="Projects",
    question="On how many projects do the figures on topics rest?",
    unit="projects",
    definition=Definition(
        counts="Projects that fit the filters. With countries chosen: projects with a participant from them.",
        why="Tells for how many of them a topic, a start date and an amount of money are known.",
    ),
    reviewed=words.REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.TOPICS,
    compute=_totals,
    columns=(
        _PROJECTS,
        Column("with_topic", "With a topic", COUNT),
        Column("with_start_date", "With a start date", COUNT),
        Column("with_money", "With known money", COUNT),
    ),
    sentence=_sentence_of_projects,
    card=lambda answer: Card(_count(answer, "projects")),
)
UNASSIGNED = Figure(
    id="topics.unassigned",
    title="Unassigned",
    question="How many projects fit no topic?",
    unit="projects, weighted",
    definition=Definition(
        counts="Projects that fit no topic, weighted: of a project that fits one in part, the rest.",
        why="Where many projects are unassigned, the topics say little of the whole.",
        notes=words.WHAT_TOPICS_ARE,
    ),
    reviewed=words.REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.TOPICS,
    compute=_totals,
    columns=(Column("unassigned", "Unassigned projects (weighted)", WEIGHTED), _PROJECTS),
    sentence=lambda answer: (
        f"{_count(answer, 'unassigned')} of {formatting.counted(int(answer.frame['projects'].iloc[0]), 'project')} "
        "fit no topic."
    ),
    card=lambda answer: Card(_count(answer, "unassigned")),
)


def _sentence_of_money(answer: Answer) -> str:
    row = answer.frame.iloc[0]
    if pd.isna(row["money_eur"]):
        return "The money of these projects is not known."
    return (
        f"{_money(answer, 'money_eur')} in {formatting.number(row['with_money'])} of "
        f"{formatting.counted(int(row['projects']), 'project')}, those whose money is known."
    )


MONEY = Figure(
    id="topics.money",
    title="Money",
    question="How much money do the projects have together?",
    unit="EUR",
    definition=Definition(
        counts=words.MONEY_TEXT,
        left_out=words.MONEY_LEFT_OUT,
        why="What the money of the topics adds up to, with what is unassigned.",
    ),
    reviewed=words.REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.TOPICS,
    compute=_totals,
    columns=(
        Column("money_eur", "Money (EUR)", EUR),
        _PROJECTS,
        Column("with_money", "With known money", COUNT),
    ),
    sentence=_sentence_of_money,
    card=lambda answer: Card(_money(answer, "money_eur")),
)


def _sentence_of_unassigned_money(answer: Answer) -> str:
    row = answer.frame.iloc[0]
    if pd.isna(row["unassigned_eur"]):
        return "The money of the projects that fit no topic is not known."
    return f"{_money(answer, 'unassigned_eur')} of {_money(answer, 'money_eur')} fit no topic."


UNASSIGNED_MONEY = Figure(
    id="topics.unassigned_money",
    title="Unassigned money",
    question="How much money goes to projects that fit no topic?",
    unit="EUR",
    definition=Definition(
        counts=words.MONEY_TEXT,
        left_out=words.MONEY_LEFT_OUT,
        why="Shows how much of the money the topics do not speak of.",
        notes=words.WHAT_TOPICS_ARE,
    ),
    reviewed=words.REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.TOPICS,
    compute=_totals,
    columns=(Column("unassigned_eur", "Unassigned money (EUR)", EUR), Column("money_eur", "Money (EUR)", EUR)),
    sentence=_sentence_of_unassigned_money,
    card=lambda answer: Card(_money(answer, "unassigned_eur")),
)
