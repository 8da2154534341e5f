"""Every row of the store in the columns of our own templates, so that it can be loaded again just as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Engine, Select, and_, case, exists, func, literal, select, union_all
from sqlalchemy.orm import aliased

from lib.common.formatting import PRECISION
from lib.entities.columns import DATASET_COLUMN
from lib.entities.fields import CURRENCY, ORIGIN
from lib.entities.funding import Funding
from lib.entities.import_record import ImportRecord
from lib.entities.participation import Participation
from lib.entities.registry import ENTITIES, REFERENCE
from lib.entities.schema import columns_of
from lib.metrics.listing import may_be_shown
from lib.metrics.records import completed, in_order, lists_of
from lib.store.datasets import dataset_in_words, of_dataset

#: Columns in which a row names its source.
_SOURCE = columns_of(ORIGIN)
_MONEY = ("funder", "funding_eur", "funding_original", *columns_of(CURRENCY))


def template_rows(
    store: Engine | Connection, demonstration: bool, entity: str, columns: Sequence[str], *, for_all: bool = False
) -> pa.RecordBatchReader:
    """Return all rows of an entity in one dataset: the dataset of each, then the columns of its template.

    Args:
        store: the store, or a connection to it as lib.store.batches.snapshot opens it.
        demonstration: which dataset; reference data belong to both.
        entity: one that has a template.
        columns: the template's.
        for_all: for everybody: numbers of persons that are too small to be published are masked.
    """
    stored: Any = ENTITIES[entity].model.__table__
    # After each date its precision, so that the file gives the month or the year alone where that is all that is known.
    columns = [one for name in columns for one in (name, f"{name}{PRECISION}") if one == name or one in stored.c]
    if entity == "participation":
        query = _participations(demonstration, columns)
    else:
        query = _own_rows(demonstration, entity, columns, for_all)
    return completed(store, entity, query, (DATASET_COLUMN, *columns))


def _own_rows(demonstration: bool, entity: str, columns: Sequence[str], for_all: bool) -> Select[*tuple[Any, ...]]:
    table: Any = ENTITIES[entity].model.__table__
    in_lists = {listed.field for listed in lists_of(entity)}
    stored = [table.c[name] for name in columns if name not in in_lists]
    shown = map(may_be_shown, stored) if for_all else stored
    of_one = [] if entity in REFERENCE else [of_dataset(table.c.import_id, demonstration)]
    return select(table.c.import_id, *shown).where(*of_one).order_by(*in_order(entity))


def _participations(demonstration: bool, columns: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """Select a row for each funder of a participation, and one without money where none of these has its own source.

    An import makes the participation of the first of its rows, so the one with the same source comes first.
    """
    part, money = aliased(Participation), aliased(Funding)
    own, paid = aliased(ImportRecord), aliased(ImportRecord)
    same_source = and_(
        own.demonstration == paid.demonstration,
        *(getattr(part, name).is_not_distinct_from(getattr(money, name)) for name in _SOURCE),
    )
    belongs = and_(money.project_id == part.project_id, money.organisation == part.organisation)

    def selected(record: Any, source: Any, first: Any, paying: bool) -> Select[*tuple[Any, ...]]:
        def column(name: str) -> Any:
            if name in _MONEY:
                kind = getattr(Funding, name).type
                return (getattr(money, name) if paying else literal(None, kind)).label(name)
            return getattr(source if name in _SOURCE else part, name).label(name)

        return select(
            dataset_in_words(record.demonstration),
            *(column(name) for name in columns),
            first.label("first"),
        )

    with_money = (
        selected(paid, money, case((same_source, 0), else_=1), True)
        .select_from(part)
        .join(own, own.import_id == part.import_id)
        .join(money, belongs)
        .join(paid, paid.import_id == money.import_id)
        .where(paid.demonstration.is_(demonstration))
    )
    said_already = (
        select(1).select_from(money).join(paid, paid.import_id == money.import_id).where(belongs, same_source)
    )
    alone = (
        selected(own, part, literal(0), False)
        .select_from(part)
        .join(own, own.import_id == part.import_id)
        .where(own.demonstration.is_(demonstration), ~exists(said_already.correlate(part, own)))
    )
    rows = union_all(with_money, alone).subquery()
    return select(rows.c[DATASET_COLUMN], *(rows.c[name] for name in columns)).order_by(
        rows.c.project_id, rows.c.organisation, rows.c.first, func.coalesce(rows.c.funder, "")
    )
