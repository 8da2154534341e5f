"""What pages keep of what they have drawn, so that a rerun sends it again and builds nothing."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.ui.ask import MOST_KEPT


@st.cache_resource(show_spinner=False, max_entries=MOST_KEPT)
def replay(key: str, _draw: Callable[[], None]) -> None:
    """Draw elements that nobody can act on; from the second time on, Streamlit sends what it kept of them.

    Args:
        key: names all that the elements are made of: another key, other elements.
        _draw: draws them; widgets, and tables and charts in which something can be selected, cannot be kept.
    """
    _draw()
