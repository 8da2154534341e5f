"""Programmes one by one: over time, single competitions, and all that is known of each."""

from __future__ import annotations

from datetime import date

import pandas as pd

from lib.charts import plots
from lib.common import formatting
from lib.figures import notes
from lib.figures.asking import Ask
from lib.figures.columns import DATASET, FLAG, SOURCE, Column
from lib.figures.comparison import MY_COUNTRY
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.narrowing import PROGRAMMES
from lib.figures.options import Chosen
from lib.figures.programmes import words
from lib.metrics import programmes
from lib.metrics.coverage import Coverage
from lib.metrics.scope import Scope

#: More bars than this cannot be read one by one.
_MOST_BARS = 150


def _count_states(rows: pd.DataFrame) -> str:
    """Write `12 running, 3 running out, 2 of unknown years`."""
    counts = rows["state"].value_counts()
    text = {**{state: state for state in plots.STATES}, "not known": "of unknown years"}
    return ", ".join(f"{formatting.number(counts[state])} {said}" for state, said in text.items() if state in counts)


# Over time --------------------------------------------------------------------------------------------------------


def _compute_timeline(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    today = date.today()
    listed = ask(programmes.listing, scope, today)
    listed = listed[~listed["single_competition"]]
    dated = listed[listed["start_year"].notna()].reset_index(drop=True)
    covered = Coverage("programmes with a first year", len(dated), len(listed))
    return Result(dated, (covered,), {"today": today})


def _sentence_on_timeline(answer: Answer) -> str:
    if answer.frame.empty:
        return "No programme with a known first year fits the filters."
    return f"{formatting.counted(len(answer.frame), 'programme')}: {_count_states(answer.frame)}."


def _draw_timeline(answer: Answer, look: Look) -> Chart | None:
    title = f"From first to last year; {_count_states(answer.frame)}"
    return plots.timeline(
        answer.frame.head(_MOST_BARS),
        title=title,
        today=answer.context["today"],
        dark=look.dark,
        home=answer.home_name,
    )


def _caption_of_timeline(answer: Answer) -> str:
    if len(answer.frame) <= _MOST_BARS:
        return "The dashed line is today; a bar without a stated end fades out."
    return (
        f"The first {_MOST_BARS} of {formatting.number(len(answer.frame))} programmes; narrow the filters to see more. "
        "The dashed line is today; a bar without a stated end fades out."
    )


TIMELINE = Figure(
    id="programmes.timeline",
    title="Programmes over time",
    question="Which programmes run now, and which run out in the next two years?",
    unit="years",
    definition=Definition(
        counts="From the first to the last year of each programme.",
        left_out="Programmes without a known first year have no bar. Single competitions are shown apart.",
        why="Where programmes run out and none is planned, funding may end.",
        notes=(words.STATES,),
    ),
    reviewed=words.REVIEWED,
    entities=("programme",),
    narrowed_by=PROGRAMMES,
    options=(MY_COUNTRY,),
    compute=_compute_timeline,
    columns=(*words.PROGRAMME, *words.COUNTRY, Column("level", "Level"), *words.TERM, DATASET),
    sentence=_sentence_on_timeline,
    finding=lambda answer: _sentence_on_timeline(answer).removesuffix("."),
    chart=_draw_timeline,
    ranked=lambda answer: answer.frame,
    caption=_caption_of_timeline,
    empty="No programme with a known first year fits the filters.",
)


# Single competitions ----------------------------------------------------------------------------------------------


def _compute_competitions(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    listed = ask(programmes.listing, scope, date.today())
    found = listed[listed["single_competition"]].reset_index(drop=True)
    return Result(found, (ask(programmes.coverage, scope)["competitions"],))


def _sentence_on_competitions(answer: Answer) -> str:
    if answer.frame.empty:
        return "No single competition fits the filters."
    return f"{formatting.counted(len(answer.frame), 'single competition')}: {_count_states(answer.frame)}."


COMPETITIONS = Figure(
    id="programmes.competitions",
    title="Single competitions",
    question="Which calls stand by themselves, outside a programme?",
    unit="EUR",
    definition=Definition(
        counts="One call for proposals each: it ends with its year where no end is stated.",
        left_out="They are in no count of programmes and in no sum of their budgets.",
        why="A competition that stands by itself is no promise of another one.",
        notes=(notes.ACTIVE_PROGRAMMES, words.STATES),
    ),
    reviewed=words.REVIEWED,
    entities=("programme",),
    narrowed_by=PROGRAMMES,
    compute=_compute_competitions,
    columns=(
        *words.PROGRAMME,
        *words.COUNTRY,
        *words.FUNDER,
        *words.TERM,
        Column("pm", "PM"),
        *words.BUDGET,
        SOURCE,
        DATASET,
    ),
    sentence=_sentence_on_competitions,
    empty="No single competition fits the filters.",
)


# All of them ------------------------------------------------------------------------------------------------------


def _compute_listing(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    return Result(ask(programmes.listing, scope, date.today()))


def _sentence_on_listing(answer: Answer) -> str:
    apart = int(answer.frame["single_competition"].sum())
    if answer.frame.empty:
        return "No programme fits the filters."
    text = formatting.counted(len(answer.frame) - apart, "programme")
    return f"{text} and {formatting.counted(apart, 'single competition')}."


LISTING = Figure(
    id="programmes.listing",
    title="All programmes",
    question="Which programmes are recorded, and where does each figure come from?",
    unit="EUR",
    definition=Definition(
        counts=(
            "Programmes and single competitions that fit the filters, one by one, with the budget as published and in "
            "EUR. With a period chosen, also those that may be active in it, since they state no end."
        ),
        left_out="European and international programmes belong to no country.",
        why="Each figure on this page can be followed to its source.",
        notes=(notes.ACTIVE_PROGRAMMES, words.STATES, words.KINDS),
    ),
    reviewed=words.REVIEWED,
    entities=("programme",),
    narrowed_by=PROGRAMMES,
    compute=_compute_listing,
    columns=(
        *words.PROGRAMME,
        *words.COUNTRY,
        *words.FUNDER,
        Column("level", "Level"),
        *words.TERM,
        Column("single_competition", "Single competition", FLAG),
        Column("pm", "PM"),
        *words.BUDGET,
        *words.ORIGINAL,
        Column("areas", "Areas"),
        *words.OF_SOURCE,
        *words.OF_FILE,
    ),
    sentence=_sentence_on_listing,
    empty="No programme fits the filters.",
)
