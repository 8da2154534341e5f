"""The Overview's totals from the CSV files alone: `python -m tests.totals YEAR [--demonstration]`.

Written from the definitions in the domain's description, with csv, datetime and Decimal: it shares no code with lib, so
that the two can only agree when both are right.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"
Row = dict[str, str]


def rows(entity: str, demonstration: bool) -> list[Row]:
    """Rows of an entity's file in one dataset. Countries are reference data of both."""
    path = DATA / ("demonstration" if demonstration and entity != "country" else "facts") / f"{entity}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def year_of(text: str) -> int | None:
    return date.fromisoformat(text[:10]).year if text else None


def total(amounts: Iterable[Decimal]) -> Decimal | None:
    listed = list(amounts)
    return sum(listed, Decimal(0)) if listed else None


def budget(row: Row) -> Decimal | None:
    """Budget in EUR: as given, else the original amount at the row's rate, rounded half up to the cent."""
    if row.get("budget_eur"):
        return Decimal(row["budget_eur"])
    if row.get("budget_original") and row.get("currency") in ("", "EUR", None):
        return Decimal(row["budget_original"])
    if row.get("budget_original") and row.get("eur_rate"):
        exact = Decimal(row["budget_original"]) * Decimal(row["eur_rate"])
        return exact.quantize(Decimal("0.01"), "ROUND_HALF_UP")
    return None


def overview(year: int, demonstration: bool = False) -> dict[str, object]:
    """The figures of the Overview for a year, without filters; None where nothing is known."""
    active = [
        row
        for row in rows("programme", demonstration)
        if row["start_year"]
        and int(row["start_year"]) <= year
        and (not row["end_year"] or int(row["end_year"]) >= year)
    ]
    dedicated = [row for row in active if row["pm_share"] and Decimal(row["pm_share"]) == 1]
    budgets = [amount for amount in map(budget, dedicated) if amount is not None]

    def called(row: Row) -> int | None:
        return year_of(row["opened"] or row["pre_proposal_deadline"] or row["full_proposal_deadline"])

    calls = {row["call_id"] for row in rows("call", demonstration) if called(row) == year}
    outcomes = [
        row
        for row in rows("call_outcome", demonstration)
        if row["call_id"] in calls and not row["country"] and row["pre_proposals_eligible"] and row["projects_funded"]
    ]
    eligible = sum(int(row["pre_proposals_eligible"]) for row in outcomes)
    funded = sum(int(row["projects_funded"]) for row in outcomes)

    begun = {row["project_id"]: row for row in rows("project", demonstration) if year_of(row["start_date"]) == year}
    parts = {
        (row["project_id"], row["organisation"])
        for row in rows("participation", demonstration)
        if row["project_id"] in begun
    }

    events = {row["event_id"] for row in rows("event", demonstration) if year_of(row["start_date"]) == year}
    came: dict[str, int] = defaultdict(int)
    for row in rows("attendance", demonstration):
        if row["event_id"] in events and row["attended"]:
            came[row["event_id"]] += row["attended"] == "yes"
    for row in rows("published_figure", demonstration):
        published = row["subject"] == "event" and row["quantity"] == "attended" and row["shown"] == "yes"
        if published and row["subject_id"] in events and row["subject_id"] not in came:
            came[row["subject_id"]] = int(row["value"])

    impressions = [
        int(row["impressions"])
        for row in rows("post", demonstration)
        if row["impressions"] and year_of(row["published_at"]) == year
    ]
    return {
        "programmes": len(active),
        "committed": total(budgets),
        "countries": len({row["country"] for row in active if row["country"]}),
        "calls": len(calls) or None,
        "success_rate": Decimal(funded) / Decimal(eligible) if eligible else None,
        "projects": len(begun) or None,
        "awarded": total(Decimal(row["funding_eur"]) for row in begun.values() if row["funding_eur"]),
        "participations": len(parts) or None,
        "events": len(events) or None,
        "attendance": sum(came.values()) if came else None,
        "reach": sum(impressions) if impressions else None,
    }


if __name__ == "__main__":
    print(json.dumps(overview(int(sys.argv[1]), "--demonstration" in sys.argv), indent=2, default=str))
