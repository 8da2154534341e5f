"""Classes of programmes as conditions, and the counts and sums that all figures make of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, func, literal, select
from sqlalchemy import cast as sql_cast

from lib.entities.programme import Programme
from lib.metrics.conditions import counted_programmes, runs_out
from lib.metrics.scope import Scope, last_year_of_programme

dedicated = Programme.pm_share == 1
competition = Programme.single_competition.is_(True)
end_not_stated = and_(~competition, Programme.start_year.is_not(None), Programme.end_year.is_(None))


def sum_if(condition: ColumnElement[bool], value: Any) -> Any:
    return func.sum(case((condition, value)))


def count_if(condition: ColumnElement[bool]) -> Any:
    return sql_cast(func.coalesce(func.sum(case((condition, 1), else_=0)), 0), Integer)


def counts_and_budgets(scope: Scope) -> list[Any]:
    """Return counts and budgets of the programmes that fit, single competitions and those without a stated end
    apart."""
    counted, known = counted_programmes(scope), Programme.budget_eur.is_not(None)
    return [
        count_if(counted).label("programmes"),
        count_if(and_(counted, dedicated)).label("dedicated"),
        count_if(and_(counted, dedicated, known)).label("with_budget"),
        sum_if(and_(counted, dedicated), Programme.budget_eur).label("budget_eur"),
        count_if(end_not_stated).label("end_not_stated"),
        sum_if(and_(end_not_stated, dedicated), Programme.budget_eur).label("end_not_stated_eur"),
        count_if(competition).label("competitions"),
        sum_if(and_(competition, dedicated), Programme.budget_eur).label("competitions_eur"),
    ]


def state(today: date) -> Any:
    """Whether a programme runs on `today`: planned, running, running out (in 24 months), end not stated, ended.

    "Not known" where the first year is not known. A programme's last day is the 31 December of its last year. One that
    began and states no end may run or not, nobody knows: that is a separate state.
    """
    return case(
        (Programme.start_year.is_(None), "not known"),
        (Programme.start_year > today.year, "planned"),
        (last_year_of_programme.is_(None), "end not stated"),
        (last_year_of_programme < today.year, "ended"),
        (runs_out(today), "running out"),
        else_="running",
    )


def year_series(first_year: int, last_year: int) -> Any:
    """Return the years of a period as rows."""
    years = select(literal(first_year, Integer).label("year")).cte("years", recursive=True)
    return years.union_all(select(years.c.year + 1).where(years.c.year < last_year))
