"""The two datasets of a store, facts and demonstration data, which are never added up, compared or mixed.

A row belongs to the dataset of the import that it came from. Countries are reference data and serve both.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, select

from lib.entities.columns import DATASET_COLUMN, DATASETS
from lib.entities.import_record import ImportRecord


def of_dataset(import_id: Any, demonstration: bool) -> ColumnElement[bool]:
    """Return the condition that rows, by their column import_id, belong to the demonstration data or to the facts."""
    # Adding 0 keeps the engine from using the index on import_id, which would find half of all rows, in place of the
    # indexes on country, day or funder.
    chosen: ColumnElement[bool] = (import_id + 0).in_(
        select(ImportRecord.import_id).where(ImportRecord.demonstration.is_(demonstration))
    )
    return chosen


def holding_demonstration() -> list[ColumnElement[bool]]:
    """Return the conditions that an import of demonstration data has not been undone.

    Countries are left out: they are reference data, even where an older store loaded them as demonstration data.
    """
    record = ImportRecord
    return [record.demonstration.is_(True), record.undone_at.is_(None), record.entity != "country"]


def dataset_in_words(demonstration: Any) -> Any:
    """Return the name of the dataset of rows, from the column that says whether they are demonstration data."""
    return case((demonstration, DATASETS[True]), else_=DATASETS[False]).label(DATASET_COLUMN)


def dataset_name(demonstration: bool) -> str:
    """Name a dataset in a sentence."""
    return "demonstration data" if demonstration else "facts"
