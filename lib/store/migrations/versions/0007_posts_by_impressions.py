"""Posts by their impressions"""

from __future__ import annotations

from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"


def upgrade() -> None:
    op.create_index(
        op.f("ix_post_impressions_published_at_channel"),
        "post",
        ["impressions", "published_at", "channel"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_post_impressions_published_at_channel"), table_name="post")
