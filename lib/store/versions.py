"""What changes with the rows of the store, so that what was computed of them is known to be stale."""

from __future__ import annotations

from sqlalchemy import Engine, func, select

from lib.entities.import_record import ImportRecord


def imports_version(engine: Engine) -> str:
    """Return the version of the imports: it changes with every import, and with every one undone."""
    query = select(func.count(), func.max(ImportRecord.import_id), func.count(ImportRecord.undone_at))
    with engine.connect() as connection:
        return "-".join(str(value) for value in connection.execute(query).one())
