"""How values of the Overview's figures are written, and the columns that they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from lib.common import formatting
from lib.figures.columns import COUNT, EUR, SHARE, YEAR, Column, Kind
from lib.figures.overview.subjects import Subject
from lib.metrics.overview import MEASURES

#: A value of a card and of a sentence, by its kind.
_SHORT: dict[str, Callable[[object], str]] = {
    EUR.name: formatting.short_euro,
    SHARE.name: formatting.percent,
    COUNT.name: formatting.short_number,
}
#: What charts call each kind.
UNITS = {EUR.name: "EUR", SHARE.name: "share", COUNT.name: "count"}


def write(kind: Kind, value: Any, missing: str = "no data") -> str:
    """Write `EUR 1.2 million`, `12.5 %` or `1 234`."""
    return missing if pd.isna(value) else _SHORT[kind.name](value)


def value_columns(subject: Subject) -> tuple[Column, ...]:
    """Return the columns of a value: year, value, the base of a share or the range of a hidden number, and its
    coverage."""
    measure = MEASURES[subject.name]
    instead = ("successes", "trials") if measure.trials else ("least", "most") if measure.persons else ()
    headers = {"successes": "Projects funded", "trials": "Of proposals", "least": "At least", "most": "At most"}
    base = (Column("known", f"Known of, {subject.things}", COUNT), Column("of", "Of", COUNT)) if measure.base else ()
    return (
        Column("year", "Year", YEAR),
        Column(
            "value",
            f"{subject.label} ({UNITS[subject.kind.name]})",
            subject.kind,
            words="words" if instead else "",
            instead=instead,
        ),
        *(Column(name, headers[name], COUNT, shown=bool(measure.trials)) for name in instead),
        *base,
    )
