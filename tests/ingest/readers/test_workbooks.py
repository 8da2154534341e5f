"""XLSX and XLS as typed cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import openpyxl
import pytest

from lib.ingest.readers import xlsx_parts, xml_rows
from lib.ingest.readers.cells import NoValue
from lib.ingest.readers.source import UnreadableFileError
from tests.ingest.readers.made_files import (
    SHEET,
    STRINGS,
    Table,
    member_text,
    only,
    opened,
    read,
    refused,
    rezipped,
    rows_of,
    with_rows,
    xls,
    xlsx,
    zipped,
)

MOMENT = datetime(2024, 3, 14, 9, 30)


def shown(content: bytes) -> list[str]:
    """What stands in the cells that have no value."""
    return [cell.shown for row in read(content) for cell in row if isinstance(cell, NoValue)]


def test_cells_of_xlsx() -> None:
    row = [
        "text",
        0.1,
        5.0,
        123456789012345,
        -2.5e-7,
        True,
        False,
        date(2024, 3, 14),
        MOMENT,
        time(9, 30),
        None,
        " x ",
    ]
    sheet = only(xlsx({"Metrics": [row, [timedelta(hours=26, minutes=5), datetime(2024, 3, 14)]]}))
    assert sheet.name == "Metrics"
    assert sheet.properties == {"kind": "XLSX"}
    numbers = [Decimal("0.1"), Decimal(5), Decimal(123456789012345), Decimal("-2.5E-7")]
    assert rows_of(sheet) == [
        ["text", *numbers, "yes", "no", date(2024, 3, 14), MOMENT, "09:30:00", "", " x "],
        ["26:05:00", date(2024, 3, 14)],
    ]
    assert str(rows_of(sheet)[0][2]) == "5"


def test_cells_as_other_programs_write_them() -> None:
    written = (
        '<c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="str"><f>A1</f><v>shown</v></c><c r="D1"><f>1+1</f><v>2</v></c>'
        '<c r="E1" t="d"><v>2024-03-14T09:30:00</v></c><c r="F1"><v>1E400</v></c>'
        '<c r="G1"><v>0.10000000000000001</v></c>'
        '<c r="H1" t="inlineStr"><is><t>a_x000D_\nb</t></is></c><c r="I1" t="s"><v>1</v></c>'
        '<c r="J1" t="s"><v>0</v></c>'
        '<c r="K1"><f>A1</f></c><c r="L1"/>'
    )
    texts = "<si><t>shared</t></si><si><r><t>in </t></r><r><rPr><b/></rPr><t>parts</t></r></si>"
    row = ["", "", "shown", Decimal(2), MOMENT, "inf", Decimal("0.1"), "a\r\nb", "in parts", "shared", ""]
    content = with_rows(f'<row r="1">{written}</row>', texts)
    assert read(content) == [row]
    assert shown(content) == ["#N/A", "=A1"]
    refused(with_rows('<row r="1"><c r="A1" t="s"><v>2</v></c></row>', texts), "One", "damaged")
    assert read(with_rows("<row><c><v>1</v></c></row><row/><row><c/><c><v>3</v></c></row>")) == [
        [Decimal(1)],
        [],
        ["", Decimal(3)],
    ]


def test_the_1904_calendar() -> None:
    content = xlsx({"One": [[date(2024, 3, 14)]]})
    book = member_text(content, "xl/workbook.xml")
    of_1904, found = re.subn("<workbookPr ?/>", '<workbookPr date1904="1"/>', book)
    assert found == 1
    content = rezipped(content, {"xl/workbook.xml": of_1904.encode()})
    assert read(content) == [[date(2028, 3, 15)]]
    assert read(xls({"One": [[date(2024, 3, 14)]]}, epoch_1904=True)) == [[date(2024, 3, 14)]]


def test_dates_beyond_the_calendar() -> None:
    content = xlsx({"One": [[date(2024, 3, 14)]]})
    far = member_text(content, SHEET).replace("<v>45365</v>", "<v>99999999</v>")
    with pytest.warns(UserWarning, match="outside the limits"):
        assert read(rezipped(content, {SHEET: far.encode()})) == [[""]]


def test_sheets_of_a_workbook() -> None:
    def arrange(book: openpyxl.Workbook) -> None:
        book["Hidden"].sheet_state = "hidden"
        book["Very hidden"].sheet_state = "veryHidden"
        book.create_chartsheet("Chart")

    tables: dict[str, Table] = {
        "Empty": [],
        "Blank": [[None, ""]],
        "Hidden": [["a"]],
        "Very hidden": [["b"]],
        "Übersicht": [["c"]],
    }
    found = opened(xlsx(tables, arrange))
    assert [(sheet.name, rows_of(sheet)) for sheet in found] == [
        ("Hidden", [["a"]]),
        ("Very hidden", [["b"]]),
        ("Übersicht", [["c"]]),
    ]
    refused(xlsx({"Empty": []}), "holds no rows")


@pytest.mark.parametrize("write", [xlsx, xls])
def test_empty_rows_and_cells(write: Callable[[dict[str, Table]], bytes]) -> None:
    table = [[None], ["explained"], [], ["", "a", None, ""], [None, None], ["b"], [None, ""], [""]]
    assert read(write({"One": table})) == [[], ["explained"], [], ["", "a"], [], ["b"]]


def test_cells_of_xls() -> None:
    row = ["text", 0.1, 5, True, False, date(2024, 3, 14), MOMENT, time(9, 30), None, "ü"]
    sheet = only(xls({"Metrics": [["explained"], row]}))
    assert sheet.name == "Metrics"
    assert sheet.properties == {"kind": "XLS"}
    texts = ["yes", "no", date(2024, 3, 14), MOMENT, "09:30:00", "", "ü"]
    assert rows_of(sheet) == [["explained"], ["text", Decimal("0.1"), Decimal(5), *texts]]


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    content = xls({"One": [["a"]]})
    for damaged in (content, content[:-600], content + b"x"):
        with suppress(UnreadableFileError):
            read(damaged)
    assert capfd.readouterr() == ("", "")


def test_protected_workbooks_and_other_ole2_files() -> None:
    ole2 = xls({"One": [["a"]]})
    refused(ole2.replace("Workbook".encode("utf-16-le"), "Otherstr".encode("utf-16-le")), "no Excel workbook")
    refused(ole2 + "EncryptedPackage".encode("utf-16-le"), "password")


def test_strict_workbooks_are_refused_with_a_word() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    strict = (
        f'<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData>{rows}</sheetData></worksheet>'
    )
    refused(rezipped(xlsx({"One": [["a"]]}), {SHEET: strict.encode()}), "Strict")


def test_rows_out_of_order() -> None:
    refused(
        with_rows('<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'),
        "row 1 follows row 2",
    )


def test_openpyxl_reads_defused() -> None:
    assert openpyxl.DEFUSEDXML
    assert openpyxl.xml.functions.iterparse.__module__.startswith("defusedxml")
    assert openpyxl.xml.functions.fromstring.__module__.startswith("defusedxml")


@pytest.mark.parametrize(
    "part",
    [SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"],
)
def test_entities_are_refused(part: str) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    content = with_rows('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', "<si><t>a</t></si>")
    root = member_text(content, part).removeprefix("<?xml version='1.0' encoding='UTF-8'?>")
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>{root}'
    refused(rezipped(content, {part: bomb.encode()}), "EntitiesForbidden")


def test_parts_of_workbooks_that_unpack_to_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    content = with_rows('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', "<si><t>a</t></si><si/><si/>")
    monkeypatch.setattr(xlsx_parts, "MOST_TEXTS", 2)
    refused(content, "more than 2 different texts")
    monkeypatch.setattr(xlsx_parts, "MOST_STYLES", 0)
    monkeypatch.setattr(xlsx_parts, "MOST_TEXTS", 3)
    refused(content, "more than 0 styles")
    monkeypatch.setattr(xlsx_parts, "MOST_READ", 100)
    refused(content, "its part [Content_Types].xml unpacks to more than")
    monkeypatch.setattr(xlsx_parts, "MOST_READ", 10_000)
    monkeypatch.setattr(xlsx_parts, "MOST_STREAMED", 10)
    refused(content, "its part sharedStrings.xml unpacks to more than")


def test_a_row_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_rows, "_LONGEST_ROW", 100_000)
    assert len(read(with_rows("<row><c><v>1</v></c></row>" * 20_000))) == 20_000
    refused(with_rows(f"<row>{'<c/>' * 50_000}</row>"), "row of more than")
    refused(with_rows(f"<row><c><v>{'1' * 200_000}</v></c></row>"), "row of more than")


def test_a_changed_byte_in_a_stored_sheet_is_noticed() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx({"One": [["a", 4711]]}))) as archive:
        stored = zipped({name: archive.read(name) for name in archive.namelist()}, zipfile.ZIP_STORED)
    refused(stored.replace(b">4711<", b">4712<"), "damaged", "CRC")
