"""Outcomes of calls equal those computed with pandas from the CSV files, from their definitions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.metrics import rates
from lib.metrics.calls import outcomes, published
from lib.metrics.scope import Scope
from tests.calls_from_files import (
    STAGES,
    all_calls,
    closed_form,
    numbers,
    outcome_rows,
    same,
    table,
)

MADE_UP = Scope(demonstration=True)
PARTS = pytest.mark.parametrize("demonstration", [False, True])


@pytest.mark.parametrize(("successes", "trials"), [(2, 5), (40, 100), (0, 5), (5, 5), (27, 283), (1, 1), (349, 2307)])
def test_wilson_is_the_root_of_its_equation(successes: int, trials: int) -> None:
    got = rates.wilson(pd.Series([successes]), pd.Series([trials])).iloc[0]
    low, high = closed_form(successes, trials)
    assert got["low"] == pytest.approx(low, abs=1e-12)
    assert got["high"] == pytest.approx(high, abs=1e-12)


def test_wilson_known_values() -> None:
    # As statsmodels' proportion_confint(method="wilson") gives them.
    got = rates.wilson(pd.Series([2, 40]), pd.Series([5, 100]))
    assert got["low"].round(4).tolist() == [0.1176, 0.3094]
    assert got["high"].round(4).tolist() == [0.7693, 0.4980]


def test_wilson_without_trials_is_missing() -> None:
    got = rates.wilson(pd.Series([pd.NA, 0, 3], dtype="Int64"), pd.Series([10, 0, 2], dtype="Int64"))
    assert got.isna().all(axis=None)


def test_below_ten_there_are_counts_and_no_percentage() -> None:
    got = rates.with_rate(pd.DataFrame({"won": [4, 4], "of": [9, 10]}), "won", "of", "rate")
    assert pd.isna(got["rate"][0])
    assert got["rate"][1] == 0.4
    assert got["rate_low"].notna().all()


@PARTS
def test_outcomes_by_call(sample_engine: Engine, demonstration: bool) -> None:
    got = outcomes.by_call(sample_engine, Scope(demonstration=demonstration)).set_index("call_id")
    expected = outcome_rows(demonstration, by_country=False).set_index("call_id")
    known = all_calls(demonstration)
    assert set(got.index) == set(known.index)
    for call_id, row in got.iterrows():
        budget = numbers([known.loc[call_id, "budget_eur"]])[0]
        assert same(row["budget_eur"], budget)
        if call_id not in expected.index:
            assert row[list(STAGES)].isna().all()
            continue
        published = expected.loc[call_id]
        for name, column in STAGES.items():
            assert same(row[name], published[column]), f"{name} of {call_id}"
        assert same(row["requested_eur"], published["requested_eur"])
        assert same(row["overall"], published["projects_funded"] / published["pre_proposals_eligible"])
        assert same(row["stage1"], published["full_proposals_invited"] / published["pre_proposals_eligible"])
        full, over = published["full_proposals_submitted"], "submitted"
        if pd.isna(full):
            full, over = published["full_proposals_invited"], "invited"
        assert same(row["stage2"], published["projects_funded"] / full)
        assert row["stage2_over"] == over or pd.isna(full)
        assert same(row["oversubscription"], published["requested_eur"] / budget)
        if not pd.isna(published["pre_proposals_eligible"]):
            low, high = closed_form(published["projects_funded"], published["pre_proposals_eligible"])
            assert row["overall_low"] == pytest.approx(low)
            assert row["overall_high"] == pytest.approx(high)


def test_the_calls_of_2024_and_2025_pooled_and_not_averaged(sample_engine: Engine) -> None:
    got = outcomes.pooled(outcomes.by_call(sample_engine, Scope(calls=("JTC2024", "JTC2025"))))
    assert (got["rate_funded"], got["rate_eligible"]) == (49, 393)
    assert got["overall"] == 49 / 393, "the mean of the two rates would be 14.8 %"
    assert got["stage1"] == (64 + 56) / 393


@PARTS
def test_rates_by_year_are_sums_over_sums_with_gaps(sample_engine: Engine, demonstration: bool) -> None:
    got = outcomes.by_year(outcomes.by_call(sample_engine, Scope(demonstration=demonstration))).set_index("year")
    rows = outcome_rows(demonstration, by_country=False).dropna(subset=["pre_proposals_eligible", "projects_funded"])
    years = rows["call_id"].map(all_calls(demonstration)["year"])
    sums = rows.groupby(years.values)[["projects_funded", "pre_proposals_eligible"]].sum()
    for year, row in got.iterrows():
        if year in sums.index:
            assert row["overall"] == pytest.approx(
                sums.loc[year, "projects_funded"] / sums.loc[year, "pre_proposals_eligible"]
            )
        else:
            assert pd.isna(row["overall"]), f"{year} is a gap"
    assert set(sums.index) <= set(got.index)
    assert got.loc[2023, "calls"] == 0, "there was no call of 2023"


def test_filters_on_countries_and_days_narrow_the_outcomes(sample_engine: Engine) -> None:
    period = Scope(countries=("DE", "FR"), first_day=date(2020, 1, 12), last_day=date(2021, 1, 13), demonstration=True)
    got = outcomes.by_call(sample_engine, period).set_index("call_id")
    assert set(got.index) == {"X-CALL-2020", "X-CALL-2021"}, "both days belong to the period"
    assert set(outcomes.by_call(sample_engine, replace(period, demonstration=False))["call_id"]) == {"JTC2021"}
    rows = outcome_rows(True, by_country=True)
    rows = rows[rows["country"].isin(["DE", "FR"]) & (rows["call_id"] == "X-CALL-2020")]
    assert got.loc["X-CALL-2020", "eligible"] == rows["pre_proposals_eligible"].sum()
    fewest = rows["pre_proposals_eligible"].max()
    assert got.loc["X-CALL-2020", "rate_sample"] == fewest, "many proposals have partners of both"
    share = rows["projects_funded"].sum() / rows["pre_proposals_eligible"].sum()
    assert got.loc["X-CALL-2020", "overall_low"] == pytest.approx(closed_form(share * fewest, fewest)[0])
    assert pd.isna(got.loc["X-CALL-2020", "oversubscription"]), "countries have no part of the budget of their own"


def test_differing_figures_keep_every_source_and_say_which_is_shown(sample_engine: Engine) -> None:
    got = published.differing_figures(sample_engine, Scope(demonstration=False))
    files = table("published_figure", False)
    files = files[files["subject"] == "call"]
    differ = files.groupby(["subject_id", "quantity"])["value"].transform("nunique") > 1
    expected = files[differ]
    columns = ["quantity", "value", "source_url"]
    assert sorted(got[["call_id", *columns]].itertuples(index=False, name=None)) == sorted(
        expected[["subject_id", *columns]].itertuples(index=False, name=None)
    )
    assert (got.groupby(["call_id", "quantity"])["shown"].sum() == 1).all()


def test_names_are_those_of_the_calls_that_fit(sample_engine: Engine) -> None:
    got = outcomes.names(sample_engine, Scope(demonstration=False, first_year=2024, last_year=2025))
    assert list(got) == ["JTC2025", "JTC2024"], "the latest first"
    got = outcomes.names(sample_engine, Scope(demonstration=False, first_year=2024, last_year=2024))
    assert list(got) == ["JTC2024"], "JTC2025 opened in December 2024 and is of the year in its name"
