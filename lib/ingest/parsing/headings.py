"""Headings of groups of rows: what they say is filled down into the column that they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from lib.common.countries import UnknownCountryError, country_code
from lib.entities.fields import Field
from lib.ingest.parsing.fields import FieldReader
from lib.ingest.parsing.row_checks import RowChecks
from lib.ingest.readers.cells import Cell
from lib.ingest.tables import Derived, as_text, is_filled

#: The field that headings may give without a column: they are names of countries.
_COUNTRY = "country"
#: What stands in place of a column's header, where headings give a field that has none.
ABOVE = "heading above the rows"


@dataclass(frozen=True)
class Heading:
    """A heading, at a place among the rows of a chunk, and the place of its only cell in its row."""

    at: int
    text: str
    column: int


def heading_of(at: int, row: Sequence[Cell]) -> Heading:
    """Return the heading that a row with a single cell is."""
    column = next(place for place, cell in enumerate(row) if is_filled(cell))
    return Heading(at, as_text(row[column]), column)


def country_in(heading: str) -> str:
    """Return the country that a heading names, such as "GERMANY:"; empty where it names none."""
    try:
        return country_code(heading.strip(" :")) or ""
    except UnknownCountryError:
        return ""


def column_for(field: Field) -> FieldReader:
    """Return the column of a field that headings alone give: its cells are empty until they are filled."""
    return FieldReader(field, ABOVE, (), Derived((), lambda: ""), "", is_filled_down=True)


class Headings:
    """The headings of a table, from its first row on, and the values that they give to the rows below."""

    def __init__(self) -> None:
        #: The field that the last heading gives, and its value; None where it gives none.
        self._now: tuple[str, Any] | None = None
        #: Whether the row below the last heading, which must lack what the heading gives, is still to come.
        self._is_open = False

    def clear(self) -> None:
        """Begin the table again."""
        self._now, self._is_open = None, False

    def given_by(
        self,
        headings: Sequence[Heading],
        checks: RowChecks,
        columns: Mapping[str, FieldReader],
        skipped: AbstractSet[int],
    ) -> list[tuple[Heading, str]]:
        """Fill the values that rows below headings lack; returns the field that each heading gives, "" for none.

        A heading belongs to the column of countries, where it names one, else to the one in which it stands; in either
        the row below it has no cell.

        Args:
            headings: of the chunk, in their order.
            checks: the chunk, with its values; of rows that are no data, such as the headings, too.
            columns: by field.
            skipped: places of rows that are no data.
        """
        told = []
        ends = [*(heading.at for heading in headings), len(checks.numbers)]
        self._fill(checks, [place for place in range(ends[0]) if place not in skipped])
        for heading, end in zip(headings, ends[1:], strict=True):
            self._now, self._is_open = self._meaning(heading, checks, columns), True
            self._fill(checks, [place for place in range(heading.at + 1, end) if place not in skipped])
            told.append((heading, self._now[0] if self._now else ""))
        return told

    def _meaning(
        self, heading: Heading, checks: RowChecks, columns: Mapping[str, FieldReader]
    ) -> tuple[str, Any] | None:
        """Return the field that a heading may give, with its value; that the row below lacks it has yet to be seen."""
        country = country_in(heading.text) if _COUNTRY in columns and not columns[_COUNTRY].is_constant else ""
        if country:
            return _COUNTRY, country
        for name, column in columns.items():
            if column.reads_only(heading.column) and not column.field.person:
                value = checks.values[name][heading.at]
                return None if value is None else (name, value)
        return None

    def _fill(self, checks: RowChecks, places: Sequence[int]) -> None:
        if self._now is None or not places:
            return
        name, value = self._now
        if self._is_open and checks.is_filled(places[0], name):
            self._now = None
        else:
            checks.fill(places, name, value)
        self._is_open = False
