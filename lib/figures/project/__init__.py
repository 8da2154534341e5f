"""Figures on one project: what it costs, who takes part, what it is about, and projects like it."""

from lib.figures.figure import Figure
from lib.figures.project import about, found, partners, totals

#: In the order of the page.
FIGURES: tuple[Figure, ...] = (
    found.FOUND,
    totals.TOTAL_COST,
    totals.FUNDING,
    totals.PARTICIPANTS,
    totals.COUNTRIES,
    totals.TIME_TO_GRANT,
    partners.PARTNERS_BY_COUNTRY,
    partners.PARTICIPANTS_AND_FUNDERS,
    about.SUBJECTS,
    about.TOPICS,
    about.SIMILAR,
)
