"""Which posts went further than the ordinary spread of posts explains."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd

from lib.charts import outcomes as charts
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CODE, COUNT, DAY, FLAG, LINK, NUMBER, P_VALUE, RATIO, Column, decimals, no_rows, times
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen, Option
from lib.figures.reach import words
from lib.figures.reach.ranked import write_moment
from lib.metrics.reach import best_posts, posts
from lib.metrics.scope import Scope

#: Posts that are shown, of all that are compared.
_MOST: Final = 50
#: Characters of a post's text that stand in its name.
_TEXT: Final = 60
BY = Option("best-by", "Best by", {name: words.MEASURES[name] for name in best_posts.MEASURES}, "impressions")


def _best(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    channels, measure = words.chosen_channels(ask, scope), chosen[BY.name]
    found = ask(best_posts.best_posts, scope, channels, measure, _MOST)
    known = words.known_of(ask(posts.coverage, scope, channels), measure)
    rows = found.rows.assign(key=found.rows["channel"] + " " + found.rows["post_id"]) if len(found.rows) else None
    return Result(no_rows(_OF_BEST) if rows is None else rows, known, {"found": found})


def _why_not(answer: Answer) -> str:
    """Why no post is compared; empty where some are."""
    found: best_posts.BestPosts = answer.context["found"]
    if found.too_many:
        most = formatting.number(best_posts.MOST_POSTS)
        return (
            f"Not computed for more than {most} posts: choose a shorter period or one channel. The list has them all."
        )
    if too_few := words.too_few(answer.coverage):
        return too_few
    if not found.compared:
        return f"No channel has {best_posts.FEWEST_POSTS} posts with this figure in a year that fits the filters."
    return ""


def _name(row: Any) -> str:
    return f"{write_moment(row['published_at'])} on {row['label']}"


def _sentence(answer: Answer) -> str:
    reason = _why_not(answer)
    if reason:
        return reason
    found: best_posts.BestPosts = answer.context["found"]
    first = answer.frame.iloc[0]
    ahead = f"that of {_name(first)}, {times(first['times'])} the typical post of its channel and year"
    count = formatting.counted(found.compared, "post")
    measure = answer.chosen[BY.name]
    if not found.outstanding:
        adjusted = formatting.p_value(first["p_adjusted"])
        return (
            f"Of {count} none stands out in {measure} beyond the ordinary spread; the least ordinary is {ahead} "
            f"(adjusted p {adjusted})."
        )
    verb = "stands" if found.outstanding == 1 else "stand"
    return (
        f"{formatting.number(found.outstanding)} of {count} {verb} out in {measure} beyond the ordinary spread; the "
        f"least ordinary is {ahead}."
    )


def _finding(answer: Answer) -> str:
    if _why_not(answer):
        return answer.title
    found: best_posts.BestPosts = answer.context["found"]
    measure, count = answer.chosen[BY.name], formatting.counted(found.compared, "post")
    if not found.outstanding:
        return f"Of {count} none stands out in {measure} beyond the ordinary spread"
    verb = "stands" if found.outstanding == 1 else "stand"
    return f"{formatting.number(found.outstanding)} of {count} {verb} out in {measure} beyond the ordinary spread"


def _draw(answer: Answer, look: Look) -> Chart | None:
    if _why_not(answer):
        return None
    shown = answer.frame
    values = shown.assign(
        name=[f"{_name(row)}: {_start(row['text'])}" for row in shown.to_dict("records")],
        value=shown["times"],
        stands_out=shown["holds"],
        description=shown["times"].map(times),
    )
    return charts.dots_before_ranges(
        values[["key", "name", "value", "low", "high", "stands_out", "description"]],
        unit="times",
        axis=f"{words.MEASURES[answer.chosen[BY.name]]}, in times the typical post",
        title="A post (dot) before the middle 90 % of its channel and year (grey); in colour where beyond chance",
        dark=look.dark,
    )


def _start(text: Any) -> str:
    return "" if pd.isna(text) else str(text)[:_TEXT]


def _caption(answer: Answer) -> str:
    found: best_posts.BestPosts = answer.context["found"]
    if found.compared <= len(answer.frame):
        return ""
    return f"The {len(answer.frame)} least ordinary of {formatting.number(found.compared)} posts compared."


_OF_BEST: Final = (
    Column("key", "Post", CODE, shown=False),
    *words.OF_CHANNEL,
    Column("post_id", "Identifier", CODE, shown=False),
    Column("published_at", "Published (UTC)", DAY, write=write_moment),
    Column("value", "Figure", COUNT),
    Column("typical", "Typical post", NUMBER, write=decimals(0)),
    Column("times", "Times the typical post", RATIO),
    Column("low", "Ordinary, from (times)", RATIO, shown=False),
    Column("high", "Ordinary, to (times)", RATIO, shown=False),
    Column("posts", "Posts of the channel and year", COUNT),
    Column("p", "p", P_VALUE, shown=False),
    Column("p_adjusted", "p, adjusted", P_VALUE),
    Column("holds", "Beyond the ordinary spread", FLAG),
    Column("text", "What it says"),
    Column("url", "Address", LINK),
)

BEST_POSTS = Figure(
    id="reach.best_posts",
    title="Posts beyond the ordinary spread",
    title_of=lambda answer: f"Posts ranked by {answer.chosen[BY.name]} against those of their channel and year",
    question="Which posts went further than posts ordinarily do?",
    unit="times the typical post",
    definition=Definition(
        counts=(
            "Impressions, or engagements, of a post against the typical post of the same channel and year: the "
            "geometric mean of the others (of the figure plus one)."
        ),
        of=(
            "Ordinary: the middle 90 % of the channel and year. p: of a post as far ahead, if the logarithms of the "
            "figures of a channel and year are spread normally (prediction by Student’s t from the others). The best "
            "of many is far ahead by chance, so p is adjusted over all posts compared (Benjamini and Hochberg); a post "
            "stands out where its adjusted p is at most 0.05."
        ),
        left_out=(
            "Posts without the figure or without a date, and those of a channel and year with fewer than ten posts. "
            "With more than 20 000 posts nothing is computed."
        ),
        why="The post at the top of a list is always high; only one that chance hardly gives says more.",
        notes=(words.POSTS_KNOWN,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("post",),
    narrowed_by=words.POSTS,
    options=(BY,),
    compute=_best,
    columns=_OF_BEST,
    sentence=_sentence,
    finding=_finding,
    chart=_draw,
    ranked=lambda answer: answer.frame,
    caption=_caption,
    empty=_why_not,
)
