"""Who does something that is kept on record: asked once, and known on every page of the session."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def your_name(place: DeltaGenerator | None = None, key: str = "your-name") -> str:
    """The name for the record, without blanks around it; empty where nobody has given one."""
    draw = st.text_input if place is None else place.text_input
    given = draw("Your name, for the record", key=key, max_chars=80, persist_state="session")
    return (given or "").strip()
