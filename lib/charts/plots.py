"""The charts of the pages, each one readable expression."""

from __future__ import annotations

import textwrap
from datetime import date

import altair as alt
import pandas as pd

from lib.charts.labels import (
    bold_apart,
    names_at_ends,
    names_axis,
    names_of_lines,
    room_for,
    stands_out,
    top_of,
    values_at_ends,
    years_axis,
)
from lib.charts.theme import accent, categories, finish, muted, text_colour
from lib.common import formatting

#: Axis formats by unit: SI letters mean nothing to readers, so axes are in millions or plain.
_FORMAT = {"count": ",.0f", "share": ".0%", "EUR": ",.1~f", "EUR each": ",.2~f"}
#: Up to this number each whole one has its tick: between so few, the steps that are chosen otherwise are halves.
_FEW = 6
_TITLE = {"count": "Number", "share": "Share", "EUR": "EUR million", "EUR each": "EUR"}
#: States of dated programmes in the order of the legend.
STATES = ("running", "running out", "planned", "end not stated", "ended")


def _scaled(values: pd.Series[float], unit: str) -> pd.Series[float]:
    return values.astype("float64") / (1e6 if unit == "EUR" else 1)


def _axis(unit: str) -> alt.Axis:
    return alt.Axis(format=_FORMAT[unit], tickCount=5, tickMinStep=1 if unit == "count" else alt.Undefined)


def whole_numbers(top: float) -> alt.Axis:
    """Return an axis of numbers of things that are so few that each has its tick."""
    return alt.Axis(format=",.0f", values=list(range(int(top) + 1)))


def line_over_years(
    values: pd.DataFrame, *, title: str, unit: str, dark: bool, headline: int | None = None
) -> alt.Chart | alt.LayerChart:
    """Draw a line over years with a gap where nothing is known.

    Args:
        values: `year`, `value`.
        title: what is shown.
        unit: count, share or EUR.
        dark: drawn on a dark ground.
        headline: the year that headlines are of, which is in bold.
    """
    data = pd.DataFrame({"year": values["year"].astype(int), "value": _scaled(values["value"], unit)})
    chart = (
        alt.Chart(data)
        .mark_line(
            point=alt.OverlayMarkDef(size=60, filled=True), color=accent(dark), invalid="break-paths-show-domains"
        )
        .encode(
            x=alt.X("year:O", title="Year", axis=years_axis(headline)),
            y=alt.Y("value:Q", title=_TITLE[unit], axis=_axis(unit), scale=alt.Scale(zero=True)),
            tooltip=[
                alt.Tooltip("year:O", title="Year"),
                alt.Tooltip("value:Q", title=_TITLE[unit], format=",.2f" if unit == "EUR" else _FORMAT[unit]),
            ],
        )
        .properties(height=300)
    )
    return finish(chart, title, dark)


def stacked_years(
    values: pd.DataFrame, *, title: str, dark: bool, headline: int | None = None
) -> alt.Chart | alt.LayerChart:
    """Draw amounts in EUR by year as bars, the kinds on top of each other. `values`: year, kind, eur.

    The year of headlines is in bold.
    """
    data = values.assign(value=_scaled(values["eur"], "EUR"), year=values["year"].astype(int))
    order = list(dict.fromkeys(data["kind"]))
    chart = (
        alt.Chart(data[["year", "kind", "value"]].dropna())
        .mark_bar()
        .encode(
            x=alt.X("year:O", title="Year", axis=years_axis(headline)),
            y=alt.Y("value:Q", title=_TITLE["EUR"], axis=_axis("EUR")),
            color=alt.Color(
                "kind:N",
                title=None,
                sort=order,
                scale=alt.Scale(domain=order, range=list(categories(dark))[: len(order)]),
                legend=alt.Legend(orient="top") if len(order) > 1 else None,
            ),
            tooltip=[
                alt.Tooltip("kind:N", title="What"),
                alt.Tooltip("year:O", title="Year"),
                alt.Tooltip("value:Q", title=_TITLE["EUR"], format=",.2f"),
            ],
        )
        .properties(height=280)
    )
    return finish(chart, title, dark)


def ranked_bars(
    values: pd.DataFrame,
    *,
    measure: str,
    name: str,
    title: str,
    unit: str,
    dark: bool,
    home: str = "",
) -> alt.Chart | alt.LayerChart:
    """Draw bars from the largest to the smallest, each with its value; rows without one are left to the table view.

    Args:
        values: a row a bar, with the columns `name` and `measure`.
        title: what is shown.
        unit: count, share, EUR (drawn in millions) or EUR each (as it is).
        dark: drawn on a dark ground.
        home: the name that stands out.
    """
    data = pd.DataFrame({"name": values[name], "value": _scaled(values[measure], unit)}).dropna()
    data = data.sort_values("value", ascending=False, kind="stable")
    data = data.assign(words=[_in_words(value, unit) for value in data["value"]])
    base = alt.Chart(data).encode(
        y=alt.Y("name:N", sort=list(data["name"]), title=None, axis=names_axis([home])),
        tooltip=[alt.Tooltip("name:N", title="Country"), alt.Tooltip("words:N", title=_TITLE[unit])],
    )
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        x=alt.X("value:Q", title=_TITLE[unit], axis=_axis(unit), scale=room_for(data["words"]), stack=None),
        color=stands_out([home] if (data["name"] == home).any() else [], dark, "name"),
    )
    chart = bars + values_at_ends(base, "value", "words", dark)
    return finish(chart.properties(height=20 * len(data)), title, dark)


def _in_words(value: float, unit: str) -> str:
    """Write a value at the end of its bar: percent, a count, or EUR million to three digits."""
    if unit == "share":
        return formatting.percent(value)
    if unit == "EUR each":
        return formatting.number(value, 2)
    return formatting.number(value, 0 if unit == "count" or value >= 100 else 1 if value >= 10 else 2)


def timeline(
    programmes: pd.DataFrame, *, title: str, today: date, dark: bool, home: str = ""
) -> alt.Chart | alt.LayerChart:
    """Draw programmes as bars from their first to their last year, coloured by state; today as a rule.

    A programme's name stands above its bar, over the whole width. A bar without a stated end fades out after today.

    Args:
        programmes: programme, country, level, start_year, end_year (missing where not stated), state; rows without a
            first year are left to the table view.
        title: what is shown.
        today: where the rule stands.
        dark: drawn on a dark ground.
        home: the country whose programmes are named in bold.
    """
    data = _spans(programmes[programmes["start_year"].notna()], today)
    lines = 2 if data["name"].str.contains("\n").any() else 1
    place = alt.Y("place:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    colour = alt.Color(
        "state:N",
        title="State",
        scale=alt.Scale(domain=list(STATES), range=[*categories(dark), muted(dark)]),
        # The fading ends share the legend with the bars, and would otherwise fade its colours too.
        legend=alt.Legend(orient="top", columns=3, symbolOpacity=1, symbolStrokeWidth=0),
    )
    tooltip = [
        alt.Tooltip("programme:N", title="Programme"),
        alt.Tooltip("where:N", title="Where"),
        alt.Tooltip("years:N", title="Years"),
        alt.Tooltip("state:N", title="State"),
    ]
    spans = alt.Chart(data).encode(
        y=place,
        x=alt.X("start:T", title=None, axis=alt.Axis(format="%Y", orient="top", grid=True, tickCount=6)),
        color=colour,
        tooltip=tooltip,
        description="description:N",
    )
    below = _LINE * lines / 2
    known = spans.mark_bar(cornerRadius=2, height=_BAR, yOffset=below).encode(x2="end:T")
    open_ends = (
        spans.transform_filter("datum.horizon !== null")
        .mark_bar(opacity=0.3, strokeDash=[3, 3], strokeWidth=1, height=_BAR, yOffset=below)
        .encode(x="end:T", x2="horizon:T", stroke=colour.copy())
    )
    names = [
        alt.Chart(rows)
        .mark_text(
            align="left",
            baseline="top",
            dy=-(_BAR + _LINE * lines) / 2,
            lineBreak="\n",
            lineHeight=_LINE,
            limit=alt.ExprRef("width"),
            color=text_colour(dark),
            fontWeight=thickness,
        )
        .encode(y=place, x=alt.value(0), text="name:N", tooltip=tooltip)
        for rows, thickness in bold_apart(data, data["where"] == home)
    ]
    rule = (
        alt.Chart(pd.DataFrame({"today": [pd.Timestamp(today)]}))
        .mark_rule(strokeDash=[4, 3], color=muted(dark), size=1.5)
        .encode(x="today:T")
    )
    height = len(data) * (_BAR + _LINE * lines + _GAP)
    return finish(alt.LayerChart(layer=[rule, known, open_ends, *names], height=height), title, dark)


#: Pixels of a row of the timeline: the bar, a line of the name above it, and the gap to the next row.
_BAR, _LINE, _GAP = 11, 14, 10
#: Characters to a line of a name; the second line ends in an ellipsis where the name is longer still.
_NAME_WIDTH = 50


def _spans(dated: pd.DataFrame, today: date) -> pd.DataFrame:
    """Return rows of the timeline: where each bar begins and ends, and how far an open end fades out (None: not
    open)."""
    last = dated["end_year"].max(skipna=True)
    horizon = f"{max(today.year + 4, today.year if pd.isna(last) else int(last))}-12-31"
    where = dated["country"].where(dated["country"].notna(), dated["level"]).astype(str)
    open_end = dated["end_year"].isna()
    first = dated["start_year"].astype(int)
    end_year = dated["end_year"].fillna(first).astype(int)
    end = pd.to_datetime(end_year.astype(str) + "-12-31")
    started = open_end & (first <= today.year)
    years = pd.Series(
        [formatting.years(start, stop) for start, stop in zip(first, dated["end_year"], strict=True)], index=dated.index
    )
    return pd.DataFrame(
        {
            "place": range(len(dated)),
            "programme": dated["programme"],
            "where": where,
            "name": (where + ": " + dated["programme"].astype(str)).map(_two_lines),
            "start": pd.to_datetime(first.astype(str) + "-01-01"),
            "end": end.where(~started, pd.Timestamp(today)),
            "horizon": pd.Series(horizon, index=dated.index).where(open_end, None),
            "state": dated["state"],
            "years": years,
            # Read out in place of the bar's own ends, which for an open end would be a made-up date.
            "description": where + ": " + dated["programme"].astype(str) + ", " + years + ", " + dated["state"],
        }
    )


def _two_lines(name: str) -> str:
    return "\n".join(textwrap.wrap(name, _NAME_WIDTH, max_lines=2, placeholder=" …"))


def side_by_side(
    values: pd.DataFrame, *, title: str, unit: str, dark: bool, home: str = ""
) -> alt.Chart | alt.LayerChart:
    """Draw a few countries beside each other over years, each named at the end of its line.

    Args:
        values: year, country, value.
        title: what is shown.
        unit: count, share or EUR.
        dark: drawn on a dark ground.
        home: the country that stands out.
    """
    data = values.assign(value=_scaled(values["value"], unit), year=values["year"].astype(int))
    top = top_of(data["value"])
    y = alt.Y(
        "value:Q",
        title=_TITLE[unit],
        axis=whole_numbers(top) if unit == "count" and top < _FEW else _axis(unit),
        scale=alt.Scale(domain=[0, top], nice=False),
    )
    told = [
        alt.Tooltip("country:N", title="Country"),
        alt.Tooltip("year:O", title="Year"),
        alt.Tooltip("value:Q", title=_TITLE[unit], format=",.2f" if unit == "EUR" else _FORMAT[unit]),
    ]
    lines = _named_lines(data[["year", "country", "value"]], y, "value", "country", told, dark, home)
    return finish(lines, title, dark)


def shares_over_years(values: pd.DataFrame, *, title: str, dark: bool) -> alt.Chart | alt.LayerChart:
    """Draw shares over years, a line for each series; a gap where there is no project. `values`: year, series,
    share, of."""
    data = values.assign(year=values["year"].astype(int))
    y = alt.Y(
        "share:Q",
        title="Share of projects",
        axis=alt.Axis(format=".0%", tickCount=5),
        scale=alt.Scale(domain=[0, top_of(data["share"])], nice=False),
    )
    told = [
        alt.Tooltip("series:N", title="Share"),
        alt.Tooltip("year:O", title="Year"),
        alt.Tooltip("share:Q", title="Share", format=".1%"),
        alt.Tooltip("of:Q", title="Of projects", format=",.0f"),
    ]
    return finish(_named_lines(data, y, "share", "series", told, dark), title, dark)


def _named_lines(
    data: pd.DataFrame, y: alt.Y, value: str, series: str, told: list[alt.Tooltip], dark: bool, home: str = ""
) -> alt.LayerChart:
    """Draw lines over years, each named at its end, with a gap where nothing is known.

    Args:
        data: year, and the columns `value` and `series`; the series in their order.
        y: how the values are drawn.
        value: column of the values.
        series: column of the names.
        told: what a pointer is told.
        dark: drawn on a dark ground.
        home: the series that stands out.
    """
    order = list(dict.fromkeys(data[series]))
    colours = dict(zip(order, categories(dark), strict=False))
    data = data.sort_values("year")
    points = alt.Chart(data).encode(
        x=alt.X(
            "year:O",
            title="Year",
            axis=alt.Axis(labelAngle=0, labelOverlap=True),
            scale=room_for(names_of_lines(order).values()),
        ),
        y=y,
    )
    colour = alt.Color(
        f"{series}:N", sort=order, scale=alt.Scale(domain=list(colours), range=list(colours.values())), legend=None
    )
    chart = points.mark_line(point=True, invalid="break-paths-show-domains").encode(
        color=colour,
        shape=alt.Shape(f"{series}:N", sort=order, scale=alt.Scale(domain=order), legend=None),
        tooltip=told,
    )
    names = names_at_ends(points, data, y=value, series=series, colours=colours, height=260, dark=dark, home=home)
    return alt.LayerChart(layer=[chart, *names], height=260)
