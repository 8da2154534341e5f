"""What the staged rows would change in the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
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


def count_changes(stage: Stage) -> dict[str, int]:
    """Count the rows that would be new, change something and change nothing: new, changed, same."""
    places = range(len(stage.schema.targets))
    kind = case(
        (or_(*(stage.is_new(place) for place in places)), "new"),
        (or_(*(stage.is_changed(place) for place in places)), "changed"),
        else_="same",
    ).label("kind")
    kinds = select(kind).subquery()
    query = select(kinds.c.kind, func.count()).group_by(kinds.c.kind)
    found = {name: int(count) for name, count in stage.connection.execute(query).all()}
    return {name: found.get(name, 0) for name in ("new", "changed", "same")}


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

    def items(table: Table) -> str:
        order = table.c.position if child.numbered else table.c[child.columns[0]]
        rows = stage.connection.execute(
            select(*(table.c[name] for name in child.columns)).where(table.c[target.key[0]] == key).order_by(order)
        )
        return "; ".join(":".join(str(column) for column in item) for item in rows)

    return items(table_of(child.model)), items(stage.lists[child.field])


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
