"""`make bench-export`: the raw rows of 1,000,000 participations as files, beside what is made for nothing else.

Beside ours, over the same query of the same store: the sqlite3 shell's -csv, PostgreSQL's COPY TO STDOUT, and DuckDB's
COPY over the same rows in a table of its own. Each runs in a process of its own, whose time of the processor and growth
of memory are told: the wall's time says little on a machine that others use.
"""

from __future__ import annotations

import gc
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import create_engine, text

from bench.imports import load_checked, make_store, write_file
from lib.export.about import About
from lib.export.forms import FORMS, write
from lib.metrics import records
from lib.metrics.scope import Scope
from lib.store.engine import open_engine
from lib.store.schema import upgrade
from tests.conftest import missing, postgres_server

ENTITY = "participation"
#: The same rows and columns, as one would ask for them by hand. Outer joins keep SQLite from sorting a million rows.
STATEMENT = """
SELECT CASE WHEN i.demonstration THEN 'demonstration' ELSE 'facts' END AS part, p.project_id, p.organisation,
    o.name AS organisation_name, p.country, c.name AS country_name, p.role, p.source_url, p.as_of, p.approximate,
    p.note, i.file_name, p.source_row, i.imported_at, i.import_id
FROM participation p
LEFT JOIN import_record i ON i.import_id = p.import_id
LEFT JOIN organisation o ON o.organisation_id = p.organisation
LEFT JOIN country c ON c.iso2 = p.country
ORDER BY p.project_id, p.organisation
"""
OURS = ("plain-csv", "parquet", "json", "xlsx")


def main() -> None:
    shell = shutil.which("sqlite3") or missing("The sqlite3 shell", "sqlite3")
    assert shell
    with tempfile.TemporaryDirectory() as folder, postgres_server() as postgres:
        source = Path(folder) / "organization.csv"
        write_file(source)
        addresses = {"SQLite": f"sqlite:///{folder}/store.sqlite", "PostgreSQL": f"{postgres}/bench"}
        with create_engine(f"{postgres}/postgres", isolation_level="AUTOCOMMIT").connect() as admin:
            admin.execute(text("CREATE DATABASE bench"))
        for address in addresses.values():
            upgrade(open_engine(address))
            make_store(address)
            load_checked(address, source)
            open_engine(address).dispose()
        rows = records.raw_count(open_engine(addresses["SQLite"]), ENTITY, Scope())
        print(f"{rows:,} rows of {ENTITY}")
        print(f"{'store':<12}{'way':<20}{'seconds':>9}{'rows/s':>11}{'growth MB':>11}{'file MB':>9}{'ratio':>7}")
        for store, address in addresses.items():
            reference = None
            for way in (f"{store} itself", "DuckDB COPY", *OURS):
                if way == "DuckDB COPY" and store != "SQLite":
                    continue
                measured = in_own_process(way, address, str(Path(folder) / "out"))
                reference = reference or measured["seconds"]
                print(
                    f"{store:<12}{way:<20}{measured['seconds']:>9.1f}{rows / measured['seconds']:>11,.0f}"
                    f"{measured['growth_mb']:>11.0f}{measured['file_mb']:>9.0f}{measured['seconds'] / reference:>7.2f}",
                    flush=True,
                )


def in_own_process(way: str, address: str, out: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.exports", way, address, out]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def measure(way: str, address: str, out: Path) -> None:
    engine = open_engine(address)
    # What a first row needs is there before the clock starts, as it is in the app.
    first = records.raw_rows(engine, ENTITY, Scope(), most=1).read_all()
    with engine.connect() as connection:
        assert list(connection.execute(text(f"{STATEMENT} LIMIT 1")).keys()) == first.schema.names, (
            "peers give the same columns"
        )
    # As serve.py and the command line do.
    gc.freeze()
    memory = Memory()
    start = processor_time()
    seconds = None
    if way == "SQLite itself":
        with out.open("wb") as file:
            shell = ["sqlite3", "-csv", str(engine.url.database), STATEMENT]
            subprocess.run(shell, check=True, stdout=file)
    elif way == "PostgreSQL itself":
        seconds = copy_out(address, out)
    elif way == "DuckDB COPY":
        start = duckdb_copy(str(engine.url.database), out)
    else:
        with out.open("wb") as file:
            write(FORMS[way], records.raw_rows(engine, ENTITY, Scope()), About(ENTITY), file)
    seconds = seconds or processor_time() - start
    growth = (memory.most - memory.before) / 1024
    size = out.stat().st_size / 2**20
    print(json.dumps({"seconds": seconds, "growth_mb": growth, "file_mb": size}))


class Memory:
    """Watches the memory of this process, without the file of an SQLite store that is mapped into it."""

    def __init__(self) -> None:
        self.before = self.most = self._now()
        threading.Thread(target=self._watch, daemon=True).start()

    @staticmethod
    def _now() -> int:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:"))

    def _watch(self) -> None:
        while True:
            self.most = max(self.most, self._now())
            time.sleep(0.02)


def processor_time() -> float:
    """Seconds of the processor that this process and those it waited for have used."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def copy_out(address: str, out: Path) -> float:
    """COPY TO STDOUT to a file. Returns the seconds on the wall: the server's work is in another process."""
    start = time.perf_counter()
    with create_engine(address).connect() as connection, out.open("wb") as file:
        driver: Any = connection.connection.dbapi_connection
        sql = f"COPY ({STATEMENT}) TO STDOUT (FORMAT csv, HEADER)"
        with driver.cursor() as cursor, cursor.copy(sql) as copy:
            for piece in copy:
                file.write(piece)
    return time.perf_counter() - start


def duckdb_copy(store: str, out: Path) -> float:
    """DuckDB's COPY of the same rows in a table of its own. Returns when it started."""
    engine = open_engine(f"sqlite:///{store}")
    with duckdb.connect() as duck:
        made = False
        for batch in records.raw_rows(engine, ENTITY, Scope()):
            duck.register("batch", batch)
            duck.execute("INSERT INTO own SELECT * FROM batch" if made else "CREATE TABLE own AS SELECT * FROM batch")
            made = True
        duck.execute("SET threads = 1")
        start = processor_time()
        duck.execute(f"COPY own TO '{out}' (FORMAT csv, HEADER)")
    return start


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
    else:
        main()
