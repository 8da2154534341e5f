"""Figures on calls equal those computed with pandas from the CSV files: cards, success rates, proposals, money."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pandas as pd
import pytest

from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.calls import proposals, rates, totals
from lib.figures.figure import Answer, Figure
from lib.metrics.scope import Scope
from tests.calls_from_files import (
    COUNTS,
    HARD,
    PAIRS,
    STAGES,
    Narrowed,
    all_calls,
    check_rate,
    check_share,
    numbers,
    same,
    widening_countries,
)

#: Figures of one country have rows where it is chosen.
CHOSEN = {
    "calls.country_against_others": {"my-country": "DE"},
    "calls.country_against_others_by_year": {"my-country": "DE"},
    "calls.country_against_others_by_call": {"my-country": "DE"},
}
#: All calls of the sample with outcomes by country are of programmes in the same areas; calls without them are not.
SHOWN_ELSEWHERE = {
    figure: {"areas": "test_what_narrows_it_narrows_it[calls.success_rate_by_call]"}
    for figure in (
        "calls.success_rate_by_country",
        "calls.country_against_others_by_year",
        "calls.country_against_others_by_call",
    )
}
EMPTY = {"calls.nothing_won": "test_countries_that_committed_and_won_nothing"}
#: Both datasets, all of them and narrowed in each way.
CASES = [
    Narrowed(False),
    Narrowed(True),
    Narrowed(False, first_year=2022, last_year=2025),
    Narrowed(True, first_year=2019, last_year=2023),
    Narrowed(False, calls=("JTC2021", "JTC2024")),
    Narrowed(True, calls=("X-CALL-2024", "X-CALL-2025")),
    Narrowed(True, countries=("DE", "MT")),
    Narrowed(True, calls=("X-CALL-2024",), countries=("AT",)),
]
each_case = pytest.mark.parametrize("narrowed", CASES, ids=str)
each_rate = pytest.mark.parametrize("rate", PAIRS)


def answer(ask: Ask, figure: Figure, narrowed: Narrowed, **chosen: str) -> Answer:
    return figure.answer(
        ask, Scope(**asdict(narrowed)), {name.replace("_", "-"): word for name, word in chosen.items()}
    )


def only_row(answered: Answer) -> dict[Any, Any]:
    (row,) = answered.frame.to_dict("records")
    return row


# Cards ------------------------------------------------------------------------------------------------------------


@each_case
@pytest.mark.figure("calls.calls")
def test_calls_are_counted(ask: Ask, narrowed: Narrowed) -> None:
    answered = answer(ask, totals.NUMBER_OF_CALLS, narrowed)
    assert answered.card.value == str(only_row(answered)["calls"]) == str(len(narrowed.call_ids()))


@each_case
@pytest.mark.figure("calls.eligible_proposals", "calls.funded_projects", "calls.awarded")
def test_sums_over_calls(ask: Ask, narrowed: Narrowed) -> None:
    rows = narrowed.outcomes()
    for figure, column, name in (
        (totals.ELIGIBLE_PROPOSALS, "eligible", "pre_proposals_eligible"),
        (totals.FUNDED_PROJECTS, "funded", "projects_funded"),
        (totals.AWARDED, "awarded_eur", "awarded_eur"),
    ):
        row = only_row(answer(ask, figure, narrowed))
        known = rows[rows[name].notna()]
        assert same(row[column], known[name].sum(min_count=1))
        assert (row["calls_with"], row["calls"]) == (known["call_id"].nunique(), len(narrowed.call_ids()))


@each_case
@pytest.mark.figure("calls.success_rate")
def test_success_rate_is_sums_over_sums(ask: Ask, narrowed: Narrowed) -> None:
    check_rate(only_row(answer(ask, totals.SUCCESS_RATE, narrowed)), narrowed.outcomes(), "overall")


@each_case
@pytest.mark.figure("calls.oversubscription")
def test_oversubscription_is_sums_over_sums(ask: Ask, narrowed: Narrowed) -> None:
    answered = answer(ask, totals.OVERSUBSCRIPTION, narrowed)
    rows = narrowed.outcomes().set_index("call_id")
    budget = numbers(all_calls(narrowed.demonstration)["budget_eur"].values)
    budget.index = all_calls(narrowed.demonstration).index
    both = rows[rows["requested_eur"].notna() & budget.reindex(rows.index).notna()]
    if narrowed.countries or both.empty:
        assert pd.isna(only_row(answered)["oversubscription"])
        assert answered.card.value == ("not by country" if narrowed.countries else "no data")
        return
    expected = both["requested_eur"].sum() / budget.reindex(both.index).sum()
    assert only_row(answered)["oversubscription"] == pytest.approx(expected)
    assert answered.card.base == f"{len(both)} of {len(narrowed.call_ids())}{HARD}calls"


@each_case
@pytest.mark.figure("calls.widening_share")
def test_widening_share_of_all_calls(ask: Ask, narrowed: Narrowed) -> None:
    answered = answer(ask, totals.WIDENING_SHARE, narrowed)
    rows = narrowed.participations()
    if narrowed.countries:
        assert answered.card.value == "not by country"
        assert pd.isna(only_row(answered)["share"])
        return
    inside = sum(row.country in widening_countries(narrowed.demonstration, row.call) for row in rows.itertuples())
    row = only_row(answered)
    assert (row["widening"], row["participations"]) == (inside, len(rows))
    if len(rows):
        check_share(row, "share", inside, len(rows), narrowed.enough())


# Rates, proposals, money ------------------------------------------------------------------------------------------


@each_case
@each_rate
@pytest.mark.figure("calls.success_rate_by_call")
def test_success_rate_by_call(ask: Ask, narrowed: Narrowed, rate: str) -> None:
    answered = answer(ask, rates.SUCCESS_RATE_BY_CALL, narrowed, stage=rate)
    every = Narrowed(narrowed.demonstration, narrowed.first_year, narrowed.last_year, (), narrowed.countries)
    assert list(answered.frame["call_id"]) == every.call_ids(), "calls that are picked stand among all"
    rows = every.outcomes()
    for got in answered.frame.to_dict("records"):
        check_rate(got, rows[rows["call_id"] == got["call_id"]], rate)
    compared = every.outcomes() if not narrowed.countries else Narrowed(narrowed.demonstration).outcomes(True)
    known = compared[compared[f"{rate} of"].notna()]
    assert same(answered.context["average"], known[f"{rate} won"].sum() / known[f"{rate} of"].sum())


@each_case
@each_rate
@pytest.mark.figure("calls.success_rate_by_year")
def test_success_rate_by_year(ask: Ask, narrowed: Narrowed, rate: str) -> None:
    answered = answer(ask, rates.SUCCESS_RATE_BY_YEAR, narrowed, stage=rate)
    year = pd.to_numeric(all_calls(narrowed.demonstration)["year"].loc[narrowed.call_ids()])
    assert list(answered.frame["year"]) == list(range(year.min(), year.max() + 1)), "a year without a call is a gap"
    rows = narrowed.outcomes()
    for got in answered.frame.to_dict("records"):
        assert got["calls"] == (year == got["year"]).sum()
        check_rate(got, rows[rows["call_id"].map(year) == got["year"]], rate)


@each_case
@pytest.mark.figure("calls.proposals_by_stage")
def test_proposals_by_stage(ask: Ask, narrowed: Narrowed) -> None:
    answered = answer(ask, proposals.PROPOSALS_BY_STAGE, narrowed)
    assert list(answered.frame["call_id"]) == narrowed.call_ids()
    expected = narrowed.outcomes().groupby("call_id")[COUNTS].sum(min_count=1).reindex(narrowed.call_ids())
    for column, name in STAGES.items():
        got = answered.frame.set_index("call_id")[column]
        assert all(same(got[call], expected.loc[call, name]) for call in got.index), column


@each_case
@pytest.mark.figure("calls.money_by_call")
def test_money_by_call(ask: Ask, narrowed: Narrowed) -> None:
    answered = answer(ask, proposals.MONEY_BY_CALL, narrowed)
    anywhere = Narrowed(narrowed.demonstration, narrowed.first_year, narrowed.last_year, narrowed.calls)
    assert list(answered.frame["call_id"]) == anywhere.call_ids()
    expected = anywhere.outcomes().set_index("call_id").reindex(anywhere.call_ids())
    known = all_calls(narrowed.demonstration)
    for got in answered.frame.to_dict("records"):
        published, budget = expected.loc[got["call_id"]], numbers([known.loc[got["call_id"], "budget_eur"]])[0]
        assert same(got["budget_eur"], budget)
        assert same(got["requested_eur"], published["requested_eur"])
        assert same(got["awarded_eur"], published["awarded_eur"])
        assert same(got["oversubscription"], published["requested_eur"] / budget)
        assert same(got["awarded_share"], published["awarded_eur"] / budget)


# In words ---------------------------------------------------------------------------------------------------------


def said(ask: Ask, figure: Figure, narrowed: Narrowed, **chosen: str) -> str:
    return answer(ask, figure, narrowed, **chosen).sentence.replace(HARD, " ")


def test_sentences(ask: Ask) -> None:
    facts, made_up, none = Narrowed(False), Narrowed(True), Narrowed(False, first_year=1990, last_year=1991)
    assert said(ask, totals.NUMBER_OF_CALLS, facts) == "There are 8 calls."
    assert said(ask, totals.ELIGIBLE_PROPOSALS, facts) == "610 eligible pre-proposals, as 3 of 8 calls published them."
    assert said(ask, totals.SUCCESS_RATE, facts) == (
        "Success rate: 11.6 % (71 of 610), 95 % interval 9.3 to 14.4 %, in 3 of 8 calls."
    )
    assert said(ask, totals.SUCCESS_RATE, none) == "The success rate of these calls is not known."
    assert said(ask, totals.OVERSUBSCRIPTION, facts) == "The oversubscription of these calls is not known."
    assert said(ask, totals.OVERSUBSCRIPTION, made_up) == (
        "Proposals asked for 5.7 times the money available, in 8 of 8 calls."
    )
    assert said(ask, proposals.PROPOSALS_BY_STAGE, Narrowed(False, calls=("JTC2024",))) == (
        "EP PerMed Joint Transnational Call 2024 (PMTargets): 283 eligible pre-proposals, 64 invited full proposals, "
        "27 funded projects."
    )
    assert said(ask, rates.SUCCESS_RATE_BY_YEAR, made_up, stage="stage1").startswith("From ")


def test_few_proposals_are_counts(ask: Ask) -> None:
    answered = answer(ask, rates.SUCCESS_RATE_BY_CALL, Narrowed(True, countries=("MT",)), stage="stage2")
    few = answered.frame[answered.frame["trials"].between(1, 9)]
    assert len(few)
    assert few["rate"].isna().all()
    readers = answered.for_readers.loc[few.index, "rate"]
    assert list(readers) == [f"{row['successes']} of {row['trials']}" for row in few.to_dict("records")]


def test_findings_compare_the_newest_call_with_the_others(ask: Ask) -> None:
    """The sums of all other calls, without the newest; where nothing is known, there is nothing to find."""
    rows = Narrowed(False).outcomes()
    known = rows.dropna(subset=["projects_funded", "pre_proposals_eligible"]).set_index("call_id")
    others = known.drop(index="JTC2025")[["projects_funded", "pre_proposals_eligible"]].astype(float).sum()
    found = answer(ask, rates.SUCCESS_RATE_BY_CALL, Narrowed(False))
    share = formatting.percent(others.iloc[0] / others.iloc[1])
    assert found.finding.endswith(f"(PGxPM2025): 20.0{HARD}% (13.6 to 28.4{HARD}%), the other calls {share}")
    money = answer(ask, proposals.MONEY_BY_CALL, Narrowed(False))
    assert money.finding == money.title, "what was asked for is not published"
