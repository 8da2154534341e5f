"""Countries and groups of them in calls equal what is computed with pandas from the CSV files."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.metrics import country_groups
from lib.metrics.calls import groups, outcomes, participations
from lib.metrics.scope import Scope
from tests.calls_from_files import (
    STAGES,
    all_calls,
    check_share,
    closed_form,
    enough_recorded,
    funded_projects,
    outcome_rows,
    participation_rows,
    same,
    table,
    widening_countries,
)

MADE_UP = Scope(demonstration=True)
PARTS = pytest.mark.parametrize("demonstration", [False, True])


def test_rates_by_country(sample_engine: Engine) -> None:
    got = outcomes.by_country(sample_engine, MADE_UP).set_index("iso2")
    rows = outcome_rows(True, by_country=True)
    sums = rows.groupby("country")[[*STAGES.values(), "requested_eur", "awarded_eur"]].sum()
    assert set(got.index) == set(sums.index)
    for iso2, row in got.iterrows():
        expected = sums.loc[iso2]
        assert row["eligible"] == expected["pre_proposals_eligible"]
        assert row["overall"] == pytest.approx(expected["projects_funded"] / expected["pre_proposals_eligible"])
        assert row["stage2"] == pytest.approx(expected["projects_funded"] / expected["full_proposals_submitted"])
        assert row["awarded_of_requested"] == pytest.approx(expected["awarded_eur"] / expected["requested_eur"])
    assert outcomes.by_country(sample_engine, Scope()).empty, "no fact is published by country"


@PARTS
def test_money_and_participations_by_country(sample_engine: Engine, demonstration: bool) -> None:
    got = participations.by_country(sample_engine, Scope(demonstration=demonstration))
    got = got.assign(iso2=got["iso2"].fillna("")).set_index("iso2")
    rows = participation_rows(demonstration)
    assert set(got.index) == set(rows["country"])
    for iso2, of_country in rows.groupby("country"):
        row = got.loc[iso2]
        leading = (of_country["role"] == "coordinator").sum()
        assert row["projects"] == of_country["project_id"].nunique()
        assert row["participations"] == len(of_country)
        assert row["coordinations"] == leading
        assert same(row["awarded_eur"], of_country["money"].sum(min_count=1))
        enough = enough_recorded(demonstration)
        all_leading = (rows["role"] == "coordinator").sum()
        check_share(row, "coordination_rate", leading, len(of_country), enough)
        check_share(row, "participation_share", len(of_country), len(rows), enough)
        check_share(row, "coordination_share", leading, all_leading, enough)
        money = of_country["money"].sum(min_count=1) / rows["money"].sum(min_count=1) if enough else math.nan
        assert same(row["awarded_share"], money)
    narrowed = participations.by_country(
        sample_engine, Scope(countries=("DE",), demonstration=demonstration, calls=("X-CALL-2025",))
    )
    of_call = rows[rows["call"] == "X-CALL-2025"]
    if not demonstration:
        assert narrowed.empty
    else:
        assert narrowed["participation_share"].tolist() == [(of_call["country"] == "DE").sum() / len(of_call)]


@PARTS
def test_widening_share_uses_the_list_in_force(sample_engine: Engine, demonstration: bool) -> None:
    got = participations.widening_share(sample_engine, Scope(demonstration=demonstration)).set_index("call_id")
    rows = participation_rows(demonstration)
    assert set(got.index) == set(rows["call"])
    for call_id, of_call in rows.groupby("call"):
        inside = of_call["country"].isin(widening_countries(demonstration, str(call_id))).sum()
        check_share(got.loc[call_id], "share", inside, len(of_call), enough_recorded(demonstration, str(call_id)))
        recorded = funded_projects(demonstration).loc[call_id]
        assert (got.loc[call_id, "projects"], got.loc[call_id, "of_projects"]) == tuple(recorded)
    if demonstration:
        assert {"LU", "TR"} <= widening_countries(True, "X-CALL-2020")
        assert "GR" not in widening_countries(True, "X-CALL-2020")
        assert "LU" not in widening_countries(True, "X-CALL-2021")
        assert {"GR", "TR"} <= widening_countries(True, "X-CALL-2021")
    else:
        assert got.loc["JTC2021", "framework"] == "Horizon 2020", "it opened on 14 December 2020"


def test_peer_groups(sample_engine: Engine) -> None:
    got = groups.peer_groups(
        groups.country_sums(sample_engine, replace(MADE_UP, countries=("MT",))), ("DE", "CH")
    ).set_index("group")
    countries = table("country", False)
    today = countries[countries["eu_member_since"].notna() & countries["eu_member_until"].isna()]
    old = set(today.loc[today["eu_member_since"] < "2004-01-01", "iso2"])
    new = set(today["iso2"]) - old
    assert (len(old), len(new)) == (14, 13)
    rows, parts = outcome_rows(True, by_country=True), participation_rows(True)
    wide = pd.Series(
        [row.country in widening_countries(True, row.call_id) for row in rows.itertuples()], index=rows.index
    )
    wide_parts = pd.Series(
        [row.country in widening_countries(True, row.call) for row in parts.itertuples()], index=parts.index
    )
    expected = {
        country_groups.ALL: (rows["country"].notna(), parts["country"].notna()),
        country_groups.EU27: (rows["country"].isin(old | new), parts["country"].isin(old | new)),
        country_groups.EU14: (rows["country"].isin(old), parts["country"].isin(old)),
        country_groups.EU13: (rows["country"].isin(new), parts["country"].isin(new)),
        country_groups.WIDENING: (wide, wide_parts),
        country_groups.OWN: (rows["country"].isin(["DE", "CH"]), parts["country"].isin(["DE", "CH"])),
    }
    assert list(got.index) == list(expected)
    whole = outcome_rows(True, by_country=False)["pre_proposals_eligible"].sum()
    for group, (in_rows, in_parts) in expected.items():
        check_group(
            got.loc[group], rows[in_rows], parts[in_parts], parts, whole if group == country_groups.ALL else None
        )
    alone = got.loc[country_groups.OWN]
    assert alone["rate_sample"] < alone["rate_eligible"], "Germany and Switzerland share proposals"


def check_group(
    got: pd.Series, rows: pd.DataFrame, parts: pd.DataFrame, all_parts: pd.DataFrame, whole: float | None = None
) -> None:
    """The sums; the interval is that of the fewest different proposals, or of the whole calls' proposals."""
    funded, eligible = rows["projects_funded"].sum(), rows["pre_proposals_eligible"].sum()
    assert (got["rate_funded"], got["rate_eligible"]) == (funded, eligible)
    assert got["overall"] == pytest.approx(funded / eligible)
    fewest = whole or rows.groupby("call_id")["pre_proposals_eligible"].max().sum()
    assert got["rate_sample"] == fewest
    low, high = closed_form(funded / eligible * fewest, fewest)
    assert (got["overall_low"], got["overall_high"]) == pytest.approx((low, high))
    assert same(got["requested_eur"], rows["requested_eur"].sum())
    assert same(got["won_eur"], rows["awarded_eur"].sum())
    assert got["participations"] == len(parts)
    assert got["coordinations"] == (parts["role"] == "coordinator").sum()
    assert same(got["awarded_eur"], parts["money"].sum(min_count=1))
    assert got["participation_share"] == pytest.approx(len(parts) / len(all_parts))


def test_a_country_against_the_sum_of_all_others(sample_engine: Engine) -> None:
    rows, parts = outcome_rows(True, by_country=True), participation_rows(True)
    got = groups.against_others(groups.country_sums(sample_engine, MADE_UP), "DE").set_index("group")
    assert list(got.index) == ["DE", country_groups.OTHERS]
    check_group(got.loc["DE"], rows[rows["country"] == "DE"], parts[parts["country"] == "DE"], parts)
    check_group(got.loc[country_groups.OTHERS], rows[rows["country"] != "DE"], parts[parts["country"] != "DE"], parts)

    yearly = groups.against_others_by_year(sample_engine, MADE_UP, "DE").set_index(["group", "year"])
    year = rows["call_id"].map(all_calls(True)["year"])
    sums = rows.groupby([(rows["country"] == "DE").map({True: "DE", False: country_groups.OTHERS}), year.values]).sum(
        numeric_only=True
    )
    assert set(yearly.index) == {(group, year) for group in ("DE", country_groups.OTHERS) for year in range(2016, 2026)}
    for key, row in yearly.iterrows():
        if key not in sums.index:
            assert row.isna().all(), "a year without a call is a gap"
            continue
        assert (row["rate_funded"], row["rate_eligible"]) == (
            sums.loc[key, "projects_funded"],
            sums.loc[key, "pre_proposals_eligible"],
        )
