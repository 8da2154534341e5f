"""The figures of a period against those of the period before, and of the same days of the year before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Engine, and_, func, literal, select

from lib.common import formatting
from lib.entities.channel_snapshot import ChannelSnapshot
from lib.metrics.conditions import in_dataset
from lib.metrics.frames import fetch
from lib.metrics.periods import Period
from lib.metrics.periods import year as whole_year
from lib.metrics.reach import channels as summed
from lib.metrics.reach.channels import SUMS, Channel, added_up, completed, of_channels, of_part, union_of
from lib.metrics.reach.over_time import why_unknown
from lib.metrics.scope import Scope
from lib.metrics.scope_periods import bounds

#: A channel is taken as loaded to the end of a period when its last post is at most this many days older.
SILENCE = 14
#: A snapshot older than this, in days, says nothing of a channel's followers any more.
STALE = 31
#: What is set beside a period.
_COMPARED = ("value", "before", "year_ago")


def growth_period(scope: Scope, chosen: Sequence[Channel], today: date) -> Period | None:
    """The period whose growth is shown: the filters', else the last complete year; cut at the last post known.

    An open end is today, an open beginning that of the last year. Where no post is known from its beginning on, the
    period is cut at the last snapshot, so that followers are shown. None where neither is left.
    """
    first, last = bounds(scope)
    if first is None:
        shown = whole_year(last.year if last else today.year - 1)
        first, last = shown.first, last or shown.last
    newest = [
        max((day for day in days if day), default=None)
        for days in ([channel.last_post for channel in chosen], [channel.last_snapshot for channel in chosen])
    ]
    ends = (min(last or today, day) for day in newest if day)
    return next((Period("", first, end) for end in ends if first <= end), None)


def growth(engine: Engine, scope: Scope, chosen: tuple[Channel, ...], period: Period) -> pd.DataFrame:
    """A period against the one before of equal length, and against the same days of the year before.

    Followers are those at the end of each period, channel by channel; they are never added up over channels.

    Returns:
        figure (posts, impressions, engagements, engagement_rate, followers), channel (code; "" for all chosen
        together, which followers do not have), label, value, before, year_ago, each with words in its place where an
        engagement rate is of fewer than ten impressions (value_words and so on), and with the engagements and
        impressions that the rate is of (value_rated_engagements and so on), change_before and change_year_ago
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
        **{
            f"{name}_{part}": parts[name][part] if parts else float("nan")
            for name in _COMPARED
            for part in ("rated_engagements", "rated_impressions")
        },
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
    source = summed.day_sums()
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
    if not any(why_unknown(channel, days) == "" for channel in among):
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
