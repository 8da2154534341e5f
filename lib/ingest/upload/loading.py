"""From staged tables to the store, within a transaction: rows, import records and quarantined rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, insert, update

from lib.common.clock import utc_now
from lib.common.progress import Progress
from lib.entities.import_record import ImportRecord
from lib.ingest.problems import ERROR, HIDDEN, WARNING
from lib.ingest.staging.changes import count_changes
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.upload.found import FoundTable
from lib.ingest.upload.results import Counts, Loaded
from lib.ingest.upload.shown import bad_rows
from lib.ingest.upload.staged_table import StagedTable, stages_in_order
from lib.ingest.upload.writing import write_target
from lib.store.housekeeping_tables import QuarantinedRow
from lib.store.summaries import SUMMARISED, refresh_summaries


def write_tables(
    connection: Connection,
    tables: Sequence[StagedTable],
    problems: ProblemTable,
    by: str,
    has_errors: bool,
    progress: Progress,
) -> Loaded:
    """Write the staged rows of all tables, with a record for each table that changes anything.

    Args:
        connection: in the transaction that loads them.
        tables: what was staged; each gets the number of its import.
        problems: of all rows.
        by: who loads them, for the records.
        has_errors: whether rows have errors, which are quarantined then.
        progress: receives the steps.
    """
    upload_id: int | None = None
    counts: dict[str, Counts] = {}
    quarantined = 0
    for table in tables:
        counted: dict[str, Counts] = {}
        for stage in table.all_stages:
            entity = stage.schema.entity
            counted[entity] = counted.get(entity, Counts()) + Counts(**count_changes(stage))
        bad = problems.count_bad_rows(table.found.number) if has_errors else 0
        for entity, count in counted.items():
            counts[entity] = counts.get(entity, Counts()) + count
        if any(count.writes for count in counted.values()):
            groups = _groups(tables, table.found, problems)
            table.import_id = _record(connection, table, counted, groups, by, bad, upload_id)
            upload_id = upload_id or table.import_id
            quarantined += _quarantine(connection, table, problems) if bad else 0
    if upload_id is None:
        return Loaded(None, counts)
    by_source = {table.found.number: table.import_id for table in tables}
    for stage in stages_in_order(tables):
        import_id = by_source[stage.source]
        if import_id is not None:
            progress(None, f"Writing {stage.schema.entity} rows")
            for place, target in enumerate(stage.schema.targets):
                write_target(connection, stage, place, target, import_id)
    if SUMMARISED & counts.keys():
        progress(None, "Refreshing the summaries")
        refresh_summaries(connection, counts.keys())
    return Loaded(upload_id, counts, quarantined)


def _groups(tables: Sequence[StagedTable], found: FoundTable, problems: ProblemTable) -> list[dict[str, object]]:
    """The problems of a table, as its import record keeps them: of sums of persons, without their cells."""
    where = [table.found.where for table in tables]
    hidden = found.counts_persons
    return [
        (replace(group, examples=tuple((row, HIDDEN) for row, _ in group.examples)) if hidden else group).as_json()
        for level in (ERROR, WARNING)
        for group in problems.groups(where, level)
        if group.where == found.where
    ]


def _record(
    connection: Connection,
    table: StagedTable,
    counted: dict[str, Counts],
    groups: list[dict[str, object]],
    by: str,
    bad: int,
    upload_id: int | None,
) -> int:
    """Write the import record of a table. Returns its number."""
    found, given = table.found, table.found.given
    assert table.main is not None
    main = counted[table.main.schema.entity]
    inserted = connection.execute(
        insert(ImportRecord).values(
            file_name=found.file.name,
            sheet=found.table.sheet.name or None,
            sha256=found.file.sha256,
            size_bytes=found.file.size,
            file_format=found.format,
            entity=table.main.schema.entity,
            imported_at=utc_now(),
            imported_by=by,
            rows_read=found.rows,
            rows_new=main.new,
            rows_changed=main.changed + main.completed,
            rows_same=main.same,
            rows_aside=bad,
            demonstration=table.demonstration,
            options={
                **({"reason": found.reason} if found.reason else {}),
                "how it was read": table.describe(),
                "given": {**({} if found.counts_persons else given.constants), **given.notations},
                "words read as empty": {
                    column or "every column": sorted(words)
                    for column, words in given.empty_words.items()
                    if found.may_keep_cells_of(column)
                },
                "cells read as": {
                    column or "every column": dict(values)
                    for column, values in given.values.items()
                    if found.may_keep_cells_of(column)
                },
                "columns left out": sorted(given.ignored),
                "cells mended by hand": found.cells_mended,
                "rates": {c: f"{rate} on {day.isoformat()}" for c, (rate, day) in given.rates.items()},
                "rows by entity": {
                    entity: {"new": c.new, "changed": c.changed + c.completed, "same": c.same}
                    for entity, c in counted.items()
                },
            },
            report=groups,
            upload_id=upload_id,
        )
    ).inserted_primary_key
    assert inserted is not None
    import_id = int(inserted[0])
    if upload_id is None:
        connection.execute(update(ImportRecord).where(ImportRecord.import_id == import_id).values(upload_id=import_id))
    return import_id


def _quarantine(connection: Connection, table: StagedTable, problems: ProblemTable) -> int:
    """Keep the rows with errors beside the import, so that they can be corrected and loaded later."""
    quarantined = 0
    for rows in bad_rows(table.found, problems):
        records = [
            {
                "import_id": table.import_id,
                "source_row": row,
                "cells": cells,
                "problems": [str(problem) for problem in errors],
            }
            for row, (cells, errors) in rows.items()
        ]
        if records:
            connection.execute(insert(QuarantinedRow), records)
            quarantined += len(records)
    return quarantined
