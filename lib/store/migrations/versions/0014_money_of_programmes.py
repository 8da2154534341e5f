"""What a programme's amount is, whose money it is, and whether it is a single competition; projects' money by year"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"

_WORDS = {
    "amount_kind": (20, ("appropriation", "announced plan", "call budget", "spending")),
    "money_from": (10, ("public", "private", "mixed")),
}


def upgrade() -> None:
    for name, (length, allowed) in _WORDS.items():
        listed = ", ".join(f"'{word}'" for word in allowed)
        check = f"CONSTRAINT ck_programme_{name}_known CHECK ({name} IN ({listed}))"
        # In one statement with its check: SQLite cannot add a constraint to a table later.
        op.execute(f"ALTER TABLE programme ADD COLUMN {name} VARCHAR({length}) {check}")
        op.add_column("programme_before", sa.Column(name, sa.String(length=length), nullable=True))
    for table in ("programme", "programme_before"):
        op.add_column(table, sa.Column("single_competition", sa.Boolean(), nullable=True))
    op.create_table(
        "project_money_year",
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.Column("projects_with_funding", sa.Integer(), nullable=False),
        sa.Column("funding_eur", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("demonstration", "level", "year", name=op.f("pk_project_money_year")),
    )


def downgrade() -> None:
    op.drop_table("project_money_year")
    for table in ("programme_before", "programme"):
        for name in (*_WORDS, "single_competition"):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
