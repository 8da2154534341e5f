"""What a real spreadsheet, LibreOffice, makes of our files: the same values, and no formula."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from lib.export.about import About
from lib.export.forms import FORMS, as_bytes
from lib.export.frames import of_frame
from tests.conftest import missing

#: A formula that would show 1234321 if anything ran it.
RUN = "1111*1111"
NASTY = [f"={RUN}", f"+{RUN}", f"-{RUN}", f"@SUM({RUN})", f"\t={RUN}", f" ={RUN}", f"x;={RUN}", f"y,={RUN}", f'"={RUN}']
TABLE = pd.DataFrame(
    {
        "text": NASTY,
        "amount": [-1.5, 2.25] + [0.0] * (len(NASTY) - 2),
        "count": pd.array(range(len(NASTY)), dtype="Int64"),
    }
)


def converted(path: Path, ending: str, reading: str = "") -> Path:
    """A file as LibreOffice saves it in another format."""
    program = shutil.which("soffice")
    if program is None:
        missing("LibreOffice", "libreoffice-calc-nogui")
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    how = [f"--infilter={reading}"] if reading else []
    command = [
        str(program),
        profile,
        "--headless",
        *how,
        "--convert-to",
        ending,
        "--outdir",
        f"{path.parent}/out",
        path,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return path.parent / "out" / f"{path.stem}.{ending.partition(':')[0]}"


def test_a_workbook_is_the_same_to_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    path.write_bytes(as_bytes(FORMS["xlsx"], of_frame(TABLE, {name: name for name in TABLE}), About("x")))
    rows = list(csv.reader(io.StringIO(converted(path, "csv").read_text("utf-8"), newline="")))
    assert rows[0] == list(TABLE)
    assert [row[0] for row in rows[1:]] == NASTY
    assert [float(row[1]) for row in rows[1:3]] == [-1.5, 2.25]


@pytest.mark.parametrize("form", ["csv", "excel-csv"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_csv_runs_as_a_formula_under_any_separator(form: str, separator: str, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(as_bytes(FORMS[form], of_frame(TABLE, {name: name for name in TABLE}), About("x")))
    # Separator, text sign, UTF-8, first line, no column formats, language, quoted is text: no, numbers told: yes,
    # save as shown, export formulas, spaces, sheet, evaluate formulas: yes.
    options = f"{ord(separator)},34,76,1,,0,false,true,false,false,false,-1,true"
    book = openpyxl.load_workbook(converted(path, "xlsx", f"Text - txt - csv (StarCalc):{options}"))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > len(NASTY)
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert not any("1234321" in str(cell.value) for cell in cells)


def test_the_check_would_find_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"={RUN},x\n")
    options = "44,34,76,1,,0,false,true,false,false,false,-1,true"
    book = openpyxl.load_workbook(converted(path, "xlsx", f"Text - txt - csv (StarCalc):{options}"))
    assert book.active["A1"].data_type == "f"
