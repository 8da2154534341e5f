"""Reference data: what uploads refer to and nobody should have to type. Every store has them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine, or_, select

from lib.entities.import_record import REFERENCE_DATA, ImportRecord
from lib.entities.registry import SCHEMAS
from lib.ingest.readers.source import SourceFile
from lib.ingest.staging.tables import table_of
from lib.ingest.upload import Counts, prepare
from lib.services.actors import operator

_FOLDER = Path(__file__).parents[2] / "data" / "reference"
#: Countries, and organisations that formats of other systems take for known. Their sources stand in data/README.md.
_FILES = {"country": "country.csv", "organisation": "organisation.csv"}
#: Who loads the sample, as imports say.
SAMPLE = "sample data"
#: Their rows are brought up to date, those of others are not.
_OURS = (REFERENCE_DATA, SAMPLE)


@dataclass(frozen=True)
class LoadedReference:
    """What was loaded, by entity, and which rows were not since another one in the store has their name or code."""

    counts: dict[str, Counts] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def load_reference(engine: Engine) -> LoadedReference:
    """Load the reference data in one transaction; loading them again changes nothing.

    Rows that somebody has loaded or changed since stay as they are.
    """
    left_out: list[str] = []
    with engine.connect() as connection:
        files = [file for entity in _FILES for file in _missing(connection, entity, left_out)]
    if not files:
        return LoadedReference(left_out=tuple(left_out))
    with prepare(engine, files) as ready:
        return LoadedReference(ready.load(operator(REFERENCE_DATA)).counts, tuple(left_out))


def _missing(connection: Connection, entity: str, left_out: list[str]) -> Iterator[SourceFile]:
    """Give an entity's file with the rows that the store takes; nothing where there are none."""
    path = _FOLDER / _FILES[entity]
    with path.open(encoding="utf-8", newline="") as file:
        read = csv.DictReader(file)
        rows, names = list(read), read.fieldnames or ()
    table, key = table_of(SCHEMAS[entity].targets[0].model), SCHEMAS[entity].key[0]
    unique = [key, *(column.name for column in table.columns if column.unique)]
    own = {name: {row[name]: row[key] for row in rows} for name in unique}
    found = (
        select(*(table.c[name] for name in unique), ImportRecord.imported_by)
        .join(ImportRecord, ImportRecord.import_id == table.c.import_id)
        .where(or_(*(table.c[name].in_(values) for name, values in own.items())))
    )
    kept = set()
    for stored in connection.execute(found).mappings():
        if stored["imported_by"] not in _OURS:
            kept.add(stored[key])
        for name in unique[1:]:
            other = own[name].get(stored[name], stored[key])
            if other != stored[key] and other not in kept:
                kept.add(other)
                left_out.append(f"{entity} {other}: {entity} {stored[key]} has its {name} {stored[name]}")
    wanted = [row for row in rows if row[key] not in kept]
    if len(wanted) == len(rows):
        yield SourceFile.at(path)
    elif wanted:
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, names)
        writer.writeheader()
        writer.writerows(wanted)
        yield SourceFile(path.name, out.getvalue().encode())
