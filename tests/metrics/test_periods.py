"""Periods by name: their first and last days, and the periods they are compared with."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from lib.metrics import periods


def test_the_secretariats_first_period() -> None:
    found = {(period.first, period.last) for period in periods.reporting_periods()}
    assert (date(2021, 3, 1), date(2022, 8, 31)) in found


def test_quarters_make_up_the_year() -> None:
    quarters = [periods.quarter(number, 2024) for number in (1, 2, 3, 4)]
    assert (quarters[0].first, quarters[-1].last) == (date(2024, 1, 1), date(2024, 12, 31))
    for one, other in pairwise(quarters):
        assert other.first - one.last == timedelta(days=1)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (periods.year(2024), (date(2022, 12, 31), date(2023, 12, 31))),
        (periods.quarter(2, 2023), (date(2022, 12, 31), date(2023, 3, 31))),
    ],
)
def test_the_period_before_is_as_long(period: periods.Period, before: tuple[date, date]) -> None:
    found = period.before()
    assert (found.first, found.last) == before
    assert found.last - found.first == period.last - period.first


def test_a_leap_day_a_year_ago() -> None:
    assert periods.quarter(1, 2024).a_year_ago().first == date(2023, 1, 1)
    leap = periods.Period("leap day", date(2024, 2, 29), date(2024, 2, 29))
    assert leap.a_year_ago().first == date(2023, 2, 28)


def test_names_are_all_different() -> None:
    labels = [period.label for period in periods.named_periods(2016, 2026)]
    assert len(set(labels)) == len(labels)
