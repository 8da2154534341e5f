"""Where the store is and how it is opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url

from lib.common.folding import fold
from lib.store.years import year_in_name

#: How long to wait for another writer before giving up, in milliseconds.
BUSY_TIMEOUT_MS = 30_000


def data_folder() -> Path:
    """Return the folder of the embedded store, outside the source tree; ICPERMED_DATA_DIR sets another one."""
    named = os.environ.get("ICPERMED_DATA_DIR")
    return Path(named).expanduser() if named else Path.home() / ".local" / "share" / "icpermed-dashboard"


def store_url(url: str | None = None) -> str:
    """Return the store's URL: the one given, else DATABASE_URL, else SQLite in the data folder."""
    return url or os.environ.get("DATABASE_URL") or f"sqlite:///{data_folder() / 'store.sqlite'}"


@lru_cache(maxsize=16)
def open_engine(url: str) -> Engine:
    """Open the engine for the store at `url`, one per process; creates the folder of an SQLite file if it is missing.

    Its errors never repeat the values of a statement, since they may end up in a log.

    Raises:
        sqlalchemy.exc.ArgumentError: the URL cannot be parsed or names an engine that is not installed.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        event.listen(engine, "do_connect", partial(_make_private, Path(parsed.database)))
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(file: Path, *_arguments: Any) -> None:
    """Make the file of a new store, readable by its owner alone, before SQLite makes one that all may read."""
    if not file.exists():
        os.close(os.open(file, os.O_CREAT, 0o600))


def is_there(engine: Engine) -> bool:
    """Whether the store exists: whether there is an SQLite file, which opening it would create. Servers always do."""
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    return file in (None, "", ":memory:") or Path(str(file)).exists()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Python's driver opens transactions late and only before writes. With isolation_level None we open them
    # ourselves, so that schema changes and reads belong to the transaction too.
    connection.isolation_level = None
    connection.create_function("folded", 1, _folded, deterministic=True)
    connection.create_function("year_in_name", 1, year_in_name, deterministic=True)
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
        "cache_size=-65536",
        "mmap_size=1073741824",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _folded(text: str | None) -> str | None:
    return None if text is None else fold(text)


def _begin_sqlite(connection: Any) -> None:
    # A writer takes its lock at once: a reader that starts to write halfway would fail without waiting.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


#: Any number will do, as long as only writers of rows use it.
_WRITE_LOCK = 964_197
#: How long a writer waits for the one before it, in milliseconds: a large import takes minutes.
_WRITER_PATIENCE_MS = 30 * 60_000


@contextmanager
def write_transaction(connection: Connection) -> Iterator[Connection]:
    """Run a transaction that changes rows: all of its changes are made, or none.

    There is one such transaction at a time in the whole store. Until it ends, readers see the store as it was. The
    connection must not be in a transaction already.
    """
    sqlite = connection.dialect.name == "sqlite"
    connection.execution_options(writes=True)
    try:
        if sqlite:
            driver: Any = connection.connection.dbapi_connection
            driver.execute(f"PRAGMA busy_timeout={_WRITER_PATIENCE_MS}")
        with connection.begin():
            if not sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITE_LOCK})
            yield connection
    finally:
        connection.execution_options(writes=False)
        if sqlite and not connection.closed and not connection.invalidated:
            driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


@contextmanager
def workbench(engine: Engine) -> Iterator[Connection]:
    """Open a connection for temporary tables, which are on disk and disappear with it."""
    with engine.connect() as connection:
        # Taken out of the pool: the next user of the connection must not find these tables.
        connection.detach()
        if connection.dialect.name == "sqlite":
            driver: Any = connection.connection.dbapi_connection
            driver.execute("PRAGMA temp_store=FILE")
            driver.execute("PRAGMA temp.cache_size=-32768")
        yield connection
