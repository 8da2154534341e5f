"""Events, and who came to them."""

import streamlit as st

from lib.metrics import events
from lib.ui import event_views, frame, periods
from lib.ui.ask import ask

page = periods.narrowed(
    frame.begin(
        "Events",
        "Who came to our events, from which countries and kinds of organisation, and who registered and stayed away.",
    )
)
choice = event_views.narrowing(page)
event_views.draw_totals(ask(events.totals, page.filters, choice))
choice = event_views.draw_by_event(page, choice)

left, right = st.columns(2, gap="medium")
with left:
    event_views.draw_by_kind(page, choice)
with right:
    event_views.draw_by_organisation_type(page, choice)
event_views.draw_by_country(page, choice)
left, right = st.columns(2, gap="medium")
with left:
    event_views.draw_over_time(page, choice)
with right:
    event_views.draw_new_and_returning(page, choice)
event_views.draw_against_programmes(page, choice)
left, right = st.columns(2, gap="medium")
with left:
    event_views.draw_calendar(page, choice)
with right:
    event_views.draw_hosts(page, choice)
event_views.draw_listing(page, choice)
event_views.draw_online(page, choice)
