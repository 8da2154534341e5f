"""Programmes from the CSV files alone: which fit what is asked for, in which state they are, and public series."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal

import pandas as pd

from lib.metrics.scope import Scope
from tests import totals

Row = dict[str, str]


def series(name: str) -> list[Row]:
    """A public series that ships with the dashboard."""
    with (totals.DATA / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


POPULATION, PRICES = series("population"), series("hicp")


def fits(row: Row, scope: Scope, region: Row) -> bool:
    """Whether a programme fits all filters but the period."""
    areas = {area.strip() for area in row["areas"].split(";")}
    return bool(
        (not scope.countries or row["country"] in scope.countries)
        and (not scope.regions or region.get(row["country"]) in scope.regions)
        and (not scope.levels or row["level"] in scope.levels)
        and (not scope.areas or areas & set(scope.areas))
    )


def in_period(row: Row, scope: Scope) -> bool:
    """Without a period, every programme; with one, those of known term that run in a year of it."""
    if scope.first_year is None and scope.last_year is None:
        return True
    years = totals.term(row)
    return bool(years) and years[0] <= (scope.last_year or 9999) and years[1] >= (scope.first_year or 0)


def may_run(row: Row, scope: Scope) -> bool:
    """Began by the end of the period and states no end."""
    began = row["start_year"] and int(row["start_year"]) <= (scope.last_year or 9999)
    return bool(began) and totals.term(row) is None


def equal(got: object, expected: Decimal | None) -> bool:
    return pd.isna(got) if expected is None else got == float(expected)  # type: ignore[call-overload,no-any-return]


def people(iso2: str, year: int) -> tuple[int, int] | None:
    """Inhabitants of the year, or of the nearest year that is known, and which year that is."""
    known = {int(row["year"]): int(row["population"]) for row in POPULATION if row["iso2"] == iso2}
    for row in totals.rows("country", True):
        if row["iso2"] == iso2 and row["population"]:
            known.setdefault(int(row["population_year"]), int(row["population"]))
    nearest = min(known, key=lambda other: (abs(other - year), other), default=None)
    return None if nearest is None else (known[nearest], nearest)


def runs_out(row: Row, day: date) -> bool:
    """Runs on a day, and its last day, the 31 December of its last year, lies within 24 months."""
    years = totals.term(row)
    if years is None or years[0] > day.year:
        return False
    end = date(years[1], 12, 31)
    return day <= end and (end.year - day.year) * 12 + end.month - day.month + (end.day > day.day) <= 24


def state(row: Row, day: date) -> str:
    years = totals.term(row)
    if not row["start_year"]:
        return "not known"
    if int(row["start_year"]) > day.year:
        return "planned"
    if years is None:
        return "end not stated"
    if years[1] < day.year:
        return "ended"
    return "running out" if runs_out(row, day) else "running"


def listed(scope: Scope) -> list[Row]:
    """The programmes and competitions that fit, and with a period those that may run in it."""
    region = {row["iso2"]: row["region"] for row in totals.rows("country", True)}
    return [
        row
        for row in totals.rows("programme", scope.demonstration)
        if fits(row, scope, region)
        and (in_period(row, scope) or may_run(row, scope))
        and (scope.running_out is None or runs_out(row, scope.running_out))
    ]


def counted(scope: Scope) -> list[Row]:
    """The programmes that are counted: no competition, and with a period active in it."""
    return [row for row in listed(scope) if not totals.is_competition(row) and in_period(row, scope)]


def budgets(rows: list[Row]) -> list[Decimal]:
    """The budgets in EUR, where they are known, of those that are dedicated to PM."""
    return [amount for row in rows if totals.is_dedicated(row) and (amount := totals.budget(row)) is not None]
