"""Which choices the bar over a page offers: those that some figure of the page heeds."""

from __future__ import annotations

from functools import lru_cache

from lib.entities.registry import LISTED
from lib.figures.registry import FIGURES
from lib.metrics.scope import NARROWED_BY
from lib.metrics.scope_names import SETS

#: By the path of a page, the subjects whose figures it shows. Pages that show none have no bar.
_SUBJECTS = {
    "": ("overview", "programmes"),
    "programmes": ("programmes",),
    "calls": ("calls",),
    "collaboration": ("collaboration",),
    "topics": ("topics",),
    "project": ("project",),
    "events": ("events",),
    "reach": ("reach",),
    "report": ("report",),
}
#: Pages whose headlines are of one year (lib.metrics.headline) where no period is chosen.
HEADLINED = ("", "programmes")
#: The page of all rows.
_RECORDS = "records"
#: Pages without figures that show one dataset or the other.
OF_A_DATASET = ("data_quality", "organisations")


@lru_cache
def heeded(path: str) -> frozenset[str]:
    """Return the names of the filters that narrow something on a page."""
    if path == _RECORDS:
        attributes = frozenset().union(*(NARROWED_BY[entity] for entity in LISTED))
    else:
        subjects = _SUBJECTS.get(path, ())
        attributes = frozenset().union(*(figure.narrowed_by for figure in FIGURES if figure.subject in subjects))
    return frozenset(name for name, sets in SETS.items() if {*sets} & attributes)


def has_bar(path: str) -> bool:
    """Whether a page shows figures or rows that the bar's choices concern."""
    return path == _RECORDS or path in _SUBJECTS
