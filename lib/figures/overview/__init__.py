"""Figures that a board member sees first: one for each thing that ICPerMed follows, and how it moves."""

from lib.figures.figure import Figure
from lib.figures.overview.by_country import AWARDED_BY_COUNTRY
from lib.figures.overview.by_year import BY_YEAR
from lib.figures.overview.cards import CARDS
from lib.figures.overview.changes import THEN_AND_NOW
from lib.figures.overview.findings import FINDINGS
from lib.figures.overview.freshness import FRESHNESS

#: In the order of the page.
FIGURES: tuple[Figure, ...] = (
    *(figure for figure, _ in FINDINGS),
    THEN_AND_NOW,
    *CARDS.values(),
    AWARDED_BY_COUNTRY,
    *BY_YEAR.values(),
    FRESHNESS,
)
