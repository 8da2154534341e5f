"""Who works with whom."""

import streamlit as st

from lib.metrics import collaboration
from lib.ui import collaboration_views as views
from lib.ui import frame, periods
from lib.ui.ask import ask

page = periods.narrowed(
    frame.begin(
        "Collaboration",
        "Which countries work together in projects, which more than chance would have it, and which hardly at all.",
    )
)
calls = views.choose_calls(page)
chosen = views.choose_countries(page)
pairs = ask(collaboration.pairs, page.filters, calls)
narrowed = collaboration.of_choice(pairs, chosen)
here = collaboration.of_countries(page.filters, chosen)
years = ask(collaboration.widening, here, calls)
known, _ = ask(collaboration.covered, page.filters.any_place(), calls)
covered = ask(collaboration.covered, here, calls)

views.draw_totals(narrowed, years, covered)
measure = views.choose_measure()
views.draw_matrix(page, pairs, measure, chosen, known)
left, right = st.columns([3, 2], gap="medium")
with left:
    views.draw_map(page, narrowed, known)
with right:
    views.draw_ranked(page, narrowed, measure, known)
if chosen:
    views.draw_partners(page, pairs, chosen[0], known)
    views.draw_projects(page, calls, chosen)
views.draw_hardly(page, narrowed, known)
views.draw_widening(page, years, covered)
