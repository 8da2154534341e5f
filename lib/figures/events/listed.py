"""Events one by one: their attendance, all that is known of them, and other figures that were published of them."""

from __future__ import annotations

from datetime import date
from typing import Final

from lib.charts import events as charts
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CHECKED, CODE, COUNT, DATASET, DAY, FLAG, LINK, SOURCE, Column
from lib.figures.definition import Definition
from lib.figures.events import words
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen
from lib.metrics.events import attendance, online
from lib.metrics.scope import Scope

#: More events than this cannot be told apart in a chart.
_MOST_EVENTS = 100
_OF_EVENT: Final = (Column("event_id", "Identifier", CODE, shown=False), Column("name", "Event"), words.DATE)
_OF_SOURCE: Final = (
    Column("approximate", "Approximate", FLAG, shown=False),
    Column("source", "Attendance from"),
    DATASET,
)


def _events(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    rows = words.exact(ask(attendance.by_event, scope))
    return Result(
        rows.assign(approximate=rows["approximate"].astype(bool), key=rows["event_id"]),
        words.known(ask, scope, "attended", "registered"),
    )


# Attendance -------------------------------------------------------------------------------------------------------


def _attendance(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    found = _events(ask, scope, chosen)
    rows = found.frame
    known = rows[rows["attended_least"].notna() | rows["registered_least"].notna()].reset_index(drop=True)
    return Result(known, words.known(ask, scope, "attended"))


def _sentence_of_attendance(answer: Answer) -> str:
    if answer.frame.empty:
        return "Attendance is not known for any event that fits the filters."
    latest = answer.frame.iloc[0].to_dict()
    return (
        f"Known for {formatting.counted(len(answer.frame), 'event')}. At the latest, {latest['name']}, "
        f"{words.say(latest, 'attended')} attended; registered: {words.say(latest, 'registered')}."
    )


def _finding_of_attendance(answer: Answer) -> str:
    known, events = answer.frame[answer.frame["attended_least"].notna()], answer.coverage[0]
    if known.empty:
        return answer.title
    about = "About " if known["approximate"].any() else ""
    people = f"{words.sum_of(known, 'attended')} people"
    if events.is_whole:
        return f"{about}{people} came to {formatting.counted(events.known, 'event')}"
    return f"{about}{people} came to the {events.known} of {events.of} events whose attendance is known"


def _draw_attendance(answer: Answer, look: Look) -> Chart | None:
    shown = formatting.at_precision(words.as_bars(answer.frame).head(_MOST_EVENTS))
    return charts.attendance_by_event(
        shown,
        title=f"{formatting.counted(len(shown), 'event')}, the latest first",
        dark=look.dark,
        picked=look.picked,
    )


def _caption_of_attendance(answer: Answer) -> str:
    if len(answer.frame) <= _MOST_EVENTS:
        return ""
    return f"The latest {_MOST_EVENTS} of {formatting.number(len(answer.frame))}; narrow the filters to see more."


ATTENDANCE_BY_EVENT = Figure(
    id="events.attendance_by_event",
    title="Attendance by event (persons)",
    question="Who came to which event, and who registered and stayed away?",
    unit="persons",
    definition=Definition(
        counts=words.ATTENDED,
        of=words.RATE,
        left_out="Events of which neither number is known.",
        why="The next event of its kind can be planned by it.",
        notes=(words.REGISTERED, words.ROUGH_DATES),
    ),
    reviewed=date(2026, 11, 30),
    entities=words.OF_ATTENDANCE,
    # All events stay in the chart, so that another one can be picked.
    narrowed_by=words.ATTENDANCE - {"events"},
    compute=_attendance,
    columns=(*_OF_EVENT, *words.PERSONS, *words.RATES, *_OF_SOURCE),
    sentence=_sentence_of_attendance,
    finding=_finding_of_attendance,
    chart=_draw_attendance,
    ranked=lambda answer: answer.frame,
    caption=_caption_of_attendance,
    empty="Attendance is not known for any event that fits the filters.",
)


# Everything -------------------------------------------------------------------------------------------------------


def _sentence_of_listing(answer: Answer) -> str:
    if answer.frame.empty:
        return "No event fits the filters."
    dated = answer.frame[answer.frame["start_date"].notna()]
    count = f"{formatting.counted(len(answer.frame), 'event')} fit{'s' if len(answer.frame) == 1 else ''}"
    return f"{count}; the latest is {dated.iloc[0]['name']}." if len(dated) else f"{count}; none has a known date."


def _finding_of_listing(answer: Answer) -> str:
    return _sentence_of_listing(answer).removesuffix(".")


LISTING = Figure(
    id="events.listing",
    title="All events",
    question="Which events were there, when, where and of which kind?",
    unit="events",
    definition=Definition(
        counts=f"The events one by one, the latest first, those without a date last. {words.ATTENDED}",
        of=words.RATE,
        left_out="With a period chosen, events whose date is not known.",
        notes=(words.REGISTERED, words.ROUGH_DATES),
    ),
    reviewed=date(2026, 11, 30),
    entities=words.OF_ATTENDANCE,
    narrowed_by=words.ATTENDANCE,
    compute=_events,
    columns=(
        *_OF_EVENT,
        Column("end_date", "Last day", DAY),
        Column("type", "Type"),
        Column("format", "Format"),
        Column("city", "City"),
        Column("iso2", "Country code", CODE, shown=False),
        Column("country", "Host country"),
        *words.PERSONS,
        *words.RATES,
        *_OF_SOURCE,
        Column("url", "Page", LINK),
    ),
    sentence=_sentence_of_listing,
    finding=_finding_of_listing,
    empty="No event fits the filters.",
)


# What is not attendance -------------------------------------------------------------------------------------------


def _online(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    days = words.known(ask, scope)
    return Result(ask(online.online_figures, scope), (ask(online.online_known, scope), *days))


def _sentence_of_online(answer: Answer) -> str:
    if answer.frame.empty:
        return "No such figure was published for the events that fit the filters."
    first = answer.frame.iloc[0]
    count = formatting.counted(len(answer.frame), "figure")
    return f"{count} published; of the latest event, {first['name']}: {first['quantity']} {first['value']}."


ONLINE_FIGURES = Figure(
    id="events.online_figures",
    title="Online viewers and other published figures",
    question="How many followed our events online, and what else was published of them?",
    unit="as the column Unit says",
    definition=Definition(
        counts=(
            "Figures that sources published of events besides the people who attended, as published; ~ marks those "
            "that the source calls approximate."
        ),
        left_out="For most events none was published.",
        why=(
            "Viewers and online participants are not attendees: they are never added to attendance, nor to each other."
        ),
        notes=(words.ROUGH_DATES,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("event", "published figure"),
    narrowed_by=words.EVENTS,
    compute=_online,
    columns=(
        *_OF_EVENT,
        Column("quantity", "What"),
        Column("value", "Published figure"),
        Column("number", "Number", COUNT, shown=False),
        Column("approximate", "Approximate", FLAG, shown=False),
        Column("unit", "Unit"),
        Column("stage", "Stage"),
        Column("as_of", "As of", DAY),
        *CHECKED,
        Column("note", "Note"),
        SOURCE,
    ),
    sentence=_sentence_of_online,
    empty="No such figure was published for the events that fit the filters.",
)
