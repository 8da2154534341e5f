"""Files to the store: prepared beside it, shown to their owner, then loaded in one transaction or not at all."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine

from lib.common.progress import Progress, ignore_progress
from lib.ingest.parsing.rows import by_place, look_for_swallowed, report_no_values, split_rows, without_overlong
from lib.ingest.persons import Pseudonyms
from lib.ingest.problems import ERROR, WARNING, Problem
from lib.ingest.readers.csv_files import separator_of
from lib.ingest.readers.source import SourceFile
from lib.ingest.staging.alike_keys import warn_of_alike_keys
from lib.ingest.staging.changes import Difference, count_changes, count_missing, list_changes, list_differences
from lib.ingest.staging.creation import create_unknown, unknown_names
from lib.ingest.staging.headlines import large_changes
from lib.ingest.staging.namesakes import Namesakes
from lib.ingest.staging.overtaken import has_overtaken, imports_seen
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.staging.references import References
from lib.ingest.staging.same_title import settle_same_titles
from lib.ingest.staging.settling import settle
from lib.ingest.staging.stage import Stage
from lib.ingest.staging.store_checks import compare_stages
from lib.ingest.upload.answers import Answers
from lib.ingest.upload.collector import uncollected
from lib.ingest.upload.failing import FailingRows, failing_rows
from lib.ingest.upload.found import HEAD, FoundTable
from lib.ingest.upload.header import check_header
from lib.ingest.upload.inspection import Inspection, inspect_files
from lib.ingest.upload.layout import check_layout, report_shared_amounts, shared_amounts
from lib.ingest.upload.loading import write_tables
from lib.ingest.upload.matched import propose_unused
from lib.ingest.upload.preview import Preview, preview
from lib.ingest.upload.remembering import remember_readings
from lib.ingest.upload.results import (
    Counts,
    Loaded,
    NeedsInput,
    RejectedError,
    Report,
    StoreChangedError,
    TableReport,
)
from lib.ingest.upload.same_key import check_key, keep_key, pseudonyms_of
from lib.ingest.upload.seen import seen_before
from lib.ingest.upload.staged_table import StagedTable, leave_out_unwanted, stages_in_order
from lib.services.actors import Actor
from lib.services.rights import LOAD_FILES
from lib.store.audit import record
from lib.store.engine import workbench, write_transaction

#: Changed rows that are shown side by side before they are loaded.
MOST_CHANGES = 200


class Prepared:
    """Files that were read and checked, beside the store and not yet in it. Close it when done."""

    def __init__(self, engine: Engine, inspection: Inspection, demonstration: bool, progress: Progress) -> None:
        self._open = ExitStack()
        # Whoever forgets to close it, such as a session that ends, closes it by losing its last reference.
        self._closing = weakref.finalize(self, self._open.close)
        # Two threads on one connection would bring the process down.
        self._in_use = Lock()
        self._connection = self._open.enter_context(workbench(engine))
        self._engine = engine
        self._inspection = inspection
        self._tables = [
            StagedTable(found, demonstration if own is None else own)
            for found in inspection.found
            for own in (found.table.sheet.demonstration,)
        ]
        try:
            self._read(progress)
            with self._connection.begin():
                # What other imports do from here on is looked for when these files are loaded.
                self._seen = imports_seen(self._connection)
                self._check(progress)
                self.report = self._report(progress)
                #: The first rows that each table gives for each entity.
                self.previews = self._previews()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Drop everything that is not loaded."""
        with self._in_use:
            self._closing()

    def __enter__(self) -> Prepared:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def found(self) -> tuple[FoundTable, ...]:
        """The tables of the files."""
        return self._inspection.found

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """The files, each once."""
        return tuple(dict.fromkeys(found.file for found in self.found))

    @property
    def answers(self) -> Answers:
        """What their owner has answered, with what is remembered of earlier files."""
        return self._inspection.answers

    def is_demonstration(self, found: FoundTable) -> bool:
        """Return whether the rows of a table are demonstration data."""
        return self._tables[found.number].demonstration

    @property
    def _where(self) -> list[str]:
        return [found.where for found in self.found]

    def differences(self, most: int) -> list[Difference]:
        """List what loading would change in the store: changed cells, and new rows; at most `most` of each and entity.

        Raises:
            ResourceClosedError: it was closed.
        """
        with self._in_use:
            return [found for stage in stages_in_order(self._tables) for found in list_differences(stage, most)]

    def failing_rows(self, most: int) -> dict[str, FailingRows]:
        """List the first rows with errors that can be mended, at most `most` of each table, by where the table is.

        Raises:
            ResourceClosedError: it was closed.
        """
        with self._in_use:
            listed = {found.where: failing_rows(found, self.problems, most) for found in self.found}
        return {where: rows for where, rows in listed.items() if rows is not None}

    def _read(self, progress: Progress) -> None:
        key = self._key = pseudonyms_of(self._engine)
        with self._connection.begin():
            self.problems = ProblemTable(self._connection)
            for table in self._tables:
                wrong = check_header(table.found)
                self.problems.add(table.found.number, wrong)
                # Rows under such a header cannot be read.
                if not any(problem.level == ERROR for problem in wrong):
                    self._stage(table, key, progress)
            check_key(self._connection, key)

    def _stage(self, table: StagedTable, key: Pseudonyms, progress: Progress) -> None:
        found = table.found
        for reader in found.readers:
            fields = {column.field.name for column in reader.columns}
            for amount in reader.schema.amounts:
                if fields & {f"{amount}_eur", f"{amount}_original"}:
                    fields |= {f"{amount}_eur", f"{amount}_original", "currency"}
            if any(f"{amount}_original" in fields for amount in reader.schema.amounts) and found.given.rates:
                fields |= {"eur_rate", "eur_rate_date"}
            headers = {column.field.name: column.header for column in reader.columns}
            number = sum(len(other.stages) for other in self._tables)
            table.stages.append(Stage(self._connection, number, found.number, reader.mapping, fields, headers))
        self._fill(table, key, progress)
        if found.is_unsettled:
            # Later rows prove more of how a column is written than the first ones did: all are read again.
            requests = found.settle_notations()
            if requests:
                raise NeedsInput(replace(self._inspection, requests=tuple(requests)))
            for stage in table.stages:
                stage.clear()
            self.problems.clear(found.number)
            self._fill(table, key, progress)
        for stage in table.stages:
            stage.create_indexes()

    def _fill(self, table: StagedTable, key: Pseudonyms, progress: Progress) -> None:
        """Read, check and stage every row of a table."""
        found = table.found
        found.rows, width, first = 0, len(found.table.header), True
        separator, used, shared = separator_of(found.table.sheet), found.used, shared_amounts(found)
        self.problems.add(found.number, check_layout(found))
        for _, filled in uncollected(found.chunks()):
            problems: list[Problem] = []
            look_for_swallowed(filled, width, separator, problems)
            rows = without_overlong(filled, width, problems)
            if first:
                found.head = rows[0][:HEAD], rows[1][:HEAD]
            report_no_values(rows, found.table.header, used, problems, found.is_persons)
            report_shared_amounts(shared, rows[0], problems)
            columns = by_place(rows[1])
            chunks = []
            for reader in found.readers:
                numbers, own = split_rows(reader.mapping, found.table.header, rows, columns)
                if reader.watches and not first:
                    reader.watch(own, len(numbers))
                chunks.append(reader.read(numbers, own, key, problems))
            chunks = table.wanted(chunks, problems)
            bad = {problem.row for problem in problems if problem.level == ERROR}
            for stage, chunk in zip(table.stages, chunks, strict=True):
                stage.add(chunk.without(chunk.bad if stage.mapping.only_new else bad))
                if bad:
                    stage.refuse(chunk.only(bad))
            self.problems.add(found.number, problems)
            found.rows, first = found.rows + len(filled[0]), False
            share = min(1.0, found.rows / found.rows_expected) if found.rows_expected else None
            progress(share, f"{found.where}: {found.rows:,} rows checked")

    def _is_demonstration(self, stage: Stage) -> bool:
        return self.is_demonstration(self.found[stage.source])

    def _check(self, progress: Progress) -> None:
        leave_out_unwanted(self._tables)
        self._settle_references(progress)
        self._namesakes = Namesakes(self._inspection.answers.choices, self._is_demonstration, self._where)
        settle(stages_in_order(self._tables), self._where, self.problems, self._namesakes, progress)
        warn_of_alike_keys(stages_in_order(self._tables), self._is_demonstration, self._where, self.problems)
        self._compare(progress)

    def _settle_references(self, progress: Progress) -> None:
        """Put keys in place of names, and stage the organisations that are to be created."""
        choices = self._inspection.answers.choices
        references = References(self._connection, choices)
        ordered = stages_in_order(self._tables)
        self._unknown = settle_same_titles(ordered, self._is_demonstration, choices, self.problems)
        for stage in ordered:
            progress(None, f"Looking up what {stage.schema.entity} rows refer to")
            references.settle(stage, self._referable(stage), self._is_demonstration(stage))
        for demonstration in (False, True):
            stages = [stage for table in self._tables if table.demonstration == demonstration for stage in table.stages]
            number = len(stages_in_order(self._tables))
            for new in create_unknown(self._connection, stages, choices, number):
                self._tables[new.source].created.append(new)
            self._unknown += unknown_names(stages, references)

    def _referable(self, stage: Stage) -> list[Stage]:
        """Return the stages that rows of a stage may refer to, parents before children."""
        own = self._is_demonstration(stage)
        return [
            other
            for other in stages_in_order(self._tables)
            # Countries are reference data: rows of both datasets refer to them.
            if self._is_demonstration(other) == own or other.schema.entity == "country"
        ]

    def _compare(self, progress: Progress) -> None:
        compare_stages(stages_in_order(self._tables), self._referable, self._is_demonstration, self.problems, progress)
        # A row of another entity may have come along for a row that was dropped since.
        for stage in (stage for table in self._tables for stage in table.stages):
            stage.drop(self.problems)

    def _report(self, progress: Progress) -> Report:
        progress(None, "Writing the report")
        counts: dict[str, Counts] = {}
        changes: list[dict[str, Any]] = []
        stages = stages_in_order(self._tables)
        for stage in stages:
            entity = stage.schema.entity
            counts[entity] = counts.get(entity, Counts()) + Counts(**count_changes(stage))
            if len(changes) < MOST_CHANGES:
                changes += list_changes(stage, MOST_CHANGES - len(changes))
        large: list[str] = []
        for demonstration in (False, True):
            own = [stage for stage in stages if self._is_demonstration(stage) == demonstration]
            for entity in counts:
                missing = count_missing([one for one in own if one.schema.entity == entity], demonstration)
                counts[entity] += Counts(missing=missing)
            if any(count.writes for count in counts.values()):
                large += large_changes(own, demonstration)
        return Report(
            tuple(self._table_report(table) for table in self._tables),
            self._inspection.left_out,
            counts,
            tuple(self.problems.groups(self._where, ERROR)),
            tuple(self.problems.groups(self._where, WARNING)),
            tuple(changes),
            tuple(self._unknown),
            tuple(seen_before(self._connection, {found.file.sha256: found.file for found in self.found})),
            tuple(large),
            tuple(self._namesakes.asked),
        )

    def _previews(self) -> tuple[Preview, ...]:
        return tuple(shown for table in self._tables for shown in preview(table, self.problems))

    def _table_report(self, table: StagedTable) -> TableReport:
        found = table.found
        bad = self.problems.count_bad_rows(found.number) if table.stages else found.rows
        return TableReport(
            found.where,
            found.format,
            table.main.schema.entity if table.main else "",
            found.rows,
            bad,
            tuple(table.describe()),
            tuple(found.unused),
            propose_unused(found) if table.stages else {},
            tuple(table.names),
        )

    def load(
        self,
        actor: Actor,
        *,
        quarantine_bad_rows: bool = False,
        check: Callable[[Connection], None] = lambda _connection: None,
        progress: Progress = ignore_progress,
    ) -> Loaded:
        """Load what was prepared, in one transaction.

        Args:
            actor: who loads it; their name is kept with the import.
            quarantine_bad_rows: load the valid rows and quarantine the others; without it one bad row rejects all.
            check: called in the transaction before anything is written; what it raises ends the work.
            progress: receives the steps.

        Raises:
            NotPermittedError: the actor may not load files.
            RejectedError: rows have errors, perhaps because the store has changed since, or there is no row that could
                be loaded; nothing was loaded.
            StoreChangedError: what the files would change was changed since the report; nothing was loaded. `report` is
                what loading would do now, and loading again does that.
        """
        actor.check_on_record(LOAD_FILES)
        progress(None, "Waiting for the store")
        with self._in_use:
            # Reading problems for a report began a transaction, which would hold on to the store as it was then.
            self._connection.rollback()
            try:
                return self._load(actor, quarantine_bad_rows, check, progress)
            except _OtherImport:
                with self._connection.begin():
                    self._seen = imports_seen(self._connection)
                    self._compare(progress)
                    self.report = self._report(progress)
                    self.previews = self._previews()
                raise StoreChangedError(self.report) from None

    def _load(
        self, actor: Actor, quarantine_bad_rows: bool, check: Callable[[Connection], None], progress: Progress
    ) -> Loaded:
        with write_transaction(self._connection):
            check(self._connection)
            keep_key(self._connection, self._key)
            # What was found may have changed since: another import may have come in between.
            self._compare(progress)
            errors = self.problems.groups(self._where, ERROR)
            if errors and not quarantine_bad_rows:
                raise RejectedError(errors)
            if has_overtaken(stages_in_order(self._tables), self._seen):
                raise _OtherImport
            loaded = write_tables(self._connection, self._tables, self.problems, actor.name, bool(errors), progress)
            report = replace(self.report, counts=loaded.counts)
            if loaded.upload_id is None and not report.changes_nothing:
                raise RejectedError(errors, report.why_nothing)
            if loaded.upload_id is not None:
                read = (table.found for table in self._tables if table.import_id is not None)
                remember_readings(self._connection, read, actor.name, loaded.upload_id)
                self._namesakes.remember(self._connection, actor.name, loaded.upload_id)
                counts = {entity: asdict(one) for entity, one in loaded.counts.items()}
                record(self._connection, actor, LOAD_FILES.action, f"import {loaded.upload_id}", after=counts)
            return loaded


class _OtherImport(Exception):
    """Another import has changed what these files would change."""


def prepare(
    engine: Engine,
    files: Sequence[SourceFile],
    answers: Answers | None = None,
    *,
    demonstration: bool = False,
    progress: Progress = ignore_progress,
) -> Prepared:
    """Read and check files, and compare them with the store. Nothing is written to it.

    Args:
        engine: the store.
        files: loaded together or not at all.
        answers: what their owner has answered.
        demonstration: their rows are made up: demonstration data. They never change facts, nor facts them.
        progress: receives the steps; what it raises ends the work.

    Raises:
        UnreadableFileError: a file cannot be read, or its names not under the store's key (PseudonymKeyError).
        NeedsInput: their owner must answer something first.
    """
    inspection = inspect_files(engine, files, answers or Answers(), progress, demonstration=demonstration)
    if inspection.requests:
        raise NeedsInput(inspection)
    return Prepared(engine, inspection, demonstration, progress)
