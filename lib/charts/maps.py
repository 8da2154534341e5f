"""Maps of countries, drawn from shapes that ship with the project: no tile is ever fetched."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import asinh, atan, degrees, log2, pi, radians, sinh, tan
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import pydeck
from pydeck.bindings.json_tools import default_serialize

from lib.charts.classes import Classes, classify
from lib.charts.theme import finish, no_data, ramp, spread

_GEO = Path(__file__).parents[2] / "data" / "geo"
#: Countries smaller than this, in square kilometres, get a dot beside their shape: the shape alone is no target.
_TINY = 3_000
_EMPTY_STYLE = 'data:application/json,{"version":8,"sources":{},"layers":[]}'


@dataclass(frozen=True)
class View:
    """A part of the world that a map shows: bounds in degrees, and the map's height in pixels."""

    west: float
    south: float
    east: float
    north: float
    height: int

    @property
    def tall(self) -> float:
        """Its height in Web Mercator, in radians of the equator."""
        return asinh(tan(radians(self.north))) - asinh(tan(radians(self.south)))

    @property
    def middle(self) -> float:
        """The latitude in the middle of a Web Mercator map of it."""
        return degrees(atan(sinh((asinh(tan(radians(self.north))) + asinh(tan(radians(self.south)))) / 2)))


#: Iceland, Cyprus, Türkiye and the North Cape are all in Europe.
VIEWS = {"Europe": View(-25.0, 33.5, 45.5, 71.4, 430), "World": View(-180.0, -56.0, 180.0, 83.5, 300)}
#: Width in pixels for which the views are fitted: that of the narrowest map on a desk. Where there is less, the page
#: shows the map smaller (lib.ui.country_map).
WIDTH = 440
#: Pixels left free at the edges, so that a dot on the bounds is drawn whole.
_MARGIN = 8
#: Pixels of a side of the whole world at zoom 0.
_TILE = 512


def fitted(view: View, width: int) -> pydeck.ViewState:
    """Return the state in which a map of `width` pixels shows the whole view, in Web Mercator."""
    across = (view.east - view.west) / 360
    scale = min((width - 2 * _MARGIN) / across, (view.height - 2 * _MARGIN) / (view.tall / (2 * pi)))
    return pydeck.ViewState(
        longitude=(view.west + view.east) / 2,
        latitude=view.middle,
        zoom=log2(scale / _TILE),
        min_zoom=-2,
        max_zoom=7,
    )


COUNTRY_LAYER, DOT_LAYER = "countries", "small-countries"


@lru_cache(maxsize=1)
def features() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((_GEO / "countries.geojson").read_text("utf-8"))["features"]
    return loaded


@lru_cache(maxsize=1)
def tiny_countries() -> dict[str, list[float]]:
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
    descriptions: Mapping[str, str],
    compared: bool = True,
) -> pydeck.Deck:
    """Draw countries shaded by a measure; grey where there is no value.

    Args:
        values: rows with `iso2` and the column `measure`.
        measure: column to shade by.
        show: a value as text, with its unit, for the tooltip.
        names: readers' names of the countries by ISO code; only these can be clicked.
        chosen: ISO codes drawn with a strong border.
        view: key of VIEWS.
        dark: drawn on a dark ground.
        descriptions: by ISO code, what the tooltip says in place of the value, or of there being none ("no data").
        compared: whether larger values are stronger; else all countries with a value have one shade.
    """
    known = values[values[measure].notna()]
    by_country = dict(zip(known["iso2"], known[measure], strict=True))
    classes = classify(pd.Series(list(by_country.values()), dtype="float64"), len(ramp(dark)) if compared else 1)

    def properties(iso2: str) -> dict[str, Any]:
        return {
            "iso2": iso2,
            "name": names[iso2],
            "text": descriptions.get(iso2) or (show(by_country[iso2]) if iso2 in by_country else "no data"),
            "fill": _shade(classes, by_country.get(iso2, float("nan")), dark),
            "line": _LINE_CHOSEN[dark] if iso2 in chosen else _LINE[dark],
            "width": 2.5 if iso2 in chosen else 0.6,
        }

    shapes = [
        {"type": "Feature", "geometry": feature["geometry"], "properties": properties(feature["properties"]["iso2"])}
        for feature in features()
        if feature["properties"]["iso2"] in names
    ]
    ground = [
        {"type": "Feature", "geometry": feature["geometry"], "properties": {}}
        for feature in features()
        if feature["properties"]["iso2"] not in names
    ]
    dots = [
        {"position": position, "properties": properties(iso2)}
        for iso2, position in tiny_countries().items()
        # A dot without a value would only hide the country around it.
        if iso2 in names and iso2 in by_country
    ]
    # A press counts as a click only where deck.gl has dealt with it in a quarter of a second. Without a graphics card
    # it once took longer, and clicks were lost; so the layers that are asked what lies under the pointer draw no
    # borders, nothing is drawn anew under the pointer, and no click waits for a second one.
    return deck(
        [
            pydeck.Layer(
                "GeoJsonLayer",
                id="ground",
                data={"type": "FeatureCollection", "features": ground},
                pickable=False,
                get_fill_color=_GROUND[dark],
                stroked=False,
            ),
            pydeck.Layer(
                "GeoJsonLayer",
                id=COUNTRY_LAYER,
                data={"type": "FeatureCollection", "features": shapes},
                pickable=True,
                stroked=False,
                get_fill_color="properties.fill",
            ),
            pydeck.Layer(
                "GeoJsonLayer",
                id="borders",
                data={"type": "FeatureCollection", "features": shapes},
                pickable=False,
                filled=False,
                get_line_color="properties.line",
                get_line_width="properties.width",
                line_width_units="'pixels'",
            ),
            pydeck.Layer(
                "ScatterplotLayer",
                id=DOT_LAYER,
                data=dots,
                pickable=True,
                stroked=True,
                get_position="position",
                get_fill_color="properties.fill",
                get_line_color="properties.line",
                get_radius=6,
                radius_units="'pixels'",
                line_width_min_pixels=1.2,
            ),
        ],
        view,
    )


def land(dark: bool) -> pydeck.Layer:
    """Return all countries in one quiet shade, for what is drawn on top of them."""
    return pydeck.Layer(
        "GeoJsonLayer",
        id="land",
        data={
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "geometry": feature["geometry"], "properties": {}} for feature in features()
            ],
        },
        pickable=False,
        get_fill_color=rgb(no_data(dark)),
        get_line_color=_LINE[dark],
        get_line_width=0.6,
        line_width_units="'pixels'",
    )


class _Deck(pydeck.Deck):  # type: ignore[misc]
    """A deck that is written in one line.

    pydeck's own gives each coordinate a line with its indent: several times as much to make, send and read.
    """

    def to_json(self) -> str:
        return json.dumps(self, sort_keys=True, default=default_serialize, separators=(",", ":"))


def deck(layers: list[pydeck.Layer], view: str) -> pydeck.Deck:
    """Draw layers on the ground of a view, without a tile; what has `name` and `text` says so under the pointer."""
    return _Deck(
        layers=layers,
        initial_view_state=fitted(VIEWS[view], WIDTH),
        views=[pydeck.View("MapView", controller={"scrollZoom": False, "dragRotate": False, "doubleClickZoom": False})],
        map_provider=None,
        map_style=_EMPTY_STYLE,
        # As text, never as HTML: names come from files.
        tooltip={"text": "{name}\n{text}"},
    )


_LINE = {False: [255, 255, 255, 255], True: [14, 17, 23, 255]}
_LINE_CHOSEN = {False: [213, 94, 0, 255], True: [230, 159, 0, 255]}
_GROUND = {False: [247, 247, 247, 255], True: [22, 27, 34, 255]}


def _shade(classes: Classes, value: float, dark: bool) -> list[int]:
    place = classes.place(value)
    colours = spread(ramp(dark), len(classes.edges))
    return rgb(no_data(dark) if place is None else colours[place])


def rgb(colour: str, opacity: int = 255) -> list[int]:
    """Return a colour such as #0072B2 as deck.gl wants it."""
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)] + [opacity]


def legend(
    values: pd.Series[float], *, show: Callable[[object], str], unit: str, dark: bool, compared: bool = True
) -> alt.Chart | alt.LayerChart:
    """Draw the shades of `choropleth` for the same values, with their lower edges and the unit."""
    classes = classify(values.astype("float64"), len(ramp(dark)) if compared else 1)
    colours = spread(ramp(dark), len(classes.edges))
    steps = pd.DataFrame(
        {
            "label": ["no data", *labels_of(classes, show, compared)],
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
                axis=alt.Axis(
                    domain=False, ticks=False, grid=False, labelLimit=200, labelOverlap=False, labelFlush=False
                ),
            ),
            x=alt.value(10),
            color=alt.Color("colour:N", scale=None),
            description="label:N",
        )
        .properties(height=20 * len(steps))
    )
    return finish(chart, unit_in_words(unit, classes, compared), dark)


def labels_of(classes: Classes, show: Callable[[object], str], compared: bool) -> list[str]:
    """Return the labels of a map's shades in its legend."""
    return [f"from {show(edge)}" for edge in classes.edges] if compared else ["some, not compared"] * len(classes.edges)


def unit_in_words(unit: str, classes: Classes, compared: bool) -> str:
    """Describe what a map shows, and how its shades were chosen."""
    return f"{unit}; shades by {classes.method}" if compared else f"{unit}; known of too little to compare countries"
