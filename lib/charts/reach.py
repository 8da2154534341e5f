"""The charts of the page on reach: lines with marks, growth, before and after, hours of the week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from lib.charts.classes import classify
from lib.charts.labels import names_at_ends, names_of_lines, room_for, top_of
from lib.charts.theme import (
    accent,
    categories,
    finish,
    ink_on,
    muted,
    no_data,
    ramp,
    spread,
    text_colour,
)
from lib.common import formatting

#: Number formats by unit; the share of an engagement rate is a few per cent.
_FORMAT = {"count": ",.0f", "share": ".2%", "mean": ",.1f"}
_AXIS_FORMAT = {"count": ",.0f", "share": ".1%", "mean": ",.0f"}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
#: No label is left out.
_EVERY_LABEL = alt.Axis(labelAngle=0, labelOverlap=False)
_DASHES = {"event": [1, 0], "call": [6, 3], "newsletter": [2, 3]}


def lines_with_marks(
    values: pd.DataFrame,
    marks: pd.DataFrame,
    *,
    name: str,
    title: str,
    unit: str,
    dark: bool,
    picked: Sequence[str] = (),
) -> alt.Chart | alt.LayerChart:
    """A line for each channel over time, with a gap where nothing is known, and rules for what happened.

    Args:
        values: label (of the channel), stretch (in words), first (day), value (missing where nothing is known); where
            marks can be picked, key.
        marks: kind (event, call, newsletter), name, day.
        name: of the figure, for axis and tooltip.
        title: what is shown.
        unit: count, share or mean.
        dark: drawn on a dark ground.
        picked: keys of marks that were picked, which stand out.
    """
    order = list(dict.fromkeys(values["label"]))
    data = values.assign(value=values["value"].astype("Float64").astype(float), key=values.get("key", ""))
    data = data.assign(picked=data["key"].isin(list(picked)))
    colours = dict(zip(order, (*categories(dark), muted(dark)), strict=False))
    colour = alt.Color(
        "label:N", scale=alt.Scale(domain=list(colours), range=list(colours.values())), sort=order, legend=None
    )
    shape = alt.Shape("label:N", scale=alt.Scale(domain=order), sort=order, legend=None)
    top = top_of(data["value"])
    place = alt.Chart(data[["label", "stretch", "first", "value", "key", "picked"]]).encode(
        x=alt.X(
            "first:T",
            title=None,
            axis=alt.Axis(labelOverlap=True, tickCount=6, grid=False),
            scale=room_for(names_of_lines(order).values()),
        ),
        y=alt.Y(
            "value:Q",
            title=name,
            axis=alt.Axis(format=_AXIS_FORMAT[unit], tickCount=5),
            scale=alt.Scale(domain=[0, top], nice=False),
        ),
    )
    base = place.encode(
        color=colour,
        tooltip=[
            alt.Tooltip("label:N", title="Channel"),
            alt.Tooltip("stretch:N", title="When"),
            alt.Tooltip("value:Q", title=name, format=_FORMAT[unit]),
        ],
    )
    line = base.mark_line(invalid="break-paths-show-domains")
    points = (
        base.transform_filter("isValid(datum.value)").mark_point(filled=True, size=45, opacity=1).encode(shape=shape)
    )
    # Larger than the points, so that a finger meets them.
    targets = (
        base.transform_filter("isValid(datum.value)")
        .mark_point(filled=True, size=260)
        .encode(opacity=alt.condition("datum.picked", alt.value(0.45), alt.value(0.001)))
    )
    in_order = data.sort_values("first", kind="stable")
    names = names_at_ends(place, in_order, y="value", series="label", colours=colours, height=300, dark=dark)
    return _layered([*_rules(marks, dark), line, points, targets, *names], 300, title, dark)


def _rules(marks: pd.DataFrame, dark: bool) -> list[alt.Chart]:
    """Dashed by kind, and wide unseen ones under them that the pointer meets."""
    if marks.empty:
        return []
    kinds = [kind for kind in _DASHES if kind in set(marks["kind"])]
    base = alt.Chart(marks[["kind", "name", "day"]]).encode(
        x=alt.X("day:T", title=None),
        tooltip=[
            alt.Tooltip("kind:N", title="Marked"),
            alt.Tooltip("name:N", title="Name"),
            alt.Tooltip("day:T", title="Day", format="%-d %B %Y"),
        ],
    )
    seen = base.mark_rule(color=muted(dark), strokeWidth=1, opacity=0.8 if dark else 0.5).encode(
        strokeDash=alt.StrokeDash(
            "kind:N",
            title="Marked",
            scale=alt.Scale(domain=kinds, range=[_DASHES[kind] for kind in kinds]),
            legend=alt.Legend(orient="top", columns=3),
        )
    )
    return [base.mark_rule(strokeWidth=9, opacity=0.001), seen]


def _layered(layers: Sequence[alt.Chart], height: int, title: str, dark: bool) -> alt.Chart | alt.LayerChart:
    return finish(alt.LayerChart(layer=list(layers), height=height), title, dark)


def _signed(form: str) -> alt.Axis:
    """An axis of changes: all but zero have a sign."""
    return alt.Axis(format=form, tickCount=5, labelExpr="datum.value ? datum.label : '0'")


def growth_bars(changes: pd.DataFrame, *, title: str, dark: bool) -> alt.Chart | alt.LayerChart:
    """Relative changes as bars to the left and right of zero, two to a figure.

    Args:
        changes: figure (in words), against (the period before, or the year before), change (a share; missing ones
            are written as "no data").
        title: what is shown.
        dark: drawn on a dark ground.
    """
    order = list(dict.fromkeys(changes["against"]))
    figures = list(dict.fromkeys(changes["figure"]))
    base = alt.Chart(changes).encode(
        y=alt.Y(
            "figure:N",
            sort=figures,
            title=None,
            scale=alt.Scale(domain=figures, paddingInner=0.3),
            axis=alt.Axis(labelLimit=150, labelOverlap=False),
        ),
        yOffset=alt.YOffset("against:N", sort=order, scale=alt.Scale(domain=order)),
    )
    bars = (
        base.transform_filter("isValid(datum.change)")
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X("change:Q", title="Change", axis=_signed("+.0%")),
            color=alt.Color(
                "against:N",
                title="Against",
                sort=order,
                scale=alt.Scale(domain=order, range=list(categories(dark)[:2])),
                legend=alt.Legend(orient="top", columns=2),
            ),
            tooltip=[
                alt.Tooltip("figure:N", title="Figure"),
                alt.Tooltip("against:N", title="Against"),
                alt.Tooltip("change:Q", title="Change", format="+.1%"),
            ],
        )
    )
    gaps = (
        base.transform_filter("!isValid(datum.change)")
        .mark_text(align="left", dx=4, color=text_colour(dark))
        .encode(x=alt.datum(0), text=alt.value("no data"))
    )
    return _layered([bars, gaps], 36 * len(figures), title, dark)


def week_line(
    weeks: pd.DataFrame, ordinary: Mapping[float, float], *, name: str, title: str, unit: str, dark: bool
) -> alt.Chart | alt.LayerChart:
    """The weeks around a day, before the spread of all other weeks.

    Args:
        weeks: week (-1 is the week before the day, 0 begins on it), first (day), value.
        ordinary: quantiles of the other weeks; NaN where there are too few.
        name: of the figure, for axis and tooltip.
        title: what is shown.
        unit: count or share.
        dark: drawn on a dark ground.
    """
    last = int(weeks["week"].max()) + 1
    data = pd.DataFrame(
        {
            "at": weeks["week"] + 0.5,
            "value": weeks["value"].astype(float),
            "when": weeks["week"].map(_week_in_words),
            "first": weeks["first"],
        }
    )
    x = alt.X(
        "at:Q",
        title="Weeks before (−) and from the day on (+)",
        scale=alt.Scale(domain=[-last, last], nice=False),
        axis=alt.Axis(
            values=data["at"].tolist(),
            labelExpr="datum.value < 0 ? '−' + (0.5 - datum.value) : '+' + (datum.value + 0.5)",
            labelOverlap=True,
            grid=False,
        ),
    )
    y = alt.Y("value:Q", title=name, axis=alt.Axis(format=_AXIS_FORMAT[unit], tickCount=5), scale=alt.Scale(zero=True))
    line = (
        alt.Chart(data)
        .mark_line(
            point=alt.OverlayMarkDef(size=60, filled=True), color=accent(dark), invalid="break-paths-show-domains"
        )
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("when:N", title="Week"),
                alt.Tooltip("first:T", title="From", format="%-d %B %Y"),
                alt.Tooltip("value:Q", title=name, format=_FORMAT[unit]),
            ],
        )
    )
    day = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(strokeDash=[4, 3], color=text_colour(dark)).encode(x="at:Q")
    return _layered([*_bands(ordinary, "y", dark), day, line], 260, title, dark)


def _week_in_words(week: int) -> str:
    return f"{-week} before" if week < 0 else f"{week + 1} from the day on"


def _bands(ordinary: Mapping[float, float], axis: str, dark: bool) -> list[alt.Chart]:
    """The middle 90 % and the middle half, over the whole width or height, and the median."""
    if any(pd.isna(value) for value in ordinary.values()):
        return []
    data = pd.DataFrame([{f"q{round(share * 100)}": value for share, value in ordinary.items()}])
    start, stop = (alt.Y, alt.Y2) if axis == "y" else (alt.X, alt.X2)
    bands = [
        alt.Chart(data).mark_rect(color=muted(dark), opacity=opacity).encode(start(f"{low}:Q", title=""), stop(high))
        for low, high, opacity in (("q5", "q95", 0.18), ("q25", "q75", 0.22))
    ]
    median = alt.Chart(data).mark_rule(color=muted(dark)).encode(start("q50:Q"))
    return [*bands, median]


def spread_of_changes(
    change: float,
    others: tuple[float, ...],
    ordinary: Mapping[float, float],
    *,
    name: str,
    title: str,
    unit: str,
    dark: bool,
) -> alt.Chart | alt.LayerChart:
    """One change as a diamond among the changes around all other days, a thin line each."""
    ticks = (
        alt.Chart(pd.DataFrame({"change": list(others)}))
        .mark_tick(thickness=1, size=44, color=muted(dark), opacity=0.7)
        .encode(x=alt.X("change:Q", title=f"Change of {name}", axis=_signed(f"+{_AXIS_FORMAT[unit]}")))
    )
    own = (
        alt.Chart(pd.DataFrame({"change": [change]}))
        .mark_point(shape="diamond", filled=True, size=220, color=categories(dark)[1], opacity=1)
        .encode(x="change:Q", tooltip=[alt.Tooltip("change:Q", title="This change", format=f"+{_FORMAT[unit]}")])
    )
    return _layered([*_bands(ordinary, "x", dark), ticks, own], 70, title, dark)


def hours_of_week(
    cells: pd.DataFrame,
    *,
    fewest: int,
    name: str,
    title: str,
    unit: str,
    dark: bool,
    picked: Sequence[str] = (),
) -> alt.Chart | alt.LayerChart:
    """Hours down, days of the week across, shaded by a figure, with the number of posts in each cell.

    Args:
        cells: key, weekday (0 is Monday), hour, value, posts (that the value is of).
        fewest: cells with fewer posts have no shade.
        name: of the figure, for legend and tooltip.
        title: what is shown.
        unit: count or share.
        dark: drawn on a dark ground.
        picked: keys of cells that were picked, which have a frame.
    """
    shown = cells["value"].astype("Float64").astype(float).where(cells["posts"] >= fewest)
    classes = classify(shown, len(ramp(dark)))
    few = f"fewer than {fewest} posts"
    labels = [_edge(edge, unit) for edge in classes.edges]
    colours = [no_data(dark), *spread(ramp(dark), len(labels))]
    places = [0 if place is None else place + 1 for place in (classes.place(value) for value in shown)]
    first = int(cells["hour"].min())
    data = pd.DataFrame(
        {
            "key": cells["key"],
            "picked": cells["key"].isin(list(picked)),
            "day": cells["weekday"].map(lambda number: _DAYS[int(number)]),
            "time": cells["hour"].map(lambda hour: f"{int(hour):02d}:00"),
            "class": [[few, *labels][place] for place in places],
            "ink": [ink_on(colours[place]) for place in places],
            "value": shown,
            "posts": cells["posts"].astype(int),
        }
    )
    base = alt.Chart(data).encode(
        x=alt.X("day:N", title=None, sort=None, scale=alt.Scale(domain=list(_DAYS)), axis=_EVERY_LABEL),
        y=alt.Y(
            "time:N",
            title="Hour (UTC)",
            sort=None,
            axis=_EVERY_LABEL,
            scale=alt.Scale(domain=[f"{hour:02d}:00" for hour in range(first, int(cells["hour"].max()) + 1)]),
        ),
        tooltip=[
            alt.Tooltip("day:N", title="Day"),
            alt.Tooltip("time:N", title="From (UTC)"),
            alt.Tooltip("value:Q", title=name, format=_FORMAT[unit]),
            alt.Tooltip("posts:Q", title="Posts"),
        ],
    )
    rects = base.mark_rect(stroke=text_colour(dark)).encode(
        color=alt.Color(
            "class:N",
            title=f"{name}, from",
            scale=alt.Scale(domain=[few, *labels], range=colours),
            legend=alt.Legend(orient="top", columns=2, symbolType="square", symbolStrokeWidth=0, titleLimit=320),
        ),
        strokeWidth=alt.condition("datum.picked", alt.value(2.5), alt.value(0)),
    )
    numbers = base.mark_text(aria=False).encode(
        text=alt.Text("posts:Q", format=",.0f"),
        color=alt.Color("ink:N", scale=None),
    )
    height = 24 * (int(cells["hour"].max()) - first + 1)
    return _layered([rects, numbers], height, title, dark)


def _edge(edge: float, unit: str) -> str:
    return formatting.percent(edge, 2) if unit == "share" else formatting.number(edge)
