"""The functions that derive fields from cells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from lib.entities.organisation import ORGANISATION_TYPES
from lib.ingest.formats import cells as c
from lib.ingest.formats.persons import identity, organisation_type, role
from lib.ingest.formats.recognise import recognise
from lib.ingest.parsing.dates import day_in
from lib.ingest.readers.sheets import Cell, Sheet
from tests.ingest.formats.tables import only


def test_identity() -> None:
    assert identity("  Ann@Example.ORG ", "Ann") == "ann@example.org"
    assert identity("n/a", "Ann B.", "Ann", " van  Berg") == "ann van berg"
    assert identity("", "Ann B.", "Ann", "--") == "ann b."
    assert identity("", "", "Ann", "") == "ann"
    assert identity() == ""


@pytest.mark.parametrize(
    ("free", "kind"),
    [
        *((kind, kind) for kind in ORGANISATION_TYPES),
        ("Universität", "university"),
        ("Université", "university"),
        ("Fachhochschule", "university"),
        ("University hospital", "hospital"),
        ("Hôpital universitaire", "hospital"),
        ("Universitätsklinikum", "hospital"),
        ("Industry", "company"),
        ("SME", "SME"),
        ("Ministry / government department", ""),
        ("Ministerium", "ministry"),
        ("Ministère de la santé", "ministry"),
        ("Funder", "funding agency"),
        ("Förderorganisation", "funding agency"),
        ("Research funding organisation", "funding agency"),
        ("Patients' organisation", "patient organisation"),
        ("Association de patients", "patient organisation"),
        ("NGO", "other"),
        ("Non-governmental organisation", "other"),
        ("Centro de investigación", "research organisation"),
        ("Istituto di ricerca", "research organisation"),
        ("Stiftung", "foundation"),
        ("University or hospital", ""),
        ("Academia", ""),
        ("a university " * 50, ""),
        ("Something else", ""),
        ("", ""),
    ],
)
def test_organisation_types(free: str, kind: str) -> None:
    assert organisation_type(free) == kind


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Organizer", "organiser"),
        ("Co-organizer", "organiser"),
        ("Organisateur", "organiser"),
        ("Host", "organiser"),
        ("Referent/in", "speaker"),
        ("Moderador", "speaker"),
        ("Teilnehmer/in", "participant"),
        ("Asistente", "participant"),
        ("Boss", ""),
    ],
)
def test_roles(word: str, kind: str) -> None:
    assert role(word) == kind


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("1h 2m 3s", "62"),
        ("1h 2m 30s", "63"),
        ("29s", "0"),
        ("1 Std. 2 Min. 3 Sek.", "62"),
        ("1 h 2 min", "62"),
        ("1 ora 2 minuti", "62"),
        ("12 mins", "12"),
        ("0:59:30", "60"),
        ("57", "57"),
        ("--", ""),
        ("", ""),
        ("2 apples", "2 apples"),
        (Decimal(12), Decimal(12)),
        ("1" * 60_000, "1" * 60_000),
        (f"{'1' * 5_000}:00:00", f"{'1' * 5_000}:00:00"),
    ],
    ids=lambda cell: str(cell)[:30],
)
def test_minutes(cell: Cell, minutes: Cell) -> None:
    assert c.minutes(cell) == minutes


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("Mar 22, 2025 7:13 PM", "mdy", date(2025, 3, 22)),
        ("Tue, Jul 14, 2026", "", date(2026, 7, 14)),
        ("08/09/2026 10:45:00 AM", "mdy", date(2026, 8, 9)),
        ("08/09/2026 10:45:00", "dmy", date(2026, 9, 8)),
        ("08/09/2026 10:45:00", "", None),
        ("08/08/2026", "", date(2026, 8, 8)),
        ("26/11/25, 16:16", "mdy", date(2025, 11, 26)),
        ("06.10.26, 18:01:00", "", date(2026, 10, 6)),
        ("2026-03-31 10:00", "", date(2026, 3, 31)),
        ("2026-13-31", "", None),
        ("31.02.2026", "", None),
        ("no day", "", None),
        ("", "", None),
    ],
)
def test_days(text: str, order: str, day: date | None) -> None:
    assert day_in(text, order) == day


def test_sums_are_known_where_all_numbers_are() -> None:
    assert c.total("1,234", Decimal(6), "10") == "1250"
    assert c.total("1", "") == ""
    assert c.total("1.5", "2") == ""


def test_text_is_decoded_and_mathematics_stays() -> None:
    assert c.decoded("<p>a &lt; b</p><p>c &amp;amp; d</p>") == "a < b\nc &amp; d"
    assert c.decoded("&lt;br/&gt;a <strong class='x'>bold</strong> x<y and y>z") == "a bold x<y and y>z"


def test_a_stream_is_read_no_further_than_needed() -> None:
    def read() -> Iterator[tuple[int, list[list[Cell]]]]:
        header: list[Cell] = ["call_id", "name"]
        row: list[Cell] = ["C1", "One"]
        yield 1, [header, *([row] * 100)]
        raise AssertionError("the second chunk was asked for")

    assert only(recognise([Sheet("", read)])).format == "call template"
