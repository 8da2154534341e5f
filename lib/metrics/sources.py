"""The files that rows came from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Select, case, exists, func, literal, select, union_all

from lib.entities.import_record import ImportRecord
from lib.entities.registry import ENTITIES, REFERENCE
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.scope import Scope
from lib.store.datasets import dataset_in_words


def source_files(engine: Engine, entities: Iterable[str], scope: Scope) -> pd.DataFrame:
    """Return files that the rows of these entities came from, newest first.

    Returns:
        entity, import_id, file_name, imported_at, imported_by, rows_read (NA of attendance), part (facts or
        demonstration).
    """
    given = [imports_of(entity, demonstration=scope.demonstration) for entity in entities]
    together = union_all(*given).subquery()
    return fetch(engine, select(together).order_by(together.c.import_id.desc(), together.c.entity))


def last_loaded(engine: Engine, demonstration: bool) -> date | None:
    """Return the day on which rows of a dataset were last loaded; None where none were."""
    query = select(func.max(ImportRecord.imported_at).label("at")).where(
        ImportRecord.demonstration.is_(demonstration), ImportRecord.undone_at.is_(None)
    )
    at = fetch_one(engine, query)["at"]
    return None if at is None else at.date()


def imports_of(entity: str, *, demonstration: bool) -> Select[*tuple[Any, ...]]:
    """Return the imports that rows of an entity came from and are still there, also those that brought them along.

    Columns: entity, import_id, file_name, imported_at, imported_by, rows_read, part.
    """
    model: Any = ENTITIES[entity].model
    has_rows = exists(select(1).where(model.import_id == ImportRecord.import_id))
    return select(
        literal(entity).label("entity"),
        ImportRecord.import_id,
        ImportRecord.file_name,
        ImportRecord.imported_at,
        ImportRecord.imported_by,
        # How many persons a file held would give a hidden number away, as what is missing to the total.
        case((literal(not ENTITIES[entity].is_confidential), ImportRecord.rows_read)).label("rows_read"),
        dataset_in_words(ImportRecord.demonstration),
    ).where(has_rows, *([] if entity in REFERENCE else [ImportRecord.demonstration.is_(demonstration)]))
