"""From the cells of a table to values, column by column; every problem is collected and none is raised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import zip_longest
from typing import Any, cast

from lib.entities.fields import TEXT
from lib.ingest import values as v
from lib.ingest.examples import is_example
from lib.ingest.parsers import parse
from lib.ingest.persons import Pseudonyms
from lib.ingest.problems import ERROR, WARNING, Problem
from lib.ingest.readings import Evidence, Kind, Question, Reading
from lib.ingest.schemas import SCHEMAS, Field, Schema
from lib.ingest.sheets import Cell
from lib.ingest.tables import Made, Part, Table, as_text, folded, is_filled
from lib.ingest.values import Unfit
from lib.store.dates import PartialDate

#: What stands in a report in place of a cell that may name a person.
HIDDEN = "(not shown)"
#: Distinct cells of a column that are kept with their values; more are read anew.
_MOST_KEPT = 100_000
#: Times that each of them must have been read for the column to go on keeping them.
_REPEATED = 2
_CENT = Decimal("0.01")
#: Amounts in EUR that differ from amount x rate by more than this contradict it.
_ROUNDING = Decimal(1)

#: Numbers of rows in their sheet, and the rows.
Rows = tuple[list[int], Sequence[Sequence[Cell]]]
#: Numbers of rows, and their cells by column.
Columns = tuple[list[int], Sequence[Sequence[Cell]]]
Rates = Mapping[str, tuple[Decimal, date]]


@dataclass(frozen=True)
class Given:
    """What the file does not say and its owner does.

    Args:
        constants: cells for fields that the file has no column for, such as event_id.
        readings: for headers (folded) whose cells can be read in two ways, which one is right.
        rates: for currencies, EUR for one unit and the day of that rate.
    """

    constants: Mapping[str, str] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    rates: Rates = field(default_factory=dict)


class Column:
    """A field of a part: where its cells are in a row, and how they are read."""

    def __init__(self, field: Field, header: str, places: Sequence[int | None], made: Made | None, fixed: str) -> None:
        self.field = field
        #: As the file's owner knows it; several where the field is made of them.
        self.header = header
        self._places = places
        self._made = made
        self._fixed = fixed
        self._rounds = fixed == "round"
        self._is_text = field.kind is Kind.TEXT
        self._kept: dict[Any, Any] = {}
        #: Cells that were read since `_kept` was empty; and whether they repeat themselves enough to be kept.
        self._cells, self._repeats = 0, True
        self._answer = ""
        self._reading = Reading(field.kind)
        self.evidence = Evidence(field.kind) if field.kind is not Kind.TEXT and not field.person else None

    def settle(self, answer: str) -> Question | None:
        """Decide how the column is read; a question where that is for the file's owner to say."""
        self._answer = answer or ("" if self._rounds else self._fixed)
        found = self._found()
        if isinstance(found, Question):
            return found
        if found != self._reading:
            self._reading = found
            self._kept.clear()
        return None

    def settled_otherwise(self) -> Question | bool:
        """Whether all that was watched since says that the column is to be read otherwise than it was settled."""
        found = self._found()
        return found if isinstance(found, Question) else found != self._reading

    def _found(self) -> Reading | Question:
        return self._reading if self.evidence is None else self.evidence.reading(self._answer)

    @property
    def reading(self) -> Reading:
        return self._reading

    def sources(self, by_place: Sequence[Sequence[Cell]], rows: int) -> Sequence[Any]:
        """What the column's cells are made of, one a row: a cell of the table, or several together."""
        taken = [by_place[p] if p is not None and p < len(by_place) else [""] * rows for p in self._places]
        return taken[0] if len(taken) == 1 else list(zip(*taken, strict=True)) if taken else [()] * rows

    def cell(self, source: Any) -> Cell | Unfit:
        """The field's cell, or why it cannot be made."""
        if self._made is None:
            return cast(Cell, source)
        try:
            return self._made.make(*(source if len(self._places) != 1 else (source,)))
        except Unfit as unfit:
            return unfit

    def values(self, sources: Sequence[Any], of: Pseudonyms) -> list[Any]:
        """A value for each cell, None for an empty one, an Unfit for one that does not fit."""
        if self.field.content is TEXT and self._made is None:
            # Prose hardly repeats itself: keeping it would only fill the memory.
            return [(cell.strip() or None) if type(cell) is str else self._value(cell, of) for cell in sources]
        if len(self._kept) > _MOST_KEPT:
            self._kept.clear()
            self._repeats = self._cells > _MOST_KEPT * _REPEATED
            self._cells = 0
        self._cells += len(sources)
        kept = self._kept if self._repeats else {}
        for source in set(sources).difference(kept):
            kept[source] = self._value(self.cell(source), of)
        return [kept[source] for source in sources]

    def _value(self, cell: Any, of: Pseudonyms) -> Any:
        if isinstance(cell, Unfit):
            return cell
        if not is_filled(cell):
            return None
        try:
            if self.field.person:
                return of.of(cell)
            plain = cell.strip() if self._is_text and type(cell) is str else self._reading.plain(cell)
            if self._rounds:
                plain = _to_the_cent(plain)
            return parse(self.field, plain)
        except Unfit as unfit:
            return unfit


def _to_the_cent(plain: str) -> str:
    """A number rounded half up; one that is too long for that stays as it is, for the check to refuse."""
    try:
        return f"{Decimal(plain).quantize(_CENT, ROUND_HALF_UP):f}"
    except InvalidOperation:
        return plain


@dataclass
class Chunk:
    """Rows of a part: their numbers in the sheet, their values by field, and the numbers of those with errors."""

    rows: list[int]
    values: dict[str, list[Any]]
    bad: frozenset[int] = frozenset()

    def without(self, numbers: set[int] | frozenset[int]) -> Chunk:
        """The chunk without some rows."""
        if not numbers.intersection(self.rows):
            return self
        return self.at(place for place, row in enumerate(self.rows) if row not in numbers)

    def only(self, numbers: set[int] | frozenset[int]) -> Chunk:
        """Some rows of the chunk."""
        return self.at(place for place, row in enumerate(self.rows) if row in numbers)

    def at(self, places: Iterable[int]) -> Chunk:
        """The chunk's rows at some places."""
        kept = list(places)
        return Chunk(
            [self.rows[place] for place in kept],
            {name: [values[place] for place in kept] for name, values in self.values.items()},
            self.bad,
        )


class PartReader:
    """Reads one part of a table."""

    def __init__(self, table: Table, part: Part, given: Given) -> None:
        self.part = part
        self.schema: Schema = SCHEMAS[part.entity]
        self._places = {folded(header): place for place, header in reversed(list(enumerate(table.header)))}
        self._headers = table.header
        self._rates = given.rates
        self._is_template = table.format == f"{part.entity} template"
        self.columns = list(self._resolved(part, given))

    def _resolved(self, part: Part, given: Given) -> Iterator[Column]:
        for declared in self.schema.fields:
            source = part.columns.get(declared.name)
            fixed = part.readings.get(declared.name, "")
            if source is None and declared.name in given.constants:
                constant = given.constants[declared.name]
                yield Column(declared, declared.name, (), Made((), lambda cell=constant: cell), "ymd")
            elif isinstance(source, Made):
                places = [self._places.get(folded(header)) for header in source.columns]
                if places and all(place is None for place in places) and not part.split:
                    continue
                present = [h for h, p in zip(source.columns, places, strict=True) if p is not None]
                yield Column(declared, " + ".join(present) or declared.name, places, source, fixed)
            elif source is not None and folded(source) in self._places:
                place = self._places[folded(source)]
                yield Column(declared, self._headers[place], (place,), None, fixed)

    @property
    def missing(self) -> list[Field]:
        """Required fields that no column gives."""
        there = {column.field.name for column in self.columns}
        return [field for field in self.schema.fields if field.required and field.name not in there]

    @property
    def used(self) -> set[str]:
        """Headers (folded) that the part reads."""
        named: set[str] = set()
        for source in self.part.columns.values():
            named |= {folded(h) for h in source.columns} if isinstance(source, Made) else {folded(source)}
        return named

    @property
    def watches(self) -> bool:
        """Whether the way of writing of any column is to be told."""
        return any(column.evidence is not None for column in self.columns)

    def watch(self, by_place: Sequence[Sequence[Cell]], rows: int) -> None:
        """Take a chunk into account for how the columns are to be read."""
        for column in self.columns:
            if column.evidence is not None:
                cells = map(column.cell, set(column.sources(by_place, rows)))
                column.evidence.add(cell for cell in cells if not isinstance(cell, Unfit) and is_filled(cell))

    def read(
        self, numbers: list[int], by_place: Sequence[Sequence[Cell]], of: Pseudonyms, problems: list[Problem]
    ) -> Chunk:
        """Values of a chunk; what is wrong is added to `problems`."""
        sources = {column.field.name: column.sources(by_place, len(numbers)) for column in self.columns}
        reading = _Reading(self, numbers, sources, problems)
        if self._is_template:
            self._leave_out_example(reading)
        for column in self.columns:
            reading.take(column, column.values(sources[column.field.name], of))
        if self.part.only_new:
            # A row that does not name the thing gives none of it.
            key = self.schema.key[0]
            reading.skip(place for place, value in enumerate(reading.values.get(key, [])) if value is None)
        reading.require()
        reading.order()
        settle_money(reading, self._rates)
        reading.wonder()
        return reading.chunk()

    def _leave_out_example(self, reading: _Reading) -> None:
        """Without the template's own example row, which many forget to delete."""
        for place in range(min(5, len(reading.numbers))):
            row = {column.field.name: reading.shown_cell(column, place) for column in self.columns}
            if is_example(self.schema.entity, row):
                expected = "rows of your own; the template's example row was left out"
                reading.wrong(place, "", expected, WARNING)
                reading.skip([place])


class _Reading:
    """A chunk of a part while it is read: values by field, and the places of rows with errors."""

    def __init__(
        self, reader: PartReader, numbers: list[int], sources: dict[str, Sequence[Any]], problems: list[Problem]
    ) -> None:
        self.schema = reader.schema
        self.numbers = numbers
        self.values: dict[str, list[Any]] = {}
        self.readings = {column.field.name: column.reading for column in reader.columns}
        self._columns = {column.field.name: column for column in reader.columns}
        self._sources = sources
        self._problems = problems
        self._bad: set[int] = set()
        self._skipped: set[int] = set()
        #: Cells that could not be read: no value, and yet not empty.
        self._unfit: set[tuple[int, str]] = set()

    def skip(self, places: Iterable[int]) -> None:
        self._skipped.update(places)

    def wrong(self, place: int, name: str, expected: str, level: str = ERROR, beside: str = "") -> None:
        """Note a problem in the row at `place`; `beside` says what the value was held against.

        Words that differ from row to row belong there: alike problems are told together by what would be right.
        """
        if place in self._skipped:
            return
        if level == ERROR:
            self._bad.add(place)
        column = self._columns.get(name)
        # In a list of persons, what does not fit may be a name that slipped into another column.
        hidden = column is not None and (column.field.person or (self.schema.of_persons and level == ERROR))
        shown = "" if column is None else HIDDEN if hidden else self.shown_cell(column, place)
        shown += f" ({beside})" if beside else ""
        self._problems.append(Problem(self.numbers[place], self.header(name), shown, expected, level))

    def header(self, name: str) -> str:
        """A field as the file's owner knows it."""
        return self._columns[name].header if name in self._columns else name

    def shown_cell(self, column: Column, place: int) -> str:
        """A cell as text; where it cannot be made, what it would be made of."""
        source = self._sources[column.field.name][place]
        cell = column.cell(source)
        if isinstance(cell, Unfit):
            return ", ".join(map(as_text, source)) if isinstance(source, tuple) else as_text(source)
        return as_text(cell)

    def take(self, column: Column, values: list[Any]) -> None:
        name = column.field.name
        if any(type(value) is Unfit for value in values):
            for place, value in enumerate(values):
                if type(value) is Unfit:
                    self.wrong(place, name, str(value))
                    self._unfit.add((place, name))
                    values[place] = None
        self.values[name] = values

    def require(self) -> None:
        for field_ in self.schema.fields:
            values = self.values.get(field_.name)
            if field_.required and values is not None and None in values:
                for place, value in enumerate(values):
                    if value is None and (place, field_.name) not in self._unfit:
                        self.wrong(place, field_.name, f"a value: {field_.guide}")

    def order(self) -> None:
        for first, second in self.schema.ordered:
            if first in self.values and second in self.values:
                pairs = zip(self.values[first], self.values[second], strict=True)
                for place, (start, end) in enumerate(pairs):
                    if start is None or end is None or end >= start:
                        continue
                    # The day kept of a month may lie behind the end, and yet the month not.
                    if not isinstance(start, PartialDate) or end < start.earliest():
                        shown = self.shown_cell(self._columns[first], place)
                        expected = f"not before {self.header(first)}"
                        self.wrong(place, second, expected, beside=f"{self.header(first)}: {shown}")

    def wonder(self) -> None:
        for rule in self.schema.odd:
            if all(name in self.values for name in rule.columns):
                for place, values in enumerate(zip(*(self.values[name] for name in rule.columns), strict=True)):
                    if None not in values and place not in self._bad and rule.is_odd(*values):
                        self.wrong(place, rule.columns[0], rule.expected, WARNING)

    def chunk(self) -> Chunk:
        """The rows that were not skipped."""
        chunk = Chunk(self.numbers, self.values, frozenset(self.numbers[place] for place in self._bad))
        if not self._skipped:
            return chunk
        return chunk.at(place for place in range(len(self.numbers)) if place not in self._skipped)


def settle_money(reading: _Reading, rates: Rates) -> None:
    """Fill in what follows from the amounts that are there, and note what contradicts.

    Every amount has an original in the row's currency and a value in EUR; in EUR the two are the same.
    """
    amounts = [name for name in reading.schema.amounts if {f"{name}_eur", f"{name}_original"} & reading.values.keys()]
    if not amounts:
        return
    rows, values = len(reading.numbers), reading.values
    signs = _by_sign(reading, amounts)
    for name in (*(f"{amount}{end}" for amount in amounts for end in ("_eur", "_original")), "currency"):
        values.setdefault(name, [None] * rows)
    foreign = [p for p, currency in enumerate(values["currency"]) if currency not in (None, "EUR")] or signs
    if not foreign:
        _all_in_euro(reading, amounts)
        return
    for name in ("eur_rate", "eur_rate_date"):
        values.setdefault(name, [None] * rows)
    for place in range(rows):
        if values["currency"][place] in (None, "EUR"):
            _in_euro(reading, amounts, [place])
        else:
            _converted(reading, amounts, place, rates)


def _by_sign(reading: _Reading, amounts: Iterable[str]) -> bool:
    """Amounts that carry the sign of another currency are originals, whatever their column is called."""
    found = False
    for amount in amounts:
        for end in ("_eur", "_original"):
            column = reading.readings.get(f"{amount}{end}")
            if column is None or column.currency in ("", "EUR") or "currency" in reading.values:
                continue
            found = True
            values = reading.values
            values["currency"] = [column.currency] * len(reading.numbers)
            if end == "_eur":
                values[f"{amount}_original"] = values[f"{amount}_eur"]
                values[f"{amount}_eur"] = [None] * len(reading.numbers)
    return found


def _all_in_euro(reading: _Reading, amounts: Sequence[str]) -> None:
    if len(amounts) > 1 or any(value is not None for value in reading.values[f"{amounts[0]}_original"]):
        _in_euro(reading, amounts, range(len(reading.numbers)))
        return
    euros = reading.values[f"{amounts[0]}_eur"]
    reading.values[f"{amounts[0]}_original"] = euros
    reading.values["currency"] = [
        said if euro is None else "EUR" for said, euro in zip(reading.values["currency"], euros, strict=True)
    ]


def _in_euro(reading: _Reading, amounts: Iterable[str], places: Iterable[int]) -> None:
    values = reading.values
    currency = values["currency"]
    for amount in amounts:
        euros, originals = values[f"{amount}_eur"], values[f"{amount}_original"]
        for place in places:
            euro, original = euros[place], originals[place]
            if euro is None and original is None:
                continue
            currency[place] = "EUR"
            if euro is None:
                euros[place] = original
            elif original is None:
                originals[place] = euro
            elif euro != original:
                expected = f"the same as {amount}_original, the currency being EUR"
                reading.wrong(place, f"{amount}_eur", expected, beside=f"{amount}_original: {original}")


def _converted(reading: _Reading, amounts: Iterable[str], place: int, rates: Rates) -> None:
    values = reading.values
    currency, rate = values["currency"][place], values["eur_rate"][place]
    if rate is None and currency in rates:
        rate, values["eur_rate_date"][place] = rates[currency]
        values["eur_rate"][place] = rate
    if rate is not None and values["eur_rate_date"][place] is None:
        reading.wrong(place, "eur_rate_date", "the date of the rate")
    for amount in amounts:
        euro, original = values[f"{amount}_eur"][place], values[f"{amount}_original"][place]
        if euro is None and original is None:
            continue
        if original is None:
            reading.wrong(place, f"{amount}_original", f"the amount in {currency}")
        elif rate is not None:
            converted = (original * rate).quantize(_CENT, ROUND_HALF_UP)
            if converted >= v.MOST_MONEY:
                reading.wrong(place, f"{amount}_original", f"an amount of less than EUR {v.MOST_MONEY:,}")
            elif euro is None:
                values[f"{amount}_eur"][place] = converted
            elif abs(euro - converted) > _ROUNDING:
                expected = f"{amount}_original x eur_rate, within EUR 1"
                reading.wrong(place, f"{amount}_eur", expected, beside=f"it makes {converted}")
        elif euro is not None:
            reading.wrong(place, "eur_rate", f"the rate that turns {amount}_original into {amount}_eur")
        else:
            expected = f"a rate for {currency}; without one the amount has no value in EUR"
            reading.wrong(place, f"{amount}_original", expected, WARNING)


def filled_rows(first: int, rows: Sequence[Sequence[Cell]]) -> Rows:
    """The numbers of the rows that hold anything, and these rows."""
    # Most rows are told by their first cell, and most files have no empty row.
    if all(row and is_filled(row[0]) for row in rows):
        return list(range(first, first + len(rows))), rows
    filled = [place for place, row in enumerate(rows) if any(map(is_filled, row))]
    return [first + place for place in filled], [rows[place] for place in filled]


def by_place(rows: Sequence[Sequence[Cell]]) -> list[Sequence[Cell]]:
    """Rows of any length as columns of one length."""
    return list(zip_longest(*rows, fillvalue=""))


def without_overlong(rows: Rows, width: int, problems: list[Problem], hidden: bool = False) -> Rows:
    """Rows that have no filled cell beyond the header; the others are problems, which show these cells or hide them."""
    numbers, records = rows
    if max(map(len, records), default=0) <= width:
        return rows
    good = []
    for place, record in enumerate(records):
        beyond = [as_text(cell) for cell in record[width:]]
        if any(beyond):
            shown = HIDDEN if hidden else ", ".join(beyond)[:200]
            problems.append(Problem(numbers[place], "", shown, f"no cells beyond the {width} of the header", ERROR))
        else:
            good.append(place)
    return [numbers[place] for place in good], [records[place][:width] for place in good]


def look_for_swallowed(rows: Rows, width: int, separator: str, problems: list[Problem], hidden: bool = False) -> None:
    """Note rows with a text that holds whole rows: a quote may have been opened in it and closed rows later."""
    if width < _FEWEST_COLUMNS or not separator:
        return
    for number, record in zip(*rows, strict=True):
        if "\n" in "".join(cast("list[str]", record)):
            texts = [
                text for text in map(str, record) if any(line.count(separator) == width - 1 for line in _rest(text))
            ]
            for text in texts:
                shown = HIDDEN if hidden else text[:200]
                problems.append(Problem(number, "", shown, "a text without whole rows in it; see its quotes", WARNING))


#: Columns of a table in whose texts rows can be told from prose.
_FEWEST_COLUMNS = 4


def _rest(text: str) -> list[str]:
    """The lines of a text after the first."""
    return text.split("\n")[1:]


def split_rows(part: Part, header: Sequence[str], rows: Rows, columns: Sequence[Sequence[Cell]]) -> Columns:
    """Numbers and columns of the rows that a part reads: those of the table (`columns`), or those its lists give."""
    if part.split is None:
        return rows[0], columns
    numbers: list[int] = []
    given: list[list[Cell]] = []
    for number, row in zip(*rows, strict=True):
        for split in part.split(dict(zip_longest(header, row, fillvalue=""))):
            numbers.append(number)
            given.append([split.get(name, "") for name in header])
    return numbers, by_place(given)
