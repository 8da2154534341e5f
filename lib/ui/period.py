"""The period in the bar: in years, and on pages whose figures know days, by a name or to the day in their place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

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


@dataclass(frozen=True)
class Default:
    """What a page shows where no period is chosen.

    Attributes:
        label: names it in the bar.
        explained: says it in a sentence.
        year: that its headlines are of; None where they are of no year.
    """

    label: str
    explained: str
    year: int | None = None


ALL_YEARS: Final = Default("All years", "No period is chosen: the page shows all years.")


def of_headlines(year: int) -> Default:
    """Return what a page shows whose headlines are of one year.

    Args:
        year: see lib.metrics.headline.
    """
    return Default(
        f"Headlines of {year}",
        f"No period is chosen. Cards, sentences and maps that speak of one year are of {year}, the newest complete "
        "year of which enough is recorded, and it is in bold where years are drawn; all else shows every year.",
        year,
    )


def of_report() -> Default:
    """Return what the report shows: the Secretariat's latest reporting period."""
    period = reporting_period()
    days = Span(first_day=period.first, last_day=period.last).in_words
    return Default(days, f"No period is chosen: the report is of {days} ({period.label}).")


def label(default: Default) -> str:
    """Return what the menu of the period is called, from what is chosen before its widgets are drawn."""
    named = st.session_state.get(PERIOD, st.query_params.get(PERIOD, YEARS_HOLD))
    if named not in (YEARS_HOLD, None):
        return "Free dates" if named == FREE_DAYS else str(named)
    first, last = (_year(name) for name in (FROM, TO))
    if first is not None and last is not None and first > last:
        first, last = last, first
    return Span(first, last).in_words or default.label


def _year(name: str) -> int | None:
    value = st.session_state.get(name, st.query_params.get(name))
    return int(value) if value is not None and str(value).isascii() and str(value).isdigit() else None


def choose(available: Choices, default: Default, *, to_the_day: bool) -> Span:
    """Draw the choice of the period, what holds without one, and the way back to that.

    Args:
        available: what there is to choose from.
        default: what the page shows without a period.
        to_the_day: whether the page's figures know days.
    """
    span = _to_the_day(available) if to_the_day else _in_years(available)
    if span.in_words:
        st.button("All years", on_click=_choose_years, args=(None,), icon=":material/close:", key="period-all")
        return span
    st.caption(default.explained)
    if default.year is not None:
        st.button(f"Only {default.year}", on_click=_choose_years, args=(default.year,), key="period-headline")
    return span


def _choose_years(year: int | None) -> None:
    """Choose one year in place of any period, or with None all years."""
    st.session_state[PERIOD] = YEARS_HOLD
    for name in (FROM, TO):
        st.session_state[name] = year


def _to_the_day(available: Choices) -> Span:
    named = periods(available)
    chosen = st.selectbox("Period", [YEARS_HOLD, *named, FREE_DAYS], key=PERIOD, help=scope_help.ROUGH_DATES, **_BOUND)
    if chosen == YEARS_HOLD:
        return _in_years(available)
    for name in (FROM, TO):
        # One period holds at a time: years that an address names as well are dropped.
        st.query_params.pop(name, None)
    first, last = (named[chosen].first, named[chosen].last) if chosen in named else _free_days()
    st.caption(f"{formatting.long_date(first)} to {formatting.long_date(last)}")
    return Span(first_day=first, last_day=last)


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
