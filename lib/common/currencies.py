"""Currencies as files name them: by code, sign or word, in cells and in headers alike."""

from __future__ import annotations

import re
from collections.abc import Mapping

from babel.numbers import list_currencies

from lib.common.folding import without_accents

#: Every code of ISO 4217, those that are no longer in use as well.
CODES: frozenset[str] = frozenset(list_currencies())
#: Currencies by their signs and words, in small letters.
SIGNS: Mapping[str, str] = {
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "$": "USD",
    "us$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "a$": "AUD",
    "nz$": "NZD",
    "£": "GBP",
    "fr": "CHF",
    "sfr": "CHF",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
    "лв": "BGN",
    "₪": "ILS",
    "₺": "TRY",
    "₴": "UAH",
    "₹": "INR",
    "₩": "KRW",
}
#: Signs that several currencies share, with the codes to choose from.
SHARED_SIGNS: Mapping[str, str] = {"kr": "SEK, NOK, DKK or ISK", "lei": "RON or MDL", "¥": "JPY or CNY"}
_WORDS_FOR_SCALES = {
    3: "tsd tausend thousand thousands thous mille milliers migliaia mila miles tys tis tusen tusind duizend тыс хил",
    6: "mio mln mn mill million millions millionen millones milioni miljoen miljoner milj млн",
    9: "mrd mld md mia bn billion billions milliard milliards milliarden miliardi miljard млрд",
}
#: Powers of ten by the words for thousands and millions, in small letters without accents and dots.
SCALES: Mapping[str, int] = {word: power for power, words in _WORDS_FOR_SCALES.items() for word in words.split()}
#: Words for different numbers in different languages: "mil" is a thousand in Spanish and a million in Czech.
AMBIGUOUS_SCALES = frozenset({"mil", "bio", "bill", "billionen", "billones"})
#: Letters that scale an amount where its currency stands beside them; T is the German one for thousands.
SCALE_LETTERS: Mapping[str, int] = {"k": 3, "t": 3, "m": 6}
#: Words of `SIGNS` that a header may use; "fr" in a header is a language, and "ft" a measure.
_WORDS_OF_HEADERS = frozenset({"eur", "euro", "euros"})
#: Codes of members and neighbours, which headers write in small letters, too. Other codes are words in one language or
#: another ("all", "mur", "top").
_FAMILIAR = frozenset(
    ["BGN", "CAD", "CHF", "CZK", "DKK", "GBP", "HUF", "ILS", "ISK", "NOK", "PLN", "RON", "SEK", "USD", "ZAR"]
)
#: Codes that are English words. In a header of capitals throughout they are not taken for currencies.
_ENGLISH_WORDS = frozenset(["ALL", "COP", "CUP", "GEL", "MAD", "MOP", "PEN", "SOS", "TOP", "TRY"])


def currency_in_header(word: str, header: str) -> str:
    """Find the currency that a word of a header names.

    Args:
        word: as the header has it, in capitals or not.
        header: the whole header. Capitals stand out only where not all of it is in capitals.

    Returns:
        The code of ISO 4217; "" where the word names no currency.
    """
    folded = word.casefold()
    if folded in SIGNS and (folded in _WORDS_OF_HEADERS or not folded.isalpha()):
        return SIGNS[folded]
    if word in CODES and (word not in _ENGLISH_WORDS or not header.isupper()):
        return word
    return word.upper() if word.upper() in _FAMILIAR else ""


_CURRENCY = "|".join(
    re.escape(sign)
    for sign in sorted({*(code.casefold() for code in CODES), *SIGNS, *SHARED_SIGNS}, key=len, reverse=True)
)
#: "kEUR", "k EUR", "T€", "EUR m"; and "1000 EUR", "EUR '000".
_LETTER_IN_HEADER = re.compile(
    rf"(?<![^\W_])(?P<before>[kmt])[] .)]{{0,2}}(?:{_CURRENCY})(?![^\W_])"
    rf"|(?<![^\W\d_])(?:{_CURRENCY})[ (\[]{{0,2}}(?P<after>[km])(?![^\W_])"
)
_THOUSAND_IN_HEADER = re.compile(
    rf"(?<![0-9])(?:1[., ]?|['’])000[ x*]{{0,5}}(?:{_CURRENCY})(?![^\W_])"
    rf"|(?<![^\W\d_])(?:{_CURRENCY})[ x*]{{0,5}}(?:1[., ]?|['’])000(?![0-9])"
)
_WORD = re.compile(r"[^\W\d_]+")


def scale_in_header(header: str) -> int:
    """Find the power of ten by which the amounts under a header are to be multiplied.

    Args:
        header: such as "Budget (in millions)", "Funding k EUR", "TEUR" or "Mio. €".

    Returns:
        3, 6 or 9; 0 where the header says nothing of thousands or millions.
    """
    words = without_accents(header.casefold())
    found = [SCALES[word] for word in _WORD.findall(words) if word in SCALES]
    if found:
        return found[0]
    letter = _LETTER_IN_HEADER.search(words)
    if letter is not None:
        return SCALE_LETTERS[letter["before"] or letter["after"]]
    return 3 if _THOUSAND_IN_HEADER.search(words) else 0


def names_currency(header: str) -> bool:
    """Return whether a header names a currency by its code, sign or word, also beside a scale as in "kEUR"."""
    words = re.findall(r"[^\W_]+|[^\w\s()\[\].,:;/]+", header)
    return any(currency_in_header(word, header) for word in words) or bool(
        _LETTER_IN_HEADER.search(without_accents(header.casefold()))
    )
