"""Calls and what became of them."""

import streamlit as st

from lib.figures.calls import countries, funders, grants, groups, proposals, published, rates, totals, words
from lib.ui import calls, figures, frame, missing
from lib.ui.cards import show_cards
from lib.ui.options import choose

page = frame.begin(
    "Calls",
    "What became of each call: proposals, success rates, and money asked for, committed and awarded.",
)

if not missing.whole_page(("call", "call outcome", "participation"), page.scope.demonstration):
    page = calls.narrow_to_calls(page)
    show_cards(page, "call-totals", totals.FIGURES)

    chosen = {words.RATE.name: choose(words.RATE, page.scope)}
    st.caption("Click a call in a chart to narrow the page to it; click it again to clear the selection.")
    left, right = st.columns(2, gap="medium")
    with left:
        calls.show_to_pick_calls(page, rates.SUCCESS_RATE_BY_CALL, chosen)
        figures.show(page, rates.SUCCESS_RATE_BY_YEAR, chosen)
    with right:
        calls.show_to_pick_calls(page, proposals.PROPOSALS_BY_STAGE, chosen)
        figures.show(page, proposals.MONEY_BY_CALL)

    st.header("Countries", anchor=False)
    chosen[countries.MEASURE.name] = choose(countries.MEASURE, page.scope)
    left, right = st.columns(2, gap="medium")
    with left:
        figures.show(page, countries.SUCCESS_RATE_BY_COUNTRY, chosen)
        figures.show(page, countries.WIDENING_SHARE_BY_CALL)
    with right:
        figures.show(page, countries.PARTICIPATIONS_BY_COUNTRY, chosen)
        figures.show(page, grants.TIME_TO_GRANT)

    if page.home:
        left, right = st.columns([6, 5], gap="medium")
        with left:
            figures.show_list(page, groups.COUNTRY_AGAINST_OTHERS, chosen)
        with right:
            figures.show(page, groups.COUNTRY_AGAINST_OTHERS_BY_YEAR, chosen)
    else:
        st.info("Choose my country in the bar to see it against the sum of all others.", icon=":material/balance:")

    left, right = st.columns(2, gap="medium")
    with left:
        figures.show(page, groups.SUCCESS_RATE_BY_GROUP, chosen)
    with right:
        figures.show(page, groups.PARTICIPATION_BY_GROUP, chosen)

    st.header("Funders", anchor=False)
    left, right = st.columns(2, gap="medium")
    with left:
        figures.show(page, funders.MONEY_BY_FUNDER)
    with right:
        figures.show_list(page, funders.NOTHING_WON)
        figures.show_list(page, funders.RESULT_NOT_KNOWN)

    if page.scope.calls:
        figures.show_list(page, grants.PROJECTS)
    else:
        st.header("Projects of the chosen calls", anchor=False)
        st.info("Choose a call at the top, or click one in a chart, to see its projects.", icon=":material/ads_click:")
    figures.show_list(page, published.DIFFERING_FIGURES)
