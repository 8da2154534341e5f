"""What the Overview says of events: how many there were, and how many people came."""

from __future__ import annotations

from datetime import date

import pandas as pd

from lib.common import formatting
from lib.figures import notes
from lib.figures.asking import Ask
from lib.figures.columns import COUNT, YEAR, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Figure, Result
from lib.figures.narrowing import PLACE
from lib.figures.options import Chosen
from lib.figures.overview.findings.words import REVIEWED, row_of
from lib.metrics import overview
from lib.metrics.coverage import Coverage
from lib.metrics.scope import YEARS, Scope


def _attendance(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    found = ask(overview.headlines, scope, date.today(), ("events", "attendance"))
    held, came = found.loc[["events", "attendance"]].to_dict("records")
    frame = pd.DataFrame(
        [
            {
                "year": int(came["year"]),
                "events": 0 if pd.isna(held["value"]) else int(held["value"]),
                "known": 0 if pd.isna(came["known"]) else int(came["known"]),
                "attended": came["value"],
                "words": came["words"] or None,
                "least": came["least"],
                "most": came["most"],
            }
        ]
    )
    covered = Coverage(
        "events with a known number of people", int(frame["known"].iloc[0]), int(frame["events"].iloc[0])
    )
    return Result(frame.astype({"attended": "Float64", "least": "Float64", "most": "Float64"}), (covered,))


def _say_attendance(answer: Answer) -> str:
    row = row_of(answer)
    if not row["events"]:
        return f"No event of {row['year']} is recorded."
    held = formatting.counted(row["events"], "event")
    was = "was" if row["events"] == 1 else "were"
    if not row["known"]:
        return f"{held} {was} held in {row['year']}; how many people came is not known of any."
    people = row["words"] or formatting.number(row["attended"])
    came = f"{people} {'person' if people == '1' else 'people'} came to "
    if row["known"] == row["events"]:
        return f"{came}{held} in {row['year']}."
    known = formatting.number(row["known"])
    return f"{held} {was} held in {row['year']}; {came}the {known} of known attendance."


ATTENDANCE_OF_YEAR = Figure(
    id="overview.people",
    title="People at events",
    question="How many people came to the events of the year?",
    unit="people",
    definition=Definition(
        counts=(
            "People who attended events that began in the year: the attendance list where there is one, else the "
            "published number of people who attended."
        ),
        left_out="Online viewers are not attendees and are never added. Events whose attendance is not known.",
        why="Whom the consortium's work reaches in person.",
        notes=(notes.HEADLINE_YEAR,),
    ),
    reviewed=REVIEWED,
    entities=("event", "attendance", "attendance sum", "published figure"),
    narrowed_by=PLACE | {*YEARS},
    compute=_attendance,
    columns=(
        Column("year", "Year", YEAR),
        Column("events", "Events held", COUNT),
        Column("known", "Of known attendance", COUNT),
        Column("attended", "People who attended", COUNT, words="words", instead=("least", "most")),
        Column("least", "At least", COUNT, shown=False),
        Column("most", "At most", COUNT, shown=False),
    ),
    sentence=_say_attendance,
)
