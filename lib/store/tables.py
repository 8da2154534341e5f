"""Every table of the store, and those of rows as they were before an import changed them.

Whoever needs all tables at once, such as a migration, imports this module; it loads every model.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

# Their tables join Base.metadata when they are imported.
from lib.entities.base import Base
from lib.entities.import_record import ImportRecord
from lib.entities.registry import ENTITIES, SCHEMAS
from lib.store import audit, housekeeping_tables, summary_tables, topic_tables

__all__ = ["BEFORE", "Base", "audit", "housekeeping_tables", "summary_tables", "topic_tables"]


def _before(table: Table) -> Table:
    """A table for rows of `table` as they were before an import replaced them."""
    columns = [
        Column(column.name, column.type, primary_key=column.primary_key, index=column.name == "import_id" or None)
        for column in table.columns
    ]
    replaced_by = Column("replaced_by", Integer, ForeignKey("import_record.import_id"), primary_key=True)
    return Table(f"{table.name}_before", Base.metadata, replaced_by, *columns)


#: Rows as they were before an import changed them, by the table they belong to: what undoing puts back.
BEFORE: dict[str, Table] = {
    table.name: _before(table)
    for table in [
        *(entity.model.__table__ for entity in ENTITIES.values() if entity.model is not ImportRecord),
        *(child.model.__table__ for schema in SCHEMAS.values() for child in schema.children),
    ]
    if isinstance(table, Table)
}
