"""Amounts as people write them: thousands and millions, signs of currencies, minus signs, more digits than cents."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import Engine

from lib.entities.programme import Programme
from lib.entities.project import Project
from lib.ingest.matching import Match
from lib.ingest.parsing.given import Given
from lib.ingest.upload.answers import Answers
from tests.ingest.checks.reports import only, questions, report_on, rows
from tests.ingest.dumps import csv_file, load_files

PROGRAMMES = "programme_id;name;country;level;budget_eur\n"


def programmes(*amounts: str) -> str:
    return PROGRAMMES + "".join(f"A{number};P{number};DE;national;{cell}\n" for number, cell in enumerate(amounts))


def test_thousands_and_millions_in_cells_are_written_out_and_said(filled: Engine) -> None:
    file = csv_file("programme", programmes("12 500 k€", "12,5 M€", "12,5 Mio. €", "12 500 000,00 €"))
    report = report_on(filled, file)
    assert report.errors == ()
    warning = only(report.warnings)
    assert (warning.code, warning.rows) == ("amount-written-out", 3)
    assert warning.examples[1] == (3, "12,5 M€ (read as 12 500 000)")
    load_files(filled, file)
    assert set(rows(filled, Programme, "budget_eur")) == {(Decimal(12_500_000),)}


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("(100.234,00)", "negative-amount"),
        ("100.234,00-", "negative-amount"),
        ("ca. 30.000.000", "number-not-alone"),
        ("tbc", "not-a-number"),
        ("n/a", "not-a-number"),
        ("–", "not-a-number"),
        ("12 %", "percent-of-amount"),
        ("CHF 1'250'000.-", "other-currency"),
    ],
)
def test_amounts_that_are_refused_say_what_would_be_right(filled: Engine, cell: str, code: str) -> None:
    report = report_on(filled, csv_file("programme", programmes("12.500.000,00 €", "5.000.000,50 €", cell)))
    group = only(report.errors)
    assert (group.code, group.column, group.examples) == (code, "budget_eur", ((4, cell),))


def test_a_header_that_says_millions_counts_for_its_column(filled: Engine) -> None:
    columns = {"project_id": "ID", "title": "Title", "funding_eur": "Funding (in millions, EUR)"}
    answers = Answers(matches={"list.csv": Match("project", columns)})
    file = csv_file("list", "ID;Title;Funding (in millions, EUR)\nJ;T;1,25\nK;T;0,4 Mio.\nL;T;900 k€\n")
    report = report_on(filled, file, answers=answers)
    codes = {group.code: str(group) for group in report.warnings}
    assert codes.keys() == {"amounts-scaled", "amount-written-out"}
    assert "multiplied by 1 000 000" in codes["amounts-scaled"]
    load_files(filled, file, answers=answers)
    assert rows(filled, Project, "funding_eur") == [(Decimal(1_250_000),), (Decimal(400_000),), (Decimal(900_000),)]


def test_both_signs_for_decimals_where_each_number_has_one_reading(filled: Engine) -> None:
    file = csv_file("programme", programmes("2499999,5", "1250000.75", "100000"))
    warning = only(report_on(filled, file).warnings)
    assert (warning.code, warning.examples) == ("either-decimal-mark", ((2, "2499999,5 (read as 2 499 999.5)"),))
    load_files(filled, file)
    found = rows(filled, Programme, "budget_eur")
    assert found == [(Decimal("2499999.5"),), (Decimal("1250000.75"),), (Decimal(100_000),)]


def test_a_currency_that_nothing_names_is_asked_for(filled: Engine) -> None:
    columns = {"project_id": "ID", "title": "Title", "funding_eur": "Grant"}
    file = csv_file("list", "ID;Title;Grant\nJ;T;1.234\nK;T;2500000\n")
    matched = Answers(matches={"list.csv": Match("project", columns)})
    assert questions(filled, file, matched) == {"Grant": (".", ",")}

    def answers(said: str) -> Answers:
        return Answers(matches=matched.matches, given=Given(notations={"grant": said}))

    codes = questions(filled, file, answers(","))["Grant"]
    assert codes[:3] == (", EUR", ", GBP", ", CHF")
    load_files(filled, file, answers=answers(", GBP"))
    found = rows(filled, Project, "funding_eur", "funding_original", "currency")
    assert found == [(None, Decimal(1234), "GBP"), (None, Decimal(2_500_000), "GBP")]
    load_files(filled, file, answers=answers(", EUR"))
    assert rows(filled, Project, "funding_eur", "currency")[0] == (Decimal(1234), "EUR")


def test_a_sign_is_not_overruled_by_an_empty_currency_and_contradicts_another(filled: Engine) -> None:
    head = "programme_id,name,level,currency,budget_eur\n"
    file = csv_file("programme", f"{head}P,P,national,,£500000\nQ,Q,national,EUR,700000\n")
    load_files(filled, file)
    found = rows(filled, Programme, "budget_eur", "budget_original", "currency")
    assert found == [(None, Decimal(500_000), "GBP"), (Decimal(700_000), Decimal(700_000), "EUR")]
    wrong = csv_file("programme", f"{head}P,P,national,EUR,£500000\n")
    assert only(report_on(filled, wrong).errors).code == "currency-contradicted"


def test_more_digits_than_cents_are_rounded_on_request(filled: Engine) -> None:
    file = csv_file("programme", programmes("2499999,5", "1250000,756", "3000000"))
    assert questions(filled, file) == {"budget_eur": ("round", "reject")}
    load_files(filled, file, answers=Answers(given=Given(notations={"budget_eur": "round"})))
    assert rows(filled, Programme, "budget_eur")[1] == (Decimal("1250000.76"),)
    refused = report_on(filled, file, answers=Answers(given=Given(notations={"budget_eur": "reject"})))
    assert only(refused.errors).code == "too-many-decimals"


def test_percents_and_shares_are_told_apart_where_the_header_says_percent(filled: Engine) -> None:
    columns = {"programme_id": "ID", "name": "Name", "level": "Level", "pm_share": "PM (%)"}
    match = {"list.csv": Match("programme", columns)}
    file = csv_file("list", "ID;Name;Level;PM (%)\nP;P;national;40\nQ;Q;national;60 %\n")
    assert questions(filled, file, Answers(matches=match)) == {"PM (%)": ("percent", "share")}
    answers = Answers(matches=match, given=Given(notations={"pm (%)": "percent"}))
    load_files(filled, file, answers=answers)
    assert rows(filled, Programme, "pm_share") == [(Decimal("0.4"),), (Decimal("0.6"),)]
    answers = Answers(matches=match, given=Given(notations={"pm (%)": "share"}))
    assert only(report_on(filled, file, answers=answers).errors).code == "share-out-of-range"
