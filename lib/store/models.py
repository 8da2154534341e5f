"""The entities of the dashboard as SQLAlchemy models, one table each.

Keys are the field's own identifiers, so that a row can be found again in the file it came from. Amounts of
money carry the EUR value, the original value, and, once for the row, the currency with its rate and the
rate's date. An empty column means "not known" and is never read as zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from lib.common.formatting import PRECISION
from lib.store import vocabulary as words
from lib.store.types import Money, Rate

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


def _one_of(column: str, allowed: Iterable[str]) -> CheckConstraint:
    listed = ", ".join("'" + word.replace("'", "''") + "'" for word in allowed)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def _not_negative(*columns: str) -> list[CheckConstraint]:
    return [CheckConstraint(f"{column} >= 0", name=f"{column}_not_negative") for column in columns]


def _in_order(start: str, end: str) -> CheckConstraint:
    return CheckConstraint(f"{end} >= {start}", name=f"{end}_after_{start}")


def _year(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} BETWEEN {words.FIRST_YEAR} AND {words.LAST_YEAR}", name=f"{column}_plausible")


def _upper_code(column: str, length: int) -> CheckConstraint:
    return CheckConstraint(f"length({column}) = {length} AND {column} = upper({column})", name=f"{column}_code")


def _precision(column: str) -> Mapped[str | None]:
    """How precisely the date in a column is known: see lib.store.dates."""
    name = f"{column}{PRECISION}"
    return mapped_column(String(5), _one_of(name, words.PRECISIONS), doc="year or month; empty: known to the day")


def _amount() -> Mapped[Decimal | None]:
    return mapped_column(Money())


class ImportRecord(Base):
    """One file that was loaded: what it was, who loaded it, when, and with what result."""

    __tablename__ = "import_record"

    import_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    file_format: Mapped[str] = mapped_column(String(40))
    entity: Mapped[str] = mapped_column(String(40))
    imported_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")
    imported_by: Mapped[str] = mapped_column(Text)
    rows_read: Mapped[int] = mapped_column(Integer)
    rows_new: Mapped[int] = mapped_column(Integer)
    rows_changed: Mapped[int] = mapped_column(Integer)
    rows_same: Mapped[int] = mapped_column(Integer)
    rows_aside: Mapped[int] = mapped_column(Integer, default=0, doc="rows that did not fit and were kept aside")
    demonstration: Mapped[bool] = mapped_column(Boolean)
    options: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    report: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list, doc="problems and warnings, grouped")
    upload_id: Mapped[int | None] = mapped_column(
        Integer, index=True, doc="import_id of the first import of those that were loaded together"
    )
    sheet: Mapped[str | None] = mapped_column(Text, doc="sheet of the workbook or member of the zip")
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=False), doc="UTC")
    undone_by: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        *_not_negative("size_bytes", "rows_read", "rows_new", "rows_changed", "rows_same", "rows_aside"),
        CheckConstraint("length(sha256) = 64", name="sha256_length"),
        Index(None, "entity", "imported_at"),
        Index(None, "sha256"),
    )


class RowKeptAside(Base):
    """A row of a file that did not fit, while the good ones were loaded; without what could name a person."""

    __tablename__ = "row_kept_aside"

    import_id: Mapped[int] = mapped_column(ForeignKey("import_record.import_id"), primary_key=True)
    source_row: Mapped[int] = mapped_column(Integer, primary_key=True)
    cells: Mapped[dict[str, str]] = mapped_column(JSON, doc="by column of the file")
    problems: Mapped[list[str]] = mapped_column(JSON)


class ColumnMatch(Base):
    """Where the columns of a file with this header belong, as somebody said once: remembered for the next such file."""

    __tablename__ = "column_match"

    header_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    entity: Mapped[str] = mapped_column(String(40))
    columns: Mapped[dict[str, object]] = mapped_column(JSON, doc="by field: a column, or columns that make an id")
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")
    saved_by: Mapped[str] = mapped_column(Text)

    __table_args__ = (CheckConstraint("length(header_hash) = 64", name="header_hash_length"),)


class SavedView(Base):
    """A view of a page that somebody saved under a name: the page, and the parameters of its address."""

    __tablename__ = "saved_view"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    page: Mapped[str] = mapped_column(String(40), doc="path of the page; empty for the first one")
    query: Mapped[str] = mapped_column(Text, doc="as it stands in an address; empty for none")
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")
    saved_by: Mapped[str] = mapped_column(Text)


class Loaded:
    """What every loaded row says of where it came from."""

    source_row: Mapped[int] = mapped_column(Integer, doc="row of the file, the header being row 1")
    source_url: Mapped[str | None] = mapped_column(Text)
    as_of: Mapped[date | None] = mapped_column(Date, doc="date the source gives for what the row says")
    as_of_precision: Mapped[str | None] = _precision("as_of")
    approximate: Mapped[bool | None] = mapped_column(Boolean, doc="the source says about, over, up to, almost")
    note: Mapped[str | None] = mapped_column(Text)

    @declared_attr
    def import_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("import_record.import_id"), index=True)


class Verified(Loaded):
    """What a row says of who checked it against its source; rows that systems count themselves have none of it."""

    verified_on: Mapped[date | None] = mapped_column(Date, doc="when it was last checked against its source")
    verified_on_precision: Mapped[str | None] = _precision("verified_on")
    verified_by: Mapped[str | None] = mapped_column(Text, doc="who checked it: a team or an office")


class InCurrency:
    """Currency of a row's original amounts, and the rate that made EUR of them."""

    currency: Mapped[str | None] = mapped_column(String(3), doc="ISO 4217")
    eur_rate: Mapped[Decimal | None] = mapped_column(Rate(), doc="EUR for one unit of the currency")
    eur_rate_date: Mapped[date | None] = mapped_column(Date)


def _currency_checks() -> list[CheckConstraint]:
    return [_upper_code("currency", 3), *_not_negative("eur_rate")]


class Country(Verified, Base):
    __tablename__ = "country"

    iso2: Mapped[str] = mapped_column(String(2), primary_key=True)
    iso3: Mapped[str] = mapped_column(String(3), unique=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    region: Mapped[str | None] = mapped_column(Text, doc="UN M49 subregion")
    grouping: Mapped[str | None] = mapped_column(String(10))
    protocol_order: Mapped[int | None] = mapped_column(
        Integer, doc="EU order of protocol, then EFTA, candidates, others"
    )
    eu_member_since: Mapped[date | None] = mapped_column(Date)
    eu_member_until: Mapped[date | None] = mapped_column(Date)
    widening: Mapped[bool | None] = mapped_column(Boolean, doc="widening country of Horizon Europe")
    widening_h2020: Mapped[bool | None] = mapped_column(Boolean, doc="widening country of Horizon 2020")
    population: Mapped[int | None] = mapped_column(BigInteger)
    population_year: Mapped[int | None] = mapped_column(Integer)
    population_source_url: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        _upper_code("iso2", 2),
        _upper_code("iso3", 3),
        _one_of("grouping", words.GROUPINGS),
        CheckConstraint("population > 0", name="population_positive"),
        _year("population_year"),
        _in_order("eu_member_since", "eu_member_until"),
    )


class Organisation(Verified, Base):
    __tablename__ = "organisation"

    organisation_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    short_name: Mapped[str | None] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"), index=True)
    region: Mapped[str | None] = mapped_column(Text, doc="region that a regional body stands for, such as Saxony")
    type: Mapped[str | None] = mapped_column(String(40))
    ror_id: Mapped[str | None] = mapped_column(String(40))
    role: Mapped[str | None] = mapped_column(
        Text, doc="role in ICPerMed and its family, with the row's source as evidence"
    )
    url: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (_one_of("type", words.ORGANISATION_TYPES),)


class Membership(Verified, Base):
    """What a source says of a country's, or one of its organisations', part in ICPerMed, and from when to when.

    A country may have several of them, also at the same time; lib.metrics.membership says what follows.
    """

    __tablename__ = "membership"

    membership_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    country: Mapped[str] = mapped_column(ForeignKey("country.iso2"))
    organisation: Mapped[str | None] = mapped_column(ForeignKey("organisation.organisation_id"), index=True)
    status: Mapped[str | None] = mapped_column(String(10), doc="empty: the source does not say")
    evidence: Mapped[str] = mapped_column(String(30), doc="what the source says that it rests on")
    from_date: Mapped[date | None] = mapped_column(Date)
    from_date_precision: Mapped[str | None] = _precision("from_date")
    to_date: Mapped[date | None] = mapped_column(Date)
    to_date_precision: Mapped[str | None] = _precision("to_date")

    __table_args__ = (
        _one_of("status", words.MEMBER_STATUSES),
        _one_of("evidence", words.EVIDENCE),
        _in_order("from_date", "to_date"),
        Index(
            "uq_membership_statement",
            country,
            func.coalesce(organisation, text("''")),
            evidence,
            func.coalesce(from_date, text("'0001-01-01'")),
            func.coalesce(text("source_url"), text("''")),
            unique=True,
        ),
    )


class Programme(Verified, InCurrency, Base):
    __tablename__ = "programme"

    programme_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    funder: Mapped[str | None] = mapped_column(ForeignKey("organisation.organisation_id"), index=True)
    country: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"), index=True)
    level: Mapped[str] = mapped_column(String(20))
    start_year: Mapped[int | None] = mapped_column(Integer)
    end_year: Mapped[int | None] = mapped_column(Integer)
    budget_eur: Mapped[Decimal | None] = _amount()
    budget_original: Mapped[Decimal | None] = _amount()
    amount_kind: Mapped[str | None] = mapped_column(String(20), doc="what the budget is: an appropriation, a plan ...")
    money_from: Mapped[str | None] = mapped_column(String(10), doc="whose money it is")
    single_competition: Mapped[bool | None] = mapped_column(
        Boolean, doc="one call for proposals: it ends with its year where no end is stated"
    )
    pm_share: Mapped[Decimal | None] = mapped_column(Rate(), doc="1: dedicated to PM; empty: merely allows PM")
    url: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        _one_of("level", words.LEVELS),
        _one_of("amount_kind", words.AMOUNT_KINDS),
        _one_of("money_from", words.MONEY_FROM),
        _year("start_year"),
        _year("end_year"),
        _in_order("start_year", "end_year"),
        CheckConstraint("pm_share BETWEEN 0 AND 100000000", name="pm_share_is_a_share"),
        *_currency_checks(),
        *_not_negative("budget_eur", "budget_original"),
    )


class ProgrammeArea(Base):
    """One of ICPerMed's areas that a programme covers."""

    __tablename__ = "programme_area"

    programme_id: Mapped[str] = mapped_column(
        ForeignKey("programme.programme_id", ondelete="CASCADE"), primary_key=True
    )
    area: Mapped[str] = mapped_column(String(60), primary_key=True)

    __table_args__ = (_one_of("area", words.AREAS), Index(None, "area"))


class Call(Verified, InCurrency, Base):
    __tablename__ = "call"

    call_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    programme: Mapped[str | None] = mapped_column(ForeignKey("programme.programme_id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    topic: Mapped[str | None] = mapped_column(Text)
    opened: Mapped[date | None] = mapped_column(Date, index=True)
    opened_precision: Mapped[str | None] = _precision("opened")
    pre_proposal_deadline: Mapped[date | None] = mapped_column(Date)
    pre_proposal_deadline_precision: Mapped[str | None] = _precision("pre_proposal_deadline")
    full_proposal_deadline: Mapped[date | None] = mapped_column(Date)
    full_proposal_deadline_precision: Mapped[str | None] = _precision("full_proposal_deadline")
    budget_eur: Mapped[Decimal | None] = _amount()
    budget_original: Mapped[Decimal | None] = _amount()
    url: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        _in_order("opened", "pre_proposal_deadline"),
        # A deadline known by its month is kept as the last day of it, which may lie after a day of the same month.
        CheckConstraint(
            "full_proposal_deadline >= pre_proposal_deadline OR pre_proposal_deadline_precision IS NOT NULL",
            name="full_proposal_deadline_after_pre_proposal_deadline",
        ),
        *_currency_checks(),
        *_not_negative("budget_eur", "budget_original"),
    )


class CallCommitment(Verified, InCurrency, Base):
    """What a funder set aside for a call before it opened."""

    __tablename__ = "call_commitment"

    call_id: Mapped[str] = mapped_column(ForeignKey("call.call_id"), primary_key=True)
    funder: Mapped[str] = mapped_column(ForeignKey("organisation.organisation_id"), primary_key=True)
    committed_eur: Mapped[Decimal | None] = _amount()
    committed_original: Mapped[Decimal | None] = _amount()

    __table_args__ = (
        *_currency_checks(),
        *_not_negative("committed_eur", "committed_original"),
        Index(None, "funder"),
    )


class CallOutcome(Verified, InCurrency, Base):
    """Counts of a call: one row for the call (country empty), or one for each country."""

    __tablename__ = "call_outcome"

    call_outcome_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("call.call_id"))
    country: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"), index=True)
    pre_proposals_submitted: Mapped[int | None] = mapped_column(Integer)
    pre_proposals_eligible: Mapped[int | None] = mapped_column(Integer)
    full_proposals_invited: Mapped[int | None] = mapped_column(Integer)
    full_proposals_submitted: Mapped[int | None] = mapped_column(Integer)
    projects_funded: Mapped[int | None] = mapped_column(Integer)
    requested_eur: Mapped[Decimal | None] = _amount()
    requested_original: Mapped[Decimal | None] = _amount()
    awarded_eur: Mapped[Decimal | None] = _amount()
    awarded_original: Mapped[Decimal | None] = _amount()

    __table_args__ = (
        Index("uq_call_outcome_call_country", "call_id", func.coalesce(country, text("''")), unique=True),
        *_currency_checks(),
        *_not_negative(
            "pre_proposals_submitted",
            "pre_proposals_eligible",
            "full_proposals_invited",
            "full_proposals_submitted",
            "projects_funded",
            "requested_eur",
            "requested_original",
            "awarded_eur",
            "awarded_original",
        ),
    )


class Project(Verified, InCurrency, Base):
    __tablename__ = "project"

    project_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    acronym: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str | None] = mapped_column(Text)
    call: Mapped[str | None] = mapped_column(ForeignKey("call.call_id"), index=True)
    programme: Mapped[str | None] = mapped_column(ForeignKey("programme.programme_id"))
    grant_number: Mapped[str | None] = mapped_column(Text)
    signature_date: Mapped[date | None] = mapped_column(Date)
    signature_date_precision: Mapped[str | None] = _precision("signature_date")
    start_date: Mapped[date | None] = mapped_column(Date)
    start_date_precision: Mapped[str | None] = _precision("start_date")
    end_date: Mapped[date | None] = mapped_column(Date)
    end_date_precision: Mapped[str | None] = _precision("end_date")
    total_cost_eur: Mapped[Decimal | None] = _amount()
    total_cost_original: Mapped[Decimal | None] = _amount()
    funding_eur: Mapped[Decimal | None] = _amount()
    funding_original: Mapped[Decimal | None] = _amount()
    status: Mapped[str | None] = mapped_column(String(20))
    url: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        _one_of("status", words.PROJECT_STATUSES),
        _in_order("start_date", "end_date"),
        *_currency_checks(),
        *_not_negative("total_cost_eur", "total_cost_original", "funding_eur", "funding_original"),
        Index(None, "programme", "start_date", "funding_eur"),
        Index(None, "start_date"),
    )


class ProjectKeyword(Base):
    __tablename__ = "project_keyword"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id", ondelete="CASCADE"), primary_key=True)
    keyword: Mapped[str] = mapped_column(String(200), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, doc="place in the project's own list, from 1")


class ProjectHealthCategory(Base):
    """HRCS health category of a project; a project's percents add up to 100, so money is counted once."""

    __tablename__ = "project_health_category"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id", ondelete="CASCADE"), primary_key=True)
    health_category: Mapped[str] = mapped_column(String(60), primary_key=True)
    percent: Mapped[Decimal] = mapped_column(Money())

    __table_args__ = (
        _one_of("health_category", words.HEALTH_CATEGORIES),
        CheckConstraint("percent BETWEEN 0 AND 10000", name="percent_is_a_percent"),
        Index(None, "health_category"),
    )


class ProjectResearchActivity(Base):
    """HRCS research activity group of a project; a project's percents add up to 100."""

    __tablename__ = "project_research_activity"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id", ondelete="CASCADE"), primary_key=True)
    research_activity: Mapped[str] = mapped_column(String(60), primary_key=True)
    percent: Mapped[Decimal] = mapped_column(Money())

    __table_args__ = (
        _one_of("research_activity", words.RESEARCH_ACTIVITIES),
        CheckConstraint("percent BETWEEN 0 AND 10000", name="percent_is_a_percent"),
        Index(None, "research_activity"),
    )


class FieldOfScience(Verified, Base):
    """A field of science of a project, in the European Science Vocabulary (EuroSciVoc)."""

    __tablename__ = "field_of_science"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(120), primary_key=True, doc="such as /23/49/321/1109")
    path: Mapped[str | None] = mapped_column(Text, doc="names from the broadest field to this one")
    title: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index(None, "code"),)


class Participation(Verified, Base):
    """An organisation's part in a project. Its money is in Funding, by funder."""

    __tablename__ = "participation"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id"), primary_key=True)
    organisation: Mapped[str] = mapped_column(ForeignKey("organisation.organisation_id"), primary_key=True)
    country: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    role: Mapped[str] = mapped_column(String(20))

    __table_args__ = (
        _one_of("role", words.ROLES),
        Index(None, "organisation"),
        Index(None, "country", "project_id", "role"),
    )


class Funding(Verified, InCurrency, Base):
    """Money of one funder to one participant of one project. A funder not named is kept as unknown."""

    __tablename__ = "funding"

    funding_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    project_id: Mapped[str] = mapped_column(String(120))
    organisation: Mapped[str] = mapped_column(String(120))
    funder: Mapped[str | None] = mapped_column(ForeignKey("organisation.organisation_id"), index=True)
    funding_eur: Mapped[Decimal | None] = _amount()
    funding_original: Mapped[Decimal | None] = _amount()

    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "organisation"],
            ["participation.project_id", "participation.organisation"],
            ondelete="CASCADE",
        ),
        Index(
            "uq_funding_participation_funder",
            "project_id",
            "organisation",
            func.coalesce(funder, text("''")),
            unique=True,
        ),
        *_currency_checks(),
        *_not_negative("funding_eur", "funding_original"),
    )


class Event(Verified, Base):
    __tablename__ = "event"

    event_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    type: Mapped[str | None] = mapped_column(String(20))
    format: Mapped[str | None] = mapped_column(String(10))
    start_date: Mapped[date | None] = mapped_column(Date, index=True)
    start_date_precision: Mapped[str | None] = _precision("start_date")
    end_date: Mapped[date | None] = mapped_column(Date)
    end_date_precision: Mapped[str | None] = _precision("end_date")
    city: Mapped[str | None] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"), index=True)
    organiser: Mapped[str | None] = mapped_column(ForeignKey("organisation.organisation_id"))
    capacity: Mapped[int | None] = mapped_column(Integer)
    url: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        _one_of("type", words.EVENT_TYPES),
        _one_of("format", words.EVENT_FORMATS),
        _in_order("start_date", "end_date"),
        *_not_negative("capacity"),
    )


class Attendance(Loaded, Base):
    """One person at one event, known only by a keyed pseudonym."""

    __tablename__ = "attendance"

    event_id: Mapped[str] = mapped_column(ForeignKey("event.event_id"), primary_key=True)
    attendee: Mapped[str] = mapped_column(String(64), primary_key=True, doc="keyed pseudonym")
    organisation_type: Mapped[str | None] = mapped_column(String(40))
    country: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    registered: Mapped[bool | None] = mapped_column(Boolean)
    attended: Mapped[bool | None] = mapped_column(Boolean)
    minutes: Mapped[int | None] = mapped_column(Integer)
    role: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        _one_of("organisation_type", words.ORGANISATION_TYPES),
        *_not_negative("minutes"),
        Index(None, "event_id", "attended", "country"),
        Index(None, "country"),
    )


class Post(Loaded, Base):
    __tablename__ = "post"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    post_id: Mapped[str] = mapped_column(String(80), primary_key=True, doc="text: X's ids are larger than 2^53")
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=False), doc="UTC")
    text: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    impressions: Mapped[int | None] = mapped_column(BigInteger)
    engagements: Mapped[int | None] = mapped_column(BigInteger)
    likes: Mapped[int | None] = mapped_column(BigInteger)
    comments: Mapped[int | None] = mapped_column(BigInteger)
    shares: Mapped[int | None] = mapped_column(BigInteger)
    clicks: Mapped[int | None] = mapped_column(BigInteger)
    follows: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        CheckConstraint("channel = lower(channel)", name="channel_lower_case"),
        *_not_negative("impressions", "engagements", "likes", "comments", "shares", "clicks", "follows"),
        Index(None, "published_at", "channel", "impressions", "engagements"),
        Index(None, "impressions", "published_at", "channel"),
    )


class ChannelSnapshot(Loaded, Base):
    """Followers and page views of a channel on a day."""

    __tablename__ = "channel_snapshot"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    date: Mapped[date] = mapped_column(Date, primary_key=True)
    followers: Mapped[int | None] = mapped_column(BigInteger, doc="in all, on that day")
    new_followers: Mapped[int | None] = mapped_column(BigInteger, doc="won on that day")
    page_views: Mapped[int | None] = mapped_column(BigInteger, doc="on that day")
    impressions: Mapped[int | None] = mapped_column(BigInteger, doc="of all posts on that day")
    engagements: Mapped[int | None] = mapped_column(BigInteger, doc="with all posts on that day")
    clicks: Mapped[int | None] = mapped_column(BigInteger, doc="on all posts on that day")

    __table_args__ = (
        CheckConstraint("channel = lower(channel)", name="channel_lower_case"),
        *_not_negative("followers", "new_followers", "page_views", "impressions", "engagements", "clicks"),
    )


class PublishedFigure(Verified, Base):
    """A figure as a source published it, kept beside those that differ; one of them is the one shown."""

    __tablename__ = "published_figure"

    published_figure_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    subject: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str] = mapped_column(String(120))
    quantity: Mapped[str] = mapped_column(String(80))
    value: Mapped[str] = mapped_column(Text, doc="as published: a number, a date or a word")
    unit: Mapped[str] = mapped_column(String(40))
    stage: Mapped[str | None] = mapped_column(String(20))
    shown: Mapped[bool] = mapped_column(Boolean)

    __table_args__ = (
        _one_of("subject", words.SUBJECTS),
        _one_of("stage", words.STAGES),
        Index(None, "subject", "subject_id", "quantity"),
        Index(
            "uq_published_figure_source",
            subject,
            subject_id,
            quantity,
            value,
            func.coalesce(stage, text("''")),
            func.coalesce(text("source_url"), text("''")),
            unique=True,
        ),
    )


class Output(Verified, Base):
    """What the Secretariat and its family produced; a row may stand for several pieces."""

    __tablename__ = "output"

    output_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    type: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    period_start: Mapped[date | None] = mapped_column(Date)
    period_start_precision: Mapped[str | None] = _precision("period_start")
    period_end: Mapped[date | None] = mapped_column(Date)
    period_end_precision: Mapped[str | None] = _precision("period_end")
    count: Mapped[int | None] = mapped_column(Integer)
    part_of: Mapped[str | None] = mapped_column(
        ForeignKey("output.output_id", deferrable=True, initially="DEFERRED"),
        doc="output whose count already holds this row",
    )
    url: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        _one_of("type", words.OUTPUT_TYPES),
        _in_order("period_start", "period_end"),
        *_not_negative("count"),
    )


class ProjectYear(Base):
    """Summary of projects: how many began in a year, and their money. Refreshed with every import."""

    __tablename__ = "project_year"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    level: Mapped[str] = mapped_column(String(20), primary_key=True, doc="of the programme; empty when unknown")
    year: Mapped[int] = mapped_column(Integer, primary_key=True, doc="of the start; 0 when unknown")
    projects: Mapped[int] = mapped_column(Integer)
    projects_with_funding: Mapped[int] = mapped_column(Integer)
    funding_eur: Mapped[Decimal | None] = _amount()


class ProjectMoneyYear(Base):
    """Summary of projects' funding, spread evenly over their days, by calendar year. Refreshed with every import."""

    __tablename__ = "project_money_year"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    level: Mapped[str] = mapped_column(String(20), primary_key=True, doc="of the programme; empty when unknown")
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    projects: Mapped[int] = mapped_column(Integer, doc="of known first and last day that run in the year")
    projects_with_funding: Mapped[int] = mapped_column(Integer)
    funding_eur: Mapped[Decimal | None] = _amount()


class CountryYear(Base):
    """Summary of participations by country and year of the project's start. Refreshed with every import."""

    __tablename__ = "country_year"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    level: Mapped[str] = mapped_column(String(20), primary_key=True, doc="of the programme; empty when unknown")
    country: Mapped[str] = mapped_column(String(2), primary_key=True, doc="empty when unknown")
    year: Mapped[int] = mapped_column(Integer, primary_key=True, doc="of the start; 0 when unknown")
    projects: Mapped[int] = mapped_column(Integer)
    participations: Mapped[int] = mapped_column(Integer)
    coordinations: Mapped[int] = mapped_column(Integer)
    awarded_eur: Mapped[Decimal | None] = _amount()


class CallCountry(Base):
    """Summary of participations in the projects of a call by country. Refreshed with every import."""

    __tablename__ = "call_country"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    call_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    country: Mapped[str] = mapped_column(String(2), primary_key=True, doc="empty when unknown")
    projects: Mapped[int] = mapped_column(Integer)
    participations: Mapped[int] = mapped_column(Integer)
    coordinations: Mapped[int] = mapped_column(Integer)
    awarded_eur: Mapped[Decimal | None] = _amount()


class CallFunder(Base):
    """Summary of the money that a funder gave to the projects of a call. Refreshed with every import."""

    __tablename__ = "call_funder"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    call_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    funder: Mapped[str] = mapped_column(String(120), primary_key=True)
    awarded_eur: Mapped[Decimal | None] = _amount()


class CallFigures(Base):
    """Summary of a call's projects: how many, and the days to their grants.

    Of each dataset by itself. Refreshed with every import.
    """

    __tablename__ = "call_figures"

    call_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    projects: Mapped[int] = mapped_column(Integer)
    dated: Mapped[int] = mapped_column(Integer, doc="projects with a signature or a first day after the deadline")
    by_signature: Mapped[int] = mapped_column(Integer)
    shortest: Mapped[Decimal | None] = mapped_column(Money(), doc="days, as the four that follow")
    quarter: Mapped[Decimal | None] = mapped_column(Money())
    median: Mapped[Decimal | None] = mapped_column(Money())
    three_quarters: Mapped[Decimal | None] = mapped_column(Money())
    longest: Mapped[Decimal | None] = mapped_column(Money())


class AttendanceCell(Base):
    """What may be published of an attendance list: see lib.store.suppression. Refreshed with every import.

    A list is all attendance rows of an event in one dataset. A hidden number is empty, and only its least and its most
    are there; where nothing may be published, these are empty too.
    """

    __tablename__ = "attendance_cell"

    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    category: Mapped[str] = mapped_column(String(40), primary_key=True, doc="empty when unknown, and of totals")
    event_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    attended: Mapped[int | None] = mapped_column(Integer)
    attended_least: Mapped[int | None] = mapped_column(Integer)
    attended_most: Mapped[int | None] = mapped_column(Integer)
    registered: Mapped[int | None] = mapped_column(Integer)
    registered_least: Mapped[int | None] = mapped_column(Integer)
    registered_most: Mapped[int | None] = mapped_column(Integer)

    __table_args__ = (Index(None, "event_id", "dimension"),)


class CountryPair(Base):
    """Summary of who works with whom: projects with partners from both countries. Refreshed with every import.

    A row with `a` and `b` the same counts the projects with a partner from that country, and one with both empty the
    projects with a partner from any known country.
    """

    __tablename__ = "country_pair"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    level: Mapped[str] = mapped_column(String(20), primary_key=True, doc="of the programme; empty when unknown")
    year: Mapped[int] = mapped_column(Integer, primary_key=True, doc="of the start; 0 when unknown")
    a: Mapped[str] = mapped_column(String(2), primary_key=True, doc="not after b in the alphabet")
    b: Mapped[str] = mapped_column(String(2), primary_key=True)
    projects: Mapped[int] = mapped_column(Integer)


class CountryPairMonth(Base):
    """CountryPair by month, for periods that are no whole years. Refreshed with every import."""

    __tablename__ = "country_pair_month"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, doc="of the start; 0 when unknown")
    month: Mapped[int] = mapped_column(Integer, primary_key=True, doc="of the start, from 1; 0 when unknown")
    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    level: Mapped[str] = mapped_column(String(20), primary_key=True)
    a: Mapped[str] = mapped_column(String(2), primary_key=True)
    b: Mapped[str] = mapped_column(String(2), primary_key=True)
    projects: Mapped[int] = mapped_column(Integer)


class WideningMonth(Base):
    """Summary of projects by whether widening countries, others or both take part. Refreshed with every import.

    The list of widening countries is that of the framework programme in force at the call's date.
    """

    __tablename__ = "widening_month"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    level: Mapped[str] = mapped_column(String(20), primary_key=True, doc="of the programme; empty when unknown")
    year: Mapped[int] = mapped_column(Integer, primary_key=True, doc="of the start; 0 when unknown")
    month: Mapped[int] = mapped_column(Integer, primary_key=True, doc="of the start, from 1; 0 when unknown")
    widening: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    other: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    projects: Mapped[int] = mapped_column(Integer)


class ChannelDay(Base):
    """Summary of a channel's posts by the day (UTC) they were published. Refreshed with every import."""

    __tablename__ = "channel_day"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    posts: Mapped[int] = mapped_column(Integer)
    seen_posts: Mapped[int] = mapped_column(Integer, doc="posts whose impressions are known")
    engaged_posts: Mapped[int] = mapped_column(Integer, doc="posts whose engagements are known")
    impressions: Mapped[int | None] = mapped_column(BigInteger)
    engagements: Mapped[int | None] = mapped_column(BigInteger)
    rated_impressions: Mapped[int | None] = mapped_column(BigInteger, doc="of the posts that have both")
    rated_engagements: Mapped[int | None] = mapped_column(BigInteger, doc="of the posts that have both")


class ChannelHour(Base):
    """Summary of a channel's posts by year, day of the week and hour (UTC). Refreshed with every import."""

    __tablename__ = "channel_hour"

    demonstration: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    weekday: Mapped[int] = mapped_column(Integer, primary_key=True, doc="0 is Monday")
    hour: Mapped[int] = mapped_column(Integer, primary_key=True, doc="-1 where the post has a day and no time")
    posts: Mapped[int] = mapped_column(Integer)
    seen_posts: Mapped[int] = mapped_column(Integer, doc="posts whose impressions are known")
    impressions: Mapped[int | None] = mapped_column(BigInteger)
    rated_posts: Mapped[int] = mapped_column(Integer, doc="posts that have impressions and engagements")
    rated_impressions: Mapped[int | None] = mapped_column(BigInteger)
    rated_engagements: Mapped[int | None] = mapped_column(BigInteger)


class ProjectLens(Base):
    """How much of a project belongs to a category of a fixed taxonomy: see lib.topics.taxonomies.

    The weights of a project in a lens add up to 1,000,000. A project without a row is unassigned in that lens.
    """

    __tablename__ = "project_lens"

    lens: Mapped[str] = mapped_column(String(30), primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id", ondelete="CASCADE"), primary_key=True)
    category: Mapped[str] = mapped_column(String(80), primary_key=True)
    weight: Mapped[int] = mapped_column(Integer, doc="parts per million")
    origin: Mapped[str] = mapped_column(String(10), doc="source: the project's own HRCS percents; terms: its words")
    terms: Mapped[str | None] = mapped_column(Text, doc="words that put it there, those that count most first")

    __table_args__ = (
        _one_of("lens", words.LENSES),
        _one_of("origin", words.LENS_ORIGINS),
        CheckConstraint("weight BETWEEN 1 AND 1000000", name="weight_is_a_share"),
        Index(None, "project_id"),
    )


class LensReading(Base):
    """What of a project was read when its rows in ProjectLens were made: where it changed, they are made anew."""

    __tablename__ = "lens_reading"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), doc="SHA-256 of the texts, the source's percents and the lists")


class LensMark(Base):
    """The state of the store and of the term lists for which ProjectLens was made; one row."""

    __tablename__ = "lens_mark"

    mark: Mapped[str] = mapped_column(String(120), primary_key=True)


class TopicRun(Base):
    """One search for topics over the projects of a dataset: by whom, when, and what became of the topics before it."""

    __tablename__ = "topic_run"

    run_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    demonstration: Mapped[bool | None] = mapped_column(
        Boolean, doc="over the demonstration data, or else the facts; empty: over both, as runs once were"
    )
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")
    made_by: Mapped[str] = mapped_column(Text)
    projects: Mapped[int] = mapped_column(Integer)
    unassigned: Mapped[int] = mapped_column(Integer, doc="projects that fit no topic")
    topics: Mapped[int] = mapped_column(Integer)
    by_hand: Mapped[bool] = mapped_column(Boolean, doc="the number of topics was set by hand")
    proposals: Mapped[list[dict[str, float]]] = mapped_column(JSON, doc="k, stability, coherence, score of each tried")
    report: Mapped[dict[str, object]] = mapped_column(JSON, doc="what appeared, split, merged, vanished; warnings")


class Topic(Base):
    """A topic found by a run, or made by splitting one. Its id is never given to another topic."""

    __tablename__ = "topic"

    topic_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    demonstration: Mapped[bool] = mapped_column(Boolean, doc="of the demonstration data, or else of the facts")
    label: Mapped[str] = mapped_column(Text, doc="as shown: made, or given by the secretariat")
    made_label: Mapped[str] = mapped_column(Text)
    candidates: Mapped[list[str]] = mapped_column(JSON, doc="labels it may have, the best first")
    made_terms: Mapped[list[str]] = mapped_column(JSON, doc="the most telling first")
    terms: Mapped[list[str]] = mapped_column(JSON, doc="as shown: without excluded ones")
    telling: Mapped[list[str]] = mapped_column(
        JSON, doc="its terms and more words that tell it, the most telling first"
    )
    colour: Mapped[int] = mapped_column(Integer, doc="number in the palette")
    made_stability: Mapped[float | None] = mapped_column(
        Float, doc="share of its projects that keep company when a tenth of all is left out (lib.topics.stability)"
    )
    stability: Mapped[float | None] = mapped_column(
        Float, doc="as shown: empty where a correction put other projects into it"
    )
    found: Mapped[bool] = mapped_column(Boolean, doc="by the latest run; false when it is gone or came from a split")
    shown: Mapped[bool] = mapped_column(Boolean, doc="there for the reader, after all corrections")

    __table_args__ = (*_not_negative("colour"),)


class TopicFound(Base):
    """To which topics a project belongs, as the latest run or the placing of new projects found it."""

    __tablename__ = "topic_found"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.topic_id"), primary_key=True)
    weight: Mapped[int] = mapped_column(Integer, doc="parts per million; a project's add up to a million")

    __table_args__ = (CheckConstraint("weight BETWEEN 1 AND 1000000", name="weight_is_a_part"),)


class ProjectTopic(Base):
    """To which topics a project belongs, after all corrections; a project without a row is unassigned or not placed.

    Made anew from TopicFound and TopicCorrection whenever one of them changes.
    """

    __tablename__ = "project_topic"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.topic_id"), primary_key=True)
    weight: Mapped[int] = mapped_column(Integer, doc="parts per million; a project's add up to a million")

    __table_args__ = (
        CheckConstraint("weight BETWEEN 1 AND 1000000", name="weight_is_a_part"),
        Index(None, "topic_id", "project_id", "weight"),
    )


class ProjectPlace(Base):
    """Where a project lies on the map of topics; a project without a row is not placed yet."""

    __tablename__ = "project_place"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id", ondelete="CASCADE"), primary_key=True)
    x: Mapped[float] = mapped_column(Float, doc="from -1 to 1")
    y: Mapped[float] = mapped_column(Float, doc="from -1 to 1")
    typical: Mapped[float | None] = mapped_column(
        Float, doc="likeness to the middle of its main topic; empty for projects placed after the run"
    )
    text_hash: Mapped[str] = mapped_column(String(64), doc="SHA-256 of the text it was placed by")
    placed_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")

    __table_args__ = (CheckConstraint("length(text_hash) = 64", name="text_hash_length"),)


class TopicCorrection(Base):
    """What the secretariat said of topics; it holds through later runs until it is taken back."""

    __tablename__ = "topic_correction"

    correction_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    demonstration: Mapped[bool] = mapped_column(Boolean, doc="of the demonstration data, or else of the facts")
    kind: Mapped[str] = mapped_column(String(10))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.topic_id"), doc="that it is about")
    project_id: Mapped[str | None] = mapped_column(String(120), doc="that is pinned; it may be gone since")
    details: Mapped[dict[str, object]] = mapped_column(JSON, doc="label, into, parts or term")
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")
    made_by: Mapped[str] = mapped_column(Text)
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=False), doc="UTC")
    undone_by: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (_one_of("kind", words.TOPIC_CORRECTIONS),)


#: Every loaded entity by the name the domain uses, parents before children: the order of loading.
ENTITIES: dict[str, type[Base]] = {
    "country": Country,
    "organisation": Organisation,
    "membership": Membership,
    "programme": Programme,
    "call": Call,
    "call commitment": CallCommitment,
    "call outcome": CallOutcome,
    "project": Project,
    "field of science": FieldOfScience,
    "participation": Participation,
    "funding": Funding,
    "event": Event,
    "attendance": Attendance,
    "post": Post,
    "channel snapshot": ChannelSnapshot,
    "published figure": PublishedFigure,
    "output": Output,
    "import record": ImportRecord,
}


def _before(table: Table) -> Table:
    """A table for rows of `table` as they were before an import replaced them."""
    columns = [
        Column(column.name, column.type, primary_key=column.primary_key, index=column.name == "import_id" or None)
        for column in table.columns
    ]
    replaced_by = Column("replaced_by", Integer, ForeignKey("import_record.import_id"), primary_key=True)
    return Table(f"{table.name}_before", Base.metadata, replaced_by, *columns)


#: Rows as they were before an import changed them, by the table they belong to: what undoing puts back.
BEFORE: dict[str, Table] = {
    table.name: _before(table)
    for table in [
        *(model.__table__ for model in ENTITIES.values() if model is not ImportRecord),
        *(model.__table__ for model in (ProgrammeArea, ProjectKeyword, ProjectHealthCategory, ProjectResearchActivity)),
    ]
    if isinstance(table, Table)
}
