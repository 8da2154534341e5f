"""What the address of a request asks for, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lib.metrics.choices import Choices
from lib.metrics.scope import NARROWED_BY, Scope
from lib.metrics.scope_names import DATASET, DATASET_OF_EARLIER_LINKS, NAMES, SETS, FilterError
from lib.metrics.scope_words import from_words, is_demonstration, refuse_idle

LIMIT, OFFSET = "limit", "offset"
#: Which of the rows that fit.
PAGING = (LIMIT, OFFSET)
#: Numbers beyond this one are a mistake.
MOST = 1_000_000_000


def parameters(entity: str) -> tuple[str, ...]:
    """Return every parameter that rows of an entity know: what narrows them, their dataset, and the page of rows."""
    narrowed_by = NARROWED_BY[entity]
    return (*(name for name, sets in SETS.items() if set(sets) & narrowed_by), DATASET, *PAGING)


class ParameterError(ValueError):
    """A parameter that cannot be used; the message names it and says what would be right."""


@dataclass(frozen=True)
class Asked:
    """Which rows: those that fit, from `offset` on, at most `limit` (None: all)."""

    scope: Scope
    offset: int = 0
    limit: int | None = None


def read(words: Iterable[tuple[str, str]], choices: Choices, entity: str, what: str) -> Asked:
    """Parse what a query asks for.

    Args:
        words: its parameters; filters on countries and the like may come several times.
        choices: what filters can be set to.
        entity: one of lib.metrics.scope.NARROWED_BY.
        what: what its rows are called, in the plural.

    Raises:
        ParameterError: an unknown parameter, a value that does not fit it, or a filter that does not narrow the rows.
    """
    given: dict[str, list[str]] = {}
    for name, value in words:
        if name not in (*NAMES, *PAGING, DATASET_OF_EARLIER_LINKS):
            raise ParameterError(f"{name}: there is no such parameter; known are {', '.join(parameters(entity))}")
        given.setdefault(name, []).append(value)
    for name in PAGING:
        if len(given.get(name, ())) > 1:
            raise ParameterError(f"{name}: takes one value, not {len(given[name])}")
    limit, offset = _number(given, LIMIT, 1), _number(given, OFFSET, 0) or 0
    named = {name: values for name, values in given.items() if name not in PAGING}
    try:
        scope = from_words(named, choices)
        refuse_idle(named, scope, NARROWED_BY[entity], what, grouped=entity == "topic")
    except FilterError as error:
        raise ParameterError(str(error)) from None
    return Asked(scope, offset, limit)


def asks_for_demonstration(words: Iterable[tuple[str, str]]) -> bool:
    """Whether a query asks for the demonstration data.

    Raises:
        ParameterError: no such dataset.
    """
    given: dict[str, list[str]] = {}
    for name, value in words:
        given.setdefault(name, []).append(value)
    try:
        return is_demonstration(given)
    except FilterError as error:
        raise ParameterError(str(error)) from None


def only(names: Collection[str], words: Iterable[tuple[str, str]]) -> None:
    """Refuse every parameter but these.

    Args:
        names: what can be chosen.
        words: the query's parameters.

    Raises:
        ParameterError: there is another one.
    """
    for name, _ in words:
        if name not in names:
            raise ParameterError(f"{name}: this address takes no such parameter")


def none(words: Iterable[tuple[str, str]]) -> None:
    """Refuse every parameter.

    Raises:
        ParameterError: there is one.
    """
    for name, _ in words:
        raise ParameterError(f"{name}: this address takes no parameters")


def _number(given: dict[str, list[str]], name: str, least: int) -> int | None:
    if name not in given:
        return None
    word = given[name][0]
    if not (word.isascii() and word.isdigit() and len(word) <= len(str(MOST)) and least <= int(word) <= MOST):
        raise ParameterError(f"{name}: {word!r} is no whole number from {least} to {MOST}")
    return int(word)
