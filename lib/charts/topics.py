"""Charts of topics: ranked, over the years, by country and funder, shares side by side, and the map as a picture."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from lib.charts.classes import classify
from lib.charts.labels import room_for, values_at_ends, weight
from lib.charts.pairs import DIVERGING
from lib.charts.theme import LEAST, TOPICS, categories, finish, legend_of_squares, muted, no_data, ramp, text_colour
from lib.common import formatting

#: Shapes of points on the map; topics beyond the number of colours take the next shape.
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
#: Classes of specialisation with their lower edge, alike on both sides of 1 in logarithms.
SPECIALISED = (
    ("less than half as much", 0.0),
    ("0.5 to 0.8 times", 0.5),
    ("as everywhere", 0.8),
    ("1.25 to 2 times", 1.25),
    ("twice as much or more", 2.0),
)
FEW, NONE = "too few projects to say", "no project"
#: Characters to a line of a topic's name beside its marks; a second line ends in an ellipsis where that is too short.
_WIDTH = 24
#: Pixels of a row with a name of two lines.
_ROW = 28
_AMOUNT = {"projects": "Projects", "money": "EUR million"}
_FORMAT = {"projects": ",.0f", "money": ",.2f"}


def colour_of(number: int) -> str:
    """Return the colour of the topic with this number in the palette."""
    return TOPICS[number % len(TOPICS)]


def shape_of(number: int) -> int:
    """Return the place in SHAPES of the topic with this number in the palette."""
    return number // len(TOPICS) % len(SHAPES)


def two_lines(name: str) -> str:
    """Return a name in at most two lines, for an axis."""
    return "\n".join(textwrap.wrap(name, _WIDTH, max_lines=2, placeholder=" …"))


def _names(labels: Sequence[str]) -> alt.Y:
    """Return the axis with the names of topics, each in one or two lines."""
    return alt.Y(
        "label:N",
        sort=list(labels),
        title=None,
        scale=alt.Scale(domain=list(labels), paddingInner=0.12),
        axis=alt.Axis(
            labelExpr="split(datum.label, '\\n')",
            labelLimit=170,
            labelLineHeight=13,
            labelBaseline="middle",
            # The middle of two lines, and not of the first, stands beside the row.
            labelOffset={"condition": {"test": r"indexof(datum.value, '\n') >= 0", "value": -6}, "value": 0},
            labelOverlap=False,
            ticks=False,
            domain=False,
        ),
    )


def _labelled(values: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows with `label`, and the labels in the order of the rows; names that are cut alike are made
    apart."""
    names = list(dict.fromkeys(values["category"]))
    labels: dict[str, str] = {}
    for name in names:
        label = two_lines(name)
        while label in labels.values():
            label += "\u2009"
        labels[name] = label
    return values.assign(label=values["category"].map(labels).astype("object")), list(labels.values())


def ranked(
    values: pd.DataFrame, *, measure: str, colours: Mapping[str, int], title: str, dark: bool
) -> alt.Chart | alt.LayerChart:
    """Draw topics as bars in the order of their rows, each in its own colour.

    Args:
        values: category, value (projects, or EUR; NaN where nothing is known), description (the figure as text).
        measure: projects or money.
        colours: number in the palette by category.
        title: what is shown.
        dark: drawn on a dark ground.
    """
    data, labels = _labelled(values)
    data = data.assign(
        value=data["value"].astype("float64") / (1e6 if measure == "money" else 1),
        colour=[colour_of(colours[name]) for name in data["category"]],
    )
    base = alt.Chart(data[["category", "label", "value", "description", "colour"]]).encode(
        y=_names(labels),
        tooltip=[alt.Tooltip("category:N", title="Topic"), alt.Tooltip("description:N", title=_AMOUNT[measure])],
    )
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        x=alt.X(
            "value:Q",
            title=_AMOUNT[measure],
            axis=alt.Axis(format=",.0f", tickCount=4),
            scale=room_for(data["description"]),
            stack=None,
        ),
        color=alt.Color("colour:N", scale=None),
    )
    numbers = values_at_ends(base, "value", "description", dark)
    return finish((bars + numbers).properties(height=_ROW * len(labels)), title, dark)


def over_years(
    years: pd.DataFrame, *, order: Sequence[str], measure: str, title: str, dark: bool
) -> alt.Chart | alt.LayerChart:
    """Draw topics against years, shaded by projects or money.

    Args:
        years: year, category, value (projects, or EUR; NaN where nothing is known).
        order: categories from the top.
        measure: projects or money.
        title: what is shown.
        dark: drawn on a dark ground.
    """
    data = years[years["category"].isin(list(order))]
    data = data.assign(
        year=data["year"].astype(int),
        value=data["value"].astype("float64") / (1e6 if measure == "money" else 1),
        place=data["category"].map({name: place for place, name in enumerate(order)}),
    ).sort_values(["place", "year"])
    data, labels = _labelled(data)
    classes = classify(data.loc[data["value"] > 0, "value"], len(ramp(dark)))
    largest = max(classes.edges, default=0)
    digits = 0 if measure == "projects" or largest >= 20 else 1 if largest >= 2 else 2
    shades = {formatting.number(edge, digits): number for number, edge in enumerate(classes.edges)}

    def class_of(value: float) -> str:
        if math.isnan(value):
            return "not known"
        place = classes.place(value)
        return NONE if value == 0 or place is None else formatting.number(classes.edges[place], digits)

    colours = ramp(dark)
    step = (len(colours) - 1) / max(1, len(shades) - 1)
    data = data.assign(shade=data["value"].map(class_of))
    absent = [name for name in (NONE, "not known") if (data["shade"] == name).any()]
    chart = (
        alt.Chart(data[["category", "label", "year", "value", "shade"]])
        .mark_rect()
        .encode(
            y=_names(labels),
            x=alt.X("year:O", title="Year of the first day", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            color=alt.Color(
                "shade:N",
                title=f"{_AMOUNT[measure]}, from",
                sort=[*shades, *absent],
                scale=alt.Scale(
                    domain=[*shades, *absent],
                    range=[
                        *(colours[round(place * step)] for place in range(len(shades))),
                        *([no_data(dark), muted(dark)][: len(absent)]),
                    ],
                ),
                legend=alt.Legend(orient="bottom", columns=3, symbolType="square", symbolStrokeWidth=0),
            ),
            tooltip=[
                alt.Tooltip("category:N", title="Topic"),
                alt.Tooltip("year:O", title="Year"),
                alt.Tooltip("value:Q", title=_AMOUNT[measure], format=_FORMAT[measure]),
            ],
        )
        .properties(height=_ROW * len(labels))
    )
    return finish(chart, title, dark)


def specialisation(
    cells: pd.DataFrame, *, order: Sequence[str], names: Sequence[str], title: str, dark: bool, home: Sequence[str] = ()
) -> alt.Chart | alt.LayerChart:
    """Draw topics against countries or funders, shaded by specialisation.

    Args:
        cells: category, name, projects, money_eur, share (from 0 to 1), specialisation (NaN: too few to say).
        order: categories from the top.
        names: countries or funders from the left.
        title: what is shown.
        dark: drawn on a dark ground.
        home: those of the names that are in bold.
    """
    data = cells[cells["category"].isin(list(order)) & cells["name"].isin(list(names))]
    data = data.assign(
        place=data["category"].map({name: place for place, name in enumerate(order)}),
        shade=[_class_of(*pair) for pair in zip(data["specialisation"], data["projects"], strict=True)],
        ratio=[
            "too few to say" if pd.isna(value) else f"{formatting.number(value, 2)} times as everywhere"
            for value in data["specialisation"]
        ],
        money=data["money_eur"].map(formatting.short_euro),
    ).sort_values("place")
    data, labels = _labelled(data)
    domain = [*(label for label, _ in SPECIALISED), FEW, NONE]
    chart = (
        alt.Chart(data[["category", "label", "name", "projects", "money", "share", "ratio", "shade"]])
        .mark_rect()
        .encode(
            y=_names(labels),
            x=alt.X(
                "name:N",
                title=None,
                sort=list(names),
                scale=alt.Scale(domain=list(names), paddingInner=0.06),
                axis=alt.Axis(
                    orient="top",
                    labelAngle=-90,
                    labelLimit=260,
                    labelOverlap=False,
                    labelFontWeight=weight(home),
                    ticks=False,
                    domain=False,
                ),
            ),
            color=alt.Color(
                "shade:N",
                title="Share of the topic, against that of all",
                sort=domain,
                scale=alt.Scale(domain=domain, range=[*DIVERGING[dark], no_data(dark), "transparent"]),
                legend=legend_of_squares(dark, 170),
            ),
            tooltip=[
                alt.Tooltip("category:N", title="Topic"),
                alt.Tooltip("name:N", title="Where"),
                alt.Tooltip("projects:Q", title="Projects", format=",.0f"),
                alt.Tooltip("money:N", title="Money"),
                alt.Tooltip("share:Q", title="Share there", format=".1%"),
                alt.Tooltip("ratio:N", title="Specialisation"),
            ],
        )
        .properties(height=_ROW * len(labels))
    )
    return finish(chart, title, dark)


def _class_of(specialisation: float, projects: float) -> str:
    if not math.isnan(specialisation):
        return next(label for label, edge in reversed(SPECIALISED) if specialisation >= edge)
    return FEW if projects > 0 else NONE


def two_shares(
    values: pd.DataFrame, *, kinds: tuple[str, str], groups: tuple[str, str, str], title: str, dark: bool
) -> alt.Chart | alt.LayerChart:
    """Draw two shares of each topic as dots joined by a line, such as before and after; coloured by its group.

    Args:
        values: category, first, second (shares from 0 to 1; NaN where not known), group (one of `groups`), description.
        kinds: what the first and the second share are.
        groups: in the order of the legend: two that stand out, and one in grey.
        title: what is shown.
        dark: drawn on a dark ground.
    """
    data, labels = _labelled(values)
    used = [group for group in groups if (data["group"] == group).any()]
    # Grey last: only what is clear stands out.
    palette = dict(zip(groups, [*categories(dark)[:2], muted(dark)], strict=True))
    colour = alt.Color(
        "group:N",
        title=None,
        sort=used,
        scale=alt.Scale(domain=used, range=[palette[group] for group in used]),
        legend=alt.Legend(orient="top", columns=1, labelLimit=300, symbolType="square"),
    )
    tooltip = [
        alt.Tooltip("category:N", title="Topic"),
        alt.Tooltip("first:Q", title=kinds[0].capitalize(), format=".1%"),
        alt.Tooltip("second:Q", title=kinds[1].capitalize(), format=".1%"),
        alt.Tooltip("description:N", title="What can be said"),
    ]
    base = alt.Chart(data[["category", "label", "first", "second", "group", "description"]]).encode(
        y=_names(labels), tooltip=tooltip
    )
    axis = alt.Axis(format=".0%", tickCount=5)
    lines = base.mark_rule(strokeWidth=2, opacity=0.7).encode(
        x=alt.X("first:Q", title=f"Share of projects: hollow {kinds[0]}, filled {kinds[1]}", axis=axis),
        x2="second:Q",
        color=colour,
    )
    hollow = base.mark_point(size=70, strokeWidth=2, filled=False).encode(x="first:Q", color=colour)
    filled = base.mark_point(size=80, filled=True, opacity=1).encode(x="second:Q", color=colour)
    return finish((lines + hollow + filled).properties(height=_ROW * len(labels)), title, dark)


def map_picture(
    points: pd.DataFrame, *, colours: Mapping[str, int], labels: pd.DataFrame, title: str, dark: bool
) -> alt.Chart | alt.LayerChart:
    """Draw the map of projects as a picture for exports; the page's own is drawn by the browser (lib.ui.topics.map).

    Args:
        points: x, y, category (missing: unassigned).
        colours: number in the palette by category.
        labels: x, y, category: names to be written on it.
        title: what is shown.
        dark: drawn on a dark ground.
    """
    data = points[["x", "y"]].assign(
        colour=[muted(dark) if pd.isna(name) else colour_of(colours[name]) for name in points["category"]],
        shape=[SHAPES[0] if pd.isna(name) else SHAPES[shape_of(colours[name])] for name in points["category"]],
    )
    fitted = alt.Scale(zero=False, padding=12)
    x, y = alt.X("x:Q", axis=None, scale=fitted), alt.Y("y:Q", axis=None, scale=fitted)
    dots = (
        alt.Chart(data)
        .mark_point(filled=True, size=22, opacity=0.75)
        .encode(
            x=x,
            y=y,
            color=alt.Color("colour:N", scale=None),
            shape=alt.Shape("shape:N", scale=None),
        )
    )
    names = alt.Chart(labels.assign(label=labels["category"].map(two_lines))).encode(x=x, y=y, text="label:N")
    looks: dict[str, Any] = {"lineBreak": "\n", "fontSize": LEAST, "fontWeight": "bold"}
    # White around the letters, as pictures are drawn on white: points below them are left behind.
    around = names.mark_text(**looks, stroke="white", strokeWidth=3, strokeJoin="round")
    letters = names.mark_text(**looks, color=text_colour(dark))
    return finish((dots + around + letters).properties(height=480), title, dark)
