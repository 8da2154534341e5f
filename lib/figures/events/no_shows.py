"""Who registered and stayed away: event by event, and by kind of event, kind of organisation and country."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pandas as pd

from lib.charts import outcomes
from lib.common import formatting
from lib.figures import comparison
from lib.figures.asking import Ask
from lib.figures.columns import CODE, COUNT, SHARE, Column, no_rows
from lib.figures.definition import Definition
from lib.figures.events import listed, words
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen, Option
from lib.metrics.events import no_shows
from lib.metrics.scope import Scope
from lib.metrics.suppression import rate_in_words

BY = Option(
    "no-shows-by",
    "No-shows by",
    {
        "type": "Type of event",
        "format": "Format",
        "organisation": "Kind of organisation",
        "country": "Country",
    },
    "type",
)
_GROUPINGS: Final = {
    "type": no_shows.TYPE,
    "format": no_shows.FORMAT,
    "organisation": no_shows.ORGANISATION_TYPE,
    "country": no_shows.COUNTRY,
}
_NOTHING: Final = "No event that fits the filters has a list that says who registered and who came."

# Event by event ---------------------------------------------------------------------------------------------------


def _both(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    found = listed.ATTENDANCE_BY_EVENT.compute(ask, scope, chosen).frame
    known = found["rated_registered_least"].notna() & found["attended_least"].notna()
    return Result(found[known].reset_index(drop=True), words.known(ask, scope, "rate"))


def _sentence_of_both(answer: Answer) -> str:
    rows = answer.frame
    if rows.empty:
        return _NOTHING
    came, registered = (words.sum_of(rows, name) for name in ("attended", "registered"))
    events = formatting.counted(len(rows), "event")
    latest = rows.iloc[0].to_dict()
    return (
        f"{came} of {registered} who registered came to {events}. To the latest, {latest['name']}, "
        f"{words.say(latest, 'attended')} of {words.say(latest, 'registered')}."
    )


def _finding_of_both(answer: Answer) -> str:
    rows, lists = answer.frame, answer.coverage[0]
    if rows.empty:
        return answer.title
    registered = words.sum_of(rows, "registered")
    if not lists.is_enough:
        came = words.sum_of(rows, "attended")
        return f"{came} of {registered} registered came, at the {lists.known} of {lists.of} events with both numbers"
    least, most = (int(rows[f"attended_{end}"].sum()) for end in ("least", "most"))
    fewest, all_away = int(rows["registered_least"].sum()) - least, int(rows["registered_most"].sum()) - most
    share = rate_in_words(fewest / max(1, fewest + most), all_away / max(1, all_away + least)) or words.NO_LIST
    events = formatting.counted(len(rows), "event")
    return f"{share} of {registered} registered stayed away, at {events}"


REGISTERED_AND_ATTENDED = Figure(
    id="events.registered_and_attended",
    title="Registered and attended, by event (persons)",
    question="How many of those who registered came, event by event?",
    unit="persons",
    definition=Definition(
        counts=f"{words.ATTENDED} {words.REGISTERED}",
        of=words.RATE,
        left_out="Events of which not both are known, such as those with a published number of attendees alone.",
        why="The next event of its kind can be planned by it.",
        notes=(words.SMALL_FIGURES, words.ROUGH_DATES),
    ),
    reviewed=date(2026, 11, 30),
    entities=words.OF_LISTS,
    narrowed_by=listed.ATTENDANCE_BY_EVENT.narrowed_by,
    compute=_both,
    columns=listed.ATTENDANCE_BY_EVENT.columns,
    sentence=_sentence_of_both,
    finding=_finding_of_both,
    chart=listed.ATTENDANCE_BY_EVENT.chart,
    ranked=lambda answer: answer.frame,
    caption=listed.ATTENDANCE_BY_EVENT.caption,
    empty=_NOTHING,
)

# By group ---------------------------------------------------------------------------------------------------------


def _by_group(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    by = _GROUPINGS[chosen[BY.name]]
    known = words.known(ask, scope, "rate", *([by] if by in (no_shows.ORGANISATION_TYPE, no_shows.COUNTRY) else []))
    if by == no_shows.ORGANISATION_TYPE and scope.attendees_from:
        return Result(no_rows(_OF_GROUP), known)
    found = ask(no_shows.no_shows, scope, by)
    rows = words.exact(found) if len(found) else no_rows(_OF_GROUP)
    # The most who stayed away first; those of whom it is not shown last, by name.
    rows = rows.sort_values(["middle", "label"], ascending=[False, True], na_position="last", ignore_index=True)
    return Result(rows, known)


def _told(answer: Answer) -> pd.DataFrame:
    return answer.frame[answer.frame["middle"].notna()]


def _why_not(answer: Answer) -> str:
    if answer.chosen[BY.name] == "organisation" and answer.asked.attendees_from:
        return words.NOT_BY_COUNTRY
    if answer.frame.empty:
        return _NOTHING
    return (
        "Not shown for any group: numbers below five are hidden, and what they leave open is too wide to compare; the "
        "table has what is known."
    )


def _said(row: Mapping[Any, Any]) -> str:
    """`webinar 30.4 % of 553 (27.7 to 33.1 %, 5 events)`."""
    interval = ""
    if not pd.isna(row["low"]):
        interval = f"{formatting.percent_range(row['low'], row['high'])}, "
    events = formatting.counted(int(row["events"]), "event")
    return f"{row['label']} {words.say_share(row, 'no_show')} of {words.say(row, 'registered')} ({interval}{events})"


def _home(answer: Answer) -> Mapping[Any, Any] | None:
    """The row of my country; None where there is none, or where groups are no countries."""
    if answer.chosen[BY.name] != "country" or not answer.home:
        return None
    rows = answer.frame[answer.frame["group"] == answer.home].to_dict("records")
    return rows[0] if rows else None


def _sentence_of_groups(answer: Answer) -> str:
    told = _told(answer)
    if told.empty:
        return _why_not(answer)
    said = [_said(row) for row in told.to_dict("records")]
    most = f"Stayed away the most: {said[0]}"
    text = f"{most}; the least: {said[-1]}." if len(said) > 1 else f"{most}."
    home = _home(answer)
    if home is None:
        return text
    return f"{_said(home)}; all others {words.say_share(home, 'others_no_show')}. {text}"


def _finding_of_groups(answer: Answer) -> str:
    told, home = _told(answer), _home(answer)
    by = words.lowered(BY.values[answer.chosen[BY.name]])
    if told.empty:
        return f"No-shows by {by} cannot be told: too much of them is hidden" if len(answer.frame) else _title(answer)
    first = told.iloc[0].to_dict() if home is None else home
    others = f"all others {words.say_share(first, 'others_no_show')}"
    most = "Stayed away the most" if home is None else "Stayed away"
    interval = ""
    if not pd.isna(first["low"]):
        interval = f" ({formatting.percent_range(first['low'], first['high'])})"
    return f"{most}: {first['label']}, {words.say_share(first, 'no_show')}{interval}; {others}"


def _title(answer: Answer) -> str:
    return f"No-shows by {words.lowered(BY.values[answer.chosen[BY.name]])}"


def _draw_groups(answer: Answer, look: Look) -> Chart | None:
    told = _told(answer)
    if told.empty:
        return None
    values = told.assign(
        key=told["group"],
        name=told["label"],
        rate=told["middle"],
        description=[
            f"{words.say_share(row, 'no_show')} of {words.say(row, 'registered')}" for row in told.to_dict("records")
        ],
    )
    return outcomes.intervals_under_names(
        values[["key", "name", "rate", "low", "high", "description"]],
        average=float("nan"),
        title="Share of those registered who stayed away, with its 95 % interval between events",
        dark=look.dark,
        home=[answer.home] if _home(answer) is not None else [],
    )


def _caption_of_groups(answer: Answer) -> str:
    hidden = len(answer.frame) - len(_told(answer))
    if not hidden or hidden == len(answer.frame):
        return ""
    groups = formatting.counted(hidden, "group")
    return f"{groups} of too few people, or with too much hidden, only in the table."


_OF_GROUP: Final = (
    Column("group", "Code", CODE, shown=False),
    Column("label", "Group"),
    Column("events", "Events with both numbers", COUNT),
    *words.PERSONS,
    *words.RATES,
    Column("low", "No-shows, 95 % interval from", SHARE),
    Column("high", "No-shows, 95 % interval to", SHARE),
    Column("middle", "No-shows, middle of what they can be", SHARE, shown=False),
    Column(
        "others_no_show",
        "No-shows of all others",
        SHARE,
        words="others_no_show_words",
        instead=tuple(f"others_{name}" for name in no_shows.RATED),
    ),
    *(
        Column(
            f"others_{column.name}", column.header.replace("Of the rate", "Of that of all others"), COUNT, shown=False
        )
        for column in words.RATED
    ),
)

NO_SHOWS_BY_GROUP = Figure(
    id="events.no_shows_by_group",
    title="Who registered and stayed away",
    title_of=_title,
    question="Who registers and stays away: from which events, kinds of organisation and countries?",
    unit="share of those registered",
    definition=Definition(
        counts="People who registered and did not come, as a share of those who registered.",
        of=f"{words.RATE} All others: the other groups together, sums over sums, never with the group itself.",
        left_out=(
            "Events without a list of both. Where hidden numbers leave more than ten points open, no share is shown: "
            "often of countries and kinds of organisation, from which few came to each event."
        ),
        why="Shares of few events differ by chance: a group stands out where its interval is beyond the others’ share.",
        notes=(
            "The 95 % interval is that of a ratio of sums with events as the units, since people stay away from an "
            "event together; hidden numbers make it wider. Of fewer than five events there is none.",
            words.REGISTERED,
            words.SMALL_FIGURES,
            words.ROUGH_DATES,
        ),
    ),
    reviewed=date(2026, 11, 30),
    entities=words.OF_LISTS,
    narrowed_by=words.ATTENDANCE,
    options=(BY, comparison.MY_COUNTRY),
    compute=_by_group,
    columns=_OF_GROUP,
    sentence=_sentence_of_groups,
    finding=_finding_of_groups,
    chart=_draw_groups,
    ranked=lambda answer: answer.frame,
    caption=_caption_of_groups,
    empty=_why_not,
)
