"""The rows behind the figures: any entity, page by page, with where each row came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Date, Engine, Select, Table, func, select, text

from lib.entities.base import FIRST_YEAR, LAST_YEAR
from lib.entities.columns import DATASET_COLUMN, IMPORT_COLUMNS, NAME_OF_CODE
from lib.entities.country import Country
from lib.entities.event import Event
from lib.entities.import_record import ImportRecord
from lib.entities.listing import DAYS, YEARS
from lib.entities.registry import ENTITIES, REFERENCE, key_of
from lib.entities.schema import Child
from lib.metrics.conditions import event_conditions
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.listing import CODED, conditions, may_be_shown, readable
from lib.metrics.record import RowKey, as_key
from lib.metrics.scope import NARROWED_BY, Scope
from lib.store.batches import batches, schema_of, snapshot
from lib.store.datasets import dataset_in_words
from lib.store.ordering import in_protocol_order
from lib.store.summary_tables import AttendanceCell
from lib.store.suppression import COUNTRY

#: Begins the names of the columns with the key as the store has it.
_KEY = "key_"


@dataclass(frozen=True)
class RecordPage:
    """One page of rows with their keys, and how many rows there are in all."""

    rows: pd.DataFrame
    keys: tuple[RowKey, ...]
    total: int


def is_demonstration(entity: str, scope: Scope) -> bool:
    """Whether the rows of an entity are demonstration data. Reference data are not: they serve both datasets."""
    return scope.demonstration and entity not in REFERENCE


def record_page(engine: Engine, entity: str, scope: Scope, page: int, size: int) -> RecordPage:
    """Return a page of the rows that fit: countries in the order of protocol, others in that of their key.

    Args:
        engine: the store.
        entity: one of lib.entities.registry.LISTED.
        scope: what narrows the entity is applied (see lib.entities.listing).
        page: number of the page, from 0.
        size: rows to a page.

    Returns:
        part (facts or demonstration), the entity's own columns (countries and organisations by name; after a date how
        precisely it is known, see lib.store.dates), then file_name, source_row, imported_at and import_id.
    """
    table = _table(entity)
    fitting = conditions(entity, scope)
    total = fetch_one(engine, select(func.count().label("total")).select_from(table).where(*fitting))["total"]
    rows = _rows(engine, entity, fitting, page * size, size)
    of_key = [name for name in rows.columns if str(name).startswith(_KEY)]
    return RecordPage(rows.drop(columns=of_key), tuple(map(_key, rows[of_key].to_numpy(dtype=object))), int(total))


def _key(values: Any) -> RowKey:
    days = (value.date() if isinstance(value, pd.Timestamp) else value for value in values)
    return as_key(None if pd.isna(value) else value for value in days)


def count_in_no_period(engine: Engine, entity: str, scope: Scope) -> int:
    """Count the rows that fit and lie in no period at all, having no date; 0 where no period is chosen.

    Args:
        engine: the store.
        entity: one of lib.entities.registry.LISTED.
        scope: as for `record_page`.
    """
    if not scope.narrowed & NARROWED_BY[entity] & {*YEARS, *DAYS}:
        return 0
    ever = replace(scope, first_year=None, last_year=None, first_day=None, last_day=None)
    dated = replace(ever, first_year=FIRST_YEAR, last_year=LAST_YEAR)
    counts = [
        select(func.count()).select_from(_table(entity)).where(*conditions(entity, one)).scalar_subquery()
        for one in (ever, dated)
    ]
    return int(fetch_one(engine, select((counts[0] - counts[1]).label("total")))["total"])


def raw_rows(
    engine: Engine, entity: str, scope: Scope, *, start: int = 0, most: int | None = None
) -> pa.RecordBatchReader:
    """Return the rows that fit with all their columns and where each came from; they are read as they are needed.

    Args:
        engine: the store, which stays as it is now for whoever reads.
        entity: one of lib.entities.registry.EXPORTED.
        scope: as for `record_page`.
        start, most: offset and limit, in the order of the key.

    Returns:
        part, the entity's own columns (after a code, its name), its lists as text with `;` between, then file_name,
        source_row, imported_at (UTC) and import_id. Of persons: the published numbers, see lib.store.suppression.
    """
    of_persons = ENTITIES[entity].of_persons
    query = PUBLISHED[entity](scope) if of_persons else _stored(entity, scope)
    query = query.offset(start) if start else query
    query = query.limit(most) if most is not None else query
    return completed(engine, entity, query, None if of_persons else _raw_names(entity))


def _stored(entity: str, scope: Scope) -> Select[*tuple[Any, ...]]:
    """Select what differs from row to row; `completed` adds the rest of `_raw_names`."""
    table = _table(entity)
    own = [one for column in table.columns if column.name not in IMPORT_COLUMNS for one in _with_name(column)]
    rows = select(*own, table.c.source_row, table.c.import_id).where(*conditions(entity, scope))
    return rows.order_by(*in_order(entity))


def in_order(entity: str) -> list[Any]:
    """Return the columns that order rows: their key, with missing values first, as unique indexes have it."""
    columns = [_table(entity).c[name] for name in key_of(entity)]
    return [func.coalesce(column, _empty(column)) if column.nullable else column for column in columns]


def _empty(column: Any) -> Any:
    """Return what the unique indexes hold in place of a missing value: for a date no empty text will do."""
    return text("'0001-01-01'" if isinstance(column.type, Date) else "''")


def _with_name(column: Any) -> list[Any]:
    """Return the column, and after a code its name; names of countries are looked up later."""
    many = column.name in CODED and column.name not in _LOOKED_UP
    return [may_be_shown(column), *([readable(column).label(f"{column.name}{NAME_OF_CODE}")] if many else [])]


def _raw_names(entity: str) -> tuple[str, ...]:
    """Return the columns of `raw_rows`, in their order."""
    own = [
        name
        for column in _table(entity).columns
        if column.name not in IMPORT_COLUMNS
        for name in (column.name, *([f"{column.name}{NAME_OF_CODE}"] if column.name in CODED else []))
    ]
    return (DATASET_COLUMN, *own, *(listed.field for listed in lists_of(entity)), *IMPORT_COLUMNS)


def raw_count(engine: Engine, entity: str, scope: Scope) -> int:
    """Count the rows that `raw_rows` returns without a limit."""
    total = select(func.count().label("total"))
    if ENTITIES[entity].of_persons:
        total = total.select_from(PUBLISHED[entity](scope).subquery())
    else:
        total = total.select_from(_table(entity)).where(*conditions(entity, scope))
    return int(fetch_one(engine, total)["total"])


def lists_of(entity: str) -> tuple[Child, ...]:
    """Return the lists of an entity's rows that the store keeps as rows of their own."""
    schema = ENTITIES[entity].schema
    return () if schema is None else schema.children


#: Columns that many rows share are read once and looked up: by the column that they are looked up by.
_LOOKED_UP = {
    "country": select(Country.iso2.label("country"), Country.name.label(f"country{NAME_OF_CODE}")),
    "import_id": select(
        ImportRecord.import_id,
        dataset_in_words(ImportRecord.demonstration),
        ImportRecord.file_name,
        ImportRecord.imported_at,
    ),
}


def completed(
    engine: Engine | Connection, entity: str, query: Select[*tuple[Any, ...]], names: Sequence[str] | None
) -> pa.RecordBatchReader:
    """Return the rows of a query in the order of their key, with their lists and the columns that are looked up.

    Lists are texts with `;` between the items, such as `Blood:40.00;Skin:60.00`. By `import_id` the dataset
    and the file are looked up, by a country its name.

    Args:
        engine: the store, or a connection to it.
        entity: whose rows they are.
        query: selects the rows; it must hold the key where there are lists.
        names: columns to return, in order; None: those of the query.
    """
    there = schema_of(query)
    looked_up = [schema_of(_LOOKED_UP[column]) for column in _LOOKED_UP if column in there.names]
    lists = [pa.field(listed.field, pa.string()) for listed in lists_of(entity)]
    kinds = {field.name: field for field in (*(field for schema in looked_up for field in schema), *lists, *there)}
    schema = pa.schema([kinds[name] for name in names or there.names])
    return pa.RecordBatchReader.from_batches(schema, _complete_batches(engine, entity, query, schema))


def _complete_batches(
    engine: Engine | Connection, entity: str, query: Select[*tuple[Any, ...]], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    if isinstance(engine, Engine):
        with snapshot(engine) as connection:
            yield from _complete_batches(connection, entity, query, schema)
        return
    there = schema_of(query).names
    wanted = set(schema.names) - set(there)
    lists = [listed for listed in lists_of(entity) if listed.field in wanted]
    looked_up = {
        column: _all_of(engine, rows) for column, rows in _LOOKED_UP.items() if wanted & set(schema_of(rows).names)
    }
    for batch in batches(engine, query):
        columns = dict(zip(there, batch.columns, strict=True))
        for column, values in looked_up.items():
            rows = pc.index_in(columns[column], values[column])
            columns |= {name: array.take(rows) for name, array in values.items() if name in wanted}
        columns |= {listed.field: _items(engine, _table(entity), listed, batch) for listed in lists}
        yield pa.record_batch([columns[name] for name in schema.names], schema=schema)


def _all_of(connection: Connection, query: Select[*tuple[Any, ...]]) -> dict[str, pa.Array]:
    """Return a short answer as whole columns."""
    table = pa.Table.from_batches(batches(connection, query), schema_of(query))
    return {name: table[name].combine_chunks() for name in table.schema.names}


def _items(connection: Connection, table: Table, listed: Child, batch: pa.RecordBatch) -> pa.Array:
    """Return the lists of a batch of rows, as texts."""
    key = next(iter(table.primary_key.columns)).name
    keys = batch[key].to_pylist()
    stored = listed.model.__table__.c
    query = (
        select(stored[key], *(stored[name] for name in listed.columns))
        .where(stored[key].between(keys[0], keys[-1]))
        .order_by(stored[key], stored[listed.order])
    )
    found: dict[str, list[str]] = {}
    for parent, *item in connection.execute(query):
        found.setdefault(parent, []).append(":".join(map(str, item)))
    return pa.array([";".join(found[one]) if one in found else None for one in keys], pa.string())


def _published_cells(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Select the numbers of attendees that may be published: by event, in total and by what is known of persons.

    With attendees from chosen countries: the numbers of these countries.
    """
    cell = AttendanceCell
    numbers = [column for column in cell.__table__.columns if column.name.startswith(("attended", "registered"))]
    from_there = [cell.dimension == COUNTRY, cell.category.in_(scope.attendees_from)]
    return (
        select(
            dataset_in_words(cell.demonstration),
            cell.event_id,
            Event.name.label(f"event{NAME_OF_CODE}"),
            cell.dimension,
            cell.category,
            *numbers,
            cell.approximate,
            cell.from_sums,
        )
        .join(Event, Event.event_id == cell.event_id)
        .where(
            *event_conditions(scope),
            *(from_there if scope.attendees_from else []),
            cell.demonstration.is_(scope.demonstration),
        )
        .order_by(cell.event_id, cell.demonstration, cell.dimension, cell.category)
    )


#: What may be published of entities whose rows are persons.
PUBLISHED: dict[str, Callable[[Scope], Select[*tuple[Any, ...]]]] = {"attendance": _published_cells}


def _table(entity: str) -> Table:
    table = ENTITIES[entity].model.__table__
    assert isinstance(table, Table)
    return table


def _rows(engine: Engine, entity: str, fitting: list[Any], start: int, size: int) -> pd.DataFrame:
    order = in_protocol_order(*in_order(entity)) if entity == "country" else in_order(entity)
    query = _select(entity, fitting).order_by(*order).limit(size).offset(start)
    return fetch(engine, query)


def _select(entity: str, fitting: list[Any]) -> Select[*tuple[Any, ...]]:
    """Select the dataset, the entity's columns with names in place of codes, and where each row came from."""
    table = _table(entity)
    own = [readable(column) for column in table.columns if column.name not in IMPORT_COLUMNS]
    origin = (ImportRecord.file_name, table.c.source_row, ImportRecord.imported_at, ImportRecord.import_id)
    key = [may_be_shown(table.c[name]).label(f"{_KEY}{name}") for name in key_of(entity)]
    return (
        select(dataset_in_words(ImportRecord.demonstration), *own, *origin, *key)
        .select_from(table)
        # Every row has its import. As an outer join SQLite reads the rows first, in the order of their key; else it may
        # begin with the imports, and hold all rows in memory to sort them.
        .outerjoin(ImportRecord, ImportRecord.import_id == table.c.import_id)
        .where(*fitting)
    )
