"""Sums of attendance, where an event has no rows of persons; cells say whether they are of sums, and approximate"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"

_COLUMNS = (
    ("attendance_sum_id", sa.Integer(), False),
    ("event_id", sa.String(120), False),
    ("country", sa.String(2), True),
    ("organisation_type", sa.String(40), True),
    ("registered", sa.Integer(), True),
    ("attended", sa.Integer(), True),
    ("source_row", sa.Integer(), False),
    ("source_url", sa.Text(), True),
    ("as_of", sa.Date(), True),
    ("as_of_precision", sa.String(5), True),
    ("approximate", sa.Boolean(), True),
    ("note", sa.Text(), True),
    ("verified_on", sa.Date(), True),
    ("verified_on_precision", sa.String(5), True),
    ("verified_by", sa.Text(), True),
    ("import_id", sa.Integer(), False),
)
_TYPES = (
    "'ministry', 'funding agency', 'foundation', 'university', 'research organisation', 'hospital', 'SME', 'company', "
    "'patient organisation', 'international organisation', 'public body', 'other'"
)
_PRECISION = "IN ('year', 'month')"
_CHECKS = {
    "organisation_type_known": f"organisation_type IN ({_TYPES})",
    "one_dimension": "country IS NULL OR organisation_type IS NULL",
    "registered_not_negative": "registered >= 0",
    "attended_not_negative": "attended >= 0",
    "attended_of_registered": "attended <= registered",
    "as_of_precision_known": f"as_of_precision {_PRECISION}",
    "verified_on_precision_known": f"verified_on_precision {_PRECISION}",
}
_REFERS = {"event_id": "event.event_id", "country": "country.iso2", "import_id": "import_record.import_id"}
_BOUNDS = tuple(f"{measure}{end}" for measure in ("attended", "registered") for end in ("", "_least", "_most"))


def _columns(*, may_be_empty: bool) -> list[sa.Column[object]]:
    return [
        sa.Column(name, kind, nullable=name != "attendance_sum_id" and (nullable or may_be_empty))
        for name, kind, nullable in _COLUMNS
    ]


def upgrade() -> None:
    op.create_table(
        "attendance_sum",
        *_columns(may_be_empty=False),
        *(sa.CheckConstraint(check, name=op.f(f"ck_attendance_sum_{name}")) for name, check in _CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([name], [to], name=op.f(f"fk_attendance_sum_{name}"))
            for name, to in _REFERS.items()
        ),
        sa.PrimaryKeyConstraint("attendance_sum_id", name=op.f("pk_attendance_sum")),
    )
    for name in ("country", "import_id"):
        op.create_index(op.f(f"ix_attendance_sum_{name}"), "attendance_sum", [name])
    op.create_index(
        "uq_attendance_sum_event_category",
        "attendance_sum",
        ["event_id", sa.text("coalesce(country, '')"), sa.text("coalesce(organisation_type, '')")],
        unique=True,
    )
    op.create_table(
        "attendance_sum_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        *_columns(may_be_empty=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_attendance_sum_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint("replaced_by", "attendance_sum_id", name=op.f("pk_attendance_sum_before")),
    )
    op.create_index(op.f("ix_attendance_sum_before_import_id"), "attendance_sum_before", ["import_id"])
    _make_cells(("from_sums", "approximate"))


def downgrade() -> None:
    _make_cells(())
    op.drop_table("attendance_sum_before")
    op.drop_table("attendance_sum")


def _make_cells(added: tuple[str, ...]) -> None:
    """Make the table of cells anew; the summaries are computed again after the migrations."""
    op.drop_table("attendance_cell")
    op.create_table(
        "attendance_cell",
        sa.Column("dimension", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.String(length=120), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in _BOUNDS),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in added),
        sa.PrimaryKeyConstraint("dimension", "category", "event_id", "demonstration", name=op.f("pk_attendance_cell")),
    )
    op.create_index(op.f("ix_attendance_cell_event_id_dimension"), "attendance_cell", ["event_id", "dimension"])
