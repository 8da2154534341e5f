"""Whether an event, a call or a newsletter shows in the reach of the weeks after it, or whether it is noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any

import pandas as pd
from sqlalchemy import Engine, and_, case, func, literal, select, true

from lib.common import formatting
from lib.entities.call import Call
from lib.entities.event import Event
from lib.entities.output import Output
from lib.metrics.conditions import in_dataset
from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.periods import Period
from lib.metrics.reach import channels as summed
from lib.metrics.reach.channels import Channel, added_up, completed, of_channels, of_part, union_of
from lib.metrics.reach.steps import EPOCH, WEEK
from lib.metrics.scope import Scope
from lib.store.dates import epoch_day, known_to_the_day, maybe_within, precision_of

#: Below so many other stretches of time nothing is said about what is ordinary.
FEWEST_STRETCHES = 20
#: Means that differ by less are equal but for the way they were computed.
TINY = 1e-9

KINDS = ("event", "call", "newsletter")


def marks(engine: Engine, scope: Scope, first: date, last: date) -> pd.DataFrame:
    """What may show in the reach, from `first` to `last`, the latest first: kind, id, name, day.

    Events by their first day, calls by their opening, newsletters by their day; what has no day of its own, but only a
    longer time in which it was, is not among them.
    """
    queries = [
        select(
            literal("event").label("kind"), Event.event_id.label("id"), Event.name, Event.start_date.label("day")
        ).where(Event.start_date.between(first, last), known_to_the_day(Event.start_date), *in_dataset(scope, Event)),
        select(literal("call"), Call.call_id, Call.name, Call.opened).where(
            Call.opened.between(first, last), known_to_the_day(Call.opened), *in_dataset(scope, Call)
        ),
        select(literal("newsletter"), Output.output_id, Output.title, Output.period_start).where(
            Output.type == "newsletter",
            Output.period_start.between(first, last),
            known_to_the_day(Output.period_start),
            func.coalesce(Output.period_end, Output.period_start) == Output.period_start,
            *in_dataset(scope, Output),
        ),
    ]
    found = fetch(engine, union_of(*queries))
    return found.sort_values(["day", "kind", "id"], ascending=[False, True, True], ignore_index=True)


def marks_known(engine: Engine, scope: Scope, first: date, last: date) -> Coverage:
    """Of the events, calls and newsletters that may lie between two days, how many have a day of their own."""
    no_longer = func.coalesce(Output.period_end, Output.period_start) == Output.period_start
    dated: tuple[tuple[Any, Any, Any, Any], ...] = (
        (Event, Event.start_date, true(), true()),
        (Call, Call.opened, true(), true()),
        (Output, Output.period_start, Output.type == "newsletter", no_longer),
    )
    rows = [
        fetch_one(
            engine,
            select(func.count(case((and_(known_to_the_day(day), of_one), 1))).label("known"), func.count().label("of"))
            .select_from(model)
            .where(maybe_within(day, precision_of(day), first, last), fitting, *in_dataset(scope, model)),
        )
        for model, day, fitting, of_one in dated
    ]
    what = "events, calls and newsletters of the time that are dated to the day"
    return Coverage(what, sum(int(row["known"]) for row in rows), sum(int(row["of"]) for row in rows))


#: What can be compared before and after a day.
MEASURES = ("impressions", "engagements", "engagement_rate", "posts")


@dataclass(frozen=True)
class Comparison:
    """The weeks before a day against those after it, and how much such stretches differ ordinarily.

    Attributes:
        weeks: a row a week around the day: week (-1 is the week before, 0 begins on the day), first, value.
        ordinary_weeks: quantiles (0.05, 0.25, 0.5, 0.75, 0.95) of the values of all other weeks.
        changes: after - before around every other day, a week apart, whose weeks do not touch those of this one.
        ordinary_changes: quantiles of `changes`; NaN where there are too few.
        before, after: of an average week (of a rate: sums over sums of the weeks); NaN where nothing is known.
        reason: why nothing can be compared; empty where it can.
    """

    weeks: pd.DataFrame
    ordinary_weeks: dict[float, float]
    changes: tuple[float, ...]
    ordinary_changes: dict[float, float]
    before: float
    after: float
    reason: str = ""

    @property
    def change(self) -> float:
        return self.after - self.before

    @property
    def verdict(self) -> str:
        """One of within, above and below the ordinary range (5 to 95 %), or unknown."""
        low, high = self.ordinary_changes[0.05], self.ordinary_changes[0.95]
        if isnan(self.change) or isnan(low):
            return "unknown"
        return "above" if self.change > high + TINY else "below" if self.change < low - TINY else "within"

    @property
    def as_large(self) -> int:
        """How many of the other changes are at least as large, up or down."""
        return sum(abs(other) >= abs(self.change) - TINY for other in self.changes)


QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
#: Why nothing can be compared.
NO_TIME = "The chosen channels have no time in which the posts of all of them are known."


def known_of_all(chosen: Sequence[Channel]) -> Period | None:
    """The days on which the posts of every channel are known; None where there is no such day."""
    starts = [channel.first_post for channel in chosen if channel.first_post]
    ends = [channel.last_post for channel in chosen if channel.last_post]
    if not chosen or len(starts) < len(chosen) or max(starts) > min(ends):
        return None
    return Period("", max(starts), min(ends))


def comparison(
    engine: Engine, scope: Scope, chosen: tuple[Channel, ...], day: date, weeks: int, measure: str
) -> Comparison:
    """The `weeks` weeks before a day against as many from that day on, over the chosen channels together.

    Weeks are counted from the day. Only the time in which the posts of every chosen channel are known is looked at,
    whatever the filters' period: an account that began in between would be taken for an effect.
    """
    known = known_of_all(chosen)
    if known is None:
        return _nothing_compared(NO_TIME)
    first, last = known.first, known.last
    lowest, highest = -((day - first).days // 7), ((last - day).days + 1) // 7 - 1
    if lowest > -weeks or highest < weeks - 1:
        return _nothing_compared(
            f"The posts of the chosen channels are all known from {formatting.long_date(first)} to "
            f"{formatting.long_date(last)}; "
            f"that does not hold {formatting.counted(weeks, 'whole week')} before and after this day."
        )
    sums = _sums_by_week(engine, scope, chosen, day, lowest, highest)
    part, whole = _parts(sums, measure)
    values = (part / whole).where(whole >= fewest_of(measure))
    near = (sums.index >= -weeks) & (sums.index < weeks)
    changes = _changes(part, whole, weeks, fewest_of(measure))
    others = tuple(
        float(change) for at, change in changes.items() if abs(int(str(at))) >= 2 * weeks and not pd.isna(change)
    )
    around = pd.DataFrame({"week": sums.index[near], "first": sums["first"][near], "value": values[near]})
    before, after = (_pooled(part, whole, start, start + weeks, fewest_of(measure)) for start in (-weeks, 0))
    return Comparison(
        around.reset_index(drop=True),
        quantiles_of(values[~near].dropna()),
        others,
        quantiles_of(pd.Series(others, dtype="float64")),
        before,
        after,
    )


def _nothing_compared(reason: str) -> Comparison:
    nothing = dict.fromkeys(QUANTILES, float("nan"))
    empty = pd.DataFrame({"week": pd.Series(dtype="int64"), "first": [], "value": pd.Series(dtype="float64")})
    return Comparison(empty, nothing, (), nothing, float("nan"), float("nan"), reason)


def quantiles_of(values: pd.Series[float]) -> dict[float, float]:
    enough = len(values) >= FEWEST_STRETCHES
    return {share: float(values.quantile(share)) if enough else float("nan") for share in QUANTILES}


def _sums_by_week(
    engine: Engine, scope: Scope, chosen: Sequence[Channel], day: date, lowest: int, highest: int
) -> pd.DataFrame:
    """Sums over the chosen channels by week counted from a day, indexed by its number, with its first day."""
    source = summed.day_sums()
    first, after = day + lowest * WEEK, day + (highest + 1) * WEEK
    numbered = (
        # Counted from the first of the weeks: engines differ in how they divide negative numbers.
        select(source, ((epoch_day(source.c.day) - (first - EPOCH).days) // 7).label("week"))
        .where(
            *of_part(scope, source),
            of_channels(source.c.channel, chosen),
            source.c.day >= first,
            source.c.day < after,
        )
        .subquery()
    )
    found = fetch(engine, select(numbered.c.week, *added_up(numbered)).group_by(numbered.c.week))
    found["week"] = found["week"].astype("int64") + lowest
    every = pd.RangeIndex(lowest, highest + 1, name="week")
    sums = completed(found.set_index("week").reindex(every))
    return sums.assign(first=[pd.Timestamp(day + int(week) * WEEK) for week in every])


def _parts(sums: pd.DataFrame, measure: str) -> tuple[pd.Series[float], pd.Series[float]]:
    """Numerator and denominator of a measure by week; missing weeks count in neither."""
    if measure == "engagement_rate":
        impressions = sums["rated_impressions"].astype("Float64").astype(float)
        return sums["rated_engagements"].astype("Float64").astype(float), impressions.where(impressions > 0)
    part = sums[measure].astype("Float64").astype(float)
    return part, part.notna().astype(float).where(part.notna())


def fewest_of(measure: str) -> int:
    """Of fewer than so many impressions an engagement rate is none; of other figures a week is enough."""
    return formatting.FEWEST_TRIALS if measure == "engagement_rate" else 1


def _pooled(part: pd.Series[float], whole: pd.Series[float], start: int, stop: int, fewest: int) -> float:
    """Numerators over denominators of the weeks from `start` to before `stop`; NaN where they add up to too few."""
    inside = (part.index >= start) & (part.index < stop) & whole.notna()
    bottom = float(whole[inside].sum())
    return float(part[inside].sum()) / bottom if bottom >= fewest else float("nan")


def _changes(part: pd.Series[float], whole: pd.Series[float], weeks: int, fewest: int) -> pd.Series[float]:
    """After - before by the week that the second stretch begins with; NaN where a stretch is not known in full."""
    usable = whole.notna()
    sums = [values.where(usable, 0.0).rolling(weeks).sum() for values in (part, whole)]
    means = sums[0] / sums[1].where(sums[1] >= fewest)
    return means.shift(1 - weeks) - means.shift(1)
