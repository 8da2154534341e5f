"""Columns of figures: a name that never changes, a header for readers, and what kind of values they hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.common import formatting


@dataclass(frozen=True)
class Kind:
    """What the values of a column are, and how they are written.

    Attributes:
        name: as the documentation and the metadata call it.
        unit: of the values; empty where they have none.
        write: a value as readers see it; a missing one is shown as missing.
        fits: whether a column of a frame holds such values; missing ones always fit.
        number_format: of a cell of a workbook; empty: as it comes.
    """

    name: str
    unit: str
    write: Callable[[object], str]
    fits: Callable[[pd.Series[Any]], bool]
    number_format: str = ""

    @property
    def is_number(self) -> bool:
        """Whether the values are numbers, which stand at the right."""
        return self.fits in (_are_numbers, _are_whole, _are_shares)


def _are_texts(values: pd.Series[Any]) -> bool:
    return all(isinstance(value, str) for value in values.dropna())


def _are_numbers(values: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_numeric_dtype(values)) and not pd.api.types.is_bool_dtype(values)


def _are_whole(values: pd.Series[Any]) -> bool:
    return _are_numbers(values) and bool((values.dropna() % 1 == 0).all())


def _are_shares(values: pd.Series[Any]) -> bool:
    return _are_numbers(values) and bool(values.dropna().between(0, 1 + 1e-9).all())


def _are_flags(values: pd.Series[Any]) -> bool:
    return pd.api.types.is_bool_dtype(values) or all(isinstance(value, bool) for value in values.dropna())


def _are_days(values: pd.Series[Any]) -> bool:
    return pd.api.types.is_datetime64_any_dtype(values) or all(
        isinstance(value, str) or hasattr(value, "year") for value in values.dropna()
    )


def decimals(count: int) -> Callable[[object], str]:
    """Write numbers with this many decimals."""
    return lambda value: formatting.number(value, count)


def times(value: object) -> str:
    """Write `2.3 times` from a ratio."""
    text = formatting.number(value, 1)
    return text if text == formatting.MISSING else f"{text}{formatting.HARD}times"


TEXT = Kind("text", "", formatting.text, _are_texts)
#: Stable names of things, such as ISO 3166-1 codes: for programs, rarely for readers.
CODE = Kind("code", "", formatting.text, _are_texts)
LINK = Kind("link", "", formatting.text, _are_texts)
COUNT = Kind("count", "", formatting.number, _are_whole, "#,##0")
#: Things that count in parts, such as a project that belongs to two topics.
WEIGHTED = Kind("weighted count", "", formatting.weighted, _are_numbers, "#,##0.0")
NUMBER = Kind("number", "", decimals(2), _are_numbers, "#,##0.00")
SHARE = Kind("share", "share", formatting.percent, _are_shares, "0.0%")
#: A difference of two shares, or a change in percent: may be negative, or above one.
CHANGE = Kind("change of a share", "share", formatting.percent, _are_numbers, "0.0%")
#: An amount as a part of another, which it may exceed, such as money awarded of money committed.
PROPORTION = Kind("proportion", "share", formatting.percent, _are_numbers, "0.0%")
RATIO = Kind("ratio", "times", times, _are_numbers, "0.00")
P_VALUE = Kind("p value", "probability", formatting.p_value, _are_shares, "0.0000")
EUR = Kind("money", "EUR", formatting.euro, _are_numbers, "#,##0.00")
EXCHANGE_RATE = Kind("exchange rate", "EUR for one unit", decimals(4), _are_numbers, "0.0000")
YEAR = Kind("year", "year", formatting.text, _are_whole, "0")
DAYS = Kind("duration", "days", formatting.number, _are_numbers, "#,##0")
DAY = Kind("date", "", formatting.short_date, _are_days, "yyyy-mm-dd")
FLAG = Kind("yes or no", "", formatting.yes_no, _are_flags)


@dataclass(frozen=True)
class Column:
    """A column of a figure.

    Attributes:
        name: of the column in the frame, and in every file for programs; it never changes.
        header: for readers, with the unit where it is not plain.
        kind: what the values are.
        shown: whether the table on the page has it. Files have all columns.
        write: how a value is written on the page, where not as its kind says.
        words: name of a column of the frame with what the page says in place of a missing value, such as "<5" or
            "1 of 7". Files say the same in numbers: see `instead`.
        instead: names of declared columns that say in numbers what `words` say: least and most, or the two counts.
        write_by: name of a column of the frame, and how a value is written on the page given that column's value, such
            as the digits that can be relied on.
        link_text: of links: what is shown, or a pattern whose group is shown; empty: the whole address.
        is_page: whether the links lead to pages of the app; files leave the column out.
    """

    name: str
    header: str
    kind: Kind = TEXT
    shown: bool = True
    write: Callable[[object], str] | None = None
    words: str = ""
    instead: tuple[str, ...] = ()
    write_by: tuple[str, Callable[[object, Any], str]] | None = None
    link_text: str = ""
    is_page: bool = False

    @property
    def writer(self) -> Callable[[object], str]:
        """How a value is written on the page."""
        return self.write or self.kind.write

    def written(self, value: object) -> str:
        """Write a value of a frame as readers see it (`Answer.for_readers`), in which words may replace values."""
        return value if isinstance(value, str) else self.writer(value)


def for_programs(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns that files have."""
    return tuple(column for column in columns if not column.is_page)


def no_rows(columns: tuple[Column, ...]) -> pd.DataFrame:
    """Return a frame without rows that has the columns, and those with words in place of values."""
    numbers = {column.name: pd.Series(dtype="float64") for column in columns if column.kind.is_number}
    texts = [name for column in columns for name in (column.name, column.words) if name and name not in numbers]
    return pd.DataFrame({**numbers, **{name: pd.Series(dtype="object") for name in texts}})


#: Who checked a row against its source, and when: stands where the source does.
CHECKED = (Column("verified_on", "Checked on", DAY), Column("verified_by", "Checked by"))
SOURCE = Column("source_url", "Source", LINK)
DATASET = Column("part", "Dataset")
