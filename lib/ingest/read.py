"""A file as rows of text, with the number each row has in the file."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lib.ingest.schemas import SCHEMAS, Schema

#: csv's own limit of 131,072 characters is shorter than some abstracts with attachments pasted in.
csv.field_size_limit(10_000_000)


class Unusable(Exception):
    """The file as a whole cannot be read; the message is for its owner."""


@dataclass(frozen=True)
class SourceFile:
    """A file as it came: its name and bytes."""

    name: str
    content: bytes

    @classmethod
    def at(cls, path: Path) -> SourceFile:
        return cls(path.name, path.read_bytes())

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Row:
    """A row of the file: its number, the header being row 1, and its cells by header."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A file recognised as the form of one entity."""

    file: SourceFile
    schema: Schema
    header: tuple[str, ...]
    records: list[list[str]]

    def rows(self) -> Iterator[Row]:
        """The rows that are not empty, cells stripped of blanks around them."""
        for number, record in enumerate(self.records, start=2):
            cells = [cell.strip() for cell in record]
            if any(cells):
                yield Row(number, dict(zip(self.header, cells, strict=False)))


def read_table(file: SourceFile, entity: str | None = None) -> Table:
    """Read a CSV file in the form of one of our templates (UTF-8, comma).

    Args:
        file: the file.
        entity: what its rows are; recognised from the header when not given.

    Raises:
        Unusable: not UTF-8, no header, a header no template has, or an entity nobody knows.
    """
    try:
        text = file.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(f"{file.name}: byte {error.start} is not UTF-8; save the file as CSV UTF-8") from None
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise Unusable(f"{file.name}: not a CSV file: {error}") from None
    if not records or not any(cell.strip() for cell in records[0]):
        raise Unusable(f"{file.name}: the first row must hold the column names")
    header = tuple(cell.strip().lower() for cell in records[0])
    return Table(file, _schema_for(file.name, header, entity), header, records[1:])


def _schema_for(file_name: str, header: tuple[str, ...], entity: str | None) -> Schema:
    if entity is not None:
        if entity not in SCHEMAS:
            raise Unusable(f"{entity!r} is no entity; known are: {', '.join(SCHEMAS)}")
        return SCHEMAS[entity]
    columns = set(header)
    fitting = [schema for schema in SCHEMAS.values() if schema.required <= columns <= set(schema.by_name)]
    if len(fitting) != 1:
        raise Unusable(f"{file_name}: its columns fit no template; found: {', '.join(header)}")
    return fitting[0]
