"""Numbers as people and programs write them: marks, signs, percent, currencies."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from lib.common.currencies import AMBIGUOUS_SCALES, CODES, SCALE_LETTERS, SCALES, SHARED_SIGNS, SIGNS
from lib.common.folding import fold_word
from lib.entities.fields import Kind
from lib.ingest.parsing.dates import LONGEST
from lib.ingest.problem_codes import Code
from lib.ingest.problems import ParseError
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import as_text

#: Marks that numbers can have, by the words for them.
MARKS = {".": "point", ",": "comma"}
NUMBERS_DESCRIBED = {".": "point for decimals, comma for thousands", ",": "comma for decimals, point for thousands"}
COUNTS_DESCRIBED = {".": "comma for thousands", ",": "point for thousands"}
#: A number in which each mark is the one of decimals.
_EXAMPLES = {".": "1,234,567.89", ",": "1.234.567,89"}
#: A number with what stands around it; its first mark may not be the dot of an abbreviation, as in "Fr.5".
_NUMBER = re.compile(
    r"(?P<lead>[^0-9]*?)"
    r"(?P<digits>(?:(?<![^\W\d_])[.,])?[0-9](?:[0-9.,' ]*[0-9])?(?:[eE][-+]?[0-9]{1,2})?)"
    r"(?P<trail>[^0-9]*)"
)
#: Digits in groups of three under one sign, or without groups; then decimals. Spreadsheets write large numbers with a
#: power of ten, rounded to two or more decimals: only such that cannot be rounded in this way are read.
_DIGITS = {
    mark: re.compile(
        rf"(?P<whole>[1-9][0-9]{{0,2}}(?P<sign>[{group}' ])[0-9]{{3}}(?:(?P=sign)[0-9]{{3}})*|[0-9]*)"
        rf"(?:[{mark}](?P<fraction>[0-9]+))?"
        rf"|(?P<first>[0-9])(?:[{mark}](?P<second>[0-9]))?[eE](?P<power>[-+]?[0-9]{{1,2}})"
    )
    for mark, group in ((".", ","), (",", "."))
}
_GROUPS = str.maketrans("", "", ".,' ")
_APOSTROPHES = str.maketrans("’ʼ", "''")
#: "1'250'000.-", "100,--": no cents.
_NO_CENTS = re.compile("[.,][-–—]{1,2}")
#: "k€", "MEUR", "T CHF"; and "€m".
_LETTER_FIRST = re.compile("(?P<letter>[kmt])[. ]?(?P<currency>[^ ]+)", re.IGNORECASE)
_LETTER_LAST = re.compile("(?P<currency>[^ ]{1,20}?)[. ]?(?P<letter>[km])", re.IGNORECASE)
#: What says that a number is not exactly the one that is meant, or has a footnote.
_BESIDE = re.compile(
    r"[<>≤≥~≈*†‡]+|ca|c|circa|approx|approximately|about|around|almost|nearly|over|up to|at least|more than|less than|"
    r"etwa|rund|ungefahr|uber|bis zu|mindestens|hochstens|unter|environ|env|plus de|moins de|jusqu'a|"
    r"aproximadamente|aprox|mas de|menos de|circa|oltre"
)


@dataclass(frozen=True)
class _Around:
    """What stands around a number's digits."""

    negative: bool
    percent: bool
    currency: str
    #: Power of ten that a word beside the number stands for, as in "1.2 million".
    scale: int


#: Numbers in plain notation already but for the mark of decimals, as programs write them.
_PLAIN = re.compile(r"(?:0|[1-9][0-9]*)(?:(?P<mark>[.,])[0-9]*[1-9])?")


def plain_number(
    cell: Cell, kind: Kind, decimal: str, currency: str, *, either_mark: bool = False, scale: int = 0
) -> str:
    """Rewrite a number in plain notation.

    Args:
        cell: the number as the file has it.
        kind: NUMBER or COUNT.
        decimal: mark of decimals in texts.
        currency: the only one that may stand with the number; "" for any.
        either_mark: the other mark may be the one of decimals, too, in numbers that can be read in no other way.
        scale: power of ten by which a number is multiplied that does not say its own.

    Raises:
        ParseError: it is no number, or is written in another way.
    """
    if isinstance(cell, date):
        raise ParseError(_NOT_ONE[kind])
    mark = decimal or "."
    if isinstance(cell, str) and len(cell) <= LONGEST and not scale:
        already = _PLAIN.fullmatch(cell)
        # What has no mark means the same whichever mark is the one of decimals.
        if already and not already["mark"]:
            return cell
        if already and already["mark"] == mark and kind is Kind.NUMBER:
            return cell.replace(mark, ".")
    digits, around = take_apart(cell)
    if scale and not around.scale and not around.percent:
        around = replace(around, scale=scale)
    # The point of a typed number is the workbook's, whatever the marks of the column's text are.
    plain = in_full(digits, around, "." if isinstance(cell, Decimal) else mark, kind)
    if plain is None and either_mark:
        plain = in_full(digits, around, other_mark(mark), kind)
    if plain is None:
        raise _error(digits, around, kind, mark)
    if currency and around.currency not in ("", currency):
        raise ParseError(Code.OTHER_CURRENCY, currency=currency)
    return plain


#: What is wrong with a cell that holds no number at all.
_NOT_ONE = {Kind.NUMBER: Code.NOT_A_NUMBER, Kind.COUNT: Code.NOT_A_WHOLE_NUMBER}


def _error(digits: str, around: _Around, kind: Kind, mark: str) -> ParseError:
    """Say what is wrong with digits that are no number where `mark` is the one of decimals."""
    if "e" in digits.casefold():
        return ParseError(Code.NUMBER_ROUNDED)
    if kind is Kind.COUNT and around.scale:
        return ParseError(Code.NUMBER_SCALED)
    if in_full(digits, around, other_mark(mark), kind) is None:
        return ParseError(_NOT_ONE[kind])
    if kind is Kind.COUNT:
        return ParseError(Code.OTHER_GROUP_MARK, mark=MARKS[other_mark(mark)])
    return ParseError(Code.OTHER_DECIMAL_MARK, mark=MARKS[mark], example=_EXAMPLES[mark])


def take_apart(cell: str | Decimal) -> tuple[str, _Around]:
    """A number's digits with the marks between them, and what stands around them.

    Raises:
        ParseError: not one number, or with something around it that is not understood.
    """
    # Spreadsheets mark a text with an apostrophe before it.
    text = as_text(cell).removeprefix("'")
    found = _NUMBER.fullmatch(" ".join(text.split()).translate(_APOSTROPHES)) if len(text) <= LONGEST else None
    if found is None:
        raise ParseError(Code.NOT_A_NUMBER)
    return found["digits"], _around(found["lead"], found["trail"])


def in_full(digits: str, around: _Around, mark: str, kind: Kind) -> str | None:
    """The number in plain notation if `mark` is the one of decimals; None if it cannot be, as in "1.234.567"."""
    found = _DIGITS[mark].fullmatch(digits)
    if found is None:
        return None
    places = around.scale - (2 if around.percent else 0)
    if found["power"]:
        plain = _shifted(found["first"], found["second"] or "", places + int(found["power"]))
    else:
        plain = _shifted(found["whole"].translate(_GROUPS), found["fraction"] or "", places)
    if kind is Kind.COUNT and ("." in plain or around.percent or around.currency or around.scale):
        return None
    return f"-{plain}" if around.negative and plain != "0" else plain


def _shifted(whole: str, fraction: str, places: int) -> str:
    """The number times ten to the power of `places`, by its digits, since arithmetic would round long ones."""
    point = len(whole) + places
    digits = (whole + fraction).rjust(len(fraction) - places + 1, "0").ljust(point, "0")
    point = max(point, 1)
    before, after = digits[:point].lstrip("0") or "0", digits[point:].rstrip("0")
    return f"{before}.{after}" if after else before


def grouped(plain: str) -> str:
    """Write a number in plain notation with blanks between its thousands, for readers."""
    whole, point, fraction = plain.partition(".")
    return f"{int(whole):,}".replace(",", " ") + point + fraction


def other_mark(mark: str) -> str:
    return "," if mark == "." else "."


@lru_cache(maxsize=1024)
def _around(lead: str, trail: str) -> _Around:
    """What stands before and after a number's digits. Kept, since a column has few such signs in many cells."""
    bracketed = "(" in lead and ")" in trail
    if bracketed:
        lead, trail = lead.replace("(", "", 1), trail.replace(")", "", 1)
    before = lead.strip("-−+ ")
    signs = lead.replace(before, "", 1).replace(" ", "")
    trail = _NO_CENTS.sub("", trail.strip(), count=1).strip() if _NO_CENTS.match(trail.strip()) else trail.strip()
    # Accounting systems write the minus behind the number.
    if trail[:1] in ("-", "−"):
        signs, trail = signs + trail[0], trail[1:].strip()
    percent = trail.endswith("%")
    behind = trail.removesuffix("%").rstrip()
    if behind.casefold() in SCALE_LETTERS and _currency(before):
        # "€ 1.2m"
        before, behind = "", f"{behind}{before}"
    found = [_beside(words) for words in (before, behind) if words]
    currencies = {currency for currency, _ in found if currency}
    scales = {scale for _, scale in found if scale}
    if len(signs) + bracketed > 1 or len(currencies) + percent > 1 or len(scales) + percent > 1:
        raise ParseError(Code.NOT_A_NUMBER)
    return _Around(bracketed or signs in ("-", "−"), percent, "".join(currencies), sum(scales))


def _beside(words: str) -> tuple[str, int]:
    """Return the currency, or "", and the power of ten, or 0, that words beside a number stand for."""
    currency = _currency(words)
    if currency:
        return currency, 0
    folded = fold_word(words)
    if _BESIDE.fullmatch(folded.replace(".", "").strip()):
        raise ParseError(Code.NUMBER_NOT_ALONE)
    # "million", "Mio. €", "EUR Mio", "k"
    first, _, last = words.partition(" ")
    for word, rest in ((words, ""), (first, last), (last, first)):
        scale = _scale(word)
        if scale and (not rest or _currency(rest)):
            return _currency(rest), scale
    # "millions of euros", "Mio.€"
    parts = [part for part in re.split(r"[ .']+", words) if part and fold_word(part) not in _OF]
    if len(parts) == 2 and _scale(parts[0]) and _currency(parts[1]):
        return _currency(parts[1]), _scale(parts[0])
    for pattern in (_LETTER_FIRST, _LETTER_LAST):
        letter = pattern.fullmatch(words)
        if letter and _currency(letter["currency"]):
            return _currency(letter["currency"]), SCALE_LETTERS[letter["letter"].casefold()]
    tokens = {fold_word(token) for token in re.findall(r"[^\W\d_]+", words)}
    scaled = tokens & {*AMBIGUOUS_SCALES, *SCALES, *SCALE_LETTERS}
    raise ParseError(Code.NUMBER_SCALED if scaled else Code.NOT_A_NUMBER)


#: Words between a scale and a currency, as in "millions of euros".
_OF = frozenset({"of", "de", "d", "di", "von"})


def _scale(word: str) -> int:
    """Return the power of ten that a word stands for; the letter k needs no currency beside it."""
    folded = fold_word(word).removesuffix(".").strip()
    return 3 if folded == "k" else SCALES.get(folded, 0)


def _currency(sign: str) -> str:
    """Return the currency that a sign, code or word stands for; "" where it stands for none."""
    if sign in CODES:
        return sign
    word = sign.casefold().removesuffix(".")
    if word in SHARED_SIGNS:
        raise ParseError(Code.SHARED_CURRENCY_SIGN, codes=SHARED_SIGNS[word])
    return SIGNS.get(word, "")
