"""Texts as they are compared: without regard to capitals and accents, alike in Python and in each store engine."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

#: Letters that Unicode does not take apart into a letter and its accent, and what they are compared as.
LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "ı": "i"}
#: The same, and small letters that are written in two ways.
SMALL = LETTERS | {"ß": "ss", "ς": "σ"}
_SMALL = re.compile(f"[{''.join(SMALL)}]")
_LAST = 0xFFFF


def without_accents(text: str) -> str:
    """The text with accents taken off its letters; other letters stay."""
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def fold(text: str) -> str:
    """The text as it is searched: small letters without accents (österreich, Österreich and osterreich are one).

    Compatibility characters are taken apart (NFKD), combining marks left out, capitals made small and the letters of
    `SMALL` replaced. `lib.metrics.texts` puts the same steps into SQL for engines that cannot call this function.
    """
    if text.isascii():
        return text.lower()
    small = _marks().sub("", unicodedata.normalize("NFKD", text)).lower()
    return _SMALL.sub(lambda letter: SMALL[letter[0]], small)


def fold_header(text: str) -> str:
    """Fold a header, or any words of a file: small letters and single blanks; accents stay."""
    return " ".join(text.split()).casefold()


def fold_word(text: str) -> str:
    """Fold a word of a cell: small letters without accents."""
    return without_accents(text.casefold())


def plain_name(text: str) -> str:
    """A name as names are compared: folded, with single blanks."""
    return " ".join(fold(text).split())


def slug(text: str, longest: int) -> str:
    """The text as part of an identifier: small letters and digits of ASCII with hyphens between the words.

    Args:
        longest: most characters.
    """
    return re.sub(r"[^a-z0-9]+", "-", fold_word(text)).strip("-")[:longest].rstrip("-")


@cache
def mark_ranges() -> tuple[tuple[int, int], ...]:
    """First and last code of each run of combining marks."""
    ranges: list[tuple[int, int]] = []
    for code in range(_LAST + 1):
        if unicodedata.combining(chr(code)):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1] = (ranges[-1][0], code)
            else:
                ranges.append((code, code))
    return tuple(ranges)


@cache
def _marks() -> re.Pattern[str]:
    return re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in mark_ranges()) + "]+")


#: What no text in a store can hold, and PostgreSQL refuses to compare with: NUL, and halves of surrogate pairs.
_IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Whether a store can hold the text, so that it makes sense to look for it."""
    return not _IMPOSSIBLE.search(text)
