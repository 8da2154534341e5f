"""Saved views have owners, and are private, shared or pinned; those of before stay there for all"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"

_OF_BEFORE = ("name", "page", "query", "saved_at", "saved_by")


def upgrade() -> None:
    before = _taken()
    op.create_table(
        "saved_view",
        sa.Column("view_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("view_id", name=op.f("pk_saved_view")),
    )
    of_all = {"owner": "", "shared": True, "pinned": True}
    _put([*_OF_BEFORE, *of_all], [{**row, **of_all} for row in before])


def downgrade() -> None:
    # A name stands there once, as it did before.
    rows = list({row["name"]: row for row in _taken()}.values())
    op.create_table(
        "saved_view",
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_saved_view")),
    )
    _put(list(_OF_BEFORE), rows)


def _taken() -> list[dict[str, object]]:
    """Read all views, and remove their table."""
    table = sa.table("saved_view", *_columns(list(_OF_BEFORE)))
    rows = [dict(row) for row in op.get_bind().execute(sa.select(table)).mappings()]
    op.drop_table("saved_view")
    return rows


def _put(names: list[str], rows: list[dict[str, object]]) -> None:
    if rows:
        op.bulk_insert(sa.table("saved_view", *_columns(names)), rows)


def _columns(names: list[str]) -> list[sa.ColumnClause[object]]:
    kinds: dict[str, object] = {"saved_at": sa.DateTime(), "shared": sa.Boolean(), "pinned": sa.Boolean()}
    return [sa.column(name, kinds.get(name, sa.Text())) for name in names]  # type: ignore[arg-type]
