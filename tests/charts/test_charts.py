"""Charts and shades: what they show of the figures they are given."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from lib.charts import maps, plots, theme
from lib.charts.classes import classify
from lib.common import formatting
from tests.charts.drawn import contrast, ground_of


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
        show=formatting.short_euro,
        names={"MT": "<b>Malta</b>", "DE": "Germany", "LU": "Luxembourg"},
        chosen=["MT"],
        view="Europe",
        dark=False,
        descriptions={"DE": "budgets known only in CHF"},
    )
    assert deck.map_provider is None
    assert "http" not in str(deck.map_style)
    assert deck._tooltip == {"text": "{name}\n{text}"}
    shapes = {shape["properties"]["iso2"]: shape["properties"] for shape in deck.layers[1].data["features"]}
    assert shapes["MT"]["text"] == "EUR\u00a05\u00a0million"
    assert shapes["DE"]["fill"] == shapes["LU"]["fill"] != shapes["MT"]["fill"]
    assert shapes["LU"]["text"] == "no data"
    assert shapes["DE"]["text"] == "budgets known only in CHF"
    dots = next(layer for layer in deck.layers if layer.id == maps.DOT_LAYER)
    assert {dot["properties"]["iso2"] for dot in dots.data} == {"MT"}, "no dot where there is no value"


#: Capes and islands at the edges of what a view must show: longitude, latitude.
EDGES = {
    "Europe": [(-24.5, 65.5), (34.6, 35.0), (44.8, 39.7), (14.4, 35.9), (25.8, 71.2), (-9.5, 37.0)],
    "World": [(-179.9, 65.0), (179.9, -17.0), (-70.0, -55.9), (20.0, 76.0)],
}


@pytest.mark.parametrize("view", maps.VIEWS)
def test_view_shows_all_that_belongs_to_it(view: str) -> None:
    state = maps.fitted(maps.VIEWS[view], maps.WIDTH)
    world = 512 * 2**state.zoom

    def down(latitude: float) -> float:
        return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) / (2 * math.pi) * world

    for longitude, latitude in EDGES[view]:
        assert abs(longitude - state.longitude) / 360 * world <= maps.WIDTH / 2, (longitude, latitude)
        assert abs(down(latitude) - down(state.latitude)) <= maps.VIEWS[view].height / 2, (longitude, latitude)


@pytest.mark.parametrize("dark", [False, True])
def test_colours_stand_out_from_their_ground(dark: bool) -> None:
    ground = ground_of(dark)
    for colour in theme.categories(dark):
        assert contrast(colour, ground) >= 4.5, colour
    for colour in (theme.muted(dark), *theme.TOPICS):
        assert contrast(colour, ground) >= 3, colour
    shades = (theme.no_data(dark), *theme.ramp(dark))
    for one, other in pairwise(shades):
        assert contrast(one, other) >= 1.3, f"{one} and {other} are nearly the same"


def height_of_marks(spec: dict[str, Any]) -> float:
    """Pixels for the marks alone: with fit-x, Vega puts title, axes and legend on top of the height."""
    assert spec["autosize"] == {"type": "fit-x", "contains": "padding"}
    return float(spec["height"])


def test_few_rows_leave_room_for_their_marks() -> None:
    one = pd.DataFrame({"country": ["Malta"], "budget_eur": [5e6]})
    bars = plots.ranked_bars(one, measure="budget_eur", name="country", title="x", unit="EUR", dark=False)
    assert height_of_marks(bars.to_dict()) >= 15
    lines = plots.timeline(programmes(1), title="x", today=date(2026, 11, 24), dark=False)
    assert height_of_marks(lines.to_dict()) >= 30
    steps = maps.legend(one["budget_eur"], show=formatting.short_euro, unit="x", dark=False)
    assert height_of_marks(steps.to_dict()) / 2 >= 16, "labels of 10 pixels do not touch"


def test_titles_fit_a_telephone() -> None:
    spec = plots.timeline(programmes(1), title="word " * 30, today=date(2026, 11, 24), dark=False).to_dict()
    assert len(spec["title"]["text"]) > 1
    assert all(len(line) <= theme.TITLE_WIDTH for line in spec["title"]["text"])


def programmes(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "programme": [f"Programme {n}" for n in range(count)],
            "country": "Malta",
            "level": "national",
            "start_year": pd.array([2020] * count, dtype="Int64"),
            "end_year": pd.array([2027] * count, dtype="Int64"),
            "state": "running out",
        }
    )


def test_line_has_a_gap_where_nothing_is_known() -> None:
    values = pd.DataFrame({"year": [2020, 2021, 2022], "value": [1e6, float("nan"), 3e6]})
    spec = plots.line_over_years(values, title="Money", unit="EUR", dark=False, headline=2022).to_dict()
    rows = next(iter(spec["datasets"].values()))
    assert [row["value"] for row in rows] == [1.0, None, 3.0]
    assert spec["mark"]["invalid"] == "break-paths-show-domains"
    bold = spec["encoding"]["x"]["axis"]["labelFontWeight"]["condition"]
    assert bold == {"test": "indexof([2022], datum.value) >= 0", "value": "bold"}, "the year of headlines"


def test_timeline_makes_up_no_end_and_leaves_undated_out() -> None:
    dated = pd.DataFrame(
        {
            "programme": ["A", "B", "C", "D"],
            "country": ["Malta", None, "Malta", "Malta"],
            "level": ["national", "European", "national", "national"],
            "start_year": pd.array([2020, 2021, None, 2027], dtype="Int64"),
            "end_year": pd.array([2022, None, None, None], dtype="Int64"),
            "state": ["ended", "end not stated", "not known", "planned"],
        }
    )
    spec = plots.timeline(dated, title="x", today=date(2026, 11, 24), dark=False).to_dict()
    rows = [row for data in spec["datasets"].values() for row in data if "description" in row]
    assert [row["description"].replace("\u00a0", " ") for row in rows] == [
        "Malta: A, 2020–2022, ended",
        "European: B, since 2021, end not stated",
        "Malta: D, since 2027, planned",
    ]
    assert [row["end"][:10] for row in rows] == ["2022-12-31", "2026-11-24", "2027-12-31"]
    assert [row["horizon"] is None for row in rows] == [True, False, False], "only open ends fade out"
    for layer in spec["layer"]:
        encoding = layer["encoding"]
        fields = {channel["field"] for channel in encoding.get("tooltip", [])}
        assert fields <= {"programme", "where", "years", "state"}
        marks_are_read_out = layer["mark"]["type"] == "bar" and layer["mark"].get("aria") is not False
        assert not marks_are_read_out or encoding["description"]["field"] == "description"


def test_long_names_stand_on_two_lines() -> None:
    long = programmes(1).assign(programme="A very long name of a programme " * 6)
    spec = plots.timeline(long, title="x", today=date(2026, 11, 24), dark=True).to_dict()
    (row,) = [row for data in spec["datasets"].values() for row in data if "name" in row]
    assert row["name"].count("\n") == 1
    assert row["name"].endswith("…")


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
    assert formatting.short_euro(value).replace("\u00a0", " ") == text


def test_house_style() -> None:
    assert formatting.euro(1_234_500) == "EUR\u00a01\u00a0234\u00a0500"
    assert formatting.long_date(date(2024, 3, 14)).replace("\u00a0", " ") == "14 March 2024"
    assert formatting.short_date(pd.Timestamp("2024-03-14")).replace("\u00a0", " ") == "14 Mar 2024"
    assert formatting.percent(0.125) == "12.5\u00a0%"
    assert formatting.years(2018, None).replace("\u00a0", " ") == "since 2018"
