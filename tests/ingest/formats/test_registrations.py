"""Registrations of Eventbrite, pretix and Indico."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from lib.entities.attendance import Attendance
from lib.ingest.parsing.given import Given
from lib.ingest.upload import prepare
from lib.ingest.upload.answers import Answers
from lib.services.actors import operator
from tests.ingest.checks.reports import rows as stored
from tests.ingest.dumps import csv_file, load_files
from tests.ingest.files import samples
from tests.ingest.formats.tables import applied, column, of_text, only


def test_eventbrite() -> None:
    table = only(of_text(samples.EVENTBRITE))
    assert (table.format, table.event_name, table.event_day) == ("Eventbrite attendees", "PM Days", date(2026, 10, 3))
    rows = applied(table, "attendance")
    assert column(rows, "attendee") == ["ann@example.org", "ann@example.org", "cy@example.org"]
    assert column(rows, "attended") == ["yes", "", ""]
    assert column(rows, "organisation_type") == ["university", "university", ""]
    assert {row["registered"] for row in rows} == {"yes"}


def test_eventbrite_with_a_column_of_check_ins() -> None:
    text = (
        "Order #,Order Date,First Name,Last Name,Email,Ticket Type,Order Status,Checked In\n"
        "1,2026-01-01,Ann,Example,ann@example.org,A,Completed,Yes\n"
        "2,2026-01-01,Ben,Example,ben@example.org,A,Completed,No\n"
        "3,2026-01-01,Cy,Example,cy@example.org,A,Refunded/Canceled,No\n"
        "4,2026-01-01,Dee,Example,dee@example.org,A,Completed,2026-01-02 09:00\n"
    )
    rows = applied(only(of_text(text)), "attendance")
    assert column(rows, "attended") == ["Yes", "No", "yes"]
    assert "country" not in {name for name, cell in rows[0].items() if cell}


def test_indico() -> None:
    table = only(of_text(samples.INDICO))
    assert table.format == "Indico registrations"
    assert applied(table, "attendance") == [
        {
            "attendee": "ann@example.org",
            "country": "Malta",
            "registered": "yes",
            "attended": "Yes",
            "role": "participant",
        },
        {
            "attendee": "cy@example.org",
            "country": "Ireland",
            "registered": "no",
            "attended": "No",
            "role": "participant",
        },
    ]


#: In the order: order, date, first name, last name, e-mail, quantity, ticket, status, event, country.
EVENTBRITE_COLUMNS = {
    "en": "Order #,Order Date,First Name,Last Name,Email,Quantity,Ticket Type,Attendee Status,Event Name,Country",
    "de": "Bestellnummer,Bestelldatum,Vorname,Nachname,E-Mail-Adresse,Anzahl,Ticketart,Teilnehmerstatus,"
    "Event-Name,Land",
    "fr": "N° de commande,Date de commande,Prénom,Nom de famille,Adresse e-mail,Quantité,Type de billet,"
    "Statut du participant,Nom de l'événement,Pays",
    "es": "N.º de pedido,Fecha del pedido,Nombre,Apellidos,Correo electrónico,Cantidad,Tipo de entrada,"
    "Estado del asistente,Nombre del evento,País",
    "it": "Numero ordine,Data ordine,Nome,Cognome,Indirizzo e-mail,Quantità,Tipo di biglietto,Stato del partecipante,"
    "Nome dell'evento,Paese",
}
EVENTBRITE_STATUSES = {
    "en": ("Attending", "Refunded/Canceled"),
    "de": ("Nimmt teil", "Storniert"),
    "fr": ("Participe", "Annulé"),
    "es": ("Asistirá", "Cancelado"),
    "it": ("Partecipa", "Annullato"),
}


@pytest.mark.parametrize("language", EVENTBRITE_COLUMNS)
def test_eventbrite_in_other_languages(language: str) -> None:
    stands, gone = EVENTBRITE_STATUSES[language]
    table = only(
        of_text(
            f"{EVENTBRITE_COLUMNS[language]}\n"
            f"1,2025-03-01,Anna,Example,anna@uni.example,1,Standard,{stands},Workshop,Spain\n"
            f"2,2025-03-01,Bert,Sample,bert@min.example,1,Standard,{gone},Workshop,Malta\n"
        )
    )
    assert (table.format, table.event_name) == ("Eventbrite attendees", "Workshop")
    (row,) = applied(table, "attendance")
    assert (row["attendee"], row["country"]) == ("anna@uni.example", "Spain")
    assert (row["registered"], row["attended"]) == ("yes", ""), "who came is not known"


PRETIX = """\
Event slug;Order code;Position ID;Status;Email;Order date;Product;Price;Attendee name;Attendee email;Country
days;AAAAA;1;paid;office@uni.example;2025-03-01;Ticket;0.00;Anna Example;anna@uni.example;ES
days;AAAAA;2;paid;office@uni.example;2025-03-01;Ticket;0.00;Bert Sample;;DE
days;BBBBB;1;canceled;cy@uni.example;2025-03-01;Ticket;0.00;Cy Test;cy@uni.example;MT
days;CCCCC;1;expired;dee@uni.example;2025-03-01;Ticket;0.00;Dee Test;dee@uni.example;MT
"""


def test_pretix() -> None:
    table = only(of_text(PRETIX))
    assert (table.format, table.event_name) == ("pretix attendees", "days")
    rows = applied(table, "attendance")
    # Whoever orders for others gives one address; two persons stay two.
    assert column(rows, "attendee") == ["anna@uni.example", "bert sample"]
    assert column(rows, "registered") == ["yes", "yes"]


def test_pretix_check_in_list() -> None:
    text = (
        "Order code,Attendee name,Product,Price,Checked in,E-Mail\n"
        "AAAAA,Anna Example,Ticket,0.00,2025-10-01 09:12:00,anna@uni.example\n"
        "BBBBB,Bert Sample,Ticket,0.00,,bert@uni.example\n"
    )
    assert column(applied(only(of_text(text)), "attendance"), "attended") == ["yes", ""]


def test_cancelled_orders_are_told_with_their_number(engine: Engine) -> None:
    load_files(engine, csv_file("event", "event_id,name\nE1,Workshop\n"))
    header = EVENTBRITE_COLUMNS["de"]
    lines = [
        f"{n},2025-03-01,P{n},Test,p{n}@uni.example,1,Standard,{status},Workshop,"
        for n, status in enumerate(("Nimmt teil", "Storniert", "Storniert", "Nimmt teil"))
    ]
    file = samples.text_file("gaeste.csv", "\n".join([header, *lines, ""]))
    with prepare(engine, [file], Answers(given=Given({"event_id": "E1"}))) as ready:
        (group,) = ready.report.warnings
        assert (group.code, group.rows, [row for row, _ in group.examples]) == ("cancelled", 2, [3, 4])
        assert "left out" in group.expected
        ready.load(operator("tests"))
    assert stored(engine, Attendance, "registered", "attended") == [(True, None), (True, None)]
