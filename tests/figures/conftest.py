"""A store with the sample and its topics, for tests of figures. They only read: both engines are in tests/metrics."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.figures.asking import Ask, asking
from tests.conftest import opened


@pytest.fixture(scope="session")
def ask(topics_file: Path) -> Iterator[Ask]:
    """Asks the store; answers are kept, as on pages."""
    engine = opened(f"sqlite:///{topics_file}")
    asked, kept = asking(engine), {}

    def remember(function, *args, **kwargs):  # type: ignore[no-untyped-def]
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = asked(function, *args, **kwargs)
        return kept[key]

    yield remember
    engine.dispose()
