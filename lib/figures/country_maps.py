"""Figures that are maps of countries: what shades them, and their pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from lib.charts.map_pictures import choropleth_picture
from lib.charts.maps import VIEWS
from lib.common.formatting import list_names
from lib.figures.figure import Answer, Chart, Result
from lib.figures.options import Option
from lib.metrics.coverage import Coverage, in_words


@dataclass(frozen=True)
class Measure:
    """What a map is shaded by.

    Attributes:
        column: of the rows.
        label: of the choice of measures.
        unit: for the legend.
        write: a value as readers see it.
    """

    column: str
    label: str
    unit: str
    write: Callable[[object], str]


#: The part of the world that a map shows; the page remembers it and leaves it out of the address.
EXTENT = Option("extent", "Extent of the map", {view: view for view in VIEWS}, default="Europe")


def with_measure(
    rows: pd.DataFrame, asked: Measure, counts: Measure, covered: Sequence[Coverage], names: Mapping[str, str]
) -> Result:
    """Return the result of a map, shaded by what is asked for, or by a count where too little is known to compare
    countries.

    Args:
        rows: with iso2, and the columns of both measures.
        asked: what the map is to be shaded by.
        counts: what is shown in its place.
        covered: of how much the measure asked for is known.
        names: readers' names of all countries by ISO code.
    """
    measure = asked if all(one.is_enough for one in covered) else counts
    return Result(rows, tuple(covered), {"asked": asked, "measure": measure, "names": names})


def say_what_is_shown(answer: Answer) -> str:
    """Explain why a count replaces the measure that was asked for; empty where it does not."""
    asked, measure = answer.context["asked"], answer.context["measure"]
    if asked is measure:
        return ""
    return (
        f"{asked.unit}: known of too little to compare countries ({in_words(answer.coverage)}). Shown instead: "
        f"{measure.unit.lower()}. The view Table has what is known."
    )


def leaders(answer: Answer) -> str:
    """Name the countries with the largest value, as `Germany, with EUR 1.2 million`; empty where there is none."""
    measure: Measure = answer.context["measure"]
    values = answer.frame[measure.column]
    if values.isna().all() or not values.max() > 0:
        return ""
    first = answer.frame.loc[values.eq(values.max()).fillna(False), "country"].dropna()
    return f"{list_names(list(first))}, with {measure.write(values.max())}{' each' if len(first) > 1 else ''}"


def picture(answer: Answer, measure: Measure) -> Chart | None:
    """Return the map of an answer for files; None where no country has a value.

    The answer's context has `names`: readers' names of all countries by ISO code.
    """
    if answer.frame[measure.column].isna().all():
        return None
    return choropleth_picture(
        answer.frame,
        measure=measure.column,
        show=measure.write,
        unit=measure.unit,
        names=answer.context["names"],
        view=answer.chosen[EXTENT.name],
        home=answer.home,
    )
