"""The way back to a view: its address, a name to keep it under, and addresses of its rows for programs."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from lib.common import formatting
from lib.metrics.addresses import BASE, rows_address
from lib.metrics.scope import NARROWED_BY, Scope, without_effect
from lib.metrics.scope_names import DATASET, DEMONSTRATION
from lib.services.actors import NotPermittedError
from lib.services.rights import SAVE_VIEWS
from lib.services.saved_views import SavedViewError, save
from lib.ui import bar
from lib.ui.ask import engine
from lib.ui.menus import menu
from lib.ui.parts import draw_part
from lib.ui.who import page_actor, your_name

#: Page of the list of saved views.
SAVED = "pages/saved.py"


def offer(entity: str, scope: Scope) -> None:
    """Offer the address of the view that is shown, in a menu.

    Args:
        entity: what the page is about.
        scope: what its rows are narrowed to.
    """

    def draw() -> None:
        with menu("Link to this view", ":material/link:", "link") as opened:
            if not opened:
                return
            st.markdown("This address opens the same view:")
            st.code(view_address(), language=None, wrap_lines=True)
            offer_rows(entity, scope)
            _offer_to_save(st.session_state[_PATH], view_query())

    draw_part(draw)


def offer_rows(entity: str, scope: Scope) -> None:
    """Show what to paste into other programs, so that they read the rows of the view and read them anew."""
    available = bar.available_choices()
    address = {ending: whole(rows_address(entity, ending, scope, available)) for ending in ("csv", "xlsx")}
    st.markdown("Excel and Power BI: Get data, From Web, then this address:")
    st.code(address["xlsx"], language=None, wrap_lines=True)
    st.markdown("Python:")
    st.code(f'pandas.read_csv("{address["csv"]}")', language=None, wrap_lines=True)
    idle = without_effect(scope, NARROWED_BY[entity])
    if idle:
        st.caption(
            formatting.plain(f"The rows of these two addresses ({entity}) are not narrowed by {', '.join(idle)}.")
        )


def offer_all(demonstration: bool) -> None:
    """Offer the zip of all rows of a dataset."""
    asked = f"?{urlencode({DATASET: DEMONSTRATION})}" if demonstration else ""
    st.link_button(
        "All demonstration data (zip)" if demonstration else "All facts (zip)",
        whole(f"{BASE}/all.zip{asked}"),
        icon=":material/folder_zip:",
        type="tertiary",
        help="Every row but those of attendance, whose rows are persons. An empty store can load it.",
    )


def view_query() -> str:
    """Return the parameters of the address of the view."""
    return urlencode({name: st.query_params.get_all(name) for name in st.query_params}, doseq=True)


def view_address() -> str:
    """Return the address of the view."""
    query = view_query()
    return f"{app_address()}/{st.session_state[_PATH]}" + (f"?{query}" if query else "")


def app_address() -> str:
    """Return the app's own address as the reader's browser has it; empty where that is not known."""
    return (st.context.url or "").removesuffix(st.session_state.get(_PATH, "")).rstrip("/")


def at_page(path: str) -> None:
    """Tell the path of the page that is drawn."""
    st.session_state[_PATH] = path


_PATH = "path-of-page"


def whole(address: str) -> str:
    """Return an address below the app's own, as the reader's browser reaches it."""
    return f"{app_address()}/{address}"


def _offer_to_save(page: str, query: str) -> None:
    if not page_actor().may(SAVE_VIEWS):
        return
    with st.form("save-view", border=False):
        name = st.text_input("Name of the view", key="view-name", placeholder="to find it under Saved views")
        shared = st.checkbox("Share it with members", key="view-shared")
        by = your_name(key="view-by")
        if not st.form_submit_button("Save view", icon=":material/bookmark_add:"):
            return
    try:
        save(engine(), name or "", page, query, page_actor(by), shared=shared)
    except (SavedViewError, NotPermittedError) as error:
        st.error(formatting.plain(error))
    else:
        st.success("Saved.", icon=":material/check:")
        st.page_link(SAVED, label="All saved views", icon=":material/bookmarks:")
