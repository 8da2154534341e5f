"""Lay out the map of topics: projects are near each other if their texts are alike."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

from lib.topics.model import SEED, one_thread
from lib.topics.text import Floats, Ints

#: Texts that t-SNE lays out; the others are placed between those they are most like.
_LAID_OUT = 1_500
_NEAR = 5
_BLOCK = 5_000


@one_thread
def lay_out(smooth: NDArray[np.float32], reference: Ints) -> Floats:
    """Return coordinates from -1 to 1: (texts, 2). Only distances have a meaning, the axes have none."""
    step = -(-len(reference) // _LAID_OUT)
    chosen = reference[::step]
    points = smooth[chosen].astype(np.float64)
    if len(chosen) < 4 or not np.ptp(points, axis=0).any():
        return np.zeros((len(smooth), 2))
    start = PCA(2, svd_solver="full", random_state=SEED).fit_transform(points)
    # The sign of an axis is arbitrary: make its largest entry positive.
    start *= np.sign(start[np.abs(start).argmax(0), [0, 1]])
    start = start / max(float(start[:, 0].std()), 1e-9) * 1e-4
    laid_out = TSNE(
        2, perplexity=min(30, (len(chosen) - 1) / 3), init=start.astype(np.float32), random_state=SEED, n_jobs=1
    ).fit_transform(points)
    laid_out = laid_out / np.abs(laid_out).max()
    found = np.zeros((len(smooth), 2))
    for begin in range(0, len(smooth), _BLOCK):
        near = (smooth[begin : begin + _BLOCK] @ smooth[chosen].T).round(4)
        found[begin : begin + len(near)] = place_between(near, laid_out)
    found[chosen] = laid_out
    return found.round(4)


def place_between(likeness: NDArray[Any], places: Floats) -> Floats:
    """Return the weighted mean of the few places that each text is most like: (texts, 2). The likest dominate."""
    near = min(_NEAR, likeness.shape[1])
    best = np.argpartition(-likeness, near - 1, axis=1)[:, :near]
    weights = np.maximum(np.take_along_axis(likeness, best, 1), 1e-3) ** 8
    return np.asarray((places[best] * weights[:, :, None]).sum(1) / weights.sum(1, keepdims=True), dtype=np.float64)
