"""How well a header names a field: words, synonyms, near spellings, compounds, and units beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

from lib.common.currencies import SCALES, SIGNS, currency_in_header
from lib.common.folding import without_accents
from lib.entities.registry import synonyms

#: Weight of words that many headers have, beside 1 for a telling word.
_LITTLE = 0.25
#: Words are one word spelt in two ways from this ratio on; shorter ones must be equal.
_NEAR, _SHORTEST_NEAR = 0.85, 4
#: A word within a compound, as "beschreibung" in "Kurzbeschreibung", counts by this much.
_WITHIN, _SHORTEST_WITHIN = 0.75, 5
#: What a match by synonym counts beside one by the field's own name.
_BY_SYNONYM = 0.98
#: What a header counts that may be that of anything, such as "Name".
_SAYS_LITTLE = 0.8
#: Characters of a header that are compared.
_LONGEST_NAME = 150
#: Words for amounts that are in the currency they were published in, whichever that is.
_OTHER_CURRENCY = frozenset({"original", "originale", "originalwahrung", "landeswahrung", "local", "locale"})
#: What such a word may stand with, as in "local currency".
_CURRENCY_WORDS = frozenset({"currency", "wahrung", "devise", "monnaie", "moneda", "divisa", "valuta"})
#: Words that are left out when names are compared, beside the currencies: "TEUR" and the like are one word.
_UNITS = _OTHER_CURRENCY | SCALES.keys() | {"teur", "keur", "meur"}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
#: Words, and signs of currencies; "US$" and the like are one sign.
_TOKEN = re.compile(
    "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True) if not sign.isalpha()) + r"|[^\W_]+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Units:
    """What a header states of amounts: their ISO 4217 code ("other" where it names none, "" where it says nothing)."""

    currency: str


#: A name's words with their weights.
_Words = tuple[tuple[str, float], ...]


def _tokens(name: str) -> list[str]:
    """Split a name into words, small and without accents: at signs, blanks and in camelCase."""
    return [token.casefold() for token in _written_tokens(name)]


def _written_tokens(name: str) -> list[str]:
    """Split a name into words as they are written, without accents."""
    return _TOKEN.findall(without_accents(_CAMEL.sub(" ", name[:_LONGEST_NAME])))


def units_of(header: str) -> Units:
    """Read the currency that a header states."""
    tokens = _tokens(header)
    currency = next(filter(None, (currency_in_header(token, header) for token in _written_tokens(header))), "")
    if not currency and {"teur", "keur", "meur"} & set(tokens):
        currency = "EUR"
    if not currency and _OTHER_CURRENCY & set(tokens):
        currency = "other"
    return Units(currency)


@lru_cache(maxsize=4096)
def _words(entity: str, name: str) -> _Words:
    """Return the words of a name that say what it is about, without units and single letters."""
    common = _common_words(entity)
    tokens = [token.casefold() for token in _written_tokens(name) if not currency_in_header(token, name)]
    left_out = _UNITS | (_CURRENCY_WORDS if _OTHER_CURRENCY & set(tokens) else set())
    pieces = [piece for token in tokens if token not in left_out for piece in _pieces(token, common)]
    return tuple(
        (piece, _LITTLE if piece in common else 1.0) for piece in pieces if len(piece) > 1 or piece.isdecimal()
    )


def _pieces(token: str, common: frozenset[str]) -> list[str]:
    """Split a compound, such as "projekt" and "titel", where one of them is a common word."""
    if token in common:
        return [token]
    for word in sorted(common, key=lambda word: (-len(word), word)):
        if len(word) >= _SHORTEST_NEAR and len(token) >= len(word) + 2:
            if token.startswith(word):
                return [word, *_pieces(token[len(word) :], common)]
            if token.endswith(word):
                return [*_pieces(token[: -len(word)], common), word]
    return [token]


@cache
def _common_words(entity: str) -> frozenset[str]:
    """Return words that say little in a header of the entity's files: its own name, "name", "number" and the like.

    For the entity "" the latter only.
    """
    given = (*synonyms().get(("*", ""), ()), *synonyms().get((entity, ""), ()))
    return frozenset(token for name in given for token in _tokens(name))


@cache
def _names(entity: str, field: str) -> tuple[tuple[float, _Words], ...]:
    """Return what a field may be called, each name with what a match by it counts."""
    known = synonyms()
    # Amounts have their synonyms once, with the EUR value.
    known_as = f"{field.removesuffix('_original')}_eur" if field.endswith("_original") else field
    others = (*known.get((entity, known_as), ()), *known.get(("*", known_as), ()))
    return (1.0, _words(entity, field)), *((_BY_SYNONYM, _words(entity, name)) for name in dict.fromkeys(others))


# As many as a sheet of a thousand columns asks for again and again.
@lru_cache(maxsize=131_072)
def name_score(entity: str, field: str, header: str) -> float:
    """Score how well a header names a field: 1 for the field's own name, 0 where they share no word."""
    words = _words(entity, header)
    telling = _SAYS_LITTLE if {word for word, _ in words} <= _common_words("") else 1
    return telling * max(counts * _overlap(words, name) for counts, name in _names(entity, field))


def _overlap(words: _Words, name: _Words) -> float:
    """Return the share of the weight of two names that their common words have; 1 for a name split elsewhere."""
    whole = sum(weight for _, weight in words) + sum(weight for _, weight in name)
    if not words or not name:
        return 0
    if "".join(word for word, _ in words) == "".join(word for word, _ in name):
        return 1
    left = [word for word, _ in words]
    shared = 0.0
    for word, weight in name:
        alike = max(((_likeness(word, other), other) for other in left), default=(0.0, ""))
        if alike[0]:
            shared += alike[0] * weight
            left.remove(alike[1])
    return 2 * shared / whole


@lru_cache(maxsize=65536)
def _likeness(word: str, other: str) -> float:
    """Compare two words: 1 for equal ones, less for near spellings and for a word within a compound, else 0."""
    if word == other:
        return 1
    shorter, longer = sorted((word, other), key=len)
    if len(shorter) < _SHORTEST_NEAR:
        return 0
    if 2 * len(shorter) < _NEAR * (len(shorter) + len(longer)):
        return _within(shorter, longer)
    matcher = SequenceMatcher(None, shorter, longer, autojunk=False)
    if matcher.real_quick_ratio() >= _NEAR and matcher.quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR:
        # Falls steeply: "contact" and "contract" are as near as many a misspelling.
        return matcher.ratio() ** 4
    return _within(shorter, longer)


def _within(shorter: str, longer: str) -> float:
    """Score a word that begins or ends a compound."""
    compound = len(shorter) >= _SHORTEST_WITHIN and len(longer) >= len(shorter) + 3
    return _WITHIN if compound and (longer.startswith(shorter) or longer.endswith(shorter)) else 0
