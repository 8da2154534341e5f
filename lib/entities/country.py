"""A country, with its codes, its place in the EU and around it, and its inhabitants."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, Verified, in_order, in_vocabulary, plausible_year, upper_code
from lib.entities.entity import Entity
from lib.entities.fields import (
    COUNTRY_CODE,
    HISTORIC_DAY,
    POSITIVE_COUNT,
    SMALL_COUNT,
    TEXT,
    WEB_ADDRESS,
    YEAR_NUMBER,
    YES_NO,
    Field,
    code,
    one_of,
)
from lib.entities.listing import Listing, Place
from lib.entities.schema import schema

GROUPINGS = ("EU", "EFTA", "candidate", "other")


class Country(Verified, Base):
    __tablename__ = "country"

    iso2: Mapped[str] = mapped_column(String(2), primary_key=True)
    iso3: Mapped[str] = mapped_column(String(3), unique=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    region: Mapped[str | None] = mapped_column(Text, doc="UN M49 subregion")
    grouping: Mapped[str | None] = mapped_column(String(10))
    protocol_order: Mapped[int | None] = mapped_column(
        Integer, doc="EU order of protocol, then EFTA, candidates, others"
    )
    eu_member_since: Mapped[date | None] = mapped_column(Date)
    eu_member_until: Mapped[date | None] = mapped_column(Date)
    widening: Mapped[bool | None] = mapped_column(Boolean, doc="widening country of Horizon Europe")
    widening_h2020: Mapped[bool | None] = mapped_column(Boolean, doc="widening country of Horizon 2020")
    population: Mapped[int | None] = mapped_column(BigInteger)
    population_year: Mapped[int | None] = mapped_column(Integer)
    population_source_url: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        upper_code("iso2", 2),
        upper_code("iso3", 3),
        in_vocabulary("grouping", GROUPINGS),
        CheckConstraint("population > 0", name="population_positive"),
        plausible_year("population_year"),
        in_order("eu_member_since", "eu_member_until"),
    )


_SYNONYMS = {
    "iso2": {
        "en": "iso2, iso 3166-1 alpha-2, alpha-2, country code, code, two-letter code",
        "de": "Ländercode, Länderkürzel, ISO-Code",
        "fr": "code pays, code",
        "es": "código de país, código",
        "it": "codice paese, codice",
    },
    "iso3": {
        "en": "iso3, iso 3166-1 alpha-3, alpha-3, three-letter code",
        "de": "dreistelliger Code",
        "fr": "code à trois lettres",
        "es": "código de tres letras",
        "it": "codice a tre lettere",
    },
    "name": {
        "en": "country, country name",
        "de": "Land, Ländername, Staat",
        "fr": "pays, nom du pays",
        "es": "país, nombre del país",
        "it": "paese, nome del paese",
    },
    "grouping": {
        "en": "group, grouping, country group",
        "de": "Gruppe, Ländergruppe",
        "fr": "groupe de pays, groupe",
        "es": "grupo de países, grupo",
        "it": "gruppo di paesi, gruppo",
    },
    "protocol_order": {
        "en": "protocol order, order",
        "de": "protokollarische Reihenfolge, Reihenfolge",
        "fr": "ordre protocolaire",
        "es": "orden protocolario",
        "it": "ordine protocollare",
    },
    "eu_member_since": {
        "en": "eu member since, accession, accession date, joined eu",
        "de": "EU-Mitglied seit, Beitritt, Beitrittsdatum",
        "fr": "membre de l'ue depuis, adhésion, date d'adhésion",
        "es": "miembro de la ue desde, adhesión, fecha de adhesión",
        "it": "membro ue dal, adesione, data di adesione",
    },
    "eu_member_until": {
        "en": "eu member until, left eu, exit",
        "de": "EU-Mitglied bis, Austritt",
        "fr": "membre de l'ue jusqu'au, sortie",
        "es": "miembro de la ue hasta, salida",
        "it": "membro ue fino al, uscita",
    },
    "widening": {
        "en": "widening, widening country",
        "de": "Widening-Land",
        "fr": "pays widening",
        "es": "país widening",
        "it": "paese widening",
    },
    "population": {
        "en": "population, inhabitants",
        "de": "Bevölkerung, Einwohner, Einwohnerzahl",
        "fr": "population, habitants",
        "es": "población, habitantes",
        "it": "popolazione, abitanti",
    },
    "population_year": {
        "en": "year of population",
        "de": "Jahr der Bevölkerung",
        "fr": "année de la population",
        "es": "año de la población",
        "it": "anno della popolazione",
    },
    "population_source_url": {
        "en": "source of population",
        "de": "Quelle der Bevölkerung",
        "fr": "source de la population",
        "es": "fuente de la población",
        "it": "fonte della popolazione",
    },
}


ENTITY = Entity(
    "country",
    Country,
    about="A country, with its codes, its place in the EU and around it, and its inhabitants.",
    plural="countries",
    address="countries",
    schema=schema(
        "country",
        Country,
        ["iso2"],
        Field("iso2", COUNTRY_CODE, "ISO 3166-1 alpha-2; Kosovo is XK", required=True),
        Field("iso3", code(3), "ISO 3166-1 alpha-3", required=True),
        Field("name", TEXT, "short name in English", required=True),
        Field("region", TEXT, "UN M49 subregion"),
        Field("grouping", one_of(GROUPINGS), "EU, EFTA, candidate or other"),
        Field("protocol_order", SMALL_COUNT, "place in the EU's order of protocol"),
        Field("eu_member_since", HISTORIC_DAY, "date of accession"),
        Field("eu_member_until", HISTORIC_DAY, "last day of membership"),
        Field("widening", YES_NO, "widening country of Horizon Europe"),
        Field("widening_h2020", YES_NO, "widening country of Horizon 2020"),
        Field("population", POSITIVE_COUNT, "inhabitants"),
        Field("population_year", YEAR_NUMBER, "year of the population"),
        Field("population_source_url", WEB_ADDRESS, "page that gives the population"),
        ordered=(("eu_member_since", "eu_member_until"),),
        retired={"status": "membership", "status_source_url": "membership"},
    ),
    listing=Listing((Place("iso2"),)),
    example={
        "iso2": "MT",
        "iso3": "MLT",
        "name": "Example Country (Malta)",
        "region": "Southern Europe",
        "grouping": "EU",
        "protocol_order": "18",
        "eu_member_since": "2004-05-01",
        "widening": "yes",
        "widening_h2020": "yes",
        "population": "500000",
        "population_year": "2024",
        "population_source_url": "https://example.org/population",
        "approximate": "yes",
        "source_url": "https://example.org/countries",
        "as_of": "2024-01-01",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    synonyms=_SYNONYMS,
    called={"en": "country", "de": "Land, Staat", "fr": "pays", "es": "país", "it": "paese"},
    reference=True,
    expected=("population",),
)
