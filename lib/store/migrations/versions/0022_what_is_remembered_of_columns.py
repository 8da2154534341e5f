"""With the match of columns it is remembered which are not loaded, and what words and amounts in them mean"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"


def upgrade() -> None:
    op.add_column("column_match", sa.Column("given", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.execute("ALTER TABLE column_match DROP COLUMN given")
