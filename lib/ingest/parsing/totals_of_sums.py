"""Rows of sums in which a country or a kind of organisation is called "Total": they are the sums of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lib.ingest.parsing.margins import is_total
from lib.ingest.parsing.row_checks import RowChecks
from lib.ingest.problem_codes import Code
from lib.ingest.problems import WARNING, expect

#: The entity whose rows without a category are the sums of all, what categories are, and what is counted.
SUMS, _CATEGORIES, _COUNTED = "attendance sum", ("country", "organisation_type"), ("registered", "attended")


def empty_totals(sources: Mapping[str, Sequence[Any]]) -> tuple[dict[str, Sequence[Any]], dict[str, list[int]]]:
    """Read cells such as "Total" or "Summe" in a column of categories as empty.

    Returns:
        The cells by field, and by field the places of those that are read so.
    """
    read, found = dict(sources), dict[str, list[int]]()
    for name in _CATEGORIES:
        cells = sources.get(name, ())
        places = [place for place, cell in enumerate(cells) if isinstance(cell, str) and cell and is_total(cell)]
        if places:
            of_all = frozenset(places)
            found[name] = places
            read[name] = ["" if place in of_all else cell for place, cell in enumerate(cells)]
    return read, found


def check_totals(checks: RowChecks, found: Mapping[str, Sequence[int]]) -> None:
    """Name the rows of totals, and warn where they are not the sum of the rows of their event beside them."""
    for name, places in found.items():
        (other,) = (category for category in _CATEGORIES if category != name)
        parts: dict[tuple[Any, ...], Any] = {}
        for counted in _COUNTED:
            for row in range(len(checks.numbers)):
                key = (counted, _value(checks, "event_id", row), _value(checks, other, row))
                if _value(checks, name, row):
                    number = _value(checks, counted, row)
                    # One that is not known leaves the sum unknown.
                    parts[key] = None if number is None or parts.get(key, 0) is None else parts.get(key, 0) + number
        for place in places:
            checks.add_problem(place, "", expect(Code.TOTAL_OF_ALL, column=name), WARNING)
            for counted in _COUNTED:
                own = _value(checks, counted, place)
                of_parts = parts.get((counted, _value(checks, "event_id", place), _value(checks, other, place)))
                if own is not None and of_parts is not None and own != of_parts:
                    checks.add_problem(place, counted, expect(Code.TOTAL_DIFFERS, column=name), WARNING)


def _value(checks: RowChecks, name: str, place: int) -> Any:
    values = checks.values.get(name, ())
    return values[place] if place < len(values) else None
