"""Cells of attendance lists that may be published"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    op.create_table(
        "attendance_cell",
        sa.Column("dimension", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.String(length=120), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=True),
        sa.Column("attended_least", sa.Integer(), nullable=True),
        sa.Column("attended_most", sa.Integer(), nullable=True),
        sa.Column("registered", sa.Integer(), nullable=True),
        sa.Column("registered_least", sa.Integer(), nullable=True),
        sa.Column("registered_most", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("dimension", "category", "event_id", "illustrative", name=op.f("pk_attendance_cell")),
    )
    op.create_index(op.f("ix_attendance_cell_event_id_dimension"), "attendance_cell", ["event_id", "dimension"])


def downgrade() -> None:
    op.drop_index(op.f("ix_attendance_cell_event_id_dimension"), table_name="attendance_cell")
    op.drop_table("attendance_cell")
