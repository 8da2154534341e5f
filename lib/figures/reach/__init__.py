"""Figures on posts and channels."""

from lib.figures.figure import Figure
from lib.figures.reach import best, effect, effects, growth, hours, over_time, ranked

#: In the order of the page.
FIGURES: tuple[Figure, ...] = (
    *growth.CARDS,
    growth.FOLLOWERS,
    growth.GROWTH,
    over_time.OVER_TIME,
    over_time.MARKS,
    hours.HOURS,
    effects.EFFECTS,
    effect.BEFORE_AND_AFTER,
    effect.CHANGE,
    over_time.REPORTED_BY_DAY,
    best.BEST_POSTS,
    ranked.RANKED_POSTS,
)
