"""Projects through fixed lenses"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"


def upgrade() -> None:
    op.create_table(
        "project_lens",
        sa.Column("lens", sa.String(length=30), nullable=False),
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("category", sa.String(length=80), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "lens IN ('HRCS health category', 'HRCS research activity', 'PM topic')",
            name=op.f("ck_project_lens_lens_known"),
        ),
        sa.CheckConstraint("origin IN ('source', 'terms')", name=op.f("ck_project_lens_origin_known")),
        sa.CheckConstraint("weight BETWEEN 1 AND 1000000", name=op.f("ck_project_lens_weight_is_a_share")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.project_id"], name=op.f("fk_project_lens_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lens", "project_id", "category", name=op.f("pk_project_lens")),
    )
    op.create_index(op.f("ix_project_lens_project_id"), "project_lens", ["project_id"], unique=False)
    op.create_table(
        "lens_reading",
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.project_id"], name=op.f("fk_lens_reading_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_lens_reading")),
    )
    op.create_table(
        "lens_mark",
        sa.Column("mark", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_lens_mark")),
    )


def downgrade() -> None:
    op.drop_table("lens_mark")
    op.drop_table("lens_reading")
    op.drop_index(op.f("ix_project_lens_project_id"), table_name="project_lens")
    op.drop_table("project_lens")
