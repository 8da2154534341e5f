"""Broken files, each given by its number alone."""

from __future__ import annotations

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from lib.entities.registry import SCHEMAS
from lib.ingest.formats.recognise import FORMATS
from lib.ingest.parsing.given import Given
from lib.ingest.readers.source import SourceFile
from lib.ingest.upload.answers import Answers
from tests.ingest.files import samples
from tests.ingest.fuzz.broken_bytes import BYTES
from tests.ingest.fuzz.broken_tables import TEXTS, encoded
from tests.ingest.fuzz.broken_zips import XLSX, ZIPS
from tests.ingest.fuzz.odd_cells import Breaker, Random
from tests.ingest.fuzz.samples import as_xls, content_of, objects, table_of, texts, workbooks, zips


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


#: How workbooks are broken, by the ending of their names.
_WAYS: dict[str, Sequence[Breaker]] = {"xlsx": XLSX, "xls": BYTES, "ods": XLSX, "xlsb": ZIPS}


def file_of(number: int) -> tuple[SourceFile, Answers]:
    """The broken file of a number, and what is said of it."""
    of = Random(number)
    kind = of.choice(["text"] * 9 + ["sheets"] * 3 + ["workbook"] * 6 + ["zip"] * 2 + ["json"])
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
            content = broken(of, workbooks()[name], _WAYS[name.rpartition(".")[2]])
        elif kind == "json":
            name = of.choice(list(objects()))
            content = broken(of, encoded(of, objects()[name]), BYTES)
        else:
            name = of.choice(list(zips()))
            content = broken(of, zips()[name], ZIPS)
    wanted = of.choice([None] * 8 + [of.choice(list(SCHEMAS)), of.choice(list(FORMATS))])
    return SourceFile(f"{number} {name}", content), Answers(
        wanted, given=given({}, {}), accept_proposals=of.random() < 0.5
    )


def given(constants: dict[str, str], notations: dict[str, str]) -> Given:
    return Given(constants, notations, {"CHF": (Decimal("1.05"), _DAY)})


_DAY = date(2024, 1, 2)
