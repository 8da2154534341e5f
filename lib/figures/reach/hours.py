"""At which hour of the week posts reach furthest, and whether that is more than chance."""

from __future__ import annotations

from datetime import date
from typing import Final

from lib.charts import reach as charts
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CODE, COUNT, NUMBER, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen, Option
from lib.figures.reach import words
from lib.metrics.reach import hours, posts
from lib.metrics.scope import Scope
from lib.metrics.scope_values import WEEKDAYS, post_hour_in_words

_MEAN: Final = "impressions_per_post"
BY = Option("hours-by", "Shade by", {_MEAN: "Mean impressions per post", "engagement_rate": "Engagement rate"}, _MEAN)


def _hours(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    measure = chosen[BY.name]
    channels = words.chosen_channels(ask, scope)
    found = ask(hours.heat_map, scope, channels)
    known = ask(posts.coverage, scope, channels)[f"{measure} by hour"]
    best = ask(hours.best_hour, scope, channels, measure) if known.is_enough else None
    cells = found.cells
    rows = cells.assign(
        key=[
            post_hour_in_words((int(day), int(hour))) for day, hour in zip(cells["weekday"], cells["hour"], strict=True)
        ],
        measured=cells["seen_posts" if measure == _MEAN else "rated_posts"],
        day=cells["weekday"].map(lambda number: WEEKDAYS[number]).astype("object"),
        time=cells["hour"].map(lambda hour: f"{hour:02d}:00").astype("object"),
    )
    return Result(rows, (known,), {"best": best, "without_time": found.without_time})


def _title(answer: Answer) -> str:
    return f"{BY.values[answer.chosen[BY.name]]} by day of the week and hour (UTC)"


def _sentence(answer: Answer) -> str:
    """The best cell, and whether it may well be chance."""
    known, best, measure = answer.coverage[0], answer.context["best"], answer.chosen[BY.name]
    if answer.frame.empty or answer.frame[measure].isna().all():
        return "Nothing is known about the hours of posts."
    if not known.is_enough:
        return f"Too few posts with known reach to compare hours: {known.words}. The table holds what is known."
    if best is None:
        return f"No hour has {hours.FEWEST_POSTS} posts or more, so none is called the best."
    value = f"{words.write_mean(best.value)} impressions per post" if measure == _MEAN else words.write_rate(best.value)
    hour = f"{WEEKDAYS[best.weekday]}, {best.hour:02d}:00 to {best.hour:02d}:59 UTC"
    said = f"Highest: {hour}, {value} ({formatting.counted(best.posts, 'post')})."
    if best.by_chance is None:
        return f"{said} How often chance gives one as high is not computed for so many posts."
    verdict = (
        "so this hour may well be no better than others."
        if best.by_chance > hours.SIGNIFICANT
        else "so this is hardly chance; it does not show what causes it."
    )
    share = formatting.percent(best.by_chance, 0 if best.by_chance >= 0.01 else 1)
    return f"{said} An hour as high comes about by chance in {share} of shuffles, {verdict}"


def _finding(answer: Answer) -> str:
    known, best = answer.coverage[0], answer.context["best"]
    if answer.frame.empty or not known.is_enough or best is None:
        return answer.title
    hour = f"{WEEKDAYS[best.weekday]}, {best.hour:02d}:00 UTC"
    if best.by_chance is None:
        return f"{hour} is highest; how often chance gives one as high is not computed for so many posts"
    share = formatting.percent(best.by_chance, 0 if best.by_chance >= 0.01 else 1)
    if best.by_chance > hours.SIGNIFICANT:
        return f"No hour stands out: chance alone gives one as high as {hour} in {share} of shuffles"
    return f"{hour} stands out: chance gives one as high in {share} of shuffles"


def _draw(answer: Answer, look: Look) -> Chart | None:
    measure = answer.chosen[BY.name]
    if answer.frame[measure].isna().all() or not answer.coverage[0].is_enough:
        return None
    return charts.hours_of_week(
        answer.frame.assign(posts=answer.frame["measured"], value=answer.frame[measure]),
        fewest=hours.FEWEST_POSTS,
        name=BY.values[measure],
        title=f"Number of posts in each cell; shade by their {'mean' if measure == _MEAN else 'rate'}",
        unit="count" if measure == _MEAN else "share",
        dark=look.dark,
        picked=look.picked,
    )


def _caption(answer: Answer) -> str:
    untimed = answer.context["without_time"]
    return f"{formatting.counted(untimed, 'post')} without a time of day in no cell." if untimed else ""


def _columns() -> tuple[Column, ...]:
    return (
        Column("key", "Hour of the week", CODE, shown=False),
        Column("weekday", "Number of the day, from 0 for Monday", COUNT, shown=False),
        Column("hour", "Number of the hour", COUNT, shown=False),
        Column("day", "Day"),
        Column("time", "From (UTC)"),
        Column("posts", "Posts", COUNT),
        Column("measured", "Posts with figures", COUNT),
        Column("impressions_per_post", "Mean impressions per post", NUMBER, write=words.write_mean),
        *words.OF_RATE,
    )


HOURS = Figure(
    id="reach.hours",
    title="Reach by hour of the week",
    title_of=_title,
    question="Which posts worked at what hour?",
    unit="impressions per post, or share of impressions",
    definition=Definition(
        counts=(
            "Posts by the day of the week and the hour, in UTC, at which they were published. Mean impressions per "
            "post: the sum of impressions divided by the number of posts that have them. Engagement rate: engagements "
            "divided by impressions, sums over sums, of the posts that have both. The number in a cell is that of "
            "those posts."
        ),
        of=(
            "The highest of many cells is high even where the hour does nothing. So what posts reached is shuffled 999 "
            "times over the hours at which posts were published, within each channel and year; it is said in how many "
            "of these orders (and the one found) the highest cell is at least as high."
        ),
        left_out=(
            "Posts of which only the day is known are in no cell. Cells with fewer than 3 posts are left without a "
            "shade."
        ),
        why="An hour is better only where chance hardly gives one as good, and even then it need not be the cause.",
        notes=(words.RATE_OF_FEW,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("post",),
    narrowed_by=words.POSTS,
    options=(BY,),
    compute=_hours,
    columns=_columns(),
    sentence=_sentence,
    finding=_finding,
    chart=_draw,
    caption=_caption,
    empty=_sentence,
)
