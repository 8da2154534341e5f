"""One row of the store, found by its key: what it holds, what it refers to, and where it came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, Engine, Table, false, or_, select

from lib.common.formatting import PRECISION
from lib.entities.import_record import ImportRecord
from lib.entities.registry import ENTITIES, REFERENCE, key_of, schema_of_rows
from lib.entities.schema import Child
from lib.metrics.listing import may_be_shown
from lib.metrics.texts import begins, holds
from lib.store.datasets import of_dataset
from lib.store.dates import at_precision

#: The key of a row, as texts: days as ISO dates, None for what is not known.
RowKey = tuple[str | None, ...]


@dataclass(frozen=True)
class Record:
    """A row as the store has it.

    Attributes:
        entity: whose row it is.
        key: by which it is found.
        values: by field of the entity's file; dates at their precision, lists as text with `;` between the items.
        names: what the rows that it refers to are called, by field.
        demonstration: whether it is demonstration data.
        import_id: the import that it is from, which changes whenever the row does.
        file_name, file_format, source_row, imported_at (UTC), imported_by: of that import.
        reason: why it was entered by hand; empty where it came from a file.
    """

    entity: str
    key: RowKey
    values: Mapping[str, Any]
    names: Mapping[str, str]
    demonstration: bool
    import_id: int
    file_name: str
    file_format: str
    source_row: int
    imported_at: datetime
    imported_by: str
    reason: str


def key_in_address(key: RowKey) -> str:
    """Write a key as addresses have it: the text itself, or a JSON list of several."""
    return key[0] or "" if len(key) == 1 else json.dumps(key, ensure_ascii=False, separators=(",", ":"))


def key_of_address(entity: str, text: str) -> RowKey | None:
    """Return the key that an address names; None where it cannot be one of this entity."""
    columns = key_of(entity)
    if len(columns) == 1:
        return (text,)
    try:
        parts = json.loads(text)
    except ValueError:
        return None
    fits = isinstance(parts, list) and len(parts) == len(columns)
    return tuple(parts) if fits and all(part is None or isinstance(part, str) for part in parts) else None


def as_key(values: Any) -> RowKey:
    """Return stored values of a key as its texts."""
    return tuple(value.isoformat() if isinstance(value, date) else value for value in values)


def with_key(entity: str, key: RowKey) -> list[Any]:
    """Return the conditions that a row has this key."""
    table = _table(entity)
    return [_equals(table.c[name], text) for name, text in zip(key_of(entity), key, strict=True)]


def _equals(column: Any, text: str | None) -> Any:
    if text is None:
        return column.is_(None)
    if "\0" in text:
        return false()
    if isinstance(column.type, Date):
        try:
            return column == date.fromisoformat(text)
        except ValueError:
            return false()
    shown = may_be_shown(column)
    return column == text if shown is column else or_(column == text, shown == text)


def read_record(engine: Engine, entity: str, key: RowKey, *, exact: bool = False) -> Record | None:
    """Read a row; None where there is none with this key.

    Args:
        engine: the store.
        entity: one of lib.entities.registry.LISTED.
        key: as `key_of_address` returns it.
        exact: for those who may change the row; others get small numbers of persons masked.
    """
    with engine.connect() as connection:
        return read_record_on(connection, entity, key, exact=exact)


def read_record_on(connection: Connection, entity: str, key: RowKey, *, exact: bool = False) -> Record | None:
    """Read a row, as `read_record` does."""
    table = _table(entity)
    columns = [column if exact else may_be_shown(column) for column in table.columns]
    record = ImportRecord
    origin = (
        record.demonstration,
        record.file_name,
        record.file_format,
        record.imported_at,
        record.imported_by,
        record.options,
    )
    query = select(*columns, *origin).join_from(table, record, record.import_id == table.c.import_id)
    row = connection.execute(query.where(*with_key(entity, key)).limit(1)).mappings().first()
    if row is None:
        return None
    schema = schema_of_rows(entity)
    lists = {child.field: _list_in_words(connection, child, row[schema.key[0]]) for child in schema.children}
    values = {
        field.name: lists[field.name]
        if field.name in lists
        else at_precision(row[field.name], row.get(f"{field.name}{PRECISION}"))
        if f"{field.name}{PRECISION}" in table.c
        else row[field.name]
        for field in schema.fields
    }
    names = {
        field.name: name
        for field in schema.fields
        if field.refers_to and values[field.name] is not None
        for name in [name_of(connection, field.refers_to, str(values[field.name]))]
        if name
    }
    return Record(
        entity,
        as_key(row[name] for name in schema.key),
        values,
        names,
        row["demonstration"] and entity not in REFERENCE,
        row["import_id"],
        row["file_name"],
        row["file_format"],
        row["source_row"],
        row["imported_at"],
        row["imported_by"],
        str(row["options"].get("reason", "")),
    )


def key_of_import(engine: Engine, entity: str, import_id: int) -> RowKey:
    """Return the key of the row that an import by hand brought."""
    table = _table(entity)
    columns = [table.c[name] for name in key_of(entity)]
    with engine.connect() as connection:
        return as_key(connection.execute(select(*columns).where(table.c.import_id == import_id)).one())


def name_of(connection: Connection, entity: str, key: str) -> str:
    """Return what a row that others refer to is called; empty where it is not there."""
    table = _table(entity)
    query = select(table.c[_name_column(entity)]).where(table.c[key_of(entity)[0]] == key)
    return connection.scalar(query) or ""


def name_of_reference(engine: Engine, entity: str, key: str) -> str:
    """Return what a row that others refer to is called; empty where it is not there."""
    with engine.connect() as connection:
        return name_of(connection, entity, key)


def _list_in_words(connection: Connection, child: Child, key: str) -> str | None:
    table = child.model.__table__
    assert isinstance(table, Table)
    parent = next(iter(table.primary_key.columns))
    query = select(*(table.c[name] for name in child.columns)).where(parent == key).order_by(table.c[child.order])
    return ";".join(":".join(map(str, item)) for item in connection.execute(query)) or None


def choices_of_reference(
    engine: Engine, entity: str, demonstration: bool, words: str = "", most: int = 1_000
) -> list[tuple[str, str]]:
    """List rows that a field may refer to, by name.

    Args:
        engine: the store.
        entity: that the field refers to.
        demonstration: the dataset of the row that refers; countries serve both.
        words: only rows whose name holds, or whose identifier begins with, this text.
        most: how many at most.

    Returns:
        Identifier and name of each.
    """
    table = _table(entity)
    key, name = table.c[key_of(entity)[0]], table.c[_name_column(entity)]
    query = select(key, name).order_by(name, key).limit(most)
    if entity not in REFERENCE:
        query = query.where(of_dataset(table.c.import_id, demonstration))
    if words.strip():
        query = query.where(or_(holds(name, words.strip()), begins(key, words.strip())))
    with engine.connect() as connection:
        return [(str(row[0]), str(row[1])) for row in connection.execute(query)]


def _name_column(entity: str) -> str:
    """Return the column by which readers know a row."""
    return (*ENTITIES[entity].known_by, "name")[0]


def _table(entity: str) -> Table:
    table = ENTITIES[entity].model.__table__
    assert isinstance(table, Table)
    return table
