"""What the owner of a file has stated that the file does not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from lib.common.folding import fold_header

Rates = Mapping[str, tuple[Decimal, date]]
#: Stands for every column, where choices are by column.
EVERY_COLUMN = ""


@dataclass(frozen=True)
class Given:
    """What the owner of a file has stated. Columns are named by their folded header (`lib.common.folding.fold_header`).

    Args:
        constants: cells for fields that the file has no column for, such as event_id.
        notations: for columns whose cells can be read in two ways, which one is right.
        rates: for currencies, EUR for one unit and the day of that rate.
        empty_words: for columns, or EVERY_COLUMN, the words that stand for an empty cell, such as "n/a".
        values: for columns, or EVERY_COLUMN, what to read in place of a cell, such as "university" for "HEI".
        ignored: columns that are not loaded, whatever they are called.
        overruled: fields of `constants` whose columns are not read: all rows have the constant in place of their cells.
        only: which projects are wanted, see `lib.ingest.parsing.only`; all without it.

    Words and cells are compared without regard to case and blanks around them.
    """

    constants: Mapping[str, str] = field(default_factory=dict)
    notations: Mapping[str, str] = field(default_factory=dict)
    rates: Rates = field(default_factory=dict)
    empty_words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    overruled: frozenset[str] = frozenset()
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def and_for_one_table(self, own: Given) -> Given:
        """Return what holds for a table: all of this, and over it what is given for that table alone.

        Constants for one table overrule its columns.
        """
        return Given(
            {**self.constants, **own.constants},
            {**self.notations, **own.notations},
            {**self.rates, **own.rates},
            {
                column: self.empty_words.get(column, frozenset()) | own.empty_words.get(column, frozenset())
                for column in {**self.empty_words, **own.empty_words}
            },
            {
                column: {**self.values.get(column, {}), **own.values.get(column, {})}
                for column in {**self.values, **own.values}
            },
            self.ignored | own.ignored,
            self.overruled | own.overruled | own.constants.keys(),
            {**self.only, **own.only},
        )

    def replacements_in(self, header: str) -> Mapping[str, str]:
        """Return what to read in place of the cells of a column, by their folded text; "" for words that mean empty."""
        columns = (EVERY_COLUMN, fold_header(header))
        empty = {fold_header(word): "" for column in columns for word in self.empty_words.get(column, ())}
        values = {fold_header(cell): new for column in columns for cell, new in self.values.get(column, {}).items()}
        return empty | values

    def as_json(self) -> dict[str, Any]:
        """Write it as JSON takes it."""
        return {
            "constants": dict(self.constants),
            "notations": dict(self.notations),
            "rates": {currency: [str(rate), day.isoformat()] for currency, (rate, day) in self.rates.items()},
            "empty_words": {column: sorted(words) for column, words in self.empty_words.items()},
            "values": {column: dict(values) for column, values in self.values.items()},
            "ignored": sorted(self.ignored),
            "overruled": sorted(self.overruled),
            "only": {criterion: sorted(words) for criterion, words in self.only.items()},
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Given:
        """Read what `as_json` wrote, in this version or an earlier one."""
        return cls(
            constants=kept["constants"],
            notations=kept["notations"],
            rates={
                currency: (Decimal(rate), date.fromisoformat(day)) for currency, (rate, day) in kept["rates"].items()
            },
            empty_words={column: frozenset(words) for column, words in kept["empty_words"].items()},
            values=kept["values"],
            ignored=frozenset(kept["ignored"]),
            overruled=frozenset(kept.get("overruled", ())),
            only={criterion: frozenset(words) for criterion, words in kept["only"].items()},
        )

    def describe(self) -> list[str]:
        """Describe what it says of columns, in phrases."""

        def of(column: str) -> str:
            return f" in {column}" if column else ""

        return [
            *(f"{column} is not loaded" for column in sorted(self.ignored)),
            *(
                f"{cell!r}{of(column)} is {new or 'empty'}"
                for column, cells in self.values.items()
                for cell, new in cells.items()
            ),
            *(f"{word!r}{of(column)} is empty" for column, words in self.empty_words.items() for word in sorted(words)),
            *(f"{column} is in {currency}" for column, currency in self.notations.items()),
        ]
