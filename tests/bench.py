"""`make bench`: every page at full size, beside DuckDB on the same rows in the same run.

The store has 130,000 projects, 1,000,000 participations, 2,000 programmes, 200,000 attendances and 100,000 posts. For
each page it prints the time of its queries (the store's memory warm, the app's answers not kept), the time DuckDB takes
for the very same queries, and for the same figures from the raw tables without summary tables, both as ratios; and the
time of the page's whole script, cold and with its answers kept. Ratios below 1.00 mean that the store is quicker.
"""

from __future__ import annotations

import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import numpy as np
import pyarrow as pa
import streamlit as st
from sqlalchemy import Engine, insert
from sqlalchemy.dialects import postgresql
from streamlit.testing.v1 import AppTest

from lib.ingest.source import SourceFile
from lib.ingest.upload import prepare
from lib.metrics import (
    activity,
    choices,
    collaboration,
    effect,
    events,
    frames,
    overview,
    posts,
    programmes,
    project,
    reach,
    records,
)
from lib.metrics.calls import commitments, grants, groups, outcomes, participations, published
from lib.metrics.scope import Scope
from lib.store import models as m
from lib.store import vocabulary as words
from lib.store.engine import open_engine, write_transaction
from lib.store.schema import upgrade
from lib.store.summaries import refresh_summaries
from lib.store.summaries.calls import CALL_SUMMARIES
from lib.store.summaries.reach import post_rows

ROOT = Path(__file__).parents[1]
PROJECTS, PARTICIPATIONS, PROGRAMMES, ORGANISATIONS = 130_000, 1_000_000, 2_000, 8_000
EVENTS, ATTENDANCES, POSTS = 2_000, 200_000, 100_000
CALLS = 400
TODAY = date(2026, 11, 24)
REPEATS = 5


#: Says what the columns mean, beside the tables themselves.
_LEGEND = """
store: the page's queries on SQLite. DuckDB: the same queries. DuckDB raw: the same figures without summary tables.
ratio: store divided by the column on its left; below 1.00 the store is quicker. Medians of {repeats} runs."""
_SCRIPT_LEGEND = """
cold: the page's whole script with no answer kept. kept: again, with its answers kept. Median of {repeats} runs."""


def main() -> None:
    # Streamlit warns of scripts without a browser, in the middle of the table.
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite"
        engine = open_engine(url)
        upgrade(engine)
        print(f"made in {_seconds(lambda: fill(engine)):.0f} s: {PARTICIPATIONS:,} participations")
        with engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
        duck = _copy_to_duckdb(engine)
        _make_raw_views(duck)
        print(_LEGEND.format(repeats=REPEATS))
        print(f"\n{'page':<30}{'queries':>9}{'store':>10}{'DuckDB':>10}{'ratio':>7}{'DuckDB raw':>12}{'ratio':>7}")
        for page, questions in PAGES.items():
            _print_queries(page, questions, engine, duck)
        os.environ["DATABASE_URL"] = url
        print(_SCRIPT_LEGEND.format(repeats=REPEATS))
        print(f"\n{'page':<30}{'script, cold':>14}{'script, kept':>14}")
        for script in ("overview", "programmes", "calls", "events", "reach", "records", "collaboration", "project"):
            _print_script(script)


@dataclass(frozen=True)
class RawFilters(Scope):
    """Filters for which no summary table answers, so that the raw rows are summed."""

    @property
    def by_programme(self) -> bool:
        return True


Question = Callable[[Engine, Scope], object]


def _overview(engine: Engine, scope: Scope) -> None:
    choices.choices(engine, TODAY.year)
    overview.headlines(engine, scope, TODAY)
    programmes.by_country(engine, scope)
    activity.participations_by_country(engine, scope)
    overview.series(engine, scope, "programmes", TODAY)
    overview.freshness(engine, scope.demonstration)


def _programmes(engine: Engine, scope: Scope) -> None:
    choices.choices(engine, TODAY.year)
    programmes.totals(engine, scope)
    programmes.by_country(engine, scope)
    programmes.listing(engine, scope, TODAY)
    programmes.comparison(engine, scope, ("DE", "FR", "MT"), TODAY)
    programmes.by_country_and_year(engine, scope, ("DE", "FR", "MT"), 2016, 2025)
    programmes.without_active_programme(engine, scope, 2025)


def _reach(engine: Engine, scope: Scope) -> None:
    if isinstance(scope, RawFilters):
        # The posts themselves in place of their summaries.
        with mock.patch.object(reach, "day_sums", post_rows), mock.patch.object(posts, "hour_sums", post_rows):
            _reach(engine, Scope(**{name: getattr(scope, name) for name in Scope.__dataclass_fields__}))
        return
    chosen = reach.channels(engine, scope)
    days, period = reach.span(scope, chosen, TODAY), reach.growth_period(scope, chosen, TODAY)
    assert days is not None
    assert period is not None
    step = reach.step_for(days)
    reach.growth(engine, scope, chosen, period)
    reach.over_time(engine, scope, chosen, step, days)
    effect.marks(engine, scope, days.first, days.last)
    posts.heat_map(engine, scope, chosen)
    effect.comparison(engine, scope, chosen, date(2024, 3, 14), 4, "impressions")
    reach.daily_figures(engine, scope, chosen, step, days)
    posts.ranked_posts(engine, scope, chosen, "impressions", posts.Picked(), 200)


def _events(engine: Engine, scope: Scope) -> None:
    choices.choices(engine, TODAY.year)
    events.totals(engine, scope)
    events.by_event(engine, scope)
    events.by_kind(engine, scope, "type")
    events.by_kind(engine, scope, "year")
    events.by_organisation_type(engine, scope)
    events.by_country(engine, scope)
    events.new_and_returning(engine, scope)
    events.without_breakdown(engine, scope)
    events.against_programmes(engine, scope)
    events.calendar(engine, scope)
    events.by_host(engine, scope)
    events.online_figures(engine, scope)


def _records(engine: Engine, scope: Scope) -> None:
    records.record_page(engine, "participation", scope, 0, 100)
    records.record_page(engine, "project", scope, 3, 100)


def _calls(engine: Engine, scope: Scope, picked: tuple[str, ...] = ()) -> None:
    chosen = replace(scope, calls=picked)
    choices.choices(engine, TODAY.year)
    outcomes.names(engine, scope)
    outcomes.by_call(engine, scope)
    outcomes.by_call(engine, chosen)
    outcomes.by_call(engine, chosen.any_place())
    participations.widening_share(engine, chosen)
    outcomes.by_country(engine, chosen)
    participations.by_country(engine, chosen)
    grants.time_to_grant(engine, chosen)
    groups.against_others_by_year(engine, chosen, "DE")
    groups.country_sums(engine, chosen)
    commitments.by_funder(engine, chosen)
    commitments.results(engine, chosen)
    published.differing_figures(engine, chosen)


def _two_calls(engine: Engine, scope: Scope) -> None:
    _calls(engine, scope, ("C7", "C8"))
    grants.projects(engine, replace(scope, calls=("C7", "C8")))


def _collaboration(engine: Engine, scope: Scope) -> None:
    collaboration.call_names(engine, scope.demonstration)
    collaboration.pairs(engine, scope)
    collaboration.widening(engine, scope)


def _pair(engine: Engine, scope: Scope) -> None:
    _collaboration(engine, scope)
    collaboration.widening(engine, replace(scope, together=("MT",)))
    collaboration.shared_projects(engine, replace(scope, together=("MT", "SE")))


def _project(engine: Engine, scope: Scope) -> None:
    project.details(engine, "J777")
    project.money(engine, "J777", scope.demonstration)
    project.subjects(engine, "J777")
    project.listed(engine, ("J1", "J2", "J3", "J4", "J5"))


def _search(engine: Engine, scope: Scope) -> None:
    project.search(engine, "ACRONYM77", scope.demonstration, 50)


_NARROW: dict[str, Any] = {"countries": ("DE", "FR"), "first_year": 2018, "last_year": 2025}
PAGES: dict[str, tuple[Question, dict[str, Any]]] = {
    "Overview": (_overview, {}),
    "Overview, one country": (_overview, {"countries": ("DE",)}),
    "Overview, 2 countries, years": (_overview, _NARROW),
    "Overview, one funder": (_overview, {"funders": ("O3",)}),
    "Programmes by country": (_programmes, {}),
    "Programmes, 2 countries, years": (_programmes, _NARROW),
    "Calls": (_calls, {}),
    "Calls, 2 calls": (_two_calls, {}),
    "Calls, 2 countries, years": (_calls, _NARROW),
    "Events": (_events, {}),
    "Events, 2 countries, years": (_events, _NARROW),
    "Reach": (_reach, {}),
    "Reach, 18 months": (_reach, {"first_day": date(2021, 3, 1), "last_day": date(2022, 8, 31)}),
    "Records": (_records, {}),
    "Collaboration": (_collaboration, {}),
    "Collaboration, years, level": (_collaboration, {"levels": ("national",), "first_year": 2018, "last_year": 2025}),
    "Collaboration, one funder": (_collaboration, {"funders": ("O3",)}),
    "Collaboration, period of days": (
        _collaboration,
        {"first_day": date(2021, 3, 1), "last_day": date(2022, 8, 31)},
    ),
    "Collaboration, one pair": (_pair, {}),
    "Project": (_project, {}),
    "Project, search": (_search, {}),
}


def _print_queries(
    page: str, question: tuple[Question, dict[str, Any]], engine: Engine, duck: duckdb.DuckDBPyConnection
) -> None:
    ask, narrowed = question
    same = _captured(lambda: ask(engine, Scope(**narrowed)))
    raw = _captured(lambda: ask(engine, RawFilters(**narrowed)))
    store = _median(lambda: _run_store(engine, same))
    in_duck = _median(lambda: _run_duck(duck, same))
    duck.execute(f"SET search_path = '{_RAW},main'")
    in_duck_raw = _median(lambda: _run_duck(duck, raw))
    duck.execute("SET search_path = 'main'")
    print(
        f"{page:<30}{len(same):>9}{store * 1000:>7.0f} ms{in_duck * 1000:>7.0f} ms{store / in_duck:>7.2f}"
        f"{in_duck_raw * 1000:>9.0f} ms{store / in_duck_raw:>7.2f}"
    )


def _captured(ask: Callable[[], object]) -> list[Any]:
    """The queries that a page sends."""
    caught: list[Any] = []
    fetch = frames.fetch

    def remember(engine: Engine, query: Any) -> Any:
        caught.append(query)
        return fetch(engine, query)

    modules = [module for name, module in sys.modules.items() if name.startswith("lib.metrics")]
    patched = [module for module in modules if getattr(module, "fetch", None) is fetch]
    for module in patched:
        module.fetch = remember  # type: ignore[attr-defined]
    try:
        ask()
    finally:
        for module in patched:
            module.fetch = fetch  # type: ignore[attr-defined]
    return caught


def _run_store(engine: Engine, queries: list[Any]) -> None:
    with engine.connect() as connection:
        for query in queries:
            connection.execute(query).all()


def _run_duck(duck: duckdb.DuckDBPyConnection, queries: list[Any]) -> None:
    for query in queries:
        duck.execute(_as_text(query)).fetchall()


_TEXTS: dict[int, str] = {}


def _as_text(query: Any) -> str:
    if id(query) not in _TEXTS:
        compiled = query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
        # psycopg's way of writing a percent sign; DuckDB takes it as it is.
        _TEXTS[id(query)] = str(compiled).replace("%%", "%")
        _KEEP.append(query)
    return _TEXTS[id(query)]


#: Keeps queries alive, so that no two ever have the same id.
_KEEP: list[Any] = []


def _print_script(script: str) -> None:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    test.run()
    test.switch_page(f"pages/{script}.py")
    st.cache_data.clear()
    cold = _seconds(test.run)
    assert not test.exception, test.exception
    kept = _median(test.run)
    print(f"{script:<30}{cold * 1000:>11.0f} ms{kept * 1000:>11.0f} ms")


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _median(act: Callable[[], object]) -> float:
    act()
    return statistics.median(_seconds(act) for _ in range(REPEATS))


def _copy_to_duckdb(engine: Engine) -> duckdb.DuckDBPyConnection:
    duck = duckdb.connect()
    # As in the store: one whole number divided by another is a whole number.
    duck.execute("SET integer_division = true")
    with engine.connect() as connection:
        for table in m.Base.metadata.sorted_tables:
            columns = ", ".join(f'"{column.name}" {_duck_type(column.type)}' for column in table.columns)
            duck.execute(f'CREATE TABLE "{table.name}" ({columns})')
            # By name: a migrated store has columns in another order than the models.
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            rows = connection.exec_driver_sql(f'SELECT {names} FROM "{table.name}"').cursor  # noqa: S608  # our own
            assert rows is not None
            frame = _frame([column.name for column in table.columns], rows.fetchall())
            if len(frame):
                duck.execute(f'INSERT INTO "{table.name}" SELECT * FROM frame')  # noqa: S608  # our own tables
    return duck


#: Schema in DuckDB whose views stand in for summary tables when only raw rows may be read.
_RAW = "raw_rows"


def _make_raw_views(duck: duckdb.DuckDBPyConnection) -> None:
    """Summaries of calls as views over the rows they sum up, made by the queries that fill them.

    What is published of attendance lists is no query: it is read as it is stored.
    """
    duck.execute(f"CREATE SCHEMA {_RAW}")
    for table, rows in CALL_SUMMARIES.items():
        columns = ", ".join(column.name for column in table.__table__.columns)
        queries = " UNION ALL ".join(f"({_as_text(query)})" for query in rows())
        duck.execute(f"CREATE VIEW {_RAW}.{table.__tablename__}({columns}) AS {queries}")


def _frame(names: list[str], rows: list[Any]) -> Any:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pa.table({name: list(values) for name, values in zip(names, columns, strict=True)})


def _duck_type(kind: Any) -> str:
    text = str(kind.compile(dialect=postgresql.dialect()))
    return {"JSON": "VARCHAR"}.get(text, text.replace("WITHOUT TIME ZONE", "").replace("WITH TIME ZONE", ""))


def fill(engine: Engine) -> None:
    """Fill an empty store at full size, always with the same rows."""
    draw = np.random.default_rng(779_282)
    with prepare(engine, [SourceFile.at(ROOT / "data" / "facts" / "country.csv")]) as ready:
        ready.load("bench")
    with engine.connect() as connection, write_transaction(connection):
        codes = [
            str(code) for code in connection.scalars(m.Country.__table__.select().with_only_columns(m.Country.iso2))
        ]
        connection.execute(insert(m.ImportRecord), [_import(2, False), _import(3, True)])

        def load(model: type[m.Base], rows: list[dict[str, Any]]) -> None:
            for start in range(0, len(rows), 50_000):
                connection.execute(insert(model), rows[start : start + 50_000])

        load(m.Organisation, _organisations(draw, codes))
        load(m.Programme, _programmes_rows(draw, codes))
        load(m.ProgrammeArea, [{"programme_id": f"P{n}", "area": words.AREAS[n % 8]} for n in range(PROGRAMMES)])
        load(m.Call, _calls_rows())
        load(m.CallCommitment, _commitments(draw))
        load(m.CallOutcome, _outcomes(draw, codes))
        load(m.Project, _projects(draw))
        load(m.Participation, _participations(draw, codes))
        load(m.Funding, _funding(draw))
        load(m.Event, _events_rows(draw, codes))
        load(m.Attendance, _attendances(draw, codes))
        load(m.Post, _posts(draw))
        load(m.ChannelSnapshot, _snapshots())
        refresh_summaries(connection)


def _origin(n: int) -> dict[str, Any]:
    return {"import_id": 2 + n % 2, "source_row": n + 2}


def _import(number: int, demonstration: bool) -> dict[str, Any]:
    blank = dict.fromkeys(("size_bytes", "rows_read", "rows_new", "rows_changed", "rows_same"), 0)
    return {
        "import_id": number,
        "file_name": "bench.csv",
        "sha256": "0" * 64,
        "file_format": "bench",
        "entity": "project",
        "imported_at": datetime(2026, 11, 24),
        "imported_by": "bench",
        "demonstration": demonstration,
        "options": {},
        **blank,
    }


def _organisations(draw: np.random.Generator, codes: list[str]) -> list[dict[str, Any]]:
    country = draw.integers(0, len(codes), ORGANISATIONS)
    return [
        {"organisation_id": f"O{n}", "name": f"Organisation {n}", "country": codes[country[n]], **_origin(n)}
        for n in range(ORGANISATIONS)
    ]


def _programmes_rows(draw: np.random.Generator, codes: list[str]) -> list[dict[str, Any]]:
    start = draw.integers(2005, 2026, PROGRAMMES)
    length = draw.integers(2, 12, PROGRAMMES)
    budget = draw.integers(10**7, 10**11, PROGRAMMES)
    country = draw.integers(0, len(codes), PROGRAMMES)
    return [
        {
            "programme_id": f"P{n}",
            "name": f"Programme {n}",
            "funder": f"O{n % 200}",
            "country": codes[country[n]] if n % 20 else None,
            "level": words.LEVELS[n % 3],
            "start_year": int(start[n]),
            "end_year": int(start[n] + length[n]) if n % 11 else None,
            "budget_eur": cents(budget[n]) if n % 7 else None,
            "pm_share": 1 if n % 3 else None,
            **_origin(n),
        }
        for n in range(PROGRAMMES)
    ]


def cents(amount: Any) -> Any:
    return Decimal(int(amount)).scaleb(-2)


def _opened(n: int) -> date:
    return date(2016, 1, 1) + timedelta(days=9 * n)


def _calls_rows() -> list[dict[str, Any]]:
    return [
        {
            "call_id": f"C{n}",
            "name": f"Call {n}",
            "programme": f"P{n}",
            "opened": _opened(n),
            "full_proposal_deadline": _opened(n) + timedelta(days=160),
            "budget_eur": cents(10**9 + n),
            **_origin(n),
        }
        for n in range(CALLS)
    ]


def _commitments(draw: np.random.Generator) -> list[dict[str, Any]]:
    money = draw.integers(10**7, 10**9, CALLS * 30)
    return [
        {
            "call_id": f"C{n // 30}",
            "funder": f"O{(n // 30 + n % 30 * 7) % 200}",
            "committed_eur": cents(money[n]),
            **_origin(n // 30),
        }
        for n in range(CALLS * 30)
    ]


def _outcomes(draw: np.random.Generator, codes: list[str]) -> list[dict[str, Any]]:
    """One row for each call and one for each of its countries."""
    rows = len(codes) + 1
    eligible = draw.integers(20, 400, CALLS * rows)
    return [
        {
            "call_id": f"C{n // rows}",
            "country": codes[n % rows - 1] if n % rows else None,
            "pre_proposals_eligible": int(eligible[n]),
            "full_proposals_invited": int(eligible[n]) // 3,
            "full_proposals_submitted": int(eligible[n]) // 4,
            "projects_funded": int(eligible[n]) // 8,
            "requested_eur": cents(10**9),
            "awarded_eur": cents(10**8),
            **_origin(n // rows),
        }
        for n in range(CALLS * rows)
    ]


def _projects(draw: np.random.Generator) -> list[dict[str, Any]]:
    days = draw.integers(0, 3650, PROJECTS)
    money = draw.integers(10**7, 10**9, PROJECTS)
    first = date(2016, 1, 1)
    return [
        {
            "project_id": f"J{n}",
            "acronym": f"ACRONYM{n}",
            "title": f"Project {n} on personalised medicine",
            "programme": f"P{n % PROGRAMMES}",
            "call": f"C{n % CALLS}" if n % 9 else None,
            "start_date": first + timedelta(days=int(days[n])) if n % 50 else None,
            "funding_eur": cents(money[n]) if n % 40 else None,
            **_origin(n),
        }
        for n in range(PROJECTS)
    ]


def _participations(draw: np.random.Generator, codes: list[str]) -> list[dict[str, Any]]:
    weights = 1 / np.arange(1, len(codes) + 1) ** 0.7
    country = draw.choice(len(codes), PARTICIPATIONS, p=weights / weights.sum())
    return [
        {
            "project_id": f"J{n % PROJECTS}",
            "organisation": f"O{(n * 7 + n // PROJECTS * 1009) % ORGANISATIONS}",
            "country": codes[country[n]],
            "role": "coordinator" if n < PROJECTS else "partner",
            **_origin(n % PROJECTS),
        }
        for n in range(PARTICIPATIONS)
    ]


def _funding(draw: np.random.Generator) -> list[dict[str, Any]]:
    money = draw.integers(10**6, 10**8, PARTICIPATIONS)
    return [
        {
            "project_id": f"J{n % PROJECTS}",
            "organisation": f"O{(n * 7 + n // PROJECTS * 1009) % ORGANISATIONS}",
            "funder": f"O{n % 200}",
            "funding_eur": cents(money[n]),
            **_origin(n % PROJECTS),
        }
        for n in range(PARTICIPATIONS)
    ]


def _events_rows(draw: np.random.Generator, codes: list[str]) -> list[dict[str, Any]]:
    days = draw.integers(0, 3650, EVENTS)
    return [
        {
            "event_id": f"E{n}",
            "name": f"Event {n}",
            "type": words.EVENT_TYPES[n % len(words.EVENT_TYPES)],
            "format": words.EVENT_FORMATS[n % len(words.EVENT_FORMATS)],
            "start_date": date(2016, 1, 1) + timedelta(days=int(days[n])),
            "country": codes[n % len(codes)],
            **_origin(n),
        }
        for n in range(EVENTS)
    ]


def _attendances(draw: np.random.Generator, codes: list[str]) -> list[dict[str, Any]]:
    came = draw.random(ATTENDANCES) < 0.7
    weights = 1 / np.arange(1, len(codes) + 1)
    country = draw.choice(len(codes), ATTENDANCES, p=weights / weights.sum())
    return [
        {
            "event_id": f"E{n % EVENTS}",
            # A third of them come four times, the others three times, never twice to the same event.
            "attendee": f"a{n % 59_999:08d}",
            "organisation_type": words.ORGANISATION_TYPES[n // EVENTS % len(words.ORGANISATION_TYPES)],
            "country": codes[country[n]],
            "registered": True,
            "attended": bool(came[n]),
            **_origin(n),
        }
        for n in range(ATTENDANCES)
    ]


def _posts(draw: np.random.Generator) -> list[dict[str, Any]]:
    hours = draw.integers(0, 24 * 3000, POSTS)
    shown = draw.integers(0, 20_000, POSTS)
    return [
        {
            "channel": ("x", "linkedin")[n % 2],
            "post_id": str(n),
            "published_at": datetime(2018, 1, 1) + timedelta(hours=int(hours[n])),
            "text": f"Post {n}",
            "impressions": int(shown[n]),
            "engagements": int(shown[n]) // 20,
            **_origin(n),
        }
        for n in range(POSTS)
    ]


def _snapshots() -> list[dict[str, Any]]:
    return [
        {
            "channel": channel,
            "date": date(2018, 1, 1) + timedelta(days=day),
            "followers": 100 + day,
            "page_views": day % 50,
            **_origin(day),
        }
        for channel in ("x", "linkedin")
        for day in range(3000)
    ]


if __name__ == "__main__":
    main()
