"""Figures on events and who came to them."""

from lib.figures.figure import Figure

#: In the order of the page.
FIGURES: tuple[Figure, ...] = ()
