"""What a period means for dates and years, as conditions of SQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func

from lib.entities.listing import DAYS as DAYS
from lib.entities.listing import PLACES as PLACES
from lib.entities.listing import YEARS as YEARS
from lib.metrics.scope import Scope
from lib.store.dates import precision_of, surely_within
from lib.store.years import call_date, call_date_precision, call_year


def in_years(scope: Scope, column: Any) -> list[ColumnElement[bool]]:
    """Return the condition that a date or a time lies in the period; written so that an index on it is used.

    A date known by its month or year alone lies in a period of days where all of that month or year does.
    """
    conditions = []
    if scope.first_year is not None:
        conditions.append(column >= date(scope.first_year, 1, 1))
    if scope.last_year is not None:
        conditions.append(column < date(scope.last_year + 1, 1, 1))
    precision = call_date_precision if column is call_date else precision_of(column)
    if precision is not None and (scope.first_day is not None or scope.last_day is not None):
        return [*conditions, surely_within(column, precision, scope.first_day, scope.last_day)]
    if scope.first_day is not None:
        conditions.append(column >= scope.first_day)
    if scope.last_day is not None:
        # Before the next day, so that a time on the last day belongs to it.
        conditions.append(column < scope.last_day + timedelta(days=1))
    return conditions


def in_part_in_period(scope: Scope, first: Any, last: Any) -> list[ColumnElement[bool]]:
    """Return the condition that a part of a row's time lies in the period; `last` may be missing where it is the
    first day."""
    begins, ends = bounds(scope)
    conditions: list[ColumnElement[bool]] = []
    if ends is not None:
        conditions.append(first <= ends)
    if begins is not None:
        conditions.append(func.coalesce(last, first) >= begins)
    return conditions


def in_call_period(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the condition that a call belongs to the period: by its year, and by its day where the period is one of
    days."""
    days = replace(scope, first_year=None, last_year=None)
    return [*years_between(scope, call_year), *in_years(days, call_date)]


def bounds(scope: Scope) -> tuple[date | None, date | None]:
    """Return first and last day of the filters' period; None where it is open."""
    firsts = [date(scope.first_year, 1, 1)] if scope.first_year is not None else []
    lasts = [date(scope.last_year, 12, 31)] if scope.last_year is not None else []
    firsts += [scope.first_day] if scope.first_day is not None else []
    lasts += [scope.last_day] if scope.last_day is not None else []
    return max(firsts, default=None), min(lasts, default=None)


def years_between(scope: Scope, column: Any) -> list[ColumnElement[bool]]:
    """Return the condition that a column of years lies in the period."""
    conditions = []
    if scope.first_year is not None:
        conditions.append(column >= scope.first_year)
    if scope.last_year is not None:
        conditions.append(column <= scope.last_year)
    return conditions
