"""Posts one by one, ranked, and of how many of them is known what a figure needs."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine, case, func, select

from lib.entities.import_record import ImportRecord
from lib.entities.post import Post
from lib.metrics.conditions import in_dataset, own_post_conditions
from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch
from lib.metrics.rates import with_share
from lib.metrics.reach import channels as summed
from lib.metrics.reach import hours
from lib.metrics.reach.channels import Channel, of_channels, of_part
from lib.metrics.scope import DAYS, YEARS, Scope
from lib.metrics.scope_periods import in_years
from lib.store.datasets import dataset_in_words

#: Posts seen less often than this are not ranked by engagement rate: one reader's click would lead the list.
FEWEST_IMPRESSIONS = 100


def coverage(engine: Engine, scope: Scope, chosen: tuple[Channel, ...]) -> dict[str, Coverage]:
    """Count the posts for which a figure's inputs are known.

    Returns:
        Of the posts of any time: "posts" (with a date). Of the posts of the period: "impressions", "engagements",
        "engagement_rate" (both); "impressions_per_post by hour" and "engagement_rate by hour" (with a time of day too).
    """
    channels = [*scope.channels] or None
    undated = [Post.published_at.is_(None), *in_dataset(scope, Post)]
    without_date = fetch(
        engine,
        select(func.count().label("posts")).where(*undated, *([Post.channel.in_(channels)] if channels else [])),
    )["posts"].iloc[0]
    days = summed.day_sums()
    of_days = [*of_part(scope, days), of_channels(days.c.channel, chosen)]
    anytime = scope.without(*YEARS, *DAYS)
    sums = {
        name: fetch(
            engine,
            select(
                *(
                    func.coalesce(func.sum(days.c[column]), 0).label(column)
                    for column in ("posts", "seen_posts", "engaged_posts")
                )
            ).where(*of_days, *in_years(period, days.c.day)),
        ).iloc[0]
        for name, period in (("anytime", anytime), ("period", scope))
    }
    rows = hours.rows_by_hour(scope, chosen)
    timed = rows.c.hour >= 0
    by_hour = fetch(
        engine,
        select(
            func.coalesce(func.sum(rows.c.rated_posts), 0).label("rated"),
            func.coalesce(func.sum(case((timed, rows.c.rated_posts))), 0).label("rated_timed"),
            func.coalesce(func.sum(case((timed, rows.c.seen_posts))), 0).label("seen_timed"),
        ),
    ).iloc[0]
    dated, of = int(sums["anytime"]["posts"]), int(sums["period"]["posts"])
    known = {
        "impressions": ("posts with impressions", sums["period"]["seen_posts"]),
        "engagements": ("posts with engagements", sums["period"]["engaged_posts"]),
        "engagement_rate": ("posts with impressions and engagements", by_hour["rated"]),
        "impressions_per_post by hour": ("posts with impressions and a time of day", by_hour["seen_timed"]),
        "engagement_rate by hour": ("posts with impressions, engagements and a time of day", by_hour["rated_timed"]),
    }
    return {
        "posts": Coverage("posts with a date", dated, dated + int(without_date)),
        **{name: Coverage(what, int(count), of) for name, (what, count) in known.items()},
    }


#: How posts can be ranked.
RANKINGS = {
    "impressions": "Impressions",
    "engagements": "Engagements",
    "engagement_rate": "Engagement rate",
    "newest": "Newest first",
}


@dataclass(frozen=True)
class RankedPosts:
    """The posts at the top of a ranking, and how many there are in all."""

    rows: pd.DataFrame
    total: int


def ranked_posts(
    engine: Engine,
    scope: Scope,
    chosen: tuple[Channel, ...],
    by: str,
    most: int | None,
) -> RankedPosts:
    """Posts of the period, ranked; those whose figure is not known come last.

    Args:
        engine: the store.
        scope: the period, the dataset, the text that a post must hold, and the days and hours that were picked.
        chosen: the channels.
        by: one of RANKINGS. By engagement rate, posts with at least FEWEST_IMPRESSIONS impressions.
        most: rows wanted; None for all.

    Returns:
        label (of the channel), channel (code), post_id, published_at (UTC), text, impressions, engagements,
        engagement_rate (missing for fewer than ten impressions, with the counts in engagement_rate_words), likes,
        comments, shares, clicks, url, part (facts or demonstration).
    """
    narrowed = own_post_conditions(scope)
    conditions = [
        Post.published_at.is_not(None),
        *in_dataset(scope, Post),
        *in_years(scope, Post.published_at),
        hours.on_channels(chosen),
        *narrowed,
        *([Post.impressions >= FEWEST_IMPRESSIONS] if by == "engagement_rate" else []),
    ]
    rate = Post.engagements * 1_000_000 // func.nullif(Post.impressions, 0)
    order = {"impressions": Post.impressions, "engagements": Post.engagements, "engagement_rate": rate}
    ranking = [order[by].desc().nulls_last()] if by in order else []
    if most is not None and by in order and not narrowed:
        # Read from an index alone: the rows themselves are then fetched for the top of the ranking only.
        ranked = select(order[by]).where(*conditions).order_by(*ranking).limit(1).offset(most - 1).scalar_subquery()
        lowest = [func.coalesce(order[by], -1) >= func.coalesce(ranked, -1)]
    else:
        lowest = []
    query = (
        select(
            Post.channel,
            Post.post_id,
            Post.published_at,
            Post.text,
            Post.impressions,
            Post.engagements,
            Post.likes,
            Post.comments,
            Post.shares,
            Post.clicks,
            Post.url,
            dataset_in_words(ImportRecord.demonstration),
        )
        .join(ImportRecord, ImportRecord.import_id == Post.import_id)
        .where(*conditions, *lowest)
        .order_by(*ranking, Post.published_at.desc(), Post.channel, Post.post_id)
        .limit(most)
    )
    rows = fetch(engine, query)
    labels = {channel.code: channel.label for channel in chosen}
    rows.insert(0, "label", rows["channel"].map(labels))
    rows = with_share(rows, "engagements", "impressions", "engagement_rate")
    if narrowed or by == "engagement_rate":
        counted = select(func.count().label("total")).select_from(Post).where(*conditions)
    else:
        days = summed.day_sums()
        counted = select(func.coalesce(func.sum(days.c.posts), 0).label("total")).where(
            *of_part(scope, days), of_channels(days.c.channel, chosen), *in_years(scope, days.c.day)
        )
    return RankedPosts(rows, int(fetch(engine, counted)["total"].iloc[0]))
