"""Weeks, months and quarters of a span of days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import Integer, cast, extract

from lib.common import formatting
from lib.metrics.periods import Period
from lib.store.dates import epoch_day

Step = Literal["week", "month", "quarter"]
STEPS: tuple[Step, ...] = ("week", "month", "quarter")
#: The longest spans, in days, that are shown by week and by month; longer ones are shown by quarter.
_BY_WEEK, _BY_MONTH = 400, 1_500
EPOCH = date(1970, 1, 1)
WEEK = timedelta(days=7)


def step_for(days: Period) -> Step:
    """The granularity that a span is shown in: few enough marks to be told apart."""
    length = (days.last - days.first).days + 1
    return "week" if length <= _BY_WEEK else "month" if length <= _BY_MONTH else "quarter"


def stretches(step: Step, days: Period) -> tuple[Period, ...]:
    """The weeks (from Monday), months or quarters of a span, cut to it at both ends."""
    return tuple(
        _stretch(number, step, days) for number in range(ordinal(days.first, step), ordinal(days.last, step) + 1)
    )


def ordinal(day: date, step: Step) -> int:
    """Number of the week, month or quarter that a day lies in; as `ordinal_of` counts in the store."""
    if step == "week":
        return ((day - EPOCH).days + 3) // 7
    return day.year * 12 + day.month - 1 if step == "month" else day.year * 4 + (day.month - 1) // 3


def ordinal_of(column: Any, step: Step) -> Any:
    """The same of a column of days, counted in the store."""
    if step == "week":
        return (epoch_day(column) + 3) // 7
    year, month = cast(extract("year", column), Integer), cast(extract("month", column), Integer)
    return year * 12 + month - 1 if step == "month" else year * 4 + (month - 1) // 3


def _stretch(number: int, step: Step, days: Period) -> Period:
    if step == "week":
        first = EPOCH + timedelta(days=number * 7 - 3)
        after = first + WEEK
        label = f"week of {formatting.short_date(max(first, days.first))}"
    else:
        months = 1 if step == "month" else 3
        first = _first_of_month(number * months)
        after = _first_of_month((number + 1) * months)
        label = f"{first:%b %Y}" if step == "month" else f"Q{number % 4 + 1} {first.year}"
    last = after - timedelta(days=1)
    whole = days.first <= first and last <= days.last
    return Period(label if whole else f"{label} (in part)", max(first, days.first), min(last, days.last))


def _first_of_month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
