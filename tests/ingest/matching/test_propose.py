"""Columns are matched to fields by name and content."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lib.entities.registry import ENTITIES, SCHEMAS
from lib.ingest.matching import (
    fields_for,
    problems_of,
    propose,
)
from lib.ingest.readers.sheets import Cell
from tests.ingest.matching.sheets import PROSE, SHEETS, cells


@pytest.mark.parametrize("name", SHEETS)
def test_sheets_are_matched(name: str) -> None:
    header, rows, entity, columns = SHEETS[name]
    match = propose(header.split("|"), cells(rows))
    assert (match.entity, dict(match.columns)) == (entity, columns)
    assert problems_of(match, header.split("|"), given=("event_id", "channel", "call_id")) == []


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
        (["Budget (k€)"], "funding_eur", "Budget (k€)"),
        (["Fördersumme in Mio. EUR"], "funding_eur", "Fördersumme in Mio. EUR"),
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
    assert match.columns.keys() <= fields_for(match.entity).keys()
