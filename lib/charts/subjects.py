"""What projects are about."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts.labels import names_axis, room_for, values_at_ends
from lib.charts.theme import categories, finish
from lib.common import formatting


def percents(values: pd.DataFrame, *, title: str, dark: bool) -> alt.Chart | alt.LayerChart:
    """Draw percents of a project by subject, coloured by classification. `values`: kind, subject, share (from 0 to
    1)."""
    order = list(dict.fromkeys(values["kind"]))
    data = values.assign(words=[formatting.percent(share, 0) for share in values["share"]])
    base = alt.Chart(data[["kind", "subject", "share", "words"]]).encode(
        y=alt.Y("subject:N", sort=None, title=None, axis=names_axis(limit=170)),
        tooltip=[
            alt.Tooltip("kind:N", title="Classification"),
            alt.Tooltip("subject:N", title="Subject"),
            alt.Tooltip("words:N", title="Share"),
        ],
    )
    scale = room_for(data["words"])
    scale.domain = [0, 1]
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        x=alt.X("share:Q", title="Share", axis=alt.Axis(format=".0%", tickCount=5), scale=scale, stack=None),
        color=alt.Color(
            "kind:N",
            title=None,
            sort=order,
            scale=alt.Scale(domain=order, range=list(categories(dark))),
            legend=alt.Legend(orient="top", columns=1, labelLimit=320),
        ),
    )
    layered = bars + values_at_ends(base, "share", "words", dark)
    return finish(layered.properties(height=24 * len(values)), title, dark)
