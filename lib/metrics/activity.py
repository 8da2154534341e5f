"""Calls, projects, participations, events and reach, year by year.

Each function gives one row a year of the period, with NaN or NA where nothing is known: a year without a call is a
gap, and a year without a measured post has no reach, not a reach of zero.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Engine, Integer, Select, and_, case, cast, func, select, type_coerce

from lib.metrics.coverage import Coverage
from lib.metrics.events import by_kind
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.rates import ratio, with_rate
from lib.metrics.scope import (
    DAYS,
    YEARS,
    Scope,
    call_conditions,
    in_dataset,
    in_place,
    in_years,
    paying,
    project_conditions,
    projects_in_place,
    years_between,
)
from lib.store import spread
from lib.store.models import (
    Call,
    CallOutcome,
    CountryYear,
    Event,
    Funding,
    Participation,
    Post,
    Project,
    ProjectMoneyYear,
    ProjectYear,
)
from lib.store.years import call_year, project_year, year_of


def calls(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Calls and their success rate by year of the call (see lib.store.years).

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


def _by_day(scope: Scope) -> bool:
    """Whether the period is one of days, which the summary tables do not know."""
    return scope.first_day is not None or scope.last_day is not None


def projects(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Projects by the year they began, with their funding.

    A country's projects are those with at least one participant from it; several countries together count a project
    once. Their funding is that of the whole projects, not the countries' share.

    Returns:
        year, projects, projects_with_funding, funding_eur (NaN where none is known).
    """
    if scope.by_project or scope.by_place or _by_day(scope):
        return fetch(engine, _projects_from_rows(scope))
    query = (
        select(
            ProjectYear.year,
            cast(func.sum(ProjectYear.projects), Integer).label("projects"),
            cast(func.sum(ProjectYear.projects_with_funding), Integer).label("projects_with_funding"),
            func.sum(ProjectYear.funding_eur).label("funding_eur"),
        )
        .where(*_summarised(scope, ProjectYear))
        .group_by(ProjectYear.year)
        .order_by(ProjectYear.year)
    )
    return fetch(engine, query)


def _projects_from_rows(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        select(
            project_year.label("year"),
            func.count().label("projects"),
            func.count(Project.funding_eur).label("projects_with_funding"),
            func.sum(Project.funding_eur).label("funding_eur"),
        )
        .where(Project.start_date.is_not(None), *project_conditions(scope), *projects_in_place(scope))
        .group_by(project_year)
        .order_by(project_year)
    )


def _of_projects(scope: Scope) -> list[ColumnElement[bool]]:
    """Every condition on Project but the period."""
    whenever = scope.without(*YEARS, *DAYS)
    return [*project_conditions(whenever), *projects_in_place(whenever)]


def money_over_days(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Funding of projects, spread evenly over each project's days, by calendar year.

    With countries or funders chosen: the money of the participants from them, and what these funders pay. Projects
    without a known first and last day are not in it.

    Returns:
        year, projects (with a day in it), projects_with_funding, awarded_eur (NaN where none is known).
    """
    if scope.by_project or scope.by_place:
        return _money_over_days_from_rows(engine, scope)
    table = ProjectMoneyYear
    query = (
        select(
            table.year,
            cast(func.sum(table.projects), Integer).label("projects"),
            cast(func.sum(table.projects_with_funding), Integer).label("projects_with_funding"),
            func.sum(table.funding_eur).label("awarded_eur"),
        )
        .where(*years_between(scope, table.year), *_dataset_and_level(scope, table.demonstration, table.level))
        .group_by(table.year)
        .order_by(table.year)
    )
    return fetch(engine, query)


def _money_over_days_from_rows(engine: Engine, scope: Scope) -> pd.DataFrame:
    amount: Any = Project.funding_eur
    if scope.by_place or scope.funders:
        amount = _of_participants(scope)
    query = select(Project.start_date, Project.end_date, type_coerce(amount, BigInteger).label("cents")).where(
        *_of_projects(scope), Project.start_date.is_not(None), Project.end_date.is_not(None)
    )
    found = spread.sum_by_year(fetch(engine, query), [])
    inside = found["year"].between(scope.first_year or found["year"].min(), scope.last_year or found["year"].max())
    found = found[inside].reset_index(drop=True)
    return pd.DataFrame(
        {
            "year": found["year"].astype("Int64"),
            "projects": found["running"].astype("Int64"),
            "projects_with_funding": found["with_amount"].astype("Int64"),
            "awarded_eur": (found["cents"] / 100).where(found["with_amount"] > 0),
        }
    )


def _of_participants(scope: Scope) -> Any:
    """What a project's participants from the filters' countries get from the filters' funders, in EUR."""
    return (
        select(func.sum(Funding.funding_eur))
        .join(
            Participation,
            and_(Participation.project_id == Funding.project_id, Participation.organisation == Funding.organisation),
        )
        .where(
            Funding.project_id == Project.project_id,
            *in_place(scope, Participation.country),
            *in_dataset(scope, Participation),
            *paying(scope),
        )
        .scalar_subquery()
    )


def participations(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Participations by the year their project began, with the money awarded to them; with funders chosen, by these.

    Returns:
        year, participations, coordinations, awarded_eur (NaN where none is known).
    """
    return _participation_sums(engine, scope, "year")


def participations_by_country(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Participations by the participant's country.

    A project with partners in five countries counts once in the projects of each.

    Returns:
        iso2 (None where not known), projects, participations, coordinations, awarded_eur (NaN where none is known).
    """
    found = _participation_sums(engine, scope, "country").rename(columns={"country": "iso2"})
    found["iso2"] = found["iso2"].replace("", None)
    return found


def _participation_sums(engine: Engine, scope: Scope, by: str) -> pd.DataFrame:
    from_rows = scope.by_project or _by_day(scope)
    source = _participation_rows(scope) if from_rows else CountryYear.__table__
    column = source.c
    conditions = [*in_place(scope, column.country), *years_between(scope, column.year)]
    if by == "year" or scope.first_year is not None or scope.last_year is not None:
        conditions.append(column.year > 0)
    if not from_rows:
        conditions += _dataset_and_level(scope, column.demonstration, column.level)
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


def _participation_rows(scope: Scope) -> Any:
    """What CountryYear sums up, from the rows themselves, for the programmes that fit."""
    fitting = (
        select(Project.project_id, func.coalesce(project_year, 0).label("year"))
        .where(*project_conditions(scope.any_year()))
        .subquery()
    )
    money = (
        select(Funding.project_id, Funding.organisation, func.sum(Funding.funding_eur).label("awarded_eur"))
        .where(Funding.project_id.in_(select(fitting.c.project_id)), *paying(scope))
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
        .where(*in_dataset(scope, Participation))
        .group_by(country, fitting.c.year)
        .subquery()
    )


def _summarised(scope: Scope, table: type[ProjectYear]) -> list[Any]:
    return [
        table.year > 0,
        *years_between(scope, table.year),
        *_dataset_and_level(scope, table.demonstration, table.level),
    ]


def _dataset_and_level(scope: Scope, demonstration: Any, level: Any) -> list[Any]:
    return [demonstration.is_(scope.demonstration), *([level.in_(scope.levels)] if scope.levels else [])]


def events(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Events by the year they began (in the country that hosted them, where countries are chosen), and who came.

    An event's attendance is the number of people on its attendance list who attended; where nobody noted that, the
    published figure of people who attended. Viewers and other online figures are never added.

    Returns:
        year, events, events_with_attendance, attended, attended_most, attended_words (the least and the most that it
        can be, since events with fewer than five people are not told: see lib.metrics.suppression).
    """
    found = by_kind(engine, scope, "year")
    return found[["year", "events", "events_with_attendance", "attended", "attended_most", "attended_words"]]


def reach(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Reach by year: impressions and engagements summed over the posts of all channels.

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


def coverage(engine: Engine, scope: Scope) -> dict[str, Coverage]:
    """What the figures by year cover, whatever the period: of how many things the date and the money are known.

    Returns:
        "projects" (with a first day), "awarded" (with a first day and funding), "spread" (with a first and a last day
        and funding), "by country" (money of participants of known country, of all money that is known), "calls" (with
        a year), "outcomes" (calls that publish proposals and projects), "events" (with a date), "posts" (with
        impressions).
    """
    known, begun = Project.funding_eur.is_not(None), Project.start_date.is_not(None)
    dated = and_(begun, Project.end_date.is_not(None))
    row = fetch_one(
        engine,
        select(
            func.count().label("projects"),
            *(
                column
                for name, condition in (
                    ("begun", begun),
                    ("awarded", and_(begun, known)),
                    ("spread", and_(dated, known)),
                )
                for column in (
                    func.count(case((condition, 1))).label(name),
                    func.sum(case((condition, Project.funding_eur))).label(f"{name}_eur"),
                )
            ),
            func.sum(Project.funding_eur).label("all_eur"),
        ).where(*_of_projects(scope)),
    )
    of, all_eur = int(row["projects"]), _eur(row["all_eur"])
    return {
        "projects": Coverage("projects with a first day", int(row["begun"]), of),
        "awarded": Coverage(
            "projects with a first day and funding", int(row["awarded"]), of, _eur(row["awarded_eur"]), all_eur
        ),
        "spread": Coverage(
            "projects with a first day, a last day and funding",
            int(row["spread"]),
            of,
            _eur(row["spread_eur"]),
            all_eur,
        ),
        "by country": _coverage_by_country(engine, scope),
        **_coverage_of_calls(engine, scope),
        "events": _coverage_of(engine, "events with a date", scope, Event, Event.start_date, Event.country),
        "posts": _coverage_of(engine, "posts with impressions", scope, Post, Post.impressions),
    }


def _coverage_by_country(engine: Engine, scope: Scope) -> Coverage:
    """Of how much of the money of projects in the period it is known which country it goes to."""
    money = (
        select(
            Funding.project_id,
            func.sum(Funding.funding_eur).label("paid"),
            func.sum(case((Participation.country.is_not(None), Funding.funding_eur))).label("placed"),
        )
        .join(
            Participation,
            and_(Participation.project_id == Funding.project_id, Participation.organisation == Funding.organisation),
        )
        .where(*in_dataset(scope, Funding), *in_dataset(scope, Participation))
        .group_by(Funding.project_id)
        .subquery()
    )
    # A project's funding as published, else what its participants get: never less than these.
    whole = case((Project.funding_eur >= func.coalesce(money.c.paid, 0), Project.funding_eur), else_=money.c.paid)
    row = fetch_one(
        engine,
        select(
            func.count().label("projects"),
            func.count(money.c.placed).label("placed"),
            func.sum(money.c.placed).label("placed_eur"),
            func.sum(whole).label("all_eur"),
        )
        .select_from(Project)
        .outerjoin(money, money.c.project_id == Project.project_id)
        .where(*project_conditions(scope), *projects_in_place(scope)),
    )
    return Coverage(
        "projects with money by country",
        int(row["placed"]),
        int(row["projects"]),
        _eur(row["placed_eur"]),
        _eur(row["all_eur"]),
    )


def _coverage_of_calls(engine: Engine, scope: Scope) -> dict[str, Coverage]:
    outcome = select(CallOutcome.call_id).where(
        CallOutcome.country.is_(None),
        CallOutcome.pre_proposals_eligible.is_not(None),
        CallOutcome.projects_funded.is_not(None),
        *in_dataset(scope, CallOutcome),
    )
    query = select(
        func.count().label("calls"),
        func.count(call_year).label("dated"),
        func.count(case((Call.call_id.in_(outcome), 1))).label("outcomes"),
    ).where(*call_conditions(scope.without(*YEARS, *DAYS)))
    row = fetch_one(engine, query)
    of = int(row["calls"])
    return {
        "calls": Coverage("calls with a year", int(row["dated"]), of),
        "outcomes": Coverage("calls with eligible proposals and funded projects", int(row["outcomes"]), of),
    }


def _coverage_of(engine: Engine, what: str, scope: Scope, model: Any, value: Any, country: Any = None) -> Coverage:
    places = in_place(scope, country) if country is not None else []
    query = select(func.count(value).label("known"), func.count().label("all")).select_from(model)
    row = fetch_one(engine, query.where(*in_dataset(scope, model), *places))
    return Coverage(what, int(row["known"]), int(row["all"]))


def _eur(value: Any) -> float:
    return 0.0 if pd.isna(value) else float(value)
