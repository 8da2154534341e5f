"""Figures about persons as pages may show them: sums of published cells, and words for what is hidden.

What may be published is decided in lib.store.suppression, for each attendance list by itself and before any filter.
Here nothing is read but its cells, so a figure of a page is a sum of published numbers and, for hidden ones, of the
least and the most that they can be for all that is published. Such a sum tells no more than its parts:

- `attended`, `registered`: the least that it can be; the number itself where nothing in it is hidden;
- `attended_most`, `registered_most`: the most that it can be;
- `attended_words`, `registered_words`: what readers see in place of a number ("<5", "23 to 30"); None where it is
  exact or nothing is known;
- `rate`, `no_show`: attended / registered, sums over sums, of the lists that have both, and what is missing to 1; NaN
  where a hidden number is in it or nothing is known;
- `rated_attended_least`, `rated_attended_most`, `rated_registered_least`, `rated_registered_most`: what the rate is of;
- `rate_words`, `no_show_words`: the lowest and the highest that it can be ("78.9 to 79.0 %"), or NOT_SHOWN where that
  would say too little; of fewer than ten registered, or of too few lists, the counts ("5 of 7"), or NOT_SHOWN where a
  hidden number is in them; None where the rate itself is shown or nothing is known.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Integer, Subquery, and_, case, cast, func

from lib.common import formatting
from lib.metrics.rates import with_share
from lib.metrics.scope import Scope
from lib.store.summary_tables import AttendanceCell
from lib.store.suppression import FEWEST_PERSONS, SMALL_IN_WORDS

#: Stands for a rate of hidden numbers.
NOT_SHOWN = "not shown"
MEASURES = ("attended", "registered")
_BOUNDS = tuple(f"{measure}_{bound}" for measure in MEASURES for bound in ("least", "most"))
#: The same bounds, summed over the cells that have both measures: the parts of the rate.
_RATED = tuple(f"rated_{bound}" for bound in _BOUNDS)
#: The columns of `sums`.
SUMS = (*_BOUNDS, *_RATED)
#: A rate is not shown where it could be anything between two rates that are further apart than this.
_WIDEST_RATE = 0.1


def shown_part(scope: Scope) -> list[Any]:
    """The condition that a cell belongs to the part shown."""
    return [AttendanceCell.demonstration.is_(scope.demonstration)]


def sums() -> list[Any]:
    """Columns for a query over AttendanceCell: SUMS."""
    both = and_(AttendanceCell.attended_least.is_not(None), AttendanceCell.registered_least.is_not(None))
    columns = [getattr(AttendanceCell, bound) for bound in _BOUNDS]
    return [_sum(column, name) for column, name in zip(columns, _BOUNDS, strict=True)] + [
        _sum(case((both, column)), name) for column, name in zip(columns, _RATED, strict=True)
    ]


def sums_again(summed: Subquery) -> list[Any]:
    """SUMS for a query over a subquery that has these columns."""
    return [_sum(summed.c[name], name) for name in SUMS]


def _sum(column: Any, name: str) -> Any:
    return cast(func.sum(column), Integer).label(name)


def worded(found: pd.DataFrame, enough: pd.Series[bool] | bool = True) -> pd.DataFrame:
    """The answer of a query with SUMS as pages show it: see the module.

    Args:
        found: the answer.
        enough: whether of so many events both numbers are known that a rate may be shown, for all rows or each.
    """
    shown = found.drop(columns=[f"{measure}_least" for measure in MEASURES])
    for measure in MEASURES:
        shown[measure] = found[f"{measure}_least"]
        shown[f"{measure}_words"] = _words(found[f"{measure}_least"], found[f"{measure}_most"])
    # The more people attended and the fewer stayed away, the higher is the rate.
    came, most_came, registered, most_registered = (found[name].astype("Float64").astype(float) for name in _RATED)
    lowest = came / (came + most_registered - most_came)
    highest = most_came / (most_came + registered - came)
    exact = lowest == highest
    few = (registered < formatting.FEWEST_TRIALS) | ~pd.Series(enough, index=found.index)
    numbers = pd.DataFrame({"came": came, "away": registered - came, "registered": registered}).where(exact)
    for name, part, ends in (
        ("rate", "came", (lowest, highest)),
        ("no_show", "away", (1 - highest, 1 - lowest)),
    ):
        said = with_share(numbers, part, "registered", name, enough=enough)
        between = _rate_words(*(end.mask(exact) for end in ends))
        between = between.mask(few & between.notna(), NOT_SHOWN)
        shown[name] = said[name]
        shown[f"{name}_words"] = said[f"{name}_words"].where(exact, between)
    return shown


def _words(least: pd.Series[Any], most: pd.Series[Any]) -> pd.Series[Any]:
    return pd.Series(
        [in_words(low, high) for low, high in zip(least, most, strict=True)], index=least.index, dtype="object"
    )


def in_words(least: Any, most: Any) -> str | None:
    """What readers see in place of a number of persons: `<5`, `23 to 30`; None where it is exact or not known."""
    if pd.isna(least) or least == most:
        return None
    if most < FEWEST_PERSONS:
        return SMALL_IN_WORDS
    return f"{formatting.number(least)} to {formatting.number(most)}"


def _rate_words(lowest: pd.Series[Any], highest: pd.Series[Any]) -> pd.Series[Any]:
    return pd.Series(
        [rate_in_words(low, high) for low, high in zip(lowest, highest, strict=True)],
        index=lowest.index,
        dtype="object",
    )


def rate_in_words(lowest: Any, highest: Any) -> str | None:
    if pd.isna(lowest) or pd.isna(highest):
        return None
    if highest - lowest > _WIDEST_RATE:
        return NOT_SHOWN
    low, high = formatting.percent(lowest), formatting.percent(highest)
    return high if low == high else f"{low.removesuffix(f'{formatting.HARD}%')} to {high}"
