"""The rows behind the figures: any entity, page by page, with where each row came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Engine, String, Table, Text, case, func, or_, select

from lib.metrics.filters import (
    Filters,
    call_date,
    country_codes,
    in_part,
    in_place,
    in_years,
    of_filtered_programme,
    programme_conditions,
)
from lib.metrics.frames import fetch, fetch_one
from lib.store import models as m

#: Entities that can be listed; the funders' money is listed as an entity of its own. Attendance is not: its rows are
#: persons, and listing them by country or event would show numbers below five.
LISTED = tuple(entity for entity in m.ENTITIES if entity not in ("attendance", "import record"))


@dataclass(frozen=True)
class RecordPage:
    """One page of rows, and how many there are in all."""

    rows: pd.DataFrame
    total: int


def record_page(engine: Engine, entity: str, filters: Filters, search: str, page: int, size: int) -> RecordPage:
    """Rows of an entity that the filters let through, in the order of their key.

    Args:
        engine: the store.
        entity: one of LISTED.
        filters: those that make sense for the entity are applied (see `_conditions`).
        search: text that one of the row's text columns must hold, upper and lower case alike.
        page: number of the page, from 0.
        size: rows to a page.

    Returns:
        The entity's own columns (countries by name), then file_name, source_row, imported_at and part (facts or
        illustrative).
    """
    model = m.ENTITIES[entity]
    table = model.__table__
    assert isinstance(table, Table)
    own = [_readable(column) for column in table.columns if column.name not in ("import_id", "source_row")]
    conditions = [*_conditions(entity, filters), *_search(table, search)]
    query = (
        select(
            *own,
            m.ImportRecord.file_name,
            table.c.source_row,
            m.ImportRecord.imported_at,
            case((m.ImportRecord.illustrative, "illustrative"), else_="facts").label("part"),
        )
        .select_from(table)
        .join(m.ImportRecord, m.ImportRecord.import_id == table.c.import_id)
        .where(*conditions)
        .order_by(*table.primary_key.columns)
        .limit(size)
        .offset(page * size)
    )
    total = fetch_one(engine, select(func.count().label("total")).select_from(table).where(*conditions))["total"]
    return RecordPage(fetch(engine, query), int(total))


def _readable(column: Any) -> Any:
    """The column itself, or for a country's code the country's name."""
    if column.name != "country":
        return column
    return select(m.Country.name).where(m.Country.iso2 == column).scalar_subquery().label("country")


def _search(table: Table, search: str) -> list[Any]:
    if not search.strip():
        return []
    texts = [column for column in table.columns if isinstance(column.type, (String, Text))]
    return [or_(*(column.icontains(search.strip(), autoescape=True) for column in texts))]


def _conditions(entity: str, filters: Filters) -> list[Any]:
    """Part; the row's own country; period by the row's own date; level, funder and area through its programme."""
    model: Any = m.ENTITIES[entity]
    part = in_part(filters, model)
    if entity == "programme":
        return programme_conditions(filters)
    if entity == "country":
        return [*part, *in_place(filters, m.Country.iso2)]
    if entity == "call":
        return [*part, *in_years(filters, call_date), *of_filtered_programme(filters, m.Call.programme)]
    if entity == "project":
        of_country = select(m.Participation.project_id).where(m.Participation.country.in_(country_codes(filters)))
        place: list[Any] = [m.Project.project_id.in_(of_country)] if filters.by_place else []
        return [*part, *place, *_project_conditions(filters)]
    if entity in ("participation", "funding"):
        fitting = _project_conditions(filters)
        through = [model.project_id.in_(select(m.Project.project_id).where(*fitting))] if fitting else []
        place = in_place(filters, m.Participation.country) if entity == "participation" else []
        return [*part, *place, *through]
    if entity == "event":
        return [*part, *in_place(filters, m.Event.country), *in_years(filters, m.Event.start_date)]
    if entity == "post":
        return [*part, *in_years(filters, m.Post.published_at)]
    if entity == "channel snapshot":
        return [*part, *in_years(filters, m.ChannelSnapshot.date)]
    place = in_place(filters, model.country) if hasattr(model, "country") else []
    return [*part, *place]


def _project_conditions(filters: Filters) -> list[Any]:
    return [*in_years(filters, m.Project.start_date), *of_filtered_programme(filters, m.Project.programme)]
