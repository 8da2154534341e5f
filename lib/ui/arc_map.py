"""The map of arcs as a page shows it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from lib.charts import maps
from lib.charts.arcs import arcs_map, in_view


def draw_arcs(
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

    `whole`: begin with the world where a dot lies outside Europe. `home`: the country whose arcs stand out.
    """
    extent = st.segmented_control(
        "Extent of the map",
        list(maps.VIEWS),
        default="World" if whole and not in_view(dots["iso2"], "Europe") else "Europe",
        required=True,
        key=f"{key}-view",
    )
    with st.container(key=f"{key}-map-frame"):
        st.pydeck_chart(
            arcs_map(arcs, dots, show=show, view=extent, dark=dark, home=home),
            key=f"{key}-map",
            height=maps.VIEWS[extent].height,
            alt=alt,
        )
