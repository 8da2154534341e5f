"""The summary tables: sums that pages ask for all the time, made anew from the rows they sum up.

They are refreshed in the transaction that changes the rows, so no reader ever sees the two differ.
"""

from __future__ import annotations

from collections.abc import Set

from sqlalchemy import Connection, case, delete, func, insert, select

from lib.store.models import (
    AttendanceCell,
    CountryYear,
    Funding,
    ImportRecord,
    Participation,
    Programme,
    Project,
    ProjectYear,
)
from lib.store.suppression import CELL_COLUMNS, published_cells

_OF_PROJECTS = frozenset({"programme", "project", "participation"})
_OF_EVENTS = frozenset({"event", "attendance"})
#: Entities whose change makes the summaries stale.
SUMMARISED = _OF_PROJECTS | _OF_EVENTS

_level = func.coalesce(Programme.level, "")
_year = func.coalesce(func.extract("year", Project.start_date), 0)


def refresh_summaries(connection: Connection, changed: Set[str] = SUMMARISED) -> None:
    """Make the summary tables anew that a change of these entities makes stale."""
    if changed & _OF_PROJECTS:
        _refresh_project_year(connection)
        _refresh_country_year(connection)
    if changed & _OF_EVENTS:
        _refresh_attendance_cell(connection)


def _refresh_attendance_cell(connection: Connection) -> None:
    connection.execute(delete(AttendanceCell))
    connection.execute(insert(AttendanceCell).from_select(CELL_COLUMNS, published_cells()))


def _refresh_project_year(connection: Connection) -> None:
    sums = (
        select(
            ImportRecord.illustrative,
            _level,
            _year,
            func.count(),
            func.count(Project.funding_eur),
            func.sum(Project.funding_eur),
        )
        .join_from(Project, ImportRecord, Project.import_id == ImportRecord.import_id)
        .outerjoin(Programme, Programme.programme_id == Project.programme)
        .group_by(ImportRecord.illustrative, _level, _year)
    )
    connection.execute(delete(ProjectYear))
    connection.execute(
        insert(ProjectYear).from_select(
            ["illustrative", "level", "year", "projects", "projects_with_funding", "funding_eur"], sums
        )
    )


def _refresh_country_year(connection: Connection) -> None:
    # Money is summed by participation first: a participation with two funders is still one participation.
    money = (
        select(Funding.project_id, Funding.organisation, func.sum(Funding.funding_eur).label("awarded_eur"))
        .group_by(Funding.project_id, Funding.organisation)
        .subquery()
    )
    country = func.coalesce(Participation.country, "")
    sums = (
        select(
            ImportRecord.illustrative,
            _level,
            country,
            _year,
            func.count(Participation.project_id.distinct()),
            func.count(),
            func.sum(case((Participation.role == "coordinator", 1), else_=0)),
            func.sum(money.c.awarded_eur),
        )
        .join_from(Participation, ImportRecord, Participation.import_id == ImportRecord.import_id)
        .join(Project, Project.project_id == Participation.project_id)
        .outerjoin(Programme, Programme.programme_id == Project.programme)
        .outerjoin(
            money,
            (money.c.project_id == Participation.project_id) & (money.c.organisation == Participation.organisation),
        )
        .group_by(ImportRecord.illustrative, _level, country, _year)
    )
    connection.execute(delete(CountryYear))
    connection.execute(
        insert(CountryYear).from_select(
            [
                "illustrative",
                "level",
                "country",
                "year",
                "projects",
                "participations",
                "coordinations",
                "awarded_eur",
            ],
            sums,
        )
    )
