"""Figures of the store that loading would change by much, so that a wrong unit or a wrong file is seen before it is in.

They are the numbers of rows and the sums of money of each table, from the staged rows and the store's own, in SQL.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, and_, case, func, select, type_coerce

from lib.common import formatting
from lib.entities.registry import ENTITIES
from lib.entities.schema import Target
from lib.ingest.staging.stage import Stage
from lib.ingest.staging.tables import matching, table_of
from lib.store.datasets import of_dataset

#: A figure changes by much where it becomes this many times what it was, or less than one part in as many.
FACTOR = 2
#: Fewer stored rows are a beginning, in which everything changes by much.
FEWEST_ROWS = 20
_CENTS = 100
#: What sums of money are called, by table and column; others by these.
_SUMS = {("funding", "funding_eur"): "Awarded money"}


def large_changes(stages: Sequence[Stage], demonstration: bool) -> list[str]:
    """Say which figures of a dataset loading would change by much.

    Args:
        stages: of one dataset, compared with the store.
        demonstration: which dataset it is.

    Returns:
        Sentences such as "Awarded money grows from EUR 1.2 billion to EUR 90 billion."
    """
    added: dict[str, tuple[Target, dict[str, Decimal]]] = {}
    for stage in stages:
        for place, target in enumerate(stage.schema.targets):
            _, sums = added.setdefault(target.entity, (target, {}))
            for name, value in _added(stage, place, target).items():
                sums[name] = sums.get(name, Decimal(0)) + value
    connection = stages[0].connection if stages else None
    return [
        sentence
        for target, sums in added.values()
        if connection is not None and any(sums.values())
        for sentence in _sentences(target, _stored(connection, target, list(sums), demonstration), sums)
    ]


def _money(names: Sequence[str]) -> list[str]:
    return [name for name in names if name.endswith("_eur")]


def _added(stage: Stage, place: int, target: Target) -> dict[str, Decimal]:
    """Count what the staged rows add to a table: rows by the name "", and cents by column."""
    stored, t = table_of(target.model), stage.table
    is_new, is_changed = stage.is_new(place), stage.is_changed(place)
    columns = [func.sum(case((is_new, 1), else_=0))]
    for name in _money(stage.columns(target)):
        mine, theirs = _cents(t.c[name]), _cents(stored.c[name])
        columns.append(func.sum(case((is_new, mine), (is_changed, mine - theirs), else_=0)))
    query = select(*columns).select_from(t.outerjoin(stored, matching(stored, t, target.key)))
    values = stage.connection.execute(query).one()
    names = ["", *_money(stage.columns(target))]
    return {name: Decimal(value or 0) for name, value in zip(names, values, strict=True)}


def _stored(connection: Any, target: Target, names: Sequence[str], demonstration: bool) -> dict[str, Decimal]:
    stored = table_of(target.model)
    columns = [func.count() if name == "" else func.sum(_cents(stored.c[name])) for name in names]
    query = select(*columns).select_from(stored).where(and_(of_dataset(stored.c.import_id, demonstration)))
    return {name: Decimal(value or 0) for name, value in zip(names, connection.execute(query).one(), strict=True)}


def _cents(column: Any) -> Any:
    return func.coalesce(type_coerce(column, BigInteger), 0)


def _sentences(target: Target, before: dict[str, Decimal], added: dict[str, Decimal]) -> Iterator[str]:
    if before[""] < FEWEST_ROWS:
        return
    entity = ENTITIES[target.entity]
    for name, more in added.items():
        old, new = before[name], before[name] + more
        # Money of participants counts by its sum, which has a name of its own.
        is_told_by_sum = name == "" and any(table == target.entity for table, _ in _SUMS)
        if is_told_by_sum or old <= 0 or old / FACTOR < new < old * FACTOR:
            continue
        if name == "":
            what, verb = entity.plural[0].upper() + entity.plural[1:], "grow" if more > 0 else "shrink"
            shown = [formatting.number(value) for value in (old, new)]
        else:
            amount = name.removesuffix("_eur").replace("_", " ")
            what = _SUMS.get((target.entity, name), f"{amount.capitalize()} of {entity.plural}")
            verb = "grows" if more > 0 else "shrinks"
            shown = [formatting.short_euro(value / _CENTS) for value in (old, new)]
        yield f"{what} {verb} from {shown[0]} to {shown[1]}."
