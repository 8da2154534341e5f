"""Search by meaning: find the projects most like a sentence or a whole abstract.

German, French, Spanish and Italian terms of the field (data/taxonomies/pm_terms.csv) are translated into English.
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
#: Only the beginning of a longer text is read: about ten pages, far more than an abstract.
LONGEST = 30_000
#: Messages for an empty query, for no result, and for a query that was cut.
EMPTY = "Type a sentence, or paste an abstract."
NOTHING = "No project shares a word or meaning with it."
CUT = f"Only the first {LONGEST:,} characters were read.".replace(",", " ")

LANGUAGES = {"de": "German", "fr": "French", "es": "Spanish", "it": "Italian"}
#: Small words by which the language of a text is recognised, each in one of these languages only.
_SMALL = {
    "de": frozenset(["und", "der", "das", "für", "von", "bei", "mit", "zur", "zum", "durch", "eine", "einer", "auf"])
    | frozenset(["ohne", "wem", "wie"]),
    "fr": frozenset(["les", "des", "du", "et", "pour", "chez", "une", "dans", "aux", "avec", "sur", "sans", "après"]),
    "es": frozenset(["el", "los", "las", "y", "para", "por", "una", "con", "del", "sin"]),
    "it": frozenset(["il", "gli", "di", "e", "per", "della", "dei", "delle", "nei", "nel", "con", "lo", "senza"]),
}
#: Those of English. If they are more frequent, a "et" or "e" (as in "et al.", "e.g.") proves no other language.
_ENGLISH = frozenset(["the", "of", "and", "to", "with", "is", "are", "that", "for", "by"])
_ALL_SMALL = frozenset(word for words in _SMALL.values() for word in words)
#: Letters and digits, with hyphens inside, as in lib.topics.text.
_WORD = re.compile(r"[^\W_]+(?:[-‐‑–'’][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
#: Inflectional endings of the four languages; short words keep theirs.
_ENDING = re.compile(r"(?<=.{5})(en|es|er|em|as|os|e|s|n|a|o|i)$")


@dataclass(frozen=True)
class Translated:
    """Words of a query that were searched by their English translation."""

    words: str
    english: str
    language: str


@dataclass(frozen=True)
class Found:
    """The result of a search.

    Attributes:
        projects: project_id, likeness (0 to 1), words and meaning (its two components), terms (shared words by falling
            weight, as one text), keys (the same for `mark_words`, as a tuple); the most alike first.
        translated: words that were translated.
        unknown: words that are in no project and not in the table of meanings.
        notes: messages for the user: the query was empty or cut, or nothing was found.
    """

    projects: pd.DataFrame
    translated: tuple[Translated, ...]
    unknown: tuple[str, ...]
    notes: tuple[str, ...]


def search(index: Index, query: str, most: int, among: Collection[str] | None = None) -> Found:
    """Find the projects most like a text in any of five languages. Takes well under a second with 50,000 projects.

    Args:
        index: of the projects (lib.topics.similar.build_index).
        query: a word, a sentence or a whole abstract.
        most: the most projects to return.
        among: identifiers of the projects to consider; all of them if None.
    """
    cut = (CUT,) if len(query) > LONGEST else ()
    text = query[:LONGEST]
    pieces = list(_WORD.finditer(text))
    if not pieces:
        return Found(_frame([]), (), (), (EMPTY,))
    spans = _translate(index, text)
    translated = tuple(dict.fromkeys(span.what for span in spans))
    english = "\n".join(what.english for what in translated)
    rest = [piece.group() for piece in pieces if not any(span.start <= piece.start() < span.end for span in spans)]
    meant = [word for word in rest if _known(index, word)]
    unknown = tuple(
        dict.fromkeys(
            word
            for word in rest
            if not _known(index, word) and to_term(word) not in load_prose().grant and word.casefold() not in _ALL_SMALL
        )
    )
    # Words are kept beside their translation: a title may be in that language.
    row = weigh_query(index, f"{_remove_small_words(text)}\n{english}")
    found = measure_likeness(index, row, embed_query(index, " ".join([*meant, english])))
    names = {place: name for name, place in index.places.items()}
    rows = []
    allowed = None if among is None else np.array([name in among for name in index.project_ids], dtype=bool)
    for project in found.rank(most, allowed):
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
    """Whether a word, or all of its parts between hyphens, is in the index or in the table of meanings."""
    places = load_table().places
    return to_term(word) in index.places or all(part.lower() in places for part in _PART.findall(word))


def mark_words(text: str, keys: Sequence[str]) -> list[tuple[str, bool]]:
    """Divide a text into pieces, with True for the shared words; joined they are the whole text."""
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
    """Cut the passage that begins shortly before the first shared word, in pieces as in `mark_words`."""
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


def _remove_small_words(text: str) -> str:
    """Remove the small words of other languages, which occur in any title in that language."""
    return _PART.sub(lambda part: "" if part.group().casefold() in _ALL_SMALL else part.group(), text)


@dataclass(frozen=True)
class _Entry:
    language: str
    written: str
    english: str


@dataclass(frozen=True)
class _Span:
    """A passage of the query that was translated."""

    start: int
    end: int
    what: Translated


def _plain(word: str) -> str:
    """Return a word in lower case without accents; ß becomes ss."""
    split = unicodedata.normalize("NFKD", word.casefold().replace("œ", "oe"))
    return "".join(sign for sign in split if not unicodedata.combining(sign))


def _stem(word: str) -> str:
    return _ENDING.sub("", _plain(word))


def _forms(words: str) -> Iterator[tuple[str, ...]]:
    """Yield the stems of a term, also of its spelling without umlauts."""
    yield tuple(_stem(part) for part in _PART.findall(words))
    spelt_out = words.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("Ü", "Ue").replace("Ä", "Ae")
    if spelt_out != words:
        yield tuple(_stem(part) for part in _PART.findall(spelt_out))


@lru_cache(maxsize=1)
def _load_dictionary() -> dict[tuple[str, ...], tuple[_Entry, ...]]:
    """Load the dictionary by stems; several languages may share one."""
    found: dict[tuple[str, ...], dict[_Entry, None]] = {}
    with _TERMS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for form in _forms(row["term"]):
                found.setdefault(form, {})[_Entry(row["language"], row["term"], row["english"])] = None
    return {form: tuple(entries) for form, entries in found.items()}


@lru_cache(maxsize=1)
def _longest_form() -> int:
    return max(len(form) for form in _load_dictionary())


def _translate(index: Index, text: str) -> list[_Span]:
    """Find the passages of the text that are terms of another language, the longest from the left.

    Terms that projects use themselves are translated only if other words show that the text is in that language:
    "formation" is English unless "des" occurs as well.
    """
    parts = list(_PART.finditer(text))
    stems = [_stem(part.group()) for part in parts]
    small = Counter(_plain(part.group()) for part in parts)
    english = sum(small[word] for word in _ENGLISH)
    frequency = {language: sum(small[word] for word in set(map(_plain, words))) for language, words in _SMALL.items()}
    languages = {language for language, times in frequency.items() if times and times >= english}
    candidates: list[tuple[int, int, tuple[_Entry, ...]]] = []
    place = 0
    while place < len(parts):
        for length in range(min(_longest_form(), len(parts) - place), 0, -1):
            entries = _load_dictionary().get(tuple(stems[place : place + length]))
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
        # If languages share a form, the one that spells it in the same way is chosen.
        for entry in sorted(of_language, key=lambda entry: entry.written.casefold() != words.casefold())[:1]:
            if [to_term(word) for word in words.split()] != [to_term(word) for word in entry.english.split()]:
                what = Translated(words, entry.english, LANGUAGES[entry.language])
                spans.append(_Span(first.start(), last.end(), what))
    return spans
