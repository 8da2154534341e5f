"""What would change is shown before it is loaded."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import Engine

from lib.entities.import_record import ImportRecord
from lib.entities.organisation import Organisation
from lib.export.templates import template_csv, template_xlsx
from lib.ingest.readers.source import SourceFile
from lib.ingest.upload import Counts
from tests.ingest.checks.reports import PARTICIPATION, only, report_on, rows
from tests.ingest.dumps import csv_file, everything, load_files
from tests.ingest.files import samples


def test_the_same_file_again(filled: Engine) -> None:
    file = csv_file("project", "project_id,title,keywords\nJ,T,a;b\nK,T,\n")
    assert report_on(filled, file).seen_before == ()
    first = load_files(filled, file)
    before = everything(filled)
    report = report_on(filled, file)
    assert report.changes_nothing
    assert report.counts == {"project": Counts(same=2)}
    pattern = (
        rf"project\.csv was loaded before, by tests on \d{{4}}-\d\d-\d\d \d\d:\d\d UTC \(import {first.upload_id}\)\."
    )
    assert re.fullmatch(pattern, report.seen_before[0])
    assert load_files(filled, file).upload_id is None
    assert everything(filled) == before


def test_changed_rows_side_by_side(filled: Engine) -> None:
    load_files(
        filled, csv_file("project", "project_id,title,start_date,keywords,health_categories\nJ,Old,,a;b,Eye;Blood\n")
    )
    content = "project_id,title,start_date,keywords,health_categories\nJ,New,2024-01-01,b;a,Blood;Eye\n"
    report = report_on(filled, csv_file("project", content))
    assert {(c["row"], c["key"], c["field"], c["old"], c["new"]) for c in report.changes} == {
        (2, "J", "title", "Old", "New"),
        (2, "J", "start_date", None, date(2024, 1, 1)),
        (2, "J", "keywords", "a; b", "b; a"),
    }
    assert report.counts == {"project": Counts(changed=1)}


def test_what_the_files_lack(filled: Engine) -> None:
    load_files(filled, csv_file("project", "project_id,title\nJ,T\nK,T\nL,T\nM,T\n"))
    first, second = csv_file("a", "project_id,title\nJ,T\n"), csv_file("b", "project_id,title\nK,T\nN,T\n")
    assert report_on(filled, first).counts == {"project": Counts(same=1, missing=3)}
    assert report_on(filled, first, second).counts == {"project": Counts(same=2, new=1, missing=2)}
    load_files(filled, csv_file("participation", f"{PARTICIPATION}J,O1,,partner,,\nJ,O2,,partner,,\nK,O1,,partner,,\n"))
    report = report_on(filled, csv_file("participation", f"{PARTICIPATION}J,O1,,partner,,\n"))
    assert report.counts == {"participation": Counts(same=1, missing=1)}, "only of the projects that the file speaks of"


def test_organisations_that_come_along_are_not_renamed(filled: Engine) -> None:
    load_files(filled, csv_file("organisation", "organisation_id,name,country\nPIC-999900001,Flax and Wool,GR\n"))
    files = [csv_file("project", samples.CORDIS_PROJECTS), csv_file("organization", samples.CORDIS_ORGANISATIONS)]
    report = report_on(filled, *files)
    assert report.errors == ()
    assert (report.counts["organisation"].changed, report.counts["organisation"].missing) == (0, 0)
    load_files(filled, *files)
    names = dict(rows(filled, Organisation, "organisation_id", "name"))
    assert names["PIC-999900001"] == "Flax and Wool"
    assert names["PIC-999900002"] == "Flax GmbH"


def test_a_workbook_with_our_sheets_in_any_order(filled: Engine) -> None:
    sheets = {
        "participation": [PARTICIPATION.strip().split(","), ["J", "NEW", "MT", "partner", "O1", 1.5]],
        "project": [["project_id", "title", "programme"], ["J", "T", "P"]],
        "programme": [["programme_id", "name", "level", "funder"], ["P", "P", "national", "NEW"]],
        "organisation": [["organisation_id", "name"], ["NEW", "New"]],
    }
    loaded = load_files(filled, samples.workbook_file("all.xlsx", sheets))
    assert {entity: counts.new for entity, counts in loaded.counts.items()} == dict.fromkeys(sheets, 1)
    assert rows(filled, ImportRecord, "sheet", "upload_id")[2:] == [(sheet, loaded.upload_id) for sheet in sheets]


@pytest.mark.parametrize("entity", ["organisation", "project", "programme"])
def test_the_templates_example_row_is_left_out(filled: Engine, entity: str) -> None:
    for file in (
        SourceFile("template.csv", template_csv(entity)),
        SourceFile("template.xlsx", template_xlsx(entity)),
    ):
        report = report_on(filled, file)
        assert report.errors == ()
        assert "example row" in only(report.warnings).expected
        assert report.counts[entity].new == 0
