"""What the cells of a column say of the field that it may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice

from lib.common.folding import fold_header
from lib.entities.fields import Field, Kind
from lib.ingest.parsing.inference import Evidence, Question
from lib.ingest.parsing.notation import Notation
from lib.ingest.parsing.parsers import parse
from lib.ingest.problems import ParseError
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import as_text

#: Columns that a match is proposed for; no real table has more.
_MOST_COLUMNS = 120
#: A column is never taken for a field that fewer of its cells can be read as.
LEAST_FIT = 0.5
#: Mean numbers of words: more are no short name, and no reference to something else.
SHORT_NAME_WORDS, REFERENCE_WORDS = 3, 6
PROSE_FIELDS = frozenset({"summary", "description", "text"})
SHORT_FIELDS = frozenset({"acronym", "short_name"})
#: Fields whose cells are words; a column of numbers or codes without letters is none of them.
WORDED = PROSE_FIELDS | SHORT_FIELDS | {"name", "title", "city", "region", "topic"}
E_MAIL = re.compile(r"[^@\s]{1,100}@[^@\s.]{1,100}(?:\.[^@\s.]{1,100}){1,9}")
_PERSON = re.compile(r"[^\W\d_][^\d@/;]{1,80}|[0-9a-f]{16,64}")


class SampleColumn:
    """A column of a file's sample."""

    def __init__(self, header: str, cells: Iterable[Cell]) -> None:
        self.header = header
        self._cells = list(cells)
        self._filled = [cell for cell in self._cells if as_text(cell)]
        self.texts = [as_text(cell) for cell in self._filled]
        self._plain: dict[Kind, list[str]] = {}

    def fit(self, field: Field) -> float:
        """Return the share of the filled cells that can be read as the field; 1 where there are none."""
        if not self.texts:
            return 1
        if field.person:
            return self.share(_PERSON, E_MAIL)
        if self.holds_e_mails:
            # Addresses of persons go nowhere else.
            return 0
        read = sum(_fits(field, plain) for plain in self._read_as(field.kind)) / len(self.texts)
        if field.name in WORDED:
            return min(read, sum(any(map(str.isalpha, text)) for text in self.texts) / len(self.texts))
        return read

    def _read_as(self, kind: Kind) -> list[str]:
        """Return the plain forms of the cells that can be read as a kind."""
        if kind not in self._plain:
            evidence = Evidence(kind)
            evidence.add(self._filled)
            notation = evidence.infer()
            if isinstance(notation, Question):
                # Each answer reads as many cells.
                notation = evidence.infer(next(iter(notation.answers)))
            assert not isinstance(notation, Question)
            read = (_plain_or_none(notation, cell) for cell in self._filled)
            self._plain[kind] = [plain for plain in read if plain is not None]
        return self._plain[kind]

    def share(self, *patterns: re.Pattern[str]) -> float:
        """Share of the filled cells that are as one of the patterns says."""
        fitting = sum(any(pattern.fullmatch(text) for pattern in patterns) for text in self.texts)
        return fitting / max(len(self.texts), 1)

    @cached_property
    def holds_e_mails(self) -> bool:
        return self.share(E_MAIL) > LEAST_FIT

    @cached_property
    def characters(self) -> float:
        """Mean length of the filled cells."""
        return sum(map(len, self.texts)) / max(len(self.texts), 1)

    @cached_property
    def words(self) -> float:
        """Mean number of words of the filled cells."""
        return sum(len(text.split()) for text in self.texts) / max(len(self.texts), 1)

    @cached_property
    def identifies(self) -> bool:
        """Whether the cells identify the rows: all filled, distinct, short, and more than a row's number."""
        return (
            len(self.texts) == len(self._cells)
            and len({fold_header(text) for text in self.texts}) == len(self.texts)
            and self.words <= SHORT_NAME_WORDS
            and not self._counts_rows()
        )

    def _counts_rows(self) -> bool:
        # Row 1 of the next file is another thing.
        if not self.texts or not all(text.isdecimal() for text in self.texts):
            return False
        numbers = sorted(map(int, self.texts))
        return numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def sample_columns(header: Sequence[str], sample: Sequence[Sequence[Cell]]) -> list[SampleColumn]:
    """The columns that have a name, and of several with one name the first."""
    first: dict[str, int] = {}
    for place, name in enumerate(header):
        if name.strip():
            first.setdefault(fold_header(name), place)
    return [
        SampleColumn(header[place], (row[place] if place < len(row) else "" for row in sample))
        for place in islice(first.values(), _MOST_COLUMNS)
    ]


def _plain_or_none(notation: Notation, cell: Cell) -> str | None:
    try:
        return notation.plain(cell)
    except ParseError:
        return None


def _fits(field: Field, plain: str) -> bool:
    try:
        parse(field, plain)
    except ParseError:
        return False
    return True
