"""The Overview's totals from the CSV files alone: `python -m tests.totals YEAR [--demonstration]`.

Written from the definitions in the domain's description, with csv, datetime and Decimal: it shares no code with lib, so
that the two can only agree when both are right.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"
Row = dict[str, str]


def rows(entity: str, demonstration: bool) -> list[Row]:
    """Rows of an entity's file in one dataset; of the facts with the reference data, of which countries serve both."""
    folders = ["demonstration"] if demonstration and entity != "country" else ["reference", "facts"]
    found: list[Row] = []
    for path in (DATA / folder / f"{entity}.csv" for folder in folders):
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                found += csv.DictReader(file)
    return found


def listed_countries() -> list[Row]:
    """Countries with a place in the order of protocol: all that the sample has rows of are among them."""
    return [row for row in rows("country", False) if row["protocol_order"]]


def year_of(text: str) -> int | None:
    return int(text[:4]) if text else None


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


def first_of(text: str) -> date | None:
    """A date, or the first day of a month or a year that is given alone."""
    return date.fromisoformat((text + "-01-01")[:10]) if text else None


def last_of(text: str) -> date | None:
    """A date, or the last day of a month or a year that is given alone."""
    if not text:
        return None
    parts = [int(part) for part in text[:10].split("-")]
    month = parts[1] if len(parts) > 1 else 12
    return date(parts[0], month, parts[2] if len(parts) > 2 else monthrange(parts[0], month)[1])


def year_of_call(row: Row) -> int | None:
    """The year in the call's name where it has just one, else that of its opening or first deadline."""
    named = {int(text) for text in re.findall(r"\d+", row["name"]) if len(text) == 4 and "1990" <= text <= "2100"}
    return named.pop() if len(named) == 1 else year_of(day_of_call(row))


def day_of_call(row: Row) -> str:
    return row["opened"] or row["pre_proposal_deadline"] or row["full_proposal_deadline"]


def headline_year(demonstration: bool, today: date) -> int:
    """The newest complete year of which at least half of what happens on days and is recorded at all is recorded."""
    kinds = [
        {year_of_call(row) for row in rows("call", demonstration)},
        {year_of(row["start_date"]) for row in rows("project", demonstration)},
        {year_of(row["start_date"]) for row in rows("event", demonstration)},
    ]
    held = [years for kind in kinds if (years := {year for year in kind if year and year < today.year})]
    enough = [year for year in set().union(*held) if 2 * sum(year in years for years in held) >= len(held)]
    return max(enough, default=today.year - 1)


def over_days(amount: Decimal, first: date, last: date) -> dict[int, Decimal]:
    """An amount spread evenly over days, by year, in whole cents; cents left over go to the largest remainders."""
    days = (last - first).days + 1
    exact = {
        year: amount * ((min(last, date(year, 12, 31)) - max(first, date(year, 1, 1))).days + 1) * 100 / days
        for year in range(first.year, last.year + 1)
    }
    cents = {year: int(share) for year, share in exact.items()}
    left = int(amount * 100) - sum(cents.values())
    for year in sorted(exact, key=lambda year: (cents[year] - exact[year], year))[:left]:
        cents[year] += 1
    return {year: Decimal(number) / 100 for year, number in cents.items()}


def is_competition(row: Row) -> bool:
    return row.get("single_competition") == "yes"


def term(row: Row) -> tuple[int, int] | None:
    """First and last year of a programme; a single competition ends with its first where it states no end."""
    last = row["end_year"] or (row["start_year"] if is_competition(row) else "")
    return (int(row["start_year"]), int(last)) if row["start_year"] and last else None


def is_dedicated(row: Row) -> bool:
    return bool(row["pm_share"]) and Decimal(row["pm_share"]) == 1


def budget_over_days(row: Row) -> dict[int, Decimal]:
    """A programme's budget by year, where budget and term are known and it is dedicated to PM."""
    amount, years = budget(row), term(row)
    if amount is None or years is None or not is_dedicated(row):
        return {}
    return over_days(amount, date(years[0], 1, 1), date(years[1], 12, 31))


def overview(year: int, demonstration: bool = False, until: date | None = None) -> dict[str, object]:
    """The figures of the Overview for a year, without filters; None where nothing is known.

    With `until`, what happens on days is counted up to that day: of a month or a year that is given alone, where it
    ends by then.
    """
    limit = until or date(9999, 12, 31)

    def here(text: str) -> bool:
        day = first_of(text[:10])
        return day is not None and day.year == year and (last_of(text[:10]) or limit) <= limit

    recorded = [row for row in rows("programme", demonstration) if not is_competition(row)]
    active = [row for row in recorded if (years := term(row)) and years[0] <= year <= years[1]]
    begins = [row for row in recorded if row["start_year"] == str(year)]

    calls = {
        row["call_id"]
        for row in rows("call", demonstration)
        if year_of_call(row) == year and (last_of(day_of_call(row)) or date(1, 1, 1)) <= limit
    }
    of_year = {row["call_id"] for row in rows("call", demonstration) if year_of_call(row) == year}
    outcomes = [
        row
        for row in rows("call_outcome", demonstration)
        if row["call_id"] in of_year and not row["country"] and row["pre_proposals_eligible"] and row["projects_funded"]
    ]
    eligible = sum(int(row["pre_proposals_eligible"]) for row in outcomes)
    funded = sum(int(row["projects_funded"]) for row in outcomes)

    projects = rows("project", demonstration)
    begun = {row["project_id"]: row for row in projects if here(row["start_date"])}
    spread = [
        over_days(Decimal(row["funding_eur"]), first, last)[year]
        for row in projects
        if row["funding_eur"] and (first := first_of(row["start_date"])) and (last := last_of(row["end_date"]))
        if first.year <= year <= last.year
    ]
    parts = {
        (row["project_id"], row["organisation"])
        for row in rows("participation", demonstration)
        if row["project_id"] in begun
    }

    events = {row["event_id"] for row in rows("event", demonstration) if here(row["start_date"])}
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
        if row["impressions"] and here(row["published_at"])
    ]
    return {
        "programmes": len(active),
        "committed": _sum_of_budgets(active),
        "budgets_over_days": total(money[year] for row in recorded if year in (money := budget_over_days(row))),
        "budgets_by_start": _sum_of_budgets(begins),
        "countries": len({row["country"] for row in active if row["country"]}),
        "calls": len(calls) or None,
        "success_rate": Decimal(funded) / Decimal(eligible) if eligible >= 10 else None,
        "projects": len(begun) or None,
        "awarded": total(Decimal(row["funding_eur"]) for row in begun.values() if row["funding_eur"]),
        "awarded_over_days": total(spread),
        "participations": len(parts) or None,
        "events": len(events) or None,
        "attendance": sum(came.values()) if came else None,
        "reach": sum(impressions) if impressions else None,
    }


def _sum_of_budgets(programmes: list[Row]) -> Decimal | None:
    return total(amount for row in programmes if is_dedicated(row) and (amount := budget(row)) is not None)


if __name__ == "__main__":
    print(json.dumps(overview(int(sys.argv[1]), "--demonstration" in sys.argv), indent=2, default=str))
