"""Figures on topics, by hand on a small store."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, insert

from lib.metrics import topics
from lib.metrics.country_groups import EU13, EU14, EU27, NEIGHBOURS, OTHERS, OWN, WIDENING, compared_with
from lib.metrics.scope import Scope
from lib.services.actors import operator
from lib.store.topic_tables import ProjectTaxonomy, ProjectTopic, Topic
from lib.topics import taxonomy_assignment
from lib.topics.taxonomies import HEALTH, PM
from tests.conftest import filled_store
from tests.rows import load

# A small store --------------------------------------------------------------------------------------------------

COUNTRIES = (
    "iso2,iso3,name,protocol_order,eu_member_since,widening\n"
    "DE,DEU,Germany,5,1958-01-01,no\nFR,FRA,France,9,1958-01-01,no\n"
    "PL,POL,Poland,21,2004-05-01,yes\nCH,CHE,Switzerland,31,,no\n"
)
ORGANISATIONS = "organisation_id,name,country\nO-DE,One,DE\nO-FR,Two,FR\nF-DE,Fund D,DE\nF-FR,Fund F,FR\n"
PROJECTS = (
    "project_id,title,start_date,funding_eur,health_categories\n"
    "A,a,2020-02-01,100.01,Blood:33.33;Skin:33.33;Eye:33.34\n"
    "B,b,2021-02-01,0.01,Blood:50;Skin:50\n"
    "C,c,2021-05-01,,Blood:100\n"
    "D,d,,7.00,\n"
)
PARTICIPATIONS = (
    "project_id,organisation,country,role,funder,funding_eur\n"
    "A,O-DE,DE,coordinator,F-DE,60.00\nA,O-FR,FR,partner,F-FR,40.01\n"
    "B,O-DE,DE,coordinator,F-DE,0.01\nC,O-FR,FR,coordinator,,\nD,O-DE,DE,coordinator,F-DE,7.00\n"
)


def fill(engine: Engine) -> None:
    load(engine, "country", COUNTRIES)
    load(engine, "organisation", ORGANISATIONS)
    load(engine, "project", PROJECTS)
    load(engine, "participation", PARTICIPATIONS)
    taxonomy_assignment.assign(engine, operator("tests"))


small = filled_store(fill)


def test_money_is_split_to_the_cent(small: Engine) -> None:
    found = topics.by_topic(small, HEALTH, Scope())
    assert found["category"].isna().tolist() == [False, False, False, True], "what is unassigned is last"
    rows = found.set_index(found["category"].fillna("unassigned"))
    assert rows["projects"].to_dict() == {"Blood": 3, "Skin": 2, "Eye": 1, "unassigned": 1}
    assert rows["weighted"]["Blood"] == pytest.approx(0.3333 + 0.5 + 1)
    assert rows["weighted_with_money"]["Blood"] == pytest.approx(0.3333 + 0.5), "C's money is not known"
    # A: 10,001 cents up to 33.33%, 66.67% and 100% are 3,333, 6,667 and 10,001; B's one cent goes to the last.
    assert rows["money_eur"].to_dict() == {"Blood": 33.33, "Eye": 33.34, "Skin": 33.35, "unassigned": 7.0}
    assert topics.total(found) == {"projects": 4, "unassigned": 1, "money_eur": 107.02, "unassigned_eur": 7.0}
    assert rows["money_share"]["Eye"] == pytest.approx(33.34 / 100.02)
    assert rows["projects_share"].drop("unassigned").sum() == pytest.approx(1)
    assert np.isnan(rows["money_share"]["unassigned"])


def test_with_places_the_money_is_that_of_their_participants(small: Engine) -> None:
    found = topics.by_topic(small, HEALTH, Scope(countries=("FR",))).set_index("category")
    assert found["projects"].to_dict() == {"Blood": 2, "Eye": 1, "Skin": 1}
    assert found["money_eur"].sum() == pytest.approx(40.01)
    assert topics.by_topic(small, HEALTH, Scope(countries=("PL",))).empty


def test_unknown_money_is_missing_and_not_zero(engine: Engine) -> None:
    load(engine, "project", "project_id,title,start_date,health_categories\nA,a,2020-01-01,Blood\n")
    taxonomy_assignment.assign(engine, operator("tests"))
    found = topics.by_topic(engine, HEALTH, Scope())
    assert np.isnan(found["money_eur"][0])
    assert found["weighted_with_money"][0] == 0
    assert np.isnan(topics.by_year(engine, HEALTH, Scope())["money_eur"][0])


def test_the_largest_amounts_are_split_exactly(engine: Engine) -> None:
    load(
        engine,
        "project",
        "project_id,title,funding_eur,health_categories\n"
        "A,a,9999999999999.99,Blood:33.33;Skin:66.67\nB,b,9999999999999.98,Blood:33.33;Skin:66.67\n",
    )
    taxonomy_assignment.assign(engine, operator("tests"))
    found = topics.by_topic(engine, HEALTH, Scope()).set_index("category")
    exact = [int(Fraction(amount * 3333, 10_000)) for amount in (999_999_999_999_999, 999_999_999_999_998)]
    assert round(found["money_eur"]["Blood"] * 100) == sum(exact)
    assert round(found["money_eur"].sum() * 100) == 1_999_999_999_999_997


def test_what_a_grouping_leaves_of_a_project_is_unassigned(small: Engine) -> None:
    with small.begin() as connection:
        row = {"lens": PM, "project_id": "A", "category": "x", "weight": 400_000, "origin": "terms"}
        connection.execute(insert(ProjectTaxonomy).values(row))
    found = topics.by_topic(small, PM, Scope()).set_index("category")
    assert found.loc["x", ["weighted", "money_eur"]].tolist() == [0.4, 40.0]
    assert topics.total(found.reset_index()) == {
        "projects": 4,
        "unassigned": 3.6,
        "money_eur": 107.02,
        "unassigned_eur": 67.02,
    }


def test_every_year_has_every_category(small: Engine) -> None:
    found = topics.by_year(small, HEALTH, Scope())
    assert found["year"].tolist() == [2020] * 3 + [2021] * 3, "D has no year"
    eye = found[found["category"] == "Eye"].set_index("year")
    assert eye.loc[2021, ["projects", "weighted", "money_eur"]].tolist() == [0, 0, 0]
    assert eye["projects_share"].tolist() == pytest.approx([0.3334, 0])


def test_found_topics_are_a_grouping_like_the_taxonomies(small: Engine) -> None:
    nothing = topics.by_topic(small, topics.FOUND, Scope())
    assert nothing["category"].isna().all(), "before the first run all is unassigned"
    assert topics.total(nothing) == {"projects": 4, "unassigned": 4, "money_eur": 107.02, "unassigned_eur": 107.02}
    assert topics.by_country(small, topics.FOUND, Scope()).empty
    assert topics.against_peers(small, topics.FOUND, Scope(), "DE", ("FR",)).empty
    made: dict[str, Any] = {
        "candidates": [],
        "made_terms": [],
        "terms": [],
        "telling": [],
        "colour": 0,
        "found": True,
        "shown": True,
        "demonstration": False,
    }
    with small.begin() as connection:
        for number, label in ((1, "Gene therapy"), (2, "Wearables")):
            connection.execute(insert(Topic).values(topic_id=number, label=label, made_label=label, **made))
        for project_id, number, weight in (("A", 1, 250_000), ("A", 2, 750_000), ("B", 2, 1_000_000)):
            row = {"project_id": project_id, "topic_id": number, "weight": weight}
            connection.execute(insert(ProjectTopic).values(row))
    found = topics.by_topic(small, topics.FOUND, Scope()).set_index("category")
    assert found.index.tolist()[:2] == ["Wearables", "Gene therapy"]
    assert found["weighted"].tolist() == [1.75, 0.25, 2.0]
    assert found["money_eur"].tolist() == [75.02, 25.0, 7.0]


def test_an_empty_store(engine: Engine) -> None:
    taxonomy_assignment.assign(engine, operator("tests"))
    assert topics.by_topic(engine, HEALTH, Scope()).empty
    years = topics.by_year(engine, HEALTH, Scope())
    assert years.empty
    assert topics.by_country(engine, HEALTH, Scope()).empty
    assert topics.by_funder(engine, HEALTH, Scope(), topics.MONEY).empty
    assert topics.against_peers(engine, HEALTH, Scope(), "DE", ()).empty


def test_small_bases_have_no_specialisation(small: Engine) -> None:
    found = topics.by_country(small, HEALTH, Scope())
    assert found["name"].unique().tolist() == ["Germany", "France"]
    assert found["specialisation"].isna().all(), "two projects are no base"
    assert found.groupby("key")["share"].sum().tolist() == pytest.approx([1, 1])
    funders = topics.by_funder(small, HEALTH, Scope(), topics.MONEY)
    assert set(funders["key"]) == {"F-DE", "F-FR"}
    assert funders.groupby("key")["money_eur"].sum().to_dict() == pytest.approx({"F-DE": 60.01, "F-FR": 40.01})


def test_peers(small: Engine) -> None:
    groups = (OTHERS, NEIGHBOURS, EU27, EU14, EU13, WIDENING, OWN)
    assert {group: compared_with(small, "DE", group, ("DE", "CH")) for group in groups} == {
        OTHERS: ("FR", "PL", "CH"),
        NEIGHBOURS: ("FR", "PL", "CH"),
        EU27: ("FR", "PL"),
        EU14: ("FR",),
        EU13: ("PL",),
        WIDENING: ("PL",),
        OWN: ("CH",),
    }
    assert compared_with(small, "", NEIGHBOURS) == ()
    assert compared_with(small, "", EU14) == ("DE", "FR")


def test_what_neighbours_have_and_we_do_not(engine: Engine) -> None:
    load(engine, "country", COUNTRIES)
    load(engine, "organisation", ORGANISATIONS)
    lines = [(f"D{n}", "Blood" if n else "Skin", "O-DE", "DE") for n in range(20)]
    lines += [(f"F{n}", ("Blood", "Eye", "Skin")[n % 3], "O-FR", "FR") for n in range(21)]
    load(
        engine,
        "project",
        "project_id,title,health_categories\n" + "".join(f"{name},x,{topic}\n" for name, topic, _, _ in lines),
    )
    load(
        engine,
        "participation",
        "project_id,organisation,country,role\n"
        + "".join(f"{name},{who},{code},coordinator\n" for name, _, who, code in lines),
    )
    taxonomy_assignment.assign(engine, operator("tests"))
    found = topics.against_peers(engine, HEALTH, Scope(countries=("CH",)), "DE", ("FR", "PL"))
    assert found[["category", "gap"]].to_numpy().tolist() == [
        ["Eye", topics.NOT_HERE],
        ["Skin", topics.LESS_HERE],
        ["Blood", ""],
    ]
    rows = found.set_index("category")
    assert rows["own_projects"].to_dict() == {"Eye": 0, "Skin": 1, "Blood": 19}
    assert rows.loc["Skin", "ratio"] == pytest.approx((1 / 20) / (7 / 21))
    assert rows.loc["Skin", "expected"] == pytest.approx(20 / 3)
    assert rows["countries"].tolist() == [1, 1, 1]
    assert rows["names"].tolist() == ["France"] * 3
    assert rows["peers_money_eur"].isna().all()


def test_what_is_not_here_may_be_chance_where_little_is_expected(engine: Engine) -> None:
    """Of 4 projects, a third of which would be 1.3, none is no gap; nor is it one with 2.9 expected, but with 3."""
    load(engine, "country", COUNTRIES)
    load(engine, "organisation", ORGANISATIONS)
    for own, gap in ((4, topics.FEW_HERE), (8, topics.FEW_HERE), (9, topics.NOT_HERE)):
        lines = [(f"D{n}", "Blood", "O-DE", "DE") for n in range(own)]
        lines += [(f"F{n}", ("Blood", "Eye", "Skin")[n % 3], "O-FR", "FR") for n in range(21)]
        projects = "".join(f"{name},x,{topic}\n" for name, topic, _, _ in lines)
        load(engine, "project", "project_id,title,health_categories\n" + projects)
        parts = "".join(f"{name},{who},{code},coordinator\n" for name, _, who, code in lines)
        load(engine, "participation", "project_id,organisation,country,role\n" + parts)
        taxonomy_assignment.assign(engine, operator("tests"))
        found = topics.against_peers(engine, HEALTH, Scope(), "DE", ("FR",)).set_index("category")
        assert found["expected"]["Eye"] == pytest.approx(own / 3)
        assert found["gap"].to_dict() == {"Eye": gap, "Skin": gap, "Blood": "" if own == 9 else topics.FEW_HERE}
        assert found["ratio"].isna().to_dict()["Eye"] == (gap == topics.FEW_HERE)


def test_digits_follow_stability() -> None:
    assert [topics.digits(value) for value in (1.0, 0.9, 0.89, 0.5, 0.49, 0.0, float("nan"))] == [3, 3, 2, 2, 1, 1, 1]


def test_coverage_is_stated_for_projects(small: Engine) -> None:
    found, years = (function(small, HEALTH, Scope()) for function in (topics.by_topic, topics.by_year))
    coverages = [
        topics.with_topic(found),
        topics.with_money(found),
        topics.with_date(years, found),
        topics.with_country(small, Scope()),
        topics.with_country(small, Scope(countries=("FR",))),
        topics.with_funder(small, Scope()),
        topics.with_funder(small, Scope(countries=("FR",))),
    ]
    # D has neither topic nor date, C no money and no funder.
    assert [(one.known, one.of) for one in coverages] == [(3, 4), (3, 4), (3, 3), (4, 4), (4, 4), (3, 4), (1, 2)]
