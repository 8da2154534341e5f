"""What a funder set aside for a call before it opened."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, InCurrency, Verified, amount, currency_checks, not_negative
from lib.entities.entity import Entity
from lib.entities.fields import IDENTIFIER, Field, amounts
from lib.entities.listing import BelongsTo, Listing, OneOf, Place
from lib.entities.schema import schema


class CallCommitment(Verified, InCurrency, Base):
    """What a funder set aside for a call before it opened."""

    __tablename__ = "call_commitment"

    call_id: Mapped[str] = mapped_column(ForeignKey("call.call_id"), primary_key=True)
    funder: Mapped[str] = mapped_column(ForeignKey("organisation.organisation_id"), primary_key=True)
    committed_eur: Mapped[Decimal | None] = amount()
    committed_original: Mapped[Decimal | None] = amount()

    __table_args__ = (
        *currency_checks(),
        *not_negative("committed_eur", "committed_original"),
        Index(None, "funder"),
    )


_SYNONYMS = {
    "call_id": {
        "en": "call, call id",
        "de": "Ausschreibung",
        "fr": "appel",
        "es": "convocatoria",
        "it": "bando",
    },
    "funder": {
        "en": "organisation, agency, partner",
        "de": "Organisation, Einrichtung",
        "fr": "organisme",
        "es": "entidad",
        "it": "ente",
    },
    "committed_eur": {
        "en": "committed, commitment, committed amount, amount, budget, contribution, earmarked",
        "de": "Zusage, zugesagte Mittel, Budget, Beitrag, Betrag",
        "fr": "engagement, montant engagé, montant, contribution",
        "es": "compromiso, importe comprometido, importe, aportación",
        "it": "impegno, importo impegnato, importo, contributo",
    },
}


ENTITY = Entity(
    "call commitment",
    CallCommitment,
    about="What a funder set aside for a call before it opened.",
    plural="commitments of funders to calls",
    address="commitments",
    schema=schema(
        "call commitment",
        CallCommitment,
        ["call_id", "funder"],
        Field("call_id", IDENTIFIER, "the call", required=True, refers_to="call"),
        Field("funder", IDENTIFIER, "organisation that commits the money", required=True, refers_to="organisation"),
        amounts("committed", "what the funder set aside"),
        scope=("call_id",),
    ),
    listing=Listing(
        (
            OneOf("funders", "funder"),
            Place(of="organisation", by={"funder": "organisation_id"}),
            BelongsTo("call", "call_id"),
        )
    ),
    example={
        "call_id": "EXAMPLE-CALL",
        "funder": "EXAMPLE-AGENCY",
        "committed_eur": "1500000",
        "currency": "EUR",
        "approximate": "no",
        "source_url": "https://example.org/call-2024",
        "as_of": "2024-01-02",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    synonyms=_SYNONYMS,
    expected=("committed_eur",),
)
