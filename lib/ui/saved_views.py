"""The list of saved views: each opens with a click, and can be removed."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures.columns import LINK, Column
from lib.services.rights import REMOVE_VIEWS, SAVE_VIEWS
from lib.services.saved_views import remove
from lib.ui.ask import engine
from lib.ui.tables import show_list
from lib.ui.who import page_actor, your_name

_COLUMNS = (
    Column("name", "View"),
    Column("address", "Open", LINK, link_text="Open", is_page=True),
    Column("title", "Page"),
    Column("narrowed", "Narrowed to"),
    Column("saved_at", "Saved on", write=formatting.long_date),
    Column("saved_by", "Saved by"),
)


def draw_views(views: pd.DataFrame, titles: Mapping[str, str]) -> None:
    """List the saved views, each with a link and a button to remove it.

    Args:
        views: see lib.services.saved_views.saved_views.
        titles: of the pages, by their path.
    """
    if views.empty:
        st.info("No view was saved yet: open “Link to this view” below a page’s figures.", icon=":material/bookmark:")
        return
    addresses = [
        # A page below the app's own address is found from any other one.
        f"{page or './'}" + (f"?{query}" if query else "")
        for page, query in zip(views["page"], views["query"], strict=True)
    ]
    shown = views.assign(
        address=pd.Series(addresses, index=views.index, dtype="object"),
        title=views["page"].map(lambda page: titles.get(page, page)),
        narrowed=views["query"].map(_in_words),
    )
    # Who works on the data is for those who do.
    columns = _COLUMNS if page_actor().may(SAVE_VIEWS) else _COLUMNS[:-1]
    show_list(shown, columns, alt="Every saved view, by name", key="saved-views")
    if page_actor().may(REMOVE_VIEWS):
        _offer_to_remove(views)


def _offer_to_remove(views: pd.DataFrame) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("View to remove", list(views["name"]), index=None, key="view-to-remove", width=360)
        by = your_name()
        disabled = name is None or not by
        st.button("Remove view", disabled=disabled, on_click=_remove, args=(name, by), icon=":material/delete:")


def _remove(name: str, by: str) -> None:
    remove(engine(), name, page_actor(by))


def _in_words(query: str) -> str:
    narrowed = (f"{name.replace('-', ' ')}: {', '.join(values)}" for name, values in parse_qs(query).items())
    return "; ".join(narrowed) or "nothing"
