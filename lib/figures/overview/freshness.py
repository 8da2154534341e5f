"""How old the data is."""

from __future__ import annotations

from datetime import date

from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import COUNT, DAY, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Figure, Result
from lib.figures.options import Chosen
from lib.metrics import freshness
from lib.metrics.scope import Scope


def _compute(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    return Result(ask(freshness.freshness, scope.demonstration))


def _sentence(answer: Answer) -> str:
    loaded = answer.frame[answer.frame["latest_import"].notna()]
    if loaded.empty:
        return "Nothing was loaded yet."
    newest = loaded.sort_values("latest_import").iloc[-1]
    text = f"{formatting.counted(len(loaded), 'data set')} of {formatting.number(len(answer.frame))} loaded"
    return f"{text}; the last on {formatting.long_date(newest['latest_import'])}: {newest['latest_file']}."


FRESHNESS = Figure(
    id="overview.freshness",
    title="How fresh the data is",
    question="How old is the data, and what was loaded last?",
    unit="date",
    definition=Definition(
        counts=(
            "For each data set its rows, the newest date that a source gives for one of them, the newest date of what "
            "the rows speak of, such as a project's first day, which may lie ahead, and the file that was loaded last."
        ),
        left_out="The number of rows in attendance lists is not shown: it would give hidden numbers away.",
        why="A figure is as old as the data that it is made of.",
    ),
    reviewed=date(2026, 11, 30),
    entities=freshness.LISTED,
    narrowed_by=frozenset(),
    compute=_compute,
    columns=(
        Column("entity", "Data set"),
        Column("rows", "Rows", COUNT),
        Column("newest_as_of", "Sources as of", DAY, write=formatting.long_date),
        Column("newest_date", "Newest date in the rows", DAY, write=formatting.long_date),
        Column("latest_import", "Loaded last on", DAY, write=formatting.long_date),
        Column("latest_file", "File"),
        Column("imports", "Imports", COUNT),
    ),
    sentence=_sentence,
)
