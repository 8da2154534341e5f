"""The page of the periodic report: its period."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lib.common import formatting
from lib.figures.report import period
from lib.metrics.report import period_in
from lib.ui.frame import Page


def narrowed(page: Page) -> Page:
    """Return the page with the period of the report, to the day, which stands on the page."""
    scope = period.within(page.scope)
    days = period_in(scope)
    st.markdown(f"**{formatting.long_date(days.first)} to {formatting.long_date(days.last)}**")
    return replace(page, scope=scope)
