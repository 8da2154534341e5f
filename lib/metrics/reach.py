"""Posts and channels: how far they reach, how that moves, and whether an event, a call or a newsletter shows in it.

Posts belong to no country and no programme: only the period, the part shown and the channels narrow them. What a post
reached counts for the moment (UTC) at which it was published. A channel's posts are known from its first to its last
loaded post: a stretch without a post in between has zero posts and zero impressions, and its engagement rate is
missing; before and after, nothing was measured and everything is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Engine,
    FromClause,
    Integer,
    Select,
    and_,
    cast,
    extract,
    func,
    literal,
    select,
    union_all,
)

from lib.common import formatting
from lib.entities.channel_snapshot import ChannelSnapshot
from lib.metrics.choices import channel_name
from lib.metrics.frames import fetch
from lib.metrics.periods import Period
from lib.metrics.periods import year as whole_year
from lib.metrics.rates import ratio, with_share
from lib.metrics.scope import Scope, bounds, in_dataset
from lib.store.dates import epoch_day
from lib.store.summary_tables import ChannelDay

Step = Literal["week", "month", "quarter"]
STEPS: tuple[Step, ...] = ("week", "month", "quarter")
#: The longest spans, in days, that are shown by week and by month; longer ones are shown by quarter.
_BY_WEEK, _BY_MONTH = 400, 1_500
#: A channel is taken as loaded to the end of a period when its last post is at most this many days older.
SILENCE = 14
#: A snapshot older than this, in days, says nothing of a channel's followers any more.
STALE = 31

EPOCH = date(1970, 1, 1)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Channel:
    """A channel and the days it is known of; None where it has no post, or no snapshot."""

    code: str
    first_post: date | None
    last_post: date | None
    first_snapshot: date | None
    last_snapshot: date | None

    @property
    def label(self) -> str:
        return channel_name(self.code)

    @property
    def first(self) -> date:
        return min(day for day in (self.first_post, self.first_snapshot) if day)

    @property
    def last(self) -> date:
        return max(day for day in (self.last_post, self.last_snapshot) if day)


def day_sums() -> FromClause:
    """Posts summed by day; the bench puts the posts themselves in its place."""
    return ChannelDay.__table__


def of_part(scope: Scope, source: FromClause) -> list[ColumnElement[bool]]:
    return [source.c.demonstration.is_(scope.demonstration)]


def of_channels(column: Any, channels: Sequence[Channel]) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = column.in_([channel.code for channel in channels])
    return condition


def channels(engine: Engine, scope: Scope) -> tuple[Channel, ...]:
    """The channels that fit, with a dated post or a snapshot in the dataset shown, the one known longest first."""
    days = day_sums()
    posts = select(
        days.c.channel,
        literal("post").label("kind"),
        func.min(days.c.day).label("first"),
        func.max(days.c.day).label("last"),
    ).where(*of_part(scope, days))
    snapshots = select(
        ChannelSnapshot.channel, literal("snapshot"), func.min(ChannelSnapshot.date), func.max(ChannelSnapshot.date)
    ).where(*in_dataset(scope, ChannelSnapshot))
    found = fetch(
        engine,
        union_of(posts.group_by(days.c.channel), snapshots.group_by(ChannelSnapshot.channel)),
    )
    known: dict[str, dict[str, date]] = {}
    for row in found.to_dict("records"):
        ends = known.setdefault(row["channel"], {})
        ends[f"first_{row['kind']}"], ends[f"last_{row['kind']}"] = row["first"].date(), row["last"].date()
    fields = ("first_post", "last_post", "first_snapshot", "last_snapshot")
    listed = [
        Channel(code, **{name: ends.get(name) for name in fields})
        for code, ends in known.items()
        if not scope.channels or code in scope.channels
    ]
    return tuple(sorted(listed, key=lambda channel: (channel.first, channel.code)))


def union_of(*queries: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    rows = union_all(*queries).subquery()
    return select(*rows.c)


def span(scope: Scope, chosen: Sequence[Channel], today: date) -> Period | None:
    """The days that are shown: the filters' period; where it is open, the days that the channels are known of.

    None where nothing is left: no channel, or a period that begins after today.
    """
    if not chosen:
        return None
    first, last = bounds(scope)
    begins = first or min(channel.first for channel in chosen)
    ends = min(last or max(channel.last for channel in chosen), today)
    return Period("", begins, ends) if begins <= ends else None


def step_for(days: Period) -> Step:
    """The granularity that a span is shown in: few enough marks to be told apart."""
    length = (days.last - days.first).days + 1
    return "week" if length <= _BY_WEEK else "month" if length <= _BY_MONTH else "quarter"


def stretches(step: Step, days: Period) -> tuple[Period, ...]:
    """The weeks (from Monday), months or quarters of a span, cut to it at both ends."""
    return tuple(
        _stretch(number, step, days) for number in range(_number(days.first, step), _number(days.last, step) + 1)
    )


def _number(day: date, step: Step) -> int:
    """Number of the week, month or quarter that a day lies in; as `_number_of` counts in the store."""
    if step == "week":
        return ((day - EPOCH).days + 3) // 7
    return day.year * 12 + day.month - 1 if step == "month" else day.year * 4 + (day.month - 1) // 3


def _number_of(column: Any, step: Step) -> Any:
    if step == "week":
        return (epoch_day(column) + 3) // 7
    year, month = cast(extract("year", column), Integer), cast(extract("month", column), Integer)
    return year * 12 + month - 1 if step == "month" else year * 4 + (month - 1) // 3


def _stretch(number: int, step: Step, days: Period) -> Period:
    if step == "week":
        first = EPOCH + timedelta(days=number * 7 - 3)
        after = first + WEEK
        label = f"week of {formatting.short_date(max(first, days.first))}"
    else:
        months = 1 if step == "month" else 3
        first = _first_of_month(number * months)
        after = _first_of_month((number + 1) * months)
        label = f"{first:%b %Y}" if step == "month" else f"Q{number % 4 + 1} {first.year}"
    last = after - timedelta(days=1)
    whole = days.first <= first and last <= days.last
    return Period(label if whole else f"{label} (in part)", max(first, days.first), min(last, days.last))


def _first_of_month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


SUMS = (
    "posts",
    "seen_posts",
    "engaged_posts",
    "impressions",
    "engagements",
    "rated_impressions",
    "rated_engagements",
)


def added_up(days: FromClause) -> list[Any]:
    return [cast(func.sum(days.c[name]), BigInteger).label(name) for name in SUMS]


def completed(sums: pd.DataFrame) -> pd.DataFrame:
    """Sums of stretches within the days known: those without a post are zero, not missing; then the rate.

    Of fewer than ten impressions the engagement rate is missing, and the counts stand in engagement_rate_words.
    """
    done = sums.copy()
    for name in ("posts", "seen_posts", "engaged_posts"):
        done[name] = done[name].fillna(0)
    for name in ("impressions", "engagements"):
        done[name] = done[name].mask(done["posts"] == 0, 0)
    return with_share(done, "rated_engagements", "rated_impressions", "engagement_rate")


def over_time(engine: Engine, scope: Scope, chosen: tuple[Channel, ...], step: Step, days: Period) -> pd.DataFrame:
    """Every chosen channel over the weeks, months or quarters of a span.

    Returns:
        A row a channel and stretch: channel (code), label, stretch (its name), first, last (its days), posts,
        impressions, engagements, engagement_rate (sums over sums, of posts that have both; with engagement_rate_words,
        see `completed`), followers (the last snapshot of the stretch), known (in words: what there is to know).
        Missing where nothing was measured.
    """
    found = pd.DataFrame(
        [
            {
                "channel": channel.code,
                "label": channel.label,
                "number": _number(stretch.first, step),
                "stretch": stretch.label,
                "first": pd.Timestamp(stretch.first),
                "last": pd.Timestamp(stretch.last),
                "known": _known(channel, stretch),
            }
            for channel in chosen
            for stretch in stretches(step, days)
        ]
    )
    sums = found.merge(_sums_by_stretch(engine, scope, chosen, step, days), how="left", on=["channel", "number"])
    measured = sums["known"] == ""
    sums = completed(sums)
    for name in (*SUMS, "engagement_rate", "engagement_rate_words"):
        sums[name] = sums[name].where(measured)
    sums["known"] = sums["known"].where(~measured, _in_words(sums))
    return sums.merge(_followers_by_stretch(engine, scope, chosen, step, days), how="left", on=["channel", "number"])[
        [
            "channel",
            "label",
            "stretch",
            "first",
            "last",
            "posts",
            "impressions",
            "engagements",
            "engagement_rate",
            "engagement_rate_words",
            "followers",
            "known",
        ]
    ]


def _known(channel: Channel, stretch: Period) -> str:
    """Why nothing is known of the posts of a stretch; empty where they are."""
    if stretch.last < channel.first:
        return "no account yet"
    if channel.first_post is None or channel.last_post is None:
        return "no posts loaded"
    if stretch.last < channel.first_post:
        return "no posts loaded yet"
    return "no data" if stretch.first > channel.last_post else ""


def _in_words(sums: pd.DataFrame) -> pd.Series[Any]:
    unseen = sums["posts"] - sums["seen_posts"]
    words = unseen.map(
        lambda count: "" if pd.isna(count) else f"{formatting.counted(int(count), 'post')} without impressions"
    )
    return words.mask(unseen == 0, "measured").mask(sums["posts"] == 0, "no posts")


def _sums_by_stretch(engine: Engine, scope: Scope, chosen: Sequence[Channel], step: Step, days: Period) -> pd.DataFrame:
    source = day_sums()
    numbered = (
        select(source, _number_of(source.c.day, step).label("number"))
        .where(
            *of_part(scope, source),
            of_channels(source.c.channel, chosen),
            source.c.day.between(days.first, days.last),
        )
        .subquery()
    )
    query = select(numbered.c.channel, numbered.c.number, *added_up(numbered)).group_by(
        numbered.c.channel, numbered.c.number
    )
    return fetch(engine, query)


def _followers_by_stretch(
    engine: Engine, scope: Scope, chosen: Sequence[Channel], step: Step, days: Period
) -> pd.DataFrame:
    """channel, number, followers: those of the last snapshot of each stretch that gives them."""
    numbered = (
        select(ChannelSnapshot.channel, ChannelSnapshot.date, _number_of(ChannelSnapshot.date, step).label("number"))
        .where(
            ChannelSnapshot.followers.is_not(None),
            *in_dataset(scope, ChannelSnapshot),
            of_channels(ChannelSnapshot.channel, chosen),
            ChannelSnapshot.date.between(days.first, days.last),
        )
        .subquery()
    )
    last = (
        select(numbered.c.channel, numbered.c.number, func.max(numbered.c.date).label("date"))
        .group_by(numbered.c.channel, numbered.c.number)
        .subquery()
    )
    return fetch(
        engine,
        select(last.c.channel, last.c.number, ChannelSnapshot.followers).join(
            ChannelSnapshot, and_(ChannelSnapshot.channel == last.c.channel, ChannelSnapshot.date == last.c.date)
        ),
    )


#: Figures of a channel's day, with the words for them.
DAILY = {
    "page_views": "Page views",
    "impressions": "Impressions of all posts on the day",
    "engagements": "Engagements with all posts on the day",
    "clicks": "Clicks on all posts on the day",
    "new_followers": "New followers",
}


def daily_figures(engine: Engine, scope: Scope, chosen: tuple[Channel, ...], step: Step, days: Period) -> pd.DataFrame:
    """What the channels themselves report for single days: never added to what posts reached.

    Returns:
        A row a channel and stretch: channel, label, stretch, first, last, and for each figure of DAILY its mean per
        measured day (missing where no day was measured) and, as `<figure>_days`, the number of measured days.
    """
    numbered = (
        select(
            ChannelSnapshot.channel,
            *(getattr(ChannelSnapshot, name) for name in DAILY),
            _number_of(ChannelSnapshot.date, step).label("number"),
        )
        .where(
            *in_dataset(scope, ChannelSnapshot),
            of_channels(ChannelSnapshot.channel, chosen),
            ChannelSnapshot.date.between(days.first, days.last),
        )
        .subquery()
    )
    sums = [cast(func.sum(numbered.c[name]), BigInteger).label(name) for name in DAILY]
    counts = [func.count(numbered.c[name]).label(f"{name}_days") for name in DAILY]
    found = fetch(
        engine,
        select(numbered.c.channel, numbered.c.number, *sums, *counts).group_by(numbered.c.channel, numbered.c.number),
    )
    frame = pd.DataFrame(
        [
            {
                "channel": channel.code,
                "label": channel.label,
                "number": _number(stretch.first, step),
                "stretch": stretch.label,
                "first": pd.Timestamp(stretch.first),
                "last": pd.Timestamp(stretch.last),
            }
            for channel in chosen
            for stretch in stretches(step, days)
        ]
    ).merge(found, how="left", on=["channel", "number"])
    for name in DAILY:
        frame[f"{name}_days"] = frame[f"{name}_days"].fillna(0)
        frame[name] = ratio(frame[name], frame[f"{name}_days"])
    return frame.drop(columns="number")


#: What is set beside a period.
_COMPARED = ("value", "before", "year_ago")


def growth_period(scope: Scope, chosen: Sequence[Channel], today: date) -> Period | None:
    """The period whose growth is shown: the filters', else the last complete year; cut at the last post known.

    An open end is today, an open beginning that of the last year. None where no post is left.
    """
    newest = max((channel.last_post for channel in chosen if channel.last_post), default=None)
    if newest is None:
        return None
    first, last = bounds(scope)
    if first is None:
        shown = whole_year(last.year if last else today.year - 1)
        first, last = shown.first, last or shown.last
    ends = min(last or today, newest)
    return Period("", first, ends) if first <= ends else None


def growth(engine: Engine, scope: Scope, chosen: tuple[Channel, ...], period: Period) -> pd.DataFrame:
    """A period against the one before of equal length, and against the same days of the year before.

    Followers are those at the end of each period, channel by channel; they are never added up over channels.

    Returns:
        figure (posts, impressions, engagements, engagement_rate, followers), channel (code; "" for all chosen
        together, which followers do not have), label, value, before, year_ago, each with words in its place where an
        engagement rate is of fewer than ten impressions (value_words and so on), change_before and change_year_ago
        (relative, of a rate the difference), note (why there is no change). A change is missing where a channel's
        posts are not known for the whole of both periods, where the figure is known of fewer than half of the posts of
        either, and where it is relative to fewer than ten.
    """
    periods = dict(zip(_COMPARED, (period, period.before(), period.a_year_ago()), strict=True))
    sums = _sums_of_periods(engine, scope, chosen, periods)
    rows: list[dict[str, Any]] = []
    for channel in (None, *chosen) if len(chosen) > 1 else chosen:
        among = [channel] if channel else list(chosen)
        parts = {name: _sum_of_period(sums, among, name, days) for name, days in periods.items()}
        whole = {name: all(_covered(one, days) for one in among) for name, days in periods.items()}
        rows += [
            _growth_row(figure, channel, {name: parts[name][figure] for name in _COMPARED}, whole, parts)
            for figure in ("posts", "impressions", "engagements", "engagement_rate")
        ]
    followers = _followers_at(engine, scope, chosen, {name: days.last for name, days in periods.items()})
    known = dict.fromkeys(_COMPARED, True)
    for channel in chosen:
        values = {name: followers.get((channel.code, name), float("nan")) for name in _COMPARED}
        rows.append(_growth_row("followers", channel, values, known))
    return pd.DataFrame(rows)


def _covered(channel: Channel, days: Period) -> bool:
    """Whether a channel's posts are known for the whole of a period."""
    if channel.first_post is None or channel.last_post is None:
        return False
    return channel.first_post <= days.first and days.last <= channel.last_post + timedelta(days=SILENCE)


def _growth_row(
    figure: str,
    channel: Channel | None,
    values: dict[str, float],
    whole: dict[str, bool],
    parts: dict[str, dict[str, float]] | None = None,
) -> dict[str, Any]:
    """One row of `growth`; `parts`: the sums by period that the values are of, where they are of posts."""
    enough = {name: parts is None or _is_enough(parts[name], figure) for name in _COMPARED}
    few = [name for name in _COMPARED[1:] if figure != "engagement_rate" and values[name] < formatting.FEWEST_TRIALS]

    def change(name: str) -> float:
        if name in few or not all(of[one] for of in (whole, enough) for one in ("value", name)):
            return float("nan")
        moved = values["value"] - values[name]
        return moved if figure == "engagement_rate" else moved / values[name]

    def rate_words(name: str) -> str | None:
        part = parts[name] if parts and figure == "engagement_rate" else {}
        of = part.get("rated_impressions", float("nan"))
        return formatting.counts_of(part["rated_engagements"], of) if 0 < of < formatting.FEWEST_TRIALS else None

    notes = [
        f"{what} {' and '.join(_PERIODS[name] for name in _COMPARED if name in names)}"
        for what, names in (
            ("posts not known for all of", [name for name in _COMPARED if not whole[name]]),
            ("known of fewer than half of the posts of", [name for name in _COMPARED if not enough[name]]),
            (f"fewer than {formatting.FEWEST_TRIALS} in", [name for name in few if whole[name]]),
        )
        if names
    ]
    return {
        "figure": figure,
        "channel": channel.code if channel else "",
        "label": channel.label if channel else "All chosen",
        **values,
        **{f"{name}_words": rate_words(name) for name in _COMPARED},
        "change_before": change("before"),
        "change_year_ago": change("year_ago"),
        "note": "; ".join(notes),
    }


#: The counts of posts of which a figure is known.
_KNOWN_OF = {
    "posts": (),
    "impressions": ("seen_posts",),
    "engagements": ("engaged_posts",),
    "engagement_rate": ("seen_posts", "engaged_posts"),
}


def _is_enough(sums: dict[str, float], figure: str) -> bool:
    """Whether a figure is known of at least half of the posts of a period."""
    return not any(sums[known] * 2 < sums["posts"] for known in _KNOWN_OF[figure])


_PERIODS = {"value": "this period", "before": "the period before", "year_ago": "the year before"}


def _sums_of_periods(
    engine: Engine, scope: Scope, chosen: Sequence[Channel], periods: dict[str, Period]
) -> pd.DataFrame:
    source = day_sums()
    queries = [
        select(literal(name).label("period"), source.c.channel, *added_up(source))
        .where(
            *of_part(scope, source),
            of_channels(source.c.channel, chosen),
            source.c.day.between(days.first, days.last),
        )
        .group_by(source.c.channel)
        for name, days in periods.items()
    ]
    return fetch(engine, union_of(*queries))


def _sum_of_period(sums: pd.DataFrame, among: Sequence[Channel], name: str, days: Period) -> dict[str, float]:
    """SUMS and engagement_rate of some channels in a period; NaN where nothing is known."""
    missing = float("nan")
    names = (*SUMS, "engagement_rate")
    if not any(_known(channel, days) == "" for channel in among):
        return dict.fromkeys(names, missing)
    fitting = sums[(sums["period"] == name) & sums["channel"].isin([channel.code for channel in among])]
    added = pd.DataFrame({column: [fitting[column].sum(min_count=1)] for column in SUMS}, dtype="Int64")
    row = completed(added)[[*names]].astype("Float64").iloc[0]
    return {figure: missing if pd.isna(row[figure]) else float(row[figure]) for figure in names}


def _followers_at(
    engine: Engine, scope: Scope, chosen: Sequence[Channel], days: dict[str, date]
) -> dict[tuple[str, str], float]:
    """Followers by channel and name of the day: those of the last snapshot by that day, if it is not stale."""
    queries = []
    for name, day in days.items():
        last = (
            select(ChannelSnapshot.channel, func.max(ChannelSnapshot.date).label("date"))
            .where(
                ChannelSnapshot.followers.is_not(None),
                *in_dataset(scope, ChannelSnapshot),
                of_channels(ChannelSnapshot.channel, chosen),
                ChannelSnapshot.date.between(day - timedelta(days=STALE), day),
            )
            .group_by(ChannelSnapshot.channel)
            .subquery()
        )
        queries.append(
            select(ChannelSnapshot.channel, literal(name).label("name"), ChannelSnapshot.followers).join(
                last, and_(ChannelSnapshot.channel == last.c.channel, ChannelSnapshot.date == last.c.date)
            )
        )
    found = fetch(engine, union_of(*queries))
    return {(row["channel"], row["name"]): float(row["followers"]) for row in found.to_dict("records")}
