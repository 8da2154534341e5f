"""ODS workbooks as sheets of typed cells. Formulas count as the values they had when they were saved.

calamine reads them too, but holds a sheet in memory as a whole, takes errors for empty cells, and does not say what is
hidden or merged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import IO
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from defusedxml.ElementTree import iterparse

from lib.ingest.readers.archives import checked_members
from lib.ingest.readers.cells import MOST_COLUMNS, Cell, NoValue, Opener, Sheet, translate_errors
from lib.ingest.readers.layout import Block, Layout, LayoutFinder
from lib.ingest.readers.source import UnreadableFileError
from lib.ingest.readers.typed_cells import (
    NumberedRows,
    WorkbookSheet,
    day_or_moment,
    duration,
    filled_sheets,
    row_of,
    yes_or_no,
)
from lib.ingest.readers.visible_text import visible
from lib.ingest.readers.xml_rows import RowByRow

_OFFICE, _TABLE, _TEXT, _STYLE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text", "style")
)
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_SHEET, _ROW = f"{_TABLE}table", f"{_TABLE}table-row"
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_MANIFEST = "META-INF/manifest.xml"
_NUMBERS = frozenset({"float", "percentage", "currency"})
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?")


def ods_sheets(open_: Opener, size: int, label: str, prefix: str = "") -> list[Sheet]:
    """The sheets of an ODS workbook that hold anything, hidden ones too. Arguments as for xlsx_sheets.

    Raises:
        UnreadableFileError: damaged, protected, or unsafe to unpack.
    """
    with translate_errors(label), open_() as stream, ZipFile(stream) as archive:
        checked_members(archive, size, label)
        if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read(
            "META-INF/manifest.xml"
        ):
            raise UnreadableFileError(f"{label}: is protected with a password; save it without one")
        with archive.open("content.xml") as content:
            layouts = _layouts(content, label)
    sheets = [
        WorkbookSheet(name, partial(_rows, open_, place, f"{label} / {name}"), partial(_same, layout))
        for place, (name, layout) in enumerate(layouts)
    ]
    return filled_sheets(sheets, prefix, label, "ODS")


def _same(layout: Layout) -> Layout:
    return layout


def _layouts(content: IO[bytes], label: str) -> list[tuple[str, Layout]]:
    """Names and layouts of the sheets."""
    found: list[tuple[str, LayoutFinder]] = []
    for place, name, hidden, number, row in _each_row(content, label):
        if place == len(found):
            found.append((name, LayoutFinder(hidden)))
        if row is None:
            continue
        layout = found[-1][1]
        if row.get(f"{_TABLE}visibility", "visible") != "visible" and any(cell != "" for cell in _cells(row).values()):
            for repeated in range(min(_times(row, "rows"), 1_000)):
                layout.hide_row(number + repeated)
        for column, cell in _placed(row):
            rows, columns = (int(cell.get(f"{_TABLE}number-{kind}-spanned", 1)) for kind in ("rows", "columns"))
            if rows > 1 or columns > 1:
                layout.merge(Block(number, number + rows - 1, column, column + columns - 1))
    return [(name, finder.layout()) for name, finder in found]


def _rows(open_: Opener, place: int, label: str) -> NumberedRows:
    with open_() as stream, ZipFile(stream) as archive, archive.open("content.xml") as content:
        for sheet, _, _, number, row in _each_row(content, label):
            if sheet > place:
                return
            if sheet < place or row is None:
                continue
            if cells := row_of(_cells(row)):
                for repeated in range(_times(row, "rows")):
                    yield number + repeated, list(cells)


def _each_row(content: IO[bytes], label: str) -> Iterator[tuple[int, str, bool, int, Element | None]]:
    """The rows of all sheets: place and name of the sheet, whether it is hidden, the row's number and its XML.

    Each sheet begins with no row, so that those without any are there too.
    """
    source = RowByRow(content, label)
    place, name, hidden, number = -1, "", False, 1
    hidden_styles: set[str] = set()
    style = ""
    within: list[Element] = []
    # Rows that are open: looking for one among many elements within each other would take their number squared.
    rows = 0
    for event, element in iterparse(source, events=("start", "end")):
        if event == "start":
            if element.tag == f"{_STYLE}style":
                style = element.get(f"{_STYLE}name", "")
            rows += element.tag == _ROW
            if element.tag == _SHEET:
                place, name, number = place + 1, element.get(f"{_TABLE}name", ""), 1
                hidden = element.get(f"{_TABLE}style-name", "") in hidden_styles
                yield place, name, hidden, number, None
            within.append(element)
            continue
        within.pop()
        rows -= element.tag == _ROW
        if element.tag == f"{_STYLE}table-properties" and element.get(f"{_TABLE}display") == "false":
            hidden_styles.add(style)
        if element.tag == _ROW:
            yield place, name, hidden, number, element
            number += _times(element, "rows")
        if element.tag == _ROW or not rows:
            source.row_ends()
            element.clear()
            # Its parent would keep it, empty as it is.
            if within:
                within[-1].clear()
    source.skip_to_end()


def _times(element: Element, kind: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{kind}-repeated", 1)))


def _placed(row: Element) -> Iterator[tuple[int, Element]]:
    """The cells of a row with their columns; those that repeat in each of them."""
    column = 1
    for cell in row:
        if cell.tag in _CELLS:
            times = _times(cell, "columns")
            # The last cell of a row is repeated to the end of the sheet.
            for repeated in range(times if times <= MOST_COLUMNS or len(cell) else 0):
                if column + repeated > MOST_COLUMNS + 1:
                    break
                yield column + repeated, cell
            column += times


def _cells(row: Element) -> dict[int, Cell]:
    return {column: _cell(cell) for column, cell in _placed(row)}


def _cell(cell: Element) -> Cell:
    kind = cell.get(f"{_OFFICE}value-type", "")
    if cell.get(f"{_CALC}value-type") == "error":
        return NoValue(_text(cell) or "#N/A")
    if kind in _NUMBERS:
        return _number(cell.get(f"{_OFFICE}value", ""))
    if kind == "date":
        return day_or_moment(datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", "").removesuffix("Z")))
    if kind == "time":
        return _time(cell.get(f"{_OFFICE}time-value", ""))
    if kind == "boolean":
        return yes_or_no(cell.get(f"{_OFFICE}boolean-value") == "true")
    text = cell.get(f"{_OFFICE}string-value") or _text(cell)
    formula = cell.get(f"{_TABLE}formula")
    return NoValue(f"={formula[:80]}") if formula is not None and not kind and not text else visible(text)


def _number(text: str) -> Cell:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return NoValue("#VALUE!")
    return number if number.is_finite() else NoValue("#NUM!")


def _time(text: str) -> Cell:
    """A time of day as 09:30:00, as of XLSX; a longer duration as hours, minutes and seconds."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return NoValue("#VALUE!")
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups()[1:])
    whole = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    shown = duration(-whole if found[1] else whole)
    return shown.zfill(8) if not found[1] and whole < timedelta(days=1) else shown


def _text(cell: Element) -> str:
    """The paragraphs of a cell; remarks on it are not its text."""
    return "\n".join(_inner(part) for part in cell if part.tag == f"{_TEXT}p")


def _inner(element: Element) -> str:
    pieces = [element.text or ""]
    for part in element:
        if part.tag == f"{_TEXT}s":
            pieces.append(" " * min(int(part.get(f"{_TEXT}c", 1)), 1_000))
        elif part.tag == f"{_TEXT}tab":
            pieces.append("\t")
        elif part.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        else:
            pieces.append(_inner(part))
        pieces.append(part.tail or "")
    return "".join(pieces)
