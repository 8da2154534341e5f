"""One project's figures against the rows of the CSV files."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.metrics import project
from tests import totals

SOME = ["X-2016-EBULGRAFT", "X-2016-FIMBRIANE", "731366", "964197"]


@pytest.mark.parametrize("project_id", SOME)
def test_details_are_those_of_the_file(sample_engine: Engine, project_id: str) -> None:
    row = next(row for row in totals.rows("project", project_id.startswith("X-")) if row["project_id"] == project_id)
    calls = {call["call_id"]: call for call in totals.rows("call", project_id.startswith("X-"))}
    shown = project.details(sample_engine, project_id)
    assert shown is not None
    assert (shown["title"], shown["summary"]) == (row["title"], row["summary"] or None)
    for name in ("total_cost_eur", "funding_eur"):
        assert (pd.isna(shown[name]) and not row[name]) or shown[name] == float(row[name])
    deadline = calls[row["call"]]["full_proposal_deadline"] if row["call"] else ""
    granted = row["signature_date"] or row["start_date"]
    if deadline and granted:
        assert shown["days_to_grant"] == (date.fromisoformat(granted) - date.fromisoformat(deadline)).days
    else:
        assert shown["days_to_grant"] is None
    assert shown["file_name"] == "project.csv"
    assert shown["part"] == ("demonstration" if project_id.startswith("X-") else "facts")


def test_unknown_project(sample_engine: Engine) -> None:
    assert project.details(sample_engine, "no such project") is None


@pytest.mark.parametrize("project_id", SOME)
def test_money_and_countries_are_those_of_the_file(sample_engine: Engine, project_id: str) -> None:
    rows = [row for row in totals.rows("participation", project_id.startswith("X-")) if row["project_id"] == project_id]
    shown = project.money(sample_engine, project_id, project_id.startswith("X-"))
    assert len(shown) == len(rows)
    if any(row["role"] == "coordinator" for row in rows):
        assert shown["role"][0] == "coordinator"
    amounts: dict[str, list[Decimal]] = defaultdict(list)
    members: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        members[row["country"]].add(row["organisation"])
        if row["funding_eur"]:
            amounts[row["country"]].append(Decimal(row["funding_eur"]))
    countries = project.by_country(shown).set_index("iso2")
    assert dict(countries["participants"]) == {iso2: len(found) for iso2, found in members.items()}
    for iso2 in members:
        expected = totals.total(amounts[iso2])
        got = countries.loc[iso2, "value"]
        assert (pd.isna(got) and expected is None) or got == pytest.approx(float(expected))  # type: ignore[arg-type]
    published = next(
        row["funding_eur"]
        for row in totals.rows("project", project_id.startswith("X-"))
        if row["project_id"] == project_id
    )
    paid = [Decimal(row["funding_eur"]) for row in rows if row["funding_eur"]]
    placed, with_money = project.coverage(shown, float(published) if published else None)
    organisations = len({row["organisation"] for row in rows})
    assert (placed.known, placed.of) == (len({row["organisation"] for row in rows if row["country"]}), organisations)
    assert (with_money.known, with_money.of) == (
        len({row["organisation"] for row in rows if row["funding_eur"]}),
        organisations,
    )
    if published:
        assert with_money.known_eur == pytest.approx(float(sum(paid)))
        assert with_money.of_eur == pytest.approx(max(float(published), float(sum(paid))))
    arcs = project.arcs_from_coordinator(countries.reset_index())
    lead = {row["country"] for row in rows if row["role"] == "coordinator"}
    assert len(arcs) == (len(members) - 1 if lead else 0)
    assert set(arcs["a"]) <= lead


def test_subjects_have_their_percents(sample_engine: Engine) -> None:
    shown = project.subjects(sample_engine, "X-2016-EBULGRAFT").set_index("subject")
    assert shown.loc["Skin", "percent"] == 70
    assert shown.loc["Treatment development", "percent"] == 100
    keywords = shown[shown["kind"] == "Keyword"]
    assert set(keywords.index) == {
        "epidermolysis bullosa",
        "gene-corrected graft",
        "bioprinting",
        "advanced therapy",
        "potency assay",
    }
    assert keywords["percent"].isna().all()


def test_search_takes_signs_as_they_are_and_puts_the_exact_one_first(sample_engine: Engine) -> None:
    assert project.search(sample_engine, "EBULgraft", True, 5)["project_id"].tolist() == ["X-2016-EBULGRAFT"]
    assert project.search(sample_engine, "731366", False, 5)["project_id"][0] == "731366"
    assert project.search(sample_engine, "X-2016-EBULGRAFT", False, 5).empty, "not a fact"
    percents = sum(
        any("%" in row[name] for name in ("project_id", "acronym", "title", "grant_number"))
        for row in totals.rows("project", True)
    )
    assert len(project.search(sample_engine, "%", True, 500)) == percents
    assert len(project.search(sample_engine, "", False, 50)) == 50
