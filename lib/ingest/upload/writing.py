"""From staged rows to the store's tables, keeping what they replace."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, exists, insert, literal, select, update

from lib.entities.schema import Child, Target
from lib.ingest.staging.stage import Stage
from lib.ingest.staging.tables import matching, table_of
from lib.store.tables import BEFORE


def write_target(connection: Connection, stage: Stage, place: int, target: Target, import_id: int) -> None:
    """Write a stage's new and changed rows to a table of the store, keeping the rows that they replace."""
    lists = [child for child in target.children if child.field in stage.lists]
    _keep_replaced(connection, target, stage, stage.is_changed(place), import_id)
    _change(connection, stage, place, target, import_id)
    _add_new(connection, stage, place, target, import_id)
    for child in lists:
        _replace_list(connection, stage, place, target, child)


def _keep_replaced(connection: Connection, target: Target, stage: Stage, which: Any, import_id: int) -> None:
    """Copy the rows that are about to change, and their lists, to the tables of replaced rows."""
    stored, t = table_of(target.model), stage.table
    before = BEFORE[stored.name]
    names = [column.name for column in stored.columns]
    rows = select(literal(import_id), *stored.c).join(t, matching(stored, t, target.key)).where(which)
    connection.execute(insert(before).from_select(["replaced_by", *names], rows))
    for child in target.children:
        listed = table_of(child.model)
        items = (
            select(literal(import_id), *listed.c).join(t, listed.c[target.key[0]] == t.c[target.key[0]]).where(which)
        )
        connection.execute(
            insert(BEFORE[listed.name]).from_select(["replaced_by", *(c.name for c in listed.columns)], items)
        )


def _change(connection: Connection, stage: Stage, place: int, target: Target, import_id: int) -> None:
    stored, t = table_of(target.model), stage.table
    primary = {column.name for column in stored.primary_key}
    values = {name: t.c[name] for name in stage.columns(target) if name not in primary}
    connection.execute(
        update(stored)
        .values({**values, "import_id": import_id, "source_row": t.c.row})
        .where(matching(stored, t, target.key), stage.is_changed(place))
    )


def _add_new(connection: Connection, stage: Stage, place: int, target: Target, import_id: int) -> None:
    stored, t = table_of(target.model), stage.table
    names = stage.columns(target)
    rows = select(*(t.c[name] for name in names), literal(import_id), t.c.row).where(stage.is_new(place))
    # In the order of the key, which is quickest to put into the table's index.
    rows = rows.order_by(*(t.c[name] for name in target.key))
    connection.execute(insert(stored).from_select([*names, "import_id", "source_row"], rows))


def _replace_list(connection: Connection, stage: Stage, place: int, target: Target, child: Child) -> None:
    stored, listed, t = table_of(child.model), stage.lists[child.field], stage.table
    parent = target.key[0]
    changed = select(t.c[parent]).where(stage.is_changed(place))
    connection.execute(delete(stored).where(stored.c[parent].in_(changed)))
    names = [parent, *child.columns, *(["position"] if child.numbered else [])]
    touched = exists(
        select(1).select_from(t).where(t.c.row == listed.c.row, stage.is_changed(place) | stage.is_new(place))
    )
    connection.execute(insert(stored).from_select(names, select(*(listed.c[name] for name in names)).where(touched)))
