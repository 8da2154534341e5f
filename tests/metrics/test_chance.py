"""Pairs of countries against chance: partners drawn at random give none, planted pairs are found.

The simulations draw partners with numpy alone; p and the intervals are compared with sums over exact fractions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.metrics import chance, collaboration
from lib.metrics.scope import Scope
from tests import totals
from tests.rows import load

#: Projects by their number of countries, as in the facts, in the demonstration data, and with very unequal ones.
SIZES = {
    "facts": {1: 43, 2: 18, 3: 9, 4: 8, 5: 3, 6: 2, 7: 3, 9: 1, 10: 1},
    "demonstration": {3: 12, 4: 59, 5: 64, 6: 55, 7: 67, 8: 33, 9: 10},
    "unequal": {1: 430, 2: 180, 3: 90, 4: 80, 5: 30, 6: 20, 7: 30, 9: 10, 10: 10},
    "pairs": {2: 900},
}
COUNTRIES = 26


def drawn(sizes: dict[int, int], seed: int) -> np.ndarray:
    """Projects (rows) with the countries that take part, drawn at random; some countries are drawn more than others."""
    random = np.random.default_rng(seed)
    weight = 1 / np.arange(2, COUNTRIES + 2)
    taking = [
        random.choice(COUNTRIES, size, replace=False, p=weight / weight.sum())
        for size, count in sizes.items()
        for _ in range(count)
    ]
    table = np.zeros((len(taking), COUNTRIES), dtype=int)
    for row, codes in enumerate(taking):
        table[row, codes] = 1
    return table[:, table.sum(axis=0) > 0]


def compared(table: np.ndarray, least: float = 5) -> pd.DataFrame:
    """Every pair for which chance gives enough, with whether it holds."""
    own, shared, total = table.sum(axis=0), table.T @ table, len(table)
    sizes = pd.Series(Counter(table.sum(axis=1).tolist()))
    by_size = chance.expected_by_size(pd.Series(own), sizes)
    rows = pd.DataFrame(
        [
            (a, b, shared[a, b], own[a], own[b], total, by_size.iloc[a, b])
            for a, b in combinations(range(len(own)), 2)
            if own[a] * own[b] / total >= least
        ],
        columns=["a", "b", "shared", "one", "other", "all", "by_size"],
    )
    found = chance.against_chance(rows["shared"], rows["one"], rows["other"], rows["all"], rows["by_size"])
    return rows.join(found).assign(holds=(found["p_adjusted"] <= 0.05) & (found["p_by_size"] <= 0.05))


@pytest.mark.slow
@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
def test_of_partners_drawn_at_random_about_none_holds(sizes: dict[int, int]) -> None:
    rounds = [compared(drawn(sizes, seed)) for seed in range(8)]
    assert any(len(found) for found in rounds), "there are pairs to compare"
    assert sum(bool(found["holds"].any()) for found in rounds) <= 2, "one in twenty, give or take"
    assert sum(int(found["holds"].sum()) for found in rounds) <= 3


def test_sizes_alone_would_look_like_company() -> None:
    """The test that takes every project as equally open finds pairs where there are none: both are needed."""
    found = compared(drawn(SIZES["unequal"], 1))
    assert (found["p_adjusted"] <= 0.05).sum() >= 5
    assert found["holds"].sum() <= 1


@pytest.mark.parametrize("sizes", [SIZES["demonstration"], SIZES["unequal"]])
def test_planted_pairs_are_found(sizes: dict[int, int]) -> None:
    for seed in range(5):
        table = drawn(sizes, seed)
        order = np.argsort(-table.sum(axis=0))
        # The fifth country takes part wherever the sixth does; the seventh never does where the first is.
        fifth, sixth, seventh, first = order[[4, 5, 6, 0]]
        table[:, fifth] = table[:, sixth]
        table[table[:, first] == 1, seventh] = 0
        found = compared(table).set_index(["a", "b"])
        together, apart = tuple(sorted((fifth, sixth))), tuple(sorted((seventh, first)))
        assert found.loc[together, "holds"]
        assert found.loc[together, "low"] > 1
        assert found.loc[apart, "holds"]
        assert found.loc[apart, "high"] < 1


def exact_p(k: int, a: int, b: int, n: int) -> Fraction:
    ways = {x: Fraction(comb(a, x) * comb(n - a, b - x), comb(n, b)) for x in range(max(0, a + b - n), min(a, b) + 1)}
    below, above = sum(w for x, w in ways.items() if x <= k), sum(w for x, w in ways.items() if x >= k)
    return min(Fraction(1), 2 * min(below, above))


def test_p_and_interval_in_every_small_table() -> None:
    """p is the sum of exact fractions; the interval holds what was found, and 1 just where p is above 5 %."""
    for n in (1, 2, 7, 24):
        tables = [
            (k, a, b, n)
            for a in range(1, n + 1)
            for b in range(1, n + 1)
            for k in range(max(0, a + b - n), min(a, b) + 1)
        ]
        k, a, b, all_ = (pd.Series(column) for column in zip(*tables, strict=True))
        found = chance.against_chance(k, a, b, all_, a * b / all_)
        expected = [float(exact_p(*row)) for row in tables]
        np.testing.assert_allclose(found["p"], expected, rtol=1e-9)
        ratio = k / (a * b / all_)
        assert ((found["low"] <= ratio + 1e-9) & (found["high"] >= ratio - 1e-9)).all()
        outside = (found["low"] > 1) | (found["high"] < 1)
        near = (found["p"] - 0.05).abs() < 1e-6
        assert (outside == (found["p"] < 0.05))[~near].all()


def test_ends_of_the_interval_leave_2_5_percent_beyond() -> None:
    k, a, b, n = 12, 20, 70, 300
    found = chance.against_chance(*(pd.Series([value]) for value in (k, a, b, n, a * b / n))).iloc[0]
    numbers = np.arange(0, a + 1)
    ways = np.array([float(comb(a, x) * comb(n - a, b - x)) for x in numbers])

    def at(odds: float) -> tuple[float, np.ndarray]:
        weights = ways * odds**numbers
        weights /= weights.sum()
        return float((weights * numbers).sum()), weights

    for ratio, beyond in ((found["low"], numbers >= k), (found["high"], numbers <= k)):
        low, high = 1e-6, 1e6
        for _ in range(200):
            middle = (low * high) ** 0.5
            low, high = (middle, high) if at(middle)[0] < ratio * a * b / n else (low, middle)
        assert at(low)[1][beyond].sum() == pytest.approx(0.025, rel=1e-4)


def test_without_pairs_there_is_nothing() -> None:
    nothing = pd.Series(dtype="Int64")
    assert chance.against_chance(nothing, nothing, nothing, nothing, nothing).empty
    assert chance.expected_by_size(nothing, nothing).empty


def test_drawing_by_size_keeps_countries_and_projects() -> None:
    """In projects of two, each country has one partner in each of its projects; in projects of one, none."""
    own, sizes = pd.Series([5, 4, 2, 1], index=list("ABCD")), pd.Series({1: 2, 2: 5})
    found = chance.expected_by_size(own, sizes)
    assert found.to_numpy()[np.triu_indices(4, 1)].sum() == pytest.approx(5, rel=1e-4), "a pair in each project of two"
    # Which country is alone how often follows from the odds, which are those of the pairs: w(A) w(B) to w(A) w(C).
    odds = pd.Series({code: found.loc["A", code] / found.loc["A", "B"] for code in "BCD"})
    odds["A"] = odds["B"] * found.loc["A", "C"] / found.loc["B", "C"]
    for code in "ABCD":
        alone = 2 * odds[code] / odds.sum()
        together = sum(found.loc[code, other] for other in "ABCD" if other != code)
        assert alone + together == pytest.approx(own[code], rel=1e-3)


@pytest.mark.parametrize("demonstration", [False, True])
def test_pairs_of_the_store_are_compared_over_all_that_are_shown(sample_engine: Engine, demonstration: bool) -> None:
    members: dict[str, set[str]] = defaultdict(set)
    for row in totals.rows("participation", demonstration):
        if row["country"]:
            members[row["project_id"]].add(row["country"])
    own = Counter(code for codes in members.values() for code in codes)
    both = Counter(pair for codes in members.values() for pair in combinations(sorted(codes), 2))
    p = {
        pair: float(exact_p(both[pair], own[pair[0]], own[pair[1]], len(members)))
        for pair in combinations(sorted(own), 2)
        if own[pair[0]] * own[pair[1]] / len(members) >= 5
    }
    ranked = sorted(p, key=p.__getitem__)
    adjusted, least = {}, 1.0
    for rank in range(len(ranked), 0, -1):
        least = min(least, p[ranked[rank - 1]] * len(ranked) / rank)
        adjusted[ranked[rank - 1]] = least
    shown = collaboration.pairs(sample_engine, Scope(demonstration=demonstration))
    comparable = shown[shown["p"].notna()]
    assert len(comparable) == len(p) > 0
    for row in comparable.to_dict("records"):
        pair = tuple(sorted((row["a"], row["b"])))
        assert row["p"] == pytest.approx(p[pair], rel=1e-6)
        assert row["p_adjusted"] == pytest.approx(adjusted[pair], rel=1e-6)
        assert not row["holds"] or row["p_adjusted"] <= 0.05
    assert not shown.loc[shown["p"].isna(), "holds"].any()
    assert collaboration.strongest(shown, "strength")["holds"].all()
    assert collaboration.hardly(shown)["holds"].all()


def test_a_planted_pair_is_named_on_a_store(engine: Engine) -> None:
    codes = ["BE", "DE", "ES", "FR", "IT", "NL"]
    load(engine, "country", "iso2,iso3,name\n" + "".join(f"{code},{code}X,Country {code}\n" for code in codes))
    load(engine, "organisation", "organisation_id,name,country\n" + "".join(f"O{c},Org {c},{c}\n" for c in codes))
    random = np.random.default_rng(3)
    projects, parts = [], []
    for number in range(120):
        others = set(random.choice(codes[2:], 2, replace=False))
        # Belgium and Germany are in half of the projects, always together.
        for code in sorted(others | ({"BE", "DE"} if number % 2 else set())):
            parts.append(f"J{number},O{code},{code},partner\n")
        projects.append(f"J{number},Project {number},2020-01-01\n")
    load(engine, "project", "project_id,title,start_date\n" + "".join(projects))
    load(engine, "participation", "project_id,organisation,country,role\n" + "".join(parts))
    shown = collaboration.pairs(engine, Scope()).set_index(["a", "b"])
    # Both ends are alphabetical here: no order of protocol is loaded.
    assert shown.loc[("BE", "DE"), "holds"]
    assert shown.loc[("BE", "DE"), "strength"] == 2
    verdict = collaboration.compared(shown.reset_index())
    assert verdict.more >= 1
    assert "share more" in verdict.words
