"""Funding scheme, legal basis and topic of projects; capacity and region of participations; places of organisations"""

from __future__ import annotations

from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"

_CAPACITIES = "'beneficiary', 'associated partner', 'international partner', 'third party'"
_ADDED = (
    ("project", "funding_scheme", "TEXT"),
    ("project", "legal_basis", "TEXT"),
    ("project", "call_topic", "TEXT"),
    ("participation", "capacity", "VARCHAR(30)"),
    ("participation", "nuts", "VARCHAR(5)"),
    ("organisation", "coordinates", "VARCHAR(40)"),
)


def upgrade() -> None:
    for table, name, kind in _ADDED:
        known = f" CONSTRAINT ck_{table}_{name}_known CHECK ({name} IN ({_CAPACITIES}))" if name == "capacity" else ""
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}{known}")
        op.execute(f"ALTER TABLE {table}_before ADD COLUMN {name} {kind}")
    op.create_index("ix_participation_nuts_project_id", "participation", ["nuts", "project_id"])


def downgrade() -> None:
    op.drop_index("ix_participation_nuts_project_id", "participation")
    for table, name, _ in _ADDED:
        op.execute(f"ALTER TABLE {table}_before DROP COLUMN {name}")
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
