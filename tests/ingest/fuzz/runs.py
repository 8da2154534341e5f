"""A share of the broken files against a store of its own; processes that are spawned find it here."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Sequence

from lib.store.engine import open_engine
from lib.store.schema import upgrade
from tests.ingest.fuzz.outcomes import fill, outcome


def run(address: str, numbers: Sequence[int]) -> tuple[Counter[str], list[str], float]:
    """Outcomes of files against a store of their own, what went wrong, and the longest time of a file."""
    os.environ.setdefault("ICPERMED_PSEUDONYM_KEY", "fuzz")
    engine = open_engine(address)
    upgrade(engine)
    fill(engine)
    outcomes: Counter[str] = Counter()
    wrong: list[str] = []
    longest = 0.0
    for number in numbers:
        began = time.monotonic()
        try:
            outcomes[outcome(engine, number)] += 1
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001  # hanging, and panics of libraries, are no Exception
            outcomes["wrong"] += 1
            wrong.append(f"file {number}: {type(error).__name__}: {str(error)[:300]}")
            print(wrong[-1], file=sys.stderr, flush=True)
        longest = max(longest, time.monotonic() - began)
    engine.dispose()
    return outcomes, wrong, longest
