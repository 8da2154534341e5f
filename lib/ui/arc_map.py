"""The map of arcs as a page shows it, and links to a project's own page."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pandas as pd
import streamlit as st

from lib.charts import maps
from lib.charts.arcs import arcs_map, in_view
from lib.charts.map_pictures import arcs_picture
from lib.ui import exports
from lib.ui.country_map import NARROW
from lib.ui.frame import Column

#: Name in the address of the project's page.
PROJECT = "project"
#: A column that holds what `project_address` gives.
OPEN_PROJECT = Column("Page", link=True, link_text="Open", leads_on=True)


def project_address(project_id: str) -> str:
    """Return the address of a project's page, from any page of the app."""
    return f"project?{PROJECT}={quote(project_id, safe='')}"


def draw_arcs(
    arcs: pd.DataFrame,
    dots: pd.DataFrame,
    *,
    show: Callable[[object], str],
    alt: str,
    key: str,
    dark: bool,
    whole: bool = False,
) -> None:
    """Draw a map of arcs and dots (see `lib.charts.arcs`), with a switch between Europe and the world.

    `whole`: begin with the world where a dot lies outside Europe.
    """
    extent = st.segmented_control(
        "Extent of the map",
        list(maps.VIEWS),
        default="World" if whole and not in_view(dots["iso2"], "Europe") else "Europe",
        required=True,
        key=f"{key}-view",
    )
    exports.note(lambda: arcs_picture(arcs, dots, unit="The wider a line and the larger a dot, the more", view=extent))
    st.html(NARROW)
    with st.container(key=f"{key}-map-frame"):
        st.pydeck_chart(
            arcs_map(arcs, dots, show=show, view=extent, dark=dark),
            key=f"{key}-map",
            height=maps.VIEWS[extent].height,
            alt=alt,
        )
