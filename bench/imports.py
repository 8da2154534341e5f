"""`make bench-import`: a CORDIS-shaped file of 1,000,000 rows, fully checked, beside the bare minimum in the same run.

The file is a CORDIS organization.csv whose 130,000 projects the store has already. The bare minimum reads the same file
with csv.reader and writes the same rows of organisation, participation and funding with executemany (SQLite) or COPY
(PostgreSQL), checking nothing. Each runs in a process of its own, whose peak memory is told.
"""

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select, text

from lib.entities.country import Country
from lib.entities.project import Project
from lib.ingest.readers.source import SourceFile
from lib.ingest.reference import load_reference
from lib.ingest.upload import prepare
from lib.services.actors import operator
from lib.store.bulk import add_rows
from lib.store.engine import open_engine, write_transaction
from lib.store.schema import upgrade
from tests.conftest import postgres_server

ROWS, PROJECTS, ORGANISATIONS = 1_000_000, 130_000, 60_000
CHUNK = 10_000
HEADER = [
    "projectID",
    "projectAcronym",
    "organisationID",
    "vatNumber",
    "name",
    "shortName",
    "SME",
    "activityType",
    "street",
    "postCode",
    "city",
    "country",
    "nutsCode",
    "geolocation",
    "organizationURL",
    "contactForm",
    "contentUpdateDate",
    "rcn",
    "order",
    "role",
    "ecContribution",
    "netEcContribution",
    "totalCost",
    "endOfParticipation",
    "active",
]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, postgres_server() as postgres:
        path = Path(folder) / "organization.csv"
        write_file(path)
        print(f"{path.name}: {ROWS:,} rows, {path.stat().st_size / 2**20:.0f} MB")
        print(f"{'store':<12}{'way':<16}{'seconds':>9}{'rows/s':>10}{'peak MB':>9}{'ratio':>7}")
        for name, address in (
            ("SQLite", f"sqlite:///{folder}/{{}}.sqlite"),
            ("PostgreSQL", f"{postgres}/{{}}"),
        ):
            bare = None
            for way in ("bare", "checked"):
                if name == "PostgreSQL":
                    admin = create_engine(f"{postgres}/postgres", isolation_level="AUTOCOMMIT")
                    with admin.connect() as connection:
                        connection.execute(text(f"CREATE DATABASE {way}"))
                measured = in_own_process(way, address.format(way), path)
                bare = bare or measured["seconds"]
                print(
                    f"{name:<12}{way:<16}{measured['seconds']:>9.1f}{ROWS / measured['seconds']:>10,.0f}"
                    f"{measured['peak_mb']:>9.0f}{measured['seconds'] / bare:>7.2f}"
                )


def in_own_process(way: str, address: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.imports", way, address, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def measure(way: str, address: str, path: Path) -> None:
    make_store(address)
    start = time.perf_counter()
    {"bare": load_bare, "checked": load_checked}[way](address, path)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak}))


def make_store(address: str) -> None:
    """A store with countries, the European Commission and the projects."""
    engine = open_engine(address)
    upgrade(engine)
    load_reference(engine)
    with engine.connect() as connection, write_transaction(connection):
        names = ["project_id", "title", "import_id", "source_row"]
        for start in range(0, PROJECTS, CHUNK):
            ids = [str(100_000_000 + n) for n in range(start, start + CHUNK)]
            columns = [ids, [f"Project {i}" for i in ids], [1] * CHUNK, list(range(start, start + CHUNK))]
            add_rows(connection, table(Project), names, columns)
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def table(model: Any) -> Any:
    return model.__table__


def write_file(path: Path) -> None:
    """The same file at every run."""
    draw = random.Random(964_197)
    engine = open_engine(f"sqlite:///{path.parent}/codes.sqlite")
    upgrade(engine)
    load_reference(engine)
    with engine.connect() as connection:
        codes = list(connection.scalars(select(Country.iso2).where(Country.protocol_order.is_not(None))))
    of_commission = {"GR": "EL", "GB": "UK"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        for row in range(ROWS):
            project, turn = row % PROJECTS, row // PROJECTS
            pic = (project * 7 + turn * 7919) % ORGANISATIONS
            code = codes[pic % len(codes)]
            money = f"{draw.randint(0, 90_000_000) / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",")
            writer.writerow(
                [
                    100_000_000 + project, f"A{project}", 900_000_000 + pic, "",
                    f'INSTITUT "{pic}" FÜR FORSCHUNG; GMBH', f"ORG{pic}", "true" if pic % 9 == 0 else "false",
                    ("HES", "REC", "PRC", "PUB", "OTH")[pic % 5], "Straße 1", f"{pic:05}", "Wien",
                    of_commission.get(code, code), "AT130", "48.2,16.4", "", "",
                    "2024-03-14", 1_900_000 + row, turn + 1, "coordinator" if turn == 0 else "participant",
                    money, money, money, "false", "true",
                ]
            )  # fmt: skip


def load_checked(address: str, path: Path) -> None:
    with prepare(open_engine(address), [SourceFile.at(path)]) as ready:
        loaded = ready.load(operator("bench"))
    assert loaded.counts["participation"].new == ROWS, loaded


def load_bare(address: str, path: Path) -> None:
    engine = open_engine(address)
    with engine.connect() as connection, write_transaction(connection), path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, delimiter=";")
        next(reader)
        seen: set[str] = set()
        while rows := list(islice(reader, CHUNK)):
            new = {row[2]: row for row in rows if row[2] not in seen}
            seen.update(new)
            for statement, values in bare_rows(list(new.values()), rows):
                write_bare(connection, statement, values)
    assert seen


def bare_rows(new: list[list[str]], rows: list[list[str]]) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """The rows of a chunk for each table, as the store holds them."""
    iso = {"EL": "GR", "UK": "GB"}
    yield (
        "organisation (organisation_id, name, short_name, country, import_id, source_row)",
        [(f"PIC-{r[2]}", r[4], r[5], iso.get(r[11], r[11]), 1, 1) for r in new],
    )
    yield (
        "participation (project_id, organisation, country, role, import_id, source_row)",
        [
            (
                r[0], f"PIC-{r[2]}", iso.get(r[11], r[11]), "partner" if r[19] == "participant" else r[19], 1, 1,
            )
            for r in rows
        ],
    )  # fmt: skip
    yield (
        "funding (project_id, organisation, funder, funding_eur, funding_original, currency, import_id, source_row)",
        [
            (
                r[0], f"PIC-{r[2]}", "EU-EC", cents := round(float(r[21].replace(",", ".")) * 100), cents, "EUR", 1, 1,
            )
            for r in rows
        ],
    )  # fmt: skip


def write_bare(connection: Any, target: str, values: list[tuple[object, ...]]) -> None:
    if not values:
        return
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(values[0]))
        connection.exec_driver_sql(f"INSERT INTO {target} VALUES ({marks})", values)  # noqa: S608  # our own words
        return
    with connection.connection.dbapi_connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
    else:
        main()
