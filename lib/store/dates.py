"""Dates at the precision that their source gives: a day, a month or a year.

A column keeps a day: the first of the month or year where only that is known, the last for the end of something. The
column `<name>_precision` beside it says that only the month or the year is known; it is empty where the day is.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, cast, extract, or_

from lib.common.formatting import MONTH, PRECISION, YEAR

_DAY = timedelta(days=1)


class PartialDate(date):
    """A month or a year, kept as one of its days; as text it is "2021-03" or "2021"."""

    precision: str

    def __new__(cls, day: date, precision: str) -> PartialDate:
        made = super().__new__(cls, day.year, day.month, day.day)
        made.precision = precision
        return made

    @classmethod
    def beginning(cls, year: int, month: int | None = None) -> PartialDate:
        """The first day of a month or, without one, of a year."""
        return cls(date(year, month or 1, 1), YEAR if month is None else MONTH)

    @classmethod
    def ending(cls, year: int, month: int | None = None) -> PartialDate:
        """The last day of a month or, without one, of a year."""
        last = calendar.monthrange(year, month)[1] if month else 31
        return cls(date(year, month or 12, last), YEAR if month is None else MONTH)

    def earliest(self) -> date:
        """The first day that it may be."""
        return date(self.year, 1 if self.precision == YEAR else self.month, 1)

    def latest(self) -> date:
        """The last day that it may be."""
        return PartialDate.ending(self.year, None if self.precision == YEAR else self.month).as_day()

    def as_day(self) -> date:
        return date(self.year, self.month, self.day)

    def isoformat(self) -> str:
        return f"{self.year:04}" if self.precision == YEAR else f"{self.year:04}-{self.month:02}"

    __str__ = isoformat


def at_precision(day: date | None, precision: str | None) -> date | None:
    """A stored day as the date that is known."""
    return PartialDate(day, precision) if day is not None and precision is not None else day


def precision_of(column: Any) -> Any:
    """The column that says how precisely a date is known; None for one that always has its day."""
    table = getattr(column, "table", None)
    name = f"{column.key}{PRECISION}"
    if hasattr(column, "class_"):
        return getattr(column.class_, name, None)
    return table.c[name] if table is not None and name in table.c else None


def with_precision(*columns: Any) -> list[Any]:
    """Columns of dates for a query, each with its precision after it."""
    return [one for column in columns for one in (column, precision_of(column)) if one is not None]


def known_to_the_day(column: Any) -> ColumnElement[bool]:
    """The condition that the day of a date is known."""
    return and_(column.is_not(None), precision_of(column).is_(None))


def surely_within(column: Any, precision: Any, first: date | None, last: date | None) -> ColumnElement[bool]:
    """The condition that a date lies in a period, wherever in its month or year it may be.

    Periods that follow each other count nothing twice in this way. Written so that an index on the date is used.

    Args:
        column, precision: of the date.
        first, last: the period, both ends included; None is open.
    """
    whole = _between(column, first, last)
    months = _between(column, None if first is None else _next_month(first), None if last is None else _month_end(last))
    years = _between(column, None if first is None else _next_year(first), None if last is None else _year_end(last))
    if (first is None or first == _next_year(first)) and (last is None or last == _year_end(last)):
        return whole
    return and_(whole, or_(precision.is_(None), and_(precision == MONTH, months), and_(precision == YEAR, years)))


def _between(column: Any, first: date | None, last: date | None) -> ColumnElement[bool]:
    conditions = [column.is_not(None)] if first is None and last is None else []
    conditions += [column >= first] if first is not None else []
    conditions += [column <= last] if last is not None else []
    return and_(*conditions)


def _next_month(day: date) -> date:
    """The day where it begins a month, else the beginning of the next."""
    return day if day.day == 1 else date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _month_end(day: date) -> date:
    """The day where it ends a month, else the end of the month before."""
    return day if (day + _DAY).day == 1 else day.replace(day=1) - _DAY


def _next_year(day: date) -> date:
    return day if (day.month, day.day) == (1, 1) else date(day.year + 1, 1, 1)


def _year_end(day: date) -> date:
    return day if (day.month, day.day) == (12, 31) else date(day.year - 1, 12, 31)


def epoch_day(column: Any) -> Any:
    """Days from 1 January 1970 to a date or a time, on every engine."""
    return cast(extract("epoch", column), BigInteger) // 86_400


def weekday(column: Any) -> Any:
    """Day of the week of a date or a time; 0 is Monday, since 1 January 1970 was a Thursday."""
    return (epoch_day(column) + 3) % 7
