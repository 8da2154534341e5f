"""Sums of a project, each a single number."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import COUNT, DAY, DAYS, EUR, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Card, Figure, Result
from lib.figures.options import Chosen
from lib.figures.project import words
from lib.metrics import project
from lib.metrics.scope import Scope


def _totals(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    """Return one row: project_id, name, total_cost_eur, funding_eur, participants and countries (missing where none
    is recorded), full_proposal_deadline, granted_on, granted_by, days_to_grant; no row where there is no such
    project."""
    known, name = words.known_of(ask, scope), words.name_of(ask, scope)
    money = ask(project.money, words.id_of(scope), scope.demonstration)
    rows = (
        []
        if known is None
        else [{**known, "participants": _count(money["participant"]), "countries": _count(money["iso2"])}]
    )
    frame = pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)
    return Result(frame, context={"name": name})


_DTYPES = {
    "project_id": "object",
    "total_cost_eur": "float64",
    "funding_eur": "float64",
    "participants": "Int64",
    "countries": "Int64",
    "full_proposal_deadline": "object",
    "full_proposal_deadline_precision": "object",
    "granted_on": "object",
    "granted_by": "object",
    "days_to_grant": "Int64",
}


def _count(names: pd.Series[Any]) -> int | None:
    """Write how many there are. That none is recorded does not mean that there is none."""
    return int(names.nunique()) if names.notna().any() else None


def _value(answer: Answer, column: str) -> Any:
    return answer.frame[column].iloc[0] if len(answer.frame) else None


def _euro(answer: Answer, column: str) -> str:
    value = _value(answer, column)
    return "no data" if pd.isna(value) else formatting.short_euro(value)


def _number(answer: Answer, column: str) -> str:
    value = _value(answer, column)
    return formatting.MISSING if pd.isna(value) else formatting.number(value)


def _sentence_of_money(answer: Answer, column: str, what: str) -> str:
    name = answer.context["name"]
    if pd.isna(_value(answer, column)):
        return words.sentence(answer, f"The {what} of “{name}” is not known.")
    return words.sentence(answer, f"The {what} of “{name}” is {_euro(answer, column)}.")


def _sentence_of_participants(answer: Answer) -> str:
    name, value = answer.context["name"], _value(answer, "participants")
    if pd.isna(value):
        return words.sentence(answer, f"No participant of “{name}” is recorded.")
    count = formatting.counted(int(value), "organisation takes", "organisations take")
    return words.sentence(answer, f"{count} part in “{name}”, as far as recorded.")


def _sentence_of_countries(answer: Answer) -> str:
    name, value = answer.context["name"], _value(answer, "countries")
    if pd.isna(value):
        return words.sentence(answer, f"The countries of the participants of “{name}” are not known.")
    count = formatting.counted(int(value), "country", "countries")
    return words.sentence(answer, f"The participants of “{name}” come from {count}, as far as recorded.")


_ID = words.PROJECT_ID

TOTAL_COST = Figure(
    id="project.total_cost",
    title="Total cost",
    question="What does the project cost?",
    unit="EUR",
    definition=Definition(
        counts="Total cost of the project, in EUR.",
        why="With the funding, shows how much the participants bear themselves.",
        notes=(words.ONE_TEXT,),
    ),
    reviewed=words.REVIEWED,
    entities=("project",),
    narrowed_by=words.ONE,
    compute=_totals,
    columns=(_ID, Column("total_cost_eur", "Total cost (EUR)", EUR)),
    sentence=lambda answer: _sentence_of_money(answer, "total_cost_eur", "total cost"),
    card=lambda answer: Card(_euro(answer, "total_cost_eur")),
)
FUNDING = Figure(
    id="project.funding",
    title="Funding",
    question="How much funding does the project have?",
    unit="EUR",
    definition=Definition(
        counts="Funding of the whole project from all funders, in EUR.",
        why="What the funders spend on it together.",
        notes=(words.ONE_TEXT,),
    ),
    reviewed=words.REVIEWED,
    entities=("project",),
    narrowed_by=words.ONE,
    compute=_totals,
    columns=(_ID, Column("funding_eur", "Funding (EUR)", EUR)),
    sentence=lambda answer: _sentence_of_money(answer, "funding_eur", "funding"),
    card=lambda answer: Card(_euro(answer, "funding_eur")),
)
PARTICIPANTS = Figure(
    id="project.participants",
    title="Participants",
    question="How many organisations take part?",
    unit="organisations",
    definition=Definition(
        counts="Organisations that take part, in any role, as far as recorded.",
        left_out="That none is recorded does not mean that there is none.",
        why="How large the consortium is.",
        notes=(words.ONE_TEXT,),
    ),
    reviewed=words.REVIEWED,
    entities=("participation", "organisation"),
    narrowed_by=words.ONE,
    compute=_totals,
    columns=(_ID, Column("participants", "Participants", COUNT)),
    sentence=_sentence_of_participants,
    card=lambda answer: Card(_number(answer, "participants")),
)
COUNTRIES = Figure(
    id="project.countries",
    title="Countries",
    question="From how many countries do the participants come?",
    unit="countries",
    definition=Definition(
        counts="Known countries of the participants.",
        left_out="Participants whose country is not recorded.",
        why="How international the project is.",
        notes=(words.ONE_TEXT,),
    ),
    reviewed=words.REVIEWED,
    entities=("participation", "organisation"),
    narrowed_by=words.ONE,
    compute=_totals,
    columns=(_ID, Column("countries", "Countries", COUNT)),
    sentence=_sentence_of_countries,
    card=lambda answer: Card(_number(answer, "countries")),
)


def _sentence_of_grant(answer: Answer) -> str:
    days, name = _value(answer, "days_to_grant"), answer.context["name"]
    if pd.isna(days):
        return words.sentence(answer, f"How long it took until “{name}” was granted is not known.")
    until = formatting.counted(int(days), "day")
    return words.sentence(
        answer,
        f"It took {until} from the deadline for full proposals to the {_value(answer, 'granted_by')} of “{name}”.",
    )


def _card_of_grant(answer: Answer) -> Card:
    days = _value(answer, "days_to_grant")
    if pd.isna(days):
        return Card("no data")
    return Card(formatting.counted(int(days), "day"), f"to the {_value(answer, 'granted_by')}")


TIME_TO_GRANT = Figure(
    id="project.time_to_grant",
    title="Time to grant",
    question="How long did it take from the proposal to the grant?",
    unit="days",
    definition=Definition(
        counts=(
            "Days from the call's deadline for full proposals to the signature of the grant, or to the project's start "
            "where the signature is not known."
        ),
        left_out=("A date known only to the month or year does not count here, nor does one before the deadline."),
        why="How long applicants wait for the money.",
        notes=(words.ONE_TEXT,),
    ),
    reviewed=words.REVIEWED,
    entities=("project", "call"),
    narrowed_by=words.ONE,
    compute=_totals,
    columns=(
        _ID,
        Column("days_to_grant", "Time to grant (days)", DAYS),
        Column("full_proposal_deadline", "Deadline for full proposals", DAY),
        Column("granted_on", "Granted on", DAY),
        Column("granted_by", "By its"),
    ),
    sentence=_sentence_of_grant,
    card=_card_of_grant,
)
