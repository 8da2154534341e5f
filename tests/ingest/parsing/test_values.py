"""Cells to values, with tables that Hypothesis makes up."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lib.ingest.parsing import values as v
from lib.ingest.problems import ParseError


@given(some.decimals(min_value=0, max_value=Decimal("9999999999999.99"), places=2))
def test_money_is_read_to_the_cent(amount: Decimal) -> None:
    assert v.money(f"{amount:f}") == amount


@given(some.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_days(day: date) -> None:
    assert v.day(day.isoformat()) == day


@given(some.integers(1, 200))
def test_equal_shares_add_up(count: int) -> None:
    shares = v.equal_shares(count)
    assert sum(shares) == 100
    assert max(shares) - min(shares) <= Decimal("0.01")


@given(some.text())
def test_any_text_is_read_or_refused(cell: str) -> None:
    for parse in (v.money, v.rate, v.share, v.count, v.year, v.day, v.moment, v.yes_no, v.country_code, v.web_address):
        with contextlib.suppress(ParseError):
            assert parse(cell) is not None


@pytest.mark.parametrize(
    ("parse", "cell"),
    [
        (v.money, "1,234.00"),
        (v.money, "1.234"),
        (v.money, "1e3"),
        (v.money, "-1"),
        (v.count, "-1"),
        (v.count, "1.0"),
        (v.year, "1989"),
        (v.day, "31.12.2024"),
        (v.day, "2024-02-30"),
        (v.share, "1.01"),
        (v.rate, "0"),
        (v.web_address, "javascript:alert(1)"),
        (v.shares_of(["Blood", "Skin"]), "Blood:40;Skin:50"),
        (v.shares_of(["Blood", "Skin"]), "Blood;Blood"),
        (v.list_of(["ELSA"]), "ELSA;Unknown"),
    ],
)
def test_refused(parse: v.Parser, cell: str) -> None:
    with pytest.raises(ParseError):
        parse(cell)
