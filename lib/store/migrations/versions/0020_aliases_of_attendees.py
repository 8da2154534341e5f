"""A second pseudonym of an attendee, by which lists of e-mail addresses and lists of names are joined

Of rows that are stored already it stays empty: nobody knows any more whether a name or an address was behind them.
"""

from __future__ import annotations

from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"


def upgrade() -> None:
    for table in ("attendance", "attendance_before"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN alias VARCHAR(64)")
    op.create_index("ix_attendance_event_id_alias", "attendance", ["event_id", "alias"])


def downgrade() -> None:
    op.drop_index("ix_attendance_event_id_alias", "attendance")
    for table in ("attendance", "attendance_before"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN alias")
