"""Rows of a file in temporary tables beside the store.

All comparing is done by the engine, set by set, so that memory stays bounded for any number of rows. Nothing in this
package changes a row of the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Table,
    Text,
    and_,
    delete,
    exists,
    false,
    insert,
    or_,
    select,
    true,
)

from lib.common.formatting import PRECISION
from lib.entities.fields import Kind
from lib.entities.schema import Child, Target
from lib.ingest.parsing.chunk import Chunk
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.staging.tables import table_of
from lib.ingest.staging.temporary import create_indexes, create_table, temporary_table
from lib.ingest.tables import EntityMapping
from lib.store.bulk import add_rows
from lib.store.dates import PartialDate

#: What a staged row means for a table; empty: the table has no such row yet.
SAME, CHANGED, ELSEWHERE = 1, 2, 3
_INTEGER, _TEXT = Integer(), Text()


class Stage:
    """Rows that a table gives for one entity, as they would be in the store."""

    def __init__(
        self,
        connection: Connection,
        number: int,
        source: int,
        mapping: EntityMapping,
        fields: Iterable[str],
        headers: Mapping[str, str],
    ) -> None:
        self.connection = connection
        self.source = source
        self.mapping = mapping
        self.schema = mapping.schema
        self.headers = headers
        self._in_lists = {child.field for target in self.schema.targets for child in target.children}
        #: Fields that the file has; what it leaves out stays as it is in the store.
        self.fields = [name for name in self.schema.by_name if name in set(fields) | set(self.schema.key)]
        columns = {
            column: table_of(target.model).c[column].type for target in self.schema.targets for column in target.columns
        }
        # What a row is called may be longer than its key.
        columns |= {field.name: _TEXT for field in self.schema.fields if field.refers_to}
        fields_of_rows = [self.schema.by_name[name] for name in self.fields if name not in self._in_lists]
        own = [column for field in fields_of_rows for column in field.columns]
        self._dates = [field.name for field in fields_of_rows if field.kind is Kind.DATE]
        states = tuple((self.state_name(place), _INTEGER) for place in range(len(self.schema.targets)))
        self.table = temporary_table(
            f"upload_{number}",
            (("row", _INTEGER), *((name, columns[name]) for name in own), *states),
            tuple(self.schema.key),
            ("row",),
        )
        create_table(connection, self.table)
        self.lists = {
            child.field: self._list_table(number, target, child)
            for target in self.schema.targets
            for child in target.children
            if child.field in self.fields
        }
        #: Keys of rows that have errors: the file has these rows, though none of them will be loaded.
        key = self.schema.targets[0].key
        self.refused = temporary_table(f"upload_{number}_refused", tuple((name, columns[name]) for name in key))
        create_table(connection, self.refused)
        self.own = own
        #: What names in place of keys mean, by the field that refers (see lib.ingest.staging.references); and in words.
        self.meant: dict[str, Table] = {}
        self.read_as: list[str] = []
        self._digests: set[int] = set()
        #: Stages of the same entity that come before this one in the upload: they bring other rows than this one, or
        #: other columns of the same rows.
        self.earlier: list[Stage] = []
        self.completed: list[Stage] = []

    def _list_table(self, number: int, target: Target, child: Child) -> Table:
        stored, parent = table_of(child.model), target.key[0]
        columns = ((name, stored.c[name].type) for name in (parent, *child.columns))
        table = temporary_table(
            f"upload_{number}_{child.field}", (("row", _INTEGER), ("position", _INTEGER), *columns), (parent,)
        )
        create_table(self.connection, table)
        create_indexes(self.connection, table)
        return table

    @staticmethod
    def state_name(place: int) -> str:
        return f"state_{place}"

    def state(self, place: int) -> ColumnElement[int]:
        return self.table.c[self.state_name(place)]

    def add(self, chunk: Chunk) -> None:
        """Add rows that can be loaded."""
        if self.mapping.only_new:
            chunk = self._not_seen(chunk)
        if not chunk.rows:
            return
        empty = [None] * len(chunk.rows)
        values = chunk.values | self._precisions(chunk)
        # Nearly always no column of precisions holds anything.
        names = [name for name in self.own if name in values or not name.endswith(PRECISION)]
        columns = [chunk.rows, *(values.get(name, empty) for name in names)]
        add_rows(self.connection, self.table, ["row", *names], columns)
        for target in self.schema.targets:
            for child in target.children:
                if child.field in self.lists and chunk.values.get(child.field):
                    self._add_list(target, child, chunk)

    def _precisions(self, chunk: Chunk) -> dict[str, list[Any]]:
        """Return the columns of dates of which not all have their day: as days, and their precisions."""
        found: dict[str, list[Any]] = {}
        for name in self._dates:
            values = chunk.values.get(name, ())
            if PartialDate in set(map(type, values)):
                partial = [isinstance(value, PartialDate) for value in values]
                found[name] = [v.as_day() if p else v for v, p in zip(values, partial, strict=True)]
                found[f"{name}{PRECISION}"] = [v.precision if p else None for v, p in zip(values, partial, strict=True)]
        return found

    def refuse(self, chunk: Chunk) -> None:
        """Note the keys of rows that have errors, as far as they can be read.

        Not of persons: in a row that does not fit, a name may stand where the event should.
        """
        if self.schema.of_persons or self.mapping.only_new:
            return
        key = self.schema.targets[0].key
        empty = [None] * len(chunk.rows)
        values_of = chunk.values | self._precisions(chunk)
        columns = (values_of.get(name, empty) for name in key)
        keys = [values for values in zip(*columns, strict=True) if values[0] is not None]
        if keys:
            add_rows(self.connection, self.refused, list(key), list(zip(*keys, strict=True)))

    def _not_seen(self, chunk: Chunk) -> Chunk:
        """Leave out rows that repeat another one, as lists of participants do with each organisation."""
        keep = []
        for place, values in enumerate(zip(*chunk.values.values(), strict=True)):
            digest = hash(values)
            if digest not in self._digests:
                self._digests.add(digest)
                keep.append(place)
        return chunk.at(keep)

    def _add_list(self, target: Target, child: Child, chunk: Chunk) -> None:
        rows = [
            (number, position, key, *(item if isinstance(item, tuple) else (item,)))
            for number, key, items in zip(
                chunk.rows, chunk.values[target.key[0]], chunk.values[child.field], strict=True
            )
            for position, item in enumerate(items or (), start=1)
        ]
        if rows:
            names = ["row", "position", target.key[0], *child.columns]
            add_rows(self.connection, self.lists[child.field], names, list(zip(*rows, strict=True)))

    def clear(self) -> None:
        """Forget all rows."""
        self._digests.clear()
        for table in (self.table, self.refused, *self.lists.values()):
            self.connection.execute(delete(table))

    def create_indexes(self) -> None:
        """Index the rows; to be called once when all of them are in."""
        self._digests.clear()
        create_indexes(self.connection, self.table)

    def goes_to_all_tables(self) -> ColumnElement[bool]:
        """Select rows that go to every table of their schema.

        A participant by itself, and its money from a funder that is not named, have one key and are two rows.
        """
        names = sorted({name for target in self.schema.targets for name in target.only_with} & set(self.own))
        return or_(*(self.table.c[name].is_not(None) for name in names)) if names else true()

    def drop(self, problems: ProblemTable) -> None:
        """Leave out rows that have errors. What is `only_new`, such as organisations, stays."""
        if self.mapping.only_new:
            return
        bad = problems.bad_rows(self.source)
        if not self.schema.of_persons:
            key = self.schema.targets[0].key
            keys = select(*(self.table.c[name] for name in key)).where(self.table.c.row.in_(bad))
            self.connection.execute(insert(self.refused).from_select(list(key), keys))
        for table in (self.table, *self.lists.values()):
            self.connection.execute(delete(table).where(table.c.row.in_(bad)))

    def leave_out(self, which: ColumnElement[bool]) -> int:
        """Leave out rows that are not wanted. Returns how many these are."""
        rows = select(self.table.c.row).where(which)
        for table in self.lists.values():
            self.connection.execute(delete(table).where(table.c.row.in_(rows)))
        return self.connection.execute(delete(self.table).where(which)).rowcount

    def columns(self, target: Target) -> list[str]:
        """Return the columns of a table that the file has."""
        return [name for name in target.columns if name in self.own]

    def goes_to(self, target: Target) -> list[ColumnElement[bool]]:
        """Return the conditions for a row to go to a table; of rows with one key, the first goes."""
        t = self.table
        conditions: list[ColumnElement[bool]] = []
        if target.only_with:
            there = [t.c[name] for name in target.only_with if name in self.own]
            conditions.append(or_(*(column.is_not(None) for column in there)))
        if target.key != self.schema.key or self.mapping.agreeing:
            other = t.alias("other")
            before = [(other, other.c.row < t.c.row), *((earlier.table, true()) for earlier in self.earlier)]
            for table, is_before in before:
                same = and_(*(table.c[name] == t.c[name] for name in target.key))
                conditions.append(~exists(select(1).select_from(table).where(same, is_before)))
        return conditions

    def is_new(self, place: int) -> ColumnElement[bool]:
        target = self.schema.targets[place]
        return and_(self.state(place).is_(None), ~self._completes(target), *self.goes_to(target))

    def is_changed(self, place: int) -> ColumnElement[bool]:
        target = self.schema.targets[place]
        completes = and_(self.state(place).is_(None), self._completes(target))
        return and_(or_(self.state(place) == CHANGED, completes), *self.goes_to(target))

    @property
    def completes(self) -> ColumnElement[bool]:
        """Rows that complete those of an earlier table of the upload, and change nothing that the store has."""
        return and_(self.state(0).is_(None), self._completes(self.schema.targets[0]))

    def _completes(self, target: Target) -> ColumnElement[bool]:
        """Select rows that complete those of an earlier table of the upload."""
        rows = [
            exists(
                select(1)
                .select_from(other.table)
                .where(*(self.table.c[name].is_not_distinct_from(other.table.c[name]) for name in target.key))
            )
            for other in self.completed
        ]
        return or_(false(), *rows)
