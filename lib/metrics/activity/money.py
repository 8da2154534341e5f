"""Projects, participations and their money, by year and by country of the participant."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Engine, Integer, Select, and_, case, cast, func, select, type_coerce

from lib.entities.funding import Funding
from lib.entities.participation import Participation
from lib.entities.project import Project
from lib.metrics.conditions import in_dataset, in_place, paying, project_conditions, projects_in_place
from lib.metrics.frames import fetch
from lib.metrics.scope import DAYS, YEARS, Scope
from lib.metrics.scope_periods import years_between
from lib.store import spread
from lib.store.summary_tables import CountryYear, ProjectMoneyYear, ProjectYear
from lib.store.years import project_year


def projects(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return projects by the year they began, with their funding.

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


def project_conditions_of_any_year(scope: Scope) -> list[ColumnElement[bool]]:
    """Return every condition on Project but the period."""
    whenever = scope.without(*YEARS, *DAYS)
    return [*project_conditions(whenever), *projects_in_place(whenever)]


def money_over_days(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return funding of projects, spread evenly over each project's days, by calendar year.

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
        amount = _participant_funding(scope)
    query = select(Project.start_date, Project.end_date, type_coerce(amount, BigInteger).label("cents")).where(
        *project_conditions_of_any_year(scope), Project.start_date.is_not(None), Project.end_date.is_not(None)
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


def _participant_funding(scope: Scope) -> Any:
    """Return what a project's participants from the filters' countries get from the filters' funders, in EUR."""
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
    """Return participations by the year their project began, with the money awarded to them; with funders chosen, by
    these.

    Returns:
        year, participations, coordinations, awarded_eur (NaN where none is known).
    """
    return _participation_sums(engine, scope, "year")


def participations_by_country(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return participations by the participant's country.

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
    """Return what CountryYear sums up, from the rows themselves, for the programmes that fit."""
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


def _by_day(scope: Scope) -> bool:
    """Whether the period is one of days, which the summary tables do not know."""
    return scope.first_day is not None or scope.last_day is not None
