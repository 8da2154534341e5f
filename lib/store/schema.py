"""Create the store and bring it up to date."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from lib.store.engine import is_there
from lib.store.summaries import refresh_summaries

#: Any number will do, as long as only migrations of this store use it.
_UPGRADE_LOCK = 779_282


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


@cache
def newest_version() -> str:
    """Return the schema version that this code works with."""
    version = ScriptDirectory.from_config(_config()).get_current_head()
    assert version is not None, "the project ships at least one migration"
    return version


def schema_version(engine: Engine) -> str | None:
    """Return the schema version of the store, None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def not_ready(engine: Engine) -> str:
    """Say why the store cannot be read, and what to do; empty if it can."""
    if not is_there(engine) or schema_version(engine) is None:
        return "the store is empty; make it with: icpermed-dashboard init"
    if schema_version(engine) != newest_version():
        return "the store is behind; bring it up to date with: icpermed-dashboard init"
    return ""


def upgrade(engine: Engine, version: str = "head") -> None:
    """Upgrade the store to `version`. If two processes start at once, one waits for the other."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        before = MigrationContext.configure(connection).get_current_revision()
        command.upgrade(_config(connection), version)
        if before is not None and before != newest_version() and version == "head":
            # A new summary table must also sum up what the store already holds.
            refresh_summaries(connection)


def downgrade(engine: Engine, version: str) -> None:
    """Downgrade the store to `version` ("base" for an empty store). What only newer versions hold is lost."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        command.downgrade(_config(connection), version)


def ensure_current(engine: Engine) -> None:
    """Upgrade the store if it is behind; the app calls this before anything else."""
    if schema_version(engine) != newest_version():
        upgrade(engine)
