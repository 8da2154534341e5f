"""How stable topics are: how many of their projects stay together when a tenth of all projects is left out.

The topics are computed again ten times, each time without another tenth, with everything else unchanged. Each topic,
without its projects that are left out, is compared with the new one that is most like it; the share of the projects in
either that are in both (Jaccard), averaged over the tenths, is its stability: 1 if they always stay together and no
other joins them. (C. Hennig, Cluster-wise assessment of cluster stability, Computational Statistics and Data Analysis
52, 2007.)
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from lib.common.progress import Progress, ignore_progress
from lib.topics.model import SEED, Features, build_features, find_clusters
from lib.topics.text import Floats, Ints, read

#: The texts are divided into this many parts, of which one is left out at a time.
_FOLDS = 10


def measure_stability(
    texts: Sequence[str],
    ready: Features,
    main: Ints,
    k: int,
    excluded: Collection[str] = (),
    progress: Progress = ignore_progress,
) -> list[float | None]:
    """Return the stability of each topic, from 0 to 1; None where it cannot be measured.

    Args:
        texts: of all projects.
        ready: their features; in a large store only the texts that topics are computed from (its `reference`) count.
        main: (texts,) topic of each; -1 where it fits none.
        k: number of topics.
        excluded: terms that are ignored.
        progress: called with each step, without a share.
    """
    chosen = ready.reference
    fold_of = np.random.RandomState(SEED).permutation(len(chosen)) % _FOLDS
    together = np.full((_FOLDS, k), np.nan)
    for fold in range(_FOLDS):
        progress(None, f"Leaving a tenth out, {fold + 1} of {_FOLDS}")
        rest = chosen[fold_of != fold]
        corpus = read([texts[place] for place in rest.tolist()])
        encoded = None if ready.encoded is None else ready.encoded[rest]
        again = find_clusters(build_features(corpus, excluded, encoded=encoded), k)
        if again.k:
            together[fold] = _compare(main[rest], again.main, k, again.k)
    known = ~np.isnan(together).all(axis=0)
    return [round(float(np.nanmean(together[:, topic])), 4) if known[topic] else None for topic in range(k)]


def _compare(before: Ints, after: Ints, k: int, new_k: int) -> Floats:
    """Return the Jaccard index of each topic and the new one most like it: (k,); NaN where a topic has no text."""
    shared = np.zeros((k, new_k))
    both = (before >= 0) & (after >= 0)
    np.add.at(shared, (before[both], after[both]), 1)
    old = np.bincount(before[before >= 0], minlength=k)
    new = np.bincount(after[after >= 0], minlength=new_k)
    likeness = shared / np.maximum(old[:, None] + new[None, :] - shared, 1)
    best: Floats = np.where(old > 0, likeness.max(axis=1), np.nan)
    return best
