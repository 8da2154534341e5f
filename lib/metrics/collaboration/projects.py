"""The projects behind a pair of countries."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import (
    Engine,
    Integer,
    func,
    select,
)
from sqlalchemy.orm import aliased

from lib.entities.call import Call
from lib.entities.import_record import ImportRecord
from lib.entities.participation import Participation
from lib.entities.project import Project
from lib.metrics.conditions import in_dataset, project_conditions, projects_in_place
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.scope import Scope
from lib.store.datasets import dataset_in_words
from lib.store.dates import with_precision


def call_names(engine: Engine, demonstration: bool) -> dict[str, str]:
    """Return calls that have projects: names by identifier, the latest first."""
    query = (
        select(Call.call_id, Call.name)
        .where(Call.call_id.in_(select(Project.call)), *in_dataset(Scope(demonstration=demonstration), Call))
        .order_by(Call.opened.is_(None), Call.opened.desc(), Call.name)
    )
    found = fetch(engine, query)
    return dict(zip(found["call_id"], found["name"], strict=True))


def shared_projects(engine: Engine, scope: Scope, most: int | None = None) -> tuple[pd.DataFrame, int]:
    """Return projects in which each of `Scope.together` takes part, the latest first, and how many there are in all.

    Args:
        engine: the store.
        scope: what projects are narrowed to.
        most: rows to give back; all where not given.

    Returns:
        project_id, acronym, title, call (name), start_date, end_date, funding_eur, countries (number of known ones),
        part; and the number of all that fit.
    """
    conditions = [*project_conditions(scope), *projects_in_place(scope)]
    total = fetch_one(engine, select(func.count().label("n")).select_from(Project).where(*conditions))["n"]
    taking = aliased(Participation)
    countries = (
        select(func.nullif(func.count(taking.country.distinct()), 0, type_=Integer))
        .where(taking.project_id == Project.project_id, *in_dataset(scope, taking))
        .scalar_subquery()
    )
    query = (
        select(
            Project.project_id,
            Project.acronym,
            Project.title,
            Call.name.label("call"),
            *with_precision(Project.start_date, Project.end_date),
            Project.funding_eur,
            countries.label("countries"),
            dataset_in_words(ImportRecord.demonstration),
        )
        .join(ImportRecord, ImportRecord.import_id == Project.import_id)
        .outerjoin(Call, Call.call_id == Project.call)
        .where(*conditions)
        .order_by(Project.start_date.is_(None), Project.start_date.desc(), Project.project_id)
        .limit(most)
    )
    return fetch(engine, query), int(total)
