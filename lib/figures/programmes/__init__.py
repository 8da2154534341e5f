"""Figures on funding programmes: which there are, how long they run, and their budgets."""

from lib.figures.figure import Figure
from lib.figures.programmes import by_country, by_year, countries, ending, lists, totals

#: In the order of the page.
FIGURES: tuple[Figure, ...] = (
    *totals.CARDS,
    ending.RUNNING_OUT,
    by_country.BY_COUNTRY,
    by_country.RANKED_BY_COUNTRY,
    by_year.BUDGET_BY_YEAR,
    by_year.BUDGET_KINDS,
    lists.TIMELINE,
    lists.COMPETITIONS,
    countries.WITHOUT_ACTIVE_PROGRAMME,
    countries.COMPARISON,
    countries.ACTIVE_BY_YEAR,
    lists.LISTING,
)
