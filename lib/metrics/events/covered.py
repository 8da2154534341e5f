"""Coverage of figures on events."""

from __future__ import annotations

from sqlalchemy import Engine, Integer, case, cast, func, select

from lib.common.formatting import YEAR
from lib.entities.event import Event
from lib.metrics.conditions import event_conditions
from lib.metrics.coverage import Coverage, within_days
from lib.metrics.events.attendance import per_event
from lib.metrics.frames import fetch_one
from lib.metrics.scope import DAYS, YEARS, Scope
from lib.metrics.suppression import shown_part
from lib.store import suppression as cells
from lib.store.summary_tables import AttendanceCell


def coverage(engine: Engine, scope: Scope) -> dict[str, Coverage]:
    """Count the events that fit, and those for which a figure's inputs are known.

    Returns:
        Of the events of any time: "dated" (first day, month or year), "month" (at least the month). Of those that fit:
        "attended" (list or published figure), "registered", "rate" (both, of a list), "type", "format", "hosts"
        (country that hosted it); lists with what a breakdown needs: "country", "organisation type" and "history" (the
        latter where the event has a date). With a period of days in which further events may lie: "days" (those that
        surely do). With countries that attendees come from chosen, the first three are those of
        "country".
    """
    whenever = fetch_one(
        engine,
        select(
            func.count().label("events"),
            func.count(Event.start_date).label("dated"),
            func.count(case((Event.start_date_precision.is_distinct_from(YEAR), Event.start_date))).label("month"),
        ).where(*event_conditions(scope.without(*YEARS, *DAYS))),
    )
    dimensions = (cells.COUNTRY, cells.ORGANISATION_TYPE, cells.HISTORY)
    broken_down = (
        select(
            AttendanceCell.event_id,
            *(
                func.max(case((AttendanceCell.dimension == dimension, 1), else_=0)).label(dimension)
                for dimension in dimensions
            ),
        )
        .where(
            AttendanceCell.dimension != cells.TOTAL,
            AttendanceCell.category != cells.NOT_KNOWN,
            AttendanceCell.attended_least.is_not(None),
            *shown_part(scope),
        )
        .group_by(AttendanceCell.event_id)
        .subquery()
    )
    event = per_event(scope.without("attendees_from"))
    row = fetch_one(
        engine,
        select(
            func.count().label("events"),
            func.count(event.c.attended_least).label("attended"),
            func.count(event.c.registered_least).label("registered"),
            func.count(event.c.rated_attended_least).label("rate"),
            func.count(event.c.type).label("type"),
            func.count(event.c.format).label("format"),
            func.count(event.c.country).label("hosts"),
            *(
                cast(func.coalesce(func.sum(broken_down.c[dimension]), 0), Integer).label(dimension)
                for dimension in dimensions
            ),
        )
        .select_from(event)
        .outerjoin(broken_down, broken_down.c.event_id == event.c.event_id),
    )
    found = {
        name: Coverage(what, int(whenever[name]), int(whenever["events"]))
        for name, what in (("dated", "events with a date"), ("month", "events with a month"))
    }
    found |= {name: Coverage(f"events with {what}", int(row[name]), int(row["events"])) for name, what in _KNOWN}
    here = event_conditions(scope.without(*DAYS))
    found |= dict(zip(("days",), within_days(engine, scope, Event.start_date, here, "events"), strict=False))
    if scope.attendees_from:
        found |= dict.fromkeys(("attended", "registered", "rate"), found[cells.COUNTRY])
    return found


#: What is known of events, with the words for it.
_KNOWN = (
    ("attended", "a known number of attendees"),
    ("registered", "a known number of registrations"),
    ("rate", "both numbers"),
    ("type", "a known type"),
    ("format", "a known format"),
    ("hosts", "a known host country"),
    (cells.COUNTRY, "an attendance list or sums by country"),
    (cells.ORGANISATION_TYPE, "an attendance list or sums by kind of organisation"),
    (cells.HISTORY, "a date and a list that tells new from returning"),
)
