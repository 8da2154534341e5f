"""Work that takes longer than a page should wait: it runs in a separate thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

import streamlit as st

from lib.common.progress import Progress

T = TypeVar("T")

#: Jobs of all users that run at once; more wait for their turn.
_WORKERS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="job")


class JobCancelledError(Exception):
    """The user asked the job to stop; what it had begun was rolled back."""


class Job(Generic[T]):
    """A piece of work: how far it is, and what came of it.

    Args:
        work: what to do; it receives a function to report its progress to, which raises JobCancelledError when asked to
            stop.
    """

    def __init__(self, work: Callable[[Progress], T]) -> None:
        self.share: float | None = None
        self.what = "Waiting for its turn"
        self._asked_to_stop = False
        self._future: Future[T] = _WORKERS.submit(work, self._report)

    def _report(self, share: float | None, what: str) -> None:
        if self._asked_to_stop:
            raise JobCancelledError
        self.share, self.what = share, what

    def cancel(self) -> None:
        """Ask the job to stop when it next reports its progress."""
        self._asked_to_stop = True
        self._future.cancel()

    @property
    def done(self) -> bool:
        """Whether the work has ended."""
        return self._future.done()

    def result(self) -> T:
        """Return what came of it.

        Raises:
            JobCancelledError: it was asked to stop.
            Exception: whatever the work raised.
        """
        if self._future.cancelled():
            raise JobCancelledError
        return self._future.result()

    def when_done(self, act: Callable[[T], None]) -> None:
        """Do something with the result of a job that is no longer waited for, such as closing it."""

        def then(future: Future[T]) -> None:
            if not future.cancelled() and future.exception() is None:
                act(future.result())

        self._future.add_done_callback(then)


def draw_progress(what: str, share: float | None = None) -> None:
    """Draw how far work is. What it does may name a file, and the words of a progress bar would be read as Markdown."""
    st.text(what)
    st.progress(min(1.0, share or 0.0))
