"""The words that tell a topic, beyond its ten terms"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"


def upgrade() -> None:
    with op.batch_alter_table("topic") as table:
        # Topics that are there tell by their terms until the next run.
        table.add_column(sa.Column("telling", sa.JSON(), nullable=True))
    op.execute("UPDATE topic SET telling = made_terms")
    with op.batch_alter_table("topic") as table:
        table.alter_column("telling", existing_type=sa.JSON(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("topic") as table:
        table.drop_column("telling")
