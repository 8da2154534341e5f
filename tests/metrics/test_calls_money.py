"""Commitments to calls, and their projects, equal what is computed with pandas from the CSV files."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.figures.asking import asking
from lib.figures.calls.funders import NOTHING_WON
from lib.metrics import records
from lib.metrics.calls import commitments, grants
from lib.metrics.scope import Scope
from tests import totals
from tests.calls_from_files import (
    all_calls,
    numbers,
    outcome_rows,
    participation_rows,
    same,
    table,
)
from tests.rows import load

MADE_UP = Scope(demonstration=True)
PARTS = pytest.mark.parametrize("demonstration", [False, True])


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


@pytest.mark.figure("calls.nothing_won")
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
    answered = NOTHING_WON.answer(asking(engine), Scope())
    assert answered.sentence.replace("\u00a0", " ") == "In 2 cases a country committed money to a call and won nothing."
    assert list(zip(answered.frame["iso2"], answered.frame["committed_eur"], strict=True)) == [("GR", 300), ("LU", 200)]
    assert list(NOTHING_WON.answer(asking(engine), Scope(countries=("LU",))).frame["country"]) == ["Luxembourg"]
    assert NOTHING_WON.answer(asking(engine), Scope(calls=("C2",))).frame.empty
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
