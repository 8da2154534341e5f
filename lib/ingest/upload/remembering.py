"""What was said of the columns of a file, kept for the next one with the same header."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from lib.common.currencies import CODES
from lib.common.folding import fold_header
from lib.ingest.matching import Match, remember
from lib.ingest.parsing.given import Given
from lib.ingest.upload.found import FoundTable


def remember_readings(connection: Connection, tables: Iterable[FoundTable], by: str, upload_id: int | None) -> None:
    """Keep how tables were read of which rows are loaded, in the transaction that loads them."""
    for found in tables:
        # A row by hand is of no file.
        if found.table.sheet.properties:
            match = found.match or Match(found.mappings[-1].entity, {})
            remember(connection, found.table.header, match, reading_kept(found), by, upload_id)


def reading_kept(found: FoundTable) -> Given:
    """Return what is kept of what was said of a table's columns: nothing that could hold the name of a person."""
    columns, given = set(map(fold_header, found.table.header)), found.given
    currencies = {
        column: next((word for word in map(str.upper, how.split()) if word in CODES), "")
        for column, how in given.notations.items()
        if column in columns
    }
    return Given(
        notations={column: currency for column, currency in currencies.items() if currency},
        empty_words={c: words for c, words in given.empty_words.items() if words and found.may_keep_cells_of(c)},
        values={c: dict(cells) for c, cells in given.values.items() if cells and found.may_keep_cells_of(c)},
        ignored=given.ignored & columns,
    )
