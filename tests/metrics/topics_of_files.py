"""Topics computed with fractions over the CSV files: HRCS categories, which sources report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from lib.metrics.scope import Scope
from tests import totals


def labels_of(text: str) -> dict[str, Fraction]:
    """Shares by category; words without percents share alike to the hundredth of a percent, the first the rest."""
    parts = [part.partition(":") for part in text.split(";") if part]
    alike, rest = divmod(10_000, max(len(parts), 1))
    return {
        name: Fraction(percent) / 100 if percent else Fraction(alike + (place < rest), 10_000)
        for place, (name, _, percent) in enumerate(parts)
    }


def cents(text: str) -> int | None:
    return int(Decimal(text) * 100) if text else None


def fitting(scope: Scope) -> list[dict[str, str]]:
    """Projects of the level and the period; a month or a year given alone belongs to it where all of it does."""
    level = {row["programme_id"]: row["level"] for row in totals.rows("programme", scope.demonstration)}
    first = scope.first_day or (date(scope.first_year, 1, 1) if scope.first_year else None)
    last = scope.last_day or (date(scope.last_year, 12, 31) if scope.last_year else None)
    found = []
    for row in totals.rows("project", scope.demonstration):
        earliest, latest = totals.first_of(row["start_date"]), totals.last_of(row["start_date"])
        if (first and (not earliest or earliest < first)) or (last and (not latest or latest > last)):
            continue
        if not scope.levels or level.get(row["programme"]) in scope.levels:
            found.append(row)
    return found


def money_of_places(scope: Scope) -> dict[str, int | None]:
    """Cents of the projects that fit; with countries chosen, of their participants, and of no other project."""
    if not scope.countries:
        return {row["project_id"]: cents(row["funding_eur"]) for row in fitting(scope)}
    ids = {row["project_id"] for row in fitting(scope)}
    found: dict[str, int | None] = {}
    for row in totals.rows("participation", scope.demonstration):
        if row["project_id"] in ids and row["country"] in scope.countries:
            before, own = found.get(row["project_id"]), cents(row["funding_eur"])
            found[row["project_id"]] = before if own is None else own + (before or 0)
    return found


def labels(scope: Scope, column: str = "health_categories") -> dict[str, dict[str, Fraction]]:
    """Shares by category, by project."""
    return {row["project_id"]: labels_of(row[column]) for row in totals.rows("project", scope.demonstration)}


def pieces(scope: Scope) -> pd.DataFrame:
    """The parts of the projects that fit: project, year (missing where not known), category, weight, cents (of the
    part, in fractions; missing where not known)."""
    known, money = labels(scope), money_of_places(scope)
    year = {row["project_id"]: row["start_date"][:4] for row in totals.rows("project", scope.demonstration)}
    return pd.DataFrame(
        [
            (project, int(year[project]) if year[project] else None, name, float(share), _times(share, amount))
            for project, amount in money.items()
            for name, share in known[project].items()
        ],
        columns=["project", "year", "category", "weight", "cents"],
    ).astype({"year": "Int64", "cents": "float64"})


def _times(share: Fraction, amount: int | None) -> float | None:
    return None if amount is None else float(share * amount)


def cells(scope: Scope, by: str) -> pd.DataFrame:
    """The parts of projects by the "country" of participants or by "funder": key, project, category, weight, cents."""
    ids, known = {row["project_id"] for row in fitting(scope)}, labels(scope)
    lines = [
        {"key": row[by], "project": row["project_id"], "cents": cents(row["funding_eur"])}
        for row in totals.rows("participation", scope.demonstration)
        if row["project_id"] in ids and row[by]
    ]
    table = pd.DataFrame(lines).groupby(["key", "project"], as_index=False)["cents"].agg(lambda c: c.sum(min_count=1))
    return pd.DataFrame(
        [
            {
                "key": row.key,
                "project": row.project,
                "category": name,
                "weight": float(share),
                "cents": float(share) * row.cents,
            }
            for row in table.itertuples()
            for name, share in known[row.project].items()
        ]
    )
