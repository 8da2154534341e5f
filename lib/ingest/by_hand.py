"""A row that somebody enters or changes by hand: read, checked, staged and loaded as a table of one row."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Engine

from lib.common.progress import ignore_progress
from lib.entities.registry import schema_of_rows
from lib.ingest.parsing.given import Given
from lib.ingest.readers.sheets import Cell, Sheet
from lib.ingest.readers.source import SourceFile
from lib.ingest.tables import EntityMapping, Table, as_text
from lib.ingest.upload.answers import Answers
from lib.ingest.upload.found import FoundTable
from lib.ingest.upload.inspection import Inspection, infer_notations
from lib.ingest.upload.prepared import Prepared
from lib.ingest.upload.results import NeedsInput

#: Stands in import records in place of a file's name and format.
BY_HAND = "by hand"


def prepare_row(
    engine: Engine, entity: str, cells: Mapping[str, Cell], *, reason: str = "", demonstration: bool = False
) -> Prepared:
    """Read and check a row, and compare it with the store. Nothing is written to it.

    Args:
        engine: the store.
        entity: whose row it is; never one whose rows are persons.
        cells: for each field of the entity, its cell; "" for what is not known.
        reason: why it is entered, kept with the import.
        demonstration: whether it is demonstration data.

    Raises:
        NeedsInput: a date or a number can be read in two ways.
    """
    schema = schema_of_rows(entity)
    assert not schema.of_persons, "rows of persons are loaded from files, where they become pseudonyms"
    content = json.dumps({name: as_text(cell) for name, cell in cells.items()}, ensure_ascii=False)
    table = Table(
        Sheet("", lambda: iter([(1, [list(cells.values())])])),
        BY_HAND,
        tuple(cells),
        # The row is the first: nothing stands above it.
        header_row=0,
        mappings=(EntityMapping(entity, {name: name for name in cells}, by_itself=True),),
    )
    found = FoundTable(SourceFile(BY_HAND, content.encode()), table, 0, table.mappings, None, Given(), reason)
    requests = infer_notations(found)
    inspection = Inspection((found,), (), tuple(requests), Answers())
    if requests:
        raise NeedsInput(inspection)
    return Prepared(engine, inspection, demonstration, ignore_progress)
