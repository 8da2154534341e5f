"""Sheets with several tables, and headers in two rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from lib.entities.call import Call
from lib.entities.event import Event
from lib.ingest.formats import blocks
from lib.ingest.formats.blocks import parts_of
from lib.ingest.formats.recognise import recognise
from lib.ingest.readers.cells import Cell, Sheet
from lib.ingest.upload import prepare
from lib.services.actors import operator
from tests.ingest.checks.reports import rows
from tests.ingest.files.samples import workbook_file

EVENTS: list[list[Cell]] = [["event_id", "name", "start_date"], ["E1", "One", date(2024, 5, 2)]]
CALLS: list[list[Cell]] = [["call_id", "name", "opened"], ["C1", "First", date(2024, 1, 2)]]


def sheet(table: list[list[Cell]], name: str = "Sheet") -> Sheet:
    def read() -> object:
        for first in range(0, len(table), 2):
            yield first + 1, table[first : first + 2]

    return Sheet(name, read)  # type: ignore[arg-type]


def all_rows(part: Sheet) -> list[list[Cell]]:
    found: list[list[Cell]] = []
    for number, chunk in part.read():
        assert number == len(found) + 1
        found += chunk
    return found


def test_tables_below_each_other() -> None:
    table = [["Events and calls"], *EVENTS, [], *CALLS, [], ["Total", "", "1"], [], *EVENTS[:1], ["E2", "Two"]]
    first, second = parts_of(sheet(table))
    assert (first.name, all_rows(first)) == ("Sheet", table[:4])
    # The same names again go on with what stands above them, as on the next page of a print.
    assert (second.name, all_rows(second)) == ("Sheet, from row 5", [[]] * 4 + table[4:])
    assert parts_of(sheet([*EVENTS, [], *CALLS], ""))[1].name == "from row 4"


def test_tables_side_by_side() -> None:
    table = [[*event, "", *call] for event, call in zip(EVENTS, CALLS, strict=True)]
    first, second = parts_of(sheet(table))
    assert (first.name, all_rows(first)) == ("Sheet", EVENTS)
    assert (second.name, all_rows(second)) == ("Sheet, columns E to G", CALLS)


@pytest.mark.parametrize(
    "table",
    [
        EVENTS,
        [*EVENTS, [], ["E2", "Two", ""]],
        [*EVENTS, *CALLS],
        [["event_id", "name", "", "city", "country"], ["E1", "One", "", "Rome", "IT"]],
        [["event_id", "name", "", "call_id", "name"], ["E1", "One", "between", "C1", "First"]],
    ],
)
def test_one_table_stays_one(table: list[list[Cell]]) -> None:
    whole = sheet(table)
    assert parts_of(whole) == [whole]


def test_a_table_far_below_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_LOOKED_AT", 2)
    assert len(parts_of(sheet([*EVENTS, [], *CALLS]))) == 1


def test_both_tables_are_loaded(engine: Engine) -> None:
    below = workbook_file("below.xlsx", {"Sheet": [*EVENTS, [], *CALLS]})
    with prepare(engine, [below]) as ready:
        assert [table.where for table in ready.report.tables] == [
            "below.xlsx / Sheet",
            "below.xlsx / Sheet, from row 4",
        ]
        ready.load(operator("x"))
    assert rows(engine, Event, "event_id", "name") == [("E1", "One")]
    assert rows(engine, Call, "call_id", "name") == [("C1", "First")]


@pytest.mark.parametrize(
    ("groups", "names", "row", "header"),
    [
        (
            ["Programme", "", "", "Budget", ""],
            ["programme_id", "name", "land", "total (EUR)", "PM share"],
            ["P1", "A", "DE", Decimal(5), Decimal("0.5")],
            ("programme_id", "name", "Programme land", "Budget total (EUR)", "PM share"),
        ),
        # As merged cells are read.
        (
            ["Who", "Who", "2023", "2023", "2024", "2024"],
            ["key", "name", "total", "spent", "total", "spent"],
            ["A", "B", Decimal(1), Decimal(2), Decimal(3), Decimal(4)],
            ("Who key", "name", "2023 total", "2023 spent", "2024 total", "2024 spent"),
        ),
        (["Project", "", "Note"], ["Alpha", "first", "x"], ["Beta", "second", "y"], ("Project", "", "Note")),
        (["Project", "Amount"], ["Alpha", Decimal(1)], ["Beta", Decimal(2)], ("Project", "Amount")),
    ],
)
def test_a_header_in_two_rows(groups: list[Cell], names: list[Cell], row: list[Cell], header: tuple[str, ...]) -> None:
    (table,) = recognise([sheet([["Title"], groups, names, row])])
    assert table.header == header
    assert table.header_row == (2 if header[0] == groups[0] else 3)
