"""Published figures of calls for which sources or stages give different values."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from lib.common import formatting
from lib.common.formatting import HARD
from lib.figures.asking import Ask
from lib.figures.calls import words
from lib.figures.columns import CHECKED, CODE, DATASET, DAY, FLAG, SOURCE, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Figure, Result
from lib.figures.narrowing import CALLS
from lib.figures.options import Chosen
from lib.metrics.calls import published
from lib.metrics.scope import Scope


def _differing(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    found = ask(published.differing_figures, scope)
    written = [
        _as_published(value, unit, approximate)
        for value, unit, approximate in zip(found["value"], found["unit"], found["approximate"], strict=True)
    ]
    return Result(
        found.assign(
            value_words=pd.Series(written, index=found.index, dtype="object"),
            quantity=found["quantity"].str.capitalize(),
        )
    )


def _as_published(value: str, unit: Any, approximate: Any) -> str:
    """Write a published value as readers see it: money, a date, or a number with its unit."""
    about = words.tilde(approximate)
    if unit == "date":
        day = pd.to_datetime(value, errors="coerce")
        return about + (value if pd.isna(day) else formatting.long_date(day))
    try:
        number = float(value)
    except ValueError:
        return about + value
    return about + (formatting.euro(number) if unit == "EUR" else f"{formatting.number(number)}{HARD}{unit}")


def _say_differing(answer: Answer) -> str:
    found = answer.frame
    if found.empty:
        return "All published figures of these calls agree."
    figures = len(found.drop_duplicates(["call_id", "quantity"]))
    return (
        f"Sources or stages give different values for {formatting.counted(figures, 'figure')} of "
        f"{formatting.counted(found['call_id'].nunique(), 'call')}."
    )


DIFFERING_FIGURES = Figure(
    id="calls.differing_figures",
    title="Figures on which sources differ",
    question="Which published figures of calls do not agree, and which of them is used here?",
    unit="as published",
    definition=Definition(
        counts="Figures of a call for which sources or stages give different values.",
        of="All are kept; the one marked as shown is the one that the dashboard uses.",
        why="Whoever finds another value elsewhere sees where it comes from and why this one is used.",
    ),
    reviewed=date(2026, 11, 30),
    entities=("published figure",),
    narrowed_by=CALLS,
    compute=_differing,
    columns=(
        Column("call_id", "Identifier", CODE, shown=False),
        Column("call", "Call"),
        Column("quantity", "Figure"),
        Column("value", "Value", words="value_words", instead=("unit", "approximate")),
        Column("unit", "Unit", shown=False),
        Column("approximate", "Approximate", FLAG, shown=False),
        Column("shown", "Shown", FLAG),
        Column("stage", "Stage"),
        Column("as_of", "As of", DAY),
        *CHECKED,
        SOURCE,
        Column("note", "Note"),
        DATASET,
    ),
    sentence=_say_differing,
    empty="There is nothing to list.",
)
