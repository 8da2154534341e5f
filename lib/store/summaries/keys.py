"""What several summaries share: the columns they are keyed by, and joins that stay within one dataset."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from lib.common.formatting import YEAR
from lib.entities.base import Loaded
from lib.entities.funding import Funding
from lib.entities.import_record import ImportRecord
from lib.entities.participation import Participation
from lib.entities.programme import Programme
from lib.entities.project import Project
from lib.store.datasets import of_dataset
from lib.store.years import project_year

level = func.coalesce(Programme.level, "")
year = func.coalesce(project_year, 0)
month = case(
    (Project.start_date_precision == YEAR, 0), else_=func.coalesce(func.extract("month", Project.start_date), 0)
)
country = func.coalesce(Participation.country, "")


def same_dataset(model: type[Loaded]) -> ColumnElement[bool]:
    """Return the condition that a row belongs to the dataset of the ImportRecord that is already joined.

    Uploads refuse rows that refer to the other dataset; an older store may still hold some, and they count nowhere.
    """
    facts, demonstration = (of_dataset(model.import_id, which) for which in (False, True))
    return or_(and_(ImportRecord.demonstration, demonstration), and_(~ImportRecord.demonstration, facts))


def sum_participations(*keys: Any) -> Select[*tuple[Any, ...]]:
    """Select the sums over participations in projects of their dataset, not grouped yet.

    Returns:
        The keys, then the number of projects, of participations and of coordinations, and the money awarded.
    """
    # Money is summed by participation first: a participation with two funders is still one participation.
    money = (
        select(Funding.project_id, Funding.organisation, func.sum(Funding.funding_eur).label("awarded_eur"))
        .group_by(Funding.project_id, Funding.organisation)
        .subquery()
    )
    return (
        select(
            *keys,
            func.count(Participation.project_id.distinct()),
            func.count(),
            func.sum(case((Participation.role == "coordinator", 1), else_=0)),
            func.sum(money.c.awarded_eur),
        )
        .join_from(Participation, ImportRecord, Participation.import_id == ImportRecord.import_id)
        .join(Project, and_(Project.project_id == Participation.project_id, same_dataset(Project)))
        .outerjoin(
            money,
            (money.c.project_id == Participation.project_id) & (money.c.organisation == Participation.organisation),
        )
    )
