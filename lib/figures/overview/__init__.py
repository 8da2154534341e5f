"""Figures that a board member sees first: one for each thing that ICPerMed follows, and how it moves."""

from lib.figures.figure import Figure
from lib.figures.overview import by_country

#: In the order of the page.
FIGURES: tuple[Figure, ...] = (by_country.AWARDED_BY_COUNTRY,)
