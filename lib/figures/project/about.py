"""What a project is about: its subjects, its topics, and projects like it."""

from __future__ import annotations

import pandas as pd

from lib.charts.subjects import percents
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CODE, DATASET, NUMBER, SHARE, Column, decimals
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen
from lib.figures.pages import OPEN_PROJECT, project_page
from lib.figures.project import words
from lib.figures.topics.words import FOUND_TEXT, TAXONOMY
from lib.metrics import project, topics
from lib.metrics.scope import Scope
from lib.metrics.topics import projects as topic_projects
from lib.topics import queries, similar

_MOST_SIMILAR = 10


def _whole_percent(value: object) -> str:
    return formatting.percent(value, 0)


# Subjects ---------------------------------------------------------------------------------------------------------


def _subjects(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    name = words.name_of(ask, scope)
    subjects = ask(project.subjects, words.id_of(scope) if name else "")
    return Result(subjects.assign(share=subjects["percent"].astype("float64") / 100), context={"name": name})


def _sentence_of_subjects(answer: Answer) -> str:
    known, name = answer.frame[answer.frame["share"].notna()], answer.context["name"]
    if answer.frame.empty:
        return words.sentence(answer, f"The subjects of “{name}” are not recorded.")
    if known.empty:
        count = formatting.counted(len(answer.frame), "keyword or field of science", "keywords and fields of science")
        return words.sentence(answer, f"No HRCS category of “{name}” is known; {count} are recorded.")
    first = known.iloc[0]
    return words.sentence(
        answer, f"“{name}” is mainly about {first['subject']} ({_whole_percent(first['share'])}, {first['kind']})."
    )


def _draw_subjects(answer: Answer, look: Look) -> Chart | None:
    shares = answer.frame[answer.frame["share"].notna()]
    if shares.empty:
        return None
    return percents(shares, title="HRCS categories (percent of the project)", dark=look.dark)


SUBJECTS = Figure(
    id="project.subjects",
    title="What it is about",
    question="What is the project about, by its source?",
    unit="share of the project",
    definition=Definition(
        counts=(
            "Health categories and research activities of the Health Research Classification System (HRCS); the "
            "percents of a project add up to 100 in each. Keywords are the project's own, fields of science "
            "EuroSciVoc's."
        ),
        left_out="Keywords and fields of science have no percent.",
        why="What the project says of itself, before any topic is computed.",
        notes=(words.ONE_TEXT,),
    ),
    reviewed=words.REVIEWED,
    entities=("project", "field of science"),
    narrowed_by=words.ONE,
    compute=_subjects,
    columns=(
        Column("kind", "Classification"),
        Column("subject", "Subject"),
        Column("share", "Percent", SHARE, write=_whole_percent),
    ),
    sentence=_sentence_of_subjects,
    chart=_draw_subjects,
    empty="No HRCS category is known; keywords and fields, if any, are in the table.",
)


# Topics -----------------------------------------------------------------------------------------------------------


def _topics(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    """Return the project's topics with their shares and reasons; the shares of a grouping add up to one."""
    name = words.name_of(ask, scope)
    project_id = words.id_of(scope) if name else ""
    found = [
        (topics.FOUND, row["label"], row["weight"], _why(row["words"], "pinned by the secretariat", row["pinned"]))
        for row in ask(queries.explain_topics, project_id, scope.demonstration).to_dict("records")
    ]
    fixed = [
        (
            row["taxonomy"],
            row["category"],
            row["share"],
            _why(row["terms"], "its source says so", row["origin"] == "source"),
        )
        for row in ask(topic_projects.list_taxonomy_categories, project_id).to_dict("records")
    ]
    table = pd.DataFrame([*found, *fixed], columns=["grouping", "topic", "share", "why"])
    return Result(table.astype({"share": "float64"}), context={"name": name})


def _why(stated_words: object, stated: str, is_stated: bool) -> str:
    """Return the reason for a topic: what somebody stated, else the terms, else the similar projects."""
    if is_stated:
        return stated
    missing = pd.isna(stated_words) or not stated_words  # type: ignore[call-overload]
    return "projects like it are there" if missing else str(stated_words)


def _sentence_of_topics(answer: Answer) -> str:
    found, name = answer.frame[answer.frame["grouping"] == topics.FOUND], answer.context["name"]
    if answer.frame.empty:
        return words.sentence(answer, f"“{name}” fits no topic, or topics have not been computed since it was added.")
    first = (found if len(found) else answer.frame).iloc[0]
    return words.sentence(
        answer, f"“{name}” belongs to “{first['topic']}” with {_whole_percent(first['share'])} ({first['grouping']})."
    )


TOPICS = Figure(
    id="project.topics",
    title="Its topics",
    question="To which topics does the project belong, and why?",
    unit="share of the project",
    definition=Definition(
        counts=(
            f"{FOUND_TEXT} Listed are the distinctive terms of the topic that occur in the project's own text. "
            f"{TAXONOMY}"
        ),
        left_out="A project that was added since topics were last computed or updated has none yet.",
        why="Shows why a project is counted where it is, so that a wrong topic can be corrected.",
        notes=(words.ONE_TEXT,),
    ),
    reviewed=words.REVIEWED,
    entities=("project",),
    narrowed_by=words.ONE,
    compute=_topics,
    columns=(
        Column("grouping", "Grouping"),
        Column("topic", "Topic"),
        Column("share", "Share of the project", SHARE, write=_whole_percent),
        Column("why", "What put it there"),
    ),
    sentence=_sentence_of_topics,
    empty="It fits no topic, or topics have not been computed since it was added.",
)


# Projects like it -------------------------------------------------------------------------------------------------


def _similar(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    name = words.name_of(ask, scope)
    near = ask(similar.list_nearest, words.id_of(scope) if name else "", _MOST_SIMILAR, scope.demonstration)
    listed = near.merge(ask(project.listed, tuple(near["project_id"])), on="project_id")
    return Result(listed.assign(page=listed["project_id"].map(project_page).astype("object")), context={"name": name})


def _sentence_of_similar(answer: Answer) -> str:
    name = answer.context["name"]
    if answer.frame.empty:
        return words.sentence(answer, f"No other project is like “{name}” in words or meaning.")
    first = answer.frame.iloc[0]
    other = first["title"] if pd.isna(first["acronym"]) else first["acronym"]
    return words.sentence(answer, f"Most like “{name}” is “{other}”: {formatting.number(first['likeness'], 2)} of 1.")


SIMILAR = Figure(
    id="project.similar",
    title="Projects like this one",
    question="Which projects are most like this one?",
    unit="likeness from 0 to 1",
    definition=Definition(
        counts=f"The {_MOST_SIMILAR} projects of the dataset most like it. {words.SIMILAR}",
        why=(
            "Where double funding is to be ruled out, or partners to be found. A high likeness means that texts are "
            "alike, not that the same work is funded twice; a low one does not rule it out."
        ),
        notes=(words.ONE_TEXT,),
    ),
    reviewed=words.REVIEWED,
    entities=("project",),
    narrowed_by=words.ONE,
    compute=_similar,
    columns=(
        OPEN_PROJECT,
        Column("project_id", "Identifier", CODE, shown=False),
        *words.NAMES,
        Column("likeness", "Likeness (0 to 1)", NUMBER, write=decimals(2)),
        Column("terms", "Shared words"),
        words.CALL,
        words.START,
        DATASET,
    ),
    sentence=_sentence_of_similar,
    empty="No other project is like it in words or meaning.",
)
