"""Unknown columns are matched, and matches remembered."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from lib.entities.project import Project
from lib.ingest.matching import Match, remembered
from lib.ingest.parsing.given import Given
from lib.ingest.readers.source import SourceFile
from lib.ingest.upload import Counts, RejectedError, prepare
from lib.ingest.upload.answers import Answers
from lib.services.actors import operator
from tests.ingest.checks.reports import only, questions, report_on, rows
from tests.ingest.dumps import csv_file, dump, load_files


def test_a_match_is_remembered_for_the_next_file_that_looks_the_same(filled: Engine) -> None:
    content = "Kennung;Titel des Vorhabens;Beginn\nJ;Erstes;31.12.2024\n"
    file = csv_file("liste", content)
    assert list(questions(filled, file)) == [""]
    match = Match("project", {"project_id": "Kennung", "title": "Titel des Vorhabens", "start_date": "Beginn"})
    load_files(filled, file, answers=Answers(matches={"liste.csv": match}))
    assert rows(filled, Project, "project_id", "title", "start_date") == [("J", "Erstes", date(2024, 12, 31))]
    with filled.connect() as connection:
        assert remembered(connection, ["KENNUNG", " Titel des  Vorhabens", "Beginn"]) is not None
    again = csv_file("neue liste", content.replace("J;Erstes", "K;Zweites"))
    assert load_files(filled, again).counts["project"].new == 1


def test_a_match_under_which_nothing_could_be_loaded_is_not_remembered(filled: Engine) -> None:
    file = csv_file("liste", "Kennung;Titel\nJ;T\n")
    match = Match("project", {"project_id": "Kennung"})
    with prepare(filled, [file], Answers(matches={"liste.csv": match})) as ready:
        assert only(ready.report.errors).column == "title"
        with pytest.raises(RejectedError):
            ready.load(operator("tests"), quarantine_bad_rows=True)
    assert dump(filled)["column_match"] == []
    assert list(questions(filled, file)) == [""], "the next one is asked about again"


#: The headers of a list that a funder published; its rows are made up.
ERC_HEADER = [
    *("project_acronym", "project", "institution", "details"),
    *("budget_project", "date_start_project", "date_end_project"),
]


def erc_file(budget: str = "1491013") -> SourceFile:
    long = "This made-up project looks at one thing and another, for long enough that its text is prose. " * 6
    lines = [
        [
            "1D-Flax",
            "Flax in one dimension: a made-up project",
            "UNIVERSITY OF FLAX",
            long,
            budget,
            "2018-10-01",
            "2023-09-30",
        ],
        ["", "Wool without an acronym", "WOOL INSTITUTE", long, "1793697", "2013-02-01", "2018-01-31"],
        [
            "COTTON",
            "Cotton and its threads, made up as well",
            "COTTON UNIVERSITY",
            long,
            "999999.5",
            "2014-03-01",
            "2019-02-28",
        ],
    ]
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in [ERC_HEADER, *lines])
    return csv_file("erc_starting", f"{text}\n")


def test_identifiers_that_are_made_stay_the_same(filled: Engine) -> None:
    answers = Answers("project", accept_proposals=True)
    codes = questions(filled, erc_file(), answers)["budget_project"]
    assert codes[0] == "EUR"
    assert {"GBP", "CHF", "ZAR"} <= set(codes), "an unknown currency is asked for"
    answers = replace(answers, given=Given(notations={"budget_project": "EUR"}))
    report = report_on(filled, erc_file(), answers=answers)
    assert (report.errors, report.counts["project"].new) == ((), 3)
    load_files(filled, erc_file(), answers=answers)
    found = rows(filled, Project, "project_id", "acronym", "title", "funding_eur", "start_date", "end_date")
    assert [row[1:] for row in found if row[1] == "1D-Flax"] == [
        ("1D-Flax", "Flax in one dimension: a made-up project", Decimal(1491013), date(2018, 10, 1), date(2023, 9, 30))
    ]
    assert all(re.fullmatch(r"[a-z0-9-]+-[0-9a-f]{8}", str(row[0])) for row in found)
    report = report_on(filled, erc_file("1491014"), answers=Answers(given=answers.given))
    assert report.counts == {"project": Counts(changed=1, same=2)}, (
        "remembered, and found again by the same identifiers"
    )
    assert [(change["field"], change["new"]) for change in report.changes if change["field"] == "funding_eur"] == [
        ("funding_eur", Decimal(1491014))
    ]
