"""What figures on events share: what narrows them, rules of definitions, columns, and numbers of persons in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import COUNT, DAY, SHARE, Column
from lib.figures.narrowing import PERIOD, PLACE
from lib.metrics.coverage import Coverage
from lib.metrics.events import covered
from lib.metrics.scope import Scope
from lib.metrics.suppression import in_words

#: What narrows events; and attendance, which may be that of people from some countries.
EVENTS: Final = PLACE | PERIOD | {"event_types", "event_formats", "events"}
ATTENDANCE: Final = EVENTS | {"attendees_from"}
#: Entities of figures on attendance that may be a published number, of those on attendance lists and sums, and of those
#: on lists of persons alone.
OF_ATTENDANCE: Final = ("event", "attendance", "attendance sum", "published figure")
OF_LISTS: Final = ("event", "attendance", "attendance sum")
OF_PERSONS: Final = ("event", "attendance")

EVENT: Final = "Events by the year of their first day; with countries chosen, the country that hosted the event."
ATTENDED: Final = (
    "People who attended: the attendance list where there is one, or the sums entered in its place, else the published"
    " number of people who attended, with ~ where its source calls it approximate. Online viewers are not attendees "
    "and are never added. Fewer than five persons at an event are shown as <5; a sum with them in it says the least "
    "and the most that it can be."
)
WITH_ATTENDANCE: Final = (
    "Events with an attendance list that says who came, with sums in its place, or with a published number of people "
    "who attended. All figures on attendance are of these events; of the others nothing is known."
)
REGISTERED: Final = (
    "Registered: everyone who registered, and those who came without. Who registered and has no mark on the list did "
    "not come."
)
RATE: Final = (
    "Attendance rate: attended / registered, sums over sums, of the events that noted both; no-show is 1 minus that "
    "rate. Of fewer than ten people registered, or where fewer than half of the events noted both, the counts stand in "
    "place of a rate: 5 of 7."
)
SMALL_FIGURES: Final = (
    "Numbers below five of an event's attendance list, or of its sums, are not shown (<5), and others are hidden with "
    "them until each could still be 1, 2, 3 or 4, for all that is shown anywhere and for whoever knows this rule. "
    "Those others are the persons of whom it is not known, then categories in an order that has nothing to do with "
    "their numbers; where that is not enough, the event is not broken down. What is hidden is the same whatever the "
    "filters. A sum over events says the least and the most that it can be with what is hidden in it, such as 23 to "
    "30; bars reach to the least, and their faint ends to the most."
)
ROUGH_DATES: Final = (
    "A date of which only the month or the year is known counts in a period of days where all of that month or year "
    "lies in it, so that periods which follow each other count nothing twice."
)
REGISTERED_WHERE: Final = (
    "Registrations are known only where there is an attendance list, or sums; published figures tell how many "
    "attended. So attended can be larger than registered."
)
NOT_BY_COUNTRY: Final = "Not shown for attendees from chosen countries: such figures would be about too few persons."
NO_LIST: Final = "No attendance list fits the filters."

#: Columns of the events themselves.
COUNTED: Final = (
    Column("events", "Events", COUNT),
    Column("events_with_attendance", "With known attendance", COUNT),
)
APPROXIMATE: Final = Column("approximate", "Events with an approximate number", COUNT, shown=False)


def persons(name: str, header: str) -> tuple[Column, ...]:
    """A number of persons: itself where nothing in it is hidden, and the least and the most that it can be."""
    ends = (f"{name}_least", f"{name}_most")
    return (
        Column(name, f"{header} (persons)", COUNT, words=f"{name}_words", instead=ends),
        Column(ends[0], f"{header}, at least", COUNT, shown=False),
        Column(ends[1], f"{header}, at most", COUNT, shown=False),
    )


PERSONS: Final = (*persons("attended", "Attended"), *persons("registered", "Registered"))
_RATED: Final = tuple(f"rated_{name}_{end}" for name in ("attended", "registered") for end in ("least", "most"))
RATED: Final = tuple(
    Column(name, f"Of the rate: {measure}, at {end}", COUNT, shown=False)
    for name in _RATED
    for _, measure, end in (name.split("_"),)
)
RATES: Final = (
    Column("rate", "Attendance rate", SHARE, words="rate_words", instead=_RATED),
    Column("no_show", "No-shows", SHARE, words="no_show_words", instead=_RATED),
    *RATED,
)
DATE: Final = Column("start_date", "First day", DAY)


def exact(rows: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Numbers of persons as files have them.

    Args:
        rows: numbers as lib.metrics.suppression gives them, where each is the least that it can be.
        names: of the numbers; attended and registered where not given.

    Returns:
        The rows, each number missing where something in it is hidden, with `<name>_least` beside it.
    """
    made = rows.copy()
    for name in names or ("attended", "registered"):
        least = rows[name].astype("Int64")
        made[f"{name}_least"] = least
        made[name] = least.where((least == rows[f"{name}_most"].astype("Int64")).fillna(False))
    return made


def as_bars(rows: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Rows of `exact` as charts draw them: each number the least that it can be."""
    return rows.assign(**{name: rows[f"{name}_least"] for name in names or ("attended", "registered")})


def say(row: Mapping[Any, Any], name: str) -> str:
    """A number of persons of a row of `exact`, or what stands in its place: `<5`, `23 to 30`; "not known"."""
    if isinstance(row[f"{name}_words"], str):
        return str(row[f"{name}_words"])
    return "not known" if pd.isna(row[name]) else formatting.number(row[name])


def say_share(row: Mapping[Any, Any], name: str) -> str:
    """A share of a row, or what stands in its place: `88.6 to 89.7 %`, `5 of 7`."""
    stands_in = row[f"{name}_words"]
    return str(stands_in) if isinstance(stands_in, str) else formatting.percent(row[name])


def say_each(rows: pd.DataFrame, label: str, most: int = 5) -> str:
    """How many attended in each of the first rows of which it is known: `conference 1 234, workshop 23 to 30`."""
    known = rows[rows["attended_least"].notna()]
    said = [f"{row[label]} {say(row, 'attended')}" for row in known.head(most).to_dict("records")]
    more = f" and {formatting.number(len(known) - most)} more" if len(known) > most else ""
    return f"{', '.join(said)}{more}"


def ordered(rows: pd.DataFrame, label: str, ranked: bool) -> pd.DataFrame:
    """The largest attendance first, or where countries and the like cannot be ranked, in the order of their names."""
    if ranked:
        return rows.sort_values("attended_least", ascending=False, na_position="last", kind="stable")
    return rows.sort_values(label, kind="stable")


def the_most(rows: pd.DataFrame, label: str) -> str:
    """Where the most came from, or to, with their number; all that may be it where hidden numbers leave it open."""
    first = rows[rows["attended_most"] >= rows["attended_least"].max()]
    if len(first) == 1:
        row = first.iloc[0].to_dict()
        return f"{row[label]} {say(row, 'attended')}"
    names = first.sort_values("attended_least", ascending=False, kind="stable")[label]
    return " or ".join([*names.head(3), *([f"{len(names) - 3} more"] if len(names) > 3 else [])])


def known(ask: Ask, scope: Scope, *names: str) -> tuple[Coverage, ...]:
    """Count the events for which a figure's inputs are known, and those that surely lie in a period of days."""
    found = ask(covered.coverage, scope)
    return tuple(found[name] for name in (*names, *(["days"] if "days" in found else [])))


def not_ranked(coverage: Coverage, what: str) -> str:
    """Why names stand in alphabetical order, where too little is known to rank them; empty where they are ranked."""
    return "" if coverage.is_enough else f"Not ranked, since {what} is known for too few events: {coverage.words}."


def sum_of(rows: pd.DataFrame, name: str) -> str:
    """A number of persons of all rows of `exact` together: itself, or the least and the most that it can be."""
    least, most = int(rows[f"{name}_least"].sum()), int(rows[f"{name}_most"].sum())
    return in_words(least, most) or formatting.number(least)


def left_out(count: int) -> str:
    """How many lists cannot be broken down; empty where all can."""
    if not count:
        return ""
    lists = formatting.counted(count, "attendance list")
    return f"{lists} left out, since a breakdown could give away numbers below five."


def joined(sentences: Sequence[str]) -> str:
    """Sentences as one text, without those that are empty."""
    return " ".join(sentence for sentence in sentences if sentence)


def lowered(label: str) -> str:
    """A label within a sentence: `kind of organisation`."""
    return f"{label[0].lower()}{label[1:]}"
