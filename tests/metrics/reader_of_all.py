"""A reader who sees everything that the pages show, and learns what can be known of hidden numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from sqlalchemy import Engine

from lib.metrics.events import attendance, attendees
from lib.metrics.scope import Scope

DIMENSIONS = ("country", "organisation type", "history")
MEASURES = ("attended", "away")
#: Event, dimension, category, measure: a number of persons.
Cell = tuple[str, str, str, str]


@dataclass
class Knowledge:
    """Linear conditions on numbers of persons: the sum of some cells lies between the least and the most."""

    cells: dict[Cell, int] = field(default_factory=dict)
    rows: list[dict[int, float]] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def learn(self, sums: dict[Cell, float], least: float, most: float) -> None:
        self.rows.append({self.cells.setdefault(cell, len(self.cells)): factor for cell, factor in sums.items()})
        self.least.append(least)
        self.most.append(most)

    def matrix(self) -> Any:
        places = [(row, column, value) for row, found in enumerate(self.rows) for column, value in found.items()]
        rows, columns, values = zip(*places, strict=True)
        return csr_array((values, (rows, columns)), shape=(len(self.rows), len(self.cells)))

    def fits(self, truth: dict[Cell, int]) -> bool:
        """Whether the true numbers meet every condition: else the attacker would have misread what is shown."""
        numbers = self.matrix() @ np.array([truth[cell] for cell in self.cells])
        return bool((numbers >= self.least).all() and (numbers <= self.most).all())

    def could_be(self, cells: Sequence[Cell], sign: int) -> dict[Cell, int]:
        """Whole numbers that all cells could be together for all that is known: these the least (1) or the most (-1)
        in sum."""
        aim = np.zeros(len(self.cells))
        aim[[self.cells[cell] for cell in cells]] = sign
        found = milp(
            aim,
            constraints=LinearConstraint(self.matrix(), self.least, self.most),
            integrality=np.ones(len(self.cells)),
            bounds=Bounds(0, 1_000),
        )
        assert found.success, "what is shown must fit the truth"
        return {cell: round(found.x[place]) for cell, place in self.cells.items()}

    def range_of(self, cell: Cell) -> tuple[int, int]:
        """The least and the most whole number that a cell can be for all that is known."""
        return self.could_be([cell], 1)[cell], self.could_be([cell], -1)[cell]

    def pinned(self, cells: Sequence[Cell], sign: int, bound: int) -> list[Cell]:
        """The cells that can be no number as small (1) or as large (-1) as `bound`.

        Numbers that all cells could be together show it of many of them at once; those left are asked one by one.
        """
        left = set(cells)
        for asked in (cells, *([cell] for cell in cells)):
            if left.intersection(asked):
                could_be = self.could_be(asked, sign)
                left -= {cell for cell in left if sign * could_be[cell] <= sign * bound}
        return sorted(left)


@dataclass(frozen=True)
class World:
    """What the attacker wants to know: the true numbers, and what there is to filter by."""

    truth: dict[Cell, int]
    days: dict[str, date]
    types: dict[str, str]
    countries: tuple[str, ...]
    #: Events of which the sums are known, as the list of all events says; nobody knows who came back to them.
    sums: frozenset[str] = frozenset()

    def small(self) -> Iterator[Cell]:
        for (event_id, dimension, category, measure), number in self.truth.items():
            if 1 <= number <= 4:
                yield event_id, dimension, category, measure


def narrowings(world: World) -> Iterator[tuple[Scope, set[str]]]:
    """Filters with the events that they leave: periods that overlap in every way, types, single events and pairs."""
    days = sorted(set(world.days.values()))
    for first in days:
        for last in days:
            if first <= last:
                held = {event for event, day in world.days.items() if first <= day <= last}
                yield Scope(first_day=first, last_day=last), held
    for kind in set(world.types.values()):
        yield Scope(event_types=(kind,)), {event for event, type_ in world.types.items() if type_ == kind}
    for size in (1, 2):
        for chosen in combinations(world.days, size):
            yield Scope(events=chosen), set(chosen)


def learn_all(engine: Engine, world: World) -> Knowledge:
    """Everything that the pages show under all of the filters."""
    known = Knowledge()
    for event_id, dimension, category, measure in world.truth:
        known.learn({(event_id, dimension, category, measure): 1}, 0, np.inf)
    for event_id in world.days:
        for measure in MEASURES:
            by_dimension = [
                {cell: 1.0 for cell in world.truth if cell[0] == event_id and cell[1] == dim and cell[3] == measure}
                for dim in ("total", *DIMENSIONS)
            ]
            for parts in by_dimension[1 : 3 if measure == "away" or event_id in world.sums else 4]:
                # Every breakdown has the same total.
                known.learn({**by_dimension[0], **dict.fromkeys(parts, -1.0)}, 0, 0)
    told = {dimension: _told(engine, world, dimension) for dimension in DIMENSIONS}
    for scope, held in narrowings(world):
        _learn_totals(engine, known, scope, held)
        for countries in (*((code,) for code in world.countries), world.countries[:2]):
            _learn_origin(engine, known, scope, sorted(told["country"] & held), countries)
        for dimension in DIMENSIONS:
            _learn_breakdown(engine, known, world, scope, held, sorted(told[dimension] & held), dimension)
    return known


def _told(engine: Engine, world: World, dimension: str) -> set[str]:
    """Events whose people who attended are broken down: a reader sees it by choosing the event alone."""
    return {
        event_id
        for event_id in world.days
        if dimension != "history" or event_id not in world.sums
        if not attendees.without_breakdown(engine, Scope(events=(event_id,)))[dimension]
    }


def _learn_row(known: Knowledge, row: dict[str, Any], attended: list[Cell], names: tuple[str, str]) -> None:
    """Attended and, where it is shown, registered: attended and away together."""
    for name, measures in zip(names, (("attended",), MEASURES), strict=True):
        if name in row and not pd.isna(row[name]):
            sums = {(*cell[:3], measure): 1.0 for cell in attended for measure in measures}
            known.learn(sums, float(row[name]), float(row[f"{name}_most"]))


BOTH = ("attended", "registered")


def _learn_totals(engine: Engine, known: Knowledge, scope: Scope, held: set[str]) -> None:
    cells: list[Cell] = [(event_id, "total", "", "attended") for event_id in sorted(held)]
    _learn_row(known, attendance.totals(engine, scope), cells, BOTH)
    for row in attendance.by_event(engine, scope).to_dict("records"):
        _learn_row(known, row, [(row["event_id"], "total", "", "attended")], BOTH)  # type: ignore[arg-type]


def _learn_origin(engine: Engine, known: Knowledge, scope: Scope, told: list[str], countries: tuple[str, ...]) -> None:
    narrowed = replace(scope, attendees_from=countries)
    cells: list[Cell] = [(event_id, "country", code, "attended") for event_id in told for code in countries]
    row = attendance.totals(engine, narrowed)
    if not pd.isna(row["attended"]) and cells:
        known.learn(dict.fromkeys(cells, 1.0), float(row["attended"]), float(row["attended_most"]))


def _learn_breakdown(
    engine: Engine,
    known: Knowledge,
    world: World,
    scope: Scope,
    held: set[str],
    told: list[str],
    dimension: str,
) -> None:
    if dimension == "history":
        found = attendees.new_and_returning(engine, scope)
        for history in ("new", "returning"):
            # A list of nobody is broken down without a row.
            cells: list[Cell] = [(event_id, dimension, history, "attended") for event_id in told]
            if len(found) and cells:
                known.learn(
                    dict.fromkeys(cells, 1.0), float(found[history].sum()), float(found[f"{history}_most"].sum())
                )
        return
    if dimension == "country":
        rows = attendees.by_country(engine, scope).rename(columns={"iso2": "category"})
    else:
        rows = attendees.by_organisation_type(engine, scope).rename(columns={"organisation_type": "category"})
    shown = {str(row["category"]): row for row in rows.to_dict("records")}
    for category in {cell[2] for cell in world.truth if cell[1] == dimension}:
        cells = [(event_id, dimension, category, "attended") for event_id in told]
        if category in shown and cells:
            _learn_row(known, _certain(shown[category], len(held) == 1), cells, BOTH)
        elif cells:
            known.learn(dict.fromkeys(cells, 1.0), 0, 0)


def _certain(row: Any, single: bool) -> dict[str, Any]:
    """Registered is a sum over the lists that break both measures down: which these are, single events tell."""
    return {name: value for name, value in row.items() if single or not str(name).startswith("registered")}


COUNTRIES, TYPES, KINDS = ("MT", "FR", "DE"), ("SME", "hospital"), ("workshop", "training")
