"""Every pair of countries, and how often chance would bring the two together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import (
    Engine,
    case,
    func,
    select,
)

from lib.common import formatting
from lib.entities.country import Country
from lib.entities.participation import Participation
from lib.entities.project import Project
from lib.metrics.chance import SIGNIFICANT, against_chance, expected_by_size
from lib.metrics.collaboration.counts import ANY, count_projects, participation_conditions
from lib.metrics.conditions import country_codes, project_conditions, projects_in_place
from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.scope import Scope
from lib.store.ordering import in_protocol_order

#: Where chance would give fewer projects than this, the ratio to chance says nothing.
FEWEST_EXPECTED = 5


def pairs(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return every pair of countries that take part in projects, also those that share none.

    Filters on place keep the pairs with at least one of their countries; what chance would give is still reckoned from
    the projects of all countries. `Scope.together` narrows nothing here: see `pairs_with`.

    Args:
        engine: the store.
        scope: what projects are narrowed to.

    Returns:
        a, b (codes; a before b in the order of protocol), country_a, country_b, place_a, place_b (in that order),
        in_place_a, in_place_b (whether the filters on place let the country through), projects (shared), projects_a,
        projects_b, all_projects, expected (shared by chance); and where expected is at least FEWEST_EXPECTED, else NaN:
        strength (projects / expected), strength_low, strength_high (95%), p, p_adjusted and p_by_size over these pairs
        (see chance.against_chance); holds (whether both p_adjusted and p_by_size are at most 5%); in the order of
        protocol.
    """
    scope = scope.without("together")
    counts = count_projects(engine, scope)
    total = int(counts.loc[counts["a"] == ANY, "projects"].sum())
    own = counts[(counts["a"] == counts["b"]) & (counts["a"] != ANY)].set_index("a")["projects"]
    named = countries_in_order(engine, scope)
    taking = named[named["iso2"].isin(own.index)].assign(projects=lambda rows: rows["iso2"].map(own))
    sides = taking.reset_index(drop=True).reset_index(names="place")
    every = sides.merge(sides, how="cross", suffixes=("_a", "_b"))
    every = every[(every["place_a"] < every["place_b"]) & (every["in_place_a"] | every["in_place_b"])]
    shared = counts[counts["a"] != counts["b"]]
    both_ways = pd.concat([shared, shared.rename(columns={"a": "b", "b": "a"})])
    found = every.rename(columns={"iso2_a": "a", "iso2_b": "b"}).merge(both_ways, how="left", on=["a", "b"])
    found["projects"] = found["projects"].fillna(0).astype("int64")
    found["all_projects"] = total
    known = found[["projects_a", "projects_b"]].astype("float64")
    found["expected"] = known["projects_a"] * known["projects_b"] / total if total else float("nan")
    return _compared(found, own, sizes(engine, scope))[PAIR_COLUMNS].reset_index(drop=True)


def _compared(found: pd.DataFrame, own: pd.Series[Any], sizes: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs with how they compare with chance, where it would give FEWEST_EXPECTED projects or more."""
    comparable = found[found["expected"] >= FEWEST_EXPECTED]
    drawn = expected_by_size(own, sizes.set_index("countries")["projects"])
    places = [drawn.index.get_indexer(pd.Index(comparable[side])) for side in ("a", "b")]
    by_size = pd.Series(drawn.to_numpy()[places[0], places[1]], index=comparable.index, dtype="float64")
    compared = against_chance(
        comparable["projects"], comparable["projects_a"], comparable["projects_b"], comparable["all_projects"], by_size
    )
    compared = compared.rename(columns={"low": "strength_low", "high": "strength_high"}).reindex(found.index)
    return found.assign(
        strength=(found["projects"] / found["expected"]).where(found["expected"] >= FEWEST_EXPECTED),
        **compared,
        holds=(compared["p_adjusted"] <= SIGNIFICANT) & (compared["p_by_size"] <= SIGNIFICANT),
    )


#: Columns of pairs, and of a country's partners, that say how they compare with chance.
AGAINST_CHANCE = (
    "projects",
    "expected",
    "strength",
    "strength_low",
    "strength_high",
    "p",
    "p_adjusted",
    "p_by_size",
    "holds",
)
PAIR_COLUMNS = [
    "a",
    "b",
    "country_a",
    "country_b",
    "place_a",
    "place_b",
    "in_place_a",
    "in_place_b",
    "projects_a",
    "projects_b",
    "all_projects",
    *AGAINST_CHANCE,
]


@dataclass(frozen=True)
class Compared:
    """How pairs compare with chance: how many could be compared, and of these hold with more and with fewer projects
    than by chance."""

    pairs: int
    more: int
    fewer: int

    @property
    def words(self) -> str:
        """What came of it, as a sentence."""
        if not self.pairs:
            few = f"chance would give none of them {FEWEST_EXPECTED} shared projects"
            return f"Too few projects to tell any pair of countries from chance: {few}."
        of = f"Of {formatting.counted(self.pairs, 'pair')} of countries that could be compared"
        at = "(5 %, adjusted for the number of pairs)"
        if not self.more + self.fewer:
            return f"{of}, none shares more or fewer projects than may well be chance {at}."
        more, fewer = formatting.number(self.more), formatting.number(self.fewer)
        return f"{of}, {more} share more and {fewer} fewer projects than may well be chance {at}."


def compared(found: pd.DataFrame) -> Compared:
    """Return how the pairs compare with chance, in numbers."""
    holding = found[found["holds"]]
    return Compared(
        int(found["p_adjusted"].notna().sum()),
        int((holding["strength"] > 1).sum()),
        int((holding["strength"] < 1).sum()),
    )


def countries_in_order(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return every country in the order of protocol: iso2, country, in_place (whether the filters let it through)."""
    inside = case((Country.iso2.in_(country_codes(scope)), True), else_=False)
    query = select(Country.iso2, Country.name.label("country"), inside.label("in_place")).order_by(*in_protocol_order())
    return fetch(engine, query)


def sizes(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return how many projects have how many known countries: countries (from 1), projects. Places do not narrow it."""
    each = (
        select(func.count(Participation.country.distinct()).label("countries"))
        .where(*participation_conditions(scope))
        .group_by(Participation.project_id)
        .subquery()
    )
    query = select(each.c.countries, func.count().label("projects")).group_by(each.c.countries)
    return fetch(engine, query.order_by(each.c.countries))


def covered(engine: Engine, scope: Scope) -> tuple[Coverage, Coverage]:
    """Return for how many projects that fit at least one country is known, and for how many two or more.

    With countries chosen: of the projects with a partner from at least one of them.
    """
    conditions = [*project_conditions(scope), *projects_in_place(scope)]
    fitting = select(func.count().label("n")).select_from(Project).where(*conditions)
    known = (
        select(func.count(Participation.country.distinct()).label("countries"))
        .where(*participation_conditions(scope))
        .group_by(Participation.project_id)
    )
    if scope.by_place:
        known = known.join(Project, Project.project_id == Participation.project_id).where(*projects_in_place(scope))
    each = known.subquery()
    one, several = func.count(), func.count(case((each.c.countries > 1, 1)))
    counts = fetch_one(engine, select(one.label("one"), several.label("several")).select_from(each))
    projects = int(fetch_one(engine, fitting)["n"])
    return (
        Coverage("projects with a known country", int(counts["one"]), projects),
        Coverage("projects with two known countries or more", int(counts["several"]), projects),
    )
