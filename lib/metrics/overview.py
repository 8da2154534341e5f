"""What a board member sees first: one figure for each thing that ICPerMed follows, and how it moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from lib.metrics import activity, programmes
from lib.metrics.coverage import Coverage
from lib.metrics.headline import headline_year
from lib.metrics.periods import Period
from lib.metrics.rates import wilson, with_share
from lib.metrics.scope import Scope
from lib.store.suppression import FEWEST_PERSONS

#: For a scope with a period: a frame with a row a year and a column a figure.
Source = Callable[[Engine, Scope], pd.DataFrame]
#: For a scope: what figures cover over all years, by name.
Covered = Callable[[Engine, Scope], dict[str, Coverage]]
#: Years that are looked through for the newest one with facts.
_YEARS_BACK = 15


@dataclass(frozen=True)
class Measure:
    """How a figure of the Overview is computed.

    Attributes:
        source: what computes it, a row a year.
        column: its column there.
        covered: what the source covers over all years, by name.
        covers: name of what the figure covers there.
        base: columns there of how many things of the year have the value that it needs, and of how many there are;
            none for a count of the things themselves.
        trials: columns there of the successes and trials of a share.
        flow: happens on days, so that a year under way is compared with the same days of the year before.
        persons: counts people, so that small numbers are not shown (see lib.metrics.suppression).
    """

    source: Source
    column: str
    covered: Covered
    covers: str
    base: tuple[str, str] | None = None
    trials: tuple[str, str] | None = None
    flow: bool = False
    persons: bool = False


def _programmes(engine: Engine, scope: Scope) -> pd.DataFrame:
    assert scope.first_year is not None
    assert scope.last_year is not None
    return programmes.by_year(engine, scope, scope.first_year, scope.last_year)


def _programmes_covered(engine: Engine, scope: Scope) -> dict[str, Coverage]:
    return programmes.coverage(engine, scope.any_year())


def _awarded(engine: Engine, scope: Scope) -> pd.DataFrame:
    if scope.by_place or scope.funders:
        # How many of these participations have an amount is not summed up.
        return activity.participations(engine, scope).assign(projects=float("nan"), projects_with_funding=float("nan"))
    return activity.projects(engine, scope).rename(columns={"funding_eur": "awarded_eur"})


def _programme_measure(column: str, covers: str, base: tuple[str, str] | None = None) -> Measure:
    return Measure(_programmes, column, _programmes_covered, covers, base)


def _project_measure(source: Source, column: str, covers: str, *, money: bool = False, flow: bool = True) -> Measure:
    base = ("projects_with_funding", "projects") if money else None
    return Measure(source, column, activity.coverage_of_projects, covers, base, flow=flow)


#: The figures of the Overview by name, in the order of the cards.
MEASURES: dict[str, Measure] = {
    "programmes": _programme_measure("programmes", "terms"),
    "committed": _programme_measure("budget_eur", "whole", ("with_budget", "dedicated")),
    "budgets_over_days": _programme_measure("yearly_eur", "spread", ("with_budget", "dedicated")),
    "budgets_by_start": _programme_measure("started_eur", "start", ("started_with_budget", "started")),
    "countries": _programme_measure("countries", "terms"),
    "calls": Measure(activity.calls, "calls", activity.coverage_of_calls, "calls", flow=True),
    "success_rate": Measure(
        activity.calls,
        "success_rate",
        activity.coverage_of_calls,
        "outcomes",
        ("calls_with_rate", "calls"),
        ("funded", "eligible"),
    ),
    "projects": _project_measure(activity.projects, "projects", "projects"),
    "awarded": _project_measure(_awarded, "awarded_eur", "awarded", money=True),
    "awarded_over_days": _project_measure(activity.money_over_days, "awarded_eur", "spread", money=True, flow=False),
    "participations": _project_measure(activity.participations, "participations", "projects"),
    "events": Measure(activity.events, "events", activity.coverage_of_events, "events", flow=True),
    "attendance": Measure(
        activity.events,
        "attended",
        activity.coverage_of_events,
        "events",
        ("events_with_attendance", "events"),
        flow=True,
        persons=True,
    ),
    "reach": Measure(
        activity.reach,
        "impressions",
        activity.coverage_of_posts,
        "posts",
        ("posts_with_impressions", "posts"),
        flow=True,
    ),
}
NAMES = tuple(MEASURES)


def coverages(engine: Engine, scope: Scope, names: tuple[str, ...] = NAMES) -> dict[str, Coverage]:
    """Return what each of the MEASURES named covers over all years, by its name."""
    asked = {MEASURES[name].covered for name in names}
    found = {covered: covered(engine, scope) for covered in asked}
    return {name: found[MEASURES[name].covered][MEASURES[name].covers] for name in names}


def series(engine: Engine, scope: Scope, name: str, today: date) -> pd.DataFrame:
    """Return one of MEASURES over the years of the period; without a period, the ten years to the newest one that has
    facts of it.

    Returns:
        year, value (NaN where nothing is known or, for persons, fewer than 5; with hidden persons in it, the least that
        it can be), words (what readers see in place of the value, such as "<5" or "~300"; None for the value itself),
        small (True where a figure about persons is hidden because it is below 5), exact (False where persons are
        hidden in it), known and of (its base in the year; NaN where it has none), successes and trials (of a share;
        else NaN), least and most (what a figure about persons can be; else NaN). Every year of the period has a row.
    """
    shown = MEASURES[name]
    last = scope.last_year
    if last is None:
        found = _by_year(shown, shown.source(engine, _looked_through(scope, today)))
        last = _newest(found, today.year - 1)
    first = min(last, scope.first_year if scope.first_year is not None else last - 9)
    period = replace(scope, first_year=first, last_year=last)
    years = _every_year(_by_year(shown, shown.source(engine, period)), first, last)
    return years.assign(words=years["words"].where(years["words"] != "", None))


def _looked_through(scope: Scope, today: date) -> Scope:
    """Return the filters with the years in which to search for the newest facts: up to the current year."""
    last = scope.last_year if scope.last_year is not None else today.year
    first = scope.first_year if scope.first_year is not None else last - _YEARS_BACK
    return replace(scope, first_year=min(first, last), last_year=last)


def _newest(years: pd.DataFrame, otherwise: int) -> int:
    """Return the newest year for which something is known."""
    worded = years["words"].astype("object").fillna("") != ""
    known = years.loc[(years["value"].notna() & (years["value"] != 0)) | years["small"] | worded, "year"]
    return otherwise if known.empty else int(known.max())


def _by_year(measure: Measure, source: pd.DataFrame) -> pd.DataFrame:
    """Return the years that a source has: see `series` for the columns."""

    def numbers(column: str) -> pd.Series[float]:
        return source[column].astype("Float64").astype(float)

    found = pd.DataFrame({"year": source["year"].astype("int64"), "value": numbers(measure.column)})
    for name, column in zip(("known", "of"), measure.base or (None, None), strict=True):
        found[name] = numbers(column) if column else float("nan")
    for name, column in zip(("successes", "trials"), measure.trials or (None, None), strict=True):
        found[name] = numbers(column) if column else float("nan")
    found = found.assign(words="", exact=True, small=False, least=float("nan"), most=float("nan"))
    if measure.persons:
        most = numbers(f"{measure.column}_most")
        hidden = found["value"].notna() & (found["value"] != most)
        words = source[f"{measure.column}_words"].astype("object").fillna("")
        small = hidden & (most < FEWEST_PERSONS)
        found = found.assign(words=words, exact=~hidden, small=small, least=found["value"], most=most)
    if measure.trials:
        found = with_share(found, "successes", "trials", "value", enough=found["known"] * 2 >= found["of"])
        found["words"] = found.pop("value_words").fillna("")
    found.loc[found["small"], "value"] = float("nan")
    return found


def _every_year(found: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    years = found.set_index("year").reindex(range(first, last + 1)).rename_axis("year").reset_index()
    years["words"] = years["words"].astype("object").fillna("")
    return years.assign(exact=years["exact"].eq(True), small=years["small"].eq(True))


#: Of what a year's row says, what a headline repeats.
_OF_YEAR = ("value", "small", "words", "known", "of", "successes", "trials", "least", "most")


def headlines(engine: Engine, scope: Scope, today: date, names: tuple[str, ...] = NAMES) -> pd.DataFrame:
    """Return the MEASURES named, each for the year of headlines (see `headline_year`), and for the year before.

    Of a year under way, what happens on days is counted up to today, and compared with the year before up to the same
    day. There is no change where the two years' bases differ: where something of either year is not known, or a share
    is of another number of calls.

    Returns:
        One row a measure, indexed by its name: year, until (the day up to which both years are counted; NaT for whole
        years), value, before (NaN where nothing is known), words, before_words, small and before_small (see `series`),
        known, of, before_known, before_of (their bases; NaN where there is none), successes, trials, low, high (of a
        share: its counts and 95% interval), least, most (see `series`), change (value - before; NaN where either is
        missing, persons are hidden in it, or the bases differ).
    """
    year = headline_year(engine, scope.demonstration, today, scope.first_year, scope.last_year)
    both = replace(scope, first_year=year - 1, last_year=year)
    sources = {source: source(engine, both) for source in {MEASURES[name].source for name in names}}
    up_to_today: dict[tuple[Source, int], pd.DataFrame] = {}

    def until(source: Source, day: date) -> pd.DataFrame:
        if (source, day.year) not in up_to_today:
            days = replace(scope, first_year=day.year, last_year=day.year, last_day=day)
            up_to_today[source, day.year] = source(engine, days)
        return up_to_today[source, day.year]

    rows = []
    for name in names:
        measure = MEASURES[name]
        years = _by_year(measure, sources[measure.source])
        under_way = measure.flow and year == today.year
        if under_way:
            days = (today, Period("", today, today).a_year_ago().last)
            years = pd.concat([_by_year(measure, until(measure.source, day)) for day in days], ignore_index=True)
        before, now = _every_year(years, year - 1, year).to_dict("records")
        rows.append(
            {
                "name": name,
                "year": year,
                "until": pd.Timestamp(today) if under_way else pd.NaT,
                **{key: now[key] for key in _OF_YEAR},
                **{f"before_{key}": before[key] for key in ("small", "words", "known", "of")},
                "before": before["value"],
                "change": now["value"] - before["value"] if _comparable(measure, now, before) else float("nan"),
            }
        )
    found = pd.DataFrame(rows).set_index("name")
    return found.join(wilson(found["successes"], found["trials"]))


def _comparable(measure: Measure, now: Mapping[Any, Any], before: Mapping[Any, Any]) -> bool:
    """Whether the two years stand on the same base."""
    if not (now["exact"] and before["exact"]):
        return False
    if measure.base is None:
        return True
    whole = all(row["known"] == row["of"] for row in (now, before))
    return whole and (measure.trials is None or now["of"] == before["of"])
