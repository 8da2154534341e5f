"""Figures on calls: proposals, success rates, money, and who takes part."""

from lib.figures.calls import countries, funders, grants, groups, home_by_call, proposals, published, rates, totals
from lib.figures.figure import Figure

#: In the order of the page.
FIGURES: tuple[Figure, ...] = (
    *totals.FIGURES,
    home_by_call.COUNTRY_AGAINST_OTHERS_BY_CALL,
    rates.SUCCESS_RATE_BY_CALL,
    rates.SUCCESS_RATE_BY_YEAR,
    proposals.PROPOSALS_BY_STAGE,
    proposals.MONEY_BY_CALL,
    countries.SUCCESS_RATE_BY_COUNTRY,
    countries.WIDENING_SHARE_BY_CALL,
    countries.PARTICIPATIONS_BY_COUNTRY,
    grants.TIME_TO_GRANT,
    groups.COUNTRY_AGAINST_OTHERS,
    groups.COUNTRY_AGAINST_OTHERS_BY_YEAR,
    groups.SUCCESS_RATE_BY_GROUP,
    groups.PARTICIPATION_BY_GROUP,
    funders.MONEY_BY_FUNDER,
    funders.NOTHING_WON,
    funders.RESULT_NOT_KNOWN,
    grants.PROJECTS,
    published.DIFFERING_FIGURES,
)
