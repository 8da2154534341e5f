"""Summaries of calls"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    op.create_table(
        "call_country",
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("call_id", sa.String(length=120), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.Column("participations", sa.Integer(), nullable=False),
        sa.Column("coordinations", sa.Integer(), nullable=False),
        sa.Column("awarded_eur", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("illustrative", "call_id", "country", name=op.f("pk_call_country")),
    )
    op.create_table(
        "call_funder",
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("call_id", sa.String(length=120), nullable=False),
        sa.Column("funder", sa.String(length=120), nullable=False),
        sa.Column("awarded_eur", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("illustrative", "call_id", "funder", name=op.f("pk_call_funder")),
    )
    op.create_table(
        "call_figures",
        sa.Column("call_id", sa.String(length=120), nullable=False),
        sa.Column("facts_only", sa.Boolean(), nullable=False),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.Column("dated", sa.Integer(), nullable=False),
        sa.Column("by_signature", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=True)
            for name in ("shortest", "quarter", "median", "three_quarters", "longest")
        ),
        sa.PrimaryKeyConstraint("call_id", "facts_only", name=op.f("pk_call_figures")),
    )


def downgrade() -> None:
    for table in ("call_figures", "call_funder", "call_country"):
        op.drop_table(table)
