"""Make the country shapes of the maps: countries.geojson and centroids.csv.

    python data/geo/make.py [countries-50m.json]

Source: countries-50m.json of the npm package world-atlas 2.0.2, fetched by `npm pack` when no path is given. It holds
Natural Earth 4.1, 1:50m, Admin 0 countries. Licence: Natural Earth is in the public domain; the package is ISC
(Michael Bostock). The country codes are in iso3166.csv (see ../README.md).

Steps:
1. Decode the TopoJSON arcs to polygons. The source joins Russia, Fiji across the antimeridian: cut them there.
2. Give every polygon to the ISO 3166 country it belongs to (`OWNER`, `MOVED`); drop Antarctica.
3. Drop tiny islands of big countries.
4. Snap everything to a grid of 0.01 degree and cut the world into faces, the sea included: a clean coverage.
5. Simplify the coverage (shapely.coverage_simplify), so that neighbours keep one common border: lightly everywhere but
   in small states, then once more outside Europe and its neighbourhood. It only leaves out vertices, so those that
   stay are still on the grid.
6. Write right-handed rings (RFC 7946: outer rings counter-clockwise), two decimals, one country a line.
"""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from math import radians, sin
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import LinearRing, LineString, MultiPolygon, Point, Polygon, box

HERE = Path(__file__).parent
PACKAGE = "world-atlas@2.0.2"
SHA256 = "04342cdc1e3016bcd7db1630de95684d67b79fe3c8c460321e87aef469502394"

#: Shapes without a numeric code in the source, by its names for them. None: drawn for no country (disputed).
OWNER = {
    "Kosovo": "XK",
    "N. Cyprus": "CY",
    "Somaliland": "SO",
    "Indian Ocean Ter.": "AU",
    "Siachen Glacier": None,
}
#: Polygons that the source draws with another country than ISO 3166-2 lists them with: (source, a point inside) -> ISO.
MOVED = {("RU", (34.1, 45.0)): "UA"}  # Crimea
DROPPED = {"AQ"}
SEA = "sea"

#: Drawn finely: Europe and its neighbourhood. All others are context.
FINE = {
    "AD",
    "AL",
    "AM",
    "AT",
    "AX",
    "AZ",
    "BA",
    "BE",
    "BG",
    "BY",
    "CH",
    "CY",
    "CZ",
    "DE",
    "DK",
    "DZ",
    "EE",
    "EG",
    "ES",
    "FI",
    "FO",
    "FR",
    "GB",
    "GE",
    "GG",
    "GR",
    "HR",
    "HU",
    "IE",
    "IL",
    "IM",
    "IS",
    "IT",
    "JE",
    "JO",
    "LB",
    "LI",
    "LT",
    "LU",
    "LV",
    "MA",
    "MC",
    "MD",
    "ME",
    "MK",
    "MT",
    "NL",
    "NO",
    "PL",
    "PS",
    "PT",
    "RO",
    "RS",
    "SE",
    "SI",
    "SK",
    "SM",
    "SY",
    "TN",
    "TR",
    "UA",
    "VA",
    "XK",
}
GRID = 0.01  # degrees
FINE_TOLERANCE = 0.05  # degrees: side of the triangle (square root of its area) that is still left out
COARSE_TOLERANCE = 0.2
SMALL_STATE = 3_000  # km²: countries up to this size keep all the grid lets them keep
BIG_STATE = 20_000  # km²: countries from this size on lose their islets,
FINE_ISLET = 50  # smaller than this (km²),
COARSE_ISLET = 500  # or than this outside Europe
EARTH_RADIUS = 6371.007  # km, of the sphere with the Earth's surface

Ring = list[tuple[float, float]]
Parts = dict[str, list[Polygon]]


def read_topology(path: Path | None) -> dict[str, Any]:
    """The parsed source file; without a path, from the npm package."""
    content = path.read_bytes() if path else fetch()
    if hashlib.sha256(content).hexdigest() != SHA256:
        sys.exit(f"This is not countries-50m.json of {PACKAGE}: its SHA-256 differs.")
    topology: dict[str, Any] = json.loads(content)
    return topology


def fetch() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        archive = next(Path(folder).glob("*.tgz"))
        with tarfile.open(archive) as tar:
            member = tar.extractfile("package/countries-50m.json")
            assert member is not None
            return member.read()


def read_codes() -> list[dict[str, str]]:
    with (HERE / "iso3166.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def decode_arcs(topology: dict[str, Any]) -> list[Ring]:
    """Undo the delta coding and the quantisation of the arcs."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((round(x * scale_x + left, 6), round(y * scale_y + bottom, 6)))
        arcs.append(arc)
    return arcs


def join_arcs(indices: list[int], arcs: list[Ring]) -> Ring:
    """A ring from its arcs (~i is arc i reversed), unrolled: no step is wider than half the world."""
    ring: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    unrolled = ring[:1]
    for x, y in ring[1:]:
        unrolled.append((x - 360 * round((x - unrolled[-1][0]) / 360), y))
    return unrolled


def cut_at_antimeridian(polygon: Polygon) -> list[Polygon]:
    """The parts of an unrolled polygon, each moved into -180..180."""
    west, _, east, _ = polygon.bounds
    if west >= -180 and east <= 180:
        return [polygon]
    parts = []
    for turn in (-360, 0, 360):
        inside = polygon.intersection(box(turn - 180, -90, turn + 180, 90))
        moved = shapely.transform(inside, lambda xy, turn=turn: xy - (turn, 0))
        parts += [part for part in shapely.get_parts(moved) if part.geom_type == "Polygon" and part.area > 0]
    return parts


def read_countries(topology: dict[str, Any], codes: list[dict[str, str]]) -> Parts:
    """ISO alpha-2 code -> its polygons, as the source has them."""
    arcs = decode_arcs(topology)
    iso2_of = {row["numeric"]: row["iso2"] for row in codes if row["numeric"]}
    countries: Parts = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        iso2 = iso2_of[shape["id"]] if "id" in shape else OWNER[shape["properties"]["name"]]
        if iso2 is None or iso2 in DROPPED:
            continue
        for rings in [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]:
            outer, *holes = [join_arcs(ring, arcs) for ring in rings]
            countries.setdefault(iso2, []).extend(cut_at_antimeridian(Polygon(outer, holes)))
    for (source, point), owner in MOVED.items():
        (part,) = [part for part in countries[source] if part.contains(Point(point))]
        countries[source].remove(part)
        countries[owner].append(part)
    return countries


def area(polygon: Polygon) -> float:
    """km² on a sphere of the Earth's surface, by the equal-area cylindrical projection."""

    def under(ring: LinearRing) -> float:
        pairs = zip(ring.coords, ring.coords[1:], strict=False)
        return abs(sum(radians(x2 - x1) * (sin(radians(y1)) + sin(radians(y2))) / 2 for (x1, y1), (x2, y2) in pairs))

    return EARTH_RADIUS**2 * (under(polygon.exterior) - sum(under(hole) for hole in polygon.interiors))


def country_area(parts: list[Polygon]) -> float:
    return sum(area(part) for part in parts)


def drop_islets(countries: Parts) -> Parts:
    """Without the tiny islands of big countries; a tiny part with a land border stays, and so does the largest."""
    owners = [iso2 for iso2, parts in countries.items() for _ in parts]
    tree = shapely.STRtree([part for parts in countries.values() for part in parts])

    def stays(part: Polygon, iso2: str) -> bool:
        limit = FINE_ISLET if iso2 in FINE else COARSE_ISLET
        return area(part) >= limit or any(owners[i] != iso2 for i in tree.query(part, "intersects"))

    return {
        iso2: parts
        if country_area(parts) < BIG_STATE
        else [part for part in parts if stays(part, iso2) or part is max(parts, key=area)]
        for iso2, parts in countries.items()
    }


def snap_to_grid(countries: Parts) -> dict[str, MultiPolygon]:
    """The countries and the sea between them as one coverage without gaps or overlaps, all vertices on the grid."""
    parts = [(iso2, part) for iso2 in sorted(countries) for part in countries[iso2]]
    rings = [LineString(ring.coords) for _, part in parts for ring in (part.exterior, *part.interiors)]
    lines = shapely.union_all([*rings, box(-180, -90, 180, 90).exterior], grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([lines]))
    tree = shapely.STRtree([part for _, part in parts])
    owned: Parts = {}
    for face in faces:
        hits = tree.query(face.representative_point(), "within")
        owned.setdefault(parts[min(hits)][0] if len(hits) else SEA, []).append(face)
    return {iso2: as_multi(shapely.set_precision(shapely.union_all(owned[iso2]), GRID)) for iso2 in sorted(owned)}


def as_multi(shape: Any) -> MultiPolygon:
    return shape if shape.geom_type == "MultiPolygon" else MultiPolygon([shape])


def simplify(shapes: dict[str, MultiPolygon], chosen: set[str], tolerance: float) -> dict[str, MultiPolygon]:
    """Simplify the coasts of the chosen countries and the borders between them; borders with all others stay."""
    keys = sorted({*chosen, SEA})
    simpler = shapely.coverage_simplify([shapes[key] for key in keys], tolerance, simplify_boundary=False)
    return {**shapes, **{key: as_multi(shape) for key, shape in zip(keys, simpler, strict=True)}}


def coordinates(shape: MultiPolygon) -> list[list[list[tuple[float, float]]]]:
    """GeoJSON coordinates: right-handed, in a fixed order, whole numbers without a decimal."""

    def short(value: float) -> float:
        value = round(value, 2)
        return int(value) if value == int(value) else value

    ordered = shapely.orient_polygons(shapely.normalize(shape))
    return [
        [[(short(x), short(y)) for x, y in ring.coords] for ring in (part.exterior, *part.interiors)]
        for part in ordered.geoms
    ]


def write_geojson(path: Path, shapes: dict[str, MultiPolygon], codes: list[dict[str, str]]) -> None:
    lines = []
    for row in sorted(codes, key=lambda row: row["iso2"]):
        if row["iso2"] not in shapes:
            continue
        polygons = coordinates(shapes[row["iso2"]])
        single = len(polygons) == 1
        feature = {
            "type": "Feature",
            "properties": {key: row[key] for key in ("iso2", "iso3", "name")},
            "geometry": {
                "type": "Polygon" if single else "MultiPolygon",
                "coordinates": polygons[0] if single else polygons,
            },
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def middle(shape: MultiPolygon) -> Point:
    """The centre of the largest circle in the largest polygon."""
    return Point(shapely.maximum_inscribed_circle(max(shape.geoms, key=area)).coords[0])


def rounded_area(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def write_centroids(path: Path, shapes: dict[str, MultiPolygon], countries: Parts) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["iso2", "longitude", "latitude", "area_km2"])
        for iso2, shape in sorted(shapes.items()):
            point = middle(shape)
            writer.writerow([iso2, f"{point.x:.2f}", f"{point.y:.2f}", rounded_area(country_area(countries[iso2]))])


def main() -> None:
    topology = read_topology(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    codes = read_codes()
    countries = read_countries(topology, codes)
    shapes = snap_to_grid(drop_islets(countries))
    roomy = {iso2 for iso2, parts in countries.items() if country_area(parts) > SMALL_STATE}
    shapes = simplify(shapes, roomy, FINE_TOLERANCE)
    shapes = simplify(shapes, roomy - FINE, COARSE_TOLERANCE)
    del shapes[SEA]
    write_geojson(HERE / "countries.geojson", shapes, codes)
    write_centroids(HERE / "centroids.csv", shapes, countries)
    size = (HERE / "countries.geojson").stat().st_size
    print(f"countries.geojson: {len(shapes)} countries, {size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
