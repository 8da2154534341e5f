"""Zips and workbooks broken inside."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from functools import cache

from tests.ingest.fuzz.broken_bytes import BYTES
from tests.ingest.fuzz.odd_cells import ODD_CELLS, Breaker, Random


def rezipped(
    content: bytes, change: Callable[[str, bytes], tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A zip made anew from another's members, its checksums right."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(target, "w", method) as made:
        for name in archive.namelist():
            made.writestr(*change(name, archive.read(name)))
    return target.getvalue()


def member_broken(of: Random, content: bytes) -> bytes:
    """One member is broken as files are, and packed again."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        chosen = of.choice(archive.namelist())

    def change(name: str, data: bytes) -> tuple[str, bytes]:
        return name, of.choice(BYTES)(of, data) if name == chosen else data

    return rezipped(content, change)


_NAMES = ("../../../etc/passwd", "/etc/passwd", "C:\\Windows\\x.csv", "..\\..\\x.csv", "a/" * 500 + "x.csv", "x" * 300)
_NAMES += (
    "nul\0.csv",
    "CON",
    ".csv",
    "__MACOSX/x.csv",
    "x.zip",
    "\N{RIGHT-TO-LEFT OVERRIDE}vsc.csv",
    "é.csv",
    "x.xlsx",
)


def names_changed(of: Random, content: bytes) -> bytes:
    """Members with names that lead elsewhere, or two of one name."""
    return rezipped(content, lambda name, data: (of.choice([name, *_NAMES]), data))


def zip_fields_changed(of: Random, content: bytes) -> bytes:
    """Sizes, places, methods and flags in the zip's directory that are not so."""
    changed = bytearray(content)
    places = [found.start() for found in re.finditer(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06", content)]
    for _ in range(of.choice([1, 2, 8])):
        place = of.choice(places) + of.randrange(4, 46)
        size = of.choice([2, 4])
        if place + size <= len(changed):
            struct.pack_into(
                "<H" if size == 2 else "<I", changed, place, of.choice([0, 1, 8, 14, 99, 0xFFFF, of.randrange(9999)])
            )
    return bytes(changed)


@cache
def packed_zeros(megabytes: int) -> bytes:
    """A zip of one table that is large and holds nothing, or the same row over and over."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("project.csv", "w") as member:
        member.write(b"project_id,title\n")
        for _ in range(megabytes):
            member.write(b"0" * 2**20)
    return target.getvalue()


def bomb(of: Random, content: bytes) -> bytes:
    """A zip that unpacks to much more than it is, alone or inside another."""
    small = packed_zeros(of.choice([20, 110, 300]))
    if of.random() < 0.5:
        return small
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(of.choice(["inner.zip", "inner.csv", "inner.xlsx"]), small)
    return target.getvalue()


ZIPS: tuple[Breaker, ...] = (*BYTES, member_broken, member_broken, names_changed, zip_fields_changed, bomb)
_LAUGHS = '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9)) + "]>"
_OUTSIDE = '<!DOCTYPE x [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>'
_PARAMETER = '<!DOCTYPE x [<!ENTITY % a9 SYSTEM "http://127.0.0.1:9/x"> %a9;]>'


def entities(of: Random, xml: str) -> str:
    declared = of.choice([_LAUGHS, _OUTSIDE, _PARAMETER])
    body = re.sub(r"<\?xml[^>]*\?>", "", xml)
    return declared + re.sub(r">([^<>]+)<", ">&a9;<", body, count=3)


def nested_deep(of: Random, xml: str) -> str:
    depth = of.choice([1_000, 100_000])
    place = xml.find("<sheetData>") + 11 if "<sheetData>" in xml else len(xml) // 2
    return xml[:place] + "<c>" * depth + "</c>" * of.choice([0, depth]) + xml[place:]


def cells_moved(of: Random, xml: str) -> str:
    """References to cells and rows that are far out, out of order, or none at all."""
    far = ["A1", "XFD1048576", "XFE1", "A1048577", "A0", "ZZZZZ9", "1A", "", "A99999999999", "AA", "é1", "A-1"]
    return re.sub(r' r="[^"]*"', lambda found: f' r="{of.choice(far)}"' if of.random() < 0.2 else found[0], xml)


def cells_retyped(of: Random, xml: str) -> str:
    """Cells whose type is not that of what they hold."""
    kinds = ["s", "n", "d", "b", "e", "str", "inlineStr", "x", ""]
    retyped = re.sub(r' t="[^"]*"', lambda found: f' t="{of.choice(kinds)}"' if of.random() < 0.5 else found[0], xml)
    return re.sub(r' s="[^"]*"', lambda found: f' s="{of.choice("019")}{of.choice(["", "9999"])}"', retyped)


def values_replaced(of: Random, xml: str) -> str:
    odd = [
        "-1",
        "99999",
        "1e308",
        "1e-320",
        "nan",
        "inf",
        "x",
        "",
        "2958466",
        "-0.5",
        "1" * 400,
        "&#0;",
        "&#xFFFF;",
        " 5 ",
    ]
    return re.sub(r"<v>[^<]*</v>", lambda found: f"<v>{of.choice(odd)}</v>" if of.random() < 0.4 else found[0], xml)


def texts_replaced(of: Random, xml: str) -> str:
    odd = [
        *(cell for cell in ODD_CELLS if cell.isprintable() and not set(cell) & set("<>&")),
        "_x0000_",
        "_xD800_",
        "x" * 40_000,
    ]
    return re.sub(
        r"<t([^>]*)>[^<]*</t>", lambda found: f"<t>{of.choice(odd)}</t>" if of.random() < 0.3 else found[0], xml
    )


def long_row(of: Random, xml: str) -> str:
    """A row without an end, or far too many cells in it."""
    place = xml.find("<sheetData>") + 11
    cell = of.choice(["<c><v>1</v></c>", '<c t="inlineStr"><is><t>x</t></is></c>', "<c/>"])
    return xml[:place] + "<row>" + cell * of.choice([3_000, 200_000]) + of.choice(["</row>", ""]) + xml[place:]


def many_empty_rows(of: Random, xml: str) -> str:
    place = xml.find("</sheetData>")
    rows = of.choice(
        ["<row/>" * 50_000, '<row r="1000000"><c><v>1</v></c></row>', '<row r="1048576"><c><v>1</v></c></row>']
    )
    return xml[:place] + rows + xml[place:]


XML: tuple[Callable[[Random, str], str], ...] = (
    entities,
    nested_deep,
    cells_moved,
    cells_retyped,
    values_replaced,
    texts_replaced,
    long_row,
    many_empty_rows,
)


#: The part of an ODS workbook that holds its sheets.
_OF_ODS = b"content.xml"


def xml_broken(of: Random, content: bytes) -> bytes:
    """A part of a workbook whose XML is well packed and means harm."""
    parts = [
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/workbook.xml",
        "xl/styles.xml",
        "[Content_Types].xml",
    ]
    chosen, way = of.choice([parts[0], parts[0], *parts]), of.choice(XML)
    if _OF_ODS in content:
        chosen = _OF_ODS.decode()

    def change(name: str, data: bytes) -> tuple[str, bytes]:
        return name, way(of, data.decode()).encode("utf-8", "replace") if name == chosen else data

    return rezipped(content, change)


XLSX: tuple[Breaker, ...] = (*ZIPS, *[xml_broken] * 8)
