"""Figures on collaboration equal those computed with sets over the CSV files, from their definitions."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.figures.asking import Ask, asking
from lib.figures.collaboration import pairs, partners, regions, totals, widening, words
from lib.figures.figure import Figure
from lib.metrics import collaboration
from lib.metrics.scope import Scope
from tests.metrics.test_collaboration import countries_of_projects, widening_of_files
from tests.rows import load

MADE_UP = Scope(demonstration=True)
CHOSEN: dict[str, dict[str, str]] = {}
WITHIN = {partners.PARTNERS.id: Scope(together=("DE",)), partners.SHARED_PROJECTS.id: Scope(together=("DE",))}
SHOWN_ELSEWHERE: dict[str, dict[str, str]] = {}
EMPTY = {pairs.HARDLY.id: "test_hardly_is_drawn", regions.REGIONS.id: "test_regions"}
SCOPES = pytest.mark.parametrize(
    "scope",
    [Scope(), MADE_UP, Scope(first_year=2018, last_year=2022), replace(MADE_UP, levels=("European",), first_year=2017)],
    ids=["facts", "demonstration", "years", "level"],
)


def shared(scope: Scope) -> tuple[Counter[str], Counter[frozenset[str]], int]:
    """Projects of each country, of each pair, and of all, from the files."""
    members = countries_of_projects(scope).values()
    own = Counter(code for codes in members for code in codes)
    both = Counter(frozenset(pair) for codes in members for pair in combinations(sorted(codes), 2))
    return own, both, len(members)


def rows(ask: Ask, figure: Figure, scope: Scope, **chosen: str) -> pd.DataFrame:
    return figure.answer(ask, scope, {name.replace("_", "-"): value for name, value in chosen.items()}).frame


@SCOPES
@pytest.mark.figure("collaboration.matrix", "collaboration.map", "collaboration.ranked_pairs")
def test_pairs(ask: Ask, scope: Scope) -> None:
    own, both, total = shared(scope)
    expected = {pair: own[min(pair)] * own[max(pair)] / total for pair in both}
    for figure in (pairs.MATRIX, pairs.MAP, pairs.RANKED_PAIRS):
        found = rows(ask, figure, scope)
        with_some = found[found["projects"] > 0]
        counted = {frozenset((row["a"], row["b"])): row["projects"] for row in with_some.to_dict("records")}
        assert counted == both, figure.id
        for row in with_some.to_dict("records"):
            pair = frozenset((row["a"], row["b"]))
            assert row["expected"] == pytest.approx(expected[pair])
            assert (row["projects_a"], row["projects_b"]) == (own[row["a"]], own[row["b"]])
            if expected[pair] >= 5:
                assert row["strength"] == pytest.approx(both[pair] / expected[pair])
            else:
                assert pd.isna(row["strength"])
    assert rows(ask, pairs.MAP, scope)["projects"].is_monotonic_decreasing
    ranked = rows(ask, pairs.RANKED_PAIRS, scope, pairs_by="strength")
    assert ranked["holds"].all()


@SCOPES
@pytest.mark.figure("collaboration.hardly")
def test_hardly(ask: Ask, scope: Scope) -> None:
    found = rows(ask, pairs.HARDLY, scope)
    every = rows(ask, pairs.MATRIX, scope)
    few = every[every["holds"] & (every["projects"] <= every["expected"] / 2)]
    assert set(zip(found["a"], found["b"], strict=True)) == set(zip(few["a"], few["b"], strict=True))
    assert found["missed"].tolist() == pytest.approx((found["expected"] - found["projects"]).tolist())


def test_hardly_is_drawn(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every pair differed from chance; and narrowed, it holds fewer of them."""
    found = collaboration.pairs
    monkeypatch.setattr(collaboration, "pairs", lambda engine, scope: found(engine, scope).assign(holds=True))
    every = pairs.HARDLY.answer(ask, MADE_UP)
    assert every.chart() is not None
    assert every.sentence.endswith(f"where chance would give {every.frame['expected'].iloc[0]:.1f}.")
    narrowed = pairs.HARDLY.answer(ask, replace(MADE_UP, countries=("MT",))).frame
    assert len(narrowed) < len(every.frame)
    assert ((narrowed["a"] == "MT") | (narrowed["b"] == "MT")).all()


@SCOPES
@pytest.mark.figure("collaboration.partners")
def test_partners(ask: Ask, scope: Scope) -> None:
    _, both, _ = shared(scope)
    found = rows(ask, partners.PARTNERS, replace(scope, together=("DE",)))
    counted = {row["iso2"]: row["projects"] for row in found.to_dict("records") if row["projects"]}
    assert counted == {code: n for pair, n in both.items() if "DE" in pair for code in pair - {"DE"}}


def test_partners_of_my_country_are_named_where_they_differ_from_chance(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = {"my-country": "ES"}
    plain = partners.PARTNERS.answer(ask, MADE_UP, home)
    tested = int(plain.frame["strength"].notna().sum())
    most = plain.frame.iloc[0]
    assert plain.finding == (
        f"Spain shares the most projects with {most['country']}, {most['projects']}; of its {tested}\xa0tested "
        "partners, none differs from chance"
    )
    assert not partners.PARTNERS.answer(ask, MADE_UP).frame.size, "no country, no partners"
    found = collaboration.pairs
    monkeypatch.setattr(
        collaboration,
        "pairs",
        lambda engine, scope: found(engine, scope).assign(
            holds=lambda rows: rows[["a", "b"]].isin(["ES", most["iso2"]]).all(axis=1)
        ),
    )
    differing = partners.PARTNERS.answer(ask, MADE_UP, home)
    assert f"{most['country']} ({most['strength']:.2f} times) differs from chance" in differing.sentence
    more = totals.MORE_THAN_BY_CHANCE.answer(ask, MADE_UP).finding
    assert re.match(r"(Germany and Spain|Spain and Germany) work together more often than by chance, of \d+", more)


@SCOPES
@pytest.mark.figure("collaboration.shared_projects")
def test_shared_projects(ask: Ask, scope: Scope) -> None:
    members = countries_of_projects(scope)
    for together in (("DE",), ("DE", "FR")):
        found = rows(ask, partners.SHARED_PROJECTS, replace(scope, together=together))
        assert set(found["project_id"]) == {project for project, codes in members.items() if set(together) <= codes}


@SCOPES
@pytest.mark.figure(
    "collaboration.projects",
    "collaboration.pairs",
    "collaboration.more_than_by_chance",
    "collaboration.hardly_at_all",
)
def test_totals(ask: Ask, scope: Scope) -> None:
    own, both, total = shared(scope)
    assert rows(ask, totals.PROJECTS, scope)["all_projects"].tolist() == [total]
    assert rows(ask, totals.PAIRS, scope)["pairs_sharing"].tolist() == [len(both)]
    compared = sum(1 for a, b in combinations(sorted(own), 2) if own[a] * own[b] / total >= 5)
    # Of no pair of the files is it known that it differs from chance; tests/metrics/test_chance.py shows pairs that do.
    more = rows(ask, totals.MORE_THAN_BY_CHANCE, scope)
    assert (more["pairs_compared"].tolist(), more["more"].tolist()) == ([compared], [0])
    assert rows(ask, totals.HARDLY_AT_ALL, scope)["hardly"].tolist() == [0]


@SCOPES
@pytest.mark.figure("collaboration.one_country")
def test_one_country(ask: Ask, scope: Scope) -> None:
    members = countries_of_projects(scope).values()
    answer = totals.ONE_COUNTRY.answer(ask, scope)
    alone = sum(1 for codes in members if len(codes) == 1)
    assert answer.frame[["one_country", "projects"]].to_numpy().tolist() == [[alone, len(members)]]
    assert answer.finding.startswith(f"{alone} of {len(members)}" if alone else f"Of {len(members)}")


@SCOPES
@pytest.mark.figure("collaboration.with_widening", "collaboration.widening_mixed", "collaboration.widening_by_year")
def test_widening(ask: Ask, scope: Scope) -> None:
    expected = widening_of_files(scope)
    found = rows(ask, widening.WIDENING_BY_YEAR, scope)
    counted = {
        None if pd.isna(row["year"]) else int(row["year"]): (row["projects"], row["with_widening"], row["together"])
        for row in found.to_dict("records")
    }
    assert counted == expected
    sums = [sum(column) for column in zip(*expected.values(), strict=True)]
    for figure, part, place in (
        (widening.WITH_WIDENING, "with_widening", 1),
        (widening.WIDENING_MIXED, "together", 2),
    ):
        row = rows(ask, figure, scope).to_dict("records")[0]
        assert (row["projects"], row[part]) == (sums[0], sums[place])


def test_countries_that_work_together_stand_side_by_side() -> None:
    """Two groups, each strong inside: whatever the order given, they are not mixed; ties and few countries have one."""
    codes = ["AT", "BE", "CZ", "DE", "EE", "FI"]
    groups = [{"AT", "DE", "FI"}, {"BE", "CZ", "EE"}]
    rows_ = [
        {"a": a, "b": b, "strength": 3.0 if any({a, b} <= group for group in groups) else float("nan")}
        for a, b in combinations(codes, 2)
    ]
    found = pd.DataFrame(rows_)
    order = collaboration.clustered(found, codes)
    assert sorted(order) == codes
    assert {frozenset(order[:3]), frozenset(order[3:])} == {frozenset(group) for group in groups}
    assert order == collaboration.clustered(found.sample(frac=1, random_state=1), codes), (
        "the same for any order of rows"
    )
    tied = collaboration.clustered(found.assign(strength=1.0), codes)
    assert sorted(tied) == codes
    assert tied == collaboration.clustered(found.assign(strength=1.0), codes)
    for few in ([], ["AT"], ["BE", "AT"]):
        assert collaboration.clustered(found, few) == tuple(few)


def test_sentences(ask: Ask) -> None:
    facts = pairs.MATRIX.answer(ask, Scope(), {words.MEASURE.name: "strength"})
    assert facts.sentence.startswith("Of 12\xa0pairs of countries that could be compared, none shares more or fewer")
    germany = partners.PARTNERS.answer(ask, replace(MADE_UP, together=("DE",)))
    assert germany.title == "Partners of Germany"
    assert germany.sentence.startswith("Germany works with ")
    assert partners.PARTNERS.answer(ask, replace(MADE_UP, together=("SG",))).sentence == (
        "Singapore shares no project that fits the filters."
    )


#: Project, organisation, country, role, region; and where the organisations are.
PARTS = (
    ("P1", "O1", "DE", "coordinator", "DEA23"),
    ("P1", "O2", "DE", "partner", "DEA22"),
    ("P1", "O3", "GR", "partner", "EL303"),
    ("P2", "O1", "DE", "partner", "DEA23"),
    ("P2", "O4", "MT", "coordinator", ""),
    ("P3", "O3", "GR", "coordinator", "EL3"),
)
PLACES = {"O1": "51.0,7.0", "O2": "51.6,7.3", "O3": "37.9,23.7", "O4": ""}


@pytest.mark.figure("collaboration.regions")
def test_regions(engine: Engine) -> None:
    load(engine, "country", "iso2,iso3,name\nDE,DEU,Germany\nGR,GRC,Greece\nMT,MLT,Malta\n")
    places = "".join(f'{code},{code},"{place}"\n' for code, place in PLACES.items())
    load(engine, "organisation", f"organisation_id,name,coordinates\n{places}")
    load(engine, "project", "project_id,title,start_date\nP1,A,2020-01-01\nP2,B,2021-01-01\nP3,C,2022-01-01\n")
    parts = "".join(f"{','.join(part)}\n" for part in PARTS)
    load(engine, "participation", f"project_id,organisation,country,role,nuts\n{parts}")
    for scope in (Scope(), Scope(countries=("DE",)), Scope(first_year=2021)):
        answer = regions.REGIONS.answer(asking(engine), scope)
        fitting = [
            part
            for part in PARTS
            if part[2] in (scope.countries or (part[2],)) and not (scope.first_year and part[0] == "P1")
        ]
        expected = Counter(part[4][:4] for part in fitting if part[4])
        assert dict(zip(answer.frame["nuts"], answer.frame["participations"], strict=True)) == expected
        assert answer.frame["participations"].is_monotonic_decreasing
        assert answer.frame["projects"].tolist() == [
            len({part[0] for part in fitting if part[4][:4] == nuts}) for nuts in answer.frame["nuts"]
        ]
        (coverage,) = answer.coverage
        assert (coverage.known, coverage.of) == (sum(expected.values()), len(fitting))
        chart = answer.chart()
        assert chart is not None
        chart.to_dict()
    first = regions.REGIONS.answer(asking(engine), Scope()).frame.iloc[0]
    assert (first["nuts"], first["country"], first["coordinations"], first["organisations"]) == (
        "DEA2",
        "Germany",
        1,
        2,
    )
    assert (first["north"], first["east"]) == pytest.approx(((51.0 * 2 + 51.6) / 3, (7.0 * 2 + 7.3) / 3))
