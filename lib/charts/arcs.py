"""Arcs between countries on a map, and dots on them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pydeck

from lib.charts import maps
from lib.charts.theme import accent, categories, muted

_CENTROIDS = Path(__file__).parents[2] / "data" / "geo" / "centroids.csv"
#: Pixels of the widest and the narrowest arc, and of the largest and the smallest dot's radius.
ARC = (8.0, 1.0)
DOT = (16.0, 4.0)


@lru_cache(maxsize=1)
def centroids() -> dict[str, list[float]]:
    """Return the longitude and latitude of the middle of each country, by ISO code."""
    with _CENTROIDS.open(encoding="utf-8", newline="") as file:
        return {row["iso2"]: [float(row["longitude"]), float(row["latitude"])] for row in csv.DictReader(file)}


def arcs_map(
    arcs: pd.DataFrame,
    dots: pd.DataFrame,
    *,
    show: Callable[[object], str],
    view: str,
    dark: bool,
    home: str = "",
) -> pydeck.Deck:
    """Draw countries joined by arcs as wide as their value, and dots as large as theirs.

    Args:
        arcs: a, b (codes), name_a, name_b, value; the widest in front.
        dots: iso2, name, value; a missing value gives the smallest dot. A clicked mark says which countries it is `of`.
        show: a value as text, with its unit, for the tooltip.
        view: key of maps.VIEWS.
        dark: drawn on a dark ground.
        home: ISO code of the country whose arcs stand out; all do where none is named.
    """
    strong, faint = maps.rgb(accent(dark), 190), maps.rgb(muted(dark), 120)
    places = centroids()
    widths = sizes(arcs["value"], ARC)
    radii = sizes(dots["value"], DOT)
    lines = [
        {
            "from": places[row["a"]],
            "to": places[row["b"]],
            "width": width,
            "colour": strong if not home or home in (row["a"], row["b"]) else faint,
            "name": f"{row['name_a']} – {row['name_b']}",
            "text": show(row["value"]),
            "of": [row["name_a"], row["name_b"]],
        }
        for row, width in zip(arcs.to_dict("records"), widths, strict=True)
        if row["a"] in places and row["b"] in places
    ]
    points = [
        {
            "position": places[row["iso2"]],
            "radius": radius,
            "name": row["name"],
            "text": show(row["value"]),
            "of": [row["name"]],
        }
        for row, radius in zip(dots.to_dict("records"), radii, strict=True)
        if row["iso2"] in places
    ]
    return maps.deck(
        [
            maps.land(dark),
            pydeck.Layer(
                "ArcLayer",
                id="arcs",
                # The first is drawn first, below the others.
                data=lines[::-1],
                pickable=True,
                get_source_position="from",
                get_target_position="to",
                get_source_color="colour",
                get_target_color="colour",
                get_width="width",
                width_units="'pixels'",
                # Seen from above an arc would be a straight line, and lie on others: it leans to the side.
                get_height=0.4,
                get_tilt=35,
            ),
            pydeck.Layer(
                "ScatterplotLayer",
                id="dots",
                data=points,
                pickable=True,
                stroked=True,
                get_position="position",
                get_radius="radius",
                radius_units="'pixels'",
                get_fill_color=maps.rgb(categories(dark)[1], 210),
                get_line_color=[255, 255, 255, 255] if not dark else [14, 17, 23, 255],
                line_width_min_pixels=1,
            ),
        ],
        view,
    )


def in_view(codes: Iterable[str], view: str) -> bool:
    """Whether the middles of all these countries lie in the view."""
    bounds = maps.VIEWS[view]
    places = [centroids()[code] for code in codes if code in centroids()]
    return all(bounds.west <= east <= bounds.east and bounds.south <= north <= bounds.north for east, north in places)


def sizes(values: pd.Series[float], limits: tuple[float, float]) -> list[float]:
    """Return pixels for values: the largest gives the first limit, others in proportion, none less than the second."""
    known = values.astype("float64").fillna(0)
    largest = known.max() if len(known) else 0
    return [max(limits[1], limits[0] * value / largest) if largest > 0 else limits[1] for value in known]
