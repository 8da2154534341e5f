"""How a column is written, inferred from all of its cells and never cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
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

    def __init__(self, kind: Kind) -> None:
        self._column: _Inference
        match kind:
            case Kind.NUMBER | Kind.COUNT:
                self._column = _Numbers(kind)
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

    def add(self, cell: Cell) -> None:
        if isinstance(cell, date):
            return
        text = as_text(cell)
        try:
            days = written(text).days
        except ParseError:
            return
        if len(days) == 1:
            self.votes.update(days.keys())
        elif days:
            self.votes[_OPEN] += 1
            _keep(self.examples, text)

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
    """The marks that may be the one of decimals in a cell, those that are in it, and its currency."""

    possible: str
    found: str
    currency: str


#: Every digit but 0 looks the same.
_SHAPE = str.maketrans("12345678", "9" * 8)
#: Shapes of cells that are kept for a column.
_MOST_SHAPES = 4_096


class _Numbers:
    def __init__(self, kind: Kind) -> None:
        self.kind = kind
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
        if not isinstance(cell, str):
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
        if not marks.found:
            return
        self.seen.update(marks.found)
        if len(marks.possible) == 1:
            self.proofs[marks.possible[0]] += 1
        else:
            self.open[other_mark(marks.found[0])] += 1
            _keep(self.examples, as_text(cell))

    def _marks(self, cell: str) -> _Marks:
        try:
            digits, around = take_apart(cell)
        except ParseError:
            return _Marks("", "", "")
        possible = "".join(mark for mark in MARKS if in_full(digits, around, mark, self.kind) is not None)
        found = "".join(mark for mark in MARKS if mark in digits) if possible else ""
        return _Marks(possible, found, around.currency if possible else "")

    def infer(self, answer: str) -> Notation | Question:
        point, comma = self.proofs["."], self.proofs[","]
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
        return Notation(self.kind, decimal=mark, currency=currency, marked=marked)

    def question(self) -> Question:
        digits, around = take_apart(self.examples[0])
        written = "." if "." in digits else ","
        word = MARKS[written]
        shown = replace(around, percent=False)
        decimal, whole = (in_full(digits, shown, mark, self.kind) for mark in (written, other_mark(written)))
        meant = {
            written: f"{decimal} ({word} for decimals)",
            other_mark(written): f"{int(whole or 0):,} ({word} groups thousands)".replace(",", " "),
        }
        about = f"Does the {word} in these numbers mark decimals, or does it group thousands?"
        return Question(about, tuple(self.examples), {mark: meant[mark] for mark in MARKS})


def _keep(examples: list[str], text: str) -> None:
    if len(examples) < EXAMPLES and text not in examples:
        examples.append(text)


_OPEN = "open"
