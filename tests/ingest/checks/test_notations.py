"""How columns are written is inferred, or asked about."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from lib.entities.organisation import Organisation
from lib.entities.programme import Programme
from lib.entities.project import Project
from lib.ingest.parsing.given import Given
from lib.ingest.readers.source import SourceFile
from lib.ingest.upload.answers import Answers
from tests.ingest.checks.reports import FIRST_LOOK, only, questions, report_on, rows
from tests.ingest.dumps import csv_file, load_files
from tests.ingest.files import samples


def test_ambiguous_dates_are_asked_for_and_each_answer_is_right(filled: Engine) -> None:
    file = csv_file("project", "project_id,title,start_date\nJ,T,03/04/2024\nK,T,05/06/2024\n")
    assert questions(filled, file) == {"start_date": ("dmy", "mdy")}
    for answer, first in (("dmy", date(2024, 4, 3)), ("mdy", date(2024, 3, 4))):
        answers = Answers(given=Given(notations={"start_date": answer}))
        report = report_on(filled, file, answers=answers)
        said = {"dmy": "day.month.year", "mdy": "month/day/year"}[answer]
        assert f"start_date: dates read as {said}" in report.tables[0].read_as
        load_files(filled, file, answers=answers)
        assert rows(filled, Project, "start_date")[0] == (first,)


def test_one_cell_settles_the_dates_of_its_column(filled: Engine) -> None:
    load_files(filled, csv_file("project", "project_id,title,start_date\nJ,T,03/04/2024\nK,T,25/06/2024\n"))
    assert rows(filled, Project, "start_date") == [(date(2024, 4, 3),), (date(2024, 6, 25),)]


@pytest.mark.parametrize(
    ("cells", "amounts"),
    [
        (["1234,56", "7"], ["1234.56", "7"]),
        (["1.234.567,89", "12,5"], ["1234567.89", "12.5"]),
        (["1 234 567,89", "1\N{NO-BREAK SPACE}000"], ["1234567.89", "1000"]),
        (["1,234,567.89", "1,000"], ["1234567.89", "1000"]),
        (["1'234'567.89", "€ 5"], ["1234567.89", "5"]),
    ],
)
def test_numbers_of_every_country(filled: Engine, cells: list[str], amounts: list[str]) -> None:
    lines = "".join(f"J{number}\tT\t{cell}\n" for number, cell in enumerate(cells))
    load_files(filled, csv_file("project", f"project_id\ttitle\tfunding_eur\n{lines}"))
    assert rows(filled, Project, "funding_eur") == [(Decimal(amount),) for amount in amounts]


def test_numbers_that_can_be_read_in_two_ways_are_asked_for(filled: Engine) -> None:
    file = csv_file("project", "project_id;title;funding_eur\nJ;T;1.234\nK;T;5.678\n")
    assert questions(filled, file) == {"funding_eur": (".", ",")}
    assert questions(filled, file, answered(funding_eur=".")) == {"funding_eur": (". round", ". reject")}, (
        "a tenth of a cent is none"
    )
    assert only(report_on(filled, file, answers=answered(funding_eur=". reject")).errors).column == "funding_eur"
    for answer, amount in ((",", "1234"), (". round", "1.23")):
        load_files(filled, file, answers=answered(funding_eur=answer))
        assert rows(filled, Project, "funding_eur")[0] == (Decimal(amount),)


def answered(**notations: str) -> Answers:
    return Answers(given=Given(notations=notations))


def amounts_with(last: str, first: str = "5") -> SourceFile:
    lines = "".join(f"J{number:04};T;{first}\n" for number in range(FIRST_LOOK + 200))
    return csv_file("project", f"project_id;title;funding_eur\n{lines}Z;T;{last}\n")


def test_evidence_that_comes_late_counts_for_all_rows(filled: Engine) -> None:
    """Plain numbers first; only the last row proves that commas mark decimals."""
    file = amounts_with("1.234,5")
    assert "funding_eur: comma for decimals, point for thousands" in report_on(filled, file).tables[0].read_as
    load_files(filled, file)
    found = rows(filled, Project, "funding_eur")
    assert len(found) == FIRST_LOOK + 201
    assert set(found[:-1]) == {(Decimal(5),)}
    assert found[-1] == (Decimal("1234.5"),)


def test_late_evidence_overrules_what_the_first_rows_seemed_to_say(filled: Engine) -> None:
    lines = "".join(f"J{number:04};T;1,234.5\n" for number in range(3))
    lines += "".join(f"K{number:04};T;1.234,5\n" for number in range(FIRST_LOOK + 200))
    report = report_on(filled, csv_file("project", f"project_id;title;funding_eur\n{lines}"))
    group = only(report.warnings)
    assert (group.code, group.rows, group.examples[0][0]) == ("either-decimal-mark", 3, 2), (
        "most rows prove the comma, and the others are warned of"
    )


def test_a_question_that_arises_late(filled: Engine) -> None:
    file = amounts_with("1.234")
    assert questions(filled, file) == {"funding_eur": (".", ",")}
    load_files(filled, file, answers=Answers(given=Given(notations={"funding_eur": ","})))
    assert rows(filled, Project, "funding_eur")[-1] == (Decimal(1234),)


def test_currencies_with_a_stated_rate(filled: Engine) -> None:
    content = "programme_id,name,level,currency,budget_original\nP,P,national,CHF,1000000.00\nQ,Q,national,EUR,700000\n"
    unknown = report_on(filled, csv_file("programme", content))
    assert only(unknown.warnings).column == "budget_original"
    given = Given(rates={"CHF": (Decimal("1.05"), date(2024, 1, 2))})
    assert report_on(filled, csv_file("programme", content), answers=Answers(given=given)).warnings == ()
    load_files(filled, csv_file("programme", content), answers=Answers(given=given))
    assert rows(filled, Programme, "budget_eur", "budget_original", "currency", "eur_rate", "eur_rate_date") == [
        (Decimal(1_050_000), Decimal(1_000_000), "CHF", Decimal("1.05"), date(2024, 1, 2)),
        (Decimal(700_000), Decimal(700_000), "EUR", None, None),
    ]


def test_signs_of_currencies_in_the_cells(filled: Engine) -> None:
    content = "programme_id;name;level;budget_eur\nP;P;national;CHF 1'000.50\nQ;Q;national;Fr. 20.00\n"
    given = Given(rates={"CHF": (Decimal(2), date(2024, 1, 2))})
    report = report_on(filled, csv_file("programme", content), answers=Answers(given=given))
    assert any("amounts in CHF" in said for said in report.tables[0].read_as)
    load_files(filled, csv_file("programme", content), answers=Answers(given=given))
    found = rows(filled, Programme, "budget_original", "currency", "budget_eur")
    assert found == [(Decimal("1000.50"), "CHF", Decimal("2001.00")), (Decimal("20.00"), "CHF", Decimal("40.00"))]


def test_countries_in_their_variants(filled: Engine) -> None:
    names = ["EL", "UK", "Grèce", "the United Kingdom", "Deutschland", "Germany (DE)", "mt", "Λουξεμβούργο"]
    lines = "".join(f"X{number};X;{name}\n" for number, name in enumerate(names))
    load_files(filled, csv_file("organisation", f"organisation_id;name;country\n{lines}"))
    found = dict(rows(filled, Organisation, "organisation_id", "country"))
    assert [found[f"X{number}"] for number in range(len(names))] == ["GR", "GB", "GR", "GB", "DE", "DE", "MT", "LU"]


def test_dates_as_excel_numbers_them(filled: Engine) -> None:
    rows_ = [["project_id", "title", "start_date", "end_date"], ["J", "T", 45365, datetime(2025, 3, 14)]]
    report = report_on(filled, samples.workbook_file("book.xlsx", {"project": rows_}))
    assert "start_date: Excel serial dates" in report.tables[0].read_as
    load_files(filled, samples.workbook_file("book.xlsx", {"project": rows_}))
    assert rows(filled, Project, "start_date", "end_date") == [(date(2024, 3, 14), date(2025, 3, 14))]


def test_an_encoding_in_doubt_is_asked_for_and_each_answer_is_read(filled: Engine) -> None:
    for codec, name in (("iso8859_2", "Päť"), ("cp850", "Malmö")):
        file = SourceFile("list.csv", f"organisation_id,name,country\nX,{name},MT\n".encode(codec))
        asked = questions(filled, file)
        assert codec in asked["encoding of list.csv"]
        answers = Answers(given=Given({"encoding of list.csv": codec}))
        load_files(filled, file, answers=answers)
        assert (name,) in rows(filled, Organisation, "name")
