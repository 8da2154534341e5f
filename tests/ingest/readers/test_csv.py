"""CSV of any encoding and separator."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from lib.ingest.readers import decoding
from lib.ingest.readers.cells import NoValue
from lib.ingest.readers.sheets import CHUNK, open_sheets
from lib.ingest.readers.source import SourceFile, UnreadableFileError
from tests.ingest.readers.made_files import only, read, refused, rows_of, xls, xlsx

UMLAUTS = [["Näme", "Straße"], ["Zoë", "“Łódź” – 5 €"]]


@pytest.mark.parametrize(
    ("codec", "mark", "told"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8", b"\xef\xbb\xbf", "UTF-8 with BOM"),
        ("utf-16-le", b"\xff\xfe", "UTF-16"),
        ("utf-16-be", b"\xfe\xff", "UTF-16"),
        ("utf-16-le", b"", "UTF-16"),
        ("utf-16-be", b"", "UTF-16"),
    ],
)
def test_encodings(codec: str, mark: bytes, told: str) -> None:
    sheet = only(mark + "\r\n".join(";".join(row) for row in UMLAUTS).encode(codec))
    assert rows_of(sheet) == UMLAUTS
    assert sheet.properties == {"kind": "CSV", "encoding": told, "separator": "semicolon"}
    assert sheet.name == ""


def test_windows_1252() -> None:
    sheet = only("Größe;Preis\nÜber – groß“;5 €\n".encode("cp1252"))
    assert rows_of(sheet) == [["Größe", "Preis"], ["Über – groß“", "5 €"]]
    assert sheet.properties["encoding"] == "Windows-1252"


def test_windows_1252_beyond_the_first_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "_BLOCK", 7)
    assert read(b"a,b\n" * 10 + "Größe,für\n".encode("cp1252"))[10] == ["Größe", "für"]


@pytest.mark.parametrize("block", [1, 2, 3, 5, 7, 1024])
def test_characters_across_blocks(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(decoding, "_BLOCK", block)
    text = "a,b\r\nä,€😀\r\n"
    for codec in ("utf-8", "utf-8-sig", "utf-16"):
        assert read(text.encode(codec)) == [["a", "b"], ["ä", "€😀"]]
    refused("a,b\nü,1\n".encode() + b"\xe4,2\n", "line 3", "0xE4", "other lines are UTF-8")
    refused(b"\xe4,2\na,b\n" + "ü,1\n".encode(), "line 1", "0xE4", "other lines are UTF-8")


def test_mixed_encodings_name_the_first_wrong_byte() -> None:
    refused("a,b\nä,ü\n".encode() + b"caf\xe9,1\n", "line 3", "0xE9", "save it as CSV UTF-8")
    refused("\ufeffa,b\n".encode() + b"caf\xe9,1\n", "line 2", "0xE9", "UTF-8 with BOM")
    refused(b"caf\xe9,1\r" + "ü,1\r".encode(), "line 1", "0xE9")


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_bytes_that_mean_nothing_in_the_likely_code_page(byte: int) -> None:
    content = "a,b\r\nGröße,für\r\nk".encode("cp1252") + bytes([byte]) * 3 + b"g,2\r\n"
    with suppress(UnreadableFileError):
        sheet = only(content)
        assert sheet.doubt is not None or rows_of(sheet)[1] == ["Größe", "für"]
        assert sheet.properties["encoding"] != "Windows-1252"


def test_bytes_that_no_code_page_makes_words_of() -> None:
    noise = bytes(range(0x80, 0x100)) * 3
    refused(b"a,b\r\n1,2\r\n" + noise + b",2\r\n", "line 3", "0x80", "neither")


def test_utf_16_that_is_cut_off() -> None:
    refused("a,b\nä,ü\n".encode("utf-16")[:-1], "line 2", "UTF-16")


def test_nul_characters_are_refused() -> None:
    refused(b"a,b\n1,\0\n", "line 2", "NUL")
    refused("a,b\n1,\0\n".encode("utf-16"), "line 2", "NUL")
    refused(bytes(5000), "NUL")


CORDIS = """id;acronym;title;objective;ecMaxContribution
"101";"A";"One, two";"First, second
third; ""fourth"", fifth";"2499999,5"
"102";"B";"Three";"No, not a tab	here | there";"1,5"
"103";"C";"Three";"";"1,5"
"""
ZOOM = """Attendee Report
Report Generated:,"Mar 4, 2024 10:00 AM"
Topic,Webinar ID,Actual Start Time,# Registered
"Data; sharing",123 456,"Mar 3, 2024 09:00 AM",40
Host Details,
Attended,User Name (Original Name),Email,Join Time,Leave Time,Country/Region Name
Yes,Ada; Lovelace,a@example.org,"Mar 3, 2024 09:00 AM","Mar 3, 2024 10:00 AM",Malta
Attendee Details,
Attended,User Name (Original Name),Email,Join Time,Leave Time,Country/Region Name
Yes,Grace Hopper,g@example.org,"Mar 3, 2024 09:00 AM","Mar 3, 2024 10:00 AM",France
"""
TEAMS = """1. Summary
Meeting title\tInfo day, online
Attended participants\t2
Start time\t3/4/24, 10:00:00 AM

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail
Lovelace, Ada\t3/4/24, 10:00:00 AM\t3/4/24, 11:00:00 AM\t1h\ta@example.org
Hopper, Grace\t3/4/24, 10:00:00 AM\t3/4/24, 11:00:00 AM\t1h\tg@example.org
Curie, Marie\t3/4/24, 10:00:00 AM\t3/4/24, 11:00:00 AM\t1h\tm@example.org
"""


@pytest.mark.parametrize(
    ("text", "told", "row", "expected"),
    [
        ("a,b\n1;2,3\n", "comma", 2, ["1;2", "3"]),
        ("a;b\n1,5;2,5\n", "semicolon", 2, ["1,5", "2,5"]),
        ("a\tb\n1,5\t2;5\n", "tab", 2, ["1,5", "2;5"]),
        ("a|b\n1,5|2;5\n", "vertical bar", 2, ["1,5", "2;5"]),
        ("name;published\nx;Tue, Jul 14, 2026\n", "semicolon", 2, ["x", "Tue, Jul 14, 2026"]),
        ("id;keywords\n1;a, b\n2;a, c\n3;d, e\n", "semicolon", 4, ["3", "d, e"]),
        ("a,b,c\n", "comma", 1, ["a", "b", "c"]),
        ("a;b;c\n1;2;3;\n4;5;6;\n", "semicolon", 2, ["1", "2", "3", ""]),
        (CORDIS, "semicolon", 2, ["101", "A", "One, two", 'First, second\nthird; "fourth", fifth', "2499999,5"]),
        (ZOOM, "comma", 4, ["Data; sharing", "123 456", "Mar 3, 2024 09:00 AM", "40"]),
        (TEAMS, "tab", 9, ["Hopper, Grace", *["3/4/24, 10:00:00 AM", "3/4/24, 11:00:00 AM"], "1h", "g@example.org"]),
    ],
)
def test_separators(text: str, told: str, row: int, expected: list[str]) -> None:
    sheet = only(text.encode("utf-16" if text == TEAMS else "utf-8"))
    assert sheet.properties["separator"] == told
    assert rows_of(sheet)[row - 1] == expected


def test_rows_with_a_stray_separator_do_not_hide_the_true_one() -> None:
    rows = "id;title;objective\n" + "1;a;one; two\n2;b;three\n3;c;four, five\n" * 70
    assert only(rows.encode()).properties["separator"] == "semicolon"


def test_one_column() -> None:
    sheet = only(b"name\none\n\ntwo words\n")
    assert rows_of(sheet) == [["name"], ["one"], [], ["two words"]]
    assert "separator" not in sheet.properties


@pytest.mark.parametrize("line", ["sep=;\r\n", '"sep=;"\r\n', "SEP=;\r\n"])
def test_a_line_that_names_the_separator_is_no_row(line: str) -> None:
    sheet = only(f"{line}a;b\r\n1,2;3,4\r\n".encode("utf-8-sig"))
    assert list(sheet.read()) == [(1, [["a", "b"], ["1,2", "3,4"]])]
    assert sheet.properties["separator"] == "semicolon"


def test_any_separator_that_the_file_names() -> None:
    sheet = only(b"sep=^\na^b\n1,2^3\n")
    assert rows_of(sheet) == [["a", "b"], ["1,2", "3"]]
    assert sheet.properties["separator"] == "^"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends(end: str, last: bool) -> None:
    text = end.join(["a,b", '"x' + end + 'y",1', "", "z,2"]) + (end if last else "")
    assert read(text.encode()) == [["a", "b"], [f"x{end}y", "1"], [], ["z", "2"]]


def test_quotes_are_read_as_spreadsheets_do() -> None:
    text = 'a,b\n"say ""yes""",2\n"x"y,"q"\nfive" tall,"" \n3,"x"\n'
    assert read(text.encode()) == [["a", "b"], ['say "yes"', "2"], ["xy", "q"], ['five" tall', " "], ["3", "x"]]


@pytest.mark.parametrize("tail", ['"open,2\n3,4\n5,6\n', '"', '"\n', 'x,"', '"a""', '""",\n'])
def test_an_open_quote_names_its_row(tail: str) -> None:
    refused(b"a,b\n1,2\n" + tail.encode(), "row 3", "opens a quote")


def test_an_open_quote_at_a_chunk_s_end() -> None:
    for rows in (CHUNK - 2, CHUNK - 1, CHUNK):
        assert len(read(b"a,b\n" * rows)) == rows
        refused(b"a,b\n" * rows + b'"x,', f"row {rows + 1} opens")
    assert read(b'a,b\n1,2\n"x"\n')[-1] == ["x"]


def test_chunks_and_reading_again() -> None:
    sheet = only(b"a,b\n" * (CHUNK + 5))
    for _ in range(2):
        assert [(number, len(rows)) for number, rows in sheet.read()] == [(1, CHUNK), (CHUNK + 1, 5)]
    first, second = sheet.read(), sheet.read()
    assert next(first) == next(second)


def test_files_on_disk(tmp_path: Path) -> None:
    for name, content in {
        "a.csv": b"a,b\n1,2\n",
        "b.xlsx": xlsx({"One": [["a"]]}),
        "c.xls": xls({"One": [["a"]]}),
    }.items():
        (tmp_path / name).write_bytes(content)
        (sheet,) = open_sheets(SourceFile.at(tmp_path / name))
        assert rows_of(sheet)[0][0] == "a"


def test_rows_that_stand_in_quotes_as_a_whole() -> None:
    text = '"event_id,name,start_date"\n"WQ-1,Workshop,2024-05-02"\n\n"WQ-2,""Workshop, second"",2024-05-03"\n'
    sheet = only(text.encode())
    assert rows_of(sheet) == [
        ["event_id", "name", "start_date"],
        ["WQ-1", "Workshop", "2024-05-02"],
        [],
        ["WQ-2", "Workshop, second", "2024-05-03"],
    ]
    assert sheet.properties["separator"] == "comma"
    assert "in quotes as a whole" in sheet.properties["rows"]
    # Prose in quotes is one column still.
    assert read(b'"remark"\n"one, two"\n"three"\n') == [["remark"], ["one, two"], ["three"]]


def test_signs_that_nobody_sees_are_removed() -> None:
    text = "a\u200bb;\u00adsoft\u00a0x;\u200e12.05.2024\n👩\u200d🔬;x\u200dy;ok\ufeff\n"
    assert read(text.encode()) == [["ab", "soft x", "12.05.2024"], ["👩\u200d🔬", "xy", "ok"]]


def test_errors_of_spreadsheets_are_no_text() -> None:
    rows = read(b"id,name\n1,#N/A\n2,#NAME\n")
    assert rows == [["id", "name"], ["1", ""], ["2", "#NAME"]]
    assert isinstance(rows[1][1], NoValue)
    assert rows[1][1].shown == "#N/A"
