"""Cells to values, with tables that Hypothesis makes up."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lib.entities.organisation import ORGANISATION_TYPES
from lib.entities.project import HEALTH_CATEGORIES, RESEARCH_ACTIVITIES
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


@pytest.mark.parametrize(
    ("cell", "shares"),
    [
        ("Blood:40;Skin:60", {"Blood": 40, "Skin": 60}),
        ("Blood: 40 %; Skin: 60 %", {"Blood": 40, "Skin": 60}),
        ("Blood (40%) | Skin (60%)", {"Blood": 40, "Skin": 60}),
        ("40 % Blood\n60 % Cancer", {"Blood": 40, "Cancer and neoplasms": 60}),
        ("Blood:0.4;Skin:0.6", {"Blood": 40, "Skin": 60}),
        ("Blood:33,5;Skin:66,5", {"Blood": Decimal("33.5"), "Skin": Decimal("66.5")}),
        ("Cancer and Neoplasms, Blood", {"Cancer and neoplasms": 50, "Blood": 50}),
    ],
)
def test_health_categories(cell: str, shares: dict[str, Decimal]) -> None:
    assert dict(v.shares_of(HEALTH_CATEGORIES)(cell)) == shares  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("cell", "shares"),
    [
        ("6.1", {"Treatment evaluation": 100}),
        ("6.1:50;6.2:25;5.1:25", {"Treatment evaluation": 75, "Treatment development": 25}),
        ("6.1 Pharmaceuticals", {"Treatment evaluation": 100}),
        ("Detection, Screening and Diagnosis", {"Detection and diagnosis": 100}),
        ("Detection, Screening and Diagnosis:40;8:60", {"Detection and diagnosis": 40, "Health services": 60}),
        ("6.1, 4.2", {"Treatment evaluation": 50, "Detection and diagnosis": 50}),
    ],
)
def test_research_activities(cell: str, shares: dict[str, Decimal]) -> None:
    assert dict(v.shares_of(RESEARCH_ACTIVITIES)(cell)) == shares  # type: ignore[call-overload]


@pytest.mark.parametrize("cell", ["9.1", "1.6", "6.1:50", "Blood", "6.1:50;6.1:60", "Treatments"])
def test_no_research_activities(cell: str) -> None:
    with pytest.raises(ParseError):
        v.shares_of(RESEARCH_ACTIVITIES)(cell)


def test_a_word_that_is_not_allowed_comes_with_the_nearest() -> None:
    with pytest.raises(ParseError) as refused:
        v.one_of(ORGANISATION_TYPES)("Universität")
    assert refused.value.near == "university"
    with pytest.raises(ParseError) as refused:
        v.one_of(ORGANISATION_TYPES)("HEI")
    assert refused.value.near == ""
