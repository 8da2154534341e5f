"""What a real spreadsheet, LibreOffice, makes of our files: the same values, and no formula."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Sequence
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


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where LibreOffice keeps its settings: to make new ones takes longer than to convert a file."""
    return tmp_path_factory.mktemp("profile")


def converted(profile: Path, paths: Sequence[Path], ending: str, reading: str = "") -> list[Path]:
    """Files of one folder as LibreOffice saves them in another format, of one start of it."""
    program = shutil.which("soffice")
    if program is None:
        missing("LibreOffice", "libreoffice-calc-nogui")
    how = [f"--infilter={reading}"] if reading else []
    out = paths[0].parent / "out"
    command = [
        str(program),
        f"-env:UserInstallation=file://{profile}",
        "--headless",
        *how,
        "--convert-to",
        ending,
        "--outdir",
        str(out),
        *map(str, paths),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return [out / f"{path.stem}.{ending.partition(':')[0]}" for path in paths]


def written(path: Path, form: str) -> Path:
    path.write_bytes(as_bytes(FORMS[form], of_frame(TABLE, {name: name for name in TABLE}), About("x")))
    return path


def test_a_workbook_is_the_same_to_a_spreadsheet(profile: Path, tmp_path: Path) -> None:
    (saved,) = converted(profile, [written(tmp_path / "own.xlsx", "xlsx")], "csv")
    rows = list(csv.reader(io.StringIO(saved.read_text("utf-8"), newline="")))
    assert rows[0] == list(TABLE)
    assert [row[0] for row in rows[1:]] == NASTY
    assert [float(row[1]) for row in rows[1:3]] == [-1.5, 2.25]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_csv_runs_as_a_formula_under_any_separator(separator: str, profile: Path, tmp_path: Path) -> None:
    """Neither of our forms; a formula of another file is found by the same check."""
    foreign = tmp_path / "foreign.csv"
    foreign.write_text(f"={RUN}{separator}x\n")
    own = [written(tmp_path / f"{form}.csv", form) for form in ("csv", "excel-csv")]
    # Separator, text sign, UTF-8, first line, no column formats, language, quoted is text: no, numbers told: yes,
    # save as shown, export formulas, spaces, sheet, evaluate formulas: yes.
    options = f"{ord(separator)},34,76,1,,0,false,true,false,false,false,-1,true"
    *saved, run = converted(profile, [*own, foreign], "xlsx", f"Text - txt - csv (StarCalc):{options}")
    for path in saved:
        cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row]
        filled = [cell for cell in cells if cell.value is not None]
        assert len(filled) > len(NASTY)
        assert [cell.value for cell in filled if cell.data_type == "f"] == []
        assert not any("1234321" in str(cell.value) for cell in filled)
    assert openpyxl.load_workbook(run).active["A1"].data_type == "f"
