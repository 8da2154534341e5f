"""Who works with whom: countries that take part in the same projects, and how often chance would bring them together.

A project with partners in five countries counts once in each of the ten pairs and once in the total, however many
partners a country has in it. Chance: of N projects a country takes part in n_a, another in n_b; were they to meet by
chance alone, n_a * n_b / N projects would have both. N counts the projects with a partner from any known country.
"""

from lib.metrics.collaboration.clusters import clustered
from lib.metrics.collaboration.country_pairs import (
    AGAINST_CHANCE,
    FEWEST_EXPECTED,
    PAIR_COLUMNS,
    Compared,
    compared,
    countries_in_order,
    covered,
    pairs,
    sizes,
)
from lib.metrics.collaboration.projects import call_names, shared_projects
from lib.metrics.collaboration.ranks import HARDLY, busiest, ends, hardly, pairs_with, partners, strongest
from lib.metrics.collaboration.regions import regions, with_region
from lib.metrics.collaboration.widening_countries import widening, widening_lines, widening_total

__all__ = [
    "AGAINST_CHANCE",
    "FEWEST_EXPECTED",
    "HARDLY",
    "PAIR_COLUMNS",
    "Compared",
    "busiest",
    "call_names",
    "clustered",
    "compared",
    "countries_in_order",
    "covered",
    "ends",
    "hardly",
    "pairs",
    "pairs_with",
    "partners",
    "regions",
    "shared_projects",
    "sizes",
    "strongest",
    "widening",
    "widening_lines",
    "widening_total",
    "with_region",
]
