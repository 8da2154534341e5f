"""Charts of calls: what they show of the figures they are given."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd
import pytest

from lib.charts import outcomes
from lib.charts.rates import rates_over_years

LONG = "EP PerMed Joint Transnational Call 2025 (PGxPM2025) with a name that goes on and on, far beyond two lines"


def bars() -> pd.DataFrame:
    rows = [
        {
            "key": key,
            "name": name,
            "kind": kind,
            "value": value,
            "description": "not published" if value is None else str(value),
        }
        for key, name in (("A", LONG), ("B", "Short"))
        for kind, value in (("Eligible", 100.0), ("Invited", None))
    ]
    return pd.DataFrame(rows)


def intervals(count: int = 2) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "key": [str(n) for n in range(count)],
            "name": [LONG, *["Short"] * (count - 1)],
            "rate": [0.2, *[math.nan] * (count - 1)],
            "low": [0.1] * count,
            "high": [0.4] * count,
            "description": ["20 %", *["2 of 5"] * (count - 1)],
        }
    )


def rows_of(chart: alt.Chart | alt.LayerChart) -> list[dict[str, Any]]:
    """Every row of every layer's data."""
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


@pytest.mark.parametrize("dark", [False, True])
def test_every_name_has_lines_of_its_own(dark: bool) -> None:
    chart = outcomes.bars_under_names(bars(), kinds=["Eligible", "Invited"], unit="count", title="T", dark=dark)
    placed = [row for row in rows_of(chart) if "of_name" in row and "strong" not in row]
    lines = [row["line"] for row in placed]
    assert len(set(lines)) == len(lines) == 4
    assert not {row["of_name"] for row in placed} & set(lines), "no bar stands on a name"
    assert chart.to_dict()["height"] == (max(lines) + 1) * 16
    labels = {row["label"] for row in placed}
    assert any(label.endswith("…") for label in labels)
    assert all(len(part) <= 46 for label in labels for part in label.split("\n"))


def test_a_missing_bar_is_said_to_be_missing_and_is_not_zero() -> None:
    chart = outcomes.bars_under_names(bars(), kinds=["Eligible", "Invited"], unit="count", title="T", dark=False)
    missing = [row for row in rows_of(chart) if row.get("kind") == "Invited" and "strong" not in row]
    assert missing
    assert all(row["value"] is None and row["description"] == "not published" for row in missing)


def test_a_click_beside_the_marks_of_a_name_means_it_and_none_of_its_kinds() -> None:
    chart = outcomes.intervals_under_names(intervals(), average=0.2, title="T", dark=False, clickable=True)
    *_, targets = chart.layer
    assert targets.mark.type == "rect"
    assert "kind" not in targets.data
    assert {*targets.data["key"]} == {*intervals()["key"]}


def test_few_proposals_have_an_interval_and_no_dot() -> None:
    chart = outcomes.intervals_under_names(intervals(), average=math.nan, title="T", dark=False)
    few = next(row for row in rows_of(chart) if row.get("description") == "2 of 5")
    assert few["rate"] is None
    assert (few["low"], few["high"]) == (0.1, 0.4)
    assert not any("average" in row for row in rows_of(chart)), "no stroke where the average is not known"


def test_one_row_and_none_are_drawn() -> None:
    for count in (1, 2):
        outcomes.intervals_under_names(intervals(count), average=0.1, title="T", dark=False).to_dict()
    yearly = pd.DataFrame(
        {
            "year": [2020, 2021],
            "group": ["Calls", "Calls"],
            "rate": [0.2, math.nan],
            "low": [0.1, math.nan],
            "high": [0.3, math.nan],
            "description": ["20 %", "no data"],
        }
    )
    lines = rates_over_years(yearly, average=0.2, title="T", dark=True).to_dict()
    assert any(layer["mark"].get("invalid") == "break-paths-show-domains" for layer in lines["layer"])
