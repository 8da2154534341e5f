"""Counts and amounts of a call, for the whole call or for one country."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Integer, func, text
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, InCurrency, Verified, amount, currency_checks, not_negative
from lib.entities.entity import Entity
from lib.entities.fields import COUNTRY_CODE, IDENTIFIER, SMALL_COUNT, Field, amounts, counts
from lib.entities.listing import BelongsTo, Listing, Place
from lib.entities.schema import in_euros, not_more, schema


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
    requested_eur: Mapped[Decimal | None] = amount()
    requested_original: Mapped[Decimal | None] = amount()
    awarded_eur: Mapped[Decimal | None] = amount()
    awarded_original: Mapped[Decimal | None] = amount()

    __table_args__ = (
        Index("uq_call_outcome_call_country", "call_id", func.coalesce(country, text("''")), unique=True),
        *currency_checks(),
        *not_negative(
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


_SYNONYMS = {
    "call_id": {
        "en": "call, call id",
        "de": "Ausschreibung",
        "fr": "appel",
        "es": "convocatoria",
        "it": "bando",
    },
    "pre_proposals_submitted": {
        "en": "pre-proposals submitted, pre-proposals received, pre-proposals",
        "de": "Skizzen eingereicht, eingereichte Skizzen, Skizzen",
        "fr": "pré-propositions soumises, pré-propositions",
        "es": "prepropuestas presentadas, prepropuestas",
        "it": "pre-proposte presentate, pre-proposte",
    },
    "pre_proposals_eligible": {
        "en": "pre-proposals eligible, eligible pre-proposals, eligible",
        "de": "Skizzen förderfähig, zulässige Skizzen, förderfähige Skizzen",
        "fr": "pré-propositions éligibles",
        "es": "prepropuestas elegibles, prepropuestas admitidas",
        "it": "pre-proposte ammissibili",
    },
    "full_proposals_invited": {
        "en": "full proposals invited, invited, invited to second stage",
        "de": "Vollanträge eingeladen, eingeladen, zur Antragstellung aufgefordert",
        "fr": "propositions complètes invitées, invités",
        "es": "propuestas completas invitadas, invitadas",
        "it": "proposte complete invitate, invitate",
    },
    "full_proposals_submitted": {
        "en": "full proposals submitted, full proposals received, full proposals, proposals submitted, applications",
        "de": "Vollanträge eingereicht, eingereichte Vollanträge, Vollanträge, Anträge",
        "fr": "propositions complètes soumises, propositions complètes, propositions soumises",
        "es": "propuestas completas presentadas, propuestas completas, propuestas presentadas",
        "it": "proposte complete presentate, proposte complete, proposte presentate",
    },
    "projects_funded": {
        "en": "projects funded, funded projects, funded, granted projects",
        "de": "geförderte Projekte, bewilligte Projekte, bewilligt, gefördert",
        "fr": "projets financés, financés",
        "es": "proyectos financiados, financiados",
        "it": "progetti finanziati, finanziati",
    },
    "requested_eur": {
        "en": "requested, requested budget, requested amount, requested funding",
        "de": "beantragt, beantragte Summe, beantragte Mittel",
        "fr": "demandé, montant demandé, budget demandé",
        "es": "solicitado, importe solicitado",
        "it": "richiesto, importo richiesto",
    },
    "awarded_eur": {
        "en": "awarded, awarded budget, awarded amount, granted, funding, awarded funding",
        "de": "bewilligt, Bewilligungssumme, bewilligte Mittel, Fördersumme",
        "fr": "accordé, montant accordé, attribué, montant alloué",
        "es": "concedido, importe concedido, adjudicado",
        "it": "assegnato, importo assegnato, concesso",
    },
}


ENTITY = Entity(
    "call outcome",
    CallOutcome,
    about="Counts and amounts of a call, for the whole call or for one country.",
    plural="outcomes of calls",
    address="outcomes",
    schema=schema(
        "call outcome",
        CallOutcome,
        ["call_id", "country"],
        Field("call_id", IDENTIFIER, "the call", required=True, refers_to="call"),
        Field("country", COUNTRY_CODE, "empty for the whole call", refers_to="country"),
        counts(
            ("pre_proposals_submitted", "pre-proposals handed in"),
            ("pre_proposals_eligible", "pre-proposals found eligible"),
            ("full_proposals_invited", "consortia invited to the second stage"),
            ("full_proposals_submitted", "full proposals handed in"),
            ("projects_funded", "projects funded"),
            content=SMALL_COUNT,
        ),
        amounts("requested", "money requested"),
        amounts("awarded", "money awarded"),
        odd=(
            not_more("full_proposals_invited", "pre_proposals_eligible"),
            not_more("projects_funded", "full_proposals_submitted"),
            not_more("projects_funded", "full_proposals_invited"),
            not_more("awarded_eur", "requested_eur"),
            *in_euros("requested_eur", "awarded_eur", least=1_000),
        ),
        scope=("call_id",),
    ),
    listing=Listing((Place(), BelongsTo("call", "call_id"))),
    example={
        "call_id": "EXAMPLE-CALL",
        "country": "MT",
        "pre_proposals_submitted": "40",
        "pre_proposals_eligible": "36",
        "full_proposals_invited": "12",
        "full_proposals_submitted": "11",
        "projects_funded": "4",
        "requested_eur": "5200000",
        "awarded_eur": "1450000",
        "currency": "EUR",
        "approximate": "no",
        "source_url": "https://example.org/call-2024/results",
        "as_of": "2025-01-20",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    beside=("call commitment",),
    synonyms=_SYNONYMS,
    expected=("pre_proposals_eligible", "projects_funded", "awarded_eur"),
)
