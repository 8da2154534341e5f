"""The summary tables: sums that pages ask for all the time, made anew from the rows they sum up.

They are refreshed in the transaction that changes the rows, so no reader ever sees the two differ.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    Subquery,
    case,
    cast,
    delete,
    extract,
    func,
    insert,
    literal,
    select,
)

from lib.store.models import (
    ChannelDay,
    ChannelHour,
    CountryYear,
    Funding,
    ImportRecord,
    Participation,
    Post,
    Programme,
    Project,
    ProjectYear,
)

#: Entities whose change makes the summaries stale.
SUMMARISED = frozenset({"programme", "project", "participation", "post"})

_level = func.coalesce(Programme.level, "")
_year = func.coalesce(func.extract("year", Project.start_date), 0)


def refresh_summaries(connection: Connection) -> None:
    """Make every summary table anew."""
    _refresh_project_year(connection)
    _refresh_country_year(connection)
    _refresh_channels(connection)


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
            ImportRecord.illustrative,
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
        (ChannelDay, ("illustrative", "channel", "day")),
        (ChannelHour, ("illustrative", "channel", "year", "weekday", "hour")),
    ):
        by = [rows.c[name] for name in keys]
        sums = [column.name for column in model.__table__.columns if column.name not in keys]
        query = select(*by, *(func.sum(rows.c[name]) for name in sums)).group_by(*by)
        connection.execute(delete(model))
        connection.execute(insert(model).from_select([*keys, *sums], query))
