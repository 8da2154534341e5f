"""Figures on a single project."""

from lib.figures.figure import Figure

#: In the order of the page.
FIGURES: tuple[Figure, ...] = ()
