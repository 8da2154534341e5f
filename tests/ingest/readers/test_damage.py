"""Damaged files are read or refused, and never crash."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest

from lib.ingest.readers.source import UnreadableFileError
from tests.ingest.readers.made_files import Table, read_all, xls, xlsx, zipped
from tests.ingest.readers.test_csv import CORDIS, TEAMS
from tests.ingest.readers.test_workbooks import MOMENT

SMALL: Table = [["name", "amount", "day"], ["Zoë", 1.5, date(2024, 3, 14)], ["b", 2, MOMENT]]
SEEDS = {
    "csv": CORDIS.encode(),
    "utf-16": TEAMS.encode("utf-16"),
    "xlsx": xlsx({"One": SMALL, "Two": SMALL}),
    "stored xlsx": b"",
    "xls": xls({"One": SMALL, "Two": SMALL}),
    "zip": zipped({"a.csv": CORDIS.encode(), "b/c.xlsx": xlsx({"One": SMALL}), "d.xls": xls({"One": SMALL})}),
}
with zipfile.ZipFile(io.BytesIO(SEEDS["xlsx"])) as _archive:
    # Without compression changes reach the XML, where checksums stop most of them: hence also part by part, below.
    PARTS = {name: _archive.read(name) for name in _archive.namelist()}
SEEDS["stored xlsx"] = zipped(PARTS, zipfile.ZIP_STORED)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The content with a few bytes changed, cut, doubled or put in."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(changed) + 1)
        length = chance.choice([1, 1, 2, 4, 40])
        kind = chance.randrange(4)
        if kind == 0:
            changed[place : place + length] = chance.randbytes(length)
        elif kind == 1:
            del changed[place : place + length]
        elif kind == 2:
            changed[place:place] = chance.choice(
                [b'"', b"\0", b"\xff", b"<", b"&", b";", b"\n", chance.randbytes(length)]
            )
        else:
            changed[place:place] = changed[place : place + length]
    return bytes(changed)


def read_or_refused(content: bytes) -> None:
    with suppress(UnreadableFileError):
        for row in read_all(content):
            assert all(isinstance(cell, str | Decimal | date) for cell in row)


@pytest.mark.parametrize("kind", SEEDS)
def test_damaged_files_are_read_or_refused(kind: str) -> None:
    chance = random.Random(kind)
    for _ in range(300):
        read_or_refused(damaged(SEEDS[kind], chance))


def test_damaged_parts_of_a_workbook_are_read_or_refused() -> None:
    chance = random.Random(3)
    names = [name for name in PARTS if name.endswith((".xml", ".rels"))]
    for _ in range(400):
        name = chance.choice(names)
        read_or_refused(zipped(PARTS | {name: damaged(PARTS[name], chance)}, zipfile.ZIP_STORED))
