"""Search by meaning: a sentence or a whole abstract in, the projects most like it out.

German, French, Spanish and Italian words of the field (data/taxonomies/pm_terms.csv) find their English projects.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from lib.topics.similar import Index, embed_query, find_shared_terms, measure_likeness, name_terms, weigh_query
from lib.topics.text import load_prose, to_term
from lib.topics.vectors import load_table

_TERMS = Path(__file__).parents[2] / "data" / "taxonomies" / "pm_terms.csv"
#: Of a longer text only the beginning is read: some ten pages, far more than an abstract.
LONGEST = 30_000
#: Nothing to search for, or nothing found, in words for the reader.
EMPTY = "Type a sentence, or paste an abstract."
NOTHING = "No project shares a word or meaning with it."
CUT = f"Only the first {LONGEST:,} characters were read.".replace(",", " ")

LANGUAGES = {"de": "German", "fr": "French", "es": "Spanish", "it": "Italian"}
#: Small words that tell the language of a text, each of one of these languages only.
_SMALL = {
    "de": frozenset(["und", "der", "das", "für", "von", "bei", "mit", "zur", "zum", "durch", "eine", "einer", "auf"]),
    "fr": frozenset(["les", "des", "du", "et", "pour", "chez", "une", "dans", "aux", "avec", "sur"]),
    "es": frozenset(["el", "los", "las", "y", "para", "por", "una", "con", "del"]),
    "it": frozenset(["il", "gli", "di", "e", "per", "della", "dei", "delle", "nei", "nel", "con", "lo"]),
}
#: Those of English. Where they are the more frequent, "et al." and "e.g." say nothing of the language.
_ENGLISH = frozenset(["the", "of", "and", "to", "with", "is", "are", "that", "for", "by"])
_ALL_SMALL = frozenset(word for words in _SMALL.values() for word in words)
#: Letters and digits, with hyphens inside, as in lib.topics.text.
_WORD = re.compile(r"[^\W_]+(?:[-‐‑–'’][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
#: Endings by which words of the four languages change; short words keep theirs.
_ENDING = re.compile(r"(?<=.{5})(en|es|er|em|as|os|e|s|n|a|o|i)$")


@dataclass(frozen=True)
class Translated:
    """Words of a query that were searched by their English ones."""

    words: str
    english: str
    language: str


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        projects: project_id, likeness (0 to 1, in all), words and meaning (its two parts), terms (shared words, those
            that weigh most first, as one text), keys (the same for `marked`; a tuple); the most alike first.
        translated: words that were translated.
        unknown: words that neither a project nor the table of meanings knows.
        notes: what to tell the reader: nothing was asked or found, or a long text was cut.
    """

    projects: pd.DataFrame
    translated: tuple[Translated, ...]
    unknown: tuple[str, ...]
    notes: tuple[str, ...]


def search(index: Index, query: str, most: int, among: Collection[str] | None = None) -> Found:
    """The projects most like a text in any of five languages. Takes well under a second with 50,000 projects.

    Args:
        index: of the projects (lib.topics.similar.build).
        query: a word, a sentence or a whole abstract.
        most: projects to give back.
        among: identifiers of the projects that may be; all of them without it.
    """
    cut = (CUT,) if len(query) > LONGEST else ()
    text = query[:LONGEST]
    pieces = list(_WORD.finditer(text))
    if not pieces:
        return Found(_frame([]), (), (), (EMPTY,))
    spans = _translations(index, text)
    translated = tuple(dict.fromkeys(span.what for span in spans))
    english = "\n".join(what.english for what in translated)
    rest = [piece.group() for piece in pieces if not any(span.start <= piece.start() < span.end for span in spans)]
    meant = [word for word in rest if _known(index, word)]
    unknown = tuple(
        dict.fromkeys(word for word in rest if not _known(index, word) and to_term(word) not in load_prose().grant)
    )
    # Words stay beside their translation: a title may be in that language.
    row = weigh_query(index, f"{_without_small(text)}\n{english}")
    found = measure_likeness(index, row, embed_query(index, " ".join([*meant, english])))
    names = {place: name for name, place in index.places.items()}
    rows = []
    allowed = None if among is None else np.array([name in among for name in index.project_ids], dtype=bool)
    for project in found.ranked(most, allowed):
        columns = find_shared_terms(index, row, project)
        rows.append(
            {
                "project_id": index.project_ids[project],
                "likeness": found.all[project],
                "words": found.words[project],
                "meaning": found.meaning[project],
                "terms": ", ".join(name_terms(index, columns)),
                "keys": tuple(names[column] for column in columns),
            }
        )
    return Found(_frame(rows), translated, unknown, (*cut, *(() if rows else (NOTHING,))))


def _frame(rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    kinds = {
        "project_id": "object",
        "likeness": "float64",
        "words": "float64",
        "meaning": "float64",
        "terms": "object",
        "keys": "object",
    }
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _known(index: Index, word: str) -> bool:
    """Whether a word is one of the projects' or of the table of meanings, whole or in its parts between hyphens."""
    places = load_table().places
    return to_term(word) in index.places or all(part.lower() in places for part in _PART.findall(word))


def mark_words(text: str, keys: Sequence[str]) -> list[tuple[str, bool]]:
    """A text in pieces, with True for those that are one of the shared words; together they are the whole text."""
    wanted = frozenset(word for key in keys for word in key.split(" "))
    pieces: list[tuple[str, bool]] = []
    end = 0
    for found in _WORD.finditer(text):
        if to_term(found.group()) in wanted:
            pieces += [(text[end : found.start()], False), (found.group(), True)]
            end = found.end()
    pieces.append((text[end:], False))
    return [piece for piece in pieces if piece[0]]


def cut_excerpt(text: str, keys: Sequence[str], length: int) -> list[tuple[str, bool]]:
    """The stretch of a text that begins shortly before its first shared word, in pieces as in `marked`."""
    at = 0
    for piece, shared_word in mark_words(text, keys):
        if shared_word:
            break
        at += len(piece)
    else:
        at = 0
    start = text.rfind(" ", 0, max(0, at - length // 5)) + 1 if at > length // 2 else 0
    end = len(text) if len(text) - start <= length else text.rfind(" ", start, start + length)
    end = end if end > start else start + length
    pieces = mark_words(text[start:end], keys)
    return [*([("… ", False)] if start else []), *pieces, *([(" …", False)] if end < len(text) else [])]


# Words of other languages ---------------------------------------------------------------------------------------


def _without_small(text: str) -> str:
    """A text without the small words of other languages, which would be found in any title in that language."""
    return _PART.sub(lambda part: "" if part.group().casefold() in _ALL_SMALL else part.group(), text)


@dataclass(frozen=True)
class _Entry:
    language: str
    written: str
    english: str


@dataclass(frozen=True)
class _Span:
    """A stretch of the query that was translated."""

    start: int
    end: int
    what: Translated


def _plain(word: str) -> str:
    """Lower case without accents; ß is ss."""
    split = unicodedata.normalize("NFKD", word.casefold().replace("œ", "oe"))
    return "".join(sign for sign in split if not unicodedata.combining(sign))


def _stem(word: str) -> str:
    return _ENDING.sub("", _plain(word))


def _forms(words: str) -> Iterator[tuple[str, ...]]:
    """A term as its stems, and as it is written where there are no umlauts."""
    yield tuple(_stem(part) for part in _PART.findall(words))
    spelt_out = words.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("Ü", "Ue").replace("Ä", "Ae")
    if spelt_out != words:
        yield tuple(_stem(part) for part in _PART.findall(spelt_out))


@lru_cache(maxsize=1)
def _dictionary() -> dict[tuple[str, ...], tuple[_Entry, ...]]:
    """Entries by their stems; several languages may share one."""
    found: dict[tuple[str, ...], dict[_Entry, None]] = {}
    with _TERMS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for form in _forms(row["term"]):
                found.setdefault(form, {})[_Entry(row["language"], row["term"], row["english"])] = None
    return {form: tuple(entries) for form, entries in found.items()}


@lru_cache(maxsize=1)
def _longest_form() -> int:
    return max(len(form) for form in _dictionary())


def _translations(index: Index, text: str) -> list[_Span]:
    """Stretches of the text that are words of another language, the longest from the left.

    What projects write themselves is translated only where other words show that the text is of that language:
    "formation" is English until "des" stands beside it.
    """
    parts = list(_PART.finditer(text))
    stems = [_stem(part.group()) for part in parts]
    small = Counter(_plain(part.group()) for part in parts)
    english = sum(small[word] for word in _ENGLISH)
    told = {language: sum(small[word] for word in set(map(_plain, words))) for language, words in _SMALL.items()}
    languages = {language for language, times in told.items() if times and times >= english}
    candidates: list[tuple[int, int, tuple[_Entry, ...]]] = []
    place = 0
    while place < len(parts):
        for length in range(min(_longest_form(), len(parts) - place), 0, -1):
            entries = _dictionary().get(tuple(stems[place : place + length]))
            if entries:
                candidates.append((place, length, entries))
                place += length
                break
        else:
            place += 1

    def foreign(start: int, length: int) -> bool:
        words = [parts[number].group() for number in range(start, start + length)]
        return not all(to_term(word) in index.places for word in words)

    for start, length, entries in candidates:
        if foreign(start, length):
            languages |= {entry.language for entry in entries}
    spans = []
    for start, length, entries in candidates:
        of_language = [entry for entry in entries if entry.language in languages]
        first, last = parts[start], parts[start + length - 1]
        words = text[first.start() : last.end()]
        # Of languages that share a form, the one that writes it just so.
        for entry in sorted(of_language, key=lambda entry: entry.written.casefold() != words.casefold())[:1]:
            if [to_term(word) for word in words.split()] != [to_term(word) for word in entry.english.split()]:
                what = Translated(words, entry.english, LANGUAGES[entry.language])
                spans.append(_Span(first.start(), last.end(), what))
    return spans
