"""One topic: its sums, each a single number."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Card, Figure, Result
from lib.figures.options import Chosen
from lib.figures.topics import words
from lib.metrics import topics
from lib.metrics.scope import Scope

#: What narrows the figures of one topic: the topic itself is chosen.
ONE = words.TOPICS | {"topic"}


def _sums(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    """Return one row, as `with_counts` has it; of a topic without a project that fits, with no project and nothing
    known."""
    found = words.with_counts(
        ask(topics.by_topic, scope.grouping, scope.without("topic")), known := words.topics_of(ask, scope)
    )
    own = found[found["category"] == scope.topic]
    if own.empty:
        nothing = pd.DataFrame({"category": pd.Series([scope.topic or None], dtype="object"), "projects": [0]})
        own = words.named(nothing, known).reindex(columns=found.columns).astype(found.dtypes.to_dict() | _COUNTS)
    return Result(own.reset_index(drop=True), context={"topic": scope.topic or "the topic"})


_COUNTS = {"projects": "int64", "is_found": "bool"}


def _row(answer: Answer) -> dict[str, Any]:
    return words.rows_of(answer.frame)[0]


def _sentence(answer: Answer, said: str) -> str:
    name = answer.context["topic"]
    if not _row(answer)["projects"]:
        return f"No project that fits the filters is about “{name}”."
    return f"“{name}” {said}."


def _said_of_share(answer: Answer, share: str, what: str) -> str:
    row = _row(answer)
    written = words.write_share(row, share)
    if written == "no data":
        return f"has a share of {what} that is not known"
    return f"has {written} of {what}" if pd.isna(row[f"{share}_words"]) else f"has {written}, {what}"


def _said_of_money(answer: Answer) -> str:
    written = words.write_money(_row(answer))
    return f"has {written}" if written != "no data" else "has money of which nothing is known"


def _sentence_of_stability(answer: Answer) -> str:
    value = _row(answer)["stability"]
    if not _row(answer)["is_found"]:
        return "Categories of fixed taxonomies have no stability."
    if pd.isna(value):
        return f"How stable “{answer.context['topic']}” is, is not known."
    return f"“{answer.context['topic']}” has a stability of {words.write_stability(value)}, from 0 to 1."


def _card_of_stability(answer: Answer) -> Card:
    row = _row(answer)
    if not row["is_found"]:
        return Card("none", "of fixed taxonomies")
    return Card(words.write_stability(row["stability"]) if row["projects"] else "no data")


PROJECTS = Figure(
    id="topics.projects_of_topic",
    title="Projects",
    question="How many projects are about this topic?",
    unit="projects",
    definition=Definition(
        counts=words.PROJECTS_TEXT,
        why="How large the topic is.",
        notes=words.WHAT_TOPICS_ARE,
    ),
    reviewed=words.REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=ONE,
    compute=_sums,
    columns=(*words.TOPIC, words.PROJECTS, words.IN_PARTS),
    sentence=lambda answer: _sentence(
        answer, f"is a topic of {formatting.counted(_row(answer)['projects'], 'project')}"
    ),
    card=lambda answer: Card(formatting.number(_row(answer)["projects"])),
)
SHARE_OF_PROJECTS = Figure(
    id="topics.share_of_projects",
    title="Share of projects",
    question="How large a part of the projects is about this topic?",
    unit="share of projects",
    definition=Definition(
        counts=words.PROJECTS_TEXT,
        of=words.SHARES,
        why="How much of what is funded the topic is.",
        notes=words.WHAT_TOPICS_ARE,
    ),
    reviewed=words.REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=ONE,
    compute=_sums,
    columns=(*words.TOPIC, words.PROJECTS_SHARE, words.IN_PARTS, words.OF_PROJECTS, words.STABILITY),
    sentence=lambda answer: _sentence(answer, _said_of_share(answer, "projects", "the projects with a topic")),
    card=lambda answer: Card(words.write_share(_row(answer), "projects")),
)
MONEY = Figure(
    id="topics.money_of_topic",
    title="Money",
    question="How much money goes to this topic?",
    unit="EUR",
    definition=Definition(
        counts=words.MONEY_TEXT,
        left_out=words.MONEY_LEFT_OUT,
        why="What the topic is given.",
        notes=words.WHAT_TOPICS_ARE,
    ),
    reviewed=words.REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=ONE,
    compute=_sums,
    columns=(*words.TOPIC, words.MONEY, words.STABILITY),
    sentence=lambda answer: _sentence(answer, _said_of_money(answer)),
    card=lambda answer: Card(words.write_money(_row(answer))),
)
SHARE_OF_MONEY = Figure(
    id="topics.share_of_money",
    title="Share of money",
    question="How large a part of the money goes to this topic?",
    unit="share of money",
    definition=Definition(
        counts=words.MONEY_TEXT,
        of=words.SHARES,
        left_out=words.MONEY_LEFT_OUT,
        why="How much of what is spent the topic is.",
        notes=words.WHAT_TOPICS_ARE,
    ),
    reviewed=words.REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=ONE,
    compute=_sums,
    columns=(*words.TOPIC, words.MONEY_SHARE, words.MONEY, words.OF_MONEY, words.STABILITY),
    sentence=lambda answer: _sentence(answer, _said_of_share(answer, "money", "the money of all topics")),
    card=lambda answer: Card(words.write_share(_row(answer), "money")),
)
STABILITY = Figure(
    id="topics.stability",
    title="Stability (0 to 1)",
    question="How far can this topic be relied on?",
    unit="from 0 to 1",
    definition=Definition(
        counts=words.STABILITY_TEXT,
        why="Topics are computed from texts: one that falls apart when a few projects are left out says little.",
        notes=(words.FOUND_TEXT,),
    ),
    reviewed=words.REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=ONE,
    compute=_sums,
    columns=(*words.TOPIC, words.STABILITY),
    sentence=_sentence_of_stability,
    card=_card_of_stability,
)
