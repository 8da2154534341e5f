"""`make bench`: every page at full size, beside DuckDB on the same rows in the same run.

The store has 130,000 projects, 1,000,000 participations, 2,000 programmes, 200,000 attendances and 100,000 posts. For
each page it prints the time of its queries (the store's memory warm, the app's answers not kept), the time DuckDB takes
for the very same queries, and for the same figures from the raw tables without summary tables, both as ratios; and the
time of the page's whole script, cold and in a rerun, beside that of a page that shows next to nothing. Ratios to DuckDB
below 1.00 mean that the store is quicker.
"""

from __future__ import annotations

import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import streamlit as st
from sqlalchemy import Engine
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.testing.v1 import AppTest

from bench.duck import RAW, as_text, copy_to_duckdb, make_raw_views
from bench.questions import PAGES, Question, RawFilters
from bench.rows import PARTICIPATIONS, fill
from lib.metrics import frames
from lib.metrics.scope import Scope
from lib.store.engine import open_engine
from lib.store.schema import upgrade
from lib.ui import ask

ROOT = Path(__file__).parents[1]
REPEATS = 5


#: Says what the columns mean, beside the tables themselves.
_LEGEND = """
store: the page's queries on SQLite. DuckDB: the same queries. DuckDB raw: the same figures without summary tables.
ratio: store divided by the column on its left; below 1.00 the store is quicker. Medians of {repeats} runs."""
_SCRIPT_LEGEND = """
cold: the page's whole script with nothing kept. rerun: processor time of the script again, with what pages keep, the
median of {repeats} runs. ratio: to the rerun of the page of saved views, which has no figures."""
#: The page that costs least: what Streamlit, the navigation and the filters cost on every page.
_TRIVIAL = "saved"


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
        duck = copy_to_duckdb(engine)
        make_raw_views(duck)
        print(_LEGEND.format(repeats=REPEATS))
        print(f"\n{'page':<30}{'queries':>9}{'store':>10}{'DuckDB':>10}{'ratio':>7}{'DuckDB raw':>12}{'ratio':>7}")
        for page, questions in PAGES.items():
            _print_queries(page, questions, engine, duck)
        os.environ["DATABASE_URL"] = url
        print(_SCRIPT_LEGEND.format(repeats=REPEATS))
        print(f"\n{'page':<30}{'script, cold':>14}{'rerun':>10}{'ratio':>7}")
        trivial = _print_script(_TRIVIAL, None)
        for script in ("overview", "programmes", "calls", "events", "reach", "records", "collaboration", "project"):
            _print_script(script, trivial)


def _print_queries(
    page: str, question: tuple[Question, dict[str, Any]], engine: Engine, duck: duckdb.DuckDBPyConnection
) -> None:
    ask, narrowed = question
    same = captured(lambda: ask(engine, Scope(**narrowed)))
    raw = captured(lambda: ask(engine, RawFilters(**narrowed)))
    store = _median(lambda: run_store(engine, same))
    in_duck = _median(lambda: run_duck(duck, same))
    duck.execute(f"SET search_path = '{RAW},main'")
    in_duck_raw = _median(lambda: run_duck(duck, raw))
    duck.execute("SET search_path = 'main'")
    print(
        f"{page:<30}{len(same):>9}{store * 1000:>7.0f} ms{in_duck * 1000:>7.0f} ms{store / in_duck:>7.2f}"
        f"{in_duck_raw * 1000:>9.0f} ms{store / in_duck_raw:>7.2f}"
    )


def captured(ask: Callable[[], object]) -> list[Any]:
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


def run_store(engine: Engine, queries: list[Any]) -> None:
    with engine.connect() as connection:
        for query in queries:
            connection.execute(query).all()


def run_duck(duck: duckdb.DuckDBPyConnection, queries: list[Any]) -> None:
    for query in queries:
        duck.execute(as_text(query)).fetchall()


def _print_script(script: str, trivial: float | None) -> float:
    """Print what a page's script takes, and a rerun's ratio to that of the trivial page. Return the rerun's seconds."""
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    test.run()
    test.switch_page(f"pages/{script}.py")
    st.cache_data.clear()
    st.cache_resource.clear()
    # Opened again before the clock runs.
    ask.engine()
    cold = _seconds(test.run)
    assert not test.exception, test.exception
    test.run()
    rerun = statistics.median(_processor_seconds(test) for _ in range(REPEATS))
    print(f"{script:<30}{cold * 1000:>11.0f} ms{rerun * 1000:>7.0f} ms{rerun / (trivial or rerun):>7.1f}")
    return rerun


def _processor_seconds(test: AppTest) -> float:
    """Return what a run of the script takes of a processor, without what the test harness reads of it."""
    taken = []
    run_script = ScriptRunner._run_script

    def timed(self: ScriptRunner, *args: Any) -> None:
        start = time.thread_time()
        run_script(self, *args)
        taken.append(time.thread_time() - start)

    with mock.patch.object(ScriptRunner, "_run_script", timed):
        test.run()
    return sum(taken)


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _median(act: Callable[[], object]) -> float:
    act()
    return statistics.median(_seconds(act) for _ in range(REPEATS))


if __name__ == "__main__":
    main()
