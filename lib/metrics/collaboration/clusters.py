"""The order of countries in which those that work together stand near each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import squareform

#: Fewer countries have only one order.
_FEWEST = 3


def clustered(found: pd.DataFrame, codes: Sequence[str]) -> tuple[str, ...]:
    """Return countries so that those which share more projects than chance would give stand near each other.

    Hierarchical clustering by average linkage, the leaves ordered so that neighbours are as near as may be. The nearer,
    the larger the strength; a pair that cannot be compared, or that is not among the pairs, counts as chance. The same
    pairs always give the same order, which begins with the end that comes first in the order given.

    Args:
        found: pairs, with a, b and strength.
        codes: the countries.
    """
    codes = list(codes)
    if len(codes) < _FEWEST:
        return tuple(codes)
    places = {code: place for place, code in enumerate(codes)}
    strengths = np.ones((len(codes), len(codes)))
    tested = found[found["strength"].notna() & found["a"].isin(codes) & found["b"].isin(codes)]
    for a, b, strength in zip(tested["a"], tested["b"], tested["strength"], strict=True):
        strengths[places[a], places[b]] = strengths[places[b], places[a]] = strength
    distances = 1 / (1 + strengths)
    np.fill_diagonal(distances, 0)
    tree = linkage(squareform(distances), method="average", optimal_ordering=True)
    order = [codes[leaf] for leaf in leaves_list(tree)]
    return tuple(order if places[order[0]] < places[order[-1]] else order[::-1])
