"""What templates are filled with: the rows of the store, and what others can refer to."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from sqlalchemy import Engine, func, literal, select, union_all

from lib.entities.country import Country
from lib.entities.import_record import REFERENCE_DATA, ImportRecord
from lib.entities.registry import ENTITIES, REFERENCE, SCHEMAS
from lib.metrics.conditions import in_dataset
from lib.metrics.frames import fetch
from lib.metrics.scope import Scope
from lib.metrics.whole_store import template_rows

#: Entities of the workbook of templates: all but reference data, which every store has.
IN_WORKBOOK = tuple(entity for entity in SCHEMAS if entity not in REFERENCE)
#: A workbook with more rows is slow to open and to check; single data sets are edited by way of Records.
MOST_ROWS = 20_000


def count_rows(engine: Engine) -> dict[str, dict[bool, int]]:
    """Count the rows of every entity with a template, by whether they are demonstration data.

    Countries serve both datasets and count as facts; other rows of the reference data are not counted.
    """
    parts = []
    for entity in SCHEMAS:
        model: Any = ENTITIES[entity].model
        made_up: Any = literal(False) if entity in REFERENCE else ImportRecord.demonstration
        query = select(literal(entity).label("entity"), made_up.label("made_up"), func.count().label("rows"))
        query = query.select_from(model).join(ImportRecord, ImportRecord.import_id == model.import_id)
        own = query.where(ImportRecord.imported_by != REFERENCE_DATA).group_by(made_up)
        parts.append(query if entity in REFERENCE else own)
    found: dict[str, dict[bool, int]] = {entity: {False: 0, True: 0} for entity in SCHEMAS}
    for row in fetch(engine, select(union_all(*parts).subquery())).to_dict("records"):
        found[row["entity"]][bool(row["made_up"])] = int(row["rows"])
    return found


def rows_to_refer_to(engine: Engine, most: int) -> dict[str, list[tuple[str | None, ...]]]:
    """Return the facts that others can refer to, by entity: the key of each, and what it is known by.

    Entities with more rows than `most` are left out.
    """
    referred = {field.refers_to for schema in SCHEMAS.values() for field in schema.fields}
    found: dict[str, list[tuple[str | None, ...]]] = {}
    for entity in (entity for entity in SCHEMAS if entity in referred):
        model: Any = ENTITIES[entity].model
        known_by = ("name",) if model is Country else ENTITIES[entity].known_by
        columns = [getattr(model, name) for name in (SCHEMAS[entity].key[0], *known_by)]
        query = select(*columns).where(*in_dataset(Scope(), model)).order_by(columns[0]).limit(most + 1)
        with engine.connect() as connection:
            rows = [tuple(row) for row in connection.execute(query)]
        if len(rows) <= most:
            found[entity] = rows
    return found


def rows_to_edit(engine: Engine, entity: str) -> pa.RecordBatchReader | None:
    """Return the facts of an entity in the columns of its template; None of attendance, whose rows never leave the
    store by a page."""
    if ENTITIES[entity].is_confidential:
        return None
    return template_rows(engine, False, entity, list(SCHEMAS[entity].by_name))
