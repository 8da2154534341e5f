"""How each figure is computed, in words, and from which files. Pages print these beside the charts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Select, case, exists, literal, select, union_all

from lib.metrics.filters import Filters
from lib.metrics.frames import fetch
from lib.store.models import ENTITIES, ImportRecord

ACTIVE = (
    "A programme is active in a year when its first year is not later and its last year not earlier than that year; "
    "an open end is active. A programme whose first year is not known is never counted as active."
)
PROGRAMMES = (
    "Programmes that are recorded and fit the filters; with a period chosen, those active in at least one of its "
    f"years. {ACTIVE}"
)
BUDGET = (
    "Sum of the published total budgets, in EUR, of the programmes dedicated to personalised medicine (PM). Budgets of "
    "programmes that merely allow PM are never summed as money for PM. Programmes without a published budget, or with "
    "a budget in another currency for which no rate is recorded, are counted as programmes but add no money."
)
PER_MILLION = f"{BUDGET} Divided by the country's inhabitants in millions; a country without a population has none."
COUNTRIES = (
    "Countries with at least one active national or regional programme. European and international programmes belong "
    "to no country."
)
CALLS = (
    "Calls by the year they opened, or of their first deadline where the opening is not known. A call is open to "
    "several countries, so country filters do not apply."
)
SUCCESS_RATE = (
    "Projects funded divided by eligible pre-proposals, sums over sums, over the calls that publish both; never an "
    "average of rates. With countries chosen: the calls' outcomes of these countries. By the year that the call "
    "opened, or of its first deadline."
)
PROJECTS = (
    "Projects by the year of their first day. With countries chosen: projects with at least one participant from "
    "them. A project with partners in five countries counts once in each country's number and once in the total."
)
AWARDED = (
    "Funding of the projects that began in the year, in EUR, from all funders. With countries chosen: the money of "
    "the participants from them."
)
PARTICIPATIONS = "Organisations' parts in projects, in any role, by the year of the project's first day."
EVENTS = "Events by the year of their first day; with countries chosen, the country that hosted the event."
ATTENDANCE = (
    "People who attended: the attendance list where there is one, else the published number of people who attended. "
    "Online viewers are not attendees and are never added. Fewer than five persons are shown as <5."
)
REACH = (
    "Impressions summed over the posts of all channels in the year. Unique reach is never added up. Nothing measured "
    "is shown as no data, not as zero. Country and programme filters do not apply to posts."
)
TIMELINE = (
    "From the first to the last year of each programme. Running out: the last year ends within 24 months of today. "
    "End not stated: began, and its source names no last year; counted as active."
)


def source_files(engine: Engine, entities: Iterable[str], filters: Filters) -> pd.DataFrame:
    """Files that the rows of these entities came from, newest first.

    Returns:
        entity, import_id, file_name, imported_at, imported_by, rows_read, part (facts or illustrative).
    """
    given = [imports_of(entity, facts_only=filters.facts_only) for entity in entities]
    together = union_all(*given).subquery()
    return fetch(engine, select(together).order_by(together.c.import_id.desc(), together.c.entity))


def imports_of(entity: str, *, facts_only: bool) -> Select[*tuple[Any, ...]]:
    """The imports that rows of an entity came from and are still there, also those that brought them along.

    Columns: entity, import_id, file_name, imported_at, imported_by, rows_read, part.
    """
    model: Any = ENTITIES[entity]
    has_rows = exists(select(1).where(model.import_id == ImportRecord.import_id))
    return select(
        literal(entity).label("entity"),
        ImportRecord.import_id,
        ImportRecord.file_name,
        ImportRecord.imported_at,
        ImportRecord.imported_by,
        ImportRecord.rows_read,
        case((ImportRecord.illustrative, "illustrative"), else_="facts").label("part"),
    ).where(has_rows, *([ImportRecord.illustrative.is_(False)] if facts_only else []))
