"""One cell of text to one value. A cell that does not fit raises Unfit, which says what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

from lib.store import vocabulary as words
from lib.store.dates import PartialDate

Parser = Callable[[str], object]

#: Characters of an item of a list of free words, such as a keyword.
_LONGEST_ITEM = 200
#: An amount in cents, and its sums, stay whole numbers that every engine knows.
MOST_MONEY = Decimal(10) ** 13
_HIGHEST_RATE = 1_000_000

_NUMBER = re.compile(r"-?\d+(?:\.(\d+))?")
_YES_NO = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
#: Codes that the European Commission writes otherwise than ISO 3166-1.
_COMMISSION_CODES = {"EL": "GR", "UK": "GB"}


class Unfit(ValueError):
    """A cell cannot be read; the message says what would be right."""


def plain_text(cell: str) -> str:
    if "\x00" in cell:
        raise Unfit("text without NUL characters")
    return cell


def short_text(longest: int) -> Parser:
    """Text of at most so many characters."""

    def parse(cell: str) -> str:
        if len(cell) > longest:
            raise Unfit(f"at most {longest} characters")
        return plain_text(cell)

    return parse


def web_address(cell: str) -> str:
    if not re.fullmatch(r"https?://\S+", cell):
        raise Unfit("an address beginning with http:// or https://")
    return cell


def identifier(cell: str) -> str:
    if len(cell) > 120:
        raise Unfit("an identifier of at most 120 characters")
    return plain_text(cell)


def country_code(cell: str) -> str:
    code = _COMMISSION_CODES.get(cell.upper(), cell.upper())
    if not re.fullmatch("[A-Z]{2}", code):
        raise Unfit("a two-letter country code of ISO 3166-1, such as MT")
    return code


def upper_code(length: int) -> Parser:
    def parse(cell: str) -> str:
        if not re.fullmatch(f"[A-Z]{{{length}}}", cell.upper()):
            raise Unfit(f"{length} letters, such as {['MLT', 'EUR', 'CHE'][0] if length == 3 else 'MT'}")
        return cell.upper()

    return parse


def one_of(allowed: Iterable[str]) -> Parser:
    by_folded = {word.casefold(): word for word in allowed}

    def parse(cell: str) -> str:
        try:
            return by_folded[cell.casefold()]
        except KeyError:
            raise Unfit("one of: " + ", ".join(by_folded.values())) from None

    return parse


def list_of(allowed: Iterable[str] | None = None) -> Parser:
    item = one_of(allowed) if allowed is not None else short_text(_LONGEST_ITEM)

    def parse(cell: str) -> tuple[object, ...]:
        parts = [part.strip() for part in cell.split(";") if part.strip()]
        return tuple(dict.fromkeys(item(part) for part in parts))

    return parse


def shares_of(allowed: Iterable[str]) -> Parser:
    """Words with percents ("Blood:40;Skin:60"); without percents the words share alike. They add up to 100."""
    item = one_of(allowed)

    def parse(cell: str) -> tuple[tuple[object, Decimal], ...]:
        parts = [part.strip() for part in cell.split(";") if part.strip()]
        named = [part.rpartition(":") if ":" in part else (part, "", "") for part in parts]
        names = [item(name.strip()) for name, _, _ in named]
        if len(set(names)) != len(names):
            raise Unfit("each category once")
        if not any(percent for _, _, percent in named):
            percents = equal_shares(len(names))
        else:
            percents = [_decimal(percent.strip() or "0", 2) for _, _, percent in named]
        if sum(percents) != 100 or min(percents) < 0:
            raise Unfit("percents from 0 to 100 that add up to 100")
        return tuple(zip(names, percents, strict=True))

    return parse


def equal_shares(count: int) -> list[Decimal]:
    """`count` percents that are alike to the hundredth and add up to exactly 100."""
    hundredths = [10_000 // count + (1 if place < 10_000 % count else 0) for place in range(count)] if count else []
    return [Decimal(part).scaleb(-2) for part in hundredths]


def _decimal(cell: str, decimals: int) -> Decimal:
    match = _NUMBER.fullmatch(cell)
    if not match:
        raise Unfit("a number with a point for decimals and no thousands sign, such as 1234567.89")
    if match[1] and len(match[1].rstrip("0")) > decimals:
        raise Unfit(f"a number with at most {decimals} decimals")
    return Decimal(cell)


def money(cell: str) -> Decimal:
    amount = _decimal(cell, 2)
    if not 0 <= amount < MOST_MONEY:
        raise Unfit("an amount from 0 to 9 999 999 999 999.99")
    return amount


def rate(cell: str) -> Decimal:
    value = _decimal(cell, 8)
    if not 0 < value <= _HIGHEST_RATE:
        raise Unfit(f"EUR for one unit of the currency, larger than 0 and at most {_HIGHEST_RATE:,}")
    return value


def share(cell: str) -> Decimal:
    value = _decimal(cell, 8)
    if not 0 <= value <= 1:
        raise Unfit("a share from 0 to 1")
    return value


def count(cell: str) -> int:
    if not re.fullmatch(r"\d{1,15}", cell):
        raise Unfit("a whole number, 0 or more")
    return int(cell)


def small_count(cell: str) -> int:
    """A count of what people come together for or hand in, such as minutes; sums of it stay small as well."""
    if not re.fullmatch(r"\d{1,15}", cell) or int(cell) > 9_999_999:
        raise Unfit("a whole number from 0 to 9,999,999")
    return int(cell)


def inhabitants(cell: str) -> int:
    number = count(cell)
    if number == 0:
        raise Unfit("a whole number, 1 or more")
    return number


def year(cell: str) -> int:
    if not re.fullmatch(r"\d{4}", cell) or not words.FIRST_YEAR <= int(cell) <= words.LAST_YEAR:
        raise Unfit(f"a year from {words.FIRST_YEAR} to {words.LAST_YEAR}")
    return int(cell)


def day(cell: str) -> date:
    try:
        parsed = date.fromisoformat(cell)
    except ValueError:
        raise Unfit("a date as YYYY-MM-DD, such as 2024-03-14") from None
    if not words.FIRST_YEAR <= parsed.year <= words.LAST_YEAR:
        raise Unfit(f"a date of the years {words.FIRST_YEAR} to {words.LAST_YEAR}")
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
    if not words.FIRST_YEAR <= int(found[1]) <= words.LAST_YEAR:
        raise Unfit(f"a date of the years {words.FIRST_YEAR} to {words.LAST_YEAR}")
    try:
        return partial(int(found[1]), int(found[2]) if found[2] else None)
    except ValueError:
        raise Unfit("a month as YYYY-MM, such as 2024-03") from None


def historic_day(cell: str) -> date:
    """A date that may lie before the years of funding data, such as a country's accession."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise Unfit("a date as YYYY-MM-DD, such as 1958-01-01") from None


def moment(cell: str) -> datetime:
    """A point in time; without an offset it is taken as UTC. Kept as UTC."""
    try:
        parsed = datetime.fromisoformat(cell)
        # OverflowError: an offset would take the first or the last year out of the calendar.
        return parsed.astimezone(UTC).replace(tzinfo=None) if parsed.tzinfo else parsed
    except (ValueError, OverflowError):
        raise Unfit("a time as YYYY-MM-DD hh:mm, such as 2024-03-14 09:30") from None


def yes_no(cell: str) -> bool:
    try:
        return _YES_NO[cell.casefold()]
    except KeyError:
        raise Unfit("yes or no") from None


def pseudonym(cell: str) -> str:
    """A pseudonym; anything that could be a name or an e-mail address is refused and not repeated anywhere."""
    if not re.fullmatch(r"[0-9a-f]{16,64}", cell):
        raise Unfit("a pseudonym of 16 to 64 hexadecimal digits, never a name or an e-mail address")
    return cell


def channel(cell: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{1,20}", cell.casefold()):
        raise Unfit("a channel's short name, such as x or linkedin")
    return cell.casefold()
