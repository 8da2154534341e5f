"""Rows of a file in temporary tables beside the store: checked there against each other and against the store.

All comparing is done by the engine, set by set, so that memory stays bounded for any number of rows. Nothing here
changes a row of the store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    true,
    update,
)

from lib.common.formatting import PRECISION, with_article
from lib.ingest.convert import HIDDEN, Chunk
from lib.ingest.problems import ERROR, Group, Problem
from lib.ingest.readings import Kind
from lib.ingest.schemas import SCHEMAS, Child, Target
from lib.ingest.tables import Part
from lib.store.bulk import add_rows
from lib.store.datasets import of_dataset
from lib.store.dates import PartialDate, at_precision
from lib.store.models import Country, ImportRecord

#: What a staged row means for a table; empty: the table has no such row yet.
SAME, CHANGED, ELSEWHERE = 1, 2, 3
#: Problems of a kind that are told one by one.
EXAMPLES = 5
#: Columns in which rows about the same thing must agree; the others may go on in the first of them.
_CONTRADICTING = ("country", "role")
_EMPTY = text("''")
#: Stands for a date that is not known, where keys are compared: on every engine, and in no file.
_NO_DATE = text("'0001-01-01'")


def table_of(model: Any) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def matching(target: Table, other: Any, key: Sequence[str]) -> ColumnElement[bool]:
    """Rows of two tables that have one key; columns that may be empty are compared as the store's own index does."""
    conditions = []
    for name in key:
        mine: ColumnElement[Any] = target.c[name]
        theirs: ColumnElement[Any] = other.c[name]
        if target.c[name].nullable:
            empty = _NO_DATE if isinstance(target.c[name].type, Date) else _EMPTY
            mine, theirs = func.coalesce(mine, empty), func.coalesce(theirs, empty)
        conditions.append(mine == theirs)
    return and_(*conditions)


def _joined(key: Iterable[object]) -> str:
    """A key as readers see it."""
    return " + ".join(str(part) for part in key if part is not None)


class Problems:
    """Every problem of an upload, in a temporary table, so that there may be any number of them."""

    def __init__(self, connection: Connection, metadata: MetaData) -> None:
        self._connection = connection
        self.table = Table(
            "upload_problem",
            metadata,
            Column("source", Integer),
            Column("row", Integer),
            Column("column", Text),
            Column("value", Text),
            Column("expected", Text),
            Column("level", String(10)),
            Index("ix_upload_problem", "source", "level", "row"),
            prefixes=["TEMPORARY"],
        )
        self.table.create(connection)

    def add(self, source: int, problems: Sequence[Problem]) -> None:
        if problems:
            columns = [[source] * len(problems), *map(list, zip(*problems, strict=True))]
            names = ["source", "row", "column", "value", "expected", "level"]
            add_rows(self._connection, self.table, names, columns)

    def add_found(self, source: int, column: str, expected: str, rows: Any, level: str = ERROR) -> int:
        """Note a problem for each row of a query of row and value. Returns how many there are."""
        found = rows.subquery()
        query = select(literal(source), found.c[0], literal(column), found.c[1], literal(expected), literal(level))
        names = ["source", "row", "column", "value", "expected", "level"]
        inserting = insert(self.table).from_select(names, query).execution_options(preserve_rowcount=True)
        return int(self._connection.execute(inserting).rowcount)

    def forget(self, source: int) -> None:
        """Forget all problems of a table."""
        self._connection.execute(delete(self.table).where(self.table.c.source == source))

    def bad_rows(self, source: int) -> Any:
        """A query of the numbers of rows with errors."""
        return select(self.table.c.row).where(self.table.c.source == source, self.table.c.level == ERROR)

    def count_bad_rows(self, source: int) -> int:
        query = select(func.count(self.table.c.row.distinct())).where(
            self.table.c.source == source, self.table.c.level == ERROR
        )
        return int(self._connection.scalar(query) or 0)

    def groups(self, where: Sequence[str], level: str) -> list[Group]:
        """Problems of a level by table, column and what would be right; the tables' names are `where`."""
        t = self.table
        alike = (t.c.source, t.c.column, t.c.expected)
        counted = (
            select(*alike, func.count(t.c.row.distinct()).label("rows"), func.min(t.c.row).label("first"))
            .where(t.c.level == level)
            .group_by(*alike)
            .order_by(t.c.source, text("first"), t.c.column, t.c.expected)
        )
        return [
            Group(where[row.source], row.column, row.expected, level, row.rows, self._examples(row, level))
            for row in self._connection.execute(counted).all()
        ]

    def _examples(self, group: Any, level: str) -> tuple[tuple[int, str], ...]:
        t = self.table
        query = (
            select(t.c.row, t.c.value)
            .where(
                t.c.source == group.source,
                t.c.column == group.column,
                t.c.expected == group.expected,
                t.c.level == level,
            )
            .order_by(t.c.row)
            .limit(EXAMPLES)
        )
        return tuple((row.row, row.value) for row in self._connection.execute(query))

    def of_rows(self, source: int, first: int, last: int) -> dict[int, list[Problem]]:
        """The problems of a stretch of rows, by row."""
        t = self.table
        query = (
            select(t.c.row, t.c.column, t.c.value, t.c.expected, t.c.level)
            .where(t.c.source == source, t.c.row.between(first, last))
            .order_by(t.c.row)
        )
        found: dict[int, list[Problem]] = {}
        for row in self._connection.execute(query):
            found.setdefault(row.row, []).append(Problem(*row))
        return found


#: What a reference to the other dataset should have been, by whether the rows that refer are demonstration data.
_OWN_DATASET = {
    False: "the identifier of a fact; this one is demonstration data, to which facts cannot refer",
    True: "the identifier of demonstration data; this one is a fact, to which demonstration data cannot refer",
}

#: What a country among demonstration data should have been.
_REFERENCE_DATA = "a country just as the store has it: countries serve both datasets, and are loaded with the facts"


class Stage:
    """Rows of one part of a table, as they would be in the store."""

    def __init__(
        self,
        connection: Connection,
        metadata: MetaData,
        number: int,
        source: int,
        part: Part,
        fields: Iterable[str],
        headers: Mapping[str, str],
    ) -> None:
        self.connection = connection
        self.source = source
        self.part = part
        self.schema = SCHEMAS[part.entity]
        self.headers = headers
        self._in_lists = {child.field for target in self.schema.targets for child in target.children}
        #: Fields that the file speaks of; what it leaves out stays as it is in the store.
        self.fields = [name for name in self.schema.by_name if name in set(fields) | set(self.schema.key)]
        columns = {
            column: table_of(target.model).c[column].type for target in self.schema.targets for column in target.columns
        }
        fields_of_rows = [self.schema.by_name[name] for name in self.fields if name not in self._in_lists]
        own = [column for field in fields_of_rows for column in field.columns]
        self._dates = [field.name for field in fields_of_rows if field.kind is Kind.DATE]
        self.table = Table(
            f"upload_{number}",
            metadata,
            Column("row", Integer),
            *(Column(name, columns[name]) for name in own),
            *(Column(self.state_name(place), Integer) for place in range(len(self.schema.targets))),
            prefixes=["TEMPORARY"],
        )
        self.table.create(connection)
        self.lists = {
            child.field: self._list_table(metadata, number, target, child)
            for target in self.schema.targets
            for child in target.children
            if child.field in self.fields
        }
        #: Keys of rows that have errors: the file has these rows, though none of them will be loaded.
        self.refused = Table(
            f"upload_{number}_refused",
            metadata,
            *(Column(name, columns[name]) for name in self.schema.targets[0].key),
            prefixes=["TEMPORARY"],
        )
        self.refused.create(connection)
        self._own = own
        self._kept_once: set[int] = set()
        #: Stages of the same entity that come before this one in the upload: they bring other rows than this one, or
        #: other columns of the same rows.
        self._earlier: list[Stage] = []
        self._completed: list[Stage] = []

    def _list_table(self, metadata: MetaData, number: int, target: Target, child: Child) -> Table:
        stored = table_of(child.model)
        table = Table(
            f"upload_{number}_{child.field}",
            metadata,
            Column("row", Integer),
            Column("position", Integer),
            Column(target.key[0], stored.c[target.key[0]].type),
            *(Column(name, stored.c[name].type) for name in child.columns),
            Index(f"ix_upload_{number}_{child.field}", target.key[0]),
            prefixes=["TEMPORARY"],
        )
        table.create(self.connection)
        return table

    @staticmethod
    def state_name(place: int) -> str:
        return f"state_{place}"

    def state(self, place: int) -> ColumnElement[int]:
        return self.table.c[self.state_name(place)]

    # Filling

    def add(self, chunk: Chunk) -> None:
        """Take in rows that fit."""
        if self.part.only_new:
            chunk = self._not_seen(chunk)
        if not chunk.rows:
            return
        empty = [None] * len(chunk.rows)
        values = chunk.values | self._precisions(chunk)
        # Nearly always no column of precisions holds anything.
        names = [name for name in self._own if name in values or not name.endswith(PRECISION)]
        columns = [chunk.rows, *(values.get(name, empty) for name in names)]
        add_rows(self.connection, self.table, ["row", *names], columns)
        for target in self.schema.targets:
            for child in target.children:
                if child.field in self.lists and chunk.values.get(child.field):
                    self._add_list(target, child, chunk)

    def _precisions(self, chunk: Chunk) -> dict[str, list[Any]]:
        """The columns of dates of which not all have their day: as days, and their precisions."""
        found: dict[str, list[Any]] = {}
        for name in self._dates:
            values = chunk.values.get(name, ())
            if PartialDate in set(map(type, values)):
                partial = [isinstance(value, PartialDate) for value in values]
                found[name] = [v.as_day() if p else v for v, p in zip(values, partial, strict=True)]
                found[f"{name}{PRECISION}"] = [v.precision if p else None for v, p in zip(values, partial, strict=True)]
        return found

    def refuse(self, chunk: Chunk) -> None:
        """Note the keys of rows that have errors, as far as they can be told.

        Not of persons: in a row that does not fit, a name may stand where the event should.
        """
        if self.schema.of_persons or self.part.only_new:
            return
        key = self.schema.targets[0].key
        empty = [None] * len(chunk.rows)
        values_of = chunk.values | self._precisions(chunk)
        columns = (values_of.get(name, empty) for name in key)
        keys = [values for values in zip(*columns, strict=True) if values[0] is not None]
        if keys:
            add_rows(self.connection, self.refused, list(key), list(zip(*keys, strict=True)))

    def _not_seen(self, chunk: Chunk) -> Chunk:
        """Without rows that say the very same again, as lists of participants do of each organisation."""
        keep = []
        for place, values in enumerate(zip(*chunk.values.values(), strict=True)):
            mark = hash(values)
            if mark not in self._kept_once:
                self._kept_once.add(mark)
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

    def empty(self) -> None:
        """Forget all rows."""
        self._kept_once.clear()
        for table in (self.table, self.refused, *self.lists.values()):
            self.connection.execute(delete(table))

    def ready(self) -> None:
        """Call once when all rows are in."""
        self._kept_once.clear()
        Index(f"ix_{self.table.name}", *(self.table.c[name] for name in self.schema.key)).create(self.connection)
        Index(f"ix_{self.table.name}_row", self.table.c.row).create(self.connection)

    # Checking the rows against each other

    def settle_repeats(self, problems: Problems) -> None:
        """Make one row of those with one key where the format says so; else all but the first are problems."""
        if self.part.repeats is not None:
            self._merge_repeats()
        else:
            self._refuse_repeats(problems)
            for target in self.schema.targets:
                if target.key != self.schema.key:
                    self._refuse_contradictions(target, problems)

    def _repeated(self, key: Sequence[str]) -> Any:
        """Keys that more than one row has, with the first of these rows, and the first that says all and that does not.

        It is grouped by the key alone, in whose order an index has the rows.
        """
        columns, row = [self.table.c[name] for name in key], self.table.c.row
        return (
            select(
                *columns,
                func.min(row).label("first"),
                func.min(case((self._says_all(), row))).label("first_of_all"),
                func.min(case((~self._says_all(), row))).label("first_of_part"),
            )
            .group_by(*columns)
            .having(func.count() > 1)
            .subquery()
        )

    def _of_key(self, repeated: Any, key: Sequence[str]) -> ColumnElement[bool]:
        # Empty parts of a key are alike here.
        return and_(*(self.table.c[name].is_not_distinct_from(repeated.c[name]) for name in key))

    def _says_all(self) -> ColumnElement[bool]:
        """Rows that go to every table of their schema.

        A participant by itself, and its money from a funder that is not named, have one key and are two rows.
        """
        names = sorted({name for target in self.schema.targets for name in target.only_with} & set(self._own))
        return or_(*(self.table.c[name].is_not(None) for name in names)) if names else true()

    def _merge_repeats(self) -> None:
        t, key = self.table, self.schema.key
        repeated = self._repeated(key)
        rows = self.connection.execute(
            select(t).join(repeated, self._of_key(repeated, key)).order_by(*(t.c[name] for name in key), t.c.row)
        )
        names = [column.name for column in t.columns]
        merged: list[tuple[Any, ...]] = []
        place_of_key = [names.index(name) for name in key]
        for _, alike in groupby(rows, key=lambda row: tuple(row[place] for place in place_of_key)):
            merged.append(self._combined(names, list(alike)))
        if not merged:
            return
        self.connection.execute(
            delete(t).where(exists(select(1).select_from(repeated).where(self._of_key(repeated, key))))
        )
        for start in range(0, len(merged), 10_000):
            add_rows(self.connection, t, names, list(zip(*merged[start : start + 10_000], strict=True)))

    def _combined(self, names: Sequence[str], rows: Sequence[Any]) -> tuple[Any, ...]:
        combine: dict[str, Callable[[list[Any]], Any]] = {
            "sum": sum,
            "min": min,
            "max": max,
            "first": lambda values: values[0],
        }
        ways = self.part.repeats or {}
        out = []
        for place, name in enumerate(names):
            values = [row[place] for row in rows if row[place] is not None]
            out.append(combine[ways.get(name, "first")](values) if values else None)
        return tuple(out)

    def _refuse_repeats(self, problems: Problems) -> None:
        t, key = self.table, self.schema.key
        repeated = self._repeated(key)
        first = case((self._says_all(), repeated.c.first_of_all), else_=repeated.c.first_of_part)
        rows = self.connection.execute(
            select(t.c.row, first, *(t.c[name] for name in key))
            .join(repeated, self._of_key(repeated, key))
            .where(t.c.row != first)
        )
        column = " + ".join(self.headers.get(name, name) for name in key)
        hidden = any(self.schema.by_name[name].person for name in key)
        found = [
            Problem(
                row,
                column,
                f"{HIDDEN if hidden else _joined(parts)} (as in row {first})",
                "a key that no row before it has",
                ERROR,
            )
            for row, first, *parts in rows
        ]
        problems.add(self.source, found)
        self.drop(problems)

    def settle_against(self, earlier: Stage, where: str, problems: Problems) -> None:
        """Rows whose key an earlier table of the upload has.

        They are left to it where the format says so, and complete its rows where they speak of other columns, as the
        sheets of one channel do; else they are problems.
        """
        key = self.schema.key
        if not set(self.fields) & set(earlier.fields) - set(key):
            self._completed.append(earlier)
            return
        self._earlier.append(earlier)
        t, other = self.table, earlier.table
        alike = (t.c[name].is_not_distinct_from(other.c[name]) for name in key)
        same = and_(*alike, self._says_all() == earlier._says_all())
        if self.part.repeats is not None:
            self.connection.execute(delete(t).where(exists(select(1).select_from(other).where(same))))
            return
        name = " + ".join(self.headers.get(name, name) for name in key)
        rows = select(t.c.row, literal("")).join(other, same)
        problems.add_found(self.source, name, f"a key that {where} does not have already", rows)
        for target in self.schema.targets:
            if target.key != self.schema.key:
                self._refuse_contradicted(target, earlier, where, problems)
        self.drop(problems)

    def _refuse_contradicted(self, target: Target, earlier: Stage, where: str, problems: Problems) -> None:
        """Rows that say otherwise of the same thing than an earlier table of the upload does."""
        t, other = self.table, earlier.table
        for name in _CONTRADICTING:
            if name in target.columns and name in self._own and name in earlier._own:
                rows = (
                    select(t.c.row, t.c[name])
                    .join(other, and_(*(t.c[part] == other.c[part] for part in target.key)))
                    .where(t.c[name].is_distinct_from(other.c[name]))
                    .distinct()
                )
                problems.add_found(self.source, self.headers.get(name, name), f"the {name} that {where} has", rows)

    def _refuse_contradictions(self, target: Target, problems: Problems) -> None:
        """Rows that say otherwise of the same thing, such as two countries of one participation."""
        repeated, first = self._repeated(target.key), self.table.alias("first_row")
        t = self.table
        for name in (name for name in _CONTRADICTING if name in target.columns and name in self._own):
            rows = self.connection.execute(
                select(t.c.row, t.c[name], first.c[name], first.c.row)
                .join(repeated, self._of_key(repeated, target.key))
                .join(first, first.c.row == repeated.c.first)
                .where(t.c[name].is_distinct_from(first.c[name]))
            )
            problems.add(
                self.source,
                [
                    Problem(
                        row,
                        self.headers.get(name, name),
                        f"{said} (row {number}: {other})",
                        f"the same {name} in every row of one {target.entity}",
                        ERROR,
                    )
                    for row, said, other, number in rows
                ],
            )
        self.drop(problems)

    # Checking the rows against the store

    def check_references(self, stages: Iterable[Stage], demonstration: bool, problems: Problems) -> None:
        """Find values that must be a key which neither the store nor the upload has in the dataset of these rows.

        Args:
            stages: those of the upload whose rows belong to the same dataset, and those of countries.
            demonstration: whether that is the demonstration data.
        """
        for field in self.schema.fields:
            if field.refers_to is None or field.name not in self._own:
                continue
            parent = SCHEMAS[field.refers_to].targets[0]
            value = self.table.c[field.name]
            stored = table_of(parent.model).alias()
            there = stored.c[parent.key[0]] == value
            in_store = exists(select(1).where(there))
            # Countries are reference data: both datasets refer to them.
            of_own = (
                in_store
                if parent.model is Country
                else exists(select(1).where(there, of_dataset(stored.c.import_id, demonstration)))
            )
            # An alias: a stage may refer to itself, as outputs do.
            staged = [other.table.alias() for other in stages if other.schema.entity == field.refers_to]
            nowhere = [~exists(select(1).where(source.c[parent.key[0]] == value)) for source in staged]
            header = self.headers.get(field.name, field.name)
            mixed = select(self.table.c.row, value).where(value.is_not(None), *nowhere, in_store, ~of_own)
            problems.add_found(self.source, header, _OWN_DATASET[demonstration], mixed)
            nowhere.append(~in_store)
            expected = f"the identifier of {with_article(field.refers_to)} that is in the store; load it first"
            unknown = and_(value.is_not(None), *nowhere)
            # What should be an identifier may be a name in a list of persons.
            shown: Any = literal(HIDDEN) if self.schema.of_persons and field.kind is Kind.TEXT else value
            rows = select(self.table.c.row, shown).where(unknown)
            # A row that refers to another of its kind falls with it.
            while problems.add_found(self.source, header, expected, rows) and field.refers_to == self.schema.entity:
                self.drop(problems)
            if self.part.only_new:
                self.connection.execute(delete(self.table).where(unknown))
        self.drop(problems)

    def drop(self, problems: Problems) -> None:
        """Leave out rows that have errors. What only comes along, such as organisations, stays."""
        if self.part.only_new:
            return
        bad = problems.bad_rows(self.source)
        if not self.schema.of_persons:
            key = self.schema.targets[0].key
            keys = select(*(self.table.c[name] for name in key)).where(self.table.c.row.in_(bad))
            self.connection.execute(insert(self.refused).from_select(list(key), keys))
        for table in (self.table, *self.lists.values()):
            self.connection.execute(delete(table).where(table.c.row.in_(bad)))

    def compare(self, demonstration: bool, problems: Problems) -> None:
        """Find out for each table what the rows would change."""
        states = {self.state_name(place): None for place in range(len(self.schema.targets))}
        self.connection.execute(
            update(self.table).where(or_(*(self.table.c[s].is_not(None) for s in states))).values(states)
        )
        for place, target in enumerate(self.schema.targets):
            self._compare(place, target, demonstration)
        self._refuse_unwhole(problems)
        self._refuse_taken(problems)
        if demonstration and self.schema.targets[0].model is Country:
            wrong, expected = self.state(0).is_distinct_from(SAME), _REFERENCE_DATA
        else:
            wrong = or_(*(self.state(place) == ELSEWHERE for place in range(len(self.schema.targets))))
            expected = f"a key that no {'fact' if demonstration else 'demonstration data'} has"
        problems.add_found(self.source, "", expected, select(self.table.c.row, literal("")).where(wrong))
        self.drop(problems)

    def _compare(self, place: int, target: Target, demonstration: bool) -> None:
        stored, t = table_of(target.model), self.table
        differs: list[ColumnElement[bool]] = [
            stored.c[name].is_distinct_from(t.c[name]) for name in self.columns(target) if name not in target.key
        ]
        differs += [self._list_differs(target, child) for child in target.children if child.field in self.lists]
        in_other_part = exists(
            select(1).where(
                ImportRecord.import_id == stored.c.import_id, ImportRecord.demonstration.is_not(demonstration)
            )
        )
        if self.part.only_new:
            state: Any = literal(SAME)
        else:
            state = case((~or_(*differs), SAME), (in_other_part, ELSEWHERE), else_=CHANGED) if differs else SAME
        self.connection.execute(
            update(t).values({self.state_name(place): state}).where(matching(stored, t, target.key))
        )

    def _refuse_unwhole(self, problems: Problems) -> None:
        """Rows that contradict what the store has of them already and the file does not speak of."""
        target = self.schema.targets[0]
        stored, t = table_of(target.model), self.table
        joined = select(t.c.row, literal("")).outerjoin(stored, matching(stored, t, target.key))

        def will_be(name: str) -> ColumnElement[Any]:
            return t.c[name] if name in self._own else stored.c[name]

        for first, second in self.schema.ordered:
            if (first in self._own) != (second in self._own):
                here, there = (first, second) if first in self._own else (second, first)
                expected = f"not {'after' if here == first else 'before'} the {there} in the store"
                rows = joined.where(will_be(second) < will_be(first))
                problems.add_found(self.source, self.headers.get(here, here), expected, rows)

    def _refuse_taken(self, problems: Problems) -> None:
        """Rows with what only one may have, such as a country's name, and another has already."""
        target, t = self.schema.targets[0], self.table
        stored, other = table_of(target.model), t.alias("other")
        for column in (column for column in stored.columns if column.unique and column.name in self._own):
            name, mine = column.name, t.c[column.name]
            taken = [
                exists(select(1).select_from(stored).where(column == mine, ~matching(stored, t, target.key))),
                exists(select(1).select_from(other).where(other.c[name] == mine, other.c.row < t.c.row)),
                *(
                    exists(select(1).select_from(earlier.table).where(earlier.table.c[name] == mine))
                    for earlier in self._earlier
                    if name in earlier._own
                ),
            ]
            expected = f"a {name} that no other {self.schema.entity} has"
            rows = select(t.c.row, mine).where(or_(*taken))
            problems.add_found(self.source, self.headers.get(name, name), expected, rows)

    def _list_differs(self, target: Target, child: Child) -> ColumnElement[bool]:
        """The staged list of a row has an item that the stored one lacks, or the other way round."""
        stored, listed = table_of(child.model), self.lists[child.field]
        parent = target.key[0]
        columns = [*child.columns, *(["position"] if child.numbered else [])]
        alike = and_(*(stored.c[name] == listed.c[name] for name in columns), stored.c[parent] == listed.c[parent])
        here = listed.c[parent] == self.table.c[parent]
        there = stored.c[parent] == self.table.c[parent]
        more = exists(select(1).select_from(listed).where(here, ~exists(select(1).select_from(stored).where(alike))))
        fewer = exists(select(1).select_from(stored).where(there, ~exists(select(1).select_from(listed).where(alike))))
        return or_(more, fewer)

    # What the rows mean

    def columns(self, target: Target) -> list[str]:
        """Columns of a table that the file speaks of."""
        return [name for name in target.columns if name in self._own]

    def goes_to(self, target: Target) -> list[ColumnElement[bool]]:
        """Conditions for a row to go to a table; of rows with one key, the first goes."""
        t = self.table
        conditions: list[ColumnElement[bool]] = []
        if target.only_with:
            there = [t.c[name] for name in target.only_with if name in self._own]
            conditions.append(or_(*(column.is_not(None) for column in there)))
        if target.key != self.schema.key:
            other = t.alias("other")
            before = [(other, other.c.row < t.c.row), *((earlier.table, true()) for earlier in self._earlier)]
            for table, is_before in before:
                same = and_(*(table.c[name] == t.c[name] for name in target.key))
                conditions.append(~exists(select(1).select_from(table).where(same, is_before)))
        return conditions

    def fresh(self, place: int) -> ColumnElement[bool]:
        target = self.schema.targets[place]
        return and_(self.state(place).is_(None), ~self._completes(target), *self.goes_to(target))

    def changed(self, place: int) -> ColumnElement[bool]:
        target = self.schema.targets[place]
        completes = and_(self.state(place).is_(None), self._completes(target))
        return and_(or_(self.state(place) == CHANGED, completes), *self.goes_to(target))

    def _completes(self, target: Target) -> ColumnElement[bool]:
        """Rows that an earlier table of the upload brings, and that say more of them."""
        rows = [
            exists(
                select(1)
                .select_from(other.table)
                .where(*(self.table.c[name].is_not_distinct_from(other.table.c[name]) for name in target.key))
            )
            for other in self._completed
        ]
        return or_(false(), *rows)

    def counts(self) -> dict[str, int]:
        """How many rows would bring something new, change something, change nothing."""
        places = range(len(self.schema.targets))
        kind = case(
            (or_(*(self.fresh(place) for place in places)), "new"),
            (or_(*(self.changed(place) for place in places)), "changed"),
            else_="same",
        ).label("kind")
        kinds = select(kind).subquery()
        query = select(kinds.c.kind, func.count()).group_by(kinds.c.kind)
        found = {name: int(count) for name, count in self.connection.execute(query).all()}
        return {name: found.get(name, 0) for name in ("new", "changed", "same")}

    def changes(self, most: int) -> list[dict[str, Any]]:
        """The first changed rows: key, and for each column that differs what it was and what it would be."""
        out: list[dict[str, Any]] = []
        for place, target in enumerate(self.schema.targets):
            stored, t = table_of(target.model), self.table
            names = [name for name in self.columns(target) if name not in target.key]
            query = (
                select(
                    t.c.row,
                    *(t.c[name].label(f"key_{name}") for name in target.key),
                    *(stored.c[name].label(f"old_{name}") for name in names),
                    *(t.c[name].label(f"new_{name}") for name in names),
                )
                .join(stored, matching(stored, t, target.key))
                .where(self.changed(place))
                .order_by(t.c.row)
                .limit(most)
            )
            for row in self.connection.execute(query).mappings():
                hidden = [self.schema.by_name[name].person for name in target.key]
                key = [HIDDEN if h else row[f"key_{n}"] for n, h in zip(target.key, hidden, strict=True)]
                for name in (name for name in names if name in self.fields):
                    if any(row[f"old_{c}"] != row[f"new_{c}"] for c in self.schema.by_name[name].columns):
                        old, new = self._dated(row, "old", name), self._dated(row, "new", name)
                        out.append(
                            {
                                "row": row["row"],
                                "entity": target.entity,
                                "key": _joined(key),
                                "field": name,
                                "old": old,
                                "new": new,
                            }
                        )
                for child in (child for child in target.children if child.field in self.lists):
                    old, new = self._list_items(target, child, row[f"key_{target.key[0]}"])
                    if old != new:
                        out.append(
                            {
                                "row": row["row"],
                                "entity": target.entity,
                                "key": _joined(key),
                                "field": child.field,
                                "old": old,
                                "new": new,
                            }
                        )
        return out[:most]

    @staticmethod
    def _dated(row: Any, side: str, name: str) -> Any:
        """A value of a changed row as it was or would be; a date as far as it is known."""
        return at_precision(row[f"{side}_{name}"], row.get(f"{side}_{name}{PRECISION}"))

    def _list_items(self, target: Target, child: Child, key: Any) -> tuple[str, str]:
        """The items of a row's list in the store and in the file, as text."""

        def items(table: Table) -> str:
            order = table.c.position if child.numbered else table.c[child.columns[0]]
            rows = self.connection.execute(
                select(*(table.c[name] for name in child.columns)).where(table.c[target.key[0]] == key).order_by(order)
            )
            return "; ".join(":".join(str(part) for part in item) for item in rows)

        return items(table_of(child.model)), items(self.lists[child.field])


def missing(stages: Sequence[Stage], demonstration: bool) -> int:
    """Rows that the store has of what the tables of an entity speak of, and none of the tables has."""
    stages = [stage for stage in stages if not stage.part.only_new]
    if not stages:
        return 0
    schema, connection = stages[0].schema, stages[0].connection
    target = schema.targets[0]
    stored = table_of(target.model)
    of_part = select(ImportRecord.import_id).where(ImportRecord.demonstration.is_(demonstration))
    conditions: list[ColumnElement[bool]] = [stored.c.import_id.in_(of_part)]
    in_scope: list[ColumnElement[bool]] = []
    for t in (table for stage in stages for table in (stage.table, stage.refused)):
        conditions.append(~exists(select(1).select_from(t).where(matching(stored, t, target.key))))
        in_scope.append(exists(select(1).select_from(t).where(*(stored.c[name] == t.c[name] for name in schema.scope))))
    if schema.scope:
        conditions.append(or_(*in_scope))
    return int(connection.scalar(select(func.count()).select_from(stored).where(*conditions)) or 0)
