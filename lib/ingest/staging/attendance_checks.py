"""Attendance of an event is known by its persons or by sums, never both; and the sums of an event have to agree.

Rows are looked at together with those of the store as they would be, so these checks run once more in the transaction
that loads them. Where the sums of an event cannot be, none of its rows is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, exists, literal, null, or_, select, union_all

from lib.entities.attendance import Attendance
from lib.entities.attendance_sum import AttendanceSum
from lib.ingest.problem_codes import Code
from lib.ingest.problems import HIDDEN, Problem, expect
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.staging.stage import Stage
from lib.ingest.staging.tables import table_of
from lib.store.attendance_sums import (
    ATTENDED_OF_REGISTERED,
    MORE_THAN_TOTAL,
    NO_TOTAL,
    Numbers,
    contradictions,
    has_numbers,
)
from lib.store.suppression import COUNTRY, ORGANISATION_TYPE

_PERSONS, _SUMS = "attendance", "attendance sum"
_MEASURES = ("registered", "attended")
#: What could be, by what lib.store.attendance_sums finds.
_POSSIBLE = {
    ATTENDED_OF_REGISTERED: "no more who attended than registered: who came without registering counts as registered",
    NO_TOTAL: "the sum of all as well, in a row without a country and a kind of organisation",
    MORE_THAN_TOTAL: "numbers of countries, and of kinds of organisation, that add up to no more than that of all, "
    "among those who registered, who attended and who stayed away",
}
_ONE_DIMENSION = "a country or a kind of organisation, not both"
#: Rows that are read at once.
_BATCH = 10_000
#: Country and kind of organisation: of all persons where both are None.
_Category = tuple[str | None, str | None]


def check_attendance(stages: Sequence[Stage], problems: ProblemTable) -> None:
    """Refuse rows of events that would be known by persons and by sums, and sums that cannot be.

    Args:
        stages: all of the upload.
        problems: receives what is found.
    """
    persons = [stage for stage in stages if stage.schema.entity == _PERSONS]
    sums = [stage for stage in stages if stage.schema.entity == _SUMS]
    if not persons and not sums:
        return
    for stage in persons:
        stored = exists(select(1).where(AttendanceSum.event_id == stage.table.c.event_id, has_numbers()))
        _refuse_other(stage, sums, stored, Code.PERSONS_OF_SUMS, problems)
    for stage in sums:
        stored = exists(select(1).where(Attendance.event_id == stage.table.c.event_id))
        _refuse_other(stage, persons, stored, Code.SUMS_OF_PERSONS, problems)
        t = stage.table
        both = select(t.c.row, literal("")).where(t.c.country.is_not(None), t.c.organisation_type.is_not(None))
        problems.add_found(stage.source, "", expect(Code.SUMS_CANNOT_BE, possible=_ONE_DIMENSION), both)
    for stage in (*persons, *sums):
        stage.drop(problems)
    if sums:
        _refuse_contradictions(sums, problems)
        for stage in sums:
            stage.drop(problems)


def _refuse_other(stage: Stage, others: Sequence[Stage], stored: Any, code: Code, problems: ProblemTable) -> None:
    """Refuse rows of events that the store or the upload knows in the other way."""
    t = stage.table
    staged = [exists(select(1).where(other.table.c.event_id == t.c.event_id)) for other in others]
    # In a list of persons, what should be an event may be a name.
    shown: Any = literal(HIDDEN) if stage.schema.of_persons else t.c.event_id
    rows = select(t.c.row, shown).where(or_(stored, *staged))
    problems.add_found(stage.source, stage.headers.get("event_id", "event_id"), expect(code), rows)


class _Row(NamedTuple):
    """A row of sums of the store, or of a stage by its place among the stages; -1: of the store."""

    event_id: str
    place: int
    row: int | None
    country: str | None
    organisation_type: str | None
    registered: int | None
    attended: int | None

    @property
    def category(self) -> _Category:
        return self.country, self.organisation_type


def _refuse_contradictions(sums: Sequence[Stage], problems: ProblemTable) -> None:
    found: list[tuple[Stage, Problem]] = []
    rows = sums[0].connection.execute(_select_rows(sums), execution_options={"yield_per": _BATCH})
    for _, of_event in groupby(map(_Row._make, rows), key=itemgetter(0)):
        listed = list(of_event)
        for wrong in _contradictions(_as_they_would_be(listed, sums)):
            found += [
                (sums[row.place], Problem(row.row or 0, "", "", expect(Code.SUMS_CANNOT_BE, possible=_POSSIBLE[wrong])))
                for row in listed
                if row.place >= 0
            ]
    for stage, problem in found:
        problems.add(stage.source, [problem])


def _select_rows(sums: Sequence[Stage]) -> Select[*tuple[Any, ...]]:
    """Select the rows of all events of the stages, as stored and as staged, event by event."""
    stored = table_of(AttendanceSum)
    parts = []
    for place, stage in enumerate(sums):
        t = stage.table
        numbers = [t.c[name] if name in stage.own else null().label(name) for name in _MEASURES]
        parts.append(
            select(t.c.event_id, literal(place).label("place"), t.c.row, t.c.country, t.c.organisation_type, *numbers)
        )
    events = or_(*(stored.c.event_id.in_(select(stage.table.c.event_id)) for stage in sums))
    columns = (stored.c.country, stored.c.organisation_type, stored.c.registered, stored.c.attended)
    parts.append(select(stored.c.event_id, literal(-1).label("place"), literal(0).label("row"), *columns).where(events))
    rows = union_all(*parts).subquery()
    return select(rows).order_by(rows.c.event_id, rows.c.place)


def _as_they_would_be(rows: Iterable[_Row], sums: Sequence[Stage]) -> dict[_Category, Numbers]:
    """Return the sums of an event as they would be stored: what a file does not have stays as it is."""
    found: dict[_Category, Numbers] = {}
    for row in rows:
        own = _MEASURES if row.place < 0 else [name for name in _MEASURES if name in sums[row.place].own]
        before = found.get(row.category, Numbers(None, None))
        found[row.category] = before._replace(**{name: getattr(row, name) for name in own})
    return found


def _contradictions(numbers: Mapping[_Category, Numbers]) -> Sequence[str]:
    total = numbers.get((None, None), Numbers(None, None))
    parts: dict[str, dict[str, Numbers]] = {COUNTRY: {}, ORGANISATION_TYPE: {}}
    for (country, organisation_type), one in numbers.items():
        if country is not None:
            parts[COUNTRY][country] = one
        elif organisation_type is not None:
            parts[ORGANISATION_TYPE][organisation_type] = one
    return contradictions(total, parts)


def conflicting_imports(connection: Connection) -> Iterator[tuple[str, int]]:
    """Find events of the store that are known by persons and by sums, or whose sums cannot be.

    Undoing imports in any order could bring them about.

    Yields:
        The event, and the import of each of its rows of attendance.
    """
    both = exists(select(1).where(Attendance.event_id == AttendanceSum.event_id))
    events = set(connection.scalars(select(AttendanceSum.event_id).where(has_numbers(), both).distinct()))
    stored = table_of(AttendanceSum)
    query = select(
        stored.c.event_id,
        literal(-1),
        literal(0),
        stored.c.country,
        stored.c.organisation_type,
        stored.c.registered,
        stored.c.attended,
    ).order_by(stored.c.event_id)
    for event_id, of_event in groupby(map(_Row._make, connection.execute(query)), key=itemgetter(0)):
        if _contradictions(_as_they_would_be(of_event, ())):
            events.add(event_id)
    for event_id in sorted(events):
        for model in (Attendance, AttendanceSum):
            imports = select(model.import_id).where(model.event_id == event_id).distinct()
            for import_id in connection.scalars(imports):
                yield event_id, int(import_id)
