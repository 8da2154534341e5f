"""Projects that countries share, by pair of countries and by widening status."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, Connection, Subquery, and_, case, delete, func, insert, literal, select, union_all

from lib.entities.call import Call
from lib.entities.country import Country
from lib.entities.import_record import ImportRecord
from lib.entities.participation import Participation
from lib.entities.programme import Programme
from lib.entities.project import Project
from lib.store.summaries.keys import level, month, same_dataset, year
from lib.store.summary_tables import CountryPair, CountryPairMonth, WideningMonth
from lib.store.widening import is_widening
from lib.store.years import call_or_project_date


def refresh(connection: Connection) -> None:
    """Compute the summaries of collaboration again."""
    _refresh_country_pair(connection)
    _refresh_widening_month(connection)


def _numbered_projects() -> CTE:
    """Select projects with a number each, and one for their dataset, level and month.

    Millions of pairs are compared and grouped by these, and comparing numbers takes half the time of comparing text.

    Returns:
        project_id, number, demonstration, level, year, month, cell (the number of dataset, level, year and month).
    """
    return (
        select(
            Project.project_id,
            func.row_number().over(order_by=Project.project_id).label("number"),
            ImportRecord.demonstration,
            level.label("level"),
            year.label("year"),
            month.label("month"),
            func.dense_rank().over(order_by=(ImportRecord.demonstration, level, year, month)).label("cell"),
        )
        .join(ImportRecord, ImportRecord.import_id == Project.import_id)
        .outerjoin(Programme, Programme.programme_id == Project.programme)
        .cte("numbered")
        .prefix_with("MATERIALIZED")
    )


def _links(projects: CTE) -> CTE:
    """Select each project once with each known country that takes part by its own dataset: number, cell, country."""
    distinct = (
        select(Participation.project_id, Participation.country, ImportRecord.demonstration)
        .join(ImportRecord, ImportRecord.import_id == Participation.import_id)
        .where(Participation.country.is_not(None))
        .distinct()
        .subquery()
    )
    return (
        select(projects.c.number, projects.c.cell, distinct.c.country)
        .join(
            projects,
            and_(projects.c.project_id == distinct.c.project_id, projects.c.demonstration == distinct.c.demonstration),
        )
        .cte("links")
        .prefix_with("MATERIALIZED")
    )


def _refresh_country_pair(connection: Connection) -> None:
    projects = _numbered_projects()
    one = _links(projects)
    other = one.alias("partners")
    pairs = (
        select(one.c.cell, one.c.country.label("a"), other.c.country.label("b"), func.count().label("projects"))
        .join_from(one, other, and_(other.c.number == one.c.number, other.c.country >= one.c.country))
        .group_by(one.c.cell, one.c.country, other.c.country)
    )
    each = select(one.c.number, one.c.cell).distinct().subquery("each")
    any_country = select(each.c.cell, literal(""), literal(""), func.count()).group_by(each.c.cell)
    counted = union_all(pairs, any_country).subquery("counted")
    when = ("demonstration", "level", "year", "month")
    cells = select(projects.c.cell, *(projects.c[name] for name in when)).distinct().subquery("cells")
    rows = select(*(cells.c[name] for name in when), counted.c.a, counted.c.b, counted.c.projects).join(
        cells, cells.c.cell == counted.c.cell
    )
    connection.execute(delete(CountryPairMonth))
    columns = [*when, "a", "b", "projects"]
    connection.execute(insert(CountryPairMonth).from_select(columns, rows))
    keys = [name for name in columns if name not in ("month", "projects")]
    by = [getattr(CountryPairMonth, name) for name in keys]
    years = select(*by, func.sum(CountryPairMonth.projects)).group_by(*by)
    connection.execute(delete(CountryPair))
    connection.execute(insert(CountryPair).from_select([*keys, "projects"], years))


def widening_of_projects(*conditions: Any) -> Subquery:
    """Select for each project whether widening and other countries take part, by participations of its dataset.

    If the call's date is not known, that of the project decides which list applies; if neither is, that of Horizon
    Europe does. A country that the list does not classify is neither.

    Args:
        conditions: on Project and Participation.

    Returns:
        project_id, demonstration, widening, other (0 or 1).
    """
    widens = is_widening(call_or_project_date)

    def takes_part(condition: Any, name: str) -> Any:
        return func.max(case((condition, 1), else_=0)).label(name)

    return (
        select(
            Participation.project_id,
            ImportRecord.demonstration,
            takes_part(widens.is_(True), "widening"),
            takes_part(widens.is_(False), "other"),
        )
        .join(ImportRecord, ImportRecord.import_id == Participation.import_id)
        .join(Country, Country.iso2 == Participation.country)
        .join(Project, and_(Project.project_id == Participation.project_id, same_dataset(Project)))
        .outerjoin(Call, Call.call_id == Project.call)
        .where(*conditions)
        .group_by(Participation.project_id, ImportRecord.demonstration)
        .subquery()
    )


def _refresh_widening_month(connection: Connection) -> None:
    found = widening_of_projects()
    flags = ("widening", "other")
    flagged = [case((found.c[flag] == 1, True), else_=False) for flag in flags]
    keys: list[Any] = [found.c.demonstration, level, year, month, *flagged]
    sums = (
        select(*keys, func.count())
        .join_from(found, Project, Project.project_id == found.c.project_id)
        .outerjoin(Programme, Programme.programme_id == Project.programme)
        .group_by(*keys)
    )
    connection.execute(delete(WideningMonth))
    connection.execute(
        insert(WideningMonth).from_select(["demonstration", "level", "year", "month", *flags, "projects"], sums)
    )
