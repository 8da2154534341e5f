"""The page on calls: the choice of calls that narrows it, in a field or in the panel of a mark, and its tabs."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures.calls import (
    countries,
    funders,
    grants,
    groups,
    home_by_call,
    proposals,
    published,
    rates,
    totals,
    words,
)
from lib.figures.figure import Figure
from lib.figures.options import Chosen
from lib.metrics.calls import outcomes
from lib.metrics.scope_names import CALL, distinct_names
from lib.ui.ask import ask
from lib.ui.cards import show_cards
from lib.ui.figures import show, show_list
from lib.ui.frame import Page, narrow
from lib.ui.options import BOUND, choose
from lib.ui.panel import Way, narrow_to, the_one
from lib.ui.tabs import Finding, Tab


def narrow_to_calls(page: Page) -> Page:
    """Return the page narrowed to the calls that the reader picked; none means all."""
    names = distinct_names(ask(outcomes.names, page.scope))
    if CALL in st.session_state:
        picked = [call for call in st.session_state[CALL] if call in names]
        st.session_state[CALL] = picked
    chosen = st.multiselect(
        "Calls",
        list(names),
        format_func=lambda call: names.get(call, call),
        key=CALL,
        placeholder="All calls of the period; choose some, or click one in a chart",
        label_visibility="collapsed",
        **BOUND,
    )
    if chosen:
        # It stays in sight: a click on a call far down the page narrows what stands above it.
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="stays-narrowed"):
            named = names[chosen[0]] if len(chosen) == 1 else formatting.counted(len(chosen), "call")
            st.text(f"Narrowed to {named}. Charts of all calls show it among the others.")
            st.button("Show all calls", on_click=_clear, icon=":material/filter_alt_off:", type="tertiary")
    return narrow(page, calls=tuple(chosen))


def _clear() -> None:
    st.session_state[CALL] = []


def _show_to_pick(page: Page, figure: Figure, chosen: Chosen | None = None) -> None:
    """Draw a figure in which the panel of a call offers to narrow the page to it."""

    def ways(rows: pd.DataFrame) -> list[Way]:
        call = the_one(rows, "call_id")
        return narrow_to(call, page.scope.calls, "call", _narrow_to) if call else []

    show(page, figure, chosen, picked=page.scope.calls, ways=ways)


def _narrow_to(calls: list[str]) -> None:
    st.session_state[CALL] = calls


def _outcomes(page: Page) -> None:
    left, right = st.columns(2, gap="small")
    with left:
        if page.home:
            _show_to_pick(page, home_by_call.COUNTRY_AGAINST_OTHERS_BY_CALL)
        chosen = {words.RATE.name: choose(words.RATE, page.scope)}
        _show_to_pick(page, rates.SUCCESS_RATE_BY_CALL, chosen)
    with right:
        _show_to_pick(page, proposals.PROPOSALS_BY_STAGE)
        show(page, rates.SUCCESS_RATE_BY_YEAR, chosen)
        show_cards(page, "proposals", totals.OF_PROPOSALS)


def _money(page: Page) -> None:
    _show_to_pick(page, proposals.MONEY_BY_CALL)
    _show_to_pick(page, grants.TIME_TO_GRANT)


def _countries(page: Page) -> None:
    chosen = {words.RATE.name: choose(words.RATE, page.scope)}
    left, right = st.columns(2, gap="small")
    with left:
        show(page, countries.SUCCESS_RATE_BY_COUNTRY, chosen)
        show(page, groups.SUCCESS_RATE_BY_GROUP, chosen)
        if page.home:
            show_list(page, groups.COUNTRY_AGAINST_OTHERS, chosen)
    with right:
        show(page, countries.PARTICIPATIONS_BY_COUNTRY, own=(countries.MEASURE,))
        show(page, groups.PARTICIPATION_BY_GROUP)
        show(page, countries.WIDENING_SHARE_BY_CALL)
        if page.home:
            show(page, groups.COUNTRY_AGAINST_OTHERS_BY_YEAR)
    if not page.home:
        st.info("Choose my country in the bar to see it against the sum of all others.", icon=":material/balance:")


def _funders(page: Page) -> None:
    show(page, funders.MONEY_BY_FUNDER)
    show_list(page, funders.NOTHING_WON)
    show_list(page, funders.RESULT_NOT_KNOWN)


def _projects(page: Page) -> None:
    show_list(page, grants.PROJECTS)
    show_list(page, published.DIFFERING_FIGURES)


TABS = (
    Tab(
        "Outcomes",
        _outcomes,
        (
            home_by_call.COUNTRY_AGAINST_OTHERS_BY_CALL,
            rates.SUCCESS_RATE_BY_CALL,
            proposals.PROPOSALS_BY_STAGE,
            rates.SUCCESS_RATE_BY_YEAR,
        ),
    ),
    Tab("Money", _money, (proposals.MONEY_BY_CALL, grants.TIME_TO_GRANT)),
    Tab(
        "Countries",
        _countries,
        (
            countries.SUCCESS_RATE_BY_COUNTRY,
            countries.WIDENING_SHARE_BY_CALL,
            countries.PARTICIPATIONS_BY_COUNTRY,
            groups.COUNTRY_AGAINST_OTHERS,
            groups.COUNTRY_AGAINST_OTHERS_BY_YEAR,
            groups.SUCCESS_RATE_BY_GROUP,
            groups.PARTICIPATION_BY_GROUP,
        ),
    ),
    Tab("Funders", _funders, (funders.MONEY_BY_FUNDER, funders.NOTHING_WON, funders.RESULT_NOT_KNOWN)),
    Tab("Projects", _projects, (grants.PROJECTS, published.DIFFERING_FIGURES)),
)
FINDINGS = (
    Finding(home_by_call.COUNTRY_AGAINST_OTHERS_BY_CALL),
    Finding(rates.SUCCESS_RATE_BY_CALL),
    Finding(proposals.PROPOSALS_BY_STAGE),
    Finding(proposals.MONEY_BY_CALL),
    Finding(funders.MONEY_BY_FUNDER),
)
