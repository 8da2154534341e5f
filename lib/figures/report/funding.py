"""Sections on programmes and calls that came in the period."""

from __future__ import annotations

from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CODE, DAY, EUR, FLAG, YEAR, Column
from lib.figures.definition import Definition
from lib.figures.figure import Figure, Result
from lib.figures.narrowing import CALLS, OF_PROGRAMME, PERIOD
from lib.figures.options import Chosen
from lib.figures.report import period
from lib.metrics import report
from lib.metrics.scope import Scope


def _programmes(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    return Result(ask(report.programmes, period.within(scope)), (ask(report.known, scope)["programmes"],))


PROGRAMMES_ADDED = Figure(
    id="report.programmes_added",
    title="Programmes added",
    question="Which funding programmes began in the period?",
    unit="programmes",
    definition=Definition(
        counts="Programmes that began in a year that the period touches, since of most only the year is known.",
        left_out=(
            "Budgets are those of whole programmes; some merely allow personalised medicine, so they are not added up."
        ),
        why="What is new among the members' programmes.",
        notes=(period.DATED,),
    ),
    reviewed=period.REVIEWED,
    entities=("programme",),
    narrowed_by=OF_PROGRAMME | PERIOD,
    compute=_programmes,
    columns=(
        Column("programme_id", "Identifier", CODE, shown=False),
        Column("name", "Programme"),
        Column("funder", "Funder"),
        Column("country", "Country"),
        Column("level", "Level"),
        Column("start_year", "First year", YEAR),
        Column("budget_eur", "Budget (EUR)", EUR),
    ),
    sentence=lambda answer: period.count_in_words(answer, len(answer.frame), "new programme"),
)


def _calls(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    return Result(ask(report.calls, period.within(scope)), (ask(report.known, scope)["calls"],))


CALLS_ADDED = Figure(
    id="report.calls_added",
    title="Calls added",
    question="Which calls opened in the period?",
    unit="calls",
    definition=Definition(
        counts=(
            "Calls that opened in the period; where the opening is not known, those whose first deadline lies in it."
        ),
        left_out="Calls without any date are in no period.",
        why="What is new among the members' calls.",
        notes=(period.DATED,),
    ),
    reviewed=period.REVIEWED,
    entities=("call",),
    narrowed_by=CALLS,
    compute=_calls,
    columns=(
        Column("call_id", "Identifier", CODE, shown=False),
        Column("name", "Call"),
        Column("programme", "Programme"),
        Column("opened", "Opened", DAY, write=formatting.long_date),
        Column("budget_eur", "Available (EUR)", EUR),
        Column("approximate", "Available is approximate", FLAG),
    ),
    sentence=lambda answer: period.count_in_words(answer, len(answer.frame), "new call"),
)
