"""Figures on who works with whom."""

from lib.figures.collaboration import pairs, partners, regions, totals, widening
from lib.figures.figure import Figure

#: In the order of the page.
FIGURES: tuple[Figure, ...] = (
    totals.PROJECTS,
    totals.ONE_COUNTRY,
    totals.PAIRS,
    totals.MORE_THAN_BY_CHANCE,
    totals.HARDLY_AT_ALL,
    widening.WITH_WIDENING,
    widening.WIDENING_MIXED,
    pairs.MATRIX,
    pairs.MAP,
    pairs.RANKED_PAIRS,
    partners.PARTNERS,
    partners.SHARED_PROJECTS,
    regions.REGIONS,
    pairs.HARDLY,
    widening.WIDENING_BY_YEAR,
)
