"""Zips of tables, safe to unpack or refused."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest

from lib.ingest.readers import archives
from tests.ingest.readers.made_files import SHEET, opened, refused, rezipped, rows_of, xls, xlsx, zipped


def test_a_zip_of_tables() -> None:
    content = zipped(
        {
            "csv/project.csv": b"id;title\n1;x\n",
            "csv/": b"",
            "csv/deeper/organization.CSV": b"a;b\n1;2\n",
            "readme.txt": b"a,b\n",
            "notes.pdf": b"%PDF-",
            "info.xml": b"<a/>",
            "info.json": b"{}",
            "__MACOSX/csv/._project.csv": b"\0\5\x16\7",
            "empty.csv": b"",
            "book.xlsx": xlsx({"Metrics": [["a"]], "Empty": [], "All posts": [["b"]]}),
            "old.xls": xls({"One": [["c"]]}),
            "wrongly_named.xls": b"x,y\n1,2\n",
        }
    )
    found = opened(content)
    assert [(sheet.name, sheet.properties["kind"]) for sheet in found] == [
        ("project.csv", "CSV"),
        ("organization.CSV", "CSV"),
        ("book.xlsx / Metrics", "XLSX"),
        ("book.xlsx / All posts", "XLSX"),
        ("old.xls / One", "XLS"),
        ("wrongly_named.xls", "CSV"),
    ]
    for _ in range(2):
        assert [rows_of(sheet)[0][0] for sheet in found] == ["id", "a", "a", "b", "c", "x"]


def test_names_of_members_are_only_shown() -> None:
    names = ["/etc/passwd.csv", "../../up.csv", "C:\\temp\\win.csv", "a/same.csv", "b/same.csv", "bad\u202ename.csv"]
    found = opened(zipped(dict.fromkeys(names, b"a,b\n1,2\n")))
    assert [sheet.name for sheet in found] == [
        "passwd.csv", "up.csv", "win.csv", "same.csv", "same.csv (2)", "bad\N{REPLACEMENT CHARACTER}name.csv",
    ]  # fmt: skip
    assert all(rows_of(sheet) == [["a", "b"], ["1", "2"]] for sheet in found)


def test_zips_without_tables_and_zips_in_zips() -> None:
    inner = zipped({"a.csv": b"a,b\n"})
    refused(zipped({"notes.pdf": b"%PDF-"}), "holds no table")
    refused(zipped({"a.csv": b"a,b\n", "x/inner.zip": inner}), "inner.zip is a zip inside a zip")
    refused(zipped({"inner.csv": inner}), "inner.csv is a zip inside a zip")
    refused(zipped({"a.csv": b"\n\n"}), "holds no rows")
    refused(zipped({"a.csv": b"a,b\n", "picture.csv": b"\x89PNG\r\n\0"}), "picture.csv", "a picture")


def test_an_error_inside_a_zip_names_the_member_and_the_row() -> None:
    refused(zipped({"x/project.csv": b'a,b\n1,"2\n'}), "file.bin / project.csv: row 2 opens a quote")
    book = xlsx({"Posts": [["a"], ["x"] * 2_001]})
    refused(zipped({"book.xlsx": book}), "file.bin / book.xlsx / Posts: row 2 has 2,001 cells")


@pytest.mark.parametrize("make", [lambda: zipped({"a.csv": b"a,b\n"}), lambda: xlsx({"One": [["a"]]})])
def test_encrypted_zips_are_refused(make: Callable[[], bytes]) -> None:
    content = bytearray(make())
    for place in range(len(content)):
        if content[place : place + 4] == b"PK\1\2":
            content[place + 8] |= 1
    refused(bytes(content), "password")


def test_zips_that_unpack_to_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped({"a.csv": b"a,b\n" * 50_000})
    monkeypatch.setattr(archives, "LARGE", 100_000)
    refused(content, "a.csv unpacks to more than 200 times its size")
    refused(rezipped(xlsx({"One": [["a"]]}), {SHEET: b" " * 500_000}), "sheet1.xml unpacks to more than 200 times")
    monkeypatch.setattr(archives, "MOST_UNPACKED", 150_000)
    refused(content, "unpacks to more than")


def test_zips_of_many_files() -> None:
    small = {f"{number}.csv": b"a,b\n1,2\n" for number in range(1_001)}
    refused(zipped(small), "holds 1,001 files")
    refused(zipped(dict(list(small.items())[:51])), "holds 51 tables; send at most 50")


def test_a_bomb_of_the_usual_size() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb.csv", "w") as member:
        for _ in range(101):
            member.write(bytes(1024**2))
    refused(target.getvalue(), "bomb.csv unpacks to more than 200 times its size")


def test_workbooks_in_zips_are_as_large_as_files_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped({"a.xlsx": xlsx({"One": [["a"]]})})
    monkeypatch.setattr(archives, "MOST_BYTES", 1_000)
    refused(content, "a.xlsx", "larger than")


def test_sizes_that_lie() -> None:
    content = zipped({"a.csv": b"a,b\n" * 50_000})
    claimed = content.replace(struct.pack("<I", 200_000), struct.pack("<I", 20))
    assert claimed.count(struct.pack("<I", 20)) >= 2
    refused(claimed, "damaged", "CRC")
    packed = zipfile.ZipFile(io.BytesIO(content)).infolist()[0].compress_size
    refused(content.replace(struct.pack("<I", packed), struct.pack("<I", 10**6)), "larger than the file")


def test_a_zip_behind_other_bytes() -> None:
    (found,) = opened(b"JUNK" * 200 + zipped({"a.csv": b"a,b\n1,2\n"}))
    assert rows_of(found) == [["a", "b"], ["1", "2"]]
