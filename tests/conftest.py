"""Stores for the tests: every one that asks for `engine` or `sample_engine` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import gc
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Dialect, Engine, create_engine, text

from lib.ingest.sample import load_sample
from lib.store.engine import open_engine
from lib.store.schema import upgrade
from lib.topics import compute, taxonomy_assignment

ENGINES = ("sqlite", "postgresql")
#: Makes a store, given the kind of engine and a folder.
NewStore = Callable[[str, Path], str]
#: Of each kind of engine, how it speaks SQL, and the statements that were put into SQL for stores of earlier tests.
_spoken: dict[str, tuple[Dialect, dict[Any, Any]]] = {}


def pytest_collection_finish() -> None:
    """As in serve.py: what is loaded by now need not be looked through for what can be forgotten, run after run."""
    gc.collect()
    gc.freeze()


def missing(what: str, package: str) -> None:
    """Skip with one line that says what to install; under CI nothing is skipped."""
    message = f"{what} is missing; install it with: apt-get install {package}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def postgres_server() -> Iterator[str]:
    """Address of a real PostgreSQL server on loopback, in a temporary folder, never run as root."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        missing("PostgreSQL", "postgresql")
    program = programs[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="icpermed-postgres-"))
    runs_as: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        runs_as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def run(*command: str) -> None:
        log = folder / "commands"
        with log.open("a") as out:
            done = subprocess.run(command, cwd=folder, stdout=out, stderr=out, check=False, **runs_as)
        assert done.returncode == 0, log.read_text()

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = str(folder / "data")
    run(
        str(program / "initdb"), "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"
    )
    settings = f"-F -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c full_page_writes=off"
    run(str(program / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", settings, "start")
    try:
        yield f"postgresql+psycopg://tests@127.0.0.1:{port}"
    finally:
        run(str(program / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres_server() as address:
        yield address


@pytest.fixture(scope="session")
def postgres_database(postgres_url: str) -> Iterator[Callable[[], str]]:
    """Gives the address of a new database with the newest schema, as often as it is called."""
    admin = create_engine(f"{postgres_url}/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE model"))
    model = open_engine(f"{postgres_url}/model")
    upgrade(model)
    model.dispose()
    numbers = count()

    def new() -> str:
        name = f"test{next(numbers)}"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE model"))
        return f"{postgres_url}/{name}"

    yield new
    admin.dispose()


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the newest schema and no rows, to be copied."""
    file = tmp_path_factory.mktemp("model") / "store.sqlite"
    made = open_engine(f"sqlite:///{file}")
    upgrade(made)
    made.dispose()
    return file


@pytest.fixture(scope="session")
def new_store(request: pytest.FixtureRequest, sqlite_model: Path) -> NewStore:
    """Gives the address of a new store of a kind of engine, with the newest schema and no rows; a file in a folder."""

    def new(kind: str, folder: Path) -> str:
        if kind == "postgresql":
            database: Callable[[], str] = request.getfixturevalue("postgres_database")
            return database()
        return f"sqlite:///{shutil.copy(sqlite_model, folder)}"

    return new


@pytest.fixture(params=ENGINES)
def store_address(request: pytest.FixtureRequest, new_store: NewStore, tmp_path: Path) -> str:
    """Address of a new store with the newest schema and no rows."""
    address = new_store(request.param, tmp_path)
    opened(address)
    return address


def opened(url: str) -> Engine:
    """A store's engine, which takes no time for statements that an earlier test has run on a store of its kind."""
    engine = open_engine(url)
    if engine.dialect.name not in _spoken:
        with engine.connect():
            _spoken[engine.dialect.name] = engine.dialect, {}
    engine.dialect, compiled = _spoken[engine.dialect.name]
    engine.update_execution_options(compiled_cache=compiled)
    return engine


@pytest.fixture
def engine(store_address: str) -> Iterator[Engine]:
    """A new store with the newest schema and no rows."""
    store = open_engine(store_address)
    yield store
    store.dispose()


@pytest.fixture
def own_sample_engine(engine: Engine) -> Engine:
    """A store with the sample, for tests that change it, such as by looking for topics."""
    load_sample(engine)
    return engine


@pytest.fixture(scope="session")
def sample_file(sqlite_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the sample, to be copied or only read."""
    file = Path(shutil.copy(sqlite_model, tmp_path_factory.mktemp("sample")))
    made = open_engine(f"sqlite:///{file}")
    load_sample(made)
    made.dispose()
    return file


@pytest.fixture(scope="session")
def topics_file(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the sample and the topics of both datasets, to be copied or only read."""
    file = Path(shutil.copy(sample_file, tmp_path_factory.mktemp("topics")))
    made = open_engine(f"sqlite:///{file}")
    taxonomy_assignment.assign(made)
    for demonstration in (False, True):
        compute.compute_topics(made, demonstration, "tests")
    made.dispose()
    return file


@pytest.fixture(scope="session", params=ENGINES)
def sample_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A store with the sample, for tests that only read."""
    if request.param == "sqlite":
        store = opened(f"sqlite:///{request.getfixturevalue('sample_file')}")
    else:
        store = opened(request.getfixturevalue("postgres_database")())
        load_sample(store)
    yield store
    store.dispose()
