"""Figures on topics of the sample against fractions over the CSV files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.metrics import topics
from lib.metrics.country_groups import NEIGHBOURS, compared_with
from lib.metrics.country_groups import borders as known_borders
from lib.metrics.scope import Scope
from lib.services.actors import operator
from lib.topics import taxonomy_assignment
from lib.topics.taxonomies import ACTIVITY, HEALTH, PM
from tests.conftest import ENGINES, NewStore, opened
from tests.metrics.topics_of_files import cells, labels, money_of_places

NARROWED = [
    Scope(),
    Scope(demonstration=True),
    Scope(first_year=2018, last_year=2022, demonstration=True),
    Scope(first_day=date(2019, 3, 1), last_day=date(2022, 8, 31), demonstration=True),
    Scope(levels=("European",)),
    Scope(countries=("DE", "FR"), demonstration=True),
    Scope(countries=("ES",), first_year=2019),
]


@pytest.fixture(scope="module", params=ENGINES)
def sample(
    request: pytest.FixtureRequest, new_sample: NewStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A store with the sample, with the taxonomies assigned."""
    engine = opened(new_sample(request.param, tmp_path_factory.mktemp("taxonomies")))
    taxonomy_assignment.assign(engine, operator("tests"))
    yield engine
    engine.dispose()


@pytest.mark.parametrize("scope", NARROWED)
@pytest.mark.parametrize(("taxonomy", "column"), [(HEALTH, "health_categories"), (ACTIVITY, "research_activities")])
def test_topics_equal_those_of_the_files(sample: Engine, scope: Scope, taxonomy: str, column: str) -> None:
    money = money_of_places(scope)
    known = labels(scope, column)
    found = topics.by_topic(sample, taxonomy, scope)
    rows = found.set_index("category")
    expected: dict[str, list[tuple[Fraction, int | None]]] = {}
    for project_id, amount in money.items():
        for category, share in known[project_id].items():
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
    split = cells(scope, by)
    function = {"country": topics.by_country, "funder": topics.by_funder}[by]
    for measure, column in ((topics.PROJECTS, "weight"), (topics.MONEY, "cents")):
        found = function(sample, HEALTH, scope, measure).set_index(["key", "category"])
        sums = split.groupby(["key", "category"])[column].sum()
        everywhere = split.groupby("category")[column].sum()
        base = (split[split["cents"].notna()] if measure == topics.MONEY else split).groupby("key")["weight"].sum()
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
    assert set(found.index.get_level_values("key")) == set(split["key"])


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
    peers = compared_with(sample, "DE", NEIGHBOURS)
    assert set(peers) == {"AT", "BE", "CH", "CZ", "DK", "FR", "LU", "NL", "PL"}
    against = topics.against_peers(sample, grouping, scope, "DE", peers)
    assert against["peers_projects"].min() >= 1
    assert against["countries"].between(1, 9).all()


def test_borders_are_known_ones() -> None:
    borders = set(known_borders())
    assert {("DE", "FR"), ("ES", "PT"), ("GB", "IE"), ("NO", "SE"), ("AT", "CH")} <= borders
    assert not {("DE", "ES"), ("FR", "GB"), ("DK", "SE"), ("CY", "GR")} & borders
    assert all(a < b for a, b in borders)
