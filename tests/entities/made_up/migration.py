"""Prizes."""

import sqlalchemy as sa
from alembic import op

revision: str = "9999"
down_revision: str | None = "{newest}"

_COLUMNS = (
    ("prize_id", sa.String(120), False),
    ("name", sa.Text(), False),
    ("kind", sa.String(20), True),
    ("winner", sa.String(120), True),
    ("country", sa.String(2), True),
    ("given_on", sa.Date(), True),
    ("given_on_precision", sa.String(5), True),
    ("money_eur", sa.BigInteger(), True),
    ("money_original", sa.BigInteger(), True),
    ("verified_on", sa.Date(), True),
    ("verified_on_precision", sa.String(5), True),
    ("verified_by", sa.Text(), True),
    ("source_row", sa.Integer(), False),
    ("source_url", sa.Text(), True),
    ("as_of", sa.Date(), True),
    ("as_of_precision", sa.String(5), True),
    ("approximate", sa.Boolean(), True),
    ("note", sa.Text(), True),
    ("currency", sa.String(3), True),
    ("eur_rate", sa.BigInteger(), True),
    ("eur_rate_date", sa.Date(), True),
    ("import_id", sa.Integer(), False),
)
_PRECISION = "IN ('year', 'month')"
_CHECKS = {
    "kind_known": "kind IN ('best practice', 'young researcher')",
    "given_on_precision_known": f"given_on_precision {_PRECISION}",
    "verified_on_precision_known": f"verified_on_precision {_PRECISION}",
    "as_of_precision_known": f"as_of_precision {_PRECISION}",
    "currency_code": "length(currency) = 3 AND currency = upper(currency)",
    "eur_rate_not_negative": "eur_rate >= 0",
    "money_eur_not_negative": "money_eur >= 0",
    "money_original_not_negative": "money_original >= 0",
}
_REFERS = {
    "winner": "organisation.organisation_id",
    "country": "country.iso2",
    "import_id": "import_record.import_id",
}
_INDEXED = ("winner", "country", "given_on", "import_id")


def _columns(*, may_be_empty: bool) -> list[sa.Column[object]]:
    return [
        sa.Column(name, kind, nullable=name != "prize_id" and (nullable or may_be_empty))
        for name, kind, nullable in _COLUMNS
    ]


def upgrade() -> None:
    op.create_table(
        "prize",
        *_columns(may_be_empty=False),
        *(sa.CheckConstraint(condition, name=op.f(f"ck_prize_{name}")) for name, condition in _CHECKS.items()),
        *(sa.ForeignKeyConstraint([name], [to], name=op.f(f"fk_prize_{name}")) for name, to in _REFERS.items()),
        sa.PrimaryKeyConstraint("prize_id", name=op.f("pk_prize")),
    )
    for name in _INDEXED:
        op.create_index(op.f(f"ix_prize_{name}"), "prize", [name])
    op.create_table(
        "prize_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        *_columns(may_be_empty=True),
        sa.ForeignKeyConstraint(["replaced_by"], ["import_record.import_id"], name=op.f("fk_prize_before_replaced_by")),
        sa.PrimaryKeyConstraint("replaced_by", "prize_id", name=op.f("pk_prize_before")),
    )
    op.create_index(op.f("ix_prize_before_import_id"), "prize_before", ["import_id"])


def downgrade() -> None:
    op.drop_table("prize_before")
    op.drop_table("prize")
