"""The figures on calls equal those computed with pandas from the CSV files, from their definitions."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.metrics import rates, records
from lib.metrics.calls import commitments, grants, groups, outcomes, participations, published
from lib.metrics.scope import Scope
from tests import totals
from tests.rows import load

MADE_UP = Scope(demonstration=True)
PARTS = pytest.mark.parametrize("demonstration", [False, True])
STAGES = {
    "pre_submitted": "pre_proposals_submitted",
    "eligible": "pre_proposals_eligible",
    "invited": "full_proposals_invited",
    "submitted": "full_proposals_submitted",
    "funded": "projects_funded",
}


def table(entity: str, demonstration: bool) -> pd.DataFrame:
    """An entity's rows as text, NA where a cell is empty."""
    return pd.DataFrame(totals.rows(entity, demonstration), dtype="object").replace("", pd.NA)


def numbers(values: Iterable[object]) -> pd.Series:
    return pd.to_numeric(pd.Series(values), errors="coerce")


def all_calls(demonstration: bool) -> pd.DataFrame:
    found = table("call", demonstration)
    day = found["opened"].fillna(found["pre_proposal_deadline"]).fillna(found["full_proposal_deadline"])
    year = [totals.year_of_call(row) for row in totals.rows("call", demonstration)]
    return found.assign(day=pd.to_datetime(day), year=year).set_index("call_id")


def outcome_rows(demonstration: bool, by_country: bool) -> pd.DataFrame:
    found = table("call_outcome", demonstration)
    found = found[found["country"].notna() == by_country]
    for column in [*STAGES.values(), "requested_eur", "awarded_eur"]:
        found[column] = numbers(found[column].values).values
    return found


def closed_form(successes: float, trials: float) -> tuple[float, float]:
    """Wilson's score interval as the two roots of (p - x)^2 = z^2 x (1 - x) / n, solved for x."""
    z = 1.959963984540054
    p = successes / trials
    a, b, c = 1 + z * z / trials, -(2 * p + z * z / trials), p * p
    root = math.sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


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


def same(got: object, expected: object) -> bool:
    if pd.isna(expected):  # type: ignore[call-overload]
        return bool(pd.isna(got))  # type: ignore[call-overload]
    return float(got) == pytest.approx(float(expected), rel=1e-9)  # type: ignore[arg-type]


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


def participation_rows(demonstration: bool) -> pd.DataFrame:
    """Participations in the calls' projects, one row each, with call, year and money of all their funders."""
    projects = table("project", demonstration).set_index("project_id")["call"].dropna()
    rows = table("participation", demonstration)
    rows = rows.assign(call=rows["project_id"].map(projects), money=numbers(rows["funding_eur"].values).values)
    rows = rows[rows["call"].notna()]
    rows["country"] = rows["country"].fillna("")
    keys = ["call", "project_id", "organisation", "country", "role"]
    return rows.groupby(keys, as_index=False)["money"].sum(min_count=1)


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
        told = enough_recorded(demonstration)
        all_leading = (rows["role"] == "coordinator").sum()
        check_share(row, "coordination_rate", leading, len(of_country), told)
        check_share(row, "participation_share", len(of_country), len(rows), told)
        check_share(row, "coordination_share", leading, all_leading, told)
        money = of_country["money"].sum(min_count=1) / rows["money"].sum(min_count=1) if told else math.nan
        assert same(row["awarded_share"], money)
    narrowed = participations.by_country(
        sample_engine, Scope(countries=("DE",), demonstration=demonstration, calls=("X-CALL-2025",))
    )
    of_call = rows[rows["call"] == "X-CALL-2025"]
    if not demonstration:
        assert narrowed.empty
    else:
        assert narrowed["participation_share"].tolist() == [(of_call["country"] == "DE").sum() / len(of_call)]


def widening_countries(demonstration: bool, call_id: str) -> set[str]:
    countries = table("country", demonstration)
    before = all_calls(demonstration).loc[call_id, "day"] < pd.Timestamp("2021-01-01")
    return set(countries.loc[countries["widening_h2020" if before else "widening"] == "yes", "iso2"])


def funded_projects(demonstration: bool) -> pd.DataFrame:
    """By call: projects with a participant, and those funded, or recorded where more are."""
    projects = table("project", demonstration).dropna(subset=["call"])
    known = projects["project_id"].isin(table("participation", demonstration)["project_id"])
    found = pd.DataFrame({"known": known.groupby(projects["call"]).sum(), "of": projects.groupby("call").size()})
    funded = outcome_rows(demonstration, by_country=False).set_index("call_id")["projects_funded"].dropna()
    found = found.reindex(found.index.union(funded.index)).fillna(0)
    found["of"] = pd.concat([found["of"], funded], axis=1).max(axis=1)
    return found


def enough_recorded(demonstration: bool, call_id: str | None = None) -> bool:
    found = funded_projects(demonstration)
    sums = found.loc[call_id] if call_id else found.sum()
    return bool(sums["known"] >= sums["of"] / 2)


def check_share(row: pd.Series, name: str, part: int, whole: int, enough: bool) -> None:
    """A share, or counts where it would rest on too little."""
    if enough and whole >= 10:
        assert row[name] == pytest.approx(part / whole)
        assert pd.isna(row[f"{name}_words"])
    else:
        assert pd.isna(row[name])
        assert row[f"{name}_words"] == f"{part} of {whole}"


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
        groups.ALL: (rows["country"].notna(), parts["country"].notna()),
        groups.EU27: (rows["country"].isin(old | new), parts["country"].isin(old | new)),
        groups.EU14: (rows["country"].isin(old), parts["country"].isin(old)),
        groups.EU13: (rows["country"].isin(new), parts["country"].isin(new)),
        groups.WIDENING: (wide, wide_parts),
        groups.OWN: (rows["country"].isin(["DE", "CH"]), parts["country"].isin(["DE", "CH"])),
    }
    assert list(got.index) == list(expected)
    whole = outcome_rows(True, by_country=False)["pre_proposals_eligible"].sum()
    for group, (in_rows, in_parts) in expected.items():
        check_group(got.loc[group], rows[in_rows], parts[in_parts], parts, whole if group == groups.ALL else None)
    alone = got.loc[groups.OWN]
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
    assert list(got.index) == ["DE", groups.OTHERS]
    check_group(got.loc["DE"], rows[rows["country"] == "DE"], parts[parts["country"] == "DE"], parts)
    check_group(got.loc[groups.OTHERS], rows[rows["country"] != "DE"], parts[parts["country"] != "DE"], parts)

    yearly = groups.against_others_by_year(sample_engine, MADE_UP, "DE").set_index(["group", "year"])
    year = rows["call_id"].map(all_calls(True)["year"])
    sums = rows.groupby([(rows["country"] == "DE").map({True: "DE", False: groups.OTHERS}), year.values]).sum(
        numeric_only=True
    )
    assert set(yearly.index) == {(group, year) for group in ("DE", groups.OTHERS) for year in range(2016, 2026)}
    for key, row in yearly.iterrows():
        if key not in sums.index:
            assert row.isna().all(), "a year without a call is a gap"
            continue
        assert (row["rate_funded"], row["rate_eligible"]) == (
            sums.loc[key, "projects_funded"],
            sums.loc[key, "pre_proposals_eligible"],
        )


@PARTS
def test_committed_and_awarded_by_funder(sample_engine: Engine, demonstration: bool) -> None:
    got = commitments.by_funder(sample_engine, Scope(demonstration=demonstration)).set_index("funder_id")
    committed = table("call_commitment", demonstration)
    committed = committed.assign(eur=numbers(committed["committed_eur"].values).values)
    money = table("participation", demonstration)
    money = money.assign(
        eur=numbers(money["funding_eur"].values).values,
        call=money["project_id"].map(table("project", demonstration).set_index("project_id")["call"]),
    ).dropna(subset=["call", "funder"])
    awarded = money.groupby(["call", "funder"])["eur"].sum(min_count=1)
    published = outcome_rows(demonstration, by_country=False).set_index("call_id")["awarded_eur"]
    recorded = awarded.groupby("call").sum(min_count=1)
    whole = {call for call in published.index if recorded.get(call, 0) >= 0.99 * published[call]}
    assert set(got.index) == set(committed["funder"]) | set(money["funder"])
    regions = table("organisation", demonstration).set_index("organisation_id")["region"]
    for funder, row in got.iterrows():
        own = committed[committed["funder"] == funder]
        assert same(row["committed_eur"], own["eur"].sum(min_count=1))
        assert same(row["awarded_eur"], awarded[awarded.index.get_level_values("funder") == funder].sum(min_count=1))
        compared = own[own["call_id"].isin(whole)]
        paid = sum(awarded.get((call, funder), 0) for call in compared["call_id"])
        expected = paid / compared["eur"].sum() if len(compared) else float("nan")
        assert same(row["uptake"], expected), funder
        assert pd.isna(row["region"]) == pd.isna(regions[funder])
    if demonstration:
        assert whole, "the sample has calls whose money is recorded whole"
        assert got["region"].notna().sum() >= 5, "regions are funders of their own"


def test_commitments_are_narrowed_by_the_country_of_the_funder(sample_engine: Engine) -> None:
    calls_of = ("X-CALL-2025", "JTC2022")
    got = commitments.by_funder(sample_engine, replace(MADE_UP, countries=("IT",), calls=calls_of))
    assert set(got["country"]) == {"Italy"}
    assert set(got["region"].dropna()) == {"Beispielberge"}
    facts = commitments.by_funder(sample_engine, Scope(countries=("IT",), calls=calls_of))
    assert set(facts["region"].dropna()) == {"Tuscany"}
    # The rows behind the figure are narrowed alike.
    for demonstration in (False, True):
        italian = {
            row["organisation_id"] for row in totals.rows("organisation", demonstration) if row["country"] == "IT"
        }
        expected = sorted(
            (row["call_id"], row["funder"])
            for row in totals.rows("call_commitment", demonstration)
            if row["funder"] in italian
        )
        rows = records.raw_rows(
            sample_engine, "call commitment", Scope(countries=("IT",), demonstration=demonstration)
        ).read_all()
        assert sorted(zip(rows["call_id"].to_pylist(), rows["funder"].to_pylist(), strict=True)) == expected
        assert expected


COUNTRIES = "iso2,iso3,name\nMT,MLT,Malta\nLU,LUX,Luxembourg\nGR,GRC,Greece\n"
ORGANISATIONS = "organisation_id,name,country\nF-MT,One,MT\nF-LU,Two,LU\nF-GR,Three,GR\n"


def small_store(engine: Engine) -> None:
    """Two calls that three countries committed money to; of the second nothing is known."""
    load(engine, "country", COUNTRIES)
    load(engine, "organisation", ORGANISATIONS)
    load(
        engine,
        "call",
        "call_id,name,opened,full_proposal_deadline\nC1,First,2024-01-01,2024-06-01\nC2,Second,2025-01-01,2025-06-01\n",
    )
    load(
        engine,
        "call commitment",
        "call_id,funder,committed_eur\nC1,F-MT,100\nC1,F-LU,200\nC1,F-GR,300\nC2,F-MT,100\n",
    )


def test_countries_that_committed_and_won_nothing(engine: Engine) -> None:
    small_store(engine)
    # All projects of the first call are recorded, none with Greece; Luxembourg's outcome is published.
    load(
        engine,
        "call outcome",
        "call_id,country,projects_funded,awarded_eur\nC1,,1,90\nC1,LU,0,\nC2,,3,\n",
    )
    load(engine, "project", "project_id,title,call,start_date\nJ1,One,C1,2024-12-01\n")
    load(
        engine,
        "participation",
        "project_id,organisation,country,role,funder,funding_eur\nJ1,F-MT,MT,coordinator,F-MT,90\n",
    )
    got = commitments.results(engine, Scope())
    assert list(zip(got["call_id"], got["country"], got["result"], strict=True)) == [
        ("C2", "Malta", "not known"),
        ("C1", "Greece", "nothing won"),
        ("C1", "Luxembourg", "nothing won"),
        ("C1", "Malta", "won something"),
    ]
    uptake = commitments.by_funder(engine, Scope()).set_index("funder_id")["uptake"]
    assert uptake["F-MT"] == 0.9, "the second call, whose money is not recorded, is not compared"
    assert uptake["F-GR"] == 0, "all that was awarded is recorded, and nothing of it is Greek"


def test_money_that_is_not_recorded_whole_is_not_called_nothing(engine: Engine) -> None:
    small_store(engine)
    load(engine, "call outcome", "call_id,country,projects_funded,awarded_eur\nC1,,2,500\n")
    load(engine, "project", "project_id,title,call,start_date\nJ1,One,C1,2024-12-01\n")
    load(
        engine,
        "participation",
        "project_id,organisation,country,role,funder,funding_eur\nJ1,F-MT,MT,coordinator,F-MT,90\n",
    )
    got = commitments.by_funder(engine, Scope()).set_index("funder_id")
    assert got["uptake"].isna().all()
    assert pd.isna(got.loc["F-GR", "awarded_eur"])
    assert set(commitments.results(engine, Scope())["result"]) == {"not known", "won something"}


@PARTS
def test_time_to_grant(sample_engine: Engine, demonstration: bool) -> None:
    got = grants.time_to_grant(sample_engine, Scope(demonstration=demonstration)).set_index("call_id")
    projects = table("project", demonstration).dropna(subset=["call"])
    projects["deadline"] = projects["call"].map(all_calls(demonstration)["full_proposal_deadline"])
    for column in ("deadline", "signature_date", "start_date"):
        # Days are counted between dates of which the day is known, not the month or year alone.
        projects[column] = pd.to_datetime(projects[column].where(projects[column].str.len() == len("2021-06-17")))
    day = projects["signature_date"].fillna(projects["start_date"])
    projects["days"] = (day - projects["deadline"]).dt.days
    projects = projects[projects["days"] >= 0]
    assert set(got.index) == set(projects["call"])
    for call_id, of_call in projects.groupby("call"):
        row = got.loc[call_id]
        assert row["dated"] == len(of_call)
        assert row["by_signature"] == of_call["signature_date"].notna().sum()
        assert row["by_start"] == of_call["signature_date"].isna().sum()
        expected = of_call["days"].quantile([0, 0.25, 0.5, 0.75, 1]).tolist()
        assert row[["shortest", "quarter", "median", "three_quarters", "longest"]].tolist() == expected


@PARTS
def test_projects_of_a_call(sample_engine: Engine, demonstration: bool) -> None:
    of_calls = Scope(demonstration=demonstration, calls=("X-CALL-2025", "JTC2021"))
    got = grants.projects(sample_engine, of_calls).set_index("project_id")
    files = table("project", demonstration)
    assert set(got.index) == set(files.loc[files["call"].isin(["X-CALL-2025", "JTC2021"]), "project_id"])
    parts = participation_rows(demonstration)
    alone = set(got.index) - set(parts["project_id"])
    assert got.loc[list(alone), ["participants", "countries"]].isna().all(axis=None), "not known, which is not none"
    for project_id, of_project in parts.groupby("project_id"):
        if project_id in got.index:
            assert got.loc[project_id, "participants"] == len(of_project)
            assert same(
                got.loc[project_id, "countries"], of_project["country"].replace("", pd.NA).nunique() or math.nan
            )
    german = grants.projects(
        sample_engine, Scope(countries=("DE",), demonstration=demonstration, calls=("X-CALL-2025",))
    )
    rows = parts[(parts["call"] == "X-CALL-2025") & (parts["country"] == "DE")]
    assert set(german["project_id"]) == set(rows["project_id"])


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
