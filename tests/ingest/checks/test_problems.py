"""Problems are grouped, and rows with errors quarantined."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from lib.entities.project import Project
from lib.ingest.upload import RejectedError, prepare
from lib.ingest.upload.answers import Answers
from lib.services.actors import operator
from lib.store.housekeeping_tables import QuarantinedRow
from tests.ingest.checks.reports import only, places, report_on, rows
from tests.ingest.dumps import csv_file, load_files


def test_many_alike_problems_are_one(filled: Engine) -> None:
    lines = "".join(f"J{number},T,not a date\n" for number in range(10_000))
    group = only(report_on(filled, csv_file("project", f"project_id,title,start_date\n{lines}")).errors)
    assert (group.rows, group.column, len(group.examples)) == (10_000, "start_date", 5)
    assert group.examples[0] == (2, "not a date")
    assert str(group).endswith("(and 9999 more rows)")


def test_bad_rows_are_kept_aside_with_their_reasons(filled: Engine) -> None:
    content = "project_id,title,start_date,extra\nJ,T,2020-01-01,a\nK,,yesterday,b\nL,T,2020-01-01,c,too many\n"
    file = csv_file("project", content)
    with prepare(filled, [file]) as ready:
        assert ready.report.tables[0].unused == ("extra",)
        with pytest.raises(RejectedError) as rejected:
            ready.load(operator("tests"))
        assert places(rejected.value.problems) == [
            ("project.csv", 3, "start_date"),
            ("project.csv", 3, "title"),
            ("project.csv", 4, ""),
        ]
        assert rows(filled, Project, "project_id") == []
        loaded = ready.load(operator("tests"), quarantine_bad_rows=True)
    assert loaded.rows_quarantined == 2
    assert rows(filled, Project, "project_id") == [("J",)]
    kept = rows(filled, QuarantinedRow, "import_id", "source_row", "cells", "problems")
    assert [row[:2] for row in kept] == [(loaded.upload_id, 3), (loaded.upload_id, 4)]
    assert kept[0][2] == {"project_id": "K", "title": "", "start_date": "yesterday", "extra": ""}, (
        "what nobody asked for"
    )
    assert sorted(problem.partition(":")[0] for problem in kept[0][3]) == ["start_date", "title"]
    assert kept[1][3] == [
        "no cells beyond the 4 of the header; a text in which the separator stands has to be in quotes"
    ]


def test_header_problems(filled: Engine) -> None:
    report = report_on(
        filled, csv_file("country", "iso2,name,name,colour\nMT,Malta,Malta,red\n"), answers=Answers("country")
    )
    assert {group.column for group in report.errors} == {"iso3", "name"}
    assert all(group.examples[0][0] == 1 for group in report.errors)
    assert report.tables[0].rows_bad == report.tables[0].rows_read
    with prepare(filled, [csv_file("country", "iso2,name,colour\nFR,France,red\n")], Answers("country")) as ready:
        refused = pytest.raises(RejectedError, match="no row can be read under these column names")
        with refused:
            ready.load(operator("tests"), quarantine_bad_rows=True)


def test_warnings_do_not_keep_rows_from_being_loaded(filled: Engine) -> None:
    content = "project_id,title,start_date,end_date,total_cost_eur,funding_eur\nJ,T,2020-01-01,2040-01-01,10000,20000\n"
    report = report_on(filled, csv_file("project", content))
    assert report.errors == ()
    assert {group.column for group in report.warnings} == {"start_date", "funding_eur"}
    assert load_files(filled, csv_file("project", content)).counts["project"].new == 1
