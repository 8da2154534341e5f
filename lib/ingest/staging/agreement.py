"""Rows that are one row of the store, such as the project in the row of each of its participants: they must agree."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, func, literal, select, update

from lib.common.formatting import PRECISION
from lib.ingest.problem_codes import Code
from lib.ingest.problems import Problem, expect
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.staging.stage import Stage


def settle_agreeing(stage: Stage, problems: ProblemTable) -> None:
    """Refuse rows that contradict the first of their key, and fill empty cells from the others of their key.

    Later only the first row of each key that has no errors goes to the store.
    """
    names = [name for name in stage.own if name not in stage.schema.key]
    contradicted, incomplete = _mixed(stage, names)
    for name in contradicted:
        problems.add(stage.source, _contradictions(stage, name))
    stage.drop(problems)
    for name in incomplete:
        if not name.endswith(PRECISION):
            _fill(stage, name)


def _mixed(stage: Stage, names: list[str]) -> tuple[list[str], list[str]]:
    """Find the columns in which rows of one key differ, and those in which some are empty and others are not."""
    t = stage.table
    if not names:
        return [], []
    by_key = (
        select(
            *(func.count(t.c[name].distinct()).label(f"values_{name}") for name in names),
            *(func.count(t.c[name]).label(f"filled_{name}") for name in names),
            func.count().label("rows"),
        )
        .group_by(*(t.c[name] for name in stage.schema.key))
        .having(func.count() > 1)
        .subquery()
    )

    def any_key(condition: ColumnElement[bool]) -> Any:
        return func.max(case((condition, 1), else_=0))

    filled = [by_key.c[f"filled_{name}"] for name in names]
    found = stage.connection.execute(
        select(
            *(any_key(by_key.c[f"values_{name}"] > 1) for name in names),
            *(any_key(and_(column > 0, column < by_key.c.rows)) for column in filled),
        )
    ).one()
    # A date and its precision are one value, which the column of the date stands for.
    values = [name for name, differs in zip(names, found, strict=False) if differs and not name.endswith(PRECISION)]
    return values, [name for name, mixed in zip(names, found[len(names) :], strict=True) if mixed]


def _contradictions(stage: Stage, name: str) -> list[Problem]:
    t, key = stage.table, stage.schema.key
    firsts = (
        select(*(t.c[column] for column in key), func.min(t.c.row).label("first"))
        .where(t.c[name].is_not(None))
        .group_by(*(t.c[column] for column in key))
        .subquery()
    )
    first = t.alias("first_row")
    rows = stage.connection.execute(
        select(t.c.row, t.c[name], first.c[name], first.c.row)
        .join(firsts, and_(*(t.c[column] == firsts.c[column] for column in key)))
        .join(first, first.c.row == firsts.c.first)
        .where(t.c[name] != first.c[name])
        .order_by(t.c.row)
    )
    expected = expect(Code.CONTRADICTS_ROW, field=name, entity=stage.schema.entity)
    header = stage.headers.get(name, name)
    return [Problem(row, header, f"{value} (row {number}: {other})", expected) for row, value, other, number in rows]


def _fill(stage: Stage, name: str) -> None:
    """Fill the empty cells of a column, a date's with its precision, with what other rows of their key have."""
    t = stage.table
    other = t.alias("other")

    def of_others(column: str) -> Any:
        return (
            select(other.c[column])
            .where(other.c[name].is_not(None), *(other.c[part] == t.c[part] for part in stage.schema.key))
            .order_by(other.c.row)
            .limit(1)
            .scalar_subquery()
        )

    columns = [column for column in (name, f"{name}{PRECISION}") if column in stage.own]
    values = {column: of_others(column) for column in columns}
    stage.connection.execute(update(t).values(values).where(t.c[name].is_(None)))


def refuse_disagreeing(stage: Stage, earlier: Stage, where: str, problems: ProblemTable) -> None:
    """Refuse rows that contradict those of their key in an earlier table of the upload; the others are left to it."""
    t, other = stage.table, earlier.table
    names = [name for name in stage.own if name in earlier.own and name not in stage.schema.key]
    for name in (name for name in names if not name.endswith(PRECISION)):
        same = and_(*(t.c[column] == other.c[column] for column in stage.schema.key))
        value = t.c[name] if isinstance(t.c[name].type, String) else literal("")
        rows = select(t.c.row, value).join(other, same).where(t.c[name] != other.c[name]).distinct()
        expected = expect(Code.CONTRADICTS_TABLE, field=name, table=where)
        problems.add_found(stage.source, stage.headers.get(name, name), expected, rows)
    stage.drop(problems)
