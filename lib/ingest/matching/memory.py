"""What was said of the columns of a file, remembered for the next one with the same header."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from lib.common.clock import utc_now
from lib.common.folding import fold_header
from lib.entities.registry import SCHEMAS
from lib.ingest.matching.match import Match, fields_for
from lib.ingest.parsing.given import Given
from lib.services.actors import Actor
from lib.services.rights import LOAD_FILES, SEE_IMPORTS
from lib.store.audit import record
from lib.store.engine import write_transaction
from lib.store.housekeeping_tables import ColumnMatch


class UnknownMatchError(Exception):
    """No match is remembered under that key: somebody may have forgotten it meanwhile."""

    def __init__(self) -> None:
        super().__init__("This match is not remembered any more.")


@dataclass(frozen=True)
class RememberedMatch:
    """What is remembered for files with one header.

    Args:
        key: of the header, see `header_hash`.
        match: which of its columns are which fields; none of them where the file's format says it.
        given: columns that are not loaded, words that mean an empty cell, what to read in place of cells, and as its
            notations the currencies of amounts.
        saved_at: when it was saved, UTC.
        saved_by: who saved it.
        upload_id: the import that brought it, and whose undo forgets it; None where it was changed by hand since.
    """

    key: str
    match: Match
    given: Given
    saved_at: datetime
    saved_by: str
    upload_id: int | None


def header_hash(header: Sequence[str]) -> str:
    """SHA-256 of a file's column names in their order, case and blanks making no difference."""
    return hashlib.sha256("\n".join(map(fold_header, header)).encode()).hexdigest()


def remembered(connection: Connection, header: Sequence[str]) -> tuple[Match, Given] | None:
    """Return what is remembered for this header: the match, with the columns as they are spelt in it, and the rest.

    None where there is nothing, or nothing that still fits the schemas.
    """
    query = select(ColumnMatch.__table__).where(ColumnMatch.header_hash == header_hash(header))
    row = connection.execute(query).one_or_none()
    if row is None or row.entity not in SCHEMAS or not row.columns.keys() <= fields_for(row.entity).keys():
        return None
    spelt = {fold_header(name): name for name in header}
    columns = {
        name: spelt[fold_header(source)]
        if isinstance(source, str)
        else tuple(spelt[fold_header(column)] for column in source)
        for name, source in row.columns.items()
    }
    return Match(row.entity, columns), _given_of(row)


def remember(
    connection: Connection, header: Sequence[str], match: Match, given: Given, by: str, upload_id: int | None
) -> None:
    """Keep what was said of columns for the next file with this header, in the transaction of `connection`.

    It replaces what was remembered before. What is remembered already stays as it is, with the import that brought it.
    """
    if remembered(connection, header) == (match, given):
        return
    key = header_hash(header)
    connection.execute(delete(ColumnMatch).where(ColumnMatch.header_hash == key))
    if match.columns or given != Given():
        stored = _stored(match, given)
        values = {"header_hash": key, **stored, "saved_at": utc_now(), "saved_by": by, "upload_id": upload_id}
        connection.execute(insert(ColumnMatch).values(values))


def list_remembered(engine: Engine, actor: Actor) -> list[RememberedMatch]:
    """List what is remembered, the newest first; without those of entities that are no more.

    Raises:
        NotPermittedError: the actor may not load files.
    """
    actor.check(SEE_IMPORTS)
    query = select(ColumnMatch.__table__).order_by(ColumnMatch.saved_at.desc(), ColumnMatch.header_hash)
    with engine.connect() as connection:
        return [
            RememberedMatch(row.header_hash, _match_of(row), _given_of(row), row.saved_at, row.saved_by, row.upload_id)
            for row in connection.execute(query)
            if row.entity in SCHEMAS
        ]


def change_remembered(engine: Engine, key: str, match: Match, given: Given, actor: Actor) -> None:
    """Replace what is remembered.

    Args:
        engine: the store.
        key: of the header.
        match: the match to be remembered from now on.
        given: and the rest, see `RememberedMatch`.
        actor: who changes it; their name is kept with it.

    Raises:
        NotPermittedError: the actor may not load files.
        UnknownMatchError: none is remembered under this key.
    """
    actor.check_on_record(LOAD_FILES, "change how columns are matched")
    values = {**_stored(match, given), "saved_at": utc_now(), "saved_by": actor.name, "upload_id": None}
    with engine.connect() as connection, write_transaction(connection):
        changed = connection.execute(update(ColumnMatch).where(ColumnMatch.header_hash == key).values(values))
        if not changed.rowcount:
            raise UnknownMatchError
        record(connection, actor, "change how columns are matched", f"header {key}")


def forget_match(engine: Engine, key: str, actor: Actor) -> None:
    """Forget a remembered match: the next file with this header is asked about.

    Raises:
        NotPermittedError: the actor may not load files.
        UnknownMatchError: none is remembered under this key.
    """
    actor.check_on_record(LOAD_FILES, "forget how columns are matched")
    with engine.connect() as connection, write_transaction(connection):
        if not connection.execute(delete(ColumnMatch).where(ColumnMatch.header_hash == key)).rowcount:
            raise UnknownMatchError
        record(connection, actor, "forget how columns are matched", f"header {key}")


def forget_matches_of(connection: Connection, imports: Collection[int]) -> None:
    """Forget the matches that these imports brought, in the transaction that undoes them."""
    connection.execute(delete(ColumnMatch).where(ColumnMatch.upload_id.in_(imports)))


def _stored(match: Match, given: Given) -> dict[str, object]:
    columns = {name: source if isinstance(source, str) else list(source) for name, source in match.columns.items()}
    return {"entity": match.entity, "columns": columns, "given": given.as_json()}


def _given_of(row: Row[Any]) -> Given:
    return Given.from_json(row.given) if row.given else Given()


def _match_of(row: Row[Any]) -> Match:
    columns = {name: source if isinstance(source, str) else tuple(source) for name, source in row.columns.items()}
    return Match(row.entity, columns)
