"""Any file as sheets of rows: CSV of any dialect, workbooks (XLSX, XLSB, XLS, ODS), JSON, Parquet, and zips of these.

The kind is recognised from what a file holds, never from its name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal
from zipfile import ZipFile, is_zipfile

from lib.ingest.readers.archives import (
    TABLES,
    checked_members,
    member,
    member_in_memory,
    nested,
    shown_name,
    table_members,
)
from lib.ingest.readers.cells import Opener, Sheet, translate_errors
from lib.ingest.readers.csv_files import csv_sheet
from lib.ingest.readers.json_files import is_json, json_sheet
from lib.ingest.readers.ods import ods_sheets
from lib.ingest.readers.source import MOST_BYTES, SourceFile, UnreadableFileError
from lib.ingest.readers.xls import xls_sheets
from lib.ingest.readers.xlsb import xlsb_sheets
from lib.ingest.readers.xlsx import xlsx_sheets

_Workbook = Literal["XLSX", "XLSB", "XLS", "ODS"]
#: Readers of workbooks; each takes an opener, the number of bytes, the file's name and what goes before sheets' names.
_WORKBOOKS: dict[_Workbook, Callable[[Opener, int, str, str], list[Sheet]]] = {
    "XLSX": xlsx_sheets,
    "XLSB": xlsb_sheets,
    "XLS": xls_sheets,
    "ODS": ods_sheets,
}

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PARQUET = b"PAR1"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: First bytes of files that are sent by mistake, and what these are.
_OTHERS = {
    b"%PDF-": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"SQLite format 3": "a database",
    b"\x1f\x8b": "a packed file",
    b"7z\xbc\xaf": "a packed file",
    b"Rar!": "a packed file",
    b"{\\rtf": "a text document",
}


def sheets_of(file: SourceFile, encodings: Mapping[str, str]) -> list[Sheet]:
    """The sheets of a file that hold anything as it has them, in the file's order; at least one.

    Args:
        file: the file.
        encodings: what its owner says of encodings, by the label of the doubt (`Sheet.doubt`).

    Raises:
        UnreadableFileError: not a file of a known kind, too large, empty, damaged, or unsafe to unpack.
    """
    with translate_errors(file.name):
        if file.size > MOST_BYTES:
            raise UnreadableFileError(
                f"{file.name}: is larger than {MOST_BYTES // 1024**2} MB; split it, or send it as a zip"
            )
        kind = _kind(file.open, file.name)
        if kind == "zip":
            sheets = _zip_sheets(file, encodings)
        elif kind == "JSON" or kind == "CSV" or kind == "Parquet":
            sheets = _text_sheets(kind, file.open, "", file.name, encodings)
        else:
            sheets = _WORKBOOKS[kind](file.open, file.size, file.name, "")
    if not sheets:
        raise UnreadableFileError(
            f"{file.name}: holds no rows; expected a table as CSV, XLSX, XLSB, XLS, ODS, JSON or Parquet, or a zip of "
            "these"
        )
    return sheets


def _text_sheets(
    kind: Literal["CSV", "JSON", "Parquet"], open_: Opener, name: str, label: str, encodings: Mapping[str, str]
) -> list[Sheet]:
    if kind == "CSV":
        sheet = csv_sheet(open_, name, label, encodings.get(label, ""))
    elif kind == "JSON":
        sheet = json_sheet(open_, name, label)
    else:
        # pyarrow takes longer to start than all other readers together, which are started for each upload.
        from lib.ingest.readers.own_parquet import parquet_sheet

        sheet = parquet_sheet(open_, name, label)
    return [sheet] if sheet else []


def _zip_sheets(file: SourceFile, encodings: Mapping[str, str]) -> list[Sheet]:
    with file.open() as stream, ZipFile(stream) as archive:
        held = checked_members(archive, file.size, file.name)
    members = table_members(held, file.name)
    if not members:
        if any(info.filename.endswith(".iwa") for info in held):
            raise UnreadableFileError(f"{file.name}: is a document of Apple Numbers; export it there as XLSX or CSV")
        raise UnreadableFileError(f"{file.name}: holds no table; expected files in it that end in {', '.join(TABLES)}")
    times: Counter[str] = Counter()
    sheets = []
    for info in members:
        name = shown_name(info)
        times[name] += 1
        if times[name] > 1:
            name = f"{name} ({times[name]})"  # of another folder
        label = f"{file.name} / {name}"
        in_memory = partial(member_in_memory, file.open, info, label)
        with translate_errors(label):
            kind = _kind(partial(member, file.open, info), label)
            if kind == "zip":
                raise nested(file.name, info)
            if kind == "JSON" or kind == "CSV" or kind == "Parquet":
                sheets += _text_sheets(kind, partial(member, file.open, info), name, label, encodings)
            else:
                sheets += _WORKBOOKS[kind](in_memory, info.file_size, label, f"{name} / ")
    return sheets


def _kind(open_: Opener, label: str) -> Literal["zip", "Parquet", "JSON", "CSV"] | _Workbook:
    """What a file is, by its first bytes and, for a zip, its members' names.

    Raises:
        UnreadableFileError: it is something that holds no table that can be read.
    """
    with open_() as stream:
        head = stream.read(4096)
    if head.startswith(_OLE2):
        return "XLS"
    if head.startswith(_PARQUET):
        return "Parquet"
    for signature, what in _OTHERS.items():
        if head.startswith(signature):
            raise UnreadableFileError(f"{label}: is {what}; save the table as XLSX or CSV")
    if not head.startswith(_ZIP) and not _ends_as_zip(open_):
        return "JSON" if is_json(head) else "CSV"
    with open_() as stream, ZipFile(stream) as archive:
        names = set(archive.namelist())
    if {"mimetype", "content.xml"} <= names:
        return "ODS"
    if "[Content_Types].xml" not in names:
        return "zip"
    if "xl/workbook.bin" in names:
        return "XLSB"
    if not any(name.startswith("xl/") for name in names):
        raise UnreadableFileError(f"{label}: is an Office document without a workbook; save the table as XLSX or CSV")
    return "XLSX"


def _ends_as_zip(open_: Opener) -> bool:
    """Whether a zip stands behind other bytes, as in one that unpacks itself."""
    with open_() as stream:
        return stream.seekable() and is_zipfile(stream)
