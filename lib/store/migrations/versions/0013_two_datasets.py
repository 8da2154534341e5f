"""Facts and demonstration data are two datasets: no summary holds both"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"

_SUMMARISED = (
    "country_year",
    "project_year",
    "call_country",
    "call_funder",
    "attendance_cell",
    "country_pair",
    "country_pair_month",
    "channel_day",
    "channel_hour",
)


def upgrade() -> None:
    for table in ("import_record", *_SUMMARISED):
        _rename(table, "illustrative", "demonstration")
    _rename("call_figures", "facts_only", "demonstration")
    # A summary is made anew after the migrations, so its rows need not be kept.
    op.execute("DELETE FROM call_figures")
    op.drop_table("widening_month")
    _create_widening("demonstration", "level", "year", "month", "widening", "other")


def downgrade() -> None:
    op.drop_table("widening_month")
    _create_widening("level", "year", "month", "widening", "other", "widening_fact", "other_fact")
    op.execute("DELETE FROM call_figures")
    _rename("call_figures", "demonstration", "facts_only")
    for table in ("import_record", *_SUMMARISED):
        _rename(table, "demonstration", "illustrative")


def _rename(table: str, old: str, new: str) -> None:
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")


def _create_widening(*keys: str) -> None:
    kinds: dict[str, Any] = {"level": sa.String(length=20), "year": sa.Integer(), "month": sa.Integer()}
    op.create_table(
        "widening_month",
        *(sa.Column(key, kinds.get(key, sa.Boolean()), nullable=False) for key in keys),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*keys, name=op.f("pk_widening_month")),
    )
