"""What figures on calls share: notes of definitions, columns, and rates in words."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from lib.common import formatting
from lib.figures.columns import CHECKED, CODE, COUNT, DATASET, DAY, FLAG, SHARE, SOURCE, YEAR, Column
from lib.figures.options import Option
from lib.metrics import calls
from lib.metrics.coverage import Coverage

#: The rate that is shown. Its name in addresses is that of the stage of a call.
RATE = Option(
    "stage",
    "Success rate",
    {"overall": "Overall", "stage1": "Stage 1: invited", "stage2": "Stage 2: funded"},
    default="overall",
)

INTERVAL: Final = (
    "The bar around a rate is Wilson's 95% interval: what the true rate may well be, given so few or so many "
    "proposals. Below ten proposals the counts are shown and no percentage. A proposal with partners from several "
    "countries counts once for each of them in a sum over countries, and how many different proposals there are is not "
    "published: the interval of such a sum is that of the fewest that there can be, those of the country with the "
    "most, call by call (of all countries together, those of the whole call)."
)
STAGES_OF_RATES: Final = (
    "Overall: projects funded / eligible pre-proposals. Stage 1: full proposals invited / eligible pre-proposals. "
    "Stage 2: projects funded / full proposals submitted, or invited where the number submitted is not published."
)
SUMS_OVER_SUMS: Final = "Sums over sums over the calls that publish both numbers; never an average of rates."

OF_CALL = (Column("call_id", "Identifier", CODE, shown=False), Column("call", "Call"), Column("year", "Year", YEAR))
#: Of a rate: what is divided, by what, and what the true rate may be.
OF_RATE = (
    Column("successes", "Funded or invited", COUNT),
    Column("trials", "Of proposals", COUNT),
    Column("rate", "Rate", SHARE, words="rate_words", instead=("successes", "trials")),
    Column("rate_low", "95% from", SHARE),
    Column("rate_high", "95% to", SHARE),
    Column("sample", "Different proposals, at least", COUNT),
)
#: Where an outcome was taken from.
OF_SOURCE = (
    Column("approximate", "Approximate", FLAG),
    Column("note", "Note"),
    SOURCE,
    Column("as_of", "As of", DAY),
    *CHECKED,
    DATASET,
)


def of_rate(outcomes: pd.DataFrame, rate: str) -> pd.DataFrame:
    """Outcomes with the columns of one of lib.metrics.calls.RATES under the names of OF_RATE."""
    successes, trials = calls.RATES[rate]
    return outcomes.assign(
        successes=outcomes[successes],
        trials=outcomes[trials],
        rate=outcomes[rate],
        rate_words=outcomes[f"{rate}_words"],
        rate_low=outcomes[f"{rate}_low"],
        rate_high=outcomes[f"{rate}_high"],
        sample=outcomes[calls.SAMPLES[rate]],
    )


def write_rate(row: Any) -> str:
    """`15.1 %`; `2 of 5` below ten; "no data" where nothing is known. The row has the columns of OF_RATE."""
    if pd.isna(row["successes"]) or pd.isna(row["trials"]):
        return "no data"
    if pd.isna(row["rate"]):
        return formatting.counts_of(row["successes"], row["trials"])
    return formatting.percent(row["rate"])


def write_rate_with_counts(row: Any) -> str:
    """`15.1 % (349 of 2 307)`."""
    text = write_rate(row)
    counts = formatting.counts_of(row["successes"], row["trials"])
    return text if pd.isna(row["rate"]) else f"{text} ({counts})"


def write_interval(row: Any) -> str:
    """`13.6 to 28.4 %`; empty where nothing is known."""
    if pd.isna(row["rate_low"]):
        return ""
    return f"{formatting.number(row['rate_low'] * 100, 1)} to {formatting.percent(row['rate_high'])}"


def as_marks(rows: pd.DataFrame, key: str, name: str) -> pd.DataFrame:
    """Rows of charts of rates with intervals, without those of which nothing is known.

    Returns:
        key, name (as the columns of these names), rate, low, high (shares), told (the rate in words).
    """
    known = rows[rows["rate_low"].notna()]
    return pd.DataFrame(
        {
            "key": known[key],
            "name": known[name],
            "rate": known["rate"],
            "low": known["rate_low"],
            "high": known["rate_high"],
            "told": [write_rate_with_counts(row) for row in known.to_dict("records")],
        }
    )


def published_by(outcomes: pd.DataFrame, columns: list[str], what: str) -> Coverage:
    """Of how many of the calls one of these columns is known."""
    known = outcomes[columns].notna().any(axis="columns")
    return Coverage(f"calls with {what}", int(known.sum()), len(outcomes))


def tilde(approximate: Any) -> str:
    """`~` where a source says about; missing is taken as exact."""
    return "~" if not pd.isna(approximate) and approximate else ""
