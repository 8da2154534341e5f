"""Limits of size, and files that hold no table."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from lib.ingest.readers import cells, decoding, kinds
from tests.ingest.readers.made_files import read, refused, with_rows, xlsx, zipped


def test_file_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "MOST_BYTES", 10)
    refused(b"a,b\n1,2\n3,4\n", "larger than")


@pytest.mark.parametrize("make", [lambda rows: b"a,b\n" * rows, lambda rows: xlsx({"One": [["a", 1]] * rows})])
def test_number_of_rows(monkeypatch: pytest.MonkeyPatch, make: Callable[[int], bytes]) -> None:
    monkeypatch.setattr(cells, "MOST_ROWS", 50)
    assert len(read(make(50))) == 50
    refused(make(51), "more than 49 rows below its first")


def test_a_row_far_down() -> None:
    refused(with_rows('<row r="1048000"><c r="A1048000"><v>1</v></c></row>'), "more than 1,000,000 rows")
    refused(with_rows('<row r="2000000000"/>'), "row 2000000000 follows row 0")
    far = with_rows('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="0"/></row>')
    assert read(far) == [[Decimal(1)]]


def test_number_of_columns() -> None:
    wide, wider = ["x"] * 2_000, ["x"] * 2_001
    assert read(",".join(wide).encode()) == [wide]
    refused(b"a,b\n" + ",".join(wider).encode(), "row 2 has 2,001 cells")
    refused(xlsx({"One": [["a"], wider]}), "One", "row 2 has 2,001 cells")
    refused(with_rows('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>'), "damaged")


def test_characters_of_a_cell() -> None:
    assert len(str(read(b"a,b\n1," + b"x" * 100_000)[1][1])) == 100_000
    refused(b"a,b\n1," + b"x" * 100_001, "row 2 has a cell of more than 100,000 characters")
    refused(b'a,b\n1,"' + b"x\n" * 600_000, "row 2 has a cell of more than 100,000 characters", "quote")
    long = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 100_001}</t></is></c></row>'
    refused(with_rows(long), "row 1 has a cell of more than 100,000 characters")


def test_a_line_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "_LONGEST_LINE", 1_000)
    monkeypatch.setattr(decoding, "_BLOCK", 100)
    assert len(read(b"a,b\n" * 5_000)) == 5_000
    refused(b"a,b\n" + b"x," * 1_000, "no line end")
    refused(b"a,b\n\xe4" + b"x," * 1_000, "no line end")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no rows"),
        (b"\xef\xbb\xbf", "holds no rows"),
        (b"\r\n \r\n\t\r\n", "holds no rows"),
        (b"sep=;\r\n", "holds no rows"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        (b"\xff\xd8\xff\xe0\0\0", "a picture"),
        (b"\x1f\x8b\x08\0", "a packed file"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "NUL"),
        (b"<html><table><tr><td>1</td></tr></table>", "web page or XML"),
        (b'<?xml version="1.0"?>\n<Workbook/>', "web page or XML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "file.bin"),
        (b"PK\x03\x04" + bytes(40), "damaged"),
        (zipped({}), "holds no table"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}), "damaged"),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "damaged"),
        (zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), "without a workbook"),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "damaged"),
    ],
)
def test_other_files_are_refused(content: bytes, said: str) -> None:
    refused(content, said)
