"""Projects by pair of countries, from the summary tables where these know the scope, else from the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Engine,
    Integer,
    Select,
    String,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from lib.entities.participation import Participation
from lib.entities.project import Project
from lib.metrics.conditions import in_dataset, project_conditions
from lib.metrics.frames import fetch
from lib.metrics.scope import Scope
from lib.metrics.scope_periods import bounds
from lib.store.summary_tables import CountryPair, CountryPairMonth

#: Stands for "any country" in a summary's row.
ANY = ""
_MONTHS = 12
#: Letters of a country's code.
_CODE = 2
_DAY = timedelta(days=1)


def count_projects(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return projects by pair of countries: a, b, projects; the same country twice for its own, ANY twice for all."""
    if not summary_knows(scope):
        return fetch(engine, _pairs_from_rows(scope))
    table = CountryPair if _is_whole_years(scope) else CountryPairMonth
    whole = select(table.a, table.b, table.projects).where(*summarised(scope, table))
    # A project has one first day, so that counts of different days can be added up.
    single = [_pairs_from_rows(days, f"links_{n}") for n, days in enumerate(days_left_over(scope))]
    counted = union_all(whole, *single).subquery("counted") if single else whole.subquery("counted")
    # Both codes as one, which is grouped in less time than two.
    pair = (counted.c.a + counted.c.b).label("pair")
    sums = select(pair, cast(func.sum(counted.c.projects), Integer).label("projects")).group_by(pair).subquery("sums")
    a, b = (func.substr(sums.c.pair, place, _CODE, type_=String()) for place in (1, 1 + _CODE))
    return fetch(engine, select(a.label("a"), b.label("b"), sums.c.projects))


def summary_knows(scope: Scope) -> bool:
    return not scope.by_project


def _is_whole_years(scope: Scope) -> bool:
    first, last = bounds(scope)
    begins = first is None or (first.month, first.day) == (1, 1)
    return begins and (last is None or (last.month, last.day) == (12, 31))


def summarised(scope: Scope, table: Any) -> list[ColumnElement[bool]]:
    """Return conditions on rows of CountryPair, CountryPairMonth or WideningMonth.

    Their dataset and level, and that their year, or month, lies in the period as a whole.
    """
    conditions: list[ColumnElement[bool]] = [table.demonstration.is_(scope.demonstration)]
    if scope.levels:
        conditions.append(table.level.in_(scope.levels))
    first, last = bounds(scope)
    if first is not None:
        conditions.append(table.year >= first.year)
    if last is not None:
        conditions += [table.year > 0, table.year <= last.year]
    if table is not CountryPair and not _is_whole_years(scope):
        month = table.year * _MONTHS + table.month
        # Of some projects only the year is known: they lie in the period where all of it does.
        in_months, in_years = [table.month > 0], [table.month == 0]
        if first is not None:
            in_months.append(month >= _month(first - _DAY) + 1)
            in_years.append(table.year > (first - _DAY).year)
        if last is not None:
            in_months.append(month <= _month(last + _DAY) - 1)
            in_years.append(table.year < (last + _DAY).year)
        conditions.append(or_(and_(*in_months), and_(*in_years)))
    return conditions


def _month(day: date) -> int:
    return day.year * _MONTHS + day.month


def days_left_over(scope: Scope) -> list[Scope]:
    """Return the filters for each stretch of the period's days that is no whole month, at its beginning and at its
    end."""
    first, last = bounds(scope)
    begins = first is not None and first.day > 1
    ends = last is not None and (last + _DAY).day > 1
    if first is not None and last is not None and (begins or ends) and _month(first) == _month(last):
        return [_within(scope, first, last)]
    found = []
    if first is not None and begins:
        found.append(_within(scope, first, _last_of_month(first)))
    if last is not None and ends:
        found.append(_within(scope, last.replace(day=1), last))
    return found


def _within(scope: Scope, first: date, last: date) -> Scope:
    return replace(scope, first_year=None, last_year=None, first_day=first, last_day=last)


def _last_of_month(day: date) -> date:
    return date(day.year + day.month // _MONTHS, day.month % _MONTHS + 1, 1) - _DAY


def participation_conditions(scope: Scope) -> list[Any]:
    """Return conditions on Participation: its dataset, a known country, and the conditions on its project."""
    fitting = select(Project.project_id).where(*project_conditions(scope))
    return [
        Participation.country.is_not(None),
        *in_dataset(scope, Participation),
        Participation.project_id.in_(fitting),
    ]


def _pairs_from_rows(scope: Scope, name: str = "links") -> Select[*tuple[Any, ...]]:
    """Return projects by pair, from the rows themselves; `name` distinguishes such queries where several are
    combined."""
    one = (
        select(Participation.project_id, Participation.country)
        .where(*participation_conditions(scope))
        .distinct()
        .cte(name)
        .prefix_with("MATERIALIZED")
    )
    other = one.alias(f"partners_of_{name}")
    shared = (
        select(one.c.country.label("a"), other.c.country.label("b"), func.count().label("projects"))
        .join_from(one, other, and_(other.c.project_id == one.c.project_id, other.c.country >= one.c.country))
        .group_by(one.c.country, other.c.country)
    )
    total = select(literal(ANY), literal(ANY), func.count(one.c.project_id.distinct()))
    return select(union_all(shared, total).subquery("counted"))
