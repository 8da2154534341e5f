"""The period in the bar: in years, and on pages whose figures know days, by a name or to the day in their place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from lib.common import formatting
from lib.metrics import scope_help
from lib.metrics.choices import Choices
from lib.metrics.report import reporting_period
from lib.metrics.scope_names import FIRST_DAY, FREE_DAYS, FROM, LAST_DAY, PERIOD, TO, YEARS_HOLD
from lib.metrics.scope_values import periods
from lib.ui.address import years
from lib.ui.ask import today

_BOUND: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}


@dataclass(frozen=True)
class Span:
    """The period that holds: in years or in days, each end included; None is open."""

    first_year: int | None = None
    last_year: int | None = None
    first_day: date | None = None
    last_day: date | None = None

    @property
    def in_words(self) -> str:
        """Such as `2016 to 2025` or `1 Jan 2021 to 31 Mar 2021`; empty where all years are meant."""
        if self.first_day is not None and self.last_day is not None:
            return f"{formatting.short_date(self.first_day)} to {formatting.short_date(self.last_day)}"
        if self.first_year is None and self.last_year is None:
            return ""
        if self.first_year == self.last_year:
            return str(self.first_year)
        if self.first_year is None:
            return f"until {self.last_year}"
        return f"since {self.first_year}" if self.last_year is None else f"{self.first_year} to {self.last_year}"


def label(headline: int) -> str:
    """Return what the menu of the period is called, from what is chosen before its widgets are drawn.

    Args:
        headline: the year that headlines are of where no period is chosen.
    """
    named = st.session_state.get(PERIOD, st.query_params.get(PERIOD, YEARS_HOLD))
    if named not in (YEARS_HOLD, None):
        return "Free dates" if named == FREE_DAYS else str(named)
    first, last = (_year(name) for name in (FROM, TO))
    if first is not None and last is not None and first > last:
        first, last = last, first
    return Span(first, last).in_words or f"All years; headlines of {headline}"


def _year(name: str) -> int | None:
    value = st.session_state.get(name, st.query_params.get(name))
    return int(value) if value is not None and str(value).isascii() and str(value).isdigit() else None


def choose(available: Choices, *, to_the_day: bool, of_report: bool) -> Span:
    """Draw the choice of the period.

    Args:
        available: what there is to choose from.
        to_the_day: whether the page's figures know days.
        of_report: whether the page is the report, which always has a period.
    """
    if not to_the_day:
        return _in_years(available)
    named = periods(available)
    if of_report:
        _default_of_report()
    chosen = st.selectbox("Period", [YEARS_HOLD, *named, FREE_DAYS], key=PERIOD, help=scope_help.ROUGH_DATES, **_BOUND)
    if chosen == YEARS_HOLD:
        return _in_years(available)
    for name in (FROM, TO):
        # One period holds at a time: years that an address names as well are dropped.
        st.query_params.pop(name, None)
    first, last = (named[chosen].first, named[chosen].last) if chosen in named else _free_days()
    st.caption(f"{formatting.long_date(first)} to {formatting.long_date(last)}")
    return Span(first_day=first, last_day=last)


def _default_of_report() -> None:
    """Select the Secretariat's latest reporting period where no period is chosen."""
    asked = {FROM, TO, PERIOD} & {*st.query_params}
    unset = st.session_state.get(PERIOD, YEARS_HOLD) == YEARS_HOLD
    in_years = any(st.session_state.get(name) is not None for name in (FROM, TO))
    if unset and not in_years and not asked:
        st.session_state[PERIOD] = reporting_period().label


def _in_years(available: Choices) -> Span:
    offered = years(available)
    left, right = st.columns(2)
    first = left.selectbox("From year", offered, index=None, key=FROM, placeholder="first", **_BOUND)
    last = right.selectbox("To year", offered, index=None, key=TO, placeholder="last", **_BOUND)
    if first is not None and last is not None and first > last:
        st.warning("The first year lies after the last; the two are read the other way round.")
        return Span(last, first)
    return Span(first, last)


def _free_days() -> tuple[date, date]:
    first = _day("From", FIRST_DAY, date(today().year, 1, 1))
    last = _day("To", LAST_DAY, today())
    return min(first, last), max(first, last)


def _day(text: str, key: str, value: date) -> date:
    return st.date_input(
        text,
        value=value,
        min_value=date(1990, 1, 1),
        max_value=date(2100, 12, 31),
        format="DD/MM/YYYY",
        key=key,
        **_BOUND,
    )
