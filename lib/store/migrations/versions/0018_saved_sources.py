"""Sources that come again"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"


def upgrade() -> None:
    op.create_table(
        "saved_source",
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("wanted", sa.String(80), nullable=True),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(), nullable=True),
        sa.Column("loaded_sha256", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_saved_source")),
    )


def downgrade() -> None:
    op.drop_table("saved_source")
