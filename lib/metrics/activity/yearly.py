"""Calls, events and reach, year by year."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Engine, Integer, case, cast, func, select

from lib.entities.call import Call
from lib.entities.call_outcome import CallOutcome
from lib.entities.post import Post
from lib.metrics.conditions import call_conditions, in_dataset, in_place
from lib.metrics.events.attendance import by_kind
from lib.metrics.frames import fetch
from lib.metrics.rates import ratio, with_rate
from lib.metrics.scope import Scope
from lib.metrics.scope_periods import in_years
from lib.store.years import call_year, year_of


def calls(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return calls and their success rate by year of the call (see lib.store.years).

    Calls are not narrowed by country. Their rate is, with countries chosen: from the outcome rows of these countries,
    else from the rows of whole calls.

    Returns:
        year, calls, eligible and funded (of the calls that publish both), calls_with_rate, success_rate (projects
        funded / eligible pre-proposals, sums over sums; NaN for fewer than ten), success_rate_low, success_rate_high.
    """
    both = CallOutcome.pre_proposals_eligible.is_not(None) & CallOutcome.projects_funded.is_not(None)
    rows = in_place(scope, CallOutcome.country) or [CallOutcome.country.is_(None)]
    outcome = (
        select(
            CallOutcome.call_id,
            func.sum(case((both, CallOutcome.pre_proposals_eligible))).label("eligible"),
            func.sum(case((both, CallOutcome.projects_funded))).label("funded"),
        )
        .where(*rows, *in_dataset(scope, CallOutcome))
        .group_by(CallOutcome.call_id)
        .subquery()
    )
    query = (
        select(
            call_year.label("year"),
            func.count().label("calls"),
            func.count(outcome.c.eligible).label("calls_with_rate"),
            cast(func.sum(outcome.c.eligible), Integer).label("eligible"),
            cast(func.sum(outcome.c.funded), Integer).label("funded"),
        )
        .select_from(Call)
        .outerjoin(outcome, outcome.c.call_id == Call.call_id)
        .where(
            *call_conditions(scope),
            call_year.is_not(None),
        )
        .group_by(call_year)
        .order_by(call_year)
    )
    found = fetch(engine, query)
    return with_rate(found, "funded", "eligible", "success_rate")


def events(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return events by the year they began (in the country that hosted them, where countries are chosen), and who came.

    An event's attendance is the number of people on its attendance list who attended; where nobody noted that, the
    published figure of people who attended. Viewers and other online figures are never added.

    Returns:
        year, events, events_with_attendance, attended, attended_most, attended_words (the least and the most that it
        can be, since events with fewer than five people are not shown: see lib.metrics.suppression).
    """
    found = by_kind(engine, scope, "year")
    return found[["year", "events", "events_with_attendance", "attended", "attended_most", "attended_words"]]


def reach(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return reach by year: impressions and engagements summed over the posts of all channels.

    Posts belong to no country and no programme, so only the period and the part shown narrow them.

    Returns:
        year, posts, posts_with_impressions, impressions, engagements (NA where nothing was measured), engagement_rate
        (sums over sums, of the posts that have both).
    """
    year = year_of(Post.published_at)
    measured = Post.impressions.is_not(None) & Post.engagements.is_not(None)
    query = (
        select(
            year.label("year"),
            func.count().label("posts"),
            func.count(Post.impressions).label("posts_with_impressions"),
            cast(func.sum(Post.impressions), Integer).label("impressions"),
            cast(func.sum(Post.engagements), Integer).label("engagements"),
            cast(func.sum(case((measured, Post.impressions))), Integer).label("measured_impressions"),
            cast(func.sum(case((measured, Post.engagements))), Integer).label("measured_engagements"),
        )
        .where(Post.published_at.is_not(None), *in_dataset(scope, Post), *in_years(scope, Post.published_at))
        .group_by(year)
        .order_by(year)
    )
    found = fetch(engine, query)
    found["engagement_rate"] = ratio(found.pop("measured_engagements"), found.pop("measured_impressions"))
    return found
