"""A figure's own choices: what is measured, against whom, by which step. What narrows rows is in Scope."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from lib.common.folding import plain_name
from lib.figures.asking import Ask
from lib.metrics.choices import choices
from lib.metrics.scope import Scope

#: What is chosen, by the option's name.
Chosen = Mapping[str, str]


#: The value for none of an option that takes several, where none is not the default.
NONE = "none"


class OptionError(ValueError):
    """A value that an option does not have; the message names the option and its values."""


@dataclass(frozen=True)
class Option:
    """One choice of a figure.

    Attributes:
        name: in addresses of pages and for programs; it never changes.
        label: as the page asks for it.
        values: what can be chosen: labels by value; empty where the store says what, see `offered`.
        default: the value where none is chosen; empty where there is none.
        offered: gives the values, where they depend on the store and the scope.
        several: whether more than one can be chosen; what is chosen is then the values, joined by commas, or NONE.
        most: how many can be chosen of several; 0: all.
        default_of: gives the default, where it depends on the store and the scope.
        checked: gives the value that a word means, of an option with too many values to list, such as days; raises
            ValueError, with what would be right, where it means none.
        help: what the choice means, where its label does not say so.
    """

    name: str
    label: str
    values: Mapping[str, str] = field(default_factory=dict)
    default: str = ""
    offered: Callable[[Ask, Scope], Mapping[str, str]] | None = None
    several: bool = False
    most: int = 0
    default_of: Callable[[Ask, Scope], str] | None = None
    checked: Callable[[str], str] | None = None
    help: str = ""

    def choices(self, ask: Ask, scope: Scope) -> Mapping[str, str]:
        """Return labels by value, in the order in which they are offered."""
        return self.values if self.offered is None else self.offered(ask, scope)

    def default_for(self, ask: Ask, scope: Scope) -> str:
        """Return the value where none is chosen; empty where there is none."""
        return self.default if self.default_of is None else self.default_of(ask, scope)

    def read(self, word: str, ask: Ask, scope: Scope) -> str:
        """Return the value that a word means: a value, or its label without regard to capitals and accents.

        Raises:
            OptionError: it means none of them, or more than can be chosen.
        """
        if self.checked is not None:
            try:
                return self.checked(word)
            except ValueError as error:
                raise OptionError(f"{self.name}: {word!r} is none of its values; {error}") from None
        choices = self.choices(ask, scope)
        if self.several and word == NONE:
            return NONE
        if self.several:
            values = [self._read_one(one.strip(), choices) for one in word.split(",") if one.strip()]
            if self.most and len(values) > self.most:
                raise OptionError(f"{self.name}: choose at most {self.most}")
            return ",".join(values)
        return self._read_one(word, choices)

    def describe(self, value: str, ask: Ask, scope: Scope) -> str:
        """Return the labels of what is chosen."""
        choices = self.choices(ask, scope)
        return ", ".join(choices.get(one, one) for one in (split(value) if self.several else (value,))) or NONE

    def _read_one(self, word: str, choices: Mapping[str, str]) -> str:
        if word in choices:
            return word
        by_label = {plain_name(label): value for value, label in choices.items()}
        if plain_name(word) in by_label:
            return by_label[plain_name(word)]
        few = f"; choose {', '.join(choices)}" if len(choices) <= 12 else ""
        raise OptionError(f"{self.name}: {word!r} is none of its values{few}")


def split(value: str) -> tuple[str, ...]:
    """Split a value of an option that takes several."""
    return () if value in ("", NONE) else tuple(value.split(","))


def countries(ask: Ask, scope: Scope) -> Mapping[str, str]:
    """Return what a choice of countries offers: names by ISO code, in the EU's order of protocol."""
    return ask(choices, date.today().year, scope.demonstration).countries
