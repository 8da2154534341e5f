"""Which countries choices and figures list, of all that there are: every store holds the whole of ISO 3166."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from lib.entities.country import Country
from lib.entities.registry import ENTITIES
from lib.metrics.conditions import in_dataset
from lib.metrics.scope import Scope
from lib.store.summary_tables import AttendanceCell
from lib.store.suppression import COUNTRY


def is_listed(demonstration: bool) -> ColumnElement[bool]:
    """Return the condition that a Country of a query is listed: it has a place in the order of protocol, as the EU's
    members and those that work with them, or the dataset holds a row of it.

    Of attendance only what is published counts.
    """
    scope = Scope(demonstration=demonstration)
    rows: list[ColumnElement[bool]] = []
    for entity in ENTITIES.values():
        model: Any = entity.model
        for column in () if entity.is_confidential else model.__table__.columns:
            if any(key.column is Country.__table__.c.iso2 for key in column.foreign_keys):
                rows.append(exists(select(1).where(column == Country.iso2, *in_dataset(scope, model))))
    attended = exists(
        select(1).where(
            AttendanceCell.dimension == COUNTRY,
            AttendanceCell.category == Country.iso2,
            AttendanceCell.demonstration.is_(demonstration),
            or_(AttendanceCell.attended_least > 0, AttendanceCell.registered_least > 0),
        )
    )
    return or_(Country.protocol_order.is_not(None), *rows, attended)
