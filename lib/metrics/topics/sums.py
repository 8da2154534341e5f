"""Projects and money by topic, in all and over the years, and for how many projects that is known."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Engine, select

from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch
from lib.metrics.groupings import FOUND, GROUPINGS
from lib.metrics.rates import ratio
from lib.metrics.scope import Scope
from lib.metrics.topics.weights import as_projects, fitting_projects, split_by_weights, sums_of
from lib.store.topic_tables import Topic

#: Money and shares of a found topic are shown to three digits from this stability on, to two from this one, else to
#: one: of a topic half of whose projects may be others, a second digit would say nothing.
THREE_DIGITS, TWO_DIGITS = 0.9, 0.5


def by_topic(engine: Engine, grouping: str, scope: Scope) -> pd.DataFrame:
    """Return projects and money by category, the largest number of projects first and what is unassigned last.

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
    found = as_projects(fetch(engine, select(rows.c.category, *sums_of(rows)).group_by(rows.c.category)))
    found = found.sort_values(["weighted", "category"], ascending=[False, True], key=lambda column: column.fillna(""))
    found = pd.concat([found[found["category"].notna()], found[found["category"].isna()]], ignore_index=True)
    stable = stabilities(engine, grouping, scope.demonstration)
    return _with_shares(found).assign(stability=found["category"].map(stable).astype("float64"))


def stabilities(engine: Engine, grouping: str, demonstration: bool) -> dict[str, float]:
    """Return the stability of a dataset's found topics by label, NaN where not known (see lib.topics.stability).

    The fixed taxonomies have none, since lists of terms do not change with the projects.
    """
    if grouping != FOUND:
        return {}
    shown = select(Topic.label, Topic.stability).where(Topic.shown, Topic.demonstration.is_(demonstration))
    found = fetch(engine, shown)
    return dict(zip(found["label"], found["stability"], strict=True))


def digits(stability: float) -> int:
    """Return to how many significant digits money and shares of a found topic are shown; one where its stability is
    not known (NaN)."""
    return 3 if stability >= THREE_DIGITS else 2 if stability >= TWO_DIGITS else 1


def with_date(years: pd.DataFrame, whole: pd.DataFrame) -> Coverage:
    """Return for how many projects with a topic the year is known, by their weights: `years` of `by_year`, `whole`
    of `by_topic`."""
    counts = [round(rows.loc[rows["category"].notna(), "weighted"].sum()) for rows in (years, whole)]
    return Coverage("projects with a topic that have a start date", counts[0], counts[1])


def with_topic(whole: pd.DataFrame) -> Coverage:
    """Return how many projects have a topic: `whole` of `by_topic`."""
    sums = total(whole)
    return Coverage("projects with a topic", round(sums["projects"] - sums["unassigned"]), round(sums["projects"]))


def with_money(whole: pd.DataFrame) -> Coverage:
    """Return for how many projects the money is known: `whole` of `by_topic`."""
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
    """Return what the rows of `by_topic` add up to: projects (weighted, so each once), unassigned (of these),
    money_eur (NaN where none is known), unassigned_eur."""
    unassigned = found[found["category"].isna()]
    return {
        "projects": round(float(found["weighted"].sum()), 6),
        "unassigned": round(float(unassigned["weighted"].sum()), 6),
        "money_eur": round(float(found["money_eur"].sum(min_count=1)), 2),
        "unassigned_eur": round(float(unassigned["money_eur"].sum(min_count=1)), 2),
    }


def by_year(engine: Engine, grouping: str, scope: Scope) -> pd.DataFrame:
    """Return projects and money by category and year of the project's first day; projects without one are left out.

    Returns:
        year (each from the first to the last), category (missing: unassigned), projects, weighted, weighted_with_money,
        money_eur (NaN where projects have no known money, 0 where there are none); projects_share and money_share of
        all that is assigned in the year.
    """
    rows = split_by_weights(fitting_projects(scope), GROUPINGS[grouping]())
    query = (
        select(rows.c.year, rows.c.category, *sums_of(rows))
        .where(rows.c.year.is_not(None))
        .group_by(rows.c.year, rows.c.category)
    )
    found = as_projects(fetch(engine, query))
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
