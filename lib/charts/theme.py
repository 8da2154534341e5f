"""Colours and number formats that all charts share; chosen to be told apart by colour-blind readers."""

from __future__ import annotations

from typing import Any

import altair as alt

from lib.style import HARD

#: Okabe and Ito's colours for categories, in an order that keeps contrast on light and dark grounds.
CATEGORIES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C8C8C")
ACCENT = "#0072B2"
ACCENT_ON_DARK = "#56B4E9"

#: One hue from faint to strong: read by lightness alone. Strong is dark on a light ground, bright on a dark one.
RAMP_ON_LIGHT = ("#cfe1f2", "#a3cbe5", "#6dadd6", "#3b8bc2", "#1764ab", "#083c7d")
RAMP_ON_DARK = ("#16365c", "#1d5288", "#2b72b2", "#4b96d1", "#83bce6", "#c6e2f7")
NO_DATA_ON_LIGHT, NO_DATA_ON_DARK = "#e6e6e6", "#33373f"

#: Point for decimals, hard space for thousands.
LOCALE = {"number": {"decimal": ".", "thousands": HARD, "grouping": [3], "currency": [f"EUR{HARD}", ""]}}


def accent(dark: bool) -> str:
    return ACCENT_ON_DARK if dark else ACCENT


def ramp(dark: bool) -> tuple[str, ...]:
    return RAMP_ON_DARK if dark else RAMP_ON_LIGHT


def no_data(dark: bool) -> str:
    return NO_DATA_ON_DARK if dark else NO_DATA_ON_LIGHT


def finish(chart: alt.Chart | alt.LayerChart, title: str) -> alt.Chart | alt.LayerChart:
    """The chart with its title and the house's number format.

    The menu that would open the chart in a third party's editor is left out.
    """
    usermeta: dict[str, Any] = {"embedOptions": {"actions": {"export": True, "source": False, "editor": False}}}
    titled = chart.properties(title=alt.TitleParams(title, anchor="start", fontSize=15), usermeta=usermeta)
    finished: alt.Chart | alt.LayerChart = titled.configure(locale=LOCALE)
    return finished
