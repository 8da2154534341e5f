"""Deleting rows by hand: with the rows that refer to them or not at all, on record, and to be undone like an import."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, insert, literal, or_, select, update

from lib.common.clock import utc_now
from lib.entities.import_record import ImportRecord
from lib.entities.published_figure import SUBJECTS, PublishedFigure
from lib.entities.registry import ENTITIES, REFERENCE, SCHEMAS
from lib.entities.schema import Target
from lib.ingest.by_hand import BY_HAND
from lib.ingest.staging.tables import key_in_words, table_of
from lib.services.actors import Actor
from lib.services.rights import EDIT_ROWS
from lib.store.audit import record
from lib.store.summaries import refresh_summaries
from lib.store.tables import BEFORE

#: Rows that are deleted together at most. Who wants to be rid of more undoes the import that brought them.
MOST_TOGETHER = 1_000
#: Rows that a refusal names one by one.
_NAMED = 5
#: Conditions and rows in one statement, at most.
_AT_ONCE = 200

#: Tables that rows go to, parents before children.
TARGETS: tuple[Target, ...] = tuple(target for schema in SCHEMAS.values() for target in schema.targets)
_BY_ENTITY = {target.entity: target for target in TARGETS}

#: A row of a table by its primary key.
_Row = tuple[Any, ...]


@dataclass(frozen=True)
class Referring:
    """Rows of an entity that refer to a row that is to be deleted: how many, and the first few in words."""

    entity: str
    count: int
    named: tuple[str, ...]


class ReferredToError(Exception):
    """Other rows refer to the row, so it cannot be deleted by itself; `referring` says which.

    `together` says whether they can be deleted with it.
    """

    def __init__(self, referring: Sequence[Referring], together: bool) -> None:
        self.referring = tuple(referring)
        self.together = together
        super().__init__("Other rows refer to this one.")


def delete_row(
    connection: Connection,
    entity: str,
    conditions: Sequence[Any],
    actor: Actor,
    reason: str,
    *,
    demonstration: bool = False,
    together: int = 0,
) -> int:
    """Delete a row, in a transaction that the caller began; what it was is kept, so that it can be undone.

    Args:
        connection: in a write transaction.
        entity: whose row it is.
        conditions: that select the row.
        actor: who deletes it.
        reason: why, kept with the import that records the deletion.
        demonstration: whether it is demonstration data.
        together: delete as many rows that refer to it as well: as many as somebody agreed to, no more and no fewer.

    Returns:
        The number of the import that records the deletion.

    Raises:
        NotPermittedError: a reader asks, or somebody without a name.
        ReferredToError: other rows refer to it, and `together` is not their number.
    """
    actor.check_on_record(EDIT_ROWS, "delete rows")
    target = _BY_ENTITY[entity]
    table = table_of(target.model)
    (row,) = connection.execute(select(*table.primary_key.columns).where(*conditions)).all()
    going = {entity: {tuple(row)}}
    complete = _find_referring(connection, target, going)
    count = sum(map(len, going.values())) - 1
    # Rows of both datasets refer to reference data: they are never deleted with it.
    may_go = complete and entity not in REFERENCE
    if count and not (may_go and count == together):
        others = {name: rows - {tuple(row)} if name == entity else rows for name, rows in going.items()}
        named = [_in_words(connection, name, rows) for name, rows in others.items() if rows]
        raise ReferredToError(named, may_go)
    import_id = _delete(connection, entity, going, demonstration, actor, reason)
    gone = {name: len(rows) for name, rows in going.items()}
    record(connection, actor, "delete rows", f"import {import_id}", before=gone)
    return import_id


def _find_referring(connection: Connection, target: Target, going: dict[str, set[_Row]]) -> bool:
    """Add to `going` all rows that refer to its rows, or to those; returns False where they are too many."""
    waiting = [(target, going[target.entity])]
    while waiting:
        named, rows = waiting.pop()
        for other, condition in _referring(connection, named, rows):
            table = table_of(other.model)
            most = MOST_TOGETHER - sum(map(len, going.values())) + 1
            keys = select(*table.primary_key.columns).where(condition).distinct().limit(most + len(rows))
            found = {tuple(key) for key in connection.execute(keys)} - going.get(other.entity, set())
            if found:
                going.setdefault(other.entity, set()).update(found)
                waiting.append((other, found))
            if sum(map(len, going.values())) > MOST_TOGETHER:
                return False
    return True


def _referring(connection: Connection, named: Target, rows: set[_Row]) -> Iterator[tuple[Target, Any]]:
    """Give the tables that refer to one, each with the condition that its row refers to one of these rows."""
    stored = table_of(named.model)
    for part in _parts(rows):
        there = select(stored).where(_is_one_of(stored, part)).subquery()
        for other in TARGETS:
            table = table_of(other.model)
            for constraint in table.foreign_key_constraints:
                if constraint.referred_table is stored:
                    pairs = [(element.parent, there.c[element.column.name]) for element in constraint.elements]
                    yield other, select(1).where(*(mine == theirs for mine, theirs in pairs)).exists()
        if named.entity in SUBJECTS:
            key = there.c[named.key[0]]
            about = and_(PublishedFigure.subject == named.entity, PublishedFigure.subject_id.in_(select(key)))
            yield _BY_ENTITY["published figure"], about


def _parts(rows: set[_Row]) -> Iterator[list[_Row]]:
    ordered = sorted(rows, key=repr)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


def _is_one_of(table: Any, rows: Sequence[_Row]) -> Any:
    """Return the condition that a row has one of these primary keys; also for the table of rows as they were."""
    columns = [table.c[column.name] for column in table.primary_key.columns if column.name != "replaced_by"]
    if len(columns) == 1:
        return columns[0].in_([row[0] for row in rows])
    return or_(*(and_(*(column == value for column, value in zip(columns, row, strict=True))) for row in rows))


def _in_words(connection: Connection, entity: str, rows: set[_Row]) -> Referring:
    target = _BY_ENTITY[entity]
    if ENTITIES[entity].is_confidential:
        return Referring(entity, len(rows), ())
    table = table_of(target.model)
    part = next(_parts(rows), [])[:_NAMED]
    keys = connection.execute(select(*(table.c[name] for name in target.key)).where(_is_one_of(table, part)))
    return Referring(entity, len(rows), tuple(sorted(key_in_words(key) for key in keys)))


def _delete(
    connection: Connection,
    entity: str,
    going: Mapping[str, set[_Row]],
    demonstration: bool,
    actor: Actor,
    reason: str,
) -> int:
    """Delete rows, children before parents, with a record for each entity; they are undone together."""
    content = json.dumps({name: sorted(map(repr, rows)) for name, rows in going.items()})
    upload_id: int | None = None
    for name in sorted(going, key=lambda name: name != entity):
        import_id = _record(connection, name, len(going[name]), content, demonstration, actor.name, reason, upload_id)
        upload_id = upload_id or import_id
        _keep(connection, _BY_ENTITY[name], going[name], import_id)
    for target in reversed(TARGETS):
        table = table_of(target.model)
        for part in _parts(going.get(target.entity, set())):
            connection.execute(delete(table).where(_is_one_of(table, part)))
    refresh_summaries(connection, going.keys())
    assert upload_id is not None
    return upload_id


def _record(
    connection: Connection,
    entity: str,
    count: int,
    content: str,
    demonstration: bool,
    by: str,
    reason: str,
    upload_id: int | None,
) -> int:
    inserted = connection.execute(
        insert(ImportRecord).values(
            file_name=BY_HAND,
            sha256=sha256(content.encode()).hexdigest(),
            size_bytes=0,
            file_format=BY_HAND,
            entity=entity,
            imported_at=utc_now(),
            imported_by=by,
            rows_read=0,
            rows_new=0,
            rows_changed=0,
            rows_same=0,
            rows_deleted=count,
            demonstration=demonstration,
            options={"reason": reason},
            upload_id=upload_id,
        )
    ).inserted_primary_key
    assert inserted is not None
    import_id = int(inserted[0])
    if upload_id is None:
        connection.execute(update(ImportRecord).where(ImportRecord.import_id == import_id).values(upload_id=import_id))
    return import_id


def _keep(connection: Connection, target: Target, rows: set[_Row], import_id: int) -> None:
    """Copy rows that are about to go, and their lists, to the tables of replaced rows."""
    stored = table_of(target.model)
    for part in _parts(rows):
        keep_rows(connection, stored, _is_one_of(stored, part), import_id)
        for child in target.children:
            listed = table_of(child.model)
            keep_rows(connection, listed, listed.c[target.key[0]].in_([row[0] for row in part]), import_id)


def keep_rows(connection: Connection, table: Table, which: ColumnElement[bool], import_id: int) -> None:
    """Copy rows of a table to where undoing an import finds them."""
    names = [column.name for column in table.columns]
    rows = select(literal(import_id), *table.c).where(which)
    connection.execute(insert(BEFORE[table.name]).from_select(["replaced_by", *names], rows))
