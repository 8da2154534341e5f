"""The summary tables: sums that pages ask for all the time, made anew from the rows they sum up.

They are refreshed in the transaction that changes the rows, so no reader ever sees the two differ.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from decimal import Decimal
from itertools import islice
from typing import Any

import pandas as pd
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Subquery,
    and_,
    case,
    cast,
    delete,
    extract,
    func,
    insert,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)

from lib.common.formatting import YEAR
from lib.store import spread
from lib.store.datasets import of_dataset
from lib.store.dates import known_to_the_day
from lib.store.models import (
    AttendanceCell,
    Base,
    Call,
    CallCountry,
    CallFigures,
    CallFunder,
    ChannelDay,
    ChannelHour,
    Country,
    CountryPair,
    CountryPairMonth,
    CountryYear,
    Funding,
    ImportRecord,
    Loaded,
    Participation,
    Post,
    Programme,
    Project,
    ProjectMoneyYear,
    ProjectYear,
    WideningMonth,
)
from lib.store.suppression import published_cells
from lib.store.types import days_between
from lib.store.widening import is_widening
from lib.store.years import project_year

_OF_PROJECTS = frozenset({"country", "programme", "call", "project", "participation"})
_OF_EVENTS = frozenset({"event", "attendance"})
_OF_CHANNELS = frozenset({"post"})
#: Entities whose change makes the summaries stale.
SUMMARISED = _OF_PROJECTS | _OF_EVENTS | _OF_CHANNELS
#: Cells of attendance lists that are written at a time.
_CELLS_AT_A_TIME = 5_000

_level = func.coalesce(Programme.level, "")
_year = func.coalesce(project_year, 0)
_month = case(
    (Project.start_date_precision == YEAR, 0), else_=func.coalesce(func.extract("month", Project.start_date), 0)
)


def refresh_summaries(connection: Connection, changed: Set[str] = SUMMARISED) -> None:
    """Make the summary tables anew that a change of these entities makes stale."""
    if changed & _OF_PROJECTS:
        _refresh_project_year(connection)
        _refresh_project_money_year(connection)
        _refresh_country_year(connection)
        _refresh_country_pair(connection)
        _refresh_widening_month(connection)
        _refresh_calls(connection)
    if changed & _OF_EVENTS:
        _refresh_attendance_cell(connection)
    if changed & _OF_CHANNELS:
        _refresh_channels(connection)


def _of_one_dataset(model: type[Loaded]) -> list[ColumnElement[bool]]:
    """The condition that a row belongs to the dataset of the ImportRecord that is joined already.

    Uploads refuse what refers to the other dataset; an older store may still hold it, and such rows count nowhere.
    """
    facts, demonstration = (of_dataset(model.import_id, part) for part in (False, True))
    return [or_(and_(ImportRecord.demonstration, demonstration), and_(~ImportRecord.demonstration, facts))]


def _refresh_attendance_cell(connection: Connection) -> None:
    connection.execute(delete(AttendanceCell))
    cells = published_cells(connection)
    while batch := list(islice(cells, _CELLS_AT_A_TIME)):
        connection.execute(insert(AttendanceCell), batch)


def _refresh_project_year(connection: Connection) -> None:
    sums = (
        select(
            ImportRecord.demonstration,
            _level,
            _year,
            func.count(),
            func.count(Project.funding_eur),
            func.sum(Project.funding_eur),
        )
        .join_from(Project, ImportRecord, Project.import_id == ImportRecord.import_id)
        .outerjoin(Programme, Programme.programme_id == Project.programme)
        .group_by(ImportRecord.demonstration, _level, _year)
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
            _level.label("level"),
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
    found = spread.sum_by_year(rows, ["demonstration", "level"])
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
    # Money is summed by participation first: a participation with two funders is still one participation.
    money = (
        select(Funding.project_id, Funding.organisation, func.sum(Funding.funding_eur).label("awarded_eur"))
        .group_by(Funding.project_id, Funding.organisation)
        .subquery()
    )
    country = func.coalesce(Participation.country, "")
    sums = (
        select(
            ImportRecord.demonstration,
            _level,
            country,
            _year,
            func.count(Participation.project_id.distinct()),
            func.count(),
            func.sum(case((Participation.role == "coordinator", 1), else_=0)),
            func.sum(money.c.awarded_eur),
        )
        .join_from(Participation, ImportRecord, Participation.import_id == ImportRecord.import_id)
        .join(Project, and_(Project.project_id == Participation.project_id, *_of_one_dataset(Project)))
        .outerjoin(Programme, Programme.programme_id == Project.programme)
        .outerjoin(
            money,
            (money.c.project_id == Participation.project_id) & (money.c.organisation == Participation.organisation),
        )
        .group_by(ImportRecord.demonstration, _level, country, _year)
    )
    connection.execute(delete(CountryYear))
    connection.execute(
        insert(CountryYear).from_select(
            [
                "demonstration",
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
            ImportRecord.demonstration,
            Project.call,
            country,
            func.count(Participation.project_id.distinct()),
            func.count(),
            func.sum(case((Participation.role == "coordinator", 1), else_=0)),
            func.sum(money.c.awarded_eur),
        )
        .join_from(Participation, ImportRecord, Participation.import_id == ImportRecord.import_id)
        .join(Project, and_(Project.project_id == Participation.project_id, *_of_one_dataset(Project)))
        .outerjoin(
            money,
            (money.c.project_id == Participation.project_id) & (money.c.organisation == Participation.organisation),
        )
        .where(Project.call.is_not(None))
        .group_by(ImportRecord.demonstration, Project.call, country)
    ]


def _call_funder() -> list[Any]:
    """The rows of CallFunder; columns as in the table."""
    return [
        select(ImportRecord.demonstration, Project.call, Funding.funder, func.sum(Funding.funding_eur))
        .join_from(Funding, ImportRecord, Funding.import_id == ImportRecord.import_id)
        .join(Project, and_(Project.project_id == Funding.project_id, *_of_one_dataset(Project)))
        .where(Project.call.is_not(None), Funding.funder.is_not(None))
        .group_by(ImportRecord.demonstration, Project.call, Funding.funder)
    ]


def _call_figures(demonstration: bool) -> Any:
    """The rows of CallFigures of one dataset; columns as in the table."""
    # Days are counted between dates whose day is known: the others are as if they were not known at all.
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
        """The value below which so many quarters of the days lie, between two of them in proportion; in cents."""
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


#: The summaries of calls, and the queries that make their rows from what they sum up.
CALL_SUMMARIES: dict[type[Base], Callable[[], list[Any]]] = {
    CallCountry: _call_country,
    CallFunder: _call_funder,
    CallFigures: lambda: [_call_figures(False), _call_figures(True)],
}


def _numbered_projects() -> CTE:
    """Projects with a number each, and one for their dataset, level and month: project_id, import_id, number,
    demonstration, level, year, month, cell.

    Millions of pairs are compared and grouped by these, and numbers are compared in half the time of text.
    """
    return (
        select(
            Project.project_id,
            func.row_number().over(order_by=Project.project_id).label("number"),
            ImportRecord.demonstration,
            _level.label("level"),
            _year.label("year"),
            _month.label("month"),
            func.dense_rank().over(order_by=(ImportRecord.demonstration, _level, _year, _month)).label("cell"),
        )
        .join(ImportRecord, ImportRecord.import_id == Project.import_id)
        .outerjoin(Programme, Programme.programme_id == Project.programme)
        .cte("numbered")
        .prefix_with("MATERIALIZED")
    )


def _links(projects: CTE) -> CTE:
    """Each project with each known country that takes part in it by its own dataset, once: number, cell, country."""
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


_call_date = func.coalesce(
    Call.opened, Call.pre_proposal_deadline, Call.full_proposal_deadline, Project.signature_date, Project.start_date
)


def widening_of_projects(*conditions: Any) -> Subquery:
    """Projects with, as 0 or 1, whether widening and other countries take part, by participations of their dataset.

    Where the call's date is not known that of the project counts, and where neither is, the list of Horizon Europe. A
    country of which the list in force says nothing is neither.

    Args:
        conditions: on Project and Participation.

    Returns:
        project_id, demonstration, widening, other.
    """
    widens = is_widening(_call_date)

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
        .join(Project, and_(Project.project_id == Participation.project_id, *_of_one_dataset(Project)))
        .outerjoin(Call, Call.call_id == Project.call)
        .where(*conditions)
        .group_by(Participation.project_id, ImportRecord.demonstration)
        .subquery()
    )


def _refresh_widening_month(connection: Connection) -> None:
    found = widening_of_projects()
    flags = ("widening", "other")
    flagged = [case((found.c[flag] == 1, True), else_=False) for flag in flags]
    keys: list[Any] = [found.c.demonstration, _level, _year, _month, *flagged]
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


def epoch_day(column: Any) -> Any:
    """Days from 1 January 1970 to a date or a time, on every engine."""
    return cast(extract("epoch", column), BigInteger) // 86_400


def weekday(column: Any) -> Any:
    """Day of the week of a date or a time; 0 is Monday, since 1 January 1970 was a Thursday."""
    return (epoch_day(column) + 3) % 7


def post_rows() -> Subquery:
    """Posts with a date one by one, with the columns that the summaries of channels sum up."""
    both = Post.impressions.is_not(None) & Post.engagements.is_not(None)
    second = cast(extract("epoch", Post.published_at), BigInteger)
    return (
        select(
            ImportRecord.demonstration,
            Post.channel,
            Post.published_at,
            func.date(Post.published_at, type_=Date()).label("day"),
            cast(extract("year", Post.published_at), BigInteger).label("year"),
            weekday(Post.published_at).label("weekday"),
            # Exports that give a day alone are read as midnight.
            case((second % 86_400 == 0, -1), else_=second % 86_400 // 3_600).label("hour"),
            literal(1).label("posts"),
            case((Post.impressions.is_not(None), 1), else_=0).label("seen_posts"),
            case((Post.engagements.is_not(None), 1), else_=0).label("engaged_posts"),
            case((both, 1), else_=0).label("rated_posts"),
            Post.impressions,
            Post.engagements,
            case((both, Post.impressions)).label("rated_impressions"),
            case((both, Post.engagements)).label("rated_engagements"),
        )
        .join_from(Post, ImportRecord, Post.import_id == ImportRecord.import_id)
        .where(Post.published_at.is_not(None))
        .subquery("post_rows")
    )


def _refresh_channels(connection: Connection) -> None:
    rows = post_rows()
    for model, keys in (
        (ChannelDay, ("demonstration", "channel", "day")),
        (ChannelHour, ("demonstration", "channel", "year", "weekday", "hour")),
    ):
        by = [rows.c[name] for name in keys]
        sums = [column.name for column in model.__table__.columns if column.name not in keys]
        query = select(*by, *(func.sum(rows.c[name]) for name in sums)).group_by(*by)
        connection.execute(delete(model))
        connection.execute(insert(model).from_select([*keys, *sums], query))
