"""What was imported: every upload, and its report."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Engine, func, select

from lib.entities.import_record import ImportRecord
from lib.metrics.frames import fetch
from lib.store.datasets import dataset_in_words


def list_imports(engine: Engine) -> pd.DataFrame:
    """List every import of both datasets, the newest first.

    Returns:
        import_id, upload_id (integers; imports loaded together share the latter), imported_at (UTC), imported_by,
        file_name, sheet, file_format, entity (texts), rows_read, rows_new, rows_changed, rows_same, rows_quarantined,
        rows_deleted (integers), part (facts or demonstration), undone_at (UTC), undone_by, size_bytes, sha256.
    """
    record = ImportRecord
    query = select(
        record.import_id,
        func.coalesce(record.upload_id, record.import_id).label("upload_id"),
        record.imported_at,
        record.imported_by,
        record.file_name,
        record.sheet,
        record.file_format,
        record.entity,
        record.rows_read,
        record.rows_new,
        record.rows_changed,
        record.rows_same,
        record.rows_aside.label("rows_quarantined"),
        record.rows_deleted,
        dataset_in_words(record.demonstration),
        record.undone_at,
        record.undone_by,
        record.size_bytes,
        record.sha256,
    ).order_by(record.import_id.desc())
    return fetch(engine, query)


def imports_as_text(listed: pd.DataFrame) -> str:
    """Write the list of imports as lines of text."""
    if listed.empty:
        return "Nothing was imported yet."
    lines = []
    for row in listed.to_dict("records"):
        deleted = f"{row['rows_deleted']} deleted, " if row["rows_deleted"] else ""
        sheet = f" / {row['sheet']}" if not pd.isna(row["sheet"]) else ""
        undone = "" if pd.isna(row["undone_at"]) else f"  UNDONE by {row['undone_by']}"
        lines.append(
            f"{row['import_id']:>6}  {row['imported_at']:%Y-%m-%d %H:%M}  {row['file_name']}{sheet}: {row['entity']}, "
            f"{row['rows_new']} new, {row['rows_changed']} changed, {row['rows_same']} the same, "
            f"{row['rows_quarantined']} quarantined, {deleted}by {row['imported_by']}{undone}"
        )
    return "\n".join(lines)


def import_report(engine: Engine, import_id: int) -> dict[str, Any]:
    """Return how an import was read and its problems: `options` and `report` as they were kept."""
    with engine.connect() as connection:
        row = connection.execute(
            select(ImportRecord.options, ImportRecord.report).where(ImportRecord.import_id == import_id)
        ).one()
    return {"options": row.options, "report": row.report}
