"""Sums of projects and participations by level of programme and year."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from sqlalchemy import BigInteger, Connection, delete, func, insert, select, type_coerce

from lib.entities.import_record import ImportRecord
from lib.entities.programme import Programme
from lib.entities.project import Project
from lib.store.spread import sum_by_year
from lib.store.summaries.keys import country, level, sum_participations, year
from lib.store.summary_tables import CountryYear, ProjectMoneyYear, ProjectYear


def refresh(connection: Connection) -> None:
    """Compute the summaries of projects again."""
    _refresh_project_year(connection)
    _refresh_project_money_year(connection)
    _refresh_country_year(connection)


def _refresh_project_year(connection: Connection) -> None:
    sums = (
        select(
            ImportRecord.demonstration,
            level,
            year,
            func.count(),
            func.count(Project.funding_eur),
            func.sum(Project.funding_eur),
        )
        .join_from(Project, ImportRecord, Project.import_id == ImportRecord.import_id)
        .outerjoin(Programme, Programme.programme_id == Project.programme)
        .group_by(ImportRecord.demonstration, level, year)
    )
    connection.execute(delete(ProjectYear))
    connection.execute(
        insert(ProjectYear).from_select(
            ["demonstration", "level", "year", "projects", "projects_with_funding", "funding_eur"], sums
        )
    )


def _refresh_project_money_year(connection: Connection) -> None:
    query = (
        select(
            ImportRecord.demonstration,
            level.label("level"),
            Project.start_date,
            Project.end_date,
            type_coerce(Project.funding_eur, BigInteger).label("cents"),
        )
        .join_from(Project, ImportRecord, Project.import_id == ImportRecord.import_id)
        .outerjoin(Programme, Programme.programme_id == Project.programme)
        .where(Project.start_date.is_not(None), Project.end_date.is_not(None))
    )
    rows = pd.DataFrame(connection.execute(query).all(), columns=list(query.selected_columns.keys()))
    connection.execute(delete(ProjectMoneyYear))
    found = sum_by_year(rows, ["demonstration", "level"])
    if len(found):
        connection.execute(
            insert(ProjectMoneyYear),
            [
                {
                    "demonstration": bool(row["demonstration"]),
                    "level": str(row["level"]),
                    "year": int(row["year"]),
                    "projects": int(row["running"]),
                    "projects_with_funding": int(row["with_amount"]),
                    "funding_eur": Decimal(int(row["cents"])).scaleb(-2) if row["with_amount"] else None,
                }
                for row in found.to_dict("records")
            ],
        )


def _refresh_country_year(connection: Connection) -> None:
    keys = (ImportRecord.demonstration, level, country, year)
    columns = [
        "demonstration",
        "level",
        "country",
        "year",
        "projects",
        "participations",
        "coordinations",
        "awarded_eur",
    ]
    sums = sum_participations(*keys).outerjoin(Programme, Programme.programme_id == Project.programme).group_by(*keys)
    connection.execute(delete(CountryYear))
    connection.execute(insert(CountryYear).from_select(columns, sums))
