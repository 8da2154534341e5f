"""What the address of a request asks for, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lib.metrics.choices import Choices
from lib.metrics.filter_words import DAY_NAMES, FILTER_NAMES, PART, BadFilter, from_words, is_demonstration
from lib.metrics.filters import Filters

SEARCH, LIMIT, OFFSET = "search", "limit", "offset"
_NOT_FILTERS = (SEARCH, LIMIT, OFFSET)
#: Every parameter that rows know: those of a page's address, the text of the page on records, and the page of rows.
PARAMETERS = (*FILTER_NAMES, *DAY_NAMES, *_NOT_FILTERS)
#: Numbers beyond this one are a mistake.
MOST = 1_000_000_000


class BadParameter(ValueError):
    """A parameter that cannot be used; the message names it and says what would be right."""


@dataclass(frozen=True)
class Asked:
    """Which rows: those that fit, from `offset` on, at most `limit` (None: all)."""

    filters: Filters
    search: str = ""
    offset: int = 0
    limit: int | None = None


def read(words: Iterable[tuple[str, str]], choices: Choices, *, searched: bool = True) -> Asked:
    """What a query asks for.

    Args:
        searched: whether the rows can be searched for text.
        words: its parameters; filters on countries and the like may come several times.
        choices: what filters can be set to.

    Raises:
        BadParameter: an unknown parameter, or a value that does not fit it.
    """
    known = [name for name in PARAMETERS if searched or name != SEARCH]
    given: dict[str, list[str]] = {}
    for name, value in words:
        if name not in (*known, PART):
            raise BadParameter(f"{name}: there is no such parameter; known are {', '.join(known)}")
        given.setdefault(name, []).append(value)
    for name in _NOT_FILTERS:
        if len(given.get(name, ())) > 1:
            raise BadParameter(f"{name}: takes one value, not {len(given[name])}")
    try:
        filters = from_words({name: values for name, values in given.items() if name not in _NOT_FILTERS}, choices)
    except BadFilter as error:
        raise BadParameter(str(error)) from None
    limit = _number(given, LIMIT, 1)
    return Asked(filters, given.get(SEARCH, [""])[0], _number(given, OFFSET, 0) or 0, limit)


def of_demonstration(words: Iterable[tuple[str, str]]) -> bool:
    """Whether a query asks for the demonstration data.

    Raises:
        BadParameter: no such dataset.
    """
    given: dict[str, list[str]] = {}
    for name, value in words:
        given.setdefault(name, []).append(value)
    try:
        return is_demonstration(given)
    except BadFilter as error:
        raise BadParameter(str(error)) from None


def none(words: Iterable[tuple[str, str]]) -> None:
    """Where nothing can be chosen, a parameter is a misunderstanding.

    Raises:
        BadParameter: there is one.
    """
    for name, _ in words:
        raise BadParameter(f"{name}: this address takes no parameters")


def _number(given: dict[str, list[str]], name: str, least: int) -> int | None:
    if name not in given:
        return None
    word = given[name][0]
    if not (word.isascii() and word.isdigit() and len(word) <= len(str(MOST)) and least <= int(word) <= MOST):
        raise BadParameter(f"{name}: {word!r} is no whole number from {least} to {MOST}")
    return int(word)
