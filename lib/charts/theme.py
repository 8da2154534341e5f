"""Colours and number formats that all charts share; distinguishable by colour-blind readers."""

from __future__ import annotations

import textwrap
from typing import Any

import altair as alt

from lib.common.formatting import HARD

#: Colours for categories, then the grey for what is over. Each has at least 3:1 on its ground, and any two of them stay
#: apart with red, green or blue blindness (CIE76 distance of 19 or more in Machado's simulation).
CATEGORIES_ON_LIGHT = ("#0072B2", "#D55E00", "#1F4C1F", "#8E3F6E")
CATEGORIES_ON_DARK = ("#56B4E9", "#E69F00", "#2F9050", "#F5C2E0")
MUTED_ON_LIGHT, MUTED_ON_DARK = "#8c8c8c", "#7a7a7a"

#: Colours for topics, more than can be distinguished by colour: labels and shapes stand beside them. Each has at
#: least 3:1 on both grounds.
TOPICS = (
    "#0072B2",
    "#D55E00",
    "#1A8F6A",
    "#B0559A",
    "#8A6D1B",
    "#6C5CE0",
    "#C2334D",
    "#4F7F1F",
    "#2A8CC4",
    "#9C5A3C",
    "#6F7F8F",
    "#C46AA8",
)

#: One hue from faint to strong: read by lightness alone. Strong is dark on a light ground, bright on a dark one.
RAMP_ON_LIGHT = ("#a9cfea", "#7ab3dc", "#4b96cb", "#2778b5", "#0f5796", "#06336b")
RAMP_ON_DARK = ("#24578f", "#2f73b5", "#4690d0", "#6eade0", "#9dcaee", "#d3e8f9")
#: Nearly the ground, so that it is never taken for the faintest class.
NO_DATA_ON_LIGHT, NO_DATA_ON_DARK = "#ececec", "#2a2e35"
TEXT_ON_LIGHT, TEXT_ON_DARK = "#1d2733", "#e8edf2"

#: Characters to a line of a title: as many as fit the chart on a telephone of 390 pixels.
TITLE_WIDTH = 36
#: Point for decimals, hard space for thousands.
LOCALE = {"number": {"decimal": ".", "thousands": HARD, "grouping": [3], "currency": [f"EUR{HARD}", ""]}}


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


def text_colour(dark: bool) -> str:
    return TEXT_ON_DARK if dark else TEXT_ON_LIGHT


def finish(chart: alt.Chart | alt.LayerChart, title: str) -> alt.Chart | alt.LayerChart:
    """Draw the chart with its title and the house's number format.

    The chart's height is that of its marks: title, axes and legend come on top of it. (Streamlit would fit them inside,
    and few rows would leave no room for the marks.) The menu that would open the chart in a third party's editor is
    left out.
    """
    usermeta: dict[str, Any] = {"embedOptions": {"actions": {"export": True, "source": False, "editor": False}}}
    titled = chart.properties(
        title=alt.TitleParams(textwrap.wrap(title, TITLE_WIDTH), anchor="start", frame="bounds", fontSize=15),
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        usermeta=usermeta,
    )
    finished: alt.Chart | alt.LayerChart = titled.configure(locale=LOCALE)
    return finished


_ON_LIGHT = dict(
    zip(
        (*CATEGORIES_ON_DARK, *RAMP_ON_DARK, MUTED_ON_DARK, NO_DATA_ON_DARK, TEXT_ON_DARK),
        (*CATEGORIES_ON_LIGHT, *RAMP_ON_LIGHT, MUTED_ON_LIGHT, NO_DATA_ON_LIGHT, TEXT_ON_LIGHT),
        strict=True,
    )
)


def on_light(spec: Any) -> Any:
    """Return a chart in Vega-Lite with the colours of the light theme in place of the dark one's."""
    if isinstance(spec, dict):
        return {name: on_light(value) for name, value in spec.items()}
    if isinstance(spec, list):
        return [on_light(value) for value in spec]
    return _ON_LIGHT.get(spec, spec) if isinstance(spec, str) else spec
