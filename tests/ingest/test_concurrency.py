"""Imports at the same time, and readers while one loads: none fails, and none sees half of it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, func, select

from lib.entities.base import Base
from lib.entities.funding import Funding
from lib.entities.participation import Participation
from lib.entities.project import Project, ProjectKeyword
from lib.ingest.undo import undo
from lib.ingest.upload import Loaded, StoreChangedError, prepare
from lib.services.actors import operator
from lib.store.summary_tables import CountryYear, ProjectYear
from tests.ingest.dumps import csv_file, load_files

ROOT = Path(__file__).parents[2]
READERS = 10
#: Projects of a file.
MANY = 400


def projects(first: int, last: int, title: str = "T") -> str:
    rows = (f"J{number},{title},{2015 + number % 5}-01-01,{number}.25,a;b" for number in range(first, last))
    return "\n".join(["project_id,title,start_date,funding_eur,keywords", *rows])


def participations(first: int, last: int) -> str:
    rows = (f"J{number},O{number % 2},MT,partner,O1,{number}.25" for number in range(first, last))
    return "\n".join(["project_id,organisation,country,role,funder,funding_eur", *rows])


@pytest.fixture
def filled(engine: Engine) -> Engine:
    load_files(
        engine,
        csv_file("country", "iso2,iso3,name\nMT,MLT,Malta\n"),
        csv_file("organisation", "organisation_id,name\nO0,Zero\nO1,One\n"),
        csv_file("project", projects(0, MANY)),
        csv_file("participation", participations(0, MANY)),
    )
    return engine


def at_once(*works: Callable[[], Loaded]) -> list[Loaded]:
    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(work) for work in works]]


def prepared_then_loaded(engine: Engine, together: threading.Barrier, entity: str, content: str) -> Loaded:
    """Loads only when all others are prepared as well."""
    with prepare(engine, [csv_file(entity, content)]) as ready:
        together.wait(60)
        return ready.load(operator("tests"))


def count(engine: Engine, model: type[Base]) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(select(func.count()).select_from(model)) or 0)


def assert_summaries_fit(engine: Engine) -> None:
    with engine.connect() as connection:
        assert seen_at_once(connection)[0] == seen_at_once(connection)[1]


def test_two_imports_of_other_rows(filled: Engine) -> None:
    together = threading.Barrier(2)
    first, second = at_once(
        lambda: prepared_then_loaded(filled, together, "project", projects(MANY, MANY + 50)),
        lambda: prepared_then_loaded(filled, together, "project", projects(MANY + 50, MANY + 120)),
    )
    assert {first.counts["project"].new, second.counts["project"].new} == {50, 70}
    assert None not in {first.upload_id, second.upload_id}
    assert count(filled, Project) == MANY + 120
    assert_summaries_fit(filled)


def test_two_imports_of_the_same_new_rows(filled: Engine) -> None:
    """Both were told of new rows; the later one finds them there."""
    together = threading.Barrier(2)
    content = projects(MANY, MANY + 50)
    loaded = at_once(*[lambda: prepared_then_loaded(filled, together, "project", content)] * 2)
    assert sorted(done.counts["project"].new for done in loaded) == [0, 50]
    assert sorted(done.counts["project"].same for done in loaded) == [0, 50]
    assert [done.upload_id for done in loaded].count(None) == 1
    assert count(filled, Project) == MANY + 50


def test_two_imports_that_change_the_same_rows(filled: Engine) -> None:
    """The later one is told what the first has changed, and loads when it is told to do so again."""
    with (
        prepare(filled, [csv_file("project", projects(0, 50, "one"))]) as first,
        prepare(filled, [csv_file("project", projects(40, 90, "two"))]) as second,
    ):
        assert {change["old"] for change in second.report.changes} == {"T"}
        assert first.load(operator("tests")).counts["project"].changed == 50
        with pytest.raises(StoreChangedError) as changed:
            second.load(operator("tests"))
        assert {change["old"] for change in changed.value.report.changes} == {"one", "T"}
        assert titles(filled) == {"one": 50, "T": MANY - 50}
        assert second.load(operator("tests")).counts["project"].changed == 50
    assert titles(filled) == {"one": 40, "two": 50, "T": MANY - 90}


def test_an_undo_between_the_report_and_the_loading_is_told(filled: Engine) -> None:
    before = load_files(filled, csv_file("project", projects(0, 5, "wrong")))
    assert before.upload_id is not None
    with prepare(filled, [csv_file("project", projects(0, 5, "right"))]) as ready:
        undo(filled, before.upload_id, operator("tests"))
        with pytest.raises(StoreChangedError):
            ready.load(operator("tests"))
        assert {change["old"] for change in ready.report.changes} == {"T"}
        ready.load(operator("tests"))
    assert titles(filled) == {"right": 5, "T": MANY - 5}


def titles(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        rows = connection.execute(select(Project.title, func.count().label("number")).group_by(Project.title))
        return {row.title: row.number for row in rows}


def test_prepared_in_one_thread_and_loaded_in_another(filled: Engine) -> None:
    with ThreadPoolExecutor(1) as pool:
        ready = pool.submit(prepare, filled, [csv_file("project", projects(MANY, MANY + 5))]).result()
    with ThreadPoolExecutor(1) as pool, ready:
        loaded = pool.submit(ready.load, operator("tests")).result()
    assert loaded.counts["project"].new == 5


def test_two_processes(filled: Engine, store_address: str, tmp_path: Path) -> None:
    running = []
    for number, (first, last) in enumerate([(MANY, MANY + 60), (MANY + 60, MANY + 100)]):
        path = tmp_path / f"{number}.csv"
        path.write_text(projects(first, last))
        command = [sys.executable, "-m", "lib", "import", str(path), "--as", "project", "--db", store_address]
        running.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
    told = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0], told
    assert count(filled, Project) == MANY + 100
    assert_summaries_fit(filled)


def seen_at_once(connection: Connection) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Projects, participations and keywords, and the first two as the summaries have them, in one statement."""
    numbers = [
        select(func.count()).select_from(Project).scalar_subquery(),
        select(func.count()).select_from(Participation).scalar_subquery(),
        select(func.count()).select_from(ProjectKeyword).scalar_subquery(),
        select(func.sum(ProjectYear.projects)).scalar_subquery(),
        select(func.sum(CountryYear.participations)).scalar_subquery(),
    ]
    row = [int(number or 0) for number in connection.execute(select(*numbers)).one()]
    return tuple(row[:2]), tuple(row[3:])


def seen_one_by_one(connection: Connection) -> tuple[int, ...]:
    """The same in statements of one transaction that sees the store at one moment."""
    numbers = [
        select(func.count()).select_from(Project),
        select(func.sum(ProjectYear.projects)),
        select(func.count()).select_from(Participation),
        select(func.sum(CountryYear.participations)),
        select(func.count()).select_from(Funding),
    ]
    return tuple(int(connection.scalar(number) or 0) for number in numbers)


def test_readers_see_all_of_an_import_or_nothing(filled: Engine) -> None:
    more = 600
    before, after = MANY, MANY + more
    done = threading.Event()
    ready = threading.Barrier(READERS + 1)
    level = "REPEATABLE READ" if filled.dialect.name == "postgresql" else "SERIALIZABLE"

    def read() -> list[tuple[int, ...]]:
        seen: list[tuple[int, ...]] = []
        while True:
            last_time = done.is_set()
            with filled.connect() as connection:
                rows, summed = seen_at_once(connection)
                assert rows == summed
            with filled.connect().execution_options(isolation_level=level) as connection:
                seen.append(seen_one_by_one(connection))
            assert len(set(seen[-1])) == 1, seen[-1]
            if len(seen) == 1:
                ready.wait(60)
            if last_time:
                return seen

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read) for _ in range(READERS)]
        ready.wait(60)
        try:
            load_files(
                filled,
                csv_file("project", projects(0, after)),
                csv_file("participation", participations(0, after)),
            )
        finally:
            done.set()
        seen = [reader.result() for reader in readers]
    for numbers in seen:
        assert numbers[0][0] == before
        assert numbers[-1][0] == after
        assert {number for number, *_ in numbers} == {before, after}
