"""Which of all events, calls and newsletters show in the reach of the weeks after them, with chance heeded.

Each is compared as `lib.metrics.reach.effect` compares one. Of many comparisons some are large by chance, so p is
adjusted (Benjamini and Hochberg). It is that of a mark which was set on any day of the time at random: the share of all
days around which the figure changes at least as much. So it heeds that neighbouring stretches resemble each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Engine, select

from lib.metrics.chance import SIGNIFICANT, adjusted
from lib.metrics.frames import fetch
from lib.metrics.periods import Period
from lib.metrics.reach import channels as summed
from lib.metrics.reach.channels import Channel, added_up, of_channels, of_part
from lib.metrics.reach.effect import (
    FEWEST_STRETCHES,
    TINY,
    fewest_of,
    known_of_all,
    marks,
    quantiles_of,
)
from lib.metrics.scope import Scope
from lib.metrics.scope_periods import bounds

Floats = npt.NDArray[np.float64]
_DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Effects:
    """What happened, each with the change of reach around it.

    Attributes:
        rows: those with enough weeks before and after, the smallest p first: kind, id, name, day, before, after (of an
            average week), change, low, high (the middle 90 % of ordinary changes; NaN where too few are known),
            compared_with (ordinary changes), near (others whose weeks touch these), p, p_adjusted, holds (at 5 %).
        dated: how many there are in the period, with and without enough weeks.
        known: the days on which the posts of every channel are known; None where there are none.
    """

    rows: pd.DataFrame
    dated: int
    known: Period | None


def effects(engine: Engine, scope: Scope, chosen: tuple[Channel, ...], weeks: int, measure: str) -> Effects:
    """Compare the `weeks` weeks before each event, call and newsletter of the period with as many from its day on.

    The period chooses what is listed; what is ordinary follows from the whole time in which the posts of every chosen
    channel are known.
    """
    known = known_of_all(chosen)
    if known is None:
        return Effects(_no_rows(), 0, None)
    first, last = bounds(scope)
    every = marks(engine, Scope(demonstration=scope.demonstration), known.first, known.last)
    places = np.array([(day.date() - known.first).days for day in every["day"]], dtype=np.intp)
    length = weeks * _DAYS_A_WEEK
    near = [int((np.abs(places - place) < 2 * length).sum()) - 1 for place in places]
    every = every.assign(place=places, near=near)
    begins, ends = pd.Timestamp(first or known.first), pd.Timestamp(last or known.last)
    found = every[every["day"].between(begins, ends)]
    averages = _averages(_sums_by_day(engine, scope, chosen, known), weeks, measure)
    rows = found[found["place"].between(length, len(averages) - 1)].reset_index(drop=True)
    return Effects(_compared(rows, averages, weeks), len(found), known)


def _no_rows() -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.Series(dtype="object") for name in ("kind", "id", "name")}
        | {"day": pd.Series(dtype="datetime64[ns]")}
        | {name: pd.Series(dtype="float64") for name in _COMPARED}
        | {"holds": pd.Series(dtype="bool")}
    )


_COMPARED = ("before", "after", "change", "low", "high", "compared_with", "near", "p", "p_adjusted")


def _sums_by_day(engine: Engine, scope: Scope, chosen: Sequence[Channel], known: Period) -> pd.DataFrame:
    """Sums over the chosen channels of each day of a time, missing where there was no post."""
    source = summed.day_sums()
    found = fetch(
        engine,
        select(source.c.day, *added_up(source))
        .where(
            *of_part(scope, source),
            of_channels(source.c.channel, chosen),
            source.c.day.between(known.first, known.last),
        )
        .group_by(source.c.day),
    )
    every = pd.date_range(known.first, known.last, name="day")
    return found.assign(day=pd.to_datetime(found["day"])).set_index("day").astype("Float64").reindex(every)


def _averages(days: pd.DataFrame, weeks: int, measure: str) -> Floats:
    """An average week of the `weeks` weeks from each day on, as far as whole ones are known; NaN where too little is.

    Weeks of whose posts none has the figure count in neither numerator nor denominator, as in a single comparison.
    """
    if measure == "engagement_rate":
        part, whole = (_by_week(days[name]) for name in ("rated_engagements", "rated_impressions"))
        usable = whole > 0
    else:
        part = _by_week(days[measure])
        unseen = (_by_week(days["posts"]) > 0) & (_by_week(days[measure].notna()) == 0)
        usable = ~unseen
        whole = usable.astype(np.float64)
    top, bottom = (_over_weeks(np.where(usable, values, 0.0), weeks) for values in (part, whole))
    averages: Floats = np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom >= fewest_of(measure))
    return averages


def _by_week(days: pd.Series[Any]) -> Floats:
    """Sums of the seven days from each day on, of days that have them all."""
    return _windows(days.fillna(0).to_numpy(np.float64), _DAYS_A_WEEK)


def _windows(values: Floats, length: int) -> Floats:
    if len(values) < length:
        return np.empty(0)
    sums: Floats = np.convolve(values, np.ones(length), "valid")
    return sums


def _over_weeks(weekly: Floats, weeks: int) -> Floats:
    """Sums of the weeks that follow each other from each day on."""
    reach = (weeks - 1) * _DAYS_A_WEEK
    count = max(0, len(weekly) - reach)
    sums: Floats = np.zeros(count)
    for week in range(weeks):
        sums += weekly[week * _DAYS_A_WEEK :][:count]
    return sums


def _compared(rows: pd.DataFrame, averages: Floats, weeks: int) -> pd.DataFrame:
    """Add to each mark, at the place of its day in the time, the change around it, and what is ordinary."""
    if rows.empty:
        return _no_rows()
    length = weeks * _DAYS_A_WEEK
    changes = np.full(len(averages), np.nan)
    changes[length:] = averages[length:] - averages[:-length]
    sizes = np.sort(np.abs(changes[~np.isnan(changes)]))
    places = rows["place"].to_numpy(np.intp)
    # Marks of one day share what is compared.
    ordinary = {place: _ordinary(changes, place, weeks) for place in np.unique(places)}
    own = changes[places]
    enough = np.array([ordinary[place][2] >= FEWEST_STRETCHES for place in places]) & ~np.isnan(own)
    as_large = len(sizes) - np.searchsorted(sizes, np.abs(own) - TINY)
    p = np.where(enough, as_large / max(1, len(sizes)), np.nan)
    corrected = np.full(len(p), np.nan)
    corrected[enough] = adjusted(p[enough]) if enough.any() else []
    compared = rows.assign(
        before=averages[places - length],
        after=averages[places],
        change=own,
        low=[ordinary[place][0] for place in places],
        high=[ordinary[place][1] for place in places],
        compared_with=[ordinary[place][2] for place in places],
        p=p,
        p_adjusted=corrected,
        holds=corrected <= SIGNIFICANT,
    )
    order = pd.DataFrame({"p": p, "size": -np.abs(own)}).sort_values(["p", "size"], kind="stable").index
    return compared.drop(columns="place").loc[order].reset_index(drop=True)


def _ordinary(changes: Floats, place: int, weeks: int) -> tuple[float, float, int]:
    """The middle 90 % of the changes around other days, a week apart, whose weeks do not touch these; their number."""
    starts = np.arange(place % _DAYS_A_WEEK, len(changes), _DAYS_A_WEEK)
    others = changes[starts[np.abs(starts - place) >= 2 * weeks * _DAYS_A_WEEK]]
    others = others[~np.isnan(others)]
    quantiles = quantiles_of(pd.Series(others, dtype="float64"))
    return quantiles[0.05], quantiles[0.95], len(others)
