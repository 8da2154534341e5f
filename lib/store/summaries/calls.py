"""Sums of projects by call: by country, by funder, and the days from deadline to signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, and_, case, delete, func, insert, literal, select

from lib.entities.base import Base
from lib.entities.call import Call
from lib.entities.funding import Funding
from lib.entities.import_record import ImportRecord
from lib.entities.project import Project
from lib.store.datasets import of_dataset
from lib.store.dates import known_to_the_day
from lib.store.summaries.keys import country, same_dataset, sum_participations
from lib.store.summary_tables import CallCountry, CallFigures, CallFunder
from lib.store.types import days_between


def refresh(connection: Connection) -> None:
    """Compute the summaries of calls again."""
    for table, rows in CALL_SUMMARIES.items():
        connection.execute(delete(table))
        columns = [column.name for column in table.__table__.columns]
        for query in rows():
            connection.execute(insert(table).from_select(columns, query))


def _call_country() -> list[Any]:
    """Select the rows of CallCountry; columns as in the table."""
    keys = (ImportRecord.demonstration, Project.call, country)
    return [sum_participations(*keys).where(Project.call.is_not(None)).group_by(*keys)]


def _call_funder() -> list[Any]:
    """Select the rows of CallFunder; columns as in the table."""
    return [
        select(ImportRecord.demonstration, Project.call, Funding.funder, func.sum(Funding.funding_eur))
        .join_from(Funding, ImportRecord, Funding.import_id == ImportRecord.import_id)
        .join(Project, and_(Project.project_id == Funding.project_id, same_dataset(Project)))
        .where(Project.call.is_not(None), Funding.funder.is_not(None))
        .group_by(ImportRecord.demonstration, Project.call, Funding.funder)
    ]


def _call_figures(demonstration: bool) -> Any:
    """Select the rows of CallFigures of one dataset; columns as in the table."""
    # Days are counted between dates whose day is known; the others count as unknown.
    signed, started, deadline = (
        case((known_to_the_day(column), column))
        for column in (Project.signature_date, Project.start_date, Call.full_proposal_deadline)
    )
    days = days_between(deadline, func.coalesce(signed, started))
    dated = (
        select(
            Project.call,
            Project.project_id,
            signed.label("signature_date"),
            days.label("days"),
            func.row_number().over(partition_by=Project.call, order_by=days).label("place"),
            func.count().over(partition_by=Project.call).label("of"),
        )
        .join(Call, Call.call_id == Project.call)
        .where(days >= 0, of_dataset(Project.import_id, demonstration))
        .subquery()
    )

    def at(quarters: int) -> Any:
        """Return the quartile of the days with this number, interpolated linearly; in hundredths."""
        steps = quarters * (dated.c.of - 1)
        lower, rest = 1 + steps // 4, steps % 4
        share = case((dated.c.place == lower, 4 - rest), (dated.c.place == lower + 1, rest))
        return func.sum(dated.c.days * share) * 25

    return (
        select(
            Project.call,
            literal(demonstration),
            func.count(),
            func.count(dated.c.days),
            func.count(dated.c.signature_date),
            *(at(quarters) for quarters in range(5)),
        )
        .outerjoin(dated, dated.c.project_id == Project.project_id)
        .where(Project.call.is_not(None), of_dataset(Project.import_id, demonstration))
        .group_by(Project.call)
    )


#: The summaries of calls, and the queries that compute their rows.
CALL_SUMMARIES: dict[type[Base], Callable[[], list[Any]]] = {
    CallCountry: _call_country,
    CallFunder: _call_funder,
    CallFigures: lambda: [_call_figures(False), _call_figures(True)],
}
