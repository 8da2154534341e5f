"""Every problem of an upload, in a temporary table, so that there may be any number of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    String,
    Text,
    delete,
    func,
    insert,
    literal,
    select,
    text,
)

from lib.ingest.problem_codes import Code
from lib.ingest.problems import ERROR, Expectation, Problem, ProblemGroup
from lib.ingest.staging.temporary import create_indexes, create_table, temporary_table
from lib.store.bulk import add_rows

#: Problems of a group that are shown one by one.
EXAMPLES = 5
_INTEGER, _TEXT = Integer(), Text()
_COLUMNS = {
    "source": _INTEGER,
    "row": _INTEGER,
    "column": _TEXT,
    "value": _TEXT,
    "code": _TEXT,
    "parameters": _TEXT,
    "level": String(10),
}


class ProblemTable:
    """Every problem of an upload, in a temporary table, so that there may be any number of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.table = temporary_table("upload_problem", tuple(_COLUMNS.items()), ("source", "level", "row"))
        create_table(connection, self.table)
        create_indexes(connection, self.table)

    def add(self, source: int, problems: Sequence[Problem]) -> None:
        if problems:
            rows = [
                (source, p.row, p.column, p.value, p.expected.code.value, p.expected.parameters, p.level)
                for p in problems
            ]
            add_rows(self._connection, self.table, list(_COLUMNS), list(zip(*rows, strict=True)))

    def add_found(self, source: int, column: str, expected: Expectation, rows: Any, level: str = ERROR) -> int:
        """Add a problem for each row of a query of row and value. Returns how many there are."""
        found = rows.subquery()
        each = select(found.c[0], found.c[1], literal(expected.code.value), literal(expected.parameters))
        return self.add_each(source, column, each, level)

    def add_each(self, source: int, column: str, rows: Any, level: str = ERROR) -> int:
        """Add a problem for each row of a query of row, value, code and parameters. Returns how many there are."""
        found = rows.subquery()
        query = select(literal(source), found.c[0], literal(column), found.c[1], found.c[2], found.c[3], literal(level))
        inserting = insert(self.table).from_select(list(_COLUMNS), query).execution_options(preserve_rowcount=True)
        return int(self._connection.execute(inserting).rowcount)

    def clear(self, source: int) -> None:
        """Delete all problems of a table."""
        self._connection.execute(delete(self.table).where(self.table.c.source == source))

    def bad_rows(self, source: int) -> Any:
        """Return a query of the numbers of rows with errors."""
        return select(self.table.c.row).where(self.table.c.source == source, self.table.c.level == ERROR)

    def first_bad_rows(self, source: int, most: int) -> list[int]:
        """Return the numbers of a table's first rows with errors, in their order."""
        query = self.bad_rows(source).distinct().order_by(self.table.c.row).limit(most)
        return list(self._connection.scalars(query))

    def wrong_cells(self, source: int, column: str, most: int) -> list[str]:
        """Return the first different cells of a column that have errors, as problems repeat them."""
        t = self.table
        query = (
            select(t.c.value)
            .where(t.c.source == source, t.c.column == column, t.c.level == ERROR, t.c.value != "")
            .group_by(t.c.value)
            .order_by(func.min(t.c.row))
            .limit(most)
        )
        return list(self._connection.scalars(query))

    def count_bad_rows(self, source: int) -> int:
        query = select(func.count(self.table.c.row.distinct())).where(
            self.table.c.source == source, self.table.c.level == ERROR
        )
        return int(self._connection.scalar(query) or 0)

    def groups(self, where: Sequence[str], level: str) -> list[ProblemGroup]:
        """Group the problems of a level by table, column and what would be right; the tables' names are `where`."""
        t = self.table
        alike = (t.c.source, t.c.column, t.c.code, t.c.parameters)
        counted = (
            select(*alike, func.count(t.c.row.distinct()).label("rows"), func.min(t.c.row).label("first"))
            .where(t.c.level == level)
            .group_by(*alike)
            .order_by(t.c.source, text("first"), t.c.column, t.c.code, t.c.parameters)
        )
        return [
            ProblemGroup(
                where[row.source],
                row.column,
                str(Expectation(Code(row.code), row.parameters)),
                level,
                row.rows,
                self._examples(row, level),
                row.code,
                json.loads(row.parameters),
            )
            for row in self._connection.execute(counted).all()
        ]

    def _examples(self, group: Any, level: str) -> tuple[tuple[int, str], ...]:
        t = self.table
        query = (
            select(t.c.row, t.c.value)
            .where(
                t.c.source == group.source,
                t.c.column == group.column,
                t.c.code == group.code,
                t.c.parameters == group.parameters,
                t.c.level == level,
            )
            .order_by(t.c.row)
            .limit(EXAMPLES)
        )
        return tuple((row.row, row.value) for row in self._connection.execute(query))

    def of_rows(self, source: int, first: int, last: int) -> dict[int, list[Problem]]:
        """Return the problems of a range of rows, by row."""
        t = self.table
        query = (
            select(t.c.row, t.c.column, t.c.value, t.c.code, t.c.parameters, t.c.level)
            .where(t.c.source == source, t.c.row.between(first, last))
            .order_by(t.c.row)
        )
        found: dict[int, list[Problem]] = {}
        for row in self._connection.execute(query):
            expected = Expectation(Code(row.code), row.parameters)
            found.setdefault(row.row, []).append(Problem(row.row, row.column, row.value, expected, row.level))
        return found
