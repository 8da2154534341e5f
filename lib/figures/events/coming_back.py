"""Who comes back: how many of those who came had come to an earlier event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pandas as pd

from lib.charts import outcomes
from lib.charts.rates import rates_over_years
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CODE, COUNT, DAY, SHARE, Column, no_rows
from lib.figures.definition import Definition
from lib.figures.events import words
from lib.figures.events.attendees import NEW_AND_RETURNING, why_no_history
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen, Option
from lib.metrics.events import attendees, coming_back
from lib.metrics.scope import Scope

BY = Option(
    "coming-back-by",
    "Coming back by",
    {"year": "Year", "type": "Type of event", "format": "Format", "event": "Event"},
    coming_back.YEAR,
)


def _rows(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    known = words.known(ask, scope, "history")
    if scope.attendees_from:
        return Result(no_rows(_COLUMNS), known, {"left_out": ""})
    rows = words.exact(ask(coming_back.coming_back, scope, chosen[BY.name]), "returning")
    left_out = words.left_out(ask(attendees.without_breakdown, scope)["history"])
    return Result(rows.assign(attended=rows["attended"].astype("Int64")), known, {"left_out": left_out})


def _said(row: Mapping[Any, Any]) -> str:
    """`2024: 241 to 244 of 272 (88.6 to 89.7 %)`."""
    of = formatting.number(row["attended"])
    return f"{row['label']}: {words.say(row, 'returning')} of {of} ({words.say_share(row, 'share')})"


def _sentence(answer: Answer) -> str:
    if answer.frame.empty:
        return why_no_history(answer)
    rows = answer.frame.to_dict("records")
    if answer.chosen[BY.name] in (coming_back.YEAR, coming_back.EVENT):
        said = f"{_said(rows[-1])} who came had come before"
        return f"{said}; {_said(rows[0])}." if len(rows) > 1 else f"{said}."
    named = "; ".join(_said(row) for row in rows[:5])
    more = f"; and {len(rows) - 5} more" if len(rows) > 5 else ""
    return f"Had come before, of those who came: {named}{more}."


def _finding(answer: Answer) -> str:
    rows = answer.frame.to_dict("records")
    by = answer.chosen[BY.name]
    if not rows:
        return answer.title
    if by not in (coming_back.YEAR, coming_back.EVENT):
        rows = sorted(rows, key=lambda row: row["returning_least"] / row["attended"])
    last, first = rows[-1], rows[0]
    place = "In " if by == coming_back.YEAR else ""
    share = words.say_share(last, "share")
    said = f"{place}{last['label']}{'' if place else ':'} {share} of {formatting.number(last['attended'])} who came"
    earlier = f"{'in ' if place else ''}{first['label']} {words.say_share(first, 'share')}"
    less = f"; {earlier}" if len(rows) > 1 else ""
    return f"{said} had come before{less}"


def _draw(answer: Answer, look: Look) -> Chart | None:
    rows = answer.frame.to_dict("records")
    values = pd.DataFrame(
        {
            "year": answer.frame["label"],
            "group": "",
            "key": answer.frame["group"],
            "name": [_name(row) for row in rows],
            "rate": (answer.frame["returning_least"] + answer.frame["returning_most"]) / 2 / answer.frame["attended"],
            "low": answer.frame["low"],
            "high": answer.frame["high"],
            "description": [f"{words.say_share(row, 'share')} of {formatting.number(row['attended'])}" for row in rows],
        }
    )
    values["rate"] = values["rate"].astype("float64").where(values["low"].notna())
    title = "Share of those who came that had come before, with its 95 % interval"
    nothing = float("nan")
    if answer.chosen[BY.name] == coming_back.YEAR:
        return rates_over_years(values, average=nothing, year="Year of the event", title=title, dark=look.dark)
    # The latest event first.
    shown = values.iloc[::-1] if answer.chosen[BY.name] == coming_back.EVENT else values
    return outcomes.intervals_under_names(shown.head(_DRAWN), average=nothing, title=title, dark=look.dark)


#: More than these cannot be told apart in a chart.
_DRAWN: Final = 50


def _name(row: Mapping[Any, Any]) -> str:
    return row["label"] if pd.isna(row["day"]) else f"{formatting.short_date(row['day'])}: {row['label']}"


_COLUMNS: Final = (
    Column("group", "Code", CODE, shown=False),
    Column("label", "Group"),
    Column("day", "First day", DAY),
    Column("events", "Events", COUNT),
    Column("attended", "Attended (persons)", COUNT),
    *words.persons("returning", "Had come before"),
    Column("share", "Share", SHARE, words="share_words", instead=("returning_least", "returning_most", "attended")),
    Column("low", "95 % interval from", SHARE),
    Column("high", "95 % interval to", SHARE),
)

COMING_BACK = Figure(
    id="events.coming_back",
    title="Who comes back",
    title_of=lambda answer: f"Who comes back, by {words.lowered(BY.values[answer.chosen[BY.name]])}",
    question="How many of those who come to our events had come before?",
    unit="share of those who attended",
    definition=Definition(
        counts=NEW_AND_RETURNING.definition.counts,
        of=(
            "The share is of those who attended the same events, sums over sums; the 95 % interval is that of Wilson’s "
            "score. Of fewer than ten people the counts stand in its place."
        ),
        left_out=(
            f"{NEW_AND_RETURNING.definition.left_out} From which event or year they come back is not published: such "
            "numbers would cross the lists of two events and tell of few persons."
        ),
        why=(
            "A community comes back; an audience changes. The more people have come before, the more can come back, so "
            "the first years are low by themselves."
        ),
        notes=NEW_AND_RETURNING.definition.notes,
    ),
    reviewed=date(2026, 11, 30),
    entities=words.OF_PERSONS,
    narrowed_by=words.ATTENDANCE,
    options=(BY,),
    compute=_rows,
    columns=_COLUMNS,
    sentence=_sentence,
    finding=_finding,
    chart=_draw,
    caption=lambda answer: answer.context["left_out"],
    empty=why_no_history,
)
