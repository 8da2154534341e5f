"""The funder filter: for every funder, pages and addresses give the rows that the files say are its own.

The files are read with pandas alone, so that the two can only agree when both are right.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.metrics import activity, programmes, records, topics
from lib.metrics.calls import commitments, outcomes, participations
from lib.metrics.choices import choices
from lib.metrics.groupings import FOUND
from lib.metrics.scope import Scope

DATA = Path(__file__).parents[2] / "data"
ENTITIES = ("programme", "call", "call_commitment", "call_outcome", "project", "participation", "organisation")
BOTH = pytest.mark.parametrize("demonstration", [False, True], ids=["facts", "demonstration"])


class Files:
    """A dataset's files, and what in them is a funder's."""

    def __init__(self, demonstration: bool) -> None:
        folder = DATA / ("demonstration" if demonstration else "facts")
        for name in ENTITIES:
            setattr(self, name, pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False))

    programme: pd.DataFrame
    call: pd.DataFrame
    call_commitment: pd.DataFrame
    call_outcome: pd.DataFrame
    project: pd.DataFrame
    participation: pd.DataFrame
    organisation: pd.DataFrame

    def money(self) -> pd.DataFrame:
        """Rows of participation that say who pays, or how much: those of which there is money in the store."""
        rows = self.participation
        return rows[(rows["funder"] != "") | (rows["funding_eur"] != "")]

    def funders(self) -> set[str]:
        rows = (self.programme["funder"], self.money()["funder"], self.call_commitment["funder"])
        return {funder for column in rows for funder in column} - {""}

    def own(self, funder: str) -> dict[str, pd.DataFrame]:
        """By data set of the addresses, the funder's rows."""
        programme, call, project = self.programme, self.call, self.project
        paid = self.money()[self.money()["funder"] == funder]
        committed = self.call_commitment[self.call_commitment["funder"] == funder]
        own = set(programme.loc[programme["funder"] == funder, "programme_id"])
        projects = project[project["project_id"].isin(paid["project_id"]) | project["programme"].isin(own)]
        paid_projects = project[project["project_id"].isin(paid["project_id"])]
        of_calls = call[
            call["call_id"].isin(committed["call_id"])
            | call["call_id"].isin(set(paid_projects["call"]) - {""})
            | call["programme"].isin(own)
        ]
        of_programmes = programme[
            programme["programme_id"].isin(own)
            | programme["programme_id"].isin(call.loc[call["call_id"].isin(committed["call_id"]), "programme"])
            | programme["programme_id"].isin(paid_projects["programme"])
        ]
        parts = self.participation[self.participation["project_id"].isin(projects["project_id"])]
        return {
            "funding": paid,
            "call commitment": committed,
            "call": of_calls,
            "call outcome": self.call_outcome[self.call_outcome["call_id"].isin(of_calls["call_id"])],
            "project": projects,
            "programme": of_programmes,
            "participation": parts.drop_duplicates(["project_id", "organisation"]),
        }


def euros(column: pd.Series[str]) -> float:
    return round(pd.to_numeric(column[column != ""]).sum(), 2)


#: Of all funders every fifth; in `make soak` each of them.
EVERY_OTHER = pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.soak)])


@BOTH
def test_every_funder_can_be_chosen(sample_engine: Engine, demonstration: bool) -> None:
    assert set(choices(sample_engine, 2026, demonstration).funders) == Files(demonstration).funders()


@pytest.mark.slow
@EVERY_OTHER
@BOTH
def test_each_funders_rows_are_those_of_the_files(sample_engine: Engine, demonstration: bool, step: int) -> None:
    files = Files(demonstration)
    for funder in sorted(files.funders())[::step]:
        scope = Scope(funders=(funder,), demonstration=demonstration)
        for entity, rows in files.own(funder).items():
            got = records.raw_rows(sample_engine, entity, scope).read_all()
            assert len(got) == len(rows), (funder, entity)
            keys = [name for name in ("programme_id", "call_id", "project_id") if name in rows]
            assert set(got[keys[0]].to_pylist()) == set(rows[keys[0]]), (funder, entity)
        money = records.raw_rows(sample_engine, "funding", scope).read_all().to_pandas()["funding_eur"]
        assert round(float(money.dropna().sum()), 2) == euros(files.own(funder)["funding"]["funding_eur"]), funder


@pytest.mark.slow
@EVERY_OTHER
@BOTH
def test_each_funders_figures_are_those_of_the_files(sample_engine: Engine, demonstration: bool, step: int) -> None:
    files = Files(demonstration)
    for funder in sorted(files.funders())[::step]:
        scope = Scope(funders=(funder,), demonstration=demonstration)
        own = files.own(funder)
        paid = euros(own["funding"]["funding_eur"])
        committed = euros(own["call commitment"]["committed_eur"])
        found = programmes.totals(sample_engine, scope)
        single = (own["programme"]["single_competition"] == "yes").sum()
        counted = (found["programmes"], found["competitions"])
        assert counted == (len(own["programme"]) - single, single), funder
        assert set(outcomes.names(sample_engine, scope)) == set(own["call"]["call_id"]), funder
        assert len(outcomes.by_call(sample_engine, scope)) == len(own["call"]), funder
        by_funder = commitments.by_funder(sample_engine, scope)
        assert set(by_funder["funder_id"]) <= {funder}
        assert round(float(by_funder["committed_eur"].sum()), 2) == committed, funder
        dated = own["project"][own["project"]["start_date"] != ""]
        assert activity.projects(sample_engine, scope)["projects"].sum() == len(dated), funder
        by_country = activity.participations_by_country(sample_engine, scope)
        assert by_country["participations"].sum() == len(own["participation"]), funder
        assert round(float(by_country["awarded_eur"].sum()), 2) == paid, funder
        of_calls = participations.by_country(sample_engine, scope)
        in_calls = own["participation"].merge(own["project"].loc[own["project"]["call"] != "", ["project_id"]])
        assert of_calls["participations"].sum() == len(in_calls), funder
        by_topic = topics.total(topics.by_topic(sample_engine, FOUND, scope))
        assert by_topic["projects"] == len(own["project"]), funder
        assert (0 if pd.isna(by_topic["money_eur"]) else by_topic["money_eur"]) == paid, funder


def test_several_funders_and_other_filters_narrow_together(sample_engine: Engine) -> None:
    files = Files(True)
    one, other = sorted(files.money()["funder"].unique())[:2]
    both = Scope(funders=(one, other), first_year=2019, demonstration=True)
    paid = files.money()[files.money()["funder"].isin([one, other])]
    started = files.project.set_index("project_id")["start_date"]
    paid = paid[paid["project_id"].map(started) >= "2019-01-01"]
    assert records.raw_count(sample_engine, "funding", both) == len(paid) > 0
    german = Scope(funders=(one, other), countries=("DE",), first_year=2019, demonstration=True)
    assert records.raw_count(sample_engine, "funding", german) == (paid["country"] == "DE").sum()
