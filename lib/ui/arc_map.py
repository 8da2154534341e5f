"""The map of arcs as a page shows it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lib.charts import maps
from lib.charts.arcs import arcs_map, in_view
from lib.figures.figure import Answer
from lib.ui import panel


def draw_arcs(
    answer: Answer,
    arcs: pd.DataFrame,
    dots: pd.DataFrame,
    *,
    show: Callable[[object], str],
    alt: str,
    key: str,
    dark: bool,
    whole: bool = False,
    home: str = "",
) -> None:
    """Draw a map of arcs and dots (see `lib.charts.arcs`), with a switch between Europe and the world.

    A click on a mark opens its panel, with what `answer` says of its countries.
    `whole`: begin with the world where a dot lies outside Europe. `home`: the country whose arcs stand out.
    """
    extent = st.segmented_control(
        "Extent of the map",
        list(maps.VIEWS),
        default="World" if whole and not in_view(dots["iso2"], "Europe") else "Europe",
        required=True,
        key=f"{key}-view",
    )
    widget = panel.name_of_chart(f"{key}-map")
    with st.container(key=f"{key}-map-frame"):
        st.pydeck_chart(
            arcs_map(arcs, dots, show=show, view=extent, dark=dark, home=home),
            key=widget,
            on_select=partial(_open_clicked, answer, widget),
            height=maps.VIEWS[extent].height,
            alt=alt,
        )


def _open_clicked(answer: Answer, widget: str) -> None:
    selection: Any = st.session_state[widget]["selection"]["objects"]
    for picked in selection.values():
        for mark in picked:
            panel.open_for(answer, mark["of"])
