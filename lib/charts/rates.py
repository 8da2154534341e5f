"""Rates over years, with their intervals."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.charts.labels import names_at_ends, names_of_lines, room_for, top_of
from lib.charts.theme import accent, categories, finish, muted


def rates_over_years(
    values: pd.DataFrame,
    *,
    average: float,
    title: str,
    dark: bool,
    home: str = "",
    year: str = "Year of the call",
) -> alt.Chart | alt.LayerChart:
    """Draw rates by year as dots on their intervals, joined by a line that breaks where there is no rate.

    Args:
        values: year, group, rate, low, high (shares), description (the figure as text); rate is NaN where there
            are too few for a percentage, and no line runs through it.
        average: a share, drawn as a dashed rule; NaN for none.
        title: what is shown.
        dark: drawn on a dark ground.
        home: the group that is my country: it is in colour and the others are grey.
        year: what the years are of.
    """
    groups = list(dict.fromkeys(values["group"]))
    colours = dict(zip(groups, categories(dark), strict=False))
    if home in groups:
        colours = {group: accent(dark) if group == home else muted(dark) for group in groups}
    data = values.assign(year=values["year"].astype(int)).sort_values("year", kind="stable")
    offset = alt.XOffset("group:N", sort=groups, scale=alt.Scale(domain=groups, paddingInner=0.5))
    colour = alt.Color(
        "group:N",
        title=None,
        sort=groups,
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        legend=None,
    )
    names = names_of_lines(groups).values() if len(groups) > 1 else ()
    x = alt.X(
        "year:O",
        title=year,
        axis=alt.Axis(labelAngle=0, labelOverlap=True),
        scale=room_for(names) if names else alt.Undefined,
    )
    base = alt.Chart(data).encode(
        x=x,
        color=colour,
        tooltip=[
            alt.Tooltip("group:N", title="Group"),
            alt.Tooltip("year:O", title="Year"),
            alt.Tooltip("description:N", title="Figure"),
        ],
    )
    offset_where_several = {"xOffset": offset} if len(groups) > 1 else {}
    top = min(1.0, top_of(data["high"]))
    y = alt.Y(
        "low:Q",
        title="Share, with its 95% interval",
        axis=alt.Axis(format=".0%", tickCount=5),
        scale=alt.Scale(domain=[0, top], nice=False),
    )
    whiskers = base.mark_rule(size=3, opacity=0.45).encode(y=y, y2="high:Q", **offset_where_several)
    dots = base.mark_point(filled=True, size=80, opacity=1).encode(
        y=alt.Y("rate:Q"),
        shape=alt.Shape("group:N", sort=groups, scale=alt.Scale(domain=groups), legend=None),
        **offset_where_several,
    )
    lines = base.mark_line(size=1.5, invalid="break-paths-show-domains").encode(
        y=alt.Y("rate:Q"), **offset_where_several
    )
    layers: list[alt.Chart] = [whiskers, lines, dots]
    if len(groups) > 1:
        points = alt.Chart(data).encode(x=x, y=y, xOffset=offset)
        ends = data.assign(low=data["rate"])
        layers += names_at_ends(
            points, ends, y="low", series="group", colours=colours, height=280, dark=dark, home=home, top=top
        )
    if not pd.isna(average):
        rule = alt.Chart(pd.DataFrame({"average": [average]}))
        layers.insert(0, rule.mark_rule(strokeDash=[4, 3], color=muted(dark), size=1.5).encode(y="average:Q"))
    return finish(alt.LayerChart(layer=layers, height=280), title, dark)
