"""Whether two countries share more, or fewer, projects than chance would have it.

Given that of N projects the one country is in n_a and the other in n_b, and that nothing draws the two together or
apart, the number they share has the hypergeometric distribution. Many pairs are compared at once, so p is adjusted
(Benjamini and Hochberg): of the pairs that hold at 5 %, one in twenty is chance, on average.

The distribution takes every project as equally open to every country. Where projects differ much in how many countries
they have, chance alone brings countries together somewhat more often (two are both in the large ones), and where all
have few, less often.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import elementwise
from scipy.special import gammaln
from scipy.stats import false_discovery_control, hypergeom

#: A pair holds where its adjusted p is at most this.
SIGNIFICANT = 0.05
#: What is left out of a 95% interval on each side.
_BESIDE = 0.025

Floats = npt.NDArray[np.float64]


def against_chance(
    shared: pd.Series[Any], one: pd.Series[Any], other: pd.Series[Any], projects: pd.Series[Any]
) -> pd.DataFrame:
    """Compare pairs of countries with chance.

    Args:
        shared: projects with both countries.
        one, other: projects of each.
        projects: all projects, N.

    Returns:
        With the index of `shared`: p (two-sided: twice the smaller tail of the hypergeometric distribution, at most 1),
        p_adjusted (over these pairs), low and high: the ends of the 95% interval of shared / (one * other / projects).
        It is the exact conditional one: both countries' projects are taken as given, the number shared then has
        Fisher's noncentral hypergeometric distribution, and the ends are the ratios of that distribution's mean to
        what chance would give at the odds that leave 2.5% beyond the number found. So it holds 1 just where p > 0.05.
    """
    k, a, b, n = (np.asarray(values.astype("float64"), dtype=np.float64) for values in (shared, one, other, projects))
    if not len(k):
        return pd.DataFrame({name: pd.Series(dtype="float64") for name in ("p", "p_adjusted", "low", "high")})
    tails = np.minimum(hypergeom.cdf(k, n, a, b), hypergeom.sf(k - 1, n, a, b))
    p = np.minimum(1.0, 2 * tails)
    low, high = _interval(k, a, b, n)
    return pd.DataFrame(
        {"p": p, "p_adjusted": false_discovery_control(p, method="bh"), "low": low, "high": high}, index=shared.index
    )


def _interval(k: Floats, a: Floats, b: Floats, n: Floats) -> tuple[Floats, Floats]:
    least, most = np.maximum(0, a + b - n), np.minimum(a, b)
    cells = np.stack([k, a - k, b - k, n - a - b + k]) + 0.5
    # The variance of the logarithm of the odds, and about 1 / that of the number shared (Cornfield's approximation).
    variance = (1 / cells).sum(axis=0)
    # Numbers eight times the spread from the one found add nothing at the odds that are looked for.
    reach = np.ceil(8 * np.sqrt(1.5 / variance + 4) + 15)
    first, last = np.maximum(least, k - reach), np.minimum(most, k + reach)
    steps = np.arange(int((last - first).max()) + 1)
    x = first[:, None] + steps
    inside = x <= last[:, None]
    x = np.where(inside, x, last[:, None])
    ways = -(gammaln(x + 1) + gammaln(a[:, None] - x + 1))
    ways -= gammaln(b[:, None] - x + 1) + gammaln((n - a - b)[:, None] + x + 1)
    ways = np.where(inside, ways, -np.inf)

    middle = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    around = 10 * np.sqrt(variance) + 3

    def weights(log_odds: Floats, rows: npt.NDArray[np.intp]) -> Floats:
        logs = ways[rows] + log_odds[:, None] * x[rows]
        made: Floats = np.exp(logs - logs.max(axis=1, keepdims=True))
        made /= made.sum(axis=1, keepdims=True)
        return made

    def end(rows: npt.NDArray[np.intp], beyond: Any, at: Floats) -> Floats:
        """Ratios at the odds that leave `_BESIDE` beyond the number found; `at`, numbers, where there are no such."""
        ends: Floats = at / (a * b / n)
        if len(rows):

            def left_out(log_odds: Floats, row: Floats) -> Floats:
                taken = row.astype(np.intp)
                share: Floats = np.where(beyond(x[taken], k[taken][:, None]), weights(log_odds, taken), 0).sum(axis=1)
                return share - _BESIDE

            brackets = ((middle - around)[rows], (middle + around)[rows])
            found = elementwise.find_root(left_out, brackets, args=(rows.astype(np.float64),)).x
            means = (weights(found, rows) * x[rows]).sum(axis=1)
            ends[rows] = means / (a * b / n)[rows]
        return ends

    low = end(np.flatnonzero(k > least), np.greater_equal, least)
    high = end(np.flatnonzero(k < most), np.less_equal, most)
    return low, high
