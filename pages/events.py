"""Events, and who came to them."""

import streamlit as st

from lib.figures.events import attendees, grouped, listed, no_shows
from lib.ui import events, figures, frame, missing

page = frame.begin(
    "Events",
    "Who came to our events, from which countries and kinds of organisation, and who registered and stayed away.",
)

if not missing.whole_page(("event",), page.scope.demonstration):
    page = events.narrowed(page)
    events.show_totals(page)
    events.show_by_event(page)

    figures.show(page, no_shows.REGISTERED_AND_ATTENDED)
    events.show_no_shows(page)
    left, right = st.columns(2, gap="medium")
    with left:
        events.show_by_kind(page)
    with right:
        figures.show(page, attendees.ATTENDANCE_BY_ORGANISATION_TYPE)
    events.show_origins(page)
    left, right = st.columns(2, gap="medium")
    with left:
        figures.show(page, grouped.ATTENDANCE_BY_YEAR)
    with right:
        figures.show(page, attendees.NEW_AND_RETURNING)
    events.show_coming_back(page)
    events.show_against_programmes(page)
    left, right = st.columns(2, gap="medium")
    with left:
        figures.show(page, grouped.CALENDAR)
    with right:
        figures.show(page, grouped.EVENTS_BY_HOST)
    figures.show_list(page, listed.LISTING)
    figures.show_list(page, listed.ONLINE_FIGURES)
