"""Events one by one and by what they have in common, with who came to them."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Engine, Integer, Subquery, and_, case, cast, extract, func, literal, null, select

from lib.common import formatting
from lib.common.formatting import YEAR
from lib.entities.country import Country
from lib.entities.event import EVENT_FORMATS, EVENT_TYPES, Event
from lib.entities.import_record import ImportRecord
from lib.entities.published_figure import PublishedFigure
from lib.metrics.conditions import event_conditions, in_dataset
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.scope import Scope
from lib.metrics.suppression import SUMS, shown_part, sums, sums_again, worded
from lib.store import suppression as cells
from lib.store.datasets import dataset_in_words
from lib.store.dates import with_precision
from lib.store.summary_tables import AttendanceCell
from lib.store.years import event_year, year_of

#: What events are told apart by.
TYPES, FORMATS = EVENT_TYPES, EVENT_FORMATS


def of_events(scope: Scope) -> list[Any]:
    """Conditions on AttendanceCell: the part, and the events that fit."""
    fitting = select(Event.event_id).where(*event_conditions(scope))
    return [*shown_part(scope), AttendanceCell.event_id.in_(fitting)]


def _people(scope: Scope) -> list[Any]:
    """Conditions on AttendanceCell: all people of a list, or those from the chosen countries."""
    if not scope.attendees_from:
        return [AttendanceCell.dimension == cells.TOTAL]
    return [AttendanceCell.dimension == cells.COUNTRY, AttendanceCell.category.in_(scope.attendees_from)]


def per_event(scope: Scope) -> Subquery:
    """Every event that fits with its attendance: SUMS, published, from_sums and approximate (0 or 1)."""
    lists = (
        select(AttendanceCell.event_id, *sums(), of_sums(), rough())
        .where(*_people(scope), *shown_part(scope))
        .group_by(AttendanceCell.event_id)
        .subquery()
    )
    digits = PublishedFigure.value.regexp_match("^[0-9]{1,9}$")
    published = (
        select(
            PublishedFigure.subject_id,
            case(
                (digits, cast(PublishedFigure.value, Integer)), (PublishedFigure.value == cells.SMALL_IN_WORDS, 1)
            ).label("attended"),
            case((PublishedFigure.approximate.is_(True), 1), else_=0).label("approximate"),
        )
        .where(
            PublishedFigure.subject == "event",
            PublishedFigure.quantity == "attended",
            PublishedFigure.shown.is_(True),
            # Of a published figure nobody knows where the people came from.
            *([literal(False)] if scope.attendees_from else []),
            *in_dataset(scope, PublishedFigure),
        )
        .subquery()
    )
    by_list = lists.c.attended_least.is_not(None)
    figure = published.c.attended
    by_figure = and_(~by_list, figure.is_not(None))
    small = figure.between(1, cells.FEWEST_PERSONS - 1)
    return (
        select(
            Event.event_id,
            Event.name,
            Event.type,
            Event.format,
            *with_precision(Event.start_date, Event.end_date),
            Event.city,
            Event.country,
            Event.url,
            Event.import_id,
            case((by_list, lists.c.attended_least), (small, 1), else_=figure).label("attended_least"),
            case((by_list, lists.c.attended_most), (small, cells.FEWEST_PERSONS - 1), else_=figure).label(
                "attended_most"
            ),
            *(lists.c[name] for name in SUMS if not name.startswith("attended_")),
            case((by_figure, 1), else_=0).label("published"),
            case((by_list, lists.c.approximate), (by_figure, published.c.approximate), else_=0).label("approximate"),
            func.coalesce(lists.c.from_sums, 0).label("from_sums"),
        )
        .outerjoin(lists, lists.c.event_id == Event.event_id)
        .outerjoin(published, published.c.subject_id == Event.event_id)
        .where(*event_conditions(scope))
        .subquery()
    )


def _counts(event: Subquery) -> list[Any]:
    """Columns for a query over events: how many, how many with attendance, and the attendance."""
    return [
        func.count().label("events"),
        func.count(event.c.attended_least).label("events_with_attendance"),
        func.count(event.c.rated_attended_least).label("events_with_rate"),
        *sums_again(event),
        cast(func.coalesce(func.sum(event.c.approximate), 0), Integer).label("approximate"),
    ]


def _counted(found: pd.DataFrame) -> pd.DataFrame:
    """The answer of a query with `_counts` as pages show it; a rate where at least half of the events have one."""
    return marked(worded(found, found["events_with_rate"] * 2 >= found["events"]))


def totals(engine: Engine, scope: Scope) -> dict[str, Any]:
    """The sums over all events that fit.

    Returns:
        events, events_with_attendance, events_with_rate (of which attended and registered are known, by a list),
        attendance as in lib.metrics.suppression, approximate (events whose attendance is a sum or
        a published figure that its source calls approximate), countries (that somebody is known to have come from;
        missing where of nobody the country is known),
        returning, returning_most and returning_words (attendances of people who had come before).
    """
    found = fetch(engine, select(*_counts(per_event(scope))))
    row = {str(name): value for name, value in _counted(found).to_dict("records")[0].items()}
    came_from = select(
        func.nullif(func.count(AttendanceCell.category.distinct()), 0, type_=Integer).label("countries")
    ).where(
        AttendanceCell.dimension == cells.COUNTRY,
        AttendanceCell.category != cells.NOT_KNOWN,
        AttendanceCell.attended_least > 0,
        *([AttendanceCell.category.in_(scope.attendees_from)] if scope.attendees_from else []),
        *of_events(scope),
    )
    came_back = select(*sums()).where(
        AttendanceCell.dimension == cells.HISTORY,
        AttendanceCell.category == cells.RETURNING,
        *of_events(scope),
    )
    returning = worded(fetch(engine, came_back)).iloc[0]
    return (
        row
        | fetch_one(engine, came_from)
        | {f"returning{end}": returning[f"attended{end}"] for end in ("", "_most", "_words")}
    )


def of_sums() -> Any:
    """A column for a query over AttendanceCell: whether the cells are of sums that somebody entered (0 or 1)."""
    return func.max(case((AttendanceCell.from_sums.is_(True), 1), else_=0)).label("from_sums")


def rough() -> Any:
    """A column for a query over AttendanceCell: whether something in it is approximate (0 or 1)."""
    return func.max(case((AttendanceCell.approximate.is_(True), 1), else_=0)).label("approximate")


def marked(found: pd.DataFrame) -> pd.DataFrame:
    """Attendance with an approximate number in it gets the sign "~", as words."""
    plain = found["attended_words"].where(
        found["attended_words"].notna(), found["attended"].map(formatting.number, na_action="ignore")
    )
    about = (found["approximate"] > 0) & plain.notna()
    found["attended_words"] = found["attended_words"].where(~about, "~" + plain.astype("str")).astype("object")
    return found


def by_event(engine: Engine, scope: Scope) -> pd.DataFrame:
    """The events one by one, the latest first, those without a date last.

    Returns:
        event_id, name, type, format, start_date, end_date, city, iso2, country (host), url, part, attendance as in
        lib.metrics.suppression, source (of the attendance: attendance list, sums of attendance, published figure,
        missing).
    """
    event = per_event(scope)
    of_list = event.c.attended_least.is_not(None)
    query = (
        select(
            event.c.event_id,
            event.c.name,
            event.c.type,
            event.c.format,
            *with_precision(event.c.start_date, event.c.end_date),
            event.c.city,
            event.c.country.label("iso2"),
            Country.name.label("country"),
            event.c.url,
            dataset_in_words(ImportRecord.demonstration),
            *(event.c[name] for name in SUMS),
            event.c.approximate,
            case(
                (event.c.published == 1, "published figure"),
                (event.c.from_sums == 1, "sums of attendance"),
                (of_list, "attendance list"),
                else_=null(),
            ).label("source"),
        )
        .join_from(event, ImportRecord, ImportRecord.import_id == event.c.import_id)
        .outerjoin(Country, Country.iso2 == event.c.country)
        .order_by(event.c.start_date.is_(None), event.c.start_date.desc(), event.c.event_id)
    )
    return marked(worded(fetch(engine, query)))


def by_kind(engine: Engine, scope: Scope, kind: str) -> pd.DataFrame:
    """Events and attendance by "type", "format" or "year" of the event; in a year, only events with a date.

    Returns:
        the kind (None where not known), events, events_with_attendance, attendance as in lib.metrics.suppression.
    """
    event = per_event(scope)
    key = year_of(event.c.start_date) if kind == "year" else event.c[kind]
    query = select(key.label(kind), *_counts(event)).group_by(key).order_by(key)
    if kind == "year":
        query = query.where(event.c.start_date.is_not(None))
    return _counted(fetch(engine, query))


def by_host(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Events and attendance by the country that hosted the event, the most events first.

    Returns:
        iso2 and country (None where not known, as of most online events), events, events_with_attendance, attendance as
        in lib.metrics.suppression.
    """
    event = per_event(scope)
    query = (
        select(event.c.country.label("iso2"), Country.name.label("country"), *_counts(event))
        .join_from(event, Country, Country.iso2 == event.c.country, isouter=True)
        .group_by(event.c.country, Country.name)
        .order_by(func.count().desc(), Country.name)
    )
    return _counted(fetch(engine, query))


def calendar(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Events by the month of their first day, where it is known: year, month (1 to 12), events."""
    month = extract("month", Event.start_date)
    query = (
        select(event_year.label("year"), month.label("month"), func.count().label("events"))
        .where(
            Event.start_date.is_not(None),
            Event.start_date_precision.is_distinct_from(YEAR),
            *event_conditions(scope),
        )
        .group_by(event_year, month)
        .order_by(event_year, month)
    )
    return fetch(engine, query)
