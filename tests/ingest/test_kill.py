"""An import that is killed has happened or it has not."""

from __future__ import annotations

import pytest

from tests.ingest.kill import killed


@pytest.mark.parametrize("times", [5, pytest.param(50, marks=pytest.mark.soak)])
def test_killed_at_random_moments(store_address: str, times: int) -> None:
    done = killed(store_address, times)
    assert done.total() == times
    assert done["before"] > 0, "no kill came before the end"
