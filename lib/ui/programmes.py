"""The page on programmes: its choices, the map that filters by a click, and all that is known of one programme."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from lib.figures.columns import Column
from lib.figures.options import Chosen
from lib.figures.programmes.by_year import BUDGETS_BY, REAL
from lib.figures.programmes.lists import LISTING
from lib.metrics.programmes import WHOLE
from lib.metrics.scope_names import SOON
from lib.ui import figures
from lib.ui.frame import Page, narrow
from lib.ui.tables import show_list


def narrowed(page: Page, today: date) -> Page:
    """Return the page narrowed to programmes that run out soon, where the reader asks for these."""
    only_soon = st.toggle(
        "Only programmes that run out in the next 24 months", key=SOON, bind="query-params", persist_state="session"
    )
    return narrow(page, running_out=today if only_soon else None)


def choose_budgets(page: Page) -> Chosen:
    """Ask how budgets by year are counted, and whether in real terms, which whole budgets do not have."""
    way = figures.choose(BUDGETS_BY, page.scope)
    return {BUDGETS_BY.name: way, REAL.name: figures.switch(REAL, disabled=way == WHOLE)}


def draw_listing(page: Page) -> None:
    """List every programme, down to the single one with its source."""
    st.caption(
        "Click a header to sort, use the magnifying glass to search, and tick a row to see all that is known of the "
        "programme."
    )
    for _, programme in figures.show_list_to_pick(page, LISTING).iterrows():
        _draw_details(programme)


def _draw_details(programme: pd.Series[Any]) -> None:
    known = [
        {"what": column.header, "value": column.writer(programme[column.name])}
        for column in LISTING.columns
        if not pd.isna(programme[column.name])
    ]
    with st.container(border=True, key="details"):
        st.header("The programme and where its figures come from", anchor=False)
        if not pd.isna(programme["source_url"]):
            st.link_button("Open the source", programme["source_url"], icon=":material/open_in_new:")
        show_list(
            pd.DataFrame(known),
            (Column("what", "What"), Column("value", "Value")),
            alt="All that is known of the programme",
            key="programme-details",
        )
