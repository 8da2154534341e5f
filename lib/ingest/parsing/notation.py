"""How the cells of a column are written, and how they are read accordingly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lib.common.countries import UnknownCountryError, country_code
from lib.common.folding import fold_word
from lib.entities.fields import Kind
from lib.ingest.parsing.dates import DOTTED, SETTLED, written
from lib.ingest.parsing.numbers import COUNTS_DESCRIBED, NUMBERS_DESCRIBED, grouped, in_full, plain_number, take_apart
from lib.ingest.problem_codes import Code
from lib.ingest.problems import ParseError
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
        either_mark: some numbers have the other mark for decimals, and no number can be read in two ways.
        scale: power of ten by which amounts are multiplied, since the header says thousands or millions.
        swapped: a spreadsheet has swapped day and month of typed dates.
        scaled_cells: cells say thousands or millions by themselves.
    """

    kind: Kind
    order: str = ""
    decimal: str = ""
    currency: str = ""
    marked: bool = False
    either_mark: bool = False
    scale: int = 0
    scaled_cells: bool = False
    swapped: bool = False

    def describe(self) -> str:
        """In words, for the file's owner, such as "dates read as day.month.year"; "" where there is nothing to say."""
        described = COUNTS_DESCRIBED if self.kind is Kind.COUNT else NUMBERS_DESCRIBED
        marks = described.get(self.decimal) if self.marked else None
        if self.either_mark:
            marks = "point or comma for decimals"
        amounts = f"amounts in {self.currency}" if self.currency else None
        swapped = "day and month of dates that the spreadsheet had swapped were swapped back" if self.swapped else None
        scale = f"multiplied by {grouped(str(10**self.scale))}" if self.scale > 0 else None
        if self.scale < 0:
            scale = "percents"
        return "; ".join(filter(None, (_ORDERS_TOLD.get(self.order), swapped, marks, amounts, scale)))

    @property
    def has_remarks(self) -> bool:
        """Whether some cells, as they are read, deserve a warning."""
        return self.either_mark or self.scaled_cells

    def remark(self, cell: Cell) -> tuple[Code, str] | None:
        """Return a warning of a cell that can be read, and how it is read; None for an ordinary one."""
        if not isinstance(cell, str):
            return None
        digits, around = take_apart(cell)
        if around.scale:
            return Code.AMOUNT_WRITTEN_OUT, f"read as {grouped(self.plain(cell))}"
        if self.either_mark and in_full(digits, around, self.decimal, self.kind) is None:
            return Code.EITHER_DECIMAL_MARK, f"read as {grouped(self.plain(cell))}"
        return None

    def plain(self, cell: Cell) -> str:
        """Rewrite a cell for the functions of `values`: ISO dates and times, plain numbers, country codes, yes or no.

        Raises:
            ParseError: the cell cannot be read in this way.
        """
        if self.swapped and isinstance(cell, date):
            cell = cell.replace(month=cell.day, day=cell.month)
        match self.kind:
            case Kind.NUMBER | Kind.COUNT:
                return plain_number(
                    cell, self.kind, self.decimal, self.currency, either_mark=self.either_mark, scale=self.scale
                )
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
    except ParseError as error:
        if error.expected.code != Code.NOT_A_DATE:
            raise
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
    except UnknownCountryError as error:
        if error.is_europe:
            raise ParseError(Code.EUROPE_NO_COUNTRY) from None
        raise ParseError(Code.SEVERAL_COUNTRIES if error.is_several else Code.NOT_A_COUNTRY, near=error.near) from None


def _plain_yes_no(text: str) -> str:
    word = fold_word(text)
    if word in _YES:
        return "yes"
    if word in _NO:
        return "no"
    raise ParseError(Code.NOT_YES_OR_NO)
