"""The checks of a chunk of rows: what is missing, out of order or unusual."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

from lib.common.clock import utc_now
from lib.entities.fields import YEAR_NUMBER, Kind
from lib.entities.schema import Schema
from lib.ingest.parsing.chunk import Chunk
from lib.ingest.parsing.fields import FieldReader
from lib.ingest.problem_codes import Code
from lib.ingest.problems import ERROR, HIDDEN, WARNING, Expectation, ParseError, Problem, expect
from lib.ingest.tables import as_text
from lib.store.dates import PartialDate


class RowChecks:
    """A chunk while it is read: values by field, and the places of rows with errors.

    A place is a row's number within the chunk, from 0.
    """

    def __init__(
        self,
        schema: Schema,
        columns: Sequence[FieldReader],
        numbers: list[int],
        sources: dict[str, Sequence[Any]],
        problems: list[Problem],
    ) -> None:
        self.schema = schema
        self.numbers = numbers
        self.values: dict[str, list[Any]] = {}
        self.notations = {column.field.name: column.notation for column in columns}
        self._columns = {column.field.name: column for column in columns}
        self._sources = sources
        self._problems = problems
        self._bad: set[int] = set()
        self._skipped: set[int] = set()
        #: Cells that could not be read: no value, and yet not empty.
        self._unreadable: set[tuple[int, str]] = set()

    @property
    def skipped(self) -> AbstractSet[int]:
        """Places of the rows that are left out."""
        return self._skipped

    def skip(self, places: Iterable[int]) -> None:
        """Leave rows out, with whatever is wrong with them."""
        self._skipped.update(places)

    def add_problem(self, place: int, name: str, expected: Expectation, level: str = ERROR, beside: str = "") -> None:
        """Add a problem of the row at `place`; `beside` says what its value was compared with.

        Words that differ from row to row belong there: problems are grouped by what would be right.
        """
        if place in self._skipped:
            return
        if level == ERROR:
            self._bad.add(place)
        column = self._columns.get(name)
        # In a list of persons, what does not fit may be a name that slipped into another column.
        hidden = column is not None and (column.field.person or (self.schema.of_persons and level == ERROR))
        shown = "" if column is None else HIDDEN if hidden else self.shown_cell(column, place)
        if beside and not hidden:
            shown = f"{shown} ({beside})" if shown else beside
        self._problems.append(Problem(self.numbers[place], self.header(name), shown, expected, level))

    def column(self, name: str) -> FieldReader:
        """Return the reader of a field that the file has a column for."""
        return self._columns[name]

    def header(self, name: str) -> str:
        """Name a field as the file's owner knows it."""
        return self._columns[name].header if name in self._columns else name

    def shown_cell(self, column: FieldReader, place: int) -> str:
        """Return a cell as text; where it cannot be derived, the cells that it would be derived from."""
        source = self._sources[column.field.name][place]
        cell = column.cell(source)
        if isinstance(cell, ParseError):
            return ", ".join(map(as_text, source)) if isinstance(source, tuple) else as_text(source)
        return as_text(cell)

    def take(self, column: FieldReader, values: list[Any]) -> None:
        """Take the values of a column, and add a problem for each that could not be read."""
        name = column.field.name
        if any(type(value) is ParseError for value in values):
            for place, value in enumerate(values):
                if type(value) is ParseError:
                    self.add_problem(place, name, value.expected, beside=f"near: {value.near}" if value.near else "")
                    self._unreadable.add((place, name))
                    values[place] = None
        self.values[name] = values

    def is_filled(self, place: int, name: str) -> bool:
        """Return whether a row has a cell for a field, be it one that cannot be read."""
        return self.values[name][place] is not None or (place, name) in self._unreadable

    def fill(self, places: Iterable[int], name: str, value: Any) -> None:
        """Give a value to those of some rows whose cell is empty."""
        for place in places:
            if not self.is_filled(place, name):
                self.values[name][place] = value

    def check_required(self) -> None:
        """Add a problem for each empty cell of a required field."""
        for field_ in self.schema.fields:
            values = self.values.get(field_.name)
            if field_.required and values is not None and None in values:
                for place, value in enumerate(values):
                    if value is None and (place, field_.name) not in self._unreadable:
                        self.add_problem(place, field_.name, expect(Code.MISSING_VALUE, guide=field_.guide))

    def check_order(self) -> None:
        """Add a problem for each end that lies before its beginning."""
        for first, second in self.schema.ordered:
            if first in self.values and second in self.values:
                pairs = zip(self.values[first], self.values[second], strict=True)
                for place, (start, end) in enumerate(pairs):
                    if start is None or end is None or end >= start:
                        continue
                    # The day kept of a month may lie behind the end, and yet the month not.
                    if not isinstance(start, PartialDate) or end < start.earliest():
                        shown = self.shown_cell(self._columns[first], place)
                        expected = expect(Code.DATES_OUT_OF_ORDER, column=self.header(first))
                        self.add_problem(place, second, expected, beside=f"{self.header(first)}: {shown}")

    def check_unusual(self) -> None:
        """Add a warning for each value that can be loaded and is unusual."""
        for rule in self.schema.odd:
            if all(name in self.values for name in rule.columns):
                for place, values in enumerate(zip(*(self.values[name] for name in rule.columns), strict=True)):
                    if None not in values and place not in self._bad and rule.is_odd(*values):
                        self.add_problem(
                            place, rule.columns[0], expect(Code.UNUSUAL_VALUE, usual=rule.expected), WARNING
                        )

    def check_future(self) -> None:
        """Add a warning for each date and year that lies further ahead than plans usually reach."""
        last = utc_now().year + _YEARS_AHEAD
        for name, column in self._columns.items():
            is_year = column.field.content is YEAR_NUMBER
            if not (is_year or column.field.kind in (Kind.DAY, Kind.DATE, Kind.MOMENT)):
                continue
            for value in {value for value in self.values.get(name, ()) if value is not None}:
                if _year_of(value) > last:
                    for place, other in enumerate(self.values[name]):
                        if other == value and place not in self._bad:
                            self.add_problem(place, name, expect(Code.FAR_FUTURE, last=last + 1), WARNING)

    def chunk(self) -> Chunk:
        """Return the rows that were not skipped."""
        chunk = Chunk(self.numbers, self.values, frozenset(self.numbers[place] for place in self._bad))
        if not self._skipped:
            return chunk
        return chunk.at(place for place in range(len(self.numbers)) if place not in self._skipped)


#: Years ahead to which plans reach, such as the end of a programme.
_YEARS_AHEAD = 20


def _year_of(value: Any) -> int:
    return value.year if isinstance(value, date) else int(value)
