"""Funding programmes: by country, over time, side by side, and one by one.

Budgets are summed only for programmes dedicated to PM (pm_share 1): the budget of a programme that merely
allows PM is not money for PM. A programme is active in a year when start_year <= year <= end_year. One that states no
end, or whose first year is not known, is never counted as active: these are separate classes. A single competition
is a call and no programme: it is counted apart, and ends with the year it began in where it states no end.

A budget is counted in three ways, each under its name: whole, by the year the programme began in, and spread evenly
over the days from the first day of its first year to the last day of its last.
"""

from lib.metrics.programmes.countries import by_country, by_country_and_year, without_active_programme
from lib.metrics.programmes.lists import comparison, listing
from lib.metrics.programmes.sums import coverage, totals, what_is_summed
from lib.metrics.programmes.years import BY_START, OVER_DAYS, WHOLE, budgets_over_years, by_year, yearly_amounts

__all__ = (
    "BY_START",
    "OVER_DAYS",
    "WHOLE",
    "budgets_over_years",
    "by_country",
    "by_country_and_year",
    "by_year",
    "comparison",
    "coverage",
    "listing",
    "totals",
    "what_is_summed",
    "without_active_programme",
    "yearly_amounts",
)
