"""A figure as a source published it, kept beside those that differ; one of them is the one shown."""

from __future__ import annotations

from sqlalchemy import Boolean, Index, Integer, String, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, Verified, in_vocabulary
from lib.entities.entity import Entity
from lib.entities.fields import IDENTIFIER, TEXT, YES_NO, Field, one_of, short_text
from lib.entities.listing import Listing
from lib.entities.schema import schema

SUBJECTS = ("call", "event", "organisation", "project", "programme", "country", "consortium")
STAGES = ("pre-announced", "at opening", "awarded", "planned", "actual")


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
        in_vocabulary("subject", SUBJECTS),
        in_vocabulary("stage", STAGES),
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


_SYNONYMS = {
    "subject": {
        "en": "subject, about",
        "de": "Gegenstand",
        "fr": "objet",
        "es": "objeto",
        "it": "oggetto",
    },
    "subject_id": {
        "en": "subject id, identifier of subject",
        "de": "Kennung des Gegenstands",
        "fr": "identifiant de l'objet",
        "es": "identificador del objeto",
        "it": "identificativo dell'oggetto",
    },
    "quantity": {
        "en": "quantity, indicator, measure, what",
        "de": "Größe, Kennzahl, Indikator",
        "fr": "grandeur, indicateur",
        "es": "magnitud, indicador",
        "it": "grandezza, indicatore",
    },
    "value": {
        "en": "value, figure",
        "de": "Wert, Zahl",
        "fr": "valeur, chiffre",
        "es": "valor, cifra",
        "it": "valore, cifra",
    },
    "unit": {
        "en": "unit",
        "de": "Einheit",
        "fr": "unité",
        "es": "unidad",
        "it": "unità",
    },
    "stage": {
        "en": "stage, phase",
        "de": "Phase, Stadium",
        "fr": "étape, phase",
        "es": "fase, etapa",
        "it": "fase",
    },
    "shown": {
        "en": "shown, displayed",
        "de": "angezeigt",
        "fr": "affiché",
        "es": "mostrado",
        "it": "mostrato",
    },
}


ENTITY = Entity(
    "published figure",
    PublishedFigure,
    about="A figure as a source published it, kept beside those that differ; one of them is the one shown.",
    plural="published figures",
    address="published-figures",
    schema=schema(
        "published figure",
        PublishedFigure,
        ["subject", "subject_id", "quantity", "value", "stage", "source_url"],
        Field("subject", one_of(SUBJECTS), "what the figure is about", required=True),
        Field("subject_id", IDENTIFIER, "its identifier", required=True),
        Field("quantity", short_text(80), "what was counted or measured", required=True),
        Field("value", TEXT, "the figure as published", required=True),
        Field("unit", short_text(40), "its unit", required=True),
        Field("stage", one_of(STAGES), "stage the figure belongs to"),
        Field("shown", YES_NO, "yes for the one that the dashboard shows", required=True),
    ),
    listing=Listing(),
    example={
        "subject": "call",
        "subject_id": "EXAMPLE-CALL",
        "quantity": "funders",
        "value": "31",
        "unit": "funders",
        "stage": "at opening",
        "shown": "yes",
        "approximate": "no",
        "source_url": "https://example.org/call-2024",
        "as_of": "2024-01-02",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    synonyms=_SYNONYMS,
)
