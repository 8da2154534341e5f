"""Columns of unknown sheets to fields: by name in five languages, by content, and as it was remembered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import Engine, func, select, update

from lib.entities.registry import ENTITIES
from lib.ingest.matching import (
    Match,
    as_part,
    header_hash,
    identifier_of,
    problems_of,
    propose,
    remember,
    remembered,
)
from lib.ingest.schemas import SCHEMAS
from lib.ingest.sheets import Cell
from lib.ingest.tables import Made
from lib.store.models import ColumnMatch

PROSE = "The consortium finds out which patients gain from the medicine, and tests this in a study. " * 5

#: Header and rows as a sheet has them ("|" between cells), the entity, and the column of each field.
SHEETS: dict[str, tuple[str, list[str], str, dict[str, str | tuple[str, ...]]]] = {
    "programmes, German": (
        "Programmname|Fördergeber|Land|Beginn|Ende|Gesamtbudget (EUR)|Ebene|Beschreibung",
        [
            "Programm Eins|BEISPIEL|Deutschland|2019|2024|1.200.000,50|national|Fördert Beispiele",
            "Programm Zwei|MUSTER|Österreich|2020|2025|2.400.000,00|national|Fördert anderes",
        ],
        "programme",
        {
            "programme_id": ("Programmname",),
            "name": "Programmname",
            "funder": "Fördergeber",
            "country": "Land",
            "level": "Ebene",
            "start_year": "Beginn",
            "end_year": "Ende",
            "budget_eur": "Gesamtbudget (EUR)",
            "description": "Beschreibung",
        },
    ),
    "programmes, French": (
        "Programme|Organisme financeur|Pays|Année de début|Année de fin|Montant (€)|Niveau|Objectif",
        [
            "Plan un|EXEMPLE|France|2016|2025|670000000|national|Soutenir",
            "Plan deux|AUTRE|France|2018||1|national|Aider",
        ],
        "programme",
        {
            "programme_id": ("Programme",),
            "name": "Programme",
            "funder": "Organisme financeur",
            "country": "Pays",
            "level": "Niveau",
            "start_year": "Année de début",
            "end_year": "Année de fin",
            "budget_eur": "Montant (€)",
            "description": "Objectif",
        },
    ),
    "organisations, German": (
        "Einrichtung|Kurzname|Land|Art der Einrichtung|Webseite|Kontakt",
        [
            "Universität Beispiel|UB|DE|university|https://ub.example.org|a@example.org",
            "Klinikum Beispiel|KB|AT|hospital|https://kb.example.org|b@example.org",
        ],
        "organisation",
        {
            "organisation_id": ("Einrichtung",),
            "name": "Einrichtung",
            "short_name": "Kurzname",
            "country": "Land",
            "type": "Art der Einrichtung",
            "url": "Webseite",
        },
    ),
    "organisations, English": (
        "PIC|Legal Name|Short Name|Country|Activity Type",
        ["999999001|EXAMPLE UNIVERSITY|EU|MT|university", "998877665|EXAMPLE CLINIC|EC|FR|hospital"],
        "organisation",
        {
            "organisation_id": "PIC",
            "name": "Legal Name",
            "short_name": "Short Name",
            "country": "Country",
            "type": "Activity Type",
        },
    ),
    "participations, German": (
        "Projekt-ID|Partnereinrichtung|Land|Rolle|Fördersumme",
        ["P1|Uni A|DE|coordinator|350.000,00", "P1|Uni B|FR|partner|250.000,00"],
        "participation",
        {
            "project_id": "Projekt-ID",
            "organisation": "Partnereinrichtung",
            "country": "Land",
            "role": "Rolle",
            "funding_eur": "Fördersumme",
        },
    ),
    "participations, Italian": (
        "Progetto|Beneficiario|Paese|Ruolo|Contributo (EUR)",
        ["ALFA|Ente A|Italia|coordinator|350.000,00", "ALFA|Ente B|Malta|partner|1.250.000,00"],
        "participation",
        {
            "project_id": "Progetto",
            "organisation": "Beneficiario",
            "country": "Paese",
            "role": "Ruolo",
            "funding_eur": "Contributo (EUR)",
        },
    ),
    "calls, Spanish": (
        "Convocatoria|Fecha de apertura|Fecha límite|Presupuesto|Tema|Enlace",
        [
            "Convocatoria 2024|02/01/2024|20/06/2024|30.000.000,00|Ejemplo|https://c.example.org",
            "Convocatoria 2023|15/01/2023|20/06/2023|20.000.000,00|Otro|https://d.example.org",
        ],
        "call",
        {
            "call_id": ("Convocatoria",),
            "name": "Convocatoria",
            "topic": "Tema",
            "opened": "Fecha de apertura",
            "full_proposal_deadline": "Fecha límite",
            "budget_eur": "Presupuesto",
            "url": "Enlace",
        },
    ),
    "calls, English": (
        "Call title|Opening date|Pre-proposal deadline|Full proposal deadline|Available budget EUR",
        ["JTC 2024|2 Jan 2024|5 Mar 2024|20 Jun 2024|30000000", "JTC 2023|2 Jan 2023|5 Mar 2023|20 Jun 2023|20000000"],
        "call",
        {
            "call_id": ("Call title",),
            "name": "Call title",
            "opened": "Opening date",
            "pre_proposal_deadline": "Pre-proposal deadline",
            "full_proposal_deadline": "Full proposal deadline",
            "budget_eur": "Available budget EUR",
        },
    ),
    "events, French": (
        "Nom de l'événement|Date de début|Date de fin|Ville|Pays|Lien",
        [
            "Atelier exemple|08/10/2024|09/10/2024|Paris|France|https://e.example.org",
            "Colloque exemple|20/11/2023|21/11/2023|Lyon|France|https://f.example.org",
        ],
        "event",
        {
            "event_id": ("Nom de l'événement",),
            "name": "Nom de l'événement",
            "start_date": "Date de début",
            "end_date": "Date de fin",
            "city": "Ville",
            "country": "Pays",
            "url": "Lien",
        },
    ),
    "events, German": (
        "Veranstaltung|Datum|Ort|Land|Art|Plätze",
        [
            "Treffen|08.10.2024|Bonn|Deutschland|workshop|120",
            "Konferenz|20.11.2023|Wien|Österreich|conference|300",
        ],
        "event",
        {
            "event_id": ("Veranstaltung",),
            "name": "Veranstaltung",
            "type": "Art",
            "start_date": "Datum",
            "city": "Ort",
            "country": "Land",
            "capacity": "Plätze",
        },
    ),
    "attendances, German": (
        "Vorname|Nachname|E-Mail|Organisation|Land|Angemeldet|Teilgenommen|Dauer (Min.)",
        ["Erika|Muster|erika@example.org|Uni|DE|ja|ja|95", "Max|Muster|max@example.org|Uni|AT|ja|nein|"],
        "attendance",
        {
            "attendee": "E-Mail",
            "country": "Land",
            "registered": "Angemeldet",
            "attended": "Teilgenommen",
            "minutes": "Dauer (Min.)",
        },
    ),
    "attendances, Spanish": (
        "Nombre y apellidos|País|Asistió",
        ["Ana Ejemplo|España|sí", "Juan Ejemplo|Portugal|no"],
        "attendance",
        {"attendee": "Nombre y apellidos", "country": "País", "attended": "Asistió"},
    ),
    "attendances by e-mail under another name": (
        "Name|Kontakt|Land",
        ["Erika Muster|erika@example.org|DE", "Max Muster|max@example.org|AT"],
        "attendance",
        {"attendee": "Kontakt", "country": "Land"},
    ),
    "posts, English": (
        "Tweet ID|Date|Tweet text|Permalink|Impressions|Likes|Replies|Retweets|URL clicks",
        [
            "1765432109876543210|2024-03-14 09:30|Example one|https://x.example.org/1|1800|3|4|5|6",
            "1765432109876543999|2024-03-15 09:30|Example two|https://x.example.org/2|100|1|0|0|2",
        ],
        "post",
        {
            "post_id": "Tweet ID",
            "published_at": "Date",
            "text": "Tweet text",
            "url": "Permalink",
            "impressions": "Impressions",
            "likes": "Likes",
            "comments": "Replies",
            "shares": "Retweets",
            "clicks": "URL clicks",
        },
    ),
    "posts, German": (
        "Datum|Beitragstext|Link|Impressionen|Gefällt mir|Kommentare|Klicks",
        [
            "14.03.2024 09:30|Eins|https://x.example.org/1|1.800|3|4|5",
            "15.03.2024 10:30|Zwei|https://x.example.org/2|1|3|4|5",
        ],
        "post",
        {
            "post_id": ("Datum", "Beitragstext"),
            "published_at": "Datum",
            "text": "Beitragstext",
            "url": "Link",
            "impressions": "Impressionen",
            "likes": "Gefällt mir",
            "comments": "Kommentare",
            "clicks": "Klicks",
        },
    ),
    "days of a channel, Spanish": (
        "Fecha|Seguidores|Visualizaciones|Clics",
        ["14/03/2024|2400|1800|5", "15/03/2024|2401|1300|7"],
        "channel snapshot",
        {"date": "Fecha", "followers": "Seguidores", "impressions": "Visualizaciones", "clicks": "Clics"},
    ),
    "outputs, French": (
        "Titre|Type de produit|Date de publication|Nombre|Lien",
        ["Lettre|newsletter|14/03/2024|1|https://o.example.org", "Dépliant|flyer|15/04/2024|2|https://p.example.org"],
        "output",
        {
            "output_id": ("Titre",),
            "type": "Type de produit",
            "title": "Titre",
            "period_start": "Date de publication",
            "count": "Nombre",
            "url": "Lien",
        },
    ),
    "projects, German": (
        "FKZ|Akronym|Projekttitel|Kurzbeschreibung|Laufzeit von|Laufzeit bis|Bewilligungssumme (EUR)|Gesamtkosten",
        [
            f"01KU1|ALPHA|Ein Beispiel über Medizin|{PROSE}|01.01.2019|31.12.2021|1.234.567,89|2.000.000,00",
            f"01KU2|BETA|Noch ein Beispiel|{PROSE}|01.05.2019|30.04.2022|234.567,89|300.000,00",
        ],
        "project",
        {
            "project_id": "FKZ",
            "acronym": "Akronym",
            "title": "Projekttitel",
            "summary": "Kurzbeschreibung",
            "start_date": "Laufzeit von",
            "end_date": "Laufzeit bis",
            "total_cost_eur": "Gesamtkosten",
            "funding_eur": "Bewilligungssumme (EUR)",
        },
    ),
    "projects, Spanish": (
        "Acrónimo|Título|Resumen|Fecha de inicio|Fecha de fin|Ayuda concedida|Entidad|Investigador principal",
        [
            f"ALFA|Un ejemplo|{PROSE}|01/01/2019|31/12/2021|1.234.567,89|Uni A|Ana",
            f"BETA|Dos ejemplos|{PROSE}|01/05/2019|30/04/2022|234.567,89|Uni B|Juan",
        ],
        "project",
        {
            "project_id": ("Acrónimo", "Título"),
            "acronym": "Acrónimo",
            "title": "Título",
            "summary": "Resumen",
            "start_date": "Fecha de inicio",
            "end_date": "Fecha de fin",
            "funding_eur": "Ayuda concedida",
        },
    ),
    # The header of public lists of grants of the European Research Council.
    "projects of the ERC": (
        "project_acronym|project|institution|details_project|budget_project|date_start_project|date_end_project",
        [
            f"ALPHA|Light and matter at the edge|Example University|{PROSE}|1491013|2018-10-01|2023-09-30",
            f"BETA|Cells that remember|Example Institute|{PROSE}|1938000|2011-06-01|2016-05-31",
            f"GAMMA|Numbers and shapes|Example University|{PROSE}|780000|2010-01-01|2015-12-31",
        ],
        "project",
        {
            "project_id": ("project_acronym", "project"),
            "acronym": "project_acronym",
            "title": "project",
            "summary": "details_project",
            "start_date": "date_start_project",
            "end_date": "date_end_project",
            "funding_eur": "budget_project",
        },
    ),
}


def cells(rows: Sequence[str]) -> list[list[Cell]]:
    return [list(row.split("|")) for row in rows]


@pytest.mark.parametrize("name", SHEETS)
def test_sheets_are_matched(name: str) -> None:
    header, rows, entity, columns = SHEETS[name]
    match = propose(header.split("|"), cells(rows))
    assert (match.entity, dict(match.columns)) == (entity, columns)
    assert problems_of(match, header.split("|"), given=("event_id", "channel")) == []


@pytest.mark.parametrize("entity", SCHEMAS)
def test_our_own_names_are_matched(entity: str) -> None:
    names = list(SCHEMAS[entity].by_name)
    example: list[Cell] = [ENTITIES[entity].example.get(name, "") for name in names]
    expected = {name: name for name in names}
    for sample in ([], [example]):
        match = propose(names, sample)
        assert (match.entity, match.columns) == (entity, expected)


def test_typed_cells_are_matched() -> None:
    rows: list[list[Cell]] = [
        ["ALPHA", "Light", date(2018, 10, 1), Decimal("1491013.5")],
        ["BETA", "Cells", date(2011, 6, 1), Decimal(1938000)],
    ]
    match = propose(["Acronym", "Project title", "Start", "Grant"], rows)
    assert match.columns["start_date"] == "Start"
    assert match.columns["funding_eur"] == "Grant"


@pytest.mark.parametrize(
    ("header", "field", "column"),
    [
        (["projectStartDate"], "start_date", "projectStartDate"),
        (["Acronim"], "acronym", "Acronim"),
        (["DATE_D'ACHÈVEMENT"], "end_date", "DATE_D'ACHÈVEMENT"),
        (["Foerdersumme"], "funding_eur", "Foerdersumme"),
        (["Budget [€]"], "funding_eur", "Budget [€]"),
        (["Budget in CHF"], "funding_original", "Budget in CHF"),
        (["Grant (local currency)"], "funding_original", "Grant (local currency)"),
        (["Budget (k€)"], "funding_eur", None),
        (["Fördersumme in Mio. EUR"], "funding_eur", None),
        (["Date"], "start_date", None),
        (["Name", "Project title"], "title", "Project title"),
        (["Contact person"], "grant_number", None),
    ],
)
def test_names(header: list[str], field: str, column: str | None) -> None:
    assert propose(header, [], "project").columns.get(field) == column


def test_a_column_that_does_not_fit_is_not_proposed() -> None:
    rows: list[list[Cell]] = [["see note", "A"], ["unknown", "B"], ["2024-01-01", "C"]]
    assert "start_date" not in propose(["Start date", "Title"], rows, "project").columns
    assert propose(["Start date", "Title"], [*rows, ["", ""], ["2024-02-01", ""]], "project").columns["start_date"]


def test_e_mail_addresses_are_taken_for_persons_only() -> None:
    rows: list[list[Cell]] = [["a@example.org", "Workshop"], ["b@example.org", "Meeting"]]
    assert propose(["ID", "Event"], rows, "event").columns == {"event_id": ("Event",), "name": "Event"}


def test_prose_is_a_summary_whatever_its_name() -> None:
    rows: list[list[Cell]] = [["A", PROSE], ["B", PROSE]]
    assert propose(["Title", "Column 2"], rows, "project").columns["summary"] == "Column 2"
    assert propose(["Title", "Remarks"], rows, "project").columns["note"] == "Remarks"


@pytest.mark.parametrize(
    ("ids", "own"),
    [
        (["101137129", "964197", "779282"], True),
        (["101", "102", "103"], True),
        (["1", "2", "3"], False),
        (["2", "0", "1"], False),
        (["P1", "P1", "P2"], False),
        (["P1", "", "P2"], False),
    ],
)
def test_only_what_tells_rows_apart_is_an_identifier(ids: list[str], own: bool) -> None:
    rows: list[list[Cell]] = [[cell, f"Title {place}"] for place, cell in enumerate(ids)]
    match = propose(["Project ID", "Title"], rows, "project")
    assert match.columns["project_id"] == ("Project ID" if own else ("Title",))


def test_amounts_beside_a_currency_are_originals() -> None:
    rows: list[list[Cell]] = [["A", "100", "CHF"], ["B", "200", "EUR"]]
    header = ["Title", "Grant", "Currency"]
    assert propose(header, rows, "project").columns["funding_original"] == "Grant"
    named = propose(["Title", "Grant (EUR)", "Currency"], rows, "project").columns
    assert named["funding_eur"] == "Grant (EUR)"


def test_of_columns_with_one_name_the_first_is_meant() -> None:
    rows: list[list[Cell]] = [["A", "2024-01-01", "no date"], ["B", "2024-01-02"]]
    match = propose(["Title", "Start", " start"], rows, "project")
    assert match.columns["start_date"] == "Start"
    assert problems_of(match, ["Title", "Start", " start"]) == [
        'The file has more than one column "Start"; give them different names.'
    ]


@settings(max_examples=30, deadline=None)
@given(
    some.lists(
        some.one_of(some.text(max_size=12), some.sampled_from(["Titel", "start", "€", "E-Mail", "ID"])), max_size=6
    ),
    some.lists(
        some.lists(some.one_of(some.text(max_size=12), some.decimals(allow_nan=False), some.dates())), max_size=4
    ),
)
def test_any_header_is_matched_one_to_one(header: list[str], rows: list[list[Cell]]) -> None:
    match = propose(header, rows)
    single = [source for source in match.columns.values() if isinstance(source, str)]
    assert len(set(single)) == len(single)
    assert set(single) <= set(header)
    assert match.columns.keys() <= SCHEMAS[match.entity].by_name.keys()


# Identifiers


def test_identifiers_are_readable_and_stable() -> None:
    made = identifier_of("", ("acronym", "title"))
    assert made.columns == ("acronym", "title")
    first = made.make("1D-Engine", "Électrons  coupled to\ndissipation")
    assert first == made.make(" 1d-engine ", "électrons coupled to dissipation ")
    assert first == "1d-engine-a644c075"
    assert first != made.make("1D-Engine", "Other")
    assert made.make("", "Électrons & Söhne").startswith("electrons-sohne-")
    assert made.make("a", "b c") != made.make("a b", "c")
    assert made.make("  ", "") == ""


def test_identifiers_are_short_and_may_have_a_beginning() -> None:
    long = str(identifier_of("", ("title",)).make("A very long title that goes on and on, and on, and on"))
    assert long[:-9] == "a-very-long-title-that-goes-on-and-on-an"
    assert str(identifier_of("EVENT", ("name",)).make("Workshop")).startswith("EVENT-workshop-")
    assert len(str(identifier_of("", ("title",)).make("Ελληνικά"))) == 8
    assert str(identifier_of("", ("day",)).make(date(2024, 3, 14))).startswith("2024-03-14-")


# Using a match


def test_a_match_becomes_a_part() -> None:
    columns: dict[str, str | tuple[str, ...]] = {"event_id": "E", "attendee": "Mail"}
    part = as_part(Match("attendance", columns), given=("event_id",))
    assert (part.entity, part.columns) == ("attendance", {"attendee": "Mail"})
    made = as_part(Match("project", {"project_id": ("A", "T"), "title": "T"})).columns["project_id"]
    assert isinstance(made, Made)
    assert made.columns == ("A", "T")


def test_the_currency_in_a_header_is_that_of_the_amounts() -> None:
    match = Match("project", {"title": "T", "funding_original": "Grant (CHF)"})
    currency = as_part(match).columns["currency"]
    assert isinstance(currency, Made)
    assert currency.make() == "CHF"
    assert "currency" not in as_part(match, given=("currency",)).columns
    assert as_part(Match("project", {"funding_original": "G (CHF)", "currency": "C"})).columns["currency"] == "C"
    assert "currency" not in as_part(Match("project", {"funding_original": "Original amount"})).columns


def test_problems_of_a_match_are_said() -> None:
    match = Match(
        "project",
        {"start_date": "When", "end_date": "when", "acronym": "Gone", "funding_eur": "USD (m)", "oddity": "When"},
    )
    assert problems_of(match, ["When", "USD (m)"]) == [
        'A project has no field "oddity".',
        'The file has no column "Gone", which is chosen for acronym.',
        'The column "When" is chosen for start_date and for end_date and for oddity; choose it once.',
        "No column is chosen for project_id, which every row needs: identifier of the project.",
        "No column is chosen for title, which every row needs: full title.",
        'The column "USD (m)" is in thousands or millions; funding_eur needs whole amounts.',
        'The column "USD (m)" is not in EUR; choose it for funding_original.',
    ]


def test_what_is_given_needs_no_column() -> None:
    match = Match("attendance", {"attendee": "Mail"})
    assert problems_of(match, ["Mail"]) != []
    assert problems_of(match, ["Mail"], given=("event_id",)) == []


# Remembering


def test_a_match_is_remembered_for_the_same_header(engine: Engine) -> None:
    header = ["Acronym", "Title"]
    match = Match("project", {"project_id": ("Acronym", "Title"), "title": "Title"})
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        assert remembered(connection, header) is None
        remember(connection, header, Match("event", {"name": "Title"}), "first")
        remember(connection, header, match, "second")
        assert remembered(connection, header) == match
        assert remembered(connection, [" ACRONYM", "title"]) == Match(
            "project", {"project_id": (" ACRONYM", "title"), "title": "title"}
        )
        assert remembered(connection, header[::-1]) is None
        assert connection.scalar(select(func.count()).select_from(ColumnMatch)) == 1
        assert connection.scalar(select(ColumnMatch.saved_by)) == "second"


@pytest.mark.parametrize("change", [{"entity": "gone"}, {"columns": {"gone": "Title"}}])
def test_a_match_that_no_longer_fits_is_forgotten(engine: Engine, change: dict[str, object]) -> None:
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        remember(connection, ["Title"], Match("project", {"title": "Title"}), "tests")
        connection.execute(update(ColumnMatch).values(change))
        assert remembered(connection, ["Title"]) is None


def test_headers_have_hashes() -> None:
    assert header_hash(["A", "B"]) == header_hash([" a", "b "])
    assert header_hash(["A", "B"]) != header_hash(["B", "A"])
    assert header_hash(["a b"]) != header_hash(["a", "b"])
    assert len(header_hash([])) == 64
