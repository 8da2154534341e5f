"""Sections on events, and on posts and their reach."""

from __future__ import annotations

from datetime import date

import pandas as pd

from lib.charts.counts import counted_bars
from lib.charts.reach import lines_with_marks
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CODE, COUNT, DAY, SHARE, Column
from lib.figures.definition import Definition
from lib.figures.events import words as events
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.narrowing import PERIOD, PLACE
from lib.figures.options import Chosen
from lib.figures.reach import words as reach
from lib.figures.report import period
from lib.metrics import report
from lib.metrics.events import attendance, covered
from lib.metrics.reach import channels, posts
from lib.metrics.scope import Scope

#: What narrows events.
_EVENTS = PERIOD | PLACE | {"event_types", "event_formats", "events"}
_ENTITIES = ("event", "attendance", "attendance sum", "published figure")
_ATTENDED = (
    Column("attended", "Attended", COUNT, words="attended_words", instead=("attended_least", "attended_most")),
    Column("attended_least", "Attended, at least", COUNT, shown=False),
    Column("attended_most", "Attended, at most", COUNT, shown=False),
)
_NO_MARKS = pd.DataFrame({"kind": [], "name": [], "day": []})


def _with_least(found: pd.DataFrame) -> pd.DataFrame:
    """The rows with the least that attendance can be: what is shown where nothing is hidden."""
    return found.assign(
        attended_least=found["attended"],
        attended=found["attended"].where(found["attended"] == found["attended_most"]),
    )


def _types(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    days = period.within(scope)
    known = ask(covered.coverage, days)
    return Result(_with_least(ask(report.event_types, days)), (known["dated"], known["attended"]))


def _draw_types(answer: Answer, look: Look) -> Chart | None:
    if answer.frame.empty:
        return None
    drawn = pd.DataFrame(
        {
            "kind": answer.frame["type"].fillna("not known"),
            "count": answer.frame["events"],
            "number": answer.frame["events"].map(formatting.number),
        }
    )
    return counted_bars(
        drawn.sort_values("count", ascending=False, kind="stable"), title="Events by type", dark=look.dark
    )


EVENTS_BY_TYPE = Figure(
    id="report.events_by_type",
    title="Events by type",
    question="Which events took place in the period, and how many people came?",
    unit="events, people",
    definition=Definition(
        counts=("Events whose first day lies in the period, of ICPerMed and its family. " + events.ATTENDED),
        left_out="Events of which no day is known are in no period.",
        why="Events are a deliverable of the consortium.",
        notes=(period.DATED, events.REGISTERED, events.RATE, events.SMALL_FIGURES),
    ),
    reviewed=period.REVIEWED,
    entities=_ENTITIES,
    narrowed_by=_EVENTS,
    compute=_types,
    columns=(
        Column("type", "Type"),
        Column("events", "Events", COUNT),
        Column("own", "Organised by ICPerMed", COUNT),
        *_ATTENDED,
    ),
    sentence=lambda answer: period.count_in_words(answer, int(answer.frame["events"].sum()), "event"),
    chart=_draw_types,
    empty=period.NOTHING,
)


def _events(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    days = period.within(scope)
    known = ask(covered.coverage, days)
    return Result(_with_least(ask(attendance.by_event, days)), (known["dated"], known["attended"]))


EVENTS_ONE_BY_ONE = Figure(
    id="report.events_one_by_one",
    title="Events one by one",
    question="Which events does the period have?",
    unit="events, people",
    definition=Definition(
        counts="Events whose first day lies in the period. " + events.ATTENDED,
        left_out="Events of which no day is known are in no period.",
        why="The rows behind the numbers.",
        notes=(period.DATED, events.REGISTERED, events.RATE),
    ),
    reviewed=period.REVIEWED,
    entities=_ENTITIES,
    narrowed_by=_EVENTS,
    compute=_events,
    columns=(
        Column("event_id", "Identifier", CODE, shown=False),
        Column("name", "Event"),
        Column("type", "Type"),
        Column("start_date", "First day", DAY, write=formatting.long_date),
        Column("end_date", "Last day", DAY, write=formatting.long_date),
        Column("city", "City"),
        Column("iso2", "Country code", CODE, shown=False),
        Column("country", "Country"),
        *_ATTENDED,
    ),
    sentence=lambda answer: period.count_in_words(answer, len(answer.frame), "event"),
)


def _posts(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    days = period.within(scope)
    by_channel, months = ask(report.posts_by_channel, days, date.today())
    known = ask(posts.coverage, days, ask(channels.channels, days))
    covered = tuple(known[name] for name in ("posts", "impressions", "engagements"))
    return Result(by_channel, covered, {"months": months})


def _draw_posts(answer: Answer, look: Look) -> Chart | None:
    months = answer.context["months"]
    if not months["impressions"].notna().any():
        return None
    return lines_with_marks(
        months.assign(value=months["impressions"]),
        _NO_MARKS,
        name="Impressions",
        title="Impressions by month and channel",
        unit="count",
        dark=look.dark,
    )


def _sentence_of_posts(answer: Answer) -> str:
    posted = answer.frame["posts"].dropna().sum()
    if not posted:
        return f"No post is known {period.in_words(answer)}."
    seen = answer.frame["impressions"].dropna()
    shown = f"with {formatting.number(seen.sum())} impressions" if len(seen) else "whose impressions are not known"
    return f"{formatting.counted(int(posted), 'post')} {shown} {period.in_words(answer)}."


POSTS_BY_CHANNEL = Figure(
    id="report.posts_by_channel",
    title="Posts and reach by channel",
    question="How much was posted in the period, and how far did it reach?",
    unit="posts, impressions",
    definition=Definition(
        counts=(
            "Posts whose figures were loaded, which need not be all that were published: the source’s own number of "
            "posts stands under “What was produced”. Impressions and engagements summed over these posts; followers "
            "at the end of the period."
        ),
        left_out="Unique reach is never added up. Nothing measured is shown as no data, not as zero.",
        why="What the consortium's communication reached.",
        notes=(period.DATED, reach.RATE_OF_FEW),
    ),
    reviewed=period.REVIEWED,
    entities=("post", "channel snapshot"),
    narrowed_by=PERIOD | {"channels"},
    compute=_posts,
    columns=(
        Column("label", "Channel"),
        Column("posts", "Posts", COUNT),
        Column("impressions", "Impressions", COUNT),
        Column("engagements", "Engagements", COUNT),
        Column(
            "engagement_rate",
            "Engagement rate (%)",
            SHARE,
            write=lambda value: formatting.percent(value, 2),
            words="engagement_rate_words",
            instead=("engagements", "impressions"),
        ),
        Column("followers", "Followers at the end", COUNT),
    ),
    sentence=_sentence_of_posts,
    chart=_draw_posts,
    empty=period.NOTHING,
)
