"""The projects that calls funded, and how long their grants took."""

from __future__ import annotations

from datetime import date

import pandas as pd

from lib.charts import outcomes as charts
from lib.common import formatting
from lib.common.formatting import HARD
from lib.figures.asking import Ask
from lib.figures.calls import words
from lib.figures.columns import CODE, COUNT, DATASET, DAY, DAYS, EUR, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.narrowing import CALLS, PLACE
from lib.figures.options import Chosen
from lib.figures.pages import OPEN_PROJECT, project_page
from lib.metrics.calls import grants
from lib.metrics.coverage import Coverage
from lib.metrics.scope import Scope

#: More calls than this are left to the table: nobody compares them one by one.
_MOST = 40


# Time to grant ----------------------------------------------------------------------------------------------------


def _time(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    found = ask(grants.time_to_grant, scope)
    dated, recorded = int(found["dated"].sum()), int(found["projects"].sum())
    return Result(found, (Coverage("recorded projects of these calls with both dates", dated, recorded),))


def _days(value: object) -> str:
    return f"{formatting.number(value)}{HARD}days"


def _say_time(answer: Answer) -> str:
    if answer.frame.empty:
        return "The time to grant of these calls is not known."
    latest = answer.frame.iloc[0]
    if latest["dated"] == 1:
        return f"{latest['call']}: {_days(latest['median'])}, from one project."
    return (
        f"{latest['call']}: half of {formatting.counted(latest['dated'], 'project')} took at most "
        f"{_days(latest['median'])}, the longest {_days(latest['longest'])}."
    )


def _draw_time(answer: Answer, look: Look) -> Chart | None:
    rows = answer.frame.head(_MOST)
    marks = rows.assign(
        key=rows["call_id"],
        name=rows["call"],
        description=[
            f"median {_days(row['median'])}, {formatting.counted(row['dated'], 'project')}"
            for row in rows.to_dict("records")
        ],
    )
    return charts.spreads_under_names(marks, title="Days from full-proposal deadline to grant", dark=look.dark)


TIME_TO_GRANT = Figure(
    id="calls.time_to_grant",
    title="Time to grant by call",
    question="How long do applicants wait for their grant?",
    unit="days",
    definition=Definition(
        counts=(
            "Days from the call's deadline for full proposals to the signature of a project's grant, or to its first "
            "day where the signature is not known: the table says how many of each. Median: half of the projects took "
            "no longer. The box holds the middle half of the projects, the line reaches to the shortest and longest."
        ),
        of=words.WHOLE_CALLS,
        left_out=(
            "Projects with neither date, or with one before the deadline, are left out, and so are dates known "
            "only to the month or year."
        ),
        why="Long waits cost researchers their staff; calls of many funders wait for the slowest.",
    ),
    reviewed=date(2026, 11, 30),
    entities=("call", "project"),
    narrowed_by=CALLS,
    compute=_time,
    columns=(
        *words.OF_CALL,
        Column("projects", "Projects recorded", COUNT),
        Column("by_signature", "Dated by signature", COUNT),
        Column("by_start", "Dated by first day", COUNT),
        Column("shortest", "Shortest (days)", DAYS),
        Column("quarter", "First quarter (days)", DAYS),
        Column("median", "Median (days)", DAYS),
        Column("three_quarters", "Third quarter (days)", DAYS),
        Column("longest", "Longest (days)", DAYS),
    ),
    sentence=_say_time,
    chart=_draw_time,
    empty="No project of these calls has a date to count to.",
)


# Projects ---------------------------------------------------------------------------------------------------------


def _projects(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    found = ask(grants.projects, scope)
    pages = pd.Series([project_page(project) for project in found["project_id"]], index=found.index, dtype="object")
    covered = Coverage("projects with their funding", int(found["funding_eur"].notna().sum()), len(found))
    return Result(found.assign(page=pages), (covered,))


def _say_projects(answer: Answer) -> str:
    found = answer.frame
    if found.empty:
        return "No project of these calls is recorded."
    known = found["funding_eur"].dropna()
    money = f"with {formatting.short_euro(known.sum())} of funding" if len(known) else "whose funding is not known"
    return f"{formatting.counted(len(found), 'project')} {money}."


PROJECTS = Figure(
    id="calls.projects",
    title="Projects of calls",
    title_of=lambda answer: "Projects of the chosen calls" if answer.scope.calls else "Projects of calls",
    question="Which projects did these calls fund?",
    unit="projects",
    definition=Definition(
        counts=(
            "The recorded projects of the calls. With countries chosen: those with a participant from them; with "
            "funders chosen: those that they pay for or that are of their own programmes."
        ),
        left_out="Projects that were funded and are not recorded.",
        why="It leads from the figures to the projects behind them, each with its own page.",
    ),
    reviewed=date(2026, 11, 30),
    entities=("project", "participation"),
    narrowed_by=CALLS | PLACE,
    compute=_projects,
    columns=(
        OPEN_PROJECT,
        Column("project_id", "Identifier", CODE, shown=False),
        Column("acronym", "Acronym"),
        Column("title", "Title"),
        Column("call", "Call"),
        Column("coordinator", "Coordinator"),
        Column("coordinator_country", "Coordinator's country"),
        Column("participants", "Participants", COUNT),
        Column("countries", "Countries", COUNT),
        Column("funding_eur", "Funding (EUR)", EUR),
        Column("start_date", "First day", DAY),
        Column("end_date", "Last day", DAY),
        Column("status", "Status"),
        DATASET,
    ),
    sentence=_say_projects,
    empty="No project of these calls is recorded for these filters.",
)
