"""The rows behind the figures: any entity, page by page, with where each row came from."""

from __future__ import annotations

from collections.abc import Iterator
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


#: What the filters on countries narrow, by entity: the rows' own country, or that of the participants.
BY_PLACE = (
    "country",
    "organisation",
    "programme",
    "call outcome",
    "project",
    "participation",
    "funding",
    "event",
    "field of science",
)
#: What the period narrows: by the row's own date, or by that of its call or project.
BY_YEAR = (
    "programme",
    "call",
    "call commitment",
    "call outcome",
    "project",
    "participation",
    "funding",
    "field of science",
    "event",
    "post",
    "channel snapshot",
)
#: What the filters on level, funder and area narrow.
BY_PROGRAMME = (
    "programme",
    "call",
    "call commitment",
    "call outcome",
    "project",
    "participation",
    "funding",
    "field of science",
)


@dataclass(frozen=True)
class RecordPage:
    """One page of rows, and how many there are in all."""

    rows: pd.DataFrame
    total: int


def without_effect(entity: str, filters: Filters) -> tuple[str, ...]:
    """The filters that are set and do not narrow the entity, in words."""
    years = filters.first_year is not None or filters.last_year is not None
    programme = bool(filters.levels) or filters.by_programme
    checked = (
        (filters.by_place and entity not in BY_PLACE, "country, region and member status"),
        (years and entity not in BY_YEAR, "years"),
        (programme and entity not in BY_PROGRAMME, "level, area and funder"),
    )
    return tuple(words for idle, words in checked if idle)


def record_page(engine: Engine, entity: str, filters: Filters, search: str, page: int, size: int) -> RecordPage:
    """Rows of an entity that the filters let through: countries in the order of protocol, others in that of their key.

    Args:
        engine: the store.
        entity: one of LISTED.
        filters: those that make sense for the entity are applied (see `without_effect`).
        search: text that one of the row's text columns must hold, upper and lower case alike.
        page: number of the page, from 0.
        size: rows to a page.

    Returns:
        part (facts or illustrative), the entity's own columns (countries and organisations by name), then file_name,
        source_row, imported_at and import_id.
    """
    table = _table(entity)
    conditions = _conditions(entity, filters, search)
    total = fetch_one(engine, select(func.count().label("total")).select_from(table).where(*conditions))["total"]
    return RecordPage(_rows(engine, entity, conditions, page * size, size), int(total))


def record_pages(
    engine: Engine, entity: str, filters: Filters, search: str, most: int, size: int
) -> Iterator[pd.DataFrame]:
    """The rows of `record_page`, `size` of them at a time and at most `most` in all."""
    conditions = _conditions(entity, filters, search)
    for start in range(0, most, size):
        rows = _rows(engine, entity, conditions, start, min(size, most - start))
        yield rows
        if len(rows) < size:
            return


def _table(entity: str) -> Table:
    table = m.ENTITIES[entity].__table__
    assert isinstance(table, Table)
    return table


def _rows(engine: Engine, entity: str, conditions: list[Any], start: int, size: int) -> pd.DataFrame:
    table = _table(entity)
    own = [_readable(column) for column in table.columns if column.name not in ("import_id", "source_row")]
    protocol = [m.Country.protocol_order.is_(None), m.Country.protocol_order] if entity == "country" else []
    query = (
        select(
            case((m.ImportRecord.illustrative, "illustrative"), else_="facts").label("part"),
            *own,
            m.ImportRecord.file_name,
            table.c.source_row,
            m.ImportRecord.imported_at,
            m.ImportRecord.import_id,
        )
        .select_from(table)
        .join(m.ImportRecord, m.ImportRecord.import_id == table.c.import_id)
        .where(*conditions)
        .order_by(*protocol, *table.primary_key.columns)
        .limit(size)
        .offset(start)
    )
    return fetch(engine, query)


#: Columns that hold a code, and the columns of the code and of the name that readers see instead.
_CODED = {
    "country": (m.Country.iso2, m.Country.name),
    **dict.fromkeys(("funder", "organisation", "organiser"), (m.Organisation.organisation_id, m.Organisation.name)),
}


def _readable(column: Any) -> Any:
    """The column itself, or for a code the name that it stands for."""
    if column.name not in _CODED:
        return column
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
            found.append(column.in_(select(code).where(name.icontains(wanted, autoescape=True))))
        elif isinstance(column.type, (String, Text)):
            found.append(column.icontains(wanted, autoescape=True))
    return [or_(*found)]


def _conditions(entity: str, filters: Filters, search: str) -> list[Any]:
    """Part, place, period and programme, as far as each narrows the entity, and the text searched for."""
    model: Any = m.ENTITIES[entity]
    table = _table(entity)
    if entity == "programme":
        narrowed: list[Any] = programme_conditions(filters)
    else:
        narrowed = [*in_part(filters, model), *_in_place(entity, filters), *_in_period_and_programme(entity, filters)]
    return [*narrowed, *_search(table, search)]


def _in_place(entity: str, filters: Filters) -> list[Any]:
    """The rows' own country; of projects, their fields of science and money: the participants' country."""
    if not filters.by_place or entity not in BY_PLACE:
        return []
    model: Any = m.ENTITIES[entity]
    here = country_codes(filters)
    if entity in ("project", "field of science"):
        return [model.project_id.in_(select(m.Participation.project_id).where(m.Participation.country.in_(here)))]
    if entity == "funding":
        part = m.Participation
        of_participant = select(part.project_id).where(
            part.project_id == m.Funding.project_id,
            part.organisation == m.Funding.organisation,
            part.country.in_(here),
        )
        return [of_participant.exists()]
    return in_place(filters, m.Country.iso2 if entity == "country" else model.country)


def _in_period_and_programme(entity: str, filters: Filters) -> list[Any]:
    """The row's own date and programme; of what belongs to a call or a project: those of the call or project."""
    model: Any = m.ENTITIES[entity]
    of_project = [*in_years(filters, m.Project.start_date), *of_filtered_programme(filters, m.Project.programme)]
    of_call = [*in_years(filters, call_date), *of_filtered_programme(filters, m.Call.programme)]
    if entity == "project":
        return of_project
    if entity == "call":
        return of_call
    if entity in ("participation", "funding", "field of science"):
        return [model.project_id.in_(select(m.Project.project_id).where(*of_project))] if of_project else []
    if entity in ("call outcome", "call commitment"):
        return [model.call_id.in_(select(m.Call.call_id).where(*of_call))] if of_call else []
    dates = {"event": m.Event.start_date, "post": m.Post.published_at, "channel snapshot": m.ChannelSnapshot.date}
    return in_years(filters, dates[entity]) if entity in dates else []
