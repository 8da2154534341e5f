"""Money of one funder to one participant of one project; a funder not named is kept as unknown."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Integer, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, InCurrency, Verified, amount, currency_checks, not_negative
from lib.entities.entity import Entity
from lib.entities.listing import BelongsTo, Listing, OneOf, Place


class Funding(Verified, InCurrency, Base):
    """Money of one funder to one participant of one project. A funder not named is kept as unknown."""

    __tablename__ = "funding"

    funding_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    project_id: Mapped[str] = mapped_column(String(120))
    organisation: Mapped[str] = mapped_column(String(120))
    funder: Mapped[str | None] = mapped_column(ForeignKey("organisation.organisation_id"), index=True)
    funding_eur: Mapped[Decimal | None] = amount()
    funding_original: Mapped[Decimal | None] = amount()

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
        *currency_checks(),
        *not_negative("funding_eur", "funding_original"),
    )


ENTITY = Entity(
    "funding",
    Funding,
    about="Money of one funder to one participant of one project; a funder not named is kept as unknown.",
    plural="money of participants by funder",
    address="funding",
    listing=Listing(
        (
            OneOf("funders", "funder"),
            Place(of="participation", by={"project_id": "project_id", "organisation": "organisation"}),
            BelongsTo("project", "project_id"),
        )
    ),
    in_file_of="participation",
    expected=("funder", "funding_eur"),
)
