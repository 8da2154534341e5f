"""An attacker who has everything that is published of attendance lists and knows the rule by which it is chosen.

Of a hidden number he asks for each of 1, 2, 3 and 4 whether it can be. He reasons with whole numbers: what is
published, and the inequalities that the rule itself lets him conclude. Where he finds that a value can be, he says by
which list; publishing that list must give the very same cells, or else he would have told the two apart. So a mistake
of his is found as well, in either direction, and what he cannot make up is given away.

Nothing here comes from lib.store.suppression; what is published is handed in.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

SMALL = range(1, 5)
#: Numbers of one measure by category; those of 0 may be missing.
Numbers = dict[str, int]
#: Of each category the least and the most that is published; None where nothing is.
Told = Mapping[str, tuple[int, int]] | None

KINDS = ("", *(f"kind {number}" for number in range(12)))


def order_of_hiding(event_id: str, category: str) -> Any:
    """The rule's order of the larger numbers, which anybody can work out."""
    return category != "", sha256(f"{event_id}\n{category}".encode()).digest()


def alternative(event_id: str, told: Told, total: int, category: str, value: int) -> Numbers | None:
    """A breakdown with the same total of which the rule publishes `told`, and in which the category has the value.

    Args:
        event_id: of the list.
        told: what is published of the measure in the breakdown.
        total: of the measure, which is published.
        category: of a hidden number below five.
        value: 1 to 4.
    """
    if told is None:
        return _unpublished(event_id, total, category, value)
    known = {one: least for one, (least, most) in told.items() if least == most}
    small = [one for one, ends in told.items() if ends == (1, 4)]
    larger = [one for one in told if one not in known and one not in small]
    larger.sort(key=lambda one: order_of_hiding(event_id, one))
    rest = total - sum(known.values())
    others = [one for one in small if one != category]
    for of_others in range(len(others), 4 * len(others) + 1):
        sum_of_small = value + of_others
        if not larger:
            if sum_of_small == rest:
                return known | {category: value} | _shared(others, of_others)
            continue
        # No number but the last larger one was needed yet: so far at most three were to spare, beyond 1 and 5 each.
        over = sum_of_small - len(small)
        alone = 3 < over <= 3 * (len(small) - 1)
        before = over <= 3 if len(larger) > 1 else not alone
        last = rest - sum_of_small - 5 * (len(larger) - 1)
        least, most = told[larger[-1]]
        if before and least <= last <= most:
            return (
                known
                | {category: value}
                | _shared(others, of_others)
                | dict.fromkeys(larger[:-1], 5)
                | {larger[-1]: last}
            )
    return None


def _shared(categories: list[str], total: int) -> Numbers:
    """The total as numbers of 1 to 4."""
    numbers = dict.fromkeys(categories, 1)
    left = total - len(categories)
    for category in categories:
        numbers[category] += min(3, left)
        left -= min(3, left)
    return numbers


def _unpublished(event_id: str, total: int, category: str, value: int) -> Numbers | None:
    """Where the breakdown is not published: one of at most 13 categories in which three or fewer are to spare."""
    others = sorted((one for one in KINDS if one != category), key=lambda one: order_of_hiding(event_id, one))
    for count_of_larger in range(min(12, total // 5) + 1):
        for count_of_small in range(13 - count_of_larger):
            larger, small = others[:count_of_larger], others[count_of_larger : count_of_larger + count_of_small]
            left = total - value - count_of_small - 5 * count_of_larger
            if left < 0:
                break
            spare = value - 1 + left
            # As many as there are larger numbers beyond the sixth can hold.
            if larger and (spare <= 3 or count_of_larger > 6):
                return {category: value} | dict.fromkeys(small, 1) | dict.fromkeys(larger, 5) | {larger[-1]: 5 + left}
            # Without a larger number: too few to spare, or so many that each of the others is 2 and more.
            if not larger and left <= 3 * count_of_small:
                few = spare < 3 or (spare == 3 and total < 9)
                if few or spare > 3 * count_of_small:
                    return {category: value} | _shared(small, count_of_small + left)
    return None


@dataclass(frozen=True)
class List:
    """The true numbers of a list: by dimension and measure, then by category."""

    event_id: str
    numbers: Mapping[tuple[str, str], Numbers]


MEASURES = ("attended", "away")
#: By dimension and category (of the total: both are "total" and "") what is published of attended and registered.
Cells = dict[tuple[str, str], dict[str, Any]]
Publish = Callable[[List], Cells]


def leaks(true: List, publish: Publish) -> Iterator[str]:
    """Every value of every hidden number below five that cannot be, by all that is published of a list."""
    cells = publish(true)
    for (dimension, measure), numbers in true.numbers.items():
        total = told(cells["total", ""], measure)
        assert total is not None
        of_dimension = {
            category: ends
            for (one, category), cell in cells.items()
            if one == dimension and (ends := told(cell, measure)) and ends != (0, 0)
        }
        # Of hidden numbers that are the same he knows the same.
        for category in {number: category for category, number in numbers.items() if number in SMALL}.values():
            if of_dimension:
                assert of_dimension[category] == (1, 4), f"{measure} of {category} is shown: {of_dimension[category]}"
            for value in SMALL:
                if total[0] == total[1]:
                    made = alternative(true.event_id, of_dimension or None, total[0], category, value)
                    others = {one: true.numbers[one] for one in true.numbers if one != (dimension, measure)}
                else:
                    made = {category: value}
                    others = {
                        (one, other): {category: value} if other == measure else true.numbers[one, other]
                        for one, other in true.numbers
                    }
                if made is None:
                    yield f"{true.event_id}: {measure} of {category} cannot be {value}, by {cells}"
                else:
                    other = List(true.event_id, {**others, (dimension, measure): made})
                    assert publish(other) == cells, f"{true.event_id}: {other} is published otherwise than {true}"


def told(cell: Mapping[str, Any], measure: str) -> tuple[int, int] | None:
    """The least and the most that is published of a measure; of those away as what registered is more than attended."""
    came = cell["attended_least"], cell["attended_most"]
    if measure == "attended":
        return None if came[0] is None else came
    if cell["registered_least"] is None:
        return None
    if came[0] is None:
        return cell["registered_least"], cell["registered_most"]
    return cell["registered_least"] - came[0], cell["registered_most"] - came[1]


def random_list(draw: random.Random, number: int) -> List:
    """A list of up to a few hundred persons: with many small numbers, with fives and sixes, or with anything."""
    sizes = draw.choice(((1, 1, 1, 2), (1, 2, 3, 4), (4, 5, 5, 6), (1, 2, 4, 5, 5, 6, 7, 9), (1, 3, 5, 8, 14, 40)))
    most = draw.randint(1, len(KINDS))
    numbers: dict[tuple[str, str], Numbers] = {}
    for measure in MEASURES:
        counts = [draw.choice(sizes) for _ in range(draw.randint(1, most))]
        total = sum(counts)
        numbers["country", measure] = dict(zip(draw.sample(KINDS, len(counts)), counts, strict=True))
        # The same persons by another dimension.
        other: list[int] = []
        while (left := total - sum(other)) and len(other) < len(KINDS) - 1:
            other.append(min(left, draw.choice(sizes)))
        if left:
            other.append(left)
        numbers["organisation type", measure] = dict(zip(draw.sample(KINDS, len(other)), other, strict=True))
    return List(f"E{number}", numbers)


@dataclass(frozen=True)
class Visit:
    """What is published of the history of one event: its day, the total, and of new and returning attendees."""

    day: int
    total: tuple[int, int]
    new: tuple[int, int] | None
    returning: tuple[int, int] | None


def history(visits: list[Visit], wanted: int, measure: str, value: int) -> tuple[list[int], list[int]] | None:
    """Numbers of new and of returning attendees of every event that agree with all that is published.

    Args:
        visits: everything that is published.
        wanted, measure, value: the event at this place has this value of "new", "returning" or "total".

    Returns:
        None where there are none.
    """
    size = len(visits)
    # The unknowns: of each event the new ones, then of each the returning ones.
    rows: list[np.ndarray[Any, Any]] = []
    ends: list[tuple[float, float]] = []

    def learn(places: dict[int, float], least: float, most: float) -> None:
        row = np.zeros(2 * size)
        for place, factor in places.items():
            row[place] = factor
        rows.append(row)
        ends.append((least, most))

    for place, visit in enumerate(visits):
        learn({place: 1, size + place: 1}, *visit.total)
        if visit.new is not None:
            learn({place: 1}, *visit.new)
        if visit.returning is not None:
            learn({size + place: 1}, *visit.returning)
        # Nobody returns who did not come new on an earlier day.
        earlier = {other: -1.0 for other, one in enumerate(visits) if one.day < visit.day}
        learn({size + place: 1} | earlier, -np.inf, 0)
    aims = {"new": {wanted: 1.0}, "returning": {size + wanted: 1.0}, "total": {wanted: 1.0, size + wanted: 1.0}}
    learn(aims[measure], value, value)
    found = milp(
        np.zeros(2 * size),
        constraints=LinearConstraint(np.array(rows), *np.array(ends).T),
        integrality=np.ones(2 * size),
        bounds=Bounds(0, np.inf),
    )
    if not found.success:
        return None
    numbers = [round(number) for number in found.x]
    return numbers[:size], numbers[size:]
