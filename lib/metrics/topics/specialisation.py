"""Topics by country and by funder, with how much each specialises in each."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Engine, Subquery, func, select

from lib.entities.country import Country
from lib.entities.funding import Funding
from lib.entities.organisation import Organisation
from lib.metrics.conditions import country_codes
from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.groupings import GROUPINGS
from lib.metrics.rates import ratio
from lib.metrics.scope import Scope
from lib.metrics.topics.weights import (
    MONEY,
    PROJECTS,
    as_projects,
    fitting_by_country,
    fitting_by_funder,
    fitting_projects,
    split_by_weights,
    sums_of,
)
from lib.store.ordering import in_protocol_order

#: A specialisation is shown where a share as in all projects would give at least this many projects: with fewer,
#: none at all would still be no news (chance alone would have it in more than 5 of 100 cases).
FEWEST_EXPECTED = 3


def by_country(engine: Engine, grouping: str, scope: Scope, measure: str = PROJECTS) -> pd.DataFrame:
    """Return topics by the country of the participants, with how much each country specialises in each.

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
    cells = _cells(engine, grouping, fitting_by_country(scope))
    named = fetch(
        engine,
        select(Country.iso2.label("key"), Country.name)
        .where(Country.iso2.in_(country_codes(scope)))
        .order_by(*in_protocol_order()),
    )
    return _specialised(cells, named, measure)


def by_funder(engine: Engine, grouping: str, scope: Scope, measure: str = PROJECTS) -> pd.DataFrame:
    """Return topics by funder, with how much each funder specialises in each; otherwise as `by_country`.

    A project counts for every funder that pays for it, with that funder's money; the share in all is that of these
    parts of all funders. With places chosen, for participants from there.

    Returns:
        As `by_country`, key being the funder's organisation_id; the funders with the most projects first.
    """
    cells = _cells(engine, grouping, fitting_by_funder(scope))
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
    """Return for how many projects that fit, filters on place aside, a participant's country is known."""
    everywhere = scope.any_place()
    return _with_key(
        engine, fitting_projects(everywhere), fitting_by_country(everywhere), "projects with known participants"
    )


def with_funder(engine: Engine, scope: Scope) -> Coverage:
    """Return for how many projects that fit a funder is known."""
    return _with_key(engine, fitting_projects(scope), fitting_by_funder(scope), "projects with a known funder")


def _with_key(engine: Engine, every: Subquery, keyed: Subquery, what: str) -> Coverage:
    known = select(func.count(keyed.c.project_id.distinct())).where(keyed.c.key.is_not(None)).scalar_subquery()
    found = fetch_one(engine, select(known.label("known"), func.count().label("of")).select_from(every))
    return Coverage(what, int(found["known"]), int(found["of"]))


def _cells(engine: Engine, grouping: str, base: Subquery) -> pd.DataFrame:
    rows = split_by_weights(base, GROUPINGS[grouping]())
    query = select(rows.c.key, rows.c.category, *sums_of(rows)).group_by(rows.c.key, rows.c.category)
    return as_projects(fetch(engine, query))


def _specialised(cells: pd.DataFrame, named: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the assigned cells of the named keys, with shares and specialisation.

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
