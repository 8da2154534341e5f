"""Countries with programmes against those whose people come to events."""

from __future__ import annotations

from datetime import date
from typing import Final

from lib.charts import events as charts
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CODE, COUNT, Column
from lib.figures.comparison import MY_COUNTRY
from lib.figures.definition import Definition
from lib.figures.events import words
from lib.figures.events.attendees import _left_out
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.narrowing import OF_PROGRAMME
from lib.figures.options import Chosen
from lib.metrics.events import attendees
from lib.metrics.scope import Scope


def _standing(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    rows = words.exact(ask(attendees.against_programmes, scope))
    absent = (rows["standing"] == attendees.NEVER_CAME) & bool((rows["events"] > 0).any())
    context = {"left_out": _left_out(ask, scope, "country"), "absent": int(absent.sum())}
    return Result(rows.assign(is_absent=absent), words.known(ask, scope, "country"), context)


def _is_known(answer: Answer) -> bool:
    return bool((answer.frame["events"] > 0).any())


def _sentence_of_standing(answer: Answer) -> str:
    if not _is_known(answer):
        return words.NO_LIST
    counted = answer.frame["standing"].value_counts()
    standings = (*attendees.STANDINGS, attendees.NOT_KNOWN)
    said = [f"{standing}: {counted[standing]}" for standing in standings if standing in counted]
    return f"Countries by standing: {'; '.join(said)}."


def _finding_of_standing(answer: Answer) -> str:
    lists, absent = answer.coverage[0], answer.context["absent"]
    if not lists.is_enough:
        return f"Too few attendance lists to say from where nobody came: {lists.known} of {lists.of} events"
    if not absent:
        return "People came from every member and programme country"
    countries = formatting.counted(absent, "member or programme country", "members and programme countries")
    return f"From {countries} nobody came"


def _draw_standing(answer: Answer, look: Look) -> Chart | None:
    if not _is_known(answer):
        return None
    rows = answer.frame
    return charts.standing_of_countries(
        words.as_bars(rows[rows["standing"] != attendees.NOT_KNOWN]),
        order=attendees.STANDINGS,
        title="Persons who attended, and how the countries stand to the programmes",
        dark=look.dark,
        home=answer.home_name,
    )


def _caption_of_standing(answer: Answer) -> str:
    lists = answer.coverage[0]
    too_few = "" if lists.is_enough else f"There are too few attendance lists to say who never came: {lists.words}."
    return words.joined([answer.context["left_out"], too_few])


_STANDING: Final = Definition(
    counts=(
        "Countries with a programme that was active in the period, or with a member status, against the countries that "
        "people registered from. Hosted: events that took place in the country."
    ),
    of="Programmes are those that fit level, area and funder, and that the page on programmes counts.",
    left_out=(
        "Absent: no attendance list names anybody from the country; events without a list say nothing about it, "
        "so it is stated only where at least half of the events have a list by country."
    ),
    why="A member from which nobody comes may not be reached by the invitations.",
    notes=(words.SMALL_FIGURES, words.ROUGH_DATES),
)
_OF_COUNTRY: Final = (
    Column("iso2", "Country code", CODE, shown=False),
    Column("country", "Country"),
    Column("status", "Member status"),
    Column("programmes", "Programmes", COUNT),
    Column("hosted", "Events hosted", COUNT),
)
AGAINST_PROGRAMMES = Figure(
    id="events.against_programmes",
    title="Programme countries and attendance (persons)",
    question="Do people come from the countries that fund programmes?",
    unit="persons",
    definition=_STANDING,
    reviewed=date(2026, 11, 30),
    entities=("event", "attendance", "attendance sum", "programme", "country"),
    narrowed_by=words.EVENTS | OF_PROGRAMME,
    options=(MY_COUNTRY,),
    compute=_standing,
    columns=(
        *_OF_COUNTRY[:2],
        Column("standing", "Standing"),
        *_OF_COUNTRY[2:],
        Column("events", "Events attended", COUNT),
        *words.PERSONS,
    ),
    sentence=_sentence_of_standing,
    finding=_finding_of_standing,
    chart=_draw_standing,
    ranked=lambda answer: answer.frame,
    caption=_caption_of_standing,
    empty=words.NO_LIST,
)


def _absent(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    found = _standing(ask, scope, chosen)
    absent = found.frame[found.frame["is_absent"]]
    return Result(absent.reset_index(drop=True), found.coverage)


def _why_none_is_absent(answer: Answer) -> str:
    lists = answer.coverage[0]
    if not lists.is_enough:
        return f"There are too few attendance lists to say who never came: {lists.words}."
    return "Somebody registered from every member and programme country."


def _sentence_of_absent(answer: Answer) -> str:
    if answer.frame.empty:
        return _why_none_is_absent(answer)
    count = formatting.counted(len(answer.frame), "member or programme country", "members and programme countries")
    return f"From {count} nobody registered, by the lists of {answer.coverage[0].words}."


ABSENT_COUNTRIES = Figure(
    id="events.absent_countries",
    title="Members and programme countries from which nobody registered",
    question="From which members did nobody come?",
    unit="countries",
    definition=_STANDING,
    reviewed=date(2026, 11, 30),
    entities=("event", "attendance", "attendance sum", "programme", "country"),
    narrowed_by=words.EVENTS | OF_PROGRAMME,
    compute=_absent,
    columns=_OF_COUNTRY,
    sentence=_sentence_of_absent,
    empty=_why_none_is_absent,
)
