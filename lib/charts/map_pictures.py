"""The maps of lib.charts.maps and lib.charts.arcs as charts, for pictures: the same shapes and classes, light theme."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from math import radians
from typing import Any

import altair as alt
import pandas as pd

from lib.charts.arcs import ARC, DOT, centroids, sizes
from lib.charts.classes import classify
from lib.charts.maps import VIEWS, View, features, labels_of, tiny_countries, unit_in_words
from lib.charts.theme import (
    CATEGORIES_ON_LIGHT,
    MUTED_ON_LIGHT,
    NO_DATA_ON_LIGHT,
    RAMP_ON_LIGHT,
    accent,
    finish,
    muted,
    no_data,
    spread,
)

_WIDTH, _HEIGHT = 760, 400
_BORDER = "#9aa4ae"


def choropleth_picture(
    values: pd.DataFrame,
    *,
    measure: str,
    show: Callable[[object], str],
    unit: str,
    names: Mapping[str, str],
    view: str,
    compared: bool = True,
    home: str = "",
) -> alt.Chart | alt.LayerChart:
    """Draw countries shaded by a measure, with the legend of their classes; grey where there is no value.

    Args:
        values: rows with `iso2` and the column `measure`.
        measure: column to shade by.
        show: a value as text, for the legend.
        unit: what the measure is of.
        names: readers' names of the countries that can have a value.
        view: key of lib.charts.maps.VIEWS.
        compared: whether larger values are stronger; else all countries with a value have one shade.
        home: ISO code of the country with a strong border.
    """
    known = values[values[measure].notna()]
    by_country = dict(zip(known["iso2"], known[measure].astype("float64"), strict=True))
    classes = classify(pd.Series(list(by_country.values()), dtype="float64"), len(RAMP_ON_LIGHT) if compared else 1)
    labels = ["no data", *labels_of(classes, show, compared)]
    colours = [NO_DATA_ON_LIGHT, *spread(RAMP_ON_LIGHT, len(classes.edges))]

    def label(iso2: str) -> str:
        place = classes.place(by_country.get(iso2, float("nan"))) if iso2 in names else None
        return labels[0 if place is None else place + 1]

    classed = pd.DataFrame({"iso2": list(names)}).assign(shade=lambda rows: rows["iso2"].map(label))
    dots = pd.DataFrame(
        [
            {"longitude": place[0], "latitude": place[1], "shade": label(iso2)}
            for iso2, place in tiny_countries().items()
            if iso2 in names and iso2 in by_country
        ],
        columns=["longitude", "latitude", "shade"],
    )
    shade = alt.Scale(domain=labels, range=colours)
    legend = alt.Legend(symbolType="square", symbolStrokeWidth=0.5, symbolStrokeColor=_BORDER, labelLimit=300)
    layers = [
        alt.Chart(_shapes())
        .transform_lookup("properties.iso2", alt.LookupData(classed, "iso2", ["shade"]), default=labels[0])
        .mark_geoshape(stroke=_BORDER, strokeWidth=0.4, clip=True)
        .encode(color=alt.Color("shade:N", scale=shade, title=None, legend=legend)),
        alt.Chart(dots)
        .mark_circle(size=60, opacity=1, stroke=_BORDER, strokeWidth=0.6, clip=True)
        .encode(longitude="longitude:Q", latitude="latitude:Q", color=alt.Color("shade:N", scale=shade)),
    ]
    return _projected([*layers, *_border(home)], VIEWS[view], unit_in_words(unit, classes, compared))


def _border(home: str) -> list[alt.Chart]:
    """Return the layer of a country's strong border; none where none is named."""
    if not home:
        return []
    shape = alt.Chart(_shapes()).transform_filter(f"datum.properties.iso2 === {json.dumps(home)}")
    return [shape.mark_geoshape(filled=False, stroke=CATEGORIES_ON_LIGHT[1], strokeWidth=2.2, clip=True)]


@lru_cache(maxsize=1)
def _shapes() -> alt.InlineData:
    """Return the countries, their rings the other way round: on a globe, ours would be all that is not the country.

    As text: a chart is copied at every step of its making, and its data would be copied and checked with it.
    """

    def turned(geometry: dict[str, Any]) -> dict[str, Any]:
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        return {"type": "MultiPolygon", "coordinates": [[ring[::-1] for ring in polygon] for polygon in polygons]}

    shapes = [{**feature, "geometry": turned(feature["geometry"])} for feature in features()]
    return alt.InlineData(json.dumps(shapes), format=alt.JsonDataFormat(type="json"))


def arcs_picture(
    arcs: pd.DataFrame, dots: pd.DataFrame, *, unit: str, view: str, home: str = ""
) -> alt.Chart | alt.LayerChart:
    """Draw countries joined by lines as wide as their value, and dots as large as theirs.

    The arguments are those of `lib.charts.arcs.arcs_map`.
    """
    places = centroids()
    lines = pd.DataFrame(
        [
            (*places[row["a"]], *places[row["b"]], width, not home or home in (row["a"], row["b"]))
            for row, width in zip(arcs.to_dict("records"), sizes(arcs["value"], ARC), strict=True)
            if row["a"] in places and row["b"] in places
        ],
        columns=["x", "y", "x2", "y2", "width", "strong"],
    )
    points = pd.DataFrame(
        [
            {"x": places[row["iso2"]][0], "y": places[row["iso2"]][1], "area": (2 * radius) ** 2}
            for row, radius in zip(dots.to_dict("records"), sizes(dots["value"], DOT), strict=True)
            if row["iso2"] in places
        ],
        columns=["x", "y", "area"],
    )
    layers = [
        alt.Chart(_shapes()).mark_geoshape(fill=NO_DATA_ON_LIGHT, stroke=_BORDER, strokeWidth=0.4, clip=True),
        alt.Chart(lines)
        .mark_rule(opacity=0.7, clip=True)
        .encode(
            color=alt.condition("datum.strong", alt.value(CATEGORIES_ON_LIGHT[0]), alt.value(MUTED_ON_LIGHT)),
            longitude="x:Q",
            latitude="y:Q",
            longitude2="x2:Q",
            latitude2="y2:Q",
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
        ),
        alt.Chart(points)
        .mark_circle(color=CATEGORIES_ON_LIGHT[1], opacity=0.85, stroke="white", clip=True)
        .encode(longitude="x:Q", latitude="y:Q", size=alt.Size("area:Q", scale=None)),
    ]
    return _projected(layers, VIEWS[view], unit)


def dots_picture(
    dots: pd.DataFrame, *, labels: Mapping[str, str], unit: str, view: str, dark: bool
) -> alt.Chart | alt.LayerChart:
    """Draw places as dots, as large as their value.

    Args:
        dots: rows with x and y (degrees east and north), value, and what `labels` names.
        labels: columns of the tooltip with their headers.
        unit: what the size of a dot says.
        view: key of VIEWS.
        dark: drawn on a dark ground.
    """
    sized = dots.assign(area=[(2 * radius) ** 2 for radius in sizes(dots["value"], DOT)])
    layers = [
        alt.Chart(_shapes()).mark_geoshape(fill=no_data(dark), stroke=muted(dark), strokeWidth=0.4, clip=True),
        alt.Chart(sized)
        .mark_circle(color=accent(dark), opacity=0.75, stroke=no_data(dark), clip=True)
        .encode(
            longitude="x:Q",
            latitude="y:Q",
            size=alt.Size("area:Q", scale=None),
            tooltip=[alt.Tooltip(f"{name}:N", title=header) for name, header in labels.items()],
        ),
    ]
    return _projected(layers, VIEWS[view], unit, dark)


def _projected(layers: list[Any], view: View, title: str, dark: bool = False) -> alt.Chart | alt.LayerChart:
    """Return layers on a Web Mercator map of the view, as wide as the picture."""
    placed = [
        layer.project(
            type="mercator",
            center=[(view.west + view.east) / 2, view.middle],
            scale=min(_WIDTH / radians(view.east - view.west), _HEIGHT / view.tall),
            translate=[_WIDTH / 2, _HEIGHT / 2],
        )
        for layer in layers
    ]
    chart = alt.LayerChart(layer=placed, width=_WIDTH, height=_HEIGHT)
    # Not fitted to a width, which would leave the map where it is and cut it off.
    return finish(chart, title, dark).properties(autosize=alt.AutoSizeParams(type="pad"))
