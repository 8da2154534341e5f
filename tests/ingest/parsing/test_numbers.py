"""Numbers are read as their column is written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lib.entities.fields import Kind
from lib.ingest.parsing.notation import Notation
from lib.ingest.problems import ParseError
from lib.ingest.readers.sheets import Cell
from tests.ingest.parsing.columns import plain, question, read_or_refused, reading


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1234", "1234"),
        ("2024", "2024"),
        ("0", "0"),
        ("-0.00", "0"),
        ("007", "7"),
        ("1234.50", "1234.5"),
        (".5", "0.5"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        (",500", "0.5"),
        ("1234567.125", "1234567.125"),
        ("1234,567", "1234.567"),
        ("12,5", "12.5"),
        ("1,2345", "1.2345"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("1 234 567,89", "1234567.89"),
        ("1 234 567.89", "1234567.89"),
        ("1 234,567", "1234.567"),
        ("1\u00a0234\u00a0567", "1234567"),
        ("1\u202f234,5", "1234.5"),
        ("1\u2009234,5", "1234.5"),
        ("1'234'567.89", "1234567.89"),
        ("1’234’567.89", "1234567.89"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("- 5", "-5"),
        ("+5", "5"),
        ("(5.00)", "-5"),
        ("(5,25 €)", "-5.25"),
        ("€ (5.25)", "-5.25"),
        ("-€5.25", "-5.25"),
        ("EUR -5.25", "-5.25"),
        ("12,5 %", "0.125"),
        ("12.5%", "0.125"),
        ("5 %", "0.05"),
        ("0.05%", "0.0005"),
        ("100%", "1"),
        ("1234%", "12.34"),
        ("1E+06", "1000000"),
        ("1.5E+06", "1500000"),
        ("1,5E+06", "1500000"),
        ("2e3", "2000"),
        ("5E-03", "0.005"),
        ("5-", "-5"),
        ("'1000000", "1000000"),
        ("1.234,50 -", "-1234.5"),
        ("1'250'000.-", "1250000"),
        ("CHF 1'250'000.–", "1250000"),
        ("100,-- €", "100"),
        ("1,2 Mio.", "1200000"),
        ("12,5 Mio. €", "12500000"),
        ("1.2 million", "1200000"),
        ("EUR 1.2 million", "1200000"),
        ("3 Mrd. €", "3000000000"),
        ("2.5 billion euros", "2500000000"),
        ("5 millions d'euros", "5000000"),
        ("5 milioni di euro", "5000000"),
        ("12 500 k€", "12500000"),
        ("12,5 M€", "12500000"),
        ("€ 1.2m", "1200000"),
        ("5 MEUR", "5000000"),
        ("TEUR 500", "500000"),
        ("500 T€", "500000"),
        ("500 k", "500000"),
        ("(1.5 k€)", "-1500"),
        ("Fr.5", "5"),
        ("Fr. 5.50", "5.5"),
        (Decimal("1234.50"), "1234.5"),
        (Decimal("-1E+3"), "-1000"),
        ("12345678901234567890123456789012345.67", "12345678901234567890123456789012345.67"),
    ],
)
def test_a_number_is_read(cell: Cell, number: str) -> None:
    assert plain(Kind.NUMBER, [cell]) == [number]


@pytest.mark.parametrize(
    "cell",
    [
        "many",
        "-",
        "1.23.4",
        "12,34,567",
        "1,23,456.7",
        "12 34",
        "1 234 56",
        "1 234'567",
        "1.234,567.8",
        "1,234.567,8",
        "0,125,000",
        "5.",
        "--5",
        "-(5)",
        "(5",
        "5)",
        "5 and 6",
        "5 %%",
        "% 5",
        "5 € %",
        "5 € 6",
        "€ 5 USD",
        "5 ABC",
        "5 m",
        "5 t",
        "5 mil",
        "5 k %",
        "5 million thousand",
        "5 k€ CHF",
        "--5-",
        "5 xyz",
        "5 kr",
        "kr. 5",
        "1.23E+06",
        "1.23457E+11",
        "1E+100",
        "²",
        "5²",
        "٣",
        "1" * 1000,
        date(2024, 3, 14),
    ],
)
def test_what_is_no_number_is_refused(cell: Cell) -> None:
    assert plain(Kind.NUMBER, [cell]) == ["unfit"]


@pytest.mark.parametrize(
    ("cell", "wished"),
    [
        ("1,2 mil. Kč", "the number in full"),
        ("1.2 billionen", "the number in full"),
        ("1.2m", "the number in full"),
        ("ca. 30.000.000", "the number alone"),
        ("100*", "the number alone"),
        ("<5", "the number alone"),
        ("tbc", "leave the cell empty"),
        ("1.23E+06", "the number in full"),
        ("5 kr", "SEK, NOK, DKK or ISK"),
        ("1,5", "a point for decimals, as in the rest of the column"),
    ],
)
def test_a_refused_number_is_told_what_would_be_right(cell: str, wished: str) -> None:
    with pytest.raises(ParseError, match=wished):
        Notation(Kind.NUMBER, decimal=".").plain(cell)


@pytest.mark.parametrize(
    ("cells", "decimal", "numbers"),
    [
        (["1.234", "5,5"], ",", ["1234", "5.5"]),
        (["1.234", "5.5"], ".", ["1.234", "5.5"]),
        (["1,234", "5.5"], ".", ["1234", "5.5"]),
        (["1.234", "1.234.567"], ",", ["1234", "1234567"]),
        (["1,234", "0.5", "1'000"], ".", ["1234", "0.5", "1000"]),
        (["1.234", "1 234,567"], ",", ["1234", "1234.567"]),
        (["5,5", "6,5", "7.5", "1.000"], ",", ["5.5", "6.5", "unfit", "1000"]),
        (["2499999,5", "1250000.75", "100"], ".", ["2499999.5", "1250000.75", "100"]),
        (["5,5", "6,25", "7.5"], ",", ["5.5", "6.25", "7.5"]),
        (["1234", "5 678"], ".", ["1234", "5678"]),
        ([Decimal("1.5"), "1.234,5"], ",", ["1.5", "1234.5"]),
        ([], ".", []),
    ],
)
def test_the_column_tells_the_mark_of_decimals(cells: list[Cell], decimal: str, numbers: list[str]) -> None:
    assert reading(Kind.NUMBER, cells).decimal == decimal
    assert plain(Kind.NUMBER, cells) == numbers


def test_numbers_with_either_mark_are_asked_about() -> None:
    cells: list[Cell] = ["Fr. 1.234", "2.345", "7", Decimal("1.5")]
    asked = question(Kind.NUMBER, cells)
    assert asked.about == "Does the point in these numbers mark decimals, or does it group thousands?"
    assert asked.examples == ("Fr. 1.234", "2.345")
    assert asked.answers == {".": "1.234 (point for decimals)", ",": "1 234 (point groups thousands)"}
    assert question(Kind.NUMBER, cells, "?") == asked
    assert plain(Kind.NUMBER, cells, ".") == ["1.234", "2.345", "7", "1.5"]
    assert plain(Kind.NUMBER, cells, ",") == ["1234", "2345", "7", "1.5"]


def test_numbers_with_a_comma_are_asked_about() -> None:
    asked = question(Kind.NUMBER, ["-1,234 %"])
    assert asked.answers == {".": "-1 234 (comma groups thousands)", ",": "-1.234 (comma for decimals)"}


@pytest.mark.parametrize(
    ("currency", "cells"),
    [
        ("EUR", ["€5", "5 €", "5€", "EUR 5", "5 EUR", "5 Euro", "€ 5 EUR"]),
        ("USD", ["$5", "US$ 5", "5 USD"]),
        ("GBP", ["£5", "5 GBP"]),
        ("CHF", ["Fr. 5", "SFr. 5", "CHF 5"]),
        ("PLN", ["5 zł", "5 PLN"]),
        ("CZK", ["5 Kč", "5 CZK"]),
        ("HUF", ["5 Ft", "HUF 5"]),
        ("ILS", ["₪5", "5 ILS"]),
        ("TRY", ["₺5", "5 TRY"]),
        ("BGN", ["5 лв.", "BGN 5"]),
        ("SEK", ["5 SEK"]),
        ("NOK", ["5 NOK"]),
        ("DKK", ["5 DKK"]),
        ("RON", ["5 RON"]),
        ("ISK", ["5 ISK"]),
        ("CAD", ["5 CAD", "C$5"]),
        ("JPY", ["5 JPY"]),
    ],
)
def test_a_currency_is_recognised(currency: str, cells: list[Cell]) -> None:
    assert reading(Kind.NUMBER, [*cells, "7"]).currency == currency
    assert plain(Kind.NUMBER, cells) == ["5"] * len(cells)


def test_an_amount_in_another_currency_is_refused() -> None:
    cells = ["5 CHF", "6 CHF", "7 €", "8"]
    how = reading(Kind.NUMBER, cells)
    assert [read_or_refused(how, cell) for cell in cells] == ["5", "6", "unfit", "8"]
    with pytest.raises(ParseError, match="an amount in CHF"):
        how.plain("7 €")


@pytest.mark.parametrize(
    ("cells", "counts"),
    [
        (["1,234"], ["1234"]),
        (["1.234"], ["1234"]),
        (["1.000", "2.000"], ["1000", "2000"]),
        (["2.000", "12", "1.500"], ["2000", "12", "1500"]),
        (["1,000", "12.0"], ["1000", "12"]),
        (["1.000", "1234.000"], ["1", "1234"]),
        (["1 234", "2024", "12"], ["1234", "2024", "12"]),
        (["1,234", "5,678", "9.012"], ["1234", "5678", "unfit"]),
        (["12.0", "12.5", "12,0"], ["12", "unfit", "unfit"]),
        (["1E+06", "1.5E+06"], ["1000000", "1500000"]),
        (["-5", "5 %", "5 €", "5 h", "5 k"], ["-5", "unfit", "unfit", "unfit", "unfit"]),
        ([Decimal("12.0"), Decimal("12.5"), Decimal(2024)], ["12", "unfit", "2024"]),
        ([], []),
    ],
)
def test_whole_numbers_are_read_without_a_question(cells: list[Cell], counts: list[str]) -> None:
    assert plain(Kind.COUNT, cells) == counts
