"""Channels: the days they are known of, the sums of their posts by day, and the conditions on their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Engine, FromClause, Select, cast, func, literal, select, union_all

from lib.entities.channel_snapshot import ChannelSnapshot
from lib.metrics.choices import channel_name
from lib.metrics.conditions import in_dataset
from lib.metrics.frames import fetch
from lib.metrics.periods import Period
from lib.metrics.rates import with_share
from lib.metrics.scope import Scope
from lib.metrics.scope_periods import bounds
from lib.store.summary_tables import ChannelDay


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
