"""The whole store as a zip that can be loaded again: a CSV for each entity, and what describes them.

It is a Frictionless Data Package. Each CSV has the columns of our own template after the part that a row belongs to,
by which `python -m lib import` knows it for an export of ours (lib.ingest.own_exports).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa

from lib.export.tables import FORMS, About
from lib.export.templates import allowed
from lib.ingest.own_exports import PART, PARTS
from lib.ingest.readings import Kind
from lib.ingest.sample import file_name
from lib.ingest.schemas import SCHEMAS, Field, Schema

#: Rows of one CSV; more go on in the next one, which our own import reads as well.
MOST_ROWS = 1_000_000
#: Entities whose rows are persons, if only by pseudonym: for the secretariat's own copy alone.
OF_PERSONS = frozenset(entity for entity, schema in SCHEMAS.items() if schema.of_persons)
_TYPES = {
    Kind.NUMBER: "number",
    Kind.COUNT: "integer",
    Kind.DAY: "date",
    Kind.YES_NO: "boolean",
}
_PART_GUIDE = "facts: public figures with a source; demonstration: made-up rows that fill the pages"

#: Gives all rows of an entity in the columns of its template, after the part.
Rows = Callable[[str, Sequence[str]], pa.RecordBatchReader]


def write_zip(rows: Rows, entities: Collection[str], made: datetime, out: BinaryIO) -> dict[str, int]:
    """Write a zip of these entities to a binary stream; memory stays bounded.

    Returns:
        The number of rows of each.
    """
    counts: dict[str, int] = {}
    paths: dict[str, list[str]] = {}
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for entity in (entity for entity in SCHEMAS if entity in entities):
            table = rows(entity, list(SCHEMAS[entity].by_name))
            counts[entity] = 0
            paths[entity] = []
            for path, piece in _files(entity, table):
                paths[entity].append(path)
                with archive.open(path, "w", force_zip64=True) as member:
                    for content, number in piece:
                        member.write(content)
                        counts[entity] += number
        archive.writestr("datapackage.json", json.dumps(datapackage(paths, made), indent=2, ensure_ascii=False))
        archive.writestr("data_dictionary.md", data_dictionary(counts))
        archive.writestr("README.md", _readme(counts, made))
    return counts


def _files(entity: str, table: pa.RecordBatchReader) -> Iterator[tuple[str, Iterator[tuple[bytes, int]]]]:
    """The files that an entity's rows go to: path, and pieces of CSV with the number of rows in each."""
    stem = file_name(entity).removesuffix(".csv")
    batches = iter(table)
    held = next(batches, None)
    number = 1
    while held is not None or number == 1:
        path = f"{stem}.csv" if number == 1 else f"{stem}_{number}.csv"
        file = _File(table.schema, held, batches)
        yield path, file.pieces()
        held, number = file.rest, number + 1


class _File:
    """Rows of one CSV: as many as it may hold; `rest` is what then is left of the last batch."""

    def __init__(self, schema: pa.Schema, first: pa.RecordBatch | None, others: Iterator[pa.RecordBatch]) -> None:
        self._schema = schema
        self._others = others
        self.rest = first

    def pieces(self) -> Iterator[tuple[bytes, int]]:
        written = 0

        def fitting() -> Iterator[pa.RecordBatch]:
            nonlocal written
            while self.rest is not None and written < MOST_ROWS:
                batch, left = self.rest, MOST_ROWS - written
                written += min(len(batch), left)
                self.rest = batch.slice(left) if len(batch) > left else next(self._others, None)
                yield batch.slice(0, left)

        table = pa.RecordBatchReader.from_batches(self._schema, fitting())
        counted = 0
        for piece in FORMS["plain-csv"].pieces(table, About("")):
            yield piece, written - counted
            counted = written


def datapackage(paths: dict[str, list[str]], made: datetime) -> dict[str, Any]:
    """The description of the package: a table schema for each entity, by the specification of Frictionless Data.

    Args:
        paths: files of each entity.
        made: when, UTC.
    """
    return {
        "profile": "tabular-data-package",
        "name": "icpermed-dashboard",
        "title": "The whole store of the ICPerMed dashboard",
        "created": f"{made:%Y-%m-%dT%H:%M:%SZ}",
        "resources": [
            _resource(SCHEMAS[entity], path, number, paths)
            for entity, files in paths.items()
            for number, path in enumerate(files, start=1)
        ],
    }


def _resource(schema: Schema, path: str, number: int, paths: Collection[str]) -> dict[str, Any]:
    key = list(schema.key)
    described: dict[str, Any] = {
        "fields": [
            {"name": PART, "type": "string", "description": _PART_GUIDE, "constraints": {"enum": list(PARTS.values())}},
            *map(_field, schema.fields),
        ],
        "missingValues": [""],
        # Parts of a key that may be empty make no primary key in this specification.
        ("primaryKey" if schema.required >= set(key) else "uniqueKeys"): (
            key if schema.required >= set(key) else [key]
        ),
        "foreignKeys": [
            {
                "fields": field.name,
                "reference": {
                    # A table that refers to itself is named by an empty word.
                    "resource": "" if field.refers_to == schema.entity else _name(field.refers_to, 1),
                    "fields": SCHEMAS[field.refers_to].key[0],
                },
            }
            for field in schema.fields
            if field.refers_to is not None and field.refers_to in paths
        ],
    }
    return {
        "profile": "tabular-data-resource",
        "name": _name(schema.entity, number),
        "path": path,
        "title": schema.entity.capitalize(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": described,
    }


def _name(entity: str, number: int) -> str:
    name = entity.replace(" ", "-")
    return name if number == 1 else f"{name}-{number}"


def _field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": field.name,
        "type": _TYPES.get(field.kind, "string"),
        "description": f"{field.guide[0].upper()}{field.guide[1:]}.",
    }
    if field.kind is Kind.YES_NO:
        described |= {"trueValues": ["yes"], "falseValues": ["no"]}
    if field.kind is Kind.MOMENT:
        described |= {"type": "datetime", "format": "any"}
    if field.required:
        described["constraints"] = {"required": True}
    return described


def data_dictionary(entities: Iterable[str]) -> str:
    """Every column of these entities in words, as Markdown."""
    lines = ["# Data dictionary", "", f"The first column of every table is `{PART}`: {_PART_GUIDE}."]
    for entity in entities:
        schema = SCHEMAS[entity]
        lines += [
            "",
            f"## {entity.capitalize()} (`{file_name(entity)}`)",
            "",
            f"Key: {', '.join(f'`{name}`' for name in schema.key)}.",
            "",
            "| column | what belongs there | needed | what fits | refers to |",
            "|---|---|---|---|---|",
        ]
        lines += [
            f"| `{field.name}` | {field.guide} | {'yes' if field.required else 'no'} | {allowed(field)} | "
            f"{field.refers_to or ''} |"
            for field in schema.fields
        ]
    return "\n".join(lines) + "\n"


def _readme(counts: dict[str, int], made: datetime) -> str:
    listed = "\n".join(f"| {file_name(entity)} | {rows} |" for entity, rows in counts.items())
    persons = (
        "It holds attendance by keyed pseudonym: personal data. Keep it where the secretariat keeps its backups, and "
        "give it to nobody."
        if OF_PERSONS & counts.keys()
        else "Attendance is left out: its rows are persons."
    )
    return f"""# The whole store of the ICPerMed dashboard

Made on {made:%Y-%m-%d at %H:%M} UTC. {persons}

| file | rows |
|---|---|
{listed}

- `datapackage.json` describes the tables: a Frictionless Data Package. `data_dictionary.md` says it in words.
- Load it into an empty store with `python -m lib init`, then `python -m lib import` and this zip: facts and
  demonstration data stay apart, and every value is as it was. Which file a row first came from, the history of
  imports, and saved views are not in it.
- UTF-8, comma-separated, a point for decimals, ISO dates, times in UTC; an empty cell is a value that is not known.
- An apostrophe stands before what a spreadsheet would run as a formula; loading the zip takes it off. Other programs
  find the exact text in an export as Parquet or JSON.
"""
