"""The terms in which formats declare how they are recognised and what their tables hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

from lib.common.folding import fold_header
from lib.entities.registry import SCHEMAS
from lib.ingest.parsing.dates import day_in
from lib.ingest.readers.sheets import Sheet
from lib.ingest.readers.source import UnreadableFileError
from lib.ingest.tables import Derived, EntityMapping, Table, as_text

#: Rows in which a header is looked for: titles, explanations and summaries stand above it.
_HEAD = 60

#: The cells of a row as text.
Line = tuple[str, ...]
#: Whether a header with these names (folded) is of a format.
Signature = Callable[[set[str]], bool]


def has_columns(*columns: str | tuple[str, ...]) -> Signature:
    """Require columns, all of them; a tuple holds the names that one column goes by."""
    required = [{fold_header(name) for name in ((c,) if isinstance(c, str) else c)} for c in columns]
    return lambda names: all(column & names for column in required)


def lines(sheet: Sheet) -> Iterator[tuple[int, Line]]:
    """The rows of a sheet with their numbers, read as a stream."""
    for first, rows in sheet.read():
        for number, row in enumerate(rows, start=first):
            yield number, tuple(as_text(cell) for cell in row)


def filled(line: Line) -> list[str]:
    return [cell for cell in line if cell]


#: Share of a header's cells that names above them, each for a group of columns, have at most.
_GROUPS = Fraction(2, 3)


def of_two_rows(groups: Line, names: Line, row: Line) -> Line | None:
    """Return the column names of a header in two rows, of which the upper one names groups of columns.

    Names that are no field's, or are there twice, have the name of their group before them.

    Args:
        groups: the upper row.
        names: the row below.
        row: the row below that; without a number where the others have words, `names` may be a row too.

    Returns:
        None where the header is the upper row.
    """
    columns = len(filled(names))
    distinct = {group for group in groups if group}
    if len(distinct) < 2 or len(distinct) > _GROUPS * columns or not all(map(_is_worded, filled(names))):
        return None
    if not any(cell and name and not _is_worded(cell) for name, cell in zip(names, row, strict=False)):
        return None
    headers, group = [], ""
    for place, name in enumerate(names):
        group = groups[place] if place < len(groups) and groups[place] else group
        field = fold_header(name).replace(" ", "_")
        says_all = names.count(name) == 1 and any(field in schema.by_name for schema in SCHEMAS.values())
        headers.append(name if says_all or not name else f"{group} {name}".strip())
    return tuple(headers)


def _is_worded(cell: str) -> bool:
    return any(map(str.isalpha, cell)) and "@" not in cell


@dataclass(frozen=True)
class Head:
    """The first rows of a sheet that hold anything, with their numbers.

    Args:
        sheet: the sheet.
        lines: numbers and cells of the rows.
        header: place of the header among them, where the owner of the file has said which row it is.
    """

    sheet: Sheet
    lines: tuple[tuple[int, Line], ...]
    header: int | None = None

    @classmethod
    def of(cls, sheet: Sheet, header_row: int | None = None, label: str = "the file") -> Head:
        """Read the head of a sheet.

        Args:
            sheet: the sheet.
            header_row: number of the row with the column names; None: it is to be found.
            label: the file's name, for messages.

        Raises:
            UnreadableFileError: the sheet has no such row, or it is empty.
        """
        rows = lines(sheet)
        head = tuple((number, line) for number, line in islice(rows, _HEAD) if filled(line))
        if not header_row:
            return cls(sheet, head)
        if header_row > _HEAD:
            head += tuple((number, line) for number, line in rows if number == header_row and filled(line))
        place = next((place for place, (number, _) in enumerate(head) if number == header_row), None)
        if place is None:
            raise UnreadableFileError(f"{label}: row {header_row} is empty; say which row has the column names")
        return cls(sheet, head, place)

    @property
    def places(self) -> Iterable[int]:
        """Places where the header may be."""
        return range(len(self.lines)) if self.header is None else (self.header,)


class Event(NamedTuple):
    """What a file says of the event that it is about."""

    name: str | None = None
    day: date | None = None


class Section(NamedTuple):
    """A block of a sheet below a line that names it; `last` is None where it goes to the end of the sheet."""

    title: str
    number: int
    header: Line
    last: int | None


@dataclass(frozen=True)
class Sections:
    """How a sheet with several headers is divided.

    Args:
        is_title: whether the only cell of a line names a section.
        mappings: from a section's title and header to what its rows give; nothing for sections that are left out.
    """

    is_title: Callable[[str], bool]
    mappings: Callable[[str, Line], tuple[EntityMapping, ...]]

    def found(self, sheet: Sheet) -> list[tuple[Section, tuple[EntityMapping, ...]]]:
        """The sections that give something; the sheet is read as a whole, since they may lie deep in it."""
        with_mappings = [(section, self.mappings(section.title, section.header)) for section in self._all(sheet)]
        return [(section, mappings) for section, mappings in with_mappings if mappings]

    def _all(self, sheet: Sheet) -> list[Section]:
        """The sections that have rows below their header."""
        found: list[Section] = []
        title = ""
        header: tuple[int, Line] | None = None
        rows = 0

        def end(last: int | None) -> None:
            if header is not None and rows:
                found.append(Section(title, *header, last))

        for number, line in lines(sheet):
            cells = filled(line)
            if len(cells) == 1 and self.is_title(cells[0]):
                end(number - 1)
                title, header, rows = cells[0], None, 0
            elif cells and title and header is None:
                header = (number, line)
            elif cells:
                rows += 1
        end(None)
        return found


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Args:
        name: as it is kept with an import.
        label: as users find it in a list.
        description: one line for users: what such a file holds.
        signatures: signatures, one of which the header of such a file has.
        mappings: from a header to what the rows below give.
        event: from a sheet's head and the place of the header in it to what the file says of the event.
        sections: for sheets with a header for each of several sections; a sheet without any is read as others are.
        blocks: for sheets with tables side by side: from the line of their headers to a header for each of them, with
            the columns of the others left blank.
    """

    name: str
    label: str
    description: str
    signatures: tuple[Signature, ...]
    mappings: Callable[[Line], tuple[EntityMapping, ...]]
    event: Callable[[Head, int], Event] = lambda head, place: Event()
    sections: Sections | None = None
    blocks: Callable[[Line], list[Line]] = lambda header: [header]

    def is_header(self, line: Line) -> bool:
        names = {fold_header(cell) for cell in line}
        return any(is_it(names) for is_it in self.signatures)

    def place(self, head: Head) -> int | None:
        """Which of the head's lines is the header; None where the sheet is not of this format."""
        return next((place for place in head.places if self.is_header(head.lines[place][1])), None)

    def known(self, line: Line) -> int:
        """How many of a line's cells are columns of the format."""
        sources = [source for mapping in self.mappings(line) for source in mapping.columns.values()]
        known = {fold_header(name) for s in sources for name in (s.columns if isinstance(s, Derived) else (s,))}
        return len(known & {fold_header(cell) for cell in filled(line)})

    def tables(self, head: Head, place: int) -> list[Table]:
        """The tables of a sheet whose header is the line at `place` of its head."""
        number, header = head.lines[place]
        found = self.sections.found(head.sheet) if self.sections else []
        whole = [(Section("", number, block, None), self.mappings(block)) for block in self.blocks(header)]
        event = self.event(head, place)
        return [
            Table(head.sheet, self.name, section.header, section.number, section.last, mappings, event.name, event.day)
            for section, mappings in found or whole
        ]


def for_any_header(*mappings: EntityMapping) -> Callable[[Line], tuple[EntityMapping, ...]]:
    """Return the same mappings under every header."""
    return lambda header: mappings


def event_in_rows(names: tuple[str, ...], days: tuple[str, ...], order: str = "") -> Callable[[Head, int], Event]:
    """The event as the first row below the header has it.

    Args:
        names, days: columns of the event's name and day, by the names they go by.
        order: see `lib.ingest.parsing.dates.day_in`.
    """

    def event(head: Head, place: int) -> Event:
        below = head.lines[place + 1][1] if place + 1 < len(head.lines) else ()
        row = {fold_header(name): cell for name, cell in zip(head.lines[place][1], below, strict=False) if cell}
        name = next((row[fold_header(column)] for column in names if fold_header(column) in row), None)
        day = next((row[fold_header(column)] for column in days if fold_header(column) in row), "")
        return Event(name, day_in(day, order))

    return event
