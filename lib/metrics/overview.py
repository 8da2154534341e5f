"""What a board member sees first: one figure for each thing that ICPerMed follows, and how it moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Date, Engine, Integer, Select, String, func, null, select, type_coerce, union_all

from lib.common.formatting import PRECISION
from lib.entities.registry import ENTITIES
from lib.metrics import activity, definitions, programmes
from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch
from lib.metrics.periods import Period
from lib.metrics.programmes import BY_START, OVER_DAYS
from lib.metrics.rates import wilson, with_share
from lib.metrics.scope import NARROWED_BY, PLACES, Scope, in_dataset, reference_year
from lib.metrics.sources import imports_of
from lib.store.dates import precision_of
from lib.store.models import ImportRecord
from lib.store.suppression import FEWEST_PERSONS
from lib.store.years import call_date, call_date_precision

#: For filters with a period: a frame with a row a year and a column a figure.
Source = Callable[[Engine, Scope], pd.DataFrame]
#: Years that are looked through for the newest one with facts.
_YEARS_BACK = 15


@dataclass(frozen=True)
class Figure:
    """A figure of the Overview.

    Attributes:
        label: what readers see.
        unit: EUR, share or count.
        definition: how it is computed.
        entities: whose files it comes from.
        source: what computes it, a row a year.
        column: its column there.
        covers: name of what it covers, in the answer of `coverages`.
        base: columns there of how many things of the year have the value that it needs, and of how many there are;
            none for a count of the things themselves.
        things: what the base counts, in the plural.
        trials: columns there of the successes and trials of a share.
        money: the way in which it tells money by year; empty where there is one way only.
        flow: happens on days, so that a year under way is compared with the same days of the year before.
        persons: counts people, so that small numbers are not shown (see lib.metrics.suppression).
        by_place: narrowed by the filters on countries.
    """

    label: str
    unit: str
    definition: str
    entities: tuple[str, ...]
    source: Source
    column: str
    covers: str
    base: tuple[str, str] | None = None
    things: str = ""
    trials: tuple[str, str] | None = None
    money: str = ""
    flow: bool = False
    persons: bool = False
    by_place: bool = True

    @property
    def title(self) -> str:
        """The label, with the way in which money is told by year."""
        return f"{self.label}, {self.money}" if self.money else self.label

    def narrowed(self, scope: Scope) -> Scope:
        """Only those of the filters that narrow the figure: what narrows its first entity, and places as it says."""
        idle = scope.narrowed - NARROWED_BY[self.entities[0]] - {*PLACES}
        return scope.without(*idle, *(() if self.by_place else PLACES))


def _programmes(engine: Engine, scope: Scope) -> pd.DataFrame:
    assert scope.first_year is not None
    assert scope.last_year is not None
    return programmes.by_year(engine, scope, scope.first_year, scope.last_year)


def _awarded(engine: Engine, scope: Scope) -> pd.DataFrame:
    if scope.by_place or scope.funders:
        # How many of these participations have an amount is not summed up.
        return activity.participations(engine, scope).assign(projects=float("nan"), projects_with_funding=float("nan"))
    return activity.projects(engine, scope).rename(columns={"funding_eur": "awarded_eur"})


_OF_PROJECTS = ("project", "participation")
_WITH_BUDGET = ("with_budget", "dedicated")
_WITH_FUNDING = ("projects_with_funding", "projects")

#: The figures of the Overview by name, in the order of the cards.
FIGURES: dict[str, Figure] = {
    "programmes": Figure(
        "Programmes active", "count", definitions.ACTIVE, ("programme",), _programmes, "programmes", "terms"
    ),
    "committed": Figure(
        "Whole active budgets",
        "EUR",
        definitions.BUDGET_ACTIVE,
        ("programme",),
        _programmes,
        "budget_eur",
        "whole",
        _WITH_BUDGET,
        "programmes dedicated to PM",
    ),
    "budgets_over_days": Figure(
        "Programme budgets",
        "EUR",
        definitions.BUDGET_OVER_DAYS,
        ("programme",),
        _programmes,
        "yearly_eur",
        "spread",
        _WITH_BUDGET,
        "programmes dedicated to PM",
        money=OVER_DAYS,
    ),
    "budgets_by_start": Figure(
        "Programme budgets",
        "EUR",
        definitions.BUDGET_BY_START,
        ("programme",),
        _programmes,
        "started_eur",
        "start",
        ("started_with_budget", "started"),
        "programmes dedicated to PM",
        money=BY_START,
    ),
    "countries": Figure("Countries", "count", definitions.COUNTRIES, ("programme",), _programmes, "countries", "terms"),
    "calls": Figure(
        "Calls", "count", definitions.CALLS, ("call",), activity.calls, "calls", "calls", flow=True, by_place=False
    ),
    "success_rate": Figure(
        "Call success rate",
        "share",
        definitions.SUCCESS_RATE,
        ("call", "call outcome"),
        activity.calls,
        "success_rate",
        "outcomes",
        ("calls_with_rate", "calls"),
        "calls",
        ("funded", "eligible"),
    ),
    "projects": Figure(
        "Projects begun",
        "count",
        definitions.PROJECTS,
        _OF_PROJECTS,
        activity.projects,
        "projects",
        "projects",
        flow=True,
    ),
    "awarded": Figure(
        "Awarded to projects",
        "EUR",
        definitions.AWARDED,
        _OF_PROJECTS,
        _awarded,
        "awarded_eur",
        "awarded",
        _WITH_FUNDING,
        "projects",
        money=BY_START,
        flow=True,
    ),
    "awarded_over_days": Figure(
        "Awarded to projects",
        "EUR",
        definitions.AWARDED_OVER_DAYS,
        _OF_PROJECTS,
        activity.money_over_days,
        "awarded_eur",
        "spread of projects",
        _WITH_FUNDING,
        "projects",
        money=OVER_DAYS,
    ),
    "participations": Figure(
        "Participations",
        "count",
        definitions.PARTICIPATIONS,
        _OF_PROJECTS,
        activity.participations,
        "participations",
        "projects",
        flow=True,
    ),
    "events": Figure(
        "Events held", "count", definitions.EVENTS, ("event",), activity.events, "events", "events", flow=True
    ),
    "attendance": Figure(
        "Attendance",
        "count",
        definitions.ATTENDANCE,
        ("event", "attendance", "published figure"),
        activity.events,
        "attended",
        "events",
        ("events_with_attendance", "events"),
        "events",
        flow=True,
        persons=True,
    ),
    "reach": Figure(
        "Reach (impressions)",
        "count",
        definitions.REACH,
        ("post",),
        activity.reach,
        "impressions",
        "posts",
        ("posts_with_impressions", "posts"),
        "posts",
        flow=True,
        by_place=False,
    ),
}


def coverages(engine: Engine, scope: Scope) -> dict[str, Coverage]:
    """What each of FIGURES covers over all years, by its name."""
    found = activity.coverage(engine, scope)
    found["spread of projects"] = found.pop("spread")
    found |= programmes.coverage(engine, scope.any_year())
    return {name: found[figure.covers] for name, figure in FIGURES.items()}


def series(engine: Engine, scope: Scope, figure: str, today: date) -> pd.DataFrame:
    """One figure over the years of the period; without a period, the ten years to the newest one that has facts.

    Returns:
        year, value (NaN where nothing is known or, for persons, fewer than 5; with hidden persons in it, the least that
        it can be), words (what readers see in place of the value, such as "<5" or "~300"; None for the value itself),
        small (True where a figure about persons is hidden because it is below 5), exact (False where persons are
        hidden in it), known and of (its base in the year; NaN where it has none). Every year of the period has a row.
    """
    shown = FIGURES[figure]
    last = scope.last_year
    if last is None:
        found = _by_year(shown, shown.source(engine, _looked_through(scope, today)))
        last = _newest(found, reference_year(scope, today))
    first = min(last, scope.first_year if scope.first_year is not None else last - 9)
    period = replace(scope, first_year=first, last_year=last)
    years = _every_year(_by_year(shown, shown.source(engine, period)), first, last)
    return years.assign(words=years["words"].where(years["words"] != "", None))


def _looked_through(scope: Scope, today: date) -> Scope:
    """The filters with the years among which the newest with facts is looked for: up to the year under way."""
    last = scope.last_year if scope.last_year is not None else today.year
    first = scope.first_year if scope.first_year is not None else last - _YEARS_BACK
    return replace(scope, first_year=min(first, last), last_year=last)


def _newest(years: pd.DataFrame, otherwise: int) -> int:
    """The newest year of which something is known."""
    told = years["words"].astype("object").fillna("") != ""
    known = years.loc[(years["value"].notna() & (years["value"] != 0)) | years["small"] | told, "year"]
    return otherwise if known.empty else int(known.max())


def _by_year(figure: Figure, source: pd.DataFrame) -> pd.DataFrame:
    """The years that a source has: see `series` for the columns."""

    def numbers(column: str) -> pd.Series[float]:
        return source[column].astype("Float64").astype(float)

    found = pd.DataFrame({"year": source["year"].astype("int64"), "value": numbers(figure.column)})
    for name, column in zip(("known", "of"), figure.base or (None, None), strict=True):
        found[name] = numbers(column) if column else float("nan")
    for name, column in zip(("successes", "trials"), figure.trials or (None, None), strict=True):
        found[name] = numbers(column) if column else float("nan")
    found = found.assign(words="", exact=True, small=False)
    if figure.persons:
        most = numbers(f"{figure.column}_most")
        hidden = found["value"].notna() & (found["value"] != most)
        words = source[f"{figure.column}_words"].astype("object").fillna("")
        found = found.assign(words=words, exact=~hidden, small=hidden & (most < FEWEST_PERSONS))
    if figure.trials:
        found = with_share(found, "successes", "trials", "value", enough=found["known"] * 2 >= found["of"])
        found["words"] = found.pop("value_words").fillna("")
    found.loc[found["small"], "value"] = float("nan")
    return found


def _every_year(found: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    years = found.set_index("year").reindex(range(first, last + 1)).rename_axis("year").reset_index()
    years["words"] = years["words"].astype("object").fillna("")
    return years.assign(exact=years["exact"].eq(True), small=years["small"].eq(True))


def headlines(engine: Engine, scope: Scope, today: date) -> pd.DataFrame:
    """Every figure for its newest year that has facts, or for the last of the period, and for the year before.

    Of a year under way, what happens on days is counted up to today, and compared with the year before up to the same
    day. There is no change where the two years' bases differ: where something of either year is not known, or a share
    is of another number of calls.

    Returns:
        One row a figure, indexed by its name: label, unit, money (see Figure), year, until (the day up to which both
        years are counted; NaT for whole years), value, before (NaN where nothing is known), words, before_words, small
        and before_small (see `series`), known, of, before_known, before_of (their bases; NaN where there is none),
        successes, trials, low, high (of a share: its counts and 95% interval), change (value - before; NaN where either
        is missing, persons are hidden in it, or the bases differ).
    """
    period = _looked_through(scope, today)
    wide = replace(period, first_year=min(period.first_year or 0, (period.last_year or 0) - 1))
    sources = {source: source(engine, wide) for source in {figure.source for figure in FIGURES.values()}}
    up_to_today: dict[tuple[Source, int], pd.DataFrame] = {}

    def until(source: Source, day: date) -> pd.DataFrame:
        if (source, day.year) not in up_to_today:
            days = replace(scope, first_year=day.year, last_year=day.year, last_day=day)
            up_to_today[source, day.year] = source(engine, days)
        return up_to_today[source, day.year]

    rows = []
    for name, figure in FIGURES.items():
        years = _by_year(figure, sources[figure.source])
        under_way = figure.flow and period.last_year == today.year
        if under_way:
            this_year = _by_year(figure, until(figure.source, today))
            years = pd.concat([years[years["year"] != today.year], this_year], ignore_index=True)
        year = scope.last_year if scope.last_year is not None else _newest(years, reference_year(scope, today))
        cut = under_way and year == today.year
        if cut:
            same_days = _by_year(figure, until(figure.source, Period("", today, today).a_year_ago().last))
            years = pd.concat([years[years["year"] != year - 1], same_days], ignore_index=True)
        before, now = _every_year(years, year - 1, year).to_dict("records")
        rows.append(
            {
                "figure": name,
                "label": figure.label,
                "unit": figure.unit,
                "money": figure.money,
                "year": year,
                "until": pd.Timestamp(today) if cut else pd.NaT,
                **{key: now[key] for key in ("value", "small", "words", "known", "of", "successes", "trials")},
                **{f"before_{key}": before[key] for key in ("small", "words", "known", "of")},
                "before": before["value"],
                "change": now["value"] - before["value"] if _comparable(figure, now, before) else float("nan"),
            }
        )
    found = pd.DataFrame(rows).set_index("figure")
    return found.join(wilson(found["successes"], found["trials"]))


def _comparable(figure: Figure, now: Mapping[Any, Any], before: Mapping[Any, Any]) -> bool:
    """Whether the two years stand on the same base."""
    if not (now["exact"] and before["exact"]):
        return False
    if figure.base is None:
        return True
    whole = all(row["known"] == row["of"] for row in (now, before))
    return whole and (figure.trials is None or now["of"] == before["of"])


def freshness(engine: Engine, demonstration: bool) -> pd.DataFrame:
    """How fresh each data set is, in the order of the entities.

    Returns:
        entity, rows, newest_as_of (newest date that a source gives for a row), newest_date (of what the rows tell of,
        such as a project's first day; it may lie ahead), imports, latest_import (time), latest_file, latest_by; missing
        where nothing was loaded or no date is known.
    """
    counted = pd.DataFrame({"entity": [name for name in ENTITIES if name not in ("funding", "import record")]})
    given = union_all(*(imports_of(entity, demonstration=demonstration) for entity in counted["entity"])).subquery()
    newest = (
        select(given.c.entity, func.max(given.c.import_id).label("import_id"), func.count().label("imports"))
        .group_by(given.c.entity)
        .subquery()
    )
    latest = fetch(
        engine,
        select(
            newest.c.entity,
            newest.c.imports,
            ImportRecord.imported_at.label("latest_import"),
            ImportRecord.file_name.label("latest_file"),
            ImportRecord.imported_by.label("latest_by"),
        ).join(ImportRecord, ImportRecord.import_id == newest.c.import_id),
    )
    ages = pd.concat([_rows_and_age(engine, entity, demonstration) for entity in counted["entity"]], ignore_index=True)
    return pd.concat([counted, ages], axis="columns").merge(latest, how="left", on="entity")


#: Too many rows to read all of them for a date that is their project's or event's.
_AS_OLD_AS_PARENT = ("participation", "attendance")


def _rows_and_age(engine: Engine, entity: str, demonstration: bool) -> pd.DataFrame:
    """One row for an entity: rows (NA of attendance), newest_as_of, newest_date."""
    model: Any = ENTITIES[entity].model
    unknown = type_coerce(null(), Date)
    if entity == "attendance":
        # How many rows of persons there are would give a hidden number away, as what is missing to the sum.
        rows = type_coerce(null(), Integer)
        return fetch(engine, select(rows.label("rows"), unknown.label("newest_as_of"), unknown.label("newest_date")))
    of_dataset = in_dataset(Scope(demonstration=demonstration), model)
    found = fetch(engine, select(func.count().label("rows")).select_from(model).where(*of_dataset))
    as_of = None if entity in _AS_OLD_AS_PARENT else model.as_of
    for name, day in (("newest_as_of", as_of), ("newest_date", _date_of(entity))):
        newest = fetch(engine, _newest_date(name, day, of_dataset))
        # No row is one without a date.
        found[list(newest.columns)] = newest.reindex([0])
    return found


def _date_of(entity: str) -> Any:
    """The date of what a row tells of; None where it has none."""
    if entity == "call":
        return call_date
    column = ENTITIES[entity].dated_by
    return getattr(ENTITIES[entity].model, column) if column else None


def _newest_date(name: str, day: Any, conditions: list[Any]) -> Select[*tuple[Any, ...]]:
    """The newest of the dates, under this name, with its precision; of alike ones the one that is known best."""
    if day is None:
        return select(type_coerce(null(), Date).label(name), type_coerce(null(), String).label(f"{name}{PRECISION}"))
    precision = call_date_precision if day is call_date else precision_of(day)
    known = type_coerce(null(), String) if precision is None else precision
    order = (day.desc(), known.is_not(None)) if precision is not None else (day.desc(),)
    columns = (day.label(name), known.label(f"{name}{PRECISION}"))
    return select(*columns).where(day.is_not(None), *conditions).order_by(*order).limit(1)
