"""Figures on topics equal those computed with fractions over the CSV files, from their definitions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, select

from lib.figures.asking import Ask
from lib.figures.figure import Figure
from lib.figures.topics import map as places
from lib.figures.topics import of_topic, one, peers, ranked, specialised, totals, trends, words
from lib.metrics import topics
from lib.metrics.scope import Scope
from lib.store.topic_tables import Topic
from lib.topics.taxonomies import HEALTH, PM
from tests import totals as files
from tests.metrics.topics_of_files import cells, fitting, labels, money_of_places, pieces

CHOSEN = {peers.AGAINST_PEERS.id: {"my-country": "AT"}}
_ONE = Scope(grouping=PM, topic="Omics and molecular profiling")
WITHIN = dict.fromkeys(
    (
        one.PROJECTS.id,
        one.SHARE_OF_PROJECTS.id,
        one.MONEY.id,
        one.SHARE_OF_MONEY.id,
        one.STABILITY.id,
        of_topic.TYPICAL.id,
        of_topic.BORDERLINE.id,
        of_topic.TOPIC_BY_YEAR.id,
        of_topic.TOPIC_BY_COUNTRY.id,
    ),
    _ONE,
)
FACTS, MADE_UP = Scope(grouping=HEALTH), Scope(grouping=HEALTH, demonstration=True)
SCOPES = pytest.mark.parametrize(
    "scope",
    [
        FACTS,
        MADE_UP,
        replace(MADE_UP, first_year=2018, last_year=2022),
        replace(FACTS, levels=("European",)),
        replace(MADE_UP, countries=("DE", "FR")),
    ],
    ids=["facts", "demonstration", "years", "level", "countries"],
)
MEASURES = pytest.mark.parametrize("measure", [topics.PROJECTS, topics.MONEY])
TOPIC = "Cancer and neoplasms"


def rows(ask: Ask, figure: Figure, scope: Scope, measure: str = "") -> pd.DataFrame:
    return figure.answer(ask, scope, {words.MEASURE.name: measure} if measure else None).frame


def euro(parts: pd.DataFrame) -> float:
    """EUR of parts of projects; NaN where none is known."""
    return float(parts["cents"].sum(min_count=1)) / 100


def same_money(found: object, parts: pd.DataFrame) -> bool:
    """Whether an amount is that of these parts: each is split to the cent, and so less than a cent off."""
    exact = euro(parts)
    if np.isnan(exact):
        return bool(pd.isna(found))  # type: ignore[call-overload]
    return abs(float(found) - exact) < len(parts) * 0.01 + 1e-6  # type: ignore[arg-type]


# All topics -------------------------------------------------------------------------------------------------------


@SCOPES
@pytest.mark.figure("topics.topics", "topics.projects", "topics.unassigned", "topics.money", "topics.unassigned_money")
def test_totals(ask: Ask, scope: Scope) -> None:
    money, known = money_of_places(scope), labels(scope)
    started = {row["project_id"] for row in fitting(scope) if row["start_date"]}
    without = [project for project in money if not known[project]]
    row = {
        name: value
        for figure in (totals.TOPICS, totals.PROJECTS, totals.UNASSIGNED, totals.MONEY, totals.UNASSIGNED_MONEY)
        for name, value in rows(ask, figure, scope).to_dict("records")[0].items()
    }
    assert row["topics"] == pieces(scope)["category"].nunique()
    assert (row["projects"], row["unassigned"]) == (len(money), len(without))
    assert row["with_topic"] == len(money) - len(without)
    assert row["with_start_date"] == len(started & money.keys())
    paid = [amount for amount in money.values() if amount is not None]
    assert row["with_money"] == len(paid)
    assert round(np.nan_to_num(row["money_eur"]) * 100) == sum(paid), "to the cent"
    unassigned = [money[project] for project in without if money[project] is not None]
    assert round(np.nan_to_num(row["unassigned_eur"]) * 100) == sum(unassigned)


@SCOPES
@MEASURES
@pytest.mark.figure("topics.ranked")
def test_ranked(ask: Ask, scope: Scope, measure: str) -> None:
    split = pieces(scope)
    found = rows(ask, ranked.RANKED, scope, measure)
    assigned = found[found["topic"] != words.UNASSIGNED]
    assert set(assigned["topic"]) == set(split["category"])
    largest = "projects" if measure == topics.PROJECTS else "money_eur"
    assert assigned[largest].dropna().is_monotonic_decreasing
    known, whole = split[split["cents"].notna()], split["weight"].sum()
    enough = known["weight"].sum() >= 10 and known["project"].nunique() >= 0.5 * len(money_of_places(scope))
    for row in assigned.to_dict("records"):
        own = split[split["category"] == row["topic"]]
        assert row["projects"] == len(own)
        assert row["weighted"] == pytest.approx(own["weight"].sum())
        assert row["weighted_of"] == pytest.approx(whole)
        assert same_money(row["money_eur"], own)
        assert row["projects_share"] == pytest.approx(own["weight"].sum() / whole)
        if enough:
            assert row["money_share"] == pytest.approx(euro(own) / euro(split), abs=1e-6)
        else:
            assert pd.isna(row["money_share"])
        assert row["topic_code"] == row["topic"]


@SCOPES
@pytest.mark.figure("topics.by_year")
def test_by_year(ask: Ask, scope: Scope) -> None:
    split = pieces(scope)
    dated = split[split["year"].notna()]
    found = rows(ask, ranked.BY_YEAR, scope)
    found = found[found["topic"] != words.UNASSIGNED]
    assert found["year"].min() == dated["year"].min()
    assert found["year"].max() == dated["year"].max()
    for row in found.to_dict("records"):
        same = dated[dated["year"] == row["year"]]
        own = same[same["category"] == row["topic"]]
        assert row["projects"] == len(own)
        assert row["weighted"] == pytest.approx(own["weight"].sum())
        assert row["money_eur"] == 0 if own.empty else same_money(row["money_eur"], own)
        if same["weight"].sum() >= 10:
            assert row["projects_share"] == pytest.approx(own["weight"].sum() / same["weight"].sum())
        else:
            assert pd.isna(row["projects_share"]), "of so few a share is no rate"
            assert same.empty or row["projects_words"]


@SCOPES
@pytest.mark.figure("topics.trends")
def test_trends(ask: Ask, scope: Scope) -> None:
    """Shares of the halves of the years, and the change along the line of least squares."""
    split = pieces(scope)
    dated = split[split["year"].notna()]
    years = sorted(dated["year"].unique())
    half = len(years) // 2
    early, late = (dated[dated["year"].isin(some)] for some in (years[:half], years[len(years) - half :]))
    year = dated.drop_duplicates("project").set_index("project")["year"].astype(float)
    found = rows(ask, trends.TRENDS, scope)
    assert set(found["topic"]) == set(dated["category"])
    tested = 0
    for row in found.to_dict("records"):
        own = dated[dated["category"] == row["topic"]]
        assert (row["projects"], row["first_year"], row["last_year"]) == (len(own), years[0], years[-1])
        for name, some in (("share_before", early), ("share_after", late)):
            part = some.loc[some["category"] == row["topic"], "weight"].sum()
            assert row[name] == pytest.approx(part / some["weight"].sum())
        if pd.notna(row["change"]):
            weights = own.set_index("project")["weight"].reindex(year.index).fillna(0)
            slope = np.polyfit(year, weights, 1)[0]
            assert row["change"] == pytest.approx(slope * (years[-1] - years[0]), abs=1e-6)
            tested += 1
    assert tested or len(dated) < 40 or len(years) < 6


@SCOPES
@MEASURES
@pytest.mark.parametrize("by", ["country", "funder"])
@pytest.mark.figure("topics.by_country", "topics.by_funder")
def test_specialisation(ask: Ask, scope: Scope, by: str, measure: str) -> None:
    figure, key = {"country": (specialised.BY_COUNTRY, "iso2"), "funder": (specialised.BY_FUNDER, "funder_id")}[by]
    if by == "funder" and scope.countries:
        return  # With countries chosen, a funder's money for their participants: see tests/metrics/test_topics.py.
    split = cells(scope, by)
    column = {topics.PROJECTS: "weight", topics.MONEY: "cents"}[measure]
    everywhere = split.groupby("category")[column].sum() / split[column].sum()
    counted = split[split["cents"].notna()] if measure == topics.MONEY else split
    found = rows(ask, figure, scope, measure)
    assert set(found[key]) == set(split["key"]) & (set(scope.countries) or set(split["key"]))
    for (code, topic), row in found.set_index([key, "topic"]).iterrows():
        there = split[split["key"] == code]
        own = there[there["category"] == topic]
        assert row["projects"] == len(own)
        assert same_money(row["money_eur"], own) if len(own) else row["money_eur"] == 0
        assert row["overall"] == pytest.approx(everywhere[topic], abs=1e-4)
        share = own[column].sum(min_count=min(1, len(own))) / (there[column].sum() or float("nan"))
        if measure == topics.PROJECTS and there["weight"].sum() < 10:
            assert pd.isna(row["share"])
        elif not np.isnan(share):
            assert row["share"] == pytest.approx(share, abs=1e-4)
        expected = counted.loc[counted["key"] == code, "weight"].sum() * everywhere[topic]
        if abs(expected - 3) > 0.001:
            assert pd.isna(row["specialisation"]) == (expected < 3)


@pytest.mark.parametrize("scope", [FACTS, MADE_UP, replace(MADE_UP, first_year=2018)])
@pytest.mark.figure("topics.against_peers")
def test_against_peers(ask: Ask, scope: Scope) -> None:
    chosen = {"my-country": "Germany", "compare-with": "neighbours"}
    near = {"AT", "BE", "CH", "CZ", "DK", "FR", "LU", "NL", "PL"}
    split = cells(scope, "country")
    ours = split[split["key"] == "DE"]
    theirs = split[split["key"].isin(near)].drop_duplicates(["project", "category"])
    found = peers.AGAINST_PEERS.answer(ask, scope, chosen).frame
    assert set(found["topic"]) == set(theirs["category"])
    for row in found.to_dict("records"):
        own, other = (some[some["category"] == row["topic"]] for some in (ours, theirs))
        assert (row["own_projects"], row["peers_projects"]) == (len(own), len(other))
        share = other["weight"].sum() / theirs["weight"].sum()
        if theirs["weight"].sum() >= 10:
            assert row["peers_share"] == pytest.approx(share)
        expected = ours["weight"].sum() * share
        ratio = own["weight"].sum() / ours["weight"].sum() / share
        gap = (
            topics.FEW_HERE
            if expected < 3
            else topics.NOT_HERE
            if own.empty
            else topics.LESS_HERE
            if ratio <= 0.5
            else ""
        )
        assert row["gap"] == gap
    with pytest.raises(ValueError, match="my-country"):
        peers.AGAINST_PEERS.answer(ask, scope, {"my-country": "Atlantis"})
    alone = {"my-country": "MT", "compare-with": "neighbours"}
    assert peers.AGAINST_PEERS.answer(ask, scope, alone).frame.empty, (
        "Malta has no neighbour, which is not all countries"
    )


@SCOPES
@pytest.mark.figure("topics.map")
def test_map(ask: Ask, scope: Scope) -> None:
    split = pieces(scope)
    found = rows(ask, places.MAP, scope)
    assert set(found["project_id"]) == set(money_of_places(scope)), "every project of the sample has a place"
    ordered = split.sort_values(["project", "weight", "category"], ascending=[True, False, True])
    main = ordered.drop_duplicates("project").set_index("project")
    for row in found.to_dict("records"):
        if row["project_id"] in main.index:
            assert row["category"] == main.loc[row["project_id"], "category"]
            assert row["share"] == pytest.approx(main.loc[row["project_id"], "weight"])
        else:
            assert pd.isna(row["category"])
        assert abs(row["x"]) <= 1
        assert abs(row["y"]) <= 1


def test_an_outline_leaves_the_others_to_the_picture(ask: Ask) -> None:
    left = ((-2.0, -2.0), (0.0, -2.0), (0.0, 2.0), (-2.0, 2.0))
    every = places.MAP.answer(ask, MADE_UP)
    inside = places.MAP.answer(ask, replace(MADE_UP, outline=left))
    assert set(inside.frame["project_id"]) == set(every.frame.loc[every.frame["x"] < 0, "project_id"])
    assert len(inside.context["points"]) == len(every.frame)
    assert inside.sentence.split(";")[0] == f"{len(inside.frame)}\xa0projects inside the outline"
    nothing = places.MAP.answer(ask, replace(MADE_UP, outline=((5.0, 5.0), (6.0, 5.0), (6.0, 6.0))))
    assert (nothing.chart(), nothing.sentence) == (None, "No placed project lies inside the outline.")


# One topic --------------------------------------------------------------------------------------------------------


@SCOPES
@pytest.mark.figure(
    "topics.projects_of_topic", "topics.share_of_projects", "topics.money_of_topic", "topics.share_of_money"
)
def test_one_topic(ask: Ask, scope: Scope) -> None:
    split = pieces(scope)
    own = split[split["category"] == TOPIC]
    scope = replace(scope, topic=TOPIC)
    (row,) = rows(ask, one.PROJECTS, scope).to_dict("records")
    assert (row["projects"], row["weighted"]) == (len(own), pytest.approx(own["weight"].sum()))
    assert one.PROJECTS.answer(ask, scope).card.value == str(len(own))
    (row,) = rows(ask, one.SHARE_OF_PROJECTS, scope).to_dict("records")
    assert row["projects_share"] == pytest.approx(own["weight"].sum() / split["weight"].sum())
    (row,) = rows(ask, one.MONEY, scope).to_dict("records")
    assert same_money(row["money_eur"], own)
    (row,) = rows(ask, one.SHARE_OF_MONEY, scope).to_dict("records")
    if pd.notna(row["money_share"]):
        assert row["money_share"] == pytest.approx(euro(own) / euro(split), abs=1e-6)
    assert row["money_of_eur"] == pytest.approx(euro(split), abs=len(split) * 0.01)


@pytest.mark.parametrize("demonstration", [False, True], ids=["facts", "demonstration"])
@pytest.mark.figure("topics.stability")
def test_stability(ask: Ask, demonstration: bool) -> None:
    """Computed from texts: how, is in tests/topics/test_stability.py. The figure has what the store holds."""

    def stored(engine: Engine) -> dict[str, float]:
        with engine.connect() as connection:
            shown = select(Topic.label, Topic.stability).where(Topic.shown, Topic.demonstration.is_(demonstration))
            return {row.label: row.stability for row in connection.execute(shown)}

    known = ask(stored)
    assert known
    for label, stability in known.items():
        answer = one.STABILITY.answer(ask, Scope(demonstration=demonstration, topic=label))
        assert answer.frame["stability"].tolist() == [stability]
        assert answer.card.value == f"{stability:.2f}"
    fixed = one.STABILITY.answer(ask, replace(_ONE, demonstration=demonstration))
    assert fixed.sentence == "Categories of fixed taxonomies have no stability."


@SCOPES
@pytest.mark.figure("topics.typical_projects", "topics.borderline_projects")
def test_projects_of_a_topic(ask: Ask, scope: Scope) -> None:
    split = pieces(scope)
    own = split[split["category"] == TOPIC].set_index("project")
    others = split[split["category"] != TOPIC].groupby("project")["weight"].max()
    margin = own["weight"] - others.reindex(own.index).fillna(0)
    scope = replace(scope, topic=TOPIC)
    typical, near = (rows(ask, figure, scope) for figure in (of_topic.TYPICAL, of_topic.BORDERLINE))
    assert set(typical["project_id"]) == set(margin[margin > 0.2 + 1e-9].index)
    assert set(near["project_id"]) == set(margin[margin <= 0.2 + 1e-9].index)
    assert typical["share"].is_monotonic_decreasing
    assert near["margin"].abs().is_monotonic_increasing
    for row in pd.concat([typical, near]).to_dict("records"):
        assert row["share"] == pytest.approx(own.loc[row["project_id"], "weight"])
        assert row["margin"] == pytest.approx(margin[row["project_id"]])
        assert same_money(row["money_eur"], own.loc[[row["project_id"]]])


@SCOPES
@MEASURES
@pytest.mark.figure("topics.topic_by_year")
def test_topic_by_year(ask: Ask, scope: Scope, measure: str) -> None:
    split = pieces(scope)
    own = split[(split["category"] == TOPIC) & split["year"].notna()]
    found = rows(ask, of_topic.TOPIC_BY_YEAR, replace(scope, topic=TOPIC), measure)
    assert found["projects"].sum() == len(own)
    for row in found.to_dict("records"):
        same = own[own["year"] == row["year"]]
        assert row["projects"] == len(same)
        assert row["money_eur"] == 0 if same.empty else same_money(row["money_eur"], same)


@SCOPES
@MEASURES
@pytest.mark.figure("topics.topic_by_country")
def test_topic_by_country(ask: Ask, scope: Scope, measure: str) -> None:
    split = cells(scope, "country")
    own = split[split["category"] == TOPIC]
    codes = set(own["key"]) & (set(scope.countries) or set(own["key"]))
    found = rows(ask, of_topic.TOPIC_BY_COUNTRY, replace(scope, topic=TOPIC), measure)
    assert set(found["iso2"]) == codes
    for row in found.to_dict("records"):
        there = own[own["key"] == row["iso2"]]
        assert row["projects"] == len(there)
        assert same_money(row["money_eur"], there)


# In words ---------------------------------------------------------------------------------------------------------


def test_sentences(ask: Ask) -> None:
    facts = len(files.rows("project", False))
    said = totals.PROJECTS.answer(ask, FACTS).sentence
    assert said.startswith(f"Of {facts}\xa0projects {facts} have a topic, ")
    assert said.endswith(" a known amount of money; figures leave out projects without the data they need.")
    money = ranked.RANKED.answer(ask, FACTS, {words.MEASURE.name: topics.MONEY})
    assert money.sentence.endswith("Too few to rank or compare topics by money; the table lists what is known.")
    assert money.chart() is None
    assert money.title == "Money (EUR) by topic, ranked"
    nobody = peers.AGAINST_PEERS.answer(ask, FACTS)
    assert (nobody.sentence, nobody.frame.empty) == ("No country is chosen.", True)
    nothing = one.MONEY.answer(ask, replace(_ONE, first_year=1901, last_year=1902))
    assert (nothing.card.value, nothing.sentence) == (
        "no data",
        "No project that fits the filters is about “Omics and molecular profiling”.",
    )


def test_files_hold_exact_values_and_reports_those_that_stability_supports(ask: Ask) -> None:
    answer = ranked.RANKED.answer(ask, Scope(demonstration=True))
    exact = answer.for_programs
    assert exact["money_eur"].tolist() == answer.frame["money_eur"].tolist()
    assert exact["stability"].notna().any()
    row = answer.frame["digits"].first_valid_index()
    shown = answer.for_readers["money_eur"][row]
    digits = int(answer.frame["digits"][row])
    assert shown == words.write_money(answer.frame.loc[row]).removeprefix("about ")
    assert float(f"{exact['money_eur'][row]:.{digits - 1}e}") != exact["money_eur"][row]
