"""How stable topics are: how many of their projects keep company when a tenth of all is left out.

The topics are looked for anew as often as there are tenths, each time without another one, all else alike. Each topic,
without its projects that are left out, is held against the one found then that is most like it; the share of the
projects in either that are in both (Jaccard), averaged over the tenths, is its stability: 1 where they always stay
together and nobody joins them. (C. Hennig, Cluster-wise assessment of cluster stability, Computational Statistics and
Data Analysis 52, 2007.)
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from lib.topics.model import SEED, Features, Progress, build_features, find_clusters, ignore_progress
from lib.topics.text import Floats, Ints, read

#: Parts of the texts of which one is left out at a time.
_PARTS = 10


def measure_stability(
    texts: Sequence[str],
    ready: Features,
    main: Ints,
    k: int,
    excluded: Collection[str] = (),
    progress: Progress = ignore_progress,
) -> list[float | None]:
    """Stability of each topic, from 0 to 1; None where it cannot be told.

    Args:
        texts: of all projects.
        ready: the same as numbers; of a large store only the texts that topics are found on (its `reference`) are
            looked at.
        main: (texts,) topic of each; -1 where it fits none.
        k: number of topics.
        excluded: terms that do not count.
        progress: told each step, with no share.
    """
    chosen = ready.reference
    part_of = np.random.RandomState(SEED).permutation(len(chosen)) % _PARTS
    company = np.full((_PARTS, k), np.nan)
    for part in range(_PARTS):
        progress(None, f"Leaving a tenth out, {part + 1} of {_PARTS}")
        rest = chosen[part_of != part]
        again = find_clusters(build_features(read([texts[place] for place in rest.tolist()]), excluded), k)
        if again.k:
            company[part] = _alike(main[rest], again.main, k, again.k)
    known = ~np.isnan(company).all(axis=0)
    return [round(float(np.nanmean(company[:, topic])), 4) if known[topic] else None for topic in range(k)]


def _alike(before: Ints, after: Ints, k: int, many: int) -> Floats:
    """(k,) Jaccard index of each topic and the one after it that is most like it; NaN where a topic has no text."""
    shared = np.zeros((k, many))
    both = (before >= 0) & (after >= 0)
    np.add.at(shared, (before[both], after[both]), 1)
    old = np.bincount(before[before >= 0], minlength=k)
    new = np.bincount(after[after >= 0], minlength=many)
    likeness = shared / np.maximum(old[:, None] + new[None, :] - shared, 1)
    best: Floats = np.where(old > 0, likeness.max(axis=1), np.nan)
    return best
