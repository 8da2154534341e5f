"""The bench of pages, on a small store: it follows the code, and DuckDB understands every query."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import duck, pages, questions, rows
from lib.metrics.scope import Scope
from lib.store.engine import open_engine

SMALL = {
    "PROJECTS": 260,
    "PARTICIPATIONS": 2_000,
    "ORGANISATIONS": 400,
    "EVENTS": 60,
    "ATTENDANCES": 600,
    "POSTS": 200,
    "CALLS": 20,
}


@pytest.mark.soak
def test_every_question_is_answered_by_the_store_and_by_duckdb(
    sqlite_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, count in SMALL.items():
        monkeypatch.setattr(rows, name, count)
    copy = tmp_path / "bench.sqlite"
    copy.write_bytes(sqlite_model.read_bytes())
    engine = open_engine(f"sqlite:///{copy}")
    rows.fill(engine)
    peer = duck.copy_to_duckdb(engine)
    duck.make_raw_views(peer)
    for page, (ask, narrowed) in questions.PAGES.items():
        for scope in (Scope(**narrowed), questions.RawFilters(**narrowed)):
            queries = pages.captured(lambda ask=ask, scope=scope: ask(engine, scope))
            assert queries, page
            pages.run_store(engine, queries)
            pages.run_duck(peer, queries)
    engine.dispose()
