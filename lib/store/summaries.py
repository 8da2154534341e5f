"""The summary tables: sums that pages ask for all the time, made anew from the rows they sum up.

They are refreshed in the transaction that changes the rows, so no reader ever sees the two differ.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, literal, select

from lib.store.models import (
    AttendanceCell,
    Base,
    Call,
    CallCountry,
    CallFigures,
    CallFunder,
    CountryYear,
    Funding,
    ImportRecord,
    Participation,
    Programme,
    Project,
    ProjectYear,
)
from lib.store.suppression import CELL_COLUMNS, published_cells
from lib.store.types import days_between

_OF_PROJECTS = frozenset({"programme", "call", "project", "participation"})
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
        _refresh_calls(connection)
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


def _refresh_calls(connection: Connection) -> None:
    for table, rows in CALL_SUMMARIES.items():
        connection.execute(delete(table))
        columns = [column.name for column in table.__table__.columns]
        for query in rows():
            connection.execute(insert(table).from_select(columns, query))


def _call_country() -> list[Any]:
    """The rows of CallCountry; columns as in the table."""
    money = (
        select(Funding.project_id, Funding.organisation, func.sum(Funding.funding_eur).label("awarded_eur"))
        .group_by(Funding.project_id, Funding.organisation)
        .subquery()
    )
    country = func.coalesce(Participation.country, "")
    return [
        select(
            ImportRecord.illustrative,
            Project.call,
            country,
            func.count(Participation.project_id.distinct()),
            func.count(),
            func.sum(case((Participation.role == "coordinator", 1), else_=0)),
            func.sum(money.c.awarded_eur),
        )
        .join_from(Participation, ImportRecord, Participation.import_id == ImportRecord.import_id)
        .join(Project, Project.project_id == Participation.project_id)
        .outerjoin(
            money,
            (money.c.project_id == Participation.project_id) & (money.c.organisation == Participation.organisation),
        )
        .where(Project.call.is_not(None))
        .group_by(ImportRecord.illustrative, Project.call, country)
    ]


def _call_funder() -> list[Any]:
    """The rows of CallFunder; columns as in the table."""
    return [
        select(ImportRecord.illustrative, Project.call, Funding.funder, func.sum(Funding.funding_eur))
        .join_from(Funding, ImportRecord, Funding.import_id == ImportRecord.import_id)
        .join(Project, Project.project_id == Funding.project_id)
        .where(Project.call.is_not(None), Funding.funder.is_not(None))
        .group_by(ImportRecord.illustrative, Project.call, Funding.funder)
    ]


def _call_figures(facts_only: bool) -> Any:
    """The rows of CallFigures, over everything or over the facts alone; columns as in the table."""

    def part(model: Any) -> list[Any]:
        facts = select(ImportRecord.import_id).where(ImportRecord.illustrative.is_(False))
        return [model.import_id.in_(facts)] if facts_only else []

    days = days_between(Call.full_proposal_deadline, func.coalesce(Project.signature_date, Project.start_date))
    dated = (
        select(
            Project.call,
            Project.project_id,
            Project.signature_date,
            days.label("days"),
            func.row_number().over(partition_by=Project.call, order_by=days).label("place"),
            func.count().over(partition_by=Project.call).label("of"),
        )
        .join(Call, Call.call_id == Project.call)
        .where(days >= 0, *part(Project))
        .subquery()
    )

    def at(quarters: int) -> Any:
        """The value below which so many quarters of the days lie, between two of them in proportion; in cents."""
        steps = quarters * (dated.c.of - 1)
        lower, rest = 1 + steps // 4, steps % 4
        share = case((dated.c.place == lower, 4 - rest), (dated.c.place == lower + 1, rest))
        return func.sum(dated.c.days * share) * 25

    return (
        select(
            Project.call,
            literal(facts_only),
            func.count(),
            func.count(dated.c.days),
            func.count(dated.c.signature_date),
            *(at(quarters) for quarters in range(5)),
        )
        .outerjoin(dated, dated.c.project_id == Project.project_id)
        .where(Project.call.is_not(None), *part(Project))
        .group_by(Project.call)
    )


#: The summaries of calls, and the queries that make their rows from what they sum up.
CALL_SUMMARIES: dict[type[Base], Callable[[], list[Any]]] = {
    CallCountry: _call_country,
    CallFunder: _call_funder,
    CallFigures: lambda: [_call_figures(False), _call_figures(True)],
}
