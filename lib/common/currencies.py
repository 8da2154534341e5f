"""Currencies as files name them: by code, sign or word, in cells and in headers alike."""

from __future__ import annotations

from collections.abc import Mapping

from babel.numbers import list_currencies

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
