"""Matches that are remembered for the next file with the same header."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from lib.common.clock import utc_now
from lib.common.folding import fold_header
from lib.entities.registry import SCHEMAS
from lib.ingest.matching.match import Match
from lib.store.housekeeping_tables import ColumnMatch


def header_hash(header: Sequence[str]) -> str:
    """SHA-256 of a file's column names in their order, case and blanks making no difference."""
    return hashlib.sha256("\n".join(map(fold_header, header)).encode()).hexdigest()


def remembered(connection: Connection, header: Sequence[str]) -> Match | None:
    """The match that was remembered for this header, with the columns as they are spelt in it.

    None where there is none, or none that still fits the schemas.
    """
    query = select(ColumnMatch.entity, ColumnMatch.columns).where(ColumnMatch.header_hash == header_hash(header))
    row = connection.execute(query).one_or_none()
    if row is None or row.entity not in SCHEMAS or not row.columns.keys() <= SCHEMAS[row.entity].by_name.keys():
        return None
    spelt = {fold_header(name): name for name in header}
    columns = {
        name: spelt[fold_header(source)]
        if isinstance(source, str)
        else tuple(spelt[fold_header(column)] for column in source)
        for name, source in row.columns.items()
    }
    return Match(row.entity, columns)


def remember(connection: Connection, header: Sequence[str], match: Match, by: str) -> None:
    """Keep a match for the next file with this header, in the transaction of `connection`; it replaces an older one."""
    key = header_hash(header)
    connection.execute(delete(ColumnMatch).where(ColumnMatch.header_hash == key))
    row = {
        "header_hash": key,
        "entity": match.entity,
        "columns": {
            name: source if isinstance(source, str) else list(source) for name, source in match.columns.items()
        },
        "saved_at": utc_now(),
        "saved_by": by,
    }
    connection.execute(insert(ColumnMatch).values(row))
