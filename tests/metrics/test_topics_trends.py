"""Trends of topics: right where there is none, found where there is one, and silent where nothing could be seen."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from scipy.stats import t as student
from sqlalchemy import Engine

from lib.metrics import topics
from lib.metrics.scope import Scope
from lib.metrics.topics import trends
from lib.services.actors import operator
from lib.topics import taxonomy_assignment
from lib.topics.taxonomies import HEALTH
from tests.rows import load

YEARS = 12


def parts_of(years: np.ndarray, weights: np.ndarray) -> pd.DataFrame:
    """Parts of projects from the year of each and (projects, topics) weights."""
    project, topic = np.nonzero(weights)
    return pd.DataFrame(
        {
            "project_id": [f"P{number:06}" for number in project],
            "year": years[project].astype(int),
            "category": [f"T{number:02}" for number in topic],
            "weight": weights[project, topic],
        }
    )


def drawn(random: np.random.Generator, a_year: int, first: float, last: float, others: int = 3) -> pd.DataFrame:
    """Projects of one topic each; the share of T00 goes from `first` to `last`, those of the others are alike."""
    years = np.repeat(np.arange(2013, 2013 + YEARS), a_year)
    rises = random.random(len(years)) < np.interp(years, [2013, 2012 + YEARS], [first, last])
    weights = np.zeros((len(years), others + 1))
    weights[np.arange(len(years)), np.where(rises, 0, random.integers(1, others + 1, len(years)))] = 1
    return parts_of(years, weights)


def split(parts: pd.DataFrame, pieces: int) -> pd.DataFrame:
    """The same projects, each shared by several topics that are alike."""
    return pd.concat(
        [
            parts.assign(category=parts["category"] + f" {piece}", weight=parts["weight"] / pieces)
            for piece in range(pieces)
        ],
        ignore_index=True,
    )


def counted(rising: list[int], a_year: int = 30) -> pd.DataFrame:
    """Whole projects: so many of each year in T00, the others of that year in T01."""
    years = np.repeat(2013 + np.arange(len(rising)), a_year)
    weights = np.zeros((len(years), 2))
    weights[np.arange(len(years)), (np.arange(len(years)) % a_year >= np.repeat(rising, a_year)).astype(int)] = 1
    return parts_of(years, weights)


RISING = [1, 1, 2, 1, 2, 3, 2, 4, 3, 5, 4, 6]


def test_p_is_that_of_all_orders_of_the_years(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven projects with parts of their own, in seven years: of 5,040 orders each is gone through."""
    monkeypatch.setattr(trends, "FEWEST_PROJECTS", 1)
    years = np.array([2010, 2011, 2012, 2014, 2015, 2019, 2020])
    weights = np.array([[0.1, 0.9], [0.3, 0.7], [0.2, 0.8], [0.5, 0.5], [0.4, 0.6], [0.9, 0.1], [0.6, 0.4]])
    own = weights[:, 0] - weights[:, 0].mean()
    scores = np.array([own @ np.array(order) for order in permutations(years)])
    exact = (np.abs(scores) >= abs(own @ years) - 1e-9).mean()
    found = trends.trends(parts_of(years, weights)).set_index("category")
    # The observed order counts once more than it is drawn; 4,999 shuffles are off by chance by less than this.
    assert found["p"]["T00"] == pytest.approx(exact, abs=4 * np.sqrt(exact / trends.SHUFFLES))
    assert found["p"]["T00"] == found["p"]["T01"], "two topics are one another's rest"
    slope = np.polyfit(years, weights[:, 0], 1)[0]
    assert found["change"]["T00"] == pytest.approx(10 * slope)


def test_the_interval_is_the_robust_one_of_the_line() -> None:
    """HC3 by matrices, as textbooks have it."""
    parts = counted(RISING)
    table = parts.pivot(index="project_id", columns="category", values="weight").fillna(0)
    year = parts.set_index("project_id")["year"].reindex(table.index).to_numpy(float)
    design = np.column_stack([np.ones(len(year)), year])
    inverse = np.linalg.inv(design.T @ design)
    line = inverse @ design.T @ table["T00"].to_numpy()
    rest = table["T00"].to_numpy() - design @ line
    follows = np.einsum("ij,jk,ik->i", design, inverse, design)
    spread = inverse @ (design.T * (rest / (1 - follows)) ** 2) @ design @ inverse
    half = student.ppf(0.975, len(year) - 2) * np.sqrt(spread[1, 1]) * 11
    found = trends.trends(parts).set_index("category").loc["T00"]
    assert found["change"] == pytest.approx(11 * line[1])
    assert found["change_low"] == pytest.approx(11 * line[1] - half, abs=1e-5)
    assert found["change_high"] == pytest.approx(11 * line[1] + half, abs=1e-5)
    assert (found["share_before"], found["share_after"]) == pytest.approx((10 / 180, 24 / 180))


def p_of(parts: pd.DataFrame, years: np.ndarray | None = None) -> np.ndarray:
    """p of each topic, with other years for the projects where some are given."""
    data = trends._of(parts)
    return trends._tested(data if years is None else replace(data, years=years))[:, 3]


def test_of_shuffled_years_about_five_in_a_hundred_have_p_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a topic of few projects, one of many, and one that projects are in by parts of their own."""
    monkeypatch.setattr(trends, "SHUFFLES", 199)
    random = np.random.default_rng(11)
    weights = np.zeros((360, 4))
    weights[:15, 0] = weights[15:100, 1] = 1
    weights[100:, 2] = random.choice([0.0, 0.2, 0.35, 0.6, 1.0], 260)
    weights[100:, 3] = 1 - weights[100:, 2]
    years = np.repeat(np.arange(2013.0, 2025), [5, 8, 12, 20, 25, 30, 35, 40, 45, 50, 50, 40])
    parts = parts_of(years, weights)
    p = np.array([p_of(parts, random.permutation(years))[:3] for _ in range(500)])
    # p is at most 0.05 in one of twenty fair draws; 500 of them lie outside this once in a thousand times.
    below = (p <= 0.05 + 1e-9).mean(axis=0)
    assert ((below >= 0.02) & (below <= 0.085)).all(), below


def test_what_rises_from_4_to_12_percent_is_found_where_any_test_could() -> None:
    """The score of an even rise lies so many of its standard deviations from 0 as this, whatever the test: with 30
    projects a year for 12 years it is 1.8, so that little can be found; from 150 a year on nearly all is."""
    random = np.random.default_rng(5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trends, "SHUFFLES", 499)
        for a_year, least in ((30, 0.0), (150, 0.9)):
            count = a_year * YEARS
            away = 0.08 / (YEARS - 1) / np.sqrt(0.08 * 0.92 / (count * (YEARS**2 - 1) / 12))
            possible = norm.sf(1.96 - away)
            drawings = [drawn(random, a_year, 0.04, 0.12) for _ in range(60)]
            share = np.mean([p_of(parts)[0] < trends.SIGNIFICANT for parts in drawings])
            assert share >= max(least, possible - 0.2), (a_year, share, possible)
            for parts in drawings[:10] if a_year == 30 else ():
                row = trends.trends(parts).set_index("category").loc["T00"]
                assert row["verdict"] != trends.STEADY, "never that nothing changed"


def test_a_clear_rise_is_found_with_30_projects_a_year() -> None:
    """From 3 to 25%, with p that is adjusted for four topics."""
    random = np.random.default_rng(8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trends, "SHUFFLES", 999)
        found = [trends.trends(drawn(random, 30, 0.03, 0.25)).set_index("category") for _ in range(30)]
    assert np.mean([row["verdict"]["T00"] == trends.EMERGING for row in found]) >= 0.8


def test_the_verdict_does_not_depend_on_how_finely_projects_are_split() -> None:
    for rising in (RISING, RISING[::-1], [3] * 12, [0, 1] * 6, [9, 10] * 6):
        whole = trends.trends(counted(rising)).set_index("category")
        thirds = trends.trends(split(counted(rising), 3)).set_index("category")
        for name, row in thirds.iterrows():
            one = whole.loc[str(name).split()[0]]
            for column in ("verdict", "why", "projects"):
                assert row[column] == one[column], (name, rising)
            for column in ("p", "p_adjusted"):
                assert row[column] == pytest.approx(one[column], nan_ok=True)
            for column in ("change", "change_low", "change_high", "share", "weighted"):
                assert row[column] == pytest.approx(one[column] / 3, nan_ok=True)
    found = trends.trends(counted(RISING)).set_index("category")
    assert found["verdict"].to_dict() == {"T00": trends.EMERGING, "T01": trends.FADING}


def test_order_of_the_rows_does_not_matter() -> None:
    parts = drawn(np.random.default_rng(2), 20, 0.1, 0.2)
    pd.testing.assert_frame_equal(trends.trends(parts), trends.trends(parts.sample(frac=1, random_state=1)))


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        (counted([1, 9, 20, 25, 29]), "fewer than 6 years with projects"),
        (counted([0, 0, 0, 1, 1, 1]), "fewer than 10 projects"),
        (counted([30, 30, 30, 29, 29, 29]), "fewer than 10 other projects"),
    ],
)
def test_too_little_data_says_why_and_nothing_else(parts: pd.DataFrame, why: str) -> None:
    found = trends.trends(parts).set_index("category").loc["T00"]
    assert (found["verdict"], found["why"]) == (trends.TOO_LITTLE, why)
    assert found[["change", "change_low", "change_high", "p", "p_adjusted"]].isna().all()


def test_no_clear_change_is_said_only_where_a_change_would_have_been_seen() -> None:
    few, many = (
        trends.trends(counted([each, each + 1] * 6, a_year)).set_index("category").loc["T00"]
        for each, a_year in ((1, 10), (40, 400))
    )
    assert few["verdict"] == trends.TOO_LITTLE
    assert "could be there and not be seen" in few["why"]
    assert max(-few["change_low"], few["change_high"]) > few["share"]
    assert many["verdict"] == trends.STEADY
    assert max(-many["change_low"], many["change_high"]) < many["share"]


@pytest.mark.parametrize("growing", [False, True])
def test_with_many_projects_p_is_that_of_shuffles(monkeypatch: pytest.MonkeyPatch, growing: bool) -> None:
    """Topics of 12 to 600 of 1,500 projects, even and with years that are mostly late, shuffled or not."""
    random = np.random.default_rng(4)
    count = 1_500
    years = 2024 - np.minimum(random.geometric(0.3, count), YEARS) if growing else random.integers(2012, 2024, count)
    weights = np.zeros((count, 8))
    for topic, size in enumerate((12, 25, 50, 90, 120, 200, 403, 600)):
        start = int(weights.sum())
        weights[start : start + size, topic] = 1
    # Each topic leans to the later years, by as much as makes its p worth a look.
    order = np.argsort(years + random.normal(0, 25, count), kind="stable")
    weights = weights[random.permutation(count)]
    chosen = np.flatnonzero(weights[:, 5] + weights[:, 3] > 0)
    years = years[order]
    years[chosen] = np.minimum(years[chosen] + (random.random(len(chosen)) < 0.15), years.max())
    short = trends.trends(parts_of(years, weights)).set_index("category")
    monkeypatch.setattr(trends, "_MOST_SHUFFLED", count)
    exact = trends.trends(parts_of(years, weights)).set_index("category").loc[short.index]
    error = 4 * np.sqrt(exact["p"] * (1 - exact["p"]) / trends.SHUFFLES)
    assert ((short["p"] - exact["p"]).abs() <= error * 1.5 + 0.004).all(), (short["p"], exact["p"])
    for column in ("change", "change_low", "change_high"):
        assert short[column].to_numpy() == pytest.approx(exact[column].to_numpy())


def test_no_parts_no_trends() -> None:
    nothing = pd.DataFrame({name: [] for name in ("project_id", "year", "category", "weight")})
    assert trends.trends(nothing).empty


def test_trends_are_of_dated_projects_that_fit(engine: Engine) -> None:
    lines = [f"P{n},x,{2010 + n % 8}-03-01,{'Blood' if n % 8 > n % 5 + 1 else 'Eye:50;Skin:50'}" for n in range(80)]
    lines += ["U,x,,Blood", "O,x,1999-01-01,Blood"]
    load(engine, "project", "project_id,title,start_date,health_categories\n" + "\n".join(lines) + "\n")
    made_up = "project_id,title,start_date,health_categories\nM,x,2001-01-01,Skin\n"
    load(engine, "project", made_up, demonstration=True)
    taxonomy_assignment.assign(engine, operator("tests"))
    scope = Scope(first_year=2010)
    parts = trends.dated(engine, HEALTH, scope)
    assert set(parts["project_id"]) == {f"P{n}" for n in range(80)}
    assert set(parts.groupby("project_id")["weight"].sum().round(9)) == {1.0}
    found = trends.trends_of(engine, HEALTH, scope).set_index("category")
    assert found["weighted"].sum() == pytest.approx(80)
    assert found["verdict"].to_dict() == {"Blood": trends.EMERGING, "Eye": trends.FADING, "Skin": trends.FADING}
    assert set(trends.trends_of(engine, HEALTH, Scope(demonstration=True))["projects"]) == {1}
    assert trends.trends_of(engine, topics.FOUND, scope).empty
