"""Which posts went further than the ordinary spread of posts explains, with chance heeded.

What posts reach is spread widely, and evenly only by its logarithm. So a post is compared with the other posts of its
channel and year by the logarithm of its figure plus one: p is that of a further post of the same normal distribution
(the prediction by Student's t). The best of many posts is far ahead by chance alone, so p is adjusted over all posts
(Benjamini and Hochberg).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as student
from sqlalchemy import BigInteger, Engine, cast, extract, func, select

from lib.entities.post import Post
from lib.metrics.chance import SIGNIFICANT, adjusted
from lib.metrics.conditions import in_dataset
from lib.metrics.frames import fetch
from lib.metrics.reach import channels as summed
from lib.metrics.reach.channels import Channel, of_channels, of_part
from lib.metrics.reach.hours import on_channels
from lib.metrics.scope import Scope
from lib.metrics.scope_periods import in_years

#: Of how many posts at most it is computed, and of how few of a channel and year nothing is said.
MOST_POSTS, FEWEST_POSTS = 20_000, 10
#: Figures of a post, with the sum of posts by day that says of how many it is known.
MEASURES = {"impressions": "seen_posts", "engagements": "engaged_posts"}


@dataclass(frozen=True)
class BestPosts:
    """Posts by how far they are ahead of the others of their channel and year.

    Attributes:
        rows: the first of them, the smallest p first: channel (code), label, post_id, published_at (UTC), text, url,
            value, typical (of an ordinary post of the channel and year), times (value against typical), low, high (the
            middle 90 % of the channel and year, in times), posts (of the channel and year), p, p_adjusted, holds.
        compared: posts compared.
        outstanding: how many of them are beyond the ordinary spread.
        too_many: whether there are so many posts that nothing is computed.
    """

    rows: pd.DataFrame
    compared: int
    outstanding: int
    too_many: bool = False


def best_posts(engine: Engine, scope: Scope, chosen: tuple[Channel, ...], measure: str, most: int) -> BestPosts:
    """Compare each post of the period with the others of its channel and year.

    Args:
        engine: the store.
        scope: the period and the dataset.
        chosen: the channels.
        measure: one of MEASURES.
        most: rows wanted.
    """
    days = summed.day_sums()
    counted = select(func.coalesce(func.sum(days.c[MEASURES[measure]]), 0).label("posts")).where(
        *of_part(scope, days), of_channels(days.c.channel, chosen), *in_years(scope, days.c.day)
    )
    count = int(fetch(engine, counted)["posts"].iloc[0])
    if count > MOST_POSTS or not count:
        return BestPosts(_no_rows(), 0, 0, too_many=count > 0)
    column = getattr(Post, measure)
    found = fetch(
        engine,
        select(
            Post.channel,
            Post.post_id,
            cast(extract("year", Post.published_at), BigInteger).label("year"),
            column.label("value"),
        )
        .where(
            Post.published_at.is_not(None),
            column.is_not(None),
            *in_dataset(scope, Post),
            *in_years(scope, Post.published_at),
            on_channels(chosen),
        )
        .order_by(Post.channel, Post.post_id),
    )
    compared = pd.concat([_compare(posts) for _, posts in found.groupby(["channel", "year"])], ignore_index=True)
    compared = compared[compared["p"].notna()]
    if compared.empty:
        return BestPosts(_no_rows(), 0, 0)
    compared = compared.assign(p_adjusted=adjusted(compared["p"].to_numpy(np.float64)))
    compared = compared.assign(holds=compared["p_adjusted"] <= SIGNIFICANT)
    ranked = compared.sort_values(["p", "times", "channel", "post_id"], ascending=[True, False, True, True]).head(most)
    rows = ranked.merge(_details(engine, scope, ranked["post_id"].tolist()), how="left", on=["channel", "post_id"])
    labels = {channel.code: channel.label for channel in chosen}
    rows = rows.assign(label=rows["channel"].map(labels)).drop(columns="year")
    return BestPosts(rows, len(compared), int(compared["holds"].sum()))


def _no_rows() -> pd.DataFrame:
    texts = ("channel", "label", "post_id", "text", "url")
    numbers = ("value", "typical", "times", "low", "high", "posts", "p", "p_adjusted")
    return pd.DataFrame(
        {name: pd.Series(dtype="object") for name in texts}
        | {"published_at": pd.Series(dtype="datetime64[ns]"), "holds": pd.Series(dtype="bool")}
        | {name: pd.Series(dtype="float64") for name in numbers}
    )


def _compare(posts: pd.DataFrame) -> pd.DataFrame:
    """Compare each post of a channel and year with the others of it; p is NaN where these are too few or all alike."""
    count = len(posts)
    values = posts["value"].to_numpy(np.float64)
    logs = np.log1p(values)
    nothing = np.full(count, np.nan)
    means = (logs.sum() - logs) / (count - 1) if count > 1 else nothing
    typical = np.expm1(means)
    times = np.divide(values, typical, out=nothing.copy(), where=typical > 0)
    p = nothing.copy()
    if count >= FEWEST_POSTS:
        # The variance of the others follows from that of all.
        apart = logs - means
        squares = ((logs - logs.mean()) ** 2).sum() - apart**2 * (count - 1) / count
        spread = np.sqrt(np.maximum(squares, 0) / (count - 2) * (1 + 1 / (count - 1)))
        usable = (spread > _ALIKE) & (typical > 0)
        p[usable] = student.sf(apart[usable] / spread[usable], count - 2)
    known = times[~np.isnan(times)]
    low, high = np.quantile(known, [0.05, 0.95]) if len(known) else (np.nan, np.nan)
    return posts.assign(typical=typical, times=times, low=low, high=high, posts=count, p=p)


#: A spread of logarithms below this is none.
_ALIKE = 1e-9


def _details(engine: Engine, scope: Scope, post_ids: Sequence[Any]) -> pd.DataFrame:
    return fetch(
        engine,
        select(Post.channel, Post.post_id, Post.published_at, Post.text, Post.url).where(
            Post.post_id.in_(post_ids), *in_dataset(scope, Post)
        ),
    )
