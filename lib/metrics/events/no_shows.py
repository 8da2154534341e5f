"""Who registered and stayed away, by kind of event, kind of organisation and country, beside all others.

Only lists count of which both numbers are published, so that registered and attended are of the same people. People of
one event stay away together (a strike, a date that moved), so a share is as certain as it is alike between events: its
interval is that of a ratio of sums with events as the units that are drawn (cluster sampling; Cochran 1977, 6.4).
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from scipy.stats import t as student
from sqlalchemy import Engine, Float, and_, case, cast, func, select

from lib.entities.country import Country
from lib.metrics.events.attendance import of_events, per_event
from lib.metrics.events.covered import coverage
from lib.metrics.frames import fetch
from lib.metrics.scope import Scope
from lib.metrics.suppression import NOT_SHOWN, SUMS, sums, sums_again, worded
from lib.store import suppression as cells
from lib.store.summary_tables import AttendanceCell

#: What no-shows are grouped by.
TYPE, FORMAT, ORGANISATION_TYPE, COUNTRY = "type", "format", cells.ORGANISATION_TYPE, cells.COUNTRY
GROUPINGS = (TYPE, FORMAT, ORGANISATION_TYPE, COUNTRY)
#: Of fewer events there is no interval.
FEWEST_EVENTS = 5
_BOUNDS = ("attended_least", "attended_most", "registered_least", "registered_most")
#: The numbers that a rate is of.
RATED = tuple(f"rated_{bound}" for bound in _BOUNDS)
_SQUARES = ("away_away", "away_registered", "registered_registered")


def no_shows(engine: Engine, scope: Scope, by: str) -> pd.DataFrame:
    """Count those who registered and stayed away, of the lists that have both numbers.

    Args:
        engine: the store.
        scope: the events; where attendees come from, but for kinds of organisation.
        by: one of GROUPINGS.

    Returns:
        group (a type, a format, a kind of organisation or an ISO code; "" where not known), label, events (with both
        numbers), attendance as in lib.metrics.suppression, low and high (the 95% interval of no_show between events,
        the numbers that are hidden heeded; NaN of fewer than FEWEST_EVENTS events, or where no_show is not shown),
        middle (of the least and the most that no_show can be; NaN likewise), and of all other groups together, sums
        over sums: others_no_show, others_no_show_words, and what it is of, others_rated_….
    """
    found = _by_kind(engine, scope, by) if by in (TYPE, FORMAT) else _by_category(engine, scope, by)
    known = found[found["both"] > 0].reset_index(drop=True)
    enough = known["both"] * 2 >= known["of"]
    shown = worded(known.drop(columns=["both", "of", *_SQUARES]), enough).assign(events=known["both"])
    shown = shown.assign(**_interval(known, shown), **_others(known, bool(enough.all())))
    return shown.assign(label=_labels(engine, shown["group"], by))


_MEASURES = ("attended", "registered")


def _by_kind(engine: Engine, scope: Scope, kind: str) -> pd.DataFrame:
    event = per_event(scope)
    key = func.coalesce(event.c[kind], "")
    both = event.c.rated_attended_least
    numbers = {bound: event.c[f"rated_{bound}"] for bound in _BOUNDS}
    query = (
        select(
            key.label("group"),
            func.count(both).label("both"),
            func.count().label("of"),
            *sums_again(event),
            *_squares(numbers),
        )
        .group_by(key)
        .order_by(key)
    )
    return _of_both(fetch(engine, query))


def _by_category(engine: Engine, scope: Scope, dimension: str) -> pd.DataFrame:
    narrowed = scope.attendees_from if dimension == COUNTRY else ()
    both = and_(AttendanceCell.attended_least.is_not(None), AttendanceCell.registered_least.is_not(None))
    numbers = {bound: case((both, getattr(AttendanceCell, bound))) for bound in _BOUNDS}
    query = (
        select(
            AttendanceCell.category.label("group"),
            func.count(case((both, 1))).label("both"),
            *sums(),
            *_squares(numbers),
        )
        .where(
            AttendanceCell.dimension == dimension,
            *([AttendanceCell.category.in_(narrowed)] if narrowed else []),
            *of_events(scope),
        )
        .group_by(AttendanceCell.category)
        .order_by(AttendanceCell.category)
    )
    found = fetch(engine, query)
    # Lists name no group from which nobody came: enough is known where it is of the events as a whole.
    enough = coverage(engine, scope.without("attendees_from"))[dimension].is_enough
    return _of_both(found.assign(of=found["both"] * (1 if enough else 3)))


def _squares(numbers: dict[str, Any]) -> list[Any]:
    """Columns for a query: sums over lists of the squares and products that the interval needs, of what lies in the
    middle of the least and the most that a number can be."""
    middle = {
        name: cast(numbers[f"{name}_least"] + numbers[f"{name}_most"], Float) / 2 for name in ("attended", "registered")
    }
    away, registered = middle["registered"] - middle["attended"], middle["registered"]
    products = (away * away, away * registered, registered * registered)
    return [func.sum(product).label(name) for name, product in zip(_SQUARES, products, strict=True)]


def _of_both(found: pd.DataFrame) -> pd.DataFrame:
    """The sums with those of the lists that have both numbers in the place of all."""
    return found.assign(**{bound: found[f"rated_{bound}"] for bound in _BOUNDS})


def _interval(known: pd.DataFrame, shown: pd.DataFrame) -> dict[str, pd.Series[float]]:
    """Return middle, low and high, see `no_shows`."""
    sums = {name: known[name].astype("Float64").astype(float) for name in (*_BOUNDS, *_SQUARES, "both")}
    attended, registered = ((sums[f"{name}_least"], sums[f"{name}_most"]) for name in _MEASURES)
    away = registered[0] - attended[0], registered[1] - attended[1]
    lowest, highest = away[0] / (away[0] + attended[1]), away[1] / (away[1] + attended[0])
    everybody, events = (registered[0] + registered[1]) / 2, sums["both"]
    share = (away[0] + away[1]) / 2 / everybody
    squares = sums["away_away"] - 2 * share * sums["away_registered"] + share**2 * sums["registered_registered"]
    error = (squares.clip(lower=0) * events / (events - 1)) ** 0.5 / everybody
    half = error * student.ppf(1 - _BESIDE, events - 1)
    words = shown["no_show_words"]
    told = shown["no_show"].notna() | ((lowest < highest) & words.notna() & (words != NOT_SHOWN))
    certain = told & (events >= FEWEST_EVENTS)
    return {
        "middle": ((lowest + highest) / 2).where(told),
        "low": (lowest - half).clip(0, 1).where(certain),
        "high": (highest + half).clip(0, 1).where(certain),
    }


#: What is left out of a 95% interval on each side.
_BESIDE = 0.025


def _others(known: pd.DataFrame, enough: bool) -> dict[str, pd.Series[Any]]:
    """Return the no-show of all other groups together of each."""
    others = pd.DataFrame({name: known[name].sum() - known[name] for name in SUMS}, index=known.index)
    said = worded(others, enough)
    return {f"others_{name}": said[name] for name in ("no_show", "no_show_words", *RATED)}


def _labels(engine: Engine, groups: pd.Series[Any], by: str) -> pd.Series[Any]:
    names = {"": "not known"}
    if by == COUNTRY:
        named = fetch(engine, select(Country.iso2, Country.name))
        names |= dict(zip(named["iso2"], named["name"], strict=True))
    return groups.map(lambda group: names.get(group, group)).astype("object")
