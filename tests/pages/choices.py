"""What the pages offer to choose from, as addresses write it, and whether a page stands with a choice made."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from lib.metrics import collaboration
from lib.metrics.calls import outcomes
from lib.metrics.choices import Choices, choices
from lib.metrics.scope import Scope
from lib.metrics.scope_names import distinct_names

DATASETS = ("facts", "demonstration")
#: Filters of the bar whose values the tests go through.
FILTERS = ("country", "region", "level", "funder", "area", "status")
#: Choices that pages have of their own, by page.
OWN_CHOICES = {
    "collaboration": ("who", "with", "of-call", "matrix-size", "pairs-by"),
    "calls": ("call", "own-group", "stage", "country-measure"),
}
_WORDS = {
    "matrix-size": ("12", "24", "40"),
    "pairs-by": ("number of projects", "strength beyond chance"),
    "stage": ("Overall", "Stage 1: invited", "Stage 2: funded"),
    "country-measure": ("Awarded", "Participations", "Coordinations", "Coordination rate"),
}


def offered(engine: Engine, dataset: str) -> Choices:
    return choices(engine, date.today().year, dataset == "demonstration")


def values(engine: Engine, name: str, dataset: str) -> list[str]:
    """Every value of a choice in a dataset, as an address writes it."""
    if name in _WORDS:
        return list(_WORDS[name])
    demonstration = dataset == "demonstration"
    if name == "call":
        return list(distinct_names(outcomes.names(engine, Scope(demonstration=demonstration))).values())
    if name == "of-call":
        return list(collaboration.call_names(engine, demonstration).values())
    found = offered(engine, dataset)
    return list(
        {
            "region": found.regions,
            "level": found.levels,
            "area": found.areas,
            "status": found.statuses,
            "funder": tuple(distinct_names(found.funders).values()),
        }.get(name, tuple(distinct_names(found.countries).values()))
    )
