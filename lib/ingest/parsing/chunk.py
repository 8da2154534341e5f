"""Rows as values by field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass
class Chunk:
    """Rows of an entity: their numbers in the sheet, their values by field, and the numbers of those with errors."""

    rows: list[int]
    values: dict[str, list[Any]]
    bad: frozenset[int] = frozenset()

    def without(self, numbers: set[int] | frozenset[int]) -> Chunk:
        """Return the chunk without some rows."""
        if not numbers.intersection(self.rows):
            return self
        return self.at(place for place, row in enumerate(self.rows) if row not in numbers)

    def only(self, numbers: set[int] | frozenset[int]) -> Chunk:
        """Return some rows of the chunk."""
        return self.at(place for place, row in enumerate(self.rows) if row in numbers)

    def at(self, places: Iterable[int]) -> Chunk:
        """Return the chunk's rows at some places."""
        kept = list(places)
        return Chunk(
            [self.rows[place] for place in kept],
            {name: [values[place] for place in kept] for name, values in self.values.items()},
            self.bad,
        )
