"""What a workbook hides and merges."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
import xlwt

from lib.ingest.readers import layout
from lib.ingest.readers.cells import Sheet
from lib.ingest.readers.layout import Block
from tests.ingest.readers.made_files import Table, opened, refused, rows_of

#: A title over all columns, a header, and rows in which countries are merged, and a remark over two columns.
TABLE: Table = [
    ["Mapping 2024", None, None],
    ["country", "name", "level"],
    ["DE", "A", "national"],
    [None, "B", None],
    [None, None, None],
    ["FR", "closed", None],
    ["Total of France", None, None],
]
MERGED = [(1, 1, 1, 3), (3, 5, 1, 1), (6, 6, 2, 3), (7, 7, 1, 3)]
HIDDEN_ROWS = (4, 6)


def as_xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in TABLE:
        sheet.append(row)
    for first, last, left, right in MERGED:
        sheet.merge_cells(start_row=first, end_row=last, start_column=left, end_column=right)
    for row in HIDDEN_ROWS:
        sheet.row_dimensions[row].hidden = True
    # A column that is hidden is none of its rows.
    sheet.column_dimensions["C"].hidden = True
    other: Any = book.create_sheet("Old")
    other.append(["a"])
    other.sheet_state = "hidden"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def as_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet")
    within = {(row, column) for a, b, c, d in MERGED for row in range(a, b + 1) for column in range(c, d + 1)}
    for first, last, left, right in MERGED:
        sheet.write_merge(first - 1, last - 1, left - 1, right - 1, TABLE[first - 1][left - 1])
    for number, row in enumerate(TABLE, start=1):
        for column, cell in enumerate(row, start=1):
            if (number, column) not in within and cell is not None:
                sheet.write(number - 1, column - 1, cell)
    for number in HIDDEN_ROWS:
        sheet.row(number - 1).hidden = True
    other = book.add_sheet("Old")
    other.write(0, 0, "a")
    other.visibility = 1
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.fixture(params=[as_xlsx, as_xls])
def sheets(request: pytest.FixtureRequest) -> list[Sheet]:
    return opened(request.param())


def test_merged_cells_are_filled_below_and_beside_others(sheets: list[Sheet]) -> None:
    assert rows_of(sheets[0]) == [
        ["Mapping 2024"],
        ["country", "name", "level"],
        ["DE", "A", "national"],
        ["DE", "B"],
        [],
        ["FR", "closed", "closed"],
        ["Total of France"],
    ]
    assert sheets[0].layout.merged == tuple(Block(*block) for block in MERGED)
    assert [str(block) for block in sheets[0].layout.merged][1:3] == ["A3:A5", "B6:C6"]


def test_what_is_hidden_is_known(sheets: list[Sheet]) -> None:
    shown, old = (sheet.layout for sheet in sheets)
    assert (shown.hidden, shown.hidden_rows, shown.first_hidden) == (False, 2, 4)
    assert (old.hidden, old.hidden_rows, old.first_hidden) == (True, 0, 0)


@pytest.mark.parametrize("piece", [1, 50, 333])
def test_a_layout_is_found_across_pieces(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr(layout, "_PIECE", piece)
    found = opened(as_xlsx())[0].layout
    assert (found.hidden_rows, len(found.merged)) == (2, len(MERGED))


def test_more_merged_cells_than_any_table_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "MOST_MERGED", 3)
    refused(as_xlsx(), "more than 3 merged blocks")


def test_columns_by_letters() -> None:
    assert str(Block(1, 2, 26, 703)) == "Z1:AAA2"
    assert layout._column(b"AAA") == 703
