"""Figures on calls: proposals, success rates, money, and who takes part."""

from lib.figures.calls import rates
from lib.figures.figure import Figure

#: In the order of the page.
FIGURES: tuple[Figure, ...] = (rates.SUCCESS_RATE_BY_CALL, rates.SUCCESS_RATE_BY_YEAR)
