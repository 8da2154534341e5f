"""The choice of a period on a page: the sidebar's years, a reporting period, a year, a quarter, or free dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from lib import style
from lib.metrics import definitions
from lib.metrics.filter_words import FIRST_DAY, LAST_DAY
from lib.metrics.periods import named_periods
from lib.ui.ask import today
from lib.ui.frame import Page

#: Name in the address.
PERIOD = "period"
_SIDEBAR, _FREE = "years of the sidebar", "free dates"


def narrowed(page: Page) -> Page:
    """Draw the choice, and return the page narrowed to the period that was chosen."""
    named = {period.label: period for period in named_periods(page.choices.first_year, page.choices.last_year)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Period",
            [_SIDEBAR, *named, _FREE],
            key=PERIOD,
            bind="query-params",
            persist_state="session",
            width=360,
            help=definitions.ROUGH_DATES,
        )
        if chosen == _SIDEBAR:
            return page
        first, last = (named[chosen].first, named[chosen].last) if chosen in named else _free_dates()
        st.text(f"{style.long_date(first)} to {style.long_date(last)}")
    days = replace(page.filters, first_year=None, last_year=None, first_day=first, last_day=last)
    return replace(page, filters=days)


def _free_dates() -> tuple[date, date]:
    first = _day("From", FIRST_DAY, date(today().year, 1, 1))
    last = _day("To", LAST_DAY, today())
    return min(first, last), max(first, last)


def _day(label: str, key: str, value: date) -> date:
    return st.date_input(
        label,
        value=value,
        min_value=date(1990, 1, 1),
        max_value=date(2100, 12, 31),
        format="DD/MM/YYYY",
        key=key,
        bind="query-params",
        persist_state="session",
        width=150,
    )
