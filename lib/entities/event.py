"""A conference, workshop or other event."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, Verified, in_order, in_vocabulary, not_negative, precision
from lib.entities.entity import Entity
from lib.entities.fields import (
    COUNTRY_CODE,
    FIRST_DAY,
    IDENTIFIER,
    LAST_DAY,
    SMALL_COUNT,
    TEXT,
    WEB_ADDRESS,
    Field,
    one_of,
)
from lib.entities.listing import DAYS, PLACES, YEARS, Listing, Rule
from lib.entities.schema import Odd, schema

EVENT_TYPES = (
    "conference",
    "workshop",
    "family meeting",
    "training",
    "info day",
    "body meeting",
    "symposium",
    "webinar",
    "other",
)
EVENT_FORMATS = ("on site", "online", "hybrid")


class Event(Verified, Base):
    __tablename__ = "event"

    event_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    type: Mapped[str | None] = mapped_column(String(20))
    format: Mapped[str | None] = mapped_column(String(10))
    start_date: Mapped[date | None] = mapped_column(Date, index=True)
    start_date_precision: Mapped[str | None] = precision("start_date")
    end_date: Mapped[date | None] = mapped_column(Date)
    end_date_precision: Mapped[str | None] = precision("end_date")
    city: Mapped[str | None] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"), index=True)
    organiser: Mapped[str | None] = mapped_column(ForeignKey("organisation.organisation_id"))
    capacity: Mapped[int | None] = mapped_column(Integer)
    url: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        in_vocabulary("type", EVENT_TYPES),
        in_vocabulary("format", EVENT_FORMATS),
        in_order("start_date", "end_date"),
        *not_negative("capacity"),
    )


_SYNONYMS = {
    "event_id": {
        "en": "event id, event code, event number, id, identifier, code",
        "de": "Veranstaltungs-ID, Veranstaltungsnummer, Kennung",
        "fr": "identifiant, code de l'événement",
        "es": "identificador, código del evento",
        "it": "identificativo, codice evento",
    },
    "name": {
        "en": "event, event name, event title, meeting, activity",
        "de": "Veranstaltung, Veranstaltungsname, Titel der Veranstaltung, Veranstaltungstitel, Tagung",
        "fr": "événement, manifestation, nom de l'événement, intitulé de l'événement, réunion",
        "es": "evento, nombre del evento, título del evento, reunión, acto",
        "it": "evento, nome dell'evento, titolo dell'evento, riunione",
    },
    "type": {
        "en": "type, event type, kind, category",
        "de": "Typ, Art, Veranstaltungsart, Veranstaltungstyp",
        "fr": "type, type d'événement, catégorie",
        "es": "tipo, tipo de evento, categoría",
        "it": "tipo, tipo di evento, tipologia",
    },
    "format": {
        "en": "format, mode, delivery, on site or online",
        "de": "Format, Durchführung, Durchführungsform",
        "fr": "format, modalité",
        "es": "formato, modalidad",
        "it": "formato, modalità",
    },
    "start_date": {
        "en": "date, event date, day",
        "de": "Datum, Tag, Termin",
        "fr": "date, jour",
        "es": "fecha, día",
        "it": "data, giorno",
    },
    "city": {
        "en": "city, town, place, location, venue",
        "de": "Stadt, Ort, Veranstaltungsort",
        "fr": "ville, lieu",
        "es": "ciudad, lugar, localidad",
        "it": "città, luogo, sede",
    },
    "organiser": {
        "en": "organiser, organizer, host, organised by, hosted by",
        "de": "Veranstalter, Ausrichter, Gastgeber, Organisator",
        "fr": "organisateur, hôte, organisé par",
        "es": "organizador, anfitrión, organizado por",
        "it": "organizzatore, organizzato da",
    },
    "capacity": {
        "en": "capacity, seats, places, maximum number of participants",
        "de": "Kapazität, Plätze, Sitzplätze, maximale Teilnehmerzahl",
        "fr": "capacité, places, nombre de places",
        "es": "capacidad, aforo, plazas",
        "it": "capienza, posti, capacità",
    },
}


ENTITY = Entity(
    "event",
    Event,
    about="A conference, workshop or other event.",
    plural="events",
    address="events",
    schema=schema(
        "event",
        Event,
        ["event_id"],
        Field("event_id", IDENTIFIER, "identifier of the event", required=True),
        Field("name", TEXT, "name of the event", required=True),
        Field("type", one_of(EVENT_TYPES), "kind of event"),
        Field("format", one_of(EVENT_FORMATS), "on site, online or hybrid"),
        Field("start_date", FIRST_DAY, "first day"),
        Field("end_date", LAST_DAY, "last day"),
        Field("city", TEXT, "city"),
        Field("country", COUNTRY_CODE, "country; empty for online events", refers_to="country"),
        Field("organiser", IDENTIFIER, "organisation that holds it", refers_to="organisation"),
        Field("capacity", SMALL_COUNT, "seats"),
        Field("url", WEB_ADDRESS, "page of the event"),
        ordered=(("start_date", "end_date"),),
        odd=(
            Odd(
                ("start_date", "end_date"),
                lambda start, end: end.year - start.year > 1,
                "an event of at most a year; please check both dates",
            ),
        ),
    ),
    listing=Listing((Rule((*PLACES, *YEARS, *DAYS, "event_types", "event_formats", "events")),)),
    example={
        "event_id": "EXAMPLE-EVENT",
        "name": "Example Workshop on Personalised Medicine",
        "type": "workshop",
        "format": "hybrid",
        "start_date": "2024-10-08",
        "end_date": "2024-10-09",
        "city": "Valletta",
        "country": "MT",
        "organiser": "EXAMPLE-AGENCY",
        "capacity": "120",
        "url": "https://example.org/workshop",
        "source_url": "https://example.org/workshop",
        "as_of": "2024-10-10",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    known_by=("name",),
    synonyms=_SYNONYMS,
    called={"en": "event", "de": "Veranstaltung", "fr": "événement, manifestation", "es": "evento", "it": "evento"},
    dated_by="start_date",
    expected=("type", "format", "start_date", "organiser"),
)
