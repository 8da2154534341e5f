"""How many registered for an event and attended it: all, of a country, or of a kind of organisation."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, Verified, in_vocabulary, not_negative
from lib.entities.entity import Entity
from lib.entities.fields import COUNTRY_CODE, IDENTIFIER, SMALL_COUNT, Field, counts, one_of
from lib.entities.organisation import ORGANISATION_TYPES
from lib.entities.schema import schema


class AttendanceSum(Verified, Base):
    """How many registered for an event and attended it: all persons, those of a country, or of a kind of organisation.

    A row with neither number says nothing: it is what is left of one that was emptied.
    """

    __tablename__ = "attendance_sum"

    attendance_sum_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("event.event_id"))
    country: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"), index=True)
    organisation_type: Mapped[str | None] = mapped_column(String(40))
    registered: Mapped[int | None] = mapped_column(Integer)
    attended: Mapped[int | None] = mapped_column(Integer)

    __table_args__ = (
        Index(
            "uq_attendance_sum_event_category",
            "event_id",
            func.coalesce(country, text("''")),
            func.coalesce(organisation_type, text("''")),
            unique=True,
        ),
        in_vocabulary("organisation_type", ORGANISATION_TYPES),
        CheckConstraint("country IS NULL OR organisation_type IS NULL", name="one_dimension"),
        *not_negative("registered", "attended"),
        CheckConstraint("attended <= registered", name="attended_of_registered"),
    )


_SYNONYMS = {
    "event_id": {
        "en": "event, event id, event name, meeting",
        "de": "Veranstaltung, Veranstaltungs-ID, Veranstaltungsname",
        "fr": "événement, manifestation",
        "es": "evento, reunión",
        "it": "evento, riunione",
    },
    "organisation_type": {
        "en": "organisation type, type of organisation, kind of organisation, stakeholder group, sector",
        "de": "Organisationstyp, Art der Organisation, Art der Einrichtung, Sektor",
        "fr": "type d'organisation, type d'organisme, secteur",
        "es": "tipo de organización, tipo de entidad, sector",
        "it": "tipo di organizzazione, tipo di ente, settore",
    },
    "registered": {
        "en": "registered, registrations, number registered, number of registrations",
        "de": "angemeldet, Anmeldungen, Zahl der Anmeldungen",
        "fr": "inscrits, inscriptions, nombre d'inscrits",
        "es": "inscritos, inscripciones, número de inscritos",
        "it": "iscritti, iscrizioni, numero di iscritti",
    },
    "attended": {
        "en": "attended, attendees, participants, number of participants, number of attendees",
        "de": "teilgenommen, Teilnehmende, Teilnehmerzahl, Zahl der Teilnehmenden",
        "fr": "présents, participants, nombre de participants",
        "es": "asistentes, participantes, número de asistentes",
        "it": "presenti, partecipanti, numero di partecipanti",
    },
}


ENTITY = Entity(
    "attendance sum",
    AttendanceSum,
    about="How many registered for an event and attended it: all, of a country, or of a kind of organisation.",
    plural="sums of attendance",
    counts_persons=True,
    schema=schema(
        "attendance sum",
        AttendanceSum,
        ["event_id", "country", "organisation_type"],
        Field("event_id", IDENTIFIER, "the event; one without an attendance list", required=True, refers_to="event"),
        Field("country", COUNTRY_CODE, "country that they come from; empty for all", refers_to="country"),
        Field(
            "organisation_type",
            one_of(ORGANISATION_TYPES),
            "kind of organisation that they are from; empty for all, and where a country is given",
        ),
        counts(
            ("registered", "persons who registered, and those who came without; empty where not known"),
            ("attended", "persons who attended; empty where not known"),
            content=SMALL_COUNT,
        ),
        scope=("event_id",),
    ),
    example={
        "event_id": "EXAMPLE-EVENT",
        "country": "MT",
        "registered": "40",
        "attended": "31",
        "approximate": "no",
        "source_url": "https://example.org/workshop",
        "as_of": "2024-10-10",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    synonyms=_SYNONYMS,
)
