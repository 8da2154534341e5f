"""What each call was asked for and what it gave: proposals by stage, and money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from lib.charts import outcomes as charts
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.calls import words
from lib.figures.columns import EUR, FLAG, PROPORTION, RATIO, Column, times
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.narrowing import CALLS, PLACE
from lib.figures.options import Chosen
from lib.metrics.calls import outcomes
from lib.metrics.scope import Scope

#: More calls than this are left to the table, unless a reader picked them.
_MOST = 8


def _shown(answer: Answer, columns: list[str]) -> tuple[pd.DataFrame, int]:
    """Return the calls that are drawn: those picked, else the latest with one of the values; and how many have one."""
    known = answer.frame[answer.frame[columns].notna().any(axis="columns")]
    return known.head(len(answer.scope.calls) or _MOST), len(known)


def _caption(answer: Answer, columns: list[str], what: str) -> str:
    shown, known = _shown(answer, columns)
    if len(shown) == known:
        return ""
    return f"The latest {len(shown)} of {known} calls with {what}; choose calls above to see others."


# Proposals by stage -----------------------------------------------------------------------------------------------

_STAGES = list(outcomes.STAGES)


def _by_stage(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    rows = ask(outcomes.by_call, scope)
    return Result(rows, (words.published_by(rows, _STAGES, "numbers of proposals or projects"),))


def _say_stages(answer: Answer) -> str:
    shown, _ = _shown(answer, _STAGES)
    if shown.empty:
        return "The numbers of proposals of these calls are not known."
    row = shown.to_dict("records")[0]
    known = [
        f"{words.write_published(row[stage], row['approximate'], formatting.number)} {label.lower()}"
        for stage, label in outcomes.STAGES.items()
        if pd.notna(row[stage])
    ]
    return f"{row['call']}: {', '.join(known)}."


def _find_stages(answer: Answer) -> str:
    ends = ["eligible", "funded"]
    known = _shown(answer, ends)[0].dropna(subset=ends).to_dict("records")
    if not known:
        return ""
    row = known[0]
    eligible, funded = (words.write_published(row[end], row["approximate"], formatting.number) for end in ends)
    return f"{row['call']}: of {eligible} eligible pre-proposals, {funded} became projects"


def _draw_stages(answer: Answer, look: Look) -> Chart | None:
    shown, _ = _shown(answer, _STAGES)
    if shown.empty:
        return None
    bars = pd.DataFrame(
        [
            {
                "key": row["call_id"],
                "name": row["call"],
                "kind": label,
                "value": row[stage],
                "description": words.write_published(row[stage], row["approximate"], formatting.number),
            }
            for row in shown.to_dict("records")
            for stage, label in outcomes.STAGES.items()
        ]
    )
    return charts.bars_under_names(
        bars.assign(value=bars["value"].astype("Float64").astype(float)),
        kinds=list(outcomes.STAGES.values()),
        unit="count",
        title="Proposals and projects, by call",
        dark=look.dark,
        clickable=look.clickable,
        chosen=look.picked,
    )


PROPOSALS_BY_STAGE = Figure(
    id="calls.proposals_by_stage",
    title="Proposals by stage",
    question="How many proposals reach each stage of a call?",
    unit="proposals",
    definition=Definition(
        counts="Proposals of each call by stage, as its secretariat published them.",
        of="With countries chosen: the sums of the numbers published for these countries.",
        left_out=words.NOT_ZERO,
        why="It shows at which stage proposals drop out.",
        notes=(words.TILDE,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("call", "call outcome"),
    narrowed_by=CALLS | PLACE,
    compute=_by_stage,
    columns=(*words.OF_CALL, *words.COUNTS, Column("topic", "Topic"), *words.OF_SOURCE),
    sentence=_say_stages,
    finding=_find_stages,
    chart=_draw_stages,
    caption=lambda answer: _caption(answer, _STAGES, "numbers"),
    empty="No call publishes numbers of proposals for these filters.",
)


# Money ------------------------------------------------------------------------------------------------------------

_MONEY = {"budget_eur": "Available", "requested_eur": "Requested", "awarded_eur": "Awarded"}


def _money(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    rows = ask(outcomes.by_call, scope)
    covered = (words.published_by(rows, [name], f"money {label.lower()}") for name, label in _MONEY.items())
    return Result(rows, tuple(covered))


def _amount(row: dict[Any, Any], column: str, write: Callable[[object], str] = formatting.short_euro) -> str:
    approximate = row["budget_approximate"] if column == "budget_eur" else row["approximate"]
    return words.write_published(row[column], approximate, write)


def _oversubscribed(row: dict[Any, Any]) -> str:
    many = row["oversubscription"]
    return "oversubscription not known" if pd.isna(many) else f"requested {times(many)}"


def _say_money(answer: Answer) -> str:
    shown, _ = _shown(answer, list(_MONEY))
    if shown.empty:
        return "The money of these calls is not known."
    row = shown.to_dict("records")[0]
    known = [f"{_amount(row, column)} {label.lower()}" for column, label in _MONEY.items() if pd.notna(row[column])]
    return f"{row['call']}: {', '.join(known)}; {_oversubscribed(row)}."


def _find_money(answer: Answer) -> str:
    known = _shown(answer, list(_MONEY))[0].dropna(subset=["requested_eur", "awarded_eur"]).to_dict("records")
    if not known:
        return ""
    row = known[0]
    awarded, requested = _amount(row, "awarded_eur"), _amount(row, "requested_eur")
    return f"{row['call']}: {awarded} awarded of {requested} requested"


def _draw_money(answer: Answer, look: Look) -> Chart | None:
    shown, _ = _shown(answer, list(_MONEY))
    if shown.empty:
        return None
    bars = pd.DataFrame(
        [
            {
                "key": row["call_id"],
                "name": f"{row['call']}: {_oversubscribed(row)}",
                "kind": label,
                "value": row[column],
                "description": _amount(row, column),
            }
            for row in shown.to_dict("records")
            for column, label in _MONEY.items()
        ]
    )
    return charts.bars_under_names(
        bars, kinds=list(_MONEY.values()), unit="EUR", title="Money by call (EUR million)", dark=look.dark
    )


MONEY_BY_CALL = Figure(
    id="calls.money_by_call",
    title="Requested, available and awarded",
    question="Where is money requested and not awarded?",
    unit="EUR",
    definition=Definition(
        counts=(
            "Available: the call's budget as published at its opening, or before. Requested: what all proposals asked "
            "for. Awarded: the money of the funded projects as the call published it."
        ),
        of=(
            "Oversubscription: money asked for in proposals / money available at the call's opening. Shown for whole "
            "calls, not by country, since no country has its own share of a call's budget."
        ),
        left_out=words.NOT_ZERO,
        why="It shows where demand exceeds what funders set aside, and whether what they set aside was awarded.",
        notes=(words.TILDE,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("call", "call outcome"),
    narrowed_by=CALLS,
    compute=_money,
    columns=(
        *words.OF_CALL,
        Column("budget_eur", "Available (EUR)", EUR),
        Column("budget_approximate", "Available is approximate", FLAG),
        Column("requested_eur", "Requested (EUR)", EUR),
        Column("oversubscription", "Oversubscription", RATIO),
        Column("awarded_eur", "Awarded (EUR)", EUR),
        Column("awarded_share", "Awarded of available", PROPORTION),
        *words.OF_SOURCE,
    ),
    sentence=_say_money,
    finding=_find_money,
    chart=_draw_money,
    caption=lambda answer: _caption(answer, list(_MONEY), "amounts"),
    empty="No amount is published for these filters.",
)
