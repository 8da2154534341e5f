"""Charts of topics: what a reader could get wrong."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib.charts import topics as charts
from lib.charts.theme import TOPICS

LONG = "Adverse drug reactions in children and adolescents with rare diseases"


def data_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = next(iter(spec["datasets"].values()))
    return rows


def test_topics_beyond_the_colours_have_another_shape() -> None:
    looks = {(charts.colour_of(number), charts.shape_of(number)) for number in range(48)}
    assert len(looks) == 48


def test_bars_keep_their_order_and_names_cut_alike_stay_apart() -> None:
    values = pd.DataFrame(
        {
            "category": [f"{LONG} one", f"{LONG} two", "Short"],
            "value": [3.0, 2.0, float("nan")],
            "description": ["3", "2", "–"],
        }
    )
    colours = {name: place for place, name in enumerate(values["category"])}
    spec = charts.ranked(values, measure="projects", colours=colours, title="Projects", dark=False).to_dict()
    labels = [row["label"] for row in data_of(spec)]
    assert len(set(labels)) == 3
    assert spec["layer"][0]["encoding"]["y"]["sort"] == labels
    assert all(len(line) <= 26 for label in labels for line in label.split("\n"))


def test_no_project_is_not_an_unknown_amount() -> None:
    years = pd.DataFrame({"year": [2020, 2021, 2022], "category": ["A"] * 3, "value": [0.0, float("nan"), 2_500_000.0]})
    spec = charts.over_years(years, order=["A"], measure="money", title="Money", dark=False).to_dict()
    assert [row["shade"] for row in data_of(spec)] == [charts.NONE, "not known", "2.5"]


@pytest.mark.parametrize(
    ("specialisation", "projects", "shade"),
    [
        (0.49, 5, "less than half as much"),
        (0.5, 5, "0.5 to 0.8 times"),
        (1.0, 5, "as everywhere"),
        (1.25, 5, "1.25 to 2 times"),
        (2.0, 5, "twice as much or more"),
        (float("nan"), 2, charts.FEW),
        (float("nan"), 0, charts.NONE),
        (0.0, 0, "less than half as much"),
    ],
)
def test_classes_of_specialisation(specialisation: float, projects: int, shade: str) -> None:
    cells = pd.DataFrame(
        {
            "category": ["A"],
            "name": ["Malta"],
            "projects": [projects],
            "money_eur": [float("nan")],
            "share": [0.1],
            "specialisation": [specialisation],
        }
    )
    spec = charts.specialisation(cells, order=["A"], names=["Malta"], title="Share", dark=True).to_dict()
    row = data_of(spec)[0]
    assert row["shade"] == shade
    assert row["money"] == "–"


def test_only_what_is_clear_stands_out() -> None:
    values = pd.DataFrame(
        {
            "category": ["A", "B"],
            "first": [0.1, 0.2],
            "second": [0.3, 0.1],
            "group": ["up", "rest"],
            "description": ["", ""],
        }
    )
    spec = charts.two_shares(values, kinds=("before", "after"), groups=("up", "down", "rest"), title="T", dark=False)
    scale = spec.to_dict()["layer"][0]["encoding"]["color"]["scale"]
    assert scale["domain"] == ["up", "rest"]
    assert scale["range"] == ["#0072B2", "#8c8c8c"]


def test_picture_of_the_map_holds_every_point() -> None:
    points = pd.DataFrame({"x": [0.1, 0.2], "y": [0.3, 0.4], "category": ["A", None]})
    labels = pd.DataFrame({"category": ["A"], "x": [0.1], "y": [0.3]})
    spec = charts.map_picture(points, colours={"A": 9}, labels=labels, title="Map", dark=False).to_dict()
    drawn = [row for rows in spec["datasets"].values() for row in rows if "shape" in row]
    assert [(row["colour"], row["shape"]) for row in drawn] == [(TOPICS[1], "square"), ("#8c8c8c", "circle")]
