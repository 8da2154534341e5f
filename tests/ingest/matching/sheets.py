"""Sheets as their owners name columns, with the match that is right."""

from __future__ import annotations

from collections.abc import Sequence

from lib.ingest.readers.sheets import Cell

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
    "participants with their projects, English": (
        "Project acronym|Project title|Partner|Partner country|Role|Funder|Funding (EUR)|Start|End",
        [
            "ALPHA|Alpha study|University A|Germany|Coordinator|BMBF|350.000,00|01.05.2025|30.04.2028",
            "ALPHA|Alpha study|Institute B|France|Partner|ANR|250.000,00|01.05.2025|30.04.2028",
        ],
        "participation",
        {
            "project_id": ("Project acronym", "Project title"),
            "organisation": "Partner",
            "country": "Partner country",
            "role": "Role",
            "funder": "Funder",
            "funding_eur": "Funding (EUR)",
            "project.acronym": "Project acronym",
            "project.title": "Project title",
            "project.start_date": "Start",
            "project.end_date": "End",
        },
    ),
    "participants with their projects, German": (
        "FKZ|Akronym|Titel des Vorhabens|Zuwendungsempfänger|Land|Rolle|Fördersumme in EUR|Laufzeit von|Laufzeit bis",
        [
            "01EX1|ALPHA|Alpha-Studie|Universität A|DE|partner|350.000,00|01.05.2025|30.04.2028",
            "01EX1|ALPHA|Alpha-Studie|Institut B|AT|coordinator|250.000,00|01.05.2025|30.04.2028",
        ],
        "participation",
        {
            "project_id": "FKZ",
            "organisation": "Zuwendungsempfänger",
            "country": "Land",
            "role": "Rolle",
            "funding_eur": "Fördersumme in EUR",
            "project.acronym": "Akronym",
            "project.title": "Titel des Vorhabens",
            "project.start_date": "Laufzeit von",
            "project.end_date": "Laufzeit bis",
        },
    ),
    "results of a call by funder": (
        "Country|Funder|Committed (€)|Requested (€)|Awarded (€)",
        ["Germany|BMBF|3000000|9000000|2800000", "France|ANR|3000000|8000000|2900000"],
        "call outcome",
        {
            "country": "Country",
            "requested_eur": "Requested (€)",
            "awarded_eur": "Awarded (€)",
            "call commitment.funder": "Funder",
            "call commitment.committed_eur": "Committed (€)",
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
