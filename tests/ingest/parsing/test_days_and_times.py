"""Days and times are read as their column is written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from lib.entities.fields import Kind
from lib.ingest.parsing import values as v
from lib.ingest.parsing.notation import Notation
from lib.ingest.problems import ParseError
from lib.ingest.readers.sheets import Cell
from tests.ingest.parsing.columns import plain, question, reading


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
    with pytest.raises(ParseError, match=wished):
        Notation(Kind.DAY, order=order).plain(cell)


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
