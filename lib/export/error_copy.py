"""A copy of uploaded files with what is wrong written beside each row, to be mended and uploaded again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from lib.common.formulas import guarded
from lib.export.delimited import BOM
from lib.ingest.upload import Prepared
from lib.ingest.upload.found import FoundTable
from lib.ingest.upload.shown import rows_with_problems

#: Rows in all up to which the copy is a workbook; larger ones are CSV, which is quicker to write.
MOST_IN_WORKBOOK = 50_000
#: Header of the column that says what is wrong.
WRONG = "what is wrong"
_WIDTH, _WIDTH_WRONG = 18, 60
_FORBIDDEN_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def error_copy(prepared: Prepared) -> tuple[str, str, bytes]:
    """Return the files with a column that says for each row what is wrong with it.

    Lists of persons come without the columns that could name anybody.

    Returns:
        File name, media type and content: a workbook with a sheet a table, or for very long files CSV.
    """
    rows = sum(table.rows_read for table in prepared.report.tables)
    name = prepared.files[0].name.rsplit(".", 1)[0]
    if rows <= MOST_IN_WORKBOOK:
        media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return f"{name} with errors.xlsx", media, _as_workbook(prepared)
    return f"{name} with errors.csv", "text/csv", _as_csv(prepared)


def _lines(prepared: Prepared, found: FoundTable) -> Iterator[tuple[str, list[str]]]:
    """Yield what is wrong with each row, and its cells."""
    for rows in rows_with_problems(found, prepared.problems):
        for number, cells, problems in rows:
            message = "; ".join(map(str, problems))
            yield message and f"row {number}: {message}", list(cells.values())


def _header(prepared: Prepared, found: FoundTable) -> list[str]:
    for rows in rows_with_problems(found, prepared.problems):
        if rows:
            return list(rows[0][1])
    return list(found.table.header)


def _as_workbook(prepared: Prepared) -> bytes:
    book = Workbook(write_only=True)
    for place, found in enumerate(prepared.found, start=1):
        title = (found.table.sheet.name or found.file.name).translate(_FORBIDDEN_IN_TITLES)
        sheet = book.create_sheet(f"{place} {title}"[:31])
        sheet.freeze_panes = "B2"
        sheet.column_dimensions["A"].width = _WIDTH_WRONG
        header = _header(prepared, found)
        for column in range(2, len(header) + 2):
            sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
        cells = [_text_cell(sheet, text) for text in [WRONG, *header]]
        for cell in cells:
            cell.font = Font(bold=True)
        sheet.append(cells)
        for message, values in _lines(prepared, found):
            line = [_text_cell(sheet, text) for text in [message, *values]]
            if message:
                line[0].fill = PatternFill("solid", start_color="FFF2CC")
            sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(sheet: object, text: str) -> WriteOnlyCell:
    """Return a cell that is text whatever it begins with, so that no spreadsheet takes it for a formula."""
    cell = WriteOnlyCell(sheet, value=None)
    # A workbook cannot hold control signs.
    cell.value = "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")[:32_767]
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _as_csv(prepared: Prepared) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for found in prepared.found:
        writer.writerow([WRONG, *map(guarded, _header(prepared, found))])
        for message, values in _lines(prepared, found):
            writer.writerow([message, *map(guarded, values)])
    return BOM + out.getvalue().encode("utf-8")
