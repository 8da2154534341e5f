"""Share out whole units (cents, millionths) by the method of largest remainders."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def apportion(
    floors: NDArray[np.int64], remainders: NDArray[Any], groups: NDArray[np.int64], totals: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Complete shares that were rounded down, so that those of each group add up to its total.

    The units left over go one each to the shares with the largest remainders, of equal ones to the first.

    Args:
        floors: the shares, rounded down.
        remainders: what rounding took from each share, on one scale within a group.
        groups: the number of each share's group, a position in `totals`, in rising order.
        totals: what the shares of each group add up to, at most one unit a share more than their floors do.
    """
    left = totals.copy()
    np.subtract.at(left, groups, floors)
    order = np.lexsort((-remainders, groups))
    place = np.arange(len(groups)) - np.searchsorted(groups, groups)
    rank = np.empty(len(groups), dtype=np.int64)
    rank[order] = place
    return floors + (rank < left[groups])
