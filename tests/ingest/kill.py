"""Imports killed at random moments: `python -m tests.ingest.kill 200` kills so many on each engine.

A process that has imported everything (the nursery) forks a child for each import, which is killed with SIGKILL: some
while it reads and checks, some while it loads. Afterwards the store must be as it was before, or as it is after an
import that nobody disturbed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, select, text

from lib.entities.import_record import ImportRecord
from lib.ingest.undo import undo
from lib.ingest.upload import prepare
from lib.services.actors import operator
from lib.store.engine import open_engine
from lib.store.schema import schema_version, upgrade
from lib.store.tables import Base
from tests.conftest import postgres_server
from tests.ingest.dumps import HISTORY, Dump, csv_file, load_files

ROOT = Path(__file__).parents[2]
#: Projects of the file that is killed: half of them new, half changed.
PROJECTS = 800
#: The name under which a server knows the children.
CALLED = "killed"


def projects(first: int, last: int, title: str) -> str:
    rows = (
        f"J{number},{title} {number},P{number % 2},{2018 + number % 6}-01-01,{number}.50,{title};of,Blood:40;Skin:60"
        for number in range(first, last)
    )
    return "\n".join(["project_id,title,programme,start_date,funding_eur,keywords,health_categories", *rows])


def participations(first: int, last: int) -> str:
    rows = (
        f"J{number},O{number % 3},MT,{'coordinator' if number % 2 else 'partner'},O{funder},{number}.25"
        for number in range(first, last)
        for funder in (0, 1)
    )
    return "\n".join(["project_id,organisation,country,role,funder,funding_eur", *rows])


def fill(engine: Engine) -> None:
    """What the store holds before."""
    load_files(
        engine,
        csv_file("country", "iso2,iso3,name\nMT,MLT,Malta\n"),
        csv_file("organisation", "organisation_id,name\nO0,Zero\nO1,One\nO2,Two\n"),
        csv_file("programme", "programme_id,name,level\nP0,P,national\nP1,Q,European\n"),
        csv_file("project", projects(0, PROJECTS // 2, "old")),
        csv_file("participation", participations(0, PROJECTS // 2)),
    )


def rows_of(engine: Engine) -> Dump:
    """Every row, without the numbers that the store gives and the records of imports."""
    left_out = {"import_id", "replaced_by", "funding_id"}
    with engine.connect() as connection:
        return {
            table.name: sorted(
                (tuple(r) for r in connection.execute(select(*(c for c in table.columns if c.name not in left_out)))),
                key=repr,
            )
            for table in Base.metadata.sorted_tables
            if table.name not in HISTORY
        }


# In the nursery and its children


def nursery(address: str) -> None:
    """For each line of the standard input: fork a child that imports, tell its number, and how it ended."""
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                import_once(address)
                status = 0
            finally:
                os._exit(status)
        _, status = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


def import_once(address: str) -> None:
    say(f"started {os.getpid()}")
    engine = open_engine(address)
    files = [
        csv_file("project", projects(PROJECTS // 4, PROJECTS, "new")),
        csv_file("participation", participations(0, PROJECTS)),
    ]
    with prepare(engine, files) as ready:
        say("loading")
        ready.load(operator("killed"))


def say(line: str) -> None:
    # One write, so that lines of two processes never mix.
    os.write(1, f"{line}\n".encode())


# Outside


@dataclass
class Killing:
    """A store, the nursery whose children import into it, and how its rows are before and after an import."""

    engine: Engine
    nursery: subprocess.Popen[str]
    before: Dump
    after: Dump
    version: str | None
    #: Seconds that reading and loading take undisturbed.
    reading: float = 0
    loading: float = 0

    def ask(self) -> int:
        assert self.nursery.stdin is not None
        self.nursery.stdin.write("go\n")
        self.nursery.stdin.flush()
        return int(self.reply_after("started"))

    def reply_after(self, word: str) -> str:
        """What the next line says behind a word; lines that begin otherwise are passed over."""
        assert self.nursery.stdout is not None
        for line in self.nursery.stdout:
            if line.startswith(word):
                return line.removeprefix(word).strip()
        raise AssertionError("the nursery has ended")

    def undisturbed(self) -> None:
        """Import once, to know how long it takes and what it makes."""
        began = time.monotonic()
        self.ask()
        self.reply_after("loading")
        self.reading = time.monotonic() - began
        assert self.reply_after("ended") == "0"
        self.loading = time.monotonic() - began - self.reading
        self.after = rows_of(self.engine)
        self.take_back()

    def take_back(self) -> None:
        with self.engine.connect() as connection:
            newest = connection.scalar(
                select(ImportRecord.upload_id)
                .where(ImportRecord.undone_at.is_(None))
                .order_by(ImportRecord.import_id.desc())
            )
        undo(self.engine, int(newest or 0), operator("tests"))
        assert rows_of(self.engine) == self.before

    def kill_one(self, of: random.Random) -> str:
        """Kill an import at a random moment: "before" or "after", as the store is then."""
        child = self.ask()
        if of.random() < 0.5:
            self.reply_after("loading")
            time.sleep(of.uniform(0, self.loading * 1.1))
        else:
            time.sleep(of.uniform(0, self.reading))
        with suppress(ProcessLookupError):  # it may have come to its end before
            os.kill(child, signal.SIGKILL)
        self.reply_after("ended")
        self.wait_for_server()
        assert schema_version(self.engine) == self.version
        rows = rows_of(self.engine)
        if rows == self.before:
            return "before"
        assert rows == self.after, "the store is neither as it was before nor as after"
        self.take_back()
        return "after"

    def wait_for_server(self) -> None:
        """A server that works on a dead client's last words finds out at their end."""
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                assert connection.scalar(text("PRAGMA quick_check")) == "ok"
            return
        query = text("SELECT count(*) FROM pg_stat_activity WHERE application_name = :called")
        for _ in range(600):
            with self.engine.connect() as connection:
                if not connection.scalar(query, {"called": CALLED}):
                    return
            time.sleep(0.05)
        raise AssertionError("the server goes on with the import of a dead client")


@contextmanager
def killing(address: str) -> Iterator[Killing]:
    """A filled store and a nursery; the store is as before whenever no child is at work."""
    engine = open_engine(address)
    fill(engine)
    theirs = address if engine.dialect.name == "sqlite" else f"{address}?application_name={CALLED}"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.ingest.kill", "nursery", theirs],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        made = Killing(engine, process, rows_of(engine), {}, schema_version(engine))
        made.undisturbed()
        made.undisturbed()  # the first one waited for the nursery to start
        yield made
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(60)
        engine.dispose()


def killed(address: str, times: int, seed: int = 0) -> Counter[str]:
    """How the store was after each of so many kills."""
    of = random.Random(seed)
    with killing(address) as made:
        assert made.before != made.after
        return Counter(made.kill_one(of) for _ in range(times))


def main(arguments: Sequence[str]) -> int:
    if arguments and arguments[0] == "nursery":
        nursery(arguments[1])
        return 0
    times = int(arguments[0]) if arguments else 200
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        os.environ.setdefault("ICPERMED_DATA_DIR", folder)
        for name, address in (("sqlite", f"sqlite:///{folder}/store.sqlite"), ("postgresql", f"{server}/postgres")):
            upgrade(open_engine(address))
            done = killed(address, times)
            print(
                f"{name}: {times} kills; the store was as before {done['before']} times, as after {done['after']} times"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
