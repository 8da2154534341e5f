"""Widening countries in projects, alone and together with others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pandas as pd

from lib.charts import plots as charts
from lib.common import formatting
from lib.figures import notes
from lib.figures.asking import Ask
from lib.figures.collaboration import words
from lib.figures.columns import COUNT, SHARE, YEAR, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Card, Chart, Figure, Look, Result
from lib.figures.options import Chosen
from lib.metrics import collaboration
from lib.metrics.coverage import Coverage
from lib.metrics.scope import Scope

REVIEWED: Final = date(2026, 11, 30)
DEFINITION: Final = Definition(
    counts=(
        "Projects with at least one partner from a widening country, and those in which a widening and another country "
        "work together."
    ),
    of="Share of the projects with a partner from a country that the list names. Sums over sums, by the year of start.",
    left_out=(
        "A country that is not on the list is neither, and projects with such countries alone are left out. A project "
        "with only one recorded country may have others: the figure says for how many projects two or "
        "more are. With countries chosen: projects with a partner from them."
    ),
    why="Whether countries that take part less are in the projects at all, and whether they work with the others.",
    notes=(notes.WIDENING_LIST,),
)


def _by_year(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    years = ask(collaboration.widening, scope)
    dated = years[years["year"].notna()]
    in_all, in_years = (int(rows["projects"].sum()) for rows in (years, dated))
    with_year = Coverage("projects with a known start", in_years, in_all)
    return Result(years, (*ask(collaboration.covered, scope), with_year), collaboration.widening_total(years))


def _sentence_by_year(answer: Answer) -> str:
    total = answer.context
    if not total["projects"]:
        return "No project with a known country fits the filters."
    inside = _write(total, "with_widening", answer.coverage[0])
    together = _write(total, "together", answer.coverage[1])
    return (
        f"{inside} of {formatting.counted(int(total['projects']), 'project')} have a partner from a widening country, "
        f"and in {together} one works with another country."
        if answer.coverage[0].is_enough
        else f"Of {formatting.counted(int(total['projects']), 'project')}, {inside} have a partner from a widening "
        f"country and {together} mix; too few countries are known for a share."
    )


def _find_by_year(answer: Answer) -> str:
    total = answer.context
    if not total["projects"]:
        return "No project with a known country fits the filters"
    inside = _write(total, "with_widening", answer.coverage[0])
    of = "" if inside.count(" of ") else f" of {formatting.counted(int(total['projects']), 'project')}"
    return f"{inside}{of} have a partner from a widening country"


def _draw_by_year(answer: Answer, look: Look) -> Chart | None:
    dated = answer.frame[answer.frame["year"].notna()]
    if not dated["share_widening"].notna().any():
        return None
    title = f"{answer.title} (share, by year of start)"
    return charts.shares_over_years(collaboration.widening_lines(dated), title=title, dark=look.dark)


WIDENING_BY_YEAR = Figure(
    id="collaboration.widening_by_year",
    title="Widening countries in projects",
    question="Do widening countries take part, and do they work with the others?",
    unit="share of projects",
    definition=DEFINITION,
    reviewed=REVIEWED,
    entities=(*words.ENTITIES, "call"),
    narrowed_by=words.PICKED,
    compute=_by_year,
    columns=(
        Column("year", "Year", YEAR),
        Column("projects", "Projects", COUNT),
        Column("with_widening", "With widening countries", COUNT),
        Column(
            "share_widening",
            "Share with widening countries",
            SHARE,
            words="share_widening_words",
            instead=("with_widening", "projects"),
        ),
        Column("together", "Widening and other countries", COUNT),
        Column(
            "share_together",
            "Share of widening with other countries",
            SHARE,
            words="share_together_words",
            instead=("together", "projects"),
        ),
    ),
    sentence=_sentence_by_year,
    finding=_find_by_year,
    chart=_draw_by_year,
    empty=(
        f"No year has {formatting.FEWEST_TRIALS} dated projects that fit the filters; the view Table holds the counts."
    ),
)


# Cards ------------------------------------------------------------------------------------------------------------


def _write(total: Mapping[str, Any], part: str, coverage: Coverage) -> str:
    """Write a share, or the counts where there are too few trials or too little is known for one."""
    write = formatting.share_of if coverage.is_enough else formatting.counts_of
    return write(total[part], total["projects"])


def _total(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    total = collaboration.widening_total(ask(collaboration.widening, scope))
    return Result(pd.DataFrame([total]), ask(collaboration.covered, scope))


def _card_of(part: str, place: int) -> Any:
    def card(answer: Answer) -> Card:
        total = answer.frame.to_dict("records")[0]
        if not total["projects"]:
            return Card("no data")
        several = answer.coverage[place]
        base = f"of {formatting.counted(int(total['projects']), 'project')}"
        known = f", two countries known of {formatting.number(several.known)}" if place else ""
        return Card(_write(total, part, several), f"{base}{known}")  # type: ignore[arg-type]

    return card


def _sentence_of(part: str, place: int, phrase: str) -> Any:
    def sentence(answer: Answer) -> str:
        total = answer.frame.to_dict("records")[0]
        if not total["projects"]:
            return "No project with a known country fits the filters."
        value = _write(total, part, answer.coverage[place])  # type: ignore[arg-type]
        return f"{value} of {formatting.counted(int(total['projects']), 'project')} {phrase}."

    return sentence


def _columns(part: str, header: str) -> tuple[Column, ...]:
    share = "share_widening" if part == "with_widening" else "share_together"
    return (
        Column("projects", "Projects", COUNT),
        Column(part, header, COUNT),
        Column(share, "Share", SHARE, words=f"{share}_words", instead=(part, "projects")),
    )


WITH_WIDENING = Figure(
    id="collaboration.with_widening",
    title="With widening",
    question="In which share of the projects does a widening country take part?",
    unit="share of projects",
    definition=DEFINITION,
    reviewed=REVIEWED,
    entities=(*words.ENTITIES, "call"),
    narrowed_by=words.PICKED,
    compute=_total,
    columns=_columns("with_widening", "With widening countries"),
    sentence=_sentence_of("with_widening", 0, "have a partner from a widening country"),
    card=_card_of("with_widening", 0),
)
WIDENING_MIXED = Figure(
    id="collaboration.widening_mixed",
    title="Widening mixed",
    question="In which share of the projects do widening and other countries work together?",
    unit="share of projects",
    definition=DEFINITION,
    reviewed=REVIEWED,
    entities=(*words.ENTITIES, "call"),
    narrowed_by=words.PICKED,
    compute=_total,
    columns=_columns("together", "Widening and other countries"),
    sentence=_sentence_of("together", 1, "join a widening and another country"),
    card=_card_of("together", 1),
)
