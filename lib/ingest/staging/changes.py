"""What the staged rows would change in the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Label,
    Table,
    case,
    exists,
    func,
    or_,
    select,
)

from lib.common.formatting import PRECISION
from lib.entities.import_record import ImportRecord
from lib.entities.schema import Child, Target
from lib.ingest.problems import HIDDEN
from lib.ingest.staging.stage import Stage
from lib.ingest.staging.tables import key_in_words, matching, table_of
from lib.store.dates import at_precision

#: What loading does with a row.
NEW, CHANGED, SAME = "new", "changed", "same"
#: The kind of rows that complete those of another table of the upload, where rows are counted.
COMPLETED = "completed"
#: The column that says so beside a row's own; no field has such a name.
_KIND = "_kind"


@dataclass(frozen=True)
class StagedRow:
    """A row as it would stand in the store.

    Attributes:
        row: number of the file's row that it comes from.
        kind: what loading does with it: NEW, CHANGED or SAME.
        values: by field, as text; None where it is empty.
    """

    row: int
    kind: str
    values: dict[str, str | None]


def _kind(stage: Stage) -> Label[str]:
    """What loading does with each row."""
    places = range(len(stage.schema.targets))
    return case(
        (or_(*(stage.is_new(place) for place in places)), NEW),
        (or_(*(stage.is_changed(place) for place in places)), CHANGED),
        else_=SAME,
    ).label(_KIND)


def staged_rows(stage: Stage, most: int, *, last: int | None = None, kind: str | None = None) -> list[StagedRow]:
    """List the first rows as they would stand in the store, in the file's order; one for each row of the file.

    Args:
        stage: the rows.
        most: rows at most.
        last: only rows of the file up to this one.
        kind: only NEW, CHANGED or SAME rows.
    """
    t = stage.table
    staged = select(t, _kind(stage)).subquery()
    query = select(staged).order_by(staged.c.row).limit(most)
    if last is not None:
        query = query.where(staged.c.row <= last)
    if kind is not None:
        query = query.where(staged.c[_KIND] == kind)
    key = stage.schema.targets[0].key[0]
    found: dict[int, StagedRow] = {}
    for row in stage.connection.execute(query).mappings():
        values = {
            name: _as_items(stage, name, row[key])
            if name in stage.lists
            else _as_stored(at_precision(row[name], row.get(f"{name}{PRECISION}")))
            for name in stage.fields
        }
        found.setdefault(row["row"], StagedRow(row["row"], row[_KIND], values))
    return list(found.values())


@dataclass(frozen=True)
class Difference:
    """What loading would do to a row of the store, or to a cell of it.

    Attributes:
        kind: NEW or CHANGED.
        row: number of the file's row.
        entity: what the row is.
        key: of the row in the store; HIDDEN where it may name a person.
        field: that changes; "" for a new row.
        old: what the store has; "" where it has nothing.
        new: what it would have: a value, or of a new row all that are filled, by field.
    """

    kind: str
    row: int
    entity: str
    key: str
    field: str
    old: str
    new: str


def list_differences(stage: Stage, most: int) -> list[Difference]:
    """List what the first changed rows would change, cell by cell, then the first new rows; at most `most` of each.

    New rows about persons are left out.
    """
    found = [
        Difference(
            CHANGED,
            change["row"],
            change["entity"],
            change["key"],
            change["field"],
            _as_stored(change["old"]) or "",
            _as_stored(change["new"]) or "",
        )
        for change in list_changes(stage, most)
    ]
    if stage.schema.of_persons:
        return found
    key = stage.schema.key
    for row in staged_rows(stage, most, kind=NEW):
        values = "; ".join(f"{name}: {value}" for name, value in row.values.items() if value and name not in key)
        in_words = key_in_words(row.values.get(name) for name in key)
        found.append(Difference(NEW, row.row, stage.schema.entity, in_words, "", "", values))
    return found


def _as_stored(value: Any) -> str | None:
    """Write a value of the store as text: plain numbers, ISO dates, yes or no."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _as_items(stage: Stage, name: str, key: Any) -> str | None:
    child = next(child for child in stage.schema.children if child.field == name)
    return _items(stage, stage.lists[name], child, stage.schema.targets[0].key[0], key) or None


def count_changes(stage: Stage) -> dict[str, int]:
    """Count the rows that would be new, change something, change nothing, or complete rows of another table.

    Returns:
        The numbers by name: new, changed, same, completed.
    """
    # The project of several participants is one row, wherever it stands.
    once = stage.goes_to(stage.schema.targets[0]) if stage.mapping.agreeing else []
    kind = (
        case((stage.completes, COMPLETED), else_=_kind(stage).element).label(_KIND) if stage.completed else _kind(stage)
    )
    kinds = select(kind).where(*once).subquery()
    query = select(kinds.c[_KIND], func.count()).group_by(kinds.c[_KIND])
    found = {name: int(count) for name, count in stage.connection.execute(query).all()}
    return {name: found.get(name, 0) for name in (NEW, CHANGED, SAME, COMPLETED)}


def list_changes(stage: Stage, most: int) -> list[dict[str, Any]]:
    """List what the first changed rows would change: row, entity, key, field, old and new value."""
    out: list[dict[str, Any]] = []
    for place, target in enumerate(stage.schema.targets):
        stored, t = table_of(target.model), stage.table
        names = [name for name in stage.columns(target) if name not in target.key]
        query = (
            select(
                t.c.row,
                *(t.c[name].label(f"key_{name}") for name in target.key),
                *(stored.c[name].label(f"old_{name}") for name in names),
                *(t.c[name].label(f"new_{name}") for name in names),
            )
            .join(stored, matching(stored, t, target.key))
            .where(stage.is_changed(place))
            .order_by(t.c.row)
            .limit(most)
        )
        for row in stage.connection.execute(query).mappings():
            hidden = [stage.schema.by_name[name].person for name in target.key]
            key = [HIDDEN if h else row[f"key_{n}"] for n, h in zip(target.key, hidden, strict=True)]
            of_row = {"row": row["row"], "entity": target.entity, "key": key_in_words(key)}
            for name in (name for name in names if name in stage.fields):
                if any(row[f"old_{c}"] != row[f"new_{c}"] for c in stage.schema.by_name[name].columns):
                    old, new = _dated(row, "old", name), _dated(row, "new", name)
                    if stage.schema.by_name[name].person:
                        old, new = HIDDEN if old else old, HIDDEN
                    out.append({**of_row, "field": name, "old": old, "new": new})
            for child in (child for child in target.children if child.field in stage.lists):
                old, new = _list_items(stage, target, child, row[f"key_{target.key[0]}"])
                if old != new:
                    out.append({**of_row, "field": child.field, "old": old, "new": new})
    return out[:most]


def _dated(row: Any, side: str, name: str) -> Any:
    """Return a value of a changed row as it was or would be; a date to the precision that is known."""
    return at_precision(row[f"{side}_{name}"], row.get(f"{side}_{name}{PRECISION}"))


def _list_items(stage: Stage, target: Target, child: Child, key: Any) -> tuple[str, str]:
    """Write the items of a row's list in the store and in the file as text."""
    tables = table_of(child.model), stage.lists[child.field]
    old, new = (_items(stage, table, child, target.key[0], key) for table in tables)
    return old, new


def _items(stage: Stage, table: Table, child: Child, parent: str, key: Any) -> str:
    """Write the items of a list as text."""
    order = table.c.position if child.numbered else table.c[child.columns[0]]
    rows = stage.connection.execute(
        select(*(table.c[name] for name in child.columns)).where(table.c[parent] == key).order_by(order)
    )
    return "; ".join(":".join(str(column) for column in item) for item in rows)


def count_missing(stages: Sequence[Stage], demonstration: bool) -> int:
    """Count the rows of an entity that the store has in the scope of its tables, and none of the tables has."""
    stages = [stage for stage in stages if not stage.mapping.only_new]
    if not stages:
        return 0
    schema, connection = stages[0].schema, stages[0].connection
    target = schema.targets[0]
    stored = table_of(target.model)
    of_dataset = select(ImportRecord.import_id).where(ImportRecord.demonstration.is_(demonstration))
    conditions: list[ColumnElement[bool]] = [stored.c.import_id.in_(of_dataset)]
    in_scope: list[ColumnElement[bool]] = []
    for t in (table for stage in stages for table in (stage.table, stage.refused)):
        conditions.append(~exists(select(1).select_from(t).where(matching(stored, t, target.key))))
        in_scope.append(exists(select(1).select_from(t).where(*(stored.c[name] == t.c[name] for name in schema.scope))))
    if schema.scope:
        conditions.append(or_(*in_scope))
    return int(connection.scalar(select(func.count()).select_from(stored).where(*conditions)) or 0)
