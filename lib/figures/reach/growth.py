"""How far posts of a period reached, as single numbers and against the period before and the year before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Final

import pandas as pd

from lib.charts import reach as charts
from lib.common import formatting
from lib.common.formatting import HARD
from lib.figures.asking import Ask
from lib.figures.columns import CHANGE, CODE, COUNT, SHARE, Column, no_rows
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Card, Chart, Figure, Look, Result
from lib.figures.options import Chosen
from lib.figures.reach import words
from lib.metrics.periods import Period
from lib.metrics.reach import growth, posts
from lib.metrics.report import narrow_to_days
from lib.metrics.scope import Scope

_AGAINST: Final = {"change_before": "the period before", "change_year_ago": "the year before"}
_COMPARED: Final = (
    "Its change is against the period before of equal length, and against the same days of the year before. The period "
    "is that of the filters, or the last complete year, cut at the last post that was loaded, so that the periods "
    "compared are equally long; where no post is known from its beginning on, at the last day on which followers were "
    "counted."
)
_NO_CHANGE: Final = (
    "No change is given where the posts of a channel are not known for the whole of both periods, as when its account "
    "began in between. A channel counts as loaded to the end when its last post is at most 14 days older. Nor is there "
    "a change where the figure is known of fewer than half of the posts of a period, or in % of fewer than ten."
)
_FOLLOWERS: Final = (
    "Followers are those counted last by the end of each period, at most 31 days before it, channel by channel; they "
    "are never added up over channels."
)
_COUNTS: Final = {
    "posts": "Posts published in the period.",
    "impressions": "Impressions (how often posts were shown), summed over the posts published in the period.",
    "engagements": "Engagements (likes, comments, shares, clicks and the like), summed over the posts published in the "
    "period.",
    "engagement_rate": "Engagements divided by impressions, sums over sums, of the posts of the period that have both.",
    "followers": _FOLLOWERS,
}
_QUESTIONS: Final = {
    "posts": "How much did we post?",
    "impressions": "How far did our posts reach?",
    "engagements": "How often did readers react to our posts?",
    "engagement_rate": "How large a part of those who saw our posts reacted?",
    "followers": "How many follow our channels?",
}
_WHY: Final = (
    "The board and the Commission ask what outreach achieves. A channel that began or ended in between would be taken "
    "for growth, so where periods cannot be compared no change is given."
)


def _grown(ask: Ask, scope: Scope) -> tuple[Period | None, pd.DataFrame, Mapping[str, Any]]:
    """The period that is shown, what lib.metrics.reach.growth says of it, and what is known of its posts."""
    chosen = words.chosen_channels(ask, scope)
    period = growth.growth_period(scope, chosen, date.today())
    if period is None:
        return None, pd.DataFrame(), ask(posts.coverage, scope, chosen)
    covered = ask(posts.coverage, narrow_to_days(scope, period.first, period.last), chosen)
    return period, ask(growth.growth, scope, chosen, period), covered


# Cards ------------------------------------------------------------------------------------------------------------


def _columns(measure: str) -> tuple[Column, ...]:
    rate = measure == "engagement_rate"
    named = {"value": "This period", "before": "Period before", "year_ago": "Year before"}
    values: list[Column] = []
    for name, header in named.items():
        if not rate:
            values.append(Column(name, header, COUNT))
            continue
        parts = (f"{name}_rated_engagements", f"{name}_rated_impressions")
        values += [
            Column(name, header, SHARE, write=words.write_rate, words=f"{name}_words", instead=parts),
            Column(parts[0], f"{header}: engagements", COUNT, shown=False),
            Column(parts[1], f"{header}: impressions", COUNT, shown=False),
        ]
    return (
        *words.OF_CHANNEL,
        *values,
        Column("change_before", "Change (points)" if rate else "Change (%)", CHANGE, write=_points if rate else None),
        Column(
            "change_year_ago",
            "Change on the year (points)" if rate else "Change on the year (%)",
            CHANGE,
            write=_points if rate else None,
        ),
        Column("note", "Note"),
    )


def _points(value: object) -> str:
    return words.write_difference(value, "engagement_rate")


def _card_rows(measure: str, ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    period, grown, covered = _grown(ask, scope)
    known = words.known_of(covered, measure)
    if period is None:
        return Result(no_rows(_columns(measure)), known, {"period": None})
    rows = grown[grown["figure"] == measure].reset_index(drop=True)
    return Result(rows.assign(note=rows["note"].replace("", None)), known, {"period": period})


def _shown(answer: Answer) -> list[dict[str, Any]]:
    """The rows that a card shows: all chosen together, or of followers each channel."""
    rows = [{str(name): value for name, value in row.items()} for row in answer.frame.to_dict("records")]
    return rows if answer.figure is FOLLOWERS else rows[:1]


def _value(row: Mapping[str, Any], measure: str, column: str = "value") -> str:
    """A value on a card, or what stands in its place."""
    if isinstance(row[f"{column}_words"], str):
        return str(row[f"{column}_words"])
    short = words.write_rate if measure == "engagement_rate" else formatting.short_number
    return "no data" if pd.isna(row[column]) else short(row[column])


def _change(row: Mapping[str, Any], measure: str) -> str:
    change = row["change_before"]
    if pd.isna(change):
        return f"before: {_value(row, measure, 'before')}"
    if measure == "engagement_rate":
        return words.write_difference(change, measure)
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return f"{sign}{formatting.number(abs(change) * 100, 1)}{HARD}%"


def _card(measure: str, answer: Answer) -> Card:
    rows = _shown(answer)
    if not rows:
        return Card("no data")
    base = "" if measure in ("posts", "followers") else f"{_counts(answer)} posts"
    if len(rows) > 1:
        return Card(", ".join(f"{row['label']} {_value(row, measure)}" for row in rows))
    return Card(_value(rows[0], measure), base, _change(rows[0], measure))


def _counts(answer: Answer) -> str:
    known = answer.coverage[-1]
    return formatting.counts_of(known.known, known.of)


def _title(measure: str, answer: Answer) -> str:
    name = words.MEASURES[measure]
    rows = answer.frame
    return f"{name}, {rows['label'].iloc[0]}" if measure == "followers" and len(rows) == 1 else name


def _sentence(measure: str, answer: Answer) -> str:
    period, rows = answer.context["period"], _shown(answer)
    if period is None or not rows:
        return words.NOTHING
    when = f"from {formatting.long_date(period.first)} to {formatting.long_date(period.last)}"
    if measure == "followers":
        listed = ", ".join(f"{row['label']} {_value(row, measure)}" for row in rows)
        return f"Followers at the end of the period, {formatting.long_date(period.last)}: {listed}."
    (row,) = rows
    name = words.MEASURES[measure]
    value = _value(row, measure)
    if value == "no data":
        return f"{name} {when}: not known."
    against = _change(row, measure)
    compared = against.replace("before: ", "") + (" before" if against.startswith("before") else " on the days before")
    base = "" if measure == "posts" else f", known of {_counts(answer)} posts"
    return f"{name} {when}: {value}{base}; {compared}."


def _made(measure: str) -> Figure:
    rate = measure == "engagement_rate"
    notes = () if measure == "followers" else (words.POSTS_KNOWN,)
    return Figure(
        id=f"reach.{measure}",
        title=words.MEASURES[measure],
        title_of=partial(_title, measure),
        question=_QUESTIONS[measure],
        unit={"engagement_rate": "share of impressions"}.get(measure, measure),
        definition=Definition(
            counts=_COUNTS[measure],
            of=_COMPARED + (" The change is in percentage points." if rate else ""),
            left_out=_NO_CHANGE,
            why=_WHY,
            notes=(*notes, *([words.RATE_OF_FEW] if rate else [])),
        ),
        reviewed=date(2026, 11, 30),
        entities=("channel snapshot",) if measure == "followers" else ("post",),
        narrowed_by=words.POSTS,
        compute=partial(_card_rows, measure),
        columns=_columns(measure),
        sentence=partial(_sentence, measure),
        card=partial(_card, measure),
        empty=words.NOTHING,
    )


POSTS, IMPRESSIONS, ENGAGEMENTS, ENGAGEMENT_RATE, FOLLOWERS = map(
    _made, ("posts", "impressions", "engagements", "engagement_rate", "followers")
)


# All of them ------------------------------------------------------------------------------------------------------


def _growth(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    period, grown, covered = _grown(ask, scope)
    known = (covered["posts"], covered["impressions"], covered["engagements"])
    if period is None:
        return Result(no_rows(_OF_GROWTH), known, {"period": None})
    counted = grown[grown["figure"] != "engagement_rate"].reset_index(drop=True)
    rows = counted.assign(
        measure=counted["figure"],
        figure=counted["figure"].map(words.MEASURES),
        note=counted["note"].replace("", None),
    )
    return Result(rows, known, {"period": period})


def _title_of_growth(answer: Answer) -> str:
    period = answer.context["period"]
    if period is None:
        return "Growth"
    return f"Growth, {formatting.long_date(period.first)} to {formatting.long_date(period.last)}"


def _sentence_of_growth(answer: Answer) -> str:
    period, rows = answer.context["period"], _drawn(answer.frame)
    if period is None:
        return words.NOTHING
    against = f"{words.in_days(period)} against {words.in_days(period.before())}"
    said = [
        f"{row['figure']} {_signed_percent(row['change'])}"
        for row in rows[rows["against"] == _AGAINST["change_before"]].to_dict("records")
        if pd.notna(row["change"])
    ]
    if said:
        return f"{against}: {', '.join(said)}."
    if rows["change"].notna().any():
        return f"{against}: nothing to compare with; the year before can be compared with."
    return f"{against}: nothing to compare with. The table says of which channel nothing, or too little, was measured."


def _finding_of_growth(answer: Answer) -> str:
    period, rows = answer.context["period"], _drawn(answer.frame)
    known = rows[(rows["against"] == _AGAINST["change_year_ago"]) & rows["change"].notna()]
    if period is None or known.empty:
        return answer.title
    said = [f"{_lowered(row['figure'])} {_signed_percent(row['change'])}" for row in known.to_dict("records")[:3]]
    return f"{words.in_days(period)}, on the year before: {', '.join(said)}"


def _lowered(figure: str) -> str:
    return f"{figure[0].lower()}{figure[1:]}"


def _signed_percent(change: float) -> str:
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return f"{sign}{formatting.percent(abs(change))}"


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    """figure (with its channel), against, change: those of all chosen together, and each channel's followers."""
    if table.empty:
        return pd.DataFrame({"figure": [], "against": [], "change": pd.Series(dtype="float64")})
    followers = table["measure"] == "followers"
    together = table["channel"] == ("" if (table["channel"] == "").any() else table["channel"].iloc[0])
    shown = table[together | followers]
    names = shown["figure"].mask(shown["measure"] == "followers", shown["figure"] + ", " + shown["label"])
    return pd.concat(
        [
            pd.DataFrame({"figure": names, "against": against, "change": shown[change]})
            for change, against in _AGAINST.items()
        ],
        ignore_index=True,
    )


def _draw_growth(answer: Answer, look: Look) -> Chart | None:
    bars = _drawn(answer.frame)
    if bars["change"].isna().all():
        return None
    return charts.growth_bars(bars, title="Change in %, against the time before", dark=look.dark)


_OF_GROWTH: Final = (
    *words.OF_CHANNEL,
    Column("measure", "Figure code", CODE, shown=False),
    Column("figure", "Figure"),
    Column("value", "This period", COUNT),
    Column("before", "Period before", COUNT),
    Column("change_before", "Change (%)", CHANGE),
    Column("year_ago", "Year before", COUNT),
    Column("change_year_ago", "Change on the year (%)", CHANGE),
    Column("note", "Note"),
)


def _why_empty(answer: Answer) -> str:
    if answer.context["period"] is None:
        return words.NOTHING
    return "Nothing to compare with: the table says of which channel nothing, or too little, was measured then."


GROWTH = Figure(
    id="reach.growth",
    title="Growth",
    title_of=_title_of_growth,
    question="Does our reach grow, on which channel, and by how much?",
    unit="change of counts",
    definition=Definition(
        counts="Posts, impressions and engagements of this period, and followers at its end.",
        of=_COMPARED,
        left_out=_NO_CHANGE,
        why=_WHY,
        notes=(_FOLLOWERS, words.POSTS_KNOWN),
    ),
    reviewed=date(2026, 11, 30),
    entities=("post", "channel snapshot"),
    narrowed_by=words.POSTS,
    compute=_growth,
    columns=_OF_GROWTH,
    sentence=_sentence_of_growth,
    finding=_finding_of_growth,
    chart=_draw_growth,
    empty=_why_empty,
)
CARDS: Final = (POSTS, IMPRESSIONS, ENGAGEMENTS, ENGAGEMENT_RATE)
