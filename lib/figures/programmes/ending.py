"""Programmes that run today and end soon, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from lib.common import formatting
from lib.figures import comparison, notes
from lib.figures.asking import Ask
from lib.figures.columns import DATASET, EUR, SOURCE, YEAR, Column
from lib.figures.comparison import MY_COUNTRY
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Figure, Result
from lib.figures.narrowing import OF_PROGRAMME, PLACE
from lib.figures.options import Chosen, Option, countries
from lib.figures.programmes import words
from lib.metrics import programmes
from lib.metrics.scope import Scope

#: Years from this one on that can be chosen, and which of them is.
_AHEAD, _CHOSEN = 5, 2


def _years(_ask: Ask, _scope: Scope) -> Mapping[str, str]:
    first = date.today().year
    return {str(year): str(year) for year in range(first, first + _AHEAD + 1)}


def _default_year(_ask: Ask, _scope: Scope) -> str:
    return str(date.today().year + _CHOSEN)


UNTIL: Final = Option("ends-by", "Ends by the end of", offered=_years, default_of=_default_year)


def _compute(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    today, until = date.today(), int(chosen[UNTIL.name])
    listed = ask(programmes.listing, scope.any_year(), today)
    began = listed[~listed["single_competition"] & (listed["start_year"] <= today.year)]
    running = began[began["end_year"] >= today.year]
    ending = running[running["end_year"] <= until]
    ending = ending.sort_values(
        ["end_year", "budget_eur", "programme"], ascending=[True, False, True], na_position="last", kind="stable"
    )
    covered = words.with_stated_end(len(running), int(began["end_year"].isna().sum()))
    home = countries(ask, scope).get(comparison.home(chosen), "")
    return Result(ending.reset_index(drop=True), (covered,), {"until": until, "home": home})


def _say(answer: Answer) -> str:
    rows, until = answer.frame, answer.context["until"]
    if rows.empty:
        return f"No programme that runs today and states its end ends by {until}."
    known = rows[(rows["pm"] == "dedicated to PM") & rows["budget_eur"].notna()]
    text = f"{formatting.counted(len(rows), 'programme')} {'ends' if len(rows) == 1 else 'end'} by {until}"
    if len(known):
        worth = formatting.short_euro(known["budget_eur"].sum())
        text += (
            f": {worth}" if len(known) == len(rows) else f": {worth} of {formatting.number(len(known))} with a budget"
        )
    return f"{text}{_of_home(answer)}."


def _of_home(answer: Answer) -> str:
    if not answer.context["home"]:
        return ""
    own = int((answer.frame["iso2"] == answer.home).sum())
    return f"; {formatting.number(own) if own else 'none'} of {answer.context['home']}"


RUNNING_OUT = Figure(
    id="programmes.running_out",
    title="Programmes that end soon",
    question="Which programmes run out, when, with how much money, and whose are they?",
    unit="programmes",
    definition=Definition(
        counts=(
            "Programmes that run today and whose last year is at most the year chosen, those that end first at the "
            "top. The sum is that of the whole budgets of those dedicated to personalised medicine (PM)."
        ),
        left_out="Programmes that state no end, and single competitions. A period does not narrow it.",
        why="Where programmes end and none is planned, funding may end.",
        notes=(notes.KINDS_OF_BUDGETS, words.KINDS),
    ),
    reviewed=words.REVIEWED,
    entities=("programme",),
    narrowed_by=PLACE | OF_PROGRAMME,
    options=(UNTIL, MY_COUNTRY),
    compute=_compute,
    columns=(
        Column("end_year", "Ends", YEAR),
        *words.PROGRAMME,
        *words.COUNTRY,
        Column("budget_eur", "Budget (EUR)", EUR),
        *words.FUNDER,
        Column("pm", "PM"),
        *words.KIND_OF_BUDGET,
        Column("level", "Level"),
        Column("start_year", "Began", YEAR),
        SOURCE,
        DATASET,
    ),
    sentence=_say,
    finding=lambda answer: _say(answer).removesuffix("."),
    empty=lambda answer: _say(answer),
)
