"""Figures on funders and projects of calls equal those computed with pandas from the CSV files."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.figures.asking import Ask
from lib.figures.calls import funders, grants, published
from lib.metrics.calls import commitments
from tests.calls_from_files import HARD, Narrowed, all_calls, numbers, outcome_rows, participation_rows, same, table
from tests.figures.test_calls import CASES, answer, each_case, said


def committed(narrowed: Narrowed) -> pd.DataFrame:
    """Commitments to the calls that fit by funders of the countries chosen: call_id, funder, eur, country."""
    rows = table("call_commitment", narrowed.demonstration)
    country = table("organisation", narrowed.demonstration).set_index("organisation_id")["country"]
    rows = rows.assign(eur=numbers(rows["committed_eur"].values).values, country=rows["funder"].map(country))
    rows = rows[rows["call_id"].isin(narrowed.call_ids())]
    return rows[rows["country"].isin(narrowed.countries)] if narrowed.countries else rows


def awarded(demonstration: bool) -> pd.Series:
    """Money in the recorded projects by call and funder."""
    rows = table("participation", demonstration)
    calls = table("project", demonstration).set_index("project_id")["call"]
    rows = rows.assign(eur=numbers(rows["funding_eur"].values).values, call=rows["project_id"].map(calls))
    return rows.dropna(subset=["call", "funder"]).groupby(["call", "funder"])["eur"].sum(min_count=1)


@each_case
@pytest.mark.figure("calls.money_by_funder")
def test_money_by_funder(ask: Ask, narrowed: Narrowed) -> None:
    answered = answer(ask, funders.MONEY_BY_FUNDER, narrowed)
    money = awarded(narrowed.demonstration)
    published_sums = outcome_rows(narrowed.demonstration, by_country=False).set_index("call_id")["awarded_eur"]
    recorded = money.groupby("call").sum(min_count=1)
    whole = {call for call in published_sums.index if recorded.get(call, 0) >= 0.99 * published_sums[call]}
    own_commitments = committed(narrowed)
    country = table("organisation", narrowed.demonstration).set_index("organisation_id")["country"]
    paid = money[money.index.get_level_values("call").isin(narrowed.call_ids())]
    if narrowed.countries:
        paid = paid[paid.index.get_level_values("funder").map(country).isin(narrowed.countries)]
    assert set(answered.frame["funder_id"]) == set(own_commitments["funder"]) | set(
        paid.index.get_level_values("funder")
    )
    for got in answered.frame.to_dict("records"):
        own = own_commitments[own_commitments["funder"] == got["funder_id"]]
        assert same(got["committed_eur"], own["eur"].sum(min_count=1))
        of_funder = paid[paid.index.get_level_values("funder") == got["funder_id"]]
        assert same(got["awarded_eur"], of_funder.sum(min_count=1))
        compared = own[own["call_id"].isin(whole)]
        given = sum(money.get((call, got["funder_id"]), 0) for call in compared["call_id"])
        assert same(got["uptake"], given / compared["eur"].sum() if len(compared) else float("nan"))


def results(narrowed: Narrowed) -> dict[tuple[str, str], str]:
    """What became of each country's commitment to each call."""
    demonstration = narrowed.demonstration
    outcomes = outcome_rows(demonstration, by_country=True).set_index(["call_id", "country"])
    funded = outcome_rows(demonstration, by_country=False).set_index("call_id")["projects_funded"]
    recorded = table("project", demonstration).dropna(subset=["call"]).groupby("call").size()
    parts = participation_rows(demonstration).groupby(["call", "country"])["project_id"].nunique()
    found = {}
    for key, _ in committed(narrowed).dropna(subset=["country"]).groupby(["call_id", "country"]):
        call = key[0]
        all_recorded = recorded.get(call, 0) >= funded.get(call, float("inf"))
        published_outcome = outcomes.loc[key] if key in outcomes.index else None
        projects = None if published_outcome is None else published_outcome["projects_funded"]
        if projects is None or pd.isna(projects):
            projects = parts.get(key, 0 if all_recorded else None)
        money = None if published_outcome is None else published_outcome["awarded_eur"]
        if projects == 0 or money == 0:
            found[key] = commitments.NOTHING_WON
        else:
            found[key] = commitments.NOT_KNOWN if projects is None else commitments.WON
    return found


@each_case
@pytest.mark.figure("calls.nothing_won", "calls.result_not_known")
def test_results_of_commitments(ask: Ask, narrowed: Narrowed) -> None:
    expected = results(narrowed)
    for figure, result in (
        (funders.NOTHING_WON, commitments.NOTHING_WON),
        (funders.RESULT_NOT_KNOWN, commitments.NOT_KNOWN),
    ):
        answered = answer(ask, figure, narrowed)
        got = set(zip(answered.frame["call_id"], answered.frame["iso2"], strict=True))
        assert got == {key for key, one in expected.items() if one == result}
        known = sum(one != commitments.NOT_KNOWN for one in expected.values())
        assert [(cover.known, cover.of) for cover in answered.coverage] == [(known, len(expected))]
        for row in answered.frame.to_dict("records"):
            rows = committed(narrowed)
            own = rows[(rows["call_id"] == row["call_id"]) & (rows["country"] == row["iso2"])]
            assert row["funders"] == len(own)
            assert same(row["committed_eur"], own["eur"].sum(min_count=1))


@each_case
@pytest.mark.figure("calls.time_to_grant")
def test_time_to_grant(ask: Ask, narrowed: Narrowed) -> None:
    answered = answer(ask, grants.TIME_TO_GRANT, narrowed)
    projects = table("project", narrowed.demonstration).dropna(subset=["call"])
    projects = projects[projects["call"].isin(narrowed.call_ids())]
    projects["deadline"] = projects["call"].map(all_calls(narrowed.demonstration)["full_proposal_deadline"])
    for column in ("deadline", "signature_date", "start_date"):
        # Days are counted between dates of which the day is known, not the month or year alone.
        projects[column] = pd.to_datetime(projects[column].where(projects[column].str.len() == len("2021-06-17")))
    days = (projects["signature_date"].fillna(projects["start_date"]) - projects["deadline"]).dt.days
    dated = projects[days >= 0].assign(days=days)
    assert list(answered.frame["call_id"]) == [call for call in narrowed.call_ids() if call in set(dated["call"])]
    for got in answered.frame.to_dict("records"):
        of_call = dated[dated["call"] == got["call_id"]]
        assert got["by_signature"] == of_call["signature_date"].notna().sum()
        assert got["by_start"] == of_call["signature_date"].isna().sum()
        spread = [got[name] for name in ("shortest", "quarter", "median", "three_quarters", "longest")]
        assert spread == of_call["days"].quantile([0, 0.25, 0.5, 0.75, 1]).tolist()


@each_case
@pytest.mark.figure("calls.projects")
def test_projects(ask: Ask, narrowed: Narrowed) -> None:
    answered = answer(ask, grants.PROJECTS, narrowed)
    files = table("project", narrowed.demonstration).set_index("project_id")
    files = files[files["call"].isin(narrowed.call_ids())]
    parts = participation_rows(narrowed.demonstration)
    if narrowed.countries:
        files = files[files.index.isin(parts.loc[parts["country"].isin(narrowed.countries), "project_id"])]
    assert set(answered.frame["project_id"]) == set(files.index)
    for got in answered.frame.to_dict("records"):
        own = parts[parts["project_id"] == got["project_id"]]
        assert same(got["participants"], len(own) or float("nan"))
        assert same(got["countries"], own["country"].replace("", pd.NA).nunique() or float("nan"))
        assert same(got["funding_eur"], numbers([files.loc[got["project_id"], "funding_eur"]])[0])
        assert got["page"] == f"project?project={got['project_id']}"


@pytest.mark.parametrize("narrowed", [case for case in CASES if not case.countries], ids=str)
@pytest.mark.figure("calls.differing_figures")
def test_figures_on_which_sources_differ(ask: Ask, narrowed: Narrowed) -> None:
    answered = answer(ask, published.DIFFERING_FIGURES, narrowed)
    files = table("published_figure", narrowed.demonstration)
    if len(files):
        files = files[(files["subject"] == "call") & files["subject_id"].isin(narrowed.call_ids())]
        files = files[files.groupby(["subject_id", "quantity"])["value"].transform("nunique") > 1]
    rows = zip(*(files[name] for name in ("subject_id", "value", "source_url")), strict=True) if len(files) else ()
    got = zip(*(answered.frame[name] for name in ("call_id", "value", "source_url")), strict=True)
    assert sorted(got) == sorted(rows)


def test_sentences(ask: Ask) -> None:
    facts, made_up = Narrowed(False), Narrowed(True)
    assert said(ask, funders.MONEY_BY_FUNDER, facts) == (
        "5 funders committed EUR 5.1 million and awarded an amount that is not known; uptake is not known, since no "
        "call's money is recorded whole."
    )
    assert said(ask, funders.NOTHING_WON, facts) == "Too little is known to say that there is none."
    assert said(ask, funders.NOTHING_WON, made_up) == (
        "Every country with a commitment won something in each of these calls."
    )
    assert said(ask, funders.RESULT_NOT_KNOWN, facts) == (
        "In 4 cases it is not known whether the country won anything."
    )
    assert said(ask, grants.TIME_TO_GRANT, Narrowed(True, calls=("X-CALL-2025",))) == (
        "Example Joint Call 2025: half of 54 projects took at most 200 days, the longest 413 days."
    )
    assert said(ask, published.DIFFERING_FIGURES, made_up) == "All published figures of these calls agree."


def test_published_values_are_written_as_money_and_dates(ask: Ask) -> None:
    answered = answer(ask, published.DIFFERING_FIGURES, Narrowed(False, calls=("JTC2024",)))
    rows = answered.for_readers
    budgets = rows[rows["quantity"] == "Budget"]
    assert dict(zip(budgets["value"], budgets["shown"], strict=True)) == {
        f"~EUR{HARD}45{HARD}000{HARD}000": True,
        f"~EUR{HARD}40{HARD}000{HARD}000": False,
    }
