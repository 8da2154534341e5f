"""How old the data is: for each entity its rows, the newest date, and the file that was loaded last."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Date, Engine, Integer, Select, String, func, null, select, type_coerce, union_all

from lib.common.formatting import PRECISION
from lib.entities.import_record import ImportRecord
from lib.entities.registry import ENTITIES
from lib.metrics.conditions import in_dataset
from lib.metrics.frames import fetch
from lib.metrics.scope import Scope
from lib.metrics.sources import imports_of
from lib.store.dates import precision_of
from lib.store.years import call_date, call_date_precision

#: Entities that are listed: all but money, which comes with participations, and the imports themselves.
LISTED = tuple(name for name in ENTITIES if name not in ("funding", "import record"))


def freshness(engine: Engine, demonstration: bool) -> pd.DataFrame:
    """Return how fresh each data set is, in the order of the entities.

    Returns:
        entity, rows, newest_as_of (newest date that a source gives for a row), newest_date (of what the rows describe,
        such as a project's first day; it may lie ahead), imports, latest_import (time), latest_file; missing
        where nothing was loaded or no date is known.
    """
    counted = pd.DataFrame({"entity": LISTED})
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
        ).join(ImportRecord, ImportRecord.import_id == newest.c.import_id),
    )
    ages = pd.concat([_rows_and_age(engine, entity, demonstration) for entity in counted["entity"]], ignore_index=True)
    # Posts have a time of day.
    ages["newest_date"] = ages["newest_date"].dt.normalize()
    return pd.concat([counted, ages], axis="columns").merge(latest, how="left", on="entity")


#: Too many rows to read all of them for a date that is their project's or event's.
_AS_OLD_AS_PARENT = ("participation",)


def _rows_and_age(engine: Engine, entity: str, demonstration: bool) -> pd.DataFrame:
    """Return one row for an entity: rows (NA of attendance), newest_as_of, newest_date."""
    model: Any = ENTITIES[entity].model
    unknown = type_coerce(null(), Date)
    if ENTITIES[entity].is_confidential:
        # How many rows there are would give a hidden number away, as what is missing to the sum.
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
    """Return the date of what a row describes; None where it has none."""
    if entity == "call":
        return call_date
    column = ENTITIES[entity].dated_by
    return getattr(ENTITIES[entity].model, column) if column else None


def _newest_date(name: str, day: Any, conditions: list[Any]) -> Select[*tuple[Any, ...]]:
    """Return the newest of the dates, under this name, with its precision; of alike ones the one that is known best."""
    if day is None:
        return select(type_coerce(null(), Date).label(name), type_coerce(null(), String).label(f"{name}{PRECISION}"))
    precision = call_date_precision if day is call_date else precision_of(day)
    known = type_coerce(null(), String) if precision is None else precision
    order = (day.desc(), known.is_not(None)) if precision is not None else (day.desc(),)
    columns = (day.label(name), known.label(f"{name}{PRECISION}"))
    return select(*columns).where(day.is_not(None), *conditions).order_by(*order).limit(1)
