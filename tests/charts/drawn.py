"""What is drawn of a chart, found in the scene graph of the renderer that also makes pictures on the server."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import vl_convert

from lib.charts import theme

CONFIG = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text("utf-8"))
#: Contrast of letters with what is behind them, as WCAG asks for text of ordinary size.
LEAST_CONTRAST = 4.5
#: Pixels across: a chart in one of two columns of a page.
WIDTH = 560


@dataclass(frozen=True)
class Letters:
    """A text of a chart: what it says, its size in pixels, its colour and that behind it, its place, whether bold."""

    text: str
    size: float
    colour: str
    ground: str
    x: float
    y: float
    bold: bool

    @property
    def contrast(self) -> float:
        return contrast(self.colour, self.ground)


def ground_of(dark: bool) -> str:
    """The colour of the page."""
    return str(CONFIG["theme"]["dark" if dark else "light"]["backgroundColor"])


def illegible(spec: dict[str, Any], dark: bool) -> list[Letters]:
    """Draw a chart, and return its texts that are too small or too faint."""
    drawn = letters(spec, ground_of(dark))
    assert drawn, "a chart without a word"
    return [one for one in drawn if one.size < theme.LEAST or one.contrast < LEAST_CONTRAST]


def letters(spec: dict[str, Any], ground: str) -> list[Letters]:
    """Draw a chart, and return its texts that can be seen."""
    fits = spec.get("autosize", {}).get("type") != "pad"
    scene = vl_convert.vegalite_to_scenegraph({**spec, **({"width": WIDTH} if fits else {})})
    return list(_letters(scene["scenegraph"], ground, *scene["origin"], []))


#: A filled rectangle that was drawn already: its left, top, right and bottom edge, and its colour.
_Under = list[tuple[float, float, float, float, str]]


def _letters(mark: dict[str, Any], ground: str, left: float, top: float, under: _Under) -> Iterator[Letters]:
    for item in mark.get("items", []):
        x, y = left + item.get("x", 0), top + item.get("y", 0)
        if mark["marktype"] == "group":
            for child in item.get("items", []):
                yield from _letters(child, ground, x, y, under)
        elif mark["marktype"] == "rect" and _seen(item):
            under.append((x, y, x + item.get("width", 0), y + item.get("height", 0), item["fill"]))
        elif mark["marktype"] == "text" and _seen(item) and str(item.get("text") or "").strip():
            x, y = x + item.get("dx", 0), y + item.get("dy", 0)
            below = [fill for west, north, east, south, fill in under if west <= x <= east and north <= y <= south]
            text = item["text"] if isinstance(item["text"], str) else " ".join(map(str, item["text"]))
            behind, bold = below[-1] if below else ground, item.get("fontWeight") == "bold"
            yield Letters(text, item.get("fontSize", 11), item["fill"], behind, x, y, bold)


def _seen(item: dict[str, Any]) -> bool:
    opaque = min(item.get("opacity", 1), item.get("fillOpacity", 1))
    return opaque > 0.9 and str(item.get("fill", "")).startswith(("#", "rgb("))


def luminance(colour: str) -> float:
    """Relative luminance of a colour such as #0072B2, #fff or rgb(0, 114, 178), as WCAG computes it."""
    if colour.startswith("#"):
        each = len(colour) // 3
        digits = [int(colour[start : start + each] * (3 - each), 16) for start in range(1, len(colour), each)]
    else:
        digits = [int(number) for number in re.findall(r"\d+", colour)[:3]]
    parts = [digit / 255 for digit in digits]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours: 1 where they are the same, 21 of black on white."""
    faint, strong = sorted((luminance(one), luminance(other)))
    return (strong + 0.05) / (faint + 0.05)
