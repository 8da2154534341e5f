"""Broken files, each told by its number alone, and what becomes of them: `python -m tests.ingest.fuzz 10000`.

A file is a sample of some format that was cut, mixed up, or made to do harm. Whatever it is, it is refused with a
reason and the store stays as it was, or it is loaded, and taking it back gives the store as it was. A second number is
that of the first file; with the word postgresql, a server's store is used in place of an embedded one.
"""

from __future__ import annotations

import io
import os
import random
import re
import signal
import struct
import sys
import tempfile
import time
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import xlwt
from sqlalchemy import Engine, create_engine, delete, text

from lib.entities.registry import ENTITIES
from lib.export.templates import template_csv, template_xlsx
from lib.ingest.convert import Given
from lib.ingest.formats.recognise import FORMATS
from lib.ingest.look import Answers, Need
from lib.ingest.schemas import SCHEMAS
from lib.ingest.source import SourceFile, Unusable
from lib.ingest.tables import folded
from lib.ingest.undo import undo
from lib.ingest.upload import Prepared, Rejected, Unanswered, prepare
from lib.store.engine import open_engine, write_transaction
from lib.store.models import ColumnMatch
from lib.store.schema import upgrade
from tests.conftest import postgres_server
from tests.ingest.dumps import csv_file, dump, load_files
from tests.ingest.files import samples

#: Seconds that a file may take. On a machine that is busy with other work it is asked again whether it hangs: a file
#: that was given less than half of that time of the processor goes on, up to six times.
LIMIT = 10
Random = random.Random
Breaker = Callable[[Random, bytes], bytes]

_HISTORY = ("import_record", "row_kept_aside", "column_match")
#: Cells that somebody, or some program, has put where they do not belong.
_ODD_CELLS = (
    *(
        "",
        " ",
        "-",
        "--",
        "n/a",
        "#REF!",
        "=1+1",
        "@SUM(A1)",
        "NULL",
        "0",
        "-1",
        "1e309",
        "1E+18",
        "9" * 40,
        "1.234,56",
    ),
    *(
        "1,234.56",
        "1 234",
        "12,5 Mio",
        "CHF 5",
        "5 kr",
        "100%",
        "(5)",
        "NaN",
        "∞",
        "03/04/2024",
        "31.02.2024",
        "0000-00-00",
    ),
    *("9999-12-31", "45365", "99999", "1899-12-30", "2024-03-14T25:61", "14 March 2024", "0001-01-01 00:00+14:00"),
    *("Atlantis", "Congo", "Germany (FR)", "ZZ", "yes", "perhaps", "'", '"', '""', "a;b", "a,b", "\t", "line\nbreak"),
    *("\N{RIGHT-TO-LEFT OVERRIDE}x", "e\N{COMBINING ACUTE ACCENT}", "\N{PILE OF POO}" * 3, "\x7f", "\x85", "\u2028"),
    *(
        "ß" * 200,
        "x" * 130,
        "<b>&lt;",
        "Blood:40;Skin:61",
        "Blood:-1;Skin:101",
        ";;;",
        "ELSA;ELSA",
        "http://",
        "\ufeff",
    ),
    *(
        "٣٤",
        "²",
        "1\N{NO-BREAK SPACE}234",
        "2024-02-30",
        "24:00",
        "1/1/1",
        "1e5",
        "0x10",
        "True",
        "2147483648",
        "1" * 15,
    ),
)


# Samples


@cache
def texts() -> dict[str, str]:
    """CSV texts of every format, and of our templates with some rows below the example."""
    found = {
        name.lower(): value.replace("{panelists}", "")
        for name in dir(samples)
        if name.isupper() and isinstance(value := getattr(samples, name), str) and "\n" in value
    }
    for entity in SCHEMAS:
        lines = template_csv(entity).decode("utf-8-sig").splitlines(keepends=True)
        found[f"template_{entity}"] = "".join([*lines, *rows_below(entity)])
    return found


def rows_below(entity: str) -> Iterator[str]:
    """The example's cells under other keys, twice."""
    for number in ("1", "2"):
        cells = {**ENTITIES[entity].example, **_KNOWN.get(entity, {})}
        for name in SCHEMAS[entity].key:
            if name in cells and SCHEMAS[entity].by_name[name].refers_to is None:
                cells[name] = f"{cells[name]}{number}"
        yield ",".join(f'"{cells.get(name, "")}"' for name in SCHEMAS[entity].by_name) + "\n"


#: Cells that refer to what the store of `filled_store` has.
_KNOWN = {
    "organisation": {"country": "MT"},
    "programme": {"funder": "O1", "country": "MT"},
    "call": {"programme": "P1"},
    "call commitment": {"call_id": "C1", "funder": "O1"},
    "call outcome": {"call_id": "C1", "country": "MT"},
    "project": {"call": "C1", "programme": "P1"},
    "field of science": {"project_id": "J1"},
    "participation": {"project_id": "J1", "organisation": "O1", "country": "MT", "funder": "O2"},
    "event": {"country": "MT", "organiser": "O1"},
    "attendance": {"event_id": "E1", "country": "MT"},
    "output": {"part_of": ""},
}
STORE = {
    "country": "iso2,iso3,name\nMT,MLT,Malta\nGR,GRC,Greece\nDE,DEU,Germany\nGB,GBR,United Kingdom\nES,ESP,Spain\n"
    "FR,FRA,France\nTR,TUR,Türkiye\nIE,IRL,Ireland\n",
    "organisation": "organisation_id,name,country\nO1,One,MT\nO2,Two,DE\nEU-EC,European Commission,\n",
    "programme": "programme_id,name,funder,level,areas\nP1,P,O1,national,ELSA\n",
    "call": "call_id,name,opened\nC1,C,2024-01-01\n",
    "project": "project_id,title,call,start_date,keywords\nJ1,T,C1,2024-01-01,a;b\n101999001,Flax,,2023-01-01,\n",
    "event": "event_id,name,start_date\nE1,PM Days,2026-10-03\n",
}


def table_of(content: str) -> list[list[str]]:
    """A CSV text cut into cells in the simplest way."""
    separator = max(",;\t", key=content.partition("\n")[0].count)
    return [[cell.strip('"') for cell in line.split(separator)] for line in content.splitlines()]


def as_xls(sheets: dict[str, Sequence[Sequence[object]]]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    for title, rows in sheets.items():
        sheet = book.add_sheet(title[:31])
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells[:255]):
                if cell is not None:
                    sheet.write(row, column, cell[:30_000] if isinstance(cell, str) else cell)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def content_of(file: SourceFile) -> bytes:
    assert isinstance(file.content, bytes)
    return file.content


@cache
def workbooks() -> dict[str, bytes]:
    linked = {"content": samples.LINKEDIN_CONTENT, "followers": samples.LINKEDIN_FOLLOWERS}
    found = {f"{name}.xlsx": content_of(samples.workbook_file("x", sheets)) for name, sheets in linked.items()}
    found |= {f"{name}.xls": as_xls(dict(sheets)) for name, sheets in linked.items()}
    for entity in SCHEMAS:
        found[f"{entity}.xlsx"] = template_xlsx(entity)
        found[f"{entity}.xls"] = as_xls({entity: table_of(texts()[f"template_{entity}"])})
    return found


@cache
def zips() -> dict[str, bytes]:
    cordis = {
        "project.csv": samples.CORDIS_PROJECTS,
        "organization.csv": samples.CORDIS_ORGANISATIONS,
        "euroSciVoc.csv": samples.CORDIS_FIELDS_OF_SCIENCE,
    }
    templates = {f"folder/{entity}.csv": texts()[f"template_{entity}"] for entity in list(SCHEMAS)[:4]}
    return {
        "cordis.zip": content_of(samples.zip_file("x", cordis)),
        "templates.zip": content_of(samples.zip_file("x", templates)),
    }


# Breaking bytes


def cut(of: Random, content: bytes) -> bytes:
    return content[: of.randrange(len(content) + 1)]


def cut_before(of: Random, content: bytes) -> bytes:
    return content[of.randrange(len(content) + 1) :]


def stretch(of: Random, content: bytes, longest: int = 200) -> tuple[int, int]:
    start = of.randrange(len(content) + 1)
    return start, min(len(content), start + of.randint(1, longest))


def flipped(of: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(of.choice([1, 1, 3, 30])):
        if changed:
            changed[of.randrange(len(changed))] ^= 1 << of.randrange(8)
    return bytes(changed)


def left_out(of: Random, content: bytes) -> bytes:
    start, end = stretch(of, content)
    return content[:start] + content[end:]


def put_in(of: Random, content: bytes) -> bytes:
    start, _ = stretch(of, content)
    return content[:start] + of.randbytes(of.randint(1, 50)) + content[start:]


def nulled(of: Random, content: bytes) -> bytes:
    start, end = stretch(of, content, 20)
    return content[:start] + b"\0" * (end - start) + content[end:]


def said_twice(of: Random, content: bytes) -> bytes:
    start, end = stretch(of, content, 2_000)
    return content[:end] * of.randint(1, 3) + content[start:]


def glued(of: Random, content: bytes) -> bytes:
    return content + of.choice([*map(str.encode, texts().values()), *zips().values()])


BYTES: tuple[Breaker, ...] = (cut, cut_before, flipped, flipped, left_out, put_in, nulled, said_twice, glued)


# Breaking tables


def lines_of(content: str) -> list[str]:
    return content.splitlines(keepends=True) or [""]


def separator_of(content: str) -> str:
    return max(",;\t", key=content.partition("\n")[0].count)


def columns_swapped(of: Random, content: str) -> str:
    """Two columns in some of the lines, or in all."""
    separator, some = separator_of(content), of.random()
    changed = []
    for line in lines_of(content):
        cells = line.rstrip("\r\n").split(separator)
        if len(cells) > 1 and of.random() < max(some, 0.3):
            first, second = of.randrange(len(cells)), of.randrange(len(cells))
            cells[first], cells[second] = cells[second], cells[first]
        changed.append(separator.join(cells) + "\n")
    return "".join(changed)


def cells_replaced(of: Random, content: str) -> str:
    separator = separator_of(content)
    changed = []
    for place, line in enumerate(lines_of(content)):
        cells = line.rstrip("\r\n").split(separator)
        if place and of.random() < 0.7:
            for _ in range(of.randint(1, 4)):
                cells[of.randrange(len(cells))] = of.choice(_ODD_CELLS)
        changed.append(separator.join(cells) + "\n")
    return "".join(changed)


def quote_left_open(of: Random, content: str) -> str:
    place = of.randrange(len(content) + 1)
    return content[:place] + of.choice(['"', '""', ';"', ',"', '"x']) + content[place:]


def quotes_removed(of: Random, content: str) -> str:
    return content.replace('"', "", of.randint(1, 50))


def many_columns(of: Random, content: str) -> str:
    separator, more = separator_of(content), of.choice([1, 10, 1_000, 1_999, 3_000])
    lines = lines_of(content)
    wide = range(len(lines)) if of.random() < 0.5 else [of.randrange(len(lines))]
    for place in wide:
        named = separator.join(f"c{n}" if place == 0 else of.choice(["", "x"]) for n in range(more))
        lines[place] = lines[place].rstrip("\r\n") + separator + named + "\n"
    return "".join(lines)


def huge_cell(of: Random, content: str) -> str:
    lines = lines_of(content)
    place = of.randrange(len(lines))
    huge = of.choice(["x", "1", "é ", "1,", "<b>", "&amp;", "2024-01-01 "]) * of.choice([100, 40_000, 400_000])
    return "".join(
        [*lines[:place], huge[: of.choice([81, 121, 900_000, 1_100_000])] + lines[place], *lines[place + 1 :]]
    )


def header_changed(of: Random, content: str) -> str:
    """Without it, twice, in other words, or with names that are there twice."""
    header, *rest = lines_of(content)
    separator = separator_of(content)
    cells = header.strip().split(separator)
    of.shuffle(cells)
    ways = [
        [*rest],
        [header, header, *rest],
        [header.upper(), *rest],
        [separator.join([*cells, cells[0]]) + "\n", *rest],
        [separator.join(cells) + "\n", *rest],
        [re.sub(r"[a-z]", lambda _: of.choice("aeiou"), header), *rest],
        ["A title above\n", "\n", header, *rest],
    ]
    return "".join(of.choice(ways))


def rows_mixed(of: Random, content: str) -> str:
    header, *rest = lines_of(content)
    rows = [of.choice(rest) for _ in range(of.randint(1, 30))] if rest else []
    return "".join([header, *(row if row.endswith("\n") else f"{row}\n" for row in rows)])


def many_rows(of: Random, content: str) -> str:
    """More than one chunk of rows, each under a key of its own or all under one."""
    header, *rest = lines_of(content)
    separator, row = separator_of(content), (rest or ["x\n"])[-1].rstrip("\r\n")
    cells = row.split(separator)
    own = of.random() < 0.7
    numbered = (f"{cells[0]}{number}" if own else cells[0] for number in range(of.choice([600, 1_200])))
    return header + "".join(separator.join([first, *cells[1:]]) + "\n" for first in numbered)


def other_separator(of: Random, content: str) -> str:
    return content.replace(separator_of(content), of.choice([";", ",", "\t", "|", ":", " ", "\x1f"]))


def other_line_ends(of: Random, content: str) -> str:
    return content.replace("\n", of.choice(["\r", "\r\n", "\n\n", "\n\r", "\x0b", "\x85", "\u2028", ""]))


TEXTS: tuple[Callable[[Random, str], str], ...] = (
    columns_swapped,
    cells_replaced,
    cells_replaced,
    quote_left_open,
    quotes_removed,
    many_columns,
    huge_cell,
    header_changed,
    rows_mixed,
    many_rows,
    other_separator,
    other_line_ends,
)


def encoded(of: Random, content: str) -> bytes:
    """In one encoding, or line by line in several."""
    codecs = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32", "latin-1", "cp437"]
    if len(content) > 100_000:
        # Python's own encoders take minutes to replace what an encoding lacks in a long text.
        return content.encode(of.choice(["utf-8", "utf-8-sig", "utf-16"]))
    if of.random() < 0.7:
        return content.encode(of.choice([*codecs, *["utf-8"] * 6]), "replace")
    return b"".join(line.encode(of.choice(codecs), "replace") for line in lines_of(content))


# Breaking zips and workbooks


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
        *(cell for cell in _ODD_CELLS if cell.isprintable() and not set(cell) & set("<>&")),
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

    def change(name: str, data: bytes) -> tuple[str, bytes]:
        return name, way(of, data.decode()).encode("utf-8", "replace") if name == chosen else data

    return rezipped(content, change)


XLSX: tuple[Breaker, ...] = (*ZIPS, *[xml_broken] * 8)


# Files by number


def of_text(of: Random, name: str) -> bytes:
    content = texts()[name]
    for _ in range(of.choice([0, 1, 1, 2])):
        content = of.choice(TEXTS)(of, content)
    made = encoded(of, content)
    return of.choice(BYTES)(of, made) if of.random() < 0.4 else made


def of_sheets(of: Random, name: str) -> bytes:
    """A text sample as a workbook, its cells mixed up before."""
    rows = table_of(of.choice(TEXTS)(of, texts()[name]))
    rows = [[re.sub(r"[\x00-\x08\x0b-\x1f]", "", cell)[:32_000] for cell in row[:2_500]] for row in rows[:1_000]]
    if of.random() < 0.5:
        return as_xls({"One": rows})
    return content_of(samples.workbook_file("x", {"One": rows, "Two": of.choice([[], rows[:3], [["x"]]])}))


def broken(of: Random, content: bytes, ways: Sequence[Breaker]) -> bytes:
    for _ in range(of.choice([1, 1, 2])):
        try:
            content = of.choice(ways)(of, content)
        except (
            zipfile.BadZipFile,
            zlib.error,
            struct.error,
            NotImplementedError,
            EOFError,
            IndexError,
            RuntimeError,
            OSError,
            ValueError,
        ):
            # What is broken already cannot be packed anew.
            content = of.choice(BYTES)(of, content)
    return content


def file_of(number: int) -> tuple[SourceFile, Answers]:
    """The broken file of a number, and what is said of it."""
    of = Random(number)
    kind = of.choice(["text"] * 9 + ["sheets"] * 3 + ["workbook"] * 6 + ["zip"] * 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile's about two members of one name, which are meant
        if kind == "text":
            name = of.choice(list(texts()))
            content = of_text(of, name)
        elif kind == "sheets":
            name = of.choice(list(texts()))
            content = of_sheets(of, name)
        elif kind == "workbook":
            name = of.choice(list(workbooks()))
            content = broken(of, workbooks()[name], XLSX if name.endswith("x") else BYTES)
        else:
            name = of.choice(list(zips()))
            content = broken(of, zips()[name], ZIPS)
    wanted = of.choice([None] * 8 + [of.choice(list(SCHEMAS)), of.choice(list(FORMATS))])
    return SourceFile(f"{number} {name}", content), Answers(
        wanted, given=given({}, {}), accept_proposals=of.random() < 0.5
    )


def given(constants: dict[str, str], readings: dict[str, str]) -> Given:
    return Given(constants, readings, {"CHF": (Decimal("1.05"), _DAY)})


_DAY = date(2024, 1, 2)


# What becomes of them


class Hangs(BaseException):
    """A file took longer than it may. No exception of the kind that readers of damaged files catch."""


def answered(of: Random, needs: Sequence[Need], answers: Answers) -> Answers:
    """The answers with some for what was asked."""
    constants, readings, matches = dict(answers.given.constants), dict(answers.given.readings), dict(answers.matches)
    known = {
        "event_id": "E1",
        "channel": "x",
        "level": "national",
        "role": "partner",
        "project_id": "J1",
        "call_id": "C1",
    }
    for need in needs:
        if need.match is not None:
            matches[need.where] = need.match
        elif need.question.examples:
            readings[folded(need.name)] = of.choice(list(need.question.answers))
        else:
            constants[need.name] = known.get(need.name, "O1")
    return Answers(answers.wanted, matches, given(constants, readings), answers.accept_proposals)


def prepared(engine: Engine, file: SourceFile, answers: Answers, of: Random) -> Prepared:
    """Prepare a file, answering up to three times what is asked."""
    for _ in range(3):
        try:
            return prepare(engine, [file], answers)
        except Unanswered as asked:
            answers = answered(of, asked.needs, answers)
    return prepare(engine, [file], answers)


def outcome(engine: Engine, number: int) -> str:
    """What becomes of a file: unusable, unanswered, rejected, loaded, no change.

    Raises:
        AssertionError: the store is not what it was.
        Hangs: it took longer than LIMIT.
    """
    file, answers = file_of(number)
    before = dump(engine, _HISTORY)
    said, ended = "", ""
    try:
        with at_most(LIMIT), prepared(engine, file, answers, Random(number)) as ready:
            ended = tried(engine, ready)
    except (Unusable, Unanswered) as refused:
        said, ended = str(refused), type(refused).__name__.lower()
    assert said or ended not in ("unusable", "unanswered"), f"file {number} was refused without a reason"
    assert dump(engine, _HISTORY) == before, f"file {number} was {ended}, and the store is not what it was"
    forget_matches(engine)
    return ended


def tried(engine: Engine, ready: Prepared) -> str:
    """Load what was prepared, with the good rows alone where it is rejected, and take it back."""
    problems = None
    try:
        loaded = ready.load("fuzz")
    except Rejected as rejected:
        problems = rejected.problems
        loaded = ready.load("fuzz", keep_bad_rows=True)
    ready.close()
    assert problems is None or problems, "rejected without a problem"
    if loaded.upload_id is not None:
        undo(engine, loaded.upload_id, "fuzz")
    return "rejected" if problems else "loaded" if loaded.upload_id else "no change"


def forget_matches(engine: Engine) -> None:
    """What becomes of a file must not depend on those before it."""
    with engine.connect() as connection, write_transaction(connection):
        connection.execute(delete(ColumnMatch))


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise Hangs where the work inside takes longer; only in a process's main thread."""

    began, asked = time.process_time(), 0

    def stop(_signal: int, _frame: object) -> None:
        nonlocal asked
        asked += 1
        if asked > 5 or time.process_time() - began > seconds / 2:
            raise Hangs
        signal.setitimer(signal.ITIMER_REAL, seconds)

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        # In this order: an alarm on its way would set the next one, which nobody would be there for.
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def fill(engine: Engine) -> None:
    load_files(engine, *(csv_file(entity, content) for entity, content in STORE.items()))


# As a program


def run(address: str, numbers: Sequence[int]) -> tuple[Counter[str], list[str], float]:
    """Outcomes of files against a store of their own, what went wrong, and the longest time of a file."""
    os.environ.setdefault("ICPERMED_PSEUDONYM_KEY", "fuzz")
    engine = open_engine(address)
    upgrade(engine)
    fill(engine)
    outcomes: Counter[str] = Counter()
    wrong: list[str] = []
    longest = 0.0
    for number in numbers:
        began = time.monotonic()
        try:
            outcomes[outcome(engine, number)] += 1
        except (Exception, Hangs) as error:  # noqa: BLE001
            outcomes["wrong"] += 1
            wrong.append(f"file {number}: {type(error).__name__}: {str(error)[:300]}")
            print(wrong[-1], file=sys.stderr, flush=True)
        longest = max(longest, time.monotonic() - began)
    engine.dispose()
    return outcomes, wrong, longest


def main(arguments: Sequence[str]) -> int:
    words = [int(word) for word in arguments if word.isdecimal()]
    count, first = words[0] if words else 10_000, words[1] if len(words) > 1 else 0
    began = time.monotonic()
    workers = os.cpu_count() or 1
    shares = [range(first + worker, first + count, workers) for worker in range(workers)]
    with (
        stores(workers, "postgresql" in arguments) as addresses,
        ProcessPoolExecutor(workers, get_context("spawn")) as pool,
    ):
        done = list(pool.map(run, addresses, shares))
    outcomes = sum((outcomes for outcomes, _, _ in done), Counter())
    wrong = [line for _, lines, _ in done for line in lines]
    longest = max(longest for _, _, longest in done)
    told = ", ".join(f"{number:,} {name}" for name, number in sorted(outcomes.items()))
    took = time.monotonic() - began
    print(f"{count:,} broken files from number {first:,} on in {took:.0f} s: {told}; longest {longest:.1f} s")
    return 1 if wrong else 0


@contextmanager
def stores(number: int, on_server: bool) -> Iterator[list[str]]:
    """Addresses of new and empty stores."""
    if not on_server:
        with tempfile.TemporaryDirectory() as folder:
            yield [f"sqlite:///{Path(folder)}/store{place}.sqlite" for place in range(number)]
        return
    with postgres_server() as server:
        admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            for place in range(number):
                connection.execute(text(f"CREATE DATABASE fuzz{place}"))
        admin.dispose()
        yield [f"{server}/fuzz{place}" for place in range(number)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
