"""JSON as rows: lists of objects, objects a line, and the grants of 360Giving."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from lib.ingest.readers import json_files
from lib.ingest.readers.sheets import CHUNK
from tests.ingest.readers.made_files import only, opened, read, refused, zipped

ROWS = [["event_id", "name"], ["J1", "One"], ["J2", "Two"]]
OBJECTS = [{"event_id": "J1", "name": "One"}, {"event_id": "J2", "name": "Two"}]
LINES = "\n".join(map(json.dumps, OBJECTS))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(OBJECTS),
        json.dumps(OBJECTS, indent=2),
        "\ufeff" + json.dumps(OBJECTS),
        LINES,
        LINES.replace("\n", "\r\n") + "\r\n",
        json.dumps({"about": {"source": "x"}, "tags": ["a"], "none": [], "events": OBJECTS}),
    ],
)
@pytest.mark.parametrize("piece", [1, 7, 1024])
def test_every_form_gives_the_same_rows(monkeypatch: pytest.MonkeyPatch, text: str, piece: int) -> None:
    monkeypatch.setattr(json_files, "_PIECE", piece)
    assert read(text.encode()) == ROWS
    assert read(text.encode("utf-16")) == ROWS
    assert only(text.encode()).properties == {"kind": "JSON"}


def test_a_list_within_an_object_too_long_to_be_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_files, "_PIECE", 40)
    monkeypatch.setattr(json_files, "_LONGEST_OBJECT", 80)
    text = json.dumps({"version": "1.1", "grants": OBJECTS * 20, "end": 1})
    assert read(text.encode()) == [ROWS[0], *ROWS[1:] * 20]
    refused(json.dumps([{"a": "x" * 200}]).encode(), "object 1 is damaged, cut off, or longer")


def test_cells_keep_their_kinds() -> None:
    text = (
        '[{"n": 0.10, "i": 12345678901234567890, "b": true, "z": null, "l": ["a", 2], "d": "2024-05-02"}, {"n": 1e400}]'
    )
    long, rounded = Decimal(12345678901234567890), Decimal("1e400")
    assert read(text.encode()) == [
        ["n", "i", "b", "z", "l", "d"],
        [Decimal("0.10"), long, "yes", "", "a;2", "2024-05-02"],
        [rounded, "", "", "", "", ""],
    ]


def test_objects_within_objects_are_columns() -> None:
    text = json.dumps([{"a": {"b": 1, "c": {"d": "x"}}}, {"a": {"b": 2}, "e": [{"f": "y"}, {"f": "z"}]}])
    assert read(text.encode()) == [
        ["a/b", "a/c/d", "e/0/f", "e/1/f"],
        [Decimal(1), "x", "", ""],
        [Decimal(2), "", "y", "z"],
    ]


def test_grants_of_360giving_have_the_titles_of_the_standard() -> None:
    grant = {
        "id": "360G-EX-001",
        "title": "Precision oncology",
        "currency": "GBP",
        "amountAwarded": 250000,
        "awardDate": "2023-04-01",
        "plannedDates": [{"startDate": "2023-06-01", "endDate": "2025-05-31"}],
        "recipientOrganization": [{"id": "GB-CHC-0001", "name": "University of Example"}],
        "fundingOrganization": [{"id": "GB-CHC-0002", "name": "Example Trust"}],
        "classifications": [{"title": "Health"}],
    }
    header, row = read(json.dumps({"grants": [grant]}).encode())
    assert header == [
        *("Identifier", "Title", "Currency", "Amount Awarded", "Award Date"),
        *("Planned Dates:Start Date", "Planned Dates:End Date", "Recipient Org:Identifier", "Recipient Org:Name"),
        *("Funding Org:Identifier", "Funding Org:Name", "classifications/0/title"),
    ]
    assert row[3:6] == [Decimal(250000), "2023-04-01", "2023-06-01"]


def test_rows_in_chunks() -> None:
    sheet = only(json.dumps([{"a": 1}] * (CHUNK + 5)).encode())
    assert [(number, len(rows)) for number, rows in sheet.read()] == [(1, CHUNK), (CHUNK + 1, 6)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"a": 1}, {"a": ', "object 2 is damaged"),
        ('[{"a": 1}, 2]', "item 2 of the list is no object"),
        ('[{"a": 1}', "object 1 is damaged"),
        ('{"a": 1', "damaged or cut off"),
        ("[]", "holds no rows"),
        ("{}", "holds no rows"),
        ('[{"a":' + "[" * 100_000, "damaged"),
        (json.dumps([{str(n): n for n in range(2_001)}]), "more members than the 2,000 columns"),
        (json.dumps([{"a": "x" * 100_001}]), "object 1 has a text of more than 100,000 characters"),
    ],
)
def test_what_holds_no_rows_is_refused(text: str, said: str) -> None:
    refused(text.encode(), said)


def test_json_in_a_zip() -> None:
    found = opened(zipped({"json/project.json": b'[{"id": "900100001"}]', "json/organization.json": b"[]"}))
    assert [sheet.name for sheet in found] == ["project.json"]


def test_csv_that_begins_with_brackets_is_csv() -> None:
    assert only(b"[id],[name]\n1,2\n").properties["kind"] == "CSV"
