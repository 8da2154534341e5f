"""The period of the Secretariat's report, and the scope of its sections."""

from __future__ import annotations

from datetime import date
from typing import Final

from lib.common import formatting
from lib.figures.figure import Answer
from lib.metrics.report import narrow_to_days, period_of
from lib.metrics.scope import Scope

REVIEWED: Final = date(2026, 11, 30)
NOTHING: Final = "Nothing is recorded for this period."
DATED: Final = (
    "The period is that of the filters; an open end is today, an open beginning that of the last year. Without either "
    "it is the latest reporting period of the Secretariat."
)


def within(scope: Scope) -> Scope:
    """Return the scope with the report's period, to the day."""
    period = period_of(scope, date.today())
    return narrow_to_days(scope, period.first, period.last)


def title_of(scope: Scope) -> str:
    """Return the title of a whole report."""
    period = period_of(scope, date.today())
    first, last = formatting.long_date(period.first), formatting.long_date(period.last)
    return f"Periodic report, {first} to {last}"


def in_words(answer: Answer) -> str:
    """Write `from 1 March 2021 to 31 August 2022`, to end a sentence."""
    period = period_of(answer.scope, date.today())
    return f"from {formatting.long_date(period.first)} to {formatting.long_date(period.last)}"


def count_in_words(answer: Answer, count: int, singular: str) -> str:
    """Write how many things the period has, as a sentence."""
    if not count:
        return f"No {singular} is recorded {in_words(answer)}."
    return f"{formatting.counted(count, singular)} {in_words(answer)}."
