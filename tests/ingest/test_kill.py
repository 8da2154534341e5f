"""An import that is killed has happened or it has not."""

from __future__ import annotations

from tests.ingest.kill import killed


def test_killed_at_random_moments(store_address: str) -> None:
    done = killed(store_address, 10)
    assert done.total() == 10
    assert done["before"] > 0, "no kill came before the end"
