"""When a browser was here before, as the browser itself remembers it: two days, and nothing of who reads.

The process that serves the pages sets the cookie with each page that is opened afresh (lib.api.visits), and pages read
it (lib.ui.visits). It never leaves for anyone else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

#: Name of the cookie.
COOKIE: Final = "icpermed-visits"
_DAY = r"\d{4}-\d{2}-\d{2}"
_WRITTEN = re.compile(rf"({_DAY})?_({_DAY})_([12])")


@dataclass(frozen=True)
class Visits:
    """The days on which a browser was here.

    Attributes:
        last: the last day before today, if there was one.
        today: the day of the visit that goes on.
        is_first: whether no page was opened before.
    """

    last: date | None
    today: date
    is_first: bool

    @property
    def written(self) -> str:
        """As the cookie holds it."""
        return f"{self.last or ''}_{self.today}_{1 if self.is_first else 2}"


def read_visits(cookie: str | None) -> Visits | None:
    """Return what a cookie says; None where there is none, or it says nothing that can be read."""
    found = _WRITTEN.fullmatch(cookie or "")
    if found is None:
        return None
    try:
        last, today = (date.fromisoformat(day) if day else None for day in found.group(1, 2))
    except ValueError:
        return None
    return None if today is None else Visits(last, today, found.group(3) == "1")


def visit(cookie: str | None, today: date) -> Visits:
    """Return what the cookie says once a page is opened today."""
    before = read_visits(cookie)
    if before is None:
        return Visits(None, today, is_first=True)
    return Visits(before.last if before.today == today else before.today, today, is_first=False)
