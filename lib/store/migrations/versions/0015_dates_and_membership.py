"""Dates at the precision of their source, who checked a row when, and membership over time

A country's status becomes a statement of membership, with the status' source and the country's import. The status
"other" said that nothing is known: it becomes none.
"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"

_COUNTED_BY_SYSTEMS = ("attendance", "post", "channel_snapshot")
_CHECKED = (
    "country",
    "organisation",
    "programme",
    "call",
    "call_commitment",
    "call_outcome",
    "project",
    "field_of_science",
    "participation",
    "funding",
    "event",
    "published_figure",
    "output",
)
#: Dates of their own that may be known by their month or year alone.
_DATES = {
    "call": ("opened", "pre_proposal_deadline", "full_proposal_deadline"),
    "project": ("signature_date", "start_date", "end_date"),
    "event": ("start_date", "end_date"),
    "output": ("period_start", "period_end"),
}
_IN_ORDER = "ck_call_full_proposal_deadline_after_pre_proposal_deadline"
_EVIDENCE = (
    "evidence IN ('named as member', 'chairs', 'vice-chairs', 'secretariat', 'signs for it', "
    "'takes part in joint calls', 'pays in joint calls')"
)


def _added() -> list[tuple[str, str, str]]:
    """The new columns: table, name, type."""
    dated = [
        (table, f"{name}_precision", "VARCHAR(5)")
        for table in (*_CHECKED, *_COUNTED_BY_SYSTEMS)
        for name in (*_DATES.get(table, ()), "as_of")
    ]
    checked = (("verified_on", "DATE"), ("verified_on_precision", "VARCHAR(5)"), ("verified_by", "TEXT"))
    return [*dated, *((table, name, kind) for table in _CHECKED for name, kind in checked)]


def upgrade() -> None:
    for table, name, kind in _added():
        fits = name.endswith("_precision")
        check = f" CONSTRAINT ck_{table}_{name}_known CHECK ({name} IN ('year', 'month'))" if fits else ""
        op.execute(f"ALTER TABLE {_quoted(table)} ADD COLUMN {name} {kind}{check}")
        op.execute(f"ALTER TABLE {table}_before ADD COLUMN {name} {kind}")
    _replace_check(
        "call",
        _IN_ORDER,
        "full_proposal_deadline >= pre_proposal_deadline OR pre_proposal_deadline_precision IS NOT NULL",
    )
    _create_membership()
    _move_status()
    for name in ("ck_country_status_has_source", "ck_country_status_known"):
        _replace_check("country", name, None)
    for table in ("country", "country_before"):
        for name in ("status_source_url", "status"):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")


def downgrade() -> None:
    known = "CONSTRAINT ck_country_status_known CHECK (status IN ('member', 'observer', 'other'))"
    sourced = "CONSTRAINT ck_country_status_has_source CHECK (status IS NULL OR status_source_url IS NOT NULL)"
    for table, checks in (("country", (known, sourced)), ("country_before", ("", ""))):
        op.execute(f"ALTER TABLE {table} ADD COLUMN status VARCHAR(10) {checks[0]}")
        op.execute(f"ALTER TABLE {table} ADD COLUMN status_source_url TEXT {checks[1]}")
    country = sa.table("country", *map(sa.column, ("iso2", "status", "status_source_url")))
    stated = sa.table("membership", *map(sa.column, ("membership_id", "country", "status", "evidence", "source_url")))
    said = (
        sa.select()
        .where(
            stated.c.country == country.c.iso2,
            stated.c.status.is_not(None),
            stated.c.source_url.is_not(None),
            stated.c.evidence.not_like("%joint calls"),
        )
        .order_by(stated.c.membership_id)
        .limit(1)
    )
    op.execute(
        sa.update(country).values(
            status=said.add_columns(stated.c.status).scalar_subquery(),
            status_source_url=said.add_columns(stated.c.source_url).scalar_subquery(),
        )
    )
    op.drop_table("membership_before")
    op.drop_table("membership")
    # Dates by their month or year become days; a first deadline that now seems to lie after the second is lost.
    call = sa.table("call", *map(sa.column, ("pre_proposal_deadline", "full_proposal_deadline")))
    lost = call.c.full_proposal_deadline < call.c.pre_proposal_deadline
    op.execute(sa.update(call).where(lost).values(pre_proposal_deadline=None))
    _replace_check("call", _IN_ORDER, "full_proposal_deadline >= pre_proposal_deadline")
    for table, name, _ in reversed(_added()):
        op.execute(f"ALTER TABLE {_quoted(table)} DROP COLUMN {name}")
        op.execute(f"ALTER TABLE {table}_before DROP COLUMN {name}")


def _quoted(table: str) -> str:
    return op.get_bind().dialect.identifier_preparer.quote(table)


def _replace_check(table: str, name: str, condition: str | None) -> None:
    """Give a check of a table another condition, or with None take it away."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {_quoted(table)} DROP CONSTRAINT {name}")
        if condition is not None:
            op.execute(f"ALTER TABLE {_quoted(table)} ADD CONSTRAINT {name} CHECK ({condition})")
        return
    # SQLite's own way for changes that leave the rows as they are (sqlite.org/lang_altertable.html, 7): to make the
    # table anew would take away the rows that refer to it.
    declared = connection.execute(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table"), {"table": table}
    ).scalar_one()
    check = re.compile(rf",?\s*CONSTRAINT {name} CHECK \((?:[^()]|\([^()]*\))*\)")
    found = check.findall(declared)
    assert len(found) == 1, f"{name} stands once in the declaration of {table}"
    begins = "," if found[0].startswith(",") else ""
    anew = "" if condition is None else f"{begins} CONSTRAINT {name} CHECK ({condition})"
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :table"),
        {"sql": check.sub(lambda _: anew, declared), "table": table},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=RESET")


def _create_membership() -> None:
    def columns(referred: bool) -> list[sa.Column[object]]:
        def fits(name: str) -> list[sa.CheckConstraint]:
            known = sa.CheckConstraint(f"{name} IN ('year', 'month')", name=op.f(f"ck_membership_{name}_known"))
            return [known] if referred else []

        def precision(name: str) -> sa.Column[object]:
            return sa.Column(f"{name}_precision", sa.String(length=5), *fits(f"{name}_precision"), nullable=True)

        def needed(name: str, kind: Any) -> sa.Column[object]:
            return sa.Column(name, kind, nullable=not referred)

        return [
            sa.Column("membership_id", sa.Integer(), nullable=False),
            needed("country", sa.String(length=2)),
            sa.Column("organisation", sa.String(length=120), nullable=True),
            sa.Column("status", sa.String(length=10), nullable=True),
            needed("evidence", sa.String(length=30)),
            sa.Column("from_date", sa.Date(), nullable=True),
            precision("from_date"),
            sa.Column("to_date", sa.Date(), nullable=True),
            precision("to_date"),
            sa.Column("verified_on", sa.Date(), nullable=True),
            precision("verified_on"),
            sa.Column("verified_by", sa.Text(), nullable=True),
            needed("source_row", sa.Integer()),
            sa.Column("source_url", sa.Text(), nullable=True),
            sa.Column("as_of", sa.Date(), nullable=True),
            precision("as_of"),
            sa.Column("approximate", sa.Boolean(), nullable=True),
            sa.Column("note", sa.Text(), nullable=True),
            needed("import_id", sa.Integer()),
        ]

    op.create_table(
        "membership",
        *columns(True),
        sa.PrimaryKeyConstraint("membership_id", name=op.f("pk_membership")),
        sa.CheckConstraint("status IN ('member', 'observer')", name=op.f("ck_membership_status_known")),
        sa.CheckConstraint(_EVIDENCE, name=op.f("ck_membership_evidence_known")),
        sa.CheckConstraint("to_date >= from_date", name=op.f("ck_membership_to_date_after_from_date")),
        sa.ForeignKeyConstraint(["country"], ["country.iso2"], name=op.f("fk_membership_country")),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.organisation_id"], name=op.f("fk_membership_organisation")
        ),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_membership_import_id")),
    )
    op.create_index(op.f("ix_membership_import_id"), "membership", ["import_id"])
    op.create_index(op.f("ix_membership_organisation"), "membership", ["organisation"])
    op.create_index(
        "uq_membership_statement",
        "membership",
        [
            "country",
            sa.text("coalesce(organisation, '')"),
            "evidence",
            sa.text("coalesce(from_date, '0001-01-01')"),
            sa.text("coalesce(source_url, '')"),
        ],
        unique=True,
    )
    op.create_table(
        "membership_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        *columns(False),
        sa.PrimaryKeyConstraint("replaced_by", "membership_id", name=op.f("pk_membership_before")),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_membership_before_replaced_by")
        ),
    )
    op.create_index(op.f("ix_membership_before_import_id"), "membership_before", ["import_id"])


def _move_status() -> None:
    op.execute(
        "INSERT INTO membership (country, status, evidence, source_url, import_id, source_row) "
        "SELECT iso2, status, 'named as member', status_source_url, import_id, source_row FROM country "
        "WHERE status IN ('member', 'observer') ORDER BY iso2"
    )
