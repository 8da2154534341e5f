"""Labels that a person would write: what distinguishes a topic and is in most of its texts, and a second part.

Parts of labels are pairs of neighbouring words, and single words. Established terms count most: the projects' keywords
and the term lists in data/taxonomies. A single word in no list may be any kind of word ("agree", "remaining"): it is
the last choice. No part is a way of funding ("support action") or ends in an adjective or a participle; the second part
says something else than the first, and stands in enough of the topic's texts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lib.topics.model import Features
from lib.topics.terms import weigh_terms
from lib.topics.text import Corpus, Floats, Ints, load_prose, number_pairs, read, to_term
from lib.topics.vectors import embed

#: The fewest texts of a topic that a part must occur in.
_LEAST_TEXTS = 3
#: A word belongs to a phrase if it stands beside it in this share of its occurrences.
_BELONGS = 0.6
#: A spelling of a phrase counts if it is at least this frequent relative to the most frequent one.
_COMMON = 0.2
#: How much a part counts, by whether a list contains it, and whether it is a phrase.
_COUNTS = {(True, True): 2.0, (True, False): 0.8, (False, True): 1.0, (False, False): 0.25}
#: The number of parts from which a topic's labels are made, and of those that are looked at for it.
_PARTS, _CONSIDERED = 10, 30
#: A second part with less than this share of the first one's score is left out.
_WORTH_ADDING = 0.15
#: How much a second part counts in texts that already contain the first.
_OF_KNOWN = 0.3
#: A second part must stand in this share of the topic's texts, and be less alike in meaning to the first than this.
_LEAST_SHARE, _SYNONYM = 0.15, 0.6
#: The most words of a phrase.
_MOST_WORDS = 4
#: Ends of words that are seldom nouns, unless the texts have their plural; and methods, which are.
_NO_NOUN = re.compile(r"(?:al|ary|ory|ic|ous|ive|able|ible|less|ful|ed|ing|ly)$")
_METHODS = re.compile(r"(?:sequenc|imag|edit|monitor|screen|profil|typ|model|learn|test|dos|sens|cod|ag)ing$")
_METHODS_ALONE = re.compile(r"^(?:screening|imaging|ageing|aging|sequencing|phenotyping)$")
#: The number of distinctive words of a topic, including its ten terms.
_DISTINCTIVE = 80


def list_topic_terms(features: Features, columns: Sequence[Ints]) -> list[list[str]]:
    """List the terms of each topic, given by their columns (see `pick_terms`), as most texts write them."""
    written = features.corpus.spellings
    return [[written[features.columns[column]] for column in of_topic] for of_topic in columns]


def list_distinctive_words(features: Features, main: Ints, k: int) -> list[list[str]]:
    """List the words that distinguish each topic, as most texts write them, the most distinctive first."""
    written = features.corpus.spellings
    found = []
    for row in weigh_terms(features.counts, main, k):
        best = np.lexsort((np.arange(len(row)), -row))[:_DISTINCTIVE]
        found.append([written[features.columns[column]] for column in best if row[column] > 0])
    return found


@dataclass(frozen=True)
class _Part:
    """A part of a label: as written, its score for the topic, the topic's texts that contain it, and whether a list has
    it."""

    words: str
    score: float
    texts: frozenset[int]
    known: bool


def list_label_candidates(features: Features, main: Ints, k: int, known: Iterable[str] = ()) -> list[list[str]]:
    """List labels for each topic, the best first.

    Args:
        features: the texts.
        main: (texts,) the topic of each; -1 for none.
        k: number of topics.
        known: established words and phrases.
    """
    names = _read_terms(known)
    phrases = _find_phrases(features, main, k, names)
    words = _find_words(features, main, k, names)
    size = np.bincount(main[main >= 0], minlength=k)
    written = {word.lower() for word in features.corpus.words}
    subjects = [[part for part in phrases[topic] + words[topic] if _is_subject(part, written)] for topic in range(k)]
    return [_combine(sorted(parts, key=_rank), int(size[topic])) for topic, parts in enumerate(subjects)]


def _is_subject(part: _Part, written: Set[str]) -> bool:
    """Return whether a part may name a topic: it ends in what may be a noun, and is no way of funding.

    Args:
        part: of a label.
        written: all words of the texts, in small letters.
    """
    prose = load_prose()
    if {to_term(word) for word in part.words.split()} <= prose.instrument | prose.field | prose.grant:
        return False
    *before, last = part.words.lower().split()
    if before and (part.known or _METHODS.search(last)):
        return True
    return (
        not _NO_NOUN.search(last)
        or bool(_METHODS_ALONE.search(last))
        or bool({f"{last}s", f"{last[:-1]}ies"} & written)
    )


def _read_terms(phrases: Iterable[str]) -> set[tuple[str, ...]]:
    """Return the terms of each phrase in the order of its words."""
    corpus = read(phrases)
    terms = np.where(corpus.sequence >= 0, corpus.term_of[corpus.sequence], -1).tolist()
    return {
        tuple(corpus.terms[place] for place in terms[start:end] if place >= 0)
        for start, end in pairwise(corpus.starts.tolist())
    }


def _rank(part: _Part) -> tuple[float, str]:
    return -part.score, part.words


def _score(inside: Floats, size: Floats) -> Floats:
    """Score parts for topics: (topics, parts), by how many of its texts contain a part, and how few others.

    Args:
        inside: (topics, parts) number of texts of each topic that contain each part.
        size: (topics,) number of texts of each topic.
    """
    everywhere = np.maximum(inside.sum(0), 1)
    score = inside / np.maximum(size, 1)[:, None] * np.log(1 + size.sum() / everywhere) * np.sqrt(inside / everywhere)
    score[inside < _LEAST_TEXTS] = 0
    return np.asarray(score.round(9), dtype=np.float64)


def _find_words(features: Features, main: Ints, k: int, names: Collection[tuple[str, ...]]) -> list[list[_Part]]:
    """Find the most distinctive single words of each topic."""
    there = features.counts.astype(bool).astype(np.float64).tocsc()
    inside = np.array([np.asarray(there[main == topic].sum(0)).ravel() for topic in range(k)])
    terms = [features.corpus.terms[column] for column in features.columns]
    counts = np.array([_COUNTS[(name,) in names, False] for name in terms])
    score = _score(inside, np.bincount(main[main >= 0], minlength=k).astype(np.float64)) * counts
    written = features.corpus.spellings
    return [
        [
            _Part(
                written[features.columns[n]],
                float(row[n]),
                _texts_of_topic(there[:, n].nonzero()[0], main, topic),
                (terms[n],) in names,
            )
            for n in _pick_best(row)
        ]
        for topic, row in enumerate(score)
    ]


def _pick_best(row: Floats) -> list[int]:
    return [int(n) for n in np.lexsort((np.arange(len(row)), -row))[:_CONSIDERED] if row[n] > 0]


def _texts_of_topic(texts: Ints, main: Ints, topic: int) -> frozenset[int]:
    return frozenset(texts[main[texts] == topic].tolist())


def _find_phrases(features: Features, main: Ints, k: int, names: Collection[tuple[str, ...]]) -> list[list[_Part]]:
    """Find pairs of neighbouring words that are much more frequent in a topic than elsewhere, the best first."""
    corpus = features.corpus
    said = load_prose()
    useful = np.zeros(len(corpus.terms) + 1, dtype=bool)
    useful[features.columns] = True
    # "Liver disease" is informative, "disease patients" is not.
    field = np.array([name in said.field for name in corpus.terms] + [False])
    useful |= field
    terms = np.where(corpus.sequence >= 0, corpus.term_of[corpus.sequence], -1)
    first, second = terms[:-1], terms[1:]
    beside = (
        useful[first]
        & useful[second]
        & (first >= 0)
        & (second >= 0)
        & (first != second)
        & ~(field[first] & field[second])
    )
    at = np.flatnonzero(beside)
    if not len(at):
        return [[] for _ in range(k)]
    text = np.repeat(np.arange(corpus.size), np.diff(corpus.starts))[at]
    kept = main[text] >= 0
    at, text = at[kept], text[kept]
    codes, which = np.unique(first[at] * len(corpus.terms) + second[at], return_inverse=True)
    # A phrase counts once a text.
    once = np.unique(which * corpus.size + text)
    phrase, topic = once // corpus.size, main[once % corpus.size]
    inside = np.zeros((k, len(codes)))
    np.add.at(inside, (topic, phrase), 1)
    known = np.isin(codes, number_pairs(corpus, {pair for name in names for pair in pairwise(name)}))
    counts = np.where(known, _COUNTS[True, True], _COUNTS[False, True])
    score = _score(inside, np.bincount(main[main >= 0], minlength=k).astype(np.float64)) * counts

    def part(n: int, topic: int) -> _Part:
        here = np.flatnonzero(which == n)
        written = _spell(corpus, terms, useful, at[here])
        return _Part(written, float(score[topic, n]), _texts_of_topic(text[here], main, topic), bool(known[n]))

    return [[part(n, topic) for n in _pick_best(row)] for topic, row in enumerate(score)]


def _spell(corpus: Corpus, terms: Ints, useful: NDArray[np.bool_], at: Ints) -> str:
    """Spell a phrase as most texts do: two words, and those that nearly always stand beside them."""
    start, words = 0, 2
    while words < _MOST_WORDS:
        for step in (start + words, start - 1):
            beside = terms[np.clip(at + step, 0, len(terms) - 1)]
            names, often = np.unique(beside[beside >= 0], return_counts=True)
            if len(names) and often.max() >= _BELONGS * len(at) and useful[names[often.argmax()]]:
                at = at[beside == names[often.argmax()]]
                start, words = min(step, start), words + 1
                break
        else:
            break
    phrases = Counter(
        " ".join(corpus.words[corpus.sequence[place + start + n]] for n in range(words)) for place in at.tolist()
    )
    alike: Counter[str] = Counter()
    for phrase, count in phrases.items():
        alike[phrase.lower()] += count
    best = min(alike, key=lambda phrase: (-alike[phrase], phrase))
    # Headings have capitals where texts do not.
    ways = {phrase: count for phrase, count in phrases.items() if phrase.lower() == best}
    common = [phrase for phrase, count in ways.items() if count >= _COMMON * max(ways.values())]
    return min(common, key=lambda phrase: (sum(map(str.isupper, phrase)), -phrases[phrase], phrase))


def _combine(parts: list[_Part], size: int) -> list[str]:
    """Combine parts to labels, the best first: each with the one that adds most to it, or alone if none does.

    Args:
        parts: those of a topic, the best first.
        size: number of the topic's texts.
    """
    parts = parts[:_PARTS]
    vectors = embed([part.words for part in parts])
    alike = vectors @ vectors.T
    labels: list[str] = []
    for place, one in enumerate(parts):
        added = [
            (_score_addition(one, other), other.words)
            for n, other in enumerate(parts)
            if n != place
            and len(other.texts) >= _LEAST_SHARE * size
            and alike[place, n] < _SYNONYM
            and not _stems(one.words) & _stems(other.words)
        ]
        best = sorted((-worth, words) for worth, words in added if worth >= _WORTH_ADDING * one.score)
        labels += [capitalise(f"{one.words} and {words}") for _, words in best[:3]] or [capitalise(one.words)]
    return [*labels, *(capitalise(part.words) for part in parts)]


def _score_addition(one: _Part, other: _Part) -> float:
    """Score another part, mainly for the texts that do not contain the first."""
    new = len(other.texts - one.texts) / len(other.texts)
    return round(other.score * (_OF_KNOWN + (1 - _OF_KNOWN) * new), 9)


def _stems(phrase: str) -> set[str]:
    return {part[:5] for word in phrase.split() for part in to_term(word).split("-")}


def capitalise(label: str) -> str:
    """Capitalise the first letter, unless the first word has capitals of its own (mRNA, pH)."""
    first = label.split(" ", 1)[0]
    return label if any(sign.isupper() for sign in first) else label[:1].upper() + label[1:]


def choose_labels(
    candidates: Sequence[Sequence[str]], excluded: Collection[str] = (), taken: Collection[str] = ()
) -> list[str]:
    """Choose a label for each topic: the first without an excluded term that no topic before it has."""
    out = {to_term(word) for word in excluded}
    used = {label.casefold() for label in taken}
    labels = []
    for place, options in enumerate(candidates):
        fine = [option for option in options if not out & {to_term(word) for word in option.split()}]
        label = next((option for option in fine if option.casefold() not in used), None)
        if label is None:
            base = (fine or ["Other subjects"])[0]
            label = next(f"{base} ({n})" for n in range(2, place + 3) if f"{base} ({n})".casefold() not in used)
        used.add(label.casefold())
        labels.append(label)
    return labels
