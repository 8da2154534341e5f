"""Where the store is and how it is opened."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

#: Wait this long for another writer before giving up, in milliseconds.
BUSY_TIMEOUT_MS = 30_000


def data_folder() -> Path:
    """The folder outside the source tree that holds the embedded store; ICPERMED_DATA_DIR names another."""
    named = os.environ.get("ICPERMED_DATA_DIR")
    return Path(named).expanduser() if named else Path.home() / ".local" / "share" / "icpermed-dashboard"


def store_url(url: str | None = None) -> str:
    """The store's address: the one given, else DATABASE_URL, else SQLite in the data folder."""
    return url or os.environ.get("DATABASE_URL") or f"sqlite:///{data_folder() / 'store.sqlite'}"


@lru_cache(maxsize=16)
def open_engine(url: str) -> Engine:
    """An engine for the store at `url`, one a process; makes the folder of an SQLite file where it is missing.

    Raises:
        sqlalchemy.exc.ArgumentError: the address cannot be read or names an engine that is not installed.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Python's driver opens transactions late and only before writes; with isolation_level None we open them
    # ourselves, so that schema changes and reads belong to the transaction too.
    connection.isolation_level = None
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


def _begin_sqlite(connection: Any) -> None:
    # A writer takes its lock at once: a reader that turns writer midway would fail without waiting.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
