"""How many of those who came had come before, by year, type or format of the event, or event by event.

It is made of the published numbers of new and returning attendees. Who came in one year and again in another is not
published: such numbers would cross the lists of two events, and tell of few persons.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Engine, String, cast, func, select

from lib.common.formatting import FEWEST_TRIALS, counts_of
from lib.entities.event import Event
from lib.metrics.conditions import event_conditions
from lib.metrics.frames import fetch
from lib.metrics.rates import wilson
from lib.metrics.scope import Scope
from lib.metrics.suppression import NOT_SHOWN, in_words, rate_in_words, shown_part
from lib.store import suppression as cells
from lib.store.summary_tables import AttendanceCell
from lib.store.years import event_year

#: What they are grouped by.
YEAR, TYPE, FORMAT, EVENT = "year", "type", "format", "event"
GROUPINGS = (YEAR, TYPE, FORMAT, EVENT)


def coming_back(engine: Engine, scope: Scope, by: str) -> pd.DataFrame:
    """Count those who came, and those of them who had come to an event that began on an earlier day.

    Args:
        engine: the store.
        scope: the events.
        by: one of GROUPINGS.

    Returns:
        group (a year, a type or a format, "" where not known; the identifier of an event), label, day (of an event),
        events, attended (persons, of the lists that tell new from returning), returning, returning_most and
        returning_words (see lib.metrics.suppression), share and share_words (returning of attended; the lowest and the
        highest where a number is hidden; the counts of fewer than ten), low and high (the 95% interval of Wilson's
        score, the numbers that are hidden heeded; NaN where there is no share). By year and by event the earliest
        first, else by name.
    """
    query = (
        select(
            Event.event_id,
            Event.name,
            Event.start_date.label("day"),
            cast(event_year, String).label("year"),
            func.coalesce(Event.type, "").label("type"),
            func.coalesce(Event.format, "").label("format"),
            AttendanceCell.category,
            AttendanceCell.attended_least,
            AttendanceCell.attended_most,
        )
        .join(Event, Event.event_id == AttendanceCell.event_id)
        .where(
            AttendanceCell.dimension == cells.HISTORY,
            AttendanceCell.attended_least.is_not(None),
            *shown_part(scope),
            *event_conditions(scope),
        )
        .order_by(Event.start_date, Event.event_id)
    )
    found = fetch(engine, query)
    bounds = {
        f"{category}_{end}": found[f"attended_{end}"].where(found["category"] == category)
        for category in (cells.NEW, cells.RETURNING)
        for end in ("least", "most")
    }
    key = "event_id" if by == EVENT else by
    grouped = found.assign(**bounds).groupby(key, sort=by != EVENT)
    # A list without new or without returning people has no cell of them: then nobody was.
    rows = grouped[[*bounds]].sum().astype("int64").assign(events=grouped["event_id"].nunique())
    if by == EVENT:
        rows = rows.assign(label=grouped["name"].first(), day=grouped["day"].first())
    else:
        nothing = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[ns]")
        rows = rows.assign(label=rows.index.to_series().replace("", "not known"), day=nothing)
    return _shares(rows.reset_index(names="group"))


def _shares(rows: pd.DataFrame) -> pd.DataFrame:
    # The less returned, the more were new: their sum is known.
    least, most = rows["returning_least"], rows["returning_most"]
    attended = rows["new_most"] + least
    exact, few = least == most, attended < FEWEST_TRIALS
    words = [
        _words(*row)
        for row in zip(least.tolist(), most.tolist(), attended.tolist(), exact.tolist(), few.tolist(), strict=True)
    ]
    share_words = pd.Series(words, index=rows.index, dtype="object")
    interval = wilson(least, attended)["low"], wilson(most, attended)["high"]
    told = ~few & (share_words != NOT_SHOWN)
    returning_words = [in_words(*pair) for pair in zip(least.tolist(), most.tolist(), strict=True)]
    return pd.DataFrame(
        {
            **{name: rows[name] for name in ("group", "label", "day", "events")},
            "attended": attended,
            "returning": least,
            "returning_most": most,
            "returning_words": pd.Series(returning_words, index=rows.index, dtype="object"),
            "share": (least / attended).where(exact & ~few),
            "share_words": share_words,
            "low": interval[0].where(told),
            "high": interval[1].where(told),
        }
    )


def _words(least: int, most: int, attended: int, exact: bool, few: bool) -> Any:
    """What stands in place of a share; None where it is shown."""
    if exact:
        return counts_of(least, attended) if few else None
    return NOT_SHOWN if few else rate_in_words(least / attended, most / attended)
