"""The choice of calls that narrows the page on calls: in a field, or by a click on a mark."""

from __future__ import annotations

import streamlit as st

from lib.common import formatting
from lib.figures.figure import Figure
from lib.figures.options import Chosen
from lib.metrics.calls import outcomes
from lib.metrics.scope_names import CALL, distinct_names
from lib.ui.ask import ask
from lib.ui.figures import BOUND, show_to_pick
from lib.ui.frame import Page, narrow

#: A mark that was clicked, until the page draws the choice of calls anew; and how often one was.
_CLICKED, _CLICKS = "call-clicked", "call-clicks"


def narrow_to_calls(page: Page) -> Page:
    """Return the page narrowed to the calls that the reader picked; none means all."""
    names = distinct_names(ask(outcomes.names, page.scope))
    if CALL in st.session_state:
        picked = [call for call in st.session_state[CALL] if call in names]
        clicked = st.session_state.pop(_CLICKED, None)
        if clicked in picked:
            picked.remove(clicked)
        elif clicked in names:
            picked.append(clicked)
        st.session_state[CALL] = picked
    chosen = st.multiselect(
        "Calls",
        list(names),
        format_func=lambda call: names.get(call, call),
        key=CALL,
        placeholder="all calls of the period; choose some, or click one in a chart",
        **BOUND,
    )
    if chosen:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**The page is narrowed to {formatting.counted(len(chosen), 'call')}.** The charts of all calls stay, "
                "with the chosen ones in colour."
            )
            st.button("Show all calls", on_click=_clear, icon=":material/filter_alt_off:")
    return narrow(page, calls=tuple(chosen))


def _clear() -> None:
    st.session_state[CALL] = []


def show_to_pick_calls(page: Page, figure: Figure, chosen: Chosen) -> None:
    """Draw a figure in which a click on a call narrows the page to it, and a second one clears that."""
    key = f"{figure.id}-{st.session_state.get(_CLICKS, 0)}"
    clicked = show_to_pick(page, figure, chosen, picked=page.scope.calls, key=key)
    if clicked:
        st.session_state[_CLICKED] = clicked[0]
        # A new key for the charts: the old one would keep the click, and the same call could not be clicked again.
        st.session_state[_CLICKS] = st.session_state.get(_CLICKS, 0) + 1
        st.rerun()
