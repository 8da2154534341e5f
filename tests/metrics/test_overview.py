"""The Overview's figures on the sample equal those that tests/totals.py computes from the CSV files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from sqlalchemy import Engine, func, select

from lib.metrics import overview, programmes
from lib.metrics.filters import Filters
from lib.store.models import Programme
from tests import totals
from tests.rows import load

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("demonstration", [False, True])
@pytest.mark.parametrize("year", [2016, 2018, 2021, 2024, 2025, 2026])
def test_headlines_equal_the_sums_of_the_files(sample_engine: Engine, year: int, demonstration: bool) -> None:
    shown = overview.headlines(sample_engine, Filters(last_year=year, demonstration=demonstration), TODAY)
    expected = totals.overview(year, demonstration)
    assert list(shown.index) == list(expected)
    for figure, value in expected.items():
        got = shown.loc[figure, "value"]
        if value is None:
            assert pd.isna(got), f"{figure} of {year}: {got} shown, nothing is known"
        else:
            assert got == float(value), f"{figure} of {year}"


def test_change_is_against_the_year_before(sample_engine: Engine) -> None:
    shown = overview.headlines(sample_engine, Filters(last_year=2025), TODAY)
    before, now = totals.overview(2024), totals.overview(2025)
    assert shown.loc["programmes", "change"] == now["programmes"] - before["programmes"]  # type: ignore[operator]
    assert shown.loc["programmes", "before"] == before["programmes"]


def test_series_has_every_year_and_agrees_with_the_files(sample_engine: Engine) -> None:
    for figure in overview.FIGURES:
        series = overview.series(sample_engine, Filters(first_year=2015, last_year=2026), figure, TODAY)
        assert list(series["year"]) == list(range(2015, 2027))
        for year, value in zip(series["year"], series["value"], strict=True):
            expected = totals.overview(int(year))[figure]
            assert (pd.isna(value) and expected is None) or value == float(expected), f"{figure} of {year}"  # type: ignore[arg-type]


def test_sum_of_budgets_is_exact_to_the_cent(sample_engine: Engine) -> None:
    with sample_engine.connect() as connection:
        exact = connection.scalar(select(func.sum(Programme.budget_eur)).where(Programme.pm_share == 1))
    files = [row for row in totals.rows("programme", False) if row["pm_share"] and Decimal(row["pm_share"]) == 1]
    assert exact == sum((totals.budget(row) or Decimal(0) for row in files), Decimal(0))


def test_budgets_of_programmes_that_merely_allow_pm_are_not_summed(sample_engine: Engine) -> None:
    allowing = [row for row in totals.rows("programme", False) if not row["pm_share"] and row["budget_eur"]]
    assert allowing, "the sample has such programmes"
    shown = programmes.totals(sample_engine, Filters())
    files = [row for row in totals.rows("programme", False) if row["pm_share"] and Decimal(row["pm_share"]) == 1]
    assert shown["budget_eur"] == float(totals.total(b for b in map(totals.budget, files) if b is not None) or 0)


def test_freshness_names_the_latest_file(sample_engine: Engine) -> None:
    fresh = overview.freshness(sample_engine, demonstration=False).set_index("entity")
    assert fresh.loc["country", "latest_file"] == "country.csv"
    assert fresh.loc["country", "rows"] == len(totals.rows("country", True))
    assert pd.isna(fresh.loc["post", "latest_file"]), "no post is public: nothing was loaded as a fact"


def test_freshness_says_how_old_the_data_is(sample_engine: Engine) -> None:
    fresh = overview.freshness(sample_engine, demonstration=False).set_index("entity")
    projects = totals.rows("project", True)
    assert fresh.loc["project", "newest_date"] == pd.Timestamp(max(row["start_date"] for row in projects))
    assert fresh.loc["programme", "newest_as_of"] == pd.Timestamp(
        max(row["as_of"] for row in totals.rows("programme", True))
    )
    assert pd.isna(fresh.loc["post", "newest_date"])


def test_suppressed_figure_of_the_year_before_is_said_to_be_so(engine: Engine) -> None:
    load(engine, "event", "event_id,name,start_date\nE1,One,2024-05-05\nE2,Two,2025-05-05\n")
    load(
        engine,
        "attendance",
        "event_id,attendee,attended\n" + "E1,a1b2c3d4,yes\n" + "".join(f"E2,a1b2c3d{n},yes\n" for n in range(7)),
    )
    shown = overview.headlines(engine, Filters(last_year=2025), TODAY).loc["attendance"]
    assert shown["value"] == 7
    assert shown["before_small"]
    assert pd.isna(shown["change"])
