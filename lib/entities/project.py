"""A funded project."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text
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
    precision,
)
from lib.entities.entity import Entity
from lib.entities.fields import (
    FIRST_DAY,
    IDENTIFIER,
    LAST_DAY,
    TEXT,
    WEB_ADDRESS,
    Field,
    amounts,
    list_of,
    one_of,
    shares_of,
)
from lib.entities.listing import DAYS, OF_PROGRAMME, YEARS, Listing, Place, Rule
from lib.entities.schema import Child, Odd, in_euros, not_more, schema
from lib.entities.types import Money

#: Years after which a project's end is more likely a slip than a plan.
_LONGEST = 12
PROJECT_STATUSES = ("signed", "running", "ended", "terminated")
HEALTH_CATEGORIES = (
    "Blood",
    "Cancer and neoplasms",
    "Cardiovascular",
    "Congenital disorders",
    "Ear",
    "Eye",
    "Infection",
    "Inflammatory and immune system",
    "Injuries and accidents",
    "Mental health",
    "Metabolic and endocrine",
    "Musculoskeletal",
    "Neurological",
    "Oral and gastrointestinal",
    "Renal and urogenital",
    "Reproductive health and childbirth",
    "Respiratory",
    "Skin",
    "Stroke",
    "Generic health relevance",
    "Disputed aetiology and other",
)
RESEARCH_ACTIVITIES = (
    "Underpinning research",
    "Aetiology",
    "Prevention",
    "Detection and diagnosis",
    "Treatment development",
    "Treatment evaluation",
    "Disease management",
    "Health services",
)


class Project(Verified, InCurrency, Base):
    __tablename__ = "project"

    project_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    acronym: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str | None] = mapped_column(Text)
    call: Mapped[str | None] = mapped_column(ForeignKey("call.call_id"), index=True)
    programme: Mapped[str | None] = mapped_column(ForeignKey("programme.programme_id"))
    grant_number: Mapped[str | None] = mapped_column(Text)
    signature_date: Mapped[date | None] = mapped_column(Date)
    signature_date_precision: Mapped[str | None] = precision("signature_date")
    start_date: Mapped[date | None] = mapped_column(Date)
    start_date_precision: Mapped[str | None] = precision("start_date")
    end_date: Mapped[date | None] = mapped_column(Date)
    end_date_precision: Mapped[str | None] = precision("end_date")
    total_cost_eur: Mapped[Decimal | None] = amount()
    total_cost_original: Mapped[Decimal | None] = amount()
    funding_eur: Mapped[Decimal | None] = amount()
    funding_original: Mapped[Decimal | None] = amount()
    status: Mapped[str | None] = mapped_column(String(20))
    funding_scheme: Mapped[str | None] = mapped_column(Text)
    legal_basis: Mapped[str | None] = mapped_column(Text)
    call_topic: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        in_vocabulary("status", PROJECT_STATUSES),
        in_order("start_date", "end_date"),
        *currency_checks(),
        *not_negative("total_cost_eur", "total_cost_original", "funding_eur", "funding_original"),
        Index(None, "programme", "start_date", "funding_eur"),
        Index(None, "start_date"),
    )


class ProjectKeyword(Base):
    __tablename__ = "project_keyword"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id", ondelete="CASCADE"), primary_key=True)
    keyword: Mapped[str] = mapped_column(String(200), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, doc="place in the project's own list, from 1")


class ProjectHealthCategory(Base):
    """HRCS health category of a project; a project's percents add up to 100, so money is counted once."""

    __tablename__ = "project_health_category"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id", ondelete="CASCADE"), primary_key=True)
    health_category: Mapped[str] = mapped_column(String(60), primary_key=True)
    percent: Mapped[Decimal] = mapped_column(Money())

    __table_args__ = (
        in_vocabulary("health_category", HEALTH_CATEGORIES),
        CheckConstraint("percent BETWEEN 0 AND 10000", name="percent_is_a_percent"),
        Index(None, "health_category"),
    )


class ProjectResearchActivity(Base):
    """HRCS research activity group of a project; a project's percents add up to 100."""

    __tablename__ = "project_research_activity"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id", ondelete="CASCADE"), primary_key=True)
    research_activity: Mapped[str] = mapped_column(String(60), primary_key=True)
    percent: Mapped[Decimal] = mapped_column(Money())

    __table_args__ = (
        in_vocabulary("research_activity", RESEARCH_ACTIVITIES),
        CheckConstraint("percent BETWEEN 0 AND 10000", name="percent_is_a_percent"),
        Index(None, "research_activity"),
    )


_SYNONYMS = {
    "project_id": {
        "en": (
            "project id, project identifier, project number, project code, project, id, identifier, code, "
            "reference, project reference, grant agreement number, rcn"
        ),
        "de": "Projekt-ID, Projektnummer, Projektkennung, Kennung, Kennzeichen, Förderkennzeichen, FKZ, Aktenzeichen",
        "fr": "identifiant, identifiant du projet, numéro du projet, code du projet, référence",
        "es": "identificador, identificador del proyecto, código del proyecto, código, referencia, expediente",
        "it": "identificativo, codice del progetto, numero del progetto, codice, riferimento",
    },
    "acronym": {
        "en": "acronym, project acronym, short name, short title",
        "de": "Akronym, Kurzname, Kurztitel, Projektakronym",
        "fr": "acronyme, sigle, nom abrégé",
        "es": "acrónimo, siglas, título corto",
        "it": "acronimo, sigla, titolo breve",
    },
    "title": {
        "en": "title, project title, project, project name, full title",
        "de": "Titel, Projekttitel, Projekt, Projektname, Thema, Vorhabenbezeichnung, Vorhaben",
        "fr": "titre, titre du projet, projet, intitulé, nom du projet",
        "es": "título, título del proyecto, proyecto, nombre del proyecto",
        "it": "titolo, titolo del progetto, progetto, nome del progetto",
    },
    "summary": {
        "en": "summary, abstract, objective, objectives, description, details, project description, lay summary",
        "de": (
            "Zusammenfassung, Beschreibung, Projektbeschreibung, Kurzfassung, Inhalt, Ziele, Kurzbeschreibung, Abstract"
        ),
        "fr": "résumé, description, objectif, objectifs, synthèse",
        "es": "resumen, descripción, objetivo, objetivos, sinopsis",
        "it": "riassunto, descrizione, sommario, obiettivo, obiettivi, sintesi",
    },
    "call": {
        "en": "call, call id, call identifier, topic id, master call, sub call",
        "de": "Ausschreibung, Förderbekanntmachung, Bekanntmachung",
        "fr": "appel, appel à projets",
        "es": "convocatoria",
        "it": "bando",
    },
    "programme": {
        "en": "programme, funding programme, funding scheme, framework programme",
        "de": "Programm, Förderprogramm, Förderlinie",
        "fr": "programme, programme de financement",
        "es": "programa, programa de financiación",
        "it": "programma, programma di finanziamento",
    },
    "grant_number": {
        "en": "grant number, grant no, grant agreement, contract number, award number",
        "de": "Zuwendungsnummer, Vertragsnummer, Bewilligungsnummer",
        "fr": "numéro de subvention, numéro de contrat, numéro de convention",
        "es": "número de contrato, número de subvención, número de ayuda",
        "it": "numero di contratto, numero di convenzione, numero del finanziamento",
    },
    "signature_date": {
        "en": "signature, signature date, date of signature, signed on, award date, ec signature date",
        "de": "Unterzeichnung, Bewilligungsdatum, Unterschriftsdatum, Datum der Bewilligung",
        "fr": "signature, date de signature, date d'attribution",
        "es": "firma, fecha de firma, fecha de concesión",
        "it": "firma, data di firma, data della firma",
    },
    "start_date": {
        "en": "project start, start of project",
        "de": "Projektbeginn, Projektstart",
        "fr": "début du projet",
        "es": "inicio del proyecto",
        "it": "inizio del progetto",
    },
    "end_date": {
        "en": "project end, end of project",
        "de": "Projektende",
        "fr": "fin du projet",
        "es": "fin del proyecto",
        "it": "fine del progetto",
    },
    "total_cost_eur": {
        "en": "total cost, total costs, cost, costs, project cost, total budget, total project costs",
        "de": "Gesamtkosten, Kosten, Projektkosten, Gesamtbudget",
        "fr": "coût total, coût, coûts, budget total",
        "es": "coste total, coste, costes, presupuesto total",
        "it": "costo totale, costo, costi, budget totale",
    },
    "funding_eur": {
        "en": (
            "funding, budget, grant, grant amount, award, award amount, awarded amount, amount, ec contribution, "
            "eu contribution, ec max contribution, eu funding, contribution, funded amount"
        ),
        "de": (
            "Fördersumme, Bewilligungssumme, Förderung, Fördermittel, Zuwendung, Budget, Betrag, Förderbetrag, "
            "bewilligte Mittel"
        ),
        "fr": "montant, financement, subvention, aide, budget, contribution, montant accordé, dotation",
        "es": "financiación, ayuda, importe, subvención, presupuesto, contribución, importe concedido",
        "it": "finanziamento, contributo, importo, sovvenzione, budget, importo concesso",
    },
    "status": {
        "en": "status, project status, state",
        "de": "Status, Projektstatus",
        "fr": "statut, état, statut du projet",
        "es": "estado, estado del proyecto",
        "it": "stato, stato del progetto",
    },
    "keywords": {
        "en": "keywords, key words, tags, free keywords",
        "de": "Schlagwörter, Schlüsselwörter, Stichworte, Stichwörter",
        "fr": "mots-clés, mots clés",
        "es": "palabras clave",
        "it": "parole chiave",
    },
    "health_categories": {
        "en": "health categories, hrcs health categories, health category, disease area, hrcs",
        "de": "Gesundheitskategorien, Krankheitsgebiet",
        "fr": "catégories de santé, domaine de maladie",
        "es": "categorías de salud",
        "it": "categorie di salute",
    },
    "research_activities": {
        "en": "research activities, hrcs research activities, research activity, activity codes",
        "de": "Forschungsaktivitäten, Forschungsart",
        "fr": "activités de recherche",
        "es": "actividades de investigación",
        "it": "attività di ricerca",
    },
}


ENTITY = Entity(
    "project",
    Project,
    about="A funded project.",
    plural="projects",
    address="projects",
    schema=schema(
        "project",
        Project,
        ["project_id"],
        Field("project_id", IDENTIFIER, "identifier of the project", required=True),
        Field("acronym", TEXT, "acronym"),
        Field("title", TEXT, "full title", required=True),
        Field("summary", TEXT, "abstract"),
        Field("call", IDENTIFIER, "call that funded it", refers_to="call"),
        Field("programme", IDENTIFIER, "programme that funded it", refers_to="programme"),
        Field("grant_number", TEXT, "number of the grant"),
        Field("signature_date", FIRST_DAY, "signature of the grant"),
        Field("start_date", FIRST_DAY, "first day"),
        Field("end_date", LAST_DAY, "last day"),
        amounts("total_cost", "total cost"),
        amounts("funding", "funding of all funders"),
        Field("status", one_of(PROJECT_STATUSES), "signed, running, ended or terminated"),
        Field("funding_scheme", TEXT, "kind of grant, such as HORIZON-RIA"),
        Field("legal_basis", TEXT, "part of the programme that it rests on, such as HORIZON.2.1"),
        Field("call_topic", TEXT, "topic of the call, such as HORIZON-HLTH-2023-TOOL-05-04"),
        Field("keywords", list_of(), "keywords, separated by ;"),
        Field("health_categories", shares_of(HEALTH_CATEGORIES), "HRCS health categories with percents"),
        Field("research_activities", shares_of(RESEARCH_ACTIVITIES), "HRCS activity groups with percents"),
        Field("url", WEB_ADDRESS, "page of the project"),
        ordered=(("start_date", "end_date"),),
        odd=(
            not_more("funding_eur", "total_cost_eur"),
            *in_euros("funding_eur", "total_cost_eur", least=1_000),
            Odd(
                ("start_date", "end_date"),
                lambda start, end: end.year - start.year > _LONGEST,
                f"a project of at most {_LONGEST} years",
            ),
        ),
        children=(
            Child("keywords", ProjectKeyword, ("keyword",), numbered=True),
            Child("health_categories", ProjectHealthCategory, ("health_category", "percent")),
            Child("research_activities", ProjectResearchActivity, ("research_activity", "percent")),
        ),
    ),
    listing=Listing(
        (
            Rule((*OF_PROGRAMME, *YEARS, *DAYS, "calls", "projects", "together", "grouping", "topic", "outline")),
            Place(of="participation", by={"project_id": "project_id"}),
        )
    ),
    example={
        "project_id": "EXAMPLE-1",
        "acronym": "EXAMPLE",
        "title": "Example project: the right medicine for the right patient",
        "summary": (
            "An example: the consortium finds out which patients gain most from a medicine, and tests this in a "
            "clinical study."
        ),
        "call": "EXAMPLE-CALL",
        "programme": "EXAMPLE-PROGRAMME",
        "grant_number": "EX-2024-001",
        "signature_date": "2024-12-10",
        "start_date": "2025-01-01",
        "end_date": "2027-12-31",
        "total_cost_eur": "1500000",
        "funding_eur": "1200000.50",
        "status": "running",
        "funding_scheme": "RIA",
        "legal_basis": "EXAMPLE.2.1",
        "call_topic": "EXAMPLE-2024-01",
        "keywords": "pharmacogenomics;clinical study",
        "health_categories": "Blood:40;Cancer and neoplasms:60",
        "research_activities": "Treatment evaluation:100",
        "url": "https://project.example.org",
        "currency": "EUR",
        "approximate": "no",
        "source_url": "https://example.org/call-2024/results",
        "as_of": "2025-01-20",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    known_by=("title", "acronym", "grant_number"),
    synonyms=_SYNONYMS,
    called={"en": "project, grant", "de": "Projekt, Vorhaben", "fr": "projet", "es": "proyecto", "it": "progetto"},
    dated_by="start_date",
    expected=("summary", "programme", "start_date", "end_date", "funding_eur"),
)
