"""Calls, projects, participations, events and reach, year by year.

Each function gives one row a year of the period, with NaN or NA where nothing is known: a year without a call is a
gap, and a year without a measured post has no reach, not a reach of zero.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Engine, Integer, Select, case, cast, extract, func, select

from lib.metrics.events import Choice, by_kind
from lib.metrics.filters import (
    Filters,
    call_date,
    call_year,
    in_dataset,
    in_place,
    in_years,
    of_filtered_programme,
    with_participant,
    years_between,
)
from lib.metrics.frames import fetch, fetch_one
from lib.store.models import (
    Call,
    CallOutcome,
    CountryYear,
    Event,
    Funding,
    Participation,
    Post,
    Project,
    ProjectYear,
)


def calls(engine: Engine, filters: Filters) -> pd.DataFrame:
    """Calls and their success rate by year of the call (of its opening, else of its first deadline).

    Calls are not narrowed by country. Their rate is, with countries chosen: from the outcome rows of these countries,
    else from the rows of whole calls.

    Returns:
        year, calls, eligible and funded (of the calls that publish both), calls_with_rate, success_rate: projects
        funded / eligible pre-proposals, sums over sums.
    """
    both = CallOutcome.pre_proposals_eligible.is_not(None) & CallOutcome.projects_funded.is_not(None)
    rows = in_place(filters, CallOutcome.country) or [CallOutcome.country.is_(None)]
    outcome = (
        select(
            CallOutcome.call_id,
            func.sum(case((both, CallOutcome.pre_proposals_eligible))).label("eligible"),
            func.sum(case((both, CallOutcome.projects_funded))).label("funded"),
        )
        .where(*rows, *in_dataset(filters, CallOutcome))
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
            *in_dataset(filters, Call),
            *in_years(filters, call_date),
            *of_filtered_programme(filters, Call.programme),
            call_date.is_not(None),
        )
        .group_by(call_year)
        .order_by(call_year)
    )
    found = fetch(engine, query)
    found["success_rate"] = _ratio(found["funded"], found["eligible"])
    return found


def _ratio(part: pd.Series[Any], whole: pd.Series[Any]) -> pd.Series[float]:
    """part / whole as float, NaN where either is missing or the whole is 0."""
    bottom = whole.astype("Float64").astype(float)
    return part.astype("Float64").astype(float) / bottom.where(bottom > 0)


def projects(engine: Engine, filters: Filters) -> pd.DataFrame:
    """Projects by the year they began, with their funding.

    A country's projects are those with at least one participant from it; several countries together count a project
    once. Their funding is that of the whole projects, not the countries' share.

    Returns:
        year, projects, projects_with_funding, funding_eur (NaN where none is known).
    """
    if filters.by_programme or filters.by_place:
        return fetch(engine, _projects_from_rows(filters))
    query = (
        select(
            ProjectYear.year,
            cast(func.sum(ProjectYear.projects), Integer).label("projects"),
            cast(func.sum(ProjectYear.projects_with_funding), Integer).label("projects_with_funding"),
            func.sum(ProjectYear.funding_eur).label("funding_eur"),
        )
        .where(*_summarised(filters, ProjectYear))
        .group_by(ProjectYear.year)
        .order_by(ProjectYear.year)
    )
    return fetch(engine, query)


def _projects_from_rows(filters: Filters) -> Select[*tuple[Any, ...]]:
    year = extract("year", Project.start_date)
    conditions = [
        Project.start_date.is_not(None),
        *in_dataset(filters, Project),
        *in_years(filters, Project.start_date),
        *of_filtered_programme(filters, Project.programme),
    ]
    if filters.by_place:
        conditions.append(Project.project_id.in_(with_participant(filters)))
    return (
        select(
            year.label("year"),
            func.count().label("projects"),
            func.count(Project.funding_eur).label("projects_with_funding"),
            func.sum(Project.funding_eur).label("funding_eur"),
        )
        .where(*conditions)
        .group_by(year)
        .order_by(year)
    )


def participations(engine: Engine, filters: Filters) -> pd.DataFrame:
    """Participations by the year their project began, with the money awarded to them.

    Returns:
        year, participations, coordinations, awarded_eur (NaN where none is known).
    """
    return _participation_sums(engine, filters, "year")


def participations_by_country(engine: Engine, filters: Filters) -> pd.DataFrame:
    """Participations by the participant's country.

    A project with partners in five countries counts once in the projects of each.

    Returns:
        iso2 (None where not known), projects, participations, coordinations, awarded_eur (NaN where none is known).
    """
    found = _participation_sums(engine, filters, "country").rename(columns={"country": "iso2"})
    found["iso2"] = found["iso2"].replace("", None)
    return found


def _participation_sums(engine: Engine, filters: Filters, by: str) -> pd.DataFrame:
    source = _participation_rows(filters) if filters.by_programme else CountryYear.__table__
    column = source.c
    conditions = [*in_place(filters, column.country), *years_between(filters, column.year)]
    if by == "year" or filters.first_year is not None or filters.last_year is not None:
        conditions.append(column.year > 0)
    if not filters.by_programme:
        conditions += _dataset_and_level(filters, column.demonstration, column.level)
    query = (
        select(
            column[by],
            cast(func.sum(column.projects), Integer).label("projects"),
            cast(func.sum(column.participations), Integer).label("participations"),
            cast(func.sum(column.coordinations), Integer).label("coordinations"),
            func.sum(column.awarded_eur).label("awarded_eur"),
        )
        .where(*conditions)
        .group_by(column[by])
        .order_by(column[by])
    )
    # Projects of several countries overlap, so a year's sum over countries would count them twice.
    found = fetch(engine, query)
    return found.drop(columns="projects") if by == "year" else found


def _participation_rows(filters: Filters) -> Any:
    """What CountryYear sums up, from the rows themselves, for the programmes that fit."""
    fitting = (
        select(Project.project_id, func.coalesce(extract("year", Project.start_date), 0).label("year"))
        .where(*of_filtered_programme(filters, Project.programme), *in_dataset(filters, Project))
        .subquery()
    )
    money = (
        select(Funding.project_id, Funding.organisation, func.sum(Funding.funding_eur).label("awarded_eur"))
        .where(Funding.project_id.in_(select(fitting.c.project_id)), *in_dataset(filters, Funding))
        .group_by(Funding.project_id, Funding.organisation)
        .subquery()
    )
    country = func.coalesce(Participation.country, "")
    return (
        select(
            country.label("country"),
            fitting.c.year,
            func.count(Participation.project_id.distinct()).label("projects"),
            func.count().label("participations"),
            func.sum(case((Participation.role == "coordinator", 1), else_=0)).label("coordinations"),
            func.sum(money.c.awarded_eur).label("awarded_eur"),
        )
        .join_from(Participation, fitting, fitting.c.project_id == Participation.project_id)
        .outerjoin(
            money,
            (money.c.project_id == Participation.project_id) & (money.c.organisation == Participation.organisation),
        )
        .where(*in_dataset(filters, Participation))
        .group_by(country, fitting.c.year)
        .subquery()
    )


def _summarised(filters: Filters, table: type[ProjectYear]) -> list[Any]:
    return [
        table.year > 0,
        *years_between(filters, table.year),
        *_dataset_and_level(filters, table.demonstration, table.level),
    ]


def _dataset_and_level(filters: Filters, demonstration: Any, level: Any) -> list[Any]:
    return [demonstration.is_(filters.demonstration), *([level.in_(filters.levels)] if filters.levels else [])]


def events(engine: Engine, filters: Filters) -> pd.DataFrame:
    """Events by the year they began (in the country that hosted them, where countries are chosen), and who came.

    An event's attendance is the number of people on its attendance list who attended; where nobody noted that, the
    published figure of people who attended. Viewers and other online figures are never added.

    Returns:
        year, events, events_with_attendance, attended, attended_most, attended_words (the least and the most that it
        can be, since events with fewer than five people are not told: see lib.metrics.suppression).
    """
    found = by_kind(engine, filters, Choice(), "year")
    return found[["year", "events", "events_with_attendance", "attended", "attended_most", "attended_words"]]


def reach(engine: Engine, filters: Filters) -> pd.DataFrame:
    """Reach by year: impressions and engagements summed over the posts of all channels.

    Posts belong to no country and no programme, so only the period and the part shown narrow them.

    Returns:
        year, posts, impressions, engagements (NA where nothing was measured), engagement_rate (sums over sums, of the
        posts that have both).
    """
    year = extract("year", Post.published_at)
    measured = Post.impressions.is_not(None) & Post.engagements.is_not(None)
    query = (
        select(
            year.label("year"),
            func.count().label("posts"),
            cast(func.sum(Post.impressions), Integer).label("impressions"),
            cast(func.sum(Post.engagements), Integer).label("engagements"),
            cast(func.sum(case((measured, Post.impressions))), Integer).label("measured_impressions"),
            cast(func.sum(case((measured, Post.engagements))), Integer).label("measured_engagements"),
        )
        .where(Post.published_at.is_not(None), *in_dataset(filters, Post), *in_years(filters, Post.published_at))
        .group_by(year)
        .order_by(year)
    )
    found = fetch(engine, query)
    found["engagement_rate"] = _ratio(found.pop("measured_engagements"), found.pop("measured_impressions"))
    return found


def without_date(engine: Engine, filters: Filters) -> dict[str, Any]:
    """Rows that no year can count because their date is not known: projects, calls, events."""
    query = select(
        select(func.count())
        .where(Project.start_date.is_(None), *in_dataset(filters, Project))
        .scalar_subquery()
        .label("projects"),
        select(func.count()).where(call_date.is_(None), *in_dataset(filters, Call)).scalar_subquery().label("calls"),
        select(func.count())
        .where(Event.start_date.is_(None), *in_dataset(filters, Event))
        .scalar_subquery()
        .label("events"),
    )
    return fetch_one(engine, query)
