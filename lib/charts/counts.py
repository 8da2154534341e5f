"""Numbers of things by kind, as bars."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts.labels import names_axis, room_for, values_at_ends
from lib.charts.theme import accent, finish


def counted_bars(values: pd.DataFrame, *, title: str, dark: bool) -> alt.Chart | alt.LayerChart:
    """Draw a bar for each kind in the order of the rows, with its number as its source says it.

    Args:
        values: kind, count, number (in words, such as "about 240"); rows without a count are left out.
        title: what is shown.
        dark: drawn on a dark ground.
    """
    data = values[["kind", "count", "number"]].dropna(subset="count").astype({"count": "int64"})
    base = alt.Chart(data).encode(
        y=alt.Y("kind:N", sort=list(data["kind"]), title=None, axis=names_axis()),
        tooltip=[alt.Tooltip("kind:N", title="Kind"), alt.Tooltip("number:N", title="Number")],
    )
    bars = base.mark_bar(color=accent(dark), cornerRadiusEnd=2).encode(
        x=alt.X(
            "count:Q",
            title="Number",
            axis=alt.Axis(tickCount=5, tickMinStep=1),
            scale=room_for(data["number"]),
            stack=None,
        )
    )
    numbers = values_at_ends(base, "count", "number", dark)
    return finish((bars + numbers).properties(height=24 * len(data)), title, dark)
