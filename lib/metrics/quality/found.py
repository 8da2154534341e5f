"""What the checks of the data find: how many rows, which ones, and how complete the rows of each kind are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Engine, case, func, select

from lib.entities.import_record import ImportRecord
from lib.entities.registry import ENTITIES, LISTED, REFERENCE, key_of
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.listing import may_be_shown
from lib.metrics.quality.checks import CHECKS, KINDS, Check, is_complete
from lib.metrics.record import as_key, key_in_address
from lib.store.datasets import of_dataset

#: Rows of a list that are shown at most.
MOST_ROWS = 500
#: Columns by which readers know a row, the first that an entity has.
_NAMES = ("name", "title", "value", "text")


def found_by_checks(engine: Engine, demonstration: bool, today: date) -> pd.DataFrame:
    """Count the rows in which each check finds something; each kind of row is read once.

    Args:
        engine: the store.
        demonstration: the dataset; reference data, such as countries, are looked at with the facts.
        today: the day that the age of a row is counted to.

    Returns:
        kind, check, entity, words (texts), rows (integer, those found, at least 1), of (integer, all rows), in the
        order of KINDS and then by rows, the most first.
    """
    found = []
    for entity in LISTED:
        own = [check for check in CHECKS.values() if check.entity == entity]
        if (entity in REFERENCE and demonstration) or not own:
            continue
        model: Any = ENTITIES[entity].model
        sums = [
            func.coalesce(func.sum(case((check.condition(demonstration, today), 1), else_=0)), 0).label(
                f"check_{place}"
            )
            for place, check in enumerate(own)
        ]
        query = select(func.count().label("of"), *sums).select_from(model).where(*_in_dataset(entity, demonstration))
        row = fetch_one(engine, query)
        found += [
            (check.kind, check.id, entity, check.words, int(row[f"check_{place}"]), int(row["of"]))
            for place, check in enumerate(own)
            if row[f"check_{place}"]
        ]
    found.sort(key=lambda row: (KINDS.index(row[0]), -row[4], row[1]))
    return pd.DataFrame(found, columns=["kind", "check", "entity", "words", "rows", "of"])


def _in_dataset(entity: str, demonstration: bool) -> list[ColumnElement[bool]]:
    model: Any = ENTITIES[entity].model
    return [] if entity in REFERENCE else [of_dataset(model.import_id, demonstration)]


def rows_found(engine: Engine, check_id: str, demonstration: bool, today: date) -> pd.DataFrame:
    """List the rows in which a check finds something, at most MOST_ROWS of them.

    Rows that are alike stand one after the other; others stand in the order of their key.

    Args:
        engine: the store.
        check_id: of lib.metrics.quality.checks.CHECKS.
        demonstration: the dataset.
        today: the day that the age of a row is counted to.

    Returns:
        key (as the address of the row on Records has it), name (what the row is called, else its key), changed_on
        (datetime, UTC), changed_by, file_name.
    """
    check = CHECKS[check_id]
    model: Any = ENTITIES[check.entity].model
    table = model.__table__
    keys = [may_be_shown(table.c[name]) for name in key_of(check.entity)]
    named = _name_of(check)
    record = ImportRecord
    query = (
        select(
            *(key.label(f"key_{place}") for place, key in enumerate(keys)),
            (may_be_shown(named) if named is not None else keys[0]).label("name"),
            record.imported_at.label("changed_on"),
            record.imported_by.label("changed_by"),
            record.file_name,
        )
        .join_from(table, record, record.import_id == table.c.import_id)
        .where(check.condition(demonstration, today), *_in_dataset(check.entity, demonstration))
        .order_by(*([named] if named is not None and check.kind == "double" else []), *keys)
        .limit(MOST_ROWS)
    )
    rows = fetch(engine, query)
    of_key = rows[[f"key_{place}" for place in range(len(keys))]].to_numpy(dtype=object)
    addresses = [key_in_address(as_key(map(_as_stored, key))) for key in of_key]
    return rows.assign(key=pd.Series(addresses, dtype=object), name=_names(rows["name"], addresses, named))[
        ["key", "name", "changed_on", "changed_by", "file_name"]
    ]


def _name_of(check: Check) -> Any:
    table: Any = ENTITIES[check.entity].model.__table__
    return next((table.c[name] for name in _NAMES if name in table.c), None)


def _names(names: pd.Series[Any], addresses: Sequence[str], named: Any) -> pd.Series[Any]:
    by_key = pd.Series(addresses, index=names.index, dtype=object)
    return by_key if named is None else names.fillna(by_key)


def _as_stored(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def completeness(engine: Engine, demonstration: bool) -> pd.DataFrame:
    """Count the complete rows of each kind, by the quarter in which they were last loaded or changed.

    A row is complete where it has all that lib.entities declares as expected, and its source.

    Args:
        engine: the store.
        demonstration: the dataset.

    Returns:
        entity (text), year, quarter, complete, rows (integers), by entity in the order of loading and then by time.
    """
    frames = []
    for entity in LISTED:
        if not ENTITIES[entity].expected or (entity in REFERENCE and demonstration):
            continue
        model: Any = ENTITIES[entity].model
        by_import = (
            select(
                model.import_id,
                func.sum(case((is_complete(entity), 1), else_=0)).label("complete"),
                func.count().label("rows"),
            )
            .where(*_in_dataset(entity, demonstration))
            .group_by(model.import_id)
            .subquery()
        )
        query = select(ImportRecord.imported_at, by_import.c.complete, by_import.c.rows).join(
            by_import, by_import.c.import_id == ImportRecord.import_id
        )
        rows = fetch(engine, query)
        days = pd.to_datetime(rows["imported_at"])
        frames.append(
            rows.assign(entity=entity, year=days.dt.year, quarter=days.dt.quarter)
            .groupby(["entity", "year", "quarter"], as_index=False)[["complete", "rows"]]
            .sum()
        )
    if not frames:
        return pd.DataFrame(columns=["entity", "year", "quarter", "complete", "rows"])
    return pd.concat(frames, ignore_index=True)
