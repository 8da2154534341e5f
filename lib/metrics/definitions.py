"""How each figure is computed, in words, and from which files. Pages print these beside the charts."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import Engine, case, select

from lib.metrics.filters import Filters
from lib.metrics.frames import fetch
from lib.store.models import ImportRecord

ACTIVE = (
    "A programme is active in a year when its first year is not later and its last year not earlier than that year; "
    "an open end is active. A programme whose first year is not known is never counted as active."
)
PROGRAMMES = (
    "Programmes that are recorded and fit the filters; with a period chosen, those active in at least one of its "
    f"years. {ACTIVE}"
)
BUDGET = (
    "Sum of the published total budgets, in EUR, of the programmes dedicated to personalised medicine (PM). Budgets of "
    "programmes that merely allow PM are never summed as money for PM. Programmes without a published budget, or with "
    "a budget in another currency for which no rate is recorded, are counted as programmes but add no money."
)
PER_MILLION = f"{BUDGET} Divided by the country's inhabitants in millions; a country without a population has none."
COUNTRIES = (
    "Countries with at least one active national or regional programme. European and international programmes belong "
    "to no country."
)
CALLS = (
    "Calls by the year they opened, or of their first deadline where the opening is not known. A call is open to "
    "several countries, so country filters do not apply."
)
SUCCESS_RATE = (
    "Projects funded divided by eligible pre-proposals, sums over sums, over the calls that publish both; never an "
    "average of rates. With countries chosen: the calls' outcomes of these countries. By the year that the call "
    "opened, or of its first deadline."
)
PROJECTS = (
    "Projects by the year of their first day. With countries chosen: projects with at least one participant from "
    "them. A project with partners in five countries counts once in each country's number and once in the total."
)
AWARDED = (
    "Funding of the projects that began in the year, in EUR, from all funders. With countries chosen: the money of "
    "the participants from them."
)
PARTICIPATIONS = "Organisations' parts in projects, in any role, by the year of the project's first day."
EVENTS = "Events by the year of their first day; with countries chosen, the country that hosted the event."
ATTENDANCE = (
    "People who attended: the attendance list where there is one, else the published number of people who attended, "
    "with ~ where its source calls it approximate. Online viewers are not attendees and are never added. Fewer than "
    "five persons at an event are shown as <5; a sum with them in it says the least and the most that it can be."
)
WITH_ATTENDANCE = (
    "Events with an attendance list that says who came, or with a published number of people who attended. All figures "
    "on attendance are of these events; of the others nothing is known."
)
SMALL_FIGURES = (
    "Numbers below five of an event's attendance list are not shown (<5); where the event's total would give one of "
    "them away, a second number is not shown either. What is hidden is the same whatever the filters, so comparing two "
    "views tells no more. A sum over events says the least and the most that it can be with what is hidden in it, such "
    "as 23 to 30; bars reach to the least, and their faint ends to the most."
)
REGISTERED = (
    "Registered: everyone who registered, and those who came without. Attendance rate: attended / registered, sums "
    "over sums, of the events that noted both; no-show is 1 minus that rate. Who registered and has no mark on the "
    "list did not come."
)
ATTENDANCE_BY_EVENT = f"{ATTENDANCE} {REGISTERED}"
ATTENDANCE_BY_KIND = f"{ATTENDANCE} {REGISTERED} {SMALL_FIGURES}"
ATTENDANCE_BY_COUNTRY = (
    "From the attendance lists: the country that people registered from. Events without a list are not in it. "
    f"{REGISTERED} {SMALL_FIGURES}"
)
ATTENDANCE_BY_ORGANISATION = (
    "From the attendance lists: the kind of organisation that people registered with. Events without a list are not in "
    f"it. {REGISTERED} {SMALL_FIGURES}"
)
NEW_AND_RETURNING = (
    "From the attendance lists: a person who attended is returning when the same pseudonym attended an event of the "
    "consortium that began on an earlier day, and new otherwise; earlier events count whatever the filters. Somebody "
    f"who attended three events is counted at each of them. {SMALL_FIGURES}"
)
CALENDAR = "Events by the month of their first day. Events whose day is not known are not in it."
HOSTS = f"Events by the country they took place in; online events have none. {ATTENDANCE} {REGISTERED}"
AGAINST_PROGRAMMES = (
    "Countries with a programme that was active in the period, or with a member status, against the countries that "
    "people registered from. Absent: no attendance list names anybody from the country; events without a list cannot "
    f"tell. Hosted: events that took place in the country. {SMALL_FIGURES}"
)
ONLINE_FIGURES = (
    "Figures that sources published of events besides the people who attended, as published; ~ marks those that the "
    "source calls approximate. Viewers and online participants are not attendees: they are never added to attendance, "
    "nor to each other."
)
REACH = (
    "Impressions summed over the posts of all channels in the year. Unique reach is never added up. Nothing measured "
    "is shown as no data, not as zero. Country and programme filters do not apply to posts."
)
TIMELINE = (
    "From the first to the last year of each programme. Running out: the last year ends within 24 months of today. "
    "End not stated: began, and its source names no last year; counted as active."
)


def source_files(engine: Engine, entities: Iterable[str], filters: Filters) -> pd.DataFrame:
    """Files that the rows of these entities came from, newest first.

    Returns:
        entity, file_name, imported_at, rows_read (NA of attendance), part (facts or illustrative).
    """
    query = (
        select(
            ImportRecord.entity,
            ImportRecord.file_name,
            ImportRecord.imported_at,
            # How many persons a file held would give a hidden number away, as what is missing to the total.
            case((ImportRecord.entity != "attendance", ImportRecord.rows_read)).label("rows_read"),
            case((ImportRecord.illustrative, "illustrative"), else_="facts").label("part"),
        )
        .where(ImportRecord.entity.in_(tuple(entities)))
        .order_by(ImportRecord.import_id.desc())
    )
    if filters.facts_only:
        query = query.where(ImportRecord.illustrative.is_(False))
    return fetch(engine, query)
