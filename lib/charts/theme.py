"""Colours and number formats that all charts share; distinguishable by colour-blind readers."""

from __future__ import annotations

import textwrap
from typing import Any

import altair as alt

from lib.common.formatting import HARD

#: Colours for categories, then the grey for what is over. Each category has at least 4.5:1 on its ground, so that
#: letters can have it, and the grey 3:1; any two of them stay apart with red, green or blue blindness (CIE76 distance
#: of 19 or more in Machado's simulation).
CATEGORIES_ON_LIGHT = ("#0072B2", "#BF4F00", "#1F4C1F", "#8E3F6E")
CATEGORIES_ON_DARK = ("#56B4E9", "#E69F00", "#2F9050", "#F5C2E0")
MUTED_ON_LIGHT, MUTED_ON_DARK = "#8c8c8c", "#7a7a7a"

#: Colours for topics, as many as can be told apart: further topics take another shape, and labels stand beside them.
#: Each has at least 3:1 on both grounds.
TOPICS = (
    "#0072B2",
    "#BF4F00",
    "#1A8F6A",
    "#B0559A",
    "#8A6D1B",
    "#6C5CE0",
    "#C2334D",
    "#6F7F8F",
)

#: One hue from faint to strong: read by lightness alone. Strong is dark on a light ground, bright on a dark one.
RAMP_ON_LIGHT = ("#a9cfea", "#7ab3dc", "#4b96cb", "#2778b5", "#0f5796", "#06336b")
RAMP_ON_DARK = ("#24578f", "#2f73b5", "#4690d0", "#6eade0", "#9dcaee", "#d3e8f9")
#: Nearly the ground, so that it is never taken for the faintest class.
NO_DATA_ON_LIGHT, NO_DATA_ON_DARK = "#ececec", "#2a2e35"
TEXT_ON_LIGHT, TEXT_ON_DARK = "#1d2733", "#e8edf2"
GRID_ON_LIGHT, GRID_ON_DARK = "#e2e7ec", "#2c3642"
#: Pixels of the letters of axes, legends and values; nothing is smaller than LEAST.
LETTERS, LEAST = 12, 11

#: Letters on marks: dark ones on bright shades, and white ones on dark shades.
_DARK_INK, _WHITE_INK = "#10151c", "#ffffff"

#: Characters to a line of a title: as many as fit the chart on a telephone of 390 pixels.
TITLE_WIDTH = 36
#: Point for decimals, hard space for thousands and before the sign of percent, as in lib.common.formatting.
LOCALE = {
    "number": {
        "decimal": ".",
        "thousands": HARD,
        "grouping": [3],
        "currency": [f"EUR{HARD}", ""],
        "percent": f"{HARD}%",
    }
}


def accent(dark: bool) -> str:
    return categories(dark)[0]


def categories(dark: bool) -> tuple[str, ...]:
    return CATEGORIES_ON_DARK if dark else CATEGORIES_ON_LIGHT


def muted(dark: bool) -> str:
    return MUTED_ON_DARK if dark else MUTED_ON_LIGHT


def ramp(dark: bool) -> tuple[str, ...]:
    return RAMP_ON_DARK if dark else RAMP_ON_LIGHT


def spread(colours: tuple[str, ...], count: int) -> list[str]:
    """Return `count` of the colours, from the faintest to the strongest."""
    if count <= 1:
        return [colours[-1]]
    return [colours[round(place * (len(colours) - 1) / (count - 1))] for place in range(count)]


def no_data(dark: bool) -> str:
    return NO_DATA_ON_DARK if dark else NO_DATA_ON_LIGHT


def ink_on(shade: str) -> str:
    """Return the colour of letters on a shade, dark or white: the one with more contrast."""
    bright = luminance(shade) + 0.05
    return _DARK_INK if bright / (luminance(_DARK_INK) + 0.05) > 1.05 / bright else _WHITE_INK


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour such as #0072B2, as WCAG computes it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def grid(dark: bool) -> str:
    return GRID_ON_DARK if dark else GRID_ON_LIGHT


def text_colour(dark: bool) -> str:
    return TEXT_ON_DARK if dark else TEXT_ON_LIGHT


def legend_of_squares(dark: bool, most: int) -> alt.Legend:
    """Return a legend below a chart of squares: two columns, with labels of at most so many pixels."""
    return alt.Legend(
        orient="bottom",
        columns=2,
        labelLimit=most,
        titleLimit=300,
        symbolType="square",
        symbolStrokeColor=muted(dark),
        symbolStrokeWidth=0.5,
    )


def finish(chart: alt.Chart | alt.LayerChart, title: str, dark: bool) -> alt.Chart | alt.LayerChart:
    """Draw the chart with its title, in the house's letters and number format.

    The chart's height is that of its marks: title, axes and legend come on top of it. (Streamlit would fit them inside,
    and few rows would leave no room for the marks.) Letters and their colours are stated here and not left to the page,
    so that pages, pictures and tests draw the same.

    To a screen reader a chart is its text alternative, which says what it shows: none of its marks, axes or labels is
    read out.
    """
    ink = text_colour(dark)
    words: dict[str, Any] = {"labelFontSize": LETTERS, "titleFontSize": LETTERS, "labelColor": ink, "titleColor": ink}
    titled = chart.properties(
        title=alt.TitleParams(textwrap.wrap(title, TITLE_WIDTH), anchor="start", frame="bounds"),
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )
    finished: alt.Chart | alt.LayerChart = titled.configure(
        locale=LOCALE,
        aria=False,
        # A label stands at its tick, also at either end of an axis.
        axis=alt.AxisConfig(**words, titleFontWeight="normal", labelFlush=False, gridColor=grid(dark)),
        legend=alt.LegendConfig(**words, titleFontWeight="normal"),
        title=alt.TitleConfig(color=ink, fontSize=15, fontWeight="normal", aria=False),
        text=alt.MarkConfig(fontSize=LETTERS, color=ink),
        mark=alt.MarkConfig(aria=False),
        view=alt.ViewConfig(stroke=None),
    )
    return finished
