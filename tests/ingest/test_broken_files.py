"""Broken files of every format are refused with a reason, or loaded; the store is never left half changed."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from lib.ingest.persons import KEY_VARIABLE
from tests.ingest.fuzz.files import file_of
from tests.ingest.fuzz.outcomes import fill, outcome

#: Files on an embedded store, and fewer on a server, in batches that can run beside each other.
SQLITE, POSTGRESQL, BATCH = 120, 24, 40
#: Files that once went wrong: elements within each other, in numbers that took minutes.
ONCE_WRONG = (1329,)


@pytest.fixture
def filled(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv(KEY_VARIABLE, "fuzz")
    fill(engine)
    return engine


@pytest.mark.parametrize("first", [0, *(pytest.param(n, marks=pytest.mark.soak) for n in range(BATCH, SQLITE, BATCH))])
def test_broken_files(filled: Engine, first: int) -> None:
    if filled.dialect.name == "postgresql":
        # Other ones than the embedded store has, and the fewer of them.
        numbers = [*range(SQLITE + first * POSTGRESQL // SQLITE, SQLITE + (first + BATCH) * POSTGRESQL // SQLITE)]
    else:
        numbers = [*range(first, first + BATCH), *(() if first else ONCE_WRONG)]
    outcomes = set()
    for number in numbers:
        outcomes.add(outcome(filled, number))
    assert outcomes <= {"unreadable", "unanswered", "rejected", "loaded", "no change"}
    assert "unreadable" in outcomes


def test_a_file_is_told_by_its_number() -> None:
    first, again, other = (file_of(number)[0].content for number in (7, 7, 8))
    assert first == again
    assert first != other
