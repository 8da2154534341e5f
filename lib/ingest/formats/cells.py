"""How fields are derived from the cells of foreign files. All functions give "" for empty."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from lib.common.folding import fold_header
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import Derived, as_text, is_filled

#: Tags that texts really hold; anything else between angle brackets is mathematics.
_TAG_NAMES = "a|b|br|div|em|font|h[1-6]|i|li|ol|p|span|strong|sub|sup|table|tbody|td|th|tr|u|ul"
_ATTRIBUTE = r"""\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+)"""
_TAG = re.compile(rf"</?({_TAG_NAMES})(?:{_ATTRIBUTE})*\s*/?>", re.IGNORECASE)
_INLINE = {"a", "b", "em", "font", "i", "span", "strong", "sub", "sup", "u"}

_DURATION = re.compile(r"(\d{1,9})\s{0,3}([^\W\d_]{1,20})\.?[\s,]{0,4}")
_CLOCK = re.compile(r"(\d{1,9}):(\d\d):(\d\d)")
#: Beginnings of units in English, German, French, Spanish and Italian, with their seconds: hours before seconds, since
#: German hours (Std.) begin as seconds do.
_UNITS = (("st", 3600), ("h", 3600), ("o", 3600), ("m", 60), ("s", 1))


def first_filled(*cells: Cell) -> Cell:
    for cell in cells:
        if is_filled(cell):
            return cell
    return ""


def first_of(*headers: str) -> Derived:
    """Take the first of these columns that is filled; also for a column that releases of a file name differently."""
    return Derived(headers, first_filled)


def derived(make: Callable[..., Cell], *columns: str | tuple[str, ...]) -> Derived:
    """Derive a field from several columns; a tuple holds the names that one column goes by."""
    names = [(column,) if isinstance(column, str) else column for column in columns]

    def from_cells(*cells: Cell) -> Cell:
        rest = iter(cells)
        return make(*(first_filled(*[next(rest) for _ in of]) for of in names))

    return Derived(tuple(name for of in names for name in of), from_cells)


def mapped(words: Mapping[str, str], *headers: str) -> Derived:
    """Translate the words of a column (folded); unknown words stay, for the check to report."""

    def word(cell: Cell) -> Cell:
        return words.get(fold_header(as_text(cell)), cell)

    return derived(word, headers)


def decoded(cell: Cell) -> str:
    """Text without HTML's entities and tags; paragraphs and line breaks end a line."""
    text = _TAG.sub(_untagged, html.unescape(_TAG.sub(_untagged, as_text(cell))))
    return "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)


def _untagged(tag: re.Match[str]) -> str:
    return "" if tag[1].casefold() in _INLINE else "\n"


def address(cell: Cell) -> str:
    """An address as it is where it is a whole one, else nothing."""
    text = as_text(cell)
    return text if re.fullmatch(r"https?://\S+", text) else ""


def day_of(cell: Cell) -> Cell:
    """The day of a time such as "2022-08-25 11:05:57"; other cells as they are."""
    if isinstance(cell, datetime):
        return cell.date()
    return cell[:10] if isinstance(cell, str) and re.match(r"\d{4}-\d\d-\d\d[ T]", cell) else cell


def undashed(cell: Cell) -> Cell:
    """Nothing where dashes stand for an empty cell."""
    return "" if as_text(cell) in ("-", "--") else cell


def not_zero(cell: Cell) -> Cell:
    """An amount, of a source that writes 0 where it has none."""
    return "" if _ZERO.fullmatch(as_text(cell).strip()) else cell


_ZERO = re.compile(r"[-+]?0+([.,]0*)?|[-+]?[.,]0+")


def whole(cell: Cell) -> Cell:
    """A count without the decimals that some exports write ("12.0"). "2.000" may be two thousand: its column says."""
    return re.sub(r"^(\d+)\.0{1,2}$", r"\1", cell.strip()) if isinstance(cell, str) else cell


def minutes(cell: Cell) -> Cell:
    """Minutes, rounded half up, of "1h 2m 3s", "59 Min. 0 Sek.", "12 mins" or "0:59:30"; other cells as they are."""
    text = as_text(cell)
    if match := _CLOCK.fullmatch(text):
        hours, mins, secs = map(int, match.groups())
        return _in_minutes(hours * 3600 + mins * 60 + secs)
    if not text or _DURATION.sub("", text):
        return undashed(cell)
    durations = [(int(number), _seconds_of(unit)) for number, unit in _DURATION.findall(text)]
    return _in_minutes(sum(number * unit for number, unit in durations)) if all(unit for _, unit in durations) else cell


def _seconds_of(unit: str) -> int:
    return next((seconds for start, seconds in _UNITS if unit.casefold().startswith(start)), 0)


def _in_minutes(seconds: int) -> str:
    return str((seconds + 30) // 60)


def total(*cells: Cell) -> str:
    """The sum of whole numbers; nothing where one of them is not known."""
    numbers = [as_text(cell) for cell in cells]
    plain = [number.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+", number) else number for number in numbers]
    return f"{sum(Decimal(number) for number in plain):f}" if all(re.fullmatch(r"\d+", n) for n in plain) else ""


def headed(row: Mapping[str, Cell], *names: str) -> str | None:
    """The header by which a row that is to be split has one of these columns; None where it has none of them."""
    by_folded = {fold_header(header): header for header in row}
    return next((by_folded[fold_header(name)] for name in names if fold_header(name) in by_folded), None)


def cell_of(row: Mapping[str, Cell], *names: str) -> Cell:
    """The cell of a row that is to be split, in the first of these columns that it has."""
    header = headed(row, *names)
    return "" if header is None else row[header]
