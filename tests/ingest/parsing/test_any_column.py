"""Whatever is written in one way comes back from it."""

from __future__ import annotations

import contextlib
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from lib.entities.fields import Kind
from lib.ingest.parsing import values as v
from lib.ingest.parsing.inference import EXAMPLES, Evidence, Question
from lib.ingest.parsing.notation import Notation
from lib.ingest.problems import ParseError
from tests.ingest.parsing.columns import evidence, plain, question

#: The first example of a process loads Babel's words.
unhurried = settings(deadline=None)
days = some.dates(date(1970, 1, 1), date(2069, 12, 31))
SEPARATORS = ["/", "-", " ", " / "]
LOCALES = ["en", "en_GB", "de", "de_AT", "fr", "es", "it"]
amounts = some.decimals(min_value=-(10**12), max_value=10**12, places=2) | some.integers(-(10**9), 10**9).map(Decimal)
# Decimal mark and thousands sign.
WAYS = [(".", ","), (",", "."), (",", " "), (".", " "), (",", "\u00a0"), (".", "'"), (".", "’"), (".", ""), (",", "")]


def in_order(day: date, order: str, separator: str, padded: bool, short: bool) -> str:
    parts = {"d": f"{day.day:02}" if padded else str(day.day), "m": f"{day.month:02}" if padded else str(day.month)}
    parts["y"] = f"{day.year % 100:02}" if short else str(day.year)
    return separator.join(parts[part] for part in order)


@unhurried
@given(
    some.lists(days, min_size=1, max_size=8),
    some.sampled_from(["dmy", "mdy"]),
    some.sampled_from(SEPARATORS),
    some.booleans(),
    some.booleans(),
)
def test_dates_come_back_from_each_order(
    written: list[date], order: str, separator: str, padded: bool, short: bool
) -> None:
    proving = [*written, date(2024, 3, 14)]
    cells = [in_order(day, order, separator, padded, short) for day in proving]
    assert plain(Kind.DAY, cells) == [day.isoformat() for day in proving]


@unhurried
@given(some.lists(days, min_size=1), some.sampled_from([".", ". "]), some.booleans())
def test_dates_with_dots_have_the_day_first(written: list[date], separator: str, short: bool) -> None:
    cells = [in_order(day, "dmy", separator, True, short) for day in written]
    assert plain(Kind.DAY, cells) == [day.isoformat() for day in written]


@unhurried
@given(days, some.sampled_from(LOCALES), some.sampled_from(["medium", "long", "full"]))
def test_dates_in_words_come_back(day: date, language: str, length: str) -> None:
    written = format_date(day, format=length, locale=language)
    assert plain(Kind.DAY, [written, "31.12.2024"])[0] == day.isoformat()
    assert plain(Kind.DAY, [written.upper(), "31.12.2024"])[0] == day.isoformat()


@unhurried
@given(some.datetimes(datetime(1990, 1, 1), datetime(2069, 12, 31)), some.sampled_from(["", " Z", " +01:00", " -0530"]))
def test_times_come_back(when: datetime, offset: str) -> None:
    expected = v.moment(when.isoformat() + offset.strip())
    for written in (when.isoformat(), when.strftime("%d.%m.%Y %H:%M:%S.%f"), when.strftime("%b %d, %Y %I:%M:%S.%f %p")):
        assert v.moment(plain(Kind.MOMENT, [written + offset])[0]) == expected


@unhurried
@given(some.integers(1, 12), some.integers(1, 12), some.sampled_from(SEPARATORS))
def test_ambiguous_dates_are_asked_about_and_each_answer_is_right(first: int, second: int, separator: str) -> None:
    assume(first != second)
    cells = [f"{first}{separator}{second}{separator}2024"]
    assert list(question(Kind.DAY, cells).answers) == ["dmy", "mdy"]
    assert plain(Kind.DAY, cells, "dmy") == [date(2024, second, first).isoformat()]
    assert plain(Kind.DAY, cells, "mdy") == [date(2024, first, second).isoformat()]


def with_marks(amount: Decimal, mark: str, thousands: str) -> str:
    return f"{amount:,f}".translate({ord(","): thousands, ord("."): mark})


@unhurried
@given(some.lists(amounts, min_size=1, max_size=8), some.sampled_from(WAYS), some.sampled_from(["", "€ ", "CHF "]))
def test_amounts_come_back_from_each_way_of_writing(written: list[Decimal], way: tuple[str, str], sign: str) -> None:
    proving = [*written, Decimal("1234567.89")]
    cells = [sign + with_marks(amount, *way) for amount in proving]
    assert [Decimal(number) for number in plain(Kind.NUMBER, cells)] == proving


@unhurried
@given(some.lists(some.integers(0, 10**12), min_size=1), some.sampled_from([",", ".", " ", "'", ""]))
def test_counts_come_back_without_a_question(written: list[int], thousands: str) -> None:
    cells = [f"{count:,}".replace(",", thousands) for count in written]
    assert plain(Kind.COUNT, cells) == [str(count) for count in written]


@unhurried
@given(some.integers(1, 999), some.integers(0, 999), some.sampled_from([".", ","]))
def test_ambiguous_numbers_are_asked_about_and_each_answer_is_right(before: int, after: int, mark: str) -> None:
    cells = [f"{before}{mark}{after:03}"]
    other = "," if mark == "." else "."
    assert sorted(question(Kind.NUMBER, cells).answers) == [",", "."]
    assert Decimal(plain(Kind.NUMBER, cells, mark)[0]) == Decimal(f"{before}.{after:03}")
    assert plain(Kind.NUMBER, cells, other) == [str(before * 1000 + after)]


#: Text made of what numbers and dates are made of.
near_misses = some.text("0123456789.,-/:'% ()€eE+TZh March", max_size=30)


@unhurried
@given(some.lists(some.text() | near_misses, max_size=6))
def test_any_text_is_read_or_refused(cells: list[str]) -> None:
    for kind in Kind:
        for answer in (".", ",") if kind in (Kind.NUMBER, Kind.COUNT) else ("dmy", "mdy"):
            found = evidence(kind, cells).infer(answer)
            assert isinstance(found, Notation)
            for cell in cells:
                with contextlib.suppress(ParseError):
                    found.plain(cell)


@unhurried
@given(some.lists(near_misses, min_size=1))
def test_what_is_read_is_plain(cells: list[str]) -> None:
    for kind, parse in ((Kind.NUMBER, Decimal), (Kind.COUNT, int), (Kind.DAY, date.fromisoformat)):
        for number in plain(kind, cells, "dmy" if kind is Kind.DAY else "."):
            assert number == "unfit" or parse(number) is not None


def test_memory_stays_bounded() -> None:
    gathered = Evidence(Kind.NUMBER)
    for start in range(1, 100):
        gathered.add(f"{start}.{after:03}" for after in range(50))
    asked = gathered.infer()
    assert isinstance(asked, Question)
    assert len(asked.examples) == EXAMPLES
