"""Registrations of Eventbrite, Indico and EUSurvey."""

from __future__ import annotations

from datetime import date

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


def test_eusurvey() -> None:
    french = only(of_text(samples.EUSURVEY_FRENCH))
    assert (french.format, french.header_row) == ("EUSurvey contributions", 2)
    rows = applied(french, "attendance")
    assert column(rows, "attendee") == ["anne@example.org", "anne autre", "c-3"]
    assert column(rows, "organisation_type") == ["university", "other", ""]
    assert column(rows, "country") == ["France", "France", ""]
    (german,) = applied(only(of_text(samples.EUSURVEY_GERMAN)), "attendance")
    assert german == {
        "attendee": "anna beispiel",
        "registered": "yes",
        "role": "participant",
        "organisation_type": "hospital",
        "country": "Österreich",
    }


def test_eusurvey_that_asks_nothing_leaves_fields_out() -> None:
    table = only(of_text("Contribution ID,Creation date\nc-1,2026-01-01\n"))
    assert set(table.mappings[0].columns) == {"attendee", "registered", "role"}
