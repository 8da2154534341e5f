"""Participations in the projects of calls, by country."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import (
    Engine,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    select,
)

from lib.entities.call import Call
from lib.entities.call_outcome import CallOutcome
from lib.entities.country import Country
from lib.entities.funding import Funding
from lib.entities.participation import Participation
from lib.entities.project import Project
from lib.metrics.calls import outcomes
from lib.metrics.conditions import call_conditions, country_codes, in_dataset, paying, project_conditions
from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch
from lib.metrics.rates import ratio, with_share
from lib.metrics.scope import DAYS, YEARS, Scope
from lib.store.ordering import in_protocol_order
from lib.store.summary_tables import CallCountry
from lib.store.widening import HORIZON_EUROPE, is_widening
from lib.store.years import call_date, call_year


def participation_sums(rows: Subquery) -> list[Any]:
    column = rows.c
    return [
        cast(func.sum(column.projects), Integer).label("projects"),
        cast(func.sum(column.participations), Integer).label("participations"),
        cast(func.sum(column.coordinations), Integer).label("coordinations"),
        func.sum(column.awarded_eur).label("awarded_eur"),
    ]


def by_call_and_country(scope: Scope) -> Subquery:
    """Return participations by call and country of the dataset shown: the columns of CallCountry but demonstration.

    With funders chosen, of the projects that they pay for and of their own programmes, with the money that they pay.
    """
    if not scope.funders:
        table = CallCountry.__table__
        columns = [column for column in table.c if column.name != "demonstration"]
        return select(*columns).where(table.c.demonstration.is_(scope.demonstration)).subquery("in_calls")
    fitting = select(Project.project_id, Project.call).where(
        Project.call.is_not(None), *project_conditions(scope.without(*YEARS, *DAYS))
    )
    projects = fitting.subquery("of_funders")
    money = (
        select(Funding.project_id, Funding.organisation, func.sum(Funding.funding_eur).label("awarded_eur"))
        .where(*paying(scope))
        .group_by(Funding.project_id, Funding.organisation)
        .subquery("own_money")
    )
    country = func.coalesce(Participation.country, "")
    return (
        select(
            projects.c.call.label("call_id"),
            country.label("country"),
            func.count(Participation.project_id.distinct()).label("projects"),
            func.count().label("participations"),
            func.sum(case((Participation.role == "coordinator", 1), else_=0)).label("coordinations"),
            func.sum(money.c.awarded_eur).label("awarded_eur"),
        )
        .join_from(Participation, projects, projects.c.project_id == Participation.project_id)
        .outerjoin(
            money,
            and_(money.c.project_id == Participation.project_id, money.c.organisation == Participation.organisation),
        )
        .where(*in_dataset(scope, Participation))
        .group_by(projects.c.call, country)
        .subquery("in_calls")
    )


def narrow_to_calls(query: Select[*tuple[Any, ...]], rows: Subquery, scope: Scope) -> Select[*tuple[Any, ...]]:
    """Return the query over rows of `by_call_and_country`, narrowed to the calls that fit."""
    return (
        query.select_from(rows)
        .join(Call, Call.call_id == rows.c.call_id)
        .outerjoin(Country, Country.iso2 == rows.c.country)
        .where(*call_conditions(scope))
    )


def by_country(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return participations in the projects of the calls by the participant's country, and their money.

    A project with partners in five countries counts once in the projects of each.

    Returns:
        iso2, country (both missing where the country is not known), projects, participations, coordinations,
        awarded_eur (NaN where none is known); coordination_rate (of the participations); awarded_share,
        participation_share and coordination_share of those of all countries, also of those that the filters leave
        out (see `with_share`; shares where a participant of half of the projects is recorded); in the EU's order of
        protocol.
    """
    rows = by_call_and_country(scope)
    query = select(Country.iso2, Country.name.label("country"), *participation_sums(rows))
    enough = recorded_projects(recorded(engine, scope)).is_enough
    found = fetch(
        engine,
        narrow_to_calls(query, rows, scope)
        .group_by(Country.iso2, Country.name, Country.protocol_order)
        .order_by(*in_protocol_order()),
    )
    found = with_shares(found, found, enough)
    if not scope.by_place:
        return found
    here = fetch(engine, country_codes(scope))["iso2"]
    return found[found["iso2"].isin(here)].reset_index(drop=True)


def with_shares(rows: pd.DataFrame, everything: pd.DataFrame, enough: bool) -> pd.DataFrame:
    """Return the rows with their coordination rate, and their shares of the sums over `everything`.

    Args:
        rows: sums by country, or by group.
        everything: the rows that the shares are of.
        enough: whether enough projects are recorded for shares; else there are counts in their place.

    Returns:
        The rows with awarded_share, participation_share, coordination_share, coordination_rate (see `with_share`), and
        what the shares are of: all_participations, all_coordinations.
    """
    money = pd.Series(everything["awarded_eur"].sum(min_count=1), index=rows.index)
    wholes = {
        f"all_{name}": pd.Series(everything[name].sum(min_count=1), index=rows.index, dtype="Int64")
        for name in ("participations", "coordinations")
    }
    rows = rows.assign(awarded_share=ratio(rows["awarded_eur"], money) if enough else float("nan"), **wholes)
    rows = with_share(rows, "participations", "all_participations", "participation_share", enough=enough)
    rows = with_share(rows, "coordinations", "all_coordinations", "coordination_share", enough=enough)
    return with_share(rows, "coordinations", "participations", "coordination_rate", enough=enough)


def recorded(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return for how many of each call's projects a participant is recorded; in all places.

    Returns:
        call_id, projects (with a participant), of_projects (those that the call funded, or those recorded where more
        are, or the number funded is not known); calls without any are left out.
    """
    dataset = in_dataset(scope, Project)
    taking_part = select(Participation.project_id).where(*in_dataset(scope, Participation))
    known = case((Project.project_id.in_(taking_part), 1))
    counted = (
        select(Project.call, func.count().label("all"), func.count(known).label("projects"))
        .where(Project.call.is_not(None), *dataset)
        .group_by(Project.call)
        .subquery()
    )
    funded = (
        select(CallOutcome.call_id, CallOutcome.projects_funded)
        .where(CallOutcome.country.is_(None), *in_dataset(scope, CallOutcome))
        .subquery()
    )
    query = (
        select(
            Call.call_id,
            cast(func.coalesce(counted.c.projects, 0), Integer).label("projects"),
            cast(func.coalesce(counted.c.all, 0), Integer).label("all"),
            cast(func.coalesce(funded.c.projects_funded, 0), Integer).label("funded"),
        )
        .outerjoin(counted, counted.c.call == Call.call_id)
        .outerjoin(funded, funded.c.call_id == Call.call_id)
        .where(*call_conditions(scope))
        .order_by(*outcomes.latest_first())
    )
    found = fetch(engine, query)
    found = found.assign(of_projects=found[["all", "funded"]].max(axis=1))
    return found.loc[found["of_projects"] > 0, ["call_id", "projects", "of_projects"]].reset_index(drop=True)


def recorded_projects(rows: pd.DataFrame) -> Coverage:
    """Return what figures on participants cover, from rows of `recorded` or `widening_share`."""
    known, of = (int(rows[name].sum()) for name in ("projects", "of_projects"))
    return Coverage("funded projects with a recorded participant", known, of)


def widening_share(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return participations from widening countries by call, the latest first, in all places.

    Widening is what the framework programme in force at the call's date calls so (see `is_widening`).

    Returns:
        call_id, call, year, framework ("Horizon 2020" or "Horizon Europe"), widening, participations, projects and
        of_projects (see `recorded`), share and share_words (see `with_share`; a share where a participant of half of
        the projects is recorded).
    """
    rows = by_call_and_country(scope)
    inside = case((is_widening(call_date).is_(True), rows.c.participations), else_=0)
    query = select(
        Call.call_id,
        Call.name.label("call"),
        call_date.label("day"),
        call_year.label("year"),
        cast(func.sum(inside), Integer).label("widening"),
        cast(func.sum(rows.c.participations), Integer).label("participations"),
    )
    found = fetch(
        engine,
        narrow_to_calls(query, rows, scope)
        .group_by(Call.call_id, Call.name, call_date, call_year)
        .order_by(*outcomes.latest_first()),
    )
    before = found.pop("day") < pd.Timestamp(HORIZON_EUROPE)
    framework = before.map({True: "Horizon 2020", False: "Horizon Europe"}).astype("object")
    found = found.assign(framework=framework).merge(recorded(engine, scope), how="left", on="call_id")
    enough = [recorded_projects(found.iloc[[place]]).is_enough for place in range(len(found))]
    return with_share(found, "widening", "participations", "share", enough=pd.Series(enough, dtype="bool"))


def pooled_widening(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the widening share of all calls together, from rows of `widening_share`: sums over sums.

    Returns:
        One row: widening, participations, projects, of_projects, share and share_words, as `widening_share` has them.
    """
    sums = pd.DataFrame(
        {name: [int(rows[name].sum())] for name in ("widening", "participations", "projects", "of_projects")}
    )
    return with_share(sums, "widening", "participations", "share", enough=recorded_projects(rows).is_enough)
