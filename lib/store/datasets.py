"""The two bodies of data in a store, facts and demonstration data, which are never added up, compared or mixed.

To which of them a row belongs is said by the import that it came from. Countries are reference data: they serve both.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, select

from lib.store import vocabulary as words
from lib.store.models import ImportRecord


def of_dataset(import_id: Any, demonstration: bool) -> ColumnElement[bool]:
    """The condition that rows, by their column import_id, belong to the demonstration data, or else to the facts."""
    # Plus nothing: looked up by its import half of all rows would be found, and the indexes by country, day or funder
    # be left aside.
    chosen: ColumnElement[bool] = (import_id + 0).in_(
        select(ImportRecord.import_id).where(ImportRecord.demonstration.is_(demonstration))
    )
    return chosen


def holding_demonstration() -> list[ColumnElement[bool]]:
    """The conditions that an import brought demonstration data that were not taken back.

    Countries are reference data; a store of earlier days may hold some that came as demonstration data.
    """
    record = ImportRecord
    return [record.demonstration.is_(True), record.undone_at.is_(None), record.entity != "country"]


def part_in_words(demonstration: Any) -> Any:
    """Of which dataset rows are, in words, by the column that says whether they are demonstration data."""
    return case((demonstration, words.PARTS[True]), else_=words.PARTS[False]).label(words.PART)
