"""The EU's interinstitutional style for what readers see: money, numbers, dates.

Source: Interinstitutional Style Guide, 6.5 (punctuation in figures) and 7.3.3 (monetary units). It is the one
leaf that every layer may use: text for a cell, an axis and an export reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

#: Hard space: keeps a number and its unit on one line.
HARD = "\u00a0"
#: What stands where nothing is known.
MISSING = "–"
#: Ends the name of a column that says how precisely the date in the column of that name is known: by its year or its
#: month alone; empty: to the day.
PRECISION = "_precision"
YEAR, MONTH = "year", "month"
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def number(value: object, decimals: int = 0) -> str:
    """`1 234 567` with hard spaces; MISSING where nothing is known."""
    if pd.isna(value):  # type: ignore[call-overload]
        return MISSING
    return f"{float(value):,.{decimals}f}".replace(",", HARD)  # type: ignore[arg-type]


def counted(count: int, one: str, many: str = "") -> str:
    """`1 row`, `12 000 rows`."""
    return f"{number(count)}{HARD}{one if count == 1 else many or one + 's'}"


def list_names(names: Sequence[str], most: int = 3) -> str:
    """`Germany, Spain and France`; of more than `most` `Germany, Spain, France and 4 more`."""
    shown = [*names[:most], *([f"{len(names) - most} more"] if len(names) > most else [])]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def with_article(word: str) -> str:
    """`a call`, `an event`."""
    return f"{'an' if word[:1] in 'aeiou' else 'a'} {word}"


def euro(value: object, decimals: int = 0) -> str:
    """`EUR 1 234 567`, for tables."""
    text = number(value, decimals)
    return text if text == MISSING else f"EUR{HARD}{text}"


def short_number(value: object) -> str:
    """`1.2 million`, for cards; numbers below a million in full."""
    if pd.isna(value):  # type: ignore[call-overload]
        return MISSING
    amount = float(value)  # type: ignore[arg-type]
    # Rounded first: 999 999 999 is 1 billion, never 1 000 million.
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if round(abs(amount) / size, 3) >= 1:
            digits = number(amount / size, 1).removesuffix(".0")
            return f"{digits}{HARD}{word}"
    return number(amount)


def short_euro(value: object) -> str:
    """`EUR 1.2 million`, for cards."""
    text = short_number(value)
    return text if text == MISSING else f"EUR{HARD}{text}"


def euro_of(amount: object, whole: object) -> str:
    """`EUR 25.6 of 462.6 million`, both in the unit of the whole."""
    if pd.isna(whole):  # type: ignore[call-overload]
        return MISSING
    if pd.isna(amount):  # type: ignore[call-overload]
        return f"{MISSING} of {short_euro(whole)}"
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if round(abs(float(whole)) / size, 3) >= 1:  # type: ignore[arg-type]
            shown = [number(float(one) / size, 1).removesuffix(".0") for one in (amount, whole)]  # type: ignore[arg-type]
            return f"EUR{HARD}{shown[0]} of {shown[1]}{HARD}{word}"
    return f"EUR{HARD}{number(amount)} of {number(whole)}"


def significant(value: float, digits: int) -> float:
    """Rounded to so many significant digits: 0.0734 and 1 give 0.07, 34 567 and 2 give 35 000."""
    return float(f"{value:.{digits - 1}e}")


def rounded_euro(value: object, digits: int) -> str:
    """`EUR 30 million` from 34 567 890 and one significant digit."""
    return MISSING if pd.isna(value) else short_euro(significant(float(value), digits))  # type: ignore[call-overload, arg-type]


def rounded_percent(value: object, digits: int) -> str:
    """`7 %` from 0.0734 and one significant digit; at most one digit after the point."""
    if pd.isna(value):  # type: ignore[call-overload]
        return MISSING
    share = significant(float(value), digits)  # type: ignore[arg-type]
    return percent(share, 1 if digits > (2 if share >= 0.1 else 1) else 0)


def percent(value: object, decimals: int = 1) -> str:
    """`12.5 %` from a share of 0.125."""
    if pd.isna(value):  # type: ignore[call-overload]
        return MISSING
    return f"{number(float(value) * 100, decimals)}{HARD}%"  # type: ignore[arg-type]


def percent_range(low: Any, high: Any) -> str:
    """Write `13.6 to 28.4 %` from 0.136 and 0.284."""
    return f"{number(low * 100, 1)} to {percent(high)}"


def p_value(value: object) -> str:
    """`0.012`; `< 0.001` below that, since what lies below says no more."""
    if pd.isna(value):  # type: ignore[call-overload]
        return MISSING
    return f"<{HARD}0.001" if float(value) < 0.001 else number(value, 3)  # type: ignore[arg-type]


#: Of fewer than this a share is no rate, and the counts stand in its place: 2 of 5.
FEWEST_TRIALS = 10


def share_of(part: object, whole: object, decimals: int = 1) -> str:
    """`12.5 %` from 5 and 40; `1 of 7` where the whole is below FEWEST_TRIALS; MISSING where either is, or it is 0."""
    if pd.isna(part) or pd.isna(whole) or not whole:  # type: ignore[call-overload]
        return MISSING
    if float(whole) < FEWEST_TRIALS:  # type: ignore[arg-type]
        return counts_of(part, whole)
    return percent(float(part) / float(whole), decimals)  # type: ignore[arg-type]


def counts_of(part: object, whole: object) -> str:
    """`1 of 7`; `1.5 of 7` of things that count in parts."""
    return f"{weighted(part)} of {weighted(whole)}"


def weighted(value: object) -> str:
    """`7`, or `1.5` of things that count in parts."""
    whole = pd.isna(value) or abs(float(value) - round(float(value))) < 0.05  # type: ignore[call-overload, arg-type]
    return number(value, 0 if whole else 1)


def long_date(value: object) -> str:
    """`14 March 2024`; `March 2024` or `2024` where that is all that is known."""
    return _date(value, None)


def short_date(value: object) -> str:
    """`14 Mar 2024`, where room is short."""
    return _date(value, 3)


def at_precision(table: pd.DataFrame) -> pd.DataFrame:
    """A table for readers, without the columns that say how precisely a date is known (`<name>_precision`).

    Where not all dates of a column have their day, they become ISO text, such as 2024-03 or 2024: it sorts as dates do,
    and `long_date` and `short_date` write it.
    """
    precisions = {str(name).removesuffix(PRECISION): table[name] for name in table if str(name).endswith(PRECISION)}
    rough = {name: precision for name, precision in precisions.items() if name in table and precision.notna().any()}
    return table.drop(columns=[f"{name}{PRECISION}" for name in precisions]).assign(
        **{name: _as_known(table[name], precision) for name, precision in rough.items()}
    )


def _as_known(days: pd.Series[Any], precision: pd.Series[Any]) -> pd.Series[Any]:
    text = pd.Series(pd.to_datetime(days).dt.strftime("%Y-%m-%d"), index=days.index, dtype="object")
    text = text.where(precision != MONTH, text.str[:7]).where(precision != YEAR, text.str[:4])
    return text.where(days.notna(), None)


def month(value: object) -> str:
    """`March` from 3."""
    return MISSING if pd.isna(value) else _MONTHS[int(value) - 1]  # type: ignore[call-overload]


def _date(value: object, letters: int | None) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return MISSING
    if isinstance(value, str) or hasattr(value, "precision"):
        year, month, *rest = [*map(int, str(value)[:10].split("-")), 0]
        if not (rest and rest[0]):
            return HARD.join([*([_MONTHS[month - 1][:letters]] if month else []), str(year)])
    day = value if isinstance(value, date) else pd.Timestamp(value)  # type: ignore[arg-type]
    return f"{day.day}{HARD}{_MONTHS[day.month - 1][:letters]}{HARD}{day.year}"


def text(value: object) -> str:
    """Text as it is; MISSING where nothing is known."""
    return MISSING if pd.isna(value) else str(value)  # type: ignore[call-overload]


def plain(text: object) -> str:
    """Return a text that may quote data as Markdown that shows the very text, in one line: no link, picture or formula.

    Streamlit takes as Markdown what its headings, messages, captions, labels and tips are given. What shows nothing, or
    turns around what comes after it, is shown as a sign.
    """
    words = _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", _BREAKS.sub(" ", str(text))).strip(" ")
    return _MARKUP.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", words)


_BREAKS = re.compile("[\t\n\r ]+")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
#: Signs of emphasis, code, links and formulas; beginnings of tags, colours, addresses, lists, quotes and headings;
#: dashes that would become signs.
_MARKUP = re.compile(
    r"[\\`*\[\]$]|(?<!\w)_|_(?!\w)|~(?=[^~]*~)|<(?=[a-z/!?-])|&(?=[#\w])|@(?=\w)|:(?=\S)|www\.|-(?=[->])"
    r"|^[-+](?= )|^[0-9]{1,9}[.)](?= )|^[>#]",
    re.IGNORECASE,
)


def yes_no(value: object) -> str:
    """`yes`, `no`, or MISSING."""
    if pd.isna(value):  # type: ignore[call-overload]
        return MISSING
    return "yes" if value else "no"


def years(start: object, end: object) -> str:
    """`2018–2024`, `since 2018` for an open end, MISSING where the start is not known."""
    if pd.isna(start):  # type: ignore[call-overload]
        return MISSING
    return f"since{HARD}{start}" if pd.isna(end) else f"{start}–{end}"  # type: ignore[call-overload]
