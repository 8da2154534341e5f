"""Check countries.geojson and centroids.csv: python data/geo/check.py. Says what is wrong, or "ok"."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import shapely
from shapely.geometry import Point, Polygon, shape

HERE = Path(__file__).parent
MOST_BYTES = 450_000
MISSING_IN_SOURCE = {
    "BQ",
    "BV",
    "CC",
    "CX",
    "GF",
    "GI",
    "GP",
    "MQ",
    "RE",
    "SJ",
    "TK",
    "TV",
    "UM",
    "YT",
}  # no shape of their own at 1:50m
DROPPED = "AQ"
NEEDED = {
    "AL",
    "AT",
    "BA",
    "BE",
    "BG",
    "BR",
    "CA",
    "CH",
    "CL",
    "CN",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "EG",
    "ES",
    "FI",
    "FO",
    "FR",
    "GB",
    "GE",
    "GR",
    "HR",
    "HU",
    "IE",
    "IL",
    "IS",
    "IT",
    "LI",
    "LT",
    "LU",
    "LV",
    "MA",
    "MD",
    "ME",
    "MK",
    "MT",
    "NL",
    "NO",
    "PA",
    "PL",
    "PT",
    "RO",
    "RS",
    "SE",
    "SI",
    "SK",
    "TN",
    "TR",
    "UA",
    "US",
    "XK",
    "ZA",
    "AM",
    "AU",
    "NZ",
    "JP",
    "KR",
    "IN",
    "AR",
    "MX",
    "CO",
    "UY",
    "PE",
    "SG",
    "AD",
    "SM",
    "MC",
    "VA",
}
#: Places that must lie in their country, and how far (degrees) they may lie outside the simplified shape.
PLACES = [
    ("MT", 14.51, 35.90, 0.05),
    ("LU", 6.13, 49.61, 0),
    ("CY", 33.36, 35.17, 0),
    ("CY", 33.32, 35.34, 0.02),  # Kyrenia
    ("XK", 21.17, 42.66, 0),
    ("LI", 9.52, 47.14, 0),
    ("SG", 103.82, 1.35, 0),
    ("UA", 34.10, 44.95, 0),  # Simferopol
    ("FR", 2.35, 48.86, 0),
    ("FR", -52.33, 4.85, 0.1),  # Cayenne
    ("FR", 55.53, -21.12, 0),  # Réunion
    ("ES", -15.60, 27.95, 0),  # Gran Canaria
    ("PT", -25.50, 37.78, 0.05),  # São Miguel
    ("RU", -173.0, 66.5, 0.3),  # Chukotka, east of the antimeridian
    ("IL", 34.80, 32.00, 0),
    ("TR", 28.98, 41.10, 0.05),
]


def winds_right(polygon: Polygon) -> bool:
    return polygon.exterior.is_ccw and not any(hole.is_ccw for hole in polygon.interiors)


def problems() -> list[str]:
    content = (HERE / "countries.geojson").read_bytes()
    features = json.loads(content)["features"]
    with (HERE / "iso3166.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["iso2"]: row for row in csv.DictReader(file)}
    with (HERE / "centroids.csv").open(encoding="utf-8", newline="") as file:
        centres = {row["iso2"]: row for row in csv.DictReader(file)}
    shapes = {feature["properties"]["iso2"]: shape(feature["geometry"]) for feature in features}
    points = shapely.get_coordinates(list(shapes.values()))

    expected = set(codes) - set(MISSING_IN_SOURCE.split()) - {DROPPED}
    found = []
    if len(content) > MOST_BYTES:
        found.append(f"{len(content)} bytes")
    if len(shapes) != len(features) or set(shapes) != expected:
        found.append(f"countries: {set(shapes) ^ expected}")
    found += [f"{iso2} is missing" for iso2 in NEEDED.split() if iso2 not in shapes]
    found += [
        f"{feature['properties']}: not the names and codes of iso3166.csv"
        for feature in features
        if any(codes[feature["properties"]["iso2"]][key] != value for key, value in feature["properties"].items())
    ]
    for iso2, country in shapes.items():
        if not country.is_valid or country.area <= 0:
            found.append(f"{iso2}: {shapely.is_valid_reason(country)}, area {country.area}")
        if not all(winds_right(part) for part in shapely.get_parts(country)):
            found.append(f"{iso2}: winding order")
        if any(part.bounds[2] - part.bounds[0] > 180 for part in shapely.get_parts(country)):
            found.append(f"{iso2}: a polygon runs around the world")
    if not shapely.coverage_is_valid(list(shapes.values())):
        found.append("neighbours do not share their borders")
    if (abs(points - points.round(2)) > 1e-9).any() or (abs(points) > (180, 90)).any():
        found.append("coordinates: more than two decimals, or off the map")
    found += [
        f"{iso2}: {x}, {y} is {shapes[iso2].distance(Point(x, y)):.3f} degrees outside"
        for iso2, x, y, slack in PLACES
        if shapes[iso2].distance(Point(x, y)) > slack
    ]
    if set(centres) != set(shapes):
        found.append(f"centroids.csv: {set(centres) ^ set(shapes)}")
    for iso2, row in centres.items():
        point = Point(float(row["longitude"]), float(row["latitude"]))
        largest = max(shapely.get_parts(shapes[iso2]), key=lambda part: part.area)
        if largest.distance(point) > 0 or float(row["area_km2"]) <= 0:
            found.append(f"centroids.csv: {row} is {shapes[iso2].distance(point):.3f} degrees outside")
    return found


if __name__ == "__main__":
    found = problems()
    print("\n".join(found) or "ok")
    sys.exit(bool(found))
