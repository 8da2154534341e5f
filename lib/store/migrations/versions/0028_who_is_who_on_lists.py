"""What was said of persons of one name on the lists of an event: by pseudonyms, whether they are one"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"


def upgrade() -> None:
    op.create_table(
        "person_answer",
        sa.Column("event_id", sa.String(120), nullable=False),
        sa.Column("attendee", sa.String(64), nullable=False),
        sa.Column("other", sa.String(64), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=False), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_person_answer_import_id")),
        sa.PrimaryKeyConstraint("event_id", "attendee", "other", name=op.f("pk_person_answer")),
    )
    op.create_index(op.f("ix_person_answer_other"), "person_answer", ["other"])
    op.create_index(op.f("ix_person_answer_import_id"), "person_answer", ["import_id"])


def downgrade() -> None:
    op.drop_table("person_answer")
