"""What the sentence encoder says of texts, so that it is asked once for each"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"


def upgrade() -> None:
    op.create_table(
        "text_vector",
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("model", sa.String(60), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("text_hash", "model", name=op.f("pk_text_vector")),
        sa.CheckConstraint("length(text_hash) = 64", name=op.f("ck_text_vector_text_hash_length")),
    )


def downgrade() -> None:
    op.drop_table("text_vector")
