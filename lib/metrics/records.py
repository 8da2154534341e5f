"""The rows behind the figures: any entity, page by page, with where each row came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Date, Engine, Select, String, Table, Text, func, or_, select, text

from lib.metrics.frames import fetch, fetch_one
from lib.metrics.scope import (
    NARROWED_BY,
    PLACES,
    Scope,
    call_conditions,
    committing,
    event_conditions,
    in_dataset,
    in_part_in_period,
    in_place,
    in_years,
    paying,
    programme_conditions,
    project_conditions,
    projects_in_place,
    with_participant,
)
from lib.metrics.texts import holds
from lib.store import models as m
from lib.store import vocabulary as words
from lib.store.batches import batches, schema_of, snapshot
from lib.store.datasets import part_in_words
from lib.store.ordering import in_protocol_order
from lib.store.suppression import COUNTRY, mask_small_figures

#: Entities that can be listed; the funders' money is listed as an entity of its own. Attendance is not: its rows are
#: persons, and listing them by country or event would show numbers below five.
LISTED = tuple(entity for entity in m.ENTITIES if entity not in ("attendance", "import record"))
#: Entities that can be exported; of attendance, the numbers that may be published.
EXPORTED = (*LISTED, "attendance")


@dataclass(frozen=True)
class RecordPage:
    """One page of rows, and how many there are in all."""

    rows: pd.DataFrame
    total: int


def is_demonstration(entity: str, scope: Scope) -> bool:
    """Whether the rows of an entity are demonstration data. Countries are not: they serve both datasets."""
    return scope.demonstration and entity != "country"


def record_page(engine: Engine, entity: str, scope: Scope, page: int, size: int) -> RecordPage:
    """Rows of an entity that the filters let through: countries in the order of protocol, others in that of their key.

    Args:
        engine: the store.
        entity: one of LISTED.
        scope: those that narrow the entity are applied (see lib.metrics.scope.NARROWED_BY).
        page: number of the page, from 0.
        size: rows to a page.

    Returns:
        part (facts or demonstration), the entity's own columns (countries and organisations by name; after a date how
        precisely it is known, see lib.store.dates), then file_name, source_row, imported_at and import_id.
    """
    table = _table(entity)
    conditions = _conditions(entity, scope)
    total = fetch_one(engine, select(func.count().label("total")).select_from(table).where(*conditions))["total"]
    return RecordPage(_rows(engine, entity, conditions, page * size, size), int(total))


def raw_rows(
    engine: Engine, entity: str, scope: Scope, *, start: int = 0, most: int | None = None
) -> pa.RecordBatchReader:
    """Rows of an entity with all that is stored of them and where they came from; read as they are asked for.

    Args:
        engine: the store, which stays as it is now for whoever reads.
        entity: one of EXPORTED.
        scope: as for `record_page`.
        start, most: which of the rows, in the order of their key; all from the start where not given.

    Returns:
        part, the entity's own columns (after a code, its name), its lists as text with `;` between, then file_name,
        source_row, imported_at (UTC) and import_id. Of attendance: the published numbers, see lib.store.suppression.
    """
    query = _published_cells(scope) if entity == "attendance" else _stored(entity, scope)
    query = query.offset(start) if start else query
    query = query.limit(most) if most is not None else query
    return completed(engine, entity, query, None if entity == "attendance" else _raw_names(entity))


def _stored(entity: str, scope: Scope) -> Select[*tuple[Any, ...]]:
    """What is read row by row; the rest of `_raw_names` is told by it, see `completed`."""
    table = _table(entity)
    own = [one for column in table.columns if column.name not in words.ORIGIN for one in _with_name(column)]
    rows = select(*own, table.c.source_row, table.c.import_id).where(*_conditions(entity, scope))
    return rows.order_by(*in_order(table))


#: What rows are told apart by, where their own key is a number that depends on what was loaded first.
_TOLD_APART_BY = {
    "call_outcome": ("call_id", "country"),
    "funding": ("project_id", "organisation", "funder"),
    "membership": ("country", "organisation", "evidence", "from_date", "source_url"),
    "published_figure": ("subject", "subject_id", "quantity", "value", "stage", "source_url"),
}


def in_order(table: Table) -> list[Any]:
    """What rows are put in order by: their key, what is missing first on each engine, as the unique indexes have it."""
    names = _TOLD_APART_BY.get(table.name, [column.name for column in table.primary_key.columns])
    # As the unique indexes say it: a date has no empty text.
    empty = {name: text("'0001-01-01'" if isinstance(table.c[name].type, Date) else "''") for name in names}
    return [func.coalesce(table.c[name], empty[name]) if table.c[name].nullable else table.c[name] for name in names]


def _with_name(column: Any) -> list[Any]:
    """The column itself, and the names of codes that are many; those of countries are told by the code."""
    many = column.name in _CODED and column.name not in _TOLD
    return [may_be_shown(column), *([_readable(column).label(f"{column.name}{words.NAME_OF_CODE}")] if many else [])]


def _raw_names(entity: str) -> tuple[str, ...]:
    """The columns of `raw_rows`, in their order."""
    own = [
        name
        for column in _table(entity).columns
        if column.name not in words.ORIGIN
        for name in (column.name, *([f"{column.name}{words.NAME_OF_CODE}"] if column.name in _CODED else []))
    ]
    return (words.PART, *own, *(listed.field for listed in LISTS.get(entity, ())), *words.ORIGIN)


def raw_count(engine: Engine, entity: str, scope: Scope) -> int:
    """How many rows `raw_rows` has in all."""
    total = select(func.count().label("total"))
    if entity == "attendance":
        total = total.select_from(_published_cells(scope).subquery())
    else:
        total = total.select_from(_table(entity)).where(*_conditions(entity, scope))
    return int(fetch_one(engine, total)["total"])


@dataclass(frozen=True)
class Listed:
    """A list that the store keeps as rows of its own: of which field, where, and what makes an item."""

    field: str
    model: type[m.Base]
    columns: tuple[str, ...]
    order: str


#: The lists of an entity's rows, by entity.
LISTS = {
    "programme": (Listed("areas", m.ProgrammeArea, ("area",), "area"),),
    "project": (
        Listed("keywords", m.ProjectKeyword, ("keyword",), "position"),
        Listed("health_categories", m.ProjectHealthCategory, ("health_category", "percent"), "health_category"),
        Listed("research_activities", m.ProjectResearchActivity, ("research_activity", "percent"), "research_activity"),
    ),
}


#: What is the same for many rows is read once, and told by a column of the row: by which, and where it stands.
_TOLD = {
    "country": select(m.Country.iso2.label("country"), m.Country.name.label(f"country{words.NAME_OF_CODE}")),
    "import_id": select(
        m.ImportRecord.import_id,
        part_in_words(m.ImportRecord.demonstration),
        m.ImportRecord.file_name,
        m.ImportRecord.imported_at,
    ),
}


def completed(
    engine: Engine | Connection, entity: str, query: Select[*tuple[Any, ...]], names: Sequence[str] | None
) -> pa.RecordBatchReader:
    """The answer of a query of an entity's rows in the order of their key, with their lists and what codes tell.

    Lists are texts with `;` between the items, such as `Blood:40.00;Skin:60.00`. Where the query has `import_id` or a
    country, the part and the file, or the country's name, are told by it.

    Args:
        engine: the store, or a connection to it.
        entity: whose rows they are.
        query: what is asked; it holds the key where there are lists.
        names: columns of the answer, in order; all of the query's where not given.
    """
    there = schema_of(query)
    told = [schema_of(_TOLD[column]) for column in _TOLD if column in there.names]
    lists = [pa.field(listed.field, pa.string()) for listed in LISTS.get(entity, ())]
    kinds = {field.name: field for field in (*(field for schema in told for field in schema), *lists, *there)}
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
    lists = [listed for listed in LISTS.get(entity, ()) if listed.field in wanted]
    told = {column: _all_of(engine, rows) for column, rows in _TOLD.items() if wanted & set(schema_of(rows).names)}
    for batch in batches(engine, query):
        columns = dict(zip(there, batch.columns, strict=True))
        for column, values in told.items():
            rows = pc.index_in(columns[column], values[column])
            columns |= {name: array.take(rows) for name, array in values.items() if name in wanted}
        columns |= {listed.field: _items(engine, _table(entity), listed, batch) for listed in lists}
        yield pa.record_batch([columns[name] for name in schema.names], schema=schema)


def _all_of(connection: Connection, query: Select[*tuple[Any, ...]]) -> dict[str, pa.Array]:
    """A short answer as whole columns."""
    table = pa.Table.from_batches(batches(connection, query), schema_of(query))
    return {name: table[name].combine_chunks() for name in table.schema.names}


def _items(connection: Connection, table: Table, listed: Listed, batch: pa.RecordBatch) -> pa.Array:
    """The lists of a batch of rows, as texts."""
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
    """The numbers of attendees that may be published: by event and list, in total and by what is known of persons.

    With attendees from chosen countries: the numbers of these countries.
    """
    cell = m.AttendanceCell
    numbers = [column for column in cell.__table__.columns if column.name.startswith(("attended", "registered"))]
    from_there = [cell.dimension == COUNTRY, cell.category.in_(scope.attendees_from)]
    return (
        select(
            part_in_words(cell.demonstration),
            cell.event_id,
            m.Event.name.label(f"event{words.NAME_OF_CODE}"),
            cell.dimension,
            cell.category,
            *numbers,
        )
        .join(m.Event, m.Event.event_id == cell.event_id)
        .where(
            *event_conditions(scope),
            *(from_there if scope.attendees_from else []),
            cell.demonstration.is_(scope.demonstration),
        )
        .order_by(cell.event_id, cell.demonstration, cell.dimension, cell.category)
    )


def _table(entity: str) -> Table:
    table = m.ENTITIES[entity].__table__
    assert isinstance(table, Table)
    return table


def _rows(engine: Engine, entity: str, conditions: list[Any], start: int, size: int) -> pd.DataFrame:
    order = in_order(_table(entity))
    order = in_protocol_order(*order) if entity == "country" else order
    query = _select(entity, conditions).order_by(*order).limit(size).offset(start)
    return fetch(engine, query)


def _select(entity: str, conditions: list[Any]) -> Select[*tuple[Any, ...]]:
    """Part, own columns with names in place of codes, and where a row came from."""
    table = _table(entity)
    own = [_readable(column) for column in table.columns if column.name not in words.ORIGIN]
    origin = (m.ImportRecord.file_name, table.c.source_row, m.ImportRecord.imported_at, m.ImportRecord.import_id)
    return (
        select(part_in_words(m.ImportRecord.demonstration), *own, *origin)
        .select_from(table)
        # Every row has its import. As an outer join SQLite reads the rows first, in the order of their key; else it may
        # begin with the imports, and hold all rows in memory to sort them.
        .outerjoin(m.ImportRecord, m.ImportRecord.import_id == table.c.import_id)
        .where(*conditions)
    )


#: Columns that hold a code, and the columns of the code and of the name that readers see instead.
_CODED = {
    "country": (m.Country.iso2, m.Country.name),
    **dict.fromkeys(("funder", "organisation", "organiser"), (m.Organisation.organisation_id, m.Organisation.name)),
}


def _readable(column: Any) -> Any:
    """The column itself, or for a code the name that it stands for."""
    if column.name not in _CODED:
        return may_be_shown(column)
    code, name = _CODED[column.name]
    return select(name).where(code == column).scalar_subquery().label(column.name)


def _search(table: Table, search: str) -> list[Any]:
    """The condition that what a reader sees in one of the text columns holds the text searched for."""
    wanted = search.strip()
    if not wanted:
        return []
    found: list[Any] = []
    for column in table.columns:
        if column.name in _CODED:
            code, name = _CODED[column.name]
            found.append(column.in_(select(code).where(holds(name, wanted))))
        elif isinstance(column.type, (String, Text)):
            found.append(holds(may_be_shown(column), wanted))
    return [or_(*found)]


def may_be_shown(column: Any) -> Any:
    """The column, or what stands for it in rows that anybody may have."""
    figures = m.PublishedFigure.__table__.c
    return mask_small_figures(figures).label(column.name) if column is figures.value else column


def _conditions(entity: str, scope: Scope) -> list[Any]:
    """Every condition on an entity's rows: those of lib.metrics.scope, and the text searched for."""
    return [*_narrowed(entity, scope), *_search(_table(entity), scope.search)]


def _narrowed(entity: str, scope: Scope) -> list[Any]:
    model: Any = m.ENTITIES[entity]
    if entity == "programme":
        return programme_conditions(scope)
    if entity == "call":
        return call_conditions(scope)
    if entity == "project":
        return [*project_conditions(scope), *projects_in_place(scope)]
    if entity == "event":
        return event_conditions(scope)
    own = in_dataset(scope, model)
    if entity in ("country", "organisation", "membership"):
        return [*own, *in_place(scope, m.Country.iso2 if entity == "country" else model.country)]
    if entity == "call commitment":
        funders = select(m.Organisation.organisation_id).where(*in_place(scope, m.Organisation.country))
        here = [model.funder.in_(funders)] if scope.by_place else []
        return [*committing(scope), *here, *_of_calls(scope, model)]
    if entity == "call outcome":
        return [*own, *in_place(scope, model.country), *_of_calls(scope, model)]
    if entity == "participation":
        return [*own, *in_place(scope, model.country), *_of_projects(scope, model)]
    if entity == "field of science":
        in_them = [model.project_id.in_(with_participant(scope))] if scope.by_place else []
        return [*own, *in_them, *_of_projects(scope, model)]
    if entity == "funding":
        return [*paying(scope), *_of_participants(scope), *_of_projects(scope, model)]
    if entity in ("post", "channel snapshot"):
        on_channel = [model.channel.in_(scope.channels)] if scope.channels else []
        day = m.Post.published_at if entity == "post" else m.ChannelSnapshot.date
        return [*own, *on_channel, *in_years(scope, day)]
    if entity == "output":
        return [*own, *in_part_in_period(scope, m.Output.period_start, m.Output.period_end)]
    return own


def _of_calls(scope: Scope, model: Any) -> list[Any]:
    """The condition that a row's call fits; nothing where every call does."""
    if not scope.narrowed & NARROWED_BY["call"] - {"search"}:
        return []
    return [model.call_id.in_(select(m.Call.call_id).where(*call_conditions(scope)))]


def _of_projects(scope: Scope, model: Any) -> list[Any]:
    """The condition that a row's project fits, place aside; nothing where every project does."""
    if not scope.narrowed & NARROWED_BY["project"] - {"search", *PLACES}:
        return []
    return [model.project_id.in_(select(m.Project.project_id).where(*project_conditions(scope)))]


def _of_participants(scope: Scope) -> list[Any]:
    """The condition that money went to a participant from the filters' countries."""
    if not scope.by_place:
        return []
    part = m.Participation
    of_participant = select(part.project_id).where(
        part.project_id == m.Funding.project_id,
        part.organisation == m.Funding.organisation,
        *in_place(scope, part.country),
        *in_dataset(scope, part),
    )
    return [of_participant.exists()]
