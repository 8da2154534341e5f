"""Labels that a person would write: the most telling phrase of a topic, and a second one that adds to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from lib.topics.model import Features
from lib.topics.terms import distinctive
from lib.topics.text import Corpus, Ints, prose, spellings, term

#: A phrase stands in at least so many texts of its topic.
_PHRASE_TEXTS = 3
#: A word belongs to a phrase when it stands beside it so often.
_BELONGS = 0.6


def topic_terms(features: Features, main: Ints, k: int) -> list[list[str]]:
    """The ten terms of each topic, as most texts write them."""
    written = spellings(features.corpus)
    return [
        [written[features.columns[column]] for column in columns] for columns in distinctive(features.counts, main, k)
    ]


def label_candidates(features: Features, main: Ints, k: int) -> list[list[str]]:
    """Labels for each topic, the best first: its most telling phrase and a second one that adds to it."""
    phrases = _phrases(features, main, k)
    words = topic_terms(features, main, k)
    return [_candidates(phrases[topic], words[topic]) for topic in range(k)]


def _phrases(features: Features, main: Ints, k: int) -> list[list[str]]:
    """Two words that stand side by side in a topic much oftener than elsewhere, the most telling first."""
    corpus = features.corpus
    said = prose()
    useful = np.zeros(len(corpus.terms) + 1, dtype=bool)
    useful[features.columns] = True
    # "Liver disease" says something, "disease patients" does not.
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
    names, which = np.unique(first[at] * len(corpus.terms) + second[at], return_inverse=True)
    # A phrase counts once a text.
    once = np.unique(which * corpus.size + text)
    phrase, topic = once // corpus.size, main[once % corpus.size]
    inside = np.zeros((k, len(names)))
    np.add.at(inside, (topic, phrase), 1)
    size = np.bincount(main[main >= 0], minlength=k)
    everywhere = inside.sum(0)
    score = inside / np.maximum(size, 1)[:, None] * np.log(1 + size.sum() / np.maximum(everywhere, 1))[None, :]
    score *= inside / np.maximum(everywhere, 1)
    score[inside < _PHRASE_TEXTS] = 0
    found = []
    for row in score.round(9):
        best = [int(n) for n in np.lexsort((np.arange(len(row)), -row))[:8] if row[n] > 0]
        found.append([_as_written(corpus, terms, useful, at[which == n]) for n in best])
    return found


def _as_written(corpus: Corpus, terms: Ints, useful: NDArray[np.bool_], at: Ints) -> str:
    """A phrase of two words, or of three where a third one nearly always stands beside it, as most texts write it."""
    start, words = 0, 2
    for step in (2, -1):
        beside = terms[np.clip(at + step, 0, len(terms) - 1)]
        names, often = np.unique(beside[beside >= 0], return_counts=True)
        if len(names) and often.max() >= _BELONGS * len(at) and useful[names[often.argmax()]]:
            at = at[beside == names[often.argmax()]]
            start, words = min(step, 0), 3
            break
    phrases = Counter(
        " ".join(corpus.words[corpus.sequence[place + start + n]] for n in range(words)) for place in at.tolist()
    )
    alike: Counter[str] = Counter()
    for phrase, count in phrases.items():
        alike[phrase.lower()] += count
    return min(phrases, key=lambda phrase: (-alike[phrase.lower()], -phrases[phrase], phrase.swapcase()))


def _candidates(phrases: list[str], words: list[str]) -> list[str]:
    """Pairs of phrases and words that share no word."""
    parts = [*phrases[:4], *words[:6]]
    labels = [
        f"{one} and {other}"
        for place, one in enumerate(parts)
        for other in parts[place + 1 :]
        if not _stems(one) & _stems(other)
    ]
    # The best phrase with the best that adds to it, then the others; single words where there is no more.
    return [capital(label) for label in (labels or parts)] + [capital(part) for part in parts if labels]


def _stems(phrase: str) -> set[str]:
    return {part[:5] for word in phrase.split() for part in term(word).split("-")}


def capital(label: str) -> str:
    """With a capital first letter, unless the first word has its own (mRNA, pH)."""
    first = label.split(" ", 1)[0]
    return label if any(sign.isupper() for sign in first) else label[:1].upper() + label[1:]


def distinct(
    candidates: Sequence[Sequence[str]], excluded: Collection[str] = (), taken: Collection[str] = ()
) -> list[str]:
    """One label a topic: its first that holds no excluded term and that no topic before it has."""
    out = {term(word) for word in excluded}
    used = {label.casefold() for label in taken}
    labels = []
    for place, options in enumerate(candidates):
        fine = [option for option in options if not out & {term(word) for word in option.split()}]
        label = next((option for option in fine if option.casefold() not in used), None)
        if label is None:
            base = (fine or ["Other subjects"])[0]
            label = next(f"{base} ({n})" for n in range(2, place + 3) if f"{base} ({n})".casefold() not in used)
        used.add(label.casefold())
        labels.append(label)
    return labels
