"""The whole store as a zip that can be loaded again: a CSV for each entity, and files that describe them.

It is a Frictionless Data Package. Facts and demonstration data have a folder each, so that no table holds both;
reference data, the countries, stand beside the folders. Each CSV has the columns of our own template after the dataset
that a row belongs to, by which `icpermed-dashboard import` knows it for an export of ours, see
lib.ingest.readers.own_exports.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa

from lib.entities.columns import DATASET_COLUMN, DATASETS
from lib.entities.fields import Field, Kind
from lib.entities.registry import ENTITIES, REFERENCE, SCHEMAS
from lib.export.about import DEMONSTRATION_MARK, About
from lib.export.data_dictionary import DATASET_GUIDE, data_dictionary
from lib.export.forms import FORMS
from lib.ingest.sample import file_name

#: Rows of one CSV; further rows go to the next one, which our import reads as well.
MOST_ROWS = 1_000_000
#: Entities whose rows are persons, if only by pseudonym, or sums of few: for the secretariat's own copy alone.
OF_PERSONS = frozenset(name for name, entity in ENTITIES.items() if entity.is_confidential)
_TYPES = {
    Kind.NUMBER: "number",
    Kind.COUNT: "integer",
    Kind.DAY: "date",
    Kind.YES_NO: "boolean",
}
#: Returns all rows of an entity in a dataset (whether demonstration data): the dataset, then its template's columns.
Rows = Callable[[bool, str, Sequence[str]], pa.RecordBatchReader]


class Member(NamedTuple):
    """A table of the zip: the rows of an entity in a dataset; None for reference data, which both share."""

    demonstration: bool | None
    entity: str

    @property
    def stem(self) -> str:
        """The path of its file, without the ending."""
        folder = "" if self.demonstration is None else f"{DATASETS[self.demonstration]}/"
        return folder + file_name(self.entity).removesuffix(".csv")

    @property
    def resource(self) -> str:
        """Its name in the package."""
        return f"{'demonstration-' if self.demonstration else ''}{self.entity.replace(' ', '-')}"


def write_zip(
    rows: Rows, entities: Collection[str], datasets: Sequence[bool], made: datetime, out: BinaryIO
) -> dict[str, int]:
    """Write a zip of these entities to a binary stream; memory stays bounded.

    Args:
        rows: gives the rows.
        entities: whose; in the order of loading, whatever their order here.
        datasets: which to include, by whether it is demonstration data.
        made: when, UTC.
        out: the stream.

    Returns:
        The number of rows of each entity.
    """
    wanted = [entity for entity in SCHEMAS if entity in entities]
    members = [
        *(Member(None, entity) for entity in wanted if entity in REFERENCE),
        *(Member(dataset, entity) for dataset in datasets for entity in wanted if entity not in REFERENCE),
    ]
    counts: dict[Member, int] = {}
    paths: dict[Member, list[str]] = {}
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for member in members:
            table = rows(bool(member.demonstration), member.entity, list(SCHEMAS[member.entity].by_name))
            counts[member] = 0
            paths[member] = []
            for path, piece in _files(member.stem, table):
                paths[member].append(path)
                with archive.open(path, "w", force_zip64=True) as file:
                    for content, number in piece:
                        file.write(content)
                        counts[member] += number
        archive.writestr(
            "datapackage.json", json.dumps(datapackage(paths, datasets, made), indent=2, ensure_ascii=False)
        )
        archive.writestr("data_dictionary.md", data_dictionary(wanted))
        archive.writestr("README.md", _readme(counts, datasets, made))
    return {entity: sum(n for member, n in counts.items() if member.entity == entity) for entity in wanted}


def _files(stem: str, table: pa.RecordBatchReader) -> Iterator[tuple[str, Iterator[tuple[bytes, int]]]]:
    """Yield the files that a table's rows go to: path, and pieces of CSV with the number of rows in each."""
    batches = iter(table)
    held = next(batches, None)
    number = 1
    while held is not None or number == 1:
        path = f"{stem}.csv" if number == 1 else f"{stem}_{number}.csv"
        file = _File(table.schema, held, batches)
        yield path, file.pieces()
        held, number = file.rest, number + 1


class _File:
    """One CSV with as many rows as it may hold; `rest` is what is left of the last batch."""

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


def datapackage(paths: dict[Member, list[str]], datasets: Sequence[bool], made: datetime) -> dict[str, Any]:
    """Return the description of the package: a table schema for each entity, by the specification of Frictionless Data.

    Args:
        paths: files of each table.
        datasets: those that it holds.
        made: when, UTC.
    """
    return {
        "profile": "tabular-data-package",
        "name": "icpermed-dashboard",
        "title": _TITLES[tuple(datasets)],
        "created": f"{made:%Y-%m-%dT%H:%M:%SZ}",
        "resources": [
            _resource(member, path, number, paths)
            for member, files in paths.items()
            for number, path in enumerate(files, start=1)
        ],
    }


def _resource(member: Member, path: str, number: int, members: Collection[Member]) -> dict[str, Any]:
    schema = SCHEMAS[member.entity]
    key = list(schema.key)
    parts = [DATASETS[bool(member.demonstration)]]
    described: dict[str, Any] = {
        "fields": [
            {"name": DATASET_COLUMN, "type": "string", "description": DATASET_GUIDE, "constraints": {"enum": parts}},
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
                    "resource": "" if referred == member else referred.resource,
                    "fields": SCHEMAS[referred.entity].key[0],
                },
            }
            for field in schema.fields
            if field.refers_to is not None and (referred := _referred(member, field.refers_to)) in members
        ],
    }
    return {
        "profile": "tabular-data-resource",
        "name": member.resource if number == 1 else f"{member.resource}-{number}",
        "path": path,
        "title": schema.entity.capitalize() + (f" ({DEMONSTRATION_MARK})" if member.demonstration else ""),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": described,
    }


def _referred(member: Member, entity: str) -> Member:
    """Return the table in which a reference to an entity is found: of the same dataset, or reference data."""
    return Member(None if entity in REFERENCE else member.demonstration, entity)


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
    if field.kind is Kind.DATE:
        # A date of the specification has its day.
        described |= {"type": "string", "constraints": {"pattern": r"\d{4}(-\d{2}(-\d{2})?)?"}}
    if field.required:
        described["constraints"] = {"required": True}
    return described


def _readme(counts: dict[Member, int], datasets: Sequence[bool], made: datetime) -> str:
    listed = "\n".join(f"| {member.stem}.csv | {rows} |" for member, rows in counts.items())
    persons = (
        "It holds attendance by keyed pseudonym and in small sums: personal data. Keep it where the secretariat keeps "
        "its backups, and give it to nobody."
        if OF_PERSONS & {member.entity for member in counts}
        else "Attendance is left out: its rows are persons, or sums of few."
    )
    return f"""# {_TITLES[tuple(datasets)]}

Made on {made:%Y-%m-%d at %H:%M} UTC. {persons}

| file | rows |
|---|---|
{listed}

- Facts are public figures with a source for each; demonstration data is made up. Each has a folder of its own, and no
  table holds both. Countries serve both.
- `datapackage.json` describes the tables: a Frictionless Data Package. `data_dictionary.md` says it in words.
- Load it into an empty store with `icpermed-dashboard init`, then `icpermed-dashboard import` and this zip: facts and
  demonstration data stay apart, and every value is as it was. Which file a row first came from, the history of
  imports, and saved views are not in it.
- UTF-8, comma-separated, a point for decimals, ISO dates, times in UTC; an empty cell is a value that is not known.
  Of a date only as much is given as its source does: 2024-03-14, 2024-03 or 2024.
- An apostrophe stands before what a spreadsheet would run as a formula; loading the zip takes it off. Other programs
  find the exact text in an export as Parquet or JSON.
"""


_TITLES = {
    (False,): "All facts of the ICPerMed dashboard",
    (True,): f"{DEMONSTRATION_MARK}, of the ICPerMed dashboard",
    (False, True): "The whole store of the ICPerMed dashboard: facts, and demonstration data apart from them",
}
