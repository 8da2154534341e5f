"""All calls together, each a single number: how many, proposals, success rate, money, widening countries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from lib.common import formatting
from lib.common.formatting import HARD
from lib.figures import notes
from lib.figures.asking import Ask
from lib.figures.calls import words
from lib.figures.columns import COUNT, EUR, RATIO, Column, times
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Card, Figure, Result
from lib.figures.narrowing import CALLS, PLACE
from lib.figures.options import Chosen
from lib.metrics.calls import outcomes, participations
from lib.metrics.coverage import Coverage
from lib.metrics.scope import Scope

_NO_DATA = "no data"
_NOT_BY_COUNTRY = "not by country"
_OF_ALL = Column("calls", "Calls", COUNT)
_PUBLISHED = Column("calls_with", "Calls that publish it", COUNT)


def _pooled(ask: Ask, scope: Scope) -> pd.DataFrame:
    """Return one row: sums over the calls, see lib.metrics.calls.outcomes.pooled."""
    sums = pd.DataFrame([outcomes.pooled(ask(outcomes.by_call, scope))])
    pairs = (name for pair in outcomes.RATES.values() for name in pair)
    return sums.astype(dict.fromkeys([*outcomes.STAGES, *pairs, *outcomes.SAMPLES.values()], "Int64"))


def _published(sums: pd.DataFrame, name: str, what: str) -> Result:
    """Return the sums with their coverage: how many calls publish what is summed."""
    sums = sums.assign(calls_with=sums[f"with_{name}"])
    row = _row(sums)
    return Result(sums, (Coverage(f"calls with {what}", int(row["calls_with"]), int(row["calls"])),))


def _row(frame: pd.DataFrame) -> dict[str, Any]:
    """Return the only row."""
    return {str(name): value for name, value in frame.to_dict("records")[0].items()}


def _in_calls(row: dict[str, Any]) -> str:
    """Write `3 of 8 calls`."""
    return f"{row['calls_with']} of {formatting.counted(row['calls'], 'call')}"


# Calls and proposals ----------------------------------------------------------------------------------------------


def _count(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    return Result(pd.DataFrame({"calls": [len(ask(outcomes.by_call, scope))]}))


def _say_count(answer: Answer) -> str:
    count = _row(answer.frame)["calls"]
    return f"There {'is' if count == 1 else 'are'} {formatting.counted(count, 'call')}."


NUMBER_OF_CALLS = Figure(
    id="calls.calls",
    title="Calls",
    question="How many calls were there?",
    unit="calls",
    definition=Definition(
        counts="Calls by their year.",
        left_out="A call is open to several countries, so country filters do not apply.",
        why="It says how many calls the other figures of the page may speak of.",
        notes=(notes.CALL_YEAR,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("call",),
    narrowed_by=CALLS,
    compute=_count,
    columns=(_OF_ALL,),
    sentence=_say_count,
    card=lambda answer: Card(formatting.number(_row(answer.frame)["calls"])),
)


def _stage(stage: str, what: str) -> dict[str, Any]:
    """Make the card of one of two stages: the sum over the calls that publish it."""

    def compute(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
        return _published(_pooled(ask, scope), stage, what)

    def sentence(answer: Answer) -> str:
        row = _row(answer.frame)
        if pd.isna(row[stage]):
            return f"The number of {what} is not known."
        return f"{formatting.number(row[stage])} {what}, as {_in_calls(row)} published them."

    def card(answer: Answer) -> Card:
        row = _row(answer.frame)
        value = _NO_DATA if pd.isna(row[stage]) else formatting.number(row[stage])
        return Card(value, _in_calls(row))

    return {
        "definition": Definition(
            counts=f"The sum of the {what} over the calls, as their secretariats published them.",
            of=words.COUNTED_BY_COUNTRY,
            left_out=words.NOT_ZERO,
            why="The size of the calls: what the success rate and the money are to be read against.",
        ),
        "entities": ("call", "call outcome"),
        "narrowed_by": CALLS | PLACE,
        "compute": compute,
        "columns": (Column(stage, what.capitalize(), COUNT), _PUBLISHED, _OF_ALL),
        "sentence": sentence,
        "card": card,
        "reviewed": date(2026, 11, 30),
    }


ELIGIBLE_PROPOSALS = Figure(
    id="calls.eligible_proposals",
    title="Eligible pre-proposals",
    question="How many eligible pre-proposals were there?",
    unit="pre-proposals",
    **_stage("eligible", "eligible pre-proposals"),
)
FUNDED_PROJECTS = Figure(
    id="calls.funded_projects",
    title="Projects funded",
    question="How many projects were funded?",
    unit="projects",
    **_stage("funded", "funded projects"),
)


# Success rate -----------------------------------------------------------------------------------------------------


def _success_rate(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    result = _published(words.of_rate(_pooled(ask, scope), "overall"), "overall", "both numbers of this rate")
    yearly = outcomes.by_year(ask(outcomes.by_call, scope))["overall"].dropna()
    return replace(result, context={**result.context, "trend": tuple(map(float, yearly))})


def _say_success_rate(answer: Answer) -> str:
    row = _row(answer.frame)
    if pd.isna(row["successes"]) or pd.isna(row["trials"]):
        return "The success rate of these calls is not known."
    return f"Success rate: {words.write_rate_with_interval(row)}, in {_in_calls(row)}."


def _success_rate_card(answer: Answer) -> Card:
    row = _row(answer.frame)
    counts = "" if pd.isna(row["rate"]) else f"{formatting.counts_of(row['successes'], row['trials'])} in "
    interval = "" if pd.isna(row["rate_low"]) else f"; 95{HARD}% interval {words.write_interval(row)}"
    return Card(words.write_rate(row), f"{counts}{_in_calls(row)}{interval}", trend=answer.context["trend"])


SUCCESS_RATE = Figure(
    id="calls.success_rate",
    title="Success rate",
    question="Which part of the eligible pre-proposals was funded?",
    unit="share of pre-proposals",
    definition=Definition(
        counts=words.STAGES_OF_RATES,
        of=f"This is the overall rate. {words.SUMS_OVER_SUMS} {words.COUNTED_BY_COUNTRY}",
        left_out="Calls that do not publish both numbers.",
        why="What an applicant may expect, and what calls and countries are compared with.",
        notes=(words.INTERVAL,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("call", "call outcome"),
    narrowed_by=CALLS | PLACE,
    compute=_success_rate,
    columns=(*words.OF_RATE, _PUBLISHED, _OF_ALL),
    sentence=_say_success_rate,
    card=_success_rate_card,
)


# Money ------------------------------------------------------------------------------------------------------------


def _awarded(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    return _published(_pooled(ask, scope), "awarded", "money awarded")


def _say_awarded(answer: Answer) -> str:
    row = _row(answer.frame)
    if pd.isna(row["awarded_eur"]):
        return "The money awarded is not known."
    return f"{formatting.short_euro(row['awarded_eur'])} awarded, as {_in_calls(row)} published it."


def _title_of_awarded(answer: Answer) -> str:
    row = _row(answer.frame)
    return f"Awarded, {row['calls_with']} of {formatting.number(row['calls'])} calls"


def _awarded_card(answer: Answer) -> Card:
    awarded = _row(answer.frame)["awarded_eur"]
    return Card(_NO_DATA if pd.isna(awarded) else formatting.short_euro(awarded))


AWARDED = Figure(
    id="calls.awarded",
    title="Awarded",
    title_of=_title_of_awarded,
    question="How much money was awarded?",
    unit="EUR",
    definition=Definition(
        counts="Money awarded as the calls published it, over the calls that publish it.",
        of="With countries chosen: what went to them.",
        left_out=words.NOT_ZERO,
        why="What the joint calls brought to research, as far as it is published.",
    ),
    reviewed=date(2026, 11, 30),
    entities=("call", "call outcome"),
    narrowed_by=CALLS | PLACE,
    compute=_awarded,
    columns=(Column("awarded_eur", "Awarded (EUR)", EUR), _PUBLISHED, _OF_ALL),
    sentence=_say_awarded,
    card=_awarded_card,
)


def _oversubscription(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    return _published(_pooled(ask, scope), "oversubscription", "both amounts")


def _say_oversubscription(answer: Answer) -> str:
    row = _row(answer.frame)
    if answer.scope.by_place:
        return "Oversubscription is known of whole calls, not by country."
    if pd.isna(row["oversubscription"]):
        return "The oversubscription of these calls is not known."
    return f"Proposals asked for {times(row['oversubscription'])} the money available, in {_in_calls(row)}."


def _oversubscription_card(answer: Answer) -> Card:
    row = _row(answer.frame)
    if answer.scope.by_place:
        return Card(_NOT_BY_COUNTRY)
    many = row["oversubscription"]
    return Card(_NO_DATA if pd.isna(many) else times(many), _in_calls(row))


OVERSUBSCRIPTION = Figure(
    id="calls.oversubscription",
    title="Oversubscription",
    question="How many times over was the money available asked for?",
    unit="times",
    definition=Definition(
        counts="Money asked for in proposals / money available at the call's opening.",
        of=(
            "Sums over sums over the calls that publish both amounts. Shown for whole calls, not by country, since no "
            "country has its own share of a call's budget."
        ),
        left_out="Calls that do not publish both amounts.",
        why="It shows how far demand exceeds the money that funders set aside.",
        notes=(words.TILDE,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("call", "call outcome"),
    narrowed_by=CALLS | PLACE,
    compute=_oversubscription,
    columns=(Column("oversubscription", "Oversubscription", RATIO), _PUBLISHED, _OF_ALL),
    sentence=_say_oversubscription,
    card=_oversubscription_card,
)


# Widening ---------------------------------------------------------------------------------------------------------


def _widening(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    """Return one row: the sums over whole calls; with countries chosen no share, which would not be theirs."""
    rows = ask(participations.widening_share, scope.any_place())
    sums = participations.pooled_widening(rows)
    if scope.by_place:
        sums = sums.assign(share=float("nan"), share_words=_NOT_BY_COUNTRY)
    return Result(sums, (participations.recorded_projects(rows),))


def _say_widening(answer: Answer) -> str:
    row = _row(answer.frame)
    if answer.scope.by_place:
        return "The widening share is known of whole calls, not by country."
    if not row["participations"]:
        return "No participation in a project of these calls is recorded."
    return f"{words.write_share_with_counts(row)} of the participations are from widening countries, {_projects(row)}."


def _projects(row: dict[str, Any]) -> str:
    return f"in {formatting.counts_of(row['projects'], row['of_projects'])} funded projects"


def _widening_card(answer: Answer) -> Card:
    row = _row(answer.frame)
    if answer.scope.by_place:
        return Card(_NOT_BY_COUNTRY)
    if not row["participations"]:
        return Card(_NO_DATA)
    value = row["share_words"] if pd.isna(row["share"]) else formatting.percent(row["share"])
    base = formatting.counts_of(row["projects"], row["of_projects"])
    return Card(value, f"{formatting.counted(row['participations'], 'participation')}, {base} projects")


WIDENING_SHARE = Figure(
    id="calls.widening_share",
    title="Widening share",
    question="How much of the projects goes to widening countries?",
    unit="share of participations",
    definition=words.WIDENING,
    reviewed=date(2026, 11, 30),
    entities=("call", "project", "participation", "country"),
    narrowed_by=CALLS | PLACE,
    compute=_widening,
    columns=words.OF_WIDENING,
    sentence=_say_widening,
    card=_widening_card,
)

#: In the order of the page: those at its head, and those that the success rate is made of.
CARDS = (NUMBER_OF_CALLS, SUCCESS_RATE, AWARDED, OVERSUBSCRIPTION, WIDENING_SHARE)
OF_PROPOSALS = (ELIGIBLE_PROPOSALS, FUNDED_PROJECTS)
FIGURES = (*CARDS, *OF_PROPOSALS)
