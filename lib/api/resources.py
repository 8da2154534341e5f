"""The data sets that programs can read, and the kinds of file; answers and descriptions are made from these lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
from sqlalchemy import Engine

from lib.api.asking import Asked
from lib.entities.columns import DATASET_COLUMN, DATASETS
from lib.entities.registry import ENTITIES
from lib.export.forms import FORMS
from lib.export.frames import of_frame
from lib.metrics.addresses import NAMES
from lib.metrics.records import raw_count, raw_rows
from lib.metrics.scope import Scope
from lib.metrics.topics import by_topic

#: Forms by the ending of the address. Programs need no mark by which Excel knows UTF-8.
FORMS_BY_ENDING = {
    "csv": FORMS["plain-csv"],
    "json": FORMS["json"],
    "xlsx": FORMS["xlsx"],
    "parquet": FORMS["parquet"],
}
TOPICS = "topics"


@dataclass(frozen=True)
class Resource:
    """A data set that has an address.

    Args:
        name: in the address.
        title: what its rows are.
        entity: as lib.metrics.records calls it.
        files_of: entities whose files the rows come from.
        rows: those that are asked for, read as they are needed.
        count: how many there are in all.
        columns: of the rows; nothing is read for them.
        guides: what belongs in a column, by its name.
    """

    name: str
    title: str
    entity: str
    files_of: tuple[str, ...]
    rows: Callable[[Engine, Asked], pa.RecordBatchReader]
    count: Callable[[Engine, Asked], int]
    columns: Callable[[Engine], pa.Schema]
    guides: dict[str, str]

    @property
    def what(self) -> str:
        """What its rows are called, in the plural."""
        return self.name.replace("-", " ").replace("reach", "posts")


def _entity_resource(entity: str, name: str) -> Resource:
    def rows(engine: Engine, asked: Asked) -> pa.RecordBatchReader:
        return raw_rows(engine, entity, asked.scope, start=asked.offset, most=asked.limit)

    def count(engine: Engine, asked: Asked) -> int:
        return raw_count(engine, entity, asked.scope)

    def columns(engine: Engine) -> pa.Schema:
        return raw_rows(engine, entity, Scope(), most=0).schema

    declared = ENTITIES[entity]
    guides = {} if declared.schema is None else {field.name: field.guide for field in declared.schema.fields}
    title = f"{declared.title}: the numbers that may be published" if declared.of_persons else declared.title
    return Resource(name, title, entity, (entity,), rows, count, columns, guides)


_TOPIC_COLUMNS = {
    DATASET_COLUMN: "facts, or demonstration for demonstration data, which is made up",
    "category": "topic; empty for projects that fit none",
    "projects": "number of projects; one of several topics counts in each",
    "weighted": "number of projects, split by how much of each belongs to the topic",
    "weighted_with_money": "of these, those whose money is known",
    "money_eur": "money of the projects (EUR), split likewise",
    "projects_share": "share of all projects that fit a topic",
    "money_share": "share of all money of projects that fit a topic",
    "stability": "share of its projects that keep company when a tenth of all is left out; empty where not known",
}


def _topics(engine: Engine, asked: Asked) -> pd.DataFrame:
    found = by_topic(engine, asked.scope.grouping, asked.scope)
    return found.assign(**{DATASET_COLUMN: DATASETS[asked.scope.demonstration]})


def _topic_rows(engine: Engine, asked: Asked) -> pa.RecordBatchReader:
    last = None if asked.limit is None else asked.offset + asked.limit
    found = _topics(engine, asked).iloc[asked.offset : last]
    return of_frame(found, {name: name for name in _TOPIC_COLUMNS})


def _topic_schema(_engine: Engine) -> pa.Schema:
    words = (DATASET_COLUMN, "category")
    numbers = [(name, pa.float64()) for name in _TOPIC_COLUMNS if name not in (*words, "projects")]
    return pa.schema([*((name, pa.string()) for name in words), ("projects", pa.int64()), *numbers])


#: Every data set, by its name in the address.
RESOURCES = {name: _entity_resource(entity, name) for entity, name in NAMES.items()} | {
    TOPICS: Resource(
        TOPICS,
        "Topics of projects, with their numbers and money",
        "topic",
        ("project",),
        _topic_rows,
        lambda engine, asked: len(_topics(engine, asked)),
        _topic_schema,
        _TOPIC_COLUMNS,
    )
}
