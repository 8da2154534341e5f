"""Files of every kind and dialect to rows, with tables and damage that Hypothesis and a seeded fuzz make up."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from hypothesis import example, given, settings
from hypothesis import strategies as some
from openpyxl.cell import WriteOnlyCell

from lib.ingest import archives, cells, csv_files, sheets, workbooks
from lib.ingest.sheets import CHUNK, Cell, Sheet, open_sheets
from lib.ingest.source import SourceFile, Unusable

Table = list[list[Any]]


def rows_of(sheet: Sheet) -> list[list[Cell]]:
    """All rows; the chunks' numbers must go on without a gap."""
    rows: list[list[Cell]] = []
    for number, chunk in sheet.read():
        assert number == len(rows) + 1
        assert 0 < len(chunk) <= CHUNK
        rows += chunk
    return rows


def opened(content: bytes, name: str = "file.bin") -> list[Sheet]:
    return open_sheets(SourceFile(name, content))


def only(content: bytes) -> Sheet:
    (sheet,) = opened(content)
    return sheet


def read(content: bytes) -> list[list[Cell]]:
    return rows_of(only(content))


def read_all(content: bytes) -> list[list[Cell]]:
    """The rows of all sheets of a file."""
    return [row for sheet in opened(content) for row in rows_of(sheet)]


def refused(content: bytes, *said: str) -> None:
    """The file is refused with all of this said, when it is opened or while it is read."""
    with pytest.raises(Unusable) as refusal:
        read_all(content)
    for words in ("file.bin", *said):
        assert words in str(refusal.value)
    assert len(str(refusal.value)) < 400


def xlsx(tables: dict[str, Table], arrange: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    for title, rows in tables.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append([_as_written(page, value) for value in row])
    if arrange:
        arrange(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _as_written(page: Any, value: Any) -> Any:
    """Text stays text, even where it looks like a formula or an error."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(page, value)
    cell.data_type = "s"
    return cell


def xls(tables: dict[str, Table], epoch_1904: bool = False) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = epoch_1904
    day, moment = xlwt.easyxf(num_format_str="DD.MM.YYYY"), xlwt.easyxf(num_format_str="DD.MM.YYYY HH:MM:SS")
    clock = xlwt.easyxf(num_format_str="HH:MM:SS")
    for title, rows in tables.items():
        page = book.add_sheet(title)
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if isinstance(value, datetime):
                    page.write(y, x, value, moment)
                elif isinstance(value, date):
                    page.write(y, x, value, day)
                elif isinstance(value, time):
                    page.write(y, x, value, clock)
                elif value is not None:
                    page.write(y, x, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def rezipped(content: bytes, changed: dict[str, bytes]) -> bytes:
    """A zip with some members replaced or added."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return zipped(members | changed)


def member_text(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


STRINGS = "xl/sharedStrings.xml"


def with_rows(rows: str, texts: str = "") -> bytes:
    """A workbook whose only sheet has this XML as its rows, and shared texts, which openpyxl itself never writes."""
    content = xlsx({"One": [["a"]]})
    strings = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/{STRINGS}" ContentType="{strings}"/></Types>'
    changed = {
        SHEET: f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>",
        STRINGS: f"<sst {MAIN}>{texts}</sst>",
        "[Content_Types].xml": member_text(content, "[Content_Types].xml").replace("</Types>", override),
    }
    return rezipped(content, {name: xml.encode() for name, xml in changed.items()})


# CSV: encodings

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
    assert sheet.told == {"kind": "CSV", "encoding": told, "separator": "semicolon"}
    assert sheet.name == ""


def test_windows_1252() -> None:
    sheet = only("Größe;Preis\nÜber – groß“;5 €\n".encode("cp1252"))
    assert rows_of(sheet) == [["Größe", "Preis"], ["Über – groß“", "5 €"]]
    assert sheet.told["encoding"] == "Windows-1252"


def test_windows_1252_beyond_the_first_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_files, "_BLOCK", 7)
    assert read(b"a,b\n" * 10 + b"\xe4,x\n")[10] == ["ä", "x"]


@pytest.mark.parametrize("block", [1, 2, 3, 5, 7, 1024])
def test_characters_across_blocks(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(csv_files, "_BLOCK", block)
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
def test_bytes_that_mean_nothing(byte: int) -> None:
    refused(b"a,b\r\n1,2\r\n\xe4" + bytes([byte]) + b",2\r\n", "line 3", f"0x{byte:02X}", "neither")


def test_utf_16_that_is_cut_off() -> None:
    refused("a,b\nä,ü\n".encode("utf-16")[:-1], "line 2", "UTF-16")


def test_nul_characters_are_refused() -> None:
    refused(b"a,b\n1,\0\n", "line 2", "NUL")
    refused("a,b\n1,\0\n".encode("utf-16"), "line 2", "NUL")
    refused(bytes(5000), "NUL")


# CSV: separators

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
    assert sheet.told["separator"] == told
    assert rows_of(sheet)[row - 1] == expected


def test_rows_with_a_stray_separator_do_not_hide_the_true_one() -> None:
    rows = "id;title;objective\n" + "1;a;one; two\n2;b;three\n3;c;four, five\n" * 70
    assert only(rows.encode()).told["separator"] == "semicolon"


def test_one_column() -> None:
    sheet = only(b"name\none\n\ntwo words\n")
    assert rows_of(sheet) == [["name"], ["one"], [], ["two words"]]
    assert "separator" not in sheet.told


@pytest.mark.parametrize("line", ["sep=;\r\n", '"sep=;"\r\n', "SEP=;\r\n"])
def test_a_line_that_names_the_separator_is_no_row(line: str) -> None:
    sheet = only(f"{line}a;b\r\n1,2;3,4\r\n".encode("utf-8-sig"))
    assert list(sheet.read()) == [(1, [["a", "b"], ["1,2", "3,4"]])]
    assert sheet.told["separator"] == "semicolon"


def test_any_separator_that_the_file_names() -> None:
    sheet = only(b"sep=^\na^b\n1,2^3\n")
    assert rows_of(sheet) == [["a", "b"], ["1,2", "3"]]
    assert sheet.told["separator"] == "^"


# CSV: records


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


# Limits


def test_file_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_BYTES", 10)
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
    assert len(str(read(b"a,b\n1," + b"x" * 1_000_000)[1][1])) == 1_000_000
    refused(b"a,b\n1," + b"x" * 1_000_001, "row 2 has a cell of more than 1,000,000 characters")
    refused(b'a,b\n1,"' + b"x\n" * 600_000, "row 2 has a cell of more than 1,000,000 characters", "quote")
    long = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 1_000_001}</t></is></c></row>'
    refused(with_rows(long), "row 1 has a cell of more than 1,000,000 characters")


def test_a_line_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_files, "_LONGEST_LINE", 1_000)
    monkeypatch.setattr(csv_files, "_BLOCK", 100)
    assert len(read(b"a,b\n" * 5_000)) == 5_000
    refused(b"a,b\n" + b"x," * 1_000, "no line end")
    refused(b"a,b\n\xe4" + b"x," * 1_000, "no line end")


# Other files


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
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}), "OpenDocument"),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "XLSB"),
        (zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), "without a workbook"),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "damaged"),
    ],
)
def test_other_files_are_refused(content: bytes, said: str) -> None:
    refused(content, said)


# Workbooks

MOMENT = datetime(2024, 3, 14, 9, 30)


def test_cells_of_xlsx() -> None:
    row = [
        "text",
        0.1,
        5.0,
        123456789012345,
        -2.5e-7,
        True,
        False,
        date(2024, 3, 14),
        MOMENT,
        time(9, 30),
        None,
        " x ",
    ]
    sheet = only(xlsx({"Metrics": [row, [timedelta(hours=26, minutes=5), datetime(2024, 3, 14)]]}))
    assert sheet.name == "Metrics"
    assert sheet.told == {"kind": "XLSX"}
    numbers = [Decimal("0.1"), Decimal(5), Decimal(123456789012345), Decimal("-2.5E-7")]
    assert rows_of(sheet) == [
        ["text", *numbers, "yes", "no", date(2024, 3, 14), MOMENT, "09:30:00", "", " x "],
        ["26:05:00", date(2024, 3, 14)],
    ]
    assert str(rows_of(sheet)[0][2]) == "5"


def test_cells_as_other_programs_write_them() -> None:
    written = (
        '<c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="str"><f>A1</f><v>shown</v></c><c r="D1"><f>1+1</f><v>2</v></c>'
        '<c r="E1" t="d"><v>2024-03-14T09:30:00</v></c><c r="F1"><v>1E400</v></c>'
        '<c r="G1"><v>0.10000000000000001</v></c>'
        '<c r="H1" t="inlineStr"><is><t>a_x000D_\nb</t></is></c><c r="I1" t="s"><v>1</v></c>'
        '<c r="J1" t="s"><v>0</v></c>'
        '<c r="K1"><f>A1</f></c><c r="L1"/>'
    )
    texts = "<si><t>shared</t></si><si><r><t>in </t></r><r><rPr><b/></rPr><t>parts</t></r></si>"
    row = ["", "#N/A", "shown", Decimal(2), MOMENT, "inf", Decimal("0.1"), "a\r\nb", "in parts", "shared"]
    assert read(with_rows(f'<row r="1">{written}</row>', texts)) == [row]
    refused(with_rows('<row r="1"><c r="A1" t="s"><v>2</v></c></row>', texts), "One", "damaged")
    assert read(with_rows("<row><c><v>1</v></c></row><row/><row><c/><c><v>3</v></c></row>")) == [
        [Decimal(1)],
        [],
        ["", Decimal(3)],
    ]


def test_the_1904_calendar() -> None:
    content = xlsx({"One": [[date(2024, 3, 14)]]})
    book = member_text(content, "xl/workbook.xml")
    of_1904, found = re.subn("<workbookPr ?/>", '<workbookPr date1904="1"/>', book)
    assert found == 1
    content = rezipped(content, {"xl/workbook.xml": of_1904.encode()})
    assert read(content) == [[date(2028, 3, 15)]]
    assert read(xls({"One": [[date(2024, 3, 14)]]}, epoch_1904=True)) == [[date(2024, 3, 14)]]


def test_dates_beyond_the_calendar() -> None:
    content = xlsx({"One": [[date(2024, 3, 14)]]})
    far = member_text(content, SHEET).replace("<v>45365</v>", "<v>99999999</v>")
    with pytest.warns(UserWarning, match="outside the limits"):
        assert read(rezipped(content, {SHEET: far.encode()})) == [["#VALUE!"]]


def test_sheets_of_a_workbook() -> None:
    def arrange(book: openpyxl.Workbook) -> None:
        book["Hidden"].sheet_state = "hidden"
        book["Very hidden"].sheet_state = "veryHidden"
        book.create_chartsheet("Chart")

    tables: dict[str, Table] = {
        "Empty": [],
        "Blank": [[None, ""]],
        "Hidden": [["a"]],
        "Very hidden": [["b"]],
        "Übersicht": [["c"]],
    }
    found = opened(xlsx(tables, arrange))
    assert [(sheet.name, rows_of(sheet)) for sheet in found] == [
        ("Hidden", [["a"]]),
        ("Very hidden", [["b"]]),
        ("Übersicht", [["c"]]),
    ]
    refused(xlsx({"Empty": []}), "holds no rows")


@pytest.mark.parametrize("write", [xlsx, xls])
def test_empty_rows_and_cells(write: Callable[[dict[str, Table]], bytes]) -> None:
    table = [[None], ["explained"], [], ["", "a", None, ""], [None, None], ["b"], [None, ""], [""]]
    assert read(write({"One": table})) == [[], ["explained"], [], ["", "a"], [], ["b"]]


def test_cells_of_xls() -> None:
    row = ["text", 0.1, 5, True, False, date(2024, 3, 14), MOMENT, time(9, 30), None, "ü"]
    sheet = only(xls({"Metrics": [["explained"], row]}))
    assert sheet.name == "Metrics"
    assert sheet.told == {"kind": "XLS"}
    texts = ["yes", "no", date(2024, 3, 14), MOMENT, "09:30:00", "", "ü"]
    assert rows_of(sheet) == [["explained"], ["text", Decimal("0.1"), Decimal(5), *texts]]


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    content = xls({"One": [["a"]]})
    for damaged in (content, content[:-600], content + b"x"):
        with suppress(Unusable):
            read(damaged)
    assert capfd.readouterr() == ("", "")


def test_protected_workbooks_and_other_ole2_files() -> None:
    ole2 = xls({"One": [["a"]]})
    refused(ole2.replace("Workbook".encode("utf-16-le"), "Otherstr".encode("utf-16-le")), "no Excel workbook")
    refused(ole2 + "EncryptedPackage".encode("utf-16-le"), "password")


def test_strict_workbooks_are_refused_with_a_word() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    strict = (
        f'<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData>{rows}</sheetData></worksheet>'
    )
    refused(rezipped(xlsx({"One": [["a"]]}), {SHEET: strict.encode()}), "Strict")


def test_rows_out_of_order() -> None:
    refused(
        with_rows('<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'),
        "row 1 follows row 2",
    )


def test_openpyxl_reads_defused() -> None:
    assert openpyxl.DEFUSEDXML
    assert openpyxl.xml.functions.iterparse.__module__.startswith("defusedxml")
    assert openpyxl.xml.functions.fromstring.__module__.startswith("defusedxml")


@pytest.mark.parametrize(
    "part",
    [SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"],
)
def test_entities_are_refused(part: str) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    content = with_rows('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', "<si><t>a</t></si>")
    root = member_text(content, part).removeprefix("<?xml version='1.0' encoding='UTF-8'?>")
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>{root}'
    refused(rezipped(content, {part: bomb.encode()}), "EntitiesForbidden")


def test_a_row_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_LONGEST_ROW", 100_000)
    assert len(read(with_rows("<row><c><v>1</v></c></row>" * 20_000))) == 20_000
    refused(with_rows(f"<row>{'<c/>' * 50_000}</row>"), "row of more than")
    refused(with_rows(f"<row><c><v>{'1' * 200_000}</v></c></row>"), "row of more than")


def test_texts_that_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_MOST_HELD", 20_000)
    refused(with_rows("<row/>", "<si><t>a</t></si>" * 2_000), "of text")


def test_a_changed_byte_in_a_stored_sheet_is_noticed() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx({"One": [["a", 4711]]}))) as archive:
        stored = zipped({name: archive.read(name) for name in archive.namelist()}, zipfile.ZIP_STORED)
    refused(stored.replace(b">4711<", b">4712<"), "damaged", "CRC")


# Zips


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
    assert [(sheet.name, sheet.told["kind"]) for sheet in found] == [
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


# Tables that Hypothesis makes up. NUL is refused by design and lone surrogates are not text.

TEXT = some.text(some.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
TRICKY = some.text(some.sampled_from(list("ab ,;\t|\"'\r\n=€äß“😀\N{NO-BREAK SPACE}")), max_size=12)


@some.composite
def tables(draw: some.DrawFn, cell: some.SearchStrategy[Any]) -> Table:
    """A header of words and rows as wide.

    The header makes the separator decidable: were all cells arbitrary, `a;b,c` could be read in two ways. Hence also at
    least two columns and a row below the header.
    """
    width = draw(some.integers(2, 5))
    header = draw(some.lists(some.from_regex("[a-z]{1,8}", fullmatch=True), min_size=width, max_size=width))
    return [header, *draw(some.lists(some.lists(cell, min_size=width, max_size=width), min_size=1, max_size=8))]


def csv_bytes(table: Table, codec: str, separator: str, end: str, every: bool) -> bytes:
    """The table as CSV; `every` cell in quotes or those that need them. csv.writer does not quote other line ends."""

    def written(cell: str) -> str:
        doubled = cell.replace('"', '""')
        return f'"{doubled}"' if every or any(sign in cell for sign in f'{separator}"\r\n') else cell

    return "".join(separator.join(map(written, row)) + end for row in table).encode(codec)


SEPARATOR = some.sampled_from(list(csv_files._SEPARATORS))
END = some.sampled_from(["\n", "\r\n", "\r"])


@settings(max_examples=300, deadline=None)
@given(tables(TEXT | TRICKY), some.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), SEPARATOR, END, some.booleans())
def test_any_csv_is_read_back(table: Table, codec: str, separator: str, end: str, every: bool) -> None:
    sheet = only(csv_bytes(table, codec, separator, end, every))
    assert rows_of(sheet) == table
    assert sheet.told["separator"] == csv_files._SEPARATORS[separator]


#: Windows-1252 whose bytes are nowhere UTF-8 as well: a sharp s and a dash may be one letter of N'Ko.
WINDOWS = some.text(some.sampled_from(list("ab ,;\t|\"'\r\näöüßéçñ€“–…")), max_size=12).filter(
    lambda text: text.encode("cp1252").decode("utf-8", errors="ignore").isascii()
)


@settings(max_examples=100, deadline=None)
@given(tables(WINDOWS), SEPARATOR, END, some.booleans())
def test_any_windows_1252_is_read_back(table: Table, separator: str, end: str, every: bool) -> None:
    assert read(csv_bytes(table, "cp1252", separator, end, every)) == table


#: Without its mark UTF-16 is known by the zeros that Latin letters, digits and separators have.
LATIN = some.text(some.characters(min_codepoint=1, max_codepoint=255), max_size=12)


@settings(max_examples=100, deadline=None)
@given(tables(LATIN), some.sampled_from(["utf-16-le", "utf-16-be"]), SEPARATOR, END, some.booleans())
def test_any_utf_16_without_mark_is_read_back(table: Table, codec: str, separator: str, end: str, every: bool) -> None:
    assert read(csv_bytes(table, codec, separator, end, every)) == table


def trimmed(table: Table) -> list[list[Cell]]:
    """As workbooks are read: Python's values as cells, empty ends left out."""
    rows = [[expected(value) for value in row] for row in table]
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def expected(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return Decimal(repr(value))
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date()
    # XLS can hold it, and no store can.
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value


# Serial numbers of days have a 29 February 1900 that never was; moments are kept to the millisecond.
MOMENTS = some.datetimes(datetime(1900, 3, 1), datetime(2200, 1, 1)).map(lambda moment: moment.replace(microsecond=0))
VALUES = some.none() | some.booleans() | some.dates(date(1900, 3, 1), date(2200, 1, 1)) | MOMENTS
# XML 1.0 has no control characters and no U+FFFE and U+FFFF, and turns \r into \n.
XML_TEXT = some.text(
    some.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | some.sampled_from("\t\n"),
    max_size=12,
)
# openpyxl writes 16 digits at most.
NUMBERS = some.builds(
    lambda digits, power: float(f"{digits}e{power}"), some.integers(-(10**15), 10**15), some.integers(-300, 290)
)


@settings(max_examples=60, deadline=None)
@given(some.lists(some.lists(VALUES | some.integers(-(10**15), 10**15) | NUMBERS | XML_TEXT, max_size=5), max_size=6))
def test_any_xlsx_is_read_back(table: Table) -> None:
    table = [["first"], *table]
    assert read(xlsx({"One": table})) == trimmed(table)


# xlwt counts characters beyond U+FFFF once although XLS counts them twice, and XLS has no numbers but floats.
XLS_TEXT = some.text(some.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF), max_size=12)
XLS_NUMBERS = some.integers(-(2**53), 2**53) | some.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=60, deadline=None)
@given(some.lists(some.lists(VALUES | XLS_NUMBERS | XLS_TEXT, max_size=5), max_size=6))
@example([["a\0b"]])
def test_any_xls_is_read_back(table: Table) -> None:
    table = [["first"], *table]
    assert read(xls({"One": table})) == trimmed(table)


# Damage

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
    with suppress(Unusable):
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
