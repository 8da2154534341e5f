"""Posts by the hour of the week: how far they reach, and how good the best hour is by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Engine,
    FromClause,
    and_,
    case,
    cast,
    extract,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from lib.entities.post import Post
from lib.metrics.conditions import in_dataset
from lib.metrics.frames import fetch
from lib.metrics.periods import Period
from lib.metrics.periods import year as whole_year
from lib.metrics.rates import ratio, with_share
from lib.metrics.reach.channels import Channel, of_channels, of_part
from lib.metrics.scope import Scope
from lib.metrics.scope_periods import bounds, in_years
from lib.store.summary_tables import ChannelHour

#: Cells of the heat map with fewer posts than this are shown as such, without a figure.
FEWEST_POSTS = 3
#: Seconds of a day.
_DAY = 86_400


@dataclass(frozen=True)
class HeatMap:
    """Posts by day of the week and hour (UTC).

    Attributes:
        cells: a row a cell with posts: weekday (0 is Monday), hour, posts, seen_posts (with impressions),
            impressions (of these), impressions_per_post, rated_posts (with impressions and engagements),
            rated_impressions and rated_engagements (of these), engagement_rate, engagement_rate_words (the counts in
            its place, of fewer than ten impressions).
        without_time: posts of which only the day is known; they are in no cell.
    """

    cells: pd.DataFrame
    without_time: int


def hour_sums() -> FromClause:
    """Posts summed by year, day of the week and hour; the bench puts the posts themselves in its place."""
    return ChannelHour.__table__


def heat_map(engine: Engine, scope: Scope, chosen: tuple[Channel, ...]) -> HeatMap:
    """When posts were published, and how far those of each hour of the week reached on average."""
    rows = rows_by_hour(scope, chosen)
    sums = ("posts", "seen_posts", "impressions", "rated_posts", "rated_impressions", "rated_engagements")
    found = fetch(
        engine,
        select(rows.c.weekday, rows.c.hour, *(cast(func.sum(rows.c[name]), BigInteger).label(name) for name in sums))
        .group_by(rows.c.weekday, rows.c.hour)
        .order_by(rows.c.weekday, rows.c.hour),
    )
    timed = found[found["hour"] >= 0].reset_index(drop=True)
    timed["impressions_per_post"] = ratio(timed["impressions"], timed["seen_posts"])
    timed = with_share(timed, "rated_engagements", "rated_impressions", "engagement_rate")
    return HeatMap(timed, int(found.loc[found["hour"] < 0, "posts"].sum()))


#: How often posts are shuffled over the hours, and of how many posts at most.
SHUFFLES, MOST_SHUFFLED = 999, 20_000
#: A best hour that comes about in more of the shuffles than this may well be chance.
SIGNIFICANT = 0.05
_AT_ONCE = 111


@dataclass(frozen=True)
class BestHour:
    """The cell of the heat map with the highest figure, and how often chance alone gives one as high.

    Attributes:
        weekday, hour: 0 is Monday; UTC.
        value: mean impressions per post, or the engagement rate.
        posts: of the cell, that have the figure.
        by_chance: share of shuffles (this order counted as one) in which the best cell is as good; None for more than
            MOST_SHUFFLED posts.
    """

    weekday: int
    hour: int
    value: float
    posts: int
    by_chance: float | None


def best_hour(engine: Engine, scope: Scope, chosen: tuple[Channel, ...], measure: str) -> BestHour | None:
    """The best of the cells with at least FEWEST_POSTS posts, for "impressions_per_post" or "engagement_rate".

    A best of many cells is high even where the hour does nothing. So what posts reached is shuffled over the hours at
    which they were published, within each channel and year, since these differ by themselves; the number of posts in
    each cell stays. The shuffles are the same each time.

    Returns:
        None where there is no such cell.
    """
    rated = measure == "engagement_rate"
    cells = heat_map(engine, scope, chosen).cells
    counted = cells["rated_posts" if rated else "seen_posts"]
    fitting = cells[(counted >= FEWEST_POSTS) & cells[measure].notna()].reset_index(drop=True)
    if fitting.empty:
        return None
    best = fitting.iloc[int(fitting[measure].astype(float).argmax())]
    by_chance = None
    if int(counted.sum()) <= MOST_SHUFFLED:
        found = _single(engine, scope, chosen, rated)
        cells_shown = zip(fitting["weekday"].tolist(), fitting["hour"].tolist(), strict=True)
        places = {(int(day), int(hour)): place for place, (day, hour) in enumerate(cells_shown)}
        by_chance = _as_good_by_chance(found, places)
    return BestHour(
        int(best["weekday"]),
        int(best["hour"]),
        float(best[measure]),
        int(best["rated_posts" if rated else "seen_posts"]),
        by_chance,
    )


def _single(engine: Engine, scope: Scope, chosen: Sequence[Channel], rated: bool) -> pd.DataFrame:
    """Posts with a time of day and the figure: channel, year, weekday, hour, part and whole of the figure."""
    second = cast(extract("epoch", Post.published_at), BigInteger)
    rows = fetch(
        engine,
        select(
            Post.channel,
            cast(extract("year", Post.published_at), BigInteger).label("year"),
            (second // _DAY % 7).label("day"),
            (second % _DAY // 3_600).label("hour"),
            Post.impressions,
            Post.engagements,
        ).where(
            Post.published_at.is_not(None),
            second % _DAY != 0,
            Post.impressions.is_not(None),
            *([Post.engagements.is_not(None)] if rated else []),
            *in_dataset(scope, Post),
            *in_years(scope, Post.published_at),
            on_channels(chosen),
        ),
    )
    return pd.DataFrame(
        {
            "channel": rows["channel"],
            "year": rows["year"],
            # The first day of the epoch was a Thursday.
            "weekday": (rows["day"] + 3) % 7,
            "hour": rows["hour"],
            "part": rows["engagements"] if rated else rows["impressions"],
            "whole": rows["impressions"] if rated else 1,
        }
        # So that each engine gives the same shuffles.
    ).sort_values(["channel", "year", "weekday", "hour", "part", "whole"], ignore_index=True)


def _as_good_by_chance(found: pd.DataFrame, places: dict[tuple[int, int], int]) -> float:
    """Share of the shuffles within channel and year, with the order that was found, whose best cell is as good."""
    cells = np.array([places.get(cell, -1) for cell in zip(found["weekday"], found["hour"], strict=True)])
    inside = cells >= 0
    count = len(found)
    in_cell = csr_array(
        (np.ones(int(inside.sum())), (cells[inside], np.flatnonzero(inside))), shape=(len(places), count)
    )
    part, whole = (found[name].to_numpy(np.float64) for name in ("part", "whole"))
    groups = [np.asarray(rows) for rows in found.groupby(["channel", "year"]).indices.values()]
    draw = np.random.default_rng(1)

    def best_of(order: np.ndarray[Any, np.dtype[np.intp]]) -> np.ndarray[Any, np.dtype[np.float64]]:
        parts, wholes = in_cell @ part[order], in_cell @ whole[order]
        rates = np.divide(parts, wholes, out=np.zeros_like(parts), where=wholes > 0)
        best: np.ndarray[Any, np.dtype[np.float64]] = rates.max(axis=0)
        return best

    as_it_is = best_of(np.arange(count)[:, None])[0]
    as_good = 1
    for _ in range(SHUFFLES // _AT_ONCE):
        order = np.tile(np.arange(count)[:, None], (1, _AT_ONCE))
        for rows in groups:
            order[rows] = draw.permuted(order[rows], axis=0)
        as_good += int((best_of(order) >= as_it_is * (1 - 1e-12)).sum())
    return as_good / (SHUFFLES + 1)


def rows_by_hour(scope: Scope, chosen: Sequence[Channel]) -> FromClause:
    """Rows to sum up: those of the summary for whole years, and the posts themselves for the days left over."""
    hours = hour_sums()
    columns = (
        "weekday",
        "hour",
        "posts",
        "seen_posts",
        "impressions",
        "rated_posts",
        "rated_impressions",
        "rated_engagements",
    )
    first, last = _whole_years(scope)
    within = [*of_part(scope, hours), of_channels(hours.c.channel, chosen)]
    if first is not None:
        within.append(hours.c.year >= first)
    if last is not None:
        within.append(hours.c.year <= last)
    whole = select(*(hours.c[name] for name in columns)).where(*within)
    left_over = _left_over(scope, first, last)
    if not left_over:
        return whole.subquery()
    single = _summed_by_hour(scope, chosen, left_over)
    if first is not None and last is not None and first > last:
        return single
    return union_all(whole, select(*(single.c[name] for name in columns))).subquery()


def _summed_by_hour(scope: Scope, chosen: Sequence[Channel], days: Sequence[Period]) -> FromClause:
    """What ChannelHour sums up, for single days, from the posts themselves."""
    both = Post.impressions.is_not(None) & Post.engagements.is_not(None)
    # Computed once a post, since that is what takes the time; the day and the hour follow from it.
    second = (cast(extract("epoch", Post.published_at), BigInteger) + 3 * _DAY) % (7 * _DAY)
    moments = (
        select(
            second.label("second"),
            func.count().label("posts"),
            func.count(Post.impressions).label("seen_posts"),
            func.sum(Post.impressions).label("impressions"),
            func.sum(case((both, 1), else_=0)).label("rated_posts"),
            func.sum(case((both, Post.impressions))).label("rated_impressions"),
            func.sum(case((both, Post.engagements))).label("rated_engagements"),
        )
        .where(
            *in_dataset(scope, Post),
            on_channels(chosen),
            or_(*(_on(Post.published_at, one) for one in days)),
        )
        .group_by(literal_column("second"))
        .subquery()
    )
    return select(
        (moments.c.second // _DAY).label("weekday"),
        case((moments.c.second % _DAY == 0, -1), else_=moments.c.second % _DAY // 3_600).label("hour"),
        *(column for column in moments.c if column.name != "second"),
    ).subquery()


def _whole_years(scope: Scope) -> tuple[int | None, int | None]:
    """First and last of the years that lie in the period as a whole; the first is later where none does."""
    first, last = bounds(scope)
    return (
        None if first is None else first.year if (first.month, first.day) == (1, 1) else first.year + 1,
        None if last is None else last.year if (last.month, last.day) == (12, 31) else last.year - 1,
    )


def _left_over(scope: Scope, first_year: int | None, last_year: int | None) -> list[Period]:
    """The days of the period that belong to none of its whole years."""
    first, last = bounds(scope)
    if first and last and first_year and last_year and first_year > last_year:
        return [Period("", first, last)]
    before = Period("", first, whole_year(first.year).last) if first and first_year != first.year else None
    after = Period("", whole_year(last.year).first, last) if last and last_year != last.year else None
    return [days for days in (before, after) if days]


def on_channels(chosen: Sequence[Channel]) -> ColumnElement[bool]:
    """The condition that a post is on a channel. Written so that SQLite does not look posts up by their channel.

    Most posts are on one of two channels; the indexes by day and by impressions find the wanted ones sooner.
    """
    return (Post.channel + "").in_([channel.code for channel in chosen])


def _on(column: Any, days: Period) -> ColumnElement[bool]:
    return and_(column >= days.first, column < days.last + timedelta(days=1))
