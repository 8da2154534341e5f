"""How the cells of a column are written, and how they are read accordingly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lib.common.countries import UnknownCountryError, country_code
from lib.common.folding import fold_word
from lib.entities.fields import Kind
from lib.ingest.parsing.dates import DOTTED, SETTLED, written
from lib.ingest.parsing.numbers import COUNTS_DESCRIBED, NUMBERS_DESCRIBED, plain_number
from lib.ingest.problems import Code, ParseError
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import as_text

#: Larger whole numbers lose digits in a spreadsheet's cell.
_EXACT = 2**53


@dataclass(frozen=True)
class Notation:
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

    def describe(self) -> str:
        """In words, for the file's owner, such as "dates read as day.month.year"; "" where there is nothing to say."""
        described = COUNTS_DESCRIBED if self.kind is Kind.COUNT else NUMBERS_DESCRIBED
        marks = described.get(self.decimal) if self.marked else None
        amounts = f"amounts in {self.currency}" if self.currency else None
        return "; ".join(filter(None, (_ORDERS_TOLD.get(self.order), marks, amounts)))

    def plain(self, cell: Cell) -> str:
        """Rewrite a cell for the functions of `values`: ISO dates and times, plain numbers, country codes, yes or no.

        Raises:
            ParseError: the cell cannot be read in this way.
        """
        match self.kind:
            case Kind.NUMBER | Kind.COUNT:
                return plain_number(cell, self.kind, self.decimal, self.currency)
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
                    raise ParseError(Code.IDENTIFIER_ROUNDED)
                return as_text(cell)


_ORDERS_TOLD = {
    "dmy": "dates read as day.month.year",
    "mdy": "dates read as month/day/year",
    "serial": "Excel serial dates",
}
#: The same, in the words of a problem.
_ORDERS_EXPECTED = {
    "dmy": "day.month.year",
    "mdy": "month/day/year",
    "serial": "Excel's serial number, such as 45365",
}


def _plain_day(cell: Cell, order: str) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return _in_order(written(as_text(cell)).days, order, Code.NOT_A_DATE).isoformat()


def _plain_date(cell: Cell, order: str) -> str:
    """A day, or the month or year where no day is named."""
    if isinstance(cell, date):
        return _plain_day(cell, order)
    try:
        parsed = written(as_text(cell))
    except ParseError:
        raise ParseError(Code.NOT_A_PARTIAL_DATE) from None
    return parsed.rough or _in_order(parsed.days, order, Code.NOT_A_PARTIAL_DATE).isoformat()


def _plain_moment(cell: Cell, order: str) -> str:
    if isinstance(cell, date):
        return as_text(cell)
    parsed = written(as_text(cell))
    return _in_order(parsed.days, order, Code.NOT_A_TIME).isoformat() + parsed.clock


def _in_order(days: dict[str, date], order: str, otherwise: Code) -> date:
    for known in (order, SETTLED, DOTTED):
        if known in days:
            return days[known]
    if days and order in _ORDERS_EXPECTED:
        raise ParseError(Code.OTHER_DATE_ORDER, order=_ORDERS_EXPECTED[order])
    raise ParseError(otherwise)


_YES = {"yes", "y", "true", "1", "x", "✓", "✔", "☑"}
_YES |= {"ja", "j", "oui", "o", "si", "s", "sim", "wahr", "vrai", "verdadero", "vero", "verdadeiro", "waar"}
_NO = {"no", "n", "false", "0", ""}
_NO |= {"nein", "non", "nao", "nee", "falsch", "faux", "falso", "onwaar"}


def _plain_country(cell: str) -> str:
    try:
        return country_code(cell)
    except UnknownCountryError:
        raise ParseError(Code.NOT_A_COUNTRY) from None


def _plain_yes_no(text: str) -> str:
    word = fold_word(text)
    if word in _YES:
        return "yes"
    if word in _NO:
        return "no"
    raise ParseError(Code.NOT_YES_OR_NO)
