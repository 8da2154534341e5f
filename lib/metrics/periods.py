"""Stretches of time that readers ask for by name: reporting periods, years, quarters."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

_REPORTING = Path(__file__).parents[2] / "data" / "taxonomies" / "reporting_periods.csv"


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included."""

    label: str
    first: date
    last: date

    def before(self) -> Period:
        """Return the period of equal length that ends the day before this one begins."""
        length = self.last - self.first
        last = self.first - timedelta(days=1)
        return Period(f"before {self.label}", last - length, last)

    def a_year_ago(self) -> Period:
        """Return the same days of the year before; 29 February becomes the 28th."""
        return Period(f"{self.label}, a year ago", _a_year_ago(self.first), _a_year_ago(self.last))


def _a_year_ago(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


@cache
def reporting_periods() -> tuple[Period, ...]:
    """Return the reporting periods of the Secretariat and its family, the latest first; sources in the file they
    come from."""
    with _REPORTING.open(encoding="utf-8", newline="") as file:
        rows = [
            Period(row["label"], date.fromisoformat(row["start_date"]), date.fromisoformat(row["end_date"]))
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(rows, key=lambda period: period.first, reverse=True))


def year(number: int) -> Period:
    return Period(str(number), date(number, 1, 1), date(number, 12, 31))


def quarter(number: int, of_year: int) -> Period:
    """Return a quarter, from 1 to 4."""
    first = date(of_year, 3 * number - 2, 1)
    after = date(of_year + number // 4, 3 * number % 12 + 1, 1)
    return Period(f"{of_year} Q{number}", first, after - timedelta(days=1))


def named_periods(first_year: int, last_year: int) -> tuple[Period, ...]:
    """Return every period with a name: reporting periods, then years and quarters, the latest first."""
    numbers = range(last_year, first_year - 1, -1)
    quarters = [quarter(part, number) for number in numbers for part in (4, 3, 2, 1)]
    return (*reporting_periods(), *(year(number) for number in numbers), *quarters)
