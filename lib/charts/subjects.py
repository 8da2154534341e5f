"""What projects are about."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts.theme import categories, finish


def percents(values: pd.DataFrame, *, title: str, dark: bool) -> alt.Chart | alt.LayerChart:
    """Draw percents of a project by subject, coloured by classification. `values`: kind, subject, share (from 0 to
    1)."""
    order = list(dict.fromkeys(values["kind"]))
    chart = (
        alt.Chart(values[["kind", "subject", "share"]])
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            y=alt.Y(
                "subject:N", sort=None, title=None, axis=alt.Axis(labelLimit=170, labelOverlap=False, labelFlush=False)
            ),
            x=alt.X("share:Q", title="Share", axis=alt.Axis(format=".0%", tickCount=5), scale=alt.Scale(domain=[0, 1])),
            color=alt.Color(
                "kind:N",
                title=None,
                sort=order,
                scale=alt.Scale(domain=order, range=list(categories(dark))),
                legend=alt.Legend(orient="top", columns=1, labelLimit=320),
            ),
            tooltip=[
                alt.Tooltip("kind:N", title="Classification"),
                alt.Tooltip("subject:N", title="Subject"),
                alt.Tooltip("share:Q", title="Share", format=".0%"),
            ],
        )
        .properties(height=24 * len(values))
    )
    return finish(chart, title, dark)
