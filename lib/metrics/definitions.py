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
    "People who attended: the attendance list where there is one, else the published number of people who attended. "
    "Online viewers are not attendees and are never added. Fewer than five persons are shown as <5."
)
REACH = (
    "Impressions summed over the posts of all channels in the year. Unique reach is never added up. Nothing measured "
    "is shown as no data, not as zero. Country and programme filters do not apply to posts."
)
SHARED_PROJECTS = (
    "Projects with at least one partner from both countries. A project with partners in five countries counts once in "
    "each of their ten pairs and once in the total, however many partners a country has in it; so the pairs do not add "
    "up to the total. Participations without a known country are left out; projects without a known start are in "
    "unless a period is chosen. With countries chosen in the sidebar: pairs with at least one of them."
)
STRENGTH = (
    "Strength beyond chance: shared projects * N / (projects of the one country * projects of the other), where N is "
    "the number of projects with a partner from any known country. 1 is what chance would give: 2 is twice as often, "
    "0.5 half as often. Where chance would give fewer than 5 shared projects the ratio says nothing and is shown as "
    "few. N and the countries' projects are those of the same period, calls, levels, funders and areas."
)
HARDLY = (
    "Pairs that share at most half of the projects that chance would give them, and for which chance would give at "
    "least 5, ranked by the number of projects that are missing to what chance would give."
)
WIDENING = (
    "Share of the projects with at least one partner from a widening country, and of those in which a widening and "
    "another country work together. The list of widening countries is that of the framework programme in force at the "
    "call's date: Horizon 2020's before 2021, then Horizon Europe's (for a project without a dated call, its own date; "
    "without any date, Horizon Europe's). A country of which that list says nothing is neither, and projects with such "
    "countries alone are left out. Sums over sums, by the year of the project's start. With countries chosen: projects "
    "with a partner from them."
)
PROJECT_MONEY = (
    "Money belongs to a participant and a funder of the project, in EUR; a participant with two funders has two rows. "
    "By country: the sum over its participants. Where no amount is known the country is drawn small, never as zero."
)
TIME_TO_GRANT = (
    "Days from the call's deadline for full proposals to the signature of the grant, or to the project's start where "
    "the signature is not known."
)
SIMILAR = (
    "Nearest by the words of acronym, title, summary and keywords: texts are compared as TF-IDF vectors (words that "
    "few projects use weigh most; English stop words are left out) by the cosine of their angle, from 0 (no word "
    "shared) to 1 (the same words). Named are the shared words that weigh most. Words alone are compared, not what "
    "they mean."
)
TIMELINE = (
    "From the first to the last year of each programme. Running out: the last year ends within 24 months of today. "
    "End not stated: began, and its source names no last year; counted as active."
)


def source_files(engine: Engine, entities: Iterable[str], filters: Filters) -> pd.DataFrame:
    """Files that the rows of these entities came from, newest first.

    Returns:
        entity, file_name, imported_at, rows_read, part (facts or illustrative).
    """
    query = (
        select(
            ImportRecord.entity,
            ImportRecord.file_name,
            ImportRecord.imported_at,
            ImportRecord.rows_read,
            case((ImportRecord.illustrative, "illustrative"), else_="facts").label("part"),
        )
        .where(ImportRecord.entity.in_(tuple(entities)))
        .order_by(ImportRecord.import_id.desc())
    )
    if filters.facts_only:
        query = query.where(ImportRecord.illustrative.is_(False))
    return fetch(engine, query)
