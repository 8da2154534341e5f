"""Who works with whom: summaries of country pairs and of widening countries"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"


def upgrade() -> None:
    op.create_table(
        "country_pair",
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("a", sa.String(length=2), nullable=False),
        sa.Column("b", sa.String(length=2), nullable=False),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("illustrative", "level", "year", "a", "b", name=op.f("pk_country_pair")),
    )
    op.create_table(
        "widening_year",
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("widening", sa.Boolean(), nullable=False),
        sa.Column("other", sa.Boolean(), nullable=False),
        sa.Column("widening_fact", sa.Boolean(), nullable=False),
        sa.Column("other_fact", sa.Boolean(), nullable=False),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "level", "year", "widening", "other", "widening_fact", "other_fact", name=op.f("pk_widening_year")
        ),
    )


def downgrade() -> None:
    op.drop_table("widening_year")
    op.drop_table("country_pair")
