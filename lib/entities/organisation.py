"""An organisation that funds, takes part, organises or belongs to ICPerMed."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, Verified, in_vocabulary
from lib.entities.entity import Entity
from lib.entities.fields import COORDINATES, COUNTRY_CODE, IDENTIFIER, TEXT, WEB_ADDRESS, Field, one_of, short_text
from lib.entities.listing import Listing, Place
from lib.entities.schema import schema

ORGANISATION_TYPES = (
    "ministry",
    "funding agency",
    "foundation",
    "university",
    "research organisation",
    "hospital",
    "SME",
    "company",
    "patient organisation",
    "international organisation",
    "public body",
    "other",
)


class Organisation(Verified, Base):
    __tablename__ = "organisation"

    organisation_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    short_name: Mapped[str | None] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"), index=True)
    region: Mapped[str | None] = mapped_column(Text, doc="region that a regional body stands for, such as Saxony")
    coordinates: Mapped[str | None] = mapped_column(String(40), doc="degrees north and east")
    type: Mapped[str | None] = mapped_column(String(40))
    ror_id: Mapped[str | None] = mapped_column(String(40))
    role: Mapped[str | None] = mapped_column(
        Text, doc="role in ICPerMed and its family, with the row's source as evidence"
    )
    url: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (in_vocabulary("type", ORGANISATION_TYPES),)


_SYNONYMS = {
    "organisation_id": {
        "en": (
            "organisation id, organisation identifier, institution id, participant identification code, pic, id, "
            "identifier, code"
        ),
        "de": "Organisations-ID, Kennung, Kennzeichen",
        "fr": "identifiant, identifiant de l'organisme",
        "es": "identificador, código de entidad",
        "it": "identificativo, codice ente",
    },
    "name": {
        "en": "organisation, organisation name, institution, institute, legal name, company, agency, beneficiary",
        "de": "Organisation, Einrichtung, Institution, Name der Einrichtung, Firma",
        "fr": "organisme, établissement, raison sociale, nom de l'organisme",
        "es": "organización, entidad, institución, razón social, nombre de la entidad",
        "it": "organizzazione, ente, istituto, istituzione, ragione sociale, nome dell'ente",
    },
    "short_name": {
        "en": "short name, acronym, abbreviation",
        "de": "Kurzname, Kurzbezeichnung, Abkürzung, Akronym",
        "fr": "sigle, acronyme, nom abrégé, abréviation",
        "es": "siglas, acrónimo, nombre corto, abreviatura",
        "it": "sigla, acronimo, nome breve, abbreviazione",
    },
    "type": {
        "en": "type, organisation type, kind, category, activity type, sector",
        "de": "Typ, Art, Organisationstyp, Art der Einrichtung, Kategorie",
        "fr": "type, type d'organisme, catégorie, nature",
        "es": "tipo, tipo de entidad, categoría",
        "it": "tipo, tipologia, categoria, tipo di ente",
    },
    "ror_id": {
        "en": "ror, ror id",
        "de": "ROR-ID, ROR",
        "fr": "identifiant ror",
        "es": "identificador ror",
        "it": "identificativo ror",
    },
    "role": {
        "en": "role, function, role in icpermed",
        "de": "Rolle, Funktion",
        "fr": "rôle, fonction",
        "es": "papel, función, rol",
        "it": "ruolo, funzione",
    },
}


ENTITY = Entity(
    "organisation",
    Organisation,
    about="An organisation that funds, takes part, organises or belongs to ICPerMed.",
    plural="organisations",
    address="organisations",
    schema=schema(
        "organisation",
        Organisation,
        ["organisation_id"],
        Field("organisation_id", IDENTIFIER, "your own identifier, such as MT-XCJENZA", required=True),
        Field("name", TEXT, "official name", required=True),
        Field("short_name", TEXT, "acronym or short name"),
        Field("country", COUNTRY_CODE, "country of its seat", refers_to="country"),
        Field("region", TEXT, "region that a regional body stands for, such as Saxony"),
        Field("coordinates", COORDINATES, "degrees north and east of its seat, such as 35.89899,14.51369"),
        Field("type", one_of(ORGANISATION_TYPES), "kind of organisation"),
        Field("ror_id", short_text(40), "identifier in the Research Organization Registry"),
        Field("role", TEXT, "role in ICPerMed and its family, with evidence in source_url"),
        Field("url", WEB_ADDRESS, "its own site"),
    ),
    listing=Listing((Place(),)),
    example={
        "organisation_id": "EXAMPLE-AGENCY",
        "name": "Example Agency for Health Research",
        "short_name": "EXAHR",
        "country": "CH",
        "region": "Example Region",
        "coordinates": "46.94809,7.44744",
        "type": "funding agency",
        "ror_id": "https://ror.org/00example",
        "role": "member of the Executive Committee",
        "url": "https://agency.example.org",
        "source_url": "https://example.org/organisations",
        "as_of": "2024-01-15",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    known_by=("name", "short_name", "ror_id"),
    synonyms=_SYNONYMS,
    called={
        "en": "organisation, institution, institute, body",
        "de": "Organisation, Einrichtung, Institution",
        "fr": "organisation, organisme, établissement, institution",
        "es": "organización, entidad, institución",
        "it": "organizzazione, ente, istituzione",
    },
    expected=("country", "type"),
)
