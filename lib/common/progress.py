"""How long work reports its progress."""

from __future__ import annotations

from collections.abc import Callable

#: Receives the share of the work that is done (from 0 to 1, None where it is not known) and a description of the
#: present step. It may raise to stop the work.
Progress = Callable[[float | None, str], None]


def ignore_progress(_share: float | None, _step: str) -> None:
    """Discard every report of progress."""
