"""Figures on topics: by hand on a small store, and on the sample against pandas over the CSV files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, insert

from lib.metrics import topics
from lib.metrics.scope import Scope
from lib.store.topic_tables import ProjectTaxonomy, ProjectTopic, Topic
from lib.topics import taxonomy_assignment
from lib.topics.taxonomies import ACTIVITY, HEALTH, PM
from tests import totals
from tests.conftest import ENGINES, NewStore, opened
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


@pytest.fixture
def small(engine: Engine) -> Engine:
    load(engine, "country", COUNTRIES)
    load(engine, "organisation", ORGANISATIONS)
    load(engine, "project", PROJECTS)
    load(engine, "participation", PARTICIPATIONS)
    taxonomy_assignment.assign(engine)
    return engine


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
    taxonomy_assignment.assign(engine)
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
    taxonomy_assignment.assign(engine)
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
    taxonomy_assignment.assign(engine)
    assert topics.by_topic(engine, HEALTH, Scope()).empty
    years = topics.by_year(engine, HEALTH, Scope())
    assert years.empty
    assert topics.by_country(engine, HEALTH, Scope()).empty
    assert topics.by_funder(engine, HEALTH, Scope(), topics.MONEY).empty
    assert topics.peer_groups(engine, "DE") == {}
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
    groups = topics.peer_groups(small, "DE")
    assert groups == {
        topics.NEIGHBOURS: ("FR", "PL", "CH"),
        "EU27": ("FR", "PL"),
        "EU14": ("FR",),
        "EU13": ("PL",),
        "Widening countries": ("PL",),
    }
    assert next(iter(groups)) == topics.NEIGHBOURS


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
    taxonomy_assignment.assign(engine)
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
        taxonomy_assignment.assign(engine)
        found = topics.against_peers(engine, HEALTH, Scope(), "DE", ("FR",)).set_index("category")
        assert found["expected"]["Eye"] == pytest.approx(own / 3)
        assert found["gap"].to_dict() == {"Eye": gap, "Skin": gap, "Blood": "" if own == 9 else topics.FEW_HERE}
        assert found["ratio"].isna().to_dict()["Eye"] == (gap == topics.FEW_HERE)


def test_digits_follow_stability() -> None:
    assert [topics.digits(value) for value in (1.0, 0.9, 0.89, 0.5, 0.49, 0.0, float("nan"))] == [3, 3, 2, 2, 1, 1, 1]


def test_coverage_is_told_of_projects(small: Engine) -> None:
    found, years = (function(small, HEALTH, Scope()) for function in (topics.by_topic, topics.by_year))
    told = [
        topics.with_topic(found),
        topics.with_money(found),
        topics.with_date(years, found),
        topics.with_country(small, Scope()),
        topics.with_country(small, Scope(countries=("FR",))),
        topics.with_funder(small, Scope()),
        topics.with_funder(small, Scope(countries=("FR",))),
    ]
    # D has neither topic nor date, C no money and no funder.
    assert [(one.known, one.of) for one in told] == [(3, 4), (3, 4), (3, 3), (4, 4), (4, 4), (3, 4), (1, 2)]


# The sample -----------------------------------------------------------------------------------------------------

NARROWED = [
    Scope(),
    Scope(demonstration=True),
    Scope(first_year=2018, last_year=2022, demonstration=True),
    Scope(first_day=date(2019, 3, 1), last_day=date(2022, 8, 31), demonstration=True),
    Scope(levels=("European",)),
    Scope(countries=("DE", "FR"), demonstration=True),
    Scope(countries=("ES",), first_year=2019),
]


def labels_of(text: str) -> dict[str, Fraction]:
    """Shares by category; words without percents share alike to the hundredth of a percent, the first the rest."""
    parts = [part.partition(":") for part in text.split(";") if part]
    alike, rest = divmod(10_000, max(len(parts), 1))
    return {
        name: Fraction(percent) / 100 if percent else Fraction(alike + (place < rest), 10_000)
        for place, (name, _, percent) in enumerate(parts)
    }


def cents(text: str) -> int | None:
    return int(Decimal(text) * 100) if text else None


def fitting(scope: Scope) -> list[dict[str, str]]:
    level = {row["programme_id"]: row["level"] for row in totals.rows("programme", scope.demonstration)}
    first = scope.first_day or (date(scope.first_year, 1, 1) if scope.first_year else None)
    last = scope.last_day or (date(scope.last_year, 12, 31) if scope.last_year else None)
    found = []
    for row in totals.rows("project", scope.demonstration):
        # A month or a year given alone belongs to the period where all of it does.
        earliest, latest = totals.first_of(row["start_date"]), totals.last_of(row["start_date"])
        if (first and (not earliest or earliest < first)) or (last and (not latest or latest > last)):
            continue
        if not scope.levels or level.get(row["programme"]) in scope.levels:
            found.append(row)
    return found


def money_of_places(scope: Scope) -> dict[str, int | None]:
    """Cents of the projects that fit; with countries chosen, of their participants, and of no other project."""
    if not scope.countries:
        return {row["project_id"]: cents(row["funding_eur"]) for row in fitting(scope)}
    ids = {row["project_id"] for row in fitting(scope)}
    found: dict[str, int | None] = {}
    for row in totals.rows("participation", scope.demonstration):
        if row["project_id"] in ids and row["country"] in scope.countries:
            before, own = found.get(row["project_id"]), cents(row["funding_eur"])
            found[row["project_id"]] = before if own is None else own + (before or 0)
    return found


@pytest.fixture(scope="module", params=ENGINES)
def sample(
    request: pytest.FixtureRequest, new_sample: NewStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A store with the sample, with the taxonomies assigned."""
    engine = opened(new_sample(request.param, tmp_path_factory.mktemp("taxonomies")))
    taxonomy_assignment.assign(engine)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("scope", NARROWED)
@pytest.mark.parametrize(("taxonomy", "column"), [(HEALTH, "health_categories"), (ACTIVITY, "research_activities")])
def test_topics_equal_those_of_the_files(sample: Engine, scope: Scope, taxonomy: str, column: str) -> None:
    money = money_of_places(scope)
    labels = {row["project_id"]: labels_of(row[column]) for row in totals.rows("project", scope.demonstration)}
    found = topics.by_topic(sample, taxonomy, scope)
    rows = found.set_index("category")
    expected: dict[str, list[tuple[Fraction, int | None]]] = {}
    for project_id, amount in money.items():
        for category, share in labels[project_id].items():
            expected.setdefault(category, []).append((share, amount))
    assert expected, "the filters leave something"
    assert set(rows.index) == set(expected)
    for category, listed in expected.items():
        assert rows.loc[category, "projects"] == len(listed)
        assert rows.loc[category, "weighted"] == pytest.approx(float(sum(share for share, _ in listed)))
        known = [(share, amount) for share, amount in listed if amount is not None]
        exact = sum(share * amount for share, amount in known) / 100
        if known:
            # Each project's part is less than a cent off.
            assert abs(rows.loc[category, "money_eur"] - float(exact)) < len(known) * 0.01 + 1e-6
        else:
            assert np.isnan(rows.loc[category, "money_eur"])
    total = topics.total(found)
    assert total["projects"] == len(money)
    all_known = [amount for amount in money.values() if amount is not None]
    assert round(np.nan_to_num(total["money_eur"]) * 100) == sum(all_known), "to the cent"


@pytest.mark.parametrize("taxonomy", [HEALTH, PM])
def test_years_add_up_to_the_topics(sample: Engine, taxonomy: str) -> None:
    scope = Scope(first_year=2015, last_year=2024, demonstration=True)
    years, whole = topics.by_year(sample, taxonomy, scope), topics.by_topic(sample, taxonomy, scope)
    sums = years.groupby(years["category"].fillna("unassigned"))[["projects", "weighted", "money_eur"]].sum()
    rows = whole.set_index(whole["category"].fillna("unassigned"))
    assert set(sums.index) == set(rows.index)
    for column in ("projects", "weighted"):
        assert sums[column].astype(float).to_dict() == pytest.approx(rows[column].astype(float).to_dict())
    assert sums["money_eur"].sum() == pytest.approx(whole["money_eur"].sum(), abs=0.001)


@pytest.mark.parametrize("scope", [Scope(), Scope(demonstration=True), Scope(first_year=2018, demonstration=True)])
@pytest.mark.parametrize("by", ["country", "funder"])
def test_specialisation_equals_that_of_the_files(sample: Engine, scope: Scope, by: str) -> None:
    ids = {row["project_id"] for row in fitting(scope)}
    rows = totals.rows("project", scope.demonstration)
    labels = {row["project_id"]: labels_of(row["health_categories"]) for row in rows}
    lines = [
        {"key": row[by], "project": row["project_id"], "cents": cents(row["funding_eur"])}
        for row in totals.rows("participation", scope.demonstration)
        if row["project_id"] in ids and row[by]
    ]
    table = pd.DataFrame(lines).groupby(["key", "project"], as_index=False)["cents"].agg(lambda c: c.sum(min_count=1))
    cells = pd.DataFrame(
        [
            {"key": row.key, "category": name, "weight": float(share), "cents": float(share) * row.cents}
            for row in table.itertuples()
            for name, share in labels[row.project].items()
        ]
    )
    function = {"country": topics.by_country, "funder": topics.by_funder}[by]
    for measure, column in ((topics.PROJECTS, "weight"), (topics.MONEY, "cents")):
        found = function(sample, HEALTH, scope, measure).set_index(["key", "category"])
        sums = cells.groupby(["key", "category"])[column].sum()
        everywhere = cells.groupby("category")[column].sum()
        base = (cells[cells["cents"].notna()] if measure == topics.MONEY else cells).groupby("key")["weight"].sum()
        overall = everywhere / everywhere.sum()
        shown = 0
        for (key, category), value in found["specialisation"].items():
            expected = base.get(key, 0) * overall.get(category, 0)
            if abs(expected - topics.FEWEST_EXPECTED) < 0.001:
                continue
            if expected < topics.FEWEST_EXPECTED:
                assert np.isnan(value), (key, category)
            else:
                share = sums.get((key, category), 0) / sums[key].sum()
                assert value == pytest.approx(share / overall[category], abs=1e-4), (key, category)
                shown += 1
        assert shown > 0 or not scope.demonstration
    assert set(found.index.get_level_values("key")) == set(cells["key"])


@pytest.mark.parametrize("by", [topics.by_country, topics.by_funder])
@pytest.mark.parametrize("measure", [topics.PROJECTS, topics.MONEY])
def test_what_all_specialise_in_is_one_together(sample: Engine, by: Any, measure: str) -> None:
    """Held against shares of the same parts, not every country can be below: weighed by their parts they come to 1."""
    found = by(sample, HEALTH, Scope(demonstration=True), measure)
    column = {topics.PROJECTS: "weighted", topics.MONEY: "money_eur"}[measure]
    base = found.groupby("key")[column].transform("sum")
    together = (found["share"].fillna(0) * base).groupby(found["category"]).sum()
    overall = found.groupby("category")["overall"].first()
    assert (together / (base.groupby(found["category"]).sum() * overall)).to_numpy() == pytest.approx(1)


def test_countries_shown_do_not_change_what_they_are_held_against(sample: Engine) -> None:
    every = topics.by_country(sample, HEALTH, Scope(demonstration=True))
    german = topics.by_country(sample, HEALTH, Scope(countries=("DE",), demonstration=True))
    pd.testing.assert_frame_equal(every[every["key"] == "DE"].reset_index(drop=True), german)


@pytest.mark.parametrize("grouping", [HEALTH, ACTIVITY, PM])
def test_every_taxonomy_has_every_figure(sample: Engine, grouping: str) -> None:
    scope = Scope(first_year=2016, demonstration=True)
    assert len(topics.by_topic(sample, grouping, scope)) > 5
    assert len(topics.by_country(sample, grouping, scope, topics.MONEY)) > 50
    assert len(topics.by_funder(sample, grouping, scope)) > 20
    peers = topics.peer_groups(sample, "DE")[topics.NEIGHBOURS]
    assert set(peers) == {"AT", "BE", "CH", "CZ", "DK", "FR", "LU", "NL", "PL"}
    against = topics.against_peers(sample, grouping, scope, "DE", peers)
    assert against["peers_projects"].min() >= 1
    assert against["countries"].between(1, 9).all()


def test_borders_are_known_ones() -> None:
    borders = set(topics._borders())
    assert {("DE", "FR"), ("ES", "PT"), ("GB", "IE"), ("NO", "SE"), ("AT", "CH")} <= borders
    assert not {("DE", "ES"), ("FR", "GB"), ("DK", "SE"), ("CY", "GR")} & borders
    assert all(a < b for a, b in borders)
