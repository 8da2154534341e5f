"""The terms that distinguish a topic.

Terms are ranked by class-based TF-IDF (how frequent a term is in the topic, against how common it is elsewhere); of the
best forty, ten are chosen that also occur together in texts most often (NPMI). This makes the lists easier to read, and
it raises the measured coherence of any model whose terms are chosen in this way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lib.topics.text import Floats, Ints

#: The number of terms of a topic, and of those they are chosen from.
TERMS, _CANDIDATES = 10, 40
#: The weight of occurring together against distinguishing; chosen on the collections of bench/topics.py.
_TOGETHER = 2.0
#: A term must occur in this share of its topic's texts, if enough terms do: what two texts mention in passing says
#: nothing about the others.
_OF_TEXTS = 0.1


def weigh_terms(counts: Any, main: Ints, k: int) -> Floats:
    """Return the class-based TF-IDF of each term in each topic: (k, terms). Texts with -1 belong to none."""
    inside = np.flatnonzero(main >= 0)
    once = counts[inside].copy()
    once.data = np.sqrt(once.data)
    by_topic = np.zeros((k, counts.shape[1]))
    for topic in range(k):
        by_topic[topic] = np.asarray(once[main[inside] == topic].sum(0)).ravel()
    size = np.maximum(by_topic.sum(1, keepdims=True), 1e-9)
    average = size.mean()
    often = np.maximum(by_topic.sum(0), 1e-9)
    return np.asarray((by_topic / size * np.log(1 + average / often)).round(9), dtype=np.float64)


def npmi(counts: Any, columns: Ints) -> Floats:
    """Return the normalised pointwise mutual information of terms over texts: (columns, columns), from -1 to 1."""
    there = counts[:, columns].astype(bool).astype(np.float64)
    texts = counts.shape[0]
    both = np.asarray((there.T @ there).todense()) / texts
    alone = np.diag(both)
    by_chance = np.outer(alone, alone)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(both / by_chance) / -np.log(both)
    found = np.where(both <= 0, -1.0, np.where(both >= 1, 1.0, found))
    return np.asarray(np.nan_to_num(found, nan=-1.0), dtype=np.float64)


def pick_terms(counts: Any, main: Ints, k: int) -> list[Ints]:
    """Return the columns of the ten terms of each topic, the most distinctive first."""
    found = []
    for topic, row in enumerate(weigh_terms(counts, main, k)):
        inside = counts[np.flatnonzero(main == topic)]
        common = np.bincount(inside.indices, minlength=counts.shape[1]) >= _OF_TEXTS * inside.shape[0]
        found.append(_pick_together(counts, np.where(common, row, 0) if common.sum() >= TERMS else row))
    return found


def _pick_together(counts: Any, row: Floats) -> Ints:
    """Choose ten of a topic's best terms: the best, then again and again the most distinctive that fits the others."""
    candidates = np.lexsort((np.arange(len(row)), -row))[:_CANDIDATES]
    candidates = candidates[row[candidates] > 0]
    if not len(candidates):
        return candidates
    fitting = npmi(counts, candidates)
    distinctive = row[candidates] / row[candidates[0]]
    chosen = [0]
    while len(chosen) < min(TERMS, len(candidates)):
        score = (distinctive + _TOGETHER * fitting[:, chosen].mean(1)).round(6)
        score[chosen] = -np.inf
        chosen.append(int(score.argmax()))
    return candidates[sorted(chosen)]


def measure_coherence(counts: Any, terms: Sequence[Ints]) -> list[float]:
    """Return the mean NPMI of each topic's pairs of terms; -1 where it has fewer than two."""
    found = []
    for columns in terms:
        pairs = npmi(counts, columns)[np.triu_indices(len(columns), 1)]
        found.append(float(pairs.mean()) if len(pairs) else -1.0)
    return found
