"""Budgets of programmes by year, and what their sum adds up."""

from __future__ import annotations

from datetime import date

import pandas as pd

from lib.charts import plots
from lib.common import formatting
from lib.figures import notes
from lib.figures.asking import Ask
from lib.figures.columns import COUNT, EUR, YEAR, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.narrowing import PROGRAMMES
from lib.figures.options import Chosen, Option
from lib.figures.programmes import words
from lib.metrics import programmes
from lib.metrics.headline import headline_year
from lib.metrics.scope import Scope

#: In which way budgets are counted by year.
BUDGETS_BY = Option(
    "budgets-by",
    "Budgets by year",
    {way: way for way in (programmes.OVER_DAYS, programmes.BY_START, programmes.WHOLE)},
    default=programmes.OVER_DAYS,
)
#: Whether in real terms. Whole budgets are of many years, and have none.
REAL = Option(
    "real",
    f"In prices of {words.BASE_YEAR}",
    {"false": "as published", "true": f"in prices of {words.BASE_YEAR}"},
    default="false",
    help=words.REAL_TERMS,
)
_COVERED_BY = {programmes.OVER_DAYS: "spread", programmes.BY_START: "start", programmes.WHOLE: "whole"}
#: Years that are shown where no period is chosen: years ahead of today, and years before these.
_AHEAD, _SHOWN = 4, 18


def _is_real(answer: Answer) -> bool:
    return answer.chosen[REAL.name] == "true" and answer.chosen[BUDGETS_BY.name] != programmes.WHOLE


def _amounts(answer: Answer) -> str:
    """Return the column that is drawn."""
    return "real_eur" if _is_real(answer) else "nominal_eur"


def _compute(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    way, today = chosen[BUDGETS_BY.name], date.today()
    last = scope.last_year if scope.last_year is not None else today.year + _AHEAD
    first = scope.first_year if scope.first_year is not None else last - _SHOWN
    years = ask(programmes.budgets_over_years, scope, way, True, min(first, last), last)
    years = years[years["nominal_eur"].notna()].reset_index(drop=True)
    real = years["eur"] if way != programmes.WHOLE else pd.Series(float("nan"), index=years.index)
    covered = ask(programmes.coverage, scope)[_COVERED_BY[way]]
    headline = ask(headline_year, scope.demonstration, today, scope.first_year, scope.last_year)
    return Result(years.assign(real_eur=real), (covered,), {"this_year": today.year, "headline": headline})


def _title(answer: Answer) -> str:
    money = REAL.values["true"] if _is_real(answer) else REAL.values["false"]
    return f"Budgets dedicated to PM, {answer.chosen[BUDGETS_BY.name]}, {money}"


def _sentence(answer: Answer) -> str:
    column = _amounts(answer)
    known = answer.frame[(answer.frame["kind"] == "Programmes") & answer.frame[column].notna()]
    if known.empty:
        return "No budget of a known year fits the filters."
    past = known[known["year"] <= answer.context["headline"]]
    last = (past if len(past) else known).iloc[-1]
    text = f"{last['year']}: {formatting.short_euro(last[column])} of programmes' budgets"
    if len(known) == 1:
        return f"{text}."
    most = known.sort_values(column, ascending=False, kind="stable").iloc[0]
    if most["year"] == last["year"]:
        return f"{text}, the most of the years {known['year'].min()} to {known['year'].max()}."
    return f"{text}; the most is {formatting.short_euro(most[column])}, in {most['year']}."


def _draw(answer: Answer, look: Look) -> Chart | None:
    amounts = answer.frame.assign(eur=answer.frame[_amounts(answer)])
    if amounts["eur"].isna().all():
        return None
    return plots.stacked_years(amounts, title=_title(answer), dark=look.dark, headline=answer.context["headline"])


BUDGET_BY_YEAR = Figure(
    id="programmes.budget_by_year",
    title="Budgets dedicated to PM by year",
    title_of=_title,
    question="How much money do programmes have for personalised medicine in a year?",
    unit="EUR",
    definition=Definition(
        counts=(
            "Published budgets, in EUR, of the programmes dedicated to personalised medicine (PM), and of single "
            f"competitions beside them. Spread over the days: {notes.BUDGETS_OVER_DAYS} By year of start: whole "
            "budgets by the year the programme began in; programmes without a first year are not in it. Whole, of "
            "active programmes: whole budgets of the programmes active in the year, over all their years."
        ),
        left_out=notes.NOT_IN_BUDGETS,
        why=(
            "Three ways of counting give three pictures: money that falls into a year, money decided in a year, and "
            "the size of what runs in it. What is known of years ahead is planned."
        ),
        notes=(words.REAL_TERMS, notes.KINDS_OF_BUDGETS, notes.ACTIVE_PROGRAMMES),
    ),
    reviewed=words.REVIEWED,
    entities=("programme",),
    narrowed_by=PROGRAMMES,
    options=(BUDGETS_BY, REAL),
    compute=_compute,
    columns=(
        Column("year", "Year", YEAR),
        Column("kind", "What"),
        Column("nominal_eur", "EUR, as published", EUR),
        Column("real_eur", f"EUR, in prices of {words.BASE_YEAR}", EUR),
    ),
    sentence=_sentence,
    finding=lambda answer: _sentence(answer).removesuffix("."),
    chart=_draw,
    caption=lambda answer: f"What is known of years after {answer.context['this_year']} is planned.",
    empty="No budget of a known year fits the filters.",
)


# What the sum of budgets adds up ----------------------------------------------------------------------------------


def _compute_kinds(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    return Result(ask(programmes.what_is_summed, scope), (ask(programmes.coverage, scope)["whole"],))


def _counted(kinds: pd.DataFrame, column: str) -> str:
    """Write `announced plan (30), appropriation (12)`."""
    counts = kinds.groupby(column)["programmes"].sum().sort_values(ascending=False, kind="stable")
    return ", ".join(f"{kind} ({formatting.number(count)})" for kind, count in counts.items())


def _sentence_on_kinds(answer: Answer) -> str:
    if answer.frame.empty:
        return "No budget of a programme dedicated to personalised medicine is known for these filters."
    by_kind, by_source = (_counted(answer.frame, column) for column in ("amount_kind", "money_from"))
    return f"The sum of budgets adds up {by_kind}; money {by_source}."


BUDGET_KINDS = Figure(
    id="programmes.budget_kinds",
    title="What the sum of budgets adds up",
    question="What kind of amount is a programme's budget, and whose money is it?",
    unit="EUR",
    definition=Definition(
        counts=f"Whole budgets of the programmes dedicated to PM, by what their sources publish. {words.KINDS}",
        left_out=notes.NOT_IN_BUDGETS,
        why="An announced plan may not be spent, and a call's budget is a part of a programme's: they add up badly.",
        notes=(notes.ACTIVE_PROGRAMMES,),
    ),
    reviewed=words.REVIEWED,
    entities=("programme",),
    narrowed_by=PROGRAMMES,
    compute=_compute_kinds,
    columns=(
        *words.KIND_OF_BUDGET,
        Column("programmes", "Programmes", COUNT),
        Column("budget_eur", "Whole budgets (EUR)", EUR),
    ),
    sentence=_sentence_on_kinds,
    empty="No budget of a programme dedicated to PM is known for these filters.",
)
