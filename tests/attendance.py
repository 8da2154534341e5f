"""Attendance lists of the demonstration data and what may be published of them, without lib.metrics; made-up lists."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

import pandas as pd
from sqlalchemy import Engine

from tests import totals
from tests.attack import order_of_hiding
from tests.conftest import filled_store
from tests.rows import load

#: By measure ("attended", "away"): the least and the most that a number can be for all that is published.
Bounds = tuple[int, int]


def published(event_id: str, numbers: dict[str, int]) -> dict[str, Bounds] | None:
    """What may be published of a breakdown, by category; None where nothing may. Written from the rule in words."""
    total = sum(numbers.values())
    small = [name for name, number in numbers.items() if 1 <= number <= 4]
    if 1 <= total <= 4:
        return None
    shown = {name: (number, number) for name, number in numbers.items()} | dict.fromkeys(small, (1, 4))
    large = sorted((name for name, number in numbers.items() if number >= 5), key=partial(order_of_hiding, event_id))
    of_small = sum(numbers[name] - 1 for name in small)
    takes = 3 * (len(small) - 1)
    if not small or 4 <= of_small <= takes or (of_small == 3 and not large and total >= 9):
        return shown
    for more in range(1, min(6, len(large)) + 1):
        hidden = large[:more]
        spare = of_small + sum(numbers[name] - 5 for name in hidden)
        if spare >= 4:
            # All that the others can hold of it: as far as it was not enough without the last.
            held = max(n for n in range(spare + 1) if n <= 3 or (more == 1 and takes < n <= takes + 3))
            return shown | dict.fromkeys(hidden[:-1], (5, 8)) | {hidden[-1]: (5 + spare - held, 5 + spare)}
    return None


def persons(demonstration: bool) -> pd.DataFrame:
    """The attendance rows of the files with their events."""
    people = pd.DataFrame(totals.rows("attendance", demonstration), columns=_COLUMNS)
    held = pd.DataFrame(totals.rows("event", demonstration)).set_index("event_id")
    people["day"] = people["event_id"].map(held["start_date"])
    people["came"] = people["attended"] == "yes"
    people["away"] = (people["registered"] == "yes") & ~people["came"]
    return people


_COLUMNS = ["event_id", "attendee", "organisation_type", "country", "registered", "attended", "minutes", "role"]


def expected_cells(people: pd.DataFrame, column: str) -> dict[str, list[Bounds]]:
    """By category: attended and registered, each the sums of the least and the most over the lists."""
    found: dict[str, list[Bounds]] = defaultdict(lambda: [(0, 0), (0, 0)])
    for event_id, group in people.groupby("event_id"):
        by = {
            measure: published(str(event_id), {str(k): int(v) for k, v in group.groupby(column)[measure].sum().items()})
            for measure in ("came", "away")
        }
        for category in group[column].unique():
            came, away = (cells[category] if cells is not None else None for cells in by.values())
            if came is not None:
                found[category][0] = add(found[category][0], came)
            if came is not None and away is not None:
                found[category][1] = add(found[category][1], add(came, away))
    return found


def add(one: Bounds, other: Bounds) -> Bounds:
    return one[0] + other[0], one[1] + other[1]


HEAD = "event_id,attendee,organisation_type,country,registered,attended\n"


def people(event: str, first: int, count: int, country: str, *, registered: str = "yes", attended: str = "yes") -> str:
    return "".join(
        f"{event},a1b2c3{number:04x},SME,{country},{registered},{attended}\n" for number in range(first, first + count)
    )


def fill(engine: Engine) -> None:
    load(engine, "country", "iso2,iso3,name\nMT,MLT,Malta\nFR,FRA,France\nDE,DEU,Germany\n")
    load(engine, "event", "event_id,name,start_date\nE1,One,2024-05-05\nE2,Two,2024-06-05\n")


countries = filled_store(fill)
