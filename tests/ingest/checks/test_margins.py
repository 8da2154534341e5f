"""Totals, headings of groups and footnotes are named and left out."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from lib.entities.programme import Programme
from lib.ingest.matching import Match
from lib.ingest.parsing.given import Given
from lib.ingest.parsing.margins import is_total
from lib.ingest.upload.answers import Answers
from tests.ingest.checks.reports import only, report_on, rows
from tests.ingest.dumps import csv_file, load_files

GERMAN = "Programm;Land;Beginn;Ende;Budget (EUR)\n"
GERMAN_ROWS = (
    "Genom-Initiative;Deutschland;2021;2027;12.500.000,00\nPlan Präzision;Griechenland;2020;2026;25.000.000,00\n"
)
ENGLISH = "Programme name,Country,Level,Start,End,Budget EUR\n"
ENGLISH_ROWS = (
    "Genome Initiative,Germany,national,2021,2027,12500000\nPrecision Plan,Greece,national,2020,2026,25000000\n"
)
COLUMNS = {
    "name": "Programm",
    "country": "Land",
    "start_year": "Beginn",
    "end_year": "Ende",
    "budget_eur": "Budget (EUR)",
}


def matched(columns: dict[str, str], **constants: str) -> Answers:
    match = Match("programme", {"programme_id": (columns["name"],), **columns})
    return Answers(matches={"list.csv": match}, given=Given(constants=constants))


ENGLISH_COLUMNS = {
    "name": "Programme name",
    "country": "Country",
    "level": "Level",
    "start_year": "Start",
    "end_year": "End",
    "budget_eur": "Budget EUR",
}


@pytest.mark.parametrize(
    ("content", "answers", "codes"),
    [
        (f"{GERMAN}{GERMAN_ROWS}Summe;;;;37.500.000,00\n", matched(COLUMNS, level="national"), ["total-row"]),
        (f"{GERMAN}{GERMAN_ROWS}Gesamt (EUR):;;;;37.500.000,00\n", matched(COLUMNS, level="national"), ["total-row"]),
        (f"{GERMAN}{GERMAN_ROWS};;;;37.500.000,00\n", matched(COLUMNS, level="national"), ["total-row"]),
        (
            f"{ENGLISH}{ENGLISH_ROWS},,,,,\n* preliminary figures,,,,,\nSource: national contact points,,,,,\n",
            matched(ENGLISH_COLUMNS),
            ["footnote-row"],
        ),
        (
            f"{ENGLISH}GERMANY,,,,,\n{ENGLISH_ROWS}Total of both,,,,,37500000\n",
            matched(ENGLISH_COLUMNS),
            ["heading-row", "total-row"],
        ),
    ],
)
def test_rows_that_are_no_data_are_left_out(filled: Engine, content: str, answers: Answers, codes: list[str]) -> None:
    file = csv_file("list", content)
    report = report_on(filled, file, answers=answers)
    assert report.errors == ()
    assert [group.code for group in report.warnings] == codes
    assert all(group.examples[0][1] for group in report.warnings), "the row is shown"
    assert report.counts["programme"].new == 2
    load_files(filled, file, answers=answers)
    assert {country for (country,) in rows(filled, Programme, "country")} == {"DE", "GR"}


def test_numbers_alone_that_are_no_sum_are_an_error(filled: Engine) -> None:
    content = f"{GERMAN}{GERMAN_ROWS};;;;37.000.000,00\n"
    report = report_on(filled, csv_file("list", content), answers=matched(COLUMNS, level="national"))
    assert {group.code for group in report.errors} == {"missing-value"}


def test_an_incomplete_row_of_a_template_stays_an_error(filled: Engine) -> None:
    content = "project_id,title,acronym,start_date\nJ,T,A,2024-01-01\nK-7,,,\nTotal knowledge,Title,,2024-01-01\n"
    report = report_on(filled, csv_file("project", content))
    assert only(report.errors).examples == ((3, ""),)
    assert report.warnings == ()
    assert report.counts["project"].new == 2


@pytest.mark.parametrize(
    "text", ["Summe", "TOTAL:", "Total 2024", "Gesamt (EUR)", "Итого", "Σύνολο", "Sous-total", "Összesen"]
)
def test_words_for_sums(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize("text", ["Total Health Initiative", "Summer school", "Totally", "Sum of us", "", "2024"])
def test_other_words(text: str) -> None:
    assert not is_total(text)
