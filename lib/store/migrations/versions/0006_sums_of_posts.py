"""Sums of posts by day and by hour of the week"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"


def upgrade() -> None:
    # Filled by lib.store.schema.upgrade, which makes every summary anew.
    op.create_table(
        "channel_day",
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("seen_posts", sa.Integer(), nullable=False),
        sa.Column("engaged_posts", sa.Integer(), nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("engagements", sa.BigInteger(), nullable=True),
        sa.Column("rated_impressions", sa.BigInteger(), nullable=True),
        sa.Column("rated_engagements", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("illustrative", "channel", "day", name=op.f("pk_channel_day")),
    )
    op.create_table(
        "channel_hour",
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("seen_posts", sa.Integer(), nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("rated_posts", sa.Integer(), nullable=False),
        sa.Column("rated_impressions", sa.BigInteger(), nullable=True),
        sa.Column("rated_engagements", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("illustrative", "channel", "year", "weekday", "hour", name=op.f("pk_channel_hour")),
    )


def downgrade() -> None:
    op.drop_table("channel_hour")
    op.drop_table("channel_day")
