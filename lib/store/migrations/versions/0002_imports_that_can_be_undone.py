"""Imports that can be undone"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"


#: New columns of tables that are there already: name, type, and what else is said of the column.
ADDED = {
    "import_record": (
        ("rows_aside", sa.Integer(), "DEFAULT 0 NOT NULL CHECK (rows_aside >= 0)"),
        ("report", sa.JSON(), "DEFAULT '[]' NOT NULL"),
        ("upload_id", sa.Integer(), ""),
        ("sheet", sa.Text(), ""),
        ("undone_at", sa.DateTime(), ""),
        ("undone_by", sa.Text(), ""),
    ),
    "channel_snapshot": tuple(
        (name, sa.BigInteger(), f"CHECK ({name} >= 0)")
        for name in ("new_followers", "impressions", "engagements", "clicks")
    ),
}

ROWS_BEFORE = (
    "attendance_before",
    "call_before",
    "call_commitment_before",
    "call_outcome_before",
    "channel_snapshot_before",
    "country_before",
    "event_before",
    "field_of_science_before",
    "funding_before",
    "organisation_before",
    "output_before",
    "participation_before",
    "post_before",
    "programme_before",
    "project_before",
    "published_figure_before",
)


def upgrade() -> None:
    for table, columns in ADDED.items():
        for name, kind, more in columns:
            # In one statement with its check: SQLite cannot add a constraint to a table later.
            sql_type = kind.compile(dialect=op.get_bind().dialect)
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {sql_type} {more}")
    # What was loaded before was loaded one file at a time.
    op.execute("UPDATE import_record SET upload_id = import_id")
    op.create_table(
        "column_match",
        sa.Column("header_hash", sa.String(length=64), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.CheckConstraint("length(header_hash) = 64", name=op.f("ck_column_match_header_hash_length")),
        sa.PrimaryKeyConstraint("header_hash", name=op.f("pk_column_match")),
    )
    op.create_table(
        "attendance_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(length=120), nullable=False),
        sa.Column("attendee", sa.String(length=64), nullable=False),
        sa.Column("organisation_type", sa.String(length=40), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("registered", sa.Boolean(), nullable=True),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_attendance_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint("replaced_by", "event_id", "attendee", name=op.f("pk_attendance_before")),
    )
    op.create_table(
        "call_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=120), nullable=False),
        sa.Column("programme", sa.String(length=120), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("opened", sa.Date(), nullable=True),
        sa.Column("pre_proposal_deadline", sa.Date(), nullable=True),
        sa.Column("full_proposal_deadline", sa.Date(), nullable=True),
        sa.Column("budget_eur", sa.BigInteger(), nullable=True),
        sa.Column("budget_original", sa.BigInteger(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("eur_rate", sa.BigInteger(), nullable=True),
        sa.Column("eur_rate_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["replaced_by"], ["import_record.import_id"], name=op.f("fk_call_before_replaced_by")),
        sa.PrimaryKeyConstraint("replaced_by", "call_id", name=op.f("pk_call_before")),
    )
    op.create_table(
        "call_commitment_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=120), nullable=False),
        sa.Column("funder", sa.String(length=120), nullable=False),
        sa.Column("committed_eur", sa.BigInteger(), nullable=True),
        sa.Column("committed_original", sa.BigInteger(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("eur_rate", sa.BigInteger(), nullable=True),
        sa.Column("eur_rate_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_call_commitment_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint("replaced_by", "call_id", "funder", name=op.f("pk_call_commitment_before")),
    )
    op.create_table(
        "call_outcome_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("call_outcome_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=120), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("pre_proposals_submitted", sa.Integer(), nullable=True),
        sa.Column("pre_proposals_eligible", sa.Integer(), nullable=True),
        sa.Column("full_proposals_invited", sa.Integer(), nullable=True),
        sa.Column("full_proposals_submitted", sa.Integer(), nullable=True),
        sa.Column("projects_funded", sa.Integer(), nullable=True),
        sa.Column("requested_eur", sa.BigInteger(), nullable=True),
        sa.Column("requested_original", sa.BigInteger(), nullable=True),
        sa.Column("awarded_eur", sa.BigInteger(), nullable=True),
        sa.Column("awarded_original", sa.BigInteger(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("eur_rate", sa.BigInteger(), nullable=True),
        sa.Column("eur_rate_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_call_outcome_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint("replaced_by", "call_outcome_id", name=op.f("pk_call_outcome_before")),
    )
    op.create_table(
        "channel_snapshot_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("followers", sa.BigInteger(), nullable=True),
        sa.Column("new_followers", sa.BigInteger(), nullable=True),
        sa.Column("page_views", sa.BigInteger(), nullable=True),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("engagements", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_channel_snapshot_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint("replaced_by", "channel", "date", name=op.f("pk_channel_snapshot_before")),
    )
    op.create_table(
        "country_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("iso2", sa.String(length=2), nullable=False),
        sa.Column("iso3", sa.String(length=3), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("grouping", sa.String(length=10), nullable=True),
        sa.Column("protocol_order", sa.Integer(), nullable=True),
        sa.Column("eu_member_since", sa.Date(), nullable=True),
        sa.Column("eu_member_until", sa.Date(), nullable=True),
        sa.Column("widening", sa.Boolean(), nullable=True),
        sa.Column("widening_h2020", sa.Boolean(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=True),
        sa.Column("status_source_url", sa.Text(), nullable=True),
        sa.Column("population", sa.BigInteger(), nullable=True),
        sa.Column("population_year", sa.Integer(), nullable=True),
        sa.Column("population_source_url", sa.Text(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_country_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint("replaced_by", "iso2", name=op.f("pk_country_before")),
    )
    op.create_table(
        "event_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("type", sa.String(length=20), nullable=True),
        sa.Column("format", sa.String(length=10), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("organiser", sa.String(length=120), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["replaced_by"], ["import_record.import_id"], name=op.f("fk_event_before_replaced_by")),
        sa.PrimaryKeyConstraint("replaced_by", "event_id", name=op.f("pk_event_before")),
    )
    op.create_table(
        "field_of_science_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_field_of_science_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint("replaced_by", "project_id", "code", name=op.f("pk_field_of_science_before")),
    )
    op.create_table(
        "funding_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("funding_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.String(length=120), nullable=True),
        sa.Column("organisation", sa.String(length=120), nullable=True),
        sa.Column("funder", sa.String(length=120), nullable=True),
        sa.Column("funding_eur", sa.BigInteger(), nullable=True),
        sa.Column("funding_original", sa.BigInteger(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("eur_rate", sa.BigInteger(), nullable=True),
        sa.Column("eur_rate_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_funding_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint("replaced_by", "funding_id", name=op.f("pk_funding_before")),
    )
    op.create_table(
        "organisation_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("short_name", sa.Text(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("type", sa.String(length=40), nullable=True),
        sa.Column("ror_id", sa.String(length=40), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_organisation_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint("replaced_by", "organisation_id", name=op.f("pk_organisation_before")),
    )
    op.create_table(
        "output_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("output_id", sa.String(length=120), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("part_of", sa.String(length=120), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_output_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint("replaced_by", "output_id", name=op.f("pk_output_before")),
    )
    op.create_table(
        "participation_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=120), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_participation_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint("replaced_by", "project_id", "organisation", name=op.f("pk_participation_before")),
    )
    op.create_table(
        "post_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("post_id", sa.String(length=80), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("engagements", sa.BigInteger(), nullable=True),
        sa.Column("likes", sa.BigInteger(), nullable=True),
        sa.Column("comments", sa.BigInteger(), nullable=True),
        sa.Column("shares", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("follows", sa.BigInteger(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["replaced_by"], ["import_record.import_id"], name=op.f("fk_post_before_replaced_by")),
        sa.PrimaryKeyConstraint("replaced_by", "channel", "post_id", name=op.f("pk_post_before")),
    )
    op.create_table(
        "programme_area_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.String(length=120), nullable=False),
        sa.Column("area", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_programme_area_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint("replaced_by", "programme_id", "area", name=op.f("pk_programme_area_before")),
    )
    op.create_table(
        "programme_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("funder", sa.String(length=120), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("level", sa.String(length=20), nullable=True),
        sa.Column("start_year", sa.Integer(), nullable=True),
        sa.Column("end_year", sa.Integer(), nullable=True),
        sa.Column("budget_eur", sa.BigInteger(), nullable=True),
        sa.Column("budget_original", sa.BigInteger(), nullable=True),
        sa.Column("pm_share", sa.BigInteger(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("eur_rate", sa.BigInteger(), nullable=True),
        sa.Column("eur_rate_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_programme_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint("replaced_by", "programme_id", name=op.f("pk_programme_before")),
    )
    op.create_table(
        "project_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("acronym", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("call", sa.String(length=120), nullable=True),
        sa.Column("programme", sa.String(length=120), nullable=True),
        sa.Column("grant_number", sa.Text(), nullable=True),
        sa.Column("signature_date", sa.Date(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("total_cost_eur", sa.BigInteger(), nullable=True),
        sa.Column("total_cost_original", sa.BigInteger(), nullable=True),
        sa.Column("funding_eur", sa.BigInteger(), nullable=True),
        sa.Column("funding_original", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("eur_rate", sa.BigInteger(), nullable=True),
        sa.Column("eur_rate_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_project_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint("replaced_by", "project_id", name=op.f("pk_project_before")),
    )
    op.create_table(
        "project_health_category_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("health_category", sa.String(length=60), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_project_health_category_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint(
            "replaced_by", "project_id", "health_category", name=op.f("pk_project_health_category_before")
        ),
    )
    op.create_table(
        "project_keyword_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("keyword", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_project_keyword_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint("replaced_by", "project_id", "keyword", name=op.f("pk_project_keyword_before")),
    )
    op.create_table(
        "project_research_activity_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("research_activity", sa.String(length=60), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_project_research_activity_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint(
            "replaced_by", "project_id", "research_activity", name=op.f("pk_project_research_activity_before")
        ),
    )
    op.create_table(
        "published_figure_before",
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("published_figure_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=True),
        sa.Column("subject_id", sa.String(length=120), nullable=True),
        sa.Column("quantity", sa.String(length=80), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("stage", sa.String(length=20), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["import_record.import_id"], name=op.f("fk_published_figure_before_replaced_by")
        ),
        sa.PrimaryKeyConstraint("replaced_by", "published_figure_id", name=op.f("pk_published_figure_before")),
    )
    op.create_table(
        "row_kept_aside",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_row_kept_aside_import_id")),
        sa.PrimaryKeyConstraint("import_id", "source_row", name=op.f("pk_row_kept_aside")),
    )
    op.create_table(
        "field_of_science",
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_field_of_science_import_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.project_id"], name=op.f("fk_field_of_science_project_id")),
        sa.PrimaryKeyConstraint("project_id", "code", name=op.f("pk_field_of_science")),
    )
    op.create_index(op.f("ix_field_of_science_code"), "field_of_science", ["code"], unique=False)
    op.create_index(op.f("ix_field_of_science_import_id"), "field_of_science", ["import_id"], unique=False)
    op.create_index(op.f("ix_import_record_upload_id"), "import_record", ["upload_id"], unique=False)
    for table in ROWS_BEFORE:
        op.create_index(op.f(f"ix_{table}_import_id"), table, ["import_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_import_record_upload_id"), table_name="import_record")
    for table, columns in ADDED.items():
        for name, _, _ in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    op.drop_index(op.f("ix_field_of_science_import_id"), table_name="field_of_science")
    op.drop_index(op.f("ix_field_of_science_code"), table_name="field_of_science")
    op.drop_table("field_of_science")
    op.drop_table("row_kept_aside")
    op.drop_table("published_figure_before")
    op.drop_table("project_research_activity_before")
    op.drop_table("project_keyword_before")
    op.drop_table("project_health_category_before")
    op.drop_table("project_before")
    op.drop_table("programme_before")
    op.drop_table("programme_area_before")
    op.drop_table("post_before")
    op.drop_table("participation_before")
    op.drop_table("output_before")
    op.drop_table("organisation_before")
    op.drop_table("funding_before")
    op.drop_table("field_of_science_before")
    op.drop_table("event_before")
    op.drop_table("country_before")
    op.drop_table("channel_snapshot_before")
    op.drop_table("call_outcome_before")
    op.drop_table("call_commitment_before")
    op.drop_table("call_before")
    op.drop_table("attendance_before")
    op.drop_table("column_match")
