"""Reports of Zoom, Teams and Webex."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ingest.files import samples
from tests.ingest.formats.tables import applied, column, of_text, only, tables_of


def test_zoom_webinar() -> None:
    text = samples.ZOOM_WEBINAR.format(panelists=samples.PANELISTS)
    host, panelists, attendees = of_text(text)
    assert {t.format for t in (host, panelists, attendees)} == {"Zoom webinar"}
    assert {(t.event_name, t.event_day) for t in (host, panelists, attendees)} == {("PM, explained", date(2025, 3, 22))}
    assert [(t.header_row, t.last_row) for t in (host, panelists, attendees)] == [(6, 7), (9, 129), (131, 136)]
    assert [row["role"] for row in applied(host, "attendance")] == ["organiser"]
    speakers = applied(panelists, "attendance")
    assert len(speakers) == 120
    assert speakers[7] == {
        "attendee": "panel7@example.org",
        "country": "Malta",
        "registered": "yes",
        "attended": "Yes",
        "minutes": "60",
        "role": "speaker",
    }
    rows = applied(attendees, "attendance")
    assert column(rows, "attendee") == [
        "ann@example.org",
        "ann@example.org",
        "ben@example.org",
        "chris example",
        "dee@example.org",
    ]
    assert column(rows, "minutes") == ["20", "30", "", "1", ""]
    assert column(rows, "attended") == ["Yes", "Yes", "No", "Yes", "No"]
    assert column(rows, "registered") == ["yes", "yes", "yes", "yes", "no"]
    assert column(rows, "country") == ["Spain", "Spain", "", "Türkiye", ""]
    assert attendees.mappings[0].repeats == {"minutes": "sum", "attended": "max"}


def test_zoom_webinar_without_panelists_or_other_sections() -> None:
    text = samples.ZOOM_WEBINAR.format(panelists="")
    text = text[: text.index("Other Attended")]
    host, attendees = of_text(text)
    assert attendees.last_row is None
    assert len(applied(attendees, "attendance")) == 5
    assert host.last_row == 7


def test_zoom_attendees_alone() -> None:
    text = samples.ZOOM_WEBINAR.format(panelists="")
    alone = text[text.index("Attended,User Name (Original Name),First Name") : text.index("Other Attended")]
    table = only(of_text(alone))
    assert (table.format, table.event_name) == ("Zoom webinar", None)
    assert len(applied(table, "attendance")) == 5


def test_zoom_meeting() -> None:
    table = only(of_text(samples.ZOOM_MEETING))
    assert (table.format, table.header_row) == ("Zoom meeting", 4)
    assert (table.event_name, table.event_day) == ("Steering Board", date(2026, 10, 5))
    rows = applied(table, "attendance")
    assert column(rows, "attendee") == ["ann@example.org", "ann@example.org", "ben example"]
    assert column(rows, "minutes") == ["15", "40", "57"], "the time in the waiting room is left out"
    assert "registered" not in rows[0]


def test_teams() -> None:
    table = only(tables_of(samples.text_file("attendance.csv", samples.TEAMS.replace("\n", "\r\n"), "utf-16")))
    assert (table.format, table.header_row, table.last_row) == ("Teams attendance", 10, 14)
    assert (table.event_name, table.event_day) == ("Family Meeting", date(2025, 11, 26))
    assert applied(table, "attendance") == [
        {"attendee": "org@example.org", "attended": "yes", "minutes": "62", "role": "organiser"},
        {"attendee": "pre@example.org", "attended": "yes", "minutes": "61", "role": "speaker"},
        {"attendee": "guest, some (external)", "attended": "yes", "minutes": "0", "role": "participant"},
    ]


def test_teams_in_other_languages() -> None:
    german = only(of_text(samples.TEAMS_GERMAN))
    assert (german.event_name, german.event_day) == ("Familientreffen", date(2026, 10, 6))
    assert applied(german, "attendance") == [
        {"attendee": "ann@example.org", "attended": "yes", "minutes": "119", "role": "participant"}
    ]
    other = only(of_text(samples.TEAMS_OTHER_LANGUAGE))
    assert (other.format, other.event_day) == ("Teams attendance", None)
    assert applied(other, "attendance") == [
        {"attendee": "ann@example.org", "attended": "yes", "minutes": "60", "role": "organiser"}
    ]


def test_older_teams_reports() -> None:
    flat = only(of_text(samples.TEAMS_FLAT))
    assert (flat.format, flat.event_name, flat.event_day) == ("Teams attendance", "Training", date(2021, 7, 20))
    assert column(applied(flat, "attendance"), "minutes") == ["10", "30"]
    listed = only(of_text(samples.TEAMS_LIST))
    assert column(applied(listed, "attendance"), "attendee") == ["ann example", "ann example"]


def test_webex() -> None:
    table = only(tables_of(samples.text_file("webex.csv", samples.WEBEX, "utf-16")))
    assert (table.format, table.event_name, table.event_day) == ("Webex attendance", "Info day", date(2022, 9, 21))
    first, second = applied(table, "attendance")
    assert (first["attendee"], first["minutes"], first["role"]) == ("ann@example.org", "59", "organiser")
    assert (second["attendee"], second["attended"], second["role"]) == ("call-in user_2", "yes", "participant")


def test_webex_event() -> None:
    came, stayed_away = applied(only(of_text(samples.WEBEX_EVENT)), "attendance")
    assert (came["registered"], came["attended"], came["minutes"]) == ("Yes", "yes", "60")
    assert (stayed_away["registered"], stayed_away["attended"], stayed_away["minutes"]) == ("Yes", "no", "")


@pytest.mark.parametrize(
    "header",
    [
        "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room",
        "Name (Originalname),Benutzer-E-Mail,Beitrittszeit,Austrittszeit,Dauer (Minuten),Gast,Im Warteraum",
    ],
)
def test_zoom_meetings_in_new_and_german_layouts(header: str) -> None:
    text = (
        f"{header}\nAnn Example,ann@example.org,16.12.2025 09:00:00,16.12.2025 09:40:00,40,Ja,Nein\n"
        "Ben Example,,16.12.2025 09:00:00,16.12.2025 09:03:00,3,Ja,Ja\n"
    )
    assert applied(only(of_text(text)), "attendance") == [
        {"attendee": "ann@example.org", "attended": "yes", "minutes": "40", "role": "participant"}
    ]


def test_a_zoom_registration_report_says_who_registered_and_not_who_came() -> None:
    text = (
        "Registration Report\nReport Generated:,10/01/2025 10:00 AM\n"
        "Topic,Webinar ID,Scheduled Time,Duration (minutes),# Registered,# Cancelled\n"
        'Info Day,123 4567 8901,"Oct 6, 2025 09:00 AM",120,3,1\n'
        "Attendee Details\nFirst Name,Last Name,Email,Registration Time,Approval Status\n"
        'Ann,Example,ann@example.org,"Oct 1, 2025 10:00 AM",approved\n'
        'Ben,Example,ben@example.org,"Oct 1, 2025 10:00 AM",cancelled by self\n'
    )
    table = only(of_text(text))
    assert (table.event_name, table.event_day) == ("Info Day", date(2025, 10, 6))
    rows = applied(table, "attendance")
    assert column(rows, "registered") == ["yes", "no"]
    assert "attended" not in rows[0]
