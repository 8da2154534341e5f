"""Charts as pictures for slides and print, drawn on the server: no browser, and nothing is asked of anybody.

A picture is a sheet of 16 to 9 with the figure's title above the chart, and its source, filters and date below. A chart
that is too tall for that makes the sheet taller: letters that nobody can read are no use on a slide.
"""

from __future__ import annotations

import io
import re
import struct
import textwrap
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import vl_convert
from PIL import Image

from lib.common import formatting
from lib.export.about import MARK_COLOUR, About

#: The sheet in which everything is placed, in pixels of 96 to the inch.
_WIDTH, _HEIGHT = 960, 540
_MARGIN = 28
_TITLE_SIZE, _NOTE_SIZE = 22, 11
_TITLE_SIGNS, _NOTE_SIGNS = 78, 165
#: A chart is made smaller to this share at most.
_SMALLEST = 0.6
#: Lines of the note; what does not fit ends with an ellipsis.
_MOST_NOTE_LINES = 4
#: A font that comes with vl-convert, beside the like of it that readers of an SVG have.
FONT = "Liberation Sans, Arial, sans-serif"
#: Of marks to which the chart gives none; those of lib.charts.theme.
_COLOURS = ("#0072B2", "#BF4F00", "#1F4C1F", "#8E3F6E")
_INK, _FAINT = "#1d2733", "#4d5761"
#: From this lightness on nothing is drawn.
_WHITE = 250
#: Of the mark across a chart: its letters, and how often it comes again, in pixels.
_MARK_SIZE, _MARK_EVERY = 44, 420
#: Nothing is fetched for a picture.
_NOWHERE: list[str] = []


@dataclass(frozen=True)
class Size:
    """A size of pictures.

    Args:
        label: as menus call it.
        width: of a PNG, in pixels.
        dots: to the inch, as the PNG says.
        svg_width: of an SVG, in its unit.
        unit: of an SVG; empty for pixels.
    """

    label: str
    width: int
    dots: int
    svg_width: int
    unit: str


SIZES = {"slide": Size("slides", 1920, 192, 1920, ""), "print": Size("print, 300 dpi", 3000, 300, 254, "mm")}


def as_png(charts: Iterable[dict[str, Any]], about: About, size: Size) -> bytes:
    """Return charts, as Vega-Lite in the light theme, as a PNG of the size."""
    png: bytes = vl_convert.svg_to_png(_sheet(charts, about, _WIDTH, ""), scale=size.width / _WIDTH)
    return _with_dots(png, size.dots)


def as_svg(charts: Iterable[dict[str, Any]], about: About, size: Size) -> bytes:
    """Return the same as an SVG."""
    return _sheet(charts, about, size.svg_width, size.unit).encode()


def chart_svg(chart: dict[str, Any], prefix: str, width: int, height: int | None = None, mark: str = "") -> str:
    """Return a chart by itself as an SVG of about this width; of this height where it can take any.

    Args:
        chart: as Vega-Lite.
        prefix: goes before names inside it, such as those of clips, which must not be those of another SVG beside it.
        width, height: in pixels.
        mark: of its data, written across it, so that it stays with every copy of the picture.
    """
    spec = {**chart, "background": "white"}
    # Maps and charts beside each other have their own size.
    if spec.get("autosize", {}).get("type") != "pad" and not {"hconcat", "vconcat", "concat", "facet"} & spec.keys():
        spec["width"] = width
        if height is not None and isinstance(spec.get("height", 0), (int, float)) and spec.get("height", 0) <= height:
            spec |= {"height": height, "autosize": {"type": "fit", "contains": "padding"}}
    looks = {
        "font": FONT.split(",")[0],
        "title": {"color": _INK, "fontWeight": "normal"},
        "mark": {"color": _COLOURS[0]},
        "range": {"category": list(_COLOURS)},
    }
    spec["config"] = {**looks, **spec.get("config", {})}
    svg: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=_NOWHERE)
    named = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{prefix}-", svg)
    return named.removesuffix("</svg>") + _across(mark, *_size(svg)) + "</svg>" if mark else named


def _across(mark: str, width: float, height: float) -> str:
    """Return a pale label across a picture, repeated down a tall one so that each piece of it bears one."""
    rows = max(1, round(height / _MARK_EVERY))
    size = min(_MARK_SIZE, width / len(mark) / 0.6, height / rows / 3)
    places = (height * (row + 0.5) / rows for row in range(rows))
    return "".join(
        f'<text x="{width / 2:.0f}" y="{y:.0f}" font-family="{FONT}" font-size="{size:.1f}" font-weight="bold" '
        f'text-anchor="middle" fill="{MARK_COLOUR}" fill-opacity="0.22" '
        f'transform="rotate(-12 {width / 2:.0f} {y:.0f})">{escape(mark)}</text>'
        for y in places
    )


def chart_pngs(chart: dict[str, Any], width: int, highest: int, mark: str = "") -> list[bytes]:
    """Return a chart by itself as PNGs of about this width, at twice as many dots.

    One that is taller than a sheet is cut into pieces, each where the least is drawn, which is between two rows.
    """
    png: bytes = vl_convert.svg_to_png(chart_svg(chart, "c", width, mark=mark), scale=2)
    whole, cuts, most = Image.open(io.BytesIO(png)), [0], 2 * highest
    if whole.height <= most:
        return [png]
    ink = (np.asarray(whole.convert("L")) < _WHITE).sum(1)
    while whole.height - cuts[-1] > most:
        first, last = cuts[-1] + most * 9 // 10, cuts[-1] + most
        cuts.append(first + int(ink[first:last].argmin()))
    return [_png(whole.crop((0, top, whole.width, bottom))) for top, bottom in pairwise([*cuts, whole.height])]


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _sheet(charts: Iterable[dict[str, Any]], about: About, width: int, unit: str) -> str:
    title = textwrap.wrap(about.title, _TITLE_SIGNS)[:2]
    notes = _note_lines(about)
    top = _MARGIN + len(title) * (_TITLE_SIZE + 6) + 4
    below = _MARGIN - 8 + len(notes) * (_NOTE_SIZE + 4)
    several = list(charts)
    placed, bottom = _placed(several, top, (_HEIGHT - below - 6 - top) / max(len(several), 1), about.mark)
    bottom = max(bottom + 6, _HEIGHT - below)
    height = bottom + below
    parts = [
        _text(line, _MARGIN, _MARGIN + _TITLE_SIZE + number * (_TITLE_SIZE + 6) - 6, _TITLE_SIZE, _INK, bold=True)
        for number, line in enumerate(title)
    ]
    parts += placed
    # The mark, where there is one, is the first line below the chart.
    parts += [
        _text(line, _MARGIN, bottom + (number + 1) * (_NOTE_SIZE + 4), _NOTE_SIZE, MARK_COLOUR, bold=True)
        if line == about.mark
        else _text(line, _MARGIN, bottom + (number + 1) * (_NOTE_SIZE + 4), _NOTE_SIZE, _FAINT)
        for number, line in enumerate(notes)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}{unit}" height="{width * height / _WIDTH:g}{unit}" viewBox="0 0 {_WIDTH} {height:g}">'
        f'<rect width="{_WIDTH}" height="{height:g}" fill="white"/>{"".join(parts)}</svg>'
    )


def _note_lines(about: About) -> list[str]:
    words = "; ".join(f"{name}: {value}" for name, value in about.narrowed_to.items()) or "none"
    day = formatting.long_date(about.made).replace(formatting.HARD, " ")
    sources = "; ".join(about.sources) or "no file was loaded yet"
    lines = textwrap.wrap(f"Source: {sources}", _NOTE_SIGNS)
    if len(lines) > _MOST_NOTE_LINES - 2:
        lines = [
            *lines[: _MOST_NOTE_LINES - 3],
            textwrap.shorten(lines[_MOST_NOTE_LINES - 3], _NOTE_SIGNS - 4) + " ...",
        ]
    lines += textwrap.wrap(f"Covers {about.coverage}", _NOTE_SIGNS)[:1] if about.coverage else []
    lines += textwrap.wrap(f"Filters: {words}", _NOTE_SIGNS)[:1]
    return [*([about.mark] if about.mark else []), *lines, f"ICPerMed dashboard, {day}"]


def _text(line: str, x: float, y: float, size: int, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" font-family="{FONT}" font-size="{size}" fill="{colour}"{weight}>{escape(line)}</text>'
    )


def _placed(charts: Iterable[dict[str, Any]], top: float, room: float, mark: str) -> tuple[list[str], float]:
    """Return charts below each other from `top`, each with at least `room`, and where the last one ends."""
    parts = []
    for number, chart in enumerate(charts):
        svg, scale, height = _fitted(chart, f"c{number}", room, mark)
        parts.append(f'<g transform="translate({_MARGIN} {top:.1f}) scale({scale:.4f})">{svg}</g>')
        top += max(room, height)
    return parts, top


def _fitted(chart: dict[str, Any], prefix: str, room: float, mark: str) -> tuple[str, float, float]:
    """Return a chart, how much smaller it is made, and how high it is then."""
    width = _WIDTH - 2 * _MARGIN
    svg = chart_svg(chart, prefix, width, int(room), mark)
    scale = _scale(svg, width, room)
    if scale < 1:
        # Drawn wider, so that it fills the sheet once it is made smaller.
        svg = chart_svg(chart, prefix, int(width / scale), int(room), mark)
        scale = _scale(svg, width, room)
    return svg, scale, scale * _size(svg)[1]


def _scale(svg: str, width: float, height: float) -> float:
    """Return the factor that makes a picture fit; one that is too tall goes beyond the height."""
    wide, high = _size(svg)
    return min(1.0, width / wide, max(height / high, _SMALLEST))


def _size(svg: str) -> tuple[float, float]:
    wide, high = (re.search(rf'\b{name}="([\d.]+)"', svg) for name in ("width", "height"))
    assert wide is not None
    assert high is not None
    return float(wide[1]), float(high[1])


def _with_dots(png: bytes, dots: int) -> bytes:
    """Return a PNG that says how many dots go to the inch."""
    per_metre = round(dots / 0.0254)
    body = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    chunk = struct.pack(">I", 9) + body + struct.pack(">I", zlib.crc32(body))
    # After the signature and the header, which is always the first chunk; one that is there already comes later.
    head = 8 + 25
    rest = re.sub(rb"\x00\x00\x00\x09pHYs.{13}", b"", png[head:], count=1, flags=re.DOTALL)
    return png[:head] + chunk + rest
