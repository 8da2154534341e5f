"""Dates at the precision that their source gives: a day, a month or a year.

A column holds a day: where only the month or year is known, its first day or, for the end of something, its last. The
column `<name>_precision` beside it then says "month" or "year"; it is empty where the day is known.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, cast, extract, or_

from lib.common.formatting import MONTH, PRECISION, YEAR

_DAY = timedelta(days=1)


class PartialDate(date):
    """A month or a year, held as one of its days; as text it is "2021-03" or "2021"."""

    precision: str

    def __new__(cls, day: date, precision: str) -> PartialDate:
        made = super().__new__(cls, day.year, day.month, day.day)
        made.precision = precision
        return made

    def __reduce__(self) -> Any:
        # A date's own way would forget the precision.
        return PartialDate, (self.as_day(), self.precision)

    @classmethod
    def beginning(cls, year: int, month: int | None = None) -> PartialDate:
        """Return the first day of a month or, without one, of a year."""
        return cls(date(year, month or 1, 1), YEAR if month is None else MONTH)

    @classmethod
    def ending(cls, year: int, month: int | None = None) -> PartialDate:
        """Return the last day of a month or, without one, of a year."""
        last = calendar.monthrange(year, month)[1] if month else 31
        return cls(date(year, month or 12, last), YEAR if month is None else MONTH)

    def earliest(self) -> date:
        """Return the first day that it can be."""
        return date(self.year, 1 if self.precision == YEAR else self.month, 1)

    def latest(self) -> date:
        """Return the last day that it can be."""
        return PartialDate.ending(self.year, None if self.precision == YEAR else self.month).as_day()

    def as_day(self) -> date:
        return date(self.year, self.month, self.day)

    def isoformat(self) -> str:
        return f"{self.year:04}" if self.precision == YEAR else f"{self.year:04}-{self.month:02}"

    __str__ = isoformat


def at_precision(day: date | None, precision: str | None) -> date | None:
    """Return a stored day as the date that is known: a PartialDate where only the month or year is."""
    return PartialDate(day, precision) if day is not None and precision is not None else day


def precision_of(column: Any) -> Any:
    """Return the column with the precision of a date; None for a date that always has its day."""
    table = getattr(column, "table", None)
    name = f"{column.key}{PRECISION}"
    if hasattr(column, "class_"):
        return getattr(column.class_, name, None)
    return table.c[name] if table is not None and name in table.c else None


def with_precision(*columns: Any) -> list[Any]:
    """Return columns of dates for a query, each followed by its precision."""
    return [one for column in columns for one in (column, precision_of(column)) if one is not None]


def known_to_the_day(column: Any) -> ColumnElement[bool]:
    """Return the condition that the day of a date is known."""
    return and_(column.is_not(None), precision_of(column).is_(None))


def surely_within(column: Any, precision: Any, first: date | None, last: date | None) -> ColumnElement[bool]:
    """Return the condition that a date lies in a period, wherever in its month or year it is.

    So consecutive periods never count a date twice. Written so that an index on the date is used.

    Args:
        column, precision: of the date.
        first, last: the period, both ends included; None for an open end.
    """
    whole = _between(column, first, last)
    months = _between(column, None if first is None else _next_month(first), None if last is None else _month_end(last))
    years = _between(column, None if first is None else _next_year(first), None if last is None else _year_end(last))
    if (first is None or first == _next_year(first)) and (last is None or last == _year_end(last)):
        return whole
    return and_(whole, or_(precision.is_(None), and_(precision == MONTH, months), and_(precision == YEAR, years)))


def maybe_within(column: Any, precision: Any, first: date | None, last: date | None) -> ColumnElement[bool]:
    """The condition that a date may lie in a period: that a day of its month or year does.

    Args:
        column, precision: of the date.
        first, last: the period, both ends included; None is open.
    """
    months = _between(column, first and first.replace(day=1), last and _next_month(last + _DAY) - _DAY)
    years = _between(column, first and first.replace(month=1, day=1), last and last.replace(month=12, day=31))
    return or_(
        and_(precision.is_(None), _between(column, first, last)),
        and_(precision == MONTH, months),
        and_(precision == YEAR, years),
    )


def _between(column: Any, first: date | None, last: date | None) -> ColumnElement[bool]:
    conditions = [column.is_not(None)] if first is None and last is None else []
    conditions += [column >= first] if first is not None else []
    conditions += [column <= last] if last is not None else []
    return and_(*conditions)


def _next_month(day: date) -> date:
    """Return the day if it begins a month, else the first day of the next."""
    return day if day.day == 1 else date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _month_end(day: date) -> date:
    """Return the day if it ends a month, else the last day of the month before."""
    return day if (day + _DAY).day == 1 else day.replace(day=1) - _DAY


def _next_year(day: date) -> date:
    return day if (day.month, day.day) == (1, 1) else date(day.year + 1, 1, 1)


def _year_end(day: date) -> date:
    return day if (day.month, day.day) == (12, 31) else date(day.year - 1, 12, 31)


def epoch_day(column: Any) -> Any:
    """Return the days from 1 January 1970 to a date or time, on every engine."""
    return cast(extract("epoch", column), BigInteger) // 86_400


def weekday(column: Any) -> Any:
    """Return the day of the week of a date or time; 0 is Monday, since 1 January 1970 was a Thursday."""
    return (epoch_day(column) + 3) % 7
