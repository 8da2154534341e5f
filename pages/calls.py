"""Calls and what became of them."""

import streamlit as st

from lib.figures.calls.rates import SUCCESS_RATE_BY_YEAR
from lib.figures.calls.words import RATE
from lib.metrics import calls
from lib.ui import call_country_views, call_views, figures, frame
from lib.ui.ask import ask

page = frame.begin(
    "Calls",
    "What became of each call: proposals, success rates, and money asked for, committed and awarded.",
)
page = call_views.narrowed(page)
chosen = ask(calls.outcomes, page.scope)
widening = ask(calls.widening_share, page.scope)
call_views.draw_totals(chosen, widening, page.scope.by_place)

rate = figures.choose(RATE, page.scope)
left, right = st.columns(2, gap="medium")
with left:
    call_views.draw_rates_by_call(page, rate)
    figures.show(page, SUCCESS_RATE_BY_YEAR, {RATE.name: rate})
with right:
    call_views.draw_funnels(page, chosen)
    call_views.draw_money_by_call(page)

st.header("Countries", anchor=False)
measure = call_country_views.choose_country_measure()
left, right = st.columns(2, gap="medium")
with left:
    call_country_views.draw_rates_by_country(page, rate)
    call_country_views.draw_widening(page, widening)
with right:
    call_country_views.draw_participations(page, measure)
    call_views.draw_time_to_grant(page)
sums = ask(calls.country_sums, page.scope)
call_country_views.draw_against_others(page, sums)
call_country_views.draw_peer_groups(page, sums, rate)

st.header("Funders", anchor=False)
left, right = st.columns(2, gap="medium")
with left:
    call_views.draw_funders(page)
with right:
    call_views.draw_won_nothing(page)

call_views.draw_projects(page)
call_views.draw_differing_figures(page)
