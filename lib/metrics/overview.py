"""What a board member sees first: one figure for each thing that ICPerMed follows, and how it moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Date, Engine, Integer, func, null, select, type_coerce, union_all

from lib.metrics import activity, definitions, programmes
from lib.metrics.filters import Filters, call_date, in_dataset, reference_year
from lib.metrics.frames import fetch
from lib.store.models import ENTITIES, ChannelSnapshot, Event, ImportRecord, Output, Post, Project
from lib.store.suppression import FEWEST_PERSONS

#: For filters with a period: a frame with a row a year and a column a figure.
Source = Callable[[Engine, Filters], pd.DataFrame]


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
        persons: counts people, so that small numbers are not shown (see lib.metrics.suppression).
        by_place: narrowed by the filters on countries.
    """

    label: str
    unit: str
    definition: str
    entities: tuple[str, ...]
    source: Source
    column: str
    persons: bool = False
    by_place: bool = True


def _programmes(engine: Engine, filters: Filters) -> pd.DataFrame:
    assert filters.first_year is not None
    assert filters.last_year is not None
    return programmes.by_year(engine, filters, filters.first_year, filters.last_year)


def _awarded(engine: Engine, filters: Filters) -> pd.DataFrame:
    if filters.by_place:
        return activity.participations(engine, filters)
    return activity.projects(engine, filters).rename(columns={"funding_eur": "awarded_eur"})


_OF_PROJECTS = ("project", "participation")

#: The figures of the Overview by name, in the order of the cards.
FIGURES: dict[str, Figure] = {
    "programmes": Figure("Programmes active", "count", definitions.ACTIVE, ("programme",), _programmes, "programmes"),
    "committed": Figure("Active budgets", "EUR", definitions.BUDGET, ("programme",), _programmes, "budget_eur"),
    "countries": Figure("Countries", "count", definitions.COUNTRIES, ("programme",), _programmes, "countries"),
    "calls": Figure("Calls opened", "count", definitions.CALLS, ("call",), activity.calls, "calls", by_place=False),
    "success_rate": Figure(
        "Call success rate",
        "share",
        definitions.SUCCESS_RATE,
        ("call", "call outcome"),
        activity.calls,
        "success_rate",
    ),
    "projects": Figure("Projects begun", "count", definitions.PROJECTS, _OF_PROJECTS, activity.projects, "projects"),
    "awarded": Figure("Awarded to projects", "EUR", definitions.AWARDED, _OF_PROJECTS, _awarded, "awarded_eur"),
    "participations": Figure(
        "Participations",
        "count",
        definitions.PARTICIPATIONS,
        _OF_PROJECTS,
        activity.participations,
        "participations",
    ),
    "events": Figure("Events held", "count", definitions.EVENTS, ("event",), activity.events, "events"),
    "attendance": Figure(
        "Attendance",
        "count",
        definitions.ATTENDANCE,
        ("event", "attendance", "published figure"),
        activity.events,
        "attended",
        persons=True,
    ),
    "reach": Figure(
        "Reach (impressions)", "count", definitions.REACH, ("post",), activity.reach, "impressions", by_place=False
    ),
}


def series(engine: Engine, filters: Filters, figure: str, today: date) -> pd.DataFrame:
    """One figure over the years of the period (without a period, the ten years to the reference year).

    Returns:
        year, value (NaN where nothing is known or, for persons, fewer than 5; with hidden persons in it, the least that
        it can be), words (what readers see in place of the value, such as "<5" or "~300"; empty for the value itself),
        small (True where a figure about persons is hidden because it is below 5), exact (False where persons are
        hidden in it). Every year of the period has a row.
    """
    last = reference_year(filters, today)
    first = min(last, filters.first_year if filters.first_year is not None else last - 9)
    period = replace(filters, first_year=first, last_year=last)
    return _by_year(FIGURES[figure], FIGURES[figure].source(engine, period), first, last)


def _by_year(figure: Figure, source: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    found = pd.DataFrame(
        {"year": source["year"].astype("int64"), "value": source[figure.column].astype("Float64").astype(float)}
    )
    if figure.persons:
        most = source[f"{figure.column}_most"].astype("Float64").astype(float)
        hidden = found["value"].notna() & (found["value"] != most)
        found = found.assign(
            words=source[f"{figure.column}_words"], exact=~hidden, small=hidden & (most < FEWEST_PERSONS)
        )
    else:
        found = found.assign(words="", exact=True, small=False)
    years = found.set_index("year").reindex(range(first, last + 1)).rename_axis("year").reset_index()
    years["words"] = years["words"].astype("object").fillna("")
    years = years.assign(exact=years["exact"].eq(True), small=years["small"].eq(True))
    years.loc[years["small"], "value"] = float("nan")
    return years


def headlines(engine: Engine, filters: Filters, today: date) -> pd.DataFrame:
    """Every figure for the reference year and for the year before.

    Returns:
        One row a figure, indexed by its name: label, unit, year, value, before (NaN where nothing is known), words,
        before_words, small and before_small (see `series`), change (value - before; NaN where either is missing or
        persons are hidden in it).
    """
    year = reference_year(filters, today)
    period = replace(filters, first_year=year - 1, last_year=year)
    sources = {source: source(engine, period) for source in {figure.source for figure in FIGURES.values()}}
    rows = []
    for name, figure in FIGURES.items():
        before, now = _by_year(figure, sources[figure.source], year - 1, year).to_dict("records")
        rows.append(
            {
                "figure": name,
                "label": figure.label,
                "unit": figure.unit,
                "year": year,
                "value": now["value"],
                "before": before["value"],
                "small": now["small"],
                "before_small": before["small"],
                "words": now["words"],
                "before_words": before["words"],
                "change": now["value"] - before["value"] if now["exact"] and before["exact"] else float("nan"),
            }
        )
    return pd.DataFrame(rows).set_index("figure")


def freshness(engine: Engine, demonstration: bool) -> pd.DataFrame:
    """How fresh each data set is, in the order of the entities.

    Returns:
        entity, rows, newest_as_of (newest date that a source gives for a row), newest_date (of what the rows tell of,
        such as a project's first day; it may lie ahead), imports, latest_import (time), latest_file, latest_by; missing
        where nothing was loaded or no date is known.
    """
    counted = pd.DataFrame({"entity": [name for name in ENTITIES if name not in ("funding", "import record")]})
    given = union_all(
        *(definitions.imports_of(entity, demonstration=demonstration) for entity in counted["entity"])
    ).subquery()
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


#: Date of what a row tells of.
_DATES: dict[str, Any] = {
    "call": call_date,
    "project": Project.start_date,
    "event": Event.start_date,
    "post": Post.published_at,
    "channel snapshot": ChannelSnapshot.date,
    "output": Output.period_end,
}
#: Too many rows to read all of them for a date that is their project's or event's.
_AS_OLD_AS_PARENT = ("participation", "attendance")


def _rows_and_age(engine: Engine, entity: str, demonstration: bool) -> pd.DataFrame:
    """One row for an entity: rows (NA of attendance), newest_as_of, newest_date."""
    model: Any = ENTITIES[entity]
    unknown = type_coerce(null(), Date)
    as_of = unknown if entity in _AS_OLD_AS_PARENT else func.max(model.as_of)
    if entity == "attendance":
        # How many rows of persons there are would give a hidden number away, as what is missing to the sum.
        rows = type_coerce(null(), Integer)
        return fetch(engine, select(rows.label("rows"), unknown.label("newest_as_of"), unknown.label("newest_date")))
    query = select(
        func.count().label("rows"),
        as_of.label("newest_as_of"),
        (func.max(_DATES[entity]) if entity in _DATES else unknown).label("newest_date"),
    ).select_from(model)
    return fetch(engine, query.where(*in_dataset(Filters(demonstration=demonstration), model)))
