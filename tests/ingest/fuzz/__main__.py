"""Broken files in large numbers: `python -m tests.ingest.fuzz 10000`.

A file is a sample of some format that was cut, mixed up, or made to do harm. Whatever it is, it is refused with a
reason and the store stays as it was, or it is loaded, and undoing it gives the store as it was. A second number is that
of the first file; with the word postgresql, a server's store is used in place of an embedded one.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.conftest import postgres_server
from tests.ingest.fuzz.runs import run


def main(arguments: Sequence[str]) -> int:
    words = [int(word) for word in arguments if word.isdecimal()]
    count, first = words[0] if words else 10_000, words[1] if len(words) > 1 else 0
    began = time.monotonic()
    workers = os.cpu_count() or 1
    shares = [range(first + worker, first + count, workers) for worker in range(workers)]
    with (
        stores(workers, "postgresql" in arguments) as addresses,
        ProcessPoolExecutor(workers, get_context("spawn")) as pool,
    ):
        done = list(pool.map(run, addresses, shares))
    outcomes = sum((outcomes for outcomes, _, _ in done), Counter())
    wrong = [line for _, lines, _ in done for line in lines]
    longest = max(longest for _, _, longest in done)
    told = ", ".join(f"{number:,} {name}" for name, number in sorted(outcomes.items()))
    took = time.monotonic() - began
    print(f"{count:,} broken files from number {first:,} on in {took:.0f} s: {told}; longest {longest:.1f} s")
    return 1 if wrong else 0


@contextmanager
def stores(number: int, on_server: bool) -> Iterator[list[str]]:
    """Addresses of new and empty stores."""
    if not on_server:
        with tempfile.TemporaryDirectory() as folder:
            yield [f"sqlite:///{Path(folder)}/store{place}.sqlite" for place in range(number)]
        return
    with postgres_server() as server:
        admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            for place in range(number):
                connection.execute(text(f"CREATE DATABASE fuzz{place}"))
        admin.dispose()
        yield [f"{server}/fuzz{place}" for place in range(number)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
