"""Workbooks of kinds that no library here writes, made byte by byte."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from tests.ingest.readers.made_files import zipped

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def ods(rows: str, before: str = "", styles: str = "", name: str = "One") -> bytes:
    """An ODS workbook whose sheet has this XML as its rows; `before` is that of sheets before it."""
    content = (
        f"<office:document-content {_SPACES} {_CALC}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{before}<table:table table:name={quoteattr(name)}>{rows}</table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def ods_table(table: Sequence[Sequence[str]]) -> bytes:
    """An ODS workbook of texts."""
    return ods("".join(f"<table:table-row>{''.join(map(ods_text, row))}</table:table-row>" for row in table))


def ods_text(text: str, attributes: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string" {attributes}><text:p>{escape(text)}</text:p></table:table-cell>'
    )


def record(kind: int, data: bytes = b"") -> bytes:
    """A record of XLSB."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(data)
    size = b""
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + size + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb_row(number: int, *cells: str | float | bytes, hidden: bool = False) -> bytes:
    """A row of texts, numbers, and errors as their code in a byte."""
    made = record(0, struct.pack("<IIHBBBI", number - 1, 0, 300, 0, 0x10 if hidden else 0, 0, 0))
    for column, cell in enumerate(cells):
        head = struct.pack("<II", column, 0)
        if isinstance(cell, str):
            made += record(6, head + wide(cell))
        elif isinstance(cell, bytes):
            made += record(3, head + cell)
        else:
            made += record(5, head + struct.pack("<d", cell))
    return made


def xlsb(rows: bytes, last_row: int, merged: Sequence[tuple[int, int, int, int]] = (), hidden: bool = False) -> bytes:
    """An XLSB workbook with a sheet "One"; merged blocks as first and last row, first and last column, from 1."""
    size = record(148, struct.pack("<4I", 0, last_row - 1, 0, 9))
    blocks = b"".join(record(176, struct.pack("<4I", *(place - 1 for place in block))) for block in merged)
    sheet = record(129) + size + record(145) + rows + record(146) + record(177) + blocks + record(178) + record(130)
    bundle = record(156, struct.pack("<II", 1 if hidden else 0, 1) + wide("rId1") + wide("One"))
    office = "http://schemas.openxmlformats.org"
    kind = f"{office}/officeDocument/2006/relationships/worksheet"
    relations = (
        f'<Relationships xmlns="{office}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.bin": record(131) + record(143) + bundle + record(144) + record(132),
            "xl/_rels/workbook.bin.rels": relations.encode(),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )
