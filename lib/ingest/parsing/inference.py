"""How a column is written, inferred from all of its cells and never cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from lib.common import formatting
from lib.entities.fields import Kind
from lib.ingest.parsing.dates import DOTTED, written
from lib.ingest.parsing.notation import Notation
from lib.ingest.parsing.numbers import MARKS, in_full, other_mark, take_apart
from lib.ingest.problems import ParseError
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import as_text

#: Cells that a question shows.
EXAMPLES = 5
#: Answers to the questions on the order of dates and the mark of decimals; formats state some of them.
READINGS = frozenset({"dmy", "mdy", "ymd", *MARKS})


@dataclass(frozen=True)
class Question:
    """A column that can be read in two ways: only the file's owner can say which is right.

    Args:
        about: what is asked, such as "Which comes first in these dates, the day or the month?".
        examples: some of its cells.
        answers: what can be answered, and what it would mean, such as {"dmy": "3 April 2024", "mdy": "4 March 2024"}.
    """

    about: str
    examples: tuple[str, ...]
    answers: dict[str, str]


class Evidence:
    """What the cells of a column say of how it is written. Memory stays bounded for any number of cells."""

    def __init__(self, kind: Kind, *, cents: bool = False, scale: int = 0, shown: bool = False) -> None:
        """Begin without any cell.

        Args:
            kind: what the column holds.
            cents: its numbers are amounts, so that more than two decimals are worth a question.
            scale: power of ten by which they are multiplied.
            shown: some of its numbers will be shown in a question.
        """
        self._column: _Inference
        match kind:
            case Kind.NUMBER | Kind.COUNT:
                self._column = _Numbers(kind, cents, scale, shown or cents)
            case Kind.DAY | Kind.DATE | Kind.MOMENT:
                self._column = _Dates(kind)
            case _:
                self._column = _Words(kind)

    def add(self, cells: Iterable[Cell]) -> None:
        """Take more cells into account; each distinct cell once is enough."""
        for cell in cells:
            self._column.add(cell)

    def infer(self, answer: str = "") -> Notation | Question:
        """Infer how the column is written; a question where the cells prove nothing and `answer` does not say."""
        return self._column.infer(answer)

    def finer_than_cents(self, notation: Notation) -> tuple[str, ...]:
        """Return some amounts with more than two decimals, in the notation of their column."""
        return self._column.finer_than_cents(notation) if isinstance(self._column, _Numbers) else ()

    def half_converted(self) -> Question | None:
        """Return a question where a spreadsheet may have swapped day and month of the typed dates of a column."""
        return self._column.half_converted() if isinstance(self._column, _Dates) else None

    def examples(self) -> tuple[str, ...]:
        """Return some of the numbers of a column."""
        return tuple(self._column.first) if isinstance(self._column, _Numbers) else ()


class _Inference(Protocol):
    """What Evidence gathers, for one kind of column."""

    def add(self, cell: Cell) -> None: ...

    def infer(self, answer: str) -> Notation | Question: ...


class _Words:
    """Columns whose cells each say by themselves what they mean."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def add(self, cell: Cell) -> None:
        pass

    def infer(self, answer: str) -> Notation:
        return Notation(self.kind)


class _Dates:
    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        #: Number of cells for each order that they prove; _OPEN for those that have two.
        self.votes: Counter[str] = Counter()
        self.examples: list[str] = []
        #: Typed dates: those in which day and month may have been swapped, whether any cannot; texts that prove a swap.
        self.swappable: list[date] = []
        self.late_days = False
        self.proofs: list[str] = []

    def add(self, cell: Cell) -> None:
        if isinstance(cell, date):
            self.late_days = self.late_days or cell.day > _MONTHS
            if cell.day <= _MONTHS and cell.day != cell.month and len(self.swappable) < EXAMPLES:
                self.swappable.append(cell)
            return
        text = as_text(cell)
        try:
            days = written(text).days
        except ParseError:
            return
        if days.keys() & {"dmy", "mdy", DOTTED}:
            if len(days) > 1 or next(iter(days.values())).day <= _MONTHS:
                # A text that could have been turned into a date was not: no program went over the column.
                self.late_days = True
            else:
                _keep(self.proofs, text)
        if len(days) == 1:
            self.votes.update(days.keys())
        elif days:
            self.votes[_OPEN] += 1
            _keep(self.examples, text)

    def half_converted(self) -> Question | None:
        """Ask whether day and month of typed dates were swapped, where all others beside them stayed texts.

        A spreadsheet that takes the month for first turns 05/01/2024 into 1 May, and leaves 13/01/2024 as it is.
        """
        if self.late_days or not self.swappable or not self.proofs:
            return None
        first = self.swappable[0]
        swapped = first.replace(month=first.day, day=first.month)
        shown = {"kept": first, "swapped": swapped}
        return Question(
            "Some dates in this column are texts, and all the others have a day of 12 or less: a spreadsheet may have "
            "swapped their day and month. Which day is the first of these?",
            tuple(dict.fromkeys([*map(as_text, self.swappable), *self.proofs]))[:EXAMPLES],
            {word: formatting.long_date(day).replace(formatting.HARD, " ") for word, day in shown.items()},
        )

    def infer(self, answer: str) -> Notation | Question:
        votes = self.votes
        if votes["serial"] > votes.total() - votes["serial"]:
            return Notation(self.kind, order="serial")
        if votes["dmy"] != votes["mdy"]:
            return Notation(self.kind, order="dmy" if votes["dmy"] > votes["mdy"] else "mdy")
        if votes[_OPEN] and not votes["dmy"] and votes[DOTTED]:
            # Who writes some of the dates with dots writes the day first.
            return Notation(self.kind, order="dmy")
        if votes[_OPEN]:
            return Notation(self.kind, order=answer) if answer in ("dmy", "mdy") else self.question()
        return Notation(self.kind, order="dmy" if votes["dmy"] or votes[DOTTED] else "ymd")

    def question(self) -> Question:
        days = written(self.examples[0]).days
        meant = {order: formatting.long_date(days[order]).replace(formatting.HARD, " ") for order in ("dmy", "mdy")}
        return Question("Which comes first in these dates, the day or the month?", tuple(self.examples), meant)


class _Marks(NamedTuple):
    """What a cell says of how the numbers of its column are written.

    Attributes:
        possible: the marks that may be the one of decimals in it.
        found: those that are in it.
        currency: code of the currency that stands with it, or "".
        scaled: it says thousands or millions.
        fine: the marks with which it would have more than two decimals.
    """

    possible: str = ""
    found: str = ""
    currency: str = ""
    scaled: bool = False
    fine: str = ""


#: Every digit but 0 looks the same.
_SHAPE = str.maketrans("12345678", "9" * 8)
#: Shapes of cells that are kept for a column.
_MOST_SHAPES = 4_096


class _Numbers:
    def __init__(self, kind: Kind, cents: bool, scale: int, shown: bool) -> None:
        self.kind = kind
        self.shown = shown
        self.cents, self.scale = cents, scale
        self.scaled = False
        #: Amounts with more than two decimals, under the mark of decimals with which they have them; "" for typed ones.
        self.fine: dict[str, list[str]] = {".": [], ",": [], "": []}
        self.first: list[str] = []
        #: Number of cells for each mark that they prove to be the one of decimals.
        self.proofs: Counter[str] = Counter()
        #: The same for cells that prove none, counted under the mark that they would prove if they were whole numbers.
        self.open: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        self.currencies: Counter[str] = Counter()
        self.examples: list[str] = []
        #: What cells say whose digits are the same but for which of 1 to 9 they are.
        self._shapes: dict[str, _Marks] = {}

    def add(self, cell: Cell) -> None:
        if self.shown:
            _keep(self.first, cell)
        if not isinstance(cell, str):
            if self.cents and isinstance(cell, Decimal) and _decimals(cell) - self.scale > _CENTS:
                _keep(self.fine[""], cell)
            return
        shape = cell.translate(_SHAPE)
        marks = self._shapes.get(shape)
        if marks is None:
            marks = self._marks(cell)
            # In an exponent it does matter which digit it is.
            if len(self._shapes) < _MOST_SHAPES and "e" not in shape.casefold():
                self._shapes[shape] = marks
        if marks.currency:
            self.currencies[marks.currency] += 1
        self.scaled = self.scaled or marks.scaled
        for mark in marks.fine:
            _keep(self.fine[mark], cell)
        if not marks.found:
            return
        self.seen.update(marks.found)
        if len(marks.possible) == 1:
            self.proofs[marks.possible[0]] += 1
        else:
            self.open[other_mark(marks.found[0])] += 1
            _keep(self.examples, cell)

    def _marks(self, cell: str) -> _Marks:
        try:
            digits, around = take_apart(cell)
        except ParseError:
            return _Marks()
        scaled = around.scale > 0
        if self.scale and not scaled:
            around = replace(around, scale=self.scale)
        read = {mark: in_full(digits, around, mark, self.kind) for mark in MARKS}
        possible = "".join(mark for mark, plain in read.items() if plain is not None)
        if not possible:
            return _Marks()
        found = "".join(mark for mark in MARKS if mark in digits)
        fine = [mark for mark, plain in read.items() if plain and len(plain.partition(".")[2]) > _CENTS]
        return _Marks(possible, found, around.currency, scaled, "".join(fine) if self.cents else "")

    def finer_than_cents(self, notation: Notation) -> tuple[str, ...]:
        marks = MARKS if notation.either_mark else notation.decimal
        return tuple(dict.fromkeys(cell for mark in (*marks, "") for cell in self.fine[mark]))[:EXAMPLES]

    def infer(self, answer: str) -> Notation | Question:
        point, comma = self.proofs["."], self.proofs[","]
        if point and comma and not self.examples and self.kind is Kind.NUMBER:
            return replace(self.with_decimal("." if point >= comma else ","), either_mark=True)
        if point != comma:
            return self.with_decimal("." if point > comma else ",")
        if not self.examples:
            return self.with_decimal(".")
        if self.kind is Kind.COUNT:
            return self.with_decimal("." if self.open["."] >= self.open[","] else ",")
        return self.with_decimal(answer) if answer in MARKS else self.question()

    def with_decimal(self, mark: str) -> Notation:
        # Sorted, so that of two currencies with as many cells it is always the same one.
        currency = max(sorted(self.currencies), key=self.currencies.__getitem__, default="")
        marked = bool(self.seen[","] or (mark == "," and self.seen["."]))
        return Notation(self.kind, decimal=mark, currency=currency, marked=marked, scaled_cells=self.scaled)

    def question(self) -> Question:
        digits, around = take_apart(self.examples[0])
        written = "." if "." in digits else ","
        word = MARKS[written]
        shown = replace(around, percent=False, scale=0)
        decimal, whole = (in_full(digits, shown, mark, self.kind) for mark in (written, other_mark(written)))
        meant = {
            written: f"{decimal} ({word} for decimals)",
            other_mark(written): f"{int(whole or 0):,} ({word} groups thousands)".replace(",", " "),
        }
        about = f"Does the {word} in these numbers mark decimals, or does it group thousands?"
        return Question(about, tuple(self.examples), {mark: meant[mark] for mark in MARKS})


def _keep(examples: list[str], cell: Cell) -> None:
    if len(examples) < EXAMPLES and (text := as_text(cell)) not in examples:
        examples.append(text)


def _decimals(number: Decimal) -> int:
    """Count the decimals of a typed number, without zeros at its end."""
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


#: Decimals of an amount in euros and cents.
_CENTS = 2
#: Months of a year: a day beyond that number is no month.
_MONTHS = 12
_OPEN = "open"
