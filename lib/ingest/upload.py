"""Files to the store: prepared beside it, shown to their owner, then loaded in one transaction or not at all."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, MetaData, delete, exists, insert, literal, select, update

from lib.ingest.convert import HIDDEN, by_place, look_for_swallowed, split_rows, without_overlong
from lib.ingest.csv_files import separator_of
from lib.ingest.look import Answers, Found, Look, Progress, look, quiet
from lib.ingest.matching import remember
from lib.ingest.persons import Pseudonyms, pseudonyms
from lib.ingest.problems import ERROR, WARNING, Group, Problem
from lib.ingest.readings import Kind, Reading
from lib.ingest.schemas import SCHEMAS, Child, Target
from lib.ingest.sheets import Cell
from lib.ingest.source import SourceFile
from lib.ingest.stage import Problems, Stage, matching, missing, table_of
from lib.ingest.tables import as_text, folded, is_filled
from lib.ingest.values import Unfit
from lib.store.engine import workbench, write_transaction
from lib.store.models import BEFORE, ImportRecord, RowKeptAside
from lib.store.summaries import SUMMARISED, refresh_summaries

#: Changed rows that are shown side by side before they are loaded.
MOST_CHANGES = 200
_ORDER = list(SCHEMAS)
T = TypeVar("T")


class Rejected(Exception):
    """Rows of the files do not fit; nothing was loaded. `problems` lists them, alike ones together."""

    def __init__(self, problems: Sequence[Group]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in problems[:20]))


class Unanswered(Exception):
    """The files cannot be read before their owner has said more; `needs` says what."""

    def __init__(self, looked: Look) -> None:
        self.looked = looked
        self.needs = looked.needs
        super().__init__("\n".join(f"{need.where}: {need.question.about}" for need in looked.needs))


@dataclass(frozen=True)
class Counts:
    """What loading would do, or did, to the rows of an entity. `missing`: stored rows that the file lacks."""

    new: int = 0
    changed: int = 0
    same: int = 0
    missing: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.new + other.new, self.changed + other.changed, self.same + other.same, self.missing + other.missing
        )


@dataclass(frozen=True)
class TableReport:
    """A table as it was read."""

    where: str
    format: str
    entity: str
    rows_read: int
    rows_bad: int
    told: tuple[str, ...]
    unused: tuple[str, ...]


@dataclass(frozen=True)
class Loaded:
    """What was loaded. `upload_id` is None where the files change nothing."""

    upload_id: int | None
    counts: dict[str, Counts]
    rows_aside: int = 0


@dataclass(frozen=True)
class Report:
    """What would happen, told before anything is written."""

    tables: tuple[TableReport, ...]
    left_out: tuple[str, ...]
    counts: dict[str, Counts]
    errors: tuple[Group, ...]
    warnings: tuple[Group, ...]
    changes: tuple[dict[str, Any], ...]
    seen_before: tuple[str, ...]

    @property
    def rows_bad(self) -> int:
        return sum(table.rows_bad for table in self.tables)

    @property
    def changes_nothing(self) -> bool:
        return not any(counts.new or counts.changed for counts in self.counts.values())


@dataclass
class _Source:
    """A table with the stages of its parts."""

    found: Found
    stages: list[Stage] = field(default_factory=list)
    import_id: int | None = None

    @property
    def main(self) -> Stage | None:
        """The part that the table is about; the others come along."""
        return self.stages[-1] if self.stages else None


class Prepared:
    """Files that were read and checked, beside the store and not yet in it. Close it when done."""

    def __init__(self, engine: Engine, looked: Look, demonstration: bool, progress: Progress) -> None:
        self._open = ExitStack()
        # Whoever forgets to close it, such as a session that ends, closes it by letting it go.
        self._closing = weakref.finalize(self, self._open.close)
        # Two threads on one connection would bring the process down.
        self._in_use = Lock()
        self._connection = self._open.enter_context(workbench(engine))
        self._engine = engine
        self._looked = looked
        self._demonstration = demonstration
        self._metadata = MetaData()
        try:
            self._read(progress)
            with self._connection.begin():
                self._check(progress)
                self.report = self._report(progress)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        with self._in_use:
            self._closing()

    def __enter__(self) -> Prepared:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading

    def _read(self, progress: Progress) -> None:
        of = pseudonyms(str(self._engine.url.render_as_string(hide_password=False)))
        with self._connection.begin():
            self.problems = Problems(self._connection, self._metadata)
            self._sources = [_Source(found) for found in self._looked.found]
            for source in self._sources:
                if not self._header_problems(source):
                    self._stage(source, of, progress)

    def _header_problems(self, source: _Source) -> bool:
        """Note what is wrong with the header; True where the rows cannot be read under it."""
        found = source.found
        header_row, schemas = found.table.header_row, [reader.schema for reader in found.readers]
        problems = [
            Problem(header_row, missing.name, "", f"the column {missing.name}: {missing.guide}", ERROR)
            for reader in found.readers
            for missing in reader.missing
        ]
        named = [folded(header) for header in found.table.header if header.strip()]
        problems += [
            Problem(header_row, name, name, "each column once", ERROR)
            for name in dict.fromkeys(named)
            if named.count(name) > 1 and any(name in reader.used for reader in found.readers)
        ]
        if found.table.format == f"{schemas[-1].entity} template" if schemas else False:
            expected = f"a column of the {schemas[-1].entity} template: {', '.join(schemas[-1].by_name)}"
            problems += [Problem(header_row, name, name, expected, ERROR) for name in found.unused]
        self.problems.add(found.number, problems)
        return bool(problems)

    def _stage(self, source: _Source, of: Pseudonyms, progress: Progress) -> None:
        found = source.found
        for reader in found.readers:
            fields = {column.field.name for column in reader.columns}
            for amount in reader.schema.amounts:
                if fields & {f"{amount}_eur", f"{amount}_original"}:
                    fields |= {f"{amount}_eur", f"{amount}_original", "currency"}
            if any(f"{amount}_original" in fields for amount in reader.schema.amounts) and found.given.rates:
                fields |= {"eur_rate", "eur_rate_date"}
            headers = {column.field.name: column.header for column in reader.columns}
            number = sum(len(other.stages) for other in self._sources)
            source.stages.append(
                Stage(self._connection, self._metadata, number, found.number, reader.part, fields, headers)
            )
        self._fill(source, of, progress)
        if found.settled_otherwise:
            # Later rows tell more of how a column is written than the first ones did: all are read anew.
            needs = found.settle()
            if needs:
                raise Unanswered(replace(self._looked, needs=tuple(needs)))
            for stage in source.stages:
                stage.empty()
            self.problems.forget(found.number)
            self._fill(source, of, progress)
        for stage in source.stages:
            stage.ready()

    def _fill(self, source: _Source, of: Pseudonyms, progress: Progress) -> None:
        """Read, check and stage every row of a table."""
        found = source.found
        found.rows, width, first = 0, len(found.table.header), True
        separator = separator_of(found.table.sheet)
        for _, filled in uncollected(found.chunks()):
            problems: list[Problem] = []
            look_for_swallowed(filled, width, separator, problems, found.is_persons)
            rows = without_overlong(filled, width, problems, found.is_persons)
            columns = by_place(rows[1])
            chunks = []
            for reader in found.readers:
                numbers, own = split_rows(reader.part, found.table.header, rows, columns)
                if reader.watches and not first:
                    reader.watch(own, len(numbers))
                chunks.append(reader.read(numbers, own, of, problems))
            bad = {problem.row for problem in problems if problem.level == ERROR}
            for stage, chunk in zip(source.stages, chunks, strict=True):
                stage.add(chunk.without(chunk.bad if stage.part.only_new else bad))
                if bad:
                    stage.refuse(chunk.only(bad))
            self.problems.add(found.number, problems)
            found.rows += len(filled[0])
            first = False
            share = min(1.0, found.rows / found.rows_expected) if found.rows_expected else None
            progress(share, f"{found.where}: {found.rows:,} rows checked")

    # Checking

    @property
    def _stages(self) -> list[Stage]:
        """Every stage, parents before children."""
        stages = [stage for source in self._sources for stage in source.stages]
        return sorted(stages, key=lambda stage: _ORDER.index(stage.schema.entity))

    def _part_of(self, source: _Source) -> bool:
        """Whether a table's rows are demonstration data: as its sheet says, or else whoever loads it."""
        own = source.found.table.sheet.demonstration
        return self._demonstration if own is None else own

    def is_demonstration(self, stage: Stage) -> bool:
        return self._part_of(self._sources[stage.source])

    def _check(self, progress: Progress) -> None:
        settled: list[Stage] = []
        for stage in self._stages:
            progress(None, f"Comparing {stage.schema.entity} rows with each other")
            stage.settle_repeats(self.problems)
            for earlier in settled:
                if earlier.schema is stage.schema:
                    stage.settle_against(earlier, self._sources[earlier.source].found.where, self.problems)
            settled.append(stage)
        self._compare(progress)

    def _compare(self, progress: Progress) -> None:
        stages = self._stages
        for stage in stages:
            progress(None, f"Comparing {stage.schema.entity} rows with the store")
            demonstration = self.is_demonstration(stage)
            # Countries are reference data: both datasets refer to them.
            alike = [
                other
                for other in stages
                if other.schema.entity == "country" or self.is_demonstration(other) == demonstration
            ]
            stage.check_references(alike, demonstration, self.problems)
            stage.compare(demonstration, self.problems)
        # A row that fell out may have been what a row of an entity before it came along for.
        for source in self._sources:
            for stage in source.stages:
                stage.drop(self.problems)

    def _report(self, progress: Progress) -> Report:
        progress(None, "Writing the report")
        where = [source.found.where for source in self._sources]
        counts: dict[str, Counts] = {}
        changes: list[dict[str, Any]] = []
        for stage in self._stages:
            entity = stage.schema.entity
            counts[entity] = counts.get(entity, Counts()) + Counts(**stage.counts())
            if len(changes) < MOST_CHANGES:
                changes += stage.changes(MOST_CHANGES - len(changes))
        for entity in counts:
            for part in (False, True):
                alike = [
                    stage
                    for stage in self._stages
                    if stage.schema.entity == entity and self.is_demonstration(stage) == part
                ]
                counts[entity] += Counts(missing=missing(alike, part))
        return Report(
            tuple(self._table_report(source) for source in self._sources),
            self._looked.left_out,
            counts,
            tuple(self.problems.groups(where, ERROR)),
            tuple(self.problems.groups(where, WARNING)),
            tuple(changes),
            tuple(_seen_before(self._connection, {found.file.sha256: found.file for found in self._looked.found})),
        )

    def _table_report(self, source: _Source) -> TableReport:
        found = source.found
        bad = self.problems.count_bad_rows(found.number) if source.stages else found.rows
        return TableReport(
            found.where,
            found.format,
            source.main.schema.entity if source.main else "",
            found.rows,
            bad,
            tuple(found.told()),
            tuple(found.unused),
        )

    @property
    def files(self) -> tuple[SourceFile, ...]:
        return tuple(dict.fromkeys(found.file for found in self._looked.found))

    @property
    def found(self) -> tuple[Found, ...]:
        return self._looked.found

    # Loading

    def load(self, by: str, *, keep_bad_rows: bool = False, progress: Progress = quiet) -> Loaded:
        """Load what was prepared, in one transaction.

        Args:
            by: who loads it, for the import record.
            keep_bad_rows: load the good rows and keep the bad ones aside; without it one bad row rejects all.
            progress: told as it goes on.

        Raises:
            Rejected: rows do not fit, perhaps because the store has changed since; nothing was loaded.
        """
        progress(None, "Waiting for the store")
        with self._in_use:
            # Reading problems for a report began a transaction, which would hold on to the store as it was then.
            self._connection.rollback()
            return self._load(by, keep_bad_rows, progress)

    def _load(self, by: str, keep_bad_rows: bool, progress: Progress) -> Loaded:
        with write_transaction(self._connection):
            # What was found may have changed since: another import may have come in between.
            self._compare(progress)
            errors = self.problems.groups([source.found.where for source in self._sources], ERROR)
            if errors and not keep_bad_rows:
                raise Rejected(errors)
            loaded = self._write(by, bool(errors), progress)
            for source in self._sources:
                # A match under which no row could be loaded is none for the next file.
                if source.found.match is not None and source.import_id is not None:
                    remember(self._connection, source.found.table.header, source.found.match, by)
            return loaded

    def _write(self, by: str, has_errors: bool, progress: Progress) -> Loaded:
        upload_id: int | None = None
        counts: dict[str, Counts] = {}
        aside = 0
        for source in self._sources:
            counted = {stage.schema.entity: Counts(**stage.counts()) for stage in source.stages}
            bad = self.problems.count_bad_rows(source.found.number) if has_errors else 0
            for entity, count in counted.items():
                counts[entity] = counts.get(entity, Counts()) + count
            if any(count.new or count.changed for count in counted.values()):
                source.import_id = self._record(source, counted, by, bad, upload_id)
                upload_id = upload_id or source.import_id
                aside += self._keep_aside(source) if bad else 0
        if upload_id is None:
            return Loaded(None, counts)
        by_source = {source.found.number: source.import_id for source in self._sources}
        for stage in self._stages:
            import_id = by_source[stage.source]
            if import_id is not None:
                progress(None, f"Writing {stage.schema.entity} rows")
                for place, target in enumerate(stage.schema.targets):
                    _write_target(self._connection, stage, place, target, import_id)
        if SUMMARISED & counts.keys():
            progress(None, "Refreshing the summaries")
            refresh_summaries(self._connection, counts.keys())
        return Loaded(upload_id, counts, aside)

    def _record(self, source: _Source, counted: dict[str, Counts], by: str, bad: int, upload_id: int | None) -> int:
        found = source.found
        assert source.main is not None
        main = counted[source.main.schema.entity]
        groups = [
            group.as_json()
            for level in (ERROR, WARNING)
            for group in self.problems.groups([s.found.where for s in self._sources], level)
            if group.where == found.where
        ]
        given = found.given
        inserted = self._connection.execute(
            insert(ImportRecord).values(
                file_name=found.file.name,
                sheet=found.table.sheet.name or None,
                sha256=found.file.sha256,
                size_bytes=found.file.size,
                file_format=found.format,
                entity=source.main.schema.entity,
                imported_at=datetime.now(UTC).replace(tzinfo=None),
                imported_by=by,
                rows_read=found.rows,
                rows_new=main.new,
                rows_changed=main.changed,
                rows_same=main.same,
                rows_aside=bad,
                demonstration=self._part_of(source),
                options={
                    "how it was read": found.told(),
                    "given": {**given.constants, **given.readings},
                    "rates": {c: f"{rate} on {day.isoformat()}" for c, (rate, day) in given.rates.items()},
                    "rows by entity": {
                        entity: {"new": c.new, "changed": c.changed, "same": c.same} for entity, c in counted.items()
                    },
                },
                report=groups,
                upload_id=upload_id,
            )
        ).inserted_primary_key
        assert inserted is not None
        import_id = int(inserted[0])
        if upload_id is None:
            self._connection.execute(
                update(ImportRecord).where(ImportRecord.import_id == import_id).values(upload_id=import_id)
            )
        return import_id

    def _keep_aside(self, source: _Source) -> int:
        """Keep the rows that did not fit with the import, so that they can be mended and loaded later."""
        kept = 0
        for cells_by_row in self.bad_rows(source.found):
            rows = [
                {
                    "import_id": source.import_id,
                    "source_row": row,
                    "cells": cells,
                    "problems": [f"{p.column}: {p.expected}".removeprefix(": ") for p in problems],
                }
                for row, (cells, problems) in cells_by_row.items()
            ]
            if rows:
                self._connection.execute(insert(RowKeptAside), rows)
                kept += len(rows)
        return kept

    def bad_rows(self, found: Found) -> Iterator[dict[int, tuple[dict[str, str], list[Problem]]]]:
        """Rows with errors, some thousands at a time: their cells by header, and what is wrong."""
        for rows in self.rows(found):
            yield {
                number: (cells, errors)
                for number, cells, problems in rows
                if (errors := [problem for problem in problems if problem.level == ERROR])
            }

    def rows(self, found: Found) -> Iterator[list[tuple[int, dict[str, str], list[Problem]]]]:
        """Every row of a table as it is in the file, some hundreds at a time: number, cells by header, problems.

        Of lists of persons, only cells that cannot name anybody are given.
        """
        shown = shown_columns(found)
        before = found.table.header_row
        for last, (numbers, records) in found.chunks():
            wrong = self.problems.of_rows(found.number, before + 1, last)
            before = last
            yield [
                (
                    number,
                    {h: shown[h](c) for h, c in zip(found.table.header, row, strict=False) if h in shown},
                    wrong.get(number, []),
                )
                for number, row in zip(numbers, records, strict=True)
            ]


def shown_columns(found: Found) -> dict[str, Callable[[Cell], str]]:
    """How reports repeat the cells of a table, by column.

    All are repeated as they are. Of lists of persons, only columns of numbers, dates and the like are, and of these
    only cells that can be read as such: what cannot may be a name that slipped into the column.
    """
    if not found.is_persons:
        return dict.fromkeys(found.table.header, as_text)
    columns = {folded(column.header): column for reader in found.readers for column in reader.columns}
    return {
        header: partial(_readable, columns[folded(header)].reading)
        for header in found.table.header
        if folded(header) in columns and columns[folded(header)].field.kind is not Kind.TEXT
    }


def _readable(reading: Reading, cell: Cell) -> str:
    """The cell as text, if it can be read as its column is."""
    try:
        return reading.plain(cell) and as_text(cell)
    except Unfit:
        return HIDDEN if is_filled(cell) else ""


def uncollected(items: Iterator[T]) -> Iterator[T]:
    """The items, with the garbage collector at rest.

    Millions of short-lived lists of cells make it run all the time, and it finds nothing: they hold no cycles.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield from items
    finally:
        if was_on:
            gc.enable()


def prepare(
    engine: Engine,
    files: Sequence[SourceFile],
    answers: Answers | None = None,
    *,
    demonstration: bool = False,
    progress: Progress = quiet,
) -> Prepared:
    """Read and check files, and compare them with the store. Nothing is written to it.

    Args:
        engine: the store.
        files: loaded together or not at all.
        answers: what their owner has said of them.
        demonstration: their rows are made up: demonstration data. They never change facts, nor facts them.
        progress: told as it goes on; what it raises ends the work.

    Raises:
        Unusable: a file cannot be read.
        Unanswered: something must be said first.
    """
    looked = look(engine, files, answers or Answers(), progress)
    if looked.needs:
        raise Unanswered(looked)
    return Prepared(engine, looked, demonstration, progress)


@contextmanager
def prepared(
    engine: Engine, files: Sequence[SourceFile], answers: Answers | None = None, *, demonstration: bool = False
) -> Iterator[Prepared]:
    """As `prepare`, closed at the end."""
    with prepare(engine, files, answers, demonstration=demonstration) as ready:
        yield ready


def _seen_before(connection: Connection, files: dict[str, SourceFile]) -> Iterator[str]:
    """Files that were loaded before and not taken back, in sentences."""
    rows = connection.execute(
        select(ImportRecord.sha256, ImportRecord.upload_id, ImportRecord.imported_at, ImportRecord.imported_by)
        .where(ImportRecord.sha256.in_(list(files)), ImportRecord.undone_at.is_(None))
        .order_by(ImportRecord.import_id)
    )
    for sha256, upload_id, at, by in {row.sha256: row for row in rows}.values():
        yield f"{files[sha256].name} was loaded before, by {by} on {at:%Y-%m-%d %H:%M} UTC (import {upload_id})."


def _write_target(connection: Connection, stage: Stage, place: int, target: Target, import_id: int) -> None:
    """Bring a table up to what the stage says, keeping what it replaces."""
    lists = [child for child in target.children if child.field in stage.lists]
    keep_before(connection, target, stage, stage.changed(place), import_id)
    _change(connection, stage, place, target, import_id)
    _add_new(connection, stage, place, target, import_id)
    for child in lists:
        _replace_list(connection, stage, place, target, child)


def keep_before(connection: Connection, target: Target, stage: Stage, which: Any, import_id: int) -> None:
    """Keep the rows that are about to change, and their lists, as they are."""
    stored, t = table_of(target.model), stage.table
    before = BEFORE[stored.name]
    names = [column.name for column in stored.columns]
    rows = select(literal(import_id), *stored.c).join(t, matching(stored, t, target.key)).where(which)
    connection.execute(insert(before).from_select(["replaced_by", *names], rows))
    for child in target.children:
        listed = table_of(child.model)
        items = (
            select(literal(import_id), *listed.c).join(t, listed.c[target.key[0]] == t.c[target.key[0]]).where(which)
        )
        connection.execute(
            insert(BEFORE[listed.name]).from_select(["replaced_by", *(c.name for c in listed.columns)], items)
        )


def _change(connection: Connection, stage: Stage, place: int, target: Target, import_id: int) -> None:
    stored, t = table_of(target.model), stage.table
    primary = {column.name for column in stored.primary_key}
    values = {name: t.c[name] for name in stage.columns(target) if name not in primary}
    connection.execute(
        update(stored)
        .values({**values, "import_id": import_id, "source_row": t.c.row})
        .where(matching(stored, t, target.key), stage.changed(place))
    )


def _add_new(connection: Connection, stage: Stage, place: int, target: Target, import_id: int) -> None:
    stored, t = table_of(target.model), stage.table
    names = stage.columns(target)
    rows = select(*(t.c[name] for name in names), literal(import_id), t.c.row).where(stage.fresh(place))
    # In the order of the key, which is quickest to put into the table's index.
    rows = rows.order_by(*(t.c[name] for name in target.key))
    connection.execute(insert(stored).from_select([*names, "import_id", "source_row"], rows))


def _replace_list(connection: Connection, stage: Stage, place: int, target: Target, child: Child) -> None:
    stored, listed, t = table_of(child.model), stage.lists[child.field], stage.table
    parent = target.key[0]
    changed = select(t.c[parent]).where(stage.changed(place))
    connection.execute(delete(stored).where(stored.c[parent].in_(changed)))
    names = [parent, *child.columns, *(["position"] if child.numbered else [])]
    touched = exists(select(1).select_from(t).where(t.c.row == listed.c.row, stage.changed(place) | stage.fresh(place)))
    connection.execute(insert(stored).from_select(names, select(*(listed.c[name] for name in names)).where(touched)))
