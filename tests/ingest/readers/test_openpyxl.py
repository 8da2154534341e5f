"""What lib/ingest/readers/xlsx.py uses that is private to openpyxl: a release that changes it fails here."""

from __future__ import annotations

import inspect
import io
from datetime import date, timedelta
from zipfile import ZipFile

import openpyxl
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import ARC_STYLE, SHARED_STRINGS

from lib.ingest.readers.xlsx_parts import DateStyles, Parts


def workbook() -> io.BytesIO:
    """A workbook with a date in A1 and a duration in B1."""
    book = openpyxl.Workbook()
    book.active.append([date(2024, 3, 14), timedelta(hours=30)])
    content = io.BytesIO()
    book.save(content)
    return content


def test_the_tags_of_rows_are_where_they_were() -> None:
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert (f"{main}row", f"{main}sheetData") == (ROW_TAG, DATA_TAG)


def test_a_sheet_parser_takes_what_it_took() -> None:
    taken = list(inspect.signature(WorkSheetParser.__init__).parameters)
    assert taken[:7] == ["self", "src", "shared_strings", "data_only", "epoch", "date_formats", "timedelta_formats"]
    assert callable(WorkSheetParser.parse_row)


def test_a_workbook_is_opened_in_the_same_steps() -> None:
    reader = ExcelReader(workbook(), read_only=True, data_only=True, keep_links=False)
    with reader.archive:
        reader.read_manifest()
        assert reader.package.find(SHARED_STRINGS) is None
        reader.read_workbook()
        (sheet, relation), *others = reader.parser.find_sheets()
    assert not others
    assert sheet.name == "Sheet"
    assert relation.Type.endswith("/worksheet")
    assert relation.target in ZipFile(workbook()).namelist()
    # A date and a duration have a style each, known by its number.
    styles = DateStyles("")
    with Parts(workbook(), "") as archive:
        archive.stream(ARC_STYLE, styles)
    assert (styles.dates, styles.durations) == ({1, 2}, {2})
