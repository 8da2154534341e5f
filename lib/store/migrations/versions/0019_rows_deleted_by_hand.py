"""How many rows somebody deleted by hand"""

from __future__ import annotations

from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"


def upgrade() -> None:
    # In one statement with its check: SQLite cannot add a constraint to a table later.
    check = "CONSTRAINT ck_import_record_rows_deleted_not_negative CHECK (rows_deleted >= 0)"
    op.execute(f"ALTER TABLE import_record ADD COLUMN rows_deleted INTEGER DEFAULT 0 NOT NULL {check}")


def downgrade() -> None:
    op.execute("ALTER TABLE import_record DROP COLUMN rows_deleted")
