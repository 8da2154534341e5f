"""Channels over time: what their posts reached, what happened meanwhile, and what channels report for single days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import pandas as pd

from lib.charts import reach as charts
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CODE, COUNT, DAY, NUMBER, Column, no_rows
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.narrowing import PERIOD
from lib.figures.options import Chosen, Option, split
from lib.figures.reach import words
from lib.metrics.periods import Period
from lib.metrics.reach import effect, over_time, posts
from lib.metrics.reach.channels import span
from lib.metrics.reach.steps import STEPS, Step, step_for
from lib.metrics.scope import Scope

#: More marks of a kind than this would hide the lines.
_MOST_MARKS = 40
AUTOMATIC: Final = "automatic"

MEASURE = words.of_measures("over-time", "Figure", words.MEASURES)
STEP = Option("step", "Shown by", {AUTOMATIC: AUTOMATIC, **{step: step for step in STEPS}}, AUTOMATIC)
MARKED = Option(
    "marked",
    "Mark on the line",
    {"event": "Events", "call": "Calls", "newsletter": "Newsletters"},
    "event",
    several=True,
)

_MARKS: Final = (
    "Marked are events by their first day, calls by their opening, and newsletters by their day; newsletters of which "
    "only a longer time is known are not marked. Marks show what happened, not what had an effect."
)


def _days(ask: Ask, scope: Scope) -> Period | None:
    return span(scope, words.chosen_channels(ask, scope), date.today())


def _step(asked: str, days: Period) -> Step:
    return next((step for step in STEPS if step == asked), step_for(days))


def _marked(ask: Ask, scope: Scope, days: Period, kinds: str) -> pd.DataFrame:
    """What happened in the days, of the kinds, the latest first: kind, id, name, day."""
    every = ask(effect.marks, Scope(demonstration=scope.demonstration), days.first, days.last)
    return every[every["kind"].isin(split(kinds))].reset_index(drop=True)


# What posts reached -----------------------------------------------------------------------------------------------


def _over_time(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    channels = words.chosen_channels(ask, scope)
    known = words.known_of(ask(posts.coverage, scope, channels), chosen[MEASURE.name])
    days = span(scope, channels, date.today())
    if days is None:
        return Result(no_rows(_OF_OVER_TIME), known, {"days": None})
    step = _step(chosen[STEP.name], days)
    rows = ask(over_time.over_time, scope, channels, step, days)
    keys = [
        f"{row['label']} {row['first'].date()} to {row['last'].date()}"
        for row in rows[["label", "first", "last"]].to_dict("records")
    ]
    context = {
        "days": days,
        "step": step,
        "channels": channels,
        "marks": _marked(ask, scope, days, chosen[MARKED.name]),
    }
    return Result(rows.assign(key=keys), known, context)


def _values(answer: Answer) -> pd.Series[float]:
    return answer.frame[answer.chosen[MEASURE.name]].astype("Float64").astype(float)


def _title(answer: Answer) -> str:
    step = answer.context["step"] if answer.context["days"] else "week"
    return f"{words.MEASURES[answer.chosen[MEASURE.name]]} by {step} and channel"


def _sentence(answer: Answer) -> str:
    measure = answer.chosen[MEASURE.name]
    values = _values(answer)
    if values.isna().all():
        return words.NOTHING
    name, write = words.MEASURES[measure], words.write(measure)
    said = []
    for label, rows in answer.frame.assign(value=values).groupby("label", sort=False):
        known = rows[rows["value"].notna()]
        if known.empty:
            said.append(f"{label}: not known")
            continue
        last, best = known.iloc[-1], known.sort_values("value", kind="stable").iloc[-1]
        said.append(
            f"{label}: {write(last['value'])} in {last['stretch']}, at most {write(best['value'])} in {best['stretch']}"
        )
    return f"{name} by {answer.context['step']}; {'; '.join(said)}."


def _finding(answer: Answer) -> str:
    measure, values = answer.chosen[MEASURE.name], _values(answer)
    if values.isna().all():
        return answer.title
    best = answer.frame.assign(value=values).sort_values("value", kind="stable").dropna(subset="value")
    most = best.groupby("label", sort=False).tail(1).sort_index()
    write = words.write(measure)
    said = [f"{row['label']} {write(row['value'])} in {row['stretch']}" for row in most.to_dict("records")[:3]]
    return f"{words.MEASURES[measure]} a {answer.context['step']}, at most: {', '.join(said)}"


def _drawn_marks(marks: pd.DataFrame) -> pd.DataFrame:
    return marks.groupby("kind").head(_MOST_MARKS)


def _draw(answer: Answer, look: Look) -> Chart | None:
    values = _values(answer)
    if values.isna().all():
        return None
    measure = answer.chosen[MEASURE.name]
    name = words.MEASURES[measure]
    return charts.lines_with_marks(
        answer.frame.assign(value=values),
        _drawn_marks(answer.context["marks"]),
        name=name,
        title=f"{name}, {words.in_days(answer.context['days'])}",
        unit=words.UNITS[measure],
        dark=look.dark,
        picked=look.picked,
    )


def _caption(answer: Answer) -> str:
    """Since when a channel has an account, what a stretch in part is of, and how many marks are left out."""
    days, rows = answer.context["days"], answer.frame
    said = [
        f"{channel.label}: no account before {formatting.long_date(channel.first)}, so no data."
        for channel in answer.context["channels"]
        if channel.first > days.first
    ]
    said += [
        f"{row['stretch']}: {formatting.short_date(row['first'])} to {formatting.short_date(row['last'])}."
        for row in rows[rows["stretch"].str.endswith("(in part)")].drop_duplicates("stretch").to_dict("records")
    ]
    marks = answer.context["marks"]
    left_out = len(marks) - len(_drawn_marks(marks))
    if left_out:
        said.append(f"Only the latest {_MOST_MARKS} marks of a kind are drawn; {formatting.number(left_out)} are not.")
    return " ".join(said)


_OF_OVER_TIME: Final = (
    *words.OF_CHANNEL,
    *words.OF_STRETCH,
    Column("posts", "Posts", COUNT),
    Column("impressions", "Impressions", COUNT),
    Column("engagements", "Engagements", COUNT),
    *words.OF_RATE,
    Column("followers", "Followers", COUNT),
    Column("known", "Measured"),
)

OVER_TIME = Figure(
    id="reach.over_time",
    title="Reach over time by channel",
    title_of=_title,
    question="How does the reach of each channel move over time, and what happened meanwhile?",
    unit="counts; of the engagement rate, a share of impressions",
    definition=Definition(
        counts=(
            "Impressions and engagements: sums over the posts published in the week (from Monday), month or quarter. "
            "Followers: as of the last day on which they were counted; never summed, neither over time nor over "
            "channels."
        ),
        of="Engagement rate: engagements divided by impressions, sums over sums, of the posts that have both.",
        left_out=(
            "Unique reach is never added up. The first and the last stretch are cut to the period. Posts without a "
            "date are in none."
        ),
        why="A rise after an event or a newsletter may be chance: the figure before and after a day tests it.",
        notes=(words.RATE_OF_FEW, words.POSTS_KNOWN, _MARKS),
    ),
    reviewed=date(2026, 11, 30),
    entities=("post", "channel snapshot", "event", "call", "output"),
    narrowed_by=words.POSTS,
    options=(MEASURE, STEP, MARKED),
    compute=_over_time,
    columns=_OF_OVER_TIME,
    sentence=_sentence,
    finding=_finding,
    chart=_draw,
    caption=_caption,
    empty=words.NOTHING,
)


# What happened ----------------------------------------------------------------------------------------------------


def _marks(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    days = _days(ask, scope)
    if days is None:
        return Result(no_rows(_OF_MARKS))
    marks = _marked(ask, scope, days, chosen[MARKED.name])
    known = ask(effect.marks_known, Scope(demonstration=scope.demonstration), days.first, days.last)
    rows = marks.assign(kind=marks["kind"], what=marks["kind"].str.capitalize())
    return Result(rows, (known,), {"days": days})


def _sentence_of_marks(answer: Answer) -> str:
    if answer.frame.empty:
        return "No event, call or newsletter that is chosen has its day in this time."
    counted = answer.frame["kind"].value_counts()
    listed = ", ".join(formatting.counted(int(count), str(kind)) for kind, count in counted.items())
    return f"From {words.in_days(answer.context['days'])}: {listed}."


_OF_MARKS: Final = (
    Column("day", "Day", DAY),
    Column("kind", "Kind code", CODE, shown=False),
    Column("what", "Marked"),
    Column("id", "Identifier", CODE, shown=False),
    Column("name", "Name"),
)

MARKS = Figure(
    id="reach.marks",
    title="What happened meanwhile",
    question="Which events, calls and newsletters may show in the reach of our posts?",
    unit="events, calls and newsletters",
    definition=Definition(
        counts="Events by their first day, calls by their opening, and newsletters by their day, in the time shown.",
        left_out="Those of which only the month, the year or a longer time is known.",
        why="They are marked on the line over time; marks show what happened, not what had an effect.",
    ),
    reviewed=date(2026, 11, 30),
    entities=("event", "call", "output"),
    narrowed_by=words.POSTS,
    options=(MARKED,),
    compute=_marks,
    columns=_OF_MARKS,
    sentence=_sentence_of_marks,
    empty="No event, call or newsletter that is chosen has its day in this time.",
    needs=("post",),
)


# What channels report ---------------------------------------------------------------------------------------------


def _reported(ask: Ask, scope: Scope) -> pd.DataFrame | None:
    channels = words.chosen_channels(ask, scope)
    days = span(scope, channels, date.today())
    return ask(over_time.daily_figures, scope, channels, step_for(days), days) if days else None


def offered_daily(ask: Ask, scope: Scope) -> Mapping[str, str]:
    """What the channels report for some day of the period, by its code; nothing where they report nothing."""
    rows = _reported(ask, scope.only(words.POSTS))
    if rows is None or rows.empty:
        return {}
    return {name: label for name, label in over_time.DAILY.items() if rows[name].notna().any()}


DAILY = Option(
    "daily",
    "Reported by the channel",
    offered=offered_daily,
    default_of=lambda ask, scope: next(iter(offered_daily(ask, scope)), ""),
)


def _daily(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    rows, measure = _reported(ask, scope), chosen[DAILY.name]
    if rows is None or not measure:
        return Result(no_rows(_OF_DAILY))
    days = _days(ask, scope)
    assert days is not None, "there are rows of some days"
    named = rows.rename(columns={measure: "mean_a_day", f"{measure}_days": "days_measured"})
    return Result(named.assign(measure=over_time.DAILY[measure]), context={"days": days, "step": step_for(days)})


def _title_of_daily(answer: Answer) -> str:
    if answer.frame.empty:
        return "Reported by the channel"
    return f"{_name_of_daily(answer)}: mean of the days measured, by {answer.context['step']}"


def _name_of_daily(answer: Answer) -> str:
    return over_time.DAILY[answer.chosen[DAILY.name]]


def _sentence_of_daily(answer: Answer) -> str:
    known = answer.frame[answer.frame["mean_a_day"].notna()]
    if known.empty:
        return "What the channels report for single days is not known for these filters."
    said = [
        f"{label}: {words.write_mean(rows.iloc[-1]['mean_a_day'])} a day in {rows.iloc[-1]['stretch']}"
        for label, rows in known.groupby("label", sort=False)
    ]
    return f"{_name_of_daily(answer)}; {'; '.join(said)}."


def _draw_daily(answer: Answer, look: Look) -> Chart | None:
    name = _name_of_daily(answer)
    return charts.lines_with_marks(
        answer.frame.assign(value=answer.frame["mean_a_day"]),
        pd.DataFrame({"kind": [], "name": [], "day": []}),
        name=f"{name}, a day",
        title=f"{name} a day, {words.in_days(answer.context['days'])}",
        unit="mean",
        dark=look.dark,
    )


_OF_DAILY: Final = (
    *words.OF_CHANNEL,
    *words.OF_STRETCH,
    Column("measure", "Figure", shown=False),
    Column("mean_a_day", "Mean of a day", NUMBER, write=words.write_mean),
    Column("days_measured", "Days measured", COUNT),
)

REPORTED_BY_DAY = Figure(
    id="reach.reported_by_day",
    title="Reported by the channel",
    title_of=_title_of_daily,
    question="How many see our pages on a day, and what else do the channels report for single days?",
    unit="mean of a day",
    definition=Definition(
        counts=(
            "What the channels themselves report for single days: the mean of the days that were measured in the week, "
            "month or quarter, since not every day is."
        ),
        of="It is divided by the number of days measured, which the table gives.",
        left_out="Days that were not measured; a stretch without a measured day is a gap.",
        why=(
            "Impressions here are those of all posts on a day, whenever they were published; they are never added to "
            "the posts' impressions, which hold them already."
        ),
    ),
    reviewed=date(2026, 11, 30),
    entities=("channel snapshot",),
    narrowed_by=PERIOD | {"channels"},
    options=(DAILY,),
    compute=_daily,
    columns=_OF_DAILY,
    sentence=_sentence_of_daily,
    chart=_draw_daily,
    empty="What the channels report for single days is not known for these filters.",
)
