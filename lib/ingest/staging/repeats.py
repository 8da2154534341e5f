"""Staged rows checked against each other: keys that repeat, and rows that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    delete,
    exists,
    func,
    literal,
    select,
)

from lib.entities.schema import Target
from lib.ingest.problems import HIDDEN, Code, Problem, expect
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.staging.stage import Stage
from lib.ingest.staging.tables import key_in_words
from lib.store.bulk import add_rows

#: Columns in which rows of one key must agree; of the others the first row's count.
_CONTRADICTING = ("country", "role")


def settle_repeats(stage: Stage, problems: ProblemTable) -> None:
    """Merge rows with one key where the format says so; else refuse all but the first."""
    if stage.mapping.repeats is not None:
        _merge_repeats(stage)
    else:
        _refuse_repeats(stage, problems)
        for target in stage.schema.targets:
            if target.key != stage.schema.key:
                _refuse_contradictions(stage, target, problems)


def _repeated(stage: Stage, key: Sequence[str]) -> Any:
    """Find keys of several rows, with the first row, the first that goes to all tables, the first that does not.

    They are grouped by the key alone, in whose order an index has the rows.
    """
    columns, row = [stage.table.c[name] for name in key], stage.table.c.row
    return (
        select(
            *columns,
            func.min(row).label("first"),
            func.min(case((stage.goes_to_all_tables(), row))).label("first_of_all"),
            func.min(case((~stage.goes_to_all_tables(), row))).label("first_of_some"),
        )
        .group_by(*columns)
        .having(func.count() > 1)
        .subquery()
    )


def _of_key(stage: Stage, repeated: Any, key: Sequence[str]) -> ColumnElement[bool]:
    # Empty columns of a key are equal here.
    return and_(*(stage.table.c[name].is_not_distinct_from(repeated.c[name]) for name in key))


def _merge_repeats(stage: Stage) -> None:
    t, key = stage.table, stage.schema.key
    repeated = _repeated(stage, key)
    rows = stage.connection.execute(
        select(t).join(repeated, _of_key(stage, repeated, key)).order_by(*(t.c[name] for name in key), t.c.row)
    )
    names = [column.name for column in t.columns]
    merged: list[tuple[Any, ...]] = []
    place_of_key = [names.index(name) for name in key]
    for _, alike in groupby(rows, key=lambda row: tuple(row[place] for place in place_of_key)):
        merged.append(_combined(stage, names, list(alike)))
    if not merged:
        return
    stage.connection.execute(
        delete(t).where(exists(select(1).select_from(repeated).where(_of_key(stage, repeated, key))))
    )
    for start in range(0, len(merged), 10_000):
        add_rows(stage.connection, t, names, list(zip(*merged[start : start + 10_000], strict=True)))


def _combined(stage: Stage, names: Sequence[str], rows: Sequence[Any]) -> tuple[Any, ...]:
    combine: dict[str, Callable[[list[Any]], Any]] = {
        "sum": sum,
        "min": min,
        "max": max,
        "first": lambda values: values[0],
    }
    methods = stage.mapping.repeats or {}
    out = []
    for place, name in enumerate(names):
        values = [row[place] for row in rows if row[place] is not None]
        out.append(combine[methods.get(name, "first")](values) if values else None)
    return tuple(out)


def _refuse_repeats(stage: Stage, problems: ProblemTable) -> None:
    t, key = stage.table, stage.schema.key
    repeated = _repeated(stage, key)
    first = case((stage.goes_to_all_tables(), repeated.c.first_of_all), else_=repeated.c.first_of_some)
    rows = stage.connection.execute(
        select(t.c.row, first, *(t.c[name] for name in key))
        .join(repeated, _of_key(stage, repeated, key))
        .where(t.c.row != first)
    )
    column = " + ".join(stage.headers.get(name, name) for name in key)
    hidden = any(stage.schema.by_name[name].person for name in key)
    found = [
        Problem(
            row,
            column,
            f"{HIDDEN if hidden else key_in_words(values)} (as in row {first})",
            expect(Code.REPEATED_KEY),
        )
        for row, first, *values in rows
    ]
    problems.add(stage.source, found)
    stage.drop(problems)


def settle_against(stage: Stage, earlier: Stage, where: str, problems: ProblemTable) -> None:
    """Deal with rows whose key an earlier table of the upload has.

    They are left to it where the format says so, and complete its rows where they hold other columns, as the sheets of
    one channel do; else they are refused.
    """
    key = stage.schema.key
    if not set(stage.fields) & set(earlier.fields) - set(key):
        stage.completed.append(earlier)
        return
    stage.earlier.append(earlier)
    t, other = stage.table, earlier.table
    alike = (t.c[name].is_not_distinct_from(other.c[name]) for name in key)
    same = and_(*alike, stage.goes_to_all_tables() == earlier.goes_to_all_tables())
    if stage.mapping.repeats is not None:
        stage.connection.execute(delete(t).where(exists(select(1).select_from(other).where(same))))
        return
    name = " + ".join(stage.headers.get(name, name) for name in key)
    rows = select(t.c.row, literal("")).join(other, same)
    problems.add_found(stage.source, name, expect(Code.KEY_OF_OTHER_TABLE, table=where), rows)
    for target in stage.schema.targets:
        if target.key != stage.schema.key:
            _refuse_contradicted(stage, target, earlier, where, problems)
    stage.drop(problems)


def _refuse_contradicted(stage: Stage, target: Target, earlier: Stage, where: str, problems: ProblemTable) -> None:
    """Refuse rows that contradict an earlier table of the upload."""
    t, other = stage.table, earlier.table
    for name in _CONTRADICTING:
        if name in target.columns and name in stage.own and name in earlier.own:
            rows = (
                select(t.c.row, t.c[name])
                .join(other, and_(*(t.c[name] == other.c[name] for name in target.key)))
                .where(t.c[name].is_distinct_from(other.c[name]))
                .distinct()
            )
            problems.add_found(
                stage.source,
                stage.headers.get(name, name),
                expect(Code.CONTRADICTS_TABLE, field=name, table=where),
                rows,
            )


def _refuse_contradictions(stage: Stage, target: Target, problems: ProblemTable) -> None:
    """Refuse rows that contradict another one, such as two countries of one participation."""
    repeated, first = _repeated(stage, target.key), stage.table.alias("first_row")
    t = stage.table
    for name in (name for name in _CONTRADICTING if name in target.columns and name in stage.own):
        rows = stage.connection.execute(
            select(t.c.row, t.c[name], first.c[name], first.c.row)
            .join(repeated, _of_key(stage, repeated, target.key))
            .join(first, first.c.row == repeated.c.first)
            .where(t.c[name].is_distinct_from(first.c[name]))
        )
        problems.add(
            stage.source,
            [
                Problem(
                    row,
                    stage.headers.get(name, name),
                    f"{value} (row {number}: {other})",
                    expect(Code.CONTRADICTS_ROW, field=name, entity=target.entity),
                )
                for row, value, other, number in rows
            ],
        )
    stage.drop(problems)
