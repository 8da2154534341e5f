"""The first rows of files as they would stand in the store, beside the cells that they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.common.folding import fold_header
from lib.entities.fields import Field, Kind
from lib.ingest.parsing.entity_reader import EntityReader
from lib.ingest.parsing.fields import FieldReader
from lib.ingest.parsing.inference import Question
from lib.ingest.parsing.rows import Columns, by_place, split_rows
from lib.ingest.problems import HIDDEN, ParseError
from lib.ingest.readers.sheets import Cell
from lib.ingest.staging.changes import StagedRow, staged_rows
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.staging.stage import Stage
from lib.ingest.tables import as_text
from lib.ingest.upload.found import HEAD, FoundTable
from lib.ingest.upload.staged_table import StagedTable

#: Rows of each entity that are shown.
MOST_ROWS = 10
#: Different cells with errors of each column that are listed.
MOST_WRONG = 50
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
        cells: of the rows shown, as the file has them, or as they are stated for all rows.
        values: of these rows, as they would stand in the store; "" where empty or of a row with errors, and HIDDEN
            what may name a person.
        constant: whether the field has the same value in all rows, stated by the file's owner or its format.
        question: how it is written, where only the file's owner can say; also where they have said it already.
        wrong: the first different cells with errors; none of a list of persons.
    """

    header: str
    field: str
    reading: str
    cells: tuple[str, ...]
    values: tuple[str, ...]
    constant: bool = False
    question: Question | None = None
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """The first rows that a table of a file gives for an entity.

    Attributes:
        where: the table's file, and its sheet.
        entity: what the rows are.
        is_main: whether the table is about them; others come along.
        rows: their numbers in the file.
        kinds: what loading does with each: "new", "changed" or "same"; BAD for a row with errors.
        columns: those of the entity in the order of its template, then those that are not loaded.
    """

    where: str
    entity: str
    is_main: bool
    rows: tuple[int, ...]
    kinds: tuple[str, ...]
    columns: tuple[ReadColumn, ...]


def preview(table: StagedTable, problems: ProblemTable) -> list[Preview]:
    """Show the first rows that a table gives for each entity; the one that the table is about comes first."""
    found = table.found
    bad = set(problems.first_bad_rows(found.number, HEAD))
    if not table.stages:
        # Under a header with errors no row could be read.
        found.head = next((rows for _, rows in found.chunks()), found.head)
        bad = set(found.head[0])
    stages: list[Stage | None] = [*table.stages] or [None] * len(found.readers)
    pairs = list(zip(found.readers, stages, strict=True))
    return [
        _of_entity(found, reader, stage, reader is found.readers[-1], bad, problems)
        for reader, stage in reversed(pairs)
    ]


def _of_entity(
    found: FoundTable, reader: EntityReader, stage: Stage | None, is_main: bool, bad: set[int], problems: ProblemTable
) -> Preview:
    width = len(found.table.header)
    records = [row[:width] for row in found.head[1]]
    head = split_rows(reader.mapping, found.table.header, (found.head[0], records), by_place(records))
    numbers = head[0]
    staged = [] if stage is None else staged_rows(stage, MOST_ROWS, last=max(numbers, default=0))
    if not reader.mapping.only_new:
        with_errors = [StagedRow(number, BAD, {}) for number in dict.fromkeys(numbers) if number in bad]
        staged = sorted([*staged, *with_errors], key=lambda row: row.row)[:MOST_ROWS]
    columns = _fields(found, reader, stage, staged, head, problems)
    if is_main:
        columns += _not_loaded(found, [row.row for row in staged])
    return Preview(
        found.where,
        reader.schema.entity,
        is_main,
        tuple(row.row for row in staged),
        tuple(row.kind for row in staged),
        tuple(columns),
    )


def _fields(
    found: FoundTable,
    reader: EntityReader,
    stage: Stage | None,
    staged: Sequence[StagedRow],
    head: Columns,
    problems: ProblemTable,
) -> list[ReadColumn]:
    """List the fields that the table gives, and those that follow from them, such as the currency."""
    numbers, by_column = head
    places = [numbers.index(row.row) for row in staged]
    by_field = {column.field.name: column for column in reader.columns}
    columns = []
    for name in by_field if stage is None else stage.fields:
        field, column = reader.schema.by_name[name], by_field.get(name)
        hidden = reader.schema.of_persons and _may_name(field)
        values = [row.values.get(name) for row in staged]
        shown = tuple(HIDDEN if hidden and value else value or "" for value in values)
        if column is None or column.is_constant:
            if column is not None or any(values):
                reading = reading_of(field, column)
                stated = "" if column is None or hidden else _stated(column)
                cells = (stated,) * len(staged)
                columns.append(ReadColumn("", name, reading, cells, shown, constant=column is not None))
            continue
        sources = column.sources(by_column, len(numbers))
        cells = tuple(HIDDEN if hidden else _in_file(sources[place]) for place in places)
        wrong = [] if found.is_persons else problems.wrong_cells(found.number, column.header, MOST_WRONG)
        columns.append(
            ReadColumn(
                column.header,
                name,
                reading_of(field, column),
                cells,
                shown,
                question=column.open_question,
                wrong=tuple(wrong),
            )
        )
    return columns


def reading_of(field: Field, column: FieldReader | None) -> str:
    """Say in words how a field's cells are read, such as "amounts; comma for decimals, point for thousands"."""
    if column is None:
        return "follows from the other columns"
    noted = column.notation.describe()
    read_as = _READ_AS.get(field.content.name, field.content.name)
    said = "; ".join(filter(None, (read_as, noted.removeprefix("dates read as "))))
    return f"{said}, the same in all rows" if column.is_constant else said


def _may_name(field: Field) -> bool:
    """Whether a cell of a list of persons may hold a name: it is free text, or a column of persons."""
    return field.person or (field.kind is Kind.TEXT and not (field.content.allowed or field.refers_to == "event"))


def _stated(column: FieldReader) -> str:
    """Write the cell that a field has in all rows."""
    cell = column.cell(())
    return "" if isinstance(cell, ParseError) else as_text(cell)


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
            shown = tuple(HIDDEN if found.is_persons else as_text(cell) for cell in cells)
            listed.append(ReadColumn(header, "", "", shown, ("",) * len(rows)))
    return listed
