"""Who uses the page, and the name of whoever changes something: asked once, and known on every page of the session."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.services.access import without_login
from lib.services.actors import AT_THE_MACHINE, Actor


def page_actor(by: str = "") -> Actor:
    """Return whoever uses the page now: asked anew at each run and click, so that a role that was taken away is gone.

    Args:
        by: the name that they gave.
    """
    found = without_login(st.get_option("server.address"), st.context.headers, by)
    address = st.context.ip_address
    # Tests of pages have no browser, and no address.
    return replace(found, address=address if isinstance(address, str) else "")


def say_who() -> None:
    """Say on pages of the Secretariat that whoever sits at the machine may do all, where nobody signs in."""
    if page_actor().id == AT_THE_MACHINE:
        st.caption("No login is set up: whoever uses this machine has all rights here.")


def your_name(place: DeltaGenerator | None = None, key: str = "your-name") -> str:
    """Ask for the name that is kept on record. Returns it without blanks around it; empty where there is none."""
    draw = st.text_input if place is None else place.text_input
    given = draw("Your name, for the record", key=key, max_chars=80, persist_state="session")
    return (given or "").strip()
