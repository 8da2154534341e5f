"""What may be published of sums of attendance, where an event has no rows of persons, by lib.store.suppression.

The sums of an event are a list like any other: of each measure a total, and numbers by category that add up to it. What
the parts of a breakdown lack to the total are persons of whom the category is not known, as in a list of persons.

- Those who stayed away are the registered less those who attended, in total and in each category of which both are
  known. A category of which one is not known is part of "not known" in that measure, and has no cell for it.
- Where of a dimension only those who registered are known, their breakdown is published, provided that the total of
  the registered is exact: it would tell a hidden number of those who came, or who stayed away, otherwise.
- Nobody knows who came back, so sums have no cells of new and returning attendees.

So a list of sums publishes what a list of persons with the same numbers would, or less, and the guarantee holds. Which
categories are known by which measure is no secret.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, or_, select

from lib.entities.attendance_sum import AttendanceSum
from lib.entities.import_record import ImportRecord
from lib.store.suppression import (
    COUNTRY,
    NOT_KNOWN,
    ORGANISATION_TYPE,
    TOTAL,
    make_cell,
    publish_measure,
    publish_numbers,
)


class Numbers(NamedTuple):
    """How many registered and attended, each None where not known; whether the source calls it approximate."""

    registered: int | None
    attended: int | None
    approximate: bool = False

    @property
    def away(self) -> int | None:
        """How many registered and stayed away; None where not known."""
        return None if self.registered is None or self.attended is None else self.registered - self.attended


#: By dimension, COUNTRY or ORGANISATION_TYPE, then by category.
Parts = Mapping[str, Mapping[str, Numbers]]


def has_numbers() -> Any:
    """Return the condition that a row of AttendanceSum says anything."""
    return or_(AttendanceSum.registered.is_not(None), AttendanceSum.attended.is_not(None))


def compute_cells_of_sums(connection: Connection) -> Iterator[dict[str, Any]]:
    """Compute the cells of every event that has sums, with the columns of AttendanceCell."""
    query = (
        select(
            AttendanceSum.event_id,
            ImportRecord.demonstration,
            AttendanceSum.country,
            AttendanceSum.organisation_type,
            AttendanceSum.registered,
            AttendanceSum.attended,
            AttendanceSum.approximate,
        )
        .join_from(AttendanceSum, ImportRecord, ImportRecord.import_id == AttendanceSum.import_id)
        .where(has_numbers())
        .order_by(AttendanceSum.event_id, ImportRecord.demonstration)
    )
    for (event_id, demonstration), rows in groupby(connection.execute(query), key=itemgetter(0, 1)):
        total = Numbers(None, None)
        parts: dict[str, dict[str, Numbers]] = {COUNTRY: {}, ORGANISATION_TYPE: {}}
        for row in rows:
            numbers = Numbers(row.registered, row.attended, bool(row.approximate))
            if row.country is None and row.organisation_type is None:
                total = numbers
            elif row.country is not None:
                parts[COUNTRY][row.country] = numbers
            else:
                parts[ORGANISATION_TYPE][row.organisation_type] = numbers
        yield from publish_sums(event_id, demonstration, total, parts)


def publish_sums(event_id: str, demonstration: bool, total: Numbers, parts: Parts) -> Iterator[dict[str, Any]]:
    """Make the cells of an event's sums.

    Args:
        event_id, demonstration: which event, in which dataset.
        total: of all persons. What it lacks, no part has.
        parts: of the categories of each dimension.

    Returns:
        Rows of AttendanceCell.
    """
    for dimension in (COUNTRY, ORGANISATION_TYPE):
        of_dimension = parts.get(dimension, {})
        for cell in _publish_dimension(event_id, demonstration, dimension, total, of_dimension):
            numbers = total if cell["dimension"] == TOTAL else of_dimension.get(cell["category"])
            # What is not known is as rough as what it is taken from.
            rough = [numbers] if numbers else [total, *of_dimension.values()]
            yield cell | {"from_sums": True, "approximate": any(one.approximate for one in rough)}


def _publish_dimension(
    event_id: str, demonstration: bool, dimension: str, total: Numbers, parts: Mapping[str, Numbers]
) -> Iterator[dict[str, Any]]:
    attended = {category: one.attended for category, one in parts.items() if one.attended is not None}
    registered = {category: one.registered for category, one in parts.items() if one.registered is not None}
    if total.attended is None:
        # All who registered are away, as in a list in which nobody noted who came.
        yield from publish_numbers(event_id, demonstration, dimension, None, _completed(registered, total.registered))
        return
    away = {category: one.away for category, one in parts.items() if one.away is not None}
    came, stayed_away = _completed(attended, total.attended), _completed(away, total.away)
    cells = publish_numbers(event_id, demonstration, dimension, came, stayed_away)
    if attended or not registered:
        yield from cells
        return
    of_total = [cell for cell in cells if cell["dimension"] == TOTAL]
    yield from of_total
    assert total.registered is not None
    assert stayed_away is not None
    if all(publish_measure(event_id, numbers).is_exact for numbers in (came or {}, stayed_away)):
        numbers = _completed(registered, total.registered) or {}
        for category, number in publish_measure(event_id, numbers).by_category.items():
            if number.most:
                yield make_cell(dimension, category, event_id, demonstration, None, number)


def _completed(parts: Mapping[str, int], total: int | None) -> dict[str, int] | None:
    """Return the numbers of the categories and of persons whose category is not known; None where nothing is."""
    return None if total is None else {**parts, NOT_KNOWN: total - sum(parts.values())}


def contradictions(total: Numbers, parts: Parts) -> Sequence[str]:
    """Find what cannot be in an event's sums.

    Returns:
        What is wrong, each as a word of WRONG; nothing where the sums can be.
    """
    if any((one.away or 0) < 0 for one in (total, *_each(parts))):
        return (ATTENDED_OF_REGISTERED,)
    found = []
    for measure in ("registered", "attended"):
        if getattr(total, measure) is None and any(getattr(one, measure) is not None for one in _each(parts)):
            found.append(NO_TOTAL)
    for of_dimension in parts.values():
        known = of_dimension.values()
        # Who came had registered, so that at least so many registered.
        least = {
            "registered": [one.attended if one.registered is None else one.registered for one in known],
            "attended": [one.attended for one in known],
            "away": [one.away for one in known],
        }
        for measure, numbers in least.items():
            of_all = getattr(total, measure)
            if of_all is not None and sum(number or 0 for number in numbers) > of_all:
                found.append(MORE_THAN_TOTAL)
    return tuple(dict.fromkeys(found))


#: What may be wrong with an event's sums.
ATTENDED_OF_REGISTERED, NO_TOTAL, MORE_THAN_TOTAL = "attended of registered", "no total", "more than the total"


def _each(parts: Parts) -> Iterator[Numbers]:
    for of_dimension in parts.values():
        yield from of_dimension.values()
