"""Participations by region of the Nomenclature of Territorial Units for Statistics (NUTS)."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Engine, Integer, String, case, cast, func, select

from lib.entities.country import Country
from lib.entities.organisation import Organisation
from lib.entities.participation import Participation
from lib.entities.project import Project
from lib.metrics.conditions import in_dataset, in_place, project_conditions
from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch
from lib.metrics.scope import Scope

#: Letters of the code of a basic region, such as DEA2; codes of smaller ones begin with it.
_BASIC = 4
_COLUMNS = ["nuts", "iso2", "country", "participations", "coordinations", "projects", "organisations", "north", "east"]


def regions(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Count participations by region, the most first.

    A region is a basic one (NUTS 2); where only a larger one is known, it is that. Its place is the middle of the
    organisations that take part from it and whose place is known, each counted as often as it takes part.

    Args:
        engine: the store.
        scope: what projects are narrowed to; with countries, participations from these.

    Returns:
        nuts, iso2, country (text), participations, coordinations, projects, organisations (numbers), north, east
        (degrees; empty where no organisation's place is known).
    """
    nuts = func.substr(Participation.nuts, 1, _BASIC, type_=String()).label("nuts")
    fitting = [
        *in_dataset(scope, Participation),
        *in_place(scope, Participation.country),
        Participation.project_id.in_(select(Project.project_id).where(*project_conditions(scope))),
        Participation.nuts.is_not(None),
    ]
    counted = fetch(
        engine,
        select(
            nuts,
            func.min(Participation.country).label("iso2"),
            func.min(Country.name).label("country"),
            func.count().label("participations"),
            cast(func.sum(case((Participation.role == "coordinator", 1), else_=0)), Integer).label("coordinations"),
            func.count(Participation.project_id.distinct()).label("projects"),
            func.count(Participation.organisation.distinct()).label("organisations"),
        )
        .outerjoin(Country, Country.iso2 == Participation.country)
        .where(*fitting)
        .group_by(nuts),
    )
    places = fetch(
        engine,
        select(nuts, Organisation.coordinates, func.count().label("times"))
        .join(Organisation, Organisation.organisation_id == Participation.organisation)
        .where(*fitting, Organisation.coordinates.is_not(None))
        .group_by(nuts, Organisation.coordinates),
    )
    found = counted.merge(_middles(places), on="nuts", how="left")
    return found.sort_values(["participations", "nuts"], ascending=[False, True], ignore_index=True)[_COLUMNS]


def _middles(places: pd.DataFrame) -> pd.DataFrame:
    """Return the middle of the places of each region: nuts, north, east (degrees)."""
    degrees = places["coordinates"].astype("str").str.split(",", expand=True).reindex(columns=[0, 1]).astype("float64")
    weighted = degrees.mul(places["times"].astype("float64"), axis=0)
    sums = weighted.assign(times=places["times"], nuts=places["nuts"]).groupby("nuts").sum()
    middle = sums[[0, 1]].div(sums["times"], axis=0).astype("float64")
    return middle.rename(columns={0: "north", 1: "east"}).reset_index()


def with_region(engine: Engine, scope: Scope) -> Coverage:
    """Return for how many participations the region is known."""
    known = case((Participation.nuts.is_not(None), 1))
    row = fetch(
        engine,
        select(func.count(known).label("known"), func.count().label("every")).where(
            *in_dataset(scope, Participation),
            *in_place(scope, Participation.country),
            Participation.project_id.in_(select(Project.project_id).where(*project_conditions(scope))),
        ),
    ).iloc[0]
    return Coverage("participations with a known region", int(row["known"]), int(row["every"]))
