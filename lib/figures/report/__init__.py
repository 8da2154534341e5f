"""Figures of the periodic report."""

from lib.figures.figure import Figure

#: In the order of the page.
FIGURES: tuple[Figure, ...] = ()
