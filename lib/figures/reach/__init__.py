"""Figures on posts and channels."""

from lib.figures.figure import Figure
from lib.figures.reach import effect, growth, hours, over_time, ranked

#: In the order of the page.
FIGURES: tuple[Figure, ...] = (
    *growth.CARDS,
    growth.FOLLOWERS,
    growth.GROWTH,
    over_time.OVER_TIME,
    over_time.MARKS,
    hours.HOURS,
    effect.BEFORE_AND_AFTER,
    effect.CHANGE,
    over_time.REPORTED_BY_DAY,
    ranked.RANKED_POSTS,
)
