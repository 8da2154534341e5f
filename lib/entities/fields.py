"""What the columns of a file hold, declared as data; lib.ingest.parsing.parsers reads cells by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lib.common.formatting import PRECISION


class Kind(StrEnum):
    """How the cells of a column are written."""

    TEXT = "text"
    NUMBER = "number"
    COUNT = "whole number"
    DAY = "date"
    DATE = "date, month or year"
    MOMENT = "time"
    COUNTRY = "country"
    YES_NO = "yes or no"


@dataclass(frozen=True)
class Content:
    """What the cells of a column hold.

    Attributes:
        name: which content it is; lib.ingest.parsing.parsers has a parser for each.
        kind: how its cells are written.
        allowed: the words that are allowed; empty: any.
        length: most characters, or the exact number of a code's; 0: not limited.
    """

    name: str
    kind: Kind = Kind.TEXT
    allowed: tuple[str, ...] = ()
    length: int = 0


TEXT = Content("text")
WEB_ADDRESS = Content("web address")
#: An entity's own key, or a reference to one.
IDENTIFIER = Content("identifier", length=120)
#: Stands for a person; a file may give a name or an e-mail address, which becomes a pseudonym before it is kept.
PSEUDONYM = Content("pseudonym")
#: Short name of a channel of social media, in lower case.
CHANNEL = Content("channel", length=20)
MONEY = Content("money", Kind.NUMBER)
#: EUR for one unit of a currency.
EXCHANGE_RATE = Content("exchange rate", Kind.NUMBER)
#: From 0 to 1.
SHARE = Content("share", Kind.NUMBER)
#: A whole number, 0 or more.
COUNT = Content("count", Kind.COUNT)
#: A whole number of at most seven digits.
SMALL_COUNT = Content("small count", Kind.COUNT)
#: A whole number, 1 or more.
POSITIVE_COUNT = Content("positive count", Kind.COUNT)
YEAR_NUMBER = Content("year", Kind.COUNT)
#: A region of the Nomenclature of Territorial Units for Statistics, at any of its levels.
NUTS_CODE = Content("NUTS code", length=5)
#: Degrees north and east, as "51.98633,5.66794".
COORDINATES = Content("coordinates", length=40)
DAY = Content("day", Kind.DAY)
#: A day that may lie before the years of funding data, such as a country's accession.
HISTORIC_DAY = Content("historic day", Kind.DAY)
#: A day; a month or a year that stands alone is kept as its first day.
FIRST_DAY = Content("first day", Kind.DATE)
#: A day; a month or a year that stands alone is kept as its last day.
LAST_DAY = Content("last day", Kind.DATE)
MOMENT = Content("moment", Kind.MOMENT)
COUNTRY_CODE = Content("country", Kind.COUNTRY)
YES_NO = Content("yes or no", Kind.YES_NO)


def short_text(longest: int) -> Content:
    """Text of at most `longest` characters."""
    return Content("short text", length=longest)


def code(length: int) -> Content:
    """A code of `length` letters, in upper case."""
    return Content("code", length=length)


def one_of(allowed: Iterable[str]) -> Content:
    """A word of a vocabulary."""
    return Content("one of", allowed=tuple(allowed))


def list_of(allowed: Iterable[str] = ()) -> Content:
    """Words separated by `;`, of a vocabulary or free."""
    return Content("list", allowed=tuple(allowed))


def shares_of(allowed: Iterable[str]) -> Content:
    """Words of a vocabulary with percents that add up to 100, such as `Blood:40;Skin:60`."""
    return Content("shares", allowed=tuple(allowed))


@dataclass(frozen=True)
class Field:
    """A column of a file.

    Attributes:
        name: header of the column, and name of the store's column.
        content: what its cells hold.
        guide: what belongs in the column, for the template's reader.
        required: an empty cell is an error.
        refers_to: entity whose key the value must be.
        seated_in: field of the same row with the country that this reference has its seat in.
        person: the cell may name a person; it becomes a pseudonym before anything else sees it.
        alias_of: the field with another pseudonym of the same person.
    """

    name: str
    content: Content
    guide: str
    required: bool = False
    refers_to: str | None = None
    seated_in: str | None = None
    person: bool = False
    alias_of: str = ""

    @property
    def kind(self) -> Kind:
        return self.content.kind

    @property
    def columns(self) -> tuple[str, ...]:
        """The store's columns: a date's precision stands beside it."""
        return (self.name, f"{self.name}{PRECISION}") if self.kind is Kind.DATE else (self.name,)


def amounts(name: str, guide: str) -> tuple[Field, Field]:
    """An amount of money: its column in EUR, and the one in the currency it was published in."""
    return (
        Field(f"{name}_eur", MONEY, f"{guide}, in EUR"),
        Field(f"{name}_original", MONEY, f"{guide}, in the currency it was published in"),
    )


def counts(*named: tuple[str, str], content: Content = COUNT) -> tuple[Field, ...]:
    """Columns of counts, each with its guide."""
    return tuple(Field(name, content, guide) for name, guide in named)


#: The columns of lib.entities.base.Verified.
ORIGIN = (
    Field("approximate", YES_NO, "yes where the source says about, over, up to or almost"),
    Field("source_url", WEB_ADDRESS, "page or file that the row was taken from"),
    Field("as_of", FIRST_DAY, "date that the source gives; a month or a year where it gives no day"),
    Field("verified_on", FIRST_DAY, "when somebody last checked the row against its source"),
    Field("verified_by", TEXT, "who checked it: a team or an office, no person's name"),
    Field("note", TEXT, "anything a reader should know"),
)
#: The columns of lib.entities.base.InCurrency.
CURRENCY = (
    Field("currency", code(3), "ISO 4217 code of the original amounts; empty means EUR"),
    Field("eur_rate", EXCHANGE_RATE, "EUR for one unit of the currency"),
    Field("eur_rate_date", DAY, "date of the rate"),
)
