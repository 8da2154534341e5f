"""The words that tell a topic, beyond its ten terms"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"


def upgrade() -> None:
    # Added where the table is: SQLite cannot make a table anew that others refer to.
    op.add_column("topic", sa.Column("telling", sa.JSON(), nullable=False, server_default="[]"))
    # Topics that are there tell by their terms until the next run.
    op.execute("UPDATE topic SET telling = made_terms")


def downgrade() -> None:
    op.execute("ALTER TABLE topic DROP COLUMN telling")
