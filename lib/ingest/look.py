"""A first look at files: what they hold, how their columns are read, and what only their owner can say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Engine, select

from lib.ingest.convert import Given, PartReader, Rows, by_place, filled_rows, split_rows
from lib.ingest.formats.recognise import NOT_NEEDED, recognise
from lib.ingest.matching import Match, as_part, propose, remembered
from lib.ingest.readings import Question
from lib.ingest.schemas import SCHEMAS, Field
from lib.ingest.sheets import Cell, open_sheets
from lib.ingest.source import SourceFile
from lib.ingest.tables import UNKNOWN, Part, Table, folded
from lib.store.dates import PartialDate, at_precision, with_precision
from lib.store.models import Event

#: Tells how far a step is: its share done (None where that cannot be known), and what is being done.
Progress = Callable[[float | None, str], None]
#: Rows that are shown of a table nobody knows, and that its columns are matched by.
SAMPLE = 200
#: Format of a table whose columns somebody matched.
MATCHED = "matched columns"
#: Fields without a column that may be the same in every row; the file's owner is asked for them.
_SAME_IN_ALL_ROWS = frozenset({"channel", "level", "role"})


def quiet(_share: float | None, _what: str) -> None:
    """No progress is told."""


@dataclass(frozen=True)
class Answers:
    """What the owner of the files has said.

    Args:
        wanted: format or entity of every table; recognised from the content without it.
        matches: for a table's `where`, what its columns are.
        given: constants, readings and rates.
        accept_proposals: take the proposed match of unknown columns without asking.
    """

    wanted: str | None = None
    matches: Mapping[str, Match] = field(default_factory=dict)
    given: Given = field(default_factory=Given)
    accept_proposals: bool = False


@dataclass(frozen=True)
class Need:
    """Something that only the owner can say before the files can be read.

    Args:
        where: the table it is about.
        name: header of the column (a reading) or field (a value) in question; empty: how the columns match.
        question: what is asked, and what can be answered; a value may have no list of answers.
        proposed: the likely answer, where there is one.
        match: the proposed match of the columns, for a table with unknown ones.
    """

    where: str
    name: str
    question: Question
    proposed: str = ""
    match: Match | None = None


@dataclass
class Found:
    """A table in a file, and the readers of its parts."""

    file: SourceFile
    table: Table
    number: int
    parts: tuple[Part, ...]
    match: Match | None
    given: Given
    rows: int = 0
    #: About how many rows there are, where the file's size tells; for progress only.
    rows_expected: int | None = None

    @property
    def where(self) -> str:
        return f"{self.file.name} / {self.table.sheet.name}" if self.table.sheet.name else self.file.name

    @property
    def format(self) -> str:
        """The format as its owner and the import record know it."""
        return self.table.format if self.match is None else MATCHED

    @cached_property
    def readers(self) -> list[PartReader]:
        return [PartReader(self.table, part, self.given) for part in self.parts]

    @property
    def is_persons(self) -> bool:
        """Whether its rows are about single persons."""
        return any(SCHEMAS[part.entity].of_persons for part in self.parts)

    def chunks(self) -> Iterator[tuple[int, Rows]]:
        """The filled rows below the header, some thousands at a time, with the number of the last row looked at."""
        first, last = self.table.header_row + 1, self.table.last_row
        for start, rows in self.table.sheet.read():
            end = start + len(rows) - 1
            if end < first:
                continue
            if last is not None and start > last:
                return
            within = rows[max(0, first - start) : None if last is None else last - start + 1]
            yield end, filled_rows(max(start, first), within)

    def expect(self, rows: Rows) -> None:
        """Reckon from the first rows how many there are in all."""
        _, records = rows
        if self.rows_expected is None and records and self.table.sheet.told.get("kind") == "CSV":
            # A sign for each separator and line end; a letter beyond ASCII counts once, which is near enough.
            signs = sum(len(row) + sum(len(cell) for cell in row if isinstance(cell, str)) for row in records)
            self.rows_expected = self.file.size * len(records) // max(signs, 1)

    def watch(self, rows: Rows) -> None:
        """Take rows into account for how the columns are to be read."""
        width = len(self.table.header)
        columns = by_place([row[:width] for row in rows[1]])
        for reader in self.readers:
            if reader.watches:
                numbers, own = split_rows(reader.part, self.table.header, rows, columns)
                reader.watch(own, len(numbers))

    def settle(self) -> list[Need]:
        """Decide how the columns are read, by all that was watched; returns what only the owner can say."""
        needs: dict[str, Need] = {}
        for reader in self.readers:
            for column in reader.columns:
                question = column.settle(self.given.readings.get(folded(column.header), ""))
                if question is not None:
                    needs.setdefault(column.header, Need(self.where, column.header, question))
        return list(needs.values())

    @property
    def settled_otherwise(self) -> bool:
        """Whether the rows watched since the columns were settled say that they are to be read otherwise."""
        return any(column.settled_otherwise() for reader in self.readers for column in reader.columns)

    @property
    def unused(self) -> list[str]:
        """Headers that nothing is read from."""
        used: set[str] = set()
        for reader in self.readers:
            used |= reader.used
        return [header for header in self.table.header if header.strip() and folded(header) not in used]

    def told(self) -> list[str]:
        """How the table is read, in sentences."""
        parts = [f"{name}: {value}" for name, value in self.table.sheet.told.items()]
        for reader in self.readers:
            for column in reader.columns:
                said = column.reading.told()
                if said:
                    parts.append(f"{column.header}: {said}")
        return list(dict.fromkeys(parts))


@dataclass(frozen=True)
class Look:
    """What was found in the files, and what is needed before they can be read."""

    found: tuple[Found, ...]
    left_out: tuple[str, ...]
    needs: tuple[Need, ...]
    answers: Answers


def look(engine: Engine, files: Sequence[SourceFile], answers: Answers, progress: Progress = quiet) -> Look:
    """Find the tables in the files and how to read them. Nothing is written.

    Raises:
        Unusable: a file cannot be read, or holds no table.
    """
    found: list[Found] = []
    left_out: list[str] = []
    needs: list[Need] = []
    with engine.connect() as connection:
        for file in files:
            progress(None, f"Opening {file.name}")
            for table in recognise(open_sheets(file), answers.wanted):
                item = Found(file, table, len(found), table.parts, None, answers.given)
                if table.format == NOT_NEEDED:
                    left_out.append(item.where)
                    continue
                if table.format == UNKNOWN:
                    needs += _match(connection, item, answers)
                found.append(item)
        needs += _values(connection, found)
    if not needs:
        for item in found:
            needs += _read_through(item, progress)
    return Look(tuple(found), tuple(left_out), tuple(needs), answers)


def _match(connection: Connection, item: Found, answers: Answers) -> list[Need]:
    """Give a table of unknown columns its parts: as said, as remembered, or as proposed."""
    header = item.table.header
    match = answers.matches.get(item.where)
    if match is None:
        known = remembered(connection, header)
        match = known if known is not None and answers.wanted in (None, known.entity) else None
    if match is None:
        wanted = answers.wanted if answers.wanted in SCHEMAS else None
        proposal = propose(header, sample(item), wanted)
        if not answers.accept_proposals:
            question = Question("Which column is what? Nobody knows this header yet.", header, {})
            return [Need(item.where, "", question, match=proposal)]
        match = proposal
    item.match = match
    item.parts = (as_part(match, answers.given.constants),)
    return []


def sample(item: Found) -> list[Sequence[Cell]]:
    """The first filled rows of a table."""
    rows: list[Sequence[Cell]] = []
    for _, (_, records) in item.chunks():
        rows += records
        if len(rows) >= SAMPLE:
            break
    return rows[:SAMPLE]


def _values(connection: Connection, found: Iterable[Found]) -> list[Need]:
    """Values that no column gives and that may be the same in all rows."""
    needs: dict[str, Need] = {}
    for item in found:
        for reader in item.readers:
            for missing in reader.missing:
                if may_be_given(missing) and missing.name not in item.given.constants:
                    needs.setdefault(missing.name, _value_need(connection, item, missing))
    return list(needs.values())


def may_be_given(missing: Field) -> bool:
    """Whether a field without a column may have one value for the whole file."""
    return missing.refers_to is not None or missing.name in _SAME_IN_ALL_ROWS


def _value_need(connection: Connection, item: Found, missing: Field) -> Need:
    answers, proposed = ({}, "") if missing.refers_to != "event" else _events(connection, item.table)
    about = f"Which {missing.name} do these rows belong to? The file does not say ({missing.guide})."
    if missing.refers_to == "event":
        named = f' The file calls it "{item.table.event_name}".' if item.table.event_name else ""
        about = f"Which event is this list of?{named}"
    return Need(item.where, missing.name, Question(about, (), answers), proposed)


def _events(connection: Connection, table: Table) -> tuple[dict[str, str], str]:
    """The store's events, newest first, and the one that the file is about, where that is plain."""
    rows = connection.execute(
        select(Event.event_id, Event.name, *with_precision(Event.start_date), Event.end_date).order_by(
            Event.start_date.is_(None), Event.start_date.desc(), Event.name
        )
    ).all()
    day, name = table.event_day, folded(table.event_name or "")
    starts = {row.event_id: at_precision(row.start_date, row.start_date_precision) for row in rows}

    def is_on(row: Any) -> bool:
        start = starts[row.event_id]
        if day is None or start is None:
            return False
        return start <= day <= (row.end_date or (start.latest() if isinstance(start, PartialDate) else start))

    fitting = [row.event_id for row in rows if is_on(row) or (name and folded(row.name) == name)]
    labels = {row.event_id: f"{row.name} ({starts[row.event_id] or 'no date'})" for row in rows}
    return labels, fitting[0] if len(fitting) == 1 else ""


def _read_through(item: Found, progress: Progress) -> list[Need]:
    """Tell from a table's first rows how its columns are to be read, and from all of them where those do not tell.

    All rows are watched when they are checked, too: what the first ones say does not stand against the rest.
    """
    needs: list[Need] = []
    for last, rows in item.chunks():
        progress(None, f"{item.where}: looking at row {last:,}")
        item.expect(rows)
        item.watch(rows)
        needs = item.settle()
        if not needs:
            break
    return needs
