"""Which files the store has seen before."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from lib.entities.import_record import ImportRecord
from lib.ingest.readers.source import SourceFile


def seen_before(connection: Connection, files: dict[str, SourceFile]) -> Iterator[str]:
    """Say which files were loaded before, by an import that is not undone."""
    rows = connection.execute(
        select(ImportRecord.sha256, ImportRecord.upload_id, ImportRecord.imported_at, ImportRecord.imported_by)
        .where(ImportRecord.sha256.in_(list(files)), ImportRecord.undone_at.is_(None))
        .order_by(ImportRecord.import_id)
    )
    for sha256, upload_id, at, by in {row.sha256: row for row in rows}.values():
        yield f"{files[sha256].name} was loaded before, by {by} on {at:%Y-%m-%d %H:%M} UTC (import {upload_id})."
