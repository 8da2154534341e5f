"""Charts of pairs of countries: the matrix, and shares over years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from lib import style
from lib.charts.classes import classify
from lib.charts.theme import accent, categories, finish, no_data, ramp, text_colour

#: Classes of strength with their lower edge, alike on both sides of 1 in logarithms.
_STRENGTH = (
    ("less than half as often", 0.0),
    ("0.5 to 0.8", 0.5),
    ("as chance has it", 0.8),
    ("1.25 to 2", 1.25),
    ("twice as often or more", 2.0),
)
#: Orange below 1, blue above, told apart by any eye; nearly the ground in the middle.
DIVERGING = {
    False: ("#b35806", "#f1a340", "#c9c9c9", "#5ea3d0", "#0b4a86"),
    True: ("#ffb347", "#a8641a", "#6d737c", "#2f73b5", "#9dcaee"),
}
FEW, NONE = "few: below 5 by chance", "no shared project"
#: Name of the selection of a cell.
CELL = "cell"


@dataclass(frozen=True)
class _Shade:
    """Labels of the legend in order, with their colours."""

    labels: tuple[str, ...]
    colours: tuple[str, ...]


def matrix(
    pairs: pd.DataFrame,
    *,
    codes: Sequence[str],
    names: dict[str, str],
    measure: str,
    chosen: Sequence[str],
    title: str,
    dark: bool,
) -> alt.Chart | alt.LayerChart:
    """Countries against countries, each pair as two cells; a cell can be clicked (selection CELL, fields a and b).

    Args:
        pairs: a, b, country_a, country_b, projects, expected, strength.
        codes: countries to draw, in the order of rows and columns.
        names: readers' names of the countries by code.
        measure: projects or strength.
        chosen: codes of the chosen country or pair, drawn with a border.
        title: what is shown.
        dark: drawn on a dark ground.
    """
    cells = _cells(pairs, codes)
    cells, shade = _by_strength(cells, dark) if measure == "strength" else _by_number(cells, dark)
    order = [names[code] for code in codes]
    marked = set(chosen)
    cells["chosen"] = [bool(marked) and marked <= {a, b} for a, b in zip(cells["a"], cells["b"], strict=True)]
    strong = alt.condition("datum.chosen", alt.value(text_colour(dark)), alt.value("transparent"))
    axis = alt.Axis(labelLimit=120, labelOverlap=False, labelFontSize=10, ticks=False, domain=False)
    chart = (
        alt.Chart(cells)
        .mark_rect(cursor="pointer", strokeWidth=1.5)
        .encode(
            x=alt.X(
                "column:N",
                sort=order,
                title=None,
                scale=alt.Scale(domain=order, paddingInner=0.06),
                axis=alt.Axis(**{**axis.to_dict(), "orient": "top", "labelAngle": -90}),
            ),
            y=alt.Y("row:N", sort=order, title=None, scale=alt.Scale(domain=order, paddingInner=0.06), axis=axis),
            color=alt.Color(
                "class:N",
                title="Shared projects, from" if measure == "projects" else "Strength, 1 is chance",
                sort=list(shade.labels),
                scale=alt.Scale(domain=list(shade.labels), range=list(shade.colours)),
                legend=alt.Legend(
                    orient="bottom",
                    columns=2 if measure == "projects" else 1,
                    labelLimit=230,
                    symbolType="square",
                    symbolStrokeWidth=0,
                ),
            ),
            stroke=strong,
            tooltip=[
                alt.Tooltip("pair:N", title="Countries"),
                alt.Tooltip("projects:Q", title="Shared projects", format=",.0f"),
                alt.Tooltip("expected:Q", title="By chance", format=",.1f"),
                alt.Tooltip("ratio:N", title="Strength"),
            ],
            description="told:N",
        )
        .add_params(alt.selection_point(name=CELL, fields=["a", "b"], on="click", toggle=False))
        .properties(height=max(17 * len(codes), 60))
    )
    return finish(chart, title)


def _cells(pairs: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """Both cells of each pair among the codes: row, column, pair, projects, expected, strength, ratio, told, a, b."""
    drawn = pairs[pairs["a"].isin(codes) & pairs["b"].isin(codes)]
    halves = [
        drawn.assign(row=drawn[f"country_{row}"], column=drawn[f"country_{column}"])
        for row, column in (("a", "b"), ("b", "a"))
    ]
    both = pd.concat(halves, ignore_index=True)
    ratio = [
        "few" if pd.isna(value) else f"{style.number(value, 2)} times chance"
        for value in both["strength"].astype("float64")
    ]
    pair = both["row"].astype(str) + " and " + both["column"].astype(str)
    both = both.assign(pair=pair, ratio=ratio)
    told = pair + ": " + both["projects"].astype(str) + " shared projects, " + both["ratio"]
    return both.assign(told=told)[
        ["row", "column", "pair", "projects", "expected", "strength", "ratio", "told", "a", "b"]
    ].copy()


def _by_strength(cells: pd.DataFrame, dark: bool) -> tuple[pd.DataFrame, _Shade]:
    labels = tuple(label for label, _ in _STRENGTH)

    def place(value: float) -> str:
        return FEW if pd.isna(value) else next(label for label, edge in reversed(_STRENGTH) if value >= edge)

    return (
        cells.assign(**{"class": cells["strength"].astype("float64").map(place)}),
        _Shade((*labels, FEW), (*DIVERGING[dark], no_data(dark))),
    )


def _by_number(cells: pd.DataFrame, dark: bool) -> tuple[pd.DataFrame, _Shade]:
    shared = cells.loc[cells["projects"] > 0, "projects"].astype("float64")
    colours = ramp(dark)
    classes = classify(shared, len(colours))
    # Whole numbers: an edge of 2.4 projects begins at 3.
    labels = tuple(dict.fromkeys(style.number(-(-edge // 1)) for edge in classes.edges))
    step = (len(colours) - 1) / max(1, len(labels) - 1)
    edges = [-(-edge // 1) for edge in classes.edges]

    def place(value: float) -> str:
        below = [edge for edge in edges if edge <= value]
        return NONE if value == 0 else style.number(below[-1] if below else edges[0])

    return (
        cells.assign(**{"class": cells["projects"].map(place)}),
        _Shade((*labels, NONE), (*(colours[round(n * step)] for n in range(len(labels))), no_data(dark))),
    )


def _pair_names(pairs: pd.DataFrame) -> pd.Series[str]:
    return pairs["country_a"].astype(str) + " – " + pairs["country_b"].astype(str)


_PAIR_AXIS = alt.Axis(labelLimit=170, labelOverlap=False, labelFlush=False)


def ranked_pairs(pairs: pd.DataFrame, *, measure: str, title: str, dark: bool) -> alt.Chart | alt.LayerChart:
    """Pairs as bars, in the order of their rows. `pairs`: country_a, country_b, projects, expected, strength."""
    data = pairs.assign(pair=_pair_names(pairs))
    chart = (
        alt.Chart(data[["pair", "projects", "expected", "strength"]])
        .mark_bar(color=accent(dark), cornerRadiusEnd=2)
        .encode(
            y=alt.Y("pair:N", sort=None, title=None, axis=_PAIR_AXIS),
            x=alt.X(
                f"{measure}:Q",
                title="Shared projects" if measure == "projects" else "Times chance",
                axis=alt.Axis(tickCount=5, tickMinStep=1 if measure == "projects" else alt.Undefined),
            ),
            tooltip=_PAIR_TOLD,
        )
        .properties(height=20 * len(data))
    )
    return finish(chart, title)


def found_and_expected(pairs: pd.DataFrame, *, title: str, dark: bool) -> alt.Chart | alt.LayerChart:
    """Shared projects as bars, what chance would give as a tick. `pairs` as in `ranked_pairs`."""
    data = pairs.assign(pair=_pair_names(pairs))
    base = alt.Chart(data[["pair", "projects", "expected", "strength"]]).encode(
        y=alt.Y("pair:N", sort=None, title=None, axis=_PAIR_AXIS), tooltip=_PAIR_TOLD
    )
    bars = base.mark_bar(color=accent(dark), cornerRadiusEnd=2, height=11).encode(
        x=alt.X("projects:Q", title="Shared projects; tick: by chance", axis=alt.Axis(tickCount=5, tickMinStep=1))
    )
    ticks = base.mark_tick(color=categories(dark)[1], thickness=3, height=16).encode(x="expected:Q")
    return finish((bars + ticks).properties(height=22 * len(data)), title)


_PAIR_TOLD = [
    alt.Tooltip("pair:N", title="Countries"),
    alt.Tooltip("projects:Q", title="Shared projects", format=",.0f"),
    alt.Tooltip("expected:Q", title="By chance", format=",.1f"),
    alt.Tooltip("strength:Q", title="Times chance", format=".2f"),
]


def shares_over_years(values: pd.DataFrame, *, title: str, dark: bool) -> alt.Chart | alt.LayerChart:
    """Shares over years, a line for each series; a gap where there is no project. `values`: year, series, share, of."""
    order = list(dict.fromkeys(values["series"]))
    chart = (
        alt.Chart(values.assign(year=values["year"].astype(int)))
        .mark_line(point=True, invalid="break-paths-show-domains")
        .encode(
            x=alt.X("year:O", title="Year", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("share:Q", title="Share of projects", axis=alt.Axis(format=".0%", tickCount=5)),
            color=alt.Color(
                "series:N",
                title=None,
                sort=order,
                scale=alt.Scale(domain=order, range=list(categories(dark))),
                legend=alt.Legend(orient="top", columns=1, labelLimit=320),
            ),
            shape=alt.Shape("series:N", title=None, sort=order, scale=alt.Scale(domain=order)),
            tooltip=[
                alt.Tooltip("series:N", title="Share"),
                alt.Tooltip("year:O", title="Year"),
                alt.Tooltip("share:Q", title="Share", format=".1%"),
                alt.Tooltip("of:Q", title="Of projects", format=",.0f"),
            ],
        )
        .properties(height=260)
    )
    return finish(chart, title)
