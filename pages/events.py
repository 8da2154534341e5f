"""Events, and who came to them."""

import streamlit as st

from lib.ui import event_views, frame

page = frame.begin(
    "Events",
    "Who came to our events, from which countries and kinds of organisation, and who registered and stayed away.",
)
page = event_views.narrowed(page)
event_views.draw_totals(page)
event_views.draw_by_event(page)

left, right = st.columns(2, gap="medium")
with left:
    event_views.draw_by_kind(page)
with right:
    event_views.draw_by_organisation_type(page)
event_views.draw_by_country(page)
left, right = st.columns(2, gap="medium")
with left:
    event_views.draw_over_time(page)
with right:
    event_views.draw_new_and_returning(page)
event_views.draw_against_programmes(page)
left, right = st.columns(2, gap="medium")
with left:
    event_views.draw_calendar(page)
with right:
    event_views.draw_hosts(page)
event_views.draw_listing(page)
event_views.draw_online(page)
