"""The year that headlines are of: one for the whole app, so that two cards side by side speak of the same time."""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import Engine, literal, select, union_all

from lib.entities.call import Call
from lib.entities.event import Event
from lib.metrics.conditions import in_dataset
from lib.metrics.frames import fetch
from lib.metrics.scope import Scope
from lib.store.summary_tables import ProjectYear
from lib.store.years import call_year, event_year


def headline_year(
    engine: Engine, demonstration: bool, today: date, first_year: int | None = None, last_year: int | None = None
) -> int:
    """Return the newest reporting year with facts, within the period.

    That is the newest complete year of which at least half of the kinds of things that happen on a day (calls, projects
    that begin, events) are recorded, of those kinds that the dataset has at all: a single call of a year of which
    nothing else is known yet makes no headline. A period that ends in a year asks for that year. Where nothing is
    recorded it is the last complete year.
    """
    if last_year is not None:
        return last_year
    complete = today.year - 1
    earliest = first_year or 0
    if earliest > complete:
        return earliest
    years = _years_by_kind(engine, demonstration, complete)
    kinds = years["kind"].nunique()
    recorded = years.groupby("year")["kind"].nunique()
    newest = max((int(year) for year, of_year in recorded.items() if of_year * 2 >= kinds), default=0)  # type: ignore[call-overload]
    return newest if newest and newest >= earliest else complete


def _years_by_kind(engine: Engine, demonstration: bool, last: int) -> pd.DataFrame:
    """Return the years up to `last` of which something is recorded: kind, year."""
    scope = Scope(demonstration=demonstration)
    parts = [
        select(literal("call").label("kind"), call_year.label("year")).where(*in_dataset(scope, Call)),
        select(literal("project"), ProjectYear.year).where(
            ProjectYear.demonstration.is_(demonstration), ProjectYear.year > 0
        ),
        select(literal("event"), event_year).where(*in_dataset(scope, Event)),
    ]
    every = union_all(*parts).subquery()
    return fetch(engine, select(every.c.kind, every.c.year).where(every.c.year <= last).distinct())
