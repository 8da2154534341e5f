"""Figures on who works with whom."""

from lib.figures.figure import Figure

#: In the order of the page.
FIGURES: tuple[Figure, ...] = ()
