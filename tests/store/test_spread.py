"""Amounts spread over days, against datetime and Decimal."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest

from lib.store import spread
from tests import totals


def test_every_amount_is_shared_out_to_the_cent_by_the_largest_remainders() -> None:
    draw = random.Random(15)
    first = [date(1995, 1, 1) + timedelta(days=draw.randrange(12_000)) for _ in range(400)]
    last = [day + timedelta(days=draw.choice([0, 1, 200, 364, 365, 1_500, 9_000])) for day in first]
    cents = [draw.choice([0, 1, 7, 10**5 + 1, draw.randrange(10**12)]) for _ in first]
    found = spread.spread_by_year(cents, first, last)
    for row, years in found.groupby("row"):
        expected = totals.over_days(Decimal(cents[row]) / 100, first[row], last[row])
        assert {
            int(year): Decimal(int(part)) / 100 for year, part in zip(years["year"], years["cents"], strict=True)
        } == (expected)
        assert years["cents"].sum() == cents[row]


def test_a_day_belongs_to_its_year_alone() -> None:
    found = spread.spread_by_year(
        [100, 3], [date(2024, 12, 31), date(2023, 12, 31)], [date(2024, 12, 31), date(2024, 1, 2)]
    )
    assert found.to_dict("list") == {"row": [0, 1, 1], "year": [2024, 2023, 2024], "cents": [100, 1, 2]}


def test_nothing_is_spread_to_nothing() -> None:
    assert spread.spread_by_year([], [], []).empty


def test_an_amount_beyond_exact_arithmetic_is_refused() -> None:
    with pytest.raises(OverflowError):
        spread.spread_by_year([2**62], [date(1990, 1, 1)], [date(2100, 12, 31)])


def test_an_unknown_amount_runs_and_adds_no_money() -> None:
    rows = pd.DataFrame(
        {
            "cents": [None, 200],
            "start_date": [date(2024, 1, 1)] * 2,
            "end_date": [date(2024, 12, 31)] * 2,
            "of": ["a"] * 2,
        }
    )
    assert spread.sum_by_year(rows, ["of"]).to_dict("records") == [
        {"of": "a", "year": 2024, "running": 2, "with_amount": 1, "cents": 200}
    ]
