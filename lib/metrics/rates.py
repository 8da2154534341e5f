"""Shares of counts: sums over sums, with an interval that says how much such a share can be trusted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib.common.formatting import FEWEST_TRIALS, counts_of

#: Quantile of the normal distribution for a 95% interval, both sides together.
_Z = 1.959963984540054


def ratio(part: pd.Series[Any], whole: pd.Series[Any]) -> pd.Series[float]:
    """Return part / whole as float, NaN where either is missing or the whole is 0."""
    bottom = _floats(whole)
    return _floats(part) / bottom.where(bottom > 0)


def wilson(successes: pd.Series[Any], trials: pd.Series[Any]) -> pd.DataFrame:
    """Return the 95% interval of Wilson's score for a share.

    Unlike the usual one it stays within 0 and 1 and is not empty for 0 of 5. Where there are more successes than
    trials, which two counts of different sources can be, there is none.

    Returns:
        low, high: shares; NaN where a count is missing, there is no trial, or there are more successes than trials.
    """
    whole = _floats(trials)
    whole = whole.where(whole > 0)
    share = _floats(successes) / whole
    share = share.where(share <= 1)
    middle = share + _Z**2 / (2 * whole)
    half = _Z * np.sqrt(share * (1 - share) / whole + _Z**2 / (4 * whole**2))
    scale = 1 + _Z**2 / whole
    return pd.DataFrame({"low": ((middle - half) / scale).clip(0, 1), "high": ((middle + half) / scale).clip(0, 1)})


def with_share(
    counts: pd.DataFrame, part: str, whole: str, name: str, sample: str = "", enough: pd.Series[bool] | bool = True
) -> pd.DataFrame:
    """Return the counts with the columns `name`, part / whole, and `name`_words, the text shown in its place.

    Of fewer than FEWEST_TRIALS, or where too little is known, the share is NaN and the words are the counts, `1 of 7`;
    else the words are missing.

    Args:
        counts: with the columns named.
        part, whole: what is divided.
        name: of the share.
        sample: column with the number of trials, where that is not the whole.
        enough: whether enough is known to show a share, for all rows or each.
    """
    trials = _floats(counts[sample or whole])
    few = (
        ((trials < FEWEST_TRIALS) | ~pd.Series(enough, index=counts.index))
        & (_floats(counts[whole]) > 0)
        & counts[part].notna()
    )
    words = [
        counts_of(one, all_) if is_few else None
        for one, all_, is_few in zip(counts[part], counts[whole], few, strict=True)
    ]
    return counts.assign(
        **{
            name: ratio(counts[part], counts[whole]).where(~few),
            f"{name}_words": pd.Series(words, index=counts.index, dtype="object"),
        }
    )


def with_rate(counts: pd.DataFrame, successes: str, trials: str, name: str, sample: str = "") -> pd.DataFrame:
    """Return the counts as `with_share` does, with `name`_low and `name`_high (Wilson, 95%).

    Where `sample`, the number of independent trials, is not the whole, as with proposals that count once for
    every country, the interval is that of the same share of `sample` trials.
    """
    successes_, trials_ = _floats(counts[successes]), _floats(counts[trials])
    if sample:
        successes_, trials_ = ratio(successes_, trials_) * _floats(counts[sample]), _floats(counts[sample])
    interval = wilson(successes_, trials_)
    return with_share(counts, successes, trials, name, sample).assign(
        **{
            f"{name}_low": interval["low"],
            f"{name}_high": interval["high"],
        }
    )


def _floats(values: pd.Series[Any]) -> pd.Series[float]:
    return values.astype("Float64").astype(float)
