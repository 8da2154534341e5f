"""What the figures by year cover, whatever the period: of how many things the date and the money are known."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Engine, and_, case, func, select

from lib.entities.call import Call
from lib.entities.call_outcome import CallOutcome
from lib.entities.event import Event
from lib.entities.funding import Funding
from lib.entities.participation import Participation
from lib.entities.post import Post
from lib.entities.project import Project
from lib.metrics.activity.money import project_conditions_of_any_year
from lib.metrics.conditions import call_conditions, in_dataset, in_place, project_conditions, projects_in_place
from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch_one
from lib.metrics.scope import DAYS, YEARS, Scope
from lib.store.years import call_year


def coverage_of_projects(engine: Engine, scope: Scope) -> dict[str, Coverage]:
    """Return the coverage of projects of any year.

    Returns:
        "projects" (with a first day), "awarded" (with a first day and funding), "spread" (with a first and a last day
        and funding).
    """
    known, begun = Project.funding_eur.is_not(None), Project.start_date.is_not(None)
    dated = and_(begun, Project.end_date.is_not(None))
    row = fetch_one(
        engine,
        select(
            func.count().label("projects"),
            *(
                column
                for name, condition in (
                    ("begun", begun),
                    ("awarded", and_(begun, known)),
                    ("spread", and_(dated, known)),
                )
                for column in (
                    func.count(case((condition, 1))).label(name),
                    func.sum(case((condition, Project.funding_eur))).label(f"{name}_eur"),
                )
            ),
            func.sum(Project.funding_eur).label("all_eur"),
        ).where(*project_conditions_of_any_year(scope)),
    )
    of, all_eur = int(row["projects"]), _eur(row["all_eur"])
    return {
        "projects": Coverage("projects with a first day", int(row["begun"]), of),
        "awarded": Coverage(
            "projects with a first day and funding", int(row["awarded"]), of, _eur(row["awarded_eur"]), all_eur
        ),
        "spread": Coverage(
            "projects with a first day, a last day and funding",
            int(row["spread"]),
            of,
            _eur(row["spread_eur"]),
            all_eur,
        ),
    }


def coverage_of_calls(engine: Engine, scope: Scope) -> dict[str, Coverage]:
    """Return the coverage of calls of any year: "calls" (with a year), "outcomes" (calls that publish proposals and
    projects)."""
    outcome = select(CallOutcome.call_id).where(
        CallOutcome.country.is_(None),
        CallOutcome.pre_proposals_eligible.is_not(None),
        CallOutcome.projects_funded.is_not(None),
        *in_dataset(scope, CallOutcome),
    )
    query = select(
        func.count().label("calls"),
        func.count(call_year).label("dated"),
        func.count(case((Call.call_id.in_(outcome), 1))).label("outcomes"),
    ).where(*call_conditions(scope.without(*YEARS, *DAYS)))
    row = fetch_one(engine, query)
    of = int(row["calls"])
    return {
        "calls": Coverage("calls with a year", int(row["dated"]), of),
        "outcomes": Coverage("calls with eligible proposals and funded projects", int(row["outcomes"]), of),
    }


def coverage_of_events(engine: Engine, scope: Scope) -> dict[str, Coverage]:
    """Return the coverage of events of any year: "events" (with a date)."""
    return {"events": _coverage_of(engine, "events with a date", scope, Event, Event.start_date, Event.country)}


def coverage_of_posts(engine: Engine, scope: Scope) -> dict[str, Coverage]:
    """Return the coverage of posts of any year: "posts" (with impressions)."""
    return {"posts": _coverage_of(engine, "posts with impressions", scope, Post, Post.impressions)}


def coverage_by_country(engine: Engine, scope: Scope) -> Coverage:
    """Return for how much of the projects' money in the period the recipient country is known."""
    money = (
        select(
            Funding.project_id,
            func.sum(Funding.funding_eur).label("paid"),
            func.sum(case((Participation.country.is_not(None), Funding.funding_eur))).label("placed"),
        )
        .join(
            Participation,
            and_(Participation.project_id == Funding.project_id, Participation.organisation == Funding.organisation),
        )
        .where(*in_dataset(scope, Funding), *in_dataset(scope, Participation))
        .group_by(Funding.project_id)
        .subquery()
    )
    # A project's funding as published, else what its participants get: never less than these.
    whole = case((Project.funding_eur >= func.coalesce(money.c.paid, 0), Project.funding_eur), else_=money.c.paid)
    row = fetch_one(
        engine,
        select(
            func.count().label("projects"),
            func.count(money.c.placed).label("placed"),
            func.sum(money.c.placed).label("placed_eur"),
            func.sum(whole).label("all_eur"),
        )
        .select_from(Project)
        .outerjoin(money, money.c.project_id == Project.project_id)
        .where(*project_conditions(scope), *projects_in_place(scope)),
    )
    return Coverage(
        "projects with money by country",
        int(row["placed"]),
        int(row["projects"]),
        _eur(row["placed_eur"]),
        _eur(row["all_eur"]),
    )


def _coverage_of(engine: Engine, what: str, scope: Scope, model: Any, value: Any, country: Any = None) -> Coverage:
    places = in_place(scope, country) if country is not None else []
    query = select(func.count(value).label("known"), func.count().label("all")).select_from(model)
    row = fetch_one(engine, query.where(*in_dataset(scope, model), *places))
    return Coverage(what, int(row["known"]), int(row["all"]))


def _eur(value: Any) -> float:
    return 0.0 if pd.isna(value) else float(value)
