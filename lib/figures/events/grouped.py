"""Events and their attendance by what they have in common: type, format, year, month and host country."""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd

from lib.charts import events as charts
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CODE, COUNT, YEAR, Column
from lib.figures.comparison import MY_COUNTRY
from lib.figures.definition import Definition
from lib.figures.events import words
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen, Option
from lib.metrics.events import attendance
from lib.metrics.scope import Scope

_NOTHING: Final = "No attendance is known for these filters."
_COUNTS: Final = (*words.COUNTED, *words.PERSONS, *words.RATES, words.APPROXIMATE)
KIND = Option("kind", "Attendance by", {"type": "Type", "format": "Format"}, "type")


def _is_known(rows: pd.DataFrame) -> bool:
    return bool((rows["attended_least"].notna() | rows["registered_least"].notna()).any())


# By type or format ------------------------------------------------------------------------------------------------


def _by_kind(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    kind = chosen[KIND.name]
    rows = words.exact(ask(attendance.by_kind, scope, kind).rename(columns={kind: "kind"}))
    return Result(rows, words.known(ask, scope, "attended", kind))


def _title_by_kind(answer: Answer) -> str:
    return f"Attendance by {answer.chosen[KIND.name]} of event (persons)"


def _sentence_by_kind(answer: Answer) -> str:
    if not _is_known(answer.frame):
        return _NOTHING
    ranked = answer.coverage[0].is_enough
    rows = words.ordered(answer.frame.assign(kind=answer.frame["kind"].fillna("not known")), "kind", ranked)
    return f"Attended{', the most first' if ranked else ''}: {words.say_each(rows, 'kind') or 'not known'}."


def _finding_by_kind(answer: Answer) -> str:
    known = answer.frame[answer.frame["attended_least"].notna() & answer.frame["kind"].notna()]
    if known.empty or not answer.coverage[0].is_enough:
        return answer.title
    return f"{KIND.values[answer.chosen[KIND.name]]} of event to which the most came: {words.the_most(known, 'kind')}"


def _draw_by_kind(answer: Answer, look: Look) -> Chart | None:
    if not _is_known(answer.frame):
        return None
    return charts.attendance_bars(
        words.as_bars(answer.frame),
        name="kind",
        title=_title_by_kind(answer),
        label=KIND.values[answer.chosen[KIND.name]],
        dark=look.dark,
        ranked=answer.coverage[0].is_enough,
    )


def _caption_by_kind(answer: Answer) -> str:
    return words.joined([words.not_ranked(answer.coverage[0], "the attendance"), words.REGISTERED_WHERE])


ATTENDANCE_BY_KIND = Figure(
    id="events.attendance_by_kind",
    title="Attendance by kind of event (persons)",
    title_of=_title_by_kind,
    question="To which types and formats of events do people come?",
    unit="persons",
    definition=Definition(
        counts=words.ATTENDED,
        of=words.RATE,
        left_out="Events whose attendance is not known are counted, but are not in the sums.",
        why="Some formats bring more people, others stay away less.",
        notes=(words.REGISTERED, words.SMALL_FIGURES, words.ROUGH_DATES),
    ),
    reviewed=date(2026, 11, 30),
    entities=words.OF_ATTENDANCE,
    narrowed_by=words.ATTENDANCE,
    options=(KIND,),
    compute=_by_kind,
    columns=(Column("kind", "Kind of event"), *_COUNTS),
    sentence=_sentence_by_kind,
    finding=_finding_by_kind,
    chart=_draw_by_kind,
    caption=_caption_by_kind,
    empty=_NOTHING,
)


# By year ----------------------------------------------------------------------------------------------------------


def _by_year(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    rows = words.exact(ask(attendance.by_kind, scope, "year"))
    return Result(rows.assign(year=rows["year"].astype("Int64")), words.known(ask, scope, "dated", "attended"))


def _sentence_by_year(answer: Answer) -> str:
    known = answer.frame[answer.frame["attended_least"].notna()]
    if known.empty:
        return _NOTHING
    first, last = known.iloc[0].to_dict(), known.iloc[-1].to_dict()
    if first["year"] == last["year"]:
        return f"{last['year']}: {words.say(last, 'attended')} attended."
    return (
        f"From {words.say(first, 'attended')} who attended in {first['year']} to {words.say(last, 'attended')} in "
        f"{last['year']}."
    )


def _finding_by_year(answer: Answer) -> str:
    # Of few events the change would be that of what is known.
    return _sentence_by_year(answer).removesuffix(".") if answer.coverage[1].is_enough else answer.title


def _draw_by_year(answer: Answer, look: Look) -> Chart | None:
    if not _is_known(answer.frame):
        return None
    return charts.people_over_years(
        words.as_bars(answer.frame),
        columns={"registered": charts.REGISTERED, "attended": charts.ATTENDED},
        title="Attendance by year (persons)",
        dark=look.dark,
    )


ATTENDANCE_BY_YEAR = Figure(
    id="events.attendance_by_year",
    title="Attendance by year (persons)",
    question="Do more people come to our events than in earlier years?",
    unit="persons",
    definition=Definition(
        counts=words.ATTENDED,
        of=words.RATE,
        left_out="Events whose date or attendance is not known.",
        why="A year with few known numbers is not a year with few people: the table says of how many events they are.",
        notes=(words.REGISTERED, words.SMALL_FIGURES, words.ROUGH_DATES),
    ),
    reviewed=date(2026, 11, 30),
    entities=words.OF_ATTENDANCE,
    narrowed_by=words.ATTENDANCE,
    compute=_by_year,
    columns=(Column("year", "Year", YEAR), *_COUNTS),
    sentence=_sentence_by_year,
    finding=_finding_by_year,
    chart=_draw_by_year,
    caption=lambda _answer: words.REGISTERED_WHERE,
    empty=_NOTHING,
)


# By month ---------------------------------------------------------------------------------------------------------

_NO_DAY: Final = "No event with a known day fits the filters."
_CALENDAR: Final = "Calendar: events by month of their first day (number)"


def _calendar(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    return Result(ask(attendance.calendar, scope), words.known(ask, scope, "month"))


def _sentence_of_calendar(answer: Answer) -> str:
    months = answer.frame
    if months.empty:
        return _NO_DAY
    most = months.sort_values("events", kind="stable").iloc[-1]
    total = formatting.counted(int(months["events"].sum()), "event")
    return (
        f"{total} in {formatting.counted(len(months), 'month')}; the most in {formatting.month(most['month'])} "
        f"{int(most['year'])}: {int(most['events'])}."
    )


def _finding_of_calendar(answer: Answer) -> str:
    if answer.frame.empty:
        return "Events by month"
    months = answer.frame.groupby("month")["events"].sum()
    most = months[months == months.max()]
    named = formatting.list_names([formatting.month(month) for month in most.index])
    return f"Of {formatting.counted(int(months.sum()), 'event')} the most began in {named}: {int(months.max())}"


def _draw_calendar(answer: Answer, look: Look) -> Chart | None:
    return charts.calendar(answer.frame, title=_CALENDAR, dark=look.dark)


CALENDAR = Figure(
    id="events.calendar",
    title=_CALENDAR,
    question="When in the year do our events take place?",
    unit="events",
    definition=Definition(
        counts="Events by the month of their first day.",
        left_out="Events of which only the year, or no date, is known.",
        why="It shows when dates collide, and which months are free.",
        notes=(words.ROUGH_DATES,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("event",),
    narrowed_by=words.EVENTS,
    compute=_calendar,
    columns=(
        Column("year", "Year", YEAR),
        Column("month", "Month", COUNT, write=formatting.month),
        Column("events", "Events", COUNT),
    ),
    sentence=_sentence_of_calendar,
    finding=_finding_of_calendar,
    chart=_draw_calendar,
    empty=_NO_DAY,
)


# By host ----------------------------------------------------------------------------------------------------------

_NO_HOST: Final = "The host country is not known for any event that fits the filters."


def _by_host(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    known = words.known(ask, scope, "hosts")
    rows = words.exact(ask(attendance.by_host, scope))
    ordered = rows if known[0].is_enough else rows.sort_values("country", kind="stable", ignore_index=True)
    return Result(ordered, known)


def _sentence_by_host(answer: Answer) -> str:
    hosts = answer.frame[answer.frame["country"].notna()]
    if hosts.empty:
        return _NO_HOST
    ranked = answer.coverage[0].is_enough
    rows = hosts if ranked else hosts.sort_values("country")
    said = ", ".join(f"{row['country']} {row['events']}" for row in rows.head(5).to_dict("records"))
    more = f" and {len(rows) - 5} more countries" if len(rows) > 5 else ""
    return f"Events hosted{', the most first' if ranked else ''}: {said}{more}."


def _finding_by_host(answer: Answer) -> str:
    hosts, known = answer.frame[answer.frame["country"].notna()], answer.coverage[0]
    if hosts.empty or not known.is_enough:
        return f"The host country is known for {known.known} of {known.of} events"
    most = hosts[hosts["events"] == hosts["events"].max()]
    named = formatting.list_names(list(most["country"]))
    count = formatting.counted(len(hosts), "country", "countries")
    return f"{count} hosted events, {named} the most: {int(most['events'].iloc[0])}"


def _draw_by_host(answer: Answer, look: Look) -> Chart | None:
    hosts = answer.frame[answer.frame["country"].notna()]
    if hosts.empty:
        return None
    ranked, home = answer.coverage[0].is_enough, answer.home_name
    return charts.events_by_host(hosts, title="Events hosted", dark=look.dark, ranked=ranked, home=home)


EVENTS_BY_HOST = Figure(
    id="events.by_host",
    title="Events by host country (number)",
    question="Which countries host our events?",
    unit="events",
    definition=Definition(
        counts=f"Events by the country they took place in. {words.ATTENDED}",
        of=words.RATE,
        left_out="Online events have no host country; of some others it is not known.",
        why="Members may ask whether events come to all parts of Europe.",
        notes=(words.REGISTERED, words.ROUGH_DATES),
    ),
    reviewed=date(2026, 11, 30),
    entities=words.OF_ATTENDANCE,
    narrowed_by=words.ATTENDANCE,
    options=(MY_COUNTRY,),
    compute=_by_host,
    columns=(Column("iso2", "Country code", CODE, shown=False), Column("country", "Host country"), *_COUNTS),
    sentence=_sentence_by_host,
    finding=_finding_by_host,
    chart=_draw_by_host,
    ranked=lambda answer: answer.frame,
    caption=lambda answer: words.not_ranked(answer.coverage[0], "the host country"),
    empty=_NO_HOST,
)
