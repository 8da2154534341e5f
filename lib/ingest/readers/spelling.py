"""Which code page a text was written in, judged by how the languages of Europe spell.

Code pages of one byte a letter can be told apart only by what they make of the text. For each, the words with letters
beyond ASCII are compared with the pairs of letters that 29 languages have (data/letters/pairs.csv), and with where
quotes, dashes and the like usually stand.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

_PAIRS = Path(__file__).parents[3] / "data" / "letters" / "pairs.csv"

#: Code pages by Python's name: how their owner knows them, and how rare they are, as a logarithm.
CODE_PAGES = {
    "cp1252": ("Windows-1252", 0.0),
    "cp1250": ("Windows-1250", -1.0),
    "cp1251": ("Windows-1251", -1.0),
    "cp1253": ("Windows-1253", -1.0),
    "cp1254": ("Windows-1254", -1.5),
    "cp1257": ("Windows-1257", -1.5),
    "iso8859_2": ("ISO 8859-2", -3.0),
    "iso8859_7": ("ISO 8859-7", -3.0),
    "iso8859_9": ("ISO 8859-9", -3.5),
    "mac_roman": ("MacRoman", -4.0),
    "cp850": ("DOS code page 850", -3.0),
}

#: Weight of pairs as they were counted, beside that of pairs made of letters that the language has.
_COUNTED = 0.8
_NEVER = 1e-9
#: A pair less likely than this in every language holds a letter that none of them has.
_UNKNOWN = math.log(4e-9)
#: What each word costs that may be of another language than the word before.
_OTHER_LANGUAGE = 2.0
_SMALL_THEN_CAPITAL, _CAPITAL_THEN_SMALL = -5.0, -1.5

# What signs cost: where they stand by themselves, behind a letter, before one, or between two.
_USUAL, _UNUSUAL, _GLUED, _APOSTROPHE, _WITHIN, _BETWEEN = -6.0, -16.0, -18.0, -6.0, -16.0, -12.0
_LONGEST_ELIDED = 2
_SIGNS = frozenset("“”‘’–—…€°§·«»„‚•™®©²³½¼×÷µ£±ªº¿¡´¨¬")
_BEHIND = {"’": -11, "”": -6, "»": -9, "…": -13, "–": -14, "—": -14, "®": -8, "™": -8, "©": -10, "°": -8, "²": -8}
_BEHIND |= {"³": -10, "“": -7, "‘": -12}
_BEFORE = {"“": -6, "„": -10, "‘": -13, "«": -9, "–": -14, "—": -14, "¿": -6, "¡": -6, "€": -12, "£": -7, "§": -7}
_BEFORE |= {"’": -12, "»": -9}
_OPENING, _CLOSING = frozenset("“„«»"), frozenset("”“»«")
#: A sign that costs this much stands where no sign does.
_ODD = -8.0

#: By how much a reading must be likelier than the next to be taken without asking; where it has more odd words.
_SURE, _SURE_IF_ODD = 7.0, 16.0
#: Share of odd words from which on a reading is in doubt, or none at all.
_DOUBTED, _IMPOSSIBLE = 1 / 3, 2 / 3

_Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Reading:
    """What a code page makes of the words of a text.

    Args:
        codec: Python's name of the code page.
        words: the words.
        score: how likely they are, as a logarithm; to be compared with other readings of the same words only.
        odd: which of them no language spells so.
    """

    codec: str
    words: tuple[str, ...]
    score: float
    odd: tuple[bool, ...]

    @property
    def is_impossible(self) -> bool:
        return sum(self.odd) > _IMPOSSIBLE * len(self.odd)


def readings_of(words: Sequence[bytes], plain: Sequence[str], used: bytes) -> list[Reading]:
    """Return the readings of a text, the likeliest first; of code pages that read the same, the most usual one.

    Args:
        words: its distinct words with bytes beyond ASCII; some of them, where there are many.
        plain: some of its words without, which say what language it is in.
        used: all bytes that it has.
    """
    readings: list[Reading] = []
    of_plain = _by_language(plain)
    for codec in CODE_PAGES:
        if _can_be(codec, used):
            readings.append(_reading(codec, tuple(word.decode(codec) for word in words), of_plain))
    readings.sort(key=lambda reading: reading.score, reverse=True)
    first: dict[tuple[str, ...], Reading] = {}
    for reading in readings:
        first.setdefault(reading.words, reading)
    return list(first.values())


def is_sure(readings: Sequence[Reading]) -> bool:
    """Return whether the first reading can be taken without asking."""
    best = readings[0]
    if sum(best.odd) > _DOUBTED * len(best.odd):
        return False
    return all(
        best.score - other.score >= (_SURE_IF_ODD if sum(best.odd) > sum(other.odd) else _SURE)
        for other in readings[1:]
    )


def is_utf_8(word: bytes) -> bool:
    """Return whether bytes are UTF-8 that is spelt as some language does: by chance, words of code pages hardly are."""
    try:
        return not _judge(word.decode())[1]
    except UnicodeDecodeError:
        return False


def _can_be(codec: str, used: bytes) -> bool:
    """Whether all bytes mean something in a code page; in those of ISO 8859, control signs stand for nothing."""
    try:
        text = used.decode(codec)
    except UnicodeDecodeError:
        return False
    return not any("\x7f" <= sign < "\xa0" for sign in text)


def _reading(codec: str, words: tuple[str, ...], of_plain: _Vector) -> Reading:
    by_language = np.concatenate([of_plain, _by_language(words)])
    of_one = by_language.sum(axis=0).max()
    of_several = by_language.max(axis=1).sum() - _OTHER_LANGUAGE * len(by_language)
    score = float(max(of_one, of_several)) + CODE_PAGES[codec][1]
    stray = _stray_quotes(words)
    return Reading(codec, words, score, tuple(_judge(word)[1] or bool(stray & set(word)) for word in words))


def _stray_quotes(words: Sequence[str]) -> frozenset[str]:
    """Quotes of a text that close and never open, or open and never close."""
    opens = {word[0] for word in words} & _OPENING
    closes = {word[-1] for word in words} & _CLOSING
    return frozenset() if bool(opens) == bool(closes) else frozenset(opens | closes)


def _by_language(words: Sequence[str]) -> _Vector:
    """How likely each word is in each language, as logarithms: a row a word."""
    return np.array([_judge(word)[0] for word in words]).reshape(len(words), len(_languages()))


@cache
def _judge(word: str) -> tuple[_Vector, bool]:
    """How likely a word is in each language, as logarithms, and whether it is odd in all of them."""
    parts = list(_parts(word))
    likely = np.zeros(len(_languages()))
    odd = False
    for place, part in enumerate(parts):
        if part.isalpha():
            pairs = _pairs_likely(part)
            of_case = _cost_of_case(part)
            likely = likely + pairs.sum(axis=0) + of_case
            odd = odd or of_case <= _SMALL_THEN_CAPITAL or bool((pairs.max(axis=1) < _UNKNOWN).any())
        elif not part.isascii():
            cost = _cost_of_sign(parts, place)
            likely = likely + cost
            odd = odd or cost <= _ODD
    return likely, odd


def _parts(word: str) -> Iterator[str]:
    """Runs of letters, and single other signs."""
    for letters, run in groupby(word, lambda sign: sign.isalpha() and sign not in "ªº"):
        if letters:
            yield "".join(run)
        else:
            yield from run


def _cost_of_case(letters: str) -> float:
    """Capitals stand at the begin of a word, or everywhere."""
    changes = [(first.isupper(), second.isupper()) for first, second in pairwise(letters)]
    small = [(first.islower(), second.islower()) for first, second in pairwise(letters)]
    rises = sum(one[0] and two[1] for one, two in zip(small, changes, strict=True))
    falls = sum(one[0] and two[1] for one, two in zip(changes[1:], small[1:], strict=True))
    return rises * _SMALL_THEN_CAPITAL + falls * _CAPITAL_THEN_SMALL


def _cost_of_sign(parts: Sequence[str], place: int) -> float:
    sign = parts[place]
    behind = place > 0 and parts[place - 1].isalpha()
    before = place + 1 < len(parts) and parts[place + 1].isalpha()
    if sign == "\xa0":
        return _BETWEEN if behind and before else 0.0
    if behind and before:
        elided = sign == "’" and min(len(parts[place - 1]), len(parts[place + 1])) <= _LONGEST_ELIDED
        return _APOSTROPHE if elided else _WITHIN
    cost = _USUAL if sign in _SIGNS else _UNUSUAL
    if behind:
        cost = min(cost, _BEHIND.get(sign, _GLUED))
    if before:
        cost = min(cost, _BEFORE.get(sign, _GLUED))
    return cost


def _pairs_likely(letters: str) -> npt.NDArray[np.float64]:
    """For each pair of a word's letters, its begin and end, how likely it is in each language."""
    # Python makes two signs of the Turkish capital.
    small = "".join(letter if letter == "İ" else letter.lower() for letter in letters)
    marked = f"^{small}$"
    return np.array([_pair_likely(marked[place : place + 2]) for place in range(len(marked) - 1)])


@cache
def _pair_likely(pair: str) -> _Vector:
    return np.array([language.likely(pair) for language in _languages()])


@dataclass(frozen=True)
class _Language:
    """How often letters follow each other, and how often each stands in a word, as shares."""

    pairs: dict[str, float]
    letters: dict[str, float]

    def likely(self, pair: str) -> float:
        by_letters = (self.letters.get(pair[0], 0) + _NEVER) * (self.letters.get(pair[1], 0) + _NEVER)
        return math.log(_COUNTED * self.pairs.get(pair, 0) + (1 - _COUNTED) * by_letters + _NEVER)


@cache
def _languages() -> tuple[_Language, ...]:
    with _PAIRS.open(encoding="utf-8", newline="") as file:
        return tuple(_language(row["pairs"].split(" ")) for row in csv.DictReader(file))


def _language(counted: Iterable[str]) -> _Language:
    pairs = {pair[:2]: int(pair[2:]) for pair in counted}
    total = sum(pairs.values())
    letters: dict[str, float] = {"^": sum(n for pair, n in pairs.items() if pair[0] == "^") / total}
    for pair, number in pairs.items():
        letters[pair[1]] = letters.get(pair[1], 0) + number / total
    return _Language({pair: number / total for pair, number in pairs.items()}, letters)
