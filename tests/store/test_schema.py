"""Migrations up and down, alone and two at once, and that they make what the models say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from lib.store.engine import data_folder, open_engine, store_url
from lib.store.schema import downgrade, ensure_current, newest_version, schema_version, upgrade
from lib.store.tables import Base

ROOT = Path(__file__).parents[2]


def indexes(engine: Engine) -> set[str]:
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%'",
        "postgresql": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
    }[engine.dialect.name]
    with engine.connect() as connection:
        return set(connection.scalars(text(query)))


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_migrations_make_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    wanted = {index.name for table in Base.metadata.tables.values() for index in table.indexes}
    assert wanted <= indexes(engine)


def test_down_and_up_again(engine: Engine) -> None:
    assert schema_version(engine) == newest_version()
    downgrade(engine, "base")
    assert schema_version(engine) is None
    assert inspect(engine).get_table_names() == ["alembic_version"]
    ensure_current(engine)
    assert schema_version(engine) == newest_version()
    assert "project" in inspect(engine).get_table_names()


def test_two_processes_upgrade_at_once(engine: Engine, store_address: str) -> None:
    downgrade(engine, "base")
    engine.dispose()
    command = [sys.executable, "-m", "lib", "init", "--db", store_address]
    started = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in started:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    assert schema_version(engine) == newest_version()


def test_sqlite_is_opened_as_promised(tmp_path: Path) -> None:
    with open_engine(f"sqlite:///{tmp_path}/new/store.sqlite").connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30_000}


def test_a_new_store_is_its_owners_alone(tmp_path: Path) -> None:
    with open_engine(f"sqlite:///{tmp_path}/own.sqlite").begin() as connection:
        connection.execute(text("CREATE TABLE a (b)"))
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("own.sqlite*")} == {0o600}


def test_where_the_store_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("ICPERMED_DATA_DIR", raising=False)
    assert not data_folder().is_relative_to(ROOT), "the store stays outside the source tree"
    monkeypatch.setenv("ICPERMED_DATA_DIR", str(tmp_path))
    assert store_url() == f"sqlite:///{tmp_path}/store.sqlite"
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://x/y")
    assert store_url() == "postgresql+psycopg://x/y"
    assert store_url("sqlite://") == "sqlite://"


def test_create_all_and_migrations_agree_on_sqlite(tmp_path: Path) -> None:
    made = create_engine(f"sqlite:///{tmp_path}/models.sqlite")
    Base.metadata.create_all(made)
    migrated = open_engine(f"sqlite:///{tmp_path}/migrated.sqlite")
    upgrade(migrated)
    assert indexes(made) == indexes(migrated) - {"sqlite_autoindex_alembic_version_1"}
