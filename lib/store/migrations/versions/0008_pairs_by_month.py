"""Country pairs and widening countries by month, so that periods of whole months are summed from summaries"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"

_FLAGS = ("widening", "other", "widening_fact", "other_fact")


def upgrade() -> None:
    # Filled by lib.store.schema.upgrade, which makes every summary anew.
    op.create_table(
        "country_pair_month",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("a", sa.String(length=2), nullable=False),
        sa.Column("b", sa.String(length=2), nullable=False),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", "month", "illustrative", "level", "a", "b", name=op.f("pk_country_pair_month")),
    )
    op.drop_table("widening_year")
    _create_widening("widening_month", "year", "month")


def downgrade() -> None:
    op.drop_table("widening_month")
    _create_widening("widening_year", "year")
    op.drop_table("country_pair_month")


def _create_widening(table: str, *when: str) -> None:
    op.create_table(
        table,
        sa.Column("level", sa.String(length=20), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in when),
        *(sa.Column(flag, sa.Boolean(), nullable=False) for flag in _FLAGS),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("level", *when, *_FLAGS, name=op.f(f"pk_{table}")),
    )
