"""Only cells of columns that are loaded are kept: names in the others are in no table, report or copy."""

from __future__ import annotations

import io

import openpyxl
import pytest
from sqlalchemy import Engine

from lib.export.error_copy import error_copy
from lib.ingest.matching import Match
from lib.ingest.quarantine import list_quarantined
from lib.ingest.upload import prepare
from lib.ingest.upload.answers import Answers
from lib.services.actors import operator
from tests.ingest.dumps import csv_file, dump, everything, files_of

#: A made-up list of projects with their leaders, as some agencies publish it.
LIST = (
    "Reference,Title,PISurname,ORCID,Begin\n"
    "A1,One,Zyzzyva,0000-0000-0000-0001,2020-01-01\n"
    "A2,Two,Zyzzyva,0000-0000-0000-0002,someday\n"
    ",,Zyzzyva of the heading,,\n"
    "A3,Three,Zyzzyva,0000-0000-0000-0003,2020-01-01,Zyzzyva too\n"
    'A4,"Four,\nA5,Five,Zyzzyva,0000-0000-0000-0005,2020-01-01\nand more",Zyzzyva,0000-0000-0000-0004,2020-01-01\n'
)
MATCH = Match("project", {"project_id": "Reference", "title": "Title", "start_date": "Begin"})


@pytest.mark.parametrize("template", [False, True])
def test_cells_of_columns_that_are_not_loaded_are_kept_nowhere(engine: Engine, template: bool) -> None:
    names = {"Reference": "project_id", "Title": "title", "Begin": "start_date"}
    content = LIST
    if template:
        for theirs, ours in names.items():
            content = content.replace(theirs, ours)
    # The title of the fourth row is loaded, with the rows that it has swallowed.
    content = content[: content.index("A4")]
    answers = Answers() if template else Answers(matches={"list.csv": MATCH})
    with prepare(engine, [csv_file("list", content)], answers) as ready:
        _, _, copy = error_copy(ready)
        told = repr(ready.report)
        loaded = ready.load(operator("tests"), quarantine_bad_rows=True)
    assert loaded.upload_id is not None
    kept = list_quarantined(engine, loaded.upload_id, 10, operator("tests"))
    shown = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(copy)).worksheets[0]]
    assert len(kept) == 2
    assert kept.columns.tolist() == ["part", "row", "what is wrong", *content.splitlines()[0].split(",")], (
        "as the file has it"
    )
    assert [row[4] for row in shown[1:]] == ["One", "Two", None, "Three"]
    stored = repr(everything(engine)) + files_of(engine).decode(errors="replace")
    for where in (told, repr(shown), kept.to_csv(), stored):
        assert "zyzzyva" not in where.casefold()
        assert "0000-0000" not in where
    assert "someday" in kept.to_csv()


def test_rows_that_a_text_has_swallowed_are_told_without_a_word_of_them(engine: Engine) -> None:
    with prepare(engine, [csv_file("list", LIST)], Answers(matches={"list.csv": MATCH})) as ready:
        told = {warning.code: [row for row, _ in warning.examples] for warning in ready.report.warnings}
        assert told["rows-inside-text"] == [6]
        assert "Zyzzyva" not in repr((ready.report.warnings, ready.report.errors))
    assert dump(engine)["project"] == []
