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
    false,
    func,
    or_,
    select,
    true,
)

from lib.common.formatting import PRECISION
from lib.entities.base import Verified
from lib.entities.registry import ENTITIES
from lib.entities.schema import Target
from lib.ingest.problem_codes import Code
from lib.ingest.problems import ERROR, HIDDEN, WARNING, Problem, expect
from lib.ingest.staging.agreement import refuse_disagreeing, settle_agreeing
from lib.ingest.staging.complements import merge
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.staging.stage import Stage
from lib.ingest.staging.tables import key_in_words
from lib.store.bulk import add_rows

#: Columns in which rows of one key must agree; of the others the first row's count.
_CONTRADICTING = ("country", "role")
#: Rows that are settled at a time.
_BATCH = 10_000


def settle_repeats(stage: Stage, problems: ProblemTable) -> None:
    """Merge rows with one key where the format says so; else count equal rows once and refuse the others."""
    if stage.mapping.agreeing:
        settle_agreeing(stage, problems)
    elif stage.mapping.repeats is not None:
        _merge_repeats(stage)
    else:
        _settle_equal_and_refuse_others(stage, problems)
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


def _settle_equal_and_refuse_others(stage: Stage, problems: ProblemTable) -> None:
    """Count rows that are equal in all columns once, with a warning; of others with one key the first stays."""
    t, key = stage.table, stage.schema.key
    repeated, first = _repeated(stage, key), t.alias("first_row")
    first_row = case((stage.goes_to_all_tables(), repeated.c.first_of_all), else_=repeated.c.first_of_some)
    others = [name for name in stage.own if name not in key]
    rows = stage.connection.execute(
        select(
            t.c.row,
            first.c.row,
            *(t.c[name] for name in key),
            *(t.c[name].is_distinct_from(first.c[name]) for name in others),
        )
        .join(repeated, _of_key(stage, repeated, key))
        .join(first, first.c.row == first_row)
        .where(t.c.row != first.c.row)
        .order_by(t.c.row)
    )
    column = " + ".join(stage.headers.get(name, name) for name in key)
    hidden = any(stage.schema.by_name[name].person for name in key)
    for batch in rows.partitions(_BATCH):
        of_lists = _different_lists(stage, stage, [(row[0], row[1]) for row in batch])
        found, equal = [], []
        for row in batch:
            number, before, values = row[0], row[1], row[2 : 2 + len(key)]
            differing = [name for name, differs in zip(others, row[2 + len(key) :], strict=True) if differs]
            differing += of_lists.get(number, [])
            shown = HIDDEN if hidden else key_in_words(values)
            if differing:
                named = ", ".join(dict.fromkeys(_header(stage, name) for name in differing))
                beside = f"as in row {before}, which has other values in {named}"
                found.append(Problem(number, column, f"{shown} ({beside})", expect(Code.REPEATED_KEY)))
            else:
                equal.append(number)
                beside = f"as in row {before}"
                found.append(Problem(number, column, f"{shown} ({beside})", expect(Code.EQUAL_ROW), WARNING))
        problems.add(stage.source, found)
        _leave_out(stage, equal)
    stage.drop(problems)


def _header(stage: Stage, column: str) -> str:
    """Name a column of the stage as the file's owner knows it; a date's precision is the date's."""
    name = column.removesuffix(PRECISION)
    return stage.headers.get(name, name)


def _different_lists(stage: Stage, before: Stage, pairs: Sequence[tuple[int, int]]) -> dict[int, list[str]]:
    """Return for rows of a stage, each with a row of one that may be the same, the lists in which the two differ."""
    differing: dict[int, list[str]] = {}
    for name in stage.lists.keys() & before.lists.keys():
        items = _items(stage, name, sorted({row for row, _ in pairs}))
        items_before = _items(before, name, sorted({row for _, row in pairs}))
        for row, row_before in pairs:
            if items.get(row) != items_before.get(row_before):
                differing.setdefault(row, []).append(name)
    return differing


def _items(stage: Stage, name: str, rows: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Return the items of a list in some rows, by row."""
    listed = stage.lists[name]
    columns = [column for column in listed.columns if column.name not in ("row", "position")]
    query = select(listed.c.row, *columns).where(listed.c.row.in_(rows)).order_by(listed.c.row, listed.c.position)
    items: dict[int, list[tuple[Any, ...]]] = {}
    for row, *item in stage.connection.execute(query):
        items.setdefault(row, []).append(tuple(item))
    return items


def _leave_out(stage: Stage, rows: Sequence[int]) -> None:
    """Delete rows that count once already."""
    for table in (stage.table, *stage.lists.values()) if rows else ():
        stage.connection.execute(delete(table).where(table.c.row.in_(rows)))


def settle_against(stage: Stage, earlier: Stage, where: tuple[str, str], problems: ProblemTable) -> None:
    """Deal with rows whose key an earlier table of the upload has.

    They are merged with its rows, or left to it, where the format says so, and complete its rows where they hold other
    columns, as the sheets of one channel do. Equal rows count once. Of counts that systems export again and again, such
    as those of posts, the newer table's are taken. Else the rows are refused.

    Args:
        stage: the rows.
        earlier: those of the earlier table.
        where: the names of the earlier table and of this one.
        problems: receives what is found.
    """
    key = stage.schema.key
    if not set(stage.fields) & set(earlier.fields) - set(key):
        stage.completed.append(earlier)
        return
    may_repeat = stage.mapping.repeats is not None and earlier.mapping.repeats is not None
    if may_repeat and not (stage.mapping.only_new or stage.mapping.agreeing) and len(stage.schema.targets) == 1:
        merge(stage, earlier)
        return
    stage.earlier.append(earlier)
    t, other = stage.table, earlier.table
    alike = (t.c[name].is_not_distinct_from(other.c[name]) for name in key)
    same = and_(*alike, stage.goes_to_all_tables() == earlier.goes_to_all_tables())
    if stage.mapping.agreeing:
        refuse_disagreeing(stage, earlier, where[0], problems)
        return
    older = _older(earlier, stage)
    if older is None and stage.mapping.repeats is not None:
        stage.connection.execute(delete(t).where(exists(select(1).select_from(other).where(same))))
        return
    _settle_tables(stage, earlier, older, same, where, problems)
    for target in stage.schema.targets:
        if target.key != stage.schema.key:
            _refuse_contradicted(stage, target, earlier, where[0], problems)
    stage.drop(problems)


def _settle_tables(
    stage: Stage,
    earlier: Stage,
    older: Stage | None,
    same: ColumnElement[bool],
    where: tuple[str, str],
    problems: ProblemTable,
) -> None:
    """Settle rows of one key in two tables: count equal ones once, take the newer counts, refuse the others."""
    t, other, key = stage.table, earlier.table, stage.schema.key
    # A column that only one of the tables has is a difference.
    alike = set(stage.own) == set(earlier.own)
    differs = or_(true() if not alike else false(), *(t.c[n].is_distinct_from(other.c[n]) for n in stage.own if alike))
    rows = stage.connection.execute(
        select(t.c.row, other.c.row, differs, *(t.c[name] for name in key)).join(other, same).order_by(t.c.row)
    )
    column = " + ".join(stage.headers.get(name, name) for name in key)
    hidden = any(stage.schema.by_name[name].person for name in key)
    for batch in rows.partitions(_BATCH):
        of_lists = _different_lists(stage, earlier, [(row[0], row[1]) for row in batch])
        found: list[Problem] = []
        left_out: dict[Stage, list[int]] = {stage: [], earlier: []}
        for number, before, is_different, *values in batch:
            if not (is_different or number in of_lists):
                expected, level = expect(Code.EQUAL_ROW_OF_TABLE, table=where[0]), WARNING
                left_out[stage].append(number)
            elif older is None:
                expected, level = expect(Code.KEY_OF_OTHER_TABLE, table=where[0]), ERROR
            else:
                named = where if older is earlier else where[::-1]
                expected, level = expect(Code.NEWER_ROW_TAKEN, older=named[0], newer=named[1]), WARNING
                left_out[older].append(before if older is earlier else number)
            shown = f"{HIDDEN if hidden else key_in_words(values)} (row {before} there)"
            found.append(Problem(number, column, shown, expected, level))
        problems.add(stage.source, found)
        for each, numbers in left_out.items():
            _leave_out(each, numbers)


def _older(earlier: Stage, stage: Stage) -> Stage | None:
    """Return the older of two tables of counts that systems export again and again; None for all other rows.

    The newer one reaches further in time; where both reach as far, neither is known to be older.
    """
    dated = ENTITIES[stage.schema.entity].dated_by
    if issubclass(stage.schema.targets[0].model, Verified) or stage.schema.of_persons or not dated:
        return None
    if not all(dated in each.own for each in (earlier, stage)):
        return None
    ends = [each.connection.scalar(select(func.max(each.table.c[dated]))) for each in (earlier, stage)]
    if ends[0] is None or ends[1] is None or ends[0] == ends[1]:
        return None
    return earlier if ends[1] > ends[0] else stage


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
