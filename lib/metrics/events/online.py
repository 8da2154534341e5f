"""Published figures of events that are not of people who attended."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Engine, case, func, select

from lib.common import formatting
from lib.entities.event import Event
from lib.entities.published_figure import PublishedFigure
from lib.metrics.conditions import event_conditions, in_dataset
from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.scope import Scope
from lib.store import suppression as cells
from lib.store.dates import with_precision


def online_figures(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Published figures of events other than the people who attended: viewers, online participants, countries.

    They are of different kinds, and never summed nor added to attendance.

    Returns:
        event_id, name (of the event), start_date, quantity, value (as published, approximate ones with "~"),
        number (where it is one), approximate, unit, stage, as_of, verified_on, verified_by, source_url, note; the
        latest event first.
    """
    query = (
        select(
            Event.event_id,
            Event.name,
            *with_precision(Event.start_date),
            PublishedFigure.quantity,
            cells.mask_small_figures(PublishedFigure).label("value"),
            PublishedFigure.approximate,
            PublishedFigure.unit,
            PublishedFigure.stage,
            *with_precision(PublishedFigure.as_of, PublishedFigure.verified_on),
            PublishedFigure.verified_by,
            PublishedFigure.source_url,
            PublishedFigure.note,
        )
        .join_from(PublishedFigure, Event, Event.event_id == PublishedFigure.subject_id)
        .where(
            PublishedFigure.subject == "event",
            PublishedFigure.quantity != "attended",
            PublishedFigure.shown.is_(True),
            *in_dataset(scope, PublishedFigure),
            *event_conditions(scope),
        )
        .order_by(Event.start_date.is_(None), Event.start_date.desc(), Event.event_id, PublishedFigure.quantity)
    )
    found = fetch(engine, query)
    number = pd.to_numeric(found["value"].where(found["value"].str.fullmatch("[0-9]+").astype(bool)), errors="coerce")
    found["value"] = [_as_published(row["value"], row["approximate"] is True) for row in found.to_dict("records")]
    return found.assign(number=number.astype("Float64"))


def online_known(engine: Engine, scope: Scope) -> Coverage:
    """Count the events that fit, and those with such a figure."""
    with_one = select(PublishedFigure.subject_id).where(
        PublishedFigure.subject == "event",
        PublishedFigure.quantity != "attended",
        PublishedFigure.shown.is_(True),
        *in_dataset(scope, PublishedFigure),
    )
    row = fetch_one(
        engine,
        select(func.count(case((Event.event_id.in_(with_one), 1))).label("known"), func.count().label("events")).where(
            *event_conditions(scope)
        ),
    )
    return Coverage("events with such a figure", int(row["known"]), int(row["events"]))


def _as_published(value: str, approximate: bool) -> str:
    if not value.isdecimal():
        return f"~{value}" if approximate and value == cells.SMALL_IN_WORDS else value
    number = formatting.number(int(value))
    return f"~{number}" if approximate else number
