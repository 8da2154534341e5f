"""Maps of countries, drawn from shapes that ship with the project: no tile is ever fetched."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Collection
from functools import lru_cache
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import pydeck

from lib.charts.classes import Classes, classify
from lib.charts.theme import finish, no_data, ramp

_GEO = Path(__file__).parents[2] / "data" / "geo"
#: Countries smaller than this, in square kilometres, get a dot beside their shape: the shape alone is no target.
_TINY = 3_000
_EMPTY_STYLE = 'data:application/json,{"version":8,"sources":{},"layers":[]}'
VIEWS = {
    "Europe": pydeck.ViewState(latitude=53.0, longitude=13.0, zoom=2.75, min_zoom=0, max_zoom=7),
    "World": pydeck.ViewState(latitude=25.0, longitude=10.0, zoom=0.35, min_zoom=0, max_zoom=7),
}
COUNTRY_LAYER, DOT_LAYER = "countries", "small-countries"


@lru_cache(maxsize=1)
def _features() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((_GEO / "countries.geojson").read_text("utf-8"))["features"]
    return loaded


@lru_cache(maxsize=1)
def _tiny_countries() -> dict[str, list[float]]:
    with (_GEO / "centroids.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["iso2"]: [float(row["longitude"]), float(row["latitude"])]
            for row in csv.DictReader(file)
            if float(row["area_km2"]) < _TINY
        }


def choropleth(
    values: pd.DataFrame,
    *,
    measure: str,
    show: Callable[[object], str],
    names: dict[str, str],
    chosen: Collection[str],
    view: str,
    dark: bool,
) -> pydeck.Deck:
    """Countries shaded by a measure; grey where there is no value.

    Args:
        values: rows with `iso2` and the column `measure`.
        measure: column to shade by.
        show: a value as text, with its unit, for the tooltip.
        names: readers' names of the countries by ISO code; only these can be clicked.
        chosen: ISO codes drawn with a strong border.
        view: key of VIEWS.
        dark: drawn on a dark ground.
    """
    by_country = dict(zip(values["iso2"], values[measure], strict=True))
    classes = classify(pd.Series(list(by_country.values()), dtype="float64"), len(ramp(dark)))

    def properties(iso2: str) -> dict[str, Any]:
        return {
            "iso2": iso2,
            "name": names[iso2],
            "text": show(by_country[iso2]) if iso2 in by_country else "no data",
            "fill": _shade(classes, by_country.get(iso2, float("nan")), dark),
            "line": _LINE_CHOSEN[dark] if iso2 in chosen else _LINE[dark],
            "width": 2.5 if iso2 in chosen else 0.6,
        }

    shapes = [
        {"type": "Feature", "geometry": feature["geometry"], "properties": properties(feature["properties"]["iso2"])}
        for feature in _features()
        if feature["properties"]["iso2"] in names
    ]
    ground = [
        {"type": "Feature", "geometry": feature["geometry"], "properties": {}}
        for feature in _features()
        if feature["properties"]["iso2"] not in names
    ]
    dots = [
        {"position": position, "properties": properties(iso2)}
        for iso2, position in _tiny_countries().items()
        if iso2 in names
    ]
    return pydeck.Deck(
        layers=[
            pydeck.Layer(
                "GeoJsonLayer",
                id="ground",
                data={"type": "FeatureCollection", "features": ground},
                pickable=False,
                get_fill_color=_GROUND[dark],
                get_line_color=_LINE[dark],
                line_width_min_pixels=0.3,
            ),
            pydeck.Layer(
                "GeoJsonLayer",
                id=COUNTRY_LAYER,
                data={"type": "FeatureCollection", "features": shapes},
                pickable=True,
                auto_highlight=True,
                get_fill_color="properties.fill",
                get_line_color="properties.line",
                get_line_width="properties.width",
                line_width_units="'pixels'",
            ),
            pydeck.Layer(
                "ScatterplotLayer",
                id=DOT_LAYER,
                data=dots,
                pickable=True,
                auto_highlight=True,
                stroked=True,
                get_position="position",
                get_fill_color="properties.fill",
                get_line_color="properties.line",
                get_radius=6,
                radius_units="'pixels'",
                line_width_min_pixels=1.2,
            ),
        ],
        initial_view_state=VIEWS[view],
        views=[pydeck.View("MapView", controller={"scrollZoom": False, "dragRotate": False, "doubleClickZoom": True})],
        map_provider=None,
        map_style=_EMPTY_STYLE,
        # As text, never as HTML: names come from files.
        tooltip={"text": "{name}\n{text}"},
    )


_LINE = {False: [255, 255, 255, 255], True: [14, 17, 23, 255]}
_LINE_CHOSEN = {False: [213, 94, 0, 255], True: [230, 159, 0, 255]}
_GROUND = {False: [243, 243, 243, 255], True: [28, 31, 38, 255]}


def _shade(classes: Classes, value: float, dark: bool) -> list[int]:
    place = classes.place(value)
    colours = _spread(ramp(dark), len(classes.edges))
    colour = no_data(dark) if place is None else colours[place]
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)] + [255]


def _spread(colours: tuple[str, ...], count: int) -> list[str]:
    """`count` of the colours, from the faintest to the strongest."""
    if count <= 1:
        return [colours[-1]]
    return [colours[round(place * (len(colours) - 1) / (count - 1))] for place in range(count)]


def legend(
    values: pd.Series[float], *, show: Callable[[object], str], unit: str, dark: bool
) -> alt.Chart | alt.LayerChart:
    """The shades of `choropleth` for the same values, with their lower edges and the unit."""
    classes = classify(values.astype("float64"), len(ramp(dark)))
    colours = _spread(ramp(dark), len(classes.edges))
    steps = pd.DataFrame(
        {
            "label": ["no data", *(f"from {show(edge)}" for edge in classes.edges)],
            "colour": [no_data(dark), *colours],
        }
    )
    chart = (
        alt.Chart(steps)
        .mark_square(size=170, opacity=1, stroke="#888888", strokeWidth=0.5)
        .encode(
            y=alt.Y(
                "label:N",
                sort=None,
                title=None,
                axis=alt.Axis(domain=False, ticks=False, grid=False, labelLimit=200, labelOverlap=False),
            ),
            x=alt.value(10),
            color=alt.Color("colour:N", scale=None),
        )
        .properties(height=19 * len(steps))
    )
    return finish(chart, f"{unit}; shades by {classes.method}")
