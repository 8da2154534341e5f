"""What figures on posts and channels share: rules of definitions, options, columns, and values in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import pandas as pd

from lib.common import formatting
from lib.common.formatting import HARD
from lib.figures.asking import Ask
from lib.figures.columns import CODE, COUNT, DAY, NUMBER, SHARE, Column, Kind
from lib.figures.narrowing import PERIOD
from lib.figures.options import Option
from lib.metrics.coverage import Coverage
from lib.metrics.periods import Period
from lib.metrics.reach.channels import Channel, channels
from lib.metrics.scope import Scope

#: What narrows the figures of the page: posts belong to no country and to no programme.
POSTS: Final = PERIOD | {"channels"}
NOTHING: Final = "Nothing is known for these filters."

POSTS_KNOWN: Final = (
    "A post's figures count for the moment (UTC) at which it was published. A channel's posts are known from its first "
    "to its last loaded post. In between, a stretch without a post has zero posts, impressions and engagements, and no "
    "engagement rate. Before and after nothing was measured: a gap in the line, never zero. The same goes for posts "
    "whose figures are missing; the table says how many."
)
RATE_OF_FEW: Final = (
    "A trial of the engagement rate is an impression, that is one time that a post was shown: of fewer than ten the "
    "counts stand in place of the rate, 1 of 7."
)

MEASURES: Final = {
    "impressions": "Impressions",
    "engagements": "Engagements",
    "engagement_rate": "Engagement rate",
    "posts": "Posts",
    "followers": "Followers",
}
#: Units of the measures in charts.
UNITS: Final = dict.fromkeys(MEASURES, "count") | {"engagement_rate": "share"}


def write_rate(value: object) -> str:
    """`2.35 %`: an engagement rate is a few per cent."""
    return formatting.percent(value, 2)


def write_mean(value: object) -> str:
    """`123.4`."""
    return formatting.number(value, 1)


def write(measure: str) -> Callable[[object], str]:
    """How values of a measure are written."""
    return write_rate if measure == "engagement_rate" else formatting.number


def write_difference(value: Any, measure: str) -> str:
    """`+1 234`, or `−0.12 points` of a rate."""
    if pd.isna(value):
        return formatting.MISSING
    sign = "+" if value > 0 else "−" if value < 0 else ""
    if measure == "engagement_rate":
        return f"{sign}{formatting.number(abs(value) * 100, 2)}{HARD}points"
    return f"{sign}{formatting.number(abs(value))}"


#: The rate of posts that have both, with the sums that it is of.
OF_RATE: Final = (
    Column(
        "engagement_rate",
        "Engagement rate",
        SHARE,
        write=write_rate,
        words="engagement_rate_words",
        instead=("rated_engagements", "rated_impressions"),
    ),
    Column("rated_engagements", "Engagements of the rate", COUNT, shown=False),
    Column("rated_impressions", "Impressions of the rate", COUNT, shown=False),
)
OF_CHANNEL: Final = (Column("channel", "Channel code", CODE, shown=False), Column("label", "Channel"))
OF_STRETCH: Final = (Column("stretch", "When"), Column("first", "From", DAY), Column("last", "To", DAY))


def measured_in(name: str, header: str, kind: Kind = NUMBER) -> Column:
    """A column of values of the measure that is chosen: shares or counts, as the column `measure` says."""
    return Column(name, header, kind, write_by=("measure", lambda value, measure: write(measure)(value)))


def chosen_channels(ask: Ask, scope: Scope) -> tuple[Channel, ...]:
    """The channels that fit. They are the same whatever the period, so that the answer is asked for once."""
    return ask(channels, Scope(channels=scope.channels, demonstration=scope.demonstration))


def too_few(coverage: Iterable[Coverage]) -> str:
    """Say that a figure is known for too few posts to compare; empty where it is known for enough."""
    little = [covered for covered in coverage if covered.of and not covered.is_enough]
    return f"Known for too few posts to compare: {little[0].words}." if little else ""


def known_of(covered: Mapping[str, Coverage], measure: str) -> tuple[Coverage, ...]:
    """Count the posts for which a figure's inputs are known; followers are not of posts."""
    if measure == "followers":
        return ()
    return (covered["posts"], *([covered[measure]] if measure in covered and measure != "posts" else []))


def in_days(period: Period) -> str:
    """`1 Jan 2025 to 31 Dec 2025`."""
    return f"{formatting.short_date(period.first)} to {formatting.short_date(period.last)}"


def of_measures(name: str, label: str, measures: Mapping[str, str], default: str = "impressions") -> Option:
    """A choice of what is measured."""
    return Option(name, label, measures, default)
