"""The store's first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None


def upgrade() -> None:
    op.create_table(
        "country_year",
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.Column("participations", sa.Integer(), nullable=False),
        sa.Column("coordinations", sa.Integer(), nullable=False),
        sa.Column("awarded_eur", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("illustrative", "level", "country", "year", name=op.f("pk_country_year")),
    )
    op.create_table(
        "import_record",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("file_format", sa.String(length=40), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_new", sa.Integer(), nullable=False),
        sa.Column("rows_changed", sa.Integer(), nullable=False),
        sa.Column("rows_same", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_import_record_sha256_length")),
        sa.CheckConstraint("rows_changed >= 0", name=op.f("ck_import_record_rows_changed_not_negative")),
        sa.CheckConstraint("rows_new >= 0", name=op.f("ck_import_record_rows_new_not_negative")),
        sa.CheckConstraint("rows_read >= 0", name=op.f("ck_import_record_rows_read_not_negative")),
        sa.CheckConstraint("rows_same >= 0", name=op.f("ck_import_record_rows_same_not_negative")),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_import_record_size_bytes_not_negative")),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_record")),
    )
    op.create_index(
        op.f("ix_import_record_entity_imported_at"), "import_record", ["entity", "imported_at"], unique=False
    )
    op.create_index(op.f("ix_import_record_sha256"), "import_record", ["sha256"], unique=False)
    op.create_table(
        "project_year",
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.Column("projects_with_funding", sa.Integer(), nullable=False),
        sa.Column("funding_eur", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("illustrative", "level", "year", name=op.f("pk_project_year")),
    )
    op.create_table(
        "channel_snapshot",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("followers", sa.BigInteger(), nullable=True),
        sa.Column("page_views", sa.BigInteger(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("channel = lower(channel)", name=op.f("ck_channel_snapshot_channel_lower_case")),
        sa.CheckConstraint("followers >= 0", name=op.f("ck_channel_snapshot_followers_not_negative")),
        sa.CheckConstraint("page_views >= 0", name=op.f("ck_channel_snapshot_page_views_not_negative")),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_channel_snapshot_import_id")),
        sa.PrimaryKeyConstraint("channel", "date", name=op.f("pk_channel_snapshot")),
    )
    op.create_index(op.f("ix_channel_snapshot_import_id"), "channel_snapshot", ["import_id"], unique=False)
    op.create_table(
        "country",
        sa.Column("iso2", sa.String(length=2), nullable=False),
        sa.Column("iso3", sa.String(length=3), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
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
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("grouping IN ('EU', 'EFTA', 'candidate', 'other')", name=op.f("ck_country_grouping_known")),
        sa.CheckConstraint("status IN ('member', 'observer', 'other')", name=op.f("ck_country_status_known")),
        sa.CheckConstraint(
            "eu_member_until >= eu_member_since", name=op.f("ck_country_eu_member_until_after_eu_member_since")
        ),
        sa.CheckConstraint("length(iso2) = 2 AND iso2 = upper(iso2)", name=op.f("ck_country_iso2_code")),
        sa.CheckConstraint("length(iso3) = 3 AND iso3 = upper(iso3)", name=op.f("ck_country_iso3_code")),
        sa.CheckConstraint("population > 0", name=op.f("ck_country_population_positive")),
        sa.CheckConstraint("population_year BETWEEN 1990 AND 2100", name=op.f("ck_country_population_year_plausible")),
        sa.CheckConstraint(
            "status IS NULL OR status_source_url IS NOT NULL", name=op.f("ck_country_status_has_source")
        ),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_country_import_id")),
        sa.PrimaryKeyConstraint("iso2", name=op.f("pk_country")),
        sa.UniqueConstraint("iso3", name=op.f("uq_country_iso3")),
        sa.UniqueConstraint("name", name=op.f("uq_country_name")),
    )
    op.create_index(op.f("ix_country_import_id"), "country", ["import_id"], unique=False)
    op.create_table(
        "output",
        sa.Column("output_id", sa.String(length=120), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("part_of", sa.String(length=120), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "type IN ('news item', 'newsletter', 'flyer', 'meeting report', 'post', 'recognition', 'best practice', 'event', 'training', 'report', 'publication', 'other')",
            name=op.f("ck_output_type_known"),
        ),
        sa.CheckConstraint("count >= 0", name=op.f("ck_output_count_not_negative")),
        sa.CheckConstraint("period_end >= period_start", name=op.f("ck_output_period_end_after_period_start")),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_output_import_id")),
        sa.ForeignKeyConstraint(
            ["part_of"], ["output.output_id"], name=op.f("fk_output_part_of"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("output_id", name=op.f("pk_output")),
    )
    op.create_index(op.f("ix_output_import_id"), "output", ["import_id"], unique=False)
    op.create_table(
        "post",
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
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("channel = lower(channel)", name=op.f("ck_post_channel_lower_case")),
        sa.CheckConstraint("clicks >= 0", name=op.f("ck_post_clicks_not_negative")),
        sa.CheckConstraint("comments >= 0", name=op.f("ck_post_comments_not_negative")),
        sa.CheckConstraint("engagements >= 0", name=op.f("ck_post_engagements_not_negative")),
        sa.CheckConstraint("follows >= 0", name=op.f("ck_post_follows_not_negative")),
        sa.CheckConstraint("impressions >= 0", name=op.f("ck_post_impressions_not_negative")),
        sa.CheckConstraint("likes >= 0", name=op.f("ck_post_likes_not_negative")),
        sa.CheckConstraint("shares >= 0", name=op.f("ck_post_shares_not_negative")),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_post_import_id")),
        sa.PrimaryKeyConstraint("channel", "post_id", name=op.f("pk_post")),
    )
    op.create_index(op.f("ix_post_import_id"), "post", ["import_id"], unique=False)
    op.create_index(
        op.f("ix_post_published_at_channel_impressions_engagements"),
        "post",
        ["published_at", "channel", "impressions", "engagements"],
        unique=False,
    )
    op.create_table(
        "published_figure",
        sa.Column("published_figure_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('pre-announced', 'at opening', 'awarded', 'planned', 'actual')",
            name=op.f("ck_published_figure_stage_known"),
        ),
        sa.CheckConstraint(
            "subject IN ('call', 'event', 'organisation', 'project', 'programme', 'country', 'consortium')",
            name=op.f("ck_published_figure_subject_known"),
        ),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_published_figure_import_id")),
        sa.PrimaryKeyConstraint("published_figure_id", name=op.f("pk_published_figure")),
    )
    op.create_index(op.f("ix_published_figure_import_id"), "published_figure", ["import_id"], unique=False)
    op.create_index(
        op.f("ix_published_figure_subject_subject_id_quantity"),
        "published_figure",
        ["subject", "subject_id", "quantity"],
        unique=False,
    )
    op.create_table(
        "organisation",
        sa.Column("organisation_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("type", sa.String(length=40), nullable=True),
        sa.Column("ror_id", sa.String(length=40), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "type IN ('ministry', 'funding agency', 'foundation', 'university', 'research organisation', 'hospital', 'SME', 'company', 'patient organisation', 'international organisation', 'public body', 'other')",
            name=op.f("ck_organisation_type_known"),
        ),
        sa.ForeignKeyConstraint(["country"], ["country.iso2"], name=op.f("fk_organisation_country")),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_organisation_import_id")),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_organisation")),
    )
    op.create_index(op.f("ix_organisation_country"), "organisation", ["country"], unique=False)
    op.create_index(op.f("ix_organisation_import_id"), "organisation", ["import_id"], unique=False)
    op.create_table(
        "event",
        sa.Column("event_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=True),
        sa.Column("format", sa.String(length=10), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("organiser", sa.String(length=120), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("format IN ('on site', 'online', 'hybrid')", name=op.f("ck_event_format_known")),
        sa.CheckConstraint(
            "type IN ('conference', 'workshop', 'family meeting', 'training', 'info day', 'body meeting', 'symposium', 'webinar', 'other')",
            name=op.f("ck_event_type_known"),
        ),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_event_capacity_not_negative")),
        sa.CheckConstraint("end_date >= start_date", name=op.f("ck_event_end_date_after_start_date")),
        sa.ForeignKeyConstraint(["country"], ["country.iso2"], name=op.f("fk_event_country")),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_event_import_id")),
        sa.ForeignKeyConstraint(["organiser"], ["organisation.organisation_id"], name=op.f("fk_event_organiser")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_country"), "event", ["country"], unique=False)
    op.create_index(op.f("ix_event_import_id"), "event", ["import_id"], unique=False)
    op.create_index(op.f("ix_event_start_date"), "event", ["start_date"], unique=False)
    op.create_table(
        "programme",
        sa.Column("programme_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("funder", sa.String(length=120), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("start_year", sa.Integer(), nullable=True),
        sa.Column("end_year", sa.Integer(), nullable=True),
        sa.Column("budget_eur", sa.BigInteger(), nullable=True),
        sa.Column("budget_original", sa.BigInteger(), nullable=True),
        sa.Column("pm_share", sa.BigInteger(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("eur_rate", sa.BigInteger(), nullable=True),
        sa.Column("eur_rate_date", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "level IN ('regional', 'national', 'European', 'international')", name=op.f("ck_programme_level_known")
        ),
        sa.CheckConstraint("budget_eur >= 0", name=op.f("ck_programme_budget_eur_not_negative")),
        sa.CheckConstraint("budget_original >= 0", name=op.f("ck_programme_budget_original_not_negative")),
        sa.CheckConstraint("end_year >= start_year", name=op.f("ck_programme_end_year_after_start_year")),
        sa.CheckConstraint("end_year BETWEEN 1990 AND 2100", name=op.f("ck_programme_end_year_plausible")),
        sa.CheckConstraint("eur_rate >= 0", name=op.f("ck_programme_eur_rate_not_negative")),
        sa.CheckConstraint(
            "length(currency) = 3 AND currency = upper(currency)", name=op.f("ck_programme_currency_code")
        ),
        sa.CheckConstraint("pm_share BETWEEN 0 AND 100000000", name=op.f("ck_programme_pm_share_is_a_share")),
        sa.CheckConstraint("start_year BETWEEN 1990 AND 2100", name=op.f("ck_programme_start_year_plausible")),
        sa.ForeignKeyConstraint(["country"], ["country.iso2"], name=op.f("fk_programme_country")),
        sa.ForeignKeyConstraint(["funder"], ["organisation.organisation_id"], name=op.f("fk_programme_funder")),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_programme_import_id")),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_programme")),
    )
    op.create_index(op.f("ix_programme_country"), "programme", ["country"], unique=False)
    op.create_index(op.f("ix_programme_funder"), "programme", ["funder"], unique=False)
    op.create_index(op.f("ix_programme_import_id"), "programme", ["import_id"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("event_id", sa.String(length=120), nullable=False),
        sa.Column("attendee", sa.String(length=64), nullable=False),
        sa.Column("organisation_type", sa.String(length=40), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("registered", sa.Boolean(), nullable=True),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "organisation_type IN ('ministry', 'funding agency', 'foundation', 'university', 'research organisation', 'hospital', 'SME', 'company', 'patient organisation', 'international organisation', 'public body', 'other')",
            name=op.f("ck_attendance_organisation_type_known"),
        ),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_attendance_minutes_not_negative")),
        sa.ForeignKeyConstraint(["country"], ["country.iso2"], name=op.f("fk_attendance_country")),
        sa.ForeignKeyConstraint(["event_id"], ["event.event_id"], name=op.f("fk_attendance_event_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_attendance_import_id")),
        sa.PrimaryKeyConstraint("event_id", "attendee", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_country"), "attendance", ["country"], unique=False)
    op.create_index(
        op.f("ix_attendance_event_id_attended_country"), "attendance", ["event_id", "attended", "country"], unique=False
    )
    op.create_index(op.f("ix_attendance_import_id"), "attendance", ["import_id"], unique=False)
    op.create_table(
        "call",
        sa.Column("call_id", sa.String(length=120), nullable=False),
        sa.Column("programme", sa.String(length=120), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("opened", sa.Date(), nullable=True),
        sa.Column("pre_proposal_deadline", sa.Date(), nullable=True),
        sa.Column("full_proposal_deadline", sa.Date(), nullable=True),
        sa.Column("budget_eur", sa.BigInteger(), nullable=True),
        sa.Column("budget_original", sa.BigInteger(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("eur_rate", sa.BigInteger(), nullable=True),
        sa.Column("eur_rate_date", sa.Date(), nullable=True),
        sa.CheckConstraint("budget_eur >= 0", name=op.f("ck_call_budget_eur_not_negative")),
        sa.CheckConstraint("budget_original >= 0", name=op.f("ck_call_budget_original_not_negative")),
        sa.CheckConstraint("eur_rate >= 0", name=op.f("ck_call_eur_rate_not_negative")),
        sa.CheckConstraint(
            "full_proposal_deadline >= pre_proposal_deadline",
            name=op.f("ck_call_full_proposal_deadline_after_pre_proposal_deadline"),
        ),
        sa.CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name=op.f("ck_call_currency_code")),
        sa.CheckConstraint("pre_proposal_deadline >= opened", name=op.f("ck_call_pre_proposal_deadline_after_opened")),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_call_import_id")),
        sa.ForeignKeyConstraint(["programme"], ["programme.programme_id"], name=op.f("fk_call_programme")),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_call")),
    )
    op.create_index(op.f("ix_call_import_id"), "call", ["import_id"], unique=False)
    op.create_index(op.f("ix_call_opened"), "call", ["opened"], unique=False)
    op.create_index(op.f("ix_call_programme"), "call", ["programme"], unique=False)
    op.create_table(
        "programme_area",
        sa.Column("programme_id", sa.String(length=120), nullable=False),
        sa.Column("area", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "area IN ('Data & ICT', 'Translating basic to clinical research', 'Research towards implementation in health care', 'Health economics, regulation and market access', 'Bringing innovation to the market', 'Shaping sustainable health care', 'ELSA', 'Awareness, education and training')",
            name=op.f("ck_programme_area_area_known"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.programme_id"],
            name=op.f("fk_programme_area_programme_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("programme_id", "area", name=op.f("pk_programme_area")),
    )
    op.create_index(op.f("ix_programme_area_area"), "programme_area", ["area"], unique=False)
    op.create_table(
        "call_commitment",
        sa.Column("call_id", sa.String(length=120), nullable=False),
        sa.Column("funder", sa.String(length=120), nullable=False),
        sa.Column("committed_eur", sa.BigInteger(), nullable=True),
        sa.Column("committed_original", sa.BigInteger(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("eur_rate", sa.BigInteger(), nullable=True),
        sa.Column("eur_rate_date", sa.Date(), nullable=True),
        sa.CheckConstraint("committed_eur >= 0", name=op.f("ck_call_commitment_committed_eur_not_negative")),
        sa.CheckConstraint("committed_original >= 0", name=op.f("ck_call_commitment_committed_original_not_negative")),
        sa.CheckConstraint("eur_rate >= 0", name=op.f("ck_call_commitment_eur_rate_not_negative")),
        sa.CheckConstraint(
            "length(currency) = 3 AND currency = upper(currency)", name=op.f("ck_call_commitment_currency_code")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.call_id"], name=op.f("fk_call_commitment_call_id")),
        sa.ForeignKeyConstraint(["funder"], ["organisation.organisation_id"], name=op.f("fk_call_commitment_funder")),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_call_commitment_import_id")),
        sa.PrimaryKeyConstraint("call_id", "funder", name=op.f("pk_call_commitment")),
    )
    op.create_index(op.f("ix_call_commitment_funder"), "call_commitment", ["funder"], unique=False)
    op.create_index(op.f("ix_call_commitment_import_id"), "call_commitment", ["import_id"], unique=False)
    op.create_table(
        "call_outcome",
        sa.Column("call_outcome_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=120), nullable=False),
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
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("eur_rate", sa.BigInteger(), nullable=True),
        sa.Column("eur_rate_date", sa.Date(), nullable=True),
        sa.CheckConstraint("awarded_eur >= 0", name=op.f("ck_call_outcome_awarded_eur_not_negative")),
        sa.CheckConstraint("awarded_original >= 0", name=op.f("ck_call_outcome_awarded_original_not_negative")),
        sa.CheckConstraint("eur_rate >= 0", name=op.f("ck_call_outcome_eur_rate_not_negative")),
        sa.CheckConstraint(
            "full_proposals_invited >= 0", name=op.f("ck_call_outcome_full_proposals_invited_not_negative")
        ),
        sa.CheckConstraint(
            "full_proposals_submitted >= 0", name=op.f("ck_call_outcome_full_proposals_submitted_not_negative")
        ),
        sa.CheckConstraint(
            "length(currency) = 3 AND currency = upper(currency)", name=op.f("ck_call_outcome_currency_code")
        ),
        sa.CheckConstraint(
            "pre_proposals_eligible >= 0", name=op.f("ck_call_outcome_pre_proposals_eligible_not_negative")
        ),
        sa.CheckConstraint(
            "pre_proposals_submitted >= 0", name=op.f("ck_call_outcome_pre_proposals_submitted_not_negative")
        ),
        sa.CheckConstraint("projects_funded >= 0", name=op.f("ck_call_outcome_projects_funded_not_negative")),
        sa.CheckConstraint("requested_eur >= 0", name=op.f("ck_call_outcome_requested_eur_not_negative")),
        sa.CheckConstraint("requested_original >= 0", name=op.f("ck_call_outcome_requested_original_not_negative")),
        sa.ForeignKeyConstraint(["call_id"], ["call.call_id"], name=op.f("fk_call_outcome_call_id")),
        sa.ForeignKeyConstraint(["country"], ["country.iso2"], name=op.f("fk_call_outcome_country")),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_call_outcome_import_id")),
        sa.PrimaryKeyConstraint("call_outcome_id", name=op.f("pk_call_outcome")),
    )
    op.create_index(op.f("ix_call_outcome_country"), "call_outcome", ["country"], unique=False)
    op.create_index(op.f("ix_call_outcome_import_id"), "call_outcome", ["import_id"], unique=False)
    op.create_table(
        "project",
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("acronym", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
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
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("eur_rate", sa.BigInteger(), nullable=True),
        sa.Column("eur_rate_date", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status IN ('signed', 'running', 'ended', 'terminated')", name=op.f("ck_project_status_known")
        ),
        sa.CheckConstraint("end_date >= start_date", name=op.f("ck_project_end_date_after_start_date")),
        sa.CheckConstraint("eur_rate >= 0", name=op.f("ck_project_eur_rate_not_negative")),
        sa.CheckConstraint("funding_eur >= 0", name=op.f("ck_project_funding_eur_not_negative")),
        sa.CheckConstraint("funding_original >= 0", name=op.f("ck_project_funding_original_not_negative")),
        sa.CheckConstraint(
            "length(currency) = 3 AND currency = upper(currency)", name=op.f("ck_project_currency_code")
        ),
        sa.CheckConstraint("total_cost_eur >= 0", name=op.f("ck_project_total_cost_eur_not_negative")),
        sa.CheckConstraint("total_cost_original >= 0", name=op.f("ck_project_total_cost_original_not_negative")),
        sa.ForeignKeyConstraint(["call"], ["call.call_id"], name=op.f("fk_project_call")),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_project_import_id")),
        sa.ForeignKeyConstraint(["programme"], ["programme.programme_id"], name=op.f("fk_project_programme")),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_project")),
    )
    op.create_index(op.f("ix_project_call"), "project", ["call"], unique=False)
    op.create_index(op.f("ix_project_import_id"), "project", ["import_id"], unique=False)
    op.create_index(
        op.f("ix_project_programme_start_date_funding_eur"),
        "project",
        ["programme", "start_date", "funding_eur"],
        unique=False,
    )
    op.create_index(op.f("ix_project_start_date"), "project", ["start_date"], unique=False)
    op.create_table(
        "participation",
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=120), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IN ('coordinator', 'partner')", name=op.f("ck_participation_role_known")),
        sa.ForeignKeyConstraint(["country"], ["country.iso2"], name=op.f("fk_participation_country")),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_participation_import_id")),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.organisation_id"], name=op.f("fk_participation_organisation")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.project_id"], name=op.f("fk_participation_project_id")),
        sa.PrimaryKeyConstraint("project_id", "organisation", name=op.f("pk_participation")),
    )
    op.create_index(
        op.f("ix_participation_country_project_id_role"),
        "participation",
        ["country", "project_id", "role"],
        unique=False,
    )
    op.create_index(op.f("ix_participation_import_id"), "participation", ["import_id"], unique=False)
    op.create_index(op.f("ix_participation_organisation"), "participation", ["organisation"], unique=False)
    op.create_table(
        "project_health_category",
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("health_category", sa.String(length=60), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "health_category IN ('Blood', 'Cancer and neoplasms', 'Cardiovascular', 'Congenital disorders', 'Ear', 'Eye', 'Infection', 'Inflammatory and immune system', 'Injuries and accidents', 'Mental health', 'Metabolic and endocrine', 'Musculoskeletal', 'Neurological', 'Oral and gastrointestinal', 'Renal and urogenital', 'Reproductive health and childbirth', 'Respiratory', 'Skin', 'Stroke', 'Generic health relevance', 'Disputed aetiology and other')",
            name=op.f("ck_project_health_category_health_category_known"),
        ),
        sa.CheckConstraint("percent BETWEEN 0 AND 10000", name=op.f("ck_project_health_category_percent_is_a_percent")),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.project_id"],
            name=op.f("fk_project_health_category_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", "health_category", name=op.f("pk_project_health_category")),
    )
    op.create_index(
        op.f("ix_project_health_category_health_category"), "project_health_category", ["health_category"], unique=False
    )
    op.create_table(
        "project_keyword",
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("keyword", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.project_id"], name=op.f("fk_project_keyword_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "keyword", name=op.f("pk_project_keyword")),
    )
    op.create_table(
        "project_research_activity",
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("research_activity", sa.String(length=60), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "research_activity IN ('Underpinning research', 'Aetiology', 'Prevention', 'Detection and diagnosis', 'Treatment development', 'Treatment evaluation', 'Disease management', 'Health services')",
            name=op.f("ck_project_research_activity_research_activity_known"),
        ),
        sa.CheckConstraint(
            "percent BETWEEN 0 AND 10000", name=op.f("ck_project_research_activity_percent_is_a_percent")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.project_id"],
            name=op.f("fk_project_research_activity_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", "research_activity", name=op.f("pk_project_research_activity")),
    )
    op.create_index(
        op.f("ix_project_research_activity_research_activity"),
        "project_research_activity",
        ["research_activity"],
        unique=False,
    )
    op.create_table(
        "funding",
        sa.Column("funding_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=120), nullable=False),
        sa.Column("funder", sa.String(length=120), nullable=True),
        sa.Column("funding_eur", sa.BigInteger(), nullable=True),
        sa.Column("funding_original", sa.BigInteger(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("eur_rate", sa.BigInteger(), nullable=True),
        sa.Column("eur_rate_date", sa.Date(), nullable=True),
        sa.CheckConstraint("eur_rate >= 0", name=op.f("ck_funding_eur_rate_not_negative")),
        sa.CheckConstraint("funding_eur >= 0", name=op.f("ck_funding_funding_eur_not_negative")),
        sa.CheckConstraint("funding_original >= 0", name=op.f("ck_funding_funding_original_not_negative")),
        sa.CheckConstraint(
            "length(currency) = 3 AND currency = upper(currency)", name=op.f("ck_funding_currency_code")
        ),
        sa.ForeignKeyConstraint(["funder"], ["organisation.organisation_id"], name=op.f("fk_funding_funder")),
        sa.ForeignKeyConstraint(["import_id"], ["import_record.import_id"], name=op.f("fk_funding_import_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "organisation"],
            ["participation.project_id", "participation.organisation"],
            name=op.f("fk_funding_project_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("funding_id", name=op.f("pk_funding")),
    )
    op.create_index(op.f("ix_funding_funder"), "funding", ["funder"], unique=False)
    op.create_index(op.f("ix_funding_import_id"), "funding", ["import_id"], unique=False)

    # Expression indexes: a row without a country, a funder or a stage has a key too.
    op.create_index(
        "uq_call_outcome_call_country", "call_outcome", ["call_id", sa.text("coalesce(country, '')")], unique=True
    )
    op.create_index(
        "uq_funding_participation_funder",
        "funding",
        ["project_id", "organisation", sa.text("coalesce(funder, '')")],
        unique=True,
    )
    op.create_index(
        "uq_published_figure_source",
        "published_figure",
        [
            "subject",
            "subject_id",
            "quantity",
            "value",
            sa.text("coalesce(stage, '')"),
            sa.text("coalesce(source_url, '')"),
        ],
        unique=True,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_funding_import_id"), table_name="funding")
    op.drop_index(op.f("ix_funding_funder"), table_name="funding")
    op.drop_table("funding")
    op.drop_index(op.f("ix_project_research_activity_research_activity"), table_name="project_research_activity")
    op.drop_table("project_research_activity")
    op.drop_table("project_keyword")
    op.drop_index(op.f("ix_project_health_category_health_category"), table_name="project_health_category")
    op.drop_table("project_health_category")
    op.drop_index(op.f("ix_participation_organisation"), table_name="participation")
    op.drop_index(op.f("ix_participation_import_id"), table_name="participation")
    op.drop_index(op.f("ix_participation_country_project_id_role"), table_name="participation")
    op.drop_table("participation")
    op.drop_index(op.f("ix_project_start_date"), table_name="project")
    op.drop_index(op.f("ix_project_programme_start_date_funding_eur"), table_name="project")
    op.drop_index(op.f("ix_project_import_id"), table_name="project")
    op.drop_index(op.f("ix_project_call"), table_name="project")
    op.drop_table("project")
    op.drop_index(op.f("ix_call_outcome_import_id"), table_name="call_outcome")
    op.drop_index(op.f("ix_call_outcome_country"), table_name="call_outcome")
    op.drop_table("call_outcome")
    op.drop_index(op.f("ix_call_commitment_import_id"), table_name="call_commitment")
    op.drop_index(op.f("ix_call_commitment_funder"), table_name="call_commitment")
    op.drop_table("call_commitment")
    op.drop_index(op.f("ix_programme_area_area"), table_name="programme_area")
    op.drop_table("programme_area")
    op.drop_index(op.f("ix_call_programme"), table_name="call")
    op.drop_index(op.f("ix_call_opened"), table_name="call")
    op.drop_index(op.f("ix_call_import_id"), table_name="call")
    op.drop_table("call")
    op.drop_index(op.f("ix_attendance_import_id"), table_name="attendance")
    op.drop_index(op.f("ix_attendance_event_id_attended_country"), table_name="attendance")
    op.drop_index(op.f("ix_attendance_country"), table_name="attendance")
    op.drop_table("attendance")
    op.drop_index(op.f("ix_programme_import_id"), table_name="programme")
    op.drop_index(op.f("ix_programme_funder"), table_name="programme")
    op.drop_index(op.f("ix_programme_country"), table_name="programme")
    op.drop_table("programme")
    op.drop_index(op.f("ix_event_start_date"), table_name="event")
    op.drop_index(op.f("ix_event_import_id"), table_name="event")
    op.drop_index(op.f("ix_event_country"), table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("ix_organisation_import_id"), table_name="organisation")
    op.drop_index(op.f("ix_organisation_country"), table_name="organisation")
    op.drop_table("organisation")
    op.drop_index(op.f("ix_published_figure_subject_subject_id_quantity"), table_name="published_figure")
    op.drop_index(op.f("ix_published_figure_import_id"), table_name="published_figure")
    op.drop_table("published_figure")
    op.drop_index(op.f("ix_post_published_at_channel_impressions_engagements"), table_name="post")
    op.drop_index(op.f("ix_post_import_id"), table_name="post")
    op.drop_table("post")
    op.drop_index(op.f("ix_output_import_id"), table_name="output")
    op.drop_table("output")
    op.drop_index(op.f("ix_country_import_id"), table_name="country")
    op.drop_table("country")
    op.drop_index(op.f("ix_channel_snapshot_import_id"), table_name="channel_snapshot")
    op.drop_table("channel_snapshot")
    op.drop_table("project_year")
    op.drop_index(op.f("ix_import_record_sha256"), table_name="import_record")
    op.drop_index(op.f("ix_import_record_entity_imported_at"), table_name="import_record")
    op.drop_table("import_record")
    op.drop_table("country_year")
