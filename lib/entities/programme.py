"""A programme that funds personalised medicine."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import (
    Base,
    InCurrency,
    Verified,
    amount,
    currency_checks,
    in_order,
    in_vocabulary,
    not_negative,
    plausible_year,
)
from lib.entities.entity import Entity
from lib.entities.fields import (
    COUNTRY_CODE,
    IDENTIFIER,
    SHARE,
    TEXT,
    WEB_ADDRESS,
    YEAR_NUMBER,
    YES_NO,
    Field,
    amounts,
    list_of,
    one_of,
)
from lib.entities.listing import OF_PROGRAMME, PLACES, YEARS, Listing, Rule
from lib.entities.schema import Child, in_euros, schema
from lib.entities.types import Rate

LEVELS = ("regional", "national", "European", "international")
#: What the amount of a programme is.
AMOUNT_KINDS = ("appropriation", "announced plan", "call budget", "spending")
#: Whose money a programme is.
MONEY_FROM = ("public", "private", "mixed")
AREAS = (
    "Data & ICT",
    "Translating basic to clinical research",
    "Research towards implementation in health care",
    "Health economics, regulation and market access",
    "Bringing innovation to the market",
    "Shaping sustainable health care",
    "ELSA",
    "Awareness, education and training",
)


class Programme(Verified, InCurrency, Base):
    __tablename__ = "programme"

    programme_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    funder: Mapped[str | None] = mapped_column(ForeignKey("organisation.organisation_id"), index=True)
    country: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"), index=True)
    level: Mapped[str] = mapped_column(String(20))
    start_year: Mapped[int | None] = mapped_column(Integer)
    end_year: Mapped[int | None] = mapped_column(Integer)
    budget_eur: Mapped[Decimal | None] = amount()
    budget_original: Mapped[Decimal | None] = amount()
    amount_kind: Mapped[str | None] = mapped_column(String(20), doc="what the budget is: an appropriation, a plan ...")
    money_from: Mapped[str | None] = mapped_column(String(10), doc="whose money it is")
    single_competition: Mapped[bool | None] = mapped_column(
        Boolean, doc="one call for proposals: it ends with its year where no end is stated"
    )
    pm_share: Mapped[Decimal | None] = mapped_column(Rate(), doc="1: dedicated to PM; empty: merely allows PM")
    url: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        in_vocabulary("level", LEVELS),
        in_vocabulary("amount_kind", AMOUNT_KINDS),
        in_vocabulary("money_from", MONEY_FROM),
        plausible_year("start_year"),
        plausible_year("end_year"),
        in_order("start_year", "end_year"),
        CheckConstraint("pm_share BETWEEN 0 AND 100000000", name="pm_share_is_a_share"),
        *currency_checks(),
        *not_negative("budget_eur", "budget_original"),
    )


class ProgrammeArea(Base):
    """One of ICPerMed's areas that a programme covers."""

    __tablename__ = "programme_area"

    programme_id: Mapped[str] = mapped_column(
        ForeignKey("programme.programme_id", ondelete="CASCADE"), primary_key=True
    )
    area: Mapped[str] = mapped_column(String(60), primary_key=True)

    __table_args__ = (in_vocabulary("area", AREAS), Index(None, "area"))


_SYNONYMS = {
    "programme_id": {
        "en": "programme id, programme code, programme number, id, identifier, code",
        "de": "Programm-ID, Programmnummer, Kennung",
        "fr": "identifiant, code du programme",
        "es": "identificador, código del programa",
        "it": "identificativo, codice del programma",
    },
    "name": {
        "en": "programme, programme name, programme title, scheme, funding programme, initiative",
        "de": "Programm, Programmname, Förderprogramm, Programmtitel, Förderlinie",
        "fr": "programme, nom du programme, intitulé du programme",
        "es": "programa, nombre del programa",
        "it": "programma, nome del programma, titolo del programma",
    },
    "level": {
        "en": "level, geographical level, scope, coverage",
        "de": "Ebene, Stufe",
        "fr": "niveau, échelle, échelon",
        "es": "nivel, ámbito",
        "it": "livello, ambito",
    },
    "start_year": {
        "en": "start year, year of start, first year, start, since, from",
        "de": "Startjahr, Beginn, Anfangsjahr, seit, von",
        "fr": "année de début, début, depuis",
        "es": "año de inicio, inicio, desde",
        "it": "anno di inizio, inizio, dal",
    },
    "end_year": {
        "en": "end year, year of end, last year, end, until, to",
        "de": "Endjahr, Ende, Schlussjahr, bis",
        "fr": "année de fin, fin, jusqu'à",
        "es": "año de fin, fin, hasta",
        "it": "anno di fine, fine, fino al",
    },
    "budget_eur": {
        "en": "budget, total budget, amount, funding, volume, grant",
        "de": "Budget, Gesamtbudget, Mittel, Fördervolumen, Fördersumme, Betrag",
        "fr": "budget, budget total, montant, financement, dotation",
        "es": "presupuesto, importe, dotación, financiación",
        "it": "budget, bilancio, importo, dotazione, stanziamento, finanziamento",
    },
    "amount_kind": {
        "en": "kind of amount, type of amount, nature of the amount, budget type",
        "de": "Art des Betrags, Budgetart",
        "fr": "nature du montant, type de budget",
        "es": "tipo de importe, tipo de presupuesto",
        "it": "tipo di importo, tipo di bilancio",
    },
    "money_from": {
        "en": "money from, source of money, public or private, origin of funds",
        "de": "Mittelherkunft, öffentlich oder privat",
        "fr": "origine des fonds, public ou privé",
        "es": "origen de los fondos, público o privado",
        "it": "origine dei fondi, pubblico o privato",
    },
    "single_competition": {
        "en": "single competition, single call, one-off call",
        "de": "einmalige Ausschreibung, Einzelausschreibung",
        "fr": "appel unique, concours unique",
        "es": "convocatoria única",
        "it": "bando unico",
    },
    "pm_share": {
        "en": "pm share, share of pm, share for personalised medicine",
        "de": "PM-Anteil, Anteil personalisierte Medizin",
        "fr": "part de la médecine personnalisée",
        "es": "parte de medicina personalizada",
        "it": "quota di medicina personalizzata",
    },
    "areas": {
        "en": "areas, icpermed areas, fields, themes",
        "de": "Bereiche, Themenfelder, Schwerpunkte",
        "fr": "domaines, axes",
        "es": "áreas, ámbitos temáticos",
        "it": "aree, settori",
    },
    "description": {
        "en": "description, summary, objective, objectives, details, aim, abstract",
        "de": "Beschreibung, Ziele, Kurzbeschreibung, Inhalt, Zusammenfassung",
        "fr": "description, objectif, objectifs, résumé",
        "es": "descripción, objetivo, objetivos, resumen",
        "it": "descrizione, obiettivo, obiettivi, riassunto",
    },
}


ENTITY = Entity(
    "programme",
    Programme,
    about="A programme that funds personalised medicine.",
    plural="funding programmes",
    address="programmes",
    schema=schema(
        "programme",
        Programme,
        ["programme_id"],
        Field("programme_id", IDENTIFIER, "your own identifier", required=True),
        Field("name", TEXT, "name of the programme", required=True),
        Field("funder", IDENTIFIER, "organisation that funds it", refers_to="organisation", seated_in="country"),
        Field("country", COUNTRY_CODE, "country; empty for European and international ones", refers_to="country"),
        Field("level", one_of(LEVELS), "regional, national, European or international", required=True),
        Field("start_year", YEAR_NUMBER, "first year"),
        Field("end_year", YEAR_NUMBER, "last year; empty when the source states none"),
        amounts("budget", "total budget"),
        Field(
            "amount_kind",
            one_of(AMOUNT_KINDS),
            "what the budget is: appropriation, announced plan, call budget or spending",
        ),
        Field("money_from", one_of(MONEY_FROM), "whose money it is: public, private or mixed"),
        Field(
            "single_competition",
            YES_NO,
            "yes when it is one call for proposals, which ends with its year where no end is stated",
        ),
        Field("pm_share", SHARE, "1 when dedicated to PM; empty when it merely allows PM"),
        Field("areas", list_of(AREAS), "ICPerMed areas, separated by ;"),
        Field("url", WEB_ADDRESS, "page of the programme"),
        Field("description", TEXT, "one or two sentences"),
        ordered=(("start_year", "end_year"),),
        odd=in_euros("budget_eur", least=100_000),
        children=(Child("areas", ProgrammeArea, ("area",)),),
    ),
    listing=Listing((Rule((*PLACES, *OF_PROGRAMME, *YEARS, "running_out")),)),
    example={
        "programme_id": "EXAMPLE-PROGRAMME",
        "name": "Example Programme for Personalised Medicine",
        "funder": "EXAMPLE-AGENCY",
        "country": "CH",
        "level": "national",
        "start_year": "2021",
        "end_year": "2027",
        "budget_eur": "12600000",
        "budget_original": "12000000",
        "pm_share": "1",
        "areas": "Data & ICT;ELSA",
        "url": "https://agency.example.org/programme",
        "description": "An example: funds clinical studies that use genomic data to choose the treatment.",
        "currency": "CHF",
        "eur_rate": "1.05",
        "eur_rate_date": "2024-01-15",
        "approximate": "no",
        "source_url": "https://agency.example.org/programme",
        "as_of": "2024-01-15",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    known_by=("name",),
    synonyms=_SYNONYMS,
    called={
        "en": "programme, program, scheme",
        "de": "Programm, Förderprogramm",
        "fr": "programme",
        "es": "programa",
        "it": "programma",
    },
    expected=("funder", "start_year", "budget_eur", "areas"),
)
