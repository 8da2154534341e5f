"""The charts of the pages, each one readable expression."""

from __future__ import annotations

from datetime import date

import altair as alt
import pandas as pd

from lib.charts.theme import CATEGORIES, accent, finish

#: Axis formats by unit: SI letters mean nothing to readers, so axes are in millions or plain.
_FORMAT = {"count": ",.0f", "share": ".0%", "EUR": ",.1~f"}
_TITLE = {"count": "Number", "share": "Share", "EUR": "EUR million"}
STATES = ("running", "running out", "planned", "ended")
_STATE_COLOURS = ("#0072B2", "#D55E00", "#56B4E9", "#9A9A9A")


def _scaled(values: pd.Series[float], unit: str) -> pd.Series[float]:
    return values.astype("float64") / (1e6 if unit == "EUR" else 1)


def _axis(unit: str) -> alt.Axis:
    return alt.Axis(format=_FORMAT[unit], tickCount=5, tickMinStep=1 if unit == "count" else alt.Undefined)


def line_over_years(values: pd.DataFrame, *, title: str, unit: str, dark: bool) -> alt.Chart | alt.LayerChart:
    """A line over years with a gap where nothing is known.

    Args:
        values: `year`, `value`.
        title: what is shown.
        unit: count, share or EUR.
        dark: drawn on a dark ground.
    """
    data = pd.DataFrame({"year": values["year"].astype(int), "value": _scaled(values["value"], unit)})
    chart = (
        alt.Chart(data)
        .mark_line(
            point=alt.OverlayMarkDef(size=60, filled=True), color=accent(dark), invalid="break-paths-show-domains"
        )
        .encode(
            x=alt.X("year:O", title="Year", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("value:Q", title=_TITLE[unit], axis=_axis(unit), scale=alt.Scale(zero=True)),
            tooltip=[
                alt.Tooltip("year:O", title="Year"),
                alt.Tooltip("value:Q", title=_TITLE[unit], format=",.2f" if unit == "EUR" else _FORMAT[unit]),
            ],
        )
        .properties(height=300)
    )
    return finish(chart, title)


def ranked_bars(
    values: pd.DataFrame, *, measure: str, name: str, title: str, unit: str, dark: bool
) -> alt.Chart | alt.LayerChart:
    """Bars from the largest to the smallest; rows without a value are left to the table view.

    Args:
        values: a row a bar, with the columns `name` and `measure`.
        title: what is shown.
        unit: count, share or EUR.
        dark: drawn on a dark ground.
    """
    data = pd.DataFrame({"name": values[name], "value": _scaled(values[measure], unit)}).dropna()
    chart = (
        alt.Chart(data)
        .mark_bar(color=accent(dark), cornerRadiusEnd=2)
        .encode(
            y=alt.Y("name:N", sort="-x", title=None, axis=alt.Axis(labelLimit=160, labelOverlap=False)),
            x=alt.X("value:Q", title=_TITLE[unit], axis=_axis(unit)),
            tooltip=[
                alt.Tooltip("name:N", title="Country"),
                alt.Tooltip("value:Q", title=_TITLE[unit], format=",.2f" if unit == "EUR" else _FORMAT[unit]),
            ],
        )
        .properties(height=20 * len(data) + 20)
    )
    return finish(chart, title)


def timeline(programmes: pd.DataFrame, *, title: str, today: date) -> alt.Chart | alt.LayerChart:
    """Programmes as bars from their first to their last year, coloured by state; today as a rule.

    Args:
        programmes: programme, country, start_year, end_year (open ends missing), state; rows without a first year
            are left to the table view.
        title: what is shown.
        today: where the rule stands.
    """
    dated = programmes[programmes["start_year"].notna()].copy()
    horizon = max(today.year + 4, int(dated["end_year"].max(skipna=True)) if dated["end_year"].notna().any() else 0)
    data = pd.DataFrame(
        {
            "programme": dated["programme"],
            "where": dated["country"].where(dated["country"].notna(), dated["level"]),
            "row": dated["country"].where(dated["country"].notna(), dated["level"]).astype(str)
            + ": "
            + dated["programme"].astype(str),
            "start": pd.to_datetime(dated["start_year"].astype(int).astype(str) + "-01-01"),
            "end": pd.to_datetime(dated["end_year"].fillna(horizon).astype(int).astype(str) + "-12-31"),
            "state": dated["state"],
            "until": dated["end_year"].astype("string").fillna("open end"),
            "since": dated["start_year"].astype("string"),
        }
    )
    bars = (
        alt.Chart(data)
        .mark_bar(height=11, cornerRadius=2)
        .encode(
            y=alt.Y("row:N", sort=None, title=None, axis=alt.Axis(labelLimit=190, labelOverlap=False)),
            x=alt.X("start:T", title="Year", axis=alt.Axis(format="%Y")),
            x2="end:T",
            color=alt.Color(
                "state:N",
                title="State",
                scale=alt.Scale(domain=list(STATES), range=list(_STATE_COLOURS)),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("programme:N", title="Programme"),
                alt.Tooltip("where:N", title="Where"),
                alt.Tooltip("since:N", title="First year"),
                alt.Tooltip("until:N", title="Last year"),
                alt.Tooltip("state:N", title="State"),
            ],
        )
        .properties(height=17 * len(data) + 20)
    )
    rule = (
        alt.Chart(pd.DataFrame({"today": [pd.Timestamp(today)]}))
        .mark_rule(strokeDash=[4, 3], color="#888888", size=1.5)
        .encode(x="today:T")
    )
    return finish(bars + rule, title)


def active_by_year(values: pd.DataFrame, *, title: str, dark: bool) -> alt.Chart | alt.LayerChart:
    """Programmes active in each year. `values`: year, programmes."""
    chart = (
        alt.Chart(pd.DataFrame({"year": values["year"].astype(int), "programmes": values["programmes"].astype(int)}))
        .mark_bar(color=accent(dark))
        .encode(
            x=alt.X("year:O", title="Year", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("programmes:Q", title="Programmes", axis=alt.Axis(tickMinStep=1)),
            tooltip=[alt.Tooltip("year:O", title="Year"), alt.Tooltip("programmes:Q", title="Programmes")],
        )
        .properties(height=220)
    )
    return finish(chart, title)


def side_by_side(values: pd.DataFrame, *, title: str, unit: str) -> alt.Chart | alt.LayerChart:
    """A few countries beside each other over years. `values`: year, country, value."""
    data = values.assign(value=_scaled(values["value"], unit), year=values["year"].astype(int))
    order = list(dict.fromkeys(data["country"]))
    chart = (
        alt.Chart(data[["year", "country", "value"]])
        .mark_line(point=True, invalid="break-paths-show-domains")
        .encode(
            x=alt.X("year:O", title="Year", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("value:Q", title=_TITLE[unit], axis=_axis(unit)),
            color=alt.Color(
                "country:N",
                title="Country",
                sort=order,
                scale=alt.Scale(domain=order, range=list(CATEGORIES)),
                legend=alt.Legend(orient="top"),
            ),
            shape=alt.Shape("country:N", title="Country", sort=order, scale=alt.Scale(domain=order)),
            tooltip=[
                alt.Tooltip("country:N", title="Country"),
                alt.Tooltip("year:O", title="Year"),
                alt.Tooltip("value:Q", title=_TITLE[unit], format=",.2f" if unit == "EUR" else _FORMAT[unit]),
            ],
        )
        .properties(height=260)
    )
    return finish(chart, title)
