"""Whether two countries share more, or fewer, projects than chance would have it.

Given that of N projects the one country is in n_a and the other in n_b, and that nothing draws the two together or
apart, the number they share has the hypergeometric distribution. Many pairs are compared at once, so p is adjusted
(Benjamini and Hochberg): of the pairs that hold at 5 %, one in twenty is chance, on average.

That distribution takes every project as equally open to every country. Where projects differ much in how many countries
they have, two countries meet in the large ones by chance alone, and where all have few, they meet less. So a pair must
hold a second time: against chance that leaves each project its number of countries.
"""

from __future__ import annotations

from collections.abc import Callable
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
Rows = npt.NDArray[np.intp]


def against_chance(
    shared: pd.Series[Any],
    one: pd.Series[Any],
    other: pd.Series[Any],
    projects: pd.Series[Any],
    by_size: pd.Series[Any],
) -> pd.DataFrame:
    """Return compare pairs of countries with chance.

    Args:
        shared: projects with both countries.
        one, other: projects of each.
        projects: all projects, N.
        by_size: what chance gives with each project's number of countries kept (see `expected_by_size`).

    Returns:
        With the index of `shared`: p (two-sided: twice the smaller tail of the hypergeometric distribution, at most 1),
        p_adjusted (over these pairs), low and high: the ends of the 95% interval of shared / (one * other / projects).
        It is the exact conditional one: both countries' projects are taken as given, the number shared then has
        Fisher's noncentral hypergeometric distribution, and the ends are the ratios of that distribution's mean to
        what chance would give at the odds that leave 2.5% beyond the number found. So it holds 1 just where p > 0.05.
        p_by_size (adjusted likewise): of that distribution at the odds at which its mean is `by_size`.
    """
    given = (shared, one, other, projects, by_size)
    k, a, b, n, mean = (np.asarray(values.astype("float64"), dtype=np.float64) for values in given)
    if not len(k):
        return pd.DataFrame({name: pd.Series(dtype="float64") for name in _COLUMNS})
    tails = np.minimum(hypergeom.cdf(k, n, a, b), hypergeom.sf(k - 1, n, a, b))
    p = np.minimum(1.0, 2 * tails)
    ways = _Ways(k, a, b, n, mean)
    low, high = ways.interval()
    values = (p, adjusted(p), low, high, adjusted(ways.two_sided(mean)))
    return pd.DataFrame(dict(zip(_COLUMNS, values, strict=True)), index=shared.index)


_COLUMNS = ("p", "p_adjusted", "low", "high", "p_by_size")


def adjusted(p: Floats) -> Floats:
    """Return p adjusted for being one of so many (Benjamini and Hochberg)."""
    found: Floats = false_discovery_control(p, method="bh")
    return found


class _Ways:
    """Fisher's noncentral hypergeometric distributions of pairs, around the numbers found and what chance gives.

    A row a pair: `x`, numbers of shared projects, and `logs`, the logarithm of in how many ways each comes about (up to
    a constant); -inf beyond the pair's last number.
    """

    def __init__(self, k: Floats, a: Floats, b: Floats, n: Floats, mean: Floats) -> None:
        self.k, self.by_chance = k, a * b / n
        self.least, self.most = np.maximum(0, a + b - n), np.minimum(a, b)
        cells = np.stack([k, a - k, b - k, n - a - b + k]) + 0.5
        # The variance of the logarithm of the odds, and about 1 / that of the number shared (Cornfield's).
        variance = (1 / cells).sum(axis=0)
        odds = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
        around = 10 * np.sqrt(variance) + 3
        self.brackets = odds - around, odds + around
        # Numbers eight times the spread away add nothing at the odds sought.
        reach = np.ceil(8 * np.sqrt(1.5 / variance + 4) + 15)
        first = np.maximum(self.least, np.floor(np.minimum(k, mean) - reach))
        last = np.minimum(self.most, np.ceil(np.maximum(k, mean) + reach))
        x = first[:, None] + np.arange(int((last - first).max()) + 1)
        inside = x <= last[:, None]
        self.x = np.where(inside, x, last[:, None])
        logs = -(gammaln(self.x + 1) + gammaln(a[:, None] - self.x + 1))
        logs -= gammaln(b[:, None] - self.x + 1) + gammaln((n - a - b)[:, None] + self.x + 1)
        self.logs = np.where(inside, logs, -np.inf)

    def interval(self) -> tuple[Floats, Floats]:
        """Return both ends of the 95% interval of the ratio to chance."""
        low = self._end(np.flatnonzero(self.k > self.least), np.greater_equal, self.least)
        high = self._end(np.flatnonzero(self.k < self.most), np.less_equal, self.most)
        return low, high

    def two_sided(self, mean: Floats) -> Floats:
        """Return twice the smaller tail at the odds at which the distributions have these means, at most 1."""
        p = np.ones(len(self.k))
        # At its least or most a mean belongs to no odds; then nothing else could have been found.
        rows = np.flatnonzero((mean > self.least) & (mean < self.most))
        if len(rows):
            odds = self._odds(rows, lambda weights, taken: (weights * self.x[taken]).sum(axis=1) - mean[taken])
            weights, found = self._weights(odds, rows), self.k[rows][:, None]
            below, above = (
                np.where(beyond(self.x[rows], found), weights, 0).sum(axis=1)
                for beyond in (np.less_equal, np.greater_equal)
            )
            p[rows] = np.minimum(1.0, 2 * np.minimum(below, above))
        return p

    def _end(self, rows: Rows, beyond: Any, at: Floats) -> Floats:
        """Return the ratios at the odds that leave `_BESIDE` beyond the number found; `at`, numbers, where none do."""
        ends: Floats = at / self.by_chance
        if len(rows):
            odds = self._odds(
                rows,
                lambda weights, taken: (
                    np.where(beyond(self.x[taken], self.k[taken][:, None]), weights, 0).sum(axis=1) - _BESIDE
                ),
            )
            ends[rows] = (self._weights(odds, rows) * self.x[rows]).sum(axis=1) / self.by_chance[rows]
        return ends

    def _odds(self, rows: Rows, zero: Callable[[Floats, Rows], Floats]) -> Floats:
        """Return logarithms of the odds at which a function of the distributions is 0."""

        def at(log_odds: Floats, row: Floats) -> Floats:
            taken = row.astype(np.intp)
            return zero(self._weights(log_odds, taken), taken)

        brackets = tuple(ends[rows] for ends in self.brackets)
        found: Floats = elementwise.find_root(at, brackets, args=(rows.astype(np.float64),)).x
        return found

    def _weights(self, log_odds: Floats, rows: Rows) -> Floats:
        logs = self.logs[rows] + log_odds[:, None] * self.x[rows]
        weights: Floats = np.exp(logs - logs.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        return weights


def expected_by_size(own: pd.Series[Any], sizes: pd.Series[Any]) -> pd.DataFrame:
    """Return how many projects each two countries share where partners are drawn at random into projects of given
    sizes.

    A project with m countries draws m different ones; the odds of a country are those at which it comes out in as many
    projects, on average, as it is in (conditional Bernoulli sampling; Chen, Dempster and Liu 1994 give the iteration).

    Args:
        own: projects of each country.
        sizes: how many projects have m countries, by m.

    Returns:
        A square table with the index of `own` both ways; the diagonal means nothing.
    """
    count, most = len(own), int(max(sizes.index, default=0))
    projects = np.zeros(most + 1)
    projects[sizes.index.to_numpy(np.intp)] = sizes.to_numpy(np.float64)
    wanted = own.to_numpy(np.float64)
    odds = wanted / max(1.0, wanted.mean()) if count else wanted
    for _ in range(_MOST_ROUNDS):
        drawn = _drawn(odds, projects)
        if np.abs(drawn - wanted).max(initial=0) < _NEAR:
            break
        odds = odds * wanted / np.maximum(drawn, 1e-300)
        odds /= float(np.exp(np.log(odds).mean()))
    every = np.ones((count, count, most + 1)) * (np.arange(most + 1) == 0)
    numbers = np.arange(count)
    for other in numbers:
        taking = (numbers != other)[:, None] & (numbers != other)[None, :]
        every[:, :, 1:] += (odds[other] * taking)[:, :, None] * every[:, :, :-1]
    whole = _sums_of_products(odds, most)
    share = np.divide(projects[2:], whole[2:], out=np.zeros(max(0, most - 1)), where=projects[2:] > 0)
    pairs = odds[:, None] * odds[None, :] * (every[:, :, : max(0, most - 1)] @ share)
    return pd.DataFrame(pairs, index=own.index, columns=own.index)


#: Rounds of the iteration at most, and how near it comes, in projects.
_MOST_ROUNDS, _NEAR = 300, 1e-4


def _sums_of_products(odds: Floats, most: int) -> Floats:
    """Return for each m up to `most` the sum over all choices of m countries of the product of their odds."""
    sums: Floats = np.zeros(most + 1)
    sums[0] = 1
    for one in odds:
        sums[1:] += one * sums[:-1]
    return sums


def _drawn(odds: Floats, projects: Floats) -> Floats:
    """Return in how many projects each country is drawn on average; `projects` by number of countries."""
    most = len(projects) - 1
    whole = _sums_of_products(odds, most)
    without = np.ones((len(odds), most + 1)) * (np.arange(most + 1) == 0)
    for other, one in enumerate(odds):
        taking = np.arange(len(odds)) != other
        without[:, 1:] += (one * taking)[:, None] * without[:, :-1]
    share = np.divide(projects[1:], whole[1:], out=np.zeros(most), where=projects[1:] > 0)
    found: Floats = odds * (without[:, :-1] @ share)
    return found
