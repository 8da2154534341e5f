"""Sums of posts by channel: by day, and by hour of the week."""

from __future__ import annotations

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

from lib.entities.import_record import ImportRecord
from lib.entities.post import Post
from lib.store.dates import weekday
from lib.store.summary_tables import ChannelDay, ChannelHour


def post_rows() -> Subquery:
    """Select the posts that have a date, with the columns that the summaries of channels sum up."""
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
            # Exports with a day but no time are read as midnight.
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


def refresh(connection: Connection) -> None:
    """Compute the summaries of channels again."""
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
