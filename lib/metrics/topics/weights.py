"""Projects that fit, their money, and how both are split by the categories of a grouping.

Money is split by weights to the cent: of the categories of a project, in alphabetical order and what is unassigned
last, each gets what all up to it should have, rounded down, less what those before it got. So no cent is lost or
counted twice, and none is more than a cent off its exact part: the categories and what is unassigned add up to the
money of the projects.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, String, Subquery, and_, cast, func, null, select, type_coerce, union_all

from lib.entities.funding import Funding
from lib.entities.participation import Participation
from lib.entities.project import Project
from lib.entities.types import Money
from lib.metrics.conditions import in_dataset, in_place, paying, project_conditions
from lib.metrics.groupings import Weights
from lib.metrics.scope import Scope
from lib.store.topic_tables import WHOLE
from lib.store.years import project_year

#: What topics are measured by.
MONEY, PROJECTS = "money", "projects"


def _cents(amount: Any) -> Any:
    return type_coerce(amount, BigInteger)


def fitting_projects(scope: Scope) -> Subquery:
    """Return the projects that fit: project_id, year, cents.

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
            .outerjoin(Funding, _funding_of_participation(scope))
            .where(*in_place(scope, Participation.country), *in_dataset(scope, Participation))
        )
    return rows.where(*project_conditions(scope)).group_by(Project.project_id, Project.start_date).subquery("base")


def _funding_of_participation(scope: Scope) -> Any:
    """Return the condition that money is a participation's, and a funder's that was chosen."""
    return and_(
        Funding.project_id == Participation.project_id,
        Funding.organisation == Participation.organisation,
        *paying(scope),
    )


def fitting_by_country(scope: Scope) -> Subquery:
    """Return projects that fit by the country of their participants: project_id, key (its code), cents; filters on
    place aside."""
    return (
        select(
            Participation.project_id,
            Participation.country.label("key"),
            cast(func.sum(_cents(Funding.funding_eur)), BigInteger).label("cents"),
        )
        .join_from(Participation, Project, Project.project_id == Participation.project_id)
        .outerjoin(Funding, _funding_of_participation(scope))
        .where(*project_conditions(scope), *in_dataset(scope, Participation))
        .group_by(Participation.project_id, Participation.country)
        .subquery("base")
    )


def fitting_by_funder(scope: Scope) -> Subquery:
    """Return projects that fit by funder, with the funder's money for participants from the places chosen:
    project_id, key (the funder), cents."""
    here = in_place(scope, Participation.country)
    return (
        select(
            Funding.project_id,
            Funding.funder.label("key"),
            cast(func.sum(_cents(Funding.funding_eur)), BigInteger).label("cents"),
        )
        .join_from(Funding, Project, Project.project_id == Funding.project_id)
        .join(Participation, _funding_of_participation(scope))
        .where(*project_conditions(scope), *here, *in_dataset(scope, Participation))
        .group_by(Funding.project_id, Funding.funder)
        .subquery("base")
    )


def split_by_weights(base: Subquery, weights: Weights) -> Subquery:
    """Return each row of `base` (project_id, cents, others) for each of its categories, and for what is unassigned.

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


def sums_of(rows: Subquery) -> list[Any]:
    """Return sums over rows of `split_by_weights`, in which a project has one row for a category."""
    with_money = func.sum(rows.c.weight).filter(rows.c.cents.is_not(None))
    return [
        func.count().label("projects"),
        cast(func.sum(rows.c.weight), BigInteger).label("weight"),
        cast(func.coalesce(with_money, 0), BigInteger).label("weight_with_money"),
        type_coerce(func.sum(rows.c.cents), Money()).label("money_eur"),
    ]


def as_projects(found: pd.DataFrame) -> pd.DataFrame:
    """Return weights as numbers of projects: weighted, weighted_with_money."""
    weights = {"weight": "weighted", "weight_with_money": "weighted_with_money"}
    found = found.rename(columns=weights)
    for name in weights.values():
        found[name] = found[name].astype("float64") / WHOLE
    return found
