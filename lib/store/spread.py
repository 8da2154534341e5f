"""An amount spread evenly over the days from a first to a last day, by calendar year, in whole cents."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib.common.apportion import apportion


def spread_by_year(cents: Any, first: Any, last: Any) -> pd.DataFrame:
    """Spread amounts over calendar years, in proportion to the days in each.

    Shares are rounded to whole cents by largest remainders (of equal ones the earlier year), so that the years add up
    to the amount.

    Args:
        cents: amounts in whole cents, none missing.
        first, last: first and last day of each, both included, none missing; last not before first.

    Returns:
        row (position of the amount), year, cents; by row and year.

    Raises:
        OverflowError: an amount is too large to be spread exactly.
    """
    whole = np.asarray(cents, dtype=np.int64)
    begins, ends = (np.asarray(days, dtype="datetime64[D]") for days in (first, last))
    days = (ends - begins).astype(np.int64) + 1
    if len(whole) and float(whole.max()) * float(days.max()) > np.iinfo(np.int64).max:
        raise OverflowError("an amount times its days does not fit into 64 bits")
    first_year = begins.astype("datetime64[Y]")
    years = (ends.astype("datetime64[Y]") - first_year).astype(np.int64) + 1
    row = np.repeat(np.arange(len(whole)), years)
    place = np.arange(len(row)) - np.repeat(np.cumsum(years) - years, years)
    year = first_year[row] + place
    from_day = np.maximum(begins[row], year.astype("datetime64[D]"))
    to_day = np.minimum(ends[row], (year + 1).astype("datetime64[D]") - 1)
    product = whole[row] * ((to_day - from_day).astype(np.int64) + 1)
    cents_of_year = apportion(product // days[row], product % days[row], row, whole)
    return pd.DataFrame({"row": row, "year": year.astype(np.int64) + 1970, "cents": cents_of_year})


def sum_by_year(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Spread amounts over their days and add them up by calendar year.

    Args:
        rows: start_date and end_date, none missing; cents (None where the amount is not known); the keys.
        keys: columns to group by, besides the year.

    Returns:
        the keys, year, running (rows with a day in the year), with_amount (those with a known amount), cents (0 where
        no amount is known); ordered by the keys and the year.
    """
    amounts = pd.to_numeric(rows["cents"], errors="raise").astype("Int64")
    spread = spread_by_year(
        amounts.fillna(0).to_numpy(dtype="int64"),
        pd.to_datetime(rows["start_date"]).to_numpy(),
        pd.to_datetime(rows["end_date"]).to_numpy(),
    )
    keyed = rows[keys].assign(known=amounts.notna()).reset_index(drop=True)
    joined = keyed.join(spread.set_index("row"), how="inner")
    grouped = joined.groupby([*keys, "year"])
    sums = grouped.agg(running=("known", "size"), with_amount=("known", "sum"), cents=("cents", "sum"))
    return sums.reset_index()
