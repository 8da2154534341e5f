"""Sums over all programmes that fit, each a single number."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from lib.common import formatting
from lib.figures import notes
from lib.figures.asking import Ask
from lib.figures.columns import COUNT, EUR, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Card, Figure, Result
from lib.figures.narrowing import PROGRAMMES
from lib.figures.options import Chosen
from lib.figures.programmes import words
from lib.metrics import programmes
from lib.metrics.scope import Scope


def _totals(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    return Result(pd.DataFrame([ask(programmes.totals, scope)]))


def _count(column: str) -> Callable[[Answer], int]:
    return lambda answer: int(answer.frame[column].iloc[0])


def _card(
    name: str,
    title: str,
    question: str,
    unit: str,
    definition: Definition,
    columns: tuple[Column, ...],
    value: Callable[[Answer], str],
    sentence: Callable[[Answer], str],
    base: Callable[[Answer], str] = lambda answer: "",
) -> Figure:
    return Figure(
        id=f"programmes.{name}",
        title=title,
        question=question,
        unit=unit,
        definition=definition,
        reviewed=words.REVIEWED,
        entities=("programme",),
        narrowed_by=PROGRAMMES,
        compute=_totals,
        columns=columns,
        sentence=sentence,
        card=lambda answer: Card(value(answer), base(answer)),
    )


def _write_count(column: str) -> Callable[[Answer], str]:
    return lambda answer: formatting.number(answer.frame[column].iloc[0])


def _has_period(answer: Answer) -> bool:
    return answer.scope.first_year is not None or answer.scope.last_year is not None


COUNT_OF_PROGRAMMES = _card(
    "count",
    "Programmes",
    "How many programmes fund personalised medicine?",
    "programmes",
    Definition(
        counts=(
            "Programmes that are recorded and fit the filters; with a period chosen, those active in at least one of "
            "its years."
        ),
        why="What is recorded is what public sources name; a country may fund more.",
        notes=(notes.ACTIVE_PROGRAMMES,),
    ),
    (Column("programmes", "Programmes", COUNT),),
    _write_count("programmes"),
    lambda answer: (
        f"{formatting.counted(_count('programmes')(answer), 'programme')} "
        f"{'active in the period' if _has_period(answer) else 'recorded'}."
    ),
)

DEDICATED = _card(
    "dedicated",
    "Dedicated to PM",
    "How many programmes are for personalised medicine alone?",
    "programmes",
    Definition(
        counts="Programmes whose whole budget is for personalised medicine (PM).",
        of="All programmes that fit the filters.",
        left_out="Programmes that merely allow PM beside other fields, and single competitions.",
        why="Only their budgets can be summed as money for PM.",
        notes=(notes.ACTIVE_PROGRAMMES,),
    ),
    (Column("dedicated", "Dedicated to PM", COUNT), Column("programmes", "Programmes", COUNT)),
    _write_count("dedicated"),
    lambda answer: (
        f"{formatting.counts_of(_count('dedicated')(answer), _count('programmes')(answer))} programmes are dedicated "
        "to personalised medicine."
    ),
    lambda answer: f"of {formatting.counted(_count('programmes')(answer), 'programme')}",
)


def _with_budget(answer: Answer) -> str:
    known, of = _count("with_budget")(answer), _count("dedicated")(answer)
    return f"{formatting.counts_of(known, of)} programmes dedicated to PM"


def _sentence_on_budgets(answer: Answer) -> str:
    amount = answer.frame["budget_eur"].iloc[0]
    if pd.isna(amount):
        return "No budget of a programme dedicated to personalised medicine is known for these filters."
    return f"{formatting.short_euro(amount)} in whole budgets, known of {_with_budget(answer)}."


WHOLE_BUDGETS = _card(
    "whole_budgets",
    "Whole budgets",
    "How much money do programmes have for personalised medicine?",
    "EUR",
    Definition(
        counts=words.WHOLE_BUDGETS,
        left_out=notes.NOT_IN_BUDGETS,
        why="How large the programmes are; budgets by year show how much of it falls into a year.",
        notes=(notes.KINDS_OF_BUDGETS,),
    ),
    (
        Column("budget_eur", "Whole budgets (EUR)", EUR),
        Column("with_budget", "With a budget in EUR", COUNT),
        Column("dedicated", "Dedicated to PM", COUNT),
    ),
    lambda answer: words.write_budget(answer.frame["budget_eur"].iloc[0]),
    _sentence_on_budgets,
    _with_budget,
)

END_NOT_STATED = _card(
    "end_not_stated",
    "End not stated",
    "How many programmes have no stated end?",
    "programmes",
    Definition(
        counts="Programmes that began and state no end: it is not known whether they still run.",
        of=(
            "Without a period they are among the programmes counted; with one they stand beside those that are known "
            "to be active in it."
        ),
        left_out="Single competitions, and programmes whose first year is not known.",
        why="A large number says that the count of active programmes may be too low.",
        notes=(notes.ACTIVE_PROGRAMMES,),
    ),
    (
        Column("end_not_stated", "End not stated", COUNT),
        Column("end_not_stated_eur", "Their budgets (EUR)", EUR),
    ),
    _write_count("end_not_stated"),
    lambda answer: (
        f"{formatting.counted(_count('end_not_stated')(answer), 'programme')} began and "
        f"{'states' if _count('end_not_stated')(answer) == 1 else 'state'} no end."
    ),
    lambda answer: "beside the programmes counted" if _has_period(answer) else "of the programmes counted",
)

COMPETITIONS = _card(
    "single_competitions",
    "Single competitions, apart",
    "How many calls stand by themselves, outside a programme?",
    "calls",
    Definition(
        counts="Calls that stand by themselves, with their budgets for personalised medicine (PM).",
        left_out="They are in no count of programmes and in no sum of their budgets.",
        why="A single competition is money for PM that no programme goes on to give.",
        notes=(notes.ACTIVE_PROGRAMMES,),
    ),
    (
        Column("competitions", "Single competitions", COUNT),
        Column("competitions_eur", "Budgets of single competitions (EUR)", EUR),
    ),
    _write_count("competitions"),
    lambda answer: (
        f"{formatting.counted(_count('competitions')(answer), 'single competition')}, with budgets for personalised "
        f"medicine of {words.write_budget(answer.frame['competitions_eur'].iloc[0])}."
    ),
    lambda answer: f"budgets: {words.write_budget(answer.frame['competitions_eur'].iloc[0])}",
)

COUNTRIES = _card(
    "countries",
    "Countries",
    "How many countries have a programme?",
    "countries",
    Definition(
        counts="Countries with a national or regional programme.",
        left_out="European and international programmes belong to no country. Single competitions are no programmes.",
        notes=(notes.ACTIVE_PROGRAMMES,),
        why="How widely personalised medicine is funded by countries of their own accord.",
    ),
    (
        Column("countries", "Countries", COUNT),
        Column("without_country", "Programmes of no country", COUNT),
    ),
    _write_count("countries"),
    lambda answer: (
        f"{formatting.counted(_count('countries')(answer), 'country', 'countries')} with a national or regional "
        "programme."
    ),
)

FUNDERS = _card(
    "funders",
    "Funders",
    "How many organisations fund a programme?",
    "organisations",
    Definition(
        counts="Organisations that fund a programme; regions count apart.",
        left_out="Single competitions, and programmes without a named funder.",
        notes=(notes.ACTIVE_PROGRAMMES,),
        why="A region's funder is separate and not part of its country's.",
    ),
    (Column("funders", "Funders", COUNT),),
    _write_count("funders"),
    lambda answer: f"{formatting.counted(_count('funders')(answer), 'organisation')} with a programme of their own.",
)

CARDS = (COUNT_OF_PROGRAMMES, DEDICATED, WHOLE_BUDGETS, END_NOT_STATED, COMPETITIONS, COUNTRIES, FUNDERS)
