"""Stores for the tests, and which tests `make quick`, `make test` and `make soak` run.

A test that asks for `engine`, `store_address` or `sample_engine` runs on SQLite and on PostgreSQL; see
`pytest_collection_modifyitems` for what of it `make test` leaves to `make soak`.
"""

from __future__ import annotations

import fcntl
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
from sqlalchemy import Dialect, Engine, create_engine, make_url, text

from lib.ingest.sample import load_sample
from lib.services.actors import operator
from lib.store.engine import open_engine
from lib.store.schema import upgrade
from lib.topics import compute, encoder, taxonomy_assignment

# Stores on a server need to be given one.
os.environ.setdefault("ICPERMED_PSEUDONYM_KEY", "the key of all tests")
ENGINES = ("sqlite", "postgresql")
#: Makes a store, given the kind of engine and a folder.
NewStore = Callable[[str, Path], str]
#: Of each kind of engine, how it speaks SQL, and the statements that were put into SQL for stores of earlier tests.
_spoken: dict[str, tuple[Dialect, dict[Any, Any]]] = {}


def pytest_collection_finish() -> None:
    """As in serve.py: what is loaded by now need not be looked through for what can be forgotten, run after run."""
    gc.collect()
    gc.freeze()
    # Python's own measure looks through what tests make so often that it took a twelfth of the time of tests of pages.
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs on PostgreSQL, and leave to `make soak` what a second engine would only repeat.

    A statement that PostgreSQL does not take fails with whatever filter it is asked: of each test, the last of its
    cases runs there as well, which is narrowed more than the first. All cases run there in `make test` where the two
    engines are given different SQL, or take the same SQL differently; these tests are marked `engines`:

    - texts are folded by a function of ours on SQLite, by normalize and translate on PostgreSQL (lib/metrics/texts.py);
    - days between dates and years in names are computed in other functions (lib/store/types.py, lib/store/years.py);
    - rows are inserted by COPY on PostgreSQL, and streamed out of it by a cursor on the server (bulk.py, batches.py);
    - staged rows lie in temporary tables, which hold other types, and are planned after ANALYZE (lib/ingest/staging);
    - writers wait for each other by BEGIN IMMEDIATE on SQLite, by a lock on PostgreSQL (lib/store/engine.py);
    - migrations alter tables on PostgreSQL, and copy them on SQLite (lib/store/schema.py).

    Marked `engines("sqlite")` are long tests of which every statement runs on PostgreSQL in another test.
    """
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        if runs_on_postgresql(item):
            item.add_marker("postgres")
            engines = item.get_closest_marker("engines")
            if engines is None:
                cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
            elif engines.args == ("sqlite",):
                item.add_marker("soak")
    for of_test in cases.values():
        for item in of_test[:-1]:
            item.add_marker("soak")


def runs_on_postgresql(item: pytest.Item) -> bool:
    """Whether a test, or a fixture of it, has this kind of engine as its parameter."""
    parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return any(isinstance(value, str) and value == ENGINES[1] for value in parameters.values())


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
    settings = f"-F -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    # What is lost in a crash is of no use afterwards, and to clean up hundreds of databases or to compile short queries
    # takes longer than the tests themselves.
    for name, value in {
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "4GB",
        "autovacuum": "off",
        "jit": "off",
    }.items():
        settings += f" -c {name}={value}"
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


class Databases:
    """Databases on a PostgreSQL server, each copied from another."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
        self._numbers = count()

    def address(self, name: str) -> str:
        return f"{self._server}/{name}"

    def copy(self, template: str, name: str = "") -> str:
        """Copy a database that nobody is connected to. Returns the address of the copy."""
        name = name or f"test{next(self._numbers)}"
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        return self.address(name)

    def close(self) -> None:
        self._admin.dispose()


@pytest.fixture(scope="session")
def postgres(postgres_url: str) -> Iterator[Databases]:
    """The server's databases, of which `model` has the newest schema and no rows."""
    databases = Databases(postgres_url)
    model = open_engine(databases.copy("template0", "model"))
    upgrade(model)
    model.dispose()
    yield databases
    databases.close()


@pytest.fixture(scope="session")
def postgres_sample(postgres: Databases) -> str:
    """The name of a database with the sample, to be copied."""
    made = open_engine(postgres.copy("model", "sample"))
    load_sample(made)
    made.dispose()
    return "sample"


Build = Callable[[Engine], None]


@pytest.fixture(scope="session")
def build_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Path | None, Build], Path]:
    """Build a SQLite file once for all workers of a run. Each gets a copy of its own, to be copied or only read."""
    of_worker = tmp_path_factory.getbasetemp()
    of_run = of_worker.parent if "PYTEST_XDIST_WORKER" in os.environ else of_worker

    def built(name: str, begin: Path | None, build: Build) -> Path:
        file = of_run / f"built-{name}.sqlite"
        with file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not file.exists():
                making = file.with_suffix(".making")
                if begin is not None:
                    shutil.copy(begin, making)
                engine = open_engine(f"sqlite:///{making}")
                build(engine)
                engine.dispose()
                making.rename(file)
        return Path(shutil.copy(file, tmp_path_factory.mktemp(name) / "store.sqlite"))

    return built


@pytest.fixture(scope="session")
def sqlite_model(build_once: Callable[[str, Path | None, Build], Path]) -> Path:
    """A file with the newest schema and no rows, to be copied."""
    return build_once("model", None, upgrade)


@pytest.fixture(scope="session")
def new_store(request: pytest.FixtureRequest, sqlite_model: Path) -> NewStore:
    """Gives the address of a new store of a kind of engine, with the newest schema and no rows; a file in a folder."""

    def new(kind: str, folder: Path) -> str:
        if kind == "postgresql":
            databases: Databases = request.getfixturevalue("postgres")
            return databases.copy("model")
        return f"sqlite:///{shutil.copy(sqlite_model, folder)}"

    return new


@pytest.fixture(scope="session")
def new_sample(request: pytest.FixtureRequest) -> NewStore:
    """Gives the address of a new store of a kind of engine with the sample; a file in a folder."""

    def new(kind: str, folder: Path) -> str:
        if kind == "postgresql":
            databases: Databases = request.getfixturevalue("postgres")
            return databases.copy(request.getfixturevalue("postgres_sample"))
        return f"sqlite:///{shutil.copy(request.getfixturevalue('sample_file'), folder)}"

    return new


#: Gives the address of a new store of a kind of engine, in a folder, that a function has filled.
NewFilled = Callable[[str, Path, Build], str]


@pytest.fixture(scope="session")
def new_filled(
    request: pytest.FixtureRequest, new_store: NewStore, tmp_path_factory: pytest.TempPathFactory
) -> NewFilled:
    filled: dict[tuple[str, Build], str] = {}

    def new(kind: str, folder: Path, fill: Build) -> str:
        if (kind, fill) not in filled:
            filled[kind, fill] = new_store(kind, tmp_path_factory.mktemp("filled"))
            engine = opened(filled[kind, fill])
            fill(engine)
            engine.dispose()
        made = make_url(filled[kind, fill]).database or ""
        if kind == "postgresql":
            databases: Databases = request.getfixturevalue("postgres")
            return databases.copy(made)
        return f"sqlite:///{shutil.copy(made, folder)}"

    return new


def filled_store(fill: Build) -> Any:
    """Make a fixture: a store with rows that tests begin with, loaded once, of which each test gets a copy."""

    @pytest.fixture(params=ENGINES)
    def filled(request: pytest.FixtureRequest, new_filled: NewFilled, tmp_path: Path) -> Iterator[Engine]:
        store = opened(new_filled(request.param, tmp_path, fill))
        yield store
        store.dispose()

    return filled


@pytest.fixture(params=ENGINES)
def store_address(request: pytest.FixtureRequest, new_store: NewStore, tmp_path: Path) -> str:
    """Address of a new store with the newest schema and no rows."""
    address = new_store(request.param, tmp_path)
    opened(address)
    return address


@pytest.fixture(params=ENGINES)
def sample_address(request: pytest.FixtureRequest, new_sample: NewStore, tmp_path: Path) -> str:
    """Address of a new store with the sample, for tests that change it."""
    return new_sample(request.param, tmp_path)


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
def own_sample_engine(sample_address: str) -> Iterator[Engine]:
    """A store with the sample, for tests that change it, such as by looking for topics."""
    store = opened(sample_address)
    yield store
    store.dispose()


@pytest.fixture(scope="session")
def sample_file(sqlite_model: Path, build_once: Callable[[str, Path | None, Build], Path]) -> Path:
    """A file with the sample, to be copied or only read."""

    def build(engine: Engine) -> None:
        load_sample(engine)

    return build_once("sample", sqlite_model, build)


@pytest.fixture(scope="session")
def topics_file(sample_file: Path, build_once: Callable[[str, Path | None, Build], Path]) -> Path:
    """A file with the sample and the topics of both datasets, to be copied or only read."""

    def build(engine: Engine) -> None:
        taxonomy_assignment.assign(engine, operator("tests"))
        for demonstration in (False, True):
            compute.compute_topics(engine, demonstration, operator("tests"))

    return build_once("topics", sample_file, build)


@pytest.fixture(scope="session", autouse=True)
def no_sentence_encoder() -> Iterator[pytest.MonkeyPatch]:
    """Made-up texts are read by the vectors of words, which takes no time; tests of the encoder undo this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoder, "is_installed", lambda: False)
        yield patch


@pytest.fixture
def own_topics(topics_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """A store with the sample and its topics, for tests that change it."""
    store = opened(f"sqlite:///{shutil.copy(topics_file, tmp_path)}")
    yield store
    store.dispose()


@pytest.fixture(scope="session", params=ENGINES)
def sample_engine(
    request: pytest.FixtureRequest, new_sample: NewStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A store with the sample, for tests that only read."""
    store = opened(new_sample(request.param, tmp_path_factory.mktemp("read")))
    yield store
    store.dispose()
