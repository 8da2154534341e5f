"""From the cells of a table to an entity's values, column by column; every problem is collected and none is raised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from lib.common.currencies import names_currency
from lib.common.folding import fold_header
from lib.entities.fields import COUNT, MONEY, SMALL_COUNT, Field, Kind
from lib.entities.schema import Schema
from lib.ingest.examples import is_example
from lib.ingest.parsing.chunk import Chunk
from lib.ingest.parsing.fields import FieldReader
from lib.ingest.parsing.given import Given
from lib.ingest.parsing.headings import ABOVE, Heading, Headings, column_for, country_in, heading_of
from lib.ingest.parsing.lookalikes import check_lookalikes
from lib.ingest.parsing.margins import marginal_rows
from lib.ingest.parsing.money import settle_money
from lib.ingest.parsing.row_checks import RowChecks
from lib.ingest.parsing.totals_of_sums import SUMS, check_totals, empty_totals
from lib.ingest.persons import Pseudonyms, is_name
from lib.ingest.problem_codes import Code
from lib.ingest.problems import HIDDEN, WARNING, ParseError, Problem, expect
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import BY_YEAR, UNKNOWN, Derived, EntityMapping, LeftOut, Table, as_text, constant, is_filled

#: What is said of headings.
_HEADINGS = (Code.HEADING_ROW, Code.HEADING_FILLED)


def _name_alone(person: str | Derived) -> Derived:
    """Give the name of somebody of whom the file has nothing but the name."""
    columns, derive = (person.columns, person.derive) if isinstance(person, Derived) else ((person,), _unchanged)
    return Derived(columns, lambda *cells: cell if is_name(cell := derive(*cells)) else "")


def _unchanged(cell: Cell) -> Cell:
    return cell


class EntityReader:
    """Reads the rows of a table as those of one entity."""

    def __init__(self, table: Table, mapping: EntityMapping, given: Given) -> None:
        self.mapping = mapping
        self.schema: Schema = mapping.schema
        self._places = {
            fold_header(header): place
            for place, header in reversed(list(enumerate(table.header)))
            if fold_header(header) not in given.ignored
        }
        self._headers = table.header
        self._rates = given.rates
        self._is_template = table.format == f"{mapping.entity} template"
        self._is_unknown = table.format == UNKNOWN
        self._is_written_by_hand = table.format in (UNKNOWN, BY_YEAR) or table.format.endswith(" template")
        #: Sums of the rows so far, by field, and the last row that they count.
        self._sums: dict[str, Decimal] = {}
        self._last_row = 0
        self._headings = Headings()
        self._is_filled_down = fold_header(ABOVE) not in given.ignored
        self._states_currency = "currency" in {*mapping.columns, *given.constants}
        #: Columns with constants of the same fields: those that are not read, and those that are.
        self._overruled: list[tuple[FieldReader, str]] = []
        self._unheeded = {name: value for name, value in given.constants.items() if name not in given.overruled}
        self.columns = list(self._resolved(mapping, given))
        self.share_rows_with([self])

    def _resolved(self, mapping: EntityMapping, given: Given) -> Iterator[FieldReader]:
        for declared in self.schema.fields:
            source = mapping.columns.get(declared.name)
            if isinstance(source, str) and fold_header(source) in given.ignored:
                source = None
            if source is None and declared.alias_of in mapping.columns:
                source = _name_alone(mapping.columns[declared.alias_of])
            is_overruled = declared.name in given.overruled and declared.name in given.constants
            column = None if source is None else self._column(declared, source, mapping, given)
            if column is not None and is_overruled and not column.is_constant:
                self._overruled.append((column, given.constants[declared.name]))
            if declared.name in given.constants and (source is None or is_overruled):
                yield FieldReader(declared, declared.name, (), constant(given.constants[declared.name]), "ymd")
            elif column is not None:
                yield column

    def _column(
        self, declared: Field, source: str | Derived, mapping: EntityMapping, given: Given
    ) -> FieldReader | None:
        """Return the reader of a field from the columns that the table has of its source; None where it has none."""
        fixed = mapping.notations.get(declared.name, "")
        if isinstance(source, Derived):
            places = [self._places.get(fold_header(header)) for header in source.columns]
            if places and all(place is None for place in places) and not mapping.split:
                return None
            present = [h for h, p in zip(source.columns, places, strict=True) if p is not None]
            instead = [given.replacements_in(header) for header in source.columns]
            return FieldReader(declared, " + ".join(present) or declared.name, places, source, fixed, instead)
        if fold_header(source) not in self._places:
            return None
        place = self._places[fold_header(source)]
        asks, instead = self._asks_currency(declared, self._headers[place]), [given.replacements_in(source)]
        return FieldReader(declared, self._headers[place], (place,), None, fixed, instead, asks_currency=asks)

    def _asks_currency(self, field: Field, header: str) -> bool:
        """Whether nothing but its cells could say the currency of a column's amounts; templates and formats say it."""
        return field.content is MONEY and self._is_unknown and not self._states_currency and not names_currency(header)

    def look_for_headings(self, by_place: Sequence[Sequence[Cell]], rows: int) -> None:
        """Read the country from the headings of groups of rows, where no column gives it and the first rows have such.

        It is called before the table is staged.
        """
        declared = self.schema.by_name.get("country")
        there = {column.field.name for column in self.columns}
        if not (self._is_written_by_hand and self._is_filled_down) or declared is None or declared.name in there:
            return
        sources = {column.field.name: column.sources(by_place, rows) for column in self.columns}
        cells = list(zip(*by_place, strict=True))
        if any(
            code is Code.HEADING_ROW and country_in(heading_of(place, cells[place]).text)
            for place, code in self._marginal(cells, sources)
        ):
            self.columns.append(column_for(declared))

    def share_rows_with(self, readers: Sequence[EntityReader]) -> None:
        """Take into account which columns are read by all the entities that a row gives, this one among them."""
        kinds = [column.field.kind for reader in readers for column in reader.columns]
        self._numbers = sum(kind in (Kind.NUMBER, Kind.COUNT) for kind in kinds)
        self._loaded = {header for reader in readers for header in reader.used}

    @property
    def missing(self) -> list[Field]:
        """Required fields without a column."""
        there = {column.field.name for column in self.columns}
        return [field for field in self.schema.fields if field.required and field.name not in there]

    @property
    def used(self) -> set[str]:
        """Headers (folded) that are read."""
        named = {fold_header(h) for h in self.mapping.left_out.columns} if self.mapping.left_out else set()
        overruled = {column.field.name for column, _ in self._overruled}
        for name, source in self.mapping.columns.items():
            if name not in overruled:
                headers = source.columns if isinstance(source, Derived) else (source,)
                named |= set(map(fold_header, headers))
        return named

    @property
    def watches(self) -> bool:
        """Whether it must be inferred how any column is written."""
        return any(column.evidence is not None for column in self.columns)

    def watch(self, by_place: Sequence[Sequence[Cell]], rows: int) -> None:
        """Take a chunk into account for how the columns are written."""
        for column in self.columns:
            if column.evidence is not None:
                cells = map(column.cell, set(column.sources(by_place, rows)))
                column.evidence.add(cell for cell in cells if not isinstance(cell, ParseError) and is_filled(cell))

    def read(
        self, numbers: list[int], by_place: Sequence[Sequence[Cell]], pseudonyms: Pseudonyms, problems: list[Problem]
    ) -> Chunk:
        """Read the values of a chunk; what is wrong is added to `problems`."""
        sources = {column.field.name: column.sources(by_place, len(numbers)) for column in self.columns}
        totals: dict[str, list[int]] = {}
        if self.schema.entity == SUMS:
            sources, totals = empty_totals(sources)
        checks = RowChecks(self.schema, self.columns, numbers, sources, problems)
        headings: list[Heading] = []
        if self._is_template:
            self._leave_out_example(checks)
        if self._is_written_by_hand:
            headings = self._leave_out_marginal(checks, by_place, sources, problems)
        if self.mapping.left_out is not None:
            self._leave_out(self.mapping.left_out, checks, by_place)
        for column in self.columns:
            name = column.field.name
            checks.take(column, column.values(sources[name], pseudonyms))
            for place, code, beside in column.remarks(sources[name], checks.values[name]):
                checks.add_problem(place, name, expect(code), WARNING, beside)
        self._say_what_is_not_read(checks, by_place, problems)
        if self._is_written_by_hand:
            self._fill_down(headings, checks, problems)
        if self.mapping.only_new:
            # A row that does not name the thing gives none of it.
            key = self.schema.key[0]
            checks.skip(place for place, value in enumerate(checks.values.get(key, [])) if value is None)
        check_totals(checks, totals)
        checks.check_required()
        check_lookalikes(checks)
        checks.check_order()
        settle_money(checks, self._rates)
        checks.check_unusual()
        checks.check_future()
        chunk = checks.chunk()
        if self._is_written_by_hand:
            self._add_up(chunk)
        return chunk

    @property
    def _summed(self) -> list[FieldReader]:
        """Columns of which a table may show the sums."""
        contents = (MONEY, COUNT, SMALL_COUNT)
        return [column for column in self.columns if column.field.content in contents]

    def _add_up(self, chunk: Chunk) -> None:
        for column in self._summed:
            name = column.field.name
            values = (value for value in chunk.values[name] if value is not None)
            self._sums[name] = self._sums.get(name, Decimal(0)) + sum(values)
        self._last_row = chunk.rows[-1] if chunk.rows else self._last_row

    def _say_what_is_not_read(
        self, checks: RowChecks, by_place: Sequence[Sequence[Cell]], problems: list[Problem]
    ) -> None:
        """Warn of cells that differ from what was said of all rows: they are not read, or else that is not."""
        for column, instead in self._overruled:
            expected = expect(Code.CELL_OVERRULED, value=instead)
            for place, source in enumerate(column.sources(by_place, len(checks.numbers))):
                cell = column.cell(source)
                written = HIDDEN if isinstance(cell, ParseError) else as_text(cell)
                if written and fold_header(written) != fold_header(instead) and place not in checks.skipped:
                    shown = HIDDEN if self.schema.of_persons else written
                    problems.append(Problem(checks.numbers[place], column.header, shown, expected, WARNING))
        for column in self.columns:
            unheeded = self._unheeded.get(column.field.name, "")
            if unheeded and not column.is_constant:
                said = FieldReader(column.field, column.header, (), constant(unheeded), "ymd")
                (value,) = said.plain_values([()])
                expected = expect(Code.CONSTANT_UNHEEDED, field=column.field.name, value=unheeded)
                for place, own in enumerate(checks.values[column.field.name]):
                    if own is not None and own != value:
                        checks.add_problem(place, column.field.name, expected, WARNING)

    def _leave_out_marginal(
        self,
        checks: RowChecks,
        by_place: Sequence[Sequence[Cell]],
        sources: Mapping[str, Sequence[Any]],
        problems: list[Problem],
    ) -> list[Heading]:
        """Skip totals, headings of groups and footnotes, and name each but the headings, which are returned."""
        if checks.numbers and checks.numbers[0] <= self._last_row:
            # The table is read again from its beginning.
            self._sums, self._last_row = {}, 0
            self._headings.clear()
        rows = list(zip(*by_place, strict=True))
        # Only cells of columns that are loaded are repeated in reports.
        loaded = sorted(self._places[header] for header in self._loaded if header in self._places)
        headings = []
        for place, code in self._marginal(rows, sources):
            checks.skip([place])
            if code is Code.HEADING_ROW:
                headings.append(heading_of(place, rows[place]))
                continue
            cells = () if self.schema.of_persons else (as_text(rows[place][p]) for p in loaded if p < len(rows[place]))
            shown = " | ".join(filter(None, cells))[:200] or HIDDEN
            problem = Problem(checks.numbers[place], "", shown, expect(code), WARNING)
            # Several entities may be read from one row.
            if not any(told[0] == problem.row and told.expected == problem.expected for told in problems[-len(rows) :]):
                problems.append(problem)
        return headings

    def _marginal(
        self, rows: Sequence[Sequence[Cell]], sources: Mapping[str, Sequence[Any]]
    ) -> Iterator[tuple[int, Code]]:
        """Find rows that are no data: their place, and what they are."""
        needed = [column for column in self.columns if column.field.required]

        def is_incomplete(place: int) -> bool:
            cells = (column.cell(sources[column.field.name][place]) for column in needed)
            return any(not isinstance(cell, ParseError) and not is_filled(cell) for cell in cells)

        for place, code in marginal_rows(rows, self._numbers, is_incomplete, self.schema.of_persons):
            found = code or (Code.TOTAL_ROW if is_incomplete(place) and self._is_sum(sources, place) else None)
            # Of sums, the row of the total says what no other does; one without an event is a total of events.
            is_of_all = code is Code.TOTAL_ROW and self.schema.entity == SUMS and not is_incomplete(place)
            if found is not None and not is_of_all:
                yield place, found

    def _fill_down(self, headings: Sequence[Heading], checks: RowChecks, problems: list[Problem]) -> None:
        """Fill in what headings say of the rows below them, and name each heading in a warning."""
        columns = {column.field.name: column for column in self.columns}
        told_before = {problem.row for problem in problems if problem.expected.code in _HEADINGS}
        for heading, field in self._headings.given_by(headings, checks, columns, checks.skipped):
            number = checks.numbers[heading.at]
            is_loaded = any(self._places.get(header) == heading.column for header in self._loaded)
            shown = heading.text[:200] if is_loaded and not self.schema.of_persons else HIDDEN
            expected = expect(Code.HEADING_FILLED, field=field) if field else expect(Code.HEADING_ROW)
            # Several entities may be read from one row.
            if number not in told_before:
                problems.append(Problem(number, "", shown, expected, WARNING))

    def _is_sum(self, sources: Mapping[str, Sequence[Any]], place: int) -> bool:
        """Whether a row's numbers are the sums of the rows above it."""
        for column in self._summed:
            *above, own = column.plain_values(sources[column.field.name][: place + 1])
            if own and own == self._sums.get(column.field.name, Decimal(0)) + sum(filter(None, above)):
                return True
        return False

    def _leave_out(self, rows: LeftOut, checks: RowChecks, by_place: Sequence[Sequence[Cell]]) -> None:
        """Skip the rows that count for nothing."""
        places = [place for name in rows.columns if (place := self._places.get(fold_header(name))) is not None]
        cells = [by_place[place] for place in places if place < len(by_place)]
        said = list(zip(*cells, strict=True))
        out = {value for value in set(said) if rows.is_out(*value)}
        for place, value in enumerate(said):
            if value in out:
                checks.add_problem(place, "", expect(rows.code), WARNING)
                checks.skip([place])

    def _leave_out_example(self, checks: RowChecks) -> None:
        """Skip the template's own example row, which many forget to delete."""
        for place in range(min(5, len(checks.numbers))):
            row = {column.field.name: checks.shown_cell(column, place) for column in self.columns}
            if is_example(self.schema.entity, row):
                checks.add_problem(place, "", expect(Code.EXAMPLE_ROW), WARNING)
                checks.skip([place])
