"""What a figure covers: of how many of the things it speaks of the value that it needs is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lib.common import formatting

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
        """Whether so much is known that a share, a rank or "none" may be shown. Nothing of nothing is not enough."""
        return self.of > 0 and all(share >= self.least_share for share in self._shares())

    @property
    def words(self) -> str:
        """`5 of 22 projects, EUR 25.6 of 462.6 million`."""
        things = f"{formatting.number(self.known)} of {formatting.number(self.of)} {self.what}"
        if self.of_eur is None:
            return things
        return f"{things}, {formatting.euro_of(self.known_eur, self.of_eur)}"

    def _shares(self) -> list[float]:
        shares = [self.known / self.of] if self.of else []
        if self.of_eur is not None:
            shares.append(float(self.known_eur or 0) / float(self.of_eur) if self.of_eur else 0.0)
        return shares


def in_words(coverages: Sequence[Coverage]) -> str:
    """What a figure covers, as one clause; empty where nothing is said of it."""
    return "; ".join(coverage.words for coverage in coverages)
