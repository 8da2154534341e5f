"""Figures on funding programmes: which there are, how long they run, and their budgets."""

from lib.figures.figure import Figure

#: In the order of the page.
FIGURES: tuple[Figure, ...] = ()
