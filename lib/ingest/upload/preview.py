"""The first rows of files as they would stand in the store, beside the cells that they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.common.folding import fold_header
from lib.entities.fields import Field, Kind
from lib.ingest.parsing.entity_reader import EntityReader
from lib.ingest.parsing.fields import FieldReader
from lib.ingest.parsing.rows import Columns, by_place, split_rows
from lib.ingest.problems import HIDDEN
from lib.ingest.readers.sheets import Cell
from lib.ingest.staging.changes import StagedRow, staged_rows
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.staging.stage import Stage
from lib.ingest.tables import as_text
from lib.ingest.upload.found import HEAD, FoundTable
from lib.ingest.upload.staged_table import StagedTable

#: Rows of each entity that are shown.
MOST_ROWS = 10
#: What stands in place of what loading does with a row, where it has errors.
BAD = "with errors"

#: What the cells of a column are read as, where the name of their content does not say it.
_READ_AS = {
    "money": "amounts",
    "exchange rate": "exchange rates",
    "share": "shares",
    "count": "whole numbers",
    "small count": "whole numbers",
    "positive count": "whole numbers",
    "year": "years",
    "day": "dates",
    "historic day": "dates",
    "first day": "dates",
    "last day": "dates",
    "moment": "times",
    "country": "countries",
    "identifier": "identifiers",
    "pseudonym": "persons, kept as pseudonyms",
    "web address": "web addresses",
    "short text": "text",
    "channel": "channels",
    "code": "codes",
    "one of": "words of a fixed list",
    "list": "lists",
    "shares": "lists of shares",
}


@dataclass(frozen=True)
class ReadColumn:
    """A column of a file and the field that it becomes.

    Attributes:
        header: as the file has it; of several columns, joined by " + "; "" where no column gives the field.
        field: of the entity; "" for a column that is not loaded.
        reading: how its cells are read, in words; "" for a column that is not loaded.
        cells: of the rows shown, as the file has them.
        values: of these rows, as they would stand in the store; "" where empty or of a row with errors, and HIDDEN
            what may name a person.
    """

    header: str
    field: str
    reading: str
    cells: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """The first rows that a table of a file gives for an entity.

    Attributes:
        where: the table's file, and its sheet.
        entity: what the rows are.
        rows: their numbers in the file.
        kinds: what loading does with each: "new", "changed" or "same"; BAD for a row with errors.
        columns: those of the entity in the order of its template, then those that are not loaded.
    """

    where: str
    entity: str
    rows: tuple[int, ...]
    kinds: tuple[str, ...]
    columns: tuple[ReadColumn, ...]


def preview(table: StagedTable, problems: ProblemTable) -> list[Preview]:
    """Show the first rows that a table gives for each entity; the one that the table is about comes first."""
    bad = set(problems.first_bad_rows(table.found.number, HEAD))
    pairs = list(zip(table.found.readers, table.stages, strict=False))
    return [_of_entity(table.found, reader, stage, stage is table.main, bad) for reader, stage in reversed(pairs)]


def _of_entity(found: FoundTable, reader: EntityReader, stage: Stage, is_main: bool, bad: set[int]) -> Preview:
    head = split_rows(reader.mapping, found.table.header, found.head, by_place(found.head[1]))
    numbers = head[0]
    staged = staged_rows(stage, MOST_ROWS, last=max(numbers, default=0))
    if is_main:
        with_errors = [StagedRow(number, BAD, {}) for number in dict.fromkeys(numbers) if number in bad]
        staged = sorted([*staged, *with_errors], key=lambda row: row.row)[:MOST_ROWS]
    columns = _fields(found, reader, stage, staged, head)
    if is_main:
        columns += _not_loaded(found, [row.row for row in staged])
    return Preview(
        found.where,
        stage.schema.entity,
        tuple(row.row for row in staged),
        tuple(row.kind for row in staged),
        tuple(columns),
    )


def _fields(
    found: FoundTable, reader: EntityReader, stage: Stage, staged: Sequence[StagedRow], head: Columns
) -> list[ReadColumn]:
    """List the fields that the table gives, and those that follow from them, such as the currency."""
    numbers, by_column = head
    places = [numbers.index(row.row) for row in staged]
    by_field = {column.field.name: column for column in reader.columns}
    columns = []
    for name in stage.fields:
        field, column = stage.schema.by_name[name], by_field.get(name)
        hidden = stage.schema.of_persons and _may_name(field)
        values = [row.values.get(name) for row in staged]
        if column is None and not any(values):
            continue
        cells = [""] * len(staged)
        if column is not None and not column.is_constant:
            sources = column.sources(by_column, len(numbers))
            cells = [HIDDEN if hidden else _in_file(sources[place]) for place in places]
        columns.append(
            ReadColumn(
                "" if column is None or column.is_constant else column.header,
                name,
                reading_of(field, column),
                tuple(cells),
                tuple(HIDDEN if hidden and value else value or "" for value in values),
            )
        )
    return columns


def reading_of(field: Field, column: FieldReader | None) -> str:
    """Say in words how a field's cells are read, such as "amounts; comma for decimals, point for thousands"."""
    if column is None:
        return "follows from the other columns"
    noted = column.notation.describe()
    read_as = _READ_AS.get(field.content.name, field.content.name)
    said = noted if noted.startswith(("dates", "Excel")) else "; ".join(filter(None, (read_as, noted)))
    return f"{said}, the same in all rows" if column.is_constant else said


def _may_name(field: Field) -> bool:
    """Whether a cell of a list of persons may hold a name: it is free text, or a column of persons."""
    return field.person or (field.kind is Kind.TEXT and not (field.content.allowed or field.refers_to == "event"))


def _in_file(source: Cell | tuple[Cell, ...]) -> str:
    """Write a cell as the file has it, or several."""
    return " + ".join(map(as_text, source)) if isinstance(source, tuple) else as_text(source)


def _not_loaded(found: FoundTable, rows: Sequence[int]) -> list[ReadColumn]:
    """List the columns that are not loaded. Of lists of persons, their cells are not shown."""
    numbers, records = found.head
    of_rows = [records[numbers.index(row)] for row in rows]
    unused = {fold_header(header) for header in found.unused}
    listed = []
    for place, header in enumerate(found.table.header):
        if fold_header(header) in unused:
            cells = [row[place] if place < len(row) else "" for row in of_rows]
            told = tuple(HIDDEN if found.is_persons else as_text(cell) for cell in cells)
            listed.append(ReadColumn(header, "", "", told, ("",) * len(rows)))
    return listed
