"""What the CSV files say of calls, computed with pandas from the definitions: it shares no code with lib."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
import pytest

from tests import totals

STAGES = {
    "pre_submitted": "pre_proposals_submitted",
    "eligible": "pre_proposals_eligible",
    "invited": "full_proposals_invited",
    "submitted": "full_proposals_submitted",
    "funded": "projects_funded",
}


@cache
def _table(entity: str, demonstration: bool) -> pd.DataFrame:
    return pd.DataFrame(totals.rows(entity, demonstration), dtype="object").replace("", pd.NA)


def table(entity: str, demonstration: bool) -> pd.DataFrame:
    """An entity's rows as text, NA where a cell is empty."""
    return _table(entity, demonstration).copy()


def numbers(values: Iterable[object]) -> pd.Series:
    return pd.to_numeric(pd.Series(values), errors="coerce")


def all_calls(demonstration: bool) -> pd.DataFrame:
    found = table("call", demonstration)
    day = found["opened"].fillna(found["pre_proposal_deadline"]).fillna(found["full_proposal_deadline"])
    year = [totals.year_of_call(row) for row in totals.rows("call", demonstration)]
    return found.assign(day=pd.to_datetime(day), year=year).set_index("call_id")


def outcome_rows(demonstration: bool, by_country: bool) -> pd.DataFrame:
    found = table("call_outcome", demonstration)
    found = found[found["country"].notna() == by_country]
    for column in [*STAGES.values(), "requested_eur", "awarded_eur"]:
        found[column] = numbers(found[column].values).values
    return found


def closed_form(successes: float, trials: float) -> tuple[float, float]:
    """Wilson's score interval as the two roots of (p - x)^2 = z^2 x (1 - x) / n, solved for x."""
    z = 1.959963984540054
    p = successes / trials
    a, b, c = 1 + z * z / trials, -(2 * p + z * z / trials), p * p
    root = math.sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def same(got: object, expected: object) -> bool:
    if pd.isna(expected):  # type: ignore[call-overload]
        return bool(pd.isna(got))  # type: ignore[call-overload]
    return float(got) == pytest.approx(float(expected), rel=1e-9)  # type: ignore[arg-type]


def participation_rows(demonstration: bool) -> pd.DataFrame:
    """Participations in the calls' projects, one row each, with call, year and money of all their funders."""
    projects = table("project", demonstration).set_index("project_id")["call"].dropna()
    rows = table("participation", demonstration)
    rows = rows.assign(call=rows["project_id"].map(projects), money=numbers(rows["funding_eur"].values).values)
    rows = rows[rows["call"].notna()]
    rows["country"] = rows["country"].fillna("")
    keys = ["call", "project_id", "organisation", "country", "role"]
    return rows.groupby(keys, as_index=False)["money"].sum(min_count=1)


@cache
def widening_countries(demonstration: bool, call_id: str) -> frozenset[str]:
    countries = table("country", demonstration)
    before = all_calls(demonstration).loc[call_id, "day"] < pd.Timestamp("2021-01-01")
    return frozenset(countries.loc[countries["widening_h2020" if before else "widening"] == "yes", "iso2"])


def funded_projects(demonstration: bool) -> pd.DataFrame:
    """By call: projects with a participant, and those funded, or recorded where more are."""
    projects = table("project", demonstration).dropna(subset=["call"])
    known = projects["project_id"].isin(table("participation", demonstration)["project_id"])
    found = pd.DataFrame({"known": known.groupby(projects["call"]).sum(), "of": projects.groupby("call").size()})
    funded = outcome_rows(demonstration, by_country=False).set_index("call_id")["projects_funded"].dropna()
    found = found.reindex(found.index.union(funded.index)).fillna(0)
    found["of"] = pd.concat([found["of"], funded], axis=1).max(axis=1)
    return found


@cache
def enough_recorded(demonstration: bool, call_id: str | None = None) -> bool:
    found = funded_projects(demonstration)
    sums = found.loc[call_id] if call_id else found.sum()
    return bool(sums["known"] >= sums["of"] / 2)


def check_share(row: pd.Series, name: str, part: int, whole: int, enough: bool) -> None:
    """A share, or counts where it would rest on too little."""
    if enough and whole >= 10:
        assert row[name] == pytest.approx(part / whole)
        assert pd.isna(row[f"{name}_words"])
    else:
        assert pd.isna(row[name])
        assert row[f"{name}_words"] == f"{part} of {whole}"


# Narrowed ---------------------------------------------------------------------------------------------------------

#: Of each rate, the counts that it divides; full proposals are those submitted, or invited where that is not known.
PAIRS = {
    "overall": ("projects_funded", "pre_proposals_eligible"),
    "stage1": ("full_proposals_invited", "pre_proposals_eligible"),
    "stage2": ("projects_funded", "full"),
}
#: Columns of a rate in figures.
RATE_NAMES = ("successes", "trials", "rate", "rate_low", "rate_high", "sample", "rate_words")
HARD = "\u00a0"
COUNTS = [*STAGES.values(), "requested_eur", "awarded_eur"]


@dataclass(frozen=True)
class Narrowed:
    """What the figures are narrowed to; the same words as `Scope` has."""

    demonstration: bool
    first_year: int | None = None
    last_year: int | None = None
    calls: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    def call_ids(self) -> list[str]:
        """The calls that fit, the latest first."""
        found = all_calls(self.demonstration)
        if self.first_year or self.last_year:
            found = found[pd.to_numeric(found["year"]).between(self.first_year or 0, self.last_year or 9999)]
        if self.calls:
            found = found[found.index.isin(self.calls)]
        return list(found.sort_values("day", ascending=False, kind="stable").index)

    def outcomes(self, by_country: bool | None = None) -> pd.DataFrame:
        """Rows of outcomes of the calls that fit: of the countries chosen, else of the whole calls."""
        rows = outcome_rows(self.demonstration, bool(self.countries) if by_country is None else by_country)
        rows = rows[rows["call_id"].isin(self.call_ids())]
        rows = rows.assign(full=rows["full_proposals_submitted"].fillna(rows["full_proposals_invited"]))
        for rate, (successes, trials) in PAIRS.items():
            both = rows[successes].notna() & rows[trials].notna()
            rows = rows.assign(**{f"{rate} of": rows[trials].where(both), f"{rate} won": rows[successes].where(both)})
        return rows[rows["country"].isin(self.countries)] if self.countries else rows

    def participations(self) -> pd.DataFrame:
        """Participations in the projects of the calls that fit, in all places."""
        rows = participation_rows(self.demonstration)
        return rows[rows["call"].isin(self.call_ids())]

    def recorded(self) -> tuple[float, float]:
        """Projects with a participant, and those funded, of the calls that fit."""
        found = funded_projects(self.demonstration)
        found = found[found.index.isin(self.call_ids())]
        return found["known"].sum(), found["of"].sum()

    def enough(self) -> bool:
        known, of = self.recorded()
        return bool(of and known >= of / 2)


def check_rate(
    got: Any, rows: pd.DataFrame, rate: str, names: Sequence[str] = RATE_NAMES, sample: float | None = None
) -> None:
    """A rate with its interval from rows of `Narrowed.outcomes`: sums over sums.

    Args:
        got: the row of the figure.
        rows: what it is made of.
        rate: one of PAIRS.
        names: of the columns: successes, trials, rate, low, high, sample, words.
        sample: how many different proposals there are at least; else those of the row with the most, call by call.
    """
    won, of, share, low, high, different, words = names
    known = rows[rows[f"{rate} of"].notna()]
    if known.empty:
        assert all(pd.isna(got[name]) for name in (of, share, low))
        return
    successes, trials = known[f"{rate} won"].sum(), known[f"{rate} of"].sum()
    fewest = known.groupby("call_id")[f"{rate} of"].max().sum() if sample is None else sample
    assert (got[won], got[of], got[different]) == (successes, trials, fewest)
    expected = closed_form(successes / trials * fewest, fewest)
    assert (got[low], got[high]) == pytest.approx(expected)
    if fewest < 10:
        assert pd.isna(got[share])
        assert got[words].replace(HARD, "") == f"{successes:.0f} of {trials:.0f}"
    else:
        assert got[share] == pytest.approx(successes / trials)
        assert pd.isna(got[words])
