"""Calls, projects, participations, events and reach, year by year.

Each function gives one row a year of the period, with NaN or NA where nothing is known: a year without a call is a
gap, and a year without a measured post has no reach, not a reach of zero.
"""

from lib.metrics.activity.covered import (
    coverage_by_country,
    coverage_of_calls,
    coverage_of_events,
    coverage_of_posts,
    coverage_of_projects,
)
from lib.metrics.activity.money import money_over_days, participations, participations_by_country, projects
from lib.metrics.activity.yearly import calls, events, reach

__all__ = (
    "calls",
    "coverage_by_country",
    "coverage_of_calls",
    "coverage_of_events",
    "coverage_of_posts",
    "coverage_of_projects",
    "events",
    "money_over_days",
    "participations",
    "participations_by_country",
    "projects",
    "reach",
)
