"""When the reader's browser was here before, where the browser says so."""

from __future__ import annotations

from datetime import date

import streamlit as st

from lib.common.visits import COOKIE, Visits, read_visits


def _visits() -> Visits | None:
    return read_visits(st.context.cookies.to_dict().get(COOKIE))


def last_visit() -> date | None:
    """Return the last day before today on which the reader was here; None where the browser does not say."""
    found = _visits()
    return found.last if found else None


def is_first_visit() -> bool:
    """Whether the browser says that no page was opened before."""
    found = _visits()
    return found is not None and found.is_first
