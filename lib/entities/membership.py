"""What a source says of a country's, or one of its organisations', part in ICPerMed, and from when to when."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, Integer, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, Verified, in_order, in_vocabulary, precision
from lib.entities.entity import Entity
from lib.entities.fields import COUNTRY_CODE, FIRST_DAY, IDENTIFIER, LAST_DAY, Field, one_of
from lib.entities.listing import Listing, Place
from lib.entities.schema import Odd, schema

MEMBER_STATUSES = ("member", "observer")
#: What says that a country or an organisation belongs to ICPerMed, the strongest first.
EVIDENCE = (
    "named as member",
    "chairs",
    "vice-chairs",
    "secretariat",
    "signs for it",
    "takes part in joint calls",
    "pays in joint calls",
)
#: Evidence of working with ICPerMed that alone makes nobody a member or an observer of it.
WEAK_EVIDENCE = ("takes part in joint calls", "pays in joint calls")


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
    from_date_precision: Mapped[str | None] = precision("from_date")
    to_date: Mapped[date | None] = mapped_column(Date)
    to_date_precision: Mapped[str | None] = precision("to_date")

    __table_args__ = (
        in_vocabulary("status", MEMBER_STATUSES),
        in_vocabulary("evidence", EVIDENCE),
        in_order("from_date", "to_date"),
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


ENTITY = Entity(
    "membership",
    Membership,
    about="What a source says of a country's, or one of its organisations', part in ICPerMed, and from when to when.",
    plural="memberships in ICPerMed",
    address="memberships",
    schema=schema(
        "membership",
        Membership,
        ["country", "organisation", "evidence", "from_date", "source_url"],
        Field("country", COUNTRY_CODE, "the country", required=True, refers_to="country"),
        Field(
            "organisation",
            IDENTIFIER,
            "its organisation that the source speaks of; empty for the country",
            refers_to="organisation",
            seated_in="country",
        ),
        Field("status", one_of(MEMBER_STATUSES), "status in ICPerMed; empty where the source does not say"),
        Field("evidence", one_of(EVIDENCE), "what the source says that it rests on", required=True),
        Field("from_date", FIRST_DAY, "since when; a month or a year where no day is known"),
        Field("to_date", LAST_DAY, "until when; empty where it goes on or nobody knows"),
        ordered=(("from_date", "to_date"),),
        odd=(
            Odd(
                ("status", "evidence"),
                lambda _status, evidence: evidence in WEAK_EVIDENCE,
                "no status: by taking part in joint calls alone nobody is a member or an observer",
            ),
        ),
        scope=("country",),
    ),
    listing=Listing((Place(),)),
    example={
        "country": "CH",
        "organisation": "EXAMPLE-AGENCY",
        "status": "member",
        "evidence": "named as member",
        "from_date": "2018-03",
        "to_date": "2024-12-31",
        "approximate": "no",
        "source_url": "https://example.org/members",
        "as_of": "2024",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    expected=("from_date",),
)
