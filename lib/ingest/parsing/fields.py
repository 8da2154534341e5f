"""How a field's cells are found in a row and read, column by column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, cast

from lib.common.currencies import CODES, scale_in_header
from lib.common.folding import fold_header
from lib.entities.fields import MONEY, SHARE, TEXT, Field, Kind
from lib.ingest.parsing.inference import READINGS, Evidence, Question
from lib.ingest.parsing.notation import Notation
from lib.ingest.parsing.parsers import parse
from lib.ingest.parsing.questions import (
    PERCENT_OR_SHARE,
    currency_question,
    percent_question,
    rounding_question,
    says_percent,
)
from lib.ingest.persons import Pseudonyms
from lib.ingest.problem_codes import Code
from lib.ingest.problems import ParseError
from lib.ingest.readers.sheets import Cell
from lib.ingest.readers.typed_cells import TruthValue
from lib.ingest.tables import Derived, as_text, is_filled

#: Distinct cells of a column that are kept with their values; more are read again.
_MOST_KEPT = 100_000
#: Times that each of them must have been read for the column to go on keeping them.
_REPEATED = 2
CENT = Decimal("0.01")
#: Answers to the question on amounts with more decimals than cents; formats state the first for programs' numbers.
_ROUND, _REJECT = "round", "reject"
#: Answer to the question on dates of which a spreadsheet may have swapped day and month.
_SWAPPED = "swapped"


#: A code that begins with a zero, which spreadsheets take off where they keep it as a number.
_LEADING_ZERO = re.compile(r"\s*0[0-9]+\s*$")
#: From this number on, spreadsheets write numbers with a power of ten. Such that were codes have few digits.
_WRITTEN_WITH_POWER, _FEW_DIGITS = Decimal(10) ** 11, 4


class FieldReader:
    """Reads a field: knows where its cells are in a row, and how they are written."""

    def __init__(
        self,
        field: Field,
        header: str,
        places: Sequence[int | None],
        derived: Derived | None,
        fixed: str,
        instead: Sequence[Mapping[str, str]] = (),
        *,
        asks_currency: bool = False,
        is_filled_down: bool = False,
    ) -> None:
        """Make the reader of a field.

        Args:
            field: as it is declared.
            header: as the file's owner knows it; several where the field is derived from them.
            places: of its columns in a row; None for one that the file lacks.
            derived: how the field is derived from their cells, where it is.
            fixed: how its column is written, where the format says so.
            instead: for each column, what to read in place of cells, by their folded text.
            asks_currency: whether nothing but its cells could say the currency of its amounts.
            is_filled_down: whether headings of groups of rows give its values.
        """
        self.field = field
        self.header = header
        self._places = places
        self._derived = derived
        self._instead = instead if any(instead) else ()
        self._fixed = fixed
        self._asks_currency = asks_currency
        self._is_filled_down = is_filled_down
        self._is_text = field.kind is Kind.TEXT
        self._is_money = field.content is MONEY
        #: Whether a code began with a zero, so that numbers in its column may have lost theirs.
        self._has_zeros = False
        #: Whether its header says that shares may be written as percents.
        self._is_percent = field.content is SHARE and says_percent(header)
        self._kept: dict[Any, Any] = {}
        #: Cells that were read since `_kept` was empty; and whether they repeat themselves enough to be kept.
        self._cells, self._repeats = 0, True
        #: What the file's owner has answered, one word for each question of the column.
        self._said: tuple[str, ...] = ()
        self._notation = Notation(field.kind)
        #: Power of ten by which its amounts are multiplied, as its header says.
        self.scale = scale_in_header(header) if self._is_money and derived is None else 0
        self.evidence = (
            Evidence(field.kind, cents=self._is_money, scale=self.scale, shown=self._is_percent)
            if field.kind is not Kind.TEXT and not field.person
            else None
        )

    def settle_notation(self, answer: str) -> Question | None:
        """Decide how the column is written; returns a question where only the file's owner can say."""
        said = tuple(answer.split())
        if said != self._said:
            self._kept.clear()
        self._said = said
        found = self._settled()
        if isinstance(found, Question):
            return replace(found, answers={" ".join((*said, word)): told for word, told in found.answers.items()})
        if found != self._notation:
            self._notation = found
            self._kept.clear()
        return None

    @property
    def open_question(self) -> Question | None:
        """What only the file's owner can say of how the column is written, also where it is answered already."""
        found = None if self.evidence is None or self._fixed else self.evidence.infer()
        return found if isinstance(found, Question) else None

    def is_unsettled(self) -> bool:
        """Return whether all rows together say otherwise of how the column is written than the first ones did."""
        return self._settled() != self._notation

    def _settled(self) -> Notation | Question:
        """Return how the column is written, or the next question about it."""
        if self.evidence is None:
            return self._notation
        found = self.evidence.infer(next((word for word in (*self._said, self._fixed) if word in READINGS), ""))
        if isinstance(found, Question):
            return found
        half = self.evidence.half_converted()
        if half is not None:
            said = next((word for word in self._said if word in half.answers), "")
            return replace(found, swapped=said == _SWAPPED) if said else half
        if self._is_percent and self.evidence.examples():
            said = next((word for word in self._said if word in PERCENT_OR_SHARE), "")
            return replace(found, scale=PERCENT_OR_SHARE[said]) if said else percent_question(self.evidence.examples())
        if not self._is_money:
            return found
        if self.scale:
            found = replace(found, scale=self.scale)
        if self._asks_currency and not found.currency:
            stated = next((word for word in map(str.upper, self._said) if word in CODES), "")
            if not stated and self.evidence.examples():
                return currency_question(self.evidence.examples())
            found = replace(found, currency=stated)
        fine = () if self._rounds or _REJECT in self._said else self.evidence.finer_than_cents(found)
        return rounding_question(fine) if fine else found

    @property
    def _rounds(self) -> bool:
        return _ROUND in (self._fixed, *self._said)

    @property
    def notation(self) -> Notation:
        return self._notation

    @property
    def is_constant(self) -> bool:
        """Whether neither a column nor a heading of the file gives it."""
        return not self._places and not self._is_filled_down

    def reads_only(self, place: int) -> bool:
        """Return whether its cells are those of the column at a place."""
        return self._derived is None and list(self._places) == [place]

    def sources(self, by_place: Sequence[Sequence[Cell]], rows: int) -> Sequence[Any]:
        """Return what the field's cells are derived from, one a row: a cell of the table, or several together."""
        taken = [by_place[p] if p is not None and p < len(by_place) else [""] * rows for p in self._places]
        return taken[0] if len(taken) == 1 else list(zip(*taken, strict=True)) if taken else [()] * rows

    def cell(self, source: Any) -> Cell | ParseError:
        """Return the field's cell, or why it cannot be derived."""
        cells = (source,) if len(self._places) == 1 else source
        if self._instead:
            cells = [_replaced(cell, instead) for cell, instead in zip(cells, self._instead, strict=True)]
        if self._derived is None:
            return cast(Cell, cells[0])
        try:
            return self._derived.derive(*cells)
        except ParseError as error:
            return error

    def values(self, sources: Sequence[Any], pseudonyms: Pseudonyms) -> list[Any]:
        """Return a value for each cell: None for an empty one, a ParseError for one that cannot be read."""
        if self.field.content is TEXT and self._derived is None and not self._instead:
            # Prose hardly repeats itself: keeping it would only fill the memory.
            return [(cell.strip() or None) if type(cell) is str else self._value(cell, pseudonyms) for cell in sources]
        if len(self._kept) > _MOST_KEPT:
            self._kept.clear()
            self._repeats = self._cells > _MOST_KEPT * _REPEATED
            self._cells = 0
        self._cells += len(sources)
        kept = self._kept if self._repeats else {}
        for source in set(sources).difference(kept):
            kept[source] = self._value(self.cell(source), pseudonyms)
        return [kept[source] for source in sources]

    def _value(self, cell: Any, pseudonyms: Pseudonyms) -> Any:
        if isinstance(cell, ParseError):
            return cell
        if not is_filled(cell):
            return None
        try:
            if self.field.person:
                return pseudonyms.of(cell)
            if self._is_money and type(cell) is str and "%" in cell:
                raise ParseError(Code.PERCENT_OF_AMOUNT)
            plain = cell.strip() if self._is_text and type(cell) is str else self._notation.plain(cell)
            if self._rounds:
                plain = _to_the_cent(plain)
            return parse(self.field, plain)
        except ParseError as error:
            return error

    def plain_values(self, sources: Sequence[Any]) -> list[Any]:
        """Return the values of a column that names no person; None for cells that are empty or cannot be read."""
        read = self.values(sources, Pseudonyms(b""))
        return [None if isinstance(value, ParseError) else value for value in read]

    def remarks(self, sources: Sequence[Any], values: Sequence[Any]) -> Iterator[tuple[int, Code, str]]:
        """Give a warning for cells that are read, though perhaps not as they were meant: place, code, how it is read.

        Args:
            sources: of the field's cells.
            values: what was read from them.
        """
        if self._is_text and not self.field.person:
            yield from self._remarks_on_texts(sources, values)
        if not self._notation.has_remarks:
            return
        for place, (source, value) in enumerate(zip(sources, values, strict=True)):
            if value is not None:
                cell = self.cell(source)
                remark = None if isinstance(cell, ParseError) else self._notation.remark(cell)
                if remark is not None:
                    yield place, *remark

    def _remarks_on_texts(self, sources: Sequence[Any], values: Sequence[Any]) -> Iterator[tuple[int, Code, str]]:
        """Give a warning for dates and numbers in a column of texts, which a spreadsheet may have made of a name."""
        if self._derived is not None or set(map(type, sources)) <= {str}:
            return
        self._has_zeros = self._has_zeros or any(type(cell) is str and _LEADING_ZERO.match(cell) for cell in sources)
        for place, (cell, value) in enumerate(zip(sources, values, strict=True)):
            if value is not None and isinstance(cell, TruthValue):
                yield place, Code.TRUTH_VALUE_IN_TEXT, ""
            if value is None or isinstance(cell, str):
                continue
            if isinstance(cell, date):
                yield place, Code.DATE_IN_TEXT, ""
            elif abs(cell) >= _WRITTEN_WITH_POWER and len(cell.normalize().as_tuple().digits) <= _FEW_DIGITS:
                yield place, Code.NUMBER_IN_TEXT, f"{cell.normalize():E}".replace("E+", "E")
            elif self._has_zeros:
                yield place, Code.LEADING_ZERO_LOST, ""


def _replaced(cell: Cell, instead: Mapping[str, str]) -> Cell:
    return instead.get(fold_header(as_text(cell)), cell) if instead else cell


def _to_the_cent(plain: str) -> str:
    """Round a number half up; one that is too long for that stays as it is, for the parser to refuse."""
    try:
        return f"{Decimal(plain).quantize(CENT, ROUND_HALF_UP):f}"
    except InvalidOperation:
        return plain
