"""Rows that come twice: equal ones count once, others are refused with both rows named."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Engine

from lib.entities.attendance import Attendance
from lib.entities.post import Post
from lib.entities.project import Project, ProjectKeyword
from lib.ingest.upload import Counts
from tests.ingest.checks.reports import only, report_on, rows
from tests.ingest.dumps import csv_file, load_files

PROJECTS = "project_id,title,start_date,keywords\n"
X = "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements\n"


def post(number: int, day: str, impressions: int) -> str:
    post_id = 1812345678901234000 + number
    address = f"https://x.com/example/status/{post_id}"
    return f'{post_id},"{day}",Text {number},{address},{impressions},5,20\n'


def test_equal_rows_count_once(filled: Engine) -> None:
    file = csv_file("project", f"{PROJECTS}J,T,2024-03,a;b\nK,T,,\nJ,T,2024-03,a;b\nJ,T,2024-03,a;b\n")
    report = report_on(filled, file)
    assert report.errors == ()
    warning = only(report.warnings)
    assert (warning.code, warning.column, warning.rows) == ("equal-row", "project_id", 2)
    assert warning.examples[0] == (4, "J (as in row 2)")
    assert report.counts == {"project": Counts(new=2)}
    load_files(filled, file)
    assert rows(filled, Project, "project_id") == [("J",), ("K",)]
    assert rows(filled, ProjectKeyword, "keyword") == [("a",), ("b",)]


@pytest.mark.parametrize(
    ("other", "column"),
    [("J,Other,2024-03,a;b", "title"), ("J,T,2024-03-01,a;b", "start_date"), ("J,T,2024-03,b", "keywords")],
)
def test_rows_of_one_key_that_differ_are_named_both(filled: Engine, other: str, column: str) -> None:
    error = only(report_on(filled, csv_file("project", f"{PROJECTS}J,T,2024-03,a;b\n{other}\n")).errors)
    assert (error.code, error.examples) == (
        "repeated-key",
        ((3, f"J (as in row 2, which has other values in {column})"),),
    )


def test_a_person_who_is_listed_twice_counts_once(filled: Engine) -> None:
    load_files(filled, csv_file("event", "event_id,name\nE25,Meeting\n"))
    head = "event_id,attendee,registered,attended\n"
    file = csv_file("attendance", f"{head}E25,anna@uni.example,yes,yes\nE25,Anna@Uni.example ,yes,yes\n")
    report = report_on(filled, file)
    assert report.errors == ()
    assert only(report.warnings).examples == ((3, "(not shown) (as in row 2)"),)
    load_files(filled, file)
    assert len(rows(filled, Attendance, "event_id")) == 1


@pytest.mark.parametrize("newest_first", [False, True])
def test_of_exports_that_overlap_the_newer_one_counts(filled: Engine, newest_first: bool) -> None:
    january = csv_file("jan", X + post(1, "Wed, Jan 14, 2026", 1234) + post(2, "Thu, Jan 15, 2026", 50))
    february = csv_file(
        "feb",
        X + post(1, "Wed, Jan 14, 2026", 1300) + post(2, "Thu, Jan 15, 2026", 50) + post(3, "Tue, Feb 3, 2026", 90),
    )
    files = [february, january] if newest_first else [january, february]
    report = report_on(filled, *files)
    assert report.errors == ()
    said = {group.code: str(group) for group in report.warnings}
    assert said.keys() == {"newer-row-taken", "equal-row-of-table"}
    assert "the values of feb.csv were taken, which is newer than jan.csv" in said["newer-row-taken"]
    load_files(filled, *files)
    found = rows(filled, Post, "published_at", "impressions")
    assert found == [(datetime(2026, 1, 14), 1300), (datetime(2026, 1, 15), 50), (datetime(2026, 2, 3), 90)]


def test_one_row_in_two_files(filled: Engine) -> None:
    first, equal = csv_file("a", f"{PROJECTS}J,T,,a\n"), csv_file("b", f"{PROJECTS}J,T,,a\nK,T,,\n")
    assert only(report_on(filled, first, equal).warnings).examples == ((2, "J (row 2 there)"),)
    load_files(filled, first, equal)
    assert rows(filled, Project, "project_id") == [("J",), ("K",)]
    other = csv_file("c", f"{PROJECTS}J,T,,b\n")
    error = only(report_on(filled, first, other).errors)
    assert str(error).startswith("c.csv, row 2, column project_id: 'J (row 2 there)' found, expected each key in one")
