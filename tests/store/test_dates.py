"""Dates known by their month or year alone: whether they lie in a period, on both engines."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from lib.entities.call import Call
from lib.entities.country import Country
from lib.entities.event import Event
from lib.entities.membership import Membership
from lib.store.dates import PartialDate, at_precision, surely_within
from lib.store.schema import downgrade, upgrade
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


@pytest.fixture
def made_before(engine: Engine) -> Engine:
    """A store whose schema is that before partial dates, with rows of three countries and a call."""
    downgrade(engine, "0013")
    record = (
        "INSERT INTO import_record (import_id, file_name, sha256, size_bytes, file_format, entity, imported_at, "
        "imported_by, rows_read, rows_new, rows_changed, rows_same, demonstration, options, upload_id) VALUES "
        "(1, 'f', :sha, 1, 'f', 'country', '2024-01-01', 't', 1, 1, 0, 0, false, '{}', 1)"
    )
    country = (
        "INSERT INTO country (iso2, iso3, name, status, status_source_url, source_row, import_id) "
        "VALUES (:iso2, :iso3, :name, :status, :url, :row, 1)"
    )
    countries = [
        {"iso2": "MT", "iso3": "MLT", "name": "Malta", "status": "member", "url": "https://example.org/a", "row": 2},
        {"iso2": "IT", "iso3": "ITA", "name": "Italy", "status": "observer", "url": "https://example.org/b", "row": 3},
        {"iso2": "FR", "iso3": "FRA", "name": "France", "status": None, "url": None, "row": 4},
    ]
    with engine.begin() as connection:
        connection.execute(text(record), {"sha": "0" * 64})
        connection.execute(text(country), countries)
        connection.execute(
            text(
                'INSERT INTO "call" (call_id, name, pre_proposal_deadline, full_proposal_deadline, source_row, '
                "import_id) VALUES ('C', 'C', '2021-03-01', '2021-06-01', 2, 1)"
            )
        )
    return engine


def test_a_status_becomes_a_statement_and_comes_back(made_before: Engine) -> None:
    upgrade(made_before)
    statement = (
        Membership.country,
        Membership.status,
        Membership.evidence,
        Membership.source_url,
        Membership.source_row,
    )
    with made_before.connect() as connection:
        assert sorted(map(tuple, connection.execute(select(*statement)))) == [
            ("IT", "observer", "named as member", "https://example.org/b", 3),
            ("MT", "member", "named as member", "https://example.org/a", 2),
        ]
        # What was there before is still what was referred to.
        assert connection.scalar(select(func.count()).select_from(Country)) == 3
    downgrade(made_before, "0013")
    with made_before.connect() as connection:
        kept = connection.execute(text("SELECT iso2, status, status_source_url FROM country ORDER BY iso2")).all()
    assert list(map(tuple, kept)) == [
        ("FR", None, None),
        ("IT", "observer", "https://example.org/b"),
        ("MT", "member", "https://example.org/a"),
    ]
    upgrade(made_before)


def test_what_holds_of_rows_still_holds_after_the_migration(made_before: Engine) -> None:
    upgrade(made_before)
    call = {"source_row": 3, "import_id": 1, "name": "D"}
    late = {"pre_proposal_deadline": date(2021, 3, 31), "full_proposal_deadline": date(2021, 3, 20)}
    with made_before.begin() as connection:
        connection.execute(
            insert(Call).values({**call, **late, "call_id": "D", "pre_proposal_deadline_precision": "month"})
        )
    wrong = [
        (Call, {**call, **late, "call_id": "E"}),
        (Call, {**call, "call_id": "E", "opened": date(2021, 5, 1), "pre_proposal_deadline": date(2021, 4, 1)}),
        (Country, {"iso2": "ES", "iso3": "ESP", "name": "Spain", "population": 0, "source_row": 2, "import_id": 1}),
        (Country, {"iso2": "ES", "iso3": "MLT", "name": "Spain", "source_row": 2, "import_id": 1}),
        (Membership, {"country": "XX", "evidence": "chairs", "source_row": 2, "import_id": 1}),
    ]
    for model, values in wrong:
        with pytest.raises(IntegrityError), made_before.begin() as connection:
            connection.execute(insert(model).values(values))
    if made_before.dialect.name == "sqlite":
        with made_before.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


@pytest.mark.parametrize("known", [PartialDate.beginning(2021), PartialDate.ending(2021, 2)])
def test_what_is_kept_of_a_partial_date_is_all_of_it(known: PartialDate) -> None:
    """Streamlit keeps answers as pickles."""
    kept = pickle.loads(pickle.dumps(known))
    assert (kept, kept.precision, kept.isoformat()) == (known, known.precision, known.isoformat())
