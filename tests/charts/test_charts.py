"""Charts and shades: what they show of the figures they are given."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from lib import style
from lib.charts import maps, plots
from lib.charts.classes import classify


def test_wide_spread_is_shaded_by_quantiles() -> None:
    values = pd.Series([1.0, 2, 3, 4, 5, 6, 7, 1000])
    classes = classify(values, 6)
    assert classes.method == "quantiles"
    assert classes.place(1.0) == 0
    assert classes.place(1000.0) == len(classes.edges) - 1
    assert classes.place(float("nan")) is None


@pytest.mark.parametrize("values", [[], [float("nan")], [5.0], [3.0, 3.0], [0.0, 1.0, 2.0]])
def test_few_values(values: list[float]) -> None:
    classes = classify(pd.Series(values, dtype="float64"), 6)
    known = [value for value in values if not pd.isna(value)]
    assert (classes.edges == ()) == (not known)
    assert list(classes.edges) == sorted(set(classes.edges))
    assert all(0 <= (classes.place(value) or 0) < len(classes.edges) for value in known)


def test_map_asks_nobody_and_takes_names_as_text() -> None:
    values = pd.DataFrame({"iso2": ["MT", "DE"], "budget_eur": [5e6, float("nan")]})
    deck = maps.choropleth(
        values,
        measure="budget_eur",
        show=style.short_euro,
        names={"MT": "<b>Malta</b>", "DE": "Germany", "LU": "Luxembourg"},
        chosen=["MT"],
        view="Europe",
        dark=False,
    )
    assert deck.map_provider is None
    assert "http" not in str(deck.map_style)
    assert deck._tooltip == {"text": "{name}\n{text}"}
    shapes = {shape["properties"]["iso2"]: shape["properties"] for shape in deck.layers[1].data["features"]}
    assert shapes["MT"]["text"] == "EUR\u00a05\u00a0million"
    assert shapes["DE"]["fill"] == shapes["LU"]["fill"] != shapes["MT"]["fill"]
    assert shapes["LU"]["text"] == "no data"
    assert {dot["properties"]["iso2"] for dot in deck.layers[2].data} == {"MT", "LU"}


def test_line_has_a_gap_where_nothing_is_known() -> None:
    values = pd.DataFrame({"year": [2020, 2021, 2022], "value": [1e6, float("nan"), 3e6]})
    spec = plots.line_over_years(values, title="Money", unit="EUR", dark=False).to_dict()
    rows = next(iter(spec["datasets"].values()))
    assert [row["value"] for row in rows] == [1.0, None, 3.0]
    assert spec["mark"]["invalid"] == "break-paths-show-domains"
    assert spec["usermeta"]["embedOptions"]["actions"]["editor"] is False


def test_timeline_takes_open_ends_and_leaves_undated_out() -> None:
    programmes = pd.DataFrame(
        {
            "programme": ["A", "B", "C"],
            "country": ["Malta", None, "Malta"],
            "level": ["national", "European", "national"],
            "start_year": pd.array([2020, 2021, None], dtype="Int64"),
            "end_year": pd.array([2022, None, None], dtype="Int64"),
            "state": ["ended", "running", "not known"],
        }
    )
    spec = plots.timeline(programmes, title="x", today=date(2026, 11, 24)).to_dict()
    rows = [row for data in spec["datasets"].values() for row in data if "row" in row]
    assert [(row["row"], row["until"]) for row in rows] == [("Malta: A", "2022"), ("European: B", "open end")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1_234_500, "EUR 1.2 million"),
        (999_960, "EUR 1 million"),
        (999_400, "EUR 999 400"),
        (2_880_000_000, "EUR 2.9 billion"),
        (999_999_999, "EUR 1 billion"),
        (0, "EUR 0"),
        (float("nan"), "–"),
    ],
)
def test_money_on_cards(value: float, text: str) -> None:
    assert style.short_euro(value).replace("\u00a0", " ") == text


def test_house_style() -> None:
    assert style.euro(1_234_500) == "EUR\u00a01\u00a0234\u00a0500"
    assert style.long_date(date(2024, 3, 14)).replace("\u00a0", " ") == "14 March 2024"
    assert style.short_date(pd.Timestamp("2024-03-14")).replace("\u00a0", " ") == "14 Mar 2024"
    assert style.percent(0.125) == "12.5\u00a0%"
    assert style.years(2018, None).replace("\u00a0", " ") == "since 2018"
