"""Figures that need days, where of some dates only the month or the year is known."""

from __future__ import annotations

import random
from calendar import monthrange
from datetime import date
from itertools import combinations, pairwise

import pandas as pd
import pytest
from sqlalchemy import Engine, select

from lib.common import formatting
from lib.metrics import collaboration, freshness, report
from lib.metrics.events import attendance
from lib.metrics.project import details
from lib.metrics.reach import effect
from lib.metrics.records import raw_count, record_page
from lib.metrics.scope import Scope
from lib.store.summary_tables import CallFigures
from tests.rows import load


def span(known: str) -> tuple[date, date]:
    """The first and the last day that a text may mean."""
    year, month, day = [*map(int, known.split("-")), 0, 0][:3]
    if day:
        return date(year, month, day), date(year, month, day)
    last = month or 12
    return date(year, month or 1, 1), date(year, last, monthrange(year, last)[1])


def test_time_to_grant_counts_days_that_are_known(engine: Engine) -> None:
    calls = "call_id,name,full_proposal_deadline\nC,C,2021-01-01\nM,M,2021-01\n"
    load(engine, "call", calls)
    projects = (
        "project_id,title,call,signature_date,start_date\n"
        "A,signed,C,2021-01-11,2021-03-01\n"
        "B,signed in a month,C,2021-02,2021-01-21\n"
        "D,only a month,C,,2021-02\n"
        "E,only a year,C,2021,2022\n"
        "F,deadline of a month,M,2021-03-01,2021-04-01\n"
    )
    load(engine, "project", projects)
    with engine.connect() as connection:
        found = {row.call_id: row for row in connection.execute(select(CallFigures.__table__)) if not row.demonstration}
    figures = found["C"]
    assert (figures.projects, figures.dated, figures.by_signature) == (4, 2, 1)
    assert (figures.shortest, figures.longest) == (10, 20)
    assert (found["M"].projects, found["M"].dated) == (1, 0)
    days = {key: (details(engine, key) or {})["days_to_grant"] for key in "ABDEF"}
    assert days == {"A": 10, "B": 20, "D": None, "E": None, "F": None}


PERIODS = [
    (date(2021, 1, 1), date(2021, 12, 31)),
    (date(2020, 12, 1), date(2021, 2, 28)),
    (date(2021, 1, 15), date(2021, 3, 15)),
    (date(2020, 6, 30), date(2022, 2, 1)),
    (date(2021, 2, 1), date(2021, 2, 27)),
    (date(2020, 12, 31), date(2022, 1, 30)),
]


@pytest.fixture
def drawn(engine: Engine) -> list[tuple[str, str, set[str]]]:
    """Projects with a start at any precision and the countries that take part, loaded into the store."""
    draw = random.Random(5)
    known = [
        "2020",
        "2021",
        "2022",
        "2020-12",
        "2021-01",
        "2021-02",
        "2022-01",
        "2020-12-31",
        "2021-02-27",
        "2021-03-15",
    ]
    rows = [(f"P{n}", draw.choice(known), set(draw.sample(["MT", "IT", "FR"], draw.randint(1, 3)))) for n in range(120)]
    load(engine, "country", "iso2,iso3,name\nMT,MLT,Malta\nIT,ITA,Italy\nFR,FRA,France\n")
    load(engine, "organisation", "organisation_id,name\nMT,M\nIT,I\nFR,F\n")
    load(engine, "project", "project_id,title,start_date\n" + "".join(f"{key},T,{start}\n" for key, start, _ in rows))
    parts = "".join(f"{key},{code},{code},partner\n" for key, _, codes in rows for code in sorted(codes))
    load(engine, "participation", f"project_id,organisation,country,role\n{parts}")
    return rows


@pytest.mark.slow
@pytest.mark.parametrize("period", PERIODS)
def test_a_period_counts_what_surely_lies_in_it(
    engine: Engine, drawn: list[tuple[str, str, set[str]]], period: tuple[date, date]
) -> None:
    inside = [codes for _, start, codes in drawn if period[0] <= span(start)[0] and span(start)[1] <= period[1]]
    scope = Scope(first_day=period[0], last_day=period[1])
    assert raw_count(engine, "project", scope) == len(inside)
    # The matrix adds up whole months from a summary and single days from rows.
    pairs = collaboration.pairs(engine, scope)
    found = {frozenset((row["a"], row["b"])): row["projects"] for row in pairs.to_dict("records")}
    for a, b in combinations(["MT", "IT", "FR"], 2):
        assert found.get(frozenset((a, b)), 0) == sum({a, b} <= codes for codes in inside), (a, b)


def test_periods_that_follow_each_other_count_nothing_twice(
    engine: Engine, drawn: list[tuple[str, str, set[str]]]
) -> None:
    edges = [date(2020, 1, 1), date(2020, 12, 15), date(2021, 2, 1), date(2021, 3, 15), date(2022, 12, 31)]
    counted = [
        raw_count(engine, "project", Scope(first_day=first, last_day=last - pd.Timedelta(days=1)))
        for first, last in pairwise(edges)
    ]
    assert 0 < sum(counted) <= len(drawn)


EVENTS = (
    "event_id,name,start_date,end_date\nA,Day,2021-03-15,2021-03-16\nB,Month,2021-03,2021-03\nC,Year,2021,\nD,None,,\n"
)


def test_events_by_month_and_by_day(engine: Engine) -> None:
    load(engine, "event", EVENTS)
    calendar = attendance.calendar(engine, Scope())
    assert calendar.to_dict("records") == [{"year": 2021, "month": 3, "events": 2}]
    marks = effect.marks(engine, Scope(), date(2021, 1, 1), date(2021, 12, 31))
    assert list(marks["id"]) == ["A"]


def test_readers_see_as_much_of_a_date_as_is_known(engine: Engine) -> None:
    load(engine, "event", EVENTS)
    shown = formatting.at_precision(attendance.by_event(engine, Scope())).set_index("event_id")
    written = {key: formatting.long_date(shown.loc[key, "start_date"]).replace(formatting.HARD, " ") for key in "ABCD"}
    assert written == {"A": "15 March 2021", "B": "March 2021", "C": "2021", "D": formatting.MISSING}
    rows = formatting.at_precision(record_page(engine, "event", Scope(), 0, 10).rows).set_index("event_id")
    assert formatting.short_date(rows.loc["B", "end_date"]).replace(formatting.HARD, " ") == "Mar 2021"
    assert not [name for name in rows if str(name).endswith("_precision")]


def test_the_newest_date_is_given_as_far_as_it_is_known(engine: Engine) -> None:
    load(engine, "event", "event_id,name,start_date,as_of\nA,A,2021,2020-05-06\nB,B,2020-12-31,2020-06\nC,C,,\n")
    fresh = formatting.at_precision(freshness.freshness(engine, False)).set_index("entity").loc["event"]
    assert (fresh["newest_date"], fresh["newest_as_of"]) == ("2021", "2020-06")


def test_outputs_of_a_month_count_where_all_of_it_lies_in_the_period(engine: Engine) -> None:
    rows = "N,newsletter,A month,2021-03,\nO,newsletter,A year,2021,\nP,newsletter,Months,2021-01,2021-02\n"
    load(engine, "output", f"output_id,type,title,period_start,period_end\n{rows}")

    def counted(first: date, last: date) -> dict[str, bool]:
        listing = report.listing(engine, Scope(first_day=first, last_day=last))
        return dict(zip(listing["output_id"], map(bool, listing["counted"]), strict=True))

    assert counted(date(2021, 3, 1), date(2021, 3, 31)) == {"N": True, "O": False}
    assert counted(date(2021, 3, 2), date(2021, 12, 31)) == {"N": False, "O": False}
    assert counted(date(2021, 1, 1), date(2021, 12, 31)) == {"N": True, "O": True, "P": True}


@pytest.mark.parametrize(
    ("value", "long", "short"),
    [
        ("2021-03-05", "5 March 2021", "5 Mar 2021"),
        ("2021-03", "March 2021", "Mar 2021"),
        ("2021", "2021", "2021"),
        (None, formatting.MISSING, formatting.MISSING),
    ],
)
def test_style_of_dates(value: str | None, long: str, short: str) -> None:
    assert (
        formatting.long_date(value).replace(formatting.HARD, " "),
        formatting.short_date(value).replace(formatting.HARD, " "),
    ) == (
        long,
        short,
    )
