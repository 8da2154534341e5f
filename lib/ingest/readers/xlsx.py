"""XLSX workbooks as sheets of typed cells. Formulas count as the values they had when they were saved."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import IO, Any
from xml.etree.ElementTree import Element
from zipfile import ZipFile

import openpyxl
from defusedxml.ElementTree import iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._reader import DATA_TAG, FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import ARC_STYLE, SHARED_STRINGS

from lib.ingest.readers.archives import checked_members
from lib.ingest.readers.cells import Cell, NoValue, Opener, Sheet, translate_errors
from lib.ingest.readers.layout import Layout, layout_of_xml
from lib.ingest.readers.source import UnreadableFileError
from lib.ingest.readers.typed_cells import (
    NumberedRows,
    WorkbookSheet,
    day_or_moment,
    duration,
    exact_number,
    filled_sheets,
    row_of,
    yes_or_no,
)
from lib.ingest.readers.xlsx_parts import DateStyles, Parts, SharedTexts
from lib.ingest.readers.xml_rows import RowByRow

if openpyxl.LXML or not openpyxl.DEFUSEDXML:
    raise ImportError("openpyxl reads XML without defusedxml; unset OPENPYXL_DEFUSEDXML and import lib before openpyxl")

# openpyxl warns of what it leaves out, such as colours: nothing that the file's owner could use.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")

#: Excel's own limit. Rows beyond it, even empty ones, would be kept by the XML reader.
_LAST_ROW = 1_048_576
# How XLSX writes white space that XML would change.
_ESCAPED_SPACE = re.compile("_x000([9ADad])_")


@dataclass(frozen=True)
class _Xlsx:
    """What all sheets of an XLSX workbook share, and where they are.

    Args:
        members: name of a sheet, of the zip's member that holds it, and whether the sheet is hidden.
        texts: the workbook's distinct texts, to which cells refer.
        epoch: the day from which dates count.
        dates, durations: numbers of the styles that make a number a date (a time, a duration), or a duration.
    """

    members: list[tuple[str, str, bool]]
    texts: list[str]
    epoch: datetime
    dates: set[int]
    durations: set[int]


def xlsx_sheets(open_: Opener, size: int, label: str, prefix: str = "") -> list[Sheet]:
    """The sheets of an XLSX workbook that hold anything, hidden ones too.

    Args:
        open_: gives the file's bytes, seekable.
        size: their number.
        label: the file's name, for messages.
        prefix: goes before the sheets' names.

    Raises:
        UnreadableFileError: damaged, protected, or unsafe to unpack.
    """
    with translate_errors(label), open_() as stream:
        book = _open_xlsx(stream, size, label)
    sheets = [
        WorkbookSheet(
            name, partial(_xlsx_rows, open_, book, member, f"{label} / {name}"), partial(_layout, open_, member, hidden)
        )
        for name, member, hidden in book.members
    ]
    return filled_sheets(sheets, prefix, label, "XLSX")


def _open_xlsx(stream: IO[bytes], size: int, label: str) -> _Xlsx:
    # The steps of openpyxl.load_workbook that cells depend on. The others (properties, themes, drawings, the sheets'
    # measures) could fail or take memory for nothing, and so could its own reading of texts and styles. Some are
    # private to openpyxl: test_openpyxl.py fails where a release changes them.
    reader = ExcelReader(stream, read_only=True, data_only=True, keep_links=False)
    texts, styles = SharedTexts(label), DateStyles(label)
    with Parts(stream, label) as archive:
        checked_members(archive, size, label)
        reader.archive = archive
        reader.read_manifest()
        part = reader.package.find(SHARED_STRINGS)
        if part is not None:
            archive.stream(part.PartName[1:], texts)
        reader.read_workbook()
        if ARC_STYLE in reader.valid_files:
            archive.stream(ARC_STYLE, styles)
        members = [
            (sheet.name, rel.target, sheet.state != "visible")
            for sheet, rel in reader.parser.find_sheets()
            if _is_worksheet(rel.Type)
        ]
    return _Xlsx(members, texts.texts, reader.wb.epoch, styles.dates, styles.durations)


def _is_worksheet(relation: str) -> bool:
    """Not a chart or a dialogue on a sheet of its own."""
    return relation.endswith("/worksheet")


def _layout(open_: Opener, member: str, hidden: bool) -> Layout:
    with open_() as stream, ZipFile(stream) as archive, archive.open(member) as xml:
        return layout_of_xml(xml, hidden)


def _xlsx_rows(open_: Opener, book: _Xlsx, member: str, label: str) -> NumberedRows:
    with open_() as stream, ZipFile(stream) as archive, archive.open(member) as xml:
        source = RowByRow(xml, label)
        parser = WorkSheetParser(source, book.texts, True, book.epoch, book.dates, book.durations)
        before = 0
        for _, element in iterparse(source):
            if element.tag == ROW_TAG:
                number, parsed = parser.parse_row(element)
                cells = {cell["column"]: _xlsx_cell(cell, xml) for cell, xml in zip(parsed, element, strict=True)}
                element.clear()
                parser.row_dimensions.clear()
                source.row_ends()
                if not before < number <= _LAST_ROW:
                    raise UnreadableFileError(
                        f"{label}: row {number} follows row {before}; expected rows in order up to {_LAST_ROW}; "
                        "save the workbook again in Excel"
                    )
                before = number
                if row := row_of(cells):
                    yield number, row
            elif element.tag == DATA_TAG:
                break
            elif element.tag.endswith("}row"):
                raise UnreadableFileError(
                    f"{label}: is saved as Strict Open XML; save it as an ordinary Excel workbook (XLSX)"
                )
        source.skip_to_end()


def _xlsx_cell(cell: dict[str, Any], xml: Element) -> Cell:
    value = cell["value"]
    if value is None:
        return _without_value(cell, xml) if len(xml) else ""
    if cell["data_type"] == "e":
        return NoValue(str(value))
    if isinstance(value, str):
        return _ESCAPED_SPACE.sub(lambda escaped: chr(int(escaped[1], 16)), value) if "_x000" in value else value
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, int | float):
        return exact_number(value)
    if isinstance(value, datetime):
        return day_or_moment(value)
    if isinstance(value, date):
        return value
    if isinstance(value, timedelta):
        return duration(value)
    return str(value)  # a time of day


def _without_value(cell: dict[str, Any], xml: Element) -> Cell:
    """An empty cell, or a formula without the value that spreadsheet programs save beside it; "" is a value."""
    formula = xml.find(FORMULA_TAG)
    return "" if formula is None or cell["data_type"] in ("s", "str") else NoValue(f"={(formula.text or '')[:80]}")
