"""Staged rows that complement what is known of the same key elsewhere, in place of replacing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, or_, update

from lib.ingest.staging.stage import Stage
from lib.ingest.staging.tables import table_of
from lib.ingest.tables import Combine


def complete_from_store(stage: Stage) -> None:
    """Put what the store knows into the cells that the file leaves empty, where the format says so.

    A person's alias is never forgotten: only with it can later lists be joined.
    """
    rules = stage.mapping.complements
    names = [name for name in stage.own if name not in stage.schema.key]
    if rules is None:
        names = [name for name in names if any(field.alias_of and field.name == name for field in stage.schema.fields)]
    if names:
        _complete(stage, table_of(stage.schema.targets[0].model), names, rules or {})


def merge(stage: Stage, earlier: Stage) -> None:
    """Combine rows with those of one key in an earlier table of the upload; both say the same afterwards."""
    rules = stage.mapping.complements
    if rules is None:
        # A number that adds up within a table is counted twice by two of them.
        rules = {name: "max" if how == "sum" else how for name, how in (stage.mapping.repeats or {}).items()}
    shared = [name for name in stage.own if name in earlier.own and name not in stage.schema.key]
    if shared:
        _complete(stage, earlier.table, shared, rules)
        same = {name: stage.table.c[name] for name in shared}
        earlier.connection.execute(update(earlier.table).where(_same_key(stage, earlier.table)).values(same))
    stage.completed.append(earlier)


def _same_key(stage: Stage, other: FromClause) -> ColumnElement[bool]:
    return and_(*(stage.table.c[name] == other.c[name] for name in stage.schema.key))


def _complete(stage: Stage, other: FromClause, names: list[str], rules: Mapping[str, Combine]) -> None:
    combined = {name: _combined(stage.table.c[name], other.c[name], rules.get(name)) for name in names}
    stage.connection.execute(update(stage.table).where(_same_key(stage, other)).values(combined))


def _combined(new: Any, known: Any, rule: Combine | None) -> Any:
    """The value of a row whose key is known: the new one unless it is empty, or as the rule says."""
    match rule:
        case "first":
            return func.coalesce(known, new)
        case "max":
            return case((or_(new.is_(None), known > new), known), else_=new)
        case "min":
            return case((or_(new.is_(None), known < new), known), else_=new)
        case _:
            return func.coalesce(new, known)
