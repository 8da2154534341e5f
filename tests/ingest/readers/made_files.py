"""Files as bytes, made for tests of the readers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.cell import WriteOnlyCell

from lib.ingest.readers.sheets import CHUNK, Cell, Sheet, open_sheets
from lib.ingest.readers.source import SourceFile, UnreadableFileError

Table = list[list[Any]]


def rows_of(sheet: Sheet) -> list[list[Cell]]:
    """All rows; the chunks' numbers must go on without a gap."""
    rows: list[list[Cell]] = []
    for number, chunk in sheet.read():
        assert number == len(rows) + 1
        assert 0 < len(chunk) <= CHUNK
        rows += chunk
    return rows


def opened(content: bytes, name: str = "file.bin", encoding: str = "") -> list[Sheet]:
    return open_sheets(SourceFile(name, content), {name: encoding})


def only(content: bytes, encoding: str = "") -> Sheet:
    (sheet,) = opened(content, encoding=encoding)
    return sheet


def read(content: bytes, encoding: str = "") -> list[list[Cell]]:
    return rows_of(only(content, encoding))


def read_all(content: bytes) -> list[list[Cell]]:
    """The rows of all sheets of a file."""
    return [row for sheet in opened(content) for row in rows_of(sheet)]


def refused(content: bytes, *said: str) -> None:
    """The file is refused with all of this said, when it is opened or while it is read."""
    with pytest.raises(UnreadableFileError) as refusal:
        read_all(content)
    for words in ("file.bin", *said):
        assert words in str(refusal.value)
    assert len(str(refusal.value)) < 400


def xlsx(tables: dict[str, Table], arrange: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    for title, rows in tables.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append([_as_written(page, value) for value in row])
    if arrange:
        arrange(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _as_written(page: Any, value: Any) -> Any:
    """Text stays text, even where it looks like a formula or an error."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(page, value)
    cell.data_type = "s"
    return cell


def xls(tables: dict[str, Table], epoch_1904: bool = False) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = epoch_1904
    day, moment = xlwt.easyxf(num_format_str="DD.MM.YYYY"), xlwt.easyxf(num_format_str="DD.MM.YYYY HH:MM:SS")
    clock = xlwt.easyxf(num_format_str="HH:MM:SS")
    for title, rows in tables.items():
        page = book.add_sheet(title)
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if isinstance(value, datetime):
                    page.write(y, x, value, moment)
                elif isinstance(value, date):
                    page.write(y, x, value, day)
                elif isinstance(value, time):
                    page.write(y, x, value, clock)
                elif value is not None:
                    page.write(y, x, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def rezipped(content: bytes, changed: dict[str, bytes]) -> bytes:
    """A zip with some members replaced or added."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return zipped(members | changed)


def member_text(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
STRINGS = "xl/sharedStrings.xml"


def with_rows(rows: str, texts: str = "") -> bytes:
    """A workbook whose only sheet has this XML as its rows, and shared texts, which openpyxl itself never writes."""
    content = xlsx({"One": [["a"]]})
    strings = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/{STRINGS}" ContentType="{strings}"/></Types>'
    changed = {
        SHEET: f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>",
        STRINGS: f"<sst {MAIN}>{texts}</sst>",
        "[Content_Types].xml": member_text(content, "[Content_Types].xml").replace("</Types>", override),
    }
    return rezipped(content, {name: xml.encode() for name, xml in changed.items()})
