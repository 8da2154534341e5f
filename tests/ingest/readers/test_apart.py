"""Files that are read in a process of their own: as they are read here, and never beyond their limits."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from lib.ingest.readers import apart
from lib.ingest.readers.reading_process import Limits
from lib.ingest.readers.sheets import open_sheets
from lib.ingest.readers.source import SourceFile, UnreadableFileError
from tests.ingest.readers.made_files import with_rows, xlsx, zipped

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are limited on Linux alone")

TYPED = xlsx(
    {"One": [["a", "b"], [1.5, date(2024, 3, 1)], [datetime(2024, 3, 1, 9), timedelta(hours=30)], [True, "é"]]}
)
ERRORS = with_rows('<row r="1" hidden="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>1+1</f></c></row>')
LONG = "\n".join(f"{number},{number % 7}" for number in range(2_000)).encode()


def test_files_are_read_as_they_are_here() -> None:
    content = zipped({"long.csv": b"a,b\n" + LONG, "typed.xlsx": TYPED, "errors.xlsx": ERRORS})
    here, there = (open_sheets(SourceFile("x.zip", content, trusted=trusted)) for trusted in (True, False))
    assert [replace(sheet, read=list) for sheet in here] == [replace(sheet, read=list) for sheet in there]
    for own, apart_ in zip(here, there, strict=True):
        cells = [
            [(type(cell), cell, getattr(cell, "shown", "")) for row in rows for cell in row] for _, rows in own.read()
        ]
        assert cells == [
            [(type(cell), cell, getattr(cell, "shown", "")) for row in rows for cell in row]
            for _, rows in apart_.read()
        ]


def test_two_sheets_are_read_at_once_and_after_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "LIMITS", Limits(patience=0.0))
    content = zipped({"one.csv": b"a,b\n" + LONG, "two.csv": b"b,a\n" + LONG})
    one, two = open_sheets(SourceFile("x.zip", content, trusted=False))
    both = list(zip(one.read(), two.read(), strict=True))
    assert [[first for first, _ in (left, right)] for left, right in both] == [
        [n, n] for n in (1, 501, 1001, 1501, 2001)
    ]
    assert sum(len(rows) for _, (_, rows) in both) == 2_001


@pytest.mark.parametrize(
    ("limits", "texts", "said"),
    [
        (Limits(seconds=0), "<si/>" * 1_900_000, "x.xlsx: takes more than 0 seconds to read"),
        (
            Limits(memory=8 * 1024**2),
            "".join(f"<si><t>text {number}</t></si>" for number in range(200_000)),
            "x.xlsx: takes more than 8 MB of memory",
        ),
    ],
    ids=["time", "memory"],
)
def test_what_takes_too_much_is_refused(monkeypatch: pytest.MonkeyPatch, limits: Limits, texts: str, said: str) -> None:
    monkeypatch.setattr(apart, "LIMITS", limits)
    content = with_rows("<row/>", texts)
    with pytest.raises(UnreadableFileError, match=said):
        open_sheets(SourceFile("x.xlsx", content, trusted=False))


def test_what_is_wrong_with_a_file_is_said() -> None:
    with pytest.raises(UnreadableFileError, match="is a PDF; save the table as XLSX or CSV"):
        open_sheets(SourceFile("x.pdf", b"%PDF-1.7\n", trusted=False))
