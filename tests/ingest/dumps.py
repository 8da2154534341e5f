"""What a store holds, as a whole: for tests that compare it before and after, or look for what must not be in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select, text

from lib.ingest.readers.source import SourceFile
from lib.ingest.upload import Loaded, prepare
from lib.ingest.upload.answers import Answers
from lib.services.actors import operator
from lib.store.tables import Base

#: Numbers that the store gives to rows without a key of their own.
_SURROGATES = frozenset({"funding_id", "call_outcome_id", "published_figure_id"})

#: What tells of changes, and grows with each.
HISTORY = ("import_record", "audit_entry", "audit_address")

Dump = dict[str, list[tuple[object, ...]]]


def dump(engine: Engine, without: Iterable[str] = HISTORY) -> Dump:
    """Rows of every table but those in `without`, in an order of their own, without surrogate keys."""
    with engine.connect() as connection:
        return dump_of(connection, without)


def dump_of(connection: Connection, without: Iterable[str] = HISTORY) -> Dump:
    return {
        table.name: sorted(
            (
                tuple(row)
                for row in connection.execute(select(*(c for c in table.columns if c.name not in _SURROGATES)))
            ),
            key=repr,
        )
        for table in Base.metadata.sorted_tables
        if table.name not in without
    }


def everything(engine: Engine) -> Dump:
    """Rows of every table, the import records and the audit log too."""
    return dump(engine, ())


def temporary_rows(connection: Connection) -> list[tuple[object, ...]]:
    """Rows of every temporary table of a connection."""
    names = inspect(connection).get_temp_table_names()
    # The names come from the engine's own catalogue.
    quoted = [connection.dialect.identifier_preparer.quote(name) for name in names]
    return [tuple(row) for name in quoted for row in connection.execute(text(f"SELECT * FROM {name}"))]  # noqa: S608


def files_of(engine: Engine) -> bytes:
    """The bytes of an SQLite store, its journals included; none for a server's store."""
    if engine.dialect.name != "sqlite":
        return b""
    path = Path(str(engine.url.database))
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")) if "-shm" not in file.name)


def load_files(
    engine: Engine,
    *files: SourceFile,
    answers: Answers | None = None,
    demonstration: bool = False,
    quarantine_bad_rows: bool = False,
) -> Loaded:
    """Prepare and load files as one upload."""
    with prepare(engine, list(files), answers, demonstration=demonstration) as ready:
        return ready.load(operator("tests"), quarantine_bad_rows=quarantine_bad_rows)


def csv_file(entity: str, content: str) -> SourceFile:
    """CSV text as a file named after its entity."""
    return SourceFile(f"{entity}.csv", content.encode())
