"""Dates known by their month or year alone: whether they lie in a period, on both engines."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from lib.store.dates import PartialDate, at_precision, surely_within
from lib.store.models import Event
from tests.rows import load

KNOWN = ["2020", "2021", "2021-01", "2021-02", "2021-12", "2022-01", "2021-01-01", "2021-02-28", "2021-03-01"]
EDGES = [None, date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1), date(2021, 1, 2), date(2021, 2, 28)]
EDGES += [date(2021, 12, 1), date(2021, 12, 30), date(2021, 12, 31), date(2022, 1, 31)]


def days(known: str) -> set[date]:
    """All days that begin as a text does."""
    every = (date(2019, 1, 1) + timedelta(days=n) for n in range(2000))
    return {day for day in every if day.isoformat().startswith(known)}


def test_a_date_lies_in_a_period_where_all_that_it_may_be_does(engine: Engine) -> None:
    # As first days and as last days: what is kept of a month makes no difference.
    rows = "".join(f"E{place},Event,{known},{known}\n" for place, known in enumerate(KNOWN))
    load(engine, "event", f"event_id,name,start_date,end_date\n{rows}")
    with engine.connect() as connection:
        for first, last in product(EDGES, EDGES):
            period = (first or date.min, last or date.max)
            wanted = {n for n, known in enumerate(KNOWN) if all(period[0] <= d <= period[1] for d in days(known))}
            for column, precision in (
                (Event.start_date, Event.start_date_precision),
                (Event.end_date, Event.end_date_precision),
            ):
                query = select(Event.event_id).where(surely_within(column, precision, first, last))
                assert {int(key[1:]) for key in connection.scalars(query)} == wanted, (first, last)


@pytest.mark.parametrize("known", [*KNOWN, "2024-02"])
def test_a_partial_date_knows_its_first_and_last_day(known: str) -> None:
    year, *month = (int(part) for part in known.split("-")[:2])
    for made in (PartialDate.beginning(year, *month), PartialDate.ending(year, *month)):
        assert str(made) == known[:7]
        assert {made.earliest(), made.latest()} == {min(days(known[:7])), max(days(known[:7]))}
    assert PartialDate.beginning(year, *month).as_day() == min(days(known[:7]))
    assert PartialDate.ending(year, *month).as_day() == max(days(known[:7]))


def test_a_whole_date_stays_a_date() -> None:
    assert at_precision(date(2021, 3, 1), None) == date(2021, 3, 1)
    assert str(at_precision(date(2021, 3, 31), "month")) == "2021-03"
    assert at_precision(None, None) is None


def test_only_the_words_for_precision_fit(engine: Engine) -> None:
    load(engine, "event", "event_id,name\nE,Event\n")
    row = {"event_id": "F", "name": "F", "source_row": 1, "import_id": 1, "start_date": date(2021, 1, 1)}
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(Event).values(row | {"start_date_precision": "day"}))
