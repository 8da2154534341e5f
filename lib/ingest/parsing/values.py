"""One cell of text to one value. A cell that does not fit raises ParseError, which says what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

from rapidfuzz import fuzz, process

from lib.entities.base import FIRST_YEAR, LAST_YEAR
from lib.ingest.parsing import hrcs
from lib.ingest.problem_codes import Code
from lib.ingest.problems import ParseError
from lib.store.dates import PartialDate

Parser = Callable[[str], object]

#: Characters of an item of a list of free words, such as a keyword.
_LONGEST_ITEM = 200
_LONGEST_IDENTIFIER = 120
#: Characters of the name of a row, in place of its key.
_LONGEST_NAME = 1_000
#: An amount in cents, and its sums, stay whole numbers that every engine knows.
MOST_MONEY = Decimal(10) ** 13
_HIGHEST_RATE = 1_000_000

#: From which likeness on, of 100, an allowed word is proposed for another.
_ALIKE = 80
_NUMBER = re.compile(r"-?\d+(?:\.(\d+))?")
_YES_NO = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
#: Codes that the European Commission writes otherwise than ISO 3166-1.
_COMMISSION_CODES = {"EL": "GR", "UK": "GB"}


def plain_text(cell: str) -> str:
    if "\x00" in cell:
        raise ParseError(Code.NUL_CHARACTER)
    return cell


def short_text(longest: int) -> Parser:
    """Text of at most so many characters."""

    def parse(cell: str) -> str:
        if len(cell) > longest:
            raise ParseError(Code.TEXT_TOO_LONG, longest=longest)
        return plain_text(cell)

    return parse


def web_address(cell: str) -> str:
    if not re.fullmatch(r"https?://\S+", cell):
        raise ParseError(Code.NOT_A_WEB_ADDRESS)
    return cell


def identifier(cell: str) -> str:
    if len(cell) > _LONGEST_IDENTIFIER:
        raise ParseError(Code.IDENTIFIER_TOO_LONG, longest=_LONGEST_IDENTIFIER)
    return plain_text(cell)


def name_of_row(cell: str) -> str:
    """Read a reference: a key, or what the row is called."""
    if len(cell) > _LONGEST_NAME:
        raise ParseError(Code.IDENTIFIER_TOO_LONG, longest=_LONGEST_NAME)
    return plain_text(cell)


def country_code(cell: str) -> str:
    code = _COMMISSION_CODES.get(cell.upper(), cell.upper())
    if not re.fullmatch("[A-Z]{2}", code):
        raise ParseError(Code.NOT_A_COUNTRY_CODE)
    return code


def upper_code(length: int) -> Parser:
    def parse(cell: str) -> str:
        if not re.fullmatch(f"[A-Z]{{{length}}}", cell.upper()):
            raise ParseError(Code.NOT_LETTERS, length=length, example="MLT" if length == 3 else "MT")
        return cell.upper()

    return parse


def one_of(allowed: Iterable[str]) -> Parser:
    by_folded = {word.casefold(): word for word in allowed}

    def parse(cell: str) -> str:
        try:
            return by_folded[cell.casefold()]
        except KeyError:
            alike = process.extractOne(cell.casefold(), by_folded.keys(), scorer=fuzz.WRatio, score_cutoff=_ALIKE)
            near = by_folded[alike[0]] if alike and len(cell) <= _LONGEST_ITEM else ""
            raise ParseError(Code.NOT_ALLOWED, near=near, allowed=", ".join(by_folded.values())) from None

    return parse


def list_of(allowed: Iterable[str] | None = None) -> Parser:
    parse_item = one_of(allowed) if allowed is not None else short_text(_LONGEST_ITEM)

    def parse(cell: str) -> tuple[object, ...]:
        items = [item.strip() for item in cell.split(";") if item.strip()]
        return tuple(dict.fromkeys(map(parse_item, items)))

    return parse


def shares_of(allowed: Iterable[str]) -> Parser:
    """Categories of HRCS with percents ("Blood:40;Skin:60"); without percents they share alike. They add up to 100.

    Percents of codes of one group, such as 6.1 and 6.2, are added up.
    """
    parse_item = one_of(allowed)

    def parse(cell: str) -> tuple[tuple[object, Decimal], ...]:
        items = hrcs.items_of(cell)
        names = [parse_item(hrcs.official_name(name) or name) for name, _ in items]
        plain = [name for name, (written, _) in zip(names, items, strict=True) if not hrcs.group_of_code(written)]
        if len(set(plain)) != len(plain):
            raise ParseError(Code.REPEATED_CATEGORY)
        if not any(percent for _, percent in items):
            percents = equal_shares(len(names))
        else:
            percents = [_decimal(percent or "0", 4) for _, percent in items]
            # Shares of 1, as spreadsheets keep percents.
            percents = [100 * percent for percent in percents] if sum(percents) == 1 else percents
        if sum(percents) != 100 or min(percents) < 0 or any(_has_more_decimals(percent) for percent in percents):
            raise ParseError(Code.PERCENTS_DO_NOT_ADD_UP)
        added: dict[object, Decimal] = {}
        for name, percent in zip(names, percents, strict=True):
            added[name] = added.get(name, Decimal(0)) + percent
        return tuple(added.items())

    return parse


def _has_more_decimals(percent: Decimal) -> bool:
    """Return whether a percent has more decimals than the two that the store keeps."""
    return percent != percent.quantize(Decimal("0.01"))


def equal_shares(count: int) -> list[Decimal]:
    """`count` percents that are alike to the hundredth and add up to exactly 100."""
    hundredths = [10_000 // count + (1 if place < 10_000 % count else 0) for place in range(count)] if count else []
    return [Decimal(hundredth).scaleb(-2) for hundredth in hundredths]


def _decimal(cell: str, decimals: int) -> Decimal:
    match = _NUMBER.fullmatch(cell)
    if not match:
        raise ParseError(Code.NOT_A_PLAIN_NUMBER)
    if match[1] and len(match[1].rstrip("0")) > decimals:
        raise ParseError(Code.TOO_MANY_DECIMALS, decimals=decimals)
    return Decimal(cell)


def money(cell: str) -> Decimal:
    amount = _decimal(cell, 2)
    if amount < 0:
        raise ParseError(Code.NEGATIVE_AMOUNT)
    if amount >= MOST_MONEY:
        raise ParseError(Code.AMOUNT_OUT_OF_RANGE)
    return amount


def rate(cell: str) -> Decimal:
    value = _decimal(cell, 8)
    if not 0 < value <= _HIGHEST_RATE:
        raise ParseError(Code.RATE_OUT_OF_RANGE, highest=f"{_HIGHEST_RATE:,}")
    return value


def share(cell: str) -> Decimal:
    value = _decimal(cell, 8)
    if not 0 <= value <= 1:
        raise ParseError(Code.SHARE_OUT_OF_RANGE)
    return value


def count(cell: str) -> int:
    if not re.fullmatch(r"\d{1,15}", cell):
        raise ParseError(Code.NEGATIVE_COUNT)
    return int(cell)


def small_count(cell: str) -> int:
    """A count of what people come together for or hand in, such as minutes; sums of it stay small as well."""
    if not re.fullmatch(r"\d{1,15}", cell) or int(cell) > 9_999_999:
        raise ParseError(Code.COUNT_OUT_OF_RANGE, highest="9,999,999")
    return int(cell)


def inhabitants(cell: str) -> int:
    number = count(cell)
    if number == 0:
        raise ParseError(Code.NO_INHABITANTS)
    return number


def year(cell: str) -> int:
    if not re.fullmatch(r"\d{4}", cell) or not FIRST_YEAR <= int(cell) <= LAST_YEAR:
        raise ParseError(Code.YEAR_OUT_OF_RANGE, first=FIRST_YEAR, last=LAST_YEAR)
    return int(cell)


def day(cell: str) -> date:
    try:
        parsed = date.fromisoformat(cell)
    except ValueError:
        raise ParseError(Code.NOT_AN_ISO_DATE, example="2024-03-14") from None
    if not FIRST_YEAR <= parsed.year <= LAST_YEAR:
        raise ParseError(Code.DATE_OUT_OF_RANGE, first=FIRST_YEAR, last=LAST_YEAR)
    return parsed


def first_day(cell: str) -> date:
    """A day; of a month or a year that stands alone the first one, as a PartialDate."""
    return _dated(cell, PartialDate.beginning)


def last_day(cell: str) -> date:
    """A day; of a month or a year that stands alone the last one, as a PartialDate: for the end of something."""
    return _dated(cell, PartialDate.ending)


def _dated(cell: str, partial: Callable[[int, int | None], PartialDate]) -> date:
    found = re.fullmatch(r"(\d{4})(?:-(\d\d))?", cell)
    if found is None:
        return day(cell)
    if not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise ParseError(Code.DATE_OUT_OF_RANGE, first=FIRST_YEAR, last=LAST_YEAR)
    try:
        return partial(int(found[1]), int(found[2]) if found[2] else None)
    except ValueError:
        raise ParseError(Code.NOT_AN_ISO_MONTH) from None


def historic_day(cell: str) -> date:
    """A date that may lie before the years of funding data, such as a country's accession."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ParseError(Code.NOT_AN_ISO_DATE, example="1958-01-01") from None


def moment(cell: str) -> datetime:
    """A point in time; without an offset it is taken as UTC. Kept as UTC."""
    try:
        parsed = datetime.fromisoformat(cell)
        # OverflowError: an offset would take the first or the last year out of the calendar.
        return parsed.astimezone(UTC).replace(tzinfo=None) if parsed.tzinfo else parsed
    except (ValueError, OverflowError):
        raise ParseError(Code.NOT_AN_ISO_TIME) from None


def yes_no(cell: str) -> bool:
    try:
        return _YES_NO[cell.casefold()]
    except KeyError:
        raise ParseError(Code.NOT_YES_OR_NO) from None


def pseudonym(cell: str) -> str:
    """A pseudonym; anything that could be a name or an e-mail address is refused and not repeated anywhere."""
    if not re.fullmatch(r"[0-9a-f]{16,64}", cell):
        raise ParseError(Code.NOT_A_PSEUDONYM)
    return cell


def channel(cell: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{1,20}", cell.casefold()):
        raise ParseError(Code.NOT_A_CHANNEL)
    return cell.casefold()


_NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")


def nuts_code(cell: str) -> str:
    """The code of a region, such as DEA2; Greece is EL there and the United Kingdom UK."""
    code = cell.strip().upper()
    if not _NUTS.fullmatch(code):
        raise ParseError(Code.NOT_A_NUTS_CODE)
    return code


_COORDINATES = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)")


def coordinates(cell: str) -> str:
    """Degrees north and east, to five decimals: about a metre."""
    match = _COORDINATES.fullmatch(cell.strip())
    north, east = (Decimal(match[1]), Decimal(match[2])) if match else (Decimal(999), Decimal(999))
    if abs(north) > 90 or abs(east) > 180:
        raise ParseError(Code.NOT_COORDINATES)
    return f"{round(north, 5):f},{round(east, 5):f}"
