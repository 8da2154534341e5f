"""Each channel over weeks, months or quarters: what its posts reached, and what it reports for single days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Engine, and_, cast, func, select

from lib.common import formatting
from lib.entities.channel_snapshot import ChannelSnapshot
from lib.metrics.conditions import in_dataset
from lib.metrics.frames import fetch
from lib.metrics.periods import Period
from lib.metrics.rates import ratio
from lib.metrics.reach import channels as summed
from lib.metrics.reach.channels import SUMS, Channel, added_up, completed, of_channels, of_part
from lib.metrics.reach.steps import Step, ordinal, ordinal_of, stretches
from lib.metrics.scope import Scope


def over_time(engine: Engine, scope: Scope, chosen: tuple[Channel, ...], step: Step, days: Period) -> pd.DataFrame:
    """Every chosen channel over the weeks, months or quarters of a span.

    Returns:
        A row a channel and stretch: channel (code), label, stretch (its name), first, last (its days), posts,
        impressions, engagements, engagement_rate (sums over sums, of posts that have both; with engagement_rate_words,
        see `completed`, and the two sums, rated_engagements and rated_impressions), followers (the last snapshot of the
        stretch), known (in words: what there is to know).
        Missing where nothing was measured.
    """
    found = pd.DataFrame(
        [
            {
                "channel": channel.code,
                "label": channel.label,
                "number": ordinal(stretch.first, step),
                "stretch": stretch.label,
                "first": pd.Timestamp(stretch.first),
                "last": pd.Timestamp(stretch.last),
                "known": why_unknown(channel, stretch),
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
            "rated_engagements",
            "rated_impressions",
            "followers",
            "known",
        ]
    ]


def why_unknown(channel: Channel, stretch: Period) -> str:
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
    source = summed.day_sums()
    numbered = (
        select(source, ordinal_of(source.c.day, step).label("number"))
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
        select(ChannelSnapshot.channel, ChannelSnapshot.date, ordinal_of(ChannelSnapshot.date, step).label("number"))
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
            ordinal_of(ChannelSnapshot.date, step).label("number"),
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
                "number": ordinal(stretch.first, step),
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
