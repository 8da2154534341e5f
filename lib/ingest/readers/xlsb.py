"""XLSB workbooks as sheets of typed cells. Formulas count as the values they had when they were saved.

calamine reads the cells and holds a sheet in memory as a whole, hence the limit. What it leaves out is read here from
the sheets' records: errors, which it takes for empty cells, and what is hidden and merged.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from typing import IO, Any
from zipfile import ZipFile

from defusedxml.ElementTree import parse
from python_calamine import CalamineWorkbook

from lib.ingest.readers import typed_cells
from lib.ingest.readers.archives import checked_members
from lib.ingest.readers.cells import Cell, NoValue, Opener, Sheet, translate_errors
from lib.ingest.readers.layout import Block, Layout, LayoutFinder
from lib.ingest.readers.source import MOST_BYTES, UnreadableFileError
from lib.ingest.readers.visible_text import visible

_ROW, _CELL_ERROR, _FORMULA_ERROR, _SHEET, _MERGED = 0, 3, 11, 156, 176
#: The bit of a row's record that says that it is hidden, and the byte that has it.
_HIDDEN_BYTE, _HIDDEN = 11, 0x10
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_RELATIONS = "xl/_rels/workbook.bin.rels"


def xlsb_sheets(open_: Opener, size: int, label: str, prefix: str = "") -> list[Sheet]:
    """The sheets of an XLSB workbook that hold anything, hidden ones too. Arguments as for xlsx_sheets.

    Raises:
        UnreadableFileError: damaged, too large, or unsafe to unpack.
    """
    with translate_errors(label):
        with open_() as stream, ZipFile(stream) as archive:
            members = checked_members(archive, size, label)
            if sum(info.file_size for info in members) > MOST_BYTES:
                raise UnreadableFileError(
                    f"{label}: unpacks to more than {MOST_BYTES // 1024**2} MB, the most of a binary workbook (XLSB); "
                    "save it as XLSX or CSV"
                )
            parts = _parts(archive)
        with _opened(open_) as book:
            names = [sheet.name for sheet in book.sheets_metadata]
    sheets = [
        typed_cells.WorkbookSheet(
            name, partial(_rows, open_, place, parts[name][0]), partial(_layout, open_, *parts[name])
        )
        for place, name in enumerate(names)
        if name in parts
    ]
    return typed_cells.filled_sheets(sheets, prefix, label, "XLSB")


@contextmanager
def _opened(open_: Opener) -> Iterator[CalamineWorkbook]:
    """Open a workbook; where calamine panics on a damaged one, it is an error like others."""
    try:
        with open_() as stream, CalamineWorkbook.from_filelike(stream) as book:
            yield book
    except BaseException as error:
        # A panic is no Exception, and its class can be imported from nowhere.
        if type(error).__module__ == "pyo3_runtime":
            raise ValueError(str(error)) from None
        raise


def _parts(archive: ZipFile) -> dict[str, tuple[str, bool]]:
    """For each sheet's name the member that holds it, and whether it is hidden."""
    with archive.open(_RELATIONS) as relations:
        targets = {relation.get("Id"): relation.get("Target", "") for relation in parse(relations).getroot()}
    parts = {}
    with archive.open("xl/workbook.bin") as book:
        for kind, data in _records(book):
            if kind == _SHEET:
                relation, end = _wide_text(data, 8)
                name, _ = _wide_text(data, end)
                target = targets.get(relation, "")
                parts[name] = (target.lstrip("/") if target.startswith("/") else f"xl/{target}", data[0] != 0)
    return parts


def _records(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The records of a binary part: number of its kind, and its bytes."""
    content = stream.read()
    place = 0
    while place < len(content):
        kind = content[place]
        place += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | content[place] << 7
            place += 1
        length = shift = 0
        more = True
        while more:
            byte = content[place]
            place += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            more = bool(byte & 0x80)
        yield kind, content[place : place + length]
        place += length


def _wide_text(data: bytes, place: int) -> tuple[str, int]:
    """A text within a record, and where it ends."""
    (length,) = struct.unpack_from("<I", data, place)
    end = place + 4 + 2 * length
    return data[place + 4 : end].decode("utf-16-le"), end


def _part_records(open_: Opener, part: str) -> Iterator[tuple[int, int, bytes]]:
    """The records of a sheet, each with the number of the row that it is in."""
    row = 0
    with open_() as stream, ZipFile(stream) as archive, archive.open(part) as sheet:
        for kind, data in _records(sheet):
            if kind == _ROW:
                row = int(struct.unpack_from("<I", data)[0]) + 1
            yield row, kind, data


def _layout(open_: Opener, part: str, hidden: bool) -> Layout:
    found = LayoutFinder(hidden)
    for row, kind, data in _part_records(open_, part):
        if kind == _ROW and data[_HIDDEN_BYTE] & _HIDDEN:
            found.hide_row(row)
        elif kind == _MERGED:
            first_row, last_row, first_column, last_column = struct.unpack_from("<4I", data)
            found.merge(Block(first_row + 1, last_row + 1, first_column + 1, last_column + 1))
    return found.layout()


def _rows(open_: Opener, place: int, part: str) -> typed_cells.NumberedRows:
    errors: dict[int, dict[int, Cell]] = {}
    for row, kind, data in _part_records(open_, part):
        if kind in (_CELL_ERROR, _FORMULA_ERROR):
            column = int(struct.unpack_from("<I", data)[0]) + 1
            errors.setdefault(row, {})[column] = NoValue(_ERRORS.get(data[8], "#VALUE!"))
    with _opened(open_) as book:
        cells = book.get_sheet_by_index(place).to_python(skip_empty_area=False)
    for number in range(1, max([len(cells), *errors]) + 1):
        values = cells[number - 1] if number <= len(cells) else []
        filled = {column: _cell(value) for column, value in enumerate(values, start=1)} | errors.get(number, {})
        if row_cells := typed_cells.row_of(filled):
            yield number, row_cells


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return visible(value.replace("\0", "\N{REPLACEMENT CHARACTER}"))
    if isinstance(value, bool):
        return typed_cells.yes_or_no(value)
    if isinstance(value, int | float):
        return typed_cells.exact_number(value)
    if isinstance(value, datetime):
        return typed_cells.day_or_moment(value)
    if isinstance(value, date):
        return value
    return typed_cells.duration(value) if isinstance(value, timedelta) else str(value)
