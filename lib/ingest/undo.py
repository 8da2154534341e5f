"""Undoing an import: the store becomes what it was before, or an error says why it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, delete, exists, false, func, insert, or_, select, update

from lib.common.clock import utc_now
from lib.entities.import_record import ImportRecord
from lib.entities.registry import SCHEMAS
from lib.entities.schema import Target
from lib.ingest.matching import forget_matches_of
from lib.ingest.staging.attendance_checks import conflicting_imports
from lib.ingest.staging.namesakes import forget_answers_of
from lib.ingest.staging.tables import matching, table_of
from lib.services.actors import Actor
from lib.services.rights import UNDO_IMPORTS
from lib.store.audit import record
from lib.store.engine import write_transaction
from lib.store.summaries import refresh_summaries
from lib.store.tables import BEFORE

#: Every table that rows of files go to, children before parents.
_TARGETS: list[Target] = [target for schema in reversed(SCHEMAS.values()) for target in reversed(schema.targets)]


class UndoError(Exception):
    """The import cannot be undone; the message says why, and what would have to be undone first."""


@dataclass(frozen=True)
class Undone:
    """What was undone: rows removed and rows restored to what they were, by entity."""

    upload_id: int
    removed: dict[str, int]
    restored: dict[str, int]


def undo(engine: Engine, import_id: int, actor: Actor) -> Undone:
    """Undo an import and those that were loaded together with it, in one transaction.

    Args:
        engine: the store.
        import_id: number of any of them.
        actor: who undoes it; their name is kept on record.

    Raises:
        NotPermittedError: the actor may not undo imports.
        UndoError: no such import, undone already, or a later import builds on it.
    """
    actor.check_on_record(UNDO_IMPORTS, "undo an import")
    with engine.connect() as connection, write_transaction(connection):
        upload_id, imports = _imports(connection, import_id)
        deleting = _deleting(connection, imports)
        targets = [target for target in _TARGETS if _touches(connection, target, imports)]
        later = {blocker for target in targets for blocker in _blocking(connection, target, imports)}
        if deleting:
            later |= {blocker for target in targets for blocker in _entered_again(connection, target, imports)}
        lost = {entity for target in targets for entity in _lost(connection, target, imports, later)}
        if later:
            named = ", ".join(str(number) for number in sorted(later))
            raise UndoError(
                f"Import {upload_id} cannot be undone: later imports changed its rows or refer to them. "
                f"Undo first: {named}."
            )
        if lost:
            raise UndoError(
                f"Import {upload_id} cannot be undone: what it changed referred to rows of "
                f"{', '.join(sorted(lost))} that are no longer there, such as demonstration data that was removed."
            )
        if deleting:
            # Parents before children.
            for target in reversed(targets):
                _put_back(connection, target, imports)
        restored = {target.entity: _restore(connection, target, imports) for target in targets}
        removed = {target.entity: _remove(connection, target, imports) for target in targets}
        _check_attendance(connection, upload_id)
        connection.execute(
            update(ImportRecord)
            .where(ImportRecord.import_id.in_(imports))
            .values(undone_at=utc_now(), undone_by=actor.name)
        )
        forget_matches_of(connection, imports)
        forget_answers_of(connection, imports)
        refresh_summaries(connection, {target.entity for target in targets})
        record(
            connection, actor, "undo an import", f"import {upload_id}", after={"removed": removed, "restored": restored}
        )
    return Undone(
        upload_id, {name: n for name, n in removed.items() if n}, {name: n for name, n in restored.items() if n}
    )


def _check_attendance(connection: Connection, upload_id: int) -> None:
    """Refuse to restore sums of attendance that later imports contradict."""
    conflicts = list(conflicting_imports(connection))
    if conflicts:
        events = ", ".join(sorted({event_id for event_id, _ in conflicts}))
        later = sorted({import_id for _, import_id in conflicts if import_id > upload_id})
        first = f" Undo first: {', '.join(map(str, later))}." if later else ""
        raise UndoError(
            f"Import {upload_id} cannot be undone: what is known of the attendance of {events} would contradict itself."
            + first
        )


def _imports(connection: Connection, import_id: int) -> tuple[int, list[int]]:
    """Return the number of the upload, and the numbers of all its imports."""
    record = connection.execute(
        select(ImportRecord.upload_id, ImportRecord.undone_at, ImportRecord.undone_by).where(
            ImportRecord.import_id == import_id
        )
    ).one_or_none()
    if record is None:
        raise UndoError(f"There is no import {import_id}.")
    if record.undone_at is not None:
        when = f"{record.undone_at:%Y-%m-%d %H:%M} UTC"
        raise UndoError(f"Import {import_id} was undone already, by {record.undone_by} on {when}.")
    upload_id = import_id if record.upload_id is None else int(record.upload_id)
    together = select(ImportRecord.import_id).where(
        or_(ImportRecord.upload_id == upload_id, ImportRecord.import_id == import_id)
    )
    return upload_id, list(connection.scalars(together))


def _touches(connection: Connection, target: Target, imports: Sequence[int]) -> bool:
    """Return whether these imports brought, changed or deleted rows of a table, or a later one changed their rows."""
    before = BEFORE[table_of(target.model).name]
    kept = [before, *(BEFORE[table_of(child.model).name] for child in target.children)]
    rows = [
        table_of(target.model).c.import_id.in_(imports),
        before.c.import_id.in_(imports),
        *(table.c.replaced_by.in_(imports) for table in kept),
    ]
    return bool(connection.scalar(select(or_(*(exists(select(1).where(row)) for row in rows)))))


def _blocking(connection: Connection, target: Target, imports: Sequence[int]) -> Iterator[int]:
    """Find later uploads that changed rows of these imports, or whose rows refer to rows that would be removed."""
    stored = table_of(target.model)
    before = BEFORE[stored.name]
    replacing = (
        select(before.c.replaced_by)
        .distinct()
        .where(before.c.import_id.in_(imports), before.c.replaced_by.not_in(imports))
    )
    yield from _uploads(connection, replacing)
    yield from _uploads(connection, _taking(stored, imports))
    going = select(stored).where(_inserted(stored, imports)).subquery()
    for table, columns, number in _referring(stored):
        refer = [table.c[mine] == going.c[theirs] for mine, theirs in columns]
        referring = (
            select(table.c[number])
            .distinct()
            .where(table.c[number].not_in(imports), exists(select(1).select_from(going).where(*refer)))
        )
        yield from _uploads(connection, referring)


def _taking(stored: Table, imports: Sequence[int]) -> Any:
    """Find imports that gave other rows what only one may have, such as a name, and what a row would get back."""
    before = BEFORE[stored.name]
    same = [stored.c[column.name] == before.c[column.name] for column in stored.columns if column.unique]
    other = or_(*(stored.c[column.name] != before.c[column.name] for column in stored.primary_key))
    return (
        select(stored.c.import_id)
        .distinct()
        .join(before, and_(or_(false(), *same), other))
        .where(before.c.replaced_by.in_(imports), stored.c.import_id.not_in(imports))
    )


def _uploads(connection: Connection, imports: Any) -> Iterator[int]:
    query = select(func.coalesce(ImportRecord.upload_id, ImportRecord.import_id)).distinct()
    yield from (int(number) for number in connection.scalars(query.where(ImportRecord.import_id.in_(imports))))


def _referring(stored: Table) -> Iterator[tuple[Table, list[tuple[str, str]], str]]:
    """Find tables that refer to this one, now or in what undoing would restore: the table, its columns with those they
    name, and the column with the blocking import."""
    for target in _TARGETS:
        table = table_of(target.model)
        for constraint in table.foreign_key_constraints:
            if constraint.referred_table is stored:
                columns = [(element.parent.name, element.column.name) for element in constraint.elements]
                yield table, columns, "import_id"
                yield BEFORE[table.name], columns, "replaced_by"


def _deleting(connection: Connection, imports: Sequence[int]) -> bool:
    """Return whether rows were deleted by these imports."""
    deleted = exists(
        select(1).where(ImportRecord.import_id.in_(imports), ImportRecord.rows_deleted > 0).correlate(None)
    )
    return bool(connection.scalar(select(deleted)))


def _deleted(before: Any, stored: Table, imports: Sequence[int]) -> Any:
    """Select rows as they were before these imports deleted them: what they changed still names one of them."""
    there = stored.alias()
    alike = [there.c[column.name] == before.c[column.name] for column in stored.primary_key]
    return and_(
        before.c.replaced_by.in_(imports),
        before.c.import_id.not_in(imports),
        ~exists(select(1).select_from(there).where(*alike, there.c.import_id.in_(imports))),
    )


def _entered_again(connection: Connection, target: Target, imports: Sequence[int]) -> Iterator[int]:
    """Find later uploads that brought a row with the key of one that these imports deleted."""
    stored = table_of(target.model)
    before, again = BEFORE[stored.name], BEFORE[stored.name].alias()
    deleted = _deleted(before, stored, imports)
    there = select(stored.c.import_id).join(before, matching(stored, before, target.key))
    yield from _uploads(connection, there.where(deleted, stored.c.import_id.not_in(imports)))
    gone = select(again.c.replaced_by).join(before, matching(before, again, target.key))
    yield from _uploads(connection, gone.where(deleted, again.c.replaced_by > before.c.replaced_by))


def _put_back(connection: Connection, target: Target, imports: Sequence[int]) -> None:
    """Put back the rows that these imports deleted, as yet without their lists."""
    stored = table_of(target.model)
    before = BEFORE[stored.name]
    _renumber(connection, target, imports)
    rows = select(*(before.c[column.name] for column in stored.columns)).where(_deleted(before, stored, imports))
    connection.execute(insert(stored).from_select([column.name for column in stored.columns], rows))


def _renumber(connection: Connection, target: Target, imports: Sequence[int]) -> None:
    """Give deleted rows whose number of the store's own another row has got since a new one, here and in what was kept
    of them before."""
    stored = table_of(target.model)
    before = BEFORE[stored.name]
    for name in (column.name for column in stored.primary_key if column.name not in target.key):
        taken = exists(select(1).select_from(stored).where(stored.c[name] == before.c[name]))
        rows = select(before).where(_deleted(before, stored, imports), taken)
        for row in connection.execute(rows).mappings().all():
            highest = select(func.max(stored.c[name])).scalar_subquery(), select(func.max(before.c[name]))
            new = max(int(connection.scalar(select(one)) or 0) for one in (highest[0], highest[1].scalar_subquery()))
            same = and_(*(before.c[column].is_not_distinct_from(row[column]) for column in target.key))
            connection.execute(update(before).where(same, before.c[name] == row[name]).values({name: new + 1}))


def _lost(connection: Connection, target: Target, imports: Sequence[int], later: set[int]) -> Iterator[str]:
    """Find tables that lack a row to which a restored row would refer; where a later upload deleted it, that one is
    added to `later`."""
    stored = table_of(target.model)
    before = BEFORE[stored.name]
    restored = [before.c.replaced_by.in_(imports), before.c.import_id.not_in(imports)]
    # Records of imports are never deleted.
    for constraint in (one for one in stored.foreign_key_constraints if one.referred_table.name in BEFORE):
        named, kept = constraint.referred_table.alias(), BEFORE[constraint.referred_table.name].alias()
        pairs = [(before.c[element.parent.name], element.column.name) for element in constraint.elements]
        there = exists(select(1).select_from(named).where(*(mine == named.c[theirs] for mine, theirs in pairs)))
        returns = [*(mine == kept.c[theirs] for mine, theirs in pairs), kept.c.replaced_by.in_(imports)]
        comes_back = exists(select(1).select_from(kept).where(*returns))
        missing = [*restored, *(mine.is_not(None) for mine, _ in pairs), ~there, ~comes_back]
        if connection.scalar(select(exists(select(1).select_from(before).where(*missing)))):
            gone = BEFORE[constraint.referred_table.name].alias()
            alike = and_(*(mine == gone.c[theirs] for mine, theirs in pairs))
            found = set(_uploads(connection, select(gone.c.replaced_by).distinct().join(before, alike).where(*missing)))
            later |= found
            if not found:
                yield constraint.referred_table.name.replace("_", " ")


def _inserted(stored: Table, imports: Sequence[int]) -> Any:
    """Select rows that these imports added to the table: theirs, and not there before them."""
    before = BEFORE[stored.name]
    alike = and_(*(before.c[column.name] == stored.c[column.name] for column in stored.primary_key))
    was_there = exists(
        select(1)
        .select_from(before)
        .where(alike, before.c.replaced_by.in_(imports), before.c.import_id.not_in(imports))
    )
    return and_(stored.c.import_id.in_(imports), ~was_there)


def _restore(connection: Connection, target: Target, imports: Sequence[int]) -> int:
    """Restore the rows that these imports changed, lists included."""
    stored = table_of(target.model)
    before = BEFORE[stored.name]
    # Tables of one upload may change a row one after the other: what it was before the first of them is restored.
    kept = select(before).where(before.c.replaced_by.in_(imports), before.c.import_id.not_in(imports)).subquery()
    alike = and_(*(stored.c[column.name] == kept.c[column.name] for column in stored.primary_key))
    values = {column.name: kept.c[column.name] for column in stored.columns if not column.primary_key}
    restored = int(connection.execute(update(stored).values(values).where(alike)).rowcount)
    for child in target.children:
        listed = table_of(child.model)
        items = BEFORE[listed.name]
        parent = target.key[0]
        keys = select(kept.c[parent])
        connection.execute(delete(listed).where(listed.c[parent].in_(keys)))
        back = select(*(items.c[column.name] for column in listed.columns)).join(
            kept, and_(items.c[parent] == kept.c[parent], items.c.replaced_by == kept.c.replaced_by)
        )
        connection.execute(insert(listed).from_select([column.name for column in listed.columns], back))
        connection.execute(delete(items).where(items.c.replaced_by.in_(imports)))
    return restored


def _remove(connection: Connection, target: Target, imports: Sequence[int]) -> int:
    """Remove the rows that these imports added; their lists go with them."""
    stored = table_of(target.model)
    # What the imports changed is restored and names its older import; what still names them, they added.
    removed = int(connection.execute(delete(stored).where(stored.c.import_id.in_(imports))).rowcount)
    connection.execute(delete(BEFORE[stored.name]).where(BEFORE[stored.name].c.replaced_by.in_(imports)))
    return removed
