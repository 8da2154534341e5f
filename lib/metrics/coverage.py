"""What a figure covers: of how many of the things it speaks of the value that it needs is known.

Where it is of a period of days, also how many of the things surely lie in it (`within_days`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Engine, case, func, select

from lib.common import formatting
from lib.metrics.frames import fetch_one
from lib.metrics.scope import Scope
from lib.store.dates import maybe_within, precision_of, surely_within

Amount = float | Decimal


@dataclass(frozen=True)
class Coverage:
    """How many of the things that a figure speaks of have the value that it needs.

    Attributes:
        what: the things, in the plural, with the value where that is not plain: "projects with a start date".
        known: how many have the value.
        of: how many there are.
        known_eur, of_eur: money of the two (EUR), where the figure is about money and the sums are known.
        least_share: below this share of things (and of money) the figure shows counts, and no share, rank or "none".
    """

    what: str
    known: int
    of: int
    known_eur: Amount | None = None
    of_eur: Amount | None = None
    least_share: float = 0.5

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out, so that there is nothing to say."""
        return self.known >= self.of and (self.of_eur is None or self.known_eur == self.of_eur)

    @property
    def is_enough(self) -> bool:
        """Whether enough is known to show a share, a rank or "none". Nothing of nothing is not enough."""
        return self.of > 0 and all(share >= self.least_share for share in self._shares())

    @property
    def words(self) -> str:
        """`5 of 22 projects, EUR 25.6 of 462.6 million`."""
        if self.of_eur is None:
            return self.in_things
        return f"{self.in_things}, {formatting.euro_of(self.known_eur, self.of_eur)}"

    @property
    def in_things(self) -> str:
        """`5 of 22 projects`."""
        return f"{formatting.number(self.known)} of {formatting.number(self.of)} {self.what}"

    def _shares(self) -> list[float]:
        shares = [self.known / self.of] if self.of else []
        if self.of_eur is not None:
            shares.append(float(self.known_eur or 0) / float(self.of_eur) if self.of_eur else 0.0)
        return shares


def in_words(coverages: Sequence[Coverage]) -> str:
    """Return what a figure covers, as one clause; empty where no coverage is given."""
    return "; ".join(coverage.words for coverage in coverages)


def within_days(
    engine: Engine,
    scope: Scope,
    date: Any,
    conditions: Sequence[ColumnElement[bool]],
    what: str,
    *,
    precision: Any = None,
) -> tuple[Coverage, ...]:
    """Return how many rows that may lie in a period of days surely do; nothing where all do, or for years.

    A date of which only the month or the year is known counts in a period of days where all of that month or year lies
    in it. Figures leave out the others, so they say how many these are.

    Args:
        engine: the store.
        scope: its period.
        date: the column of the date.
        conditions: on the rows, the period aside.
        what: what the rows are called, in the plural.
        precision: the column that says how precisely the date is known, where it is not that of the date's name.
    """
    first, last = scope.first_day, scope.last_day
    if first is None and last is None:
        return ()
    date_precision = precision_of(date) if precision is None else precision
    row = fetch_one(
        engine,
        select(
            func.count(case((surely_within(date, date_precision, first, last), 1))).label("surely"),
            func.count(case((maybe_within(date, date_precision, first, last), 1))).label("maybe"),
        ).where(*conditions),
    )
    if row["surely"] == row["maybe"]:
        return ()
    rest = f"{what} that may lie in these days; of the others only the month or the year is known"
    return (Coverage(rest, int(row["surely"]), int(row["maybe"])),)
