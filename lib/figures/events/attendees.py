"""Who attended: from which countries and kinds of organisation, new or returning, and which countries never came."""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd

from lib.charts import events as charts
from lib.charts.map_pictures import choropleth_picture
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CODE, COUNT, YEAR, Column, no_rows
from lib.figures.comparison import MY_COUNTRY
from lib.figures.country_maps import EXTENT
from lib.figures.definition import Definition
from lib.figures.events import words
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen
from lib.metrics.choices import choices
from lib.metrics.events import attendees
from lib.metrics.scope import Scope

PERSONS_BY_COUNTRY: Final = "Persons who attended, by the country they came from"


def _left_out(ask: Ask, scope: Scope, dimension: str) -> str:
    return words.left_out(ask(attendees.without_breakdown, scope)[dimension])


def _by_country(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    covered = words.known(ask, scope, "country")
    rows = words.ordered(words.exact(ask(attendees.by_country, scope)), "country", covered[0].is_enough)
    known = ask(choices, date.today().year, scope.demonstration)
    context = {"left_out": _left_out(ask, scope, "country"), "names": known.countries}
    return Result(rows.reset_index(drop=True), covered, context)


def _has_attendance(answer: Answer) -> bool:
    return bool(answer.frame["attended_least"].notna().any())


def _sentence_by_country(answer: Answer) -> str:
    if not _has_attendance(answer):
        return words.NO_LIST
    ranked = answer.coverage[0].is_enough
    named = answer.frame[(answer.frame["iso2"] != "") & (answer.frame["attended_least"] > 0)]
    rows = words.ordered(named, "country", ranked)
    count = formatting.counted(len(named), "country", "countries")
    return f"From {count}{', the most first' if ranked else ''}: {words.say_each(rows, 'country') or 'none is known'}."


def _finding_by_country(answer: Answer) -> str:
    """How many came from my country and its place among all, as far as hidden numbers leave it open; or the first."""
    named = answer.frame[(answer.frame["iso2"] != "") & (answer.frame["attended_least"] > 0)]
    if named.empty:
        return answer.title
    count = formatting.counted(len(named), "country", "countries")
    ranked, home = answer.coverage[0].is_enough, named[named["iso2"] == answer.home]
    if answer.home and home.empty:
        return (
            f"From {answer.context['names'].get(answer.home, answer.home)} nobody is known to have come; from {count}"
        )
    if home.empty:
        most = f", the most from {words.the_most(named, 'country')}" if ranked else ""
        return f"People came from {count}{most}"
    own = home.iloc[0].to_dict()
    best = 1 + int((named["attended_least"] > own["attended_most"]).sum())
    worst = int((named["attended_most"] >= own["attended_least"]).sum())
    place = f"place {best}" if best == worst else f"place {best} to {worst}"
    came = f"{words.say(own, 'attended')} people came from {own['country']}"
    return f"{came}, {place} of {count}" if ranked else came


def shaded(answer: Answer) -> pd.DataFrame:
    """The countries of an answer that somebody came from: the rows of the map."""
    rows = words.as_bars(answer.frame)
    return rows[(rows["iso2"] != "") & (rows["attended"] > 0)]


def _draw_map(answer: Answer, _look: Look) -> Chart | None:
    if not _has_attendance(answer):
        return None
    return choropleth_picture(
        shaded(answer),
        measure="attended",
        show=formatting.number,
        unit=PERSONS_BY_COUNTRY,
        names=answer.context["names"],
        view=answer.chosen[EXTENT.name],
        compared=answer.coverage[0].is_enough,
        home=answer.home,
    )


def _draw_by_country(answer: Answer, look: Look) -> Chart | None:
    if not _has_attendance(answer):
        return None
    return charts.attendance_bars(
        words.as_bars(answer.frame),
        name="country",
        title="Persons who attended",
        label="Country",
        dark=look.dark,
        only_attended=True,
        ranked=answer.coverage[0].is_enough,
        home=answer.home_name,
    )


def _caption_of_map(answer: Answer) -> str:
    known = answer.coverage[0]
    if known.is_enough:
        return ""
    return f"Not shaded for comparison, since the list by country is known for too few events: {known.words}."


def _title_by_country(answer: Answer) -> str:
    return f"Where attendees come from{', ranked' if answer.coverage[0].is_enough else ''} (persons)"


_ORIGIN: Final = Definition(
    counts="From the attendance lists, and sums in their place: the country that people registered from.",
    of=words.RATE,
    left_out="Events without a list, and lists that cannot be broken down by country.",
    why="It shows which members the events reach, and which they do not.",
    notes=(words.REGISTERED, words.SMALL_FIGURES, words.ROUGH_DATES),
)
_OF_ORIGIN: Final = (
    Column("iso2", "Country code", CODE, shown=False),
    Column("country", "Country"),
    Column("region", "Region", shown=False),
    Column("events", "Events", COUNT),
    *words.PERSONS,
    *words.RATES,
)
ATTENDEES_ON_MAP = Figure(
    id="events.attendees_on_map",
    title="Where attendees come from, on the map (persons)",
    question="From which countries did people come to our events?",
    unit="persons",
    definition=_ORIGIN,
    reviewed=date(2026, 11, 30),
    entities=words.OF_LISTS,
    narrowed_by=words.ATTENDANCE,
    options=(EXTENT, MY_COUNTRY),
    compute=_by_country,
    columns=_OF_ORIGIN,
    sentence=_sentence_by_country,
    chart=_draw_map,
    caption=_caption_of_map,
    empty=words.NO_LIST,
)
ATTENDEES_BY_COUNTRY = Figure(
    id="events.attendees_by_country",
    title="Where attendees come from (persons)",
    title_of=_title_by_country,
    question="From which countries did most people come to our events?",
    unit="persons",
    definition=_ORIGIN,
    reviewed=date(2026, 11, 30),
    entities=words.OF_LISTS,
    narrowed_by=words.ATTENDANCE,
    options=(MY_COUNTRY,),
    compute=_by_country,
    columns=_OF_ORIGIN,
    sentence=_sentence_by_country,
    finding=_finding_by_country,
    chart=_draw_by_country,
    ranked=lambda answer: answer.frame,
    caption=lambda answer: words.joined(
        [words.not_ranked(answer.coverage[0], "the list by country"), answer.context["left_out"]]
    ),
    empty=words.NO_LIST,
)


def _by_organisation(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    known = words.known(ask, scope, "organisation type")
    if scope.attendees_from:
        return Result(no_rows(_OF_ORGANISATION), known, {"left_out": ""})
    found = words.exact(ask(attendees.by_organisation_type, scope))
    rows = words.ordered(found, "organisation_type", known[0].is_enough).reset_index(drop=True)
    return Result(rows, known, {"left_out": _left_out(ask, scope, "organisation type")})


def _why_not(answer: Answer) -> str:
    return words.NOT_BY_COUNTRY if answer.asked.attendees_from else words.NO_LIST


def _sentence_by_organisation(answer: Answer) -> str:
    if answer.frame.empty:
        return _why_not(answer)
    ranked = answer.coverage[0].is_enough
    rows = words.ordered(answer.frame, "organisation_type", ranked)
    said = words.say_each(rows, "organisation_type") or "not known"
    return f"Attended{', the most first' if ranked else ''}: {said}."


def _finding_by_organisation(answer: Answer) -> str:
    if answer.frame.empty or not answer.coverage[0].is_enough:
        return answer.title
    return f"Kinds of organisation, the most people from: {words.the_most(answer.frame, 'organisation_type')}"


def _draw_by_organisation(answer: Answer, look: Look) -> Chart | None:
    return charts.attendance_bars(
        words.as_bars(answer.frame),
        name="organisation_type",
        title="Attendance by kind of organisation (persons)",
        label="Kind of organisation",
        dark=look.dark,
        ranked=answer.coverage[0].is_enough,
    )


_OF_ORGANISATION: Final = (
    Column("organisation_type", "Kind of organisation"),
    Column("events", "Events", COUNT),
    *words.PERSONS,
    *words.RATES,
)
ATTENDANCE_BY_ORGANISATION_TYPE = Figure(
    id="events.attendance_by_organisation_type",
    title="Attendance by kind of organisation (persons)",
    question="From which kinds of organisation did people come to our events?",
    unit="persons",
    definition=Definition(
        counts=(
            "From the attendance lists, and sums in their place: the kind of organisation that people registered with."
        ),
        of=words.RATE,
        left_out="Events without a list, and lists that cannot be broken down by kind of organisation.",
        why="It shows whether ministries, hospitals or companies are reached.",
        notes=(words.REGISTERED, words.SMALL_FIGURES, words.ROUGH_DATES),
    ),
    reviewed=date(2026, 11, 30),
    entities=words.OF_LISTS,
    narrowed_by=words.ATTENDANCE,
    compute=_by_organisation,
    columns=_OF_ORGANISATION,
    sentence=_sentence_by_organisation,
    finding=_finding_by_organisation,
    chart=_draw_by_organisation,
    ranked=lambda answer: answer.frame,
    caption=lambda answer: words.joined(
        [words.not_ranked(answer.coverage[0], "the list by kind of organisation"), answer.context["left_out"]]
    ),
    empty=_why_not,
)


def _history(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    known = words.known(ask, scope, "history")
    if scope.attendees_from:
        return Result(no_rows(_OF_HISTORY), known, {"left_out": ""})
    rows = words.exact(ask(attendees.new_and_returning, scope), "new", "returning")
    return Result(rows.assign(year=rows["year"].astype("Int64")), known, {"left_out": _left_out(ask, scope, "history")})


def why_no_history(answer: Answer) -> str:
    """Why it is not known who had come before."""
    return words.NOT_BY_COUNTRY if answer.asked.attendees_from else "No attendance list with a date fits the filters."


def _sentence_of_history(answer: Answer) -> str:
    if answer.frame.empty:
        return why_no_history(answer)
    last = answer.frame.iloc[-1].to_dict()
    return (
        f"In {last['year']}, {words.say(last, 'new')} new and {words.say(last, 'returning')} returning people attended."
    )


def _finding_of_history(answer: Answer) -> str:
    return answer.title if answer.frame.empty else _sentence_of_history(answer).removesuffix(".")


def _draw_history(answer: Answer, look: Look) -> Chart | None:
    return charts.people_over_years(
        words.as_bars(answer.frame, "new", "returning"),
        columns={"new": "New", "returning": "Returning"},
        title="New and returning attendees by year (persons)",
        dark=look.dark,
    )


_OF_HISTORY: Final = (
    Column("year", "Year", YEAR),
    *words.persons("new", "New"),
    *words.persons("returning", "Returning"),
)
NEW_AND_RETURNING = Figure(
    id="events.new_and_returning",
    title="New and returning attendees by year (persons)",
    question="Do the same people come again, or new ones?",
    unit="persons",
    definition=Definition(
        counts=(
            "From the attendance lists: a person who attended is returning when the same pseudonym attended an event "
            "of the consortium that began on an earlier day, and new otherwise; earlier events count whatever the "
            "filters. Somebody who attended three events is counted at each of them."
        ),
        left_out=(
            "An event with fewer than nine people, or with more than could have come before, is left out, but for "
            "those of the first day; so is one without a date or a list. Of sums nobody knows who came again."
        ),
        why="A community comes back; an audience changes.",
        notes=(words.SMALL_FIGURES, words.ROUGH_DATES),
    ),
    reviewed=date(2026, 11, 30),
    entities=words.OF_PERSONS,
    narrowed_by=words.ATTENDANCE,
    compute=_history,
    columns=_OF_HISTORY,
    sentence=_sentence_of_history,
    finding=_finding_of_history,
    chart=_draw_history,
    caption=lambda answer: answer.context["left_out"],
    empty=why_no_history,
)
