"""A call for proposals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, InCurrency, Verified, amount, currency_checks, in_order, not_negative, precision
from lib.entities.entity import Entity
from lib.entities.fields import FIRST_DAY, IDENTIFIER, LAST_DAY, TEXT, WEB_ADDRESS, Field, amounts
from lib.entities.listing import DAYS, OF_PROGRAMME, YEARS, Listing, Rule
from lib.entities.schema import in_euros, schema


class Call(Verified, InCurrency, Base):
    __tablename__ = "call"

    call_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    programme: Mapped[str | None] = mapped_column(ForeignKey("programme.programme_id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    topic: Mapped[str | None] = mapped_column(Text)
    opened: Mapped[date | None] = mapped_column(Date, index=True)
    opened_precision: Mapped[str | None] = precision("opened")
    pre_proposal_deadline: Mapped[date | None] = mapped_column(Date)
    pre_proposal_deadline_precision: Mapped[str | None] = precision("pre_proposal_deadline")
    full_proposal_deadline: Mapped[date | None] = mapped_column(Date)
    full_proposal_deadline_precision: Mapped[str | None] = precision("full_proposal_deadline")
    budget_eur: Mapped[Decimal | None] = amount()
    budget_original: Mapped[Decimal | None] = amount()
    url: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        in_order("opened", "pre_proposal_deadline"),
        # A deadline known by its month is kept as the last day of it, which may lie after a day of the same month.
        CheckConstraint(
            "full_proposal_deadline >= pre_proposal_deadline OR pre_proposal_deadline_precision IS NOT NULL",
            name="full_proposal_deadline_after_pre_proposal_deadline",
        ),
        *currency_checks(),
        *not_negative("budget_eur", "budget_original"),
    )


_SYNONYMS = {
    "call_id": {
        "en": "call id, call identifier, call code, call number, id, identifier, code",
        "de": "Ausschreibungs-ID, Kennung, Nummer der Ausschreibung",
        "fr": "identifiant, code de l'appel, référence de l'appel",
        "es": "identificador, código de la convocatoria",
        "it": "identificativo, codice del bando",
    },
    "programme": {
        "en": "programme, programme id, funding programme",
        "de": "Programm, Förderprogramm",
        "fr": "programme",
        "es": "programa",
        "it": "programma",
    },
    "name": {
        "en": "call, call name, call title",
        "de": "Ausschreibung, Name der Ausschreibung, Titel der Ausschreibung, Bekanntmachung",
        "fr": "appel, intitulé de l'appel, nom de l'appel, appel à projets",
        "es": "convocatoria, nombre de la convocatoria, título de la convocatoria",
        "it": "bando, nome del bando, titolo del bando",
    },
    "opened": {
        "en": "opened, opening, opening date, launch, launched, publication, published, start",
        "de": "Öffnung, Eröffnung, Veröffentlichung, Beginn, Start, Veröffentlicht am",
        "fr": "ouverture, date d'ouverture, lancement, date de publication",
        "es": "apertura, fecha de apertura, publicación, lanzamiento",
        "it": "apertura, data di apertura, pubblicazione, lancio",
    },
    "pre_proposal_deadline": {
        "en": "pre-proposal deadline, first stage deadline, stage 1 deadline, deadline stage 1, pre-proposals due",
        "de": "Frist Skizzen, Einreichfrist Skizze, Skizzenfrist, Frist Stufe 1",
        "fr": "date limite pré-propositions, date limite étape 1, date limite des lettres d'intention",
        "es": "plazo de prepropuestas, fecha límite fase 1, fecha límite prepropuestas",
        "it": "scadenza pre-proposte, scadenza fase 1, scadenza prima fase",
    },
    "full_proposal_deadline": {
        "en": (
            "full proposal deadline, deadline, second stage deadline, stage 2 deadline, deadline stage 2, closing date"
        ),
        "de": "Frist Vollanträge, Einreichfrist, Antragsfrist, Frist Stufe 2, Frist, Stichtag",
        "fr": "date limite propositions complètes, date limite, date de clôture, date limite étape 2",
        "es": "plazo de propuestas completas, fecha límite, plazo, cierre, fecha límite fase 2",
        "it": "scadenza proposte complete, scadenza, termine, scadenza fase 2, scadenza seconda fase",
    },
    "budget_eur": {
        "en": "budget, total budget, available budget, amount, available funding",
        "de": "Budget, Gesamtbudget, Mittel, verfügbare Mittel, Fördervolumen",
        "fr": "budget, montant, enveloppe, budget disponible",
        "es": "presupuesto, importe, presupuesto disponible, dotación",
        "it": "budget, importo, dotazione, budget disponibile",
    },
}


ENTITY = Entity(
    "call",
    Call,
    about="A call for proposals.",
    plural="calls",
    address="calls",
    schema=schema(
        "call",
        Call,
        ["call_id"],
        Field("call_id", IDENTIFIER, "identifier of the call, such as JTC2024", required=True),
        Field("programme", IDENTIFIER, "programme the call belongs to", refers_to="programme"),
        Field("name", TEXT, "name of the call", required=True),
        Field("topic", TEXT, "what the call is about"),
        Field("opened", FIRST_DAY, "date of publication"),
        Field("pre_proposal_deadline", LAST_DAY, "deadline of the first stage"),
        Field("full_proposal_deadline", LAST_DAY, "deadline of the second stage"),
        amounts("budget", "budget available"),
        Field("url", WEB_ADDRESS, "page of the call"),
        ordered=(("opened", "pre_proposal_deadline"), ("pre_proposal_deadline", "full_proposal_deadline")),
        odd=in_euros("budget_eur", least=100_000),
    ),
    listing=Listing((Rule((*OF_PROGRAMME, *YEARS, *DAYS, "calls")),)),
    example={
        "call_id": "EXAMPLE-CALL",
        "programme": "EXAMPLE-PROGRAMME",
        "name": "Example Joint Call 2024",
        "topic": "Example topic: choosing the right treatment with multi-omics data",
        "opened": "2024-01-02",
        "pre_proposal_deadline": "2024-03-05",
        "full_proposal_deadline": "2024-06-20",
        "budget_eur": "30000000",
        "url": "https://example.org/call-2024",
        "currency": "EUR",
        "approximate": "yes",
        "source_url": "https://example.org/call-2024",
        "as_of": "2024-01-02",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    known_by=("name",),
    synonyms=_SYNONYMS,
    called={
        "en": "call",
        "de": "Ausschreibung, Bekanntmachung, Aufruf",
        "fr": "appel, appel à projets",
        "es": "convocatoria",
        "it": "bando, call",
    },
    expected=("programme", "opened", "full_proposal_deadline", "budget_eur"),
)
