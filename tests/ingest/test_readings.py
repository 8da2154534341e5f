"""Columns as people and programs write them, read from the whole column."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.dates import format_date
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from lib.ingest import values as v
from lib.ingest.readings import EXAMPLES, Evidence, Kind, Question, Reading
from lib.ingest.sheets import Cell
from lib.ingest.values import Unfit


def evidence(kind: Kind, cells: Sequence[Cell]) -> Evidence:
    gathered = Evidence(kind)
    gathered.add(cells)
    return gathered


def reading(kind: Kind, cells: Sequence[Cell], answer: str = "") -> Reading:
    found = evidence(kind, cells).reading(answer)
    assert isinstance(found, Reading)
    return found


def question(kind: Kind, cells: Sequence[Cell], answer: str = "") -> Question:
    found = evidence(kind, cells).reading(answer)
    assert isinstance(found, Question)
    return found


def plain(kind: Kind, cells: Sequence[Cell], answer: str = "") -> list[str]:
    """Every cell in plain form; "unfit" where it is refused."""
    how = reading(kind, cells, answer)
    return [read_or_refused(how, cell) for cell in cells]


def read_or_refused(how: Reading, cell: Cell) -> str:
    try:
        return how.plain(cell)
    except Unfit:
        return "unfit"


# Dates


@pytest.mark.parametrize(
    "cell",
    [
        date(2024, 3, 14),
        datetime(2024, 3, 14, 10, 0),
        "2024-03-14",
        "2024/03/14",
        "2024.3.14",
        "2024. 03. 14.",
        "20240314",
        Decimal(20240314),
        "2024-03-14T10:00:00Z",
        "2024-03-14 00:00:00",
        "2024-03-14T10:00:00.123456+01:00",
        "14/03/2024",
        "14/3/24",
        "14-03-2024",
        "14.03.2024",
        "14. 3. 2024",
        "14 03 2024",
        "14.03.2024 10:00",
        "14.03.2024 um 10:00 Uhr",
        "Thu 14/03/2024",
        "03/14/2024",
        "3/14/24",
        "03-14-2024",
        "03/14/24, 10:00:00 AM",
        "14 March 2024",
        "14-Mar-24",
        "14-Mar-2024",
        "14th of March, 2024",
        "March 14, 2024",
        "Mar 14, 2024",
        "mar. 14 2024",
        "Thu, Mar 14, 2024",
        "Thu Mar 14 10:00:00 +0000 2024",
        "14. März 2024",
        "14. Mrz 24",
        "Donnerstag, 14. Marz 2024",
        "14 mars 2024",
        "jeudi 14 mars 2024",
        "mar. 14 mars 2024",
        "14 de marzo de 2024",
        "jueves, 14 de marzo de 2024",
        "14 marzo 2024",
        "giovedì 14 MARZO 2024",
        "14\u00a0March\u202f2024",
        "45365",
        "45365.75",
        "45365,75",
        Decimal(45365),
        Decimal("45365.9999999"),
    ],
)
def test_a_day_is_read(cell: Cell) -> None:
    assert plain(Kind.DAY, [cell]) == ["2024-03-14"]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1er avril 2024", "2024-04-01"),
        ("1º de abril de 2024", "2024-04-01"),
        ("1. Jänner 2024", "2024-01-01"),
        ("2 févr. 2024", "2024-02-02"),
        ("2 aout 2024", "2024-08-02"),
        ("Tue, Jul 14, 2026", "2026-07-14"),
        ("mar. 5 mai 2026", "2026-05-05"),
        ("mar 5 mar 2024", "2024-03-05"),
        ("31.12.69", "2069-12-31"),
        ("31.12.70", "1970-12-31"),
        ("20000", "1954-10-03"),
        ("80000", "2119-01-11"),
    ],
)
def test_days_of_other_months_and_years_are_read(cell: str, day: str) -> None:
    assert plain(Kind.DAY, [cell]) == [day]


@pytest.mark.parametrize(
    "cell",
    [
        "soon",
        "2024",
        "March 2024",
        "14 March",
        "14 March April 2024",
        "14 Brumaire 2024",
        "30/02/2024",
        "2023-02-29",
        "2024-14-03",
        "03.14.2024",
        "13/13/2024",
        "00/03/2024",
        "14/03-2024",
        "14/03/024",
        "14/03/2024 25:00",
        "14/03/2024 13:00 PM",
        "14/03/2024:10:00",
        "14 March 2024 to 15 March 2024",
        "19999",
        "80001",
        "1²/03/2024",
        "x" * 1000,
    ],
)
def test_what_is_no_day_is_refused(cell: str) -> None:
    assert plain(Kind.DAY, [cell]) == ["unfit"]


@pytest.mark.parametrize(
    ("cells", "order", "days"),
    [
        (["03/04/2024", "14/03/2024"], "dmy", ["2024-04-03", "2024-03-14"]),
        (["03/04/2024", "03/14/2024"], "mdy", ["2024-03-04", "2024-03-14"]),
        (["03/04/2024", "03-14-24", "2024-03-15"], "mdy", ["2024-03-04", "2024-03-14", "2024-03-15"]),
        (["03.04.2024"], "dmy", ["2024-04-03"]),
        (["03.04.2024", "03/04/2024"], "dmy", ["2024-04-03", "2024-04-03"]),
        (["03.04.2024", "05.04.2024", "03/14/2024"], "mdy", ["2024-04-03", "2024-04-05", "2024-03-14"]),
        (["03/03/2024", "05/05/2024"], "ymd", ["2024-03-03", "2024-05-05"]),
        (["2024-03-14", "14 March 2024"], "ymd", ["2024-03-14", "2024-03-14"]),
        (["13/03/2024", "14/03/2024", "03/15/2024"], "dmy", ["2024-03-13", "2024-03-14", "unfit"]),
        (["03/13/2024", "03/14/2024", "15/03/2024"], "mdy", ["2024-03-13", "2024-03-14", "unfit"]),
        (["13/03/2024", "03/14/2024"], "dmy", ["2024-03-13", "unfit"]),
        (
            ["45365", "45366", "2024-03-14", date(2024, 3, 14)],
            "serial",
            ["2024-03-14", "2024-03-15"] + 2 * ["2024-03-14"],
        ),
        (["45365", "45366", "14/03/2024"], "serial", ["2024-03-14", "2024-03-15", "unfit"]),
        (["45365", "14/03/2024", "03/04/2024"], "dmy", ["unfit", "2024-03-14", "2024-04-03"]),
        ([], "ymd", []),
        ([date(2024, 3, 4), datetime(2024, 3, 4, 5)], "ymd", ["2024-03-04", "2024-03-04"]),
    ],
)
def test_the_column_tells_the_order_of_its_dates(cells: list[Cell], order: str, days: list[str]) -> None:
    assert reading(Kind.DAY, cells).order == order
    assert plain(Kind.DAY, cells) == days


@pytest.mark.parametrize(
    ("order", "cell", "wished"),
    [
        ("dmy", "03/14/2024", "day.month.year"),
        ("mdy", "14/03/2024", "month/day/year"),
        ("serial", "14/03/2024", "45365"),
    ],
)
def test_a_date_in_another_order_is_told_the_columns(order: str, cell: str, wished: str) -> None:
    with pytest.raises(Unfit, match=wished):
        Reading(Kind.DAY, order=order).plain(cell)


def test_dates_in_either_order_are_asked_about() -> None:
    cells: list[Cell] = [f"0{day}/04/2024" for day in range(3, 10)]
    cells += ["04/04/2024", "2024-04-14", date(2024, 4, 14)]
    asked = question(Kind.DAY, cells)
    assert asked.about == "Which comes first in these dates, the day or the month?"
    assert asked.examples == ("03/04/2024", "05/04/2024", "06/04/2024", "07/04/2024", "08/04/2024")
    assert asked.answers == {"dmy": "3 April 2024", "mdy": "4 March 2024"}
    assert question(Kind.DAY, cells, "both") == asked
    assert plain(Kind.DAY, cells[:1], "dmy") == ["2024-04-03"]
    assert plain(Kind.DAY, cells[:1], "mdy") == ["2024-03-04"]


def test_an_answer_does_not_override_what_cells_prove() -> None:
    assert reading(Kind.DAY, ["03/04/2024", "14/04/2024"], "mdy").order == "dmy"
    assert reading(Kind.NUMBER, ["1.234", "1,5"], ".").decimal == ","


def test_proofs_that_balance_leave_the_question() -> None:
    cells = ["14/03/2024", "03/14/2024", "03/04/2024"]
    assert question(Kind.DAY, cells).examples == ("03/04/2024",)
    assert plain(Kind.DAY, cells, "mdy") == ["unfit", "2024-03-14", "2024-03-04"]


# Times


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2024-03-14", "2024-03-14"),
        (date(2024, 3, 14), "2024-03-14"),
        (datetime(2024, 3, 14, 10, 30), "2024-03-14 10:30:00"),
        (datetime(2024, 3, 14, 10, 30, tzinfo=UTC), "2024-03-14 10:30:00+00:00"),
        ("2024-03-14 10:00", "2024-03-14 10:00:00"),
        ("2024-03-14 10:00 +0000", "2024-03-14 10:00:00+00:00"),
        ("2024-03-14T10:00:00Z", "2024-03-14 10:00:00+00:00"),
        ("2024-03-14 10:00:00 UTC", "2024-03-14 10:00:00+00:00"),
        ("2024-03-14 10:00:00 GMT+1", "2024-03-14 10:00:00+01:00"),
        ("2024-03-14 10:00:00+00", "2024-03-14 10:00:00+00:00"),
        ("2024-03-14T10:00:00.25+01:00", "2024-03-14 10:00:00.250000+01:00"),
        ("2024-03-14 10:00:00,123456789", "2024-03-14 10:00:00.123456"),
        ("2024-03-14 10:00 -05:30", "2024-03-14 10:00:00-05:30"),
        ("14/03/2024 10:00:00 AM", "2024-03-14 10:00:00"),
        ("14/03/2024 10:00:00\u202fPM", "2024-03-14 22:00:00"),
        ("14/03/2024 12:05 a.m.", "2024-03-14 00:05:00"),
        ("14/03/2024 12:05 p. m.", "2024-03-14 12:05:00"),
        ("14/03/2024 9 pm", "2024-03-14 21:00:00"),
        ("14/03/2024 10h30", "2024-03-14 10:30:00"),
        ("14/03/2024 à 10 h 30", "2024-03-14 10:30:00"),
        ("14/03/2024 10h", "2024-03-14 10:00:00"),
        ("03/14/24, 10:00:00 AM", "2024-03-14 10:00:00"),
        ("Mar 14, 2024 10:00:00", "2024-03-14 10:00:00"),
        ("Mar 14, 2024, 10:00:00", "2024-03-14 10:00:00"),
        ("Thu Mar 14 10:00:00 +0000 2024", "2024-03-14 10:00:00+00:00"),
        ("14 de marzo de 2024 a las 9:05", "2024-03-14 09:05:00"),
        ("10:00 14.03.2024", "2024-03-14 10:00:00"),
        ("45365", "2024-03-14"),
        ("45365.5", "2024-03-14 12:00:00"),
        ("45365,4166666667", "2024-03-14 10:00:00"),
        (Decimal("45365.416666666664"), "2024-03-14 10:00:00"),
        ("45365.9999999", "2024-03-14 23:59:59"),
    ],
)
def test_a_time_is_read(cell: Cell, moment: str) -> None:
    assert plain(Kind.MOMENT, [cell]) == [moment]
    assert v.moment(moment).year == 2024


@pytest.mark.parametrize(
    "cell",
    [
        "10:00",
        "2024-03-14 24:00",
        "2024-03-14 10:60",
        "2024-03-14 0:10 pm",
        "2024-03-14 10:00 +25",
        "14/03/2024 10:00 CET",
    ],
)
def test_what_is_no_time_is_refused(cell: str) -> None:
    assert plain(Kind.MOMENT, [cell]) == ["unfit"]


def test_times_in_either_order_are_asked_about() -> None:
    cells = ["03/04/2024 10:00"]
    assert question(Kind.MOMENT, cells).answers == {"dmy": "3 April 2024", "mdy": "4 March 2024"}
    assert plain(Kind.MOMENT, cells, "dmy") == ["2024-04-03 10:00:00"]


# Numbers


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
        "5-",
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
        "5 xyz",
        "5 kr",
        "kr. 5",
        "1,2 Mio.",
        "1.2 million",
        "3 Mrd. €",
        "5 k€",
        "5 MEUR",
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
        ("1,2 Mio.", "the number in full"),
        ("1.2 million", "the number in full"),
        ("€ 1.2m", "the number in full"),
        ("1.23E+06", "the number in full"),
        ("5 kr", "SEK, NOK, DKK or ISK"),
        ("1,5", "a point for decimals, as in the rest of the column"),
    ],
)
def test_a_refused_number_is_told_what_would_be_right(cell: str, wished: str) -> None:
    with pytest.raises(Unfit, match=wished):
        Reading(Kind.NUMBER, decimal=".").plain(cell)


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
        (["5,5", "6.5"], ".", ["unfit", "6.5"]),
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
    with pytest.raises(Unfit, match="an amount in CHF"):
        how.plain("7 €")


# Whole numbers


@pytest.mark.parametrize(
    ("cells", "counts"),
    [
        (["1,234"], ["1234"]),
        (["1.234"], ["1234"]),
        (["1.000", "2.000"], ["1000", "2000"]),
        (["1,000", "12.0"], ["1000", "12"]),
        (["1.000", "1234.000"], ["1", "1234"]),
        (["1 234", "2024", "12"], ["1234", "2024", "12"]),
        (["1,234", "5,678", "9.012"], ["1234", "5678", "unfit"]),
        (["12.0", "12.5", "12,0"], ["12", "unfit", "unfit"]),
        (["1E+06", "1.5E+06"], ["1000000", "1500000"]),
        (["-5", "5 %", "5 €", "5 h"], ["-5", "unfit", "unfit", "unfit"]),
        ([Decimal("12.0"), Decimal("12.5"), Decimal(2024)], ["12", "unfit", "2024"]),
        ([], []),
    ],
)
def test_whole_numbers_are_read_without_a_question(cells: list[Cell], counts: list[str]) -> None:
    assert plain(Kind.COUNT, cells) == counts


# Other kinds


def test_countries_are_read() -> None:
    assert plain(Kind.COUNTRY, ["Malta", "EL", "Congo", Decimal(5)]) == ["MT", "GR", "unfit", "unfit"]


@pytest.mark.parametrize(
    ("plainly", "cells"),
    [
        (
            "yes",
            [
                "yes",
                "Y",
                "ja",
                "J",
                "oui",
                "O",
                "sí",
                "sì",
                "sim",
                "TRUE",
                "wahr",
                "vrai",
                "1",
                Decimal(1),
                "x",
                "X",
                "✓",
            ],
        ),
        ("no", ["no", "N", "nein", "non", "não", "nee", "FALSE", "falsch", "faux", "0", Decimal(0), ""]),
        ("unfit", ["maybe", "2", Decimal("0.5"), date(2024, 3, 14)]),
    ],
)
def test_yes_and_no_are_read(plainly: str, cells: list[Cell]) -> None:
    assert plain(Kind.YES_NO, cells) == [plainly] * len(cells)


def test_text_stays_and_a_rounded_identifier_is_refused() -> None:
    cells: list[Cell] = [" a  b ", "1.234", Decimal(2**53), Decimal(2**53 + 2), date(2024, 3, 14), str(2**60)]
    assert plain(Kind.TEXT, cells) == ["a  b", "1.234", str(2**53), "unfit", "2024-03-14", str(2**60)]
    with pytest.raises(Unfit, match="the spreadsheet has rounded it"):
        Reading(Kind.TEXT).plain(Decimal(2**60))


# What is told


@pytest.mark.parametrize(
    ("kind", "cells", "told"),
    [
        (Kind.DAY, ["2024-03-14", "14 March 2024", date(2024, 3, 14)], ""),
        (Kind.DAY, ["14.03.2024"], "dates read as day.month.year"),
        (Kind.MOMENT, ["03/14/2024 10:00"], "dates read as month/day/year"),
        (Kind.DAY, ["45365"], "Excel serial dates"),
        (Kind.NUMBER, ["1234.5", "7"], ""),
        (Kind.NUMBER, ["7"], ""),
        (Kind.NUMBER, ["1234,5"], "comma for decimals, point for thousands"),
        (Kind.NUMBER, ["1,234.5"], "point for decimals, comma for thousands"),
        (Kind.NUMBER, ["7 CHF"], "amounts in CHF"),
        (Kind.NUMBER, ["7,5 CHF"], "comma for decimals, point for thousands; amounts in CHF"),
        (Kind.COUNT, ["1,234"], "comma for thousands"),
        (Kind.COUNT, ["1.234"], "point for thousands"),
        (Kind.COUNTRY, ["Malta"], ""),
    ],
)
def test_how_a_column_is_read_is_told(kind: Kind, cells: list[Cell], told: str) -> None:
    assert reading(kind, cells).told() == told


# Properties

#: The first example of a process loads Babel's words.
unhurried = settings(deadline=None)

days = some.dates(date(1970, 1, 1), date(2069, 12, 31))
SEPARATORS = ["/", "-", " ", " / "]
LOCALES = ["en", "en_GB", "de", "de_AT", "fr", "es", "it"]
amounts = some.decimals(min_value=-(10**12), max_value=10**12, places=2) | some.integers(-(10**9), 10**9).map(Decimal)
# Decimal mark and thousands sign.
WAYS = [(".", ","), (",", "."), (",", " "), (".", " "), (",", "\u00a0"), (".", "'"), (".", "’"), (".", ""), (",", "")]


def in_order(day: date, order: str, separator: str, padded: bool, short: bool) -> str:
    parts = {"d": f"{day.day:02}" if padded else str(day.day), "m": f"{day.month:02}" if padded else str(day.month)}
    parts["y"] = f"{day.year % 100:02}" if short else str(day.year)
    return separator.join(parts[part] for part in order)


@unhurried
@given(
    some.lists(days, min_size=1, max_size=8),
    some.sampled_from(["dmy", "mdy"]),
    some.sampled_from(SEPARATORS),
    some.booleans(),
    some.booleans(),
)
def test_dates_come_back_from_each_order(
    written: list[date], order: str, separator: str, padded: bool, short: bool
) -> None:
    proving = [*written, date(2024, 3, 14)]
    cells = [in_order(day, order, separator, padded, short) for day in proving]
    assert plain(Kind.DAY, cells) == [day.isoformat() for day in proving]


@unhurried
@given(some.lists(days, min_size=1), some.sampled_from([".", ". "]), some.booleans())
def test_dates_with_dots_have_the_day_first(written: list[date], separator: str, short: bool) -> None:
    cells = [in_order(day, "dmy", separator, True, short) for day in written]
    assert plain(Kind.DAY, cells) == [day.isoformat() for day in written]


@unhurried
@given(days, some.sampled_from(LOCALES), some.sampled_from(["medium", "long", "full"]))
def test_dates_in_words_come_back(day: date, language: str, length: str) -> None:
    written = format_date(day, format=length, locale=language)
    assert plain(Kind.DAY, [written, "31.12.2024"])[0] == day.isoformat()
    assert plain(Kind.DAY, [written.upper(), "31.12.2024"])[0] == day.isoformat()


@unhurried
@given(some.datetimes(datetime(1990, 1, 1), datetime(2069, 12, 31)), some.sampled_from(["", " Z", " +01:00", " -0530"]))
def test_times_come_back(when: datetime, offset: str) -> None:
    expected = v.moment(when.isoformat() + offset.strip())
    for written in (when.isoformat(), when.strftime("%d.%m.%Y %H:%M:%S.%f"), when.strftime("%b %d, %Y %I:%M:%S.%f %p")):
        assert v.moment(plain(Kind.MOMENT, [written + offset])[0]) == expected


@unhurried
@given(some.integers(1, 12), some.integers(1, 12), some.sampled_from(SEPARATORS))
def test_ambiguous_dates_are_asked_about_and_each_answer_is_right(first: int, second: int, separator: str) -> None:
    assume(first != second)
    cells = [f"{first}{separator}{second}{separator}2024"]
    assert list(question(Kind.DAY, cells).answers) == ["dmy", "mdy"]
    assert plain(Kind.DAY, cells, "dmy") == [date(2024, second, first).isoformat()]
    assert plain(Kind.DAY, cells, "mdy") == [date(2024, first, second).isoformat()]


def with_marks(amount: Decimal, mark: str, thousands: str) -> str:
    return f"{amount:,f}".translate({ord(","): thousands, ord("."): mark})


@unhurried
@given(some.lists(amounts, min_size=1, max_size=8), some.sampled_from(WAYS), some.sampled_from(["", "€ ", "CHF "]))
def test_amounts_come_back_from_each_way_of_writing(written: list[Decimal], way: tuple[str, str], sign: str) -> None:
    proving = [*written, Decimal("1234567.89")]
    cells = [sign + with_marks(amount, *way) for amount in proving]
    assert [Decimal(number) for number in plain(Kind.NUMBER, cells)] == proving


@unhurried
@given(some.lists(some.integers(0, 10**12), min_size=1), some.sampled_from([",", ".", " ", "'", ""]))
def test_counts_come_back_without_a_question(written: list[int], thousands: str) -> None:
    cells = [f"{count:,}".replace(",", thousands) for count in written]
    assert plain(Kind.COUNT, cells) == [str(count) for count in written]


@unhurried
@given(some.integers(1, 999), some.integers(0, 999), some.sampled_from([".", ","]))
def test_ambiguous_numbers_are_asked_about_and_each_answer_is_right(before: int, after: int, mark: str) -> None:
    cells = [f"{before}{mark}{after:03}"]
    other = "," if mark == "." else "."
    assert sorted(question(Kind.NUMBER, cells).answers) == [",", "."]
    assert Decimal(plain(Kind.NUMBER, cells, mark)[0]) == Decimal(f"{before}.{after:03}")
    assert plain(Kind.NUMBER, cells, other) == [str(before * 1000 + after)]


#: Text made of what numbers and dates are made of.
near_misses = some.text("0123456789.,-/:'% ()€eE+TZh March", max_size=30)


@unhurried
@given(some.lists(some.text() | near_misses, max_size=6))
def test_any_text_is_read_or_refused(cells: list[str]) -> None:
    for kind in Kind:
        for answer in ("dmy", ","):
            found = evidence(kind, cells).reading(answer)
            assert isinstance(found, Reading)
            for cell in cells:
                with contextlib.suppress(Unfit):
                    found.plain(cell)


@unhurried
@given(some.lists(near_misses, min_size=1))
def test_what_is_read_is_plain(cells: list[str]) -> None:
    for kind, parse in ((Kind.NUMBER, Decimal), (Kind.COUNT, int), (Kind.DAY, date.fromisoformat)):
        for number in plain(kind, cells, "dmy" if kind is Kind.DAY else "."):
            assert number == "unfit" or parse(number) is not None


def test_memory_stays_bounded() -> None:
    gathered = Evidence(Kind.NUMBER)
    for start in range(1, 100):
        gathered.add(f"{start}.{after:03}" for after in range(50))
    asked = gathered.reading()
    assert isinstance(asked, Question)
    assert len(asked.examples) == EXAMPLES
