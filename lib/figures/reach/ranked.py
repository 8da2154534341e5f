"""Posts one by one, ranked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CODE, COUNT, DATASET, DAY, LINK, SHARE, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Figure, Result
from lib.figures.options import Chosen, Option
from lib.figures.reach import words
from lib.metrics.reach import posts
from lib.metrics.scope import Scope

#: Posts that are shown; files have all.
MOST_POSTS = 200
BY = Option("ranked-by", "Ranked by", posts.RANKINGS, "impressions")


def _posts(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    by, channels = chosen[BY.name], words.chosen_channels(ask, scope)
    found = ask(posts.ranked_posts, scope, channels, by, MOST_POSTS)
    known = ask(posts.coverage, scope.without("post_text", "post_days", "post_hours"), channels)
    return Result(
        found.rows,
        words.known_of(known, by),
        {"total": found.total},
        whole=None if found.total <= MOST_POSTS else lambda: ask(posts.ranked_posts, scope, channels, by, None).rows,
    )


def write_moment(value: Any) -> str:
    """`14 Mar 2024, 09:30`; without a time where only the day is known."""
    if pd.isna(value):
        return formatting.MISSING
    day = formatting.short_date(value)
    return day if value == value.normalize() else f"{day}, {value:%H:%M}"


def _sentence(answer: Answer) -> str:
    total, by = answer.context["total"], answer.chosen[BY.name]
    if answer.frame.empty:
        return "No post fits the filters."
    first = answer.frame.iloc[0]
    fits = f"{formatting.counted(total, 'post')} fit{'s' if total == 1 else ''}"
    on = f"that of {write_moment(first['published_at'])} on {first['label']}"
    if by == "newest":
        return f"{fits}; the newest is {on}."
    if pd.isna(first[by]):
        return f"{fits}; the figure is not known for any of them."
    value = words.write(by)(first[by])
    return f"{fits}; first is {on} with {value if by == 'engagement_rate' else f'{value} {by}'}."


def _finding(answer: Answer) -> str:
    return answer.title if answer.frame.empty else _sentence(answer).removesuffix(".")


def _caption(answer: Answer) -> str:
    known, total = answer.coverage[-1], answer.context["total"]
    said = []
    if answer.chosen[BY.name] != "newest" and known.of and not known.is_enough:
        said.append("The figure is known for too few posts to rank them all; those that are known come first.")
    if total > len(answer.frame):
        said.append(f"The first {formatting.number(len(answer.frame))} are shown; files have all.")
    return " ".join(said)


RANKED_POSTS = Figure(
    id="reach.ranked_posts",
    title="Posts, ranked",
    question="Which posts worked?",
    unit="posts",
    definition=Definition(
        counts="Posts of the period with the figures of their channel. Posts without the figure come last.",
        of="Engagement rate: engagements divided by impressions of the post.",
        left_out=(
            "By engagement rate, posts with fewer than 100 impressions: one reader's click would lead the list. Posts "
            "without a date are not listed."
        ),
        why="What worked once may be tried again; a single post that went far may also be luck.",
        notes=(words.RATE_OF_FEW,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("post",),
    narrowed_by=words.POSTS | {"post_text", "post_days", "post_hours"},
    options=(BY,),
    compute=_posts,
    columns=(
        *words.OF_CHANNEL,
        Column("post_id", "Identifier", CODE, shown=False),
        Column("published_at", "Published (UTC)", DAY, write=write_moment),
        Column("impressions", "Impressions", COUNT),
        Column("engagements", "Engagements", COUNT),
        Column(
            "engagement_rate",
            "Engagement rate",
            SHARE,
            write=words.write_rate,
            words="engagement_rate_words",
            instead=("engagements", "impressions"),
        ),
        Column("text", "Text"),
        Column("url", "Post", LINK),
        Column("likes", "Likes", COUNT),
        Column("comments", "Comments", COUNT),
        Column("shares", "Shares", COUNT),
        Column("clicks", "Clicks", COUNT),
        DATASET,
    ),
    sentence=_sentence,
    finding=_finding,
    caption=_caption,
    empty="No post fits the filters.",
)
