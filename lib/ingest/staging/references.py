"""References by name: where a file names a row by what it is called, the name is replaced by the row's key.

This is done once for each distinct value, before rows are compared with each other: two names of one funder are one
key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    String,
    Table,
    Text,
    and_,
    delete,
    exists,
    func,
    null,
    select,
    true,
    update,
)

from lib.common.formatting import with_article
from lib.entities.fields import Field
from lib.entities.registry import ENTITIES, SCHEMAS
from lib.ingest.problem_codes import Code
from lib.ingest.problems import Expectation, expect
from lib.ingest.staging.names import BY_KEY, Named, NameTable, merged_organisations, names_in
from lib.ingest.staging.stage import Stage
from lib.ingest.staging.tables import table_of
from lib.ingest.staging.temporary import create_indexes, create_table, temporary_table
from lib.store.bulk import add_rows
from lib.store.datasets import of_dataset

#: Names whose meaning is said one by one in the report, and unknown ones for which the nearest are looked for.
MOST_SAID, MOST_PROPOSED_FOR = 20, 20
#: Candidates that an ambiguous name is said to have.
_MOST_CANDIDATES = 5
#: Unknown names whose near ones are kept.
_MOST_KEPT = 200
_BATCH = 5_000
_TEXT, _COUNTRY = Text(), String(2)
#: Columns of the values that are no key, and of what they mean.
_WANTED = (("value", _TEXT), ("country", _COUNTRY), ("name", _TEXT), ("part", Integer()))
_MEANT = (("value", _TEXT), ("country", _COUNTRY), ("key", _TEXT), ("code", _TEXT), ("parameters", _TEXT))


@dataclass(frozen=True)
class Choices:
    """What the owner of the files has said of names that the store does not have.

    Args:
        create: entities of which every unknown one is created.
        same: entities of which one with the title of a row of the store is that row.
        meant: for an entity, by name: the key of the row that is meant; "" to create one.
    """

    create: frozenset[str] = frozenset()
    meant: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    same: frozenset[str] = frozenset()

    def creates(self, entity: str, name: str) -> bool:
        """Return whether a row of this name is to be created."""
        return entity in self.create or self.meant.get(entity, {}).get(name) == ""


@dataclass(frozen=True)
class UnknownName:
    """A name in place of a key that neither the store nor the files have.

    Args:
        entity: what it should be.
        country: where the files say that it has its seat; empty: they do not say.
        rows: rows that name it.
        near: rows with similar names; looked for only where there are few unknown ones.
    """

    entity: str
    name: str
    country: str
    rows: int
    near: tuple[Named, ...] = ()


class References:
    """Replaces names by keys in the rows of an upload, and remembers what each was taken for."""

    def __init__(self, connection: Connection, choices: Choices) -> None:
        self._connection = connection
        self._choices = choices
        self._names: dict[tuple[str, bool], NameTable] = {}
        #: Rows with names similar to unknown ones, by entity and unknown name; of the first ones.
        self.near: dict[tuple[str, str], list[Named]] = {}

    def settle(self, stage: Stage, stages: Sequence[Stage], demonstration: bool) -> None:
        """Replace names by keys in every column of a stage that refers to rows which have names.

        Args:
            stage: whose rows refer.
            stages: those of the upload that they may refer to.
            demonstration: the dataset of the rows.
        """
        if stage.schema.entity == "organisation" and stage.mapping.only_new:
            # Lists of participants bring an organisation along again that was merged into another.
            merged = list(merged_organisations(self._connection, demonstration))
            self._connection.execute(delete(stage.table).where(stage.table.c.organisation_id.in_(merged)))
        for declared in stage.schema.fields:
            if declared.refers_to and ENTITIES[declared.refers_to].known_by and declared.name in stage.own:
                self._settle_column(stage, declared, stages, demonstration)

    def _settle_column(self, stage: Stage, declared: Field, stages: Sequence[Stage], demonstration: bool) -> None:
        assert declared.refers_to is not None
        wanted = self._wanted(stage, declared, stages, demonstration)
        if wanted is None:
            return
        outcomes = self._outcome_table(stage, declared)
        names = self._names_of(declared.refers_to, stages, demonstration)
        for found in self._found(wanted, names, declared):
            add_rows(self._connection, outcomes, list(outcomes.columns.keys()), list(zip(*found, strict=True)))
        wanted.drop(self._connection)
        if stage.schema.of_persons:
            # What should name an event may name a person: nothing of it is kept.
            self._connection.execute(delete(outcomes).where(outcomes.c.key.is_(None), outcomes.c.code.is_(None)))
        self._propose(outcomes, names, declared)
        take_keys(stage, declared, outcomes)
        self._describe(stage, declared, outcomes, names)

    def _wanted(self, stage: Stage, declared: Field, stages: Sequence[Stage], demonstration: bool) -> Table | None:
        """Put the values that are no key into a table, with the names in them; None where there are none."""
        values = distinct_values(stage, declared)
        missing = select(values).where(*no_key(values.c.value, declared, stages, demonstration))
        table = temporary_table(f"{stage.table.name}_{declared.name}_names", _WANTED)
        there = False
        for rows in self._connection.execute(missing.execution_options(yield_per=_BATCH)).partitions():
            if not there:
                create_table(self._connection, table)
                there = True
            found = [(row.value, row.country, *name) for row in rows for name in names_in(row.value)]
            add_rows(self._connection, table, list(table.columns.keys()), list(zip(*found, strict=True)))
        return table if there else None

    def _outcome_table(self, stage: Stage, declared: Field) -> Table:
        table = temporary_table(f"{stage.table.name}_{declared.name}_meant", _MEANT, ("value",))
        create_table(self._connection, table)
        create_indexes(self._connection, table)
        stage.meant[declared.name] = table
        return table

    def _names_of(self, entity: str, stages: Sequence[Stage], demonstration: bool) -> NameTable:
        if (entity, demonstration) not in self._names:
            self._names[entity, demonstration] = NameTable(self._connection, entity, demonstration, stages)
        return self._names[entity, demonstration]

    def _found(self, wanted: Table, names: NameTable, declared: Field) -> Iterator[list[tuple[Any, ...]]]:
        """Give what each value means, some thousand at a time: value, country, key, code and parameters."""
        n = names.table
        query = (
            select(
                wanted.c.value,
                wanted.c.country,
                wanted.c.part,
                n.c.fits,
                n.c.key,
                n.c.shown,
                n.c.country.label("seat"),
            )
            .outerjoin(n, n.c.name == wanted.c.name)
            .order_by(wanted.c.value, wanted.c.country)
            .execution_options(yield_per=_BATCH)
        )
        batch: list[tuple[Any, ...]] = []
        for (value, country), rows in groupby(
            self._connection.execute(query), key=lambda row: (row.value, row.country)
        ):
            batch.append((value, country, *self._meaning(declared, value, country, list(rows))))
            if len(batch) == _BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def _meaning(self, declared: Field, value: str, country: str | None, rows: list[Any]) -> tuple[Any, ...]:
        """Decide what a value means: its key, or the code and the parameters of what is wrong with it."""
        assert declared.refers_to is not None
        chosen = self._choices.meant.get(declared.refers_to, {}).get(value)
        if chosen:
            return chosen, None, None
        found = [row for row in rows if row.key is not None]
        elsewhere = [row for row in found if country and row.seat and row.seat != country and row.fits != BY_KEY]
        found = [row for row in found if row not in elsewhere]
        best = min((_rank(row) for row in found), default=None)
        fitting = {row.key: Named(row.key, row.shown) for row in found if _rank(row) == best}
        at_home = {row.key for row in found if row.key in fitting and country and row.seat == country}
        if len(fitting) > 1 and len(at_home) == 1:
            fitting = {key: named for key, named in fitting.items() if key in at_home}
        if len(fitting) == 1:
            return next(iter(fitting)), None, None
        if fitting:
            named = [str(one) for _, one in sorted(fitting.items())]
            more = [f"{len(named) - _MOST_CANDIDATES} more"] if len(named) > _MOST_CANDIDATES else []
            expected = expect(Code.AMBIGUOUS_REFERENCE, candidates=listed([*named[:_MOST_CANDIDATES], *more], "and"))
            return None, expected.code.value, expected.parameters
        if elsewhere:
            expected = self._near(declared, value, [Named(row.key, row.shown) for row in elsewhere])
            return None, expected.code.value, expected.parameters
        return None, None, None

    def _near(self, declared: Field, value: str, near: Sequence[Named]) -> Expectation:
        assert declared.refers_to is not None
        near = list(dict.fromkeys(near))
        if len(self.near) < _MOST_KEPT:
            self.near.setdefault((declared.refers_to, value), near)
        named = listed([str(one) for one in near], "or")
        return expect(Code.NEAR_REFERENCE, entity=with_article(declared.refers_to), near=named)

    def _propose(self, outcomes: Table, names: NameTable, declared: Field) -> None:
        """Say for unknown names which rows have similar ones."""
        unknown = and_(outcomes.c.key.is_(None), outcomes.c.code.is_(None))
        query = select(outcomes.c.value).where(unknown).distinct().order_by(outcomes.c.value).limit(MOST_PROPOSED_FOR)
        texts = list(self._connection.scalars(query))
        for text, near in zip(texts, names.nearest(texts) if texts else [], strict=True):
            if near:
                expected = self._near(declared, text, near)
                self._connection.execute(
                    update(outcomes)
                    .values(code=expected.code.value, parameters=expected.parameters)
                    .where(unknown, outcomes.c.value == text)
                )

    def _describe(self, stage: Stage, declared: Field, outcomes: Table, names: NameTable) -> None:
        """Say what the names were taken for."""
        known = outcomes.c.key.is_not(None)
        shown = select(names.table.c.shown).where(names.table.c.key == outcomes.c.key).limit(1).scalar_subquery()
        query = select(outcomes.c.value, outcomes.c.key, shown.label("shown")).where(known).distinct()
        header = stage.headers.get(declared.name, declared.name)
        for value, key, name in self._connection.execute(query.order_by(outcomes.c.value).limit(MOST_SAID)):
            named = f", {name}" if name and name not in (value, key) else ""
            stage.read_as.append(f"{header} '{value}' is {key}{named}")
        count = self._connection.scalar(select(func.count()).select_from(outcomes).where(known)) or 0
        if count > MOST_SAID:
            stage.read_as.append(f"{header}: {count - MOST_SAID:,} more names were found in the same way")


def _rank(row: Any) -> tuple[int, int]:
    return row.part, row.fits


def listed(words: Sequence[str], last: str) -> str:
    """Join words with commas, and `last` before the last of them."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def distinct_values(stage: Stage, declared: Field) -> Any:
    """Select the distinct values of a column that refers to rows, with the country where the row says it."""
    value = stage.table.c[declared.name].label("value")
    country = stage.table.c[declared.seated_in] if declared.seated_in in stage.own else null()
    return select(value, country.label("country")).where(value.is_not(None)).distinct().subquery()


def no_key(
    value: ColumnElement[Any], declared: Field, stages: Sequence[Stage], demonstration: bool
) -> list[ColumnElement[bool]]:
    """Return the conditions that a value is no key of its dataset, neither in the store nor in these stages."""
    assert declared.refers_to is not None
    target = SCHEMAS[declared.refers_to].targets[0]
    stored = table_of(target.model).alias()
    own = true() if ENTITIES[declared.refers_to].reference else of_dataset(stored.c.import_id, demonstration)
    # An alias: a stage may refer to itself, as outputs do.
    staged = [stage.table.alias() for stage in stages if stage.schema.entity == declared.refers_to]
    return [
        ~exists(select(1).where(stored.c[target.key[0]] == value, own)),
        *(~exists(select(1).select_from(table).where(table.c[target.key[0]] == value)) for table in staged),
    ]


def same_value(stage: Stage, declared: Field, outcomes: Table) -> ColumnElement[bool]:
    """Return the condition that an outcome is that of a staged row."""
    t = stage.table
    same = outcomes.c.value == t.c[declared.name]
    if declared.seated_in in stage.own:
        return and_(same, outcomes.c.country.is_not_distinct_from(t.c[declared.seated_in]))
    return same


def take_keys(stage: Stage, declared: Field, outcomes: Table) -> None:
    """Put the keys in place of the names."""
    key = select(outcomes.c.key).where(same_value(stage, declared, outcomes), outcomes.c.key.is_not(None))
    t = stage.table
    stage.connection.execute(update(t).values({declared.name: key.limit(1).scalar_subquery()}).where(exists(key)))
