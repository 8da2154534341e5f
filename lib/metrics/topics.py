"""What is funded: projects and money by topic, over the years, by country and by funder.

The same figures are made of any grouping of projects: the fixed taxonomies (lib.topics.taxonomies) and whatever else
`GROUPINGS` names. A grouping says how much of a project belongs to which category, in parts per million; what it leaves
of a project is "unassigned", here a category that is missing.

Money is split by these weights to the cent: of the categories of a project, in alphabetical order and what is
unassigned last, each gets what all up to it should have, rounded down, less what those before it got. So no cent is
lost or counted twice, and none is more than a cent off its exact part: the categories and what is unassigned add up to
the money of the projects.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import (
    BigInteger,
    Engine,
    String,
    Subquery,
    and_,
    cast,
    func,
    null,
    select,
    type_coerce,
    union_all,
)

from lib.metrics.calls import groups
from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.groupings import FOUND as FOUND
from lib.metrics.groupings import GROUPINGS as GROUPINGS
from lib.metrics.groupings import Weights
from lib.metrics.rates import ratio
from lib.metrics.scope import Scope, country_codes, in_dataset, in_place, paying, project_conditions
from lib.store.models import (
    Country,
    Funding,
    Organisation,
    Participation,
    Project,
    Topic,
)
from lib.store.ordering import in_protocol_order
from lib.store.types import Money
from lib.store.vocabulary import WHOLE
from lib.store.widening import is_widening
from lib.store.years import project_year

#: A specialisation is shown where a share as in all projects would give at least so many projects: with fewer, none at
#: all would still be no news (chance alone would have it in more than 5 of 100 cases).
FEWEST_EXPECTED = 3
#: A country has much less of a topic than its peers at this ratio of the shares or below.
MUCH_LESS = 0.5
NOT_HERE, LESS_HERE, FEW_HERE = "not here", "much less than there", "too few projects to say"
#: Money and shares of a found topic are shown to three digits from this stability on, to two from this one, else to
#: one: of a topic half of whose projects may be others, a second digit would say nothing.
THREE_DIGITS, TWO_DIGITS = 0.9, 0.5
MONEY, PROJECTS = "money", "projects"


# Projects, their money, and how it is split ---------------------------------------------------------------------


def _cents(amount: Any) -> Any:
    return type_coerce(amount, BigInteger)


def fitting_projects(scope: Scope) -> Subquery:
    """The projects that fit: project_id, year, cents.

    With places chosen: those with a participant from there, with the money of these participants. With funders chosen:
    the money that these pay.
    """
    year = project_year.label("year")
    if not scope.by_place and not scope.funders:
        return (
            select(Project.project_id, year, _cents(Project.funding_eur).label("cents"))
            .where(*project_conditions(scope))
            .subquery("base")
        )
    money = cast(func.sum(_cents(Funding.funding_eur)), BigInteger).label("cents")
    if not scope.by_place:
        rows = select(Project.project_id, year, money).outerjoin(
            Funding, and_(Funding.project_id == Project.project_id, *paying(scope))
        )
    else:
        rows = (
            select(Project.project_id, year, money)
            .join_from(Project, Participation, Participation.project_id == Project.project_id)
            .outerjoin(Funding, _of_participation(scope))
            .where(*in_place(scope, Participation.country), *in_dataset(scope, Participation))
        )
    return rows.where(*project_conditions(scope)).group_by(Project.project_id, Project.start_date).subquery("base")


def _of_participation(scope: Scope) -> Any:
    """The condition that money is a participation's, and a funder's that was chosen."""
    return and_(
        Funding.project_id == Participation.project_id,
        Funding.organisation == Participation.organisation,
        *paying(scope),
    )


def _by_country(scope: Scope) -> Subquery:
    """Projects that fit by the country of their participants: project_id, key (its code), cents; filters on place
    aside."""
    return (
        select(
            Participation.project_id,
            Participation.country.label("key"),
            cast(func.sum(_cents(Funding.funding_eur)), BigInteger).label("cents"),
        )
        .join_from(Participation, Project, Project.project_id == Participation.project_id)
        .outerjoin(Funding, _of_participation(scope))
        .where(*project_conditions(scope), *in_dataset(scope, Participation))
        .group_by(Participation.project_id, Participation.country)
        .subquery("base")
    )


def _by_funder(scope: Scope) -> Subquery:
    """Projects that fit by funder, with the funder's money for participants from the places chosen: project_id, key
    (the funder), cents."""
    here = in_place(scope, Participation.country)
    return (
        select(
            Funding.project_id,
            Funding.funder.label("key"),
            cast(func.sum(_cents(Funding.funding_eur)), BigInteger).label("cents"),
        )
        .join_from(Funding, Project, Project.project_id == Funding.project_id)
        .join(Participation, _of_participation(scope))
        .where(*project_conditions(scope), *here, *in_dataset(scope, Participation))
        .group_by(Funding.project_id, Funding.funder)
        .subquery("base")
    )


def split_by_weights(base: Subquery, weights: Weights) -> Subquery:
    """Each row of `base` (project_id, cents, others) for each of its categories, and for what is unassigned.

    Returns:
        The columns of `base` with cents split, category (NULL: unassigned), weight.
    """
    given = weights.cte("given")
    upto = func.sum(given.c.weight).over(partition_by=given.c.project_id, order_by=given.c.category)
    whole = func.sum(given.c.weight)
    rest = (
        select(given.c.project_id, cast(null(), String), cast(WHOLE - whole, BigInteger), cast(WHOLE, BigInteger))
        .group_by(given.c.project_id)
        .having(whole < WHOLE)
    )
    placed = select(
        given.c.project_id,
        given.c.category,
        cast(given.c.weight, BigInteger).label("weight"),
        cast(upto, BigInteger).label("upto"),
    )
    pieces = union_all(placed, rest).cte("pieces").prefix_with("MATERIALIZED")

    def up_to(weight: Any) -> Any:
        # The money times the weight, rounded down; in two steps, since the largest amounts leave no room for one.
        return base.c.cents // WHOLE * weight + base.c.cents % WHOLE * weight // WHOLE

    # A project without any row is unassigned as a whole.
    weight, end = func.coalesce(pieces.c.weight, WHOLE), func.coalesce(pieces.c.upto, WHOLE)
    return (
        select(
            *(column for column in base.c if column.key != "cents"),
            pieces.c.category,
            weight.label("weight"),
            (up_to(end) - up_to(end - weight)).label("cents"),
        )
        .join_from(base, pieces, pieces.c.project_id == base.c.project_id, isouter=True)
        .subquery("split")
    )


def _sums(rows: Subquery) -> list[Any]:
    """Sums over rows of `split_by_weights`, in which a project has one row for a category."""
    with_money = func.sum(rows.c.weight).filter(rows.c.cents.is_not(None))
    return [
        func.count().label("projects"),
        cast(func.sum(rows.c.weight), BigInteger).label("weight"),
        cast(func.coalesce(with_money, 0), BigInteger).label("weight_with_money"),
        type_coerce(func.sum(rows.c.cents), Money()).label("money_eur"),
    ]


def _weighted(found: pd.DataFrame) -> pd.DataFrame:
    """Weights as numbers of projects: weighted, weighted_with_money."""
    weights = {"weight": "weighted", "weight_with_money": "weighted_with_money"}
    found = found.rename(columns=weights)
    for name in weights.values():
        found[name] = found[name].astype("float64") / WHOLE
    return found


# Topics ---------------------------------------------------------------------------------------------------------


def by_topic(engine: Engine, grouping: str, scope: Scope) -> pd.DataFrame:
    """Projects and money by category, the largest number of projects first and what is unassigned last.

    With places chosen: the projects with a participant from there, and the money of these participants.

    Args:
        engine: the store.
        grouping: one of GROUPINGS.
        scope: what projects are narrowed to.

    Returns:
        category (missing: unassigned), projects (whole: one of several categories counts in each), weighted (adds up
        to the number of projects), weighted_with_money (of those whose money is known), money_eur (NaN where none is
        known); projects_share and money_share of all that is assigned (NaN for what is not); stability (of a found
        topic, from 0 to 1; NaN where not known and for all others).
    """
    rows = split_by_weights(fitting_projects(scope), GROUPINGS[grouping]())
    found = _weighted(fetch(engine, select(rows.c.category, *_sums(rows)).group_by(rows.c.category)))
    found = found.sort_values(["weighted", "category"], ascending=[False, True], key=lambda column: column.fillna(""))
    found = pd.concat([found[found["category"].notna()], found[found["category"].isna()]], ignore_index=True)
    stable = stabilities(engine, grouping, scope.demonstration)
    return _with_shares(found).assign(stability=found["category"].map(stable).astype("float64"))


def stabilities(engine: Engine, grouping: str, demonstration: bool) -> dict[str, float]:
    """Stability of a dataset's found topics by label, NaN where not known (see lib.topics.stability).

    The fixed taxonomies have none, since lists of terms do not change with the projects.
    """
    if grouping != FOUND:
        return {}
    shown = select(Topic.label, Topic.stability).where(Topic.shown, Topic.demonstration.is_(demonstration))
    found = fetch(engine, shown)
    return dict(zip(found["label"], found["stability"], strict=True))


def digits(stability: float) -> int:
    """To how many significant digits money and shares of a found topic are shown; one where its stability is not
    known (NaN)."""
    return 3 if stability >= THREE_DIGITS else 2 if stability >= TWO_DIGITS else 1


def with_date(years: pd.DataFrame, whole: pd.DataFrame) -> Coverage:
    """Of how many projects with a topic the year is known, by their weights: `years` of `by_year`, `whole` of
    `by_topic`."""
    counts = [round(rows.loc[rows["category"].notna(), "weighted"].sum()) for rows in (years, whole)]
    return Coverage("projects with a topic that have a start date", counts[0], counts[1])


def with_topic(whole: pd.DataFrame) -> Coverage:
    """How many projects have a topic: `whole` of `by_topic`."""
    sums = total(whole)
    return Coverage("projects with a topic", round(sums["projects"] - sums["unassigned"]), round(sums["projects"]))


def with_money(whole: pd.DataFrame) -> Coverage:
    """Of how many projects the money is known: `whole` of `by_topic`."""
    known = whole["weighted_with_money"].sum()
    return Coverage("projects with known money", round(known), round(whole["weighted"].sum()))


def _with_shares(found: pd.DataFrame) -> pd.DataFrame:
    assigned = found["category"].notna()
    shares = {}
    for name, column in (("projects_share", "weighted"), ("money_share", "money_eur")):
        known = found[column].where(assigned)
        shares[name] = ratio(known, pd.Series(known.sum(min_count=1), index=found.index, dtype="float64"))
    return found.assign(**shares)


def total(found: pd.DataFrame) -> dict[str, float]:
    """What the rows of `by_topic` add up to: projects (weighted, so each once), unassigned (of these), money_eur (NaN
    where none is known), unassigned_eur."""
    unassigned = found[found["category"].isna()]
    return {
        "projects": round(float(found["weighted"].sum()), 6),
        "unassigned": round(float(unassigned["weighted"].sum()), 6),
        "money_eur": round(float(found["money_eur"].sum(min_count=1)), 2),
        "unassigned_eur": round(float(unassigned["money_eur"].sum(min_count=1)), 2),
    }


def by_year(engine: Engine, grouping: str, scope: Scope) -> pd.DataFrame:
    """Projects and money by category and year of the project's first day; projects without one are left out.

    Returns:
        year (each from the first to the last), category (missing: unassigned), projects, weighted, weighted_with_money,
        money_eur (NaN where projects have no known money, 0 where there are none); projects_share and money_share of
        all that is assigned in the year.
    """
    rows = split_by_weights(fitting_projects(scope), GROUPINGS[grouping]())
    query = (
        select(rows.c.year, rows.c.category, *_sums(rows))
        .where(rows.c.year.is_not(None))
        .group_by(rows.c.year, rows.c.category)
    )
    found = _weighted(fetch(engine, query))
    if found.empty:
        return found.assign(projects_share=found["weighted"], money_share=found["weighted"])
    years = range(int(found["year"].min()), int(found["year"].max()) + 1)
    named = sorted(found["category"].dropna().unique())
    order: list[str | None] = [*named, *([None] if found["category"].isna().any() else [])]
    every = pd.DataFrame(
        [(year, category) for year in years for category in order], columns=["year", "category"]
    ).astype({"year": "Int64", "category": "object"})
    found = every.merge(found, how="left", on=["year", "category"])
    nothing = found["projects"].isna()
    for column in ("projects", "weighted", "weighted_with_money", "money_eur"):
        found.loc[nothing, column] = 0
    groups = [_with_shares(rows) for _, rows in found.groupby("year", sort=True)]
    return pd.concat(groups, ignore_index=True)


# Countries and funders ------------------------------------------------------------------------------------------


def by_country(engine: Engine, grouping: str, scope: Scope, measure: str = PROJECTS) -> pd.DataFrame:
    """Topics by the country of the participants, with how much each country specialises in each.

    A project counts in every country that takes part in it. Specialisation is the topic's share in the country over its
    share in all countries together, both of the same parts: each project in each of its countries, of what is assigned
    to a topic. So 1 is as everywhere, 2 twice as much, and the countries' own add up to 1 by their projects. It is
    missing where the share in all countries would give the country fewer than FEWEST_EXPECTED projects in the topic.

    Args:
        engine: the store.
        grouping: one of GROUPINGS.
        scope: places choose the countries shown; the share in all countries stays that of all.
        measure: what the shares are of, MONEY (of the country's participants) or PROJECTS (weighted).

    Returns:
        key (ISO code), name, category, projects, weighted, weighted_with_money, money_eur, share, overall, expected
        (projects), specialisation; a row for every country with projects and every category, the countries in the EU's
        order of protocol.
    """
    cells = _cells(engine, grouping, _by_country(scope))
    named = fetch(
        engine,
        select(Country.iso2.label("key"), Country.name)
        .where(Country.iso2.in_(country_codes(scope)))
        .order_by(*in_protocol_order()),
    )
    return _specialised(cells, named, measure)


def by_funder(engine: Engine, grouping: str, scope: Scope, measure: str = PROJECTS) -> pd.DataFrame:
    """Topics by funder, with how much each funder specialises in each; otherwise as `by_country`.

    A project counts for every funder that pays for it, with that funder's money; the share in all is that of these
    parts of all funders. With places chosen, for participants from there.

    Returns:
        As `by_country`, key being the funder's organisation_id; the funders with the most projects first.
    """
    cells = _cells(engine, grouping, _by_funder(scope))
    keys = select(Funding.funder).where(Funding.funder.is_not(None))
    named = fetch(
        engine,
        select(
            Organisation.organisation_id.label("key"),
            func.coalesce(Organisation.short_name, Organisation.name).label("name"),
        ).where(Organisation.organisation_id.in_(keys)),
    )
    weighted = cells.groupby("key")["weighted"].sum()
    named = named.assign(projects=named["key"].map(weighted))
    named = named.sort_values(["projects", "name", "key"], ascending=[False, True, True])
    return _specialised(cells, named[["key", "name"]], measure)


def with_country(engine: Engine, scope: Scope) -> Coverage:
    """Of how many projects that fit, filters on place aside, a participant's country is known."""
    everywhere = scope.any_place()
    return _with_key(engine, fitting_projects(everywhere), _by_country(everywhere), "projects with known participants")


def with_funder(engine: Engine, scope: Scope) -> Coverage:
    """Of how many projects that fit a funder is known."""
    return _with_key(engine, fitting_projects(scope), _by_funder(scope), "projects with a known funder")


def _with_key(engine: Engine, every: Subquery, keyed: Subquery, what: str) -> Coverage:
    known = select(func.count(keyed.c.project_id.distinct())).where(keyed.c.key.is_not(None)).scalar_subquery()
    found = fetch_one(engine, select(known.label("known"), func.count().label("of")).select_from(every))
    return Coverage(what, int(found["known"]), int(found["of"]))


def _cells(engine: Engine, grouping: str, base: Subquery) -> pd.DataFrame:
    rows = split_by_weights(base, GROUPINGS[grouping]())
    query = select(rows.c.key, rows.c.category, *_sums(rows)).group_by(rows.c.key, rows.c.category)
    return _weighted(fetch(engine, query))


def _specialised(cells: pd.DataFrame, named: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The assigned cells of the named keys, with shares and specialisation.

    The overall share is that of all cells whose key is known, named or not: what each key is held against is made of
    the same parts.
    """
    assigned = cells[cells["category"].notna() & cells["key"].notna()]
    column = {PROJECTS: "weighted", MONEY: "money_eur"}[measure]
    counted = {PROJECTS: "weighted", MONEY: "weighted_with_money"}[measure]
    shares = assigned.groupby("category")[column].sum()
    shares = shares / shares.sum() if shares.sum() > 0 else shares * float("nan")
    shown = named[named["key"].isin(assigned["key"])]
    every = shown.merge(pd.DataFrame({"category": sorted(assigned["category"].unique())}, dtype="object"), how="cross")
    found = every.merge(assigned, how="left", on=["key", "category"])
    nothing = found["projects"].isna()
    for name in ("projects", "weighted", "weighted_with_money", "money_eur"):
        found.loc[nothing, name] = 0
    by_key = found.groupby("key")
    share = ratio(found[column], by_key[column].transform("sum"))
    found = found.assign(share=share, overall=found["category"].map(shares).astype("float64"))
    found["expected"] = by_key[counted].transform("sum") * found["overall"]
    enough = found["expected"] >= FEWEST_EXPECTED
    return found.assign(specialisation=ratio(found["share"], found["overall"]).where(enough))


# What our neighbours fund ---------------------------------------------------------------------------------------

_BORDERS = Path(__file__).parents[2] / "data" / "geo" / "borders.csv"
NEIGHBOURS = "Neighbours (common land border)"


@lru_cache(maxsize=1)
def _borders() -> tuple[tuple[str, str], ...]:
    with _BORDERS.open(encoding="utf-8", newline="") as file:
        return tuple((row["a"], row["b"]) for row in csv.DictReader(file))


def peer_groups(engine: Engine, iso2: str) -> dict[str, tuple[str, ...]]:
    """Groups of countries that a country can be held against, without itself: codes by name of the group, in the order
    of protocol; its neighbours first, where it has any that the store knows."""
    known = fetch(
        engine,
        select(
            Country.iso2, Country.eu_member_since, Country.eu_member_until, is_widening().label("is_widening")
        ).order_by(*in_protocol_order()),
    )
    near = {code for pair in _borders() if iso2 in pair for code in pair}
    masks = {NEIGHBOURS: known["iso2"].isin(near), **groups.country_groups(known)}
    del masks[groups.ALL]
    codes = {name: tuple(known.loc[mask & (known["iso2"] != iso2), "iso2"]) for name, mask in masks.items()}
    return {name: listed for name, listed in codes.items() if listed}


def against_peers(engine: Engine, grouping: str, scope: Scope, iso2: str, peers: Sequence[str]) -> pd.DataFrame:
    """Which topics peers take part in and a country does not, or much less.

    Projects with at least one participant from the country, and from at least one of the peers (each once, however many
    of them take part); money is that of these participants. Shares are of weighted projects that are assigned.

    Args:
        engine: the store.
        grouping: one of GROUPINGS.
        scope: what projects are narrowed to; filters on place are left aside.
        iso2: the country.
        peers: codes of the countries that it is held against.

    Returns:
        category, own_projects, own_weighted, own_money_eur, own_share, peers_projects, peers_weighted, peers_money_eur,
        peers_share, countries (how many of the peers take part), names (of these, as one text), expected (projects the
        country would have by the peers' share), ratio (own_share / peers_share; NaN where expected is below
        FEWEST_EXPECTED), gap (FEW_HERE: expected is below FEWEST_EXPECTED, so that none at all could be chance;
        NOT_HERE: none of its projects; LESS_HERE: ratio at most MUCH_LESS; else empty); gaps first, the topics that
        take the largest share there first. Topics that no peer takes part in are left out.
    """

    def of(codes: tuple[str, ...]) -> pd.DataFrame:
        found = by_topic(engine, grouping, replace(scope, countries=codes, regions=(), statuses=()))
        return found[found["category"].notna()].set_index("category")

    own, theirs = of((iso2,)), of(tuple(peers))
    cells = by_country(engine, grouping, replace(scope, countries=tuple(peers), regions=(), statuses=()))
    taking = cells[cells["projects"] > 0].groupby("category", sort=False)["name"]
    found = pd.DataFrame(index=theirs.index)
    for side, rows in (("own", own), ("peers", theirs)):
        for column in ("projects", "weighted", "money_eur"):
            values = rows[column].reindex(found.index)
            found[f"{side}_{column}"] = values.mask(~found.index.isin(rows.index), 0)
        weighted = found[f"{side}_weighted"]
        found[f"{side}_share"] = ratio(weighted, pd.Series(rows["weighted"].sum(), index=found.index))
    found["countries"] = taking.size().reindex(found.index).fillna(0).astype("int64")
    found["names"] = taking.agg(", ".join).reindex(found.index).astype("object")
    found["expected"] = own["weighted"].sum() * found["peers_share"]
    enough = found["expected"] >= FEWEST_EXPECTED
    found["ratio"] = ratio(found["own_share"], found["peers_share"]).where(enough)
    gap = pd.Series("", index=found.index, dtype="object").mask(found["ratio"] <= MUCH_LESS, LESS_HERE)
    gap = gap.mask(found["own_projects"] == 0, NOT_HERE).mask(~enough, FEW_HERE)
    found = found.assign(gap=gap, place=gap.map({NOT_HERE: 0, LESS_HERE: 1, "": 2, FEW_HERE: 3})).reset_index()
    found = found.sort_values(["place", "peers_share", "category"], ascending=[True, False, True], ignore_index=True)
    return found.drop(columns="place")
