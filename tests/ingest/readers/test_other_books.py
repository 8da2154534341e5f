"""ODS and XLSB as typed cells."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from lib.ingest.readers import xlsb as xlsb_reader
from lib.ingest.readers import xml_rows
from lib.ingest.readers.cells import NoValue
from lib.ingest.readers.layout import Block
from tests.ingest.readers.made_books import ods, ods_table, ods_text, xlsb, xlsb_row
from tests.ingest.readers.made_files import only, opened, read, refused, rezipped, rows_of, zipped


def shown(content: bytes) -> list[str]:
    return [cell.shown for row in read(content) for cell in row if isinstance(cell, NoValue)]


def valued(kind: str, name: str, value: str, attributes: str = "") -> str:
    """A cell whose value is other than its text."""
    shown = f'office:value-type="{kind}" office:{name}="{value}" {attributes}'
    return f"<table:table-cell {shown}><text:p>as shown</text:p></table:table-cell>"


def test_cells_of_ods() -> None:
    remark = "<office:annotation><text:p>remark</text:p></office:annotation>"
    texts = '<text:p>one <text:span>two</text:span><text:s text:c="2"/>three</text:p><text:p>four</text:p>'
    cells = (
        ods_text("a & b"),
        f'<table:table-cell office:value-type="string">{remark}{texts}</table:table-cell>',
        valued("float", "value", "0.1"),
        valued("currency", "value", "1250000"),
        valued("percentage", "value", "0.5"),
        valued("date", "date-value", "2024-03-14"),
        valued("date", "date-value", "2024-03-14T09:30:00"),
        valued("time", "time-value", "PT09H30M00S"),
        valued("time", "time-value", "PT26H05M00S"),
        valued("boolean", "boolean-value", "true"),
        valued("float", "value", "7", 'table:number-columns-repeated="2"'),
        '<table:table-cell table:number-columns-repeated="16000"/>',
    )
    content = ods(f"<table:table-row>{''.join(cells)}</table:table-row>")
    assert only(content).properties == {"kind": "ODS"}
    assert read(content) == [
        [
            *("a & b", "one two  three\nfour", Decimal("0.1"), Decimal(1250000), Decimal("0.5")),
            *(date(2024, 3, 14), datetime(2024, 3, 14, 9, 30), "09:30:00", "26:05:00", "yes", Decimal(7), Decimal(7)),
        ]
    ]


def test_errors_and_formulas_of_ods() -> None:
    error = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    )
    open_ = '<table:table-cell table:formula="of:=[.A1]"/>'
    content = ods(f"<table:table-row>{ods_text('x')}{error}{open_}</table:table-row>")
    assert read(content) == [["x", "", ""]]
    assert shown(content) == ["#N/A", "=of:=[.A1]"]


def test_rows_of_ods_that_repeat_are_hidden_or_merged() -> None:
    span = 'table:number-rows-spanned="2" table:number-columns-spanned="1"'
    rows = (
        "<table:table-header-rows><table:table-row><table:table-cell/></table:table-row></table:table-header-rows>"
        f"<table:table-row>{ods_text('DE', span)}{ods_text('a')}</table:table-row>"
        f'<table:table-row table:visibility="filter"><table:covered-table-cell/>{ods_text("b")}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{ods_text("c")}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048570" table:visibility="collapse"><table:table-cell/>'
        "</table:table-row>"
    )
    sheet = only(ods(rows))
    assert rows_of(sheet) == [[], ["DE", "a"], ["DE", "b"], ["c"], ["c"]]
    assert (sheet.layout.hidden_rows, sheet.layout.first_hidden) == (1, 3)
    assert sheet.layout.merged == (Block(2, 3, 1, 1),)


def test_sheets_of_ods() -> None:
    style = (
        '<style:style style:name="ta1"><style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    )
    before = (
        '<table:table table:name="Empty"/><table:table table:name="Old" table:style-name="ta2"><table:table-row>'
        f"{ods_text('old')}</table:table-row></table:table>"
    )
    found = opened(ods(f"<table:table-row>{ods_text('new')}</table:table-row>", before, style))
    assert [(sheet.name, sheet.layout.hidden, rows_of(sheet)) for sheet in found] == [
        ("Old", True, [["old"]]),
        ("One", False, [["new"]]),
    ]


def test_ods_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    locked = {"mimetype": b"x", "content.xml": b"\0", "META-INF/manifest.xml": b"<manifest:encryption-data/>"}
    refused(zipped(locked), "password")
    refused(
        ods('<table:table-row table:number-rows-repeated="1000002">' + ods_text("x") + "</table:table-row>"), "rows"
    )
    wide = '<table:table-row><table:table-cell office:value-type="float" office:value="1" '
    refused(ods(f'{wide} table:number-columns-repeated="2000"/>{ods_text("x")}</table:table-row>'), "2,001 cells")
    refused(ods("<table:table-row><!-- -->&laughs;</table:table-row>"), "damaged")
    monkeypatch.setattr(xml_rows, "_LONGEST_ROW", 100_000)
    assert len(read(ods_table([["x"]] * 5_000))) == 5_000
    refused(ods(f"<table:table-row>{'<table:table-cell/>' * 10_000}</table:table-row>"), "row of more than")


def test_xlsb() -> None:
    rows = xlsb_row(1, "country", "name") + xlsb_row(3, "DE", 0.1, b"\x2a") + xlsb_row(4, "", 5.0, hidden=True)
    sheet = only(xlsb(rows, 4, [(3, 4, 1, 1)], hidden=True))
    assert sheet.name == "One"
    assert sheet.properties == {"kind": "XLSB"}
    assert rows_of(sheet) == [["country", "name"], [], ["DE", Decimal("0.1"), ""], ["DE", Decimal(5)]]
    assert shown(xlsb(rows, 4)) == ["#N/A"]
    assert sheet.layout.hidden
    assert (sheet.layout.hidden_rows, sheet.layout.first_hidden, sheet.layout.merged) == (1, 4, (Block(3, 4, 1, 1),))


def test_an_xlsb_that_is_too_large_or_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    content = xlsb(xlsb_row(1, "a"), 1)
    refused(rezipped(content, {"xl/worksheets/sheet1.bin": b"\x81\x01\xff"}), "damaged")
    refused(rezipped(content, {"xl/_rels/workbook.bin.rels": b"<Relationships/>"}), "damaged")
    monkeypatch.setattr(xlsb_reader, "MOST_BYTES", 100)
    refused(content, "binary workbook", "save it as XLSX or CSV")
