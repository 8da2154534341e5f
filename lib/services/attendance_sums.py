"""The sums of attendance of one event, entered together and saved as one import.

They hold small numbers, so only those who may change them see them: everybody else sees what lib.store.suppression
publishes of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, Engine, exists, select

from lib.entities.attendance import Attendance
from lib.entities.attendance_sum import AttendanceSum
from lib.entities.event import Event
from lib.entities.fields import ORIGIN
from lib.entities.import_record import ImportRecord
from lib.ingest.by_hand import prepare_rows
from lib.ingest.readers.sheets import Cell
from lib.ingest.upload import NeedsInput
from lib.metrics.record import read_record_on
from lib.services.actors import Actor
from lib.services.rights import EDIT_ROWS, SEE_SMALL_NUMBERS
from lib.services.rows import (
    NothingChangedError,
    RowProblem,
    RowRejectedError,
    ambiguous_problems,
    check_reason,
    load_prepared,
    texts_of,
)

_ENTITY = "attendance sum"


class Category(NamedTuple):
    """Persons from a country or a kind of organisation; all of the event, where both are empty."""

    country: str = ""
    organisation_type: str = ""


class Sum(NamedTuple):
    """How many persons registered and attended; None where that is not known."""

    registered: int | None = None
    attended: int | None = None


@dataclass(frozen=True)
class EventSums:
    """The sums of an event as the store has them.

    Attributes:
        event_id: of the event.
        demonstration: whether it is demonstration data.
        sums: those of which anything is known.
        origin: where they are from and who checked them, by field of the template: that of all, or of the first.
        has_list: the event has an attendance list, so that it can have no sums.
    """

    event_id: str
    demonstration: bool
    sums: Mapping[Category, Sum]
    origin: Mapping[str, str]
    has_list: bool
    #: The imports that its rows are from, emptied ones too: another one means that somebody changed them.
    _imports: frozenset[tuple[Category, int]] = field(default_factory=frozenset)

    def is_same(self, other: EventSums) -> bool:
        """Return whether nobody has changed the rows between the two."""
        return self._imports == other._imports


class NoEventError(LookupError):
    """There is no such event, or no more."""


class SumsChangedError(Exception):
    """Somebody else changed the sums meanwhile; nothing was saved. `now` is what the store has now."""

    def __init__(self, now: EventSums) -> None:
        self.now = now
        super().__init__("Somebody else changed the sums of this event meanwhile. Nothing was saved.")


def read_sums(engine: Engine, event_id: str, actor: Actor) -> EventSums:
    """Return the sums of an event, small ones too.

    Raises:
        NotPermittedError: the actor may not change them, and sees what is published.
        NoEventError: there is no such event.
    """
    actor.check(SEE_SMALL_NUMBERS)
    with engine.connect() as connection:
        return _read(connection, event_id)


def _read(connection: Connection, event_id: str) -> EventSums:
    of_event = (
        select(ImportRecord.demonstration)
        .join(Event, Event.import_id == ImportRecord.import_id)
        .where(Event.event_id == event_id)
    )
    demonstration = connection.scalar(of_event)
    if demonstration is None:
        raise NoEventError(f"There is no event {event_id} any more.")
    query = select(
        AttendanceSum.country,
        AttendanceSum.organisation_type,
        AttendanceSum.registered,
        AttendanceSum.attended,
        AttendanceSum.import_id,
    ).where(AttendanceSum.event_id == event_id)
    sums: dict[Category, Sum] = {}
    imports = set()
    for country, organisation_type, registered, attended, import_id in connection.execute(query):
        category = Category(country or "", organisation_type or "")
        imports.add((category, int(import_id)))
        if registered is not None or attended is not None:
            sums[category] = Sum(registered, attended)
    has_list = bool(connection.scalar(select(exists(select(1).where(Attendance.event_id == event_id)))))
    origin = dict.fromkeys((one.name for one in ORIGIN), "")
    if sums:
        # That of all comes first.
        country, organisation_type = min(sums)
        record = read_record_on(connection, _ENTITY, (event_id, country or None, organisation_type or None), exact=True)
        assert record is not None
        origin = {name: text for name, text in texts_of(record).items() if name in origin}
    return EventSums(event_id, bool(demonstration), dict(sorted(sums.items())), origin, has_list, frozenset(imports))


def save_sums(
    engine: Engine,
    opened: EventSums,
    sums: Mapping[Category, Sum],
    origin: Mapping[str, str],
    actor: Actor,
    reason: str,
) -> int:
    """Save the sums of an event that were entered, in one transaction, by the checks of files.

    A category that was there before and is not any more is emptied: nothing is known of it.

    Args:
        engine: the store.
        opened: the sums as they were when the form was opened.
        sums: what was entered.
        origin: where they are from and who checked them, by field of the template, as texts.
        actor: who enters them.
        reason: why, kept with the import.

    Returns:
        The number of the import that records it; undoing that puts back what was.

    Raises:
        NotPermittedError: a reader asks, or somebody without a name.
        RowRejectedError: something is wrong with them; nothing was saved.
        SumsChangedError: somebody changed them since the form was opened; nothing was saved.
        NoEventError: the event is gone.
        NothingChangedError: there is nothing to save.
    """
    actor.check_on_record(EDIT_ROWS, "change sums of attendance")
    check_reason(reason)
    written = {name: origin.get(name, "").strip() for name in opened.origin}
    entered = {category: one for category, one in sums.items() if one != Sum()}
    is_moved = written != opened.origin
    touched = [
        category
        for category in sorted({*opened.sums, *entered})
        if entered.get(category) != opened.sums.get(category) or (is_moved and category in entered)
    ]
    if not touched:
        raise NothingChangedError("Nothing was changed.")
    rows = [_cells(opened.event_id, category, entered.get(category, Sum()), written) for category in touched]

    def check(connection: Connection) -> None:
        now = _read(connection, opened.event_id)
        if not now.is_same(opened):
            raise SumsChangedError(now)

    try:
        prepared = prepare_rows(engine, _ENTITY, rows, reason=reason.strip(), demonstration=opened.demonstration)
    except NeedsInput as unanswered:
        raise RowRejectedError(ambiguous_problems(unanswered)) from None
    with prepared:
        return load_prepared(
            prepared, actor, check, lambda: SumsChangedError(read_sums(engine, opened.event_id, actor))
        )


def _cells(event_id: str, category: Category, one: Sum, origin: Mapping[str, str]) -> dict[str, Cell]:
    """Return a row as a file would have it."""
    numbers: dict[str, Cell] = {
        name: "" if number is None else Decimal(number) for name, number in one._asdict().items()
    }
    return {"event_id": event_id, **category._asdict(), **numbers, **origin}


def categories(sums: Mapping[Category, Sum]) -> tuple[Sum, Mapping[str, Sum], Mapping[str, Sum]]:
    """Take sums apart: that of all, those by country, and those by kind of organisation."""
    by_country = {one.country: number for one, number in sums.items() if one.country}
    by_type = {one.organisation_type: number for one, number in sums.items() if one.organisation_type}
    return sums.get(Category(), Sum()), by_country, by_type


def put_together(of_all: Sum, by_country: Sequence[tuple[str, Sum]], by_type: Mapping[str, Sum]) -> dict[Category, Sum]:
    """Put together what a form has of an event.

    Raises:
        RowRejectedError: a country is given twice.
    """
    countries = [country for country, _ in by_country]
    if len(set(countries)) < len(countries):
        raise RowRejectedError([RowProblem("country", "A country stands there twice: give each in one row.")])
    return {
        Category(): of_all,
        **{Category(country): one for country, one in by_country},
        **{Category("", kind): one for kind, one in by_type.items()},
    }
