"""A remembered match of columns names the import that brought it, and is forgotten when that import is undone

Of matches that are remembered already it is not known which import brought them: they stay until somebody forgets them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"


def upgrade() -> None:
    op.add_column("column_match", sa.Column("upload_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.execute("ALTER TABLE column_match DROP COLUMN upload_id")
