"""The sums over all events that fit, as single numbers, each with the events that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import COUNT, SHARE, Column
from lib.figures.definition import Definition
from lib.figures.events import words
from lib.figures.figure import Answer, Card, Figure, Result
from lib.figures.options import Chosen
from lib.metrics.events import attendance
from lib.metrics.scope import Scope


@dataclass(frozen=True)
class _Number:
    """A number of the sums: its column, what must be known for it (empty: nothing), and how it is written."""

    column: str
    known: str
    write: Callable[[object], str] = formatting.number


def _rows(number: _Number, ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    totals = ask(attendance.totals, scope)
    numbers = {name: "Float64" for name in totals if not name.endswith("_words")}
    row = words.exact(pd.DataFrame([totals]).astype(numbers), "attended", "registered", "returning")
    return Result(row, words.known(ask, scope, *([number.known] if number.known else [])))


def _value(number: _Number, row: Mapping[Any, Any]) -> str:
    stands_in = row.get(f"{number.column}_words")
    if isinstance(stands_in, str):
        return stands_in
    return "no data" if pd.isna(row[number.column]) else number.write(row[number.column])


def _base(number: _Number, answer: Answer) -> str:
    if not number.known:
        return ""
    known = answer.coverage[0]
    return f"{formatting.counts_of(known.known, known.of)} events"


def _card(number: _Number, answer: Answer) -> Card:
    return Card(_value(number, answer.frame.iloc[0].to_dict()), _base(number, answer))


def _sentence(number: _Number, answer: Answer) -> str:
    value, base = _value(number, answer.frame.iloc[0].to_dict()), _base(number, answer)
    value = "not known" if value == "no data" else value
    return f"{answer.title}: {value}{f' ({base})' if base else ''}."


def _made(
    name: str,
    title: str,
    question: str,
    number: _Number,
    definition: Definition,
    columns: tuple[Column, ...],
    *,
    unit: str = "persons",
    narrowed_by: frozenset[str] = words.ATTENDANCE,
    entities: tuple[str, ...] = words.OF_ATTENDANCE,
) -> Figure:
    return Figure(
        id=f"events.{name}",
        title=title,
        question=question,
        unit=unit,
        definition=definition,
        reviewed=date(2026, 11, 30),
        entities=entities,
        narrowed_by=narrowed_by,
        compute=partial(_rows, number),
        columns=columns,
        sentence=partial(_sentence, number),
        card=partial(_card, number),
    )


NUMBER = _made(
    "number",
    "Events",
    "How many events were there?",
    _Number("events", ""),
    Definition(
        counts=words.EVENT,
        left_out="With a period chosen, events whose date is not known.",
        notes=(words.ROUGH_DATES,),
    ),
    (words.COUNTED[0],),
    unit="events",
    narrowed_by=words.EVENTS,
    entities=("event",),
)
WITH_ATTENDANCE = _made(
    "with_attendance",
    "With attendance",
    "For how many events do we know the attendance?",
    _Number("events_with_attendance", ""),
    Definition(counts=words.WITH_ATTENDANCE, why="A sum over few events is no sum over all."),
    words.COUNTED,
    unit="events",
)
ATTENDED = _made(
    "attended",
    "Attended",
    "How many people came to our events?",
    _Number("attended", "attended"),
    Definition(
        counts=f"{words.ATTENDED} Somebody who attended three events is counted at each of them.",
        left_out="Events whose attendance is not known.",
        why="The board and the Commission ask how many people the events reach.",
    ),
    (*words.persons("attended", "Attended"), *words.COUNTED, words.APPROXIMATE),
)
REGISTERED = _made(
    "registered",
    "Registered",
    "How many people registered for our events?",
    _Number("registered", "registered"),
    Definition(
        counts=words.REGISTERED,
        left_out="Events without an attendance list or sums.",
        why="Places that are taken and not used cost money.",
        notes=(words.SMALL_FIGURES,),
    ),
    (*words.persons("registered", "Registered"), *words.COUNTED),
)
NO_SHOWS = _made(
    "no_shows",
    "No-shows",
    "Who registered and stayed away?",
    _Number("no_show", "rate", formatting.percent),
    Definition(
        counts="People who registered and did not come, as a share of those who registered.",
        of=words.RATE,
        left_out="Events of which not both numbers are known.",
        why="It shows how many more people can be invited than there are places.",
        notes=(words.REGISTERED, words.SMALL_FIGURES),
    ),
    (
        Column("no_show", "No-shows", SHARE, words="no_show_words", instead=tuple(c.name for c in words.RATED)),
        *words.RATED,
    ),
    unit="share of those registered",
)
HOME_COUNTRIES = _made(
    "home_countries",
    "Home countries",
    "From how many countries did people come to our events?",
    _Number("countries", "country"),
    Definition(
        counts="Countries that somebody who attended is known to have registered from.",
        left_out="Events without an attendance list or sums, and lists that cannot be broken down by country.",
        why="A count over few lists is no count over all events: other countries may have come to the others.",
        notes=(words.SMALL_FIGURES,),
    ),
    (Column("countries", "Home countries", COUNT),),
    unit="countries",
    entities=words.OF_LISTS,
)
CAME_BACK = _made(
    "came_back",
    "Came back",
    "How many people came back to a later event?",
    _Number("returning", "history"),
    Definition(
        counts=(
            "Attendances of people who had come before: the same pseudonym attended an event of the consortium that "
            "began on an earlier day; earlier events count whatever the filters. Somebody who attended three events is "
            "counted at each of them."
        ),
        left_out=(
            "An event with fewer than nine people, or with more than could have come before, but for those of the "
            "first day; events without a date or a list. Of sums nobody knows who came again."
        ),
        why="A community comes back; an audience changes.",
        notes=(words.SMALL_FIGURES,),
    ),
    words.persons("returning", "Came back"),
    narrowed_by=words.EVENTS,
    entities=words.OF_PERSONS,
)
#: Those at the head of the page. The base of the others says of how many events the attendance is known.
AT_A_GLANCE: tuple[Figure, ...] = (NUMBER, ATTENDED, REGISTERED, NO_SHOWS, HOME_COUNTRIES, CAME_BACK)
CARDS: tuple[Figure, ...] = (NUMBER, WITH_ATTENDANCE, ATTENDED, REGISTERED, NO_SHOWS, HOME_COUNTRIES, CAME_BACK)
