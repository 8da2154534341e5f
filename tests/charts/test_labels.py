"""Names and values in charts: my country stands out, and nothing else moves."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from lib.charts import labels, plots, theme
from tests.charts.drawn import WIDTH, Letters, letters

COUNTRIES = pd.DataFrame({"country": ["Malta", "Côte d’Ivoire", "Germany"], "eur": [5e6, 2e6, 1.25e8]})


def bars(home: str) -> dict[str, Any]:
    chart = plots.ranked_bars(COUNTRIES, measure="eur", name="country", title="T", unit="EUR", dark=False, home=home)
    spec: dict[str, Any] = chart.to_dict()
    return spec


def texts(spec: dict[str, Any]) -> list[str]:
    return [one.text for one in letters(spec, "#ffffff")]


def test_my_country_stands_out_and_ranks_and_scale_stay() -> None:
    plain, home = bars(""), bars("Côte d’Ivoire")
    assert texts(plain) == texts(home)
    bold = {one.text for one in letters(home, "#ffffff") if one.bold}
    assert bold == {"Côte d’Ivoire"}
    assert not [one for one in letters(plain, "#ffffff") if one.bold]
    colour = home["layer"][0]["encoding"]["color"]
    assert (colour["condition"]["value"], colour["value"]) == (theme.accent(False), theme.muted(False))
    assert plain["layer"][0]["encoding"]["color"] == {"value": theme.accent(False)}


def test_a_country_without_a_bar_greys_none() -> None:
    assert bars("Iceland")["layer"][0]["encoding"]["color"] == {"value": theme.accent(False)}


def test_values_stand_at_the_ends_of_bars_within_the_chart() -> None:
    drawn = letters(bars(""), "#ffffff")
    assert {"125", "5.00", "2.00"} <= {one.text for one in drawn}
    longest = next(one for one in drawn if one.text == "125")
    assert longest.x + 3 * 7 < WIDTH


def test_names_at_the_ends_of_lines_do_not_touch() -> None:
    close = {"Austria": 3.0, "Belgium": 3.01, "Croatia": 3.02}
    rows = [(year, name, value) for name, value in close.items() for year in (2020, 2021)]
    values = pd.DataFrame(rows, columns=["year", "country", "value"])
    chart = plots.side_by_side(values, title="T", unit="count", dark=True, home="Belgium")
    names: list[Letters] = [one for one in letters(chart.to_dict(), "#10151c") if one.text in close]
    assert len(names) == 3, "each name stands once, at its line"
    places = sorted(one.y for one in names)
    assert min(below - above for above, below in pairwise(places)) >= theme.LETTERS
    assert [one.text for one in names if one.bold] == ["Belgium"]


@pytest.mark.parametrize(
    ("places", "apart"),
    [([], []), ([50.0], [50.0]), ([50.0, 51.0], [50.0, 64.0]), ([98.0, 99.0], [79.0, 93.0]), ([0.0], [7.0])],
)
def test_names_move_apart_within_the_chart(places: list[float], apart: list[float]) -> None:
    assert labels._apart(places, [7.0] * len(places), 100) == apart
