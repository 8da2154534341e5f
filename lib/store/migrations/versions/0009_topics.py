"""Topics, and what the secretariat said of them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"


def upgrade() -> None:
    op.create_table(
        "topic",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("made_label", sa.Text(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("made_terms", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("colour", sa.Integer(), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.CheckConstraint("colour >= 0", name=op.f("ck_topic_colour_not_negative")),
        sa.PrimaryKeyConstraint("topic_id", name=op.f("pk_topic")),
    )
    op.create_table(
        "topic_run",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.Column("unassigned", sa.Integer(), nullable=False),
        sa.Column("topics", sa.Integer(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("proposals", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_topic_run")),
    )
    op.create_table(
        "topic_correction",
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.String(length=120), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('rename', 'merge', 'split', 'pin', 'exclude')", name=op.f("ck_topic_correction_kind_known")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.topic_id"], name=op.f("fk_topic_correction_topic_id")),
        sa.PrimaryKeyConstraint("correction_id", name=op.f("pk_topic_correction")),
    )
    op.create_table(
        "project_place",
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("x", sa.Float(), nullable=False),
        sa.Column("y", sa.Float(), nullable=False),
        sa.Column("typical", sa.Float(), nullable=True),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("length(text_hash) = 64", name=op.f("ck_project_place_text_hash_length")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.project_id"], name=op.f("fk_project_place_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_project_place")),
    )
    op.create_table(
        "project_topic",
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 1000000", name=op.f("ck_project_topic_weight_is_a_part")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.project_id"], name=op.f("fk_project_topic_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.topic_id"], name=op.f("fk_project_topic_topic_id")),
        sa.PrimaryKeyConstraint("project_id", "topic_id", name=op.f("pk_project_topic")),
    )
    op.create_index(
        op.f("ix_project_topic_topic_id_project_id_weight"),
        "project_topic",
        ["topic_id", "project_id", "weight"],
        unique=False,
    )
    op.create_table(
        "topic_found",
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 1000000", name=op.f("ck_topic_found_weight_is_a_part")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.project_id"], name=op.f("fk_topic_found_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.topic_id"], name=op.f("fk_topic_found_topic_id")),
        sa.PrimaryKeyConstraint("project_id", "topic_id", name=op.f("pk_topic_found")),
    )


def downgrade() -> None:
    op.drop_table("topic_found")
    op.drop_index(op.f("ix_project_topic_topic_id_project_id_weight"), table_name="project_topic")
    op.drop_table("project_topic")
    op.drop_table("project_place")
    op.drop_table("topic_correction")
    op.drop_table("topic_run")
    op.drop_table("topic")
