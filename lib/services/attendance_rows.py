"""The attendance list of one event, corrected by hand: persons are known by their pseudonyms alone, never by a name.

Rows of persons are seen by those who may change them, and by nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, Engine, func, select

from lib.entities.attendance import Attendance
from lib.entities.event import Event
from lib.entities.import_record import ImportRecord
from lib.ingest.by_hand import prepare_rows
from lib.ingest.readers.sheets import Cell
from lib.services.actors import Actor
from lib.services.rights import EDIT_ROWS, SEE_SMALL_NUMBERS
from lib.services.rows import NothingChangedError, check_reason, load_prepared

#: Rows that are shown and corrected at once.
MOST_ROWS = 2_000


class Person(NamedTuple):
    """What may be corrected of a person at an event; None where it is not known."""

    country: str | None = None
    organisation_type: str | None = None
    registered: bool | None = None
    attended: bool | None = None


@dataclass(frozen=True)
class AttendanceList:
    """The attendance list of an event, or MOST_ROWS of its rows at most.

    Attributes:
        event_id: of the event.
        demonstration: whether it is demonstration data.
        persons: by pseudonym, in its order.
        total: how many persons the whole list has.
        first: how many of them come before these.
        imports: by pseudonym, the import that a row is as it is by.
    """

    event_id: str
    demonstration: bool
    persons: Mapping[str, Person]
    total: int
    imports: Mapping[str, int]
    first: int = 0


class ListChangedError(Exception):
    """Somebody else changed or removed some of these rows meanwhile; nothing was saved."""


def read_list(engine: Engine, event_id: str, actor: Actor, first: int = 0) -> AttendanceList:
    """Return the attendance list of an event, MOST_ROWS of it after the `first`; without rows where it has none.

    Raises:
        NotPermittedError: the actor may not change it, and sees what is published.
    """
    actor.check(SEE_SMALL_NUMBERS)
    of_event = Attendance.event_id == event_id
    with engine.connect() as connection:
        made_up = select(ImportRecord.demonstration).join(Event, Event.import_id == ImportRecord.import_id)
        demonstration = bool(connection.scalar(made_up.where(Event.event_id == event_id)))
        total = connection.scalar(select(func.count()).select_from(Attendance).where(of_event)) or 0
        columns = (Attendance.attendee, *(getattr(Attendance, name) for name in Person._fields), Attendance.import_id)
        query = select(*columns).where(of_event).order_by(Attendance.attendee).offset(first).limit(MOST_ROWS)
        rows = connection.execute(query).all()
    persons = {row[0]: Person(*row[1:-1]) for row in rows}
    imports = {row[0]: int(row[-1]) for row in rows}
    return AttendanceList(event_id, demonstration, persons, int(total), imports, first)


def save_list(engine: Engine, opened: AttendanceList, persons: Mapping[str, Person], actor: Actor, reason: str) -> int:
    """Save corrections of an attendance list, in one transaction, by the checks of files.

    Args:
        engine: the store.
        opened: the list as it was when the form was opened.
        persons: by pseudonym, the rows as they should be; of others nothing changes.
        actor: who corrects them.
        reason: why, kept with the import.

    Returns:
        The number of the import that records it; undoing that puts back what was.

    Raises:
        NotPermittedError: a reader asks, or somebody without a name.
        RowRejectedError: something is wrong with them, or somebody is not on the list; nothing was saved.
        ListChangedError: somebody changed these rows since the form was opened; nothing was saved.
        NothingChangedError: there is nothing to save.
    """
    actor.check_on_record(EDIT_ROWS, "change attendance lists")
    check_reason(reason)
    changed = {attendee: person for attendee, person in persons.items() if person != opened.persons[attendee]}
    if not changed:
        raise NothingChangedError("Nothing was changed.")
    rows = [_cells(opened.event_id, attendee, person) for attendee, person in sorted(changed.items())]

    def check(connection: Connection) -> None:
        query = select(Attendance.attendee, Attendance.import_id).where(Attendance.event_id == opened.event_id)
        now = {attendee: import_id for attendee, import_id in connection.execute(query) if attendee in changed}
        if now != {attendee: opened.imports[attendee] for attendee in changed}:
            raise ListChangedError("Somebody else changed some of these rows meanwhile. Nothing was saved.")

    reason = reason.strip()
    with prepare_rows(engine, "attendance", rows, reason=reason, demonstration=opened.demonstration) as prepared:
        return load_prepared(
            prepared, actor, check, lambda: ListChangedError("The store was changed meanwhile. Nothing was saved.")
        )


def _cells(event_id: str, attendee: str, person: Person) -> dict[str, Cell]:
    """Return a row as a file would have it."""
    words = {None: "", True: "yes", False: "no"}
    known: dict[str, Cell] = {
        name: words[value] if value is None or isinstance(value, bool) else value
        for name, value in person._asdict().items()
    }
    return {"event_id": event_id, "attendee": attendee, **known}
