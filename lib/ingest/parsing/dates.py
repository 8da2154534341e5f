"""The one reader of dates in texts: in five languages, in any order, with or without a day and a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from typing import NamedTuple

from babel import Locale

from lib.common.folding import fold_word
from lib.ingest.problem_codes import Code
from lib.ingest.problems import ParseError

#: Longer cells are neither numbers nor dates; the patterns below would only be slow on them.
LONGEST = 80
#: Orders of dates that can be read whatever the column's order is: year first or the month as a word; with dots, which
#: always mean that the day comes first.
SETTLED, DOTTED = "ymd", "dotted"
#: Day 0 of Excel's numbers. Excel takes 1900 for a leap year, so that from March 1900 on it is not 31 December 1899.
_EXCEL_EPOCH = datetime(1899, 12, 30)
#: 20000 to 80000: October 1954 to January 2119.
_SERIAL = re.compile(r"([2-7][0-9]{4}|80000)(?:[.,]([0-9]{1,20}))?")
_YEAR_FIRST = re.compile(
    r"(?P<year>[0-9]{4}) ?(?P<sign>[-/. ]) ?(?P<month>[0-9]{1,2}) ?(?P=sign) ?(?P<day>[0-9]{1,2})\.?"
)
_EIGHT_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
#: A month with its year, which has four digits; "3.21" may be anything.
_MONTH_OF_YEAR = re.compile(
    r"(?P<year>[0-9]{4}) ?(?:[-/] ?(?P<month>[0-9]{1,2})|\. ?(?P<dotted>[0-9]{2}))"
    r"|(?P<first>[0-9]{1,2}) ?[-/.] ?(?P<last>[0-9]{4})"
)
_YEAR_ALONE = re.compile(r"[0-9]{4}")
_YEAR_LAST = re.compile(r"([0-9]{1,2}) ?(?P<sign>[-/. ]) ?([0-9]{1,2}) ?(?P=sign) ?([0-9]{4}|[0-9]{2})\.?")
_CLOCK = re.compile(
    r"""
    (?: (?<=[0-9])t | (?<![0-9a-z:]) ) (?P<hour>[0-9]{1,2})
    (?: : (?P<minute>[0-9]{2}) (?: : (?P<second>[0-9]{2}) (?: [.,] (?P<fraction>[0-9]{1,9}) )? )?
      | [ ]? h (?: [ ]? (?P<french>[0-9]{2}) )? (?![0-9a-z])
      | (?= [ ]? [ap]\.?[ ]?m\b )
    )
    (?: [ ]? (?P<half>[ap])\.?[ ]?m\b\.? )?
    (?P<zone> [ ]? (?: z | utc | gmt ) \b )?
    (?: [ ]? (?P<sign>[-+]) (?P<hours>[0-9]{1,2}) (?: :? (?P<minutes>[0-9]{2}) )? (?![0-9]) )?
    """,
    re.VERBOSE,
)
_WORD_OR_NUMBER = re.compile(r"[0-9]+|[^\W\d_]+|[^ .,/-]")
_WORD = re.compile(r"[^\W\d_]+\.?")
_MONTH_LANGUAGES = ("en", "de", "fr", "es", "it")
#: Months as spreadsheets and Austrians write them, beside CLDR's words.
_MORE_MONTHS = {"mrz": 3, "maerz": 3, "janner": 1, "jaenner": 1, "feber": 2}
#: Words inside a date, as in "14th of March", "1er avril", "14 de marzo", "am 14. März um 10:00 Uhr".
_BETWEEN = {"st", "nd", "rd", "th", "of", "the", "on", "at", "am", "um", "uhr", "er", "le", "a"}
_BETWEEN |= {"de", "del", "el", "la", "las", "il", "alle", "º"}


#: What is written in columns of dates and is no date, in small letters without accents.
_NO_DATES = {
    re.compile(
        r"0{4}-00?-00?.*|00?[./-]0?[01][./-](?:1900|0000)|1899-12-3[01].*|00?[./-]00?[./-]0{2,4}"
    ): Code.EMPTY_DATE,
    re.compile(r"q ?[1-4][ ./-]*[0-9]{4}|[0-9]{4}[ ./-]*q ?[1-4]|[1-4]\. ?(?:quartal|quarter|trimestre) [0-9]{4}"): (
        Code.QUARTER_OF_YEAR
    ),
    # "12.-13.10.2022", "12-13 October 2022", "1.10. - 5.11.2022", "3 to 5 May 2024"
    re.compile(
        r"[0-9]{1,2}\.?(?:[0-9]{1,2}\.?)? ?(?:-|–|—|to|bis|au|al|a|until|/) ?"
        r"(?:[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2,4}|[0-9]{1,2}\.? [^\W\d_]+\.? [0-9]{4})"
        r"|[^\W\d_]{1,20} [0-9]{1,2} ?(?:-|–|—|to) ?[0-9]{1,2},? [0-9]{4}"
        r"|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4} ?(?:-|–|—|to|bis) ?[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4}"
        r"|[0-9]{4}-[0-9]{2}-[0-9]{2} ?(?:/|–|to|bis) ?[0-9]{4}-[0-9]{2}-[0-9]{2}"
    ): Code.RANGE_OF_DATES,
}


class Written(NamedTuple):
    """What a text says of a date.

    Attributes:
        days: the day that it means in each order in which it can be read: "dmy", "mdy", "serial" (Excel's numbers),
            or SETTLED or DOTTED, which hold whatever the order is.
        clock: its time as " 10:00:00+01:00", or "".
        rough: where it names no day, its month or year as "2024-03" or "2024"; then there are no days.
    """

    days: dict[str, date]
    clock: str = ""
    rough: str = ""


def written(text: str) -> Written:
    """Read a date, with or without its day and its time.

    Raises:
        ParseError: it is none.
    """
    if len(text) > LONGEST:
        raise ParseError(Code.NOT_A_DATE)
    serial = _SERIAL.fullmatch(text)
    if serial:
        return _serial(serial)
    folded = " ".join(fold_word(text).split())
    try:
        return _written(folded)
    except ValueError as error:
        # Not of ParseError: what looks like a date or a time, and the calendar or the clock does not have.
        otherwise = error.expected.code if isinstance(error, ParseError) else Code.NOT_A_DATE
        codes = (code for pattern, code in _NO_DATES.items() if pattern.fullmatch(folded))
        raise ParseError(next(codes, otherwise)) from None


def _written(folded: str) -> Written:
    clock = _CLOCK.search(folded)
    if clock is None:
        return _without_time(folded)
    rest = f"{folded[: clock.start()]} {folded[clock.end() :]}"
    return Written(_days(" ".join(rest.split()).strip(" ,")), _time(clock))


def _without_time(text: str) -> Written:
    try:
        return Written(_days(text))
    except (ParseError, ValueError):
        rough = _rough(text)
        if not rough:
            raise
        return Written({}, rough=rough)


def day_in(text: str, order: str = "") -> date | None:
    """The day with which a text begins, such as "Mar 22, 2025 7:13 PM", "22. März 2025" or "2026-03-31 10:00 Paris".

    Args:
        text: may begin with anything.
        order: "dmy" or "mdy" for numbers between slashes; else these give a day only where one reading is possible.

    Returns:
        None where there is no day, or two readings.
    """
    words = text.split()[:_MOST_WORDS]
    for end in range(len(words), 0, -1):
        try:
            days = written(" ".join(words[:end]).strip(" ,;")).days
        except ParseError:
            continue
        meant = {name: day for name, day in days.items() if name != "serial"}
        if meant:
            only = next(iter(meant.values())) if len(meant) == 1 else None
            return only or meant.get(order)
    return None


#: Words of the longest date with its time, as in "Freitag, den 14. März 2025 um 10:00:00 Uhr +01:00".
_MOST_WORDS = 12


def _rough(text: str) -> str:
    """A month as "2024-03" or a year as "2024", "" for any other text; in small letters without accents."""
    if _YEAR_ALONE.fullmatch(text):
        return text
    found = _MONTH_OF_YEAR.fullmatch(text)
    if found:
        return _in_year(found["year"] or found["last"], int(found["month"] or found["dotted"] or found["first"]))
    pieces = _WORD_OR_NUMBER.findall(text)
    numbers = [piece for piece in pieces if piece.isdecimal()]
    months = [_months()[piece] for piece in pieces if piece in _months()]
    others = {piece for piece in pieces if piece not in _months() and not piece.isdecimal()} - _BETWEEN
    if len(numbers) == 1 and len(numbers[0]) == 4 and len(months) == 1 and not others:
        return _in_year(numbers[0], months[0])
    return ""


def _in_year(year: str, month: int) -> str:
    return date(int(year), month, 1).isoformat()[:7]


def _serial(found: re.Match[str]) -> Written:
    whole, fraction = found.groups()
    # Excel writes fractions of a day with few digits, so that a time is exact to the second at best.
    seconds = round(float(f"0.{fraction or 0}") * 86_400)
    day = (_EXCEL_EPOCH + timedelta(days=int(whole))).date()
    # A second before midnight is the last that belongs to the day; a date without its time must not be the next one.
    clock = (datetime.min + timedelta(seconds=min(seconds, 86_399))).time()
    return Written({"serial": day}, f" {clock.isoformat()}" if fraction else "")


def _time(found: re.Match[str]) -> str:
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ParseError(Code.NOT_A_TIME)
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    micro = int((found["fraction"] or "0").ljust(6, "0")[:6])
    zone = None
    if found["zone"] or found["sign"]:
        ahead = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
        zone = timezone(-ahead if found["sign"] == "-" else ahead)
    clock = time(hour, int(found["minute"] or found["french"] or 0), int(found["second"] or 0), micro, zone)
    return f" {clock.isoformat()}"


def _days(text: str) -> dict[str, date]:
    """The day that a text in small letters without accents, and without a time, means in each order."""
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        return {SETTLED: date(int(found["year"]), int(found["month"]), int(found["day"]))}
    found = _YEAR_LAST.fullmatch(text)
    if found:
        return _year_last(int(found[1]), int(found[3]), _year(found[4]), found["sign"] == ".")
    found = _EIGHT_DIGITS.fullmatch(text)
    if found:
        return {SETTLED: date(*map(int, found.groups()))}
    return _in_words(text)


def _year_last(first: int, second: int, year: int, dotted: bool) -> dict[str, date]:
    if dotted:
        return {DOTTED: date(year, second, first)}
    if first == second:
        return {SETTLED: date(year, second, first)}
    days = {}
    if second <= 12:
        days["dmy"] = date(year, second, first)
    if first <= 12:
        days["mdy"] = date(year, first, second)
    return days


def _in_words(text: str) -> dict[str, date]:
    pieces = _WORD_OR_NUMBER.findall(text)
    numbers = [piece for piece in pieces if piece.isdecimal()]
    words = [piece for piece in pieces if not piece.isdecimal()]
    named = [word for word in words if word in _months()]
    if any(word not in _months() and word not in _weekdays() and word not in _BETWEEN for word in words):
        raise ParseError(Code.NOT_A_DATE)
    if words and not named:
        return _days(" ".join(_WORD.sub(" ", text).split()).strip(" ,"))
    # "mar" is March, and Tuesday in French, Spanish and Italian.
    months = {_months()[word] for word in named if word not in _weekdays()} or {_months()[word] for word in named}
    if len(months) != 1 or len(numbers) != 2:
        raise ParseError(Code.NOT_A_DATE)
    first, second = numbers
    day, year = (second, first) if len(first) == 4 else (first, second)
    return {SETTLED: date(_year(year), months.pop(), int(day))}


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    if len(digits) != 2:
        raise ParseError(Code.NOT_A_DATE)
    return year + (2000 if year < 70 else 1900)


@cache
def _months() -> dict[str, int]:
    """Number of each month by its names and abbreviations, in small letters without accents and dots."""
    return _words_of([Locale(language).months for language in _MONTH_LANGUAGES]) | _MORE_MONTHS


@cache
def _weekdays() -> dict[str, int]:
    return _words_of([Locale(language).days for language in _MONTH_LANGUAGES])


def _words_of(languages: Iterable[Mapping[str, Mapping[str, Mapping[int, str]]]]) -> dict[str, int]:
    """Numbers by word, from CLDR's words by use, width and number. Single letters are left out."""
    words = {}
    for uses in languages:
        for widths in uses.values():
            for width in ("wide", "abbreviated", "short"):
                for number, word in widths.get(width, {}).items():
                    words[fold_word(word).rstrip(".")] = number
    return words
