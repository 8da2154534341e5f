"""The filters as words: in the page's address, on the command line, in a link. One reading of them for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from lib.metrics.choices import Choices
from lib.metrics.filters import Filters

#: Names in the address; links made with them keep working, so they never change.
COUNTRY, REGION, LEVEL, FUNDER, AREA, STATUS, FROM, TO, DATASET = (
    "country",
    "region",
    "level",
    "funder",
    "area",
    "status",
    "from",
    "to",
    "dataset",
)
#: The names of all filters of rows.
FILTER_NAMES = (COUNTRY, REGION, LEVEL, FUNDER, AREA, STATUS, FROM, TO, DATASET)
#: The period to the day, of pages that have one.
FIRST_DAY, LAST_DAY = DAY_NAMES = ("first-day", "last-day")
#: Values of DATASET.
FACTS, DEMONSTRATION = "facts", "demonstration"
#: Links of earlier days name the dataset by this, with one of these values. Both mean the facts: what named facts and
#: demonstration data together is no more, since the two are never added up.
PART, _PARTS = "part", ("all data", "facts only")
#: Choices that a message lists; of more it lists none.
_FEW = 12


class BadFilter(ValueError):
    """A filter that cannot be used; the message names it and says what would be right."""


def told_apart(options: Mapping[str, str]) -> dict[str, str]:
    """Names that are all different, since the address holds the name: a second one of a name gets its code."""
    seen: set[str] = set()
    names = {}
    for code, name in options.items():
        names[code] = f"{name} [{code}]" if name in seen else name
        seen.add(name)
    return names


def from_words(words: Mapping[str, Sequence[str]], choices: Choices) -> Filters:
    """The filters that words ask for.

    Args:
        words: values by the filter's name (FILTER_NAMES, DAY_NAMES); countries and funders by name, as addresses
            hold them, or by code.
        choices: what there is to choose from.

    Raises:
        BadFilter: no such filter, or a value that is none of its choices.
    """
    for name in words:
        if name not in (*FILTER_NAMES, *DAY_NAMES, PART):
            raise BadFilter(f"{name}: is no filter; known are {', '.join((*FILTER_NAMES, *DAY_NAMES))}")
    first, last = _year(words, FROM, choices), _year(words, TO, choices)
    if first is not None and last is not None and first > last:
        raise BadFilter(f"{FROM}: {first} lies after {TO}, {last}; the first year comes first")
    first_day, last_day = _day(words, FIRST_DAY), _day(words, LAST_DAY)
    if first_day is not None and last_day is not None and first_day > last_day:
        raise BadFilter(f"{FIRST_DAY}: {first_day} lies after {LAST_DAY}, {last_day}; the first day comes first")
    return Filters(
        countries=_coded(words, COUNTRY, choices.countries),
        regions=_chosen(words, REGION, choices.regions),
        levels=_chosen(words, LEVEL, choices.levels),
        funders=_coded(words, FUNDER, choices.funders),
        areas=_chosen(words, AREA, choices.areas),
        statuses=_chosen(words, STATUS, choices.statuses),
        first_year=first,
        last_year=last,
        first_day=first_day,
        last_day=last_day,
        demonstration=is_demonstration(words),
    )


def is_demonstration(words: Mapping[str, Sequence[str]]) -> bool:
    """Whether words ask for the demonstration data.

    Raises:
        BadFilter: no such dataset, or both.
    """
    _one(words, PART, _PARTS)
    return _one(words, DATASET, (FACTS, DEMONSTRATION)) == DEMONSTRATION


def to_words(filters: Filters, choices: Choices) -> dict[str, list[str]]:
    """The words of filters that narrow anything, as addresses hold them: `from_words` reads them back."""
    countries, funders = told_apart(choices.countries), told_apart(choices.funders)
    words = {
        COUNTRY: [countries.get(code, code) for code in filters.countries],
        REGION: list(filters.regions),
        LEVEL: list(filters.levels),
        FUNDER: [funders.get(code, code) for code in filters.funders],
        AREA: list(filters.areas),
        STATUS: list(filters.statuses),
        FROM: [] if filters.first_year is None else [str(filters.first_year)],
        TO: [] if filters.last_year is None else [str(filters.last_year)],
        FIRST_DAY: [] if filters.first_day is None else [filters.first_day.isoformat()],
        LAST_DAY: [] if filters.last_day is None else [filters.last_day.isoformat()],
        DATASET: [DEMONSTRATION] if filters.demonstration else [],
    }
    return {name: values for name, values in words.items() if values}


def in_sentences(filters: Filters, choices: Choices) -> dict[str, str]:
    """What a view is narrowed to, for its reader: by the filter's name."""
    told = {name.replace("-", " "): ", ".join(values) for name, values in to_words(filters, choices).items()}
    if filters.outline:
        told["outline on the map of topics"] = ", ".join(f"{x:g} {y:g}" for x, y in filters.outline)
    return told


def _coded(words: Mapping[str, Sequence[str]], name: str, options: Mapping[str, str]) -> tuple[str, ...]:
    by_word = {label: code for code, label in told_apart(options).items()} | {code: code for code in options}
    chosen = _chosen(words, name, by_word, shown=options.values())
    return tuple(dict.fromkeys(by_word[word] for word in chosen))


def _chosen(
    words: Mapping[str, Sequence[str]], name: str, options: Iterable[str], shown: Iterable[str] | None = None
) -> tuple[str, ...]:
    allowed = set(options)
    for word in words.get(name, ()):
        if word not in allowed:
            raise BadFilter(f"{name}: {word!r} is none of its values{_listed(list(shown or allowed))}")
    return tuple(dict.fromkeys(words.get(name, ())))


def _listed(shown: list[str]) -> str:
    if not shown:
        return "; the store has none"
    return f": {', '.join(sorted(shown))}" if len(shown) <= _FEW else f", such as {sorted(shown)[0]!r}"


def _one(words: Mapping[str, Sequence[str]], name: str, options: Sequence[str]) -> str | None:
    values = _chosen(words, name, options)
    if len(values) > 1:
        raise BadFilter(f"{name}: takes one value, not {len(values)}")
    return values[0] if values else None


def _year(words: Mapping[str, Sequence[str]], name: str, choices: Choices) -> int | None:
    values = words.get(name, ())
    if len(values) > 1:
        raise BadFilter(f"{name}: takes one value, not {len(values)}")
    if not values:
        return None
    word = values[0]
    if not (word.isascii() and word.isdigit() and choices.first_year <= int(word) <= choices.last_year):
        raise BadFilter(f"{name}: {word!r} is no year from {choices.first_year} to {choices.last_year}")
    return int(word)


def _day(words: Mapping[str, Sequence[str]], name: str) -> date | None:
    values = words.get(name, ())
    if len(values) > 1:
        raise BadFilter(f"{name}: takes one value, not {len(values)}")
    if not values:
        return None
    try:
        return date.fromisoformat(values[0])
    except ValueError:
        raise BadFilter(f"{name}: {values[0]!r} is no day; write it as 2021-03-01") from None
