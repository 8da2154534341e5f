"""The projects that calls funded, and how long their grants took."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import (
    Engine,
    Integer,
    func,
    select,
)

from lib.entities.call import Call
from lib.entities.country import Country
from lib.entities.import_record import ImportRecord
from lib.entities.organisation import Organisation
from lib.entities.participation import Participation
from lib.entities.project import Project
from lib.metrics.calls import outcomes
from lib.metrics.conditions import call_conditions, in_dataset, project_conditions, projects_in_place
from lib.metrics.frames import fetch
from lib.metrics.scope import DAYS, YEARS, Scope
from lib.store.datasets import dataset_in_words
from lib.store.dates import with_precision
from lib.store.summary_tables import CallFigures
from lib.store.years import call_year


def time_to_grant(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return days from a call's full-proposal deadline to its projects' grants, the latest call first; in all places.

    A project's grant is dated by its signature, else by its first day; dates of which only the month or the year is
    known are as if they were missing. Projects with neither, or with a date before the deadline, are left out.

    Returns:
        call_id, call, year, projects (recorded), dated, by_signature, by_start, and over the dated ones: shortest,
        quarter (a quarter took no longer), median, three_quarters, longest (days).
    """
    figures = CallFigures
    query = (
        select(
            Call.call_id,
            Call.name.label("call"),
            call_year.label("year"),
            figures.projects,
            figures.dated,
            figures.by_signature,
            (figures.dated - figures.by_signature).label("by_start"),
            figures.shortest,
            figures.quarter,
            figures.median,
            figures.three_quarters,
            figures.longest,
        )
        .join(Call, Call.call_id == figures.call_id)
        .where(*call_conditions(scope), figures.demonstration.is_(scope.demonstration), figures.dated > 0)
        .order_by(*outcomes.latest_first())
    )
    return fetch(engine, query)


def projects(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return the projects of the calls that fit; with countries chosen, those with a participant from them, with
    funders chosen, those that they pay for or that are of their own programmes.

    Returns:
        project_id, acronym, title, call, coordinator, coordinator_country, participants, countries, start_date,
        end_date, funding_eur, status, part.
    """
    of_calls = [Project.call.in_(scope.calls)] if scope.calls else [Project.call.is_not(None)]
    coordinator = (
        select(Participation.project_id, func.min(Participation.organisation).label("organisation"))
        .join(Project, Project.project_id == Participation.project_id)
        .where(Participation.role == "coordinator", *of_calls, *in_dataset(scope, Participation))
        .group_by(Participation.project_id)
        .subquery()
    )
    size = (
        select(
            Participation.project_id,
            func.count().label("participants"),
            # That no country is known does not mean that there is none.
            func.nullif(func.count(Participation.country.distinct()), 0, type_=Integer).label("countries"),
        )
        .join(Project, Project.project_id == Participation.project_id)
        .where(*of_calls, *in_dataset(scope, Participation))
        .group_by(Participation.project_id)
        .subquery()
    )
    query = (
        select(
            Project.project_id,
            Project.acronym,
            Project.title,
            Call.name.label("call"),
            Organisation.name.label("coordinator"),
            Country.name.label("coordinator_country"),
            size.c.participants,
            size.c.countries,
            *with_precision(Project.start_date, Project.end_date),
            Project.funding_eur,
            Project.status,
            dataset_in_words(ImportRecord.demonstration),
        )
        .join(Call, Call.call_id == Project.call)
        .join(ImportRecord, ImportRecord.import_id == Project.import_id)
        .outerjoin(coordinator, coordinator.c.project_id == Project.project_id)
        .outerjoin(Organisation, Organisation.organisation_id == coordinator.c.organisation)
        .outerjoin(Country, Country.iso2 == Organisation.country)
        .outerjoin(size, size.c.project_id == Project.project_id)
        .where(
            *project_conditions(scope.without(*YEARS, *DAYS)),
            *call_conditions(scope.without("funders", "levels", "areas")),
            *projects_in_place(scope),
        )
        .order_by(*outcomes.latest_first(), Project.acronym, Project.project_id)
    )
    return fetch(engine, query)
