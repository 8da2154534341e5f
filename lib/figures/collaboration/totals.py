"""Sums over the pairs of countries, each a single number."""

from __future__ import annotations

import pandas as pd

from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.collaboration import words
from lib.figures.collaboration.pairs import HARDLY_TEXT, REVIEWED, all_pairs, beyond_chance
from lib.figures.columns import COUNT, SHARE, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Card, Figure, Result
from lib.figures.options import Chosen
from lib.metrics import collaboration
from lib.metrics.rates import with_share
from lib.metrics.scope import Scope

_COMPARED = Column("pairs_compared", "Pairs compared", COUNT)
_TOO_FEW = "too few to tell"


def _totals(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    """Return one row: all_projects (missing where no pair is left), pairs_sharing, pairs_compared, more, hardly."""
    found = all_pairs(ask, scope)
    compared = collaboration.compared(found)
    row = {
        "all_projects": found["all_projects"].iloc[0] if len(found) else None,
        "pairs_sharing": int((found["projects"] > 0).sum()),
        "pairs_compared": compared.pairs,
        "more": compared.more,
        "hardly": len(collaboration.hardly(found)),
    }
    return Result(pd.DataFrame([row]).astype("Int64"), context={"compared": compared, "found": found})


def _projects(answer: Answer) -> str:
    value = answer.frame["all_projects"].iloc[0]
    return "no data" if pd.isna(value) else formatting.number(value)


PROJECTS = Figure(
    id="collaboration.projects",
    title="Projects",
    question="How many projects have partners of known countries?",
    unit="projects",
    definition=Definition(
        counts="Projects with a partner from a known country; they are N in the strength.",
        left_out="Projects without a recorded country of a participant.",
        why="What every comparison with chance on this page rests on.",
    ),
    reviewed=REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.PICKED,
    compute=_totals,
    columns=(Column("all_projects", "Projects", COUNT),),
    sentence=lambda answer: (
        "It is not known which countries take part in these projects."
        if pd.isna(answer.frame["all_projects"].iloc[0])
        else f"{_projects(answer)} projects have a partner from a known country."
    ),
    card=lambda answer: Card(_projects(answer)),
)


def _of_one_country(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    """Return one row: projects (with a known country), one_country, share (with share_words where it is none)."""
    known, several = ask(collaboration.covered, scope)
    row = {"projects": known.known, "one_country": known.known - several.known}
    rows = with_share(pd.DataFrame([row]), "one_country", "projects", "share")
    return Result(rows, (known,))


def _say_one_country(answer: Answer) -> str:
    row = answer.frame.iloc[0]
    if not row["projects"]:
        return "It is not known which countries take part in these projects."
    projects = formatting.counted(int(row["projects"]), "project")
    if not row["one_country"]:
        return f"Of {projects}, none has partners of one recorded country alone."
    share = "" if pd.isna(row["share"]) else f" ({formatting.percent(row['share'])})"
    have = "has" if row["one_country"] == 1 else "have"
    return (
        f"{formatting.number(row['one_country'])} of {projects}{share} {have} partners of one recorded country alone, "
        "and no pair."
    )


ONE_COUNTRY = Figure(
    id="collaboration.one_country",
    title="One country",
    question="How many projects have partners of a single recorded country?",
    unit="projects",
    definition=Definition(
        counts="Projects whose partners are recorded with one country and no other; they join no pair of countries.",
        of="Projects with a partner from a known country.",
        left_out="Projects without a recorded country of a participant.",
        why=(
            "Where only the coordinator is recorded, a project of many countries looks like one of a single country: "
            "pairs are then fewer than they are."
        ),
    ),
    reviewed=REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.PROJECTS,
    compute=_of_one_country,
    columns=(
        Column("one_country", "Projects of one country", COUNT),
        Column("projects", "Projects", COUNT),
        Column("share", "Share", SHARE, words="share_words", instead=("one_country", "projects")),
    ),
    sentence=_say_one_country,
    finding=lambda answer: _say_one_country(answer).rstrip("."),
    card=lambda answer: Card(
        formatting.number(answer.frame["one_country"].iloc[0]) if answer.frame["projects"].iloc[0] else "no data",
        f"of {formatting.counted(int(answer.frame['projects'].iloc[0]), 'project')}",
    ),
)
PAIRS = Figure(
    id="collaboration.pairs",
    title="Country pairs",
    question="How many pairs of countries share a project?",
    unit="pairs of countries",
    definition=Definition(
        counts=f"Pairs of countries that share at least one project. {words.SHARED}",
        left_out=words.SHARED_LEFT_OUT,
        why="How widely countries are connected, whatever chance would give.",
    ),
    reviewed=REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.PICKED,
    compute=_totals,
    columns=(Column("pairs_sharing", "Pairs that share a project", COUNT),),
    sentence=lambda answer: (
        f"{formatting.counted(int(answer.frame['pairs_sharing'].iloc[0]), 'pair')} of countries share a project."
    ),
    card=lambda answer: Card(formatting.number(answer.frame["pairs_sharing"].iloc[0])),
)


def _card_of_compared(answer: Answer, column: str) -> Card:
    row = answer.frame.iloc[0]
    base = f"of {formatting.counted(int(row['pairs_compared']), 'pair')} compared"
    return Card(formatting.number(row[column]) if row["pairs_compared"] else _TOO_FEW, base)


MORE_THAN_BY_CHANCE = Figure(
    id="collaboration.more_than_by_chance",
    title="More than by chance",
    question="How many pairs of countries work together more often than chance would have it?",
    unit="pairs of countries",
    definition=Definition(
        counts="Pairs that share more projects than may well be chance.",
        of=words.STRENGTH,
        left_out="Pairs for which chance would give fewer than 5 shared projects cannot be compared.",
        why="Without the test, many pairs seem close that are merely large.",
        notes=(words.CHANCE,),
    ),
    reviewed=REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.PICKED,
    compute=_totals,
    columns=(_COMPARED, Column("more", "More than by chance", COUNT)),
    sentence=lambda answer: str(answer.context["compared"].words),
    finding=lambda answer: beyond_chance(answer.context["found"]),
    card=lambda answer: _card_of_compared(answer, "more"),
)
HARDLY_AT_ALL = Figure(
    id="collaboration.hardly_at_all",
    title="Hardly at all",
    question="How many pairs of countries hardly work together?",
    unit="pairs of countries",
    definition=Definition(
        counts=HARDLY_TEXT,
        of=words.STRENGTH,
        left_out="Pairs for which chance would give fewer than 5 shared projects cannot be compared.",
        why="Where partners could be brought together.",
        notes=(words.CHANCE,),
    ),
    reviewed=REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.PICKED,
    compute=_totals,
    columns=(_COMPARED, Column("hardly", "Hardly at all", COUNT)),
    sentence=lambda answer: (
        f"{formatting.number(answer.frame['hardly'].iloc[0])} of "
        f"{formatting.counted(int(answer.frame['pairs_compared'].iloc[0]), 'pair')} that could be compared hardly work "
        "together."
        if answer.frame["pairs_compared"].iloc[0]
        else str(answer.context["compared"].words)
    ),
    card=lambda answer: _card_of_compared(answer, "hardly"),
)
