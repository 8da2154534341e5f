"""What figures on collaboration share: rules, columns, and the choice between number and strength."""

from __future__ import annotations

from typing import Final

import pandas as pd

from lib.common import formatting
from lib.figures.columns import CODE, COUNT, FLAG, NUMBER, P_VALUE, Column, decimals
from lib.figures.narrowing import CALLS, PLACE
from lib.figures.options import Option

#: What narrows projects, and with them the pairs of countries in them; the two that a reader picked narrow further.
PROJECTS: Final = CALLS | PLACE
PICKED: Final = PROJECTS | {"together"}
ENTITIES: Final = ("project", "participation", "country")
NOTHING: Final = "No two countries share a project that fits the filters."

MEASURE = Option(
    "pairs-by",
    "Show by",
    {"projects": "number of projects", "strength": "strength beyond chance"},
    default="projects",
)

SHARED: Final = (
    "Projects with at least one partner from both countries. A project with partners in five countries counts once in "
    "each of their ten pairs and once in the total, however many partners a country has in it; so the pairs do not add "
    "up to the total."
)
SHARED_LEFT_OUT: Final = (
    "Participations without a known country are left out; projects without a known start are in unless a period is "
    "chosen. With countries among the filters: pairs with at least one of them."
)
STRENGTH: Final = (
    "Strength: shared projects * N / (projects of the one country * projects of the other), where N is the number of "
    "projects with a partner from any known country. 1 is what chance would give: 2 is twice as often, 0.5 half as "
    "often. Where chance would give fewer than 5 shared projects the ratio says nothing and is shown as few. N and the "
    "countries' projects are those of the same period, calls, levels, funders and areas."
)
CHANCE: Final = (
    "The 95% interval is the exact conditional one, with both countries' numbers of projects taken as given. p is how "
    "often chance alone would give a number at least as far from what it gives on average (hypergeometric "
    "distribution, twice the smaller side); it is adjusted for the number of pairs compared (Benjamini and Hochberg), "
    "over all pairs that the filters of the page leave. This takes every project as equally open to every country; but "
    "countries meet more easily in projects with many of them. So p is computed a second time against chance that "
    "leaves each project its number of countries (sizes kept), and adjusted likewise. A pair is coloured, ranked or "
    "named only where both are at most 0.05; all others may well be chance."
)


def _ratio(value: object) -> str:
    return "few" if pd.isna(value) else formatting.number(value, 2)  # type: ignore[call-overload]


SHARED_PROJECTS = Column("projects", "Shared projects", COUNT)
#: How a pair compares with chance.
AGAINST_CHANCE = (
    SHARED_PROJECTS,
    Column("expected", "By chance (projects)", NUMBER, write=decimals(1)),
    Column("strength", "Strength (1: chance)", NUMBER, write=_ratio),
    Column("strength_low", "95% from", NUMBER, write=_ratio),
    Column("strength_high", "95% to", NUMBER, write=_ratio),
    Column("p", "p", P_VALUE),
    Column("p_adjusted", "p, adjusted", P_VALUE),
    Column("p_by_size", "p, adjusted, sizes kept", P_VALUE),
    Column("holds", "Differs from chance", FLAG),
)
THE_TWO = (
    Column("a", "Code of the first", CODE, shown=False),
    Column("country_a", "Country"),
    Column("b", "Code of the second", CODE, shown=False),
    Column("country_b", "and"),
)
OF_PAIR = (
    *THE_TWO,
    *AGAINST_CHANCE,
    Column("projects_a", "Projects of the first", COUNT),
    Column("projects_b", "Projects of the second", COUNT),
)
