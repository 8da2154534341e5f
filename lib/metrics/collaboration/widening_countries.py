"""Widening countries in projects, alone and together with others."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import (
    Engine,
    Integer,
    Select,
    case,
    cast,
    func,
    select,
    union_all,
)

from lib.entities.project import Project
from lib.metrics.collaboration.counts import days_left_over, summarised, summary_knows
from lib.metrics.conditions import project_conditions, projects_in_place
from lib.metrics.frames import fetch
from lib.metrics.rates import with_share
from lib.metrics.scope import Scope
from lib.store.summaries.collaboration import widening_of_projects
from lib.store.summary_tables import WideningMonth
from lib.store.years import project_year


def widening(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return projects by year with partners from widening countries, alone and together with others.

    With countries chosen: projects with a partner from at least one of them. A country of which the list in force says
    nothing is neither widening nor other, and projects with such countries alone are left out.

    Returns:
        year (NA where the project's start is not known), projects, with_widening, together (widening and other
        countries in one project), share_widening (with_widening / projects), share_together (together / projects),
        both as `rates.with_share` has them.
    """
    if summary_knows(scope) and not scope.by_place:
        counts = fetch(engine, _widening_from_summary(scope))
    else:
        counts = fetch(engine, _widening_from_rows(scope).order_by("year"))
    return _with_shares(counts.assign(year=counts["year"].where(counts["year"] > 0)))


def widening_total(by_year: pd.DataFrame) -> dict[str, Any]:
    """Return the sums over all years of `widening`, with the shares as sums over sums; NaN where there is no
    project."""
    sums = by_year[["projects", "with_widening", "together"]].sum().to_frame().T
    return {str(name): value for name, value in _with_shares(sums).to_dict("records")[0].items()}


def widening_lines(by_year: pd.DataFrame) -> pd.DataFrame:
    """Return both shares of `widening` as lines over every year between the first and the last: year, series, share,
    of."""
    known = by_year.set_index(by_year["year"].astype("int64"))
    every = known.reindex(range(int(known.index.min()), int(known.index.max()) + 1))
    lines = {"with a widening country": "share_widening", "widening and other countries": "share_together"}
    return pd.concat(
        [
            pd.DataFrame({"year": every.index, "series": series, "share": every[column], "of": every["projects"]})
            for series, column in lines.items()
        ],
        ignore_index=True,
    )


def _with_shares(counts: pd.DataFrame) -> pd.DataFrame:
    counts = with_share(counts, "with_widening", "projects", "share_widening")
    return with_share(counts, "together", "projects", "share_together")


def _widening_sums(year: Any, widens: Any, others: Any, projects: Any) -> list[Any]:
    def total(condition: Any) -> Any:
        return cast(func.coalesce(func.sum(case((condition, projects), else_=0)), 0), Integer)

    return [
        year.label("year"),
        total(widens | others).label("projects"),
        total(widens).label("with_widening"),
        total(widens & others).label("together"),
    ]


def _widening_from_summary(scope: Scope) -> Select[*tuple[Any, ...]]:
    table = WideningMonth
    widens, others = table.widening.is_(True), table.other.is_(True)
    whole = (
        select(*_widening_sums(table.year, widens, others, table.projects))
        .where(*summarised(scope, table), widens | others)
        .group_by(table.year)
    )
    single = [_widening_from_rows(days) for days in days_left_over(scope)]
    counted = union_all(whole, *single).subquery("counted")
    sums = (cast(func.sum(counted.c[name]), Integer).label(name) for name in ("projects", "with_widening", "together"))
    return select(counted.c.year, *sums).group_by(counted.c.year).order_by(counted.c.year)


def _widening_from_rows(scope: Scope) -> Select[*tuple[Any, ...]]:
    found = widening_of_projects(*project_conditions(scope), *projects_in_place(scope))
    widens, others = found.c.widening == 1, found.c.other == 1
    year = func.coalesce(project_year, 0)
    return (
        select(*_widening_sums(year, widens, others, 1))
        .join_from(found, Project, Project.project_id == found.c.project_id)
        .where(widens | others)
        .group_by(year)
    )
