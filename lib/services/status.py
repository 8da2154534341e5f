"""What the store holds and what was loaded last."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Engine, func, select

from lib.entities.import_record import ImportRecord
from lib.entities.registry import ENTITIES
from lib.store.schema import schema_version


@dataclass(frozen=True)
class Status:
    """Schema version, rows by entity, and the latest imports, newest first."""

    schema_version: str | None
    rows: dict[str, int]
    latest_imports: list[dict[str, object]]

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def store_status(engine: Engine, imports: int = 10) -> Status:
    """Return the state of the store at `engine`, with at most `imports` of the latest imports."""
    with engine.connect() as connection:
        rows = {
            name: connection.scalar(select(func.count()).select_from(entity.model)) or 0
            for name, entity in ENTITIES.items()
        }
        record = ImportRecord
        latest = connection.execute(
            select(
                record.import_id,
                record.imported_at,
                record.imported_by,
                record.entity,
                record.file_name,
                record.sha256,
                record.rows_read,
                record.rows_new,
                record.rows_changed,
                record.rows_same,
                record.demonstration,
            )
            .order_by(record.import_id.desc())
            .limit(imports)
        ).mappings()
        listed = [{**row, "imported_at": row["imported_at"].isoformat(timespec="seconds")} for row in latest]
    return Status(schema_version(engine), rows, listed)
