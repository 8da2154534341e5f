"""One person at one event, known only by a keyed pseudonym."""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, Loaded, in_vocabulary, not_negative
from lib.entities.entity import Entity
from lib.entities.fields import COUNTRY_CODE, IDENTIFIER, PSEUDONYM, SMALL_COUNT, YES_NO, Field, one_of
from lib.entities.listing import BelongsTo, Listing, OneOf
from lib.entities.organisation import ORGANISATION_TYPES
from lib.entities.schema import Odd, schema

EVENT_ROLES = ("participant", "speaker", "organiser")


class Attendance(Loaded, Base):
    """One person at one event, known only by a keyed pseudonym."""

    __tablename__ = "attendance"

    event_id: Mapped[str] = mapped_column(ForeignKey("event.event_id"), primary_key=True)
    attendee: Mapped[str] = mapped_column(String(64), primary_key=True, doc="keyed pseudonym")
    alias: Mapped[str | None] = mapped_column(
        String(64),
        doc="another keyed pseudonym of the same person: of the name where attendee is of the e-mail address, or the "
        "other way round; the same as attendee where the name alone is known",
    )
    organisation_type: Mapped[str | None] = mapped_column(String(40))
    country: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    registered: Mapped[bool | None] = mapped_column(Boolean)
    attended: Mapped[bool | None] = mapped_column(Boolean)
    minutes: Mapped[int | None] = mapped_column(Integer)
    role: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        in_vocabulary("organisation_type", ORGANISATION_TYPES),
        *not_negative("minutes"),
        Index(None, "event_id", "attended", "country"),
        Index(None, "country"),
        Index(None, "event_id", "alias"),
    )


_SYNONYMS = {
    "event_id": {
        "en": "event, event id, event name, meeting",
        "de": "Veranstaltung, Veranstaltungs-ID, Veranstaltungsname",
        "fr": "événement, manifestation",
        "es": "evento, reunión",
        "it": "evento, riunione",
    },
    "attendee": {
        "en": (
            "attendee, e-mail, email, e-mail address, mail, participant, name, full name, participant name, "
            "attendee name, user name, person, pseudonym"
        ),
        "de": (
            "E-Mail, E-Mail-Adresse, Mailadresse, Teilnehmer, Teilnehmerin, Teilnehmende, Name, Vor- und "
            "Nachname, Person"
        ),
        "fr": "courriel, e-mail, adresse e-mail, adresse électronique, participant, nom, nom et prénom, nom complet",
        "es": "correo electrónico, correo, participante, asistente, nombre, nombre y apellidos, nombre completo",
        "it": "e-mail, posta elettronica, indirizzo e-mail, partecipante, nome, nome e cognome",
    },
    "organisation_type": {
        "en": "organisation type, type of organisation, kind of organisation, stakeholder group, sector",
        "de": "Organisationstyp, Art der Organisation, Art der Einrichtung, Sektor",
        "fr": "type d'organisation, type d'organisme, secteur",
        "es": "tipo de organización, tipo de entidad, sector",
        "it": "tipo di organizzazione, tipo di ente, settore",
    },
    "country": {
        "en": "country of residence, country of origin, country/region",
        "de": "Herkunftsland, Wohnsitzland",
        "fr": "pays de résidence, pays d'origine",
        "es": "país de residencia, país de origen",
        "it": "paese di residenza, paese di provenienza",
    },
    "registered": {
        "en": "registered, registration, signed up",
        "de": "angemeldet, registriert, Anmeldung",
        "fr": "inscrit, inscription, enregistré",
        "es": "inscrito, registrado, inscripción",
        "it": "iscritto, registrato, iscrizione",
    },
    "attended": {
        "en": "attended, present, presence, attendance, showed up, checked in, took part",
        "de": "teilgenommen, anwesend, Anwesenheit, Teilnahme, erschienen",
        "fr": "présent, présence, participation, a participé",
        "es": "asistió, presente, asistencia, participó",
        "it": "presente, presenza, partecipazione, ha partecipato",
    },
    "minutes": {
        "en": "minutes, duration, time in session, minutes present, attendance duration",
        "de": "Minuten, Dauer, Teilnahmedauer, Anwesenheitsdauer",
        "fr": "minutes, durée, temps de présence",
        "es": "minutos, duración, tiempo de conexión",
        "it": "minuti, durata, tempo di presenza",
    },
    "role": {
        "en": "role, function, attendee type",
        "de": "Rolle, Funktion",
        "fr": "rôle, fonction",
        "es": "papel, rol, función",
        "it": "ruolo, funzione",
    },
}


ENTITY = Entity(
    "attendance",
    Attendance,
    about="One person at one event, known only by a keyed pseudonym.",
    plural="attendance lists of events",
    address="attendance",
    schema=schema(
        "attendance",
        Attendance,
        ["event_id", "attendee"],
        Field("event_id", IDENTIFIER, "the event", required=True, refers_to="event"),
        Field(
            "attendee",
            PSEUDONYM,
            "e-mail address, name or pseudonym; only a keyed pseudonym of it is ever kept",
            required=True,
            person=True,
        ),
        Field(
            "alias",
            PSEUDONYM,
            "name of the person whose e-mail address is given, by which lists of names join; only a keyed pseudonym of "
            "it is ever kept",
            person=True,
            alias_of="attendee",
        ),
        Field("organisation_type", one_of(ORGANISATION_TYPES), "kind of organisation"),
        Field("country", COUNTRY_CODE, "country the person comes from", refers_to="country"),
        Field("registered", YES_NO, "yes or no"),
        Field("attended", YES_NO, "yes or no"),
        Field("minutes", SMALL_COUNT, "minutes present"),
        Field("role", one_of(EVENT_ROLES), "participant, speaker or organiser"),
        odd=(
            Odd(("registered", "attended"), lambda registered, came: came and not registered, "yes, having attended"),
            Odd(("minutes",), lambda minutes: minutes > 24 * 60, "minutes at one event, at most a day"),
        ),
        scope=("event_id",),
    ),
    listing=Listing((BelongsTo("event", "event_id"), OneOf("attendees_from", "country")), searched=False),
    example={
        "event_id": "EXAMPLE-EVENT",
        "attendee": "jane.doe@example.org",
        "alias": "Jane Doe",
        "organisation_type": "university",
        "country": "MT",
        "registered": "yes",
        "attended": "yes",
        "minutes": "95",
        "role": "participant",
        "source_url": "https://example.org/workshop",
        "as_of": "2024-10-10",
    },
    synonyms=_SYNONYMS,
)
