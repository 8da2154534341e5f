"""How the cells of a column are to be read: told from the whole column, never cell by cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple, Protocol

from babel.numbers import list_currencies

from lib.common import formatting
from lib.common.countries import UnknownCountry, country_code
from lib.common.folding import without_accents
from lib.entities.fields import Kind as Kind
from lib.ingest.dates import DOTTED, LONGEST, SETTLED, WISHED_DAY, WISHED_MOMENT, written
from lib.ingest.sheets import Cell
from lib.ingest.tables import as_text
from lib.ingest.values import Unfit

#: Cells that a question shows.
EXAMPLES = 5
#: Larger whole numbers lose digits in a spreadsheet's cell.
_EXACT = 2**53


@dataclass(frozen=True)
class Reading:
    """How to read a column.

    Args:
        kind: what it holds.
        order: of dates: "dmy", "mdy" or "ymd" (also for dates with the month as a word), "serial" for Excel's numbers.
        decimal: mark of decimals in numbers, "." or ","; the other marks group thousands.
        currency: ISO 4217 code of the sign that stands with every amount, where one does.
        marked: numbers have marks that are not those of plain numbers, so that `decimal` is worth telling.
    """

    kind: Kind
    order: str = ""
    decimal: str = ""
    currency: str = ""
    marked: bool = False

    def told(self) -> str:
        """In words, for the file's owner, such as "dates read as day.month.year"; "" where there is nothing to say."""
        marks = (_COUNTS_TOLD if self.kind is Kind.COUNT else _NUMBERS_TOLD).get(self.decimal) if self.marked else None
        amounts = f"amounts in {self.currency}" if self.currency else None
        return "; ".join(filter(None, (_ORDERS_TOLD.get(self.order), marks, amounts)))

    def plain(self, cell: Cell) -> str:
        """The cell as lib.ingest.values reads it: ISO dates and times, plain numbers, ISO country codes, yes or no.

        Raises:
            Unfit: the cell cannot be read in this way.
        """
        match self.kind:
            case Kind.NUMBER | Kind.COUNT:
                return _plain_number(cell, self)
            case Kind.DAY:
                return _plain_day(cell, self.order)
            case Kind.DATE:
                return _plain_date(cell, self.order)
            case Kind.MOMENT:
                return _plain_moment(cell, self.order)
            case Kind.COUNTRY:
                return _plain_country(as_text(cell))
            case Kind.YES_NO:
                return _plain_yes_no(as_text(cell))
            case Kind.TEXT:
                if isinstance(cell, Decimal) and abs(cell) > _EXACT:
                    raise Unfit("the identifier as text; the spreadsheet has rounded it")
                return as_text(cell)


@dataclass(frozen=True)
class Question:
    """A column that can be read in two ways: which is right is for the file's owner to say.

    Args:
        about: what is asked, such as "Which comes first in these dates, the day or the month?".
        examples: some of its cells.
        answers: what can be answered, and what it would mean, such as {"dmy": "3 April 2024", "mdy": "4 March 2024"}.
    """

    about: str
    examples: tuple[str, ...]
    answers: dict[str, str]


class Evidence:
    """What the cells of a column say of how it is to be read. Memory stays bounded for any number of cells."""

    def __init__(self, kind: Kind) -> None:
        self._column: _Column
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

    def reading(self, answer: str = "") -> Reading | Question:
        """The reading that the cells prove; a question where they prove none and `answer` does not say."""
        return self._column.reading(answer)


class _Column(Protocol):
    """What Evidence gathers, for one kind of column."""

    def add(self, cell: Cell) -> None: ...

    def reading(self, answer: str) -> Reading | Question: ...


class _Words:
    """Columns whose cells each say by themselves what they mean."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def add(self, cell: Cell) -> None:
        pass

    def reading(self, answer: str) -> Reading:
        return Reading(self.kind)


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
        except Unfit:
            return
        if len(days) == 1:
            self.votes.update(days.keys())
        elif days:
            self.votes[_OPEN] += 1
            _keep(self.examples, text)

    def reading(self, answer: str) -> Reading | Question:
        votes = self.votes
        if votes["serial"] > votes.total() - votes["serial"]:
            return Reading(self.kind, order="serial")
        if votes["dmy"] != votes["mdy"]:
            return Reading(self.kind, order="dmy" if votes["dmy"] > votes["mdy"] else "mdy")
        if votes[_OPEN] and not votes["dmy"] and votes[DOTTED]:
            # Who writes some of the dates with dots writes the day first.
            return Reading(self.kind, order="dmy")
        if votes[_OPEN]:
            return Reading(self.kind, order=answer) if answer in ("dmy", "mdy") else self.question()
        return Reading(self.kind, order="dmy" if votes["dmy"] or votes[DOTTED] else "ymd")

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
        said = self._shapes.get(shape)
        if said is None:
            said = self._marks(cell)
            # In an exponent it does matter which digit it is.
            if len(self._shapes) < _MOST_SHAPES and "e" not in shape.casefold():
                self._shapes[shape] = said
        if said.currency:
            self.currencies[said.currency] += 1
        if not said.found:
            return
        self.seen.update(said.found)
        if len(said.possible) == 1:
            self.proofs[said.possible[0]] += 1
        else:
            self.open[_other(said.found[0])] += 1
            _keep(self.examples, as_text(cell))

    def _marks(self, cell: str) -> _Marks:
        try:
            digits, around = _taken_apart(cell)
        except Unfit:
            return _Marks("", "", "")
        possible = "".join(mark for mark in _MARKS if _in_full(digits, around, mark, self.kind) is not None)
        found = "".join(mark for mark in _MARKS if mark in digits) if possible else ""
        return _Marks(possible, found, around.currency if possible else "")

    def reading(self, answer: str) -> Reading | Question:
        point, comma = self.proofs["."], self.proofs[","]
        if point != comma:
            return self.with_decimal("." if point > comma else ",")
        if not self.examples:
            return self.with_decimal(".")
        if self.kind is Kind.COUNT:
            return self.with_decimal("." if self.open["."] >= self.open[","] else ",")
        return self.with_decimal(answer) if answer in _MARKS else self.question()

    def with_decimal(self, mark: str) -> Reading:
        # Sorted, so that of two currencies with as many cells it is always the same one.
        currency = max(sorted(self.currencies), key=self.currencies.__getitem__, default="")
        marked = bool(self.seen[","] or (mark == "," and self.seen["."]))
        return Reading(self.kind, decimal=mark, currency=currency, marked=marked)

    def question(self) -> Question:
        digits, around = _taken_apart(self.examples[0])
        written = "." if "." in digits else ","
        word = _MARKS[written]
        shown = replace(around, percent=False)
        decimal, whole = (_in_full(digits, shown, mark, self.kind) for mark in (written, _other(written)))
        meant = {
            written: f"{decimal} ({word} for decimals)",
            _other(written): f"{int(whole or 0):,} ({word} groups thousands)".replace(",", " "),
        }
        about = f"Does the {word} in these numbers mark decimals, or does it group thousands?"
        return Question(about, tuple(self.examples), {mark: meant[mark] for mark in _MARKS})


def _keep(examples: list[str], text: str) -> None:
    if len(examples) < EXAMPLES and text not in examples:
        examples.append(text)


# Dates and times

_OPEN = "open"
_ORDERS_TOLD = {
    "dmy": "dates read as day.month.year",
    "mdy": "dates read as month/day/year",
    "serial": "Excel serial dates",
}
_ORDERS_WISHED = {
    "dmy": "a date as day.month.year, as in the rest of the column",
    "mdy": "a date as month/day/year, as in the rest of the column",
    "serial": "a date as Excel's serial number, such as 45365, as in the rest of the column",
}
_WISHED_DATE = "a date, a month or a year, such as 2024-03-14, 2024-03 or 2024"


def _plain_day(cell: Cell, order: str) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return _in_order(written(as_text(cell)).days, order, WISHED_DAY).isoformat()


def _plain_date(cell: Cell, order: str) -> str:
    """A day, or the month or year where no day is named."""
    if isinstance(cell, date):
        return _plain_day(cell, order)
    try:
        said = written(as_text(cell))
    except Unfit:
        raise Unfit(_WISHED_DATE) from None
    return said.rough or _in_order(said.days, order, _WISHED_DATE).isoformat()


def _plain_moment(cell: Cell, order: str) -> str:
    if isinstance(cell, date):
        return as_text(cell)
    said = written(as_text(cell))
    return _in_order(said.days, order, WISHED_MOMENT).isoformat() + said.clock


def _in_order(days: dict[str, date], order: str, wished: str) -> date:
    for known in (order, SETTLED, DOTTED):
        if known in days:
            return days[known]
    raise Unfit(_ORDERS_WISHED.get(order, wished) if days else wished)


# Numbers

#: Marks that numbers can have, by the words for them.
_MARKS = {".": "point", ",": "comma"}
_NUMBERS_TOLD = {".": "point for decimals, comma for thousands", ",": "comma for decimals, point for thousands"}
_COUNTS_TOLD = {".": "comma for thousands", ",": "point for thousands"}
_NUMBERS_WISHED = {
    ".": "a number with a point for decimals, as in the rest of the column, such as 1,234,567.89",
    ",": "a number with a comma for decimals, as in the rest of the column, such as 1.234.567,89",
}
_COUNTS_WISHED = {
    ".": "a whole number in which commas group thousands, as in the rest of the column",
    ",": "a whole number in which points group thousands, as in the rest of the column",
}
_WISHED_COUNT = "a whole number, such as 1234567"
_WISHED_NUMBER = "a number, such as 1234567.89"
#: A number with what stands around it; its first mark may not be the dot of an abbreviation, as in "Fr.5".
_NUMBER = re.compile(
    r"(?P<lead>[^0-9]*?)"
    r"(?P<digits>(?:(?<![^\W\d_])[.,])?[0-9](?:[0-9.,' ]*[0-9])?(?:[eE][-+]?[0-9]{1,2})?)"
    r"(?P<trail>[^0-9]*)"
)
#: Digits in groups of three under one sign, or without groups; then decimals. Spreadsheets write large numbers with a
#: power of ten, rounded to two or more decimals: only such that cannot be rounded in this way are read.
_DIGITS = {
    mark: re.compile(
        rf"(?P<whole>[1-9][0-9]{{0,2}}(?P<sign>[{group}' ])[0-9]{{3}}(?:(?P=sign)[0-9]{{3}})*|[0-9]*)"
        rf"(?:[{mark}](?P<fraction>[0-9]+))?"
        rf"|(?P<first>[0-9])(?:[{mark}](?P<second>[0-9]))?[eE](?P<power>[-+]?[0-9]{{1,2}})"
    )
    for mark, group in ((".", ","), (",", "."))
}
_GROUPS = str.maketrans("", "", ".,' ")
_APOSTROPHES = str.maketrans("’ʼ", "''")
#: Signs and words of currencies, in small letters; ISO codes stand in CLDR.
_CURRENCIES = {
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "$": "USD",
    "us$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "a$": "AUD",
    "nz$": "NZD",
    "£": "GBP",
    "fr": "CHF",
    "sfr": "CHF",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
    "лв": "BGN",
    "₪": "ILS",
    "₺": "TRY",
    "₴": "UAH",
    "₹": "INR",
    "₩": "KRW",
}
#: Signs that several currencies have, by the codes to choose from.
_SHARED = {"kr": "SEK, NOK, DKK or ISK", "lei": "RON or MDL", "¥": "JPY or CNY"}
#: "1.2 million", "3 Mrd.", "5 k€"
_SCALE = re.compile(r"\b(?:mio|mln|mill?|mld|mrd|bio|bn|bill|mia|milj|tsd|tausend|thous|[kmt]?eur\b|[kmt]\b|mn\b)")


_YES = {"yes", "y", "true", "1", "x", "✓", "✔", "☑"}
_YES |= {"ja", "j", "oui", "o", "si", "s", "sim", "wahr", "vrai", "verdadero", "vero", "verdadeiro", "waar"}
_NO = {"no", "n", "false", "0", ""}
_NO |= {"nein", "non", "nao", "nee", "falsch", "faux", "falso", "onwaar"}


@dataclass(frozen=True)
class _Around:
    """What stands around a number's digits."""

    negative: bool
    percent: bool
    currency: str


#: Numbers in plain notation already but for the mark of decimals, as programs write them.
_PLAIN = re.compile(r"(?:0|[1-9][0-9]*)(?:(?P<mark>[.,])[0-9]*[1-9])?")


def _plain_number(cell: Cell, reading: Reading) -> str:
    wished = _WISHED_COUNT if reading.kind is Kind.COUNT else _WISHED_NUMBER
    if isinstance(cell, date):
        raise Unfit(wished)
    mark = reading.decimal or "."
    if isinstance(cell, str) and len(cell) <= LONGEST:
        already = _PLAIN.fullmatch(cell)
        # What has no mark means the same whichever mark is the one of decimals.
        if already and not already["mark"]:
            return cell
        if already and already["mark"] == mark and reading.kind is Kind.NUMBER:
            return cell.replace(mark, ".")
    digits, around = _taken_apart(cell)
    # The point of a typed number is the workbook's, whatever the marks of the column's text are.
    plain = _in_full(digits, around, "." if isinstance(cell, Decimal) else mark, reading.kind)
    if plain is None:
        raise Unfit(_wished(digits, around, reading.kind, mark) or wished)
    if reading.currency and around.currency not in ("", reading.currency):
        raise Unfit(f"an amount in {reading.currency}, as in the rest of the column")
    return plain


def _wished(digits: str, around: _Around, kind: Kind, mark: str) -> str:
    """What would be right in place of a number that cannot be read, "" where that is not special."""
    if "e" in digits.casefold():
        return "the number in full, such as 1234567.89; the spreadsheet may have rounded it"
    if _in_full(digits, around, _other(mark), kind) is None:
        return ""
    return (_COUNTS_WISHED if kind is Kind.COUNT else _NUMBERS_WISHED)[mark]


def _taken_apart(cell: str | Decimal) -> tuple[str, _Around]:
    """A number's digits with the marks between them, and what stands around them.

    Raises:
        Unfit: not one number, or with something around it that is not understood.
    """
    text = as_text(cell)
    found = _NUMBER.fullmatch(" ".join(text.split()).translate(_APOSTROPHES)) if len(text) <= LONGEST else None
    if found is None:
        raise Unfit(_WISHED_NUMBER)
    return found["digits"], _around(found["lead"], found["trail"])


def _in_full(digits: str, around: _Around, mark: str, kind: Kind) -> str | None:
    """The number in plain notation if `mark` is the one of decimals; None if it cannot be, as in "1.234.567"."""
    found = _DIGITS[mark].fullmatch(digits)
    if found is None:
        return None
    places = -2 if around.percent else 0
    if found["power"]:
        plain = _shifted(found["first"], found["second"] or "", places + int(found["power"]))
    else:
        plain = _shifted(found["whole"].translate(_GROUPS), found["fraction"] or "", places)
    if kind is Kind.COUNT and ("." in plain or around.percent or around.currency):
        return None
    return f"-{plain}" if around.negative and plain != "0" else plain


def _shifted(whole: str, fraction: str, places: int) -> str:
    """The number times ten to the power of `places`, by its digits, since arithmetic would round long ones."""
    point = len(whole) + places
    digits = (whole + fraction).rjust(len(fraction) - places + 1, "0").ljust(point, "0")
    point = max(point, 1)
    before, after = digits[:point].lstrip("0") or "0", digits[point:].rstrip("0")
    return f"{before}.{after}" if after else before


def _other(mark: str) -> str:
    return "," if mark == "." else "."


@lru_cache(maxsize=1024)
def _around(lead: str, trail: str) -> _Around:
    """What stands before and after a number's digits. Kept, since a column has few such signs in many cells."""
    bracketed = "(" in lead and ")" in trail
    if bracketed:
        lead, trail = lead.replace("(", "", 1), trail.replace(")", "", 1)
    before = lead.strip("-−+ ")
    signs = lead.replace(before, "", 1).replace(" ", "")
    trail = trail.strip()
    percent = trail.endswith("%")
    currencies = {_currency(sign) for sign in (before, trail.removesuffix("%").rstrip()) if sign}
    if len(signs) + bracketed > 1 or len(currencies) + percent > 1:
        raise Unfit(_WISHED_NUMBER)
    return _Around(bracketed or signs in ("-", "−"), percent, "".join(currencies))


def _currency(sign: str) -> str:
    if sign in _currency_codes():
        return sign
    word = sign.casefold().removesuffix(".")
    if word in _SHARED:
        raise Unfit(f"the currency as its code: {_SHARED[word]}")
    if word not in _CURRENCIES:
        raise Unfit("the number in full, such as 1200000" if _SCALE.search(word) else _WISHED_NUMBER)
    return _CURRENCIES[word]


@cache
def _currency_codes() -> frozenset[str]:
    return frozenset(list_currencies())


def _plain_country(cell: str) -> str:
    try:
        return country_code(cell)
    except UnknownCountry as error:
        raise Unfit(str(error)) from None


def _plain_yes_no(text: str) -> str:
    word = without_accents(text.casefold())
    if word in _YES:
        return "yes"
    if word in _NO:
        return "no"
    raise Unfit("yes or no")
