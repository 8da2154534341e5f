"""Figures of the first page: what ICPerMed members fund and what their work achieves, year by year."""

from lib.figures.figure import Figure

#: In the order of the page.
FIGURES: tuple[Figure, ...] = ()
