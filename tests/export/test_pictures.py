"""Pictures of charts: nothing is made too small to read, and what is cut for paper is cut between rows."""

from __future__ import annotations

import io
import re
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from lib.export.about import About
from lib.export.pictures import SIZES, as_png, as_svg, chart_pngs


def bars(rows: int) -> dict[str, Any]:
    """A chart with a row of 20 pixels for each of so many names."""
    data = pd.DataFrame({"name": [f"Name {number:03}" for number in range(rows)], "value": range(1, rows + 1)})
    chart = alt.Chart(data).mark_bar(color="#000000").encode(y="name:N", x="value:Q").properties(height=20 * rows)
    made: dict[str, Any] = chart.to_dict()
    return made


@pytest.mark.parametrize(("rows", "height"), [(5, 1080), (15, 1080), (100, None)])
def test_a_tall_chart_makes_a_taller_slide_of_the_same_width(rows: int, height: int | None) -> None:
    picture = Image.open(io.BytesIO(as_png([bars(rows)], About("Bars"), SIZES["slide"])))
    assert picture.width == 1920
    if height:
        assert picture.height == height
    else:
        # 20 pixels a row, on a sheet of 960 that is drawn at twice that, made smaller to 0.6 at most.
        assert picture.height >= rows * 20 * 2 * 0.6


def test_an_svg_for_print_has_the_shape_of_its_sheet() -> None:
    for rows in (5, 100):
        svg = as_svg([bars(rows)], About("Bars"), SIZES["print"]).decode()
        found = re.search(r'width="([\d.]+)mm" height="([\d.]+)mm" viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
        assert found is not None
        width, height, across, down = map(float, found.groups())
        assert width == 254
        assert height / width == pytest.approx(down / across, rel=1e-4)


def test_pieces_of_a_chart_are_all_of_it_and_no_row_is_cut() -> None:
    pieces = [np.asarray(Image.open(io.BytesIO(png)).convert("L")) for png in chart_pngs(bars(100), 640, 500)]
    whole = np.asarray(Image.open(io.BytesIO(chart_pngs(bars(100), 640, 5_000)[0])).convert("L"))
    assert len(pieces) >= 4
    assert all(len(piece) <= 1_000 for piece in pieces)
    assert (np.concatenate(pieces) == whole).all()
    # In a column through all bars the first line of a piece is white: it lies between two of them.
    column = int(np.flatnonzero((whole < 50).sum(0) > 100 * 20)[-1])
    assert all(piece[0, column] > 200 for piece in pieces[1:])
