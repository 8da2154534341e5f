"""Rows that somebody enters or changes by hand: read, checked, staged and loaded as a table of these rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import Engine

from lib.common.progress import ignore_progress
from lib.entities.registry import schema_of_rows
from lib.ingest.parsing.given import Given
from lib.ingest.persons import is_pseudonym
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


def prepare_rows(
    engine: Engine,
    entity: str,
    rows: Sequence[Mapping[str, Cell]],
    *,
    reason: str = "",
    demonstration: bool = False,
) -> Prepared:
    """Read and check rows, and compare them with the store. Nothing is written to it.

    Args:
        engine: the store.
        entity: whose rows they are. Persons are given by pseudonym alone: who has a name or an address uploads a file.
        rows: one and more, all of the same fields of the entity; of each field the cell, "" for what is not known.
        reason: why they are entered, kept with the import.
        demonstration: whether they are demonstration data.

    Raises:
        NeedsInput: a date or a number can be read in two ways.
    """
    schema = schema_of_rows(entity)
    persons = [field.name for field in schema.fields if field.person]
    assert all(is_pseudonym(row[name]) for name in persons for row in rows if name in row), "never by name or address"
    written = [{name: as_text(cell) for name, cell in cells.items()} for cells in rows]
    content = json.dumps(written[0] if len(written) == 1 else written, ensure_ascii=False)
    table = Table(
        Sheet("", lambda: iter([(1, [list(cells.values()) for cells in rows])])),
        BY_HAND,
        tuple(rows[0]),
        # The first row is one of them: nothing stands above it.
        header_row=0,
        mappings=(EntityMapping(entity, {name: name for name in rows[0]}, by_itself=True),),
    )
    found = FoundTable(SourceFile(BY_HAND, content.encode()), table, 0, table.mappings, None, Given(), reason)
    requests = infer_notations(found)
    inspection = Inspection((found,), (), tuple(requests), Answers())
    if requests:
        raise NeedsInput(inspection)
    return Prepared(engine, inspection, demonstration, ignore_progress)
