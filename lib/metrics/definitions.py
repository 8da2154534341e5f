"""How each figure is computed, in words, and from which files. Pages print these beside the charts."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import Engine, case, select

from lib.metrics.filters import Filters
from lib.metrics.frames import fetch
from lib.store.models import ImportRecord

ACTIVE = (
    "A programme is active in a year when its first year is not later and its last year not earlier than that year; "
    "an open end is active. A programme whose first year is not known is never counted as active."
)
PROGRAMMES = (
    "Programmes that are recorded and fit the filters; with a period chosen, those active in at least one of its "
    f"years. {ACTIVE}"
)
BUDGET = (
    "Sum of the published total budgets, in EUR, of the programmes dedicated to personalised medicine (PM). Budgets of "
    "programmes that merely allow PM are never summed as money for PM. Programmes without a published budget, or with "
    "a budget in another currency for which no rate is recorded, are counted as programmes but add no money."
)
PER_MILLION = f"{BUDGET} Divided by the country's inhabitants in millions; a country without a population has none."
COUNTRIES = (
    "Countries with at least one active national or regional programme. European and international programmes belong "
    "to no country."
)
CALLS = (
    "Calls by the year they opened, or of their first deadline where the opening is not known. A call is open to "
    "several countries, so country filters do not apply."
)
SUCCESS_RATE = (
    "Projects funded divided by eligible pre-proposals, sums over sums, over the calls that publish both; never an "
    "average of rates. With countries chosen: the calls' outcomes of these countries. By the year that the call "
    "opened, or of its first deadline."
)
PROJECTS = (
    "Projects by the year of their first day. With countries chosen: projects with at least one participant from "
    "them. A project with partners in five countries counts once in each country's number and once in the total."
)
AWARDED = (
    "Funding of the projects that began in the year, in EUR, from all funders. With countries chosen: the money of "
    "the participants from them."
)
PARTICIPATIONS = "Organisations' parts in projects, in any role, by the year of the project's first day."
EVENTS = "Events by the year of their first day; with countries chosen, the country that hosted the event."
ATTENDANCE = (
    "People who attended: the attendance list where there is one, else the published number of people who attended. "
    "Online viewers are not attendees and are never added. Fewer than five persons are shown as <5."
)
REACH = (
    "Impressions summed over the posts of all channels in the year. Unique reach is never added up. Nothing measured "
    "is shown as no data, not as zero. Country and programme filters do not apply to posts."
)
POSTS_KNOWN = (
    "A post's figures count for the moment (UTC) at which it was published. A channel's posts are known from its first "
    "to its last loaded post. In between, a stretch without a post has zero posts, impressions and engagements, and no "
    "engagement rate. Before and after nothing was measured: a gap in the line, never zero. The same goes for posts "
    "whose figures are missing; the table says how many."
)
REACH_OVER_TIME = (
    "Impressions and engagements: sums over the posts published in the week (from Monday), month or quarter. "
    "Engagement rate: engagements divided by impressions, sums over sums, of the posts that have both. Followers: as "
    "of the last day on which they were counted; never summed, neither over time nor over channels. Unique reach is "
    f"never added up. The first and the last stretch are cut to the period. {POSTS_KNOWN}"
)
REACH_MARKS = (
    "Marked are events by their first day, calls by their opening, and newsletters by their day; newsletters of which "
    "only a longer time is known are not marked. Marks show what happened, not what had an effect."
)
REACH_GROWTH = (
    "This period against the period before of equal length, and against the same days of the year before. The period "
    "is cut at the last post that was loaded, so that the periods compared are equally long. Followers are those "
    "counted last by the end of each period, at most 31 days before it, channel by channel. No change is given where "
    "the posts of a channel are not known for the whole of both periods, as when its account began in between. A "
    "channel counts as loaded to the end when its last post is at most 14 days older. The change of the engagement "
    "rate is in percentage points."
)
DAILY_FIGURES = (
    "What the channels themselves report for single days: the mean of the days that were measured in the week, month "
    "or quarter, since not every day is. Impressions here are those of all posts on a day, whenever they were "
    "published; they are never added to the posts' impressions, which hold them already."
)
HEAT_MAP = (
    "Posts by the day of the week and the hour, in UTC, at which they were published. Mean impressions per post: sum "
    "of impressions divided by the number of posts that have them. Engagement rate: engagements divided by "
    "impressions, sums over sums, of the posts that have both. The number in a cell is that of those posts; cells with "
    "fewer than 3 are left without a shade. Posts of which only the day is known are in no cell."
)
BEFORE_AND_AFTER = (
    "An average week of those before the day against an average week from the day on (engagement rate: engagements "
    "divided by impressions, sums over sums of the weeks), over the chosen channels together. Ordinary: the same "
    "difference around every other day, a week apart, whose weeks do not touch those shown; the band holds the middle "
    "90 % of them, the darker one the middle half. A change within the band is what weeks do anyway, and even one "
    "outside it does not show what caused it: one in ten ordinary changes lies outside. With fewer than 20 other "
    "stretches nothing is said. Only the time in which the posts of every chosen channel are known is used, whatever "
    f"the period of the page. {POSTS_KNOWN}"
)
RANKED_POSTS = (
    "Posts of the period with the figures of their channel. By engagement rate, posts with at least 100 impressions; "
    "posts without the figure come last. Posts without a date are not listed."
)
TIMELINE = (
    "From the first to the last year of each programme. Running out: the last year ends within 24 months of today. "
    "End not stated: began, and its source names no last year; counted as active."
)


def source_files(engine: Engine, entities: Iterable[str], filters: Filters) -> pd.DataFrame:
    """Files that the rows of these entities came from, newest first.

    Returns:
        entity, file_name, imported_at, rows_read, part (facts or illustrative).
    """
    query = (
        select(
            ImportRecord.entity,
            ImportRecord.file_name,
            ImportRecord.imported_at,
            ImportRecord.rows_read,
            case((ImportRecord.illustrative, "illustrative"), else_="facts").label("part"),
        )
        .where(ImportRecord.entity.in_(tuple(entities)))
        .order_by(ImportRecord.import_id.desc())
    )
    if filters.facts_only:
        query = query.where(ImportRecord.illustrative.is_(False))
    return fetch(engine, query)
