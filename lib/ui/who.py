"""The name of whoever changes something: asked once, and known on every page of the session."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def your_name(place: DeltaGenerator | None = None, key: str = "your-name") -> str:
    """Ask for the name that is kept on record. Returns it without blanks around it; empty where there is none."""
    draw = st.text_input if place is None else place.text_input
    given = draw("Your name, for the record", key=key, max_chars=80, persist_state="session")
    return (given or "").strip()
