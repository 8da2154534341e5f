"""Figures on countries in calls equal those computed with pandas from the CSV files."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib.figures.asking import Ask
from lib.figures.calls import countries, groups, home_by_call
from tests.calls_from_files import (
    HARD,
    PAIRS,
    STAGES,
    Narrowed,
    all_calls,
    check_rate,
    check_share,
    funded_projects,
    same,
    table,
    widening_countries,
)
from tests.figures.test_calls import answer, each_case, each_rate, said


def column_names(rate: str) -> tuple[str, ...]:
    """The columns of a rate in figures that show all three."""
    counts = {
        "overall": ("rate_funded", "rate_eligible", "rate_sample"),
        "stage1": ("stage1_invited", "stage1_eligible", "stage1_sample"),
        "stage2": ("stage2_funded", "stage2_full", "stage2_sample"),
    }
    won, of, sample = counts[rate]
    return won, of, rate, f"{rate}_low", f"{rate}_high", sample, f"{rate}_words"


def check_participations(got: Any, rows: pd.DataFrame, everything: pd.DataFrame, enough: bool) -> None:
    """Counts, shares and money of rows of participations, of all of them."""
    leading, all_leading = (int((each["role"] == "coordinator").sum()) for each in (rows, everything))
    if rows.empty:
        assert pd.isna(got["participations"])
        return
    assert (got["participations"], got["coordinations"]) == (len(rows), leading)
    assert (got["all_participations"], got["all_coordinations"]) == (len(everything), all_leading)
    check_share(got, "participation_share", len(rows), len(everything), enough)
    check_share(got, "coordination_rate", leading, len(rows), enough)
    if all_leading:
        check_share(got, "coordination_share", leading, all_leading, enough)
    money = rows["money"].sum(min_count=1)
    assert same(got["awarded_eur"], money)
    assert same(got["awarded_share"], money / everything["money"].sum(min_count=1) if enough else float("nan"))


# By country, by call ----------------------------------------------------------------------------------------------


@each_case
@each_rate
@pytest.mark.figure("calls.success_rate_by_country")
def test_success_rate_by_country(ask: Ask, narrowed: Narrowed, rate: str) -> None:
    answered = answer(ask, countries.SUCCESS_RATE_BY_COUNTRY, narrowed, stage=rate)
    rows = narrowed.outcomes(by_country=True)
    assert set(answered.frame["iso2"]) == set(rows["country"])
    for got in answered.frame.to_dict("records"):
        of_country = rows[rows["country"] == got["iso2"]]
        assert got["calls"] == len(of_country)
        # A country's rows of several calls are of different proposals.
        check_rate(got, of_country, rate)
        for column, name in STAGES.items():
            assert same(got[column], of_country[name].sum(min_count=1))
        assert same(got["requested_eur"], of_country["requested_eur"].sum(min_count=1))
        assert same(got["awarded_eur"], of_country["awarded_eur"].sum(min_count=1))
        won, asked = of_country["awarded_eur"].sum(), of_country["requested_eur"].sum()
        assert same(got["awarded_of_requested"], won / asked if asked else float("nan"))


@each_case
@pytest.mark.figure("calls.participations_by_country")
def test_participations_by_country(ask: Ask, narrowed: Narrowed) -> None:
    answered = answer(ask, countries.PARTICIPATIONS_BY_COUNTRY, narrowed, country_measure="Coordination rate")
    everything = narrowed.participations()
    here = everything[everything["country"].isin(narrowed.countries)] if narrowed.countries else everything
    assert set(answered.frame["iso2"].fillna("")) == set(here["country"])
    for got in answered.frame.to_dict("records"):
        rows = here[here["country"] == ("" if pd.isna(got["iso2"]) else got["iso2"])]
        assert got["projects"] == rows["project_id"].nunique()
        check_participations(got, rows, everything, narrowed.enough())


@each_case
@pytest.mark.figure("calls.widening_share_by_call")
def test_widening_share_by_call(ask: Ask, narrowed: Narrowed) -> None:
    answered = answer(ask, countries.WIDENING_SHARE_BY_CALL, narrowed)
    rows = narrowed.participations()
    assert list(answered.frame["call_id"]) == [call for call in narrowed.call_ids() if call in set(rows["call"])]
    recorded = funded_projects(narrowed.demonstration)
    for got in answered.frame.to_dict("records"):
        of_call = rows[rows["call"] == got["call_id"]]
        inside = int(of_call["country"].isin(widening_countries(narrowed.demonstration, got["call_id"])).sum())
        known, of = recorded.loc[got["call_id"]]
        assert (got["widening"], got["participations"]) == (inside, len(of_call))
        assert (got["projects"], got["of_projects"]) == (known, of)
        check_share(pd.Series(got), "share", inside, len(of_call), known >= of / 2)


# Groups -----------------------------------------------------------------------------------------------------------


def in_group(group: str, rows: pd.DataFrame, call: str, demonstration: bool) -> pd.DataFrame:
    """The rows, each with its country and its call, that belong to a group of countries."""
    every = table("country", demonstration)
    today = every[every["eu_member_since"].notna() & every["eu_member_until"].isna()]
    old = set(today.loc[today["eu_member_since"] < "2004-05-01", "iso2"])
    members = {"EU27": set(today["iso2"]), "EU14": old, "EU13": set(today["iso2"]) - old, "Own choice": {"FR", "MT"}}
    if group == "All countries":
        return rows
    if group == "Widening countries":
        widening = {one: widening_countries(demonstration, one) for one in set(rows[call])}
        inside = [row["country"] in widening[row[call]] for row in rows.to_dict("records")]
        return rows[pd.Series(inside, index=rows.index, dtype="bool")]
    return rows[rows["country"].isin(members[group])]


GROUPS = ["All countries", "EU27", "EU14", "EU13", "Widening countries", "Own choice"]


@each_case
@pytest.mark.figure("calls.success_rate_by_group", "calls.participation_by_group")
def test_groups_of_countries(ask: Ask, narrowed: Narrowed) -> None:
    """Filters on countries do not narrow them."""
    everywhere = Narrowed(narrowed.demonstration, narrowed.first_year, narrowed.last_year, narrowed.calls)
    outcomes, parts = everywhere.outcomes(by_country=True), everywhere.participations()
    whole = everywhere.outcomes(by_country=False).set_index("call_id")
    rated = answer(ask, groups.SUCCESS_RATE_BY_GROUP, narrowed, own_group="France,MT").frame
    taking_part = answer(ask, groups.PARTICIPATION_BY_GROUP, narrowed, own_group="FR,MT").frame
    assert list(rated["group"]) == list(taking_part["group"]) == GROUPS
    for got in rated.to_dict("records"):
        rows = in_group(got["group"], outcomes, "call_id", narrowed.demonstration)
        for rate in PAIRS:
            sample = whole.loc[list(set(rows["call_id"])), f"{rate} of"].sum() if got["group"] == GROUPS[0] else None
            check_rate(got, rows, rate, column_names(rate), sample)
        assert same(got["requested_eur"], rows["requested_eur"].sum(min_count=1))
    for got in taking_part.to_dict("records"):
        rows = in_group(got["group"], parts, "call", narrowed.demonstration)
        check_participations(got, rows, parts, narrowed.enough())
        both = {*rows["country"], *in_group(got["group"], outcomes, "call_id", narrowed.demonstration)["country"]}
        assert got["countries"] == len(both - {""})


@each_case
@pytest.mark.figure("calls.country_against_others")
def test_a_country_against_all_others(ask: Ask, narrowed: Narrowed) -> None:
    everywhere = Narrowed(narrowed.demonstration, narrowed.first_year, narrowed.last_year, narrowed.calls)
    outcomes, parts = everywhere.outcomes(by_country=True), everywhere.participations()
    answered = answer(ask, groups.COUNTRY_AGAINST_OTHERS, narrowed, my_country="germany")
    assert list(answered.frame["group"]) == ["Germany", "All others"]
    for got, own in zip(answered.frame.to_dict("records"), (True, False), strict=True):
        assert (got["iso2"] == "DE") == own
        rows = outcomes[(outcomes["country"] == "DE") == own]
        for rate in PAIRS:
            check_rate(got, rows, rate, column_names(rate))
        check_participations(got, parts[(parts["country"] == "DE") == own], parts, narrowed.enough())


@each_case
@pytest.mark.figure("calls.country_against_others_by_year")
def test_a_country_against_all_others_by_year(ask: Ask, narrowed: Narrowed) -> None:
    everywhere = Narrowed(narrowed.demonstration, narrowed.first_year, narrowed.last_year, narrowed.calls)
    outcomes = everywhere.outcomes(by_country=True)
    year = outcomes["call_id"].map(pd.to_numeric(all_calls(narrowed.demonstration)["year"]))
    answered = answer(ask, groups.COUNTRY_AGAINST_OTHERS_BY_YEAR, narrowed, my_country="DE")
    years = range(int(year.min()), int(year.max()) + 1) if len(year) else range(0)
    assert list(zip(answered.frame["year"], answered.frame["group"], strict=True)) == [
        (one, group) for one in years for group in ("Germany", "All others")
    ]
    for got in answered.frame.to_dict("records"):
        own = got["group"] == "Germany"
        check_rate(got, outcomes[((outcomes["country"] == "DE") == own) & (year == got["year"])], "overall")


@each_case
@pytest.mark.figure("calls.country_against_others_by_call")
def test_a_country_against_all_others_by_call(ask: Ask, narrowed: Narrowed) -> None:
    everywhere = Narrowed(narrowed.demonstration, narrowed.first_year, narrowed.last_year)
    outcomes = everywhere.outcomes(by_country=True)
    answered = answer(ask, home_by_call.COUNTRY_AGAINST_OTHERS_BY_CALL, narrowed, my_country="DE")
    assert list(answered.frame["group"]) == ["Germany", "All others"] * outcomes["call_id"].nunique()
    for got in answered.frame.to_dict("records"):
        own = got["group"] == "Germany"
        rows = outcomes[((outcomes["country"] == "DE") == own) & (outcomes["call_id"] == got["call_id"])]
        check_rate(got, rows, "overall")
    if narrowed == Narrowed(True):
        assert answered.finding.endswith(": Germany 12.1\u00a0% (8.5 to 16.8\u00a0%), all others 14.9\u00a0%")


# In words ---------------------------------------------------------------------------------------------------------


def test_sentences(ask: Ask) -> None:
    facts, made_up = Narrowed(False), Narrowed(True)
    assert said(ask, countries.SUCCESS_RATE_BY_COUNTRY, facts) == "The success rates of these countries are not known."
    assert said(ask, countries.WIDENING_SHARE_BY_CALL, facts) == (
        "ERA PerMed Joint Transnational Call 2021: 1 of 15 of the participations are from widening countries."
    )
    assert said(ask, groups.COUNTRY_AGAINST_OTHERS, made_up) == "No country is chosen."
    assert said(ask, groups.COUNTRY_AGAINST_OTHERS, facts, my_country="DE") == (
        "Germany: its success rate is not known."
    )
    assert said(ask, groups.COUNTRY_AGAINST_OTHERS, made_up, my_country="DE") == (
        "Germany: 14.0 % (150 of 1 068), 95 % interval 12.1 to 16.3 %; all others 15.2 % (1 595 of 10 498)."
    )


def test_tables_of_groups_are_turned(ask: Ask) -> None:
    """A column for each group, as readers compare them: the values with their units."""
    turned = answer(ask, groups.COUNTRY_AGAINST_OTHERS, Narrowed(True), my_country="DE").turned.set_index("Figure")
    assert list(turned.columns) == ["Germany", "All others"]
    assert turned.loc["Success rate, overall", "Germany"] == f"14.0{HARD}%"
    assert turned.loc["Of eligible pre-proposals", "Germany"] == f"1{HARD}068"
    assert "ISO code" not in turned.index
