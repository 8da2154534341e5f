"""Make borders.csv: the pairs of countries that share a land border, from the shapes of the maps.

    python data/geo/borders.py

Shapes in countries.geojson that meet keep one common border (see make.py), so two countries are neighbours when an edge
is in the rings of both. A border shorter than the shapes' grid of 0.01 degree, about a kilometre, is not in it.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Point = tuple[float, float]


def edges(geometry: dict[str, Any]) -> Iterator[frozenset[Point]]:
    """Every edge of a polygon or of several, whichever way it runs."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        for ring in polygon:
            for one, other in pairwise(tuple(point) for point in ring):
                yield frozenset((one, other))


def main() -> None:
    features = json.loads((HERE / "countries.geojson").read_text("utf-8"))["features"]
    owners: dict[frozenset[Point], set[str]] = defaultdict(set)
    for feature in features:
        for edge in edges(feature["geometry"]):
            owners[edge].add(feature["properties"]["iso2"])
    borders = sorted({pair for codes in owners.values() for pair in combinations(sorted(codes), 2)})
    with (HERE / "borders.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["a", "b"])
        writer.writerows(borders)
    print(f"borders.csv: {len(borders)} borders")


if __name__ == "__main__":
    main()
