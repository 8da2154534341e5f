"""Rows that belong to projects which are not wanted are left out, in whatever table of the upload they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, or_, select

from lib.entities.registry import SCHEMAS
from lib.ingest.staging.stage import Stage
from lib.ingest.staging.tables import table_of


def leave_out_of_others(stages: Sequence[Stage]) -> Counter[int]:
    """Leave out rows of projects that the upload does not bring, and what comes along for them alone.

    Where it brings no projects, those that the store has are the wanted ones.

    Returns:
        How many rows of projects' participants, fields of science and the like were left out, by table.
    """
    projects = [stage for stage in stages if stage.schema.entity == "project"]
    wanted = [stage.table for stage in projects] or [table_of(SCHEMAS["project"].targets[0].model)]
    left_out = Counter[int]()
    for stage in stages:
        field = next((f.name for f in stage.schema.fields if f.refers_to == "project"), "")
        if field in stage.own and stage.schema.entity != "project":
            known = [_has(table, "project_id", stage.table.c[field]) for table in wanted]
            left_out[stage.source] += stage.leave_out(and_(stage.table.c[field].is_not(None), ~or_(*known)))
    for stage in stages:
        if stage.mapping.only_new:
            beside = [other for other in stages if other.source == stage.source and other is not stage]
            named = [
                _has(other.table, field.name, stage.table.c[stage.schema.key[0]])
                for other in beside
                for field in other.schema.fields
                if field.refers_to == stage.schema.entity and field.name in other.own
            ]
            if named:
                stage.leave_out(~or_(*named))
    return left_out


def _has(table: Table, name: str, value: ColumnElement[Any]) -> ColumnElement[bool]:
    return exists(select(1).select_from(table).where(table.c[name] == value))
