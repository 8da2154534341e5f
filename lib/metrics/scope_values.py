"""Reading the values of what narrows, one kind of value a function."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from lib.common.countries import UnknownCountryError, country_code
from lib.common.folding import is_storable, plain_name
from lib.metrics.choices import Choices
from lib.metrics.groupings import FOUND
from lib.metrics.periods import Period, named_periods
from lib.metrics.scope_names import (
    FIRST_DAY,
    FREE_DAYS,
    LAST_DAY,
    OUTLINE,
    PERIOD,
    POST_DAYS,
    POST_HOUR,
    SEARCH,
    TOPIC,
    YEARS_HOLD,
    YEARS_OF_EARLIER_LINKS,
    FilterError,
    Words,
    distinct_names,
)

#: Choices that a message lists; of more it lists none.
_FEW = 12
#: Signs that a text to search for may have, and corners that an outline may have.
MOST_SEARCHED, _MOST_CORNERS = 500, 100


def read_countries(words: Words, name: str, choices: Choices, most: int | None = None) -> tuple[str, ...]:
    """Return codes of countries that are read as uploads read them, among those that the store knows."""
    values = words.get(name, ())
    if most is not None and len(values) > most:
        raise FilterError(f"{name}: takes one value, not {len(values)}")
    by_name = {plain_name(label): code for code, label in choices.countries.items()}
    found = []
    for word in values:
        code = by_name.get(plain_name(word))
        if code is None:
            try:
                code = country_code(word)
            except UnknownCountryError:
                code = None
        if code not in choices.countries:
            raise FilterError(f"{name}: {word!r} is none of its values{_listed(list(choices.countries.values()))}")
        found.append(code)
    return tuple(dict.fromkeys(found))


def read_codes(words: Words, name: str, options: Mapping[str, str]) -> tuple[str, ...]:
    """Return codes by exact code or name, else by the name without regard to capitals and accents."""
    exact = {label: code for code, label in distinct_names(options).items()} | {code: code for code in options}
    loose: dict[str, list[str]] = {}
    if any(word not in exact for word in words.get(name, ())):
        for label, code in exact.items():
            loose.setdefault(plain_name(label), []).append(code)
    found = []
    for word in words.get(name, ()):
        codes = {exact[word]} if word in exact else set(loose.get(plain_name(word), ()))
        if len(codes) != 1:
            raise FilterError(f"{name}: {word!r} is none of its values{_listed(list(options.values()))}")
        found.append(codes.pop())
    return tuple(dict.fromkeys(found))


def read_chosen(words: Words, name: str, options: Iterable[str]) -> tuple[str, ...]:
    allowed = {plain_name(option): option for option in options}
    found = []
    for word in words.get(name, ()):
        if plain_name(word) not in allowed:
            raise FilterError(f"{name}: {word!r} is none of its values{_listed(list(allowed.values()))}")
        found.append(allowed[plain_name(word)])
    return tuple(dict.fromkeys(found))


def _listed(shown: list[str]) -> str:
    if not shown:
        return "; the store has none"
    return f": {', '.join(sorted(shown))}" if len(shown) <= _FEW else f", such as {sorted(shown)[0]!r}"


def read_single(words: Words, name: str) -> str | None:
    values = words.get(name, ())
    if len(values) > 1:
        raise FilterError(f"{name}: takes one value, not {len(values)}")
    return values[0] if values else None


def read_one(words: Words, name: str, options: Iterable[str]) -> str | None:
    read_single(words, name)
    return next(iter(read_chosen(words, name, options)), None)


def read_year(words: Words, name: str, choices: Choices) -> int | None:
    word = read_single(words, name)
    if word is None:
        return None
    if not (word.isascii() and word.isdigit() and choices.first_year <= int(word[:9]) <= choices.last_year):
        raise FilterError(f"{name}: {word!r} is no year from {choices.first_year} to {choices.last_year}")
    return int(word)


def read_days(words: Words, choices: Choices) -> tuple[date | None, date | None]:
    """Return first and last day: of the period that is named, else those that are given."""
    named = read_one(words, PERIOD, (YEARS_HOLD, YEARS_OF_EARLIER_LINKS, FREE_DAYS, *periods(choices)))
    if named in (YEARS_HOLD, YEARS_OF_EARLIER_LINKS):
        return None, None
    if named is not None and named != FREE_DAYS:
        period = periods(choices)[named]
        return period.first, period.last
    first, last = _day(words, FIRST_DAY), _day(words, LAST_DAY)
    if first is not None and last is not None and first > last:
        raise FilterError(f"{FIRST_DAY}: {first} lies after {LAST_DAY}, {last}; the first day comes first")
    return first, last


def periods(choices: Choices) -> dict[str, Period]:
    """Return every period that has a name, by it: reporting periods, years and quarters."""
    return {period.label: period for period in named_periods(choices.first_year, choices.last_year)}


def _day(words: Words, name: str) -> date | None:
    word = read_single(words, name)
    if word is None:
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise FilterError(f"{name}: {word!r} is no day; write it as 2021-03-01") from None


def read_topic(words: Words, grouping: str, choices: Choices) -> str:
    """Return the category that is meant by its word in addresses, or by its name."""
    word = read_single(words, TOPIC)
    if word is None:
        return ""
    known = choices.topics.get(grouping, {})
    by_word = {written: category for category, written in known.items()} | {category: category for category in known}
    if grouping == FOUND:
        by_word = choices.merged_topics | by_word
    if word not in by_word:
        raise FilterError(f"{TOPIC}: {word!r} is none of its values{_listed(list(known))}")
    return by_word[word]


def read_outline(words: Words) -> tuple[tuple[float, float], ...]:
    word = read_single(words, OUTLINE)
    if not word:
        return ()
    corners = outline_of(word)
    if not corners:
        raise FilterError(f"{OUTLINE}: is no outline; write its corners as 0.1 0.2,0.3 0.1,0.2 0.4")
    return corners


def outline_of(words: str) -> tuple[tuple[float, float], ...]:
    """Return corners from words such as `0.1 0.2,0.3 0.1,0.2 0.4`; none where they are no outline."""
    try:
        corners = tuple((float(x), float(y)) for x, y in (corner.split() for corner in words.split(",")))
    except ValueError:
        return ()
    fits = 3 <= len(corners) <= _MOST_CORNERS and all(math.isfinite(v) and abs(v) <= 2 for xy in corners for v in xy)
    return corners if fits else ()


def outline_in_words(corners: Sequence[tuple[float, float]]) -> str:
    """Return corners as addresses hold them."""
    return ",".join(f"{x:g} {y:g}" for x, y in corners)


def searched(text: str) -> str:
    """Return the text to search for.

    Raises:
        FilterError: no text can hold it, or it is too long to search for.
    """
    return read_search({SEARCH: [text]})


def read_search(words: Words, name: str = SEARCH) -> str:
    word = (read_single(words, name) or "").strip()
    if len(word) > MOST_SEARCHED:
        raise FilterError(f"{name}: has {len(word)} signs; at most {MOST_SEARCHED} can be searched for")
    return storable(name, word)


#: As addresses hold days of a channel: `LinkedIn 2024-01-01 to 2024-03-31`.
_POST_DAYS = re.compile(r"(.+) ([0-9]{4}-[0-9]{2}-[0-9]{2}) to ([0-9]{4}-[0-9]{2}-[0-9]{2})")


def post_days_in_words(days: tuple[date, date, str], channels: Mapping[str, str]) -> str:
    """Return days of a channel as addresses hold them: `LinkedIn 2024-01-01 to 2024-03-31`."""
    first, last, channel = days
    return f"{channels.get(channel, channel)} {first} to {last}"


def read_post_days(words: Words, choices: Choices) -> tuple[tuple[date, date, str], ...]:
    found = []
    for word in words.get(POST_DAYS, ()):
        parts = _POST_DAYS.fullmatch(word)
        try:
            first, last = (date.fromisoformat(day) for day in parts.groups()[1:]) if parts else (None, None)
        except ValueError:
            first = last = None
        if parts is None or first is None or last is None or first > last:
            raise FilterError(f"{POST_DAYS}: {word!r} is none of its values; write LinkedIn 2024-01-01 to 2024-03-31")
        (channel,) = read_codes({POST_DAYS: [parts[1]]}, POST_DAYS, choices.channels)
        found.append((first, last, channel))
    return tuple(dict.fromkeys(found))


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS = {f"{day} {hour:02d}:00": (place, hour) for place, day in enumerate(WEEKDAYS) for hour in range(24)}


def post_hour_in_words(hour: tuple[int, int]) -> str:
    """Return an hour of the week (UTC) as addresses hold it: `Monday 09:00`."""
    return next(word for word, meant in _HOURS.items() if meant == hour)


def read_post_hours(words: Words) -> tuple[tuple[int, int], ...]:
    return tuple(_HOURS[word] for word in read_chosen(words, POST_HOUR, _HOURS))


def storable(name: str, word: str) -> str:
    if not is_storable(word):
        raise FilterError(f"{name}: holds a sign that no text can have, such as NUL")
    return word
