"""A table that was found in a file, and how it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lib.common.folding import fold_header
from lib.entities.fields import Kind
from lib.entities.registry import ENTITIES
from lib.ingest.matching import Match
from lib.ingest.parsing.entity_reader import EntityReader
from lib.ingest.parsing.given import EVERY_COLUMN, Given
from lib.ingest.parsing.rows import Rows, by_place, filled_rows, split_rows
from lib.ingest.readers.sheets import Cell, Sheet
from lib.ingest.readers.source import SourceFile
from lib.ingest.tables import UNKNOWN, EntityMapping, Table
from lib.ingest.upload.answers import InputRequest

#: Rows by which the columns of an unknown table are matched, and of which the page shows examples.
SAMPLE = 200
#: First filled rows that are kept as they are in the file.
HEAD = 200
#: Format of a table whose columns were matched by hand.
MATCHED = "matched columns"


@dataclass
class FoundTable:
    """A table in a file, and the readers of the entities that its rows give."""

    file: SourceFile
    table: Table
    number: int
    mappings: tuple[EntityMapping, ...]
    match: Match | None
    given: Given
    #: Why a row is entered by hand.
    reason: str = ""
    rows: int = 0
    #: The first filled rows, as they are in the file.
    head: Rows = field(default_factory=lambda: ([], []))
    #: What is remembered of an earlier file with these columns, and holds for this one.
    recalled: Given = field(default_factory=Given)
    #: Cells that their owner mended, by row and folded header; the file stays as it is.
    corrections: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    #: Rows from which it was inferred how the columns are written.
    rows_watched: int = 0
    #: Estimate of the number of rows, where the file's size allows one; for progress only.
    rows_expected: int | None = None

    @property
    def where(self) -> str:
        """Where the table is: its file, and its sheet."""
        return where_is(self.file, self.table.sheet)

    @property
    def format(self) -> str:
        """The format as its owner and the import record know it."""
        return MATCHED if self.match is not None and self.table.format == UNKNOWN else self.table.format

    @cached_property
    def readers(self) -> list[EntityReader]:
        readers = [EntityReader(self.table, mapping, self.given) for mapping in self.mappings]
        for reader in readers:
            reader.share_rows_with(readers)
        return readers

    @property
    def is_persons(self) -> bool:
        """Whether its rows are about single persons."""
        return any(mapping.schema.of_persons for mapping in self.mappings)

    @property
    def counts_persons(self) -> bool:
        """Whether its rows hold sums of persons, of which only those see small ones who load them."""
        return any(ENTITIES[mapping.entity].counts_persons for mapping in self.mappings)

    def chunks(self) -> Iterator[tuple[int, Rows]]:
        """Give the filled rows below the header in chunks, each with the number of the last row that was read."""
        first, last = self.table.header_row + 1, self.table.last_row
        for start, rows in self.table.sheet.read():
            end = start + len(rows) - 1
            if end < first:
                continue
            if last is not None and start > last:
                return
            within = rows[max(0, first - start) : None if last is None else last - start + 1]
            yield end, self._corrected(filled_rows(max(start, first), within))

    def _corrected(self, rows: Rows) -> Rows:
        """Put the cells that were mended in place of the file's."""
        numbers, records = rows
        if self.corrections.keys().isdisjoint(numbers):
            return rows
        places = {fold_header(header): place for place, header in reversed(list(enumerate(self.table.header)))}
        mended = list(records)
        for at, number in enumerate(numbers):
            known = ((h, cell) for h, cell in self.corrections.get(number, {}).items() if h in places)
            for header, cell in known:
                row = list(mended[at])
                row += [""] * (places[header] + 1 - len(row))
                row[places[header]] = cell
                mended[at] = row
        return numbers, mended

    @property
    def cells_mended(self) -> int:
        """Number of cells that were mended by hand."""
        return sum(map(len, self.corrections.values()))

    def estimate_rows(self, rows: Rows) -> None:
        """Estimate from the first rows how many there are in all."""
        _, records = rows
        if self.rows_expected is None and records and self.table.sheet.properties.get("kind") == "CSV":
            # One character for each separator and line end; a letter beyond ASCII counts once, which is near enough.
            characters = sum(len(row) + sum(len(cell) for cell in row if isinstance(cell, str)) for row in records)
            self.rows_expected = self.file.size * len(records) // max(characters, 1)

    def watch(self, rows: Rows) -> None:
        """Take rows into account for how the columns are written."""
        width = len(self.table.header)
        columns = by_place([row[:width] for row in rows[1]])
        for reader in self.readers:
            if reader.watches or self.rows_watched == 0:
                numbers, own = split_rows(reader.mapping, self.table.header, rows, columns)
                reader.watch(own, len(numbers))
                if self.rows_watched == 0:
                    reader.look_for_headings(own, len(numbers))
        self.rows_watched += len(rows[0])

    def settle_notations(self) -> list[InputRequest]:
        """Decide how the columns are written, by all rows so far; returns what only the owner can say."""
        requests: dict[str, InputRequest] = {}
        for reader in self.readers:
            for column in reader.columns:
                own = self.table.sheet.decimal if column.field.kind is Kind.NUMBER else ""
                question = column.settle_notation(self.given.notations.get(fold_header(column.header), own))
                if question is not None:
                    requests.setdefault(column.header, InputRequest(self.where, column.header, question))
        return list(requests.values())

    @property
    def is_unsettled(self) -> bool:
        """Whether all rows together say otherwise of how a column is written than the first ones did."""
        return any(column.is_unsettled() for reader in self.readers for column in reader.columns)

    @property
    def unused(self) -> list[str]:
        """Headers of columns that are not loaded."""
        used = self.used
        return [header for header in self.table.header if header.strip() and fold_header(header) not in used]

    def may_keep_cells_of(self, column: str) -> bool:
        """Return whether what was said of a column's cells may be kept: it is loaded, and names no person."""
        return not (self.is_persons or self.counts_persons) and (column == EVERY_COLUMN or column in self.used)

    @property
    def used(self) -> set[str]:
        """Headers (folded) of columns that are read. Cells of others are kept nowhere."""
        return set[str]().union(*(reader.used for reader in self.readers)) - self.given.ignored

    def describe(self) -> list[str]:
        """Describe how the table is read, in sentences."""
        sentences = [f"{name}: {value}" for name, value in self.table.sheet.properties.items()]
        for reader in self.readers:
            for column in reader.columns:
                described = column.notation.describe()
                if described:
                    sentences.append(f"{column.header}: {described}")
        sentences += [f"as in an earlier file with these columns: {said}" for said in self.recalled.describe()]
        return list(dict.fromkeys(sentences))


def where_is(file: SourceFile, sheet: Sheet) -> str:
    """Name a sheet and its file, as questions and reports do."""
    return f"{file.name} / {sheet.name}" if sheet.name else file.name


def sample_rows(found: FoundTable) -> list[Sequence[Cell]]:
    """Read the first filled rows of a table."""
    rows: list[Sequence[Cell]] = []
    for _, (_, records) in found.chunks():
        rows += records
        if len(rows) >= SAMPLE:
            break
    return rows[:SAMPLE]
