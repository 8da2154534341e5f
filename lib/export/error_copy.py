"""A copy of uploaded files with what is wrong written beside each row, to be mended and uploaded again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from lib.common.formulas import guarded
from lib.entities.columns import DATASET_COLUMN, DATASETS, ROW_COLUMN, WRONG_COLUMN
from lib.export.delimited import BOM
from lib.ingest.upload import Prepared
from lib.ingest.upload.found import FoundTable
from lib.ingest.upload.shown import rows_with_problems

#: Rows in all up to which the copy is a workbook; larger ones are CSV, which is quicker to write.
MOST_IN_WORKBOOK = 50_000
_WIDTH, _WIDTH_WRONG = 18, 60
_FORBIDDEN_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def error_copy(prepared: Prepared) -> tuple[str, str, bytes]:
    """Return the files with columns that say for each row what is wrong with it, its number, and its dataset.

    Cells are empty in columns that are not loaded, and in lists of persons in those that could name anybody.

    Returns:
        File name, media type and content: a workbook with a sheet a table; for very long files CSV, of several tables
        in a zip. Mended, it can be uploaded again, see lib.ingest.readers.own_exports.
    """
    rows = sum(table.rows_read for table in prepared.report.tables)
    name = f"{prepared.files[0].name.rsplit('.', 1)[0]} with errors"
    if rows <= MOST_IN_WORKBOOK:
        media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return f"{name}.xlsx", media, _as_workbook(prepared)
    if len(prepared.found) == 1:
        return f"{name}.csv", "text/csv", _as_csv(prepared, prepared.found[0])
    return f"{name}.zip", "application/zip", _as_zip(prepared)


def _lines(prepared: Prepared, found: FoundTable) -> Iterator[list[str]]:
    """Yield what is wrong with each row, its number in the file, its dataset, and its cells; the header first."""
    yield [
        WRONG_COLUMN,
        ROW_COLUMN,
        DATASET_COLUMN,
        *dict.fromkeys(header for header in found.table.header if header.strip()),
    ]
    dataset = DATASETS[prepared.is_demonstration(found)]
    for rows in rows_with_problems(found, prepared.problems):
        for number, cells, problems in rows:
            yield ["; ".join(map(str, problems)), str(number), dataset, *cells.values()]


def _as_workbook(prepared: Prepared) -> bytes:
    book = Workbook(write_only=True)
    for place, found in enumerate(prepared.found, start=1):
        sheet = book.create_sheet(_title(place, found))
        sheet.freeze_panes = "D2"
        sheet.column_dimensions["A"].width = _WIDTH_WRONG
        for column in range(2, len(found.table.header) + 4):
            sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
        for number, values in enumerate(_lines(prepared, found)):
            line = [_text_cell(sheet, text) for text in values]
            if number == 0:
                for cell in line:
                    cell.font = Font(bold=True)
            elif values[0]:
                line[0].fill = PatternFill("solid", start_color="FFF2CC")
            sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _title(place: int, found: FoundTable) -> str:
    """Name a table's sheet, or its file in a zip."""
    title = (found.table.sheet.name or found.file.name).translate(_FORBIDDEN_IN_TITLES)
    return f"{place} {title}"[:31]


def _text_cell(sheet: object, text: str) -> WriteOnlyCell:
    """Return a cell that is text whatever it begins with, so that no spreadsheet takes it for a formula."""
    cell = WriteOnlyCell(sheet, value=None)
    # A workbook cannot hold control signs.
    cell.value = "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")[:32_767]
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _as_zip(prepared: Prepared) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for place, found in enumerate(prepared.found, start=1):
            archive.writestr(f"{_title(place, found)}.csv", _as_csv(prepared, found))
    return out.getvalue()


def _as_csv(prepared: Prepared, found: FoundTable) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows(map(guarded, line) for line in _lines(prepared, found))
    return BOM + out.getvalue().encode("utf-8")
